"""A large TEI document is checked part by part, and what is told of it is what is told of the whole."""

from __future__ import annotations

import re
from functools import cache

import pytest

from pipeline.clean import clean
from pipeline.validate import tei_parts, validate_tei
from pipeline.validate.tei import _is_sound_in_parts
from pipeline.writers import write_tei

SENTENCE = "The lane begins at the quay and follows the sea wall for an hour, and there it comes to an end. "


@cache
def document(kind: str) -> bytes:
    lines = [f"{n + 1}. item {n}\n" if kind == "item" else f"{SENTENCE}{'' if kind == 'note' else n}\n\n" for n in range(400)]
    return write_tei(clean(f"A title\n\n{SENTENCE}\n\n{''.join(lines)}"))


@pytest.fixture(autouse=True)
def _small_documents_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tei_parts, "_LARGE", 1000)


def line(data: bytes, kind: str, number: int) -> bytes:
    return re.findall(rb"^ +<%b [^\n]*</%b>\n" % ((kind.encode(),) * 2), data, re.MULTILINE)[number]


WRONG = {
    "an id in two parts": lambda one, other: re.sub(rb'xml:id="[^"]+"', re.search(rb'xml:id="[^"]+"', other)[0], one),
    "an attribute that the schema does not have": lambda one, _: one.replace(b"xml:id=", b'place="top" xml:id='),
    "a range beyond the source": lambda one, _: re.sub(rb"src:([0-9]+)-[0-9]+", rb"src:\1-99999999", one),
    "a pointer that leads nowhere": lambda one, _: one.replace(b"xml:id=", b'ana="#nowhere" xml:id='),
    "an element that no line closes": lambda one, _: one.replace(b"</", b"<hi></", 1),
    "an element of another kind": lambda one, _: one.replace(b"</", b"<list/></", 1),
}


