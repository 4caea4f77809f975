"""Checks one TEI file: well-formed, valid against schema/article.rng, and sound where no grammar can say so.

Grammars can't state that a pointer leads somewhere, that a range lies within the source or that an id tells the place it is named
after; those checks are Python, with a sentence that says what and where. The grammar is compiled once in a process;
that of the whole of TEI would take thousands of times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from pipeline.data.memory import give_back
from pipeline.validate.problem import Problem
from pipeline.validate.tei_links import Links
from pipeline.validate.tei_long import TEI, XML, is_long, validates_parted
from pipeline.validate.tei_parts import parts_of

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["TEI", "XML", "parse", "ranges", "validate_tei", "words_of"]

RNG = "{http://relaxng.org/ns/structure/1.0}"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_ID = f"{XML}id"
_POINTERS = frozenset({"target", "corresp", "ana", "change", "who", "ref"})
_RANGE = re.compile(r"src:([0-9]+)-([0-9]+)")
_PLACE = re.compile(r"a[0-9a-f]{12}\.([a-z]+)([0-9]+)(?:-[0-9]+)?")
_PLAIN = re.compile(r"a[0-9a-f]{12}\.[a-z]+([0-9]+)(?:-[0-9]+)? src:([0-9]+)-([0-9]+)")
"""The id of a block and its range."""
_ID_TWICE = re.compile(r"(?:xml:id : )?(?:attribute value|ID) '?([^' ]+)'? already defined|xml:id duplicate ID ([^ ]+)")
_LIMIT = re.compile(r"XML_PARSE_HUGE|[Rr]esource limit|huge text node|too long|Excessive depth")
"""What libxml2 says of a document that it does not read without being told to: 10 MB of text without a tag, for one."""
_POINTER = re.compile(r"\S+")
_LEADS = re.compile(r"(?<!\S)(?:#|(?:src|bp|stage):)")
"""In pointers to places of this document or its source; others, as to pages of the web, are not looked at."""
_YEAR = re.compile(r"-?[0-9]+")
_MOST = 50
"""Problems told of one file: a file with more is broken as a whole."""


_FORMS = {"blockid": r"a[0-9a-f]{12}\.[a-z]+[0-9]+(-[0-9]+)?", "sources": r"src:[0-9]+-[0-9]+", "stage": r"stage:[a-z-]+"}
"""Datatypes of the schema whose patterns `_Document` checks: libxml2 compiles a pattern anew wherever it is used, which takes three
quarters of all its time, and these three stand at every block. The patterns are those of the schema; a test compares them."""
_BLOCK_ID = re.compile(_FORMS["blockid"])
_SOURCES = re.compile(rf"\s*{_FORMS['sources']}(?:\s+{_FORMS['sources']})*+\s*")
_STAGE = re.compile(_FORMS["stage"])
_MANY = re.compile("src:[0-9]{1,18}-[0-9]{1,18}(?: src:[0-9]{1,18}-[0-9]{1,18})++")
"""Several ranges in the form in which Engross writes them. They are read as arrays, for a repair may stand in a hundred thousand places."""


@lru_cache(maxsize=1)
def _grammar() -> etree.RelaxNG:
    from lxml import etree

    schema = etree.fromstring(resources.files("pipeline.writers").joinpath("schema/article.rng").read_bytes())
    for name in _FORMS:
        for param in schema.findall(f"{RNG}define[@name='{name}']//{RNG}param"):
            above = param.getparent()
            if above is not None:
                above.remove(param)
    return etree.RelaxNG(schema)


def parse(data: bytes) -> etree._Element | Problem:
    """The root element, or the problem that there is none. No entity is expanded, nothing is fetched."""
    from lxml import etree

    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        if match := _ID_TWICE.match(error.msg or ""):
            return Problem("id-twice", match[1], "This id stands twice in the document.")
        if _LIMIT.search(error.msg or ""):
            return Problem("tei-too-large", f"line {error.lineno or 1}", f"Readers of XML do not take it: {error.msg}.")
        return Problem("tei-not-well-formed", f"line {error.lineno or 1}", f"This is not well-formed XML: {error.msg}.")


def validate_tei(data: bytes) -> list[Problem]:
    """Everything that is wrong with a TEI file, at most 50 problems. A file that the grammar refuses is not looked at further."""
    problems = _problems_of(data)
    give_back(data.count(b"<"))
    return problems


def _problems_of(data: bytes) -> list[Problem]:
    if _is_sound_in_parts(data):
        return []
    root = parse(data)
    if isinstance(root, Problem):
        return [root]
    problems = list(_bytes(data))
    if not _is_valid(data, root):
        problems += [
            Problem("tei-invalid", f"line {error.line}", f"The schema does not allow this: {error.message}.") for error in _grammar().error_log
        ]
        return problems[:_MOST]
    document = _Document(root, Links())
    problems += document.problems()
    if not document.malformed:
        problems += document.links.problems(document.by_id.keys())
    return problems[:_MOST]


def _is_valid(data: bytes, root: etree._Element) -> bool:
    return is_long(data, root) and validates_parted(root, _grammar()) or bool(_grammar().validate(root))


def _is_sound_in_parts(data: bytes) -> bool:
    """Whether nothing is wrong with a large document; not where that can't be told part by part, or a part is wrong."""
    if any(_bytes(data)) or (found := parts_of(data)) is None or isinstance(rest := parse(found[0]), Problem):
        return False
    give_back(data.count(b"<"))
    common = set(_Document(rest, Links()).by_id)
    known, links = set(common), Links()
    for part in found[1]:
        new = _ids_of_part(part, links)
        if new is None or not known.isdisjoint(new := new - common):
            return False
        known |= new
    return not any(links.problems(known))


