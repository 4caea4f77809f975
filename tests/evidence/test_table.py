"""The table of evidence: names, sizes, and that it depends on the page alone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.blocks.from_html import split_html
from pipeline.blocks.from_text import split_text
from pipeline.data import Block, Encoding, Page
from pipeline.evidence.table import GROUPS, Evidence, evidence_of

TEXT = """The kettle and the ledger

By Ines Calloway

The harbour of Wexley Sound had one clerk for each of its locks, and every clerk kept a ledger of the tides.

* tea
* onions

Share this article

The harbour of Wexley Sound had one clerk for each of its locks, and every clerk kept a ledger of the tides.
"""
HTML = """<html><head><title>x</title></head><body><nav class="main-nav"><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul></nav>
<article class="story"><h1>The kettle and the ledger</h1><p>The harbour of Wexley Sound had one clerk for each of its locks.</p></article>
<footer id="foot">© 2011 The Lowick Observer</footer></body></html>"""


def page(text: str, media_type: str = "text/plain") -> Page:
    return Page("case", text, text, Encoding("utf-8", "unicode"), media_type=media_type)


def text_evidence(text: str = TEXT) -> Evidence:
    return evidence_of(split_text(page(text)).blocks)


def html_evidence() -> Evidence:
    return evidence_of([block for block in split_html(page(HTML, "text/html")).blocks if block.text])


def digest() -> str:
    out = hashlib.sha256()
    for found in (text_evidence(), html_evidence()):
        for array in (found.rows[:], *found.words, *(found.markup or ())):
            out.update(np.ascontiguousarray(array).tobytes())
    return out.hexdigest()


@pytest.mark.parametrize("found", [text_evidence(), html_evidence()], ids=["text", "html"])
def test_columns_are_named_and_small(found: Evidence) -> None:
    assert len(set(found.names)) == len(found.names) == len(found.groups) == found.rows[:].shape[1]
    assert set(found.groups) <= set(GROUPS)
    assert found.rows[:].dtype == np.int8 and found.rows[:].min() >= -32 and found.rows[:].max() <= 99
    assert all(name == name.strip() and name for name in found.names)


def test_a_page_without_markup_has_no_columns_of_markup() -> None:
    assert "markup" not in text_evidence().groups and text_evidence().markup is None
    assert html_evidence().names[: len(text_evidence().names)] == text_evidence().names


def column(found: Evidence, name: str) -> list[int]:
    return found.rows[:][:, found.names.index(name)].tolist()


def test_columns_say_what_their_names_say() -> None:
    found = text_evidence()
    blocks = [block.text for block in split_text(page(TEXT)).blocks]
    assert [text for text, bullet in zip(blocks, column(found, "opens with a bullet"), strict=True) if bullet] == ["* tea", "* onions"]
    assert [text for text, share in zip(blocks, column(found, "words of share"), strict=True) if share] == ["Share this article"]
    assert column(found, "stands above already") == [0] * (len(blocks) - 1) + [1]
    assert column(found, "stands below again")[2] == 1
    links = html_evidence()
    assert column(links, "in <nav>") == [1, 1, 0, 0, 0] and column(links, "links")[:2] == [16, 16]


def test_the_same_in_every_process() -> None:
    code = "from tests.evidence.test_table import digest; print(digest())"
    root = str(Path(__file__).parents[2])
    found = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root}).stdout.strip() for seed in ("1", "77")
    }
    assert found == {digest()}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=12))
def test_any_text_has_evidence(lines: list[str]) -> None:
    blocks = [Block(n, " ".join(line.split()) or "x", 0, 1, verbatim=line) for n, line in enumerate(lines)]
    found = evidence_of(blocks)
    assert found.rows[:].shape == (len(blocks), len(found.names))
    assert len(found.hits) == len(blocks)


def test_the_cost_does_not_grow_with_repetition() -> None:
    """A line that stands ten thousand times is compared with itself through its hash, not pair by pair."""
    found = text_evidence("The same line of words stands here.\n" * 10_000)
    assert column(found, "times on the page")[0] > 20


def test_a_name_is_found_inside_longer_lines() -> None:
    found = text_evidence("The Lowick Observer\n\nLowick\n\nNews from Lowick\n\n© 2011 The Lowick Observer. Nothing may be copied.\n\n" + "Lowick is a town of one lock, and " * 8)
    column = {name: found.rows[:][:, i].tolist() for i, name in enumerate(found.names)}
    assert column["stands inside longer lines"][:4] == [2, 4, 0, 0]
    assert column["stands inside a line with a copyright sign"][:4] == [1, 1, 0, 0]


@pytest.mark.parametrize("length", [3, 30])
def test_an_offer_is_one_however_long_it_is(length: int) -> None:
    found = text_evidence("Read also: The ferry that never came" + " to the quay" * length)
    assert found.rows[:][0, found.names.index("opens with words of related and a mark")] >= 2


def test_a_heading_is_found_again_without_its_number() -> None:
    found = text_evidence("Contents\n\n1 Locks\n\n2.1 Weirs and 3 dams\n\n4 Mills\n\nLocks\n\nThe lock is 100 years old.\n\nWeirs and dams\n\nThe weir is older.")
    assert column(found, "stands below without numbers") == [0, 1, 1, 0, 0, 0, 0, 0]
    assert column(found, "stands above without numbers") == [0, 0, 0, 0, 1, 0, 1, 0]


def test_lines_of_one_form_are_counted() -> None:
    found = text_evidence("Posts: 14\n\nJoined: May 2009\n\nPosts: 203\n\nJoined: June 2011\n\nTotal: 3\n\nA lathe that leaks must be opened before the winter.")
    assert column(found, "lines of the same form") == [4, 3, 4, 3, 4, 2]
    assert column(found, "lines of the same form with the same first word") == [3, 3, 3, 3, 2, 2]
    assert column(found, "distance to the same form above") == [32, 32, 3, 3, 3, 32]


def test_a_name_with_a_year_is_found_in_the_copyright_line() -> None:
    found = text_evidence("OldLathes.net\n\nThe lathe of my uncle\n\n© 1999 OldLathes.net")
    assert column(found, "stands inside a line with a copyright sign")[:2] == [1, 0]


@pytest.mark.parametrize("many", [1, 2, 3])
def test_tokens_do_not_depend_on_how_many_blocks_are_looked_at_together(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    blocks = split_text(page(TEXT + "\n\n水门小镇的时钟很旧。\n\n***\n\nThe kettle\n")).blocks
    whole = evidence_of([block for block in blocks if block.text]).words
    monkeypatch.setattr("pipeline.evidence.tokens._BLOCKS", many)
    parted = evidence_of([block for block in blocks if block.text]).words
    assert all(np.array_equal(one, other) for one, other in zip(whole, parted, strict=True))
