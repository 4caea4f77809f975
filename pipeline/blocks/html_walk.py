"""The walk over the tree: every element is opened and closed once, in document order, without recursion (pages nest thousands deep)."""

from __future__ import annotations

from collections.abc import Iterable

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_builder import Builder, Closer
from pipeline.blocks.html_flow import line_break
from pipeline.blocks.html_tags import FIRST_ELEMENT, NAMES, TEXT

__all__ = ["walk", "walk_node"]


def walk(b: Builder, root: LexborNode, closer: Closer) -> None:
    """All that is inside ``root``, which is open already."""
    stack: list[tuple[LexborNode, Closer]] = [(root, closer)]
    node = root.child
    readers, names, places, shown = b.readers, NAMES, b.places, b.shown
    while node is not None:
        number = node.tag_id
        if shown and node.mem_id in shown:
            pass
        elif number == TEXT:
            text = node.text_content or ""
            if b.as_is or b.breaking:
                _text_with_space(b, text)
            elif text.isspace():
                b.region.folder.blank(text)
            elif text:
                b.region.folder.add(text, *places.text(text))
        elif number >= FIRST_ELEMENT:
            opened = readers[number](b, node, names[number]) if number < 256 else b.other(b, node, "")
            if opened is not None:
                child = node.child
                if child is not None:
                    stack.append((node, opened))
                    node = child
                    continue
                opened[0](b, opened[1])
        node = node.next
        while node is None:
            node, opened = stack.pop()
            opened[0](b, opened[1])
            if not stack:
                return
            node = node.next
    closer[0](b, closer[1])


def walk_node(b: Builder, node: LexborNode) -> None:
    """A node with all that is in it."""
    number = node.tag_id
    if number == TEXT:
        text = node.text_content or ""
        if text.isspace():
            b.region.folder.space = True
        elif text:
            b.region.folder.add(text, *b.places.text(text))
    elif number >= FIRST_ELEMENT:
        opened = b.readers[number](b, node, NAMES[number]) if number < 256 else b.other(b, node, "")
        if opened is not None:
            walk(b, node, opened)


def _text_with_space(b: Builder, text: str) -> None:
    """Text whose line ends count, or all its white space."""
    folder, places = b.region.folder, b.places
    if b.as_is and not b.region.row:
        if not text.isspace():
            folder.add_as_is(text, *places.text(text))
        else:
            folder.add_as_is(text, places.at, places.at, True)
            folder.space = True
        return
    ranges: Iterable[tuple[str, int, int, bool]] = ()
    if "\n" in text.strip() and not b.region.row:
        ranges = places.lines(text)
    elif not text.isspace():
        ranges = ((text, *places.text(text)),)
    at = 0
    for line, start, end, sure in ranges:
        here = text.index(line, at)
        folder.space = folder.space or here > at
        for _ in range(text.count("\n", at, here)):
            line_break(b, None, "br")
        folder.add(line, start, end, sure)
        at = here + len(line)
    if b.region.row or "\n" not in text[at:]:
        folder.space = folder.space or text[-1:].isspace()
    for _ in range(0 if b.region.row else text.count("\n", at)):
        line_break(b, None, "br")