def _ids_of_part(part: bytes, links: Links) -> set[str] | None:
    """The ids of a part of a document in which nothing is wrong, else None. The tree is freed at the end, before the next part is read."""
    root = parse(part)
    if isinstance(root, Problem) or not _is_valid(part, root):
        return None
    document = _Document(root, links)
    return None if any(document.problems()) else set(document.by_id)


def _bytes(data: bytes) -> Iterator[Problem]:
    if not data.startswith(_DECLARATION):
        yield Problem("tei-declaration", "line 1", "The file does not begin with the XML declaration for UTF-8.")
    if b"\r" in data:
        yield Problem("tei-line-ends", "", "The file holds carriage returns; lines have to end with LF alone.")
    if not data.endswith(b"</TEI>\n"):
        yield Problem("tei-end", "", "The file does not end with </TEI> and one newline.")


def ranges(pointers: str | None) -> list[tuple[int, int]]:
    """The ranges in a list of ``src:`` pointers."""
    return list(_each_range(pointers))


def _each_range(pointers: str | None) -> Iterator[tuple[int, int]]:
    return ((int(match[1]), int(match[2])) for match in _RANGE.finditer(pointers or ""))


def _edges(pointers: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The starts and the ends of ranges that fit `_MANY`."""
    edges = np.fromstring(pointers.replace("src:", "").replace("-", " "), np.int64, sep=" ").reshape(-1, 2)
    return edges[:, 0], edges[:, 1]


def _lengths(pointers: str) -> tuple[set[int], int]:
    """The lengths of the ranges in a list of pointers, and how many there are."""
    if _MANY.fullmatch(pointers) is not None:
        starts, ends = _edges(pointers)
        return set(np.unique(ends - starts).tolist()), len(starts)
    found = [end - start for start, end in _each_range(pointers)]
    return set(found), len(found)


def words_of(element: etree._Element) -> str:
    """The characters of an element as in the source: note calls and what XML can't hold are put back, readings (rt) left out;
    nested blocks count too."""
    parts = [element.text or ""]
    for child in element:
        name = child.tag.removeprefix(TEI)
        if name == "ptr":
            parts.append(child.get("n", ""))
        elif name == "gap":
            parts.append("\ufffd" * int(float(child.get("quantity", "0"))))
        elif name == "rt":
            pass  # how the words before it are read, not a word of the source's text
        elif name == "g":
            parts.append(chr(int(child.get("ref", "ucp:FFFD")[4:], 16)))
        else:
            parts.append(words_of(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _is_well_formed(element: etree._Element, name: str, value: str) -> bool:
    """Does a pointer below the header fit its pattern of `_FORMS`, if it has one there?"""
    if name == "corresp":
        return bool(_SOURCES.fullmatch(value)) or element.get("type") == "removed"
    if name == "change":
        return bool(_STAGE.fullmatch(value))
    return name != "target" or element.get("type") not in ("removed", "repair") or bool(_SOURCES.fullmatch(value))


class _Document:
    """One valid document, its ids and its pointers, gathered in one walk."""

    def __init__(self, root: etree._Element, links: Links) -> None:
        """``links`` gets what this document, or this part of one, says of other places."""
        self.root, self.links = root, links
        self.id = root.get(_ID, "")
        self.by_id: dict[str, etree._Element] = {self.id: root}
        self.pointers: list[tuple[etree._Element, str, str]] = []
        self.dates: list[tuple[etree._Element, str]] = []
        self.malformed: list[tuple[etree._Element, str, str]] = []
        self.chars = next((int(m.get("quantity", "0")) for m in root.iter(f"{TEI}measure") if m.get("unit") == "chars"), 0)
        header = next(iter(root), root)
        self._gather(header.iter())
        for part in header.itersiblings():
            self._gather(part.iter(), ids=_BLOCK_ID)

    def _gather(self, elements: Iterable[etree._Element], ids: re.Pattern[str] | None = None) -> None:
        """Notes ids, pointers and dates, and below the header, what does not have the form that `_FORMS` asks for."""
        for element in elements:
            items = cast("list[tuple[str, str]]", element.items())
            if len(items) > 1 and items[0][0] == _ID and items[1][0] == "corresp" and self._is_placed(items[0][1], items[1][1]):
                self.by_id[items[0][1]] = element
                items = items[2:]
            for name, value in items:
                if name == _ID:
                    self.by_id[value] = element
                    if ids is not None and not ids.fullmatch(value):
                        self.malformed.append((element, name, value))
                elif name in _POINTERS and not (name == "target" and self._is_in_source(value)):
                    if _LEADS.search(value) is not None:
                        self.pointers.append((element, name, value))
                    if ids is not None and not _is_well_formed(element, name, value):
                        self.malformed.append((element, name, value))
                elif name == "when":
                    self.dates.append((element, value))

    def _is_in_source(self, target: str) -> bool:
        """Whether a pointer is nothing but ranges of the source, as of nearly every removal and repair: nothing more can be said of it."""
        if (match := _RANGE.fullmatch(target)) is not None:
            return int(match[1]) <= int(match[2]) <= self.chars
        if _MANY.fullmatch(target) is not None:
            starts, ends = _edges(target)
            return bool((starts <= ends).all() and ends.max() <= self.chars)
        return _SOURCES.fullmatch(target) is not None and all(start <= end <= self.chars for start, end in _each_range(target))

    def _is_placed(self, key: str, corresp: str) -> bool:
        """Whether nothing can be said against an id and a range, as of nearly every block: one look instead of one for each rule."""
        match = _PLAIN.fullmatch(f"{key} {corresp}")
        return match is not None and int(match[1]) == int(match[2]) <= int(match[3]) <= self.chars

    def problems(self) -> Iterator[Problem]:
        for element, name, value in self.malformed:
            yield Problem("tei-invalid", f"line {element.sourceline}", f"The schema does not allow this: {value} as the value of {name}.")
        if self.malformed:
            return
        yield from self._ids()
        yield from self._header()
        sound: set[str] = set()
        for element, name, value in self.pointers:
            if value not in sound:
                wrong = list(self._pointer(element, name, value))
                yield from wrong
                if not wrong:
                    sound.add(value)
        for element, date in self.dates:
            year = _YEAR.match(date)
            if year and not 1000 <= int(year[0]) <= 2999:
                yield Problem("date", self._where(element), f"The date {date} can't be right: its year is not between 1000 and 2999.")
        yield from self._stand_off()
        self._gather_links()

    def _where(self, element: etree._Element) -> str:
        return element.get(_ID) or f"line {element.sourceline}"

    def _ids(self) -> Iterator[Problem]:
        own = f"{self.id}."
        for key in self.by_id:
            if not key.startswith(own) and key != self.id:
                yield Problem("id-foreign", key, f"This id does not begin with the document's own, {self.id}.")
        for element, name, value in self.pointers:
            if name != "corresp" or not value.startswith("src:"):
                continue
            place = _PLACE.fullmatch(element.get(_ID, ""))
            start = value[4:].partition("-")[0]
            if place and int(place[2]) != int(start):
                yield Problem("id-place", place[0], f"The id names place {place[2]}, but the range begins at {start}.")

    def _header(self) -> Iterator[Problem]:
        docids = [e.text for e in self.root.iter(f"{TEI}idno") if e.get("type") == "docid"]
        if docids != [self.id]:
            yield Problem("docid", self.id, f"The header gives {docids} as the document's id, its root {self.id}.")
        title = next(self.root.iter(f"{TEI}title"))
        if not (title.text or "").strip():
            yield Problem("title-empty", "titleStmt", "The title is empty.")
        stages = [e.get("n") for e in self.root.iter(f"{TEI}change")]
        if stages != [str(n) for n in range(len(stages), 0, -1)]:
            yield Problem("stages", "revisionDesc", "The changes are not numbered from the latest down to 1.")

    def _pointer(self, element: etree._Element, name: str, value: str) -> Iterator[Problem]:
        for found in _POINTER.finditer(value):
            pointer = found.group()
            scheme, _, rest = pointer.partition(":")
            if scheme == "src":
                yield from self._range(element, pointer)
            elif pointer[0] == "#":
                self.links.pointers.setdefault((pointer[1:], name), self._where(element))
            elif scheme in ("bp", "stage") and f"{self.id}.{scheme}.{rest}" not in self.by_id:
                yield Problem("pointer", self._where(element), f"The pointer {pointer} in {name} leads nowhere.")

    def _range(self, element: etree._Element, pointer: str) -> Iterator[Problem]:
        for start, end in _each_range(pointer):
            if not start <= end <= self.chars:
                sentence = f"The range {pointer} does not lie in the source, which ends at {self.chars}."
                yield Problem("range", self._where(element), sentence)

    def _stand_off(self) -> Iterator[Problem]:
        stand_off = self.root.find(f"{TEI}standOff")
        plain = any(note.get("type") == "mime" and note.text == "text/plain" for note in self.root.iter(f"{TEI}note"))
        for note in stand_off.iter(f"{TEI}note") if stand_off is not None else ():
            where, target = self._where(note), note.get("target")
            if note.get("type") == "removed":
                if plain and (length := sum(end - start for start, end in _each_range(target))) != (said := len(words_of(note))):
                    yield Problem("removed-length", where, f"The length of the removed text is {said}, but that of its range {length}.")
            elif note.get("type") == "repair":
                lengths, many = _lengths(target or "")
                if note.get("n") != str(many):
                    yield Problem("repair-count", where, f"The repair counts places, {note.get('n')}, and lists {many}.")
                if lengths - {len(words_of(note[0][0]))}:
                    before = len(words_of(note[0][0]))
                    yield Problem("repair-length", where, f"The repaired stretch is {before} long, but not each of its ranges is.")

    def _gather_links(self) -> None:
        for note in self.root.iter(f"{TEI}note"):
            if note.get("type") == "gap":
                self.links.explained.add(note.get("target", "").removeprefix("#"))
            elif note.get("type") == "footnote":
                self.links.footnotes.add(note.get(_ID, ""))
        for gap in self.root.iter(f"{TEI}gap"):
            if gap.get("reason") == "lost":
                self.links.lost.add(gap.get(_ID, ""))
        for call in self.root.iter(f"{TEI}ptr"):
            if call.get("type") == "noteref":
                self.links.calls.setdefault(call.get("target", "").removeprefix("#"), self._where(call))
