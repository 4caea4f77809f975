"""What stands twice in one document: captions, teasers, pull quotes, paragraphs, the title.

Strategy: blocks are compared by their words alone (`traits.key_of`). Of two doubles one stays and the other gets a vote for ``duplicate``
with the one that stays as its twin. What a writer repeats on purpose must stay: lines of verse, slogans, short sentences at a distance.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence

from pipeline.data import Block, Label, Vote
from pipeline.reading.traits import Traits, key_of

__all__ = ["ALONE", "Occurrences", "find_doubles"]

ALONE = "double:alone"
"""Voter of a paragraph of plain text that returns from afar without others: it goes only from a page that is more than its article."""
_MARKS = ("“", "”", '"', "„", "«", "»", "‘", "‚")
_SET_APART = frozenset({"blockquote", "aside", "figure", "q"})
_PAGE_TITLE = re.compile(r"\s+[|–—·•:»«-]\s+|\s*\|\s*")
_HEAD = 8
"""Blocks: how far down a teaser, a second title or a second byline still belongs to the top of the page."""


_REACH = 8
"""Blocks between a pull quote and its paragraph. Words without quotation marks that stand further off are a summary, a step of a recipe, an
answer in a list of questions: on the bench pages five words in six of what was taken for one there belonged to the text."""
_NEIGHBOURS, _COMPANY = 3, 2
"""Blocks to either side of a paragraph that returns from afar, and how many of them, with it, may be doubles before it goes."""


_MOST, _HALF = 0.6, 0.5
"""Share of a block's letters that others must hold between them, and at the most each of them, to make it their copy."""


class Occurrences:
    """Where a run of words occurs in the blocks of a document, or in some of them; about 10 µs a question for 10,000 words."""

    def __init__(self, traits: Sequence[Traits]) -> None:
        parts: list[str] = []
        self._numbers = [t.n for t in traits]
        self._starts: list[int] = []
        at = 0
        for t in traits:
            self._starts.append(at)
            part = f" {t.key} \n"
            parts.append(part)
            at += len(part)
        self._text = "".join(parts)

    def of(self, key: str, besides: int = -1) -> Iterator[int]:
        """The numbers of the blocks that hold these words in this order, without block ``besides``."""
        wanted, at, last = f" {key} ", 0, -1
        while (at := self._text.find(wanted, at)) >= 0:
            n = self._numbers[bisect_right(self._starts, at) - 1]
            if n not in (besides, last):
                yield n
            last = n
            at += len(wanted)

    def count(self, key: str) -> int:
        """In how many places these words stand."""
        return self._text.count(f" {key} ") if key else 0


def find_doubles(blocks: Sequence[Block], traits: Sequence[Traits]) -> tuple[Vote, ...]:
    """Votes for ``duplicate`` on what stands twice, and for ``caption`` on a caption that was printed twice."""
    found = _turned_round(list(_Doubles(blocks, traits).votes()), traits)
    votes = [v for v in found if v.by != "double:pull-quote" or v.twin is None or _is_set_apart(blocks[v.block], abs(v.block - v.twin))]
    doubled = {vote.block for vote in votes if vote.twin is not None}
    return tuple(vote._replace(by=ALONE) if _returns_alone(vote, blocks, doubled) else vote for vote in votes)


def _returns_alone(vote: Vote, blocks: Sequence[Block], doubled: Container[int]) -> bool:
    """Whether the author repeats himself: a paragraph of plain text comes back from afar, alone or with one other.

    What a page prints twice comes in company: whole lists, whole articles. Of what readability and trafilatura leave of the bench pages,
    two words in three of a paragraph that returned by itself stand twice in the gold too; of those in company one in fifteen does. Of whole
    pages as text it is one in three, so there (`label.decide`) it counts.
    """
    n = vote.block
    if vote.by != "double:paragraph" or vote.twin is None or abs(n - vote.twin) <= _REACH or blocks[n].markup is not None:
        return False
    return sum(m in doubled for m in range(n - _NEIGHBOURS, n + _NEIGHBOURS + 1)) <= _COMPANY


