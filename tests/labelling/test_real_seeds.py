"""Five scraped texts held line by line against a reading of them.

The texts are not part of the project: they lie in ``../shared/seeds`` beside the checkout, or where ``ENGROSS_SHARED`` points, and every test
here skips where they are missing. Lines are named by their number. A line that is not named here is a paragraph that stays.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from pipeline.clean import Explained, explain_source
from pipeline.data import Block, Decision, Label, Source
from pipeline.settings import Settings

SHARED = Path(os.environ.get("ENGROSS_SHARED", Path(__file__).parents[3] / "shared"))
SEEDS = SHARED / "seeds"


@dataclass(frozen=True)
class Reading:
    """What a careful reader says of one text. Ranges of lines are inclusive, ``5`` and ``5-9``."""

    file: str
    lines: dict[str, str]
    """Label to the lines that have it."""
    twins: dict[int, int] = field(default_factory=dict)
    """Line that goes to the line that stays."""
    parts: list[tuple[int | None, str, int]] = field(default_factory=list)
    """Sections: line of the heading, role, number of blocks below it."""
    gaps: list[tuple[int, int | None, str]] = field(default_factory=list)
    """Line, place in its text (None: its end), reason."""
    sources: dict[int, str] = field(default_factory=dict)
    """Line of a quotation or epigraph, and the source at its end."""
    metadata: dict[str, object] = field(default_factory=dict)
    """Fields of the article; an ``int`` stands for the whole of that line. Fields that are not named are empty."""
    used: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Removed lines that metadata was read from."""


READINGS = (
    Reading(
        "000_05279dd8b05d7c20.txt",
        lines={
            "title": "1", "byline": "3", "caption": "5 34 45 69 76 99", "duplicate": "6 35 46 70 77 100", "heading": "97",
            "comment-form": "120 122 124 126 128 130 132 134 136 138",
        },
        twins={6: 5, 35: 34, 46: 45, 70: 69, 77: 76, 100: 99},
        parts=[(None, "body", 43), (97, "body", 10)],
        gaps=[(67, 0, "blank-lines"), (91, None, "broken-sentence")],
        metadata={"title": 1, "authors": ("Victor Hampton",)},
    ),
    Reading(
        "001_f5466747931c7754.txt",
        lines={
            "title": "1", "standfirst": "3", "epigraph": "5", "heading": "25 43 65 91 121", "quotation": "77 79 83 87 101 103 113 117",
            "slogan": "139-143", "join-us": "145 147",
        },
        parts=[(None, "body", 9), (25, "body", 8), (43, "body", 10), (65, "body", 12), (91, "body", 14), (121, "body", 13)],
        sources={5: "(Hugo Chávez)", 79: "(Green Left Weekly, issue #691, 22 November 2006.)", 87: "(ibid.)"},
        metadata={"title": 1, "standfirst": 3},
    ),
    Reading(
        "002_fbdf6add4a64e2bb.txt",
        lines={
            "title": "1", "standfirst": "3", "series-navigation": "5", "duplicate": "7", "separator": "9", "heading": "11 67 83 103 131 145",
            "table-row": "24 26-29",
        },
        twins={7: 3},
        parts=[(11, "body", 28), (67, "body", 7), (83, "body", 9), (103, "body", 13), (131, "body", 6), (145, "body", 7)],
        metadata={"title": 1, "standfirst": 3, "published": "2004-08", "series": "The molecular process of World Revolution", "part": "4"},
        used={7: ("published",)},
    ),
    Reading(
        "003_80605765db491ac1.txt",
        lines={
            "title": "1", "standfirst": "3", "heading": "30 49 64 106 123 137 167", "quotation": "26 28 62 90 177", "slogan": "199 201 203 205",
            "join-us": "207 209",
        },
        parts=[
            (None, "body", 12), (30, "body", 8), (49, "body", 6), (64, "body", 19), (106, "body", 7), (123, "body", 5), (137, "body", 13),
            (167, "body", 18),
        ],
        gaps=[(90, 431, "empty-bracket")],
        sources={62: "(The Guardian, 21st October)", 90: "(, October 19, our emphasis)."},
        metadata={"title": 1, "standfirst": 3},
    ),
    Reading(
        "004_a46462271ae7c088.txt",
        lines={
            "masthead": "1", "title": "3", "standfirst": "5", "issue": "7", "caption": "9", "duplicate": "11", "heading": "31 69",
            "author-note": "103", "promo": "105-108 110-113", "subscribe": "115", "article-info": "117 119 120", "share": "121", "app-promo": "124",
        },
        twins={11: 9},
        parts=[(None, "body", 10), (31, "body", 18), (69, "body", 16), (None, "bio", 1)],
        gaps=[(9, None, "cut-credit")],
        metadata={
            "title": 3, "authors": ("Chris Bambery",), "published": "2006-02-25", "publisher": "Socialist Worker", "issue": "1989", "standfirst": 5,
        },
        used={119: ("published",)},
    ),
)
IDS = [reading.file[:3] for reading in READINGS]
each = pytest.mark.parametrize("reading", READINGS, ids=IDS)


@cache
def explained(name: str) -> Explained:
    path = SEEDS / name
    if not path.is_file():
        pytest.skip(f"{path} is missing: the five real texts are not part of the project")
    return explain_source(Source(name, path.read_bytes()), Settings())


def by_line(seen: Explained) -> dict[int, tuple[Block, Decision]]:
    return {block.line: (block, decision) for block, decision in seen.pairs}


