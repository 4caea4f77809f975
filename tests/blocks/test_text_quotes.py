"""Quoted lines of messages: one block a paragraph and depth, their marks on record, the page rebuilt to the character."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import clean
from pipeline.blocks.from_text import split_text
from pipeline.clean import clean_source
from pipeline.data import Label, Source
from pipeline.decoding import decode
from pipeline.settings import Settings
from pipeline.validate import validate_rebuild
from pipeline.writers.ledger import write_ledger

MAIL = """On Wed, Tom Reed wrote:
> The kiln has to be fired before the winter comes, and who is to do it
> when everybody is away on the boats, I should like to be told by
> somebody.
>
>> It was fired in the spring, and nobody was told of it until it was too
>> late for the bowls.

We fire it on Sunday, with all the wood there is, and everybody who is not
on a boat is welcome to come and to bring something to sit on.

> And the bowls?

They wait.
"""
WITHOUT_MARKS = tomllib.loads((Path(__file__).parent.parent / "cases/text/quoted_messages.toml").read_text(encoding="utf-8"))["case"]
HEAD = (("mail-from", "Ada Moss <ada@kiln.example>"),)


def mail(text: str) -> Source:
    return Source("a.eml", text.encode("utf-8", "surrogatepass"), media_type="text/plain", charset="unicode", metadata=HEAD)


def test_quoted_paragraphs() -> None:
    blocks = split_text(decode(mail(MAIL))).blocks
    assert [b.text for b in blocks] == [
        "On Wed, Tom Reed wrote:",
        "The kiln has to be fired before the winter comes, and who is to do it when everybody is away on the boats, I should like to be told by somebody.",
        "It was fired in the spring, and nobody was told of it until it was too late for the bowls.",
        "We fire it on Sunday, with all the wood there is, and everybody who is not on a boat is welcome to come and to bring something to sit on.",
        "And the bowls?", "They wait.",
    ]
    assert [b.verbatim[:2] for b in blocks] == ["On", "> ", ">>", "We", "> ", "Th"]


def test_what_stays_is_a_quotation() -> None:
    article = clean_source(mail(MAIL), Settings())
    kinds = {b.text[:8]: b.kind for b in article.blocks}
    assert {text for text, kind in kinds.items() if kind is Label.QUOTATION} >= {"The kiln", "It was f"} & set(kinds)
    assert ">" not in article.text


@pytest.mark.parametrize("text", [MAIL, ">" + MAIL, MAIL.replace("> ", ">"), MAIL.replace(">> ", "> > "), "> \n" + MAIL + ">\n>", MAIL.replace("\n", "\r\n")])
def test_the_page_is_rebuilt(text: str) -> None:
    article = clean_source(mail(text), Settings())
    problems = validate_rebuild(json.loads(article.to_json()), json.loads(write_ledger(article)), text)
    assert problems == []


@given(st.lists(st.sampled_from(["> a line that is quoted and goes on for a while", ">", ">> twice quoted", "> > spaced", "plain words", "", ">x", " > in", "-"])))
def test_every_character_has_its_place(lines: list[str]) -> None:
    text = "\n".join(["First words.", *lines])
    article = clean_source(mail(text), Settings())
    assert validate_rebuild(json.loads(article.to_json()), json.loads(write_ledger(article)), text) == []


@pytest.mark.parametrize("text", ["A title\n\n> More\n> News\n> Sport\n\nWords and words.", "A title\n\n> Read on\n\nWords.", "a > b\n\nb > c"])
def test_other_uses_of_the_sign_stay(text: str) -> None:
    assert [b.text for b in split_text(decode(Source("a.txt", text.encode()))).blocks] == [line for line in text.split("\n") if line]


def test_a_message_without_its_head_is_told_by_a_run_of_lines() -> None:
    assert ">" not in clean(MAIL).text


@pytest.mark.parametrize("case", WITHOUT_MARKS, ids=[case["label"] for case in WITHOUT_MARKS])
def test_messages_that_are_quoted_without_marks(case: dict[str, Any]) -> None:
    blocks = split_text(decode(mail(case["body"]))).blocks
    own, quoted = blocks[:case["own"]], blocks[case["own"]:]
    assert [b.text for b in own if b.verbatim.startswith(">")] == []
    assert [b.text for b in quoted if not b.verbatim.startswith(">")] == []
    article = clean_source(mail(case["body"]), Settings())
    starts = {b.start for b in quoted}
    assert [b for b in article.front if b.start in starts] == []
    assert {b.kind for b in article.blocks if b.start in starts} <= {Label.QUOTATION}
    assert (article.authors, article.published) == ((), None)
    assert not article.title or any(article.title in b.text for b in own)
    assert validate_rebuild(json.loads(article.to_json()), json.loads(write_ledger(article)), case["body"]) == []


def test_a_text_that_is_no_message_may_print_one() -> None:
    text = next(case["body"] for case in WITHOUT_MARKS if "English" in case["label"])
    assert not any(b.verbatim.startswith(">") for b in split_text(decode(Source("a.txt", text.encode()))).blocks)


def test_what_a_mailing_list_adds_is_not_quoted() -> None:
    text = WITHOUT_MARKS[0]["body"] + "\n" + "_" * 47 + "\nPier-l mailing list\n"
    assert [b.verbatim.startswith(">") for b in split_text(decode(mail(text))).blocks][-3:] == [True, False, False]


OUTLOOK = ("<div><p>It begins in July, I have asked.</p><div style='border-top:solid'><p><b>From:</b> John Roche<br><b>Sent:</b> Wednesday, May 3, 2023<br>"
           "<b>To:</b> Maud Effiong<br><b>Subject:</b> The pier</p></div><p>The pier is eleven metres too short, and nobody has measured it.</p></div>")


def test_messages_that_are_quoted_without_marks_in_html() -> None:
    article = clean_source(Source("a.eml", OUTLOOK.encode(), media_type="text/html", metadata=HEAD), Settings())
    kinds = {b.text[:8]: b.kind for b in article.blocks}
    assert article.published is None
    assert kinds["It begin"] is Label.PARAGRAPH
    assert {kind for text, kind in kinds.items() if text != "It begin"} == {Label.QUOTATION}
