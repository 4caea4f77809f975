"""Tags and entities in a plain text that are its author's own words: quoted, in a line of code, or near words about markup."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from html import unescape
from itertools import islice

from pipeline.decoding.leftover_tokens import has_other_elements, without_markup
from pipeline.decoding.mentions import is_explained
from pipeline.decoding.tag_pairs import HUSHED, Tag
from pipeline.reading.marks import CLOSERS, OPENERS

__all__ = ["QUOTES_CLOSE", "is_about_markup", "spoken_entities", "spoken_tags"]

# Words of people who write about markup: near such a word, and in a text with several such lines, tags are what the author says.
_TAG_TALK = re.compile(
    r"\b(?:X?HTML5?|XML|CSS|JavaScript|markup|tags?(?!\s*:)|BBCode|Markdown|balises?|balisage|[Aa]uszeichnung\w*|etiquetas?|marcado|"
    r"etichett[ae]|tag[iu]?|znacznik\w*|opmaakcodes?|тег\w*|разметк\w*)\b|(?:\belements?|\bElemente?|\béléments?|\belementos?)\s*@|"
    r"@\s*(?:elements?|Elemente?)\b|\b(?:an?|the|this|each|every|une?|le|la|el|eine?n?|der|die|das|uma?|il|lo|een|het)\s+@(?=\s|[.,;:)…]|$)",
    re.IGNORECASE,
)
_ENTITY_TALK = re.compile(
    r"\b(?:X?HTML5?|XML|markup|ampersands?|escap(?:e[ds]?|ing)|encod(?:e[ds]?|ing)|Entität(?:en)?|encj[aei]|"
    r"(?:character|named|numeric) (?:entit(?:y|ies)|references?))\b|"
    r"\b(?:entit(?:y|ies)|entités?|entidad(?:es)?|entità)\s*@|@\s*(?:entit(?:y|ies))\b",
    re.IGNORECASE,
)
# Lines of program code, where a tag or an entity is part of a string.
_CODE = re.compile(
    r"""[)}\]"']\s*;\s*$|[{}]\s*$|^\s*(?://|\#include|(?:def|class|import|var|let|const)\s\w+\s*[=(:{;]|\$\w|>>>)|\)\s*\{|"""
    r"""\w\s*[-+*/]?=\s*["'][@<&]|=>|\w\(["'@]|`[^`\n]*@[^`\n]*`|\s--?>\s""",
)
_QUOTES_OPEN = OPENERS + "'`(["
QUOTES_CLOSE = CLOSERS + "'`)]"
_LISTED = re.compile(r"&(?:amp|lt|gt|quot|apos);[\s,]+&(?:amp|lt|gt|quot|apos);")
_MOST = 1000
"""Tags or entities that are looked at with what stands around them: who writes about markup has told so by then."""
_ABOUT = 3
"""Lines that talk about markup from which on a text is taken to be about it."""
_MOST_PLACES = 300
"""Places whose lines are counted."""
_REACH = 100
"""Characters on each side that are looked at for such words."""


def spoken_tags(text: str, tags: list[Tag]) -> set[int]:
    """The numbers of the tags that are the author's own words."""
    return {i for i, tag in enumerate(tags[:_MOST]) if _is_spoken_tag(text, tag)}


def spoken_entities(text: str, entities: Iterable[tuple[int, str]]) -> set[int]:
    """Where the entities stand that are the author's own words."""
    return {at for at, entity in islice(entities, _MOST) if _is_spoken_entity(text, at, at + len(entity))}


def is_about_markup(text: str, places: Collection[int]) -> bool:
    """Whether a text is about markup, from where it speaks of it."""
    return len({text.count("\n", 0, at) for at in sorted(places)[:_MOST_PLACES]}) >= _ABOUT


def _is_spoken_tag(text: str, tag: Tag) -> bool:
    if _is_quoted(text, tag.start, tag.end):
        return True
    if tag.name == "!" and has_other_elements("".join(_around(text, tag.start, tag.end))):
        return True  # a listing
    # A script is code, and goes all the same.
    return _is_talked_of(text, tag.start, tag.end, _TAG_TALK, code=tag.name not in HUSHED)


def _is_spoken_entity(text: str, start: int, end: int) -> bool:
    if _is_quoted(text, start, end):
        return True
    before, after = _around(text, start, end)
    entity = text[start:end]
    if _LISTED.search(before + entity + after) or is_explained(text, start, end, unescape(entity)):
        return True
    return _is_talked_of(text, start, end, _ENTITY_TALK, code=True)


def _is_quoted(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and text[start - 1] in _QUOTES_OPEN and text[end] in QUOTES_CLOSE


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - _REACH):start], text[end:end + _REACH]


def _is_talked_of(text: str, start: int, end: int, talk: re.Pattern[str], *, code: bool) -> bool:
    """Whether words about markup stand near a place or, where ``code`` is looked for, its line is one of a program."""
    before, after = _around(text, start, end)
    if not (talk.search(f"{before}@{after}") or _CODE.search(f"{before}@{after}")):
        return False  # nearly always; taking away the tags around is slow
    before, after = without_markup(before), without_markup(after)
    if talk.search(f"{before}@{after}"):
        return True
    if not code:
        return False
    line_before = before.rpartition("\n")[2] if "\n" in before else ("…" if start > _REACH else "") + before
    line_after = after.partition("\n")[0] if "\n" in after else after + ("…" if end + _REACH < len(text) else "")
    return bool(_CODE.search(f"{line_before}@{line_after}"))
