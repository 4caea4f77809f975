"""Entities and tags that a scraper left in plain text, told from those an author wrote about.

Strategy: one cheap expression looks for anything of the kind; hardly a text has it, and bs4 is imported only where one does. Then
each find must be explained: as a left-over (a known name, in a shape that scrapers leave: paired, with attributes, at the edge of a
line, between sentences) or as an author's own words (quoted, in a line of code, in a line or a text that talks about markup). What
could be either stays: a tag that stays is ugly, a word that goes is gone.

BeautifulSoup reads what is taken out, so that entities mean here what they mean to a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.data import Repair

__all__ = ["find_leftovers", "read_entities", "read_tags"]

_PARAGRAPHS = frozenset({
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article", "header",
    "footer", "main", "aside", "nav", "figure", "figcaption", "table", "hr", "pre", "center", "address", "form", "fieldset",
})
_LINES = frozenset({"br", "tr", "option", "caption", "thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark", "nobr", "o:p",
    "picture", "q", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup", "svg", "time", "tt", "u", "var", "wbr",
    "video", "audio", "iframe", "embed", "object", "param", "label", "input", "button", "script", "style", "noscript",
})
_NAMES = _PARAGRAPHS | _LINES | _CELLS | _INLINE
_ATTRIBUTES = r"""(?:\s+[A-Za-z_:][-\w:.]*(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))?)*"""
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>" + "|".join(sorted(_NAMES, key=lambda n: (-len(n), n))) + r")(?P<attributes>" + _ATTRIBUTES + r")\s*/?>"
    r"|(?P<comment><!--(?:(?!-->).)*-->)",
    re.IGNORECASE | re.DOTALL,
)
_HUSHED = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};|nbsp(?![A-Za-z0-9=;]))")
_ENTITIES = re.compile(f"(?:{_ENTITY.pattern})+")
# Words of people who write about markup: near such a word, and in a text with several such lines, tags are what the author says.
_TAG_TALK = re.compile(
    r"\b(?:X?HTML5?|XML|CSS|JavaScript|markup|tags?(?!\s*:)|BBCode|Markdown|balises?|balisage|[Aa]uszeichnung\w*|etiquetas?|marcado|"
    r"etichett[ae]|tag[iu]?|znacznik\w*|opmaakcodes?|тег\w*|разметк\w*)\b|(?:\belements?|\bElemente?|\béléments?|\belementos?)\s*@|"
    r"@\s*(?:elements?|Elemente?)\b|\b(?:an?|the|this|each|every|une?|le|la|el|eine?n?|der|die|das|uma?|il|lo|een|het)\s+@\s",
    re.IGNORECASE,
)
_ENTITY_TALK = re.compile(
    r"\b(?:X?HTML5?|XML|markup|ampersands?|escap(?:e[ds]?|ing)|encod(?:e[ds]?|ing)|(?:character|named|numeric) (?:entit(?:y|ies)|references?)|"
    r"Entität(?:en)?|encj[aei])\b|\b(?:entit(?:y|ies)|entités?|entidad(?:es)?|entità)\s*@|@\s*(?:entit(?:y|ies))\b",
    re.IGNORECASE,
)
# Lines of program code, where a tag or an entity is part of a string.
_CODE = re.compile(
    r"""[)}\]"']\s*;\s*$|[{}]\s*$|^\s*(?://|\#include|(?:def|class|import|var|let|const)\s\w+\s*[=(:{;]|\$\w|>>>)|\)\s*\{|"""
    r"""\w\s*[-+*/]?=\s*["'][@<&]|=>|\w\(["'@]|`[^`\n]*@[^`\n]*`""",
)
_QUOTES_OPEN = "\"'“‘«„‚»`(["
_QUOTES_CLOSE = "\"'”’»“‘«`)]"
_ABOUT = 3
"""Lines that talk about markup from which on a text is taken to be about it."""
_REACH = 100
"""Characters on each side that are looked at for such words."""


