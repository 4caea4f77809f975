"""Which blocks of a page of HTML stand in the elements that selectors name, and what these elements say.

Strategy: the page is parsed once more and walked with the same search for places as when its blocks were made, so an element is known by the
places of its words. A block stands in an element if most of its letters do: a word in italics is no reason to take a whole paragraph.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from pipeline.blocks.from_html import source_of
from pipeline.blocks.html_limits import parsed, places_of
from pipeline.blocks.html_source import RAW, Places
from pipeline.blocks.html_tags import FIRST_ELEMENT, TEXT
from pipeline.blocks.selectors import Matcher, Selector, State
from pipeline.data import Block, Page

__all__ = ["Named", "Selected", "select"]

_OBJECTS = frozenset({"img", "image", "iframe", "video", "audio", "embed", "object", "hr"})
_SAID = {"meta": "content", "time": "datetime", "img": "alt"}
"""Elements that say in an attribute what others say in words."""
_ELEMENTS = 50
"""Elements of one selector whose words are taken."""


@dataclass(slots=True)
class Named:
    """One element that a selector names."""

    text: str
    """Its words; of ``meta`` and ``time``, what their attribute says."""
    start: int = -1
    """Range of its words in the page, -1 where it has none."""
    end: int = -1


@dataclass(slots=True)
class Selected:
    """What one selector names."""

    blocks: frozenset[int] = frozenset()
    elements: tuple[Named, ...] = ()


@dataclass(slots=True)
class _Found:
    """What the walk notes of one selector."""

    letters: Counter[int] = field(default_factory=Counter)
    objects: set[int] = field(default_factory=set)
    """Numbers of blocks without words."""
    named: list[tuple[LexborNode, list[tuple[int, int, str]]]] = field(default_factory=list)
    """The outermost elements, with the words in them."""
    open: int = 0
    """Elements that are open."""


def select(page: Page, blocks: Sequence[Block], selectors: Sequence[Selector]) -> tuple[Selected, ...]:
    """What each selector names, in the order of the selectors."""
    places = places_of(source_of(page))
    walk = _Walk(selectors, places, _Index(page, blocks))
    root = parsed(places.source).root
    if root is not None:
        walk.over(root)
    return tuple(_told(found, walk.letters, page) for found in walk.found)


def _told(found: _Found, every: Counter[int], page: Page) -> Selected:
    inside = {n for n, letters in found.letters.items() if n >= 0 and 2 * letters > every[n]}
    return Selected(frozenset(inside | found.objects), tuple(_named(node, parts, page) for node, parts in found.named))


def _named(node: LexborNode, parts: list[tuple[int, int, str]], page: Page) -> Named:
    own = node.attributes.get(_SAID.get(node.tag or "", "")) or ""
    text = " ".join((own or "".join(text for _, _, text in parts)).split())
    placed = [(start, end) for start, end, _ in parts if start >= 0]
    if not placed:
        return Named(text)
    return Named(text, page.place(min(start for start, _ in placed)), page.place_end(max(end for _, end in placed)))


class _Index:
    """Blocks by their places in the repaired page."""

    def __init__(self, page: Page, blocks: Sequence[Block]) -> None:
        self._page = page
        ordered = sorted((block.start, -block.end, block.n) for block in blocks)
        self._starts = [start for start, _, _ in ordered]
        self._blocks = [(start, -end, n) for start, end, n in ordered]
        self._words = {block.n: bool(block.text) for block in blocks}

    def block_at(self, start: int, *, words: bool) -> int:
        """The innermost block at a place of the repaired page; -1 where there is none."""
        at = self._page.place(start)
        last = bisect_right(self._starts, at) - 1
        for first, end, n in reversed(self._blocks[max(0, last - 8):last + 1]):
            if first <= at < end and self._words[n] is words:
                return n
        return -1


class _Walk:
    """One walk over a page, and what it finds."""

    def __init__(self, selectors: Sequence[Selector], places: Places, index: _Index) -> None:
        self.matcher, self.places, self.index = Matcher(selectors), places, index
        self.found = [_Found() for _ in selectors]
        self.open: dict[int, _Found] = {}
        """Those with an element that is open, by number."""
        self.letters: Counter[int] = Counter()
        """Of each block."""

    def over(self, root: LexborNode) -> None:
        """Every element and text once, in document order, without recursion."""
        stack = [(root, *self._entered(root, State()))]
        node = root.child
        while node is not None:
            number = node.tag_id
            if number == TEXT:
                self._text(node)
            elif number >= FIRST_ELEMENT:
                state, mine = self._entered(node, stack[-1][1])
                self._object(node)
                if node.child is not None:
                    stack.append((node, state, mine))
                    node = node.child
                    continue
                self._left(mine)
            node = node.next
            while node is None and len(stack) > 1:
                last, _, mine = stack.pop()
                self._left(mine)
                node = last.next

    def _entered(self, node: LexborNode, outer: State) -> tuple[State, list[int]]:
        """The state of an element that is opened, and the numbers of the selectors that name it."""
        state = self.matcher.child(outer, node.tag or "", node.attributes)
        mine = self.matcher.named(state)
        for n in mine:
            found = self.found[n]
            if not found.open and len(found.named) < _ELEMENTS:
                found.named.append((node, []))
            found.open += 1
            self.open[n] = found
        return state, mine

    def _left(self, mine: list[int]) -> None:
        for n in mine:
            self.found[n].open -= 1
            if not self.found[n].open:
                del self.open[n]

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        parent = node.parent
        start = end = block = -1
        letters = 0
        if not text.isspace() and (parent is None or parent.tag not in RAW):
            start, end, sure = self.places.text(text)
            block = self.index.block_at(start, words=True) if sure else -1
            letters = sum(map(len, text.split()))
            self.letters[block] += letters
        for found in self.open.values():
            found.letters[block] += letters
            if len(found.named) < _ELEMENTS or found.named[-1][1]:
                found.named[-1][1].append((start, end, text))

    def _object(self, node: LexborNode) -> None:
        """A picture, frame or rule: a block without words."""
        tag = node.tag or ""
        if tag in _OBJECTS:
            attributes = node.attributes
            start, _, sure = self.places.tag(tag, attributes.get("src") or attributes.get("alt") or "")
            block = self.index.block_at(start, words=False) if sure else -1
            for found in self.open.values() if block >= 0 else ():
                found.objects.add(block)
