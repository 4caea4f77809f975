"""Block quotations in plain text: a paragraph that introduces one, the quoted paragraphs that follow, and their source.

Strategy: writers open every paragraph of a long quotation with a quotation mark and close only the last. So a paragraph that ends with a
colon or leaves a mark open promises a quotation, and paragraphs that open with a mark keep the promise until one closes it. Direct
speech ("We were told …," said the clerk.) has words outside its marks and stays a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.article.kept import Kept
from pipeline.data import Block, Label
from pipeline.reading.marks import closers_of
from pipeline.reading.traits import Traits

__all__ = ["find_epigraphs", "find_quotations", "find_quoted_lines", "is_closed", "is_speech", "source_at"]

_SOURCE = re.compile(r"(?<=[.!?…,\"'”’»“])\s*(\((?=[^()]*\w)[^()]{3,160}\)|(?:[—–]|--|- )\s?[A-ZÀ-ÞŁŚŻ][^.!?\"”]{2,80})[.]?$")
_IBID = re.compile(r"\(\s*,|\((?:ibid|op\. cit|loc\. cit|ebd|idem)\b", re.IGNORECASE)
_ON = "goes on with the quotation above"


def source_at(text: str) -> int | None:
    """Where the source at the end of a quotation begins: ``(The Guardian, 21st October)``, ``— Maud Effiong``; None without one."""
    match = _SOURCE.search(text)
    if not match or match.start(1) < 10:
        return None
    inner = match.group(1)
    if inner.startswith("(") and not _IBID.match(inner) and not any(c.isupper() or c.isdigit() for c in inner):
        return None  # a remark in brackets is part of the text
    return match.start(1)


def is_closed(text: str) -> bool:
    """True if the quotation that opens a text is closed at its end (before its source)."""
    body, closers = _without_source(text), closers_of(text[:1])
    extra = "'" if text[:1] in "‘‚" else '"'
    return bool(closers) and body[-1:] in closers + extra and len(body) > 1


def _without_source(text: str) -> str:
    return text[:source_at(text)].rstrip(" ,.;")


def _leaves_open(text: str) -> bool:
    """True if a quotation mark was opened in the text and not closed."""
    if text.count('"') % 2:
        return True
    if "„" in text:
        return text.count("„") > text.count("“") + text.count("”")
    return text.count("“") > text.count("”") or (text.count("«") > text.count("»") and not text.startswith("»"))


def is_speech(text: str) -> bool:
    """True if words stand outside the marks that a text opens with: ``“We were told …,” said the clerk.``"""
    return bool(closers_of(text[:1])) and not is_closed(text) and not _leaves_open(text)


def _is_whole(text: str) -> bool:
    """One quotation from end to end: closed at the end, and not closed before words that stand outside."""
    if not is_closed(text):
        return False
    body, closers = _without_source(text)[1:-1], closers_of(text[0])
    if text[0] == '"':
        return body.count('"') % 2 == 0 and not re.search(r"[,.!?]\"\s+[^\"(]", body)
    return not any(c in body for c in closers)


def find_quoted_lines(kept: Kept) -> None:
    """Lines of a message that quote another one, told by their marks."""
    for n in kept.order:
        if kept.blocks[n].verbatim.startswith(">"):
            kept.name(n, Label.QUOTATION, 0.95, "lines that begin with >")


def find_epigraphs(kept: Kept) -> None:
    """A short quotation with its source, closed, above the running text, and announced by no line."""
    texts = 0
    for n in kept.order[:4]:
        t, announced = kept.traits[n], n > 0 and kept.blocks[n - 1].text.endswith((":", "："))
        short = t.opens_quote and 3 <= t.words <= 70 and is_closed(kept.blocks[n].text) and source_at(kept.blocks[n].text) is not None
        if short and not announced:
            kept.name(n, Label.EPIGRAPH, 0.8, "a short quotation with its source, above the text")
        texts += t.prose
        if texts > 1 or t.prose and t.words > 90:
            return


def find_quotations(kept: Kept) -> None:
    """Block quotations among the blocks that have no name yet."""
    free = [n for n in kept.order if n not in kept.named]
    for n, why in _quotations(kept.blocks, kept.traits, free):
        kept.name(n, Label.QUOTATION, 0.8, why)


def _quotations(blocks: Sequence[Block], traits: Sequence[Traits], free: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The numbers among ``free`` that are block quotations, each with the reason in words."""
    promised = ""
    for n in free:
        text, t = blocks[n].text, traits[n]
        if text.startswith("> "):
            yield n, "quoted as in a message"
            continue
        if not t.opens_quote:
            promised = ""
            if text.endswith(":"):
                promised = "introduced by the paragraph above"
            elif t.words >= 12 and _leaves_open(text):
                promised = "goes on with a quotation that the paragraph above opens"
            continue
        if promised:
            closed = is_closed(text)
            opened = not closed and _leaves_open(text)
            if closed or opened:
                yield n, promised
            promised = _ON if opened else ""
        elif t.words >= 20 and _is_whole(text) and source_at(text) is not None:
            yield n, "quoted from end to end, with its source"
        elif t.words >= 12 and text.count('"') == 1 and _leaves_open(text) and _goes_on(traits, free, n):
            yield n, "opens a quotation of several paragraphs"
            promised = _ON


def _goes_on(traits: Sequence[Traits], free: Sequence[int], n: int) -> bool:
    """The next free block opens with a mark too."""
    return next((traits[m].opens_quote for m in free if m > n), False)
