"""Exact duplicates: words that stand on the page already, such as a caption printed twice, a teaser, a pull quote, a title again.

Blocks are compared by their words alone (`key_of`). Of two copies, the one that belongs to the article stays. What a writer repeats on purpose
stays too: lines of verse, code, cries, short sentences at a distance, a paragraph that returns alone or many times. Each block is compared with a
limited number of others, so the cost grows with the length of the page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import accumulate
from typing import NamedTuple

from pipeline.data import Block, Label, Markup
from pipeline.reading.traits import Traits

__all__ = ["Duplicate", "find_duplicates"]

HEAD = 8
"""Blocks from the top within which a teaser, a second title or a second byline belongs to the head of the page."""
REACH = 8
"""Largest distance, in blocks, between a pull quote and its paragraph."""
PARAGRAPH, LINE, CREDIT = 15, 4, 160
"""Fewest words of a paragraph that is compared at any distance; fewest words of a line that is compared with its neighbours; most characters (the
name of a photographer) by which a caption may be longer than its copy."""
REFRAIN, STRETCH = 3, 3
"""Copies from which a paragraph is taken for a refrain: a page prints a paragraph twice by mistake, an author repeats a step more often. Paragraphs
in a row that return together, however often: a page may hold its text once for each width of screen."""
RAW, RAW_WORDS = 4, 60
"""How many of the longest blocks may be a raw copy of others, such as the field of a form that holds the text again; fewest words of a raw copy."""
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_MARKS = "“”\"„«»‘‚"


class Duplicate(NamedTuple):
    """A block to remove, because its words stand elsewhere on the page."""

    block: int
    twin: int
    """The block that stays."""
    why: str
    twin_label: Label | None = None
    """The label of the block that stays, where the repetition shows it."""
    last: int | None = None
    """The last of the blocks whose words it holds, which begin with the twin, where it holds those of several."""


def find_duplicates(blocks: Sequence[Block], traits: Sequence[Traits], title: int | None = None,
                    captions: Set[int] = frozenset()) -> tuple[Duplicate, ...]:
    """The duplicates of a page, in the order of the blocks to remove. No block is both removed and the twin of another one. ``title``: the number of
    the block that is the title, where it is known; else the first block with words is taken for it. ``captions``: numbers of the blocks that the
    labeller took for captions."""
    removed: dict[int, Duplicate] = {}
    for found in _Finder(blocks, traits, title, captions).every():
        twin = removed[found.twin].twin if found.twin in removed else found.twin
        if found.block not in removed and twin != found.block and (twin not in removed or removed[twin].twin != found.block):
            removed[found.block] = found._replace(twin=twin)
    return tuple(removed[n] for n in sorted(removed) if removed[n].twin not in removed)


class _Finder:
    """Looks for duplicates on one page."""

    def __init__(self, blocks: Sequence[Block], traits: Sequence[Traits], title: int | None, captions: Set[int]) -> None:
        self.blocks, self.traits, self.title, self.captions = blocks, traits, title, captions
        self.with_words = [t.n for t in traits if t.key]
        self.first = self.with_words[0] if self.with_words else -1
        self.keys = [t.key for t in traits]
        self.times = Counter(self.keys)
        self.lengths = list(map(len, self.keys))
        self.chunks, self.words = [block.chunk for block in blocks], [t.words for t in traits]
        self.raw: set[int] = set()
        """Raw copies, of which other blocks are no parts."""

    def every(self) -> Iterator[Duplicate]:
        """Candidates: first stretches and raw copies, then whole blocks that stand twice, then blocks that are parts of other blocks."""
        yield from self._stretches()
        yield from self._raw_copies()
        earlier: dict[str, int] = {}
        for n in self.with_words:
            key = self.keys[n]
            if key in earlier and key.strip("0123456789 "):
                yield from self._again(earlier[key], n)
            if key not in earlier or (n > earlier[key] + 2 and self.traits[n].words < PARAGRAPH):
                earlier[key] = n
        for n in self.with_words:
            yield from self._part(n)

    def _stretches(self) -> Iterator[Duplicate]:
        """Blocks in a row that return in the same order, several paragraphs among them."""
        keys, earlier, done = self.keys, dict[str, int](), -1
        for n in self.with_words:
            if self.traits[n].words < PARAGRAPH or n <= done:
                continue
            a = earlier.setdefault(keys[n], n)
            start, end = n, n + 1
            while a < n and start - 1 > max(done, a) and a + start - n > 0 and keys[start - 1] == keys[a + start - 1 - n]:
                start -= 1
            while a < n and end < len(keys) and a + end - n < start and keys[end] == keys[a + end - n]:
                end += 1
            long = sum(self.traits[m].words >= PARAGRAPH for m in range(start, end))
            if long >= STRETCH and not (self._heads(start - 1) and self._heads(a + start - n - 1)):
                done = end - 1
                yield from (Duplicate(m, a + m - n, "the same stretch again") for m in range(start, end) if keys[m])

    def _heads(self, n: int) -> bool:
        """Whether a block may be a heading: what an author repeats under headings of its own is repeated on purpose."""
        if n < 0:
            return False
        t, markup = self.traits[n], self.blocks[n].markup
        return bool(t.key) and (t.words <= 12 and not t.terminal if markup is None else any(tag in _HEADINGS for tag in markup.path))

    def _raw_copies(self) -> Iterator[Duplicate]:
        """Long blocks whose words are those of several blocks in a row."""
        for n in sorted((n for n in self.with_words if self.traits[n].words >= RAW_WORDS), key=lambda n: -self.lengths[n])[:RAW]:
            for others in ([m for m in self.with_words if m < n], [m for m in self.with_words if m > n]):
                starts = list(accumulate((self.lengths[m] + 1 for m in others), initial=1))
                at = f" {' '.join(self.keys[m] for m in others)} ".find(f" {self.keys[n]} ") + 1
                first = bisect_left(starts, at)
                if at and starts[first] == at and starts[first + 1] - at <= self.lengths[n]:
                    self.raw.add(n)
                    held = others[first:bisect_left(starts, at + self.lengths[n])]
                    yield Duplicate(n, held[0], "the words of several blocks in a row", last=held[-1])
                    break

    def _again(self, a: int, b: int) -> Iterator[Duplicate]:
        """Two blocks with the same words, ``a`` above ``b``."""
        t = self.traits[a]
        copy, twin = (a, b) if b == self.title else (b, a)
        told = (b == a + 1 or twin == self.title) and self._among_text(b)
        if not told and (self._in_verse(a) or self._in_verse(b)) or t.words <= 8 and t.last == "!":
            return
        if twin in (self.first, self.title) and t.words >= 2 and b <= a + HEAD and not self._listed(copy):
            yield Duplicate(copy, twin, "the title, printed again", None if self.title is not None or t.prose else Label.TITLE)
        elif b - a <= 2 and self._beside(a, b):
            caption = a != self.first and not (t.words >= 45 and t.terminal)
            teaser = t.prose and a <= HEAD and a not in self.captions
            yield self._teaser(a, b) if teaser else Duplicate(b, a, "the same line again, side by side", Label.CAPTION if caption else None)
        elif t.words >= LINE and {a, b} <= self.captions and not self._in_own_figures(a, b):
            yield Duplicate(b, a, "the same caption again")
        elif t.words >= PARAGRAPH and (t.prose or t.words >= 20) and self.times[t.key] < REFRAIN:
            if a <= HEAD and b <= a + HEAD and not any(self.traits[n].words > 60 for n in range(a + 1, b)):
                yield self._teaser(a, b)
            elif b - a <= REACH or self.blocks[a].markup is not None or self._in_company(a, b):
                yield Duplicate(b, a, "the same paragraph again")

    def _in_own_figures(self, a: int, b: int) -> bool:
        """Whether markup puts each of two blocks into a figure of its own: two pictures may have the same caption."""
        one, other = self.blocks[a].markup, self.blocks[b].markup
        return one is not None and other is not None and bool(one.figure and other.figure) and one.figure != other.figure

    def _beside(self, a: int, b: int) -> bool:
        """Whether the same words at ``a`` and ``b`` are one line printed twice: side by side, or with a short line between."""
        t = self.traits[a]
        between = self.traits[a + 1] if b == a + 2 and self.traits[a + 1].key != t.key else None
        if between is not None and (between.words > 6 or between.terminal or t.words < LINE or (t.prose and t.words >= PARAGRAPH)):
            return False
        return not (t.words <= 8 and t.last in "!?") and not (t.words < LINE and (t.terminal or not self._alone(a, b)))

    def _alone(self, a: int, b: int) -> bool:
        """Whether a pair of short lines has blank lines around it, and none between."""
        following = self.blocks[b + 1].blank if b + 1 < len(self.blocks) else 1
        return self.blocks[b].blank == 0 and self.blocks[a].blank > 0 and following > 0

    def _teaser(self, a: int, b: int) -> Duplicate:
        """A text at the top that stands again further down: the copy that leads into the body stays."""
        if b + 1 < len(self.traits) and not self.traits[b + 1].key and self.blocks[b + 1].text:
            return Duplicate(b, a, "the standfirst again, above the rule that opens the body", Label.STANDFIRST)
        return Duplicate(a, b, "returns as a paragraph of the body", None if a in self.captions else Label.PARAGRAPH)

    def _in_company(self, a: int, b: int) -> bool:
        """Whether blocks around ``a`` stand around ``b`` too: then the page prints a whole stretch twice."""
        near = {self.traits[n].key for n in range(max(a - 3, 0), min(a + 4, len(self.traits))) if n != a and self.traits[n].words >= LINE}
        return any(self.traits[n].key in near for n in range(max(b - 3, 0), min(b + 4, len(self.traits))) if n not in (a, b))

    def _part(self, n: int) -> Iterator[Duplicate]:
        """A block whose words are part of a block near it."""
        t = self.traits[n]
        if not LINE <= t.words <= 90 or self._in_verse(n):
            return
        if self.blocks[n].text.endswith(("…", "...")):  # the last word may be a part of one
            t = t._replace(key=t.key.rpartition(" ")[0], last="…")
        key, length, keys = t.key, len(t.key), self.keys
        lengths = self.lengths[(first := max(n - REACH, 0)):n + REACH + 1]
        for m, longer in enumerate(lengths, first) if max(lengths) > length else ():
            if longer > length and m != n and m not in self.raw and key in keys[m] and f" {key} " in f" {keys[m]} ":
                if (found := self._as_part(t, self.traits[m])) is not None:
                    yield found
                    return

    def _as_part(self, t: Traits, other: Traits) -> Duplicate | None:
        """A block whose words are part of the other one, as a duplicate of it, if it is one."""
        starts = other.key.startswith(t.key + " ") and not self._may_head(t, other)
        at_top = t.n <= HEAD and other.n > t.n
        if starts and at_top and t.words >= 8 and (t.prose or t.last in "…." or t.words >= 12):
            if t.words >= 12 and other.words - t.words <= 6:
                return self._teaser(t.n, other.n)
            return Duplicate(t.n, other.n, "the beginning of a paragraph of the body") if other.words > 45 or t.last == "…" or t.words >= 20 else None
        if starts and abs(t.n - other.n) <= 2 and len(other.key) - len(t.key) <= CREDIT and t.words >= 5:
            return Duplicate(t.n, other.n, "the beginning of the line beside it", Label.CAPTION)
        if other.prose and other.words >= t.words + 6 and self._may_be_pulled(t):
            return Duplicate(t.n, other.n, "words of a paragraph, set apart")
        return None

    def _may_head(self, t: Traits, other: Traits) -> bool:
        """Whether a block may be a heading whose words open the paragraph below it, or the caption there that stands twice."""
        if not 0 < other.n - t.n <= 2 or t.terminal or t.words > 9:
            return False
        return self.times[other.key] > 1 or other.n == t.n + 1 and other.prose and other.words > 2 * t.words

    def _may_be_pulled(self, t: Traits) -> bool:
        """Whether a block may be a pull quote."""
        block = self.blocks[t.n]
        if not 6 <= t.words <= 45 or self._listed(t.n) or (t.n < 2 and t.words < 12):
            return False
        if block.markup is not None and not _set_apart(block.markup):
            return False
        quoted = block.text[0] in _MARKS or block.text[-1] in _MARKS
        following = self.traits[t.n + 1] if t.n + 1 < len(self.traits) else None
        heads = not t.terminal and not quoted and t.words <= 9 and following is not None and following.prose
        return (quoted or (t.terminal and t.words >= 8) or t.words >= 14) and not heads

    def _listed(self, n: int) -> bool:
        """Whether a block is an item of a list, or begins like one."""
        text, markup = self.blocks[n].text, self.blocks[n].markup
        return text[:1] in "*•‣◦▪·–-" or text[:2].rstrip(".)").isdigit() or (markup is not None and markup.list_depth > 0)

    def _in_verse(self, n: int) -> bool:
        """Whether a block stands among short lines of its group, three or more with it, at least two of them different; or is code that is shown."""
        if (markup := self.blocks[n].markup) is not None:
            return markup.tag in ("pre", "code") and not markup.hidden
        if self.words[n] > 12:
            return False
        chunk, last = self.chunks[n], len(self.chunks) - 1
        if self.chunks[max(n - 1, 0)] != chunk != self.chunks[min(n + 1, last)]:
            return False
        near = [self.keys[m] for m in range(max(n - 4, 0), min(n + 5, last + 1)) if self.chunks[m] == chunk and 0 < self.words[m] <= 12]
        return len(near) >= 3 and near.count(near[0]) < len(near)

    def _among_text(self, n: int) -> bool:
        """Whether running text stands in the group of a block, and hardly a short line there ends or begins as lines of verse do."""
        around = range(max(n - 4, 0), min(n + 5, len(self.chunks)))
        group = [self.traits[m] for m in around if self.chunks[m] == self.chunks[n] and self.words[m]]
        near = [t for t in group if t.words <= 12]
        return len(near) < len(group) and sum(t.last in ",;—–-" or t.lower_start for t in near) * 4 < len(near)


def _set_apart(markup: Markup) -> bool:
    """Whether markup sets a block apart, as pull quotes are."""
    named = any("quot" in name or "pull" in name for name in map(str.lower, markup.hints[:4]))
    return named or not {"blockquote", "aside", "figure", "q"}.isdisjoint(markup.path)
