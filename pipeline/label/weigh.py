"""Which blocks are boilerplate: votes merged, neighbours and place looked at.

Strategy: the votes for one kind on one block are independent signs and add up as such (1 - product of the doubts). A sign of its own is
where a block stands (before the first or after the last running text of the article, or near the end) and what its neighbours turned
out to be; so the sure cases come first, and the rest is looked at again until nothing changes. A zone opened by a phrase ("Leave a
Reply") runs on while what follows fits it.

Two rules guard the article. One weak sign alone removes nothing: the bar lies above what any single weak or likely sign reaches. And
running text has a higher bar than a line, since what is lost with it is worth more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from pipeline.data import Block, Label, Vote
from pipeline.label.doubles import ALONE
from pipeline.label.kinds import AUTHORS_TOO, CHUNK_KINDS, FAMILY, INSERTED, REACH
from pipeline.label.signs import STRONG, Signs, Sum, sum_up
from pipeline.reading.traits import Traits

__all__ = ["Verdict", "weigh"]

_BAR = 0.75
_BESIDE = 0.25
_PROSE_BAR = 0.83
_ROUNDS = 6
_SOON = 6  # blocks, at the most, between two headings of the same comments

_REVISED = frozenset({"boilerplate-signs", "between"})
_NO_VOTES = Sum(0.0, 0.0, False, (), ())
_NO_NEIGHBOUR = (Label.DUPLICATE, Label.SEPARATOR)
_DIGITS = re.compile(r"\d+")
_ITEM = re.compile(r"(?:[*•‣◦▪·–-]|\(?\d{1,2}[.)])\s")


class Verdict(NamedTuple):
    """A block is boilerplate of this kind."""

    label: Label
    score: float
    reason: str
    twin: int | None = None
    signs: tuple[str, ...] = ()


class _Place(NamedTuple):
    """Where blocks stand: ``head`` before the first running text, ``tail`` after the last, ``late`` near the end."""

    first: int
    last: int
    late: int
    busy_head: bool = False
    busy_tail: bool = False


def weigh(blocks: Sequence[Block], traits: Sequence[Traits], votes: Sequence[Vote]) -> dict[int, Verdict]:
    """The blocks that are boilerplate, with kind, score, reason and the signs besides votes that counted."""
    return _Weigher(blocks, traits, votes).run()


class _Weigher:
    def __init__(self, blocks: Sequence[Block], traits: Sequence[Traits], votes: Sequence[Vote]) -> None:
        self.blocks, self.traits = blocks, traits
        # What the model says comes after (label.decide), and so do doubles that only a whole page has.
        against = [v for v in votes if v.label.removed and v.by != ALONE and not v.by.startswith("model:")]
        self.openers = [v for v in against if v.by.startswith("opener:")]
        self.opening = frozenset(v.block for v in self.openers)
        self.by_block: dict[int, list[Vote]] = {}
        for vote in against:
            self.by_block.setdefault(vote.block, []).append(vote)
        self.sums = {n: sum_up(votes) for n, votes in self.by_block.items()}
        sums = [self.sums.get(b.n, _NO_VOTES) for b in blocks]
        self.strongest = [s.strongest for s in sums]
        self.busy = [s.busy for s in sums]
        self.comments = list(accumulate((s.comments for s in sums), initial=0))
        """How many blocks before each one, and before the end, speak of comments; ``prose``: how many words of running text stand there."""
        self.prose = list(accumulate((t.words if t.prose else 0 for t in traits), initial=0))
        self.of_authors = frozenset(v.block for v in votes if v.label is Label.AUTHOR_NOTE)
        """Blocks that a phrase takes for a note on the author."""
        self.items = frozenset(b.n for b in blocks if _ITEM.match(b.text))
        self.chunks: dict[int, list[int]] = {}
        for block in blocks:
            self.chunks.setdefault(block.chunk, []).append(block.n)
        self.place = _Place(0, 0, 0)
        self.out: dict[int, Verdict] = {}
        self.stale: set[int] = set()
        """Blocks that have to be looked at again: they or what they are judged by has changed."""

    def run(self) -> dict[int, Verdict]:
        for n, votes in self.by_block.items():
            for vote in votes:
                if vote.label is Label.DUPLICATE:
                    self._take(n, Verdict(Label.DUPLICATE, vote.score, "duplicate", vote.twin))
        for _ in range(_ROUNDS):
            before = len(self.out)
            self._find_place()
            self._singles()
            self._zones()
            self._whole_chunks()
            self._between()
            if len(self.out) == before:
                break
        self._follow_twins()
        return self.out

    def _take(self, n: int, verdict: Verdict) -> None:
        """A block goes: its neighbours have to be looked at again, and so has a list below it, if it ends with a colon."""
        self.out[n] = verdict
        self.stale.update((n - 1, n + 1))
        if self.blocks[n].text.endswith(":") and n + 1 < len(self.blocks):
            self.stale.update(self.chunks[self.blocks[n + 1].chunk])

    def _follow_twins(self) -> None:
        """A double of what turned out to be boilerplate is boilerplate of the same kind; words that only stand in it somewhere are not."""
        for n, verdict in list(self.out.items()):
            twin = self.out.get(verdict.twin) if verdict.twin is not None else None
            if twin is None or verdict.twin is None or twin.label is Label.DUPLICATE:
                continue
            if self.traits[n].key == self.traits[verdict.twin].key:
                self.out[n] = Verdict(twin.label, verdict.score, "boilerplate-signs", None, (f"the same words as other {twin.label}",))
            else:
                del self.out[n]

    # -- where things stand -------------------------------------------------------------------------------------------

    def _find_place(self) -> None:
        """The span of the article's running text, as far as it is known now."""
        place = self._place_of([t for t in self.traits if self._is_solid(t)])
        if place != self.place:
            self.place = place
            self.stale.update(self.by_block)

    def _place_of(self, solid: Sequence[Traits]) -> _Place:
        if not solid:
            return _Place(len(self.traits), -1, 0, True, True)
        total = sum(t.words for t in solid)
        late = -1
        seen = 0
        for t in solid:
            seen += t.words
            if late < 0 and seen >= 0.88 * total and len(solid) > 1:
                late = t.n
        first, last = solid[0].n, solid[-1].n
        return _Place(first, last, late if late >= 0 else last, _is_busy(self.busy[:first]), _is_busy(self.busy[last + 1 :]))

    def _is_solid(self, t: Traits) -> bool:
        """Running text, or an item of a list of some length, that nothing speaks against."""
        text = t.prose or (t.words >= 4 and t.n in self.items and not self._is_headed_by_boilerplate(t.n))
        return text and t.n not in self.out and self.strongest[t.n] < 0.7

    def _is_headed_by_boilerplate(self, n: int) -> bool:
        """The list it belongs to stands below a line like "Most read"."""
        while n > 0 and n in self.items:
            n -= 1
        return n in self.out or self.strongest[n] >= 0.7

    def _edge(self, n: int) -> tuple[float, str]:
        """What the place of a block says. Beyond the text it says much where other boilerplate stands there too, little where none does."""
        place = self.place
        if n > place.last:
            return (0.3 if place.busy_tail else 0.12), "after the text"
        if n < place.first:
            return (0.3 if place.busy_head else 0.12), "before the text"
        if n > place.late:
            return 0.12, "near the end"
        return 0.0, ""

    def _around(self, n: int) -> list[Label]:
        """What kinds of boilerplate stand beside a block."""
        verdicts = (self.out.get(n - 1), self.out.get(n + 1))
        return [v.label for v in verdicts if v is not None and v.label not in _NO_NEIGHBOUR]

    # -- the passes ---------------------------------------------------------------------------------------------------

    def _singles(self) -> None:
        for n in self.by_block:
            if n in self.stale and n not in self.out:
                self.stale.discard(n)
                found = self._best_kind(n)
                if found is not None:
                    self._take(n, found)

    def _best_kind(self, n: int) -> Verdict | None:
        around = self._around(n)
        if not around and not self.sums[n].strong:
            return None
        edge, where = self._edge(n)
        beyond = n < self.place.first or n > self.place.last
        t = self.traits[n]
        best = _PROSE_BAR if t.prose and t.words >= 25 else _BAR
        listed = self._is_listed_by_the_author(n)
        if listed:
            edge = 0.0
        found: tuple[Signs, float, str] | None = None
        for own in self.sums[n].beyond if beyond else self.sums[n].inside:
            kind, doubt = own.kind, own.doubt
            if kind is Label.COMMENTS and n < self.place.first and own.strongest < 0.9:
                continue  # readers' comments stand below a text
            beside, what = _beside(kind, around) if around else (0.0, "")
            inserted = kind in INSERTED or beside >= _BESIDE
            if not beyond and not own.standing and (not inserted or self._may_be_the_author(n, kind)):
                doubt = max(doubt, 0.3)
            if listed:
                doubt = max(doubt, 0.5)
            # A word of another kind of boilerplate on the same line is a sign too, but a small one.
            score = 1 - doubt * (1 - edge) * (1 - beside) * (1 - 0.3 * own.others)
            strong = 1 - doubt >= STRONG or beside >= 0.4
            if strong and (score > best if found else score >= best):
                best, found = round(score, 3), (own, doubt, what)
        if found is None:
            return None
        own, doubt, what = found
        reason = "site-repeat" if own.repeated else f"boilerplate-{'sure' if doubt <= 0.1 else 'signs'}"
        return Verdict(own.kind, best, reason, None, tuple(s for s in (where, what) if s))

    def _may_be_the_author(self, n: int, kind: Label) -> bool:
        """Inside the text, a whole sentence that sends the reader elsewhere, or an item of a list, may be the author's own."""
        t = self.traits[n]
        return n in self.items or (t.terminal and (kind in AUTHORS_TOO or t.words >= 30))

    def _is_listed_by_the_author(self, n: int) -> bool:
        """Stands, alone or with others, below a paragraph of the text that ends with a colon."""
        if not self.place.first < n < self.place.last:
            return False
        chunk = self.chunks[self.blocks[n].chunk]
        above = (chunk[0] if len(chunk) <= 12 else n) - 1
        return (
            above > self.place.first
            and above not in self.out
            and self.blocks[above].text.endswith(":")
            and self.traits[above].words >= 6
        )

    def _zones(self) -> None:
        for vote in self.openers:
            self._zone(vote)

    def _zone(self, opener: Vote) -> None:
        """From a block that opens a zone of its kind, the blocks that fit it."""
        n, kind = opener.block, opener.label
        if n not in self.out:
            if not self._opens(opener):
                return
            self._take(n, Verdict(kind, 0.85, "zone", None, ("opens a zone",)))
        elif self.out[n].label is not kind:
            return
        reach, words = REACH.get(kind, (4, 10))
        if kind is Label.COMMENTS and not self._is_comment_section(n):
            return
        free = n > self.place.last or kind in (Label.COMMENT_FORM, Label.COMMENTS)
        m, taken = n + 1, 0
        while m < len(self.blocks) and taken < reach:
            if m in self.out:
                if self._opens_another(m, kind):
                    return
                if self.out[m].reason in _REVISED and (kind is Label.COMMENTS or any(v.label is kind for v in self.by_block.get(m, ()))):
                    self._take(m, Verdict(kind, self.out[m].score, "zone", None, (f"in the zone opened by “{self.blocks[n].text[:40]}”",)))
            else:
                if not self._fits(m, kind, words, free=free or self._in_small_chunk(n, m)):
                    return
                label = self._own_kind(m, kind)
                self._take(m, Verdict(label, 0.8, "zone", None, (f"in the zone opened by “{self.blocks[n].text[:40]}”",)))
            m, taken = m + 1, taken + 1

    def _opens_another(self, m: int, kind: Label) -> bool:
        """An opener of another kind that is boilerplate by itself ends a zone, unless it speaks for the zone's kind too."""
        if m not in self.opening:
            return False
        votes = self.by_block[m]
        other = any(v.by.startswith("opener:") and v.score >= 0.6 and v.label is not kind for v in votes)
        return other and not any(v.label is kind for v in votes)

    def _in_small_chunk(self, n: int, m: int) -> bool:
        """Both stand in one group of a few short lines."""
        chunk = self.chunks[self.blocks[n].chunk]
        return self.blocks[m].chunk == self.blocks[n].chunk and len(chunk) <= 6 and not any(self.traits[i].words > 25 for i in chunk)

    def _opens(self, opener: Vote) -> bool:
        """Does an opener that is not boilerplate by itself open its zone? Only if what follows speaks for the zone."""
        n, kind = opener.block, opener.label
        if kind is Label.COMMENTS and opener.score >= 0.6 and self._is_comment_section(n, least=3):
            return True
        if self.place.first <= n <= self.place.last or (opener.score < 0.6 and self.traits[n].words > 6):
            return False
        following = [v for m in range(n + 1, min(n + 5, len(self.blocks))) for v in self.by_block.get(m, ()) if v.label in FAMILY[kind]]
        return max((v.score for v in following), default=0.0) >= 0.6 or sum(v.score for v in following) >= 0.7

    def _is_comment_section(self, n: int, least: int = 2) -> bool:
        """Readers' comments follow: heads of comments, or words of a comment form, among what follows, and an article before."""
        heads = self.comments[-1] - self.comments[n + 1]
        before = self.prose[n]
        return before >= 60 and (heads >= least or heads * 6 >= len(self.blocks) - n - 1) and not self._is_counter(n)

    def _is_counter(self, n: int) -> bool:
        """The number of comments, above the article: what next speaks of comments stands far below, and is their heading with the same number."""
        number = _DIGITS.findall(self.blocks[n].text)
        if not number and n + 1 < len(self.blocks) and self.blocks[n + 1].text.isdigit():
            number = [self.blocks[n + 1].text]
        following = next((m for m in range(n + 1, len(self.blocks)) if self.comments[m + 1] > self.comments[m]), n) if number else n
        return following - n > _SOON and following in self.opening and _DIGITS.findall(self.blocks[following].text) == number

    def _fits(self, m: int, kind: Label, words: int, *, free: bool) -> bool:
        t = self.traits[m]
        own = [v for v in self.by_block.get(m, ()) if v.label in FAMILY[kind]]
        if any(v.score >= 0.35 for v in own) and t.words <= max(words, 40):
            return True
        if kind is Label.COMMENTS:
            return True
        if not free:
            return False
        if kind is Label.RELATED:
            return t.words <= words and t.digits < 0.3 and not (t.terminal and (t.words > 14 or (t.last == "." and t.words > 5)))
        if t.prose or (t.terminal and t.words > 8):
            return (
                kind in (Label.SUBSCRIBE, Label.JOIN_US, Label.COOKIE_NOTICE, Label.LEGAL)
                and t.words <= words
                and m > self.place.last
                and bool(own)
            )
        return t.words <= words

    def _own_kind(self, m: int, kind: Label) -> Label:
        """A block in a zone keeps a kind of its own if a sure vote says so."""
        sure = [v for v in self.by_block.get(m, ()) if v.score >= 0.9]
        return sure[0].label if sure else kind

    def _whole_chunks(self) -> None:
        """Lines that stand together without a blank line go together: one of them sure, near the end or the top, and none of them long."""
        if len(self.chunks) < 4:
            return
        for members in self.chunks.values():
            if not 2 <= len(members) <= 9:
                continue
            gone = [self.out[n] for n in members if n in self.out and self.out[n].label in CHUNK_KINDS]
            if not gone or len(gone) == len(members) or members[-1] < self.place.late:
                continue
            if sum(self.traits[n].words for n in members if n not in self.out) > 90 or 3 * len(gone) < len(members) - 1:
                continue
            kind = gone[0].label
            for n in members:
                if n not in self.out:
                    self._take(n, Verdict(kind, 0.78, "chunk", None, ("stands together with " + kind,)))

    def _between(self) -> None:
        """Short lines after the text, shut in between boilerplate."""
        n = self.place.last + 1
        while n < len(self.blocks):
            m = n
            while m < len(self.blocks) and m not in self.out:
                m += 1
            run = range(n, m)
            if run and self._is_wall(n - 1) and self._is_wall(m) and len(run) <= 3 and all(self._is_stray(i) for i in run):
                kind = self.out[n - 1].label
                for i in run:
                    self._take(i, Verdict(kind, 0.76, "between", None, ("between boilerplate, after the text",)))
            n = m + 1

    def _is_wall(self, n: int) -> bool:
        return n in self.out and self.out[n].label not in _NO_NEIGHBOUR

    def _is_stray(self, n: int) -> bool:
        t = self.traits[n]
        return t.words <= 8 and not t.terminal and n not in self.of_authors


def _is_busy(strongest: Sequence[float]) -> bool:
    """At least two blocks bear signs of boilerplate, one of them strong."""
    return sum(s >= 0.35 for s in strongest) >= 2 and max(strongest) >= 0.7


def _beside(kind: Label, around: Sequence[Label]) -> tuple[float, str]:
    """What the kinds of its neighbours say for a kind."""
    best, sign = 0.0, ""
    for other in around:
        score = 0.5 if other is kind else 0.4 if other in FAMILY[kind] else 0.25
        if score > best:
            best, sign = score, f"beside {other}"
    return best, sign
