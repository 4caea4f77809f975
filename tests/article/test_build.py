"""Labelled blocks into an article: ids, front, removals, doubts and the clean text."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from pipeline.article.doubts import find_doubts
from pipeline.clean import clean
from pipeline.data import Label, article_id
from pipeline.faults import EmptySource, Fault, NotText
from pipeline.labelling import Labelling
from tests.makers.marked import PROSE, explain, read_marked

TEXT, _ = read_marked("""
x | The kettle and the ledger

x | By Ines Calloway

x | 12 March 2009

x | {1}

x | The warden with her lantern at the upper lock
x | The warden with her lantern at the upper lock

x | {2}

x | The first night

x | {3}

x | Leave a Reply

x | Your email address will not be published.
""")


def test_ids_are_made_of_the_sources_identity_the_kind_and_the_place() -> None:
    article = explain(TEXT, "letters/kettle.txt").article
    own = article_id("letters/kettle.txt")
    assert article.id == own and len(own) == 13
    at = {line: TEXT.index(line) for line in ("The kettle", "By Ines", "12 March", "The warden", "The first", "Leave")}
    assert [b.id for b in article.front] == [f"{own}.tp{at['The kettle']}", f"{own}.by{at['By Ines']}", f"{own}.dt{at['12 March']}"]
    assert article.sections[1].id == f"{own}.d{at['The first']}" and article.sections[1].head is not None
    assert article.sections[1].head.id == f"{own}.h{at['The first']}"
    caption = next(b for b in article.blocks if b.kind is Label.CAPTION)
    assert caption.id == f"{own}.h{at['The warden']}"
    double = article.removed[0]
    assert (double.kind, double.twin, double.stage) == (Label.DUPLICATE, caption.id, "doubles")
    assert article.removed[1].id == f"{own}.rm{at['Leave']}"


def test_the_clean_text_has_blank_lines_between_blocks_and_no_title() -> None:
    article = explain(TEXT).article
    assert article.text == "\n\n".join([PROSE[0], "The warden with her lantern at the upper lock", PROSE[1], "The first night", PROSE[2]])
    assert article.words == len(article.text.split())


def test_lines_of_a_list_stand_together_in_the_clean_text() -> None:
    text, _ = read_marked("x | The harbour\n\nx | {1}\n\nx | • the kettle\n\nx | • the box\n\nx | {2}")
    assert explain(text).article.text == f"{PROSE[0]}\n\n• the kettle\n• the box\n\n{PROSE[1]}"


def test_digests_and_sizes_are_of_the_bytes_and_of_the_decoded_page() -> None:
    data = TEXT.replace("company", "compañía").encode("windows-1252")
    article = clean(data, name="kettle.txt")
    assert (article.sha256, article.bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert article.sha256_decoded == hashlib.sha256(data.decode("windows-1252").encode()).hexdigest()
    assert article.chars == len(data.decode("windows-1252"))


def test_every_removal_says_why() -> None:
    removed = explain(TEXT).article.removed
    assert removed
    for removal in removed:
        assert removal.reason and removal.evidence and 0 < removal.confidence <= 1


@pytest.mark.parametrize(("text", "code"), [
    ("The kettle\n\nA short text about it.\n", "short-text"), (" ".join(PROSE * 3) + "\n", "one-line"), ("\n\n".join(PROSE), "no-title"),
])
def test_doubts(text: str, code: str) -> None:
    article = clean(text)
    assert code in {d.code for d in article.doubts}
    assert article.confidence < 1
    assert all(d.text.endswith(".") for d in article.doubts)


def test_a_sound_article_has_no_doubts() -> None:
    text, _ = read_marked("\n\n".join(["x | The kettle", *(f"x | {{{n}}}" for n in range(1, 10))]))
    article = clean(text)
    assert article.doubts == () and article.confidence > 0.95


@pytest.mark.parametrize(("labelling", "codes"), [
    (Labelling((), unsure=0.3), {"unsure"}), (Labelling((), unsure=0.01), set()),
    (Labelling((), kinds=(("article", 0.1), ("list", 0.9))), {"page-kind"}), (Labelling((), kinds=(("article", 0.7), ("several", 0.3))), set()),
])
def test_doubts_of_the_labeller(labelling: Labelling, codes: set[str]) -> None:
    article = clean(TEXT)
    assert {doubt.code for doubt in find_doubts(article, labelling)} - {doubt.code for doubt in find_doubts(article)} == codes


def test_more_running_text_removed_than_kept_is_a_doubt() -> None:
    article = clean(TEXT)
    removed = clean(TEXT + "\n\nLeave a Reply\n").removed[-1]._replace(text="word " * 3000, kind=Label.RELATED, confidence=0.98)
    assert "much-removed" in {doubt.code for doubt in find_doubts(replace(article, removed=(removed,)))}
    for other in (removed._replace(kind=Label.COMMENTS), removed._replace(confidence=0.995)):
        assert "much-removed" not in {doubt.code for doubt in find_doubts(replace(article, removed=(other,)))}
    for confidence, told in ((0.99, False), (0.8, True)):
        legal = removed._replace(kind=Label.LEGAL, text="words " * 3000, confidence=confidence)
        assert ("much-removed" in {doubt.code for doubt in find_doubts(replace(article, removed=(legal,)))}) is told
    for end, told in (("", False), ("and that was the end of it.", True)):
        linked = removed._replace(kind=Label.NAVIGATION, text="word " * 3000 + end, confidence=0.98)
        assert ("much-removed" in {doubt.code for doubt in find_doubts(replace(article, removed=(linked,)))}) is told


def test_bytes_that_cannot_be_decoded_are_a_doubt() -> None:
    assert "bytes-lost" in {d.code for d in clean("\ufeff".encode() + TEXT.encode() + b"\xff\xff").doubts}


@pytest.mark.parametrize(("data", "fault"), [
    (b"", EmptySource), (b" \n\t", EmptySource), ("\ufeff".encode(), EmptySource), (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, NotText),
])
def test_what_holds_no_text_is_a_fault_that_says_so(data: bytes, fault: type[Fault]) -> None:
    with pytest.raises(fault, match=r"letter\.txt.*\.$"):
        clean(data, name="letter.txt")


def test_str_and_bytes_give_the_same_article() -> None:
    one, two = clean(TEXT, name="kettle.txt"), clean(TEXT.encode(), name="kettle.txt")
    assert (one.text, one.removed, one.metadata, one.id) == (two.text, two.removed, two.metadata, two.id)


def test_an_article_writes_itself() -> None:
    article = clean(TEXT, name="kettle.txt")
    assert article.to_json().startswith("{") and "\n" not in article.to_json()
    assert article.to_tei().startswith("<") and article.id in article.to_tei()
