"""Quotations inside a sentence (``q``), around which a browser draws marks that stand in no text.

The marks stand in the text as the screen shows them, by the language of the page and the depth of the quotation. The tags whose place they
take are one repair each. Where the page draws none, or its author typed them, there are none.
"""

from __future__ import annotations

import re
from itertools import islice

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_builder import Builder, Closer
from pipeline.blocks.html_flow import inline
from pipeline.blocks.html_source import TAGS
from pipeline.blocks.html_tags import KINDS, TEXT, Kind
from pipeline.reading.word_lists import data_of

__all__ = ["quoted"]

_DEFAULT = "“”‘’"
_TYPED = "\"“”„‟«»‘‚‹›「」『』"
_BESIDE = frozenset(_TYPED + "'’")
_UNDRAWN = re.compile(
    r"(?<![\w.#-])q(?:::?(?:before|after))?\s{0,9}(?:,[^{}]{0,500})?\{[^{}]{0,1000}?(?:quotes\s{0,9}:\s{0,9}(?:none|\"\"|'')|"
    r"content\s{0,9}:\s{0,9}(?:none|\"\"|''))")
"""A rule of a style sheet, in lower case, by which no marks are drawn."""
_SPACE = re.compile(r"(?:\s|&nbsp;|&#160;)*+")
_MOST_TAGS, _DEEPEST, _MOST_NODES = 40, 100, 200
"""Tags without text before a tag that is looked for; elements around a quotation, and nodes in it, that are looked at."""


def quoted(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``q``: read like any other element inside a sentence, with the marks that are drawn around it."""
    tag = _next_tag(b, "<q")
    closer = inline(b, node, name)
    if tag is None or closer is None or not _has_marks(b, node):
        return closer
    opening, closing = _marks_of(b, node)
    _put(b, opening, tag)
    return _close, (closing, closer)


def _close(b: Builder, payload: tuple[str, Closer]) -> None:
    mark, closer = payload
    if b.region.folder.length and (tag := _next_tag(b, "</q") or _end_tag(b)) is not None:
        _put(b, mark, tag)
    closer[0](b, closer[1])


def _end_tag(b: Builder) -> tuple[int, int] | None:
    """The range of the tag that ends the element around a quotation, which the quotation itself has none of."""
    space = _SPACE.match(b.places.source, b.places.at)
    tag = TAGS.match(b.places.source, space.end() if space else b.places.at)
    return tag.span() if tag is not None and tag[0].startswith("</") else None


def _put(b: Builder, mark: str, tag: tuple[int, int]) -> None:
    """A mark stands in the place of its tag."""
    if b.as_is and not b.region.row:
        b.region.folder.add_as_is(mark, *tag, True)
    else:
        b.region.folder.add(mark, *tag, True)
    b.places.at = tag[1]
    b.formulas.append((*tag, mark, "markup"))


def _next_tag(b: Builder, opening: str) -> tuple[int, int] | None:
    """The range of the next tag of a quotation, where only tags and white space stand before it."""
    source, at = b.places.source, b.places.at
    for _ in range(_MOST_TAGS):
        match = _SPACE.match(source, at)
        tag = TAGS.match(source, match.end() if match else at)
        if tag is None:
            return None
        behind = source[tag.start() + len(opening):tag.start() + len(opening) + 1]
        if source.startswith((opening, opening.upper()), tag.start()) and not behind.isalnum() and behind != "-":
            return tag.span()
        at = tag.end()
    return None


def _has_marks(b: Builder, node: LexborNode) -> bool:
    """Whether marks are drawn around a quotation, and only there: it has words, in one paragraph, without marks of their own."""
    words = ""
    for inside in islice(node.traverse(include_text=True), _MOST_NODES):
        if inside.tag_id == TEXT:
            words = words or (inside.text_content or "").strip()
        elif inside.tag_id < len(KINDS) and KINDS[inside.tag_id] in (Kind.BLOCK, Kind.TABLE, Kind.AS_IS) and inside.tag != "q":
            return False
    if not words or words[0] in _TYPED or _is_between_marks(node) or "quotes" in (node.attributes.get("style") or ""):
        return False
    if b.draws_quotes < 0:
        sheets = b.places.source.lower().split("<style")[1:]
        b.draws_quotes = not any(_UNDRAWN.search(sheet.partition("</style")[0]) for sheet in sheets)
    return b.draws_quotes > 0


def _is_between_marks(node: LexborNode) -> bool:
    """Whether the author typed marks on both sides, with a space between or without."""
    before, after = node.prev, node.next
    if before is None or after is None or before.tag_id != TEXT or after.tag_id != TEXT:
        return False
    return (before.text_content or "").rstrip()[-1:] in _BESIDE and (after.text_content or "").lstrip()[:1] in _BESIDE


def _marks_of(b: Builder, node: LexborNode) -> tuple[str, str]:
    """The marks of a quotation by the nearest language that its surroundings declare, and by whether it stands inside another one."""
    language, inner = "", False
    around = node.parent
    for _ in range(_DEEPEST):
        if around is None:
            break
        inner = inner or around.tag == "q"
        language = language or around.attributes.get("lang") or around.attributes.get("xml:lang") or ""
        around = around.parent
    marks = _marks_in(language or b.head.lang)
    return (marks[2], marks[3]) if inner else (marks[0], marks[1])


def _marks_in(language: str) -> str:
    """The marks of a language: the outer pair and the inner one."""
    table: dict[str, str] = data_of("quotation_marks", "pipeline.blocks")["marks"]
    name = language.strip().lower().replace("_", "-")
    while name and name not in table:
        name = name.rpartition("-")[0]
    return table.get(name, _DEFAULT)
