"""The elements of a page that break the flow of text, and what being inside one means for a block."""

from __future__ import annotations

from pipeline.blocks.html_tags import Attributes, hidden_by, hint_tokens

__all__ = ["Elements", "Flow", "Scope"]

_MOST_HINTS = 32
_DEEPEST = 256
"""Levels kept in a path; deeper ones (broken pages nest by the ten thousand) share the last place, or paths would grow by the square."""
_LISTS = {"ul": "bulleted", "menu": "bulleted", "dir": "bulleted", "ol": "numbered", "dl": "gloss"}
_UNSEEN = frozenset({"noscript", "datalist", "video", "audio", "object", "canvas", "template", "noframes"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHANGE_FLOW = frozenset({*_LISTS, *_UNSEEN, *_HEADINGS, "blockquote", "figure", "table", "dialog"})
_NAMING = frozenset({"id", "role", "itemprop"})
_ITEMS = frozenset({"li", "dt", "dd"})
_CHANGE_FLOW_BY = frozenset({"hidden", "style", "aria-hidden", "lang", "xml:lang", "role"})
_FIGURE = "wp-caption"


class Flow:
    """What a block inherits from elements that few pages have many of; shared by all blocks below the same ones, never changed."""

    __slots__ = ("cite", "figure", "heading", "hidden", "lang", "list_depth", "list_kind", "quote", "table")

    def __init__(self, outer: Flow | None = None) -> None:
        if outer is None:
            self.hidden = False
            self.heading = self.list_depth = self.quote = self.figure = self.table = 0
            self.list_kind = self.cite = self.lang = ""
        else:
            self.hidden, self.heading, self.list_depth, self.list_kind = outer.hidden, outer.heading, outer.list_depth, outer.list_kind
            self.quote, self.cite, self.figure, self.table, self.lang = outer.quote, outer.cite, outer.figure, outer.table, outer.lang


Scope = tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...], Flow, int]
"""What a block inherits from the elements around it: path, numbers of the elements in it, hints, flow, number of the innermost list item
(-1 outside). A bare tuple: every second element of a page needs one."""


class Elements:
    """Every element that breaks the flow, in document order; a `Scope` is made only for those that hold a block."""

    __slots__ = ("_counters", "_scopes", "_tokens", "attributes", "figures", "names", "numbers", "parents", "tables")

    def __init__(self) -> None:
        self.names: list[str] = []
        self.parents: list[int] = []
        self.attributes: list[Attributes] = []
        self.numbers: dict[int, str] = {}
        """Of list items that have not given it to a block yet: the number as printed."""
        self.figures = self.tables = 0
        self._tokens: dict[str, tuple[str, ...]] = {}
        self._counters: dict[int, list[int]] = {}
        self._scopes: dict[int, Scope] = {-1: ((), (), (), Flow(), -1)}

    def add(self, name: str, parent: int, attributes: Attributes) -> int:
        """A new element below ``parent`` (-1 for the root); its number."""
        names = self.names
        number = len(names)
        names.append(name)
        self.parents.append(parent)
        self.attributes.append(attributes)
        if name == "li":
            self._number(number, attributes)
        elif name == "ol":
            step = -1 if "reversed" in attributes else 1
            self._counters[number] = [_integer(attributes.get("start"), 1), step]
        return number

    def _number(self, item: int, attributes: Attributes) -> None:
        holder = self.parents[item]
        counter = self._counters.get(holder)
        if counter is None:
            return
        value = _integer(attributes.get("value"), counter[0])
        counter[0] = value + counter[1]
        self.numbers[item] = _printed(value, self.attributes[holder].get("type") or "1")

    def scope(self, number: int) -> Scope:
        """What a block in this element inherits."""
        known = self._scopes.get(number)
        if known is not None:
            return known
        chain = []
        while number not in self._scopes:
            chain.append(number)
            number = self.parents[number]
        scope = self._scopes[number]
        for element in reversed(chain):
            scope = self._scopes[element] = self._inside(element, scope)
        return scope

    def _inside(self, number: int, outer: Scope) -> Scope:
        name, attributes = self.names[number], self.attributes[number]
        path, nodes, hints, flow, item = outer
        if attributes:
            if own := self.tokens(attributes):
                hints = (own + hints)[:_MOST_HINTS]
            if not _CHANGE_FLOW_BY.isdisjoint(attributes) or own and _FIGURE in own:
                flow = self._flow_by(name, attributes, flow)
        if name in _CHANGE_FLOW:
            flow = self._flow(name, attributes, flow)
        if len(nodes) >= _DEEPEST:
            path, nodes = path[:-1], nodes[:-1]
        return (*path, name), (*nodes, number), hints, flow, number if name in _ITEMS else item

    def tokens(self, attributes: Attributes) -> tuple[str, ...]:
        """Hints of one element; elements of a class are many, so they are kept by class."""
        named = attributes.get("class")
        if named is None or not _NAMING.isdisjoint(attributes):
            return hint_tokens(attributes)
        known = self._tokens.get(named)
        if known is None:
            known = self._tokens[named] = hint_tokens(attributes)
        return known

    def _flow(self, name: str, attributes: Attributes, outer: Flow) -> Flow:
        """The flow inside an element whose name changes it."""
        if name == "dialog" and "open" in attributes or name == "template" and "shadowrootmode" in attributes:
            return outer
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
        return flow

    def _flow_by(self, name: str, attributes: Attributes, outer: Flow) -> Flow:
        """The flow inside an element whose attributes may change it."""
        lang = attributes.get("lang") or attributes.get("xml:lang") or outer.lang
        hidden = outer.hidden or attributes.get("aria-hidden") == "true" or hidden_by(attributes)
        figure = name != "figure" and (attributes.get("role") == "figure" or _FIGURE in (attributes.get("class") or "").split())
        if lang == outer.lang and hidden == outer.hidden and not figure:
            return outer
        flow = Flow(outer)
        flow.lang, flow.hidden = lang, hidden
        if figure:
            self.figures += 1
            flow.figure = self.figures
        return flow


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