@pytest.mark.parametrize("kind", ["item", "p", "note"])
def test_a_large_document_is_checked_in_parts_that_are_smaller(kind: str) -> None:
    data = document(kind)
    found = tei_parts.parts_of(data)
    assert found is not None
    parts = list(found[1])
    assert len(parts) >= 2
    assert all(2 * len(part) < len(data) + len(found[0]) for part in parts)
    assert sum(len(part) - len(found[0]) for part in parts) == len(data) - len(found[0])
    assert _is_sound_in_parts(data)


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("kind", ["item", "p", "note"])
def test_what_is_wrong_in_one_part_is_told_as_of_the_whole(kind: str, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one = line(document(kind), kind, -2)
    data = document(kind).replace(one, WRONG[wrong](one, line(document(kind), kind, 2)), 1)
    assert data != document(kind)
    assert not _is_sound_in_parts(data)
    told = validate_tei(data)
    monkeypatch.setattr(tei_parts, "_LARGE", len(data) + 1)
    assert told == validate_tei(data)
    assert told


@cache
def with_removals() -> bytes:
    """A document with many paragraphs, and many that are copies of the first one."""
    return write_tei(clean(f"A title\n\n{SENTENCE}\n\n" + "".join(f"{SENTENCE}{n}\n\n" for n in range(400)) + f"{SENTENCE}\n\n" * 200))


def with_links(data: bytes, *, explained: bool, target: bytes) -> bytes:
    """A document with a gap in an early paragraph, the note on the gap at the end, and a call of a note."""
    first = line(data, "p", 2)
    own = re.search(rb'xml:id="([^".]+)', first)[1]
    gap = b'<gap xml:id="%b.g0" corresp="src:0-5" extent="unknown" reason="lost" unit="char"/>' % own
    call = b'<ptr xml:id="%b.nr0" corresp="src:0-1" n="1" target="#%b" type="noteref"/>' % (own, target) if target else b""
    note = b'<note xml:id="%b.gn0" cert="0.9" change="stage:article" target="#%b.g0" type="gap">The text breaks off.</note>' % (own, own)
    notes = b'    <listAnnotation type="gaps">\n      %b\n    </listAnnotation>\n  </standOff>' % note if explained else b"  </standOff>"
    return data.replace(first, first.replace(b"</p>", gap + call + b"</p>")).replace(b"  </standOff>", notes)


@pytest.mark.parametrize(("explained", "of", "code"), [(False, "note", "gap-unexplained"), (True, "note", "call"), (True, "p", "call")])
def test_gaps_and_calls_of_notes_are_looked_for_in_all_parts(explained: bool, of: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_removals()
    target = re.search(rb'xml:id="([^"]+)"', line(data, of, -3))[1]
    linked = with_links(data, explained=explained, target=target)
    assert tei_parts.parts_of(linked) is not None
    assert not _is_sound_in_parts(linked)
    told = validate_tei(linked)
    assert code in {problem.code for problem in told}
    monkeypatch.setattr(tei_parts, "_LARGE", len(linked) + 1)
    assert told == validate_tei(linked)


def test_a_gap_and_its_note_may_stand_in_different_parts() -> None:
    linked = with_links(with_removals(), explained=True, target=b"")
    assert validate_tei(linked) == []
    assert _is_sound_in_parts(linked)


def test_lines_of_very_different_lengths_are_parted() -> None:
    """Two notes of repairs are as long as all other removals together; each part has as many lines as another."""
    data = write_tei(clean("A title\n\n" + "Itâ€™s a cafÃ© and itâ€™s shut.\n\n" * 400))
    assert max(map(len, data.splitlines())) * 10 > len(data)
    assert _is_sound_in_parts(data)


@cache
def with_places() -> bytes:
    """A document with repairs at more than a thousand places each."""
    return write_tei(clean("A title\n\n" + "Itâ€™s a cafÃ© and itâ€™s shut.\n\n" * 1200))


def test_the_places_of_a_repair_are_parted() -> None:
    data = with_places()
    found = tei_parts.parts_of(data)
    assert found is not None
    listed = re.findall(rb'<note [^>]* type="repair">', data)
    parts = [re.findall(rb'<note [^>]* type="repair">', part) for part in found[1]]
    assert all(4 * len(part[k]) < len(note) for part in parts for k, note in enumerate(listed))
    for k, note in enumerate(listed):
        assert [place for part in parts for place in re.findall(rb"src:[0-9-]+", part[k])] == re.findall(rb"src:[0-9-]+", note)
    assert _is_sound_in_parts(data)


WRONG_PLACES = {
    "one place too few": (rb" src:[0-9]+-[0-9]+(?= src:)", b""),
    "a range beyond the source": (rb"(?<= )src:[0-9]+-[0-9]+(?= )", b"src:5-99999999"),
    "a range of another length": (rb"(?<= )src:[0-9]+-[0-9]+(?= )", b"src:5-50"),
    "no pointer": (rb"(?<= )src:[0-9]+-[0-9]+(?= )", b"%"),
}


@pytest.mark.parametrize("wrong", WRONG_PLACES)
def test_what_is_wrong_in_the_places_of_a_repair_is_told_as_of_the_whole(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    places = re.search(rb'target="src:[^"]{5000,}"', with_places())
    assert places is not None
    data = with_places().replace(places[0], re.sub(WRONG_PLACES[wrong][0], WRONG_PLACES[wrong][1], places[0], count=1), 1)
    assert data != with_places()
    assert not _is_sound_in_parts(data)
    told = validate_tei(data)
    monkeypatch.setattr(tei_parts, "_LARGE", len(data) + 1)
    assert told == validate_tei(data)
    assert told


def test_pointers_may_lead_to_another_part() -> None:
    data = document("note")
    assert _is_sound_in_parts(data)
    key = re.search(rb'xml:id="([^"]+)"', line(data, "note", -2))
    assert key is not None
    one = line(data, "note", 2)
    other = one.replace(one[one.index(b"corresp="):one.index(b" target=")], b'corresp="#%b"' % key[1])
    assert other != one
    assert _is_sound_in_parts(data.replace(one, other))


@pytest.mark.parametrize("piece", [b"<!-- c -->", b"<?pi?>"])
def test_what_cannot_be_told_part_by_part_is_checked_as_a_whole(piece: bytes) -> None:
    assert tei_parts.parts_of(document("p").replace(b"</TEI>", piece + b"</TEI>")) is None


AUTHORED = "".join(f"<meta name='author' content='Ada Quill{n}'>" for n in range(300))


@cache
def authored() -> bytes:
    return write_tei(clean(f"<html><head><title>A title</title>{AUTHORED}</head><body><p>{SENTENCE}</p></body></html>", media_type="text/html"))


def test_the_authors_of_a_document_are_parted() -> None:
    data = authored()
    assert (found := tei_parts.parts_of(data)) is not None
    assert b"<author>" not in found[0]
    assert sum(part.count(b"<author>") for part in found[1]) == data.count(b"<author>") == 600
    assert _is_sound_in_parts(data)
    assert not validate_tei(data)


@pytest.mark.parametrize(("before", "after"), [
    (b"Quill290</author>", b"Quill290</author><p/>"), (b"<author>Ada Quill290", b"<author level='a'>Ada Quill290"), (b"Ada Quill290", b"Ada <seg/>"),
    (b"Quill290</author>", b"Quill290</name>"),
])
def test_what_is_wrong_in_an_author_is_told_as_of_the_whole(before: bytes, after: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    data = authored().replace(before, after, 1)
    assert data != authored()
    told = validate_tei(data)
    monkeypatch.setattr(tei_parts, "_LARGE", 1 << 30)
    assert told == validate_tei(data) != []
