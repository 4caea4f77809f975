"""Authors whom the markup of a page names: microdata, ``rel``, and elements whose class says that they hold an author or a byline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.blocks import Mark
from pipeline.metadata.author_lists import placed_people, without_signs
from pipeline.metadata.candidates import Candidates
from pipeline.metadata.html_author_forms import BY_ALONE, NAME, opening_of, parted
from pipeline.metadata.name_words import TOPICS_PAGE

__all__ = ["marked_authors", "told_by_markup"]

_CLASS_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SAYS_BY = re.compile(r"author|byline|writ|contributor", re.IGNORECASE)
_AUTHOR_WORDS = frozenset({"author", "authors", "byline", "bylines", "writer", "writers", "contributor", "contributors", "written", "by",
                           "authorname", "bylinename"})
_NO_NAME = frozenset(
    "bio biography box avatar image img photo picture desc description about social follow count job role position posts articles "
    "category categories tag tags topic topics comment comments icon related grid list section url".split())
_NO_AUTHOR = re.compile(
    r"(?:[^\W\d_]+ly\s+|expert\s+)?(?:reviewed|checked|fact[- ]?checked|edited|approved|illustrat\w+|photo\w*|pictures?)\s+by\b", re.IGNORECASE)
_PLACED = 0.86
"""How sure a marked line is that says where each of its people is."""
_LISTED = 3
"""People whom markup names far from the heading in one way where they are the authors of other articles."""


def marked_authors(c: Candidates) -> None:
    """Adds whom markup names as authors."""
    marked = list(_marked(c))
    listed = _of_lists(c, marked)
    for mark, how, confidence, sure in marked:
        if how in listed and not c.near(mark.block):
            continue
        text, near = mark.get("content") or _with_signs(c, mark), c.near(mark.block)
        links = _linked_names(c, mark) if how == "byline-class" and near else []
        if how == "byline-class" and near and placed_people(text):
            how, confidence = "byline", _PLACED
        for value in links or _behind_section(text) or [text]:
            c.authors(value, how, confidence if near else confidence - 0.25, sure=sure, block=mark.block)


def _of_lists(c: Candidates, marked: Sequence[tuple[Mark, str, float, bool]]) -> frozenset[str]:
    """The kinds of markup that name several people far from the heading and nobody near it: the authors of other articles, which the page lists."""
    far, opening = dict[str, set[str]](), opening_of(c.language, names_only=False)
    for mark, how, _, _ in marked:
        name = opening.sub("", mark.get("content") or mark.text, count=1)
        if not c.near(mark.block) and not BY_ALONE.fullmatch(name):
            far.setdefault(how, set()).add(name)
    near = {how for mark, how, _, _ in marked if c.near(mark.block)}
    return frozenset(how for how, names in far.items() if len(names) >= _LISTED and how not in near)


def _with_signs(c: Candidates, mark: Mark) -> str:
    """The text of a mark; as its block shows it, where signs of notes touch the names in it, which the text of a mark holds apart."""
    shown = c.blocks[mark.block].text if mark.text and 0 <= mark.block < len(c.blocks) else ""
    same = len(shown) < len(mark.text) and shown.replace(" ", "") == mark.text.replace(" ", "")
    return shown if same and without_signs(shown) != shown else mark.text


def _behind_section(text: str) -> list[str]:
    """The names of a marked value that a section stands before: ``Harbours · Ada Quill, Tom Reed``."""
    section, *rest = parted(text, most=1)
    names = re.split(r",\s|\s(?:and|und|et|&)\s", rest[0]) if rest else []
    return names if names and " " not in section.strip() and all(map(NAME.fullmatch, names)) else []


def told_by_markup(c: Candidates) -> Iterator[tuple[Mark, str]]:
    """The elements about the heading that markup says hold authors, and how it says so."""
    for mark, how, _, _ in _marked(c):
        if c.near(mark.block):
            yield mark, how


def _marked(c: Candidates) -> Iterator[tuple[Mark, str, float, bool]]:
    marks = c.head.marks
    inner = {m.parent for m in marks if "name" in m.get("itemprop").split()}
    for number, mark in enumerate(marks):
        text = mark.get("content") or mark.text
        if not text or len(text) > 300 or _NO_AUTHOR.match(text) or _is_of_checker(c, mark):
            continue
        itemprop = f"{mark.get('itemprop')} {mark.get('property')}".split()
        told = _told(mark, itemprop, number in inner, marks[mark.parent] if mark.parent >= 0 else None)
        if told is not None and not c.elsewhere(mark) and not (told[0] == "byline-class" and _is_topic(c, mark)):
            yield mark, *told


def _is_topic(c: Candidates, mark: Mark) -> bool:
    """Whether what a byline holds begins with a link to the pages of a topic."""
    links = c.blocks[mark.block].inlines if 0 <= mark.block < len(c.blocks) else ()
    return any(i.kind == "link" and not i.start and TOPICS_PAGE.search(i.value) for i in links)


def _is_of_checker(c: Candidates, mark: Mark) -> bool:
    """Whether the words before a marked name say that the person checked or edited the text."""
    block = c.blocks[mark.block] if mark.text and 0 <= mark.block < len(c.blocks) else None
    return block is not None and (found := _NO_AUTHOR.match(block.text)) is not None and block.text[found.end():].lstrip(" :") == mark.text


def _linked_names(c: Candidates, mark: Mark) -> list[str]:
    """The names of several people whose links stand side by side in a byline, with nothing between them."""
    block = c.blocks[mark.block] if 0 <= mark.block < len(c.blocks) else None
    if block is None or block.text != mark.text:
        return []
    links = [block.text[i.start:i.end].strip() for i in block.inlines if i.kind == "link"]
    rest = len(block.text) - sum(map(len, links)) - len(links)
    return links if len(links) > 1 and rest < 2 and all(NAME.fullmatch(link) for link in links) else []


def _told(mark: Mark, itemprop: list[str], outer: bool, parent: Mark | None) -> tuple[str, float, bool] | None:
    """How markup says that an element names an author, how sure that is, and whether it holds nothing but names."""
    text = mark.get("content") or mark.text
    few = len(text.split()) < 4
    if "name" in itemprop and parent is not None and _says_author(parent):
        return "microdata", 0.88, True
    if "author" in itemprop and not outer:
        return "microdata", 0.84, few
    if "author" in mark.get("rel").split():
        return "rel-author", 0.84, few
    if len(text) < 120 and _SAYS_BY.search(f"{mark.get('class')} {mark.get('data-testid')} {mark.get('id')}"):
        words = _class_words(mark)
        if words & _AUTHOR_WORDS not in (frozenset(), {"by"}, {"written"}) and ("name" in words or not words & _NO_NAME):
            return "byline-class", 0.8 if "name" in words else 0.76, False
    return None


def _says_author(mark: Mark) -> bool:
    return "author" in f"{mark.get('itemprop')} {mark.get('property')}".split()


def _class_words(mark: Mark) -> frozenset[str]:
    """Words of class, id and test id: ``styles__AuthorName-sc-1`` gives styles, author, name, sc."""
    return frozenset(w.lower() for w in _CLASS_WORDS.findall(f"{mark.get('class')} {mark.get('data-testid')} {mark.get('id')}"))
