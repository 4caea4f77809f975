"""CSS selectors: those parts of the language that a page can be asked for in one walk.

Strategy: a selector is a row of compounds (``div.story``, ``#ad``, ``[rel="author"]``) with combinators between them. The walk notes of each
element how much of the row ends there, so that a page costs its length times the length of the selector, however deep it nests and
however many siblings there are; engines that look from an element to all that precede it cost the square of that and more.

Read are: names, ``*``, classes, ids, attributes with ``= ~= |= ^= $= *=`` and the flag ``i``, ``:not()`` of one compound, the combinators
space, ``>``, ``+`` and ``~``, and lists with commas. Names of elements and attributes are read in any case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = ["LONGEST", "Compound", "Matcher", "Selector", "State", "parse_selectors"]

LONGEST = 500
"""Characters of a selector."""
_NAME = r"-?(?:[a-zA-Z_\u0080-\U0010ffff]|\\.)(?:[\w\u0080-\U0010ffff-]|\\.)*+"
_TOKEN = re.compile(
    rf"(?P<space>\s++)|\.(?P<cls>{_NAME})|\#(?P<id>(?:[\w\u0080-\U0010ffff-]|\\.)++)|(?P<tag>{_NAME}|\*)"
    rf"|\[\s*+(?P<attr>{_NAME})\s*+(?:(?P<op>[~|^$*]?=)\s*+(?:\"(?P<dq>[^\"]*+)\"|'(?P<sq>[^']*+)'|(?P<bare>[\w\u0080-\U0010ffff-]++))\s*+(?P<flag>[iIsS])?\s*+)?\]"
    r"|(?P<no>:not\(\s*+)|(?P<end>\s*+\))|(?P<comb>[>+~])|(?P<comma>,)"
)
_COMBINATOR = re.compile(r"\s*+([>+~])\s*+|\s++(?!,)")
_BLANK = re.compile(r"\s*+")
_ESCAPE = re.compile(r"\\(.)")
Attributes = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One condition on an attribute."""

    name: str
    operator: str = ""
    value: str = ""
    any_case: bool = False

    def holds(self, attributes: Attributes) -> bool:
        """True if an element with these attributes meets it."""
        if self.name not in attributes:
            return False
        found = attributes[self.name] or ""
        value = self.value
        if self.any_case:
            found, value = found.casefold(), value.casefold()
        return not self.operator or _OPERATORS[self.operator](found, value)


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda found, value: found == value, "~=": lambda found, value: value in found.split(),
    "|=": lambda found, value: found == value or found.startswith(value + "-"),
    "^=": lambda found, value: bool(value) and found.startswith(value), "$=": lambda found, value: bool(value) and found.endswith(value),
    "*=": lambda found, value: bool(value) and value in found,
}


@dataclass(frozen=True, slots=True)
class Compound:
    """Conditions on one element."""

    tag: str = ""
    classes: frozenset[str] = frozenset()
    attributes: tuple[Attribute, ...] = ()
    without: tuple[Compound, ...] = ()

    def holds(self, tag: str, classes: frozenset[str], attributes: Attributes) -> bool:
        """True if an element meets all of them."""
        return ((not self.tag or self.tag == tag) and self.classes <= classes and all(a.holds(attributes) for a in self.attributes)
                and not any(other.holds(tag, classes, attributes) for other in self.without))


@dataclass(frozen=True, slots=True)
class Selector:
    """Compounds in their order, each with the combinator before it; the first has none."""

    steps: tuple[tuple[str, Compound], ...]


Bits = dict[int, int]
"""Of each selector, by its number: the steps that end somewhere, as bits. Selectors of which none does are left out."""


@dataclass(slots=True)
class State:
    """How much of each selector ends at an element, at elements around it, at its last child and at all its children so far."""

    own: Bits = field(default_factory=dict)
    around: Bits = field(default_factory=dict)
    last: Bits = field(default_factory=dict)
    before: Bits = field(default_factory=dict)


class Matcher:
    """Selectors, ready for a walk. Each step is filed under an id, a class or a name that an element must have, so that few are looked at."""

    def __init__(self, selectors: Sequence[Selector]) -> None:
        self._full = [1 << (len(selector.steps) - 1) for selector in selectors]
        self._steps: dict[str, list[tuple[int, int, str, Compound]]] = {}
        for n, selector in enumerate(selectors):
            for k, (combinator, compound) in enumerate(selector.steps):
                self._steps.setdefault(_key(compound), []).append((n, k, combinator, compound))

    def child(self, outer: State, tag: str, attributes: Attributes) -> State:
        """The state of the next child of an element."""
        classes = frozenset((attributes.get("class") or "").split())
        own: Bits = {}
        for key in ("", tag, "#" + (attributes.get("id") or ""), *("." + name for name in classes)):
            for n, k, combinator, compound in self._steps.get(key, ()):
                if (k == 0 or _reach(outer, combinator, n) >> (k - 1) & 1) and compound.holds(tag, classes, attributes):
                    own[n] = own.get(n, 0) | 1 << k
        outer.last = own
        if own:
            outer.before = _both(outer.before, own)
        return State(own, _both(outer.around, outer.own))

    def named(self, state: State) -> list[int]:
        """The numbers of the selectors that name the element."""
        return [n for n, bits in state.own.items() if bits & self._full[n]]


