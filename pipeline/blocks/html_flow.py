"""Elements inside running text: links, emphasis, breaks, ruby, and hidden words."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_builder import NOTHING, Builder, Closer
from pipeline.blocks.html_formulas import is_drawing, read_attribute, read_formula
from pipeline.blocks.html_inline import Folder, Opened
from pipeline.blocks.html_side_notes import side_note
from pipeline.blocks.html_signs import (
    is_control,
    is_icon,
    is_line_number,
    is_narrow_twin,
    is_number_of_note,
    is_way_back,
    read_address,
    take_out,
    words_of,
)
from pipeline.blocks.html_tables import is_cell_of_row
from pipeline.blocks.html_tags import (
    ANCHOR,
    CODE_LINE,
    CONTROL,
    CREDIT,
    DRAWING,
    FORMULA,
    HIDING,
    ICON,
    LANGUAGE,
    LINE_NUMBER,
    LINES,
    NAMED,
    NARROW,
    OBFUSCATED,
    SIDE_NOTE,
    SPOKEN,
    STYLES,
    TEX,
    Attributes,
    absolute,
    breaks_lines,
    hidden_by,
    hint_tokens,
    is_sizeless,
    stands_apart,
)

__all__ = ["cell_by_role", "close_cell", "inline", "line_break", "link", "new_line", "reading", "ruby", "style", "time"]

_BOLD, _ITALIC = ("bold", "600", "700", "800"), ("italic", "oblique")
_PERMALINK = "¶§#🔗⚓∞\ufe0e\ufe0f"
"""Signs by which a heading links to itself."""
_LONGEST_PERMALINK = 4
_LABELS = frozenset({"dt", "caption", "figcaption", "summary", "legend"})
"""Elements besides headings that may link to themselves."""
_LINKS_ITSELF = re.compile(r"(?:^|\s)(?:header-?link|headerlink|header-anchor|anchorjs-link|permalink|hash-link|direct-link|section-link)(?:\s|$)",
                           re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")
_Inline = tuple[list[Opened], tuple[str, ...], Closer | None]


def inline(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``span`` and whatever means nothing by itself."""
    attributes = node.attributes
    if not attributes:
        return NOTHING
    shape = b.shapes[tuple(attributes)]
    opened: list[Opened] = []
    if shape & OBFUSCATED and read_address(b, node, attributes) or shape & TEX and read_attribute(b, node, name, attributes):
        return None
    if shape & HIDING:
        if is_sizeless(attributes) and next(node.iter(), None) is None:
            take_out(b, node)
            return None
        if hidden_by(attributes):
            return side_note(b, node, name, attributes) or b.aside(b.enter(name, attributes))
        if name in ("span", "font"):
            opened = _styled(attributes.get("style") or "")
    if shape & NAMED and b.region.row and not b.region.inner and is_cell_of_row(node):
        return cell_by_role(b, node)
    closer: Closer | None = _open(b, node, name, attributes, shape, opened)
    if closer is not None and shape & HIDING and breaks_lines(attributes):
        b.breaking += 1
        return _close_breaking, closer
    return closer


def cell_by_role(b: Builder, node: LexborNode) -> Closer:
    """An element that is a cell of a row by its role."""
    b.region.folder.space = True
    return close_cell, (b.region.folder.length, 1, 1, node.attributes["role"] not in ("cell", "gridcell"))


def close_cell(b: Builder, payload: tuple[int, int, int, bool]) -> None:
    """The end of a cell. ``payload``: where it starts in its row, the rows and columns that it spans, whether it is a header."""
    start, rows, columns, header = payload
    folder = b.region.folder
    folder.space = True
    folder.cells.append((start, folder.length, rows, columns, header))


def _close_breaking(b: Builder, closer: Closer) -> None:
    b.breaking -= 1
    closer[0](b, closer[1])


