"""The authors that stand in a list behind or below a label (``Author(s)``, ``Autoren:``), one a line or parted by commas, and those of a line that
says where each of them is (``Ada Quill in Wexley and Tom Reed in Lowick``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.data import Block
from pipeline.evidence.phrases import load_phrases
from pipeline.metadata.eastern import is_eastern
from pipeline.reading.marks import ends_sentence
from pipeline.reading.names import EASTERN, is_caseless, is_nobody, is_organisation, is_role
from pipeline.reading.people import Person, people_declared, people_named
from pipeline.reading.word_lists import listed

__all__ = ["Listed", "label_end", "listed_authors", "placed_people", "without_signs"]

_WORDS = (
    r"(?:the\s)?authors?(?:\sof\s(?:this|the)\s(?:article|paper|report|study|post))?|contributors?(?=[\s*_]{0,4}[:：])|author\(s\)|author/s|(?:names?\sof\s(?:the\s)?)authors?|authors?['’]?s?['’]?\snames?"
    r"|autor(?:es|a|as)?|autora?\((?:es|as|a)\)|autora?/(?:es|as|a)|autores/as|autores\sy\sautoras"
    r"|autor(?:en|innen|in)?|autor\(in(?:nen)?\)|autor\(en\)|autor[:*_·/-]?in(?:nen)?|autorin/autor|autorinnen\sund\sautoren|verfasser(?:in|innen)?|verfasser\(in(?:nen)?\)"
    r"|auteure?s?|auteure?\(s\)|auteur\(e\)(?:\(?s\)?)?|auteur[·.·-]e[·.·-]?s?|auteur[·.·-]?rice[·.·-]?s?|autrices?"
    r"|autor[ei]|autore/i|autore\(i\)|autrici|autori\se\sautrici|auteur/s|schrijvers?|schrijver\(s\)|författare|forfatter(?:e|ne)?|forfatter\(e\)"
    r"|kirjoittajat?|autorzy|autor\(zy\)|autorky|autoři|szerzők?|szerző\(k\)|yazar(?:lar)?|yazar\(lar\)|autor\(i\)|автор(?:ы|и)?|автор\((?:ы|и)\)|συγγραφείς"
    r"|συγγραφέας|作者|著者|執筆者|저자|필자|글쓴이")
_LABEL = re.compile(rf"[\s#*_•·|–—-]{{0,6}}(?:{_WORDS})[\s*_]{{0,4}}(?:(?P<mark>[:：](?!in(?:nen)?\b))[\s*_]{{0,4}}|\Z)", re.IGNORECASE)
_COLON, _LONGEST_LABEL = re.compile("[:：]"), 50
_BESIDE = re.compile(
    # numbers in brackets, raised figures and signs; numbers that touch the name; addresses
    r"\[\d{1,2}(?:\s?[,–-]\s?\d{1,2})*\]|\(\d{1,2}(?:\s?[,–-]\s?\d{1,2})*\)|[¹²³⁰-⁹*†‡§¶#✉]+"
    r"|(?<=[^\W\d_])\.?\d{1,2}(?:,\d{1,2})*(?![\w/.-])|\((?:https?:|[\w.+-]+@)[^()\s]{1,200}\)|https?://orcid\.org/\S{1,40}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,60}")
"""What stands beside names and is no part of them: signs of notes, addresses."""
_BEFORE_MARK = re.compile(r"(?<!\s)(\s+)([,;])")
"""Space before a mark, as it is left where a sign of a note stood."""
_SIGNED = re.compile(
    r"[¹²³⁰-⁹†‡§¶]|(?<=[a-zà-ÿ])(?:\.?\d{1,2}(?:,\s?(?:\d{1,2}|\*)(?![\w/]))*|\*{1,3})(?=\s?[,;&]\s?|\s(?:and|und|et|y)\s)")
"""A sign of a note at the name of one of several people."""
_BULLET = re.compile(r"\s*(?:[•·▪‣*–—-]\s+|\d{1,3}[.)]\s+)?")
_BEHIND = re.compile(r"\s*(?:[,;(|–—·•/-]|$)")
"""What stands between a name and what a line says of the person."""
_PARTS = re.compile(r"[,;，；、]\s*(?:(?:and|und|et|y|e|en|och|og|i|&)\s+)?|(?<!\s)\s+(?:and|und|et|&)\s+", re.IGNORECASE)
_INITIALS = re.compile(r"[^\W\d_a-zà-ÿ]{2,3}")
"""What stands in the place of a picture of a person."""
_USED = "-"
"""In the place of initials that stood before the name above: where one name has some, each has."""
_SHORT, _LONGEST = 120, 300
"""Characters of the longest line with one name and what it says of the person, and of a list that is read as a whole."""
_MOST_BETWEEN = 2
"""Lines with an institution or an address that may stand between two names."""
_HONORIFICS = listed("names.honorifics")
_JOIN = re.compile(
    r"(?<!\s)\s{0,3},\s{1,3}(?:(?:and|und|et|y|e|en|och|og|i)\s{1,3})?|(?<!\s)\s{1,3}(?:and|und|et|y|e|en|och|og|i|&)\s{1,3}(?=[^\W\d_a-z])")
_BY = re.compile(r"(?:by|von|par|por|door|av|af)\s+", re.IGNORECASE)
_PLACE = re.compile(r"\s(?:in|à|en|em|i|w)\s(?:the\s)?[^\W\d_a-z][\w'’.-]*(?:\s(?:[^\W\d_a-z][\w'’.-]*|de|del|di|do|da|la|el|al|of|upon|the)){0,4}$")
"""Where the author of a piece of a line is."""


class Listed(NamedTuple):
    """A list of authors."""

    label: int
    """Number of the block that is the label, or begins with it."""
    people: list[tuple[Block, list[Person]]]


def listed_authors(
    blocks: Sequence[Block], ends: Callable[[Block], bool], honorifics: Sequence[str] = _HONORIFICS, jobs: Sequence[str] = (),
) -> Iterator[Listed]:
    """Each list of authors among some blocks. ``ends``: whether a block below a label is no line of its list for sure."""
    for at, block in enumerate(blocks):
        if not (end := label_end(block)):
            continue
        if end < len(block.text):
            people = [] if is_eastern(block.text) else _names(block.text, end, honorifics, jobs)
            found = [(block, people)] if people else []
        else:
            found = _below(blocks, at + 1, ends, honorifics, jobs)
        if found:
            yield Listed(block.n, found)


def placed_people(text: str) -> list[Person]:
    """The people of a line that holds nothing but names, of two people at least, and where these people are, also behind "by"; else nobody."""
    if len(text) > _LONGEST:
        return []
    found: list[Person] = []
    opened = _BY.match(text)
    placed, at = 0, opened.end() if opened else 0
    cuts = [*_JOIN.finditer(text, at)]
    if not cuts or not _PLACE.search(text, cuts[-1].end()):  # tested first, since hardly a line goes on, and to look for names takes long
        return []
    for cut in (*cuts, None):
        piece = text[at:cut.start() if cut else len(text)]
        where = _PLACE.search(piece)
        name = piece[:where.start()] if where else piece
        people = people_declared(name)
        if len(people) == 1 and people[0].name == name and " " in name and not is_role(name):
            found.append(Person(name, at, at + len(name)))
            placed += where is not None
        elif where is not None or not found or " " in name:  # one word goes on with the place: "in Trinidad and Tobago"
            return []
        at = cut.end() if cut else at
    return found if placed and len(found) > 1 and where is not None else []


def without_signs(text: str) -> str:
    """A line of names without the signs of notes that touch them (``Ada Quill1, Tom Reed2,*``), as long as before; another line as it is.

    >>> without_signs("Ada Quill¹, Tom Reed²"), without_signs("Ada Quill, 4 May 2023")
    ('Ada Quill, Tom Reed  ', 'Ada Quill, 4 May 2023')
    """
    return _bare(text) if len(text) <= _LONGEST and _SIGNED.search(text) else text


def _bare(text: str) -> str:
    """A line without what stands beside names, as long as before."""
    return _BEFORE_MARK.sub(r"\2\1", _BESIDE.sub(lambda m: " " * len(m[0]), text))


def label_end(block: Block) -> int:
    """The end of the label of a list of authors with which a line opens, or that it is: one with a colon, or in bold type; 0 where there is none."""
    text = block.text
    open_to = len(text) <= _LONGEST_LABEL or _COLON.search(text, 0, _LONGEST_LABEL) is not None
    if match := _LABEL.match(text) if open_to else None:
        return match.end()
    bold = next((i.end for i in block.inlines if i.kind == "bold" and not i.start and i.end <= _LONGEST_LABEL), 0) if len(text) <= _LONGEST else 0
    return bold if bold and _LABEL.fullmatch(text[:bold].strip()) else 0


def _below(
    blocks: Sequence[Block], at: int, ends: Callable[[Block], bool], honorifics: Sequence[str], jobs: Sequence[str],
) -> list[tuple[Block, list[Person]]]:
    """The lines of names below a label, as far as the next label; lines with institutions may stand between them."""
    found: list[tuple[Block, list[Person]]] = []
    between, initials = 0, ""
    for block in map(blocks.__getitem__, range(at, len(blocks))):
        if not block.text.strip():
            continue
        if _INITIALS.fullmatch(block.text) and block.text.isupper():  # a name in Chinese may be as short
            initials, between = block.text, 0
            continue
        if ends(block) or label_end(block):
            break
        if people := _names(block.text, 0, honorifics, jobs):
            if initials and not _are_of(initials, people):
                break
            found.append((block, people))
            between, initials = 0, initials and _USED
        elif found and between < _MOST_BETWEEN and _is_beside(block.text):
            between += 1
        else:
            break
    return found


def _are_of(initials: str, people: Sequence[Person]) -> bool:
    """Whether letters are the first ones of the words of a name, or of the first and the last word."""
    letters = "".join(word[0] for word in people[0].name.split())
    return initials in (letters, letters[0] + letters[-1])


def _is_beside(text: str) -> bool:
    """Whether a line is an institution, a job or an address, as stand below a name."""
    return len(text) <= _SHORT and not ends_sentence(text) and (
        is_organisation(text) or is_role(text) or not _BESIDE.sub("", text).strip(" ,;()"))


def _names(text: str, at: int, honorifics: Sequence[str], jobs: Sequence[str]) -> list[Person]:
    """The people of a line that holds names, or one name and what is said of the person; nobody where it holds anything else."""
    shown = _bare(text)
    opening = _BULLET.match(shown, at)
    at = opening.end() if opening else at
    line = shown[at:]
    if not line.strip() or ends_sentence(line.rstrip(" .")) or any(hit.kind.removed for hit in load_phrases().match(line[:_LONGEST])):
        return []
    if len(line) > _LONGEST:
        people = _each(line, honorifics, jobs)
    else:
        people = people_named(line.rstrip(" ,;."), honorifics, jobs) or _east(line) or _with_more(line)
    if any(is_nobody(p.name) or is_role(p.name) or is_organisation(p.name) for p in people):
        return []
    return [replace(p, start=p.start + at, end=p.end + at) for p in people]


def _each(line: str, honorifics: Sequence[str], jobs: Sequence[str]) -> list[Person]:
    """The people of a long list, each part of which is a name."""
    out: list[Person] = []
    at = 0
    for cut in (*_PARTS.finditer(line), None):
        part = line[at:cut.start() if cut else len(line)]
        if part.strip(" ."):
            if len(part) > _SHORT or len(one := people_named(part, honorifics, jobs)) != 1:
                return []
            out.append(replace(one[0], start=one[0].start + at, end=one[0].end + at))
        at = cut.end() if cut else at
    return out


def _east(line: str) -> list[Person]:
    """Names without spaces: ``山田花子、佐藤太郎``."""
    people = people_declared(line) if EASTERN.search(line) else []
    covered = sum(len(p.name) for p in people)
    return people if covered and covered >= len(re.sub(r"[\s,;，；、・]", "", line)) else []


def _with_more(line: str) -> list[Person]:
    """The one name that opens a line, with an institution, a job or a place behind it: ``Ada Quill, University of Wexley``."""
    name = re.split(r"\s*[,;(|–—•]|\s-\s", line, maxsplit=1)[0]
    if len(line) > _SHORT or name == line or " " not in name.strip() or is_caseless(name):
        return []
    people = people_declared(name)
    rest = line[len(name):]
    whole = len(people) == 1 and people[0].end - people[0].start == len(name.strip()) and _BEHIND.match(rest)
    return people if whole and (is_organisation(rest) or is_role(rest) or not rest.strip(" ,;()|–—•-")) else []
