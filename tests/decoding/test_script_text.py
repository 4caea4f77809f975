"""Articles that stand in a script of their page alone: read where they stand, or a doubt; nothing lost, and linear."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pytest

from pipeline.clean import explain_source
from pipeline.data import Page, Source
from pipeline.decoding import decode, script_text
from pipeline.decoding.repair import replay
from pipeline.decoding.script_text import with_script_text
from pipeline.settings import Settings
from pipeline.validate import validate_agreement, validate_line, validate_rebuild, validate_tei
from pipeline.validate.coverage import validate_coverage
from pipeline.writers import write_json, write_ledger, write_tei
from tests.makers.cost import grows_with_length
from tests.makers.marked import PROSE, cases

HTML = "".join(f"<p>{escape(prose, quote=False)}</p>" for prose in PROSE)


def _filled(text: str, case: dict[str, Any], *, written: bool) -> str:
    """A text of a case with its paragraphs; ``written``: as JSON writes them."""
    parts = {"html": HTML, "references": escape(HTML, quote=False), **{str(n): prose for n, prose in enumerate(PROSE, 1)}}
    for name, part in parts.items():
        part = json.dumps(part)[1:-1] if written else part
        for sign in case.get("escape", "") if written else "":
            part = part.replace(sign, f"\\u{ord(sign):04x}")
        text = text.replace(f"{{{name}}}", part.replace("</", "<\\/") if written else part)
    return text


def _page(case: dict[str, Any]) -> str:
    script = _filled(case["script"], case, written=True)
    head, body = (script, "") if case.get("head") else ("", script)
    shown = _filled(case.get("shown", ""), case, written=False)
    return f"<!DOCTYPE html><html lang=en><head><title>The kettle</title>{head}<meta name=a content=b></head><body>{shown}<div id=app></div>{body}</body></html>"


@pytest.mark.parametrize("case", cases("html/script_text.toml"))
def test_text_of_a_script(case: dict[str, Any]) -> None:
    page = _page(case)
    seen = explain_source(Source("a.html", page.encode(), media_type="text/html", charset="unicode"), Settings())
    every = list(PROSE) if "{html}" in case["script"] or "{references}" in case["script"] else list(PROSE[:3])
    wanted = [_filled(text, case, written=False) for text in case["texts"]] if "texts" in case else every
    blocks = [block for block in seen.split.blocks if block.text]
    assert [block.text for block in blocks] == wanted
    assert [doubt.text for doubt in seen.article.doubts if doubt.code == "text-from-script"] == (
        [f"The page shows no article; the text was read from a script of it ({case['read']})."] if case["read"] else [])
    assert seen.article.authors == ((case.get("author", "Ada Moss"),) if case.get("author", "Ada Moss") else ())
    assert bool(seen.page.repairs) is bool(case["read"])
    if case["read"]:
        assert all(text in seen.article.text for text in wanted if text in PROSE)
        assert all(page.index(text[:30]) == block.start for block in blocks if (text := block.text) in PROSE and page.count(text[:30]) == 1)
    assert all(page[r.start:r.end] == r.before and replay(r.before, r.steps) == r.after for r in seen.page.repairs)
    document, line, ledger = write_tei(seen.article), write_json(seen.article), write_ledger(seen.article)
    assert [*validate_tei(document), *validate_line(line), *validate_agreement(document, line, ledger)] == []
    assert validate_rebuild(json.loads(line), json.loads(ledger), page) == []
    assert validate_coverage(json.loads(line), json.loads(ledger), page) == []


def test_what_was_garbled_behind_escapes_is_mended() -> None:
    body = json.dumps("\n\n".join(PROSE[:3]).replace("An", "").replace("woman", "señora año niño").encode().decode("windows-1252"))
    page = f'<!DOCTYPE html><title>The kettle</title><script type="application/ld+json">{{"@type": "Article", "articleBody": {body}}}</script>'
    assert "señora año niño" in explain_source(Source("a.html", page.encode(), media_type="text/html"), Settings()).article.text


def _decoded(text: str) -> Page:
    return decode(Source("a.html", f"<!DOCTYPE html><title>A</title>{text}".encode(), media_type="text/html", charset="unicode"))


@pytest.mark.parametrize("part", ['"articleBody":"', '"articleBody":"a",', '"body":{', "[", '{"a":', f'"articleBody":"{PROSE[0]}",', f"{PROSE[0]} ", "\\", '\\"',
                                  "\\u00e9", "&lt;p&gt;", "<p>", '"', "<br>\\n", "\\n \\n", "<!--", "body:", "articleBody\" : ", "},\"a\":\"b"])
@pytest.mark.parametrize("around", [('<script type="application/ld+json">{"articleBody":"' + " ".join(PROSE), '"}</script>'),
                                    ('<script type="application/ld+json">', "</script>"), ("<script>window.a={", "")])
def test_cost_is_linear(part: str, around: tuple[str, str]) -> None:
    def make(size: int) -> Page:
        return _decoded(around[0] + part * (size // len(part)) + around[1])

    assert grows_with_length(make, lambda page: with_script_text(page, []), 60_000)


def _numbered(many: int) -> list[str]:
    """Texts of some 700 letters, no two alike."""
    return [" ".join(f"word{n}x{k} of the mill by the water" for k in range(24)) for n in range(many)]


def test_many_strings_and_many_blocks_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    shares = script_text._shares
    monkeypatch.setattr(script_text, "_shares", lambda text, other: bool(compared.append(len(text) + len(other))) or shares(text, other))

    def run(many: int) -> int:
        """Letters that are looked through."""
        compared.clear()
        strings, blocks = _numbered(many), _numbered(2 * many)[many:]
        body = json.dumps(" ".join(strings) + " " + " ".join(blocks))
        page = _decoded(f'<script type="application/json">[{{"body": {body}}}, {json.dumps([{"title": "A", "text": text} for text in strings])}]</script>')
        with_script_text(page, blocks)
        return sum(compared)

    assert run(400) < 5 * run(100)
