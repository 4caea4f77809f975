"""The end of a message: signature, notes and the footer of a mailing list, with labels as a labeller may give them."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.article.messages import message_end
from pipeline.article.overruled import overruled
from pipeline.blocks.from_text import split_text
from pipeline.data import Decision, Encoding, Label, Page
from pipeline.reading.words import PARTINGS, key_of
from tests.makers.marked import cases, read_marked

MAIL = (("mail-from", "Ada Quill <ada@quay.example>"),)


def decided(doc: str, metadata: tuple[tuple[str, str], ...], reason: str = "") -> list[str]:
    text, told = read_marked(doc.strip("\n"))
    page = Page("a.eml", text, text, Encoding("utf-8", "utf-8"), metadata=metadata)
    blocks = split_text(page).blocks
    assert len(blocks) == len(told)
    given = [Decision(n, Label(label), 0.9, reason or ("labeller" if Label(label).removed else "kept")) for n, (label, _) in enumerate(told)]
    return [d.label.value for d in overruled(given, message_end(page, blocks, given), "form")]


@pytest.mark.parametrize("case", cases("messages/ends.toml"))
def test_message(case: dict[str, Any]) -> None:
    labels = [line.split(" | ")[0] for line in case["doc"].strip("\n").splitlines() if line]
    assert decided(case["doc"], MAIL) == case["labels"]
    assert decided(case["doc"], ()) == labels, "a page that is no message stays as it is"


def test_what_a_person_decided_stays() -> None:
    case = cases("messages/ends.toml")[0].values[0]
    labels = [line.split(" | ")[0] for line in case["doc"].strip("\n").splitlines() if line]
    assert decided(case["doc"], MAIL, reason="decision") == labels


@pytest.mark.parametrize("close", [
    "Herzliche Grüße", "Mit freundlichen Grüßen", "Schöne Grüße,", "Best regards,", "All the best", "Cordialement", "Salutations distinguées",
    "Un cordial saludo", "Cordiali saluti", "Saluti", "Met vriendelijke groet", "Groeten", "Melhores cumprimentos", "Z poważaniem", "Hälsningar",
    "Venlig hilsen", "С уважением,",
])
def test_closes(close: str) -> None:
    assert key_of(close) in PARTINGS


@pytest.mark.parametrize("name", ["LG", "VG"])
def test_names_that_close_messages_alone(name: str) -> None:
    assert key_of(name) not in PARTINGS, "in other texts it is a firm"
