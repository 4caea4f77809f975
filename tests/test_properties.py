"""What holds for every document: nothing lost, exact places, sound pointers, the same bytes again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from bisect import bisect_left
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree

import pipeline
from pipeline.clean import Explained, clean, explain_source
from pipeline.data import Answer, Article, ArticleBlock, Label, Source, block_digest
from pipeline.decoding.repair import replay
from pipeline.faults import Fault
from pipeline.settings import Settings
from pipeline.sites.rules import Rule, SiteFile
from pipeline.validate import rebuild, validate_line, validate_tei
from pipeline.writers.jsonl import write_json
from pipeline.writers.ledger import write_ledger
from pipeline.writers.tei import write_tei
from tests.makers.documents import (
    FRONT,
    HEADINGS,
    ODD,
    OTHER_SCRIPTS,
    boilerplate,
    documents,
    encoded_documents,
    furnished_documents,
    hard_wrapped,
    plain_documents,
)

SETTINGS = Settings()
PROSE = "The clerk opened the ledger and counted every bell under the old green lantern. " * 4
EVERYTHING = "\n\n".join(["The tide at the weir", *FRONT, *OTHER_SCRIPTS, *HEADINGS, PROSE, *ODD])


def explained(text: str) -> Explained:
    """The steps for a text that was decoded elsewhere. Skips what holds nothing but white space."""
    try:
        return explain_source(Source("doc.txt", text.encode("utf-8", "surrogatepass"), media_type="text/plain", charset="unicode"), SETTINGS)
    except Fault:
        assume(False)
        raise


def check_sentence(fault: Fault) -> None:
    assert str(fault).endswith(".") and fault.code and "Traceback" not in str(fault)


def blocks_of(article: Article) -> list[ArticleBlock]:
    out = list(article.front)
    for section in article.sections:
        if section.head is not None:
            out.append(section.head)
        out += section.blocks
    return out


def repaired(seen: Explained, start: int, end: int) -> str:
    """The characters of a range with the repairs of the article made, white space folded."""
    out, at = [], start
    for repair in seen.article.repairs:
        if start <= repair.start and repair.end <= end:
            out += [seen.page.text[at:repair.start], repair.after]
            at = repair.end
    return " ".join("".join([*out, seen.page.text[at:end]]).split())


@given(documents())
@example(EVERYTHING)
@example(hard_wrapped(EVERYTHING, 60))
def test_every_character_is_kept_or_removed_once(text: str) -> None:
    seen = explained(text)
    page, article = seen.page.text, seen.article
    ranges = sorted([(b.start, b.end) for b in blocks_of(article)] + [(r.start, r.end) for r in article.removed])
    at = 0
    repairs = sorted((r.start, r.end) for r in article.repairs)
    for start, end in [*ranges, (len(page), len(page))]:
        assert start >= at, "two ranges share characters"
        left, place = [], at
        for low, high in repairs[bisect_left(repairs, (at, 0)):]:
            if low >= start:
                break
            left.append(page[place:low])
            place = max(place, high)
        left.append(page[place:start])
        assert not "".join(left).strip(), f"in no block and no removal: {''.join(left).strip()[:60]!r}"
        at = end


@given(documents(), st.lists(st.tuples(st.integers(0, 40), st.sampled_from(("keep", "remove", *(x for x in Label if x not in (Label.IMAGE, Label.MILESTONE))))), max_size=6),
       st.lists(st.tuples(st.sampled_from(("strip", "keep")), st.sampled_from(("the", "Words by", "a clerk", "subscribe"))), max_size=3))
@settings(deadline=None)
def test_what_people_say_loses_no_character(text: str, said: list[tuple[int, str]], ruled: list[tuple[str, str]]) -> None:
    """Any answers on any blocks, any rules: the source can still be rebuilt, and what is written fits its schema."""
    seen = explained(text)
    blocks = [block for block in seen.split.blocks if block.text]
    assume(blocks)
    answers = {block_digest(block.text): Answer(block_digest(block.text), "doc.txt", "paragraph", after, "block", "Ada", "2024-05-06")
               for n, after in said for block in [blocks[n % len(blocks)]]}
    strip, keep = (tuple(Rule(phrases=(words,)) for own, words in ruled if own == name) for name in ("strip", "keep"))
    source = Source("doc.txt", text.encode("utf-8", "surrogatepass"), media_type="text/plain", charset="unicode")
    article = explain_source(source, SETTINGS, answers=tuple(answers.values()), rules=SiteFile(strip=strip, keep=keep).rules("x.toml")).article
    line, book = write_json(article), write_ledger(article)
    assert rebuild(json.loads(line), json.loads(book)) == text
    assert [*validate_line(line), *validate_tei(write_tei(article))] == []
    assert {decided.answer for decided in article.decided} <= set(answers.values())


@given(documents())
@example(EVERYTHING)
def test_offsets_are_exact(text: str) -> None:
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)  # halves of surrogate pairs are no characters and do not stay
    seen = explained(text)
    assert seen.page.text == text
    for removal in seen.article.removed:
        assert text[removal.start:removal.end] == removal.text
        assert removal.text
    for block in blocks_of(seen.article):
        assert 0 <= block.start < block.end <= len(text)
        assert repaired(seen, block.start, block.end) == block.text
    for found in seen.article.metadata:
        if found.start is not None and found.end is not None:
            assert 0 <= found.start <= found.end <= len(text)
    for gap in seen.article.gaps:
        assert 0 <= gap.start <= gap.end <= len(text)


@given(documents())
@example(EVERYTHING)
@example(hard_wrapped(EVERYTHING, 60))
def test_repairs_are_replayed_by_their_steps(text: str) -> None:
    seen = explained(text)
    last = 0
    for repair in seen.article.repairs:
        assert last <= repair.start < repair.end, "repairs overlap or are out of order"
        assert text[repair.start:repair.end] == repair.before
        assert replay(repair.before, repair.steps) == repair.after
        assert repair.before != repair.after
        last = repair.end


@given(documents())
@example(EVERYTHING)
def test_ids_are_unique_and_pointers_resolve(text: str) -> None:
    article = explained(text).article
    blocks = {b.id: b for b in blocks_of(article)}
    sections = [s.id for s in article.sections]
    ids = [b.id for b in blocks_of(article)] + sections + [r.id for r in article.removed] + [g.id for g in article.gaps]
    assert len(set(ids)) == len(ids)
    assert all(i.startswith(article.id + ".") for i in ids)
    for removal in article.removed:
        assert removal.twin is None or removal.twin in blocks
        assert removal.reason
    for gap in article.gaps:
        assert 0 <= gap.at <= len(blocks[gap.block].text)
    for n, section in enumerate(article.sections):
        assert section.parent is None or section.parent in sections[:n]
    for block in blocks.values():
        assert not block.target or block.target in blocks
        assert all(0 <= i.start <= i.end <= len(block.text) for i in block.inlines)
        assert block.attribution is None or 0 <= block.attribution.at < len(block.text)
        assert block.attribution is None or block.start <= block.attribution.start < block.end


@given(documents())
@example("The bell at the quay\n\n" * 4)
def test_every_double_points_to_what_stays(text: str) -> None:
    article = explained(text).article
    assert all(removal.twin for removal in article.removed if removal.kind is Label.DUPLICATE)


@given(documents())
@example(EVERYTHING)
def test_every_block_is_decided_once_and_in_order(text: str) -> None:
    seen = explained(text)
    assert [d.block for d in seen.decisions] == [b.n for b in seen.split.blocks] == list(range(len(seen.split.blocks)))
    starts = [b.start for b in blocks_of(seen.article)]
    assert len(starts) + len(seen.article.removed) <= len(seen.split.blocks)
    assert [r.start for r in seen.article.removed] == sorted(r.start for r in seen.article.removed)
    assert [b.start for s in seen.article.sections for b in s.blocks] == sorted(b.start for s in seen.article.sections for b in s.blocks)
    assert all(d.score > 0 and d.reason for d in seen.decisions)


@given(plain_documents())
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    article = explained(text).article
    # Words drawn at random may well leave out what a sentence needs ("the of").
    assert article.removed == () and article.repairs == () and {gap.reason for gap in article.gaps} <= {"missing-word"}
    assert article.text.split() == text.split("\n", 1)[1].split()
    assert article.title == text.split("\n", 1)[0]
    headings = [line for line in text.split("\n")[1:] if line in HEADINGS]
    assert [s.heading for s in article.sections if s.heading] == headings


@given(plain_documents(), st.sampled_from([50, 66, 72]))
def test_wrapping_changes_no_paragraph(text: str, width: int) -> None:
    flat, wrapped = explained(text).article, explained(hard_wrapped(text, width)).article
    assert [b.text for b in blocks_of(flat)] == [b.text for b in blocks_of(wrapped)]


@given(furnished_documents())
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = explained(text).article
    again = explained(f"{once.title}\n\n{once.text}\n").article
    assert [(r.kind, r.text) for r in again.removed] == []
    assert again.text == once.text
    assert again.title == once.title


@cache
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(pipeline.__file__).parent / "writers" / "schema" / "article.rng"))


@given(documents())
@example(EVERYTHING)
def test_tei_is_valid(text: str) -> None:
    tree = etree.fromstring(write_tei(explained(text).article))
    assert schema().validate(tree), schema().error_log.last_error


@given(st.binary(max_size=400))
@example(b"")
@example(b"\x00" * 40)
@example("\ud800".encode("utf-8", "surrogatepass"))
@example(b"\xff\xfe")
@example(b"%PDF-1.4")
@example(b"<p>")
def test_bytes_give_an_article_or_a_fault(data: bytes) -> None:
    try:
        article = clean(data)
    except Fault as fault:
        check_sentence(fault)
    else:
        article.to_tei(), article.to_json()


@given(encoded_documents())
@settings(suppress_health_check=list(HealthCheck))
def test_any_encoding_gives_an_article_or_a_fault(data: bytes) -> None:
    try:
        article = clean(data)
    except Fault as fault:
        check_sentence(fault)
    else:
        assert article.chars > 0 and article.bytes == len(data)
        article.to_tei(), article.to_json()


@given(documents())
@settings(max_examples=15)
def test_twice_is_the_same(text: str) -> None:
    first, second = explained(text).article, explained(text).article
    assert (write_tei(first), write_json(first), write_ledger(first)) == (write_tei(second), write_json(second), write_ledger(second))


PROGRAM = """
import hashlib, sys
from pipeline.clean import clean
from pipeline.writers.ledger import write_ledger
digest = hashlib.sha256()
for piece in sys.stdin.buffer.read().split(b"\\0\\0"):
    article = clean(piece, name="doc.txt")
    digest.update(article.to_tei().encode() + article.to_json().encode() + write_ledger(article))
