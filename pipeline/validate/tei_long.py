"""Checks documents in which an element has very many children against the grammar, part by part: libxml2 compares all states of the grammar that it
has passed for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["TEI", "XML", "is_long", "validates_parted"]

TEI = "{http://www.tei-c.org/ns/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
_ID = f"{XML}id"
_BODY, _DIV, _HEAD = f"{TEI}body", f"{TEI}div", f"{TEI}head"
_LOOSE = frozenset(f"{TEI}{name}" for name in ("figure", "note", "gap", "milestone"))
"""Elements that alone are no body."""
_PARTED = (_BODY, _DIV, *(f"{TEI}{name}" for name in ("p", "ab", "l", "item", "cell", "note", "head", "list")))
"""Elements whose children have one grammar from the first to the last, or of which sections can be made."""
_LONG = 1000


def is_long(data: bytes, root: etree._Element) -> bool:
    """Whether an element of a document has very many children."""
    # Such an element needs as many marks; counting those is faster than a walk.
    return data.count(b"<") > _LONG and (next(_long(root), None) is not None or next(_authors(root), None) is not None)


def _long(root: etree._Element) -> Iterator[etree._Element]:
    """Elements with very many children. A body without a paragraph or section is none; its last part would be one."""
    for element in root.iter(*_PARTED):
        if len(element) > _LONG and not (element.tag == _BODY and all(child.tag in _LOOSE for child in element)):
            yield element


def _authors(root: etree._Element) -> Iterator[list[etree._Element]]:
    """The authors of each element of the header that has very many."""
    for name in ("titleStmt", "analytic"):
        for element in root.iter(f"{TEI}{name}"):
            if len(element) > _LONG and len(authors := element.findall(f"{TEI}author")) > _LONG:
                yield authors


def _validates_by_authors(root: etree._Element, grammar: etree.RelaxNG) -> bool:
    """Whether a document is valid with each run of its authors in turn, as if there were no others; they stand together. In the end all are back."""
    lists = [(authors, above) for authors in list(_authors(root)) if (above := authors[0].getparent()) is not None]
    if any(list(above)[(at := above.index(authors[0])):at + len(authors)] != authors for authors, above in lists):
        return bool(grammar.validate(root))
    for authors, above in lists:
        for author in authors[_LONG:]:
            above.remove(author)
    valid = bool(grammar.validate(root))
    for authors, above in lists:
        at, there = above.index(authors[0]), authors[:_LONG]
        for n in range(_LONG, len(authors), _LONG):
            above[at:at + len(there)] = there = authors[n:n + _LONG]
            valid = valid and bool(grammar.validate(root))
        above[at:at + len(there)] = authors
    return valid


def validates_parted(root: etree._Element, grammar: etree.RelaxNG) -> bool:
    """Whether a document is valid in which no element has very many children: for each of them, libxml2 compares all states of the grammar
    that it has passed. They are parted in the document itself, and joined again, for a copy would double the memory."""
    parted = [(element, element.tail, _part(element)) for element in list(_long(root))]
    valid = _validates_by_authors(root, grammar)
    for element, tail, parts in reversed(parted):
        for part in parts:
            element.extend(part)
            if (above := part.getparent()) is not None:
                above.remove(part)
        element.tail = tail
    return valid


def _part(element: etree._Element) -> list[etree._Element]:
    """Moves all but the first children of an element to elements behind it, of a body or section to sections at its end; those, in order."""
    children, inside = list(element), element.tag in (_BODY, _DIV)
    parts: list[etree._Element] = []
    own = {str(name): str(value) for name, value in element.items()}
    for at in range(_LONG, len(children), _LONG):
        run, last = children[at:at + _LONG], parts[-1] if parts else element
        if not inside:
            last.addnext(rest := element.makeelement(element.tag, own | ({_ID: f"{own[_ID]}.{at}"} if _ID in own else {})))
        elif _may_open(children[at - 1], run[0]):
            element.append(rest := element.makeelement(_DIV, {_ID: f"{own.get(_ID, 'body')}.{at}", "type": "section"}))
        else:
            if parts:
                last.extend(run)
            continue
        rest.extend(run)
        parts.append(rest)
    return parts


def _may_open(before: etree._Element, first: etree._Element) -> bool:
    """Whether a section may begin here, so that it is valid where the whole is and only there: no heading, and no text below a section."""
    return first.tag != _HEAD and (before.tag != _DIV or first.tag == _DIV)
