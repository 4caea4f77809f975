"""The walk over the tree: every element is opened and closed once, in document order, without recursion (pages nest thousands deep)."""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.blocks.html_blocks import finish_blocks
from pipeline.blocks.html_flow import Flowing
from pipeline.blocks.html_scope import Scope
from pipeline.blocks.html_source import RAW
from pipeline.blocks.html_state import NOTHING, Closer
from pipeline.blocks.html_tables import is_data_table
from pipeline.blocks.html_tags import ANCHOR, KINDS, NAMES, TEXT, Kind
from pipeline.data import Block, Page

__all__ = ["Walk"]

_FIRST_ELEMENT = 7
"""Below it lexbor numbers what is no element: text, comment, document type."""
_AMP_OBJECTS = frozenset({"amp-img", "amp-anim", "amp-video", "amp-iframe", "amp-youtube", "amp-vimeo", "amp-audio"})
_DEEPEST_TEMPLATE = 20
_WITHOUT_WORDS = frozenset({"style", "source", "track", "param", "col"})


class Walk(Flowing):
    """One walk over one page: `run` once, then `blocks` and ``head``."""

    def __init__(self, page: Page, source: str) -> None:
        super().__init__(page.url or "", source)
        self.page, self.source = page, source
        self.data_tables: set[int] = set()
        self._templates = 0
        by_kind: dict[Kind, Callable[[LexborNode, str], Closer | None]] = {
            Kind.INLINE: self.inline, Kind.BLOCK: self.block, Kind.BREAK: self.line_break, Kind.LINK: self.link, Kind.STYLE: self.style,
            Kind.SKIP: self.skip, Kind.OBJECT: self.object, Kind.RULE: self.rule, Kind.INPUT: self.input, Kind.ROW: self.table_row,
            Kind.CELL: self.cell, Kind.TABLE: self.table, Kind.READING: self.reading, Kind.TEMPLATE: self.template,
            Kind.HEAD: self.read_head, Kind.FALLBACK: self.block, Kind.TEXT_AREA: self.text_area, Kind.AS_IS: self.preformatted,
            Kind.RAW: self.raw_text, Kind.RUBY: self.ruby, Kind.TIME: self.time,
        }
        self._readers = [by_kind[Kind(kind)] if name else self.unknown for kind, name in zip(KINDS, NAMES, strict=True)]

    def run(self, data: bytes) -> None:
        """Read the whole page, the source in UTF-8."""
        root = LexborHTMLParser(data).root
        if root is not None and (closer := self.block(root, "html")) is not None:
            self.head.lang = root.attributes.get("lang") or root.attributes.get("xml:lang") or ""
            self._walk(root, closer)
        self.flush()
        self._readers.clear()  # they hold this object, which would be left to the collector of cycles, and all it has gathered

    def blocks(self) -> tuple[Block, ...]:
        """The blocks that were read."""
        return finish_blocks(self.drafts, self.page, self.source, self.elements, self.notes.numbers(), self.head.lang)

    def _walk(self, root: LexborNode, closer: Closer) -> None:
        """All that is inside ``root``, which is open already."""
        stack: list[tuple[LexborNode, Closer]] = [(root, closer)]
        node = root.child
        readers, names, places = self._readers, NAMES, self.places
        while node is not None:
            number = node.tag_id
            if number == TEXT:
                text = node.text_content or ""
                if self.as_is and not self.row:
                    self._text_as_is(text)
                elif text.isspace():
                    self.folder.space = True
                elif text:
                    self.folder.add(text, *places.text(text))
            elif number >= _FIRST_ELEMENT:
                opened = readers[number](node, names[number]) if number < 256 else self.unknown(node, "")
                if opened is not None:
                    child = node.child
                    if child is not None:
                        stack.append((node, opened))
                        node = child
                        continue
                    opened[0](opened[1])
            node = node.next
            while node is None:
                node, opened = stack.pop()
                opened[0](opened[1])
                if not stack:
                    return
                node = node.next
        closer[0](closer[1])

    def _text_as_is(self, text: str) -> None:
        if not text.isspace():
            self.folder.add_as_is(text, *self.places.text(text))
        else:
            self.folder.add_as_is(text, self.places.at, self.places.at, True)
            self.folder.space = True

    def block(self, node: LexborNode, name: str) -> Closer | None:
        """An element that breaks the flow; inside a table's row it only parts words."""
        if self.row:
            self.folder.space = True
            return self._close_part, None
        if self.folder.length or self.after:
            self.flush()
        attributes, outer = node.attributes, self.scope
        if not attributes:
            self.scope = self.elements.add(name, outer, attributes, 0, ())
            return self._close_block, outer
        shape = self.shapes[tuple(attributes)]
        tokens, says = self.about(attributes, shape)
        self.scope = self.elements.add(name, outer, attributes, shape, tokens)
        if shape & ANCHOR and self.notes.may:
            self.notes.seen(attributes)
        if says or name == "address":
            return self._close_marked, (outer, self.mark(node, name, attributes))
        return self._close_block, outer

    def _close_block(self, outer: Scope) -> None:
        if self.folder.length or self.after:
            self.flush()
        self.scope = outer

    def _close_marked(self, payload: tuple[Scope, Closer]) -> None:
        self._close_block(payload[0])
        close, mark = payload[1]
        close(mark)

    def _close_part(self, _: None) -> None:
        self.folder.space = True

    def preformatted(self, node: LexborNode, name: str) -> Closer | None:
        """``pre``: white space counts."""
        closer = self.block(node, name)
        if self.row:
            return closer
        self.as_is += 1
        return self._close_preformatted, closer

    def _close_preformatted(self, closer: Closer) -> None:
        if self.folder.length or self.after:
            self.flush()
        self.as_is -= 1
        closer[0](closer[1])

    def table(self, node: LexborNode, name: str) -> Closer | None:
        """A table: of data, read row by row, or a layout, read like any element."""
        closer = self.block(node, name)
        if not self.row and is_data_table(node, node.attributes):
            self.data_tables.add(self.scope.number)
        return closer

    def table_row(self, node: LexborNode, name: str) -> Closer | None:
        """``tr``: in a table of data, one block."""
        closer = self.block(node, name)
        if self.row or not self.data_tables:
            return closer
        table: Scope | None = self.scope
        while table is not None and table.name != "table":
            table = table.outer
        if table is None or table.number not in self.data_tables:
            return closer
        self.row = True
        return self._close_row, closer

    def _close_row(self, closer: Closer) -> None:
        self.row = False
        closer[0](closer[1])

    def cell(self, node: LexborNode, name: str) -> Closer | None:
        """``td``, ``th``."""
        if not self.row:
            return self.block(node, name)
        attributes = node.attributes
        self.folder.space = True
        return self._close_cell, (self.folder.length, _span(attributes.get("rowspan")), _span(attributes.get("colspan")), name == "th")

    def _close_cell(self, cell: tuple[int, int, int, bool]) -> None:
        start, rows, columns, header = cell
        self.folder.space = True
        self.folder.cells.append((start, self.folder.length, rows, columns, header))

    def read_head(self, node: LexborNode, name: str) -> Closer | None:
        """``title``, ``meta``, ``link``, ``base``, ``script``."""
        self.head.read(node, name)
        return None

    def skip(self, node: LexborNode, name: str) -> Closer | None:
        """An element that shows no words; those in it are passed over in the source too."""
        if name not in _WITHOUT_WORDS:
            for inside in node.traverse(include_text=True):
                if inside.tag_id != TEXT or not (text := inside.text_content) or text.isspace():
                    continue
                if (parent := inside.parent) is None or parent.tag not in RAW:
                    self.places.text(text)
        return None

    def unknown(self, node: LexborNode, name: str) -> Closer | None:
        """A tag that HTML doesn't know, a component mostly."""
        name = name or node.tag or ""
        if name == "annotation":  # a formula once more, as it is typed
            return self.skip(node, name)
        return self.object(node, name) if name in _AMP_OBJECTS else self.inline(node, name)

    def template(self, node: LexborNode, name: str) -> Closer | None:
        """``template``: its content is no part of the tree. Shown only as a shadow root."""
        closer = self.block(node, name)
        if self._templates < _DEEPEST_TEMPLATE:
            self._templates += 1
            row, self.row = self.row, False
            for fragment in node.template_fragments()[:1]:
                self._walk(fragment, NOTHING)
                self.flush()
            self.row = row
            self._templates -= 1
        return closer


def _span(text: str | None) -> int:
    text = (text or "").strip()
    return min(int(text), 1000) or 1 if text.isascii() and text.isdigit() and len(text) < 6 else 1
