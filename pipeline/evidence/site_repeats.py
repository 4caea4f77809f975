"""What a site repeats: fingerprints of blocks, and votes on blocks that stand in many different articles of one site.

Strategy: two passes over a frozen table, never a cache. Of each page a *sketch* is kept, one `Print` a block; counting sketches
(`pipeline.archive.caches.sketches`) gives the `Memory` of a site; votes follow from sketch and memory alone, so that nobody needs the page again to
see whether an article would lose anything by what was learned since.

What stands in many different articles before the first or after the last running text of their own is boilerplate, however it is worded
and in whatever language. Inside the text the same phrase may be an editor's own, so more articles are asked for and the vote needs a
second sign of another kind. Captures of one address are one article; pages whose longest blocks are the same are copies, and count once.

Numbers in the evidence are rounded down (1, 2, 5, 10, 20, 50 …), so that an article does not change with each one that comes after it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from pipeline.data import Label, Vote
from pipeline.reading.dates import calendar_words
from pipeline.reading.traits import prose_of
from pipeline.reading.words import key_of
from pipeline.settings import Repeats

__all__ = ["Count", "Memory", "Print", "fingerprint", "print_of", "votes"]

_FEWEST_WORDS, _FEWEST_LETTERS = 4, 14
"""Words and letters of the shortest block that has a fingerprint."""
_LONGEST = 3_000
"""Characters that are looked at; what differs only behind them counts as the same."""
_HEADING = 8
"""Words of the longest heading."""
_URL = re.compile(r"(?:https?://|www\.)\S+")
_RUN = re.compile(r"\S+")
_DOMAIN_END = re.compile(r"\.\w+")
_DIGITS = re.compile(r"\d+(?:st|nd|rd|th)?")
_calendar_words = lru_cache(maxsize=32)(calendar_words)


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of a block."""

    mark: str
    """The fingerprint; empty for a block that is too short or too general."""
    words: int
    prose: bool
    """Running text."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often a fingerprint was seen on one site."""

    documents: int
    articles: int
    """Different addresses (or names)."""
    different: int
    """Of these, articles that are no copies of one another."""
    head: int = 0
    body: int = 0
    tail: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """The frozen table of one site."""

    site: str
    articles: int
    """Different articles of the site."""
    counts: Mapping[str, Count] = field(default_factory=dict)

    def share(self, count: Count) -> float:
        """The part of the site's articles in which it stands, 0 to 1."""
        return count.different / max(1, self.articles)


def fingerprint(text: str, language: str) -> str | None:
    """16 hex digits for a block's words, the same in every process; None for what is too short to tell anything.

    Numbers, addresses, names of months and weekdays (of the language and of English) are masked; case and punctuation do not count.
    """
    words = key_of(_DIGITS.sub(" 0 ", _without_addresses(text[:_LONGEST]))).split()
    calendar = _calendar_words(language)
    masked = [name for name, _ in groupby("0" if word in calendar else word for word in words)]
    told = [word for word in masked if word not in ("0", "url")]
    letters = sum(map(len, told))
    if letters < _FEWEST_LETTERS or (len(told) < _FEWEST_WORDS and not _is_unspaced(told)):
        return None
    return hashlib.blake2b(" ".join(masked).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _without_addresses(text: str) -> str:
    """The text with ``url`` in place of each address of a page or a mailbox."""
    return _RUN.sub(lambda match: _without_mailbox(match[0]), text) if "@" in text else _URL.sub(" url ", text)


def _without_mailbox(run: str) -> str:
    """The same for characters without a space, of which all up to the last name of a domain may be a mailbox."""
    *_, last = (None, *_DOMAIN_END.finditer(run))
    if last is None or _URL.match(run) or not 0 < run.find("@", 1) < last.start() - 1:
        return _URL.sub(" url ", run)
    return " url " + _URL.sub(" url ", run[last.end():])


def _is_unspaced(words: Iterable[str]) -> bool:
    """Written without spaces, as Chinese, Japanese and Thai are."""
    return any(len(word) >= _FEWEST_LETTERS and not word.isascii() for word in words)


def print_of(text: str, language: str) -> Print:
    """What is stored of a block."""
    return Print(fingerprint(text, language) or "", *prose_of(text))


def votes(prints: Sequence[Print], memory: Memory, limits: Repeats) -> tuple[Vote, ...]:
    """A vote on each block that the site repeats, by block number."""
    strong = {n for n, p in enumerate(prints) if (count := memory.counts.get(p.mark)) is not None
              and count.different >= limits.articles and memory.share(count) * 100 >= limits.share}
    own = [n for n, p in enumerate(prints) if p.prose and n not in strong]
    if not strong or not own:
        return ()  # a page of nothing but repetitions is no article with boilerplate around it
    first, last = own[0], own[-1]
    marked = [n for n, p in enumerate(prints) if p.mark and n not in strong]
    unbroken = (min(marked, default=len(prints)), max(marked, default=-1))
    out = []
    for n in sorted(strong):
        heading = prints[n].words <= _HEADING
        beyond = n < (unbroken[0] if heading else first) or n > (unbroken[1] if heading else last)
        if vote := _vote(n, memory, memory.counts[prints[n].mark], limits, edge="" if not beyond else "head" if n < first else "tail"):
            out.append(vote)
    return tuple(out)


def _vote(n: int, memory: Memory, count: Count, limits: Repeats, edge: str) -> Vote | None:
    if edge and 2 * (count.head + count.tail) >= count.documents:
        sure = count.different >= 4 * limits.articles and memory.share(count) >= 0.5
        where = "at the top" if edge == "head" else "at the end"
        return Vote(n, Label.SITE_REPEAT, 0.92 if sure else 0.85, "site-repeat", _evidence(memory, count, where))
    if count.different >= limits.inside:
        return Vote(n, Label.SITE_REPEAT, 0.55, "site-repeat", _evidence(memory, count, "inside the text"))
    return None


def _evidence(memory: Memory, count: Count, where: str) -> str:
    percent = max(p for p in (1, 2, 5, 10, 25, 50, 75, 90) if p <= max(1.0, 100 * memory.share(count)))
    return f"stands in {_at_least(count.different)} or more different articles of {memory.site}, {percent} percent or more of them, {where}"


def _at_least(number: int) -> int:
    """Rounded down to 1, 2 or 5 times a power of ten."""
    power = int(10 ** (len(str(number)) - 1))
    return max(step * power for step in (1, 2, 5) if step * power <= number)