def style(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """Emphasis, ``sub``, ``sup``, code."""
    attributes = node.attributes
    shape = b.shapes[tuple(attributes)] if attributes else 0
    if shape & HIDING and hidden_by(attributes):
        return b.aside(b.enter(name, attributes))
    if name == "cite" and b.region.scope.flow.quote and (side := _touching(node)):
        b.region.folder.space = b.region.folder.space or side == "behind"
        closer = _open(b, node, name, attributes, shape, [Opened(STYLES[name])])
        return closer and (_close_apart, closer) if side == "before" else closer
    if b.as_is and name == "code" and node.prev is not None and node.prev.tag == "code" and not _is_in_line(node):  # each is a line
        new_line(b)
    return _open(b, node, name, attributes, shape, [Opened(STYLES[name])])


def _is_in_line(node: LexborNode) -> bool:
    """Whether a piece of code stands in an element that is the line."""
    around = node.parent
    return around is not None and (around.attributes.get("class") or "").startswith("line")


def link(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``a``: a link, a note's call, or an anchor."""
    attributes = node.attributes
    if not attributes:
        return NOTHING
    shape = b.shapes[tuple(attributes)]
    if shape & HIDING and hidden_by(attributes):
        return b.aside(b.enter(name, attributes))
    if shape & OBFUSCATED and read_address(b, node, attributes):
        return None
    href = attributes.get("href")
    if _may_link_itself(b, href, attributes) and _is_permalink(b, node, href or attributes.get("id") or ""):
        return None
    if href and (is_way_back(node, href) or is_number_of_note(b, node, href)):
        if shape & ANCHOR:
            b.notes.seen(attributes)
        take_out(b, node)
        return None
    if not href:
        return _open(b, node, name, attributes, shape, [])
    if href[0] != "#":
        return _open(b, node, name, attributes, shape, [Opened("link", absolute(href, b.head.base))])
    opened = Opened("link", b.head.url + href)
    closer = _open(b, node, name, attributes, shape, [opened])
    return closer and (_close_own_link, (opened, href, attributes, closer))


def _may_link_itself(b: Builder, href: str | None, attributes: Attributes) -> bool:
    """Whether a link may be the sign of a permalink: in a heading, and with an address in the page in a term, a caption or by its class."""
    if b.region.scope.flow.heading:
        return True
    if not href or href[0] != "#":
        return False
    return b.region.scope.name in _LABELS or _LINKS_ITSELF.search(attributes.get("class") or "") is not None


def _is_permalink(b: Builder, node: LexborNode, address: str) -> bool:
    """Whether a link is nothing but the sign that links to its own place; that sign is passed over in the source."""
    text = (node.text() or "").strip() if address else ""
    if not 0 < len(text) <= _LONGEST_PERMALINK or text.strip(_PERMALINK):
        return False
    for inside in node.traverse(include_text=True):
        if inside.is_text_node and (words := inside.text_content) and not words.isspace():
            b.places.pass_over(words)
    return True


def _close_own_link(b: Builder, payload: tuple[Opened, str, Attributes, Closer]) -> None:
    opened, href, attributes, closer = payload
    folder = b.region.folder
    if b.notes.is_call(folder, opened, href, attributes):
        opened.noted, opened.value = True, b.notes.call(folder.since(opened), href)
        folder.called = (folder.length, href[1:])
    closer[0](b, closer[1])


def time(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``time``."""
    attributes = node.attributes
    return _close_inline, ([], hint_tokens(attributes), b.mark(node, name, attributes))


def ruby(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``ruby``: what ``rt`` says is the value of an inline over the base text."""
    attributes = node.attributes
    return _open(b, node, name, attributes, b.shapes[tuple(attributes)], [Opened("ruby")])


def _open(b: Builder, node: LexborNode, name: str, attributes: Attributes, shape: int, opened: list[Opened]) -> Closer | None:
    """Open an element; None where all of it has been read, as a formula. One that its style shows on lines of its own touches no word."""
    if not (shape & HIDING and stands_apart(attributes)):
        return _open_beside(b, node, name, attributes, shape, opened)
    if b.as_is:
        new_line(b)
        return _open_beside(b, node, name, attributes, shape, opened)
    b.region.folder.space = True
    closer = _open_beside(b, node, name, attributes, shape, opened)
    return closer and (_close_apart, closer)


def _touching(node: LexborNode) -> str:
    """On which side a source in a quotation, which opens or closes its line, touches the quoted words; empty where it touches none."""
    before, after = node.prev, node.next
    if before is None and after is not None and after.is_text_node:
        first = (after.text_content or " ")[0]
        if first.isalnum() and (not first.islower() or (node.text() or "").rstrip().endswith(":")):  # a letter may end the word: "The Pilots"
            return "before"
    return "behind" if after is None and before is not None and before.is_text_node and (before.text_content or " ")[-1:].strip() else ""


def _close_apart(b: Builder, closer: Closer) -> None:
    closer[0](b, closer[1])
    b.region.folder.space = True


def _open_beside(b: Builder, node: LexborNode, name: str, attributes: Attributes, shape: int, opened: list[Opened]) -> Closer | None:
    mark: Closer | None = None
    tokens: tuple[str, ...] = ()
    if shape:
        if shape & LANGUAGE and (lang := attributes["lang"]) and lang != b.head.lang:
            opened.append(Opened("lang", lang))
        if shape & ANCHOR and b.notes.may:
            b.notes.seen(attributes)
        tokens, says, kind = b.about(attributes, shape)
        if kind and (read := _of_kind(b, node, kind, opened, tokens)):
            return read[0]
        if kind == SPOKEN and _is_set_apart(node):
            take_out(b, node)
            return None
        if kind == SPOKEN and _is_said_twice(b, node):
            return b.aside(b.enter(name, {**attributes, "hidden": ""}))
        if b.region.folder.length:
            if (kind or b.notes.may or shape & NAMED) and (noted := side_note(b, node, name, attributes, named=kind == SIDE_NOTE)):
                return noted
            tokens = ()
        if says:
            mark = b.mark(node, name, attributes)
    if opened:
        opened = b.region.folder.open(opened)
    elif not tokens and mark is None:
        return NOTHING
    return _close_inline, (opened, tokens, mark)


def _of_kind(b: Builder, node: LexborNode, kind: str, opened: list[Opened], tokens: tuple[str, ...]) -> tuple[()] | tuple[Closer | None]:
    """What follows where the class of an element makes something of it; nothing where the element is read like any other."""
    if kind == FORMULA and read_formula(b, node) or kind == DRAWING and is_drawing(b, node):
        return (None,)
    if kind == CONTROL and is_control(node) or kind == ICON and is_icon(node) or kind == NARROW and is_narrow_twin(node):
        take_out(b, node)
        return (None,)
    if kind == LINE_NUMBER and b.as_is and is_line_number(node):
        take_out(b, node)
        return (None,)
    if kind == CODE_LINE and b.as_is and node.prev is not None and node.prev.is_element_node and node.prev.tag == node.tag:
        new_line(b)
    if kind == LINES:
        b.breaking += 1
        return ((_close_breaking, (_close_inline, (b.region.folder.open(opened), tokens, None))),)
    if kind == CREDIT and b.region.scope.flow.figure:  # set on a line of its own, or apart
        b.region.folder.space = True
    return ()


def _is_said_twice(b: Builder, node: LexborNode) -> bool:
    """Whether words that are read out and not shown repeat those shown beside them, or stand in brackets behind the shown words of a link."""
    words = (node.text() or "").strip()
    in_link = any(one.kind == "link" and 0 <= one.start < b.region.folder.length for one in b.region.folder.opened)
    if in_link and words[:1] == "(" and words[-1:] == ")":
        return True
    own = _NOT_LETTERS.sub("", words)
    shown = [one for one in (node.next, node.prev) if one is not None and one.attributes.get("aria-hidden") == "true"]
    before = node.prev
    if before is not None and before.is_text_node and not words_of(before).strip():
        before = before.prev
    if in_link and before is not None:
        shown.append(before)
    return bool(own) and any(_NOT_LETTERS.sub("", words_of(one)) == own for one in shown)


def _is_set_apart(node: LexborNode) -> bool:
    """Whether words that are read out and not shown are those of the two shown elements beside them, as of a word whose initial stands apart."""
    before, after = node.prev, node.next
    if before is None or after is None or before.attributes.get("aria-hidden") != "true" or after.attributes.get("aria-hidden") != "true":
        return False
    own = _NOT_LETTERS.sub("", node.text() or "")
    return bool(own) and _NOT_LETTERS.sub("", words_of(before) + words_of(after)) == own


def _close_inline(b: Builder, payload: _Inline) -> None:
    opened, tokens, mark = payload
    folder = b.region.folder
    for one in opened:
        if one.kind == "ruby":
            one.start = -1
        folder.close(one)
    if tokens and folder.length:
        folder.around.append((folder.length, tokens))
    if mark is not None:
        mark[0](b, mark[1])


def line_break(b: Builder, node: LexborNode | None, name: str) -> Closer | None:
    """``br``: a break in the text; two of them end the block."""
    folder = b.region.folder
    if b.as_is and not b.region.row:
        folder.add_as_is("\n", b.places.at, b.places.at, True)
    elif b.region.row or not folder.line_start:
        folder.line_start = folder.length > 0
    else:
        b.flush()
    return None


def new_line(b: Builder) -> None:
    """What follows in preformatted text stands on a line of its own."""
    folder = b.region.folder
    if not b.region.row and folder.length and not folder.parts[-1].endswith("\n"):
        folder.add_as_is("\n", b.places.at, b.places.at, True)


class _Reading(Folder):
    """The words of one reading. A reading has no readings of its own: they are words of it."""

    __slots__ = ()


def _has_base(opened: Opened, folder: Folder) -> bool:
    """Whether an element is a ruby with words that have no reading yet."""
    return opened.kind == "ruby" and 0 <= opened.start < folder.length


def _follows_reading(opened: Opened, folder: Folder) -> bool:
    """Whether an element is a ruby whose words have a reading that ends here, to which the next one is added."""
    return opened.kind == "ruby" and opened.start < 0 and bool(folder.inlines) and folder.inlines[-1].kind == "ruby" and (
        folder.inlines[-1].end == folder.length)


def reading(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``rt``: its words are set aside from the text; where there is nothing that they could be the reading of, they are text."""
    base = b.region.folder
    if isinstance(base, _Reading) or not any(_has_base(one, base) or _follows_reading(one, base) for one in base.opened):
        return NOTHING
    b.region.folder = _Reading()
    return _close_reading, base


def _close_reading(b: Builder, base: Folder) -> None:
    words, b.region.folder = b.region.folder, base
    base.end = max(base.end, words.end)
    for opened in reversed(base.opened):
        if _has_base(opened, base):
            base.read(opened, words.text())
            return
    base.inlines[-1] = base.inlines[-1]._replace(value=base.inlines[-1].value + words.text())


def _styled(style: str) -> list[Opened]:
    """The emphasis that a ``style`` attribute gives."""
    if "font-" not in style and "text-decoration" not in style:
        return []
    out = []
    declared = dict(part.split(":", 1) for part in style.lower().replace(" ", "").split(";") if ":" in part)
    if declared.get("font-weight", "").startswith(_BOLD):
        out.append(Opened("bold"))
    if declared.get("font-style", "").startswith(_ITALIC):
        out.append(Opened("italic"))
    if "small-caps" in declared.get("font-variant", ""):
        out.append(Opened("smallcaps"))
    if declared.get("text-decoration", "").startswith("underline"):
        out.append(Opened("underline"))
    elif declared.get("text-decoration", "").startswith("line-through"):
        out.append(Opened("strike"))
    return out