def _is_set_apart(block: Block, distance: int) -> bool:
    """By its markup; in plain text by quotation marks, or because its paragraph is near."""
    if block.markup is None:
        return distance <= _REACH or _is_quoted(block.text)
    return not _SET_APART.isdisjoint(block.markup.path) or any("quot" in hint or "pull" in hint for hint in map(str.lower, block.markup.hints[:4]))


def _is_quoted(text: str) -> bool:
    return text.startswith(_MARKS) or text.endswith(_MARKS)


def _turned_round(votes: Sequence[Vote], traits: Sequence[Traits]) -> Iterator[Vote]:
    """A block that is little more than several others (the whole text once more, hidden or for sharing) is the double, not they."""
    parts: dict[int, list[int]] = {}
    for vote in votes:
        if vote.twin is not None and traits[vote.block].key != traits[vote.twin].key:
            parts.setdefault(vote.twin, []).append(vote.block)
    whole = {n: min(found) for n, found in parts.items() if _is_made_of(traits[n].key, [traits[m].key for m in found])}
    for vote in votes:
        if vote.block in whole:
            continue
        if vote.twin is None or vote.twin not in whole:
            yield vote
        elif traits[vote.block].key == traits[vote.twin].key:
            yield vote._replace(twin=whole[vote.twin])
    for n, first in sorted(whole.items()):
        yield Vote(n, Label.DUPLICATE, 0.95, "double:whole", "several blocks once more, in one", twin=first)


def _is_made_of(key: str, parts: Sequence[str]) -> bool:
    """Whether others hold most of these words between them and none of them by itself: a teaser and a pull quote do not make a paragraph."""
    covered = end = 0
    for start, size in sorted((key.find(part), len(part)) for part in parts):
        if size > _HALF * len(key):
            return False
        covered += max(0, start + size - max(end, start))
        end = max(end, start + size)
    return len(parts) > 1 and covered >= _MOST * len(key)


