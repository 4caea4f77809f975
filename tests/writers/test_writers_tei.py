"""The TEI writer: golden files, validity of sane and absurd articles, and the properties of its serialiser."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline import clean
from pipeline.data import Found, Inline, Label
from pipeline.validate import validate_agreement, validate_line, validate_rebuild, validate_tei
from pipeline.validate.tei import words_of
from pipeline.writers import tei, write_json, write_ledger, write_tei
from pipeline.writers.markup import tag
from pipeline.writers.tei_header import kinds, when
from pipeline.writers.tei_inline import RENDITIONS, Mark, render
from tests.makers import articles
from tests.makers.random_articles import article as random_article

NAMES = sorted(articles.ALL)
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@pytest.mark.parametrize("name", NAMES)
def test_golden(name, monkeypatch):
    monkeypatch.setattr(tei, "_version", lambda: "0.0.0")
    expected = (articles.GOLDEN / f"{name}.xml").read_bytes()
    assert write_tei(articles.ALL[name]().article) == expected, "if this is meant, run: python -m tests.makers.articles"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_passes_every_check(name):
    made = articles.ALL[name]()
    document, line, ledger = write_tei(made.article), write_json(made.article), write_ledger(made.article)
    assert validate_tei(document) == []
    assert validate_line(line) == []
    assert validate_line(ledger, "ledger") == []
    assert validate_agreement(document, line, ledger) == []
    assert validate_rebuild(json.loads(line), json.loads(ledger), made.page) == []


def test_a_measure_of_one_has_no_plural():
    document = write_tei(replace(clean("<article><h1>The kettle</h1><p>Boiling.</p></article>"), bytes=1, chars=1)).decode()
    assert re.findall(r'<measure quantity="1" unit="\w+">([^<]*)<', document) == ["1 word", "1 byte", "1 character"]


def grammar_faults(document: bytes) -> list[str]:
    return [str(problem) for problem in validate_tei(document) if problem.code in ("tei-invalid", "tei-not-well-formed", "tei-too-large", "id-twice")]


@pytest.mark.parametrize(("url", "told", "pointers"), [
    (None, "https://harbour.example/late", [("canonical", "https://harbour.example/late")]),
    ("https://harbour.example/late?id=4", "https://harbour.example/late",
     [("url", "https://harbour.example/late?id=4"), ("canonical", "https://harbour.example/late")]),
    ("https://harbour.example/late", "https://harbour.example/late", [("url", "https://harbour.example/late")]),
    (None, "javascript:alert(1)", []),
    (None, "/late", []),
])
def test_the_address_that_the_page_tells_of_itself(url, told, pointers):
    page = f"<title>The late ferry</title><link rel=canonical href='{told}'><h1>The late ferry</h1>" + "<p>The ferry was late, and nobody minded.</p>" * 9
    document = write_tei(replace(clean(page, media_type="text/html"), url=url))
    assert validate_tei(document) == []
    found = etree.fromstring(document).iter("{*}analytic")
    assert [(p.get("type"), p.get("target")) for analytic in found for p in analytic.iter("{*}ptr")] == pointers


def test_absurd_articles_give_valid_documents():
    for seed in range(400):
        assert grammar_faults(write_tei(random_article(seed))) == [], f"random article {seed}"


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=1000))
def test_more_absurd_articles_give_valid_documents(seed):
    assert grammar_faults(write_tei(random_article(seed))) == []


def test_every_kind_stands_alone_in_front_and_body():
    plain = articles.plain().article
    block = plain.sections[0].blocks[0]
    for kind in Label:
        lone = block._replace(kind=kind, id=f"{plain.id}.zz0")
        for made in (replace(plain, front=(lone,)), replace(plain, sections=(replace(plain.sections[0], blocks=(lone,)),))):
            document = write_tei(made)
            assert grammar_faults(document) == [], kind
            assert block.text in document.decode(), kind


def test_deep_sections_and_lists_stay_readable_for_libxml2():
    plain = articles.plain().article
    section = plain.sections[0]
    sections = tuple(
        replace(section, id=f"{plain.id}.d{n}", parent=f"{plain.id}.d{n - 1}" if n else None, level=n + 1, heading=f"h{n}", blocks=())
        for n in range(400))
    items = tuple(section.blocks[0]._replace(id=f"{plain.id}.li{n}", kind=Label.LIST_ITEM, level=n + 1, start=n) for n in range(300))
    assert grammar_faults(write_tei(replace(plain, sections=sections))) == []
    assert grammar_faults(write_tei(replace(plain, sections=(replace(section, blocks=items),)))) == []


def test_reading_order_is_kept_when_notes_stand_in_the_middle():
    made = articles.odd_sections().article
    notes = replace(made.sections[1], id=f"{made.id}.d9000", role="notes", parent=None, level=1)
    moved = replace(made, sections=(notes, *made.sections))
    body = write_tei(moved).decode().partition("<body>")[2]
    assert body.index("d9000") < body.index(made.sections[0].id)
    assert "<back>" not in body


def test_calls_of_one_number_lead_to_the_notes_of_that_number_in_order():
    """As in a book, where the numbers begin again with each chapter; a call too many leads to the last note."""
    made = articles.plain().article
    section = made.sections[0]
    text = "One1 two1 three1."
    calling = section.blocks[0]._replace(text=text, inlines=tuple(Inline(at, at + 1, "noteref", "1") for at in (3, 8, 15)))
    notes = tuple(section.blocks[0]._replace(id=f"{made.id}.n{n}", kind=Label.NOTE, text="A note.", n="1.", start=n) for n in (40, 50))
    document = write_tei(replace(made, sections=(replace(section, blocks=(calling, *notes)),))).decode()
    assert re.findall(r'<ptr [^>]*target="#[^".]+\.(\w+)"', document) == ["n40", "n50", "n50"]


def test_a_gap_at_the_end_stands_in_its_paragraph():
    made = articles.everything().article
    block = made.sections[0].blocks[1]
    gap = replace(made.gaps[0], at=len(block.text))
    assert f'why.<gap xml:id="{gap.id}"' in write_tei(replace(made, gaps=(gap,))).decode()


def test_a_gap_stays_at_its_place_when_its_block_is_unknown():
    made = articles.everything().article
    document = write_tei(replace(made, gaps=(replace(made.gaps[0], block="nowhere"),)))
    assert validate_tei(document) == []
    assert f'nobody could say why.<gap xml:id="{made.gaps[0].id}"' in document.decode()


def test_same_article_same_bytes_under_any_hash_seed(tmp_path):
    program = (
        "import hashlib; from tests.makers import articles, random_articles; from pipeline.writers import *; d = hashlib.sha256();"
        "[d.update(write_tei(a) + write_json(a) + write_ledger(a)) for a in"
        " [random_articles.article(n) for n in range(40)] + [m().article for m in articles.ALL.values()]]; print(d.hexdigest())")
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2]),
                 "LC_ALL": "C", "TZ": zone},
        ).stdout for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland"))}
    assert len(outputs) == 1
    assert len(next(iter(outputs)).strip()) == 2 * hashlib.sha256().digest_size


def test_the_order_of_repairs_does_not_matter():
    made = articles.everything().article
    assert len(made.repairs) > 5
    assert write_tei(replace(made, repairs=made.repairs[::-1])) == write_tei(made)


def test_attributes_come_in_fixed_order():
    for start in re.findall(rb"<[a-zA-Z][^<>]*>", write_tei(articles.everything().article)):
        names = [name.decode() for name in re.findall(rb" ([\w:]+)=", start) if not name.startswith(b"xmlns")]
        first = [name for name in ("xml:id", "xml:lang", "xml:space") if name in names]
        assert names == first + sorted(set(names) - set(first)), start


def test_bytes_begin_and_end_as_promised():
    document = write_tei(articles.plain().article)
    assert document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="a')
    assert document.endswith(b"\n</TEI>\n")
    assert b"\r" not in document


def test_run_date_dates_the_changes_and_nothing_else():
    made = articles.plain().article
    assert b" when=" not in write_tei(made)
    dated = write_tei(made, run_date="2026-11-22T03:04:05Z")
    assert dated.count(b'when="2026-11-22T03:04:05Z"') == dated.count(b"<change ") > 3
    assert re.sub(rb' when="[^"]*"', b"", dated) == write_tei(made)


def test_an_id_that_is_none_is_refused():
    with pytest.raises(ValueError, match="'x1' is not an article's id"):
        write_tei(replace(articles.plain().article, id="x1"))


@pytest.mark.parametrize(("date", "written"), [
    ("2006-02-25", "2006-02-25"), ("2004-08", "2004-08"), ("1999", "1999"), ("2024-02-29", "2024-02-29"), ("2024-06-02T09:14:05Z",) * 2,
    ("2023-02-29", ""), ("1900-02-29", ""), ("2006-13", ""), ("2006-00-10", ""), ("0000", ""), ("20077-03-07", ""), ("soon", ""),
    ("0201-03-11T10:00:00", ""), ("9999-12-31", ""),
    ("", ""), (None, ""),
    ("2024-06-02T25:00:00Z", ""), ("2024-06-02 09:14:05", ""), ("٢٠٢٤", ""),
])
def test_only_possible_dates_are_dates(date, written):
    assert when(date) == written


def test_every_label_has_a_sentence():
    assert list(kinds()) == [kind.value for kind in Label]
    assert all(sentence.endswith(".") for sentence in kinds().values())


# -- words with inlines ------------------------------------------------------------------------------------------------------------

_TEXT = st.text(st.sampled_from("ab <&>\"'\n\t\r\x08\ufffeé日\U0001f600 "), max_size=30)
_INLINE = st.builds(
    Inline, st.integers(-2, 32), st.integers(-2, 32), st.sampled_from([*RENDITIONS, "link", "lang", "break", "noteref", "ruby", "formula", "odd"]),
    st.sampled_from(["", "de", "https://a.example/", "x y", "#n"]))


@given(_TEXT)
def test_an_attribute_holds_its_value(text):
    assert etree.fromstring(f"<{tag('p', {'n': 'x' + text})}/>").get("n") == "x" + ILLEGAL.sub("", text)


@settings(max_examples=300, deadline=None)
@given(_TEXT, st.lists(_INLINE, max_size=8), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=3))
def test_inlines_change_no_character(text, inlines, authors):
    """Whatever overlaps, the words are those of the text, and no element of a kind stands in another of its kind."""
    root = etree.fromstring(f'<p xmlns="http://www.tei-c.org/ns/1.0">{render(text, inlines, [], authors=authors)}</p>'.encode())
    assert words_of(root) == ILLEGAL.sub("", text)
    for element in root.iter():
        above = [ancestor.tag for ancestor in element.iterancestors()]
        assert element.tag not in above


@settings(max_examples=200, deadline=None)
@given(_TEXT, st.lists(_INLINE, max_size=5), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_every_mark_is_written_once(text, inlines, places):
    marks = [Mark(min(a, b), max(a, b), f'<gap n="{n}"/>') for n, (a, b) in enumerate(places)]
    made = etree.fromstring(f'<p xmlns="http://www.tei-c.org/ns/1.0">{render(text, inlines, marks)}</p>'.encode())
    assert sorted(gap.get("n") for gap in made.iter("{*}gap")) == sorted(str(n) for n in range(len(places)))
    covered = {place for mark in marks for place in range(mark.start, mark.end)}
    assert words_of(made) == ILLEGAL.sub("", "".join(char for n, char in enumerate(text) if n not in covered))


@pytest.mark.parametrize(("inlines", "xml"), [
    ([Inline(0, 3, "bold"), Inline(3, 6, "bold")], '<hi rend="bold">abcdef</hi>'),
    ([Inline(0, 4, "bold"), Inline(2, 6, "italic")], '<hi rend="bold">ab</hi><hi rend="italic bold">cd</hi><hi rend="italic">ef</hi>'),
    ([Inline(0, 3, "link", "https://a.example/"), Inline(3, 6, "link", "https://a.example/")],
     '<ref target="https://a.example/">abc</ref><ref target="https://a.example/">def</ref>'),
    ([Inline(0, 6, "link", "https://a.example/"), Inline(2, 4, "link", "https://b.example/")], '<ref target="https://a.example/">abcdef</ref>'),
    ([Inline(0, 6, "italic"), Inline(2, 4, "link", "x y")],
     '<hi rend="italic">ab</hi><ref target="x%20y"><hi rend="italic">cd</hi></ref><hi rend="italic">ef</hi>'),
    ([Inline(0, 6, "link", "http:")], '<ref n="http:">abcdef</ref>'),
    ([Inline(0, 6, "link", "")], "abcdef"),
    ([Inline(1, 5, "lang", "not a language")], "abcdef"),
    ([Inline(1, 5, "lang", "de_AT")], 'a<foreign xml:lang="de-AT">bcde</foreign>f'),
    ([Inline(0, 2, "ruby", "ei <bi>"), Inline(1, 4, "bold")],
     '<ruby><rb>a<hi rend="bold">b</hi></rb><rt>ei &lt;bi&gt;</rt></ruby><hi rend="bold">cd</hi>ef'),
    ([Inline(0, 4, "ruby", "x"), Inline(2, 6, "lang", "de")], '<ruby><rb>ab</rb><rt>x</rt></ruby><foreign xml:lang="de">cdef</foreign>'),
    ([Inline(0, 2, "ruby", "x"), Inline(2, 4, "ruby", "x")], '<ruby><rb>ab</rb><rt>x</rt></ruby><ruby><rb>cd</rb><rt>x</rt></ruby>ef'),
    ([Inline(0, 2, "ruby", " ")], "abcdef"),
    ([Inline(1, 4, "formula")], 'a<formula notation="TeX">bcd</formula>ef'),
    ([Inline(0, 2, "formula"), Inline(2, 4, "formula")], '<formula notation="TeX">ab</formula><formula notation="TeX">cd</formula>ef'),
    ([Inline(1, 4, "formula"), Inline(0, 6, "bold"), Inline(0, 4, "link", "http://a.example/")],
     '<ref target="http://a.example/"><hi rend="bold">a<formula notation="TeX">bcd</formula></hi></ref><hi rend="bold">ef</hi>'),
    ([Inline(0, 6, "formula"), Inline(2, 2, "break")], '<formula notation="TeX">ab</formula><lb/><formula notation="TeX">cdef</formula>'),
    ([Inline(3, 3, "bold"), Inline(4, 2, "bold")], "abcdef"),
    ([Inline(3, 4, "break")], "abc<lb/>def"),
])
def test_inlines(inlines, xml):
    assert render("abcdef", inlines, []) == xml


def test_the_source_that_markup_names_is_a_bibl_of_its_own() -> None:
    said = "The stove is no luxury, it is the only colleague in the hut who has never yet asked for a day off."
    page = (f"<html><body><article><h1>The stove</h1><p>{said}</p><blockquote><p>{said}</p><p>{said[::-1]}</p><footer>Jonas <em>Reef</em></footer></blockquote>"
            f"<p>And {said}</p></article></body></html>")
    article = clean(page.encode(), media_type="text/html", name="stove.html")
    tei = article.to_tei()
    assert '">Jonas <hi rend="italic">Reef</hi></bibl>' in tei and "<cit " in tei
    source = next(b for b in article.blocks if b.text == "Jonas Reef")
    assert f'<bibl xml:id="{source.id}"' in tei


@pytest.mark.parametrize(("hows", "kind"), [
    (("container:From", "container:Date", "container:Subject"), "message"), (("container:author",), "webArticle"), (("container:From",), "webArticle"),
    ((), "webArticle"),
])
def test_a_message_of_mail_is_described_as_one(hows, kind):
    article = replace(articles.plain().article, metadata=tuple(Found("title", "The pier", how, "The pier", None, None, 0.9, True) for how in hows))
    document = write_tei(article)
    assert f'<biblStruct type="{kind}">'.encode() in document
    assert validate_tei(document) == []
