"""The elements of a page that break the flow of text, and what being inside one means for a block."""

from __future__ import annotations

from pipeline.blocks.html_tags import Attributes, hidden_by, hint_tokens

__all__ = ["Elements", "Scope"]

_MOST_HINTS = 32
_LISTS = {"ul": "bulleted", "menu": "bulleted", "dir": "bulleted", "ol": "numbered", "dl": "gloss"}
_UNSEEN = frozenset({"noscript", "datalist", "video", "audio", "object", "canvas", "template", "noframes"})
_NONE: Attributes = {}


class Scope:
    """What a block inherits from the elements around it."""

    __slots__ = ("cite", "figure", "heading", "hidden", "hints", "item", "lang", "list_depth", "list_kind", "nodes", "path", "quote", "table")

    def __init__(self) -> None:
        self.path: tuple[str, ...] = ()
        self.nodes: tuple[int, ...] = ()
        self.hints: tuple[str, ...] = ()
        self.hidden = False
        self.heading = self.list_depth = self.quote = self.figure = self.table = 0
        self.item = -1
        """Number of the element that is the innermost list item."""
        self.list_kind = self.lang = self.cite = ""


class Elements:
    """Every element that breaks the flow, in document order; a `Scope` is made only for those that hold a block."""

    __slots__ = ("_scopes", "attributes", "figures", "names", "numbers", "parents", "tables", "_counters")

    def __init__(self) -> None:
        self.names: list[str] = []
        self.parents: list[int] = []
        self.attributes: list[Attributes] = []
        self.numbers: dict[int, str] = {}
        """Of list items that have not given it to a block yet: the number as printed."""
        self.figures: dict[int, int] = {}
        self.tables: dict[int, int] = {}
        self._counters: dict[int, list[int]] = {}
        self._scopes: dict[int, Scope] = {-1: Scope()}

    def add(self, name: str, parent: int, attributes: Attributes) -> int:
        """A new element below ``parent`` (-1 for the root); its number."""
        number = len(self.names)
        self.names.append(name)
        self.parents.append(parent)
        self.attributes.append(attributes)
        if name == "li":
            self._number(number, attributes)
        elif name == "ol":
            step = -1 if "reversed" in attributes else 1
            self._counters[number] = [_integer(attributes.get("start"), 1), step]
        elif name == "figure" or _is_figure(attributes):
            self.figures[number] = len(self.figures) + 1
        elif name == "table":
            self.tables[number] = len(self.tables) + 1
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
        if (known := self._scopes.get(number)) is not None:
            return known
        chain = []
        while number not in self._scopes:
            chain.append(number)
            number = self.parents[number]
        for element in reversed(chain):
            self._scopes[element] = self._inside(element, self._scopes[self.parents[element]])
        return self._scopes[chain[0]]

    def _inside(self, number: int, outer: Scope) -> Scope:
        name, attributes = self.names[number], self.attributes[number]
        scope = Scope()
        scope.path, scope.nodes = (*outer.path, name), (*outer.nodes, number)
        scope.hints = (hint_tokens(attributes) + outer.hints)[:_MOST_HINTS] if attributes else outer.hints
        scope.hidden = outer.hidden or name in _UNSEEN or bool(attributes) and _hides(name, attributes)
        scope.heading = int(name[1]) if len(name) == 2 and name[0] == "h" and name[1] in "123456" else outer.heading
        scope.quote = outer.quote + (name == "blockquote")
        scope.figure = self.figures.get(number, outer.figure)
        scope.table = self.tables.get(number, outer.table)
        scope.item = number if name in ("li", "dt", "dd") else outer.item
        scope.lang = (attributes.get("lang") or attributes.get("xml:lang") or outer.lang) if attributes else outer.lang
        scope.cite = (attributes.get("cite") or outer.cite) if name == "blockquote" else outer.cite
        kind = _LISTS.get(name)
        scope.list_depth, scope.list_kind = (outer.list_depth + 1, kind) if kind else (outer.list_depth, outer.list_kind)
        return scope


def _hides(name: str, attributes: Attributes) -> bool:
    return hidden_by(attributes) or attributes.get("aria-hidden") == "true" or name == "dialog" and "open" not in attributes


def _is_figure(attributes: Attributes) -> bool:
    return bool(attributes) and (attributes.get("role") == "figure" or "wp-caption" in (attributes.get("class") or "").split())


def _integer(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 10 else otherwise


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
