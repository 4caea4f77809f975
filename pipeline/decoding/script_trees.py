"""Texts that the data of a program hold in pieces: trees of rich text, lists of paragraphs.

The data are read as nested boxes of places (`read_boxes`), once and without regard to errors. From the innermost box outwards, the pieces of text of
nodes are gathered as long as keys and types say that they belong together (`_Reader`); where that ends, what was gathered is a `Tree`: blocks made
of pieces in order, with the lists and quotations that they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.decoding.script_boxes import DEEPEST, INNER_DEEPEST, MOST, Box, Piece, Value, holds_data, is_flat, is_record, read_boxes, text_of
from pipeline.decoding.script_data import PIECES, Data, inner_data
from pipeline.decoding.script_kinds import BODIES, BOXES, CAPTIONS, CELLS, KINDS, LISTS, NODES, TEXTS, Role, is_aside, role_of
from pipeline.decoding.script_nodes import Block, Node, Parts, blocks_of, joined, pieces_of, size_of, start_of
from pipeline.decoding.script_references import bare_key, every_box, link_references
from pipeline.decoding.script_tags import BLOCK, read_references

__all__ = ["Titles", "Tree", "read_trees"]

_REFERS = re.compile(r"\$\w*\Z")
_KIND, _SHORT, _LONGEST_TITLE = 60, 200, 400
"""Characters of a type, of a string that may be repeated, and of a title."""
_DEEP = 6
"""Boxes in one another that are looked through for the captions of a picture and the rows of a table."""
_AGAIN = 5
"""How often the boxes of data with references are read on average, at most; beyond that, nothing of the data is."""
_LEAST = 100
"""Characters of the pieces of a tree worth a look."""


class Tree(NamedTuple):
    """Blocks that belong together."""

    data: Data
    key: str
    """The key under which they stand."""
    blocks: tuple[Block, ...]
    typed: bool
    """Whether a type or the key says that they are a text."""
    is_element: bool
    """Whether it is an element of React that stands for itself, mostly the frame of a page around what stands elsewhere."""
    aside: bool
    """Whether a key around them says that they are no part of an article."""
    titles: tuple[str, ...]
    """The titles of the articles that they stand in, the outermost first."""


class Titles(NamedTuple):
    """The titles of the articles in which the longer strings of data stand, by the place where a string begins."""

    data: Data
    by_place: Mapping[int, tuple[str, ...]]


def read_trees(data: Data) -> Iterator[Tree | Titles | Data]:
    """The trees of some data and of the data that its strings hold; those data, too, and the titles of each."""
    if data.end - data.start > MOST:
        return
    reader = _Reader(data)
    reader.read()
    yield from reader.trees
    yield Titles(data, reader.titles)
    for piece in reader.inner:
        if (inner := inner_data(data, *piece)) is not None:
            yield inner
            if inner.depth < INNER_DEEPEST:
                yield from read_trees(inner)


class _Reader:
    """Gathers the trees of some data."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.trees: list[Tree] = []
        self.inner: list[Piece] = []
        self.titles: dict[int, tuple[str, ...]] = {}
        self._titles: tuple[str, ...] = ()
        """The titles of the articles under way."""
        self._arguments: dict[str, Piece] = {}
        self._flat = is_flat(data)
        self._seen: set[int] = set()
        """The boxes of flat data that are read; each counts once."""
        self._named: dict[int, str] = {}
        """The names of objects to which others refer, by their boxes."""
        self._path: set[int] = set()
        """Of data with references: the boxes under way, since objects may refer to each other."""
        self._visits = 0
        """Of data with references: boxes that may still be read, since an object may be referred to again and again."""
        self._aside: set[int] = set()
        """Objects to which only what is no part of an article has referred so far."""
        self._depth = 0

    def read(self) -> None:
        """Reads everything."""
        root = read_boxes(self.data, unfold=True)
        self._arguments = _arguments(root)
        self._named = {} if self._flat else link_references(root, self.data)
        boxes = list(every_box(root)) if self._named else []
        self._visits = _AGAIN * len(boxes)
        for key, value in root.items:
            if isinstance(value, Box):
                self._emit(self._box(value, key or "", False), key or self.data.name, False)
            elif isinstance(value, Piece):
                self._look_into(value)
        for box in sorted((box for box in boxes if id(box) in self._named), key=lambda box: not is_record(box)):
            if id(box) not in self._seen:
                aside = id(box) in self._aside
                self._emit(self._box(box, "", aside, unread=True), self._named[id(box)], aside)
        if boxes and self._visits <= 0:
            self.trees = []

    def _list(self, box: Box, key: str, aside: bool) -> Parts:
        if len(box.items) > 3 and (tag := self._element(box)):
            return self._node(role_of(tag) if tag != "header" else Role(""), box.items[3][1], aside)
        parts: Parts = []
        for own, value in box.items:
            if isinstance(value, Box):
                parts += self._box(value, own or key, aside)
            elif isinstance(value, Piece):
                self._look_into(value)
                if key in LISTS and self._is_text(value):
                    parts.append(value)
        return parts

    def _element(self, box: Box) -> str:
        """The tag of an element of React: ``["$", "p", null, {…}]``; empty where a list is none."""
        sign, tag = box.items[0][1], box.items[1][1]
        is_one = isinstance(sign, Piece) and isinstance(tag, Piece) and self.data.text[sign.start:sign.end] == "$"
        return self._string(tag) if is_one else ""

    def _node(self, role: Role, props: Value, aside: bool) -> Parts:
        if role.name == "aside" or not isinstance(props, Box):
            return []
        parts: Parts = []
        for key, value in props.items:
            if isinstance(value, Box):
                found = self._box(value, key or "", aside)
                if key == "children":
                    parts += found
                else:
                    self._emit(found, key or "", aside)
            elif key == "children" and isinstance(value, Piece) and self._is_text(value):
                parts.append(value)
        return [joined(role, parts, is_typed=role.is_block)._replace(is_element=True)] if parts else []

    def _box(self, box: Box, key: str, aside: bool, *, unread: bool = False) -> Parts:
        if (self._flat or self._named) and not self._may_read(box, aside and not unread):
            return []
        self._depth += 1
        self._path.add(id(box))
        outer, self._titles = self._titles, self._titles if box.is_list else self._titles + self._title(box)
        parts = self._list(box, key, aside) if box.is_list else self._object(box, key, aside)
        self._titles = outer
        self._path.discard(id(box))
        self._depth -= 1
        return parts

    def _may_read(self, box: Box, aside: bool) -> bool:
        """Whether a box of data that are no tree is read here, or was or will be read elsewhere."""
        if self._flat and id(box) in self._seen or self._depth >= DEEPEST or id(box) in self._path:
            return False
        if aside and id(box) in self._named:
            self._aside.add(id(box))
            return False
        self._seen.add(id(box))
        self._visits -= 1
        return self._flat or self._visits > 0

    def _object(self, box: Box, key: str, aside: bool) -> Parts:
        role = self._role(box) if key not in BOXES else Role("")
        if role.name in ("aside", "picture", "table"):
            return self._special(box, role, aside)
        is_whole = role.name == "" and is_record(box)
        texts, parts, is_typed = list[Piece](), Parts(), role.is_block
        for own, value in box.items:
            bare = bare_key(own or "")
            name = bare.lower()
            if isinstance(value, Piece):
                self._look_into(value)
                if name in TEXTS and self._is_text(value):
                    texts.append(value)
                    if is_whole and self._flat:
                        self._emit([value], own or "", aside)
            elif isinstance(value, Box) and not (own and self._named.get(id(value)) == own):
                hidden = aside or is_aside(bare)
                found = self._box(value, name, hidden)
                if name in NODES and not is_whole:
                    parts += found
                    is_typed = is_typed or value.is_list and name in BODIES
                else:
                    self._emit(found, own or "", hidden)
        if is_whole:
            return []
        if texts:
            parts = self._with_own(max(texts, key=lambda one: (BLOCK.match(self._text(one).lstrip()) is not None, one.end - one.start)), parts)
            if role.name == "" and len(parts) == 1 and isinstance(parts[0], Piece):
                return parts
        return parts if key in BOXES or not parts else [joined(role, parts, is_typed=is_typed)]

    def _special(self, box: Box, role: Role, aside: bool) -> Parts:
        """What a picture, a table or a part that is no text adds to a text."""
        if role.name == "picture":
            return self._captions(box, aside)
        if role.name == "table":
            return [joined(role, rows, is_typed=True)] if (rows := self._rows(box, aside)) else []
        self._aside |= {id(value) for _, value in box.items if id(value) in self._named}
        return []

    def _captions(self, box: Box, aside: bool, deeper: int = _DEEP) -> Parts:
        """The captions of a picture: strings and nodes under a key of `CAPTIONS`, and nodes of that type."""
        out: Parts = []
        for own, value in box.items if deeper else ():
            name = bare_key(own or "").lower()
            if name in CAPTIONS and not isinstance(value, str):
                parts: Parts = self._box(value, name, aside) if isinstance(value, Box) else [value] if self._is_text(value) else []
                out += [joined(Role("caption"), parts, is_typed=False)] if parts else []
            elif isinstance(value, Box) and (own is None or name in NODES or name in BOXES):
                is_one = not value.is_list and self._role(value).name == "caption"
                out += self._box(value, name, aside) if is_one else self._captions(value, aside, deeper - 1)
        return out

    def _rows(self, box: Box, aside: bool, deeper: int = _DEEP) -> Parts:
        """The rows of a table: nodes of that type, objects with cells, lists in a list; or its HTML."""
        out: Parts = []
        for own, value in box.items if deeper else ():
            if isinstance(value, Piece) and (own or "").lower() in TEXTS and "<t" in self._text(value):
                out.append(value)
            elif isinstance(value, Box):
                cells = value if value.is_list and box.is_list else self._cells_in(value)
                out += self._rows(value, aside, deeper - 1) if cells is None else [self._row(cells, aside)]
        return out

    def _cells_in(self, box: Box) -> Box | None:
        """The list of the cells of a row; None where an object is no row."""
        is_row = not box.is_list and self._role(box).name == "row"
        lists = ((bare_key(key or "").lower(), value) for key, value in box.items if isinstance(value, Box) and value.is_list)
        return next((value for key, value in lists if key in CELLS or is_row and key in NODES), None) if not box.is_list else None

    def _row(self, cells: Box, aside: bool) -> Node:
        out: Parts = []
        for _, value in cells.items:
            parts: Parts = [value] if isinstance(value, Piece) else self._box(value, "content", aside) if isinstance(value, Box) else []
            is_cell = len(parts) == 1 and isinstance(one := parts[0], Node) and one.role.name == "cell"
            out += parts if is_cell else [joined(Role("cell"), parts, is_typed=False)]
        return joined(Role("row"), out, is_typed=False)

    def _with_own(self, own: Piece, parts: Parts) -> Parts:
        """The pieces below a node and its own text, which may be theirs once more."""
        size = sum(map(size_of, parts))
        if parts and 2 * (own.end - own.start) > size and _squeezed(text_of(self.data, own)) == _squeezed("".join(map(self._text, pieces_of(parts)))):
            return [own]
        return [own, *parts] if self._flat or self._named else sorted([*parts, own], key=start_of)

    def _text(self, piece: Piece) -> str:
        return text_of(self.data, piece)

    def _look_into(self, piece: Piece) -> None:
        """Remembers a string that holds data, and the titles of one that may be a text."""
        if self._titles and piece.end - piece.start >= _LEAST:
            self.titles[piece.start] = self._titles
        if holds_data(self.data, piece):
            self.inner.append(piece)

    def _is_text(self, piece: Piece) -> bool:
        """Whether a string may be text; one with a dollar sign in front refers to other data of Next.js."""
        return piece.end > piece.start and not (self.data.name == PIECES and _REFERS.match(self.data.text, piece.start, piece.end))

    def _title(self, box: Box) -> tuple[str, ...]:
        """The title of an article, also as ``{"rendered": "…"}``; nothing of an object that has none."""
        told = (value.items[0][1] if isinstance(value, Box) and value.items else value
                for key, value in box.items if key and key.lower() in ("title", "headline"))
        return tuple(self._text(one) for one in told if isinstance(one, Piece) and one.end - one.start <= _LONGEST_TITLE)[:1]

    def _role(self, box: Box) -> Role:
        told, level = dict[str, str](), 0
        inside = (value.items for key, value in box.items if key in BOXES and isinstance(value, Box) and not value.is_list)
        for items in (box.items, *inside):
            for key, value in items:
                if key and (name := key.lower()) in KINDS and (kind := self._string(value)) and (name != "name" or "/" in kind):
                    told.setdefault(name, kind)
                elif key == "level" and isinstance(value, str) and value in ("1", "2", "3", "4", "5", "6"):
                    level = int(value)
        kind = next((told[name] for name in KINDS[:-4] if name in told), "")
        role = role_of(kind, f"{told.get('style', '')} {told.get('tag', '')} {told.get('listtype', '')}", told.get("listitem", ""))
        return role._replace(level=level) if level else role

    def _string(self, value: Value) -> str:
        """A short string, also of an argument of the function that makes the data."""
        if isinstance(value, str):
            if (argument := self._arguments.get(value)) is None:
                return ""
            value = argument
        return self.data.text[value.start:value.end] if isinstance(value, Piece) and value.end - value.start <= _KIND else ""

    def _emit(self, parts: Parts, key: str, aside: bool) -> None:
        """Keeps a tree that is complete."""
        if sum(map(size_of, parts)) >= _LEAST:
            found = tuple(blocks_of(parts, self.data))
            if (blocks := _in_order(found, self.data) if self._flat or self._named else found) is None:
                return
            whole = joined(Role(""), parts, is_typed=key.lower() in BODIES)
            typed = whole.is_typed or sum(BLOCK.search(read_references(block.text)[0]) is not None for block in blocks) > 1
            self.trees.append(Tree(self.data, key, blocks, typed, whole.is_element, aside, self._titles))


