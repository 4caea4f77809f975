"""Nodes of trees of rich text, and the blocks that they come to: paragraphs, headings, cells, captions, with the lists and tables around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from pipeline.decoding.script_boxes import Piece, text_of
from pipeline.decoding.script_data import Data
from pipeline.decoding.script_kinds import Role
from pipeline.decoding.script_tags import BLOCK, read_references

__all__ = ["Block", "Node", "Parts", "blocks_of", "joined", "pieces_of", "size_of", "start_of"]

_BOXES = frozenset({"", "list", "table", "row"})
"""What may stand around a block without being one."""
_ENDS = re.compile(r"[.!?…。！？][\"'”’»)\]*_\s]*+(?:<[^<>]*>\s*+)*+\Z")


class Block(NamedTuple):
    """A paragraph, heading or the like."""

    tag: str
    """``p``, ``pre``, ``h2`` …"""
    around: tuple[tuple[str, int], ...]
    """The tags of lists, items and quotations around it, each with a number of its own."""
    pieces: tuple[Piece | str, ...]
    """Its strings in order; as text those that stand at another place, since flat data hold equal strings once."""
    text: str


class Node(NamedTuple):
    """A node of a tree, with what stands in it."""

    role: Role
    parts: Sequence[Node | Piece]
    size: int
    has_block: bool
    """Whether one of the nodes in it starts on a line of its own."""
    is_typed: bool
    """Whether its type or a key in it says that it is a text, or that of a node in it."""
    is_element: bool
    """Whether it is an element of React, or holds one."""


Parts = list[Node | Piece]


def blocks_of(parts: Parts, data: Data) -> list[Block]:
    """The blocks of a tree, in order. A cell of a table without text has no piece."""
    return _Blocks(data).of(parts)


def joined(role: Role, parts: Parts, *, is_typed: bool) -> Node:
    """A node made of parts. ``is_typed``: whether its own type or key says that it is a text."""
    nodes = [part for part in parts if isinstance(part, Node)]
    has_block, is_element = any(node.role.is_block or node.has_block for node in nodes), any(node.is_element for node in nodes)
    return Node(role, parts, sum(map(size_of, parts)), has_block, is_typed or any(node.is_typed for node in nodes), is_element)


def _is_inline(node: Node, within: str) -> bool:
    return not node.has_block and (node.role.name == "inline" or node.role.name == "" and within not in _BOXES)


def size_of(part: Node | Piece) -> int:
    """The characters of a part."""
    return part.size if isinstance(part, Node) else part.end - part.start


def start_of(part: Node | Piece) -> int:
    """Where a part begins; 0 where it has no text."""
    return next((piece.start for piece in pieces_of([part])), 0)


def pieces_of(parts: Sequence[Node | Piece]) -> Iterator[Piece]:
    """The strings of parts, in order."""
    for part in parts:
        if isinstance(part, Piece):
            yield part
        else:
            yield from pieces_of(part.parts)


class _Blocks:
    """Makes the blocks of a tree."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._out: list[Block] = []
        self._numbers = count(1)

    def of(self, parts: Sequence[Node | Piece]) -> list[Block]:
        """The blocks of a tree, in order."""
        self._flat(parts, (), "")
        return self._out

    def _flat(self, parts: Sequence[Node | Piece], around: tuple[tuple[str, int], ...], within: str) -> None:
        """``within``: the tag of the block that holds the parts, ``list``, ``table`` or ``row`` between the items of one, empty outside all."""
        tag = within if within not in _BOXES else "p"
        run = list[Piece]()
        loose: tuple[str, int] | None = None
        for part in parts:
            if within == "list" and (isinstance(part, Piece) or part.role.name in ("", "inline")):
                item = (*around, ("li", next(self._numbers)))
                self._flat([part] if isinstance(part, Piece) else part.parts, item, "p")
            elif isinstance(part, Piece) or _is_inline(part, within):
                pieces = [part] if isinstance(part, Piece) else list(pieces_of(part.parts))
                if not within and run and self._is_new(run[-1], pieces[0]):
                    self._block(run, tag, around)
                    run = []
                run += pieces
                loose = None
            else:
                self._block(run, tag, around)
                run = []
                if part.role.name == "item" and not (around and around[-1][0] in ("ul", "ol")):
                    kind = "ol" if part.role.ordered else "ul"
                    loose = loose if loose and loose[0] == kind else (kind, next(self._numbers))
                    self._node(part, (*around, loose), within)
                else:
                    loose = None
                    self._node(part, around, within)
        self._block(run, tag, around)

    def _node(self, node: Node, around: tuple[tuple[str, int], ...], within: str) -> None:
        role = node.role
        if role.name == "list":
            self._flat(node.parts, (*around, ("ol" if role.ordered else "ul", next(self._numbers))), "list")
        elif role.name == "item":
            self._flat(node.parts, (*around, ("li", next(self._numbers))), "p")
        elif role.name == "table":
            self._flat(node.parts, (*around, ("table", next(self._numbers))), "table")
        elif role.name == "row" and within == "table":
            self._flat(node.parts, (*around, ("tr", next(self._numbers))), "row")
        elif role.name == "cell" and within == "row":
            self._cell(node, (*around, ("td", next(self._numbers))))
        elif role.name == "caption":
            self._block(list(pieces_of(node.parts)), "figcaption", (*around, ("figure", next(self._numbers))))
        elif role.name == "quote":
            self._flat(node.parts, (*around, ("blockquote", next(self._numbers))), "p")
        elif role.name == "heading":
            self._flat(node.parts, around, f"h{max(2, role.level)}")
        elif role.name == "code":
            self._flat(node.parts, around, "pre")
        elif role.name == "paragraph" or not (node.has_block or node.is_typed):
            self._flat(node.parts, around, "p")
        else:
            self._flat(node.parts, around, within)

    def _cell(self, node: Node, around: tuple[tuple[str, int], ...]) -> None:
        before = len(self._out)
        self._flat(node.parts, around, "p")
        if len(self._out) == before:
            self._out.append(Block("p", around, (), ""))

    def _is_new(self, last: Piece, piece: Piece) -> bool:
        """Whether a piece outside any block begins a paragraph of its own: the one before it is a sentence, and no space parts them."""
        before, after = (read_references(text_of(self._data, one))[0] for one in (last, piece))
        if BLOCK.match(before.lstrip()) or BLOCK.match(after.lstrip()):
            return True
        return bool(before and after) and not before[-1].isspace() and not after[0].isspace() and _ENDS.search(before) is not None

    def _block(self, pieces: Sequence[Piece], tag: str, around: tuple[tuple[str, int], ...]) -> None:
        text = "".join(text_of(self._data, piece) for piece in pieces)
        if text.strip():
            self._out.append(Block(tag, around, tuple(pieces), text))