class _Doubles:
    def __init__(self, blocks: Sequence[Block], traits: Sequence[Traits]) -> None:
        self.blocks, self.traits = blocks, traits
        self.gone: dict[int, int] = {}
        """What goes, with the block that stays."""
        self.prose = Occurrences([t for t in traits if t.prose])
        self.title = next((t.n for t in traits if t.key), 0)
        """The first block that has words."""
        self.by_key: dict[str, list[int]] = {}
        for t in traits:
            if t.key:
                self.by_key.setdefault(t.key, []).append(t.n)

    def votes(self) -> Iterator[Vote]:
        yield from self._page_title()
        for key, places in self.by_key.items():
            if len(places) > 1:
                yield from self._same(key, places)
        yield from self._cut_beside()
        for t in self.traits:
            if t.n not in self.gone and 4 <= t.words <= 90 and len(self.by_key.get(t.key, ())) == 1:
                yield from self._contained(t)

    def _page_title(self) -> Iterator[Vote]:
        """``The bakery | Northside Notes`` on the first line, as a page's head has it, where one part is the title that follows below."""
        n = self.title
        parts = [p for p in _PAGE_TITLE.split(self.blocks[n].text) if p.strip()] if self.blocks else []
        if not 2 <= len(parts) <= 4 or self.traits[n].words > 30:
            return
        keys = [key_of(p) for p in parts]
        for m in range(n + 1, min(n + 16, len(self.blocks))):
            if (
                self.traits[m].key in keys
                and self.traits[m].words >= 2
                and self.traits[m].key == max(keys[:-1] if len(keys) == 2 else keys, key=len)
            ):
                yield from self._drop(n, m, "page-title", "the title with the site's name, as in the head of a page")
                yield Vote(m, Label.TITLE, 0.9, "double:page-title", f"part of the page's title “{self.blocks[n].text[:60]}”")
                for other in range(n + 1, m):
                    if self.traits[other].key in keys:
                        yield Vote(other, Label.MASTHEAD, 0.9, "double:page-title", "the site's name in the page's title")
                return

    def _drop(self, n: int, twin: int, by: str, evidence: str, score: float = 0.95) -> Iterator[Vote]:
        twin = self.gone.get(twin, twin)  # of three, the first stays
        if n not in self.gone and twin not in self.gone and n != twin:
            self.gone[n] = twin
            yield Vote(n, Label.DUPLICATE, score, f"double:{by}", evidence, twin=twin)

    # -- the same words, block by block -------------------------------------------------------------------------------

    def _same(self, key: str, places: list[int]) -> Iterator[Vote]:
        t = self.traits[places[0]]
        if not key.strip("0123456789 ") or any(self._in_verse(n) for n in places):
            return
        title = self.title
        for a, b in zip(places, places[1:], strict=False):
            if a == title and t.words >= 2 and b <= title + _HEAD and not self._listed(b):
                yield from self._drop(b, a, "title", "the title, printed again")
            elif self._side_by_side(a, b) and not (b == a + 2 and t.prose and t.words >= 15):
                yield from self._adjacent(a, b)
            elif t.words >= 20 or (t.prose and t.words >= 15 and len(places) == 2):
                if self._at_the_top(a, b):
                    yield from self._teaser(a, b)
                elif len(places) == 2:  # what comes back again and again is meant to
                    yield from self._drop(b, a, "paragraph", "the same paragraph again")
            elif len(places) == 2 and t.words >= 8 and not t.terminal and not self._listed(a) and not self._listed(b):
                yield from self._drop(b, a, "caption", "the same line again")
                yield Vote(a, Label.CAPTION, 0.55, "double:caption", "stands twice")
            elif a == title and t.words >= 4 and not self._listed(b):
                yield from self._drop(b, a, "title", "the title, printed again")

    def _adjacent(self, a: int, b: int) -> Iterator[Vote]:
        t = self.traits[a]
        if t.words <= 8 and t.last in "!?":
            return  # a cry said twice is meant twice
        if t.words == 1 and (t.terminal or not self._alone_together(a, b)):
            return
        if t.words < 4 and t.terminal:
            return
        if t.words >= 45 and t.terminal:
            yield from self._drop(b, a, "paragraph", "the same paragraph again")
            return
        yield from self._drop(b, a, "caption", "the same line again, side by side")
        if a != self.title:
            yield Vote(a, Label.CAPTION, 0.85, "double:caption", "printed twice, side by side")

    def _teaser(self, a: int, b: int) -> Iterator[Vote]:
        """The text at the top that returns as the first paragraph. What leads into the body stays."""
        following = self.traits[b + 1] if b + 1 < len(self.traits) else None
        if following is not None and not following.key:
            yield from self._drop(b, a, "teaser", "the standfirst again, before the rule that opens the body")
            yield Vote(a, Label.STANDFIRST, 0.9, "double:teaser", "returns below, before the rule that opens the body")
        else:
            yield from self._drop(a, b, "teaser", "returns as a paragraph of the body")

    def _cut_beside(self) -> Iterator[Vote]:
        """A line whose neighbour begins with all of it, to the letter: alternative text and caption, one cut off or with the credit behind it."""
        for short in self.traits:
            if short.words < 5 or short.words > 60 or not short.key:
                continue
            for n in (short.n - 1, short.n + 1):
                if not 0 <= n < len(self.traits):
                    continue
                long = self.traits[n]
                if not long.key.startswith(short.key):
                    continue
                more = len(long.key) - len(short.key)
                if short.n <= 5 and short.n < n and self._is_teaser_of(short, long):
                    continue
                if 0 < more <= 160 and not self._is_head_of(short, long) and not self._in_verse(short.n):
                    yield from self._drop(short.n, n, "cut", "the beginning of the line beside it")
                    yield Vote(n, Label.CAPTION, 0.8, "double:cut", "stands beside its own beginning")
                    break

    def _is_teaser_of(self, short: Traits, long: Traits) -> bool:
        """Above its paragraph, or above itself with a date behind it."""
        dots = self.blocks[short.n].text.endswith(("…", "..."))
        return long.words > 45 or (dots and long.prose and long.words >= 25) or (short.terminal and short.words >= 20)

    # -- one inside the other -----------------------------------------------------------------------------------------

    def _contained(self, t: Traits) -> Iterator[Vote]:
        for n in self._holders(t):
            other = self.traits[n]
            if n in self.gone or self._in_verse(t.n):
                continue
            starts = other.key.startswith(t.key + " ")
            extra = other.words - t.words
            if starts and t.words >= 12 and extra <= 6 and self._at_the_top(t.n, n):
                yield from self._teaser(t.n, n)
            elif starts and t.words >= 8 and self._at_the_top(t.n, n) and (t.prose or t.last in "…."):
                yield from self._drop(t.n, n, "teaser", "the beginning of a paragraph of the body")
            elif starts and abs(n - t.n) <= 2 and self._is_cut(t, other):
                yield from self._drop(t.n, n, "cut", "the beginning of the caption beside it")
                yield Vote(n, Label.CAPTION, 0.8, "double:cut", "stands beside its own beginning")
            elif self._is_pull_quote(t, other):
                yield from self._drop(t.n, n, "pull-quote", "words of a paragraph, set apart")
            else:
                continue
            return

    def _holders(self, t: Traits) -> list[int]:
        """The blocks that hold these words, as far as it matters: those that begin with them, beside it and at the top, and where it may be
        a pull quote, running text anywhere."""
        near = range(t.n + _HEAD + 1) if t.n <= _HEAD else range(t.n - 2, t.n + 3)
        start = t.key + " "
        begun = [n for n in near if n < len(self.traits) and self.traits[n].key.startswith(start)]
        return sorted({*begun, *self.prose.of(t.key, besides=t.n)}) if self._may_be_pulled(t) else begun

    def _is_cut(self, t: Traits, other: Traits) -> bool:
        if other.words > 45 or t.words < 4:
            return False
        dots = self.blocks[t.n].text.endswith(("…", "..."))
        return dots or (t.words >= 6 and not t.terminal and not self._is_head_of(t, other))

    def _is_head_of(self, t: Traits, other: Traits) -> bool:
        """A heading whose words open the paragraph below it."""
        return other.n == t.n + 1 and other.prose and t.words <= 9 and not t.terminal and other.words > 2 * t.words

    def _is_pull_quote(self, t: Traits, other: Traits) -> bool:
        return other.prose and other.words >= t.words + 6 and self._may_be_pulled(t)

    def _may_be_pulled(self, t: Traits) -> bool:
        if t.words > 45 or t.words < 6:
            return False
        if t.n < 2 and t.words < 12:
            return False  # a title that the text takes up
        quoted = _is_quoted(self.blocks[t.n].text)
        if not (quoted or (t.terminal and t.words >= 8) or t.words >= 14) or self._listed(t.n):
            return False
        following = self.traits[t.n + 1] if t.n + 1 < len(self.traits) else None
        return t.terminal or quoted or t.words > 9 or following is None or not following.prose

    # -- where a block stands -----------------------------------------------------------------------------------------

    def _side_by_side(self, a: int, b: int) -> bool:
        """Neighbours, or apart only by one short line that is not a sentence (a credit)."""
        return b == a + 1 or (
            b == a + 2 and self.traits[a + 1].words <= 6 and not self.traits[a + 1].terminal and self.traits[a].words >= 4
        )

    def _listed(self, n: int) -> bool:
        return self.blocks[n].text[:1] in "*•‣◦▪·–-" or self.blocks[n].text[:2].rstrip(".)").isdigit()

    def _alone_together(self, a: int, b: int) -> bool:
        chunk = self.blocks[a].chunk
        after = self.blocks[b + 1].chunk if b + 1 < len(self.blocks) else None
        before = self.blocks[a - 1].chunk if a else None
        return self.blocks[b].chunk == chunk and before != chunk and after != chunk

    def _at_the_top(self, a: int, b: int) -> bool:
        """Both stand at the top, with no other running text of length between them."""
        return a <= _HEAD and b <= a + _HEAD and not any(self.traits[n].words > 60 for n in range(a + 1, b))

    def _in_verse(self, n: int) -> bool:
        """Stands in a stretch of three or more short lines, with other lines than its double."""
        if self.traits[n].words > 12:
            return False
        chunk, run = self.blocks[n].chunk, {self.traits[n].key}
        lines = 1
        for step in (-1, 1):
            m = n + step
            while 0 <= m < len(self.blocks) and self.blocks[m].chunk == chunk and 0 < self.traits[m].words <= 12 and lines < 40:
                run.add(self.traits[m].key)
                lines += 1
                m += step
        return lines >= 3 and len(run) >= 2