def _key(compound: Compound) -> str:
    ident = next((a.value for a in compound.attributes if a.name == "id" and a.operator == "=" and not a.any_case), "")
    return f"#{ident}" if ident else f".{min(compound.classes)}" if compound.classes else compound.tag


def _reach(outer: State, combinator: str, n: int) -> int:
    """The steps that end where a step with this combinator may go on."""
    if combinator == " ":
        return outer.own.get(n, 0) | outer.around.get(n, 0)
    return (outer.own if combinator == ">" else outer.last if combinator == "+" else outer.before).get(n, 0)


def _both(one: Bits, other: Bits) -> Bits:
    if not other or not one:
        return one or other
    return one | {n: one.get(n, 0) | bits for n, bits in other.items()}


@lru_cache(maxsize=1024)
def parse_selectors(text: str) -> tuple[Selector, ...]:
    """The selectors of a list. Raises ValueError with a sentence where it is none, or holds what is not read here."""
    if len(text) > LONGEST:
        raise ValueError(f"a selector has at most {LONGEST} characters")
    reader = _Reader(text)
    return tuple(reader.selectors())


class _Reader:
    """The tokens of a list of selectors, one after another."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text.strip(), 0

    def _token(self) -> re.Match[str] | None:
        if self.at >= len(self.text):
            return None
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            told = self.text[self.at:self.at + 20]
            raise ValueError(f"“{told}” is not read here; names, classes, ids, attributes, :not() and the combinators > + ~ are")
        return found

    def selectors(self) -> Iterator[Selector]:
        """Each one up to its comma."""
        while True:
            yield self._selector()
            if self.at >= len(self.text):
                return
            self.at += 1

    def _selector(self) -> Selector:
        steps = [("", self._compound(first=True))]
        while (combinator := self._combinator()) is not None:
            steps.append((combinator, self._compound()))
        return Selector(tuple(steps))

    def _combinator(self) -> str | None:
        found = _COMBINATOR.match(self.text, self.at)
        if found is None:
            self._blank()
            return None
        self.at = found.end()
        return found[1] or " "

    def _compound(self, *, first: bool = False, inside: bool = False) -> Compound:
        if first:
            self._blank()
        start, tag = self.at, ""
        classes: set[str] = set()
        attributes: list[Attribute] = []
        without: list[Compound] = []
        while (token := self._token()) is not None and not (token["space"] or token["comb"] or token["comma"] or token["end"]):
            if token["tag"]:
                if self.at != start:
                    raise ValueError(f"“{token['tag']}” stands behind other conditions on the same element; the name of an element comes first")
                tag = "" if token["tag"] == "*" else _unescaped(token["tag"]).lower()
            self.at = token.end()
            if token["cls"]:
                classes.add(_unescaped(token["cls"]))
            elif token["id"]:
                attributes.append(Attribute("id", "=", _unescaped(token["id"])))
            elif token["attr"]:
                attributes.append(_attribute(token))
            elif token["no"]:
                without.append(self._negated(inside=inside))
        if self.at == start:
            raise ValueError(f"an element is missing at “{self.text[self.at:self.at + 20] or 'the end'}”")
        return Compound(tag, frozenset(classes), tuple(attributes), tuple(without))

    def _blank(self) -> None:
        if blank := _BLANK.match(self.text, self.at):
            self.at = blank.end()

    def _negated(self, *, inside: bool) -> Compound:
        if inside:
            raise ValueError(":not() does not stand in :not()")
        found = self._compound(inside=True)
        token = self._token()
        if token is None or token["end"] is None:
            raise ValueError(":not() holds conditions on one element, and a closing bracket")
        self.at = token.end()
        return found


def _attribute(token: re.Match[str]) -> Attribute:
    value = next((token[name] for name in ("dq", "sq", "bare") if token[name] is not None), "")
    return Attribute(_unescaped(token["attr"]).lower(), token["op"] or "", value, (token["flag"] or "").lower() == "i")


def _unescaped(name: str) -> str:
    return _ESCAPE.sub(r"\1", name)
