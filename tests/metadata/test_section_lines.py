"""The section of a paper, where its name stands on a line of its own."""

from __future__ import annotations

import pytest

from pipeline.data import Block, Decision, Label
from pipeline.evidence.phrases import load_phrases
from pipeline.metadata.printed import find_metadata

LONG = "The council of Dunmarra voted on Tuesday to lengthen the pier by eleven metres, after the new ferry came in too far out."


def section(*lines: tuple[Label, str]) -> str | None:
    """The section that lines with these labels tell, above an article."""
    rows = [*lines, (Label.TITLE, "The pier grows"), (Label.PARAGRAPH, LONG)]
    blocks, at = [], 0
    for n, (_, text) in enumerate(rows):
        blocks.append(Block(n, text, at, at + len(text), verbatim=text))
        at += len(text) + 1
    decisions = [Decision(n, label, 0.9, "labeller" if label.removed else "kept") for n, (label, _) in enumerate(rows)]
    found = find_metadata(blocks, decisions, load_phrases().lists("en"), "en")
    return next((f.value for f in found if f.field == "section" and f.chosen), None)


@pytest.mark.parametrize("last", ["Contact", "Kontakt", "Suche", "About us", "Shop", "Nous écrire"])
def test_the_last_entry_of_a_menu_is_no_section(last: str) -> None:
    assert section((Label.NAVIGATION, "Home"), (Label.NAVIGATION, "Log in"), (Label.SECTION_NAME, last)) is None


def test_an_entry_that_another_one_follows_is_no_section() -> None:
    assert section((Label.NAVIGATION, "Home"), (Label.NAVIGATION, "Opinion"), (Label.SECTION_NAME, "Contact")) is None
    assert section((Label.NAVIGATION, "Home"), (Label.NAVIGATION, "Opinion"), (Label.NAVIGATION, "Contact")) is None
    assert section((Label.NAVIGATION, "Home"), (Label.NAVIGATION, "Opinion")) == "Opinion"
    assert section((Label.NAVIGATION, "Opinion"), (Label.SHARE, "Facebook Twitter")) == "Opinion"


@pytest.mark.parametrize("name", ["Opinion", "Politik", "Culture", "Leserbriefe", "Economía"])
def test_a_section_below_a_menu_is_one(name: str) -> None:
    assert section((Label.NAVIGATION, "Home"), (Label.NAVIGATION, "Log in"), (Label.SECTION_NAME, name)) == name


def test_any_name_that_stands_apart_from_a_menu_is_one() -> None:
    assert section((Label.SECTION_NAME, "The long read")) == "The long read"
    assert section((Label.NAVIGATION, "Home"), (Label.MASTHEAD, "Harbour Gazette"), (Label.SECTION_NAME, "The long read")) == "The long read"
