"""The elements of a page that break the flow of text, and what being inside one means for a block."""

from __future__ import annotations

import re

from pipeline.blocks.html_tags import FLOWING, Attributes, hidden_by

__all__ = ["MOST_HINTS", "Elements", "Flow", "Scope"]

MOST_HINTS = 32
_DEEPEST = 256
"""Levels kept in a path; elements further down share the path of the last one, or paths would grow by the square."""
_LISTS = {"ul": "bulleted", "menu": "bulleted", "dir": "bulleted", "ol": "numbered", "dl": "gloss"}
_UNSEEN = frozenset({"noscript", "datalist", "video", "audio", "object", "canvas", "template", "noframes"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHANGE_FLOW = frozenset({*_LISTS, *_UNSEEN, *_HEADINGS, "blockquote", "figure", "table", "dialog"})
_ITEMS = frozenset({"li", "dt", "dd"})
_SPECIAL = _CHANGE_FLOW | _ITEMS
_ONE_BY_ONE = frozenset({"blockquote", "figure", "table"})
_FIGURE = "wp-caption"
_UNCOUNTED = "none"
_COUNTERS = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I", "decimal": "1",
             "none": _UNCOUNTED}
"""Styles of numbers, as values of ``type``."""
_LIST_STYLE = re.compile(rf"list-style(?:-type)?\s*:(?:[^;:]*\s)?({'|'.join(_COUNTERS)})(?![\w-])", re.IGNORECASE)
_WORD_LIST = re.compile(r"mso-list:\s{0,5}l\d{1,4} level([1-9])")
"""The style of a paragraph that Word shows as an item of a list, with its level."""


class Flow:
    """What a block inherits from elements that few pages have many of; shared by all blocks below the same ones, never changed."""

    __slots__ = ("cite", "figure", "heading", "hidden", "inner", "lang", "list_depth", "list_kind", "quote", "table")

    def __init__(self, outer: Flow | None = None) -> None:
        self.inner: dict[str, Flow] = {}
        """For elements without a number or a source of their own: the flow inside them."""
        if outer is None:
            self.hidden = False
            self.heading = self.list_depth = self.quote = self.figure = self.table = 0
            self.list_kind = self.cite = self.lang = ""
        else:
            self.hidden, self.heading, self.list_depth, self.list_kind = outer.hidden, outer.heading, outer.list_depth, outer.list_kind
            self.quote, self.cite, self.figure, self.table, self.lang = outer.quote, outer.cite, outer.figure, outer.table, outer.lang


class Scope:
    """An element that breaks the flow, and what a block in it inherits."""

    __slots__ = ("flow", "hints", "item", "name", "nodes", "number", "outer", "path")

    def __init__(
        self, name: str, number: int, outer: Scope | None, path: tuple[str, ...], nodes: tuple[int, ...], hints: tuple[str, ...], flow: Flow,
        item: int,
    ) -> None:
        self.name = name
        self.number = number
        self.outer = outer
        self.path = path
        self.nodes = nodes
        """Tags from the root down to this one, and the numbers of these elements."""
        self.hints = hints
        self.flow = flow
        self.item = item
        """Number of the innermost list item; -1 outside."""


class Elements:
    """The elements of a page that break the flow, numbered in document order."""

    __slots__ = ("_counters", "_paths", "count", "figures", "numbers", "outside", "tables")

    def __init__(self) -> None:
        self.count = 0
        self.numbers: dict[int, str] = {}
        """Of list items that have not given it to a block yet: the number as printed."""
        self._counters: dict[int, tuple[int, int, str]] = {}
        """Of numbered lists: the next number, the step, and how it is printed."""
        self._paths: dict[tuple[str, ...], tuple[str, ...]] = {}
        """Elements with one path share the object."""
        self.figures = self.tables = 0
        self.outside = Scope("", -1, None, (), (), (), Flow(), -1)

    def add(self, name: str, outer: Scope, attributes: Attributes, shape: int, tokens: tuple[str, ...]) -> Scope:
        """A new element inside ``outer``. ``shape``: bits of its attributes, ``tokens``: its own hints."""
        number = self.count
        self.count = number + 1
        flow, path, nodes, hints, item = outer.flow, outer.path, outer.nodes, outer.hints, outer.item
        if tokens:
            hints = (tokens + hints)[:MOST_HINTS]
            if _FIGURE in tokens:
                shape |= FLOWING
        if shape & FLOWING:
            flow = self._flow_by(name, attributes, flow)
        if name in _SPECIAL:
            if name in _ITEMS:
                item = number
                if name == "li" and outer.number in self._counters:
                    self._number(number, attributes, outer.number)
            else:
                flow = self._flow(name, attributes, flow)
                if name == "ol":
                    step = -1 if "reversed" in attributes else 1
                    counted = _counted_by(attributes)
                    self._counters[number] = (_integer(attributes.get("start"), 1), step, counted)
                    if counted == _UNCOUNTED:
                        flow = Flow(flow)
                        flow.list_kind = "plain"
        if len(nodes) < _DEEPEST:
            path, nodes = path + (name,), nodes + (number,)  # noqa: RUF005  faster than unpacking
            path = self._paths.setdefault(path, path)
        return Scope(name, number, outer, path, nodes, hints, flow, item)

    def _number(self, item: int, attributes: Attributes, holder: int) -> None:
        following, step, kind = self._counters[holder]
        value = _integer(attributes.get("value"), following)
        self._counters[holder] = (value + step, step, kind)
        if kind != _UNCOUNTED:
            self.numbers[item] = _printed(value, kind)

    def _flow(self, name: str, attributes: Attributes, outer: Flow) -> Flow:
        """The flow inside an element whose name changes it."""
        if name == "dialog" and "open" in attributes or name == "template" and ("shadowrootmode" in attributes or "shadowroot" in attributes):
            return outer
        if name in _UNSEEN and outer.hidden:
            return outer
        if (known := outer.inner.get(name)) is not None:
            return known
        flow = Flow(outer)
        if kind := _LISTS.get(name):
            flow.list_depth, flow.list_kind = outer.list_depth + 1, kind
        elif level := _HEADINGS.get(name):
            flow.heading = level
        elif name == "blockquote":
            flow.quote, flow.cite = outer.quote + 1, attributes.get("cite") or outer.cite
        elif name == "figure":
            self.figures += 1
            flow.figure = self.figures
        elif name == "table":
            self.tables += 1
            flow.table = self.tables
        else:
            flow.hidden = True
        if name not in _ONE_BY_ONE:
            outer.inner[name] = flow
        return flow

    def _flow_by(self, name: str, attributes: Attributes, outer: Flow) -> Flow:
        """The flow inside an element whose attributes may change it."""
        lang = attributes.get("lang") or attributes.get("xml:lang") or outer.lang
        hidden = outer.hidden or attributes.get("aria-hidden") == "true" or hidden_by(attributes)
        figure = name != "figure" and (attributes.get("role") == "figure" or _FIGURE in (attributes.get("class") or "").split())
        item = _WORD_LIST.search(attributes.get("style") or "") if name == "p" else None
        role = attributes.get("role")
        table, heading = name != "table" and role == "table", role == "heading" and name not in _HEADINGS
        if lang == outer.lang and hidden == outer.hidden and not (figure or table or heading) and item is None:
            return outer
        flow = Flow(outer)
        if item is not None:
            flow.list_depth, flow.list_kind = outer.list_depth + int(item[1]), "bulleted"
        flow.lang, flow.hidden = lang, hidden
        if figure:
            self.figures += 1
            flow.figure = self.figures
        if heading:
            flow.heading = min(max(_integer(attributes.get("aria-level"), 2), 1), 6)
        if table:
            self.tables += 1
            flow.table = self.tables
        return flow


def _counted_by(attributes: Attributes) -> str:
    """How the numbers of a list are printed: what its style says, else its ``type``."""
    style = attributes.get("style") or ""
    styled = _LIST_STYLE.search(style) if "list-style" in style else None
    return _COUNTERS[styled[1].lower()] if styled else attributes.get("type") or "1"


def _integer(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else otherwise


def _printed(value: int, kind: str) -> str:
    """A list item's number as the list's ``type`` prints it."""
    if kind in ("a", "A") and 1 <= value <= 26:
        return chr(ord(kind) + value - 1)
    if kind in ("i", "I") and 1 <= value < 400:
        roman = ""
        for size, letters in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
            roman += letters * (value // size)
            value %= size
        return roman.upper() if kind == "I" else roman
    return str(value)