@dataclass(frozen=True, slots=True)
class _Tag:
    start: int
    end: int
    name: str
    close: bool
    attributes: str


def find_leftovers(text: str) -> list[Repair]:
    """Repairs of left-over entities and tags, sorted and disjoint."""
    tags = list(_TAG.finditer(text)) if "<" in text else []
    entities = list(_ENTITIES.finditer(text)) if "&" in text else []
    if not (tags or entities):
        return []
    spoken = {m.start() for m in tags if _is_spoken(text, m, _TAG_TALK)}
    spoken |= {m.start() for m in entities if _is_spoken(text, m, _ENTITY_TALK)}
    if len({text.count("\n", 0, at) for at in sorted(spoken)[:500]}) >= _ABOUT:
        return []
    repairs = list(_tag_repairs(text, [m for m in tags if m.start() not in spoken])) if tags else []
    inside = {at for r in repairs for at in range(r.start, r.end)}
    table = _read_table({e for m in entities for e in _ENTITY.findall(m.group())}) if entities else {}
    repairs += _entity_repairs([m for m in entities if m.start() not in spoken and m.start() not in inside], table)
    return sorted(repairs, key=lambda r: r.start)


def _is_spoken(text: str, match: re.Match[str], talk: re.Pattern[str]) -> bool:
    """Whether a tag or an entity is the author's own word: quoted, in a line of code, or near words about markup."""
    start, end = match.span()
    if start > 0 and end < len(text) and text[start - 1] in _QUOTES_OPEN and text[end] in _QUOTES_CLOSE:
        return True
    before, after = text[max(0, start - _REACH):start], text[end:end + _REACH]
    before = before.rpartition("\n")[2] if "\n" in before else ("…" if start > _REACH else "") + before
    after = after.partition("\n")[0] if "\n" in after else after + ("…" if end + _REACH < len(text) else "")
    around = f"{_plain(before)}@{_plain(after)}"
    return bool(talk.search(around) or _CODE.search(around))


def _plain(text: str) -> str:
    return _ENTITY.sub(" ", _TAG.sub(" ", text))


# Entities


def _entity_repairs(found: list[re.Match[str]], table: dict[str, str]) -> Iterator[Repair]:
    for match in found:
        before = match.group()
        after, steps = _read(before, table), [("read", "entities")]
        if after == before:
            continue
        while (again := read_entities(after)) != after:  # escaped twice
            after = again
            steps.append(("read", "entities"))
        yield Repair(match.start(), match.end(), before, after, "entity", tuple(steps))


def read_entities(text: str) -> str:
    """The text with its entities read, once."""
    entities = set(_ENTITY.findall(text)) if "&" in text else set()
    return _read(text, _read_table(entities)) if entities else text


def _read(text: str, table: dict[str, str]) -> str:
    return _ENTITY.sub(lambda m: table[m.group()], text)


def _read_table(entities: set[str]) -> dict[str, str]:
    """What each entity stands for; one that stands for no character XML can hold stands for itself."""
    from bs4 import BeautifulSoup

    ordered = sorted(entities)
    soup = BeautifulSoup("".join(f"<p>{entity}</p>" for entity in ordered), "html.parser")
    read = [paragraph.get_text() for paragraph in soup("p")]
    return {entity: char if _is_character(char) else entity for entity, char in zip(ordered, read, strict=True)}


def _is_character(read: str) -> bool:
    return 0 < len(read) <= 2 and not any(c < " " and c not in "\t\n" or "\ud800" <= c <= "\udfff" or c in "\ufffd\ufffe\uffff" for c in read)


# Tags


