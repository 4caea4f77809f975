"""What elements tell of blocks side by side: the cases of tests/cases/html/structure.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline import clean
from pipeline.article.line_numbers import line_numbers
from pipeline.article.overruled import overruled
from pipeline.article.shapes import structured
from pipeline.blocks.from_html import split_html
from pipeline.blocks.from_text import split_text
from pipeline.data import Decision, Encoding, Label, Page

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/html/structure.toml").read_text("utf-8"))["case"]
TEXTS = (
    "The keeper of the lock counted the barges twice on Tuesday, once with her finger and once with the pole, and came to a different number each time.",
    "She wrote both numbers into the ledger, as the rules of the company ask for, and drew a line below them so that the clerk could choose.",
    "The clerk chose the larger one, since a barge too many has never sunk a company, and went home before the rain came down from the hills.",
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_page(case: dict[str, Any]) -> None:
    body = case["body"].format("", *TEXTS)
    article = clean(f"<!DOCTYPE html><html><head><title>{case.get('title', 'The pier')}</title></head><body><article>{body}</article></body></html>")
    blocks = [block for section in article.sections for block in section.blocks]
    if "kinds" in case:
        assert [str(b.kind) for b in blocks if b.text not in TEXTS] == case["kinds"]
    wanted = [text for n, text in enumerate(TEXTS, 1) if f"{{{n}}}" in case["body"]]
    assert [text for text in TEXTS if text in article.text] == wanted
    if "kinds" in case:
        assert [text for text in TEXTS if text in (block.text for block in blocks)] == wanted
    if "said" in case:
        assert article.title == case["said"]
    if "front" in case:
        assert [str(b.kind) for b in article.front] == case["front"]
    for field, value in case.get("told", {}).items():
        assert getattr(article, field) == (tuple(value) if isinstance(value, list) else value or None)
    if "duplicates" in case:
        assert [r.text for r in article.removed if r.kind is Label.DUPLICATE] == case["duplicates"]
    if "heads" in case:
        assert [[s.heading, s.level] for s in article.sections if s.heading] == case["heads"]


def test_each_stanza_is_one_group() -> None:
    one, two = "Low is the water,<br>thin is the coat,<br>cold is the stair,", "nobody asked,<br>nobody came,<br>nobody was there."
    article = clean(f"<!DOCTYPE html><html><title>The pier</title><article><h1>The pier</h1><p>{TEXTS[0]}</p><p>{one}</p><p>{two}</p><p>{TEXTS[1]}</p></article></html>")
    groups = [block.group for section in article.sections for block in section.blocks if block.kind == "verse"]
    assert [groups.count(group) for group in dict.fromkeys(groups)] == [3, 3]


def test_what_a_person_wants_back_stays() -> None:
    html = "<pre>1\n2\n3</pre><pre>a()\nb()\nc()</pre>"
    blocks = split_html(Page("page.html", html, html, Encoding("utf-8", "utf-8"), media_type="text/html")).blocks
    for reason, kept in (("kept", [Label.OTHER, Label.PREFORMATTED]), ("restored", [Label.PREFORMATTED] * 2), ("site-file", [Label.PREFORMATTED] * 2)):
        given = [Decision(block.n, Label.PREFORMATTED, 0.9, reason) for block in blocks]
        found = overruled(given, line_numbers(blocks, given), "markup")
        assert [d.label for d in found] == kept
        assert found[0].reason == ("line-numbers" if reason == "kept" else reason)


@pytest.mark.parametrize(("line", "label", "wanted"), [
    ("On 4 June 2022, Ada Quill wrote:", Label.BYLINE, Label.PARAGRAPH), ("Am 4. Juni 2022 schrieb Ada Quill:", Label.DATELINE, Label.PARAGRAPH),
    ("By Ada Quill", Label.BYLINE, Label.BYLINE), ("Ada Quill wrote:", Label.RELATED, Label.RELATED),
])
def test_who_wrote_the_quoted_message_is_no_byline(line: str, label: Label, wanted: Label) -> None:
    text = f"{line}\n> {TEXTS[0]}\n\n{TEXTS[1]}\n"
    blocks = split_text(Page("mail.txt", text, text, Encoding("utf-8", "utf-8"))).blocks
    given = [Decision(b.n, label if not b.n else Label.PARAGRAPH, 0.9, "kept") for b in blocks]
    assert structured(blocks, given, "en")[0].label is wanted