def _arguments(root: Box) -> dict[str, Piece]:
    """The arguments of the function that makes the data, by the name of their parameter: ``(function (a, b) {…}("x", 2))``."""
    values = [value for _, value in root.items]
    if "function" not in values:
        return {}
    first = values.index("function") + 1
    body = next((n for n in range(first, len(values)) if isinstance(values[n], Box)), len(values))
    names, given = values[first:body], values[body + 1:]
    return {name: value for name, value in zip(names, given, strict=False) if isinstance(name, str) and isinstance(value, Piece)}


def _in_order(blocks: Sequence[Block], data: Data) -> tuple[Block, ...] | None:
    """The blocks, with text for short strings that stand before what they follow; None where that is no short string."""
    out, reach = list[Block](), -1
    for block in blocks:
        pieces = list[Piece | str]()
        for piece in block.pieces:
            if not isinstance(piece, Piece) or piece.start > reach:
                pieces.append(piece)
                reach = piece.start if isinstance(piece, Piece) else reach
            elif piece.end - piece.start > _SHORT:
                return None
            else:
                pieces.append(text_of(data, piece))
        out.append(block._replace(pieces=tuple(pieces)))
    return tuple(block for block in out if not block.pieces or any(isinstance(piece, Piece) for piece in block.pieces))


def _squeezed(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())
