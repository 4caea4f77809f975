"""Metadata from every place that tells some: what the input says of the source, what a page of HTML says of itself, what the text prints, and the
day in the address of a text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.blocks import Split
from pipeline.data import Block, Decision, Found, Page
from pipeline.evidence.phrases import word_lists
from pipeline.metadata.from_source import said_metadata
from pipeline.metadata.html_dates import IN_ADDRESS, date_in_url, plausible
from pipeline.metadata.printed import find_metadata
from pipeline.reading.message_heads import MESSAGE

__all__ = ["behind", "metadata_of"]


def metadata_of(page: Page, split: Split, decisions: Sequence[Decision], language: str) -> tuple[Found, ...]:
    """What the input says of the source, then what a page of HTML says of itself, then what the text says, then its address."""
    found = said_metadata(page, language) if page.metadata else ()
    if split.head is not None:
        from pipeline.metadata.html import html_metadata

        found = behind(found, html_metadata(split.head, split.blocks, page))
    printed = _outside_quoted(find_metadata(split.blocks, decisions, word_lists(language), language), split.blocks)
    if split.head is None and page.url:
        printed = _with_address(printed, page.url, page.captured)
    named = {d.block for d in decisions if d.reason == "decision" and d.label.front}
    if not named:
        return behind(found, printed)
    ranges = [(split.blocks[n].start, split.blocks[n].end) for n in sorted(named)]
    first = tuple(f for f in printed if f.start is not None and any(start <= f.start < end for start, end in ranges))
    return behind(first, behind(found, tuple(f for f in printed if f not in first)))


def _with_address(printed: tuple[Found, ...], url: str, captured: str | None) -> tuple[Found, ...]:
    """What a text prints, with the date in its address: used where none is printed, or where it names the day or the month of a printed year."""
    date = date_in_url(url)
    if not date or not plausible(date, captured):
        return printed
    told = next((f for f in printed if f.field == "published" and f.chosen), None)
    better = told is not None and len(told.value) < len(date) and date.startswith(told.value)
    kept = tuple(f._replace(chosen=False) if better and f is told else f for f in printed)
    return behind(kept, (Found("published", date, "url", date, confidence=IN_ADDRESS),))


def _outside_quoted(found: tuple[Found, ...], blocks: Sequence[Block]) -> tuple[Found, ...]:
    """What is printed in the message itself, and not in one that it quotes."""
    quoted = [b for b in blocks if b.verbatim.startswith(">") or b.markup is not None and MESSAGE in b.markup.hints]
    if not quoted:
        return found
    starts = [b.start for b in quoted]
    return tuple(f for f in found if f.start is None or (n := bisect_right(starts, f.start)) == 0 or f.start >= quoted[n - 1].end)


def behind(first: tuple[Found, ...], others: tuple[Found, ...]) -> tuple[Found, ...]:
    """Both, the others used only for fields that the first do not tell."""
    told = {f.field for f in first if f.chosen}
    return (*first, *(f._replace(chosen=f.chosen and f.field not in told) for f in others)) if told else (*first, *others)
