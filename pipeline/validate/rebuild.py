"""The decoded page, rebuilt from an article's ranges and texts, the ledger's removals, repairs and white space, and nothing else.

Method: outside changes (repairs, removals inside a block, listed white space) the characters of a block stand in the page one by one,
so a walk along the changes copies the text between them and puts back what was there before each change. Neighbouring changes are
walked over together: what they left in the text is matched as far as it goes, white space counting once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from pipeline.validate.coverage import validate_coverage
from pipeline.validate.lines import Record, all_blocks
from pipeline.validate.problem import Problem

__all__ = ["UNKNOWN", "rebuild", "validate_rebuild"]

UNKNOWN = "\ufffc"
"""Stands for a character that neither the article nor the ledger tells."""

_Change = tuple[int, int, str, str]
"""Start, end, what stands there in the page, what it became."""


def rebuild(article: Record, ledger: Record) -> str:
    """The decoded page that the two records of an article tell; U+FFFC where they tell nothing.

    The records are those of one article in one version, as `json.loads` gives them.
    """
    size = ledger["chars"]
    changes = _changes(ledger)
    removed = [(r["start"], r["end"], r["text"]) for r in ledger["removed"]]
    ranges = sorted(
        [(start, 0, end, text) for start, end, text in removed]
        + [(b["start"], 1, b["end"], b["text"]) for b in all_blocks(article)]
    )
    out: list[str] = []
    cursor, first = 0, True
    for start, kept, end, text in ranges:
        if start > cursor:
            out.append(_between(cursor, start, changes, told=first))
            cursor = start
        page = _undone(text, start, end, changes) if kept else text
        if end > cursor:
            out.append(page[cursor - start:])
            cursor = end
        first = False
    if cursor < size:
        out.append(_between(cursor, size, changes, told=True))
    return "".join(out)


def validate_rebuild(article: Record, ledger: Record, page: str) -> list[Problem]:
    """Compares the rebuilt page with the decoded source, character by character; the first difference is told.

    Of anything but plain text, the words are compared (`pipeline.validate.coverage`).
    """
    try:
        if article["source"]["media_type"] != "text/plain":
            return validate_coverage(article, ledger, page)
        made = rebuild(article, ledger)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return [Problem("rebuild-unreadable", "", f"One of the two records is not of its form, check each by itself: {error!r}.")]
    if made == page:
        return []
    at = next((i for i, (a, b) in enumerate(zip(made, page, strict=False)) if a != b), min(len(made), len(page)))
    sentence = (
        f"The page can't be rebuilt: from character {at} on it reads {made[at:at + 20]!r}, the source {page[at:at + 20]!r}"
        f" (characters: {len(made)} and {len(page)})."
    )
    return [Problem("rebuild", article["id"], sentence)]


def _changes(ledger: Record) -> list[_Change]:
    """All changes in page order. A repair inside a removal is none: the removal holds the page's own characters."""
    removed = sorted((r["start"], r["end"], r["text"], "") for r in ledger["removed"])
    starts = [start for start, _, _, _ in removed]
    repairs = [(r["start"], r["end"], r["before"], r["after"]) for r in ledger["repairs"] if not _is_removed(r["start"], r["end"], removed, starts)]
    return sorted([*removed, *repairs, *((at, at + len(run), run, run) for at, run in ledger["space"])])


def _is_removed(start: int, end: int, removed: list[_Change], starts: list[int]) -> bool:
    """Whether a range lies in one of the removals, which are in page order; one that begins where a removal begins may lie in the one before."""
    after = bisect_right(starts, start)
    return any(_in(start, end, *removed[n][:2]) for n in range(max(after - 2, 0), min(after, len(removed))))


def _in(start: int, end: int, outer_start: int, outer_end: int) -> bool:
    """True if a range lies in another; an empty one at its border does not."""
    return outer_start <= start and end <= outer_end and (start < end or outer_start < start < outer_end)


def _within(changes: list[_Change], start: int, end: int) -> Iterator[_Change]:
    for i in range(bisect_left(changes, (start, -1, "", "")), len(changes)):
        change = changes[i]
        if change[0] >= end and not change[0] == change[1] == end:
            return
        if change[0] >= start and change[1] <= end:
            yield change


def _between(start: int, end: int, changes: list[_Change], *, told: bool) -> str:
    """What stands between two ranges: the changes there; nothing told means one line break or two."""
    here = [change for change in _within(changes, start, end) if change[0] < change[1]]
    if not here and not told and end - start <= 2:
        return "\n" * (end - start)
    out, at = [], start
    for from_, to, before, _ in here:
        if from_ < at:
            continue
        out.append(UNKNOWN * (from_ - at) + before)
        at = to
    return "".join(out) + UNKNOWN * (end - at)


def _undone(text: str, start: int, end: int, changes: list[_Change]) -> str:
    """The page's characters in a block's range."""
    out: list[str] = []
    page_at, text_at = start, 0
    for from_, to, before, after in _within(changes, start, end):
        if from_ < page_at:
            continue
        step = from_ - page_at
        out += [text[text_at:text_at + step].ljust(step, UNKNOWN), before]
        text_at = _skip(text, text_at + step, after)
        page_at = to
    step = end - page_at
    out.append(text[text_at:text_at + step].ljust(step, UNKNOWN))
    return "".join(out)


def _skip(text: str, at: int, became: str) -> int:
    """The place in the text after what a change became there, white space having been folded with its neighbours."""
    for char in became:
        here = text[at:at + 1]
        if char == here:
            at += 1
        elif char.isspace():
            at += here.isspace()
    return at
