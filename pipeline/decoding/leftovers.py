"""Entities and tags that a scraper left in plain text, told from those an author wrote about.

Strategy: one cheap expression looks for anything of the kind; hardly a text has it, and bs4 is imported only where one does. Then
each find must be explained: as a left-over (a known name, in a shape that scrapers leave: paired, with attributes, at the edge of a
line, between sentences) or as an author's own words (quoted, in a line of code, in a line or a text that talks about markup). What
could be either stays: a tag that stays is ugly, a word that is removed is lost.

BeautifulSoup reads the named entities and the nesting of the tags (which tag closes which, what is a script), so that they mean here what they
mean to a browser. The expressions only say where they stand.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from html.entities import html5
from itertools import islice, pairwise

from pipeline.data import Repair
from pipeline.decoding.entity_runs import EntityRuns
from pipeline.decoding.mentions import is_explained
from pipeline.reading.marks import CLOSERS, OPENERS, ends_clause

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
_LONGEST_COMMENT = 2000
_ATTRIBUTES = r"""(?:\s++[A-Za-z_:][-\w:.]*+(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=]++))?+)*+"""
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>" + "|".join(sorted(_NAMES, key=lambda n: (-len(n), n))) + r")(?P<attributes>" + _ATTRIBUTES + r")\s*/?>"
    rf"|(?P<comment><!--(?:(?!-->).){{0,{_LONGEST_COMMENT}}}-->)",
    re.IGNORECASE | re.DOTALL,
)
_ELEMENT = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_HUSH = re.compile(r"</?(?:script|style)\b", re.IGNORECASE)
_HUSHED = ("script", "style")
_NO_TEXT = ("script", "style", "iframe", "noembed", "noframes")
"""Elements whose content is no text of the page; which of them a parser reads as such differs between versions of Python."""
_LONGEST_SCRIPT = 50_000
"""Characters of a script; what stands between tags that are farther apart is text."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};|nbsp(?![A-Za-z0-9=;]))")
_ENTITIES = re.compile(f"(?:{_ENTITY.pattern})+")
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
_NO_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffd-\uffff]")
_QUOTES_OPEN = OPENERS + "'`(["
_QUOTES_CLOSE = CLOSERS + "'`)]"
_LISTED = re.compile(r"&(?:amp|lt|gt|quot|apos);[\s,]+&(?:amp|lt|gt|quot|apos);")
_MAY_BE_TAG = re.compile("<(?=[/!a-zA-Z])")
_MAY_BE_ENTITY = re.compile("&(?=[#a-zA-Z])")
_MOST = 1000
"""Tags or entities that are looked at with what stands around them."""
_AT_ONCE = 3000
"""Tags that BeautifulSoup nests at once: its cost grows with the depth."""
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
    tags = [_tag(m) for m in _matches(_TAG, _MAY_BE_TAG, text)]
    entities = EntityRuns(_matches(_ENTITIES, _MAY_BE_ENTITY, text))
    if not (tags or entities.places):
        return []
    spans = [(at, at + len(entity)) for at, entity in islice(entities, _MOST)]
    spoken = {spans[i][0] for i in _spoken(text, spans, _ENTITY_TALK)}
    repairs = list(_tag_repairs(text, tags)) if tags else []
    if not (_lines_of(text, spoken) >= _ABOUT and len(spoken) > len(entities.places) // 2):
        starts = [r.start for r in repairs]
        outside = ((at, entity) for at, entity in entities if at not in spoken and not _lies_in(at, repairs, starts))
        table = _read_table({e for entity in set(entities.texts) for e in _ENTITY.findall(entity)})
        repairs += list(_entity_repairs(outside, table))
    return sorted(repairs, key=lambda r: r.start)


def _lies_in(at: int, repairs: list[Repair], starts: list[int]) -> bool:
    """Whether a place lies in one of some repairs."""
    i = bisect_right(starts, at) - 1
    return i >= 0 and at < repairs[i].end


def _matches(pattern: re.Pattern[str], beginning: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Like ``finditer``, faster where the beginning of a match is rare."""
    at = 0
    while begun := beginning.search(text, at):
        at = begun.start()
        open_ended = text.startswith("<!--", at) and text.find("-->", at, at + _LONGEST_COMMENT + 7) < 0
        match = None if open_ended else pattern.match(text, at)
        if match:
            yield match
        at = match.end() if match else at + 1


def _spoken(text: str, spans: list[tuple[int, int]], talk: re.Pattern[str]) -> set[int]:
    """Which of some tags or entities (by number) are the author's own words.

    The first thousand are looked at: who writes about markup has told so by then.
    """
    return {i for i, (start, end) in enumerate(spans[:_MOST]) if _is_spoken(text, start, end, talk)}


def _lines_of(text: str, places: set[int]) -> int:
    """On how many lines the places lie (counted up to some hundred places)."""
    return len({text.count("\n", 0, at) for at in sorted(places)[:300]})


def _is_spoken(text: str, start: int, end: int, talk: re.Pattern[str]) -> bool:
    """Whether a tag or an entity is the author's own word: quoted, in a line of code, or near words about markup."""
    if start > 0 and end < len(text) and text[start - 1] in _QUOTES_OPEN and text[end] in _QUOTES_CLOSE:
        return True
    before, after = text[max(0, start - _REACH):start], text[end:end + _REACH]
    if talk is _ENTITY_TALK and _LISTED.search(before + text[start:end] + after):
        return True
    if text.startswith("<!--", start) and len(_ELEMENT.findall(before + after)) > len(_TAG.findall(before + after)):
        return True  # a comment among elements that HTML does not have: a listing
    if talk is _ENTITY_TALK and is_explained(text, start, end, unescape(text[start:end])):
        return True
    if not (talk.search(f"{before}@{after}") or _CODE.search(f"{before}@{after}")):
        return False  # nearly always; taking away the tags around is slow
    before, after = _plain(before), _plain(after)
    if talk.search(f"{before}@{after}"):
        return True
    if _HUSH.match(text, start):
        return False  # a script is code, and goes all the same
    line_before = before.rpartition("\n")[2] if "\n" in before else ("…" if start > _REACH else "") + before
    line_after = after.partition("\n")[0] if "\n" in after else after + ("…" if end + _REACH < len(text) else "")
    return bool(_CODE.search(f"{line_before}@{line_after}"))


def _plain(text: str) -> str:
    return _ENTITY.sub(" ", _TAG.sub(" ", text))


# Entities


def _entity_repairs(found: Iterable[tuple[int, str]], table: dict[str, str]) -> Iterator[Repair]:
    known: dict[str, tuple[str, str, tuple[tuple[str, ...], ...]]] = {}
    for at, text in found:
        if text not in known:
            known[text] = (text, *_fully_read(text, table))
        before, after, steps = known[text]  # the same characters are one string in all repairs
        if after != before:
            yield Repair(at, at + len(before), before, after, "entity", steps)


def _fully_read(before: str, table: dict[str, str]) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """What entities come to, and the steps: several where they were escaped more than once."""
    after, times = _read(before, table), 1
    while (again := read_entities(after)) != after:
        after, times = again, times + 1
    return after, (("read", "entities"),) * times


def read_entities(text: str) -> str:
    """The text with its entities read, once."""
    entities = set(_ENTITY.findall(text)) if "&" in text else set()
    return _read(text, _read_table(entities)) if entities else text


def _read(text: str, table: dict[str, str]) -> str:
    return _ENTITY.sub(lambda m: table[m.group()], text)


def _read_table(entities: set[str]) -> dict[str, str]:
    """What each entity stands for."""
    return {entity: _meaning(entity) for entity in entities}


@lru_cache(maxsize=4096)
def _meaning(entity: str) -> str:
    """What an entity stands for; one that stands for no character XML can hold stands for itself."""
    if entity[1] == "#":
        read = unescape(entity)
    elif entity[1:].rstrip(";") + ";" in html5:
        from bs4 import BeautifulSoup

        read = BeautifulSoup(f"<p>{entity}</p>", "html.parser").get_text()
    else:
        return entity
    return read if _is_character(read) else entity


def _is_character(read: str) -> bool:
    return 0 < len(read) <= 2 and not _NO_CHARACTER.search(read)


# Tags


def _tag_repairs(text: str, tags: list[_Tag]) -> Iterator[Repair]:
    pairs = list(_pairs(tags))
    spoken = _spoken_tags(text, tags, pairs)
    if spoken is None:
        return
    scripts = [(i, j) for i, j in pairs if tags[i].name in _HUSHED and i not in spoken]
    inside = {n for i, j in scripts for n in range(i, j + 1)}
    outside = [i for i in range(len(tags)) if i not in inside and i not in spoken]
    paired = {i for pair in pairs for i in pair}
    left = {i for i in outside if _is_left_over(text, tags[i], paired=i in paired)}
    for order in (outside, outside[::-1]):  # what touches a left-over is one
        for i, j in pairwise(order):
            low, high = sorted((i, j))
            if i in left and not text[tags[low].end:tags[high].start].strip():
                left.add(j)
    spans = [(tags[i].start, tags[i].end, tags[i].name) for i in left] + [(tags[i].start, tags[j].end, "") for i, j in scripts]
    yield from _removed(text, sorted(spans))


def _tag(match: re.Match[str]) -> _Tag:
    return _Tag(match.start(), match.end(), (match["name"] or "!").lower(), bool(match["close"]), match["attributes"] or "")


def _spoken_tags(text: str, tags: list[_Tag], pairs: list[tuple[int, int]]) -> set[int] | None:
    """The tags that are the author's own words, both of a pair or neither; None for a text about markup."""
    spoken = _spoken(text, [(tag.start, tag.end) for tag in tags], _TAG_TALK)
    if _lines_of(text, {tags[i].start for i in spoken}) >= _ABOUT:
        return None
    return spoken.union(*(pair for pair in pairs if not spoken.isdisjoint(pair)))


def _pairs(tags: list[_Tag]) -> Iterator[tuple[int, int]]:
    """Indices of opening tags and of the closing tags that go with them, in the order of the opening tags, as BeautifulSoup nests them.

    It reads the tags alone, each with its index and with the index behind it as text: the text that follows an element tells which tag closed
    the element.
    """
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString

    pieces = _skeleton(tags)
    soups = iter(lambda: "".join(islice(pieces, _AT_ONCE)), "")
    for element in (element for soup in soups for element in BeautifulSoup(soup, "html.parser").find_all(at=True)):
        opened, behind = int(str(element["at"])), element.next_sibling
        if isinstance(behind, NavigableString) and (closed := int(behind.split(maxsplit=1)[0])) > opened:
            yield opened, closed


def _skeleton(tags: list[_Tag]) -> Iterator[str]:
    """The tags without what stands between them; without comments and scripts that nobody closes, since all that follows would be their text."""
    endless = _endless_scripts(tags)
    for i, tag in enumerate(tags):
        if tag.name != "!" and i not in endless:
            yield f"</{tag.name}>" if tag.close else f'<{tag.name} at="{i}">'
        yield f"{i} "


def _endless_scripts(tags: list[_Tag]) -> set[int]:
    """Opening tags of scripts and styles that are not closed, or too far below."""
    closed_at: dict[str, int] = {}
    out: set[int] = set()
    for i, tag in reversed(list(enumerate(tags))):
        if tag.name in _HUSHED and tag.close:
            closed_at[tag.name] = tag.start
        elif tag.name in _HUSHED and not 0 <= closed_at.get(tag.name, -1) - tag.end <= _LONGEST_SCRIPT:
            out.add(i)
    return out


def _is_left_over(text: str, tag: _Tag, *, paired: bool) -> bool:
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
    return ends_clause(before) or before[-1:] in _QUOTES_CLOSE


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
        yield Repair(start, end, text[start:end], gap, "markup", _READ_TAGS[gap])
        gap = ""
        k += 1


_READ_TAGS = {gap: (("read", "tags", gap),) for gap in ("", "\t", "\n", "\n\n")}


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

    soup = BeautifulSoup(text, "html.parser")
    for element in soup(_NO_TEXT):
        element.decompose()
    return gap + soup.get_text()
