"""One page of HTML: which reader reads which element, and the walk over it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from selectolax.lexbor import LexborNode

from pipeline.blocks import HeadData
from pipeline.blocks.html_blocks import Draft, finish_blocks
from pipeline.blocks.html_builder import Builder, Closer, Reader
from pipeline.blocks.html_flow import inline, line_break, link, reading, ruby, style, time
from pipeline.blocks.html_formulas import Formula, formula_repairs, math, script
from pipeline.blocks.html_head import Head
from pipeline.blocks.html_limits import parsed, places_of, texts_of
from pipeline.blocks.html_objects import field, raw_text, rule, shown_object, text_area
from pipeline.blocks.html_quoted import quoted
from pipeline.blocks.html_scope import Elements
from pipeline.blocks.html_shadow import slot, template
from pipeline.blocks.html_signs import neighbour_of, take_out
from pipeline.blocks.html_source import RAW
from pipeline.blocks.html_structure import block, cell, preformatted, table, table_row
from pipeline.blocks.html_styled_tables import name_styled_tables
from pipeline.blocks.html_tags import KINDS, NAMES, TEXT, Kind
from pipeline.blocks.html_walk import walk
from pipeline.blocks.short_blocks import Room, TooMany, are_too_many
from pipeline.data import Block, Page, Repair
from pipeline.data.html_names import HTML_ELEMENTS
from pipeline.data.memory import give_back

__all__ = ["is_read", "read_page"]

_AMP_OBJECTS = frozenset({"amp-img", "amp-anim", "amp-video", "amp-iframe", "amp-youtube", "amp-vimeo", "amp-audio"})
_PARAGRAPH, _MOST_NODES = 100, 60
"""Letters of a paragraph; nodes of an element that are looked at for them."""
_MOST_SETTINGS = 1_000
"""Elements with settings of a word processor that are looked at."""
_LONG, _ENOUGH = 200, 4_000
"""Letters of a block of running text; letters of such blocks with which a page has its text outside its scripts."""
_CHARACTERS = 100
"""Characters of a page for which its tree has an element, as memory that may be given back is counted."""
_WITHOUT_WORDS = frozenset({"style", "source", "track", "param", "col"})


def _read_head(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``title``, ``meta``, ``link``, ``base``."""
    b.head.read(node, name)
    return None


def _skip(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """An element that shows no words; those in it are passed over in the source too."""
    if name not in _WITHOUT_WORDS:
        for inside in node.traverse(include_text=True):
            if inside.tag_id != TEXT or not (text := inside.text_content) or text.isspace():
                continue
            if (parent := inside.parent) is None or parent.tag not in RAW:
                b.places.text(text)
    return None


def _unknown(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """A tag that HTML doesn't know, a component mostly."""
    name = name or node.tag or ""
    if name == "annotation":  # a formula once more, as it is typed
        return _skip(b, node, name)
    if name == "xml" and _is_settings(node):
        take_out(b, node)
        return None
    if name in _AMP_OBJECTS:
        return shown_object(b, node, name)
    return block(b, node, name) if "-" in name and _is_paragraph(node) else inline(b, node, name)


def _is_settings(node: LexborNode) -> bool:
    """Whether an element has settings of a word processor. Where nobody closed it, it holds the rest of the page as well."""
    inside = [one.tag or "" for one in islice(node.traverse(include_text=False), _MOST_SETTINGS)]
    return any(":" in tag for tag in inside) and HTML_ELEMENTS.isdisjoint(inside)


def _is_paragraph(node: LexborNode) -> bool:
    """Whether an element that a page defines stands beside another one and holds as much text as a paragraph."""
    neighbours = neighbour_of(node.next, later=True), neighbour_of(node.prev, later=False)
    if not any(neighbour is not None and "-" in (neighbour.tag or "") for neighbour in neighbours):
        return False
    length = 0
    for inside in islice(node.traverse(include_text=True), _MOST_NODES):
        if inside.is_text_node:
            length += len((inside.text_content or "").strip())
            if length >= _PARAGRAPH:
                return True
    return False


_BY_KIND: dict[Kind, Reader] = {
    Kind.INLINE: inline, Kind.BLOCK: block, Kind.BREAK: line_break, Kind.LINK: link, Kind.STYLE: style, Kind.SKIP: _skip,
    Kind.OBJECT: shown_object, Kind.RULE: rule, Kind.INPUT: field, Kind.ROW: table_row, Kind.CELL: cell, Kind.TABLE: table,
    Kind.READING: reading, Kind.TEMPLATE: template, Kind.HEAD: _read_head, Kind.FALLBACK: block, Kind.TEXT_AREA: text_area,
    Kind.AS_IS: preformatted, Kind.RAW: raw_text, Kind.RUBY: ruby, Kind.TIME: time, Kind.SLOT: slot, Kind.MATH: math, Kind.SCRIPT: script,
    Kind.QUOTED: quoted,
}
_READERS = [_BY_KIND[Kind(kind)] if name else _unknown for kind, name in zip(KINDS, NAMES, strict=True)]


def read_page(page: Page, source: str, most: int = 0) -> tuple[tuple[Block, ...], tuple[Repair, ...], HeadData]:
    """The blocks of a page, the repairs that put formulas in their place, and what the page says of itself.

    ``source`` is the page's repaired text. Raises `TooMany` for more than ``most`` short blocks, unless that is 0.
    """
    drafts, elements, notes, formulas, head, room = _walked(page.url or "", source, most)
    many, length = room.counted + len(drafts), room.length + sum(len(draft.text) for draft in drafts)
    if most and are_too_many(many, length + head.characters, most):
        raise TooMany(many, length)
    if room.counted:  # the page has more text than its tags tell
        drafts, elements, notes, formulas, head, _ = _walked(page.url or "", source)
    give_back(len(source) // _CHARACTERS)
    blocks = finish_blocks(drafts, page, source, elements, notes, head.lang)
    return blocks, formula_repairs(formulas, page), head.data(states=not is_read(blocks))


def is_read(blocks: Sequence[Block]) -> bool:
    """Whether a page has so much running text that its scripts need not be looked through for more; their data may be hundreds of kilobytes."""
    return sum(len(block.text) for block in blocks if len(block.text) >= _LONG) >= _ENOUGH


def _walked(url: str, source: str, most: int = 0) -> tuple[list[Draft], Elements, dict[int, tuple[str, str]], list[Formula], Head, Room]:
    """What the walk over a page gathers; the tree and the builder are not needed any more."""
    places = places_of(source)
    expected = texts_of(places.source)[0] if most and places.source is not source else 0
    source = places.source
    b = Builder(url, source, places, _READERS, _unknown, Room(most, places.characters, max(expected, places.objects)))
    parser = parsed(source)
    parser.raw_html = b""  # the bytes of the page once more
    root = parser.root
    b.notes.root = root
    if root is not None:
        name_styled_tables(root, source)
    if root is not None and (closer := block(b, root, "html")) is not None:
        b.head.lang = root.attributes.get("lang") or root.attributes.get("xml:lang") or ""
        walk(b, root, closer)
    b.flush()
    return b.region.drafts, b.elements, b.notes.numbers(), b.formulas, b.head, b.room