print(digest.hexdigest())
"""


def _sample() -> bytes:
    lines = boilerplate()
    bottom = "\n\n".join(lines[::7])
    german = "Das alte Hafenbuch\n\nVon Zofia Łęcka, 12. März 2009\n\n" + "Der Schreiber zählt jeden Morgen die Boote und das Wasser im Becken. " * 6
    german += "\n\nKommentare\n\nAnna\n3. Mai 2010 um 12:01\n"
    return b"\0\0".join(t.encode() for t in (EVERYTHING, hard_wrapped(EVERYTHING, 60), EVERYTHING + bottom, german))


@pytest.mark.slow
def test_same_bytes_under_another_hash_seed_locale_and_time_zone() -> None:
    digests = set()
    for hash_seed, locale, zone in (("0", "C", "UTC"), ("1", "tr_TR.UTF-8", "Pacific/Kiritimati"), ("4242", "de_DE.ISO-8859-1", "America/New_York")):
        env = {**os.environ, "PYTHONHASHSEED": hash_seed, "LC_ALL": locale, "TZ": zone}
        where = Path(__file__).parents[1]
        run = subprocess.run([sys.executable, "-c", PROGRAM], input=_sample(), env=env, capture_output=True, check=True, cwd=where)
        digests.add(run.stdout)
    assert len(digests) == 1
