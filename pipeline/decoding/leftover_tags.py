"""Tags that a scraper left in a plain text, told from an author's by their shape, and taken out.

Which tag closes which is told as BeautifulSoup tells it (`tag_pairs`), so that they mean here what they mean to a browser.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from pipeline.data import Repair
from pipeline.decoding.leftover_tokens import CELLS, LINES, PARAGRAPHS, find_tags
from pipeline.decoding.spoken_markup import QUOTES_CLOSE, is_about_markup, spoken_tags
from pipeline.decoding.tag_pairs import HUSHED, Tag, pairs_of
from pipeline.reading.marks import ends_clause

__all__ = ["read_tags", "tag_repairs"]

_NO_TEXT = ("script", "style", "iframe", "noembed", "noframes")
"""Elements whose content is no text of the page; which of them a parser reads as such differs between versions of Python."""
_READ_TAGS = {gap: (("read", "tags", gap),) for gap in ("", "\t", "\n", "\n\n")}
_Span = tuple[int, int, str]
"""A range of the text, and the name of the tag in it."""


def tag_repairs(text: str) -> Iterator[Repair]:
    """Repairs that take the left-over tags out, with the scripts and styles that stand between them."""
    spans = _spans(text, find_tags(text))  # the tags are freed: very many take more memory than what is removed
    return _removed(text, spans)


def _spans(text: str, tags: list[Tag]) -> list[_Span]:
    """The tags that are left over, and scripts with all that they hold, in order."""
    if not tags:
        return []
    flat = array("q", chain.from_iterable(pairs_of(tags)))  # tuples and sets of very many take more memory than the tags
    spoken = spoken_tags(text, tags)
    if is_about_markup(text, {tags[i].start for i in spoken}):
        return []
    spoken.update(*(pair for pair in _pairs(flat) if not spoken.isdisjoint(pair)))
    scripts = [(i, j) for i, j in _pairs(flat) if tags[i].name in HUSHED and i not in spoken]
    inside = {n for i, j in scripts for n in range(i, j + 1)}
    outside = array("q", (i for i in range(len(tags)) if i not in inside and i not in spoken))
    paired, left = bytearray(len(tags)), bytearray(len(tags))
    for i in flat:
        paired[i] = True
    for i in outside:
        left[i] = _is_left_over(text, tags[i], paired=bool(paired[i]))
    for order in (outside, outside[::-1]):  # what touches a left-over is one
        for i, j in pairwise(order):
            low, high = sorted((i, j))
            if left[i] and not text[tags[low].end:tags[high].start].strip():
                left[j] = True
    spans = [(tags[i].start, tags[i].end, tags[i].name) for i in outside if left[i]]
    return sorted([*spans, *((tags[i].start, tags[j].end, "") for i, j in scripts)]) if scripts else spans


def _pairs(flat: Sequence[int]) -> Iterator[tuple[int, int]]:
    return zip(flat[::2], flat[1::2], strict=True)


def _is_left_over(text: str, tag: Tag, *, paired: bool) -> bool:
    """Whether a tag has a shape that scrapers leave."""
    if not paired and not tag.close and _is_generic(text, tag):
        return False
    if tag.name == "!" or paired or '"' in tag.attributes or "'" in tag.attributes:
        return True
    if tag.name in ("br", "hr", "img", "wbr", "o:p"):
        return True
    if tag.name in ("p", "li", "div") and _begins_anew(text[max(0, tag.start - 16):tag.start]):
        return True
    # A lone opening or closing tag: only at the edge of a line, where a scraper cut its partner off.
    return _starts_line(text, tag.start) or _ends_line(text, tag.end)


def _begins_anew(before: str) -> bool:
    """Whether what stands before a tag is finished: a sentence, a quotation, a bracket."""
    before = before[:-1] if before[-1:].isspace() else before
    return ends_clause(before) or before[-1:] in QUOTES_CLOSE


def _is_generic(text: str, tag: Tag) -> bool:
    """True for ``Array<Label>`` and ``vector<i>``: a name directly before, then a capital or a single letter."""
    word_before = tag.start > 0 and text[tag.start - 1].isalnum()
    return word_before and (text[tag.start + 1].isupper() or tag.name in ("i", "b", "s", "u", "a", "q"))


def _starts_line(text: str, at: int) -> bool:
    while at > 0 and text[at - 1] in " \t":
        at -= 1
    return at == 0 or text[at - 1] == "\n"


def _ends_line(text: str, at: int) -> bool:
    while at < len(text) and text[at] in " \t\r":
        at += 1
    return at == len(text) or text[at] == "\n"


def _removed(text: str, spans: list[_Span]) -> Iterator[Repair]:
    """Repairs that take the tags out. Stretches of tags and white space get as many line breaks as the tags call for, no more."""
    i, known = 0, dict[str, str]()
    while i < len(spans):
        j = i + 1
        while j < len(spans) and not text[spans[j - 1][1]:spans[j][0]].strip():
            j += 1
        yield from _stretch(text, spans[i:j], known)
        i = j


def _stretch(text: str, spans: list[_Span], known: dict[str, str]) -> Iterator[Repair]:
    """One repair for each run of tags in a stretch; the first of them gets what the stretch stands for.

    ``known``: what was taken out before, since the same characters are one string in all repairs.
    """
    low, high = spans[0][0], spans[-1][1]
    while low > 0 and text[low - 1].isspace():
        low -= 1
    while high < len(text) and text[high].isspace():
        high += 1
    ends, starts = [low, *(end for _, end, _ in spans)], [*(start for start, _, _ in spans), high]
    white = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    gap = _gap([name for _, _, name in spans]) if low > 0 and high < len(text) else ""
    if gap.startswith("\n"):
        gap = "\n" * max(0, len(gap) - white.count("\n"))
    k = 0
    while k < len(spans):
        start, end, _ = spans[k]
        while k + 1 < len(spans) and spans[k + 1][0] == end:
            k += 1
            end = spans[k][1]
        before = text[start:end]
        yield Repair(start, end, known.setdefault(before, before), gap, "markup", _READ_TAGS[gap])
        gap = ""
        k += 1


def _gap(names: list[str]) -> str:
    """What stands for a stretch of tags."""
    if any(name in PARAGRAPHS for name in names):
        return "\n\n"
    if any(name in LINES for name in names):
        return "\n\n" if names.count("br") > 1 else "\n"
    return "\t" if any(name in CELLS for name in names) else ""


def read_tags(text: str, gap: str) -> str:
    """The text without its tags, comments, scripts and styles, ``gap`` in the place of the first of them."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text, "html.parser")
    for element in soup(_NO_TEXT):
        element.decompose()
    return gap + soup.get_text()
