"""What a site repeats: fingerprints, sketches, votes, and what becomes of the votes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive.caches.sketches import different, identities, parse_sketch, places, write_sketch
from pipeline.blocks.from_text import split_text
from pipeline.clean import clean_source, explain_source
from pipeline.data import Label, Source
from pipeline.decoding import decode
from pipeline.evidence.site_repeats import (
    Count,
    Memory,
    Print,
    _without_addresses,
    fingerprint,
    print_of,
    votes,
)
from pipeline.settings import Repeats, Settings
from tests.makers.cost import grows_with_length

LIMITS = Repeats()
APPEAL = "Thank you for being here with us. Pass this page on to those who row, and leave a coin in the jar by the door if you can spare one."
BODY = [
    "The ferry left the northern pier at six and nobody on board had yet heard what the harbour office had decided during the night before.",
    "By noon the news had reached the island, where the owner of the only shop wrote it on the slate that usually gave the price of eggs.",
    "Nobody there was surprised, since the office had said for years that a boat with eleven passengers a day could not go on for ever.",
]


def sketch_of(text: str) -> tuple[Print, ...]:
    return tuple(print_of(block.text, "en") for block in split_text(decode(Source("x", text.encode()))).blocks)


def page(*parts: str) -> str:
    return "\n\n".join(("The last boat to the island", *parts)) + "\n"


def memory(text: str, count: Count, articles: int = 20) -> Memory:
    mark = fingerprint(text, "en")
    assert mark
    return Memory("harbourpost.example", articles, {mark: count})


OFTEN = Count(documents=14, articles=14, different=12, tail=14)


@pytest.mark.parametrize(("one", "other"), [
    ("Read 14 more stories on this page today", "Read 2,300 more stories on this page today"),
    ("Last changed by the desk on 3 May 2021", "Last changed by the desk on 17 November 2009"),
    ("Last changed by the desk on Monday, May 3", "last changed by the desk on Friday, June 21"),
    ("Write to the desk at desk@one.example or call", "Write to the desk at news@two.example or call"),
    ("“Follow the harbour” — every day, here!", "Follow the Harbour: every day - here"),
    ("The 1st of many long harbour lists", "The 22nd of many long harbour lists"),
])
def test_what_changes_from_page_to_page_does_not_count(one, other):
    assert fingerprint(one, "en") == fingerprint(other, "en") is not None


def test_other_words_have_another_fingerprint():
    assert fingerprint("Follow the harbour every day", "en") != fingerprint("Follow the harbour every week", "en")


def test_months_of_the_language_are_masked():
    assert fingerprint("Zuletzt geändert von der Redaktion am 3. März", "de") == fingerprint("Zuletzt geändert von der Redaktion am 14. Oktober", "de")
    assert fingerprint("Zuletzt geändert von der Redaktion am 3. März", "fr") != fingerprint("Zuletzt geändert von der Redaktion am 14. Oktober", "fr")


@pytest.mark.parametrize("text", ["", "Share", "Notes", "12 May 2020", "By Ada Quill", "a b c d", "https://paper.example/one/two/three", "3 4 5 6 7",
                                  "Correspondents internationally"])
def test_too_short_or_too_general_has_none(text):
    assert fingerprint(text, "en") is None


def test_writing_without_spaces_has_one():
    assert fingerprint("本站所有内容未经许可不得转载或以其他方式使用", "zh")


def test_the_same_in_every_process():
    told = [subprocess.run([sys.executable, "-c", f"from pipeline.evidence.site_repeats import fingerprint; print(fingerprint({APPEAL!r}, 'en'))"],
                           env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))}, capture_output=True, check=True, text=True).stdout.strip()
            for seed in ("1", "2")]
    assert told == [fingerprint(APPEAL, "en")] * 2


@given(st.lists(st.builds(Print, st.from_regex(r"(?:[0-9a-f]{16})?", fullmatch=True), st.integers(0, 5000), st.booleans())))
@settings(max_examples=50)
def test_a_sketch_is_read_as_it_was_written(prints):
    assert parse_sketch(write_sketch(prints)) == tuple(prints)


def test_places():
    mark = {name: fingerprint(text, "en") for name, text in zip(("first", "middle", "last"), BODY, strict=True)}
    found = places(sketch_of("\n\n".join([BODY[0], f"{BODY[1]} And then once more.", BODY[1], f"{BODY[2]} And that was all.", BODY[2]])))
    assert [found[mark[name]] for name in ("first", "middle", "last")] == ["head", "body", "tail"]


def test_a_block_at_the_end_of_many_articles():
    text = page(*BODY, APPEAL)
    cast = votes(sketch_of(text), memory(APPEAL, OFTEN), LIMITS)
    assert [(vote.block, vote.label, vote.score, vote.by) for vote in cast] == [(4, Label.SITE_REPEAT, 0.85, "site-repeat")]
    assert cast[0].evidence == "stands in 10 or more different articles of harbourpost.example, 50 percent or more of them, at the end"
    assert clean_source(Source("x", text.encode()), Settings()).text.endswith(APPEAL)
    article = clean_source(Source("x", text.encode()), Settings(), repeats=cast)
    assert article.text.endswith(BODY[-1])
    removal = article.removed[-1]
    assert (removal.kind, removal.reason, removal.text) == (Label.SITE_REPEAT, "site-repeat", APPEAL)
    assert cast[0].evidence in " ".join(removal.evidence)


def test_at_the_top():
    cast = votes(sketch_of("\n\n".join((APPEAL, "The last boat to the island", *BODY))), memory(APPEAL, Count(14, 14, 12, head=14)), LIMITS)
    assert [vote.block for vote in cast] == [0]
    assert cast[0].evidence.endswith("at the top")


@pytest.mark.parametrize(("count", "articles"), [
    (Count(40, 4, 4, tail=40), 8),            # many captures of few articles
    (Count(40, 40, 2, tail=40), 40),          # many copies of two articles
    (Count(8, 8, 2, tail=8), 8),              # copies of two articles, on a small site
    (Count(12, 12, 12, tail=12), 100),        # a small part of the site
])
def test_too_few_different_articles(count, articles):
    assert votes(sketch_of(page(*BODY, APPEAL)), memory(APPEAL, count, articles), LIMITS) == ()


def test_settings_say_how_many():
    few = memory(APPEAL, Count(2, 2, 2, tail=2), 5)
    assert votes(sketch_of(page(*BODY, APPEAL)), few, LIMITS) == ()
    assert len(votes(sketch_of(page(*BODY, APPEAL)), few, Repeats(articles=2))) == 1


def test_inside_the_text_more_is_asked_for():
    text = page(BODY[0], APPEAL, *BODY[1:])
    inside = memory(APPEAL, Count(24, 24, 24, body=24), 40)
    assert votes(sketch_of(text), inside, LIMITS) == ()
    cast = votes(sketch_of(text), memory(APPEAL, Count(30, 30, 30, body=30), 40), LIMITS)
    assert [(vote.block, vote.score) for vote in cast] == [(2, 0.55)]
    assert APPEAL in clean_source(Source("x", text.encode()), Settings(), repeats=cast).text


def test_at_the_end_here_but_inside_the_text_elsewhere_counts_as_inside():
    assert votes(sketch_of(page(*BODY, APPEAL)), memory(APPEAL, Count(14, 14, 12, body=12, tail=2)), LIMITS) == ()


def test_a_heading_over_the_articles_own_lines_stays():
    heading = "What else there is to read"
    count = memory(heading, OFTEN)
    own = "The ferry timetable of nineteen fifty"
    assert votes(sketch_of(page(*BODY, heading, own)), count, LIMITS) == ()
    assert [vote.block for vote in votes(sketch_of(page(*BODY, own, heading)), count, LIMITS)] == [5]


def test_a_page_of_repetitions_alone_is_left_alone():
    marks = {fingerprint(text, "en"): OFTEN for text in ("The last boat to the island", *BODY)}
    assert votes(sketch_of(page(*BODY)), Memory("x", 20, marks), LIMITS) == ()


def test_an_authors_note_stays():
    note = "Ada Quill is the author of “Boats of the North” and teaches the history of the sea at the college in Alder."
    text = page("By Ada Quill", *BODY, note)
    cast = votes(sketch_of(text), memory(note, OFTEN), LIMITS)
    assert len(cast) == 1
    explained = explain_source(Source("x", text.encode()), Settings(), repeats=cast)
    assert explained.decisions[5].label is Label.AUTHOR_NOTE


def test_a_byline_and_a_date_stay():
    line = "By Ada Quill in Alder Harbour"
    text = page(line, *BODY)
    cast = votes(sketch_of(text), memory(line, Count(14, 14, 14, head=14), 20), LIMITS)
    article = clean_source(Source("x", text.encode()), Settings(), repeats=cast)
    assert article.title == "The last boat to the island"
    assert article.authors == ("Ada Quill",)


def test_copies_are_one_article():
    def own(n):
        return [f"{chr(97 + n)}{rank}" for rank in range(5)]

    assert different([own(n) for n in range(6)]) == 6
    assert different([own(0)] * 6) == 1
    assert different([[*own(0)[:3], f"x{n}", f"y{n}"] for n in range(6)]) == 1, "two changed paragraphs"
    assert different([["legal", "cookies", *own(n)[:3]] for n in range(6)]) == 6, "two long blocks that stand everywhere"
    assert different([]) == 0


def test_identities_are_the_longest_blocks():
    prints = sketch_of(page(*BODY, APPEAL))
    assert set(identities(prints)) == {p.mark for p in prints}
    more = sketch_of(page(*BODY, APPEAL, *(f"{BODY[0]} {word}" for word in ("one", "two", "three"))))
    assert len(identities(more)) == 6
    assert fingerprint("The last boat to the island", "en") not in identities(more)


@pytest.mark.parametrize("text", ["see a@b.example now", "@b.example", "a@.example", "a@b.", "x@y@z.org, and a.b@c", "(http://a@b.example)", "http://sea.example/a@b",
                                  "me@www.sea.example", "a@b.c@d.e/f", "post@sea.example.", "www. a@b", "a@b.c,www.sea.example"])
def test_addresses_are_masked_as_one_expression_would(text: str) -> None:
    """The expression that this stands for costs the cube of a line of ``a@a@a@``."""
    assert _without_addresses(text) == re.sub(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", " url ", text)


def test_a_line_of_mailboxes_costs_its_length() -> None:
    fingerprint("a@b", "en")  # the first call loads tables
    assert grows_with_length(lambda count: "a@" * count + " and some more words of a line", lambda line: fingerprint(line, "en"), 2_000)