def numbers(lines: str) -> list[int]:
    out: list[int] = []
    for piece in lines.split():
        first, _, last = piece.partition("-")
        out += range(int(first), int(last or first) + 1)
    return out


@each
def test_every_line_has_the_label_a_reader_gives_it(reading: Reading) -> None:
    seen = explained(reading.file)
    read = {n: label for label, lines in reading.lines.items() for n in numbers(lines)}
    assert len(seen.split.blocks) == len(by_line(seen)), "a line is one block"
    filled = [n for n, line in enumerate(seen.page.text.split("\n"), 1) if line.strip()]
    assert list(by_line(seen)) == filled
    labels = {n: str(decision.label) for n, (_, decision) in by_line(seen).items()}
    assert labels == {n: read.get(n, "paragraph") for n in filled}


@each
def test_doubles_point_to_what_stays(reading: Reading) -> None:
    seen = explained(reading.file)
    lines = [block.line for block in seen.split.blocks]
    assert {n: lines[d.twin] for n, (_, d) in by_line(seen).items() if d.twin is not None} == reading.twins
    starts = {block.id: block.start for section in seen.article.sections for block in section.blocks} | {b.id: b.start for b in seen.article.front}
    pointed = {r.start: starts[r.twin] for r in seen.article.removed if r.twin is not None}
    assert pointed == {by_line(seen)[a][0].start: by_line(seen)[b][0].start for a, b in reading.twins.items()}


@each
def test_sections_stand_under_their_headings(reading: Reading) -> None:
    seen = explained(reading.file)
    places = by_line(seen)
    wanted = [(None if n is None else places[n][0].text, role, size) for n, role, size in reading.parts]
    assert [(s.heading, s.role, len(s.blocks)) for s in seen.article.sections] == wanted
    assert {s.level for s in seen.article.sections if s.heading} == {1}


@each
def test_lost_words_are_marked_and_nothing_else_is(reading: Reading) -> None:
    seen = explained(reading.file)
    blocks = {b.id: b for b in (*seen.article.front, *seen.article.blocks)}
    line_of = {block.start: block.line for block in seen.split.blocks}
    found = []
    for gap in seen.article.gaps:
        block = blocks[gap.block]
        found.append((line_of[block.start], None if gap.at and gap.at == len(block.text) else gap.at, gap.reason))
        assert gap.start == gap.end == block.start + gap.at
    assert found == reading.gaps


@each
def test_quotations_know_their_source(reading: Reading) -> None:
    seen = explained(reading.file)
    line_of = {block.start: block.line for block in seen.split.blocks}
    found = {line_of[b.start]: b.text[b.attribution.at:] for b in seen.article.blocks if b.attribution}
    assert found == reading.sources
    for block in seen.article.blocks:
        if block.attribution:
            assert seen.page.text[block.attribution.start:block.end] == block.text[block.attribution.at:]


@each
def test_metadata_is_what_the_page_says_and_no_more(reading: Reading) -> None:
    seen = explained(reading.file)
    places = by_line(seen)
    wanted = {field: places[value][0].text if isinstance(value, int) else value for field, value in reading.metadata.items()}
    fields = (
        "title", "authors", "published", "updated", "publisher", "issue", "standfirst", "subtitle", "series", "part", "section", "tags", "licence",
    )
    assert {field: value for field in fields if (value := getattr(seen.article, field))} == wanted
    assert seen.article.language == "en"
    used = {r.start: r.used for r in seen.article.removed if r.used}
    assert used == {places[n][0].start: fields for n, fields in reading.used.items()}


@each
def test_each_value_was_read_where_it_says(reading: Reading) -> None:
    seen = explained(reading.file)
    for found in seen.article.metadata:
        assert found.start is not None and found.end is not None
        assert " ".join(seen.page.text[found.start:found.end].split()) == " ".join(found.text.split())


def test_honorific_is_kept_apart_from_the_name() -> None:
    found = {(f.field, f.value) for f in explained(READINGS[0].file).article.metadata}
    assert {("author", "Victor Hampton"), ("honorific", "Comrade")} <= found


def test_table_of_growth_has_its_cells() -> None:
    seen = explained(READINGS[2].file)
    rows = [b.cells for b in seen.article.blocks if b.kind is Label.TABLE_ROW]
    assert [[cell[0] for cell in row] for row in rows] == [
        ["", "Annual GDP growth", "Growth per capita"],
        ["1960s", "5 percent+", "almost 2.5 percent"],
        ["1970s", "6 percent", "more than 3 percent"],
        ["1980s", "less than 2 percent", "negative"],
        ["1999-2002", "less than 1 percent", "about 0.5 percent"],
    ]
    assert [[cell[3] for cell in row] for row in rows] == [[True] * 3] + [[False] * 3] * 4


def test_quotations_that_go_on_share_a_group() -> None:
    seen = explained(READINGS[1].file)
    line_of = {block.start: block.line for block in seen.split.blocks}
    groups: dict[int, list[int]] = {}
    for block in seen.article.blocks:
        if block.kind is Label.QUOTATION:
            groups.setdefault(block.group, []).append(line_of[block.start])
    assert list(groups.values()) == [[77, 79], [83], [87], [101, 103], [113], [117]]


@each
def test_what_is_kept_is_kept_word_for_word(reading: Reading) -> None:
    seen = explained(reading.file)
    for block in (*seen.article.front, *seen.article.blocks):
        if block.kind is not Label.TABLE_ROW:
            assert " ".join(seen.page.text[block.start:block.end].split()) == block.text
    assert seen.page.text == seen.page.fixed and not seen.article.repairs
