"""Pages in frames (``srcdoc``): read where the frame stands, or a doubt; nothing lost, and linear."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pytest

from pipeline.clean import explain_source
from pipeline.data import Source
from pipeline.decoding.repair import mend, replay
from pipeline.settings import Settings
from pipeline.validate import validate_agreement, validate_line, validate_rebuild, validate_tei
from pipeline.writers import write_json, write_ledger, write_tei
from tests.makers.cost import grows_with_length
from tests.makers.marked import PROSE, cases


def _frame(inner: str, quotes: str, attributes: str = "") -> str:
    if quotes == "single":
        return f"<iframe srcdoc='{inner.replace('&', '&amp;').replace(chr(39), '&#39;')}' {attributes}>No frames here</iframe>"
    value = escape(inner) if quotes == "all" else inner.replace("&", "&amp;").replace('"', "&quot;")
    return f'<iframe srcdoc="{value}" {attributes}></iframe>'


@pytest.mark.parametrize("case", cases("html/frames.toml"))
def test_frames(case: dict[str, Any]) -> None:
    inner = case["inner"]
    for n, prose in enumerate(PROSE, 1):
        inner = inner.replace(f"{{{n}}}", f"<p>{prose}</p>")
    for n, quotes in enumerate(case["quotes"], 1):
        inner = _frame(inner, quotes, case.get("attributes", "") if n == len(case["quotes"]) else "")
    before, behind = case.get("around", ["", ""])
    page = f"<html><title>The kettle</title><body><h1>The kettle</h1><p>Before the frame.</p>{before}{inner}{behind}<p>Behind the frame.</p></body></html>"
    seen = explain_source(Source("a.html", page.encode(), media_type="text/html", charset="unicode"), Settings())
    texts = [block.text for block in seen.split.blocks if block.text and block.text != "The kettle"]
    wanted = [PROSE[0], *([case["holds"]] if "holds" in case else []), PROSE[1]] if case.get("read") else []
    assert texts == ["Before the frame.", *wanted, "Behind the frame."]
    assert ("text-in-frame" in [doubt.code for doubt in seen.article.doubts]) is case.get("doubt", False)
    assert all(page[r.start:r.end] == r.before and replay(r.before, r.steps) == r.after for r in seen.page.repairs)
    assert all(PROSE[0] in page[b.start:b.end] for b in seen.split.blocks if b.text == PROSE[0])
    assert bool(seen.page.repairs) is case.get("read", False)
    assert mend(seen.page.fixed, markup=True) == (seen.page.fixed, ())
    document, line, ledger = write_tei(seen.article), write_json(seen.article), write_ledger(seen.article)
    assert [*validate_tei(document), *validate_line(line), *validate_agreement(document, line, ledger)] == []
    assert validate_rebuild(json.loads(line), json.loads(ledger), page) == []


@pytest.mark.parametrize("part", ["<iframe srcdoc=", "<iframe srcdoc='", '<iframe srcdoc="&lt;', "<script srcdoc", "<!-- srcdoc", "srcdoc=\"'",
                                  "<iframe srcdoc='<p>a</p>'>", f"<iframe srcdoc='{'a word ' * 40}'>", "&lt;iframe srcdoc=&quot;"])
def test_cost_is_linear(part: str) -> None:
    for before, piece, after in (("", part, ""), ("<iframe srcdoc='", part.replace("'", ""), "'></iframe>")):
        assert grows_with_length(
            lambda size, b=before, p=piece, a=after: b + p * (size // len(p)) + a, lambda text: mend(text, markup=True), 75_000)
