"""The walk over the tree: every element is opened and closed once, in document order, without recursion (pages nest thousands deep)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.blocks.html_blocks import Draft, finish_blocks, text_drafts
from pipeline.blocks.html_head import Head
from pipeline.blocks.html_inline import Folder, Opened
from pipeline.blocks.html_notes import Notes
from pipeline.blocks.html_scope import Elements
from pipeline.blocks.html_source import Places
from pipeline.blocks.html_tables import is_data_table
from pipeline.blocks.html_tags import KINDS, NAMES, STYLES, TEXT, Attributes, Kind, absolute, best_source, hidden_by, hint_tokens
from pipeline.data import Block, Page

__all__ = ["Walk"]

_FIRST_ELEMENT = 7
"""Below it lexbor numbers what is no element: text, comment, document type."""
_DEEPEST_TEMPLATE = 20
_NO_ATTRIBUTES: Attributes = {}
_BOLD, _ITALIC = ("bold", "600", "700", "800"), ("italic", "oblique")
Closer = tuple[Callable[[Any], None], Any]


class Walk:
    """State of one walk. `run` once, then `blocks` and ``head``."""

    def __init__(self, page: Page, source: str) -> None:
        self.page, self.source = page, source
        self.places = Places(source)
        self.head = Head(page.url or "")
        self.elements = Elements()
        self.notes = Notes("=\"#" in source or "='#" in source or "=#" in source)
        self.folder = Folder()
        self.drafts: list[Draft] = []
        self.after: list[Draft] = []
        self.element = -1
        self.row = -1
        self.as_is = 0
        self.data_tables: set[int] = set()
        self.hints: list[tuple[str, ...]] = []
        self._templates = self._chunk = 0
        self._handlers: list[Callable[[LexborNode, str], Closer | None]] = self._table()

    def _table(self) -> list[Callable[[LexborNode, str], Closer | None]]:
        by_kind = {
            Kind.INLINE: self._inline, Kind.BLOCK: self._block, Kind.BREAK: self._break, Kind.LINK: self._link, Kind.STYLE: self._style,
            Kind.SKIP: self._skip, Kind.OBJECT: self._object, Kind.RULE: self._rule, Kind.INPUT: self._input, Kind.ROW: self._row,
            Kind.CELL: self._cell, Kind.TABLE: self._block, Kind.READING: self._reading, Kind.TEMPLATE: self._template,
            Kind.HEAD: self._head, Kind.FALLBACK: self._block, Kind.PICTURE: self._inline,
        }
        return [by_kind[kind] for kind in Kind]

    def run(self) -> None:
        """Read the whole page."""
        root = LexborHTMLParser(self.source).root
        if root is not None and (closer := self._block(root, "html")) is not None:
            self._walk(root, closer)
        self._flush()

    def blocks(self) -> tuple[Block, ...]:
        """The blocks that were read."""
        return finish_blocks(self.drafts, self.page, self.source, self.elements, self.notes.numbers(), self.head.lang)

    def _walk(self, root: LexborNode, closer: Closer) -> None:
        """All that is inside ``root``, which is open already."""
        stack: list[tuple[LexborNode, Closer]] = [(root, closer)]
        node = root.child
        handlers, kinds, names = self._handlers, KINDS, NAMES
        while node is not None:
            number = node.tag_id
            if number == TEXT:
                self._text(node.text_content or "")
            elif number >= _FIRST_ELEMENT:
                known = number < 256 and names[number]
                opened = handlers[kinds[number]](node, known) if known else self._unknown(node, node.tag or "")
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

    def _text(self, text: str) -> None:
        if not text or text.isspace():
            if self.as_is and text:
                self.folder.add_as_is(text, self.places.at, self.places.at, True)
            self.folder.space = True
            return
        start, end, sure = self.places.text(text)
        if self.as_is:
            self.folder.add_as_is(text, start, end, sure)
        else:
            self.folder.add(text, start, end, sure)

    # Elements that break the flow

    def _block(self, node: LexborNode, name: str) -> Closer | None:
        attributes = node.attributes or _NO_ATTRIBUTES
        if name == "textarea":
            self._text_area(node, attributes)
            return None
        if self.row >= 0:
            self.folder.space = True
            return self._space, None
        self._flush()
        outer = self.element
        self.element = number = self.elements.add(name, outer, attributes)
        self.notes.seen(attributes)
        if name == "html":
            self.head.lang = attributes.get("lang") or attributes.get("xml:lang") or ""
        elif name == "table" and is_data_table(node, attributes):
            self.data_tables.add(number)
        as_is = name in ("pre", "listing", "xmp", "plaintext")
        self.as_is += as_is
        mark = self._mark(node, name, attributes)
        return self._close_block, (outer, as_is, mark)

    def _close_block(self, payload: tuple[int, bool, Closer | None]) -> None:
        self._flush()
        self.element, as_is, mark = payload
        self.as_is -= as_is
        if mark is not None:
            mark[0](mark[1])

    def _space(self, _: None) -> None:
        self.folder.space = True

    def _row(self, node: LexborNode, name: str) -> Closer | None:
        closer = self._block(node, name)
        table = self.element
        while table >= 0 and self.elements.names[table] != "table":
            table = self.elements.parents[table]
        if self.row < 0 and table in self.data_tables:
            self.row = self.element
        return closer if self.row != self.element else (self._close_row, closer)

    def _close_row(self, closer: Closer) -> None:
        self.row = -1
        closer[0](closer[1])

    def _cell(self, node: LexborNode, name: str) -> Closer | None:
        if self.row < 0:
            return self._block(node, name)
        attributes = node.attributes
        self.folder.space = True
        spans = (_span(attributes.get("rowspan")), _span(attributes.get("colspan")))
        return self._close_cell, (self.folder.length, *spans, name == "th")

    def _close_cell(self, cell: tuple[int, int, int, bool]) -> None:
        folder = self.folder
        folder.space = True
        start, rows, columns, header = cell
        folder.cells.append((start, folder.length, rows, columns, header))

    # Elements in the flow

    def _inline(self, node: LexborNode, name: str) -> Closer | None:
        attributes = node.attributes or _NO_ATTRIBUTES
        if not attributes and name != "time" and name != "ruby":
            return _nothing, None
        if hidden_by(attributes):
            return self._aside(name, attributes)
        opened: list[Opened] = []
        if (style := attributes.get("style")) and name in ("span", "font"):
            if "font-weight" in style and any(w in style for w in _BOLD):
                opened.append(Opened("bold"))
            if "font-style" in style and any(w in style for w in _ITALIC):
                opened.append(Opened("italic"))
            if "small-caps" in style:
                opened.append(Opened("smallcaps"))
        if name == "ruby":
            opened.append(Opened("ruby"))
        return self._open_inline(node, name, attributes, opened)

    def _open_inline(self, node: LexborNode, name: str, attributes: Attributes, opened: list[Opened]) -> Closer:
        folder = self.folder
        if (lang := attributes.get("lang")) and lang != self.head.lang:
            opened.append(Opened("lang", lang))
        for one in opened:
            folder.open(one)
        tokens: tuple[str, ...] = ()
        mark: Closer | None = None
        if attributes or name == "time":
            self.notes.seen(attributes)
            if not folder.length:
                tokens = hint_tokens(attributes)
            mark = self._mark(node, name, attributes)
        return self._close_inline, (opened, tokens, mark)

    def _close_inline(self, payload: tuple[list[Opened], tuple[str, ...], Closer | None]) -> None:
        opened, tokens, mark = payload
        for one in reversed(opened):
            if one.kind == "ruby":
                one.start = -1
            self.folder.close(one)
        if tokens and self.folder.length:
            self.folder.around.append((self.folder.length, tokens))
        if mark is not None:
            mark[0](mark[1])

    def _style(self, node: LexborNode, name: str) -> Closer | None:
        attributes = node.attributes or _NO_ATTRIBUTES
        if attributes and hidden_by(attributes):
            return self._aside(name, attributes)
        return self._open_inline(node, name, attributes, [Opened(STYLES[name])])

    def _link(self, node: LexborNode, name: str) -> Closer | None:
        attributes = node.attributes or _NO_ATTRIBUTES
        if attributes and hidden_by(attributes):
            return self._aside(name, attributes)
        href = attributes.get("href")
        if not href:
            return self._open_inline(node, name, attributes, [])
        opened = Opened("link", absolute(href, self.head.base) if not href.startswith("#") else href)
        closer = self._open_inline(node, name, attributes, [opened])
        return self._close_link, (opened, href, attributes, closer)

    def _close_link(self, payload: tuple[Opened, str, Attributes, Closer]) -> None:
        opened, href, attributes, closer = payload
        if href.startswith("#") and self.notes.is_call(self.folder, opened, href, attributes):
            opened.noted, opened.value = True, self.notes.call(self.folder.since(opened), href)
        elif href.startswith("#"):
            opened.value = self.head.url + href if self.head.url else href
        closer[0](closer[1])

    def _unknown(self, node: LexborNode, name: str) -> Closer | None:
        if name.startswith("amp-") and name[4:] in ("img", "anim", "video", "iframe", "youtube", "vimeo", "audio"):
            return self._object(node, name)
        attributes = node.attributes or _NO_ATTRIBUTES
        if attributes and hidden_by(attributes):
            return self._aside(name, attributes)
        return self._open_inline(node, name, attributes, [])

    def _break(self, node: LexborNode, name: str) -> Closer | None:
        folder = self.folder
        if self.as_is:
            folder.add_as_is("\n", self.places.at, self.places.at, True)
        elif self.row >= 0 or not folder.line_start:
            folder.line_start = bool(folder.length)
        else:
            self._flush()
        return None

    def _reading(self, node: LexborNode, name: str) -> Closer | None:
        base, self.folder = self.folder, Folder()
        return self._close_reading, base

    def _close_reading(self, base: Folder) -> None:
        reading, self.folder = self.folder.text(), base
        for opened in reversed(base.opened):
            if opened.kind == "ruby":
                base.read(opened, reading)
                return

    def _aside(self, name: str, attributes: Attributes) -> Closer:
        """A hidden element inside running text: its words become a block of their own, after the text they stand in."""
        outer, self.folder = self.folder, Folder()
        element, self.element = self.element, self.elements.add(name, self.element, attributes)
        return self._close_aside, (outer, element, self.after, self.row)

    def _close_aside(self, payload: tuple[Folder, int, list[Draft], int]) -> None:
        outer, element, after, row = payload
        drafts, self.drafts, self.after, self.row = self.drafts, [], [], -1
        self._flush()
        hidden, self.drafts = self.drafts, drafts
        self.folder, self.element, self.after, self.row = outer, element, after, row
        self.after.extend(hidden)
        if not outer.length and self.row < 0:
            self._flush()

    # Blocks without text

    def _emit(self, draft: Draft) -> None:
        if self.folder.length or self.row >= 0:
            self.after.append(draft)
        else:
            self.drafts.append(draft)

    def _place(self, name: str, needle: str) -> tuple[int, int, bool]:
        return self.places.tag(name, needle)

    def _object(self, node: LexborNode, name: str) -> Closer | None:
        attributes = node.attributes or _NO_ATTRIBUTES
        source = best_source(attributes) or attributes.get("data") or ""
        image = name in ("img", "image", "amp-img", "amp-anim")
        start, end, sure = self._place(name, attributes.get("src") or attributes.get("alt") or "")
        pairs = [("src", absolute(source, self.head.base))] if source else []
        pairs += [(key, value) for key in ("alt", "title", "width", "height", "data-videoid") if (value := attributes.get(key))]
        element = self.elements.add("img" if image else name, self.element, attributes)
        if not image or not self._doubled(source):
            self._emit(Draft("", start, end, element, sure, attributes=pairs))
        if image or name in ("iframe", "embed"):
            return None
        outer, self.element = self.element, element
        if not self.folder.length:
            return self._close_block, (outer, False, None)
        return self._restore, outer

    def _restore(self, element: int) -> None:
        self.element = element

    def _doubled(self, source: str) -> bool:
        """An image in ``noscript`` that stands for the one just before it, which a script would have loaded."""
        inside = self.element
        while inside >= 0 and self.elements.names[inside] != "noscript":
            inside = self.elements.parents[inside]
        last = (self.after or self.drafts or [None])[-1]
        if inside < 0 or last is None or last.text or self.elements.names[last.element] != "img":
            return False
        old = next((v for k, v in last.attributes if k == "src"), "")
        if not old:
            last.attributes.insert(0, ("src", absolute(source, self.head.base)))
        return True

    def _rule(self, node: LexborNode, name: str) -> Closer | None:
        start, end, sure = self._place("hr", "")
        if self.row < 0:
            self._flush()
        self._emit(Draft("", start, end, self.elements.add("hr", self.element, node.attributes), sure))
        return None

    def _input(self, node: LexborNode, name: str) -> Closer | None:
        attributes = node.attributes or _NO_ATTRIBUTES
        if (attributes.get("type") or "").lower() == "hidden":
            return None
        start, end, sure = self._place("input", attributes.get("name") or attributes.get("id") or "")
        pairs = [(key, value) for key in ("type", "name", "placeholder", "value") if (value := attributes.get(key))]
        self._emit(Draft("", start, end, self.elements.add("input", self.element, attributes), sure, attributes=pairs))
        return None

    def _text_area(self, node: LexborNode, attributes: Attributes) -> None:
        start, end, sure = self._place("textarea", attributes.get("name") or "")
        pairs = [(key, value) for key in ("name", "placeholder") if (value := attributes.get(key))]
        text = " ".join(node.text().split())
        self._emit(Draft(text, start, end, self.elements.add("textarea", self.element, attributes), sure, attributes=pairs))

    # Elements that are read otherwise

    def _head(self, node: LexborNode, name: str) -> Closer | None:
        self.head.read(node, name)
        return None

    def _skip(self, node: LexborNode, name: str) -> Closer | None:
        if name not in ("style", "source", "track", "param", "col"):
            for inside in node.traverse(include_text=True):
                if inside.tag_id == TEXT and (text := inside.text_content) and not text.isspace():
                    self.places.text(text)
        return None

    def _template(self, node: LexborNode, name: str) -> Closer | None:
        closer = self._block(node, name)
        assert closer is not None
        for fragment in node.template_fragments()[:1]:
            self._templates += 1
            if self._templates <= _DEEPEST_TEMPLATE:
                row, self.row = self.row, -1
                self._walk(fragment, (_nothing, None))
                self.row = row
            self._templates -= 1
        return closer

    def _mark(self, node: LexborNode, name: str, attributes: Attributes) -> Closer | None:
        if not self.head.marks(name, attributes):
            return None
        return self._close_mark, (self.head.open(), node, name, len(self.drafts), self.element)

    def _close_mark(self, payload: tuple[int, LexborNode, str, int, int]) -> None:
        number, node, name, first, element = payload
        scope = self.elements.scope(element)
        self.head.close(number, node, name, first, len(self.drafts), scope.hints, scope.hidden)

    def _flush(self) -> None:
        """The block that is being read ends here."""
        folder = self.folder
        if folder.length:
            folder.finish()
            self.notes.give(len(self.drafts))
            self._chunk += 1
            name = self.elements.names[self.element] if self.element >= 0 else ""
            for draft in text_drafts(folder, self.element, name, bool(self.as_is)):
                draft.chunk = self._chunk
                self.drafts.append(draft)
            self.folder = Folder(folder.opened)
        else:
            folder.space = folder.line_start = False
        if self.after:
            self.drafts.extend(self.after)
            self.after = []


def _nothing(_: None) -> None:
    """An element that needs no closing."""


def _span(text: str | None) -> int:
    text = (text or "").strip()
    return min(int(text), 1000) or 1 if text.isascii() and text.isdigit() and len(text) < 6 else 1