def _tag_repairs(text: str, found: list[re.Match[str]]) -> Iterator[Repair]:
    tags = [_tag(m) for m in found]
    pairs = _paired(tags)
    hushed = [m.span() for m in _HUSHED.finditer(text)] if any(t.name in ("script", "style") for t in tags) else []
    outside = [i for i, t in enumerate(tags) if not any(low <= t.start < high for low, high in hushed)]
    left = {i for i in outside if _is_left_over(text, tags[i], paired=i in pairs)}
    for order in (outside, outside[::-1]):  # what touches a left-over is one
        for i, j in pairwise(order):
            low, high = sorted((i, j))
            if i in left and not text[tags[low].end:tags[high].start].strip():
                left.add(j)
    spans = [(tags[i].start, tags[i].end, tags[i].name) for i in left]
    starts = {t.start for t in tags}
    yield from _removed(text, sorted(spans + [(low, high, "") for low, high in hushed if low in starts]))


def _tag(match: re.Match[str]) -> _Tag:
    return _Tag(match.start(), match.end(), (match["name"] or "!").lower(), bool(match["close"]), match["attributes"] or "")


def _paired(tags: list[_Tag]) -> set[int]:
    """Indices of the tags that have their partner."""
    open_at: dict[str, list[int]] = {}
    pairs: set[int] = set()
    for i, tag in enumerate(tags):
        if not tag.close:
            open_at.setdefault(tag.name, []).append(i)
        elif open_at.get(tag.name):
            pairs |= {i, open_at[tag.name].pop()}
    return pairs


def _is_left_over(text: str, tag: _Tag, *, paired: bool) -> bool:
    """Whether a tag has a shape that scrapers leave."""
    if not paired and not tag.close and _is_generic(text, tag):
        return False
    if tag.name == "!" or paired or '"' in tag.attributes or "'" in tag.attributes:
        return True
    if tag.name in ("br", "hr", "img", "wbr", "p", "li", "o:p"):
        return True
    # A lone opening or closing tag: only at the edge of a line, where a scraper cut its partner off.
    return _starts_line(text, tag.start) or _ends_line(text, tag.end)


def _is_generic(text: str, tag: _Tag) -> bool:
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


def _removed(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Repair]:
    """Repairs that take the tags out. Stretches of tags and white space get as many line breaks as the tags call for, no more."""
    i = 0
    while i < len(spans):
        j = i + 1
        while j < len(spans) and not text[spans[j - 1][1]:spans[j][0]].strip():
            j += 1
        yield from _stretch(text, spans[i:j])
        i = j


def _stretch(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Repair]:
    low, high = spans[0][0], spans[-1][1]
    while low > 0 and text[low - 1].isspace():
        low -= 1
    while high < len(text) and text[high].isspace():
        high += 1
    white = text[low:high]
    for start, end, _ in reversed(spans):
        white = white[:start - low] + white[end - low:]
    gap = _gap([name for _, _, name in spans]) if low > 0 and high < len(text) else ""
    if gap.startswith("\n"):
        gap = "\n" * max(0, len(gap) - white.count("\n"))
    k = 0
    while k < len(spans):
        start, end, _ = spans[k]
        while k + 1 < len(spans) and spans[k + 1][0] == end:
            k += 1
            end = spans[k][1]
        yield Repair(start, end, text[start:end], gap, "markup", (("read", "tags", gap),))
        gap = ""
        k += 1


def _gap(names: list[str]) -> str:
    """What stands for a stretch of tags."""
    if any(name in _PARAGRAPHS for name in names):
        return "\n\n"
    if any(name in _LINES for name in names):
        return "\n\n" if names.count("br") > 1 else "\n"
    return "\t" if any(name in _CELLS for name in names) else ""


def read_tags(text: str, gap: str) -> str:
    """The text without its tags, comments, scripts and styles, ``gap`` in the place of the first of them."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(_TAG.sub(lambda m: m.group() if m["comment"] or m["name"].lower() in ("script", "style") else "", text), "html.parser")
    for hushed in soup(["script", "style"]):
        hushed.decompose()
    return gap + soup.get_text()
