"""Repairs of a decoded text: what they are, how they follow on one another, and how they are replayed.

Strategy: each pass looks at one text and proposes repairs in that text's own coordinates; `compose` carries them back to the decoded
page, where a repair of a repair becomes one repair with the steps of both. Passes run until nothing changes, so that mending a
mended text changes nothing.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import accumulate

from pipeline.data import Repair
from pipeline.data.columns import repairs_in_columns

__all__ = ["apply", "compose", "fixed_places", "may_hold_mojibake", "mend", "replay"]

# Colours of a terminal, everything XML 1.0 has no place for, and the byte order mark, which has no business inside a text; and the same in UTF-8.
_ILLEGAL = re.compile("(?:\x1b\\[[0-9;:]{0,40}[A-Za-z]|[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufeff\ufffe\uffff])+")
_ILLEGAL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xed[\xa0-\xbf]|\xef(?:\xbb\xbf|\xbf[\xbe\xbf])")
_NEXT_LINE = "\x85"
_CONTROLS = re.compile("[\x80-\x84\x86-\x9f]")
_BREAKS = str.maketrans("\x0b\x0c", "\n\n")
# Spaces for what is usual. Two control characters that bytes take for white space become a third, which is as illegal.
_TO_SPACES = bytes(32 if b in b"\t\n\r" or 32 <= b < 128 else 1 if b in b"\x0b\x0c" else b for b in range(256))
# UTF-8 of anything beyond ASCII but general punctuation (U+2000 to U+203F), which is all that most English texts have.
_BEYOND = re.compile(rb"[\xc2-\xdf\xe0\xe1\xe3-\xf4]|\xe2[^\x80]")
# In UTF-8: a letter of two bytes or a sign of Mac Roman or code page 437 before another beyond ASCII; Â or Ã and a space; a C1 control.
# Mojibake has one of them, most French and Spanish texts have none, and what looks closer takes long to load.
_PAIR = rb"(?:[\xc3-\xdf][\x80-\xbf]|\xc2\xac|\xe2(?:\x88\x9a|\x94[\x9c\xac]|\x89\x88|\x80\x9a))[\xc2-\xf4]|\xc2[\x80-\x9f]|\xc3[\x82\x83]"
_PAIRS = re.compile(_PAIR + b" ")  # the space belongs to Â and Ã
_PAIRS_MAYBE = re.compile(_PAIR)
# In UTF-8: characters of which each text has one that was read as windows-1252 and is Mac Roman, or the other way about.
_MAC_MAYBE = re.compile(
    rb"\xc2[\x80-\x9f\xa1-\xa4\xa7\xaf\xb8\xbe\xbf]|\xc3[\x81\x88\x8a-\x8d\x92-\x95\x9b\xac]|\xc5[\x92\xa0\xb8\xbd]|\xcb|\xef\xac|\xe2\x80[\x9a\x9e\xa0\xa1\xb0\xb9\xba]",
)
_ROUNDS = 4
_AT_ONCE = 1 << 16
"""Bytes of a text that are parted into runs together."""
_PIECES = 4096
"""Repairs that are made together."""
_SHORT = 200
"""Characters of repairs that may come again."""

Steps = tuple[tuple[str, ...], ...]


def mend(text: str, *, markup: bool = False, utf8: bytes | None = None) -> tuple[str, Sequence[Repair]]:
    """The text with its repairs made, and the repairs: sorted, disjoint, in coordinates of ``text``.

    ``markup`` says that the text is HTML or XML: then entities and tags are the parser's business and stay, but for what was escaped twice.
    ``utf8``: the text as bytes, where they are at hand.
    """
    ends = _next_lines(text)
    fixed = apply(text, ends)
    unusual = _unusual(fixed, None if ends else utf8)
    repairs = ends
    for _ in range(_ROUNDS):
        before = fixed
        for find in (_find_illegal, _find_quoted_printable, _find_escapes, _find_numbers, _find_leftovers, _find_shortcodes, _find_armour,
                     _find_link_numbers, _find_cyrillic, _find_read_as_western, _find_mac_roman, _find_mojibake, _find_frames, _find_escaped_tags,
                     _find_doubled, _find_angle_brackets, _find_word_breaks):
            if new := find(fixed, unusual, markup):
                repairs = compose(text, repairs, fixed, new)
                fixed = apply(text, repairs)
                unusual = _unusual(fixed)
        if fixed == before:
            break
    return fixed, repairs_in_columns(repairs)


def _next_lines(text: str) -> list[Repair]:
    """NEL for line ends, as mainframes write it; else it is the ellipsis of windows-1252, and mojibake."""
    if _NEXT_LINE not in text or text.count(_NEXT_LINE) <= text.count("\n") + text.count("\r") or _CONTROLS.search(text):
        return []
    places = [match.start() for match in re.finditer(_NEXT_LINE, text)]
    return [Repair(at, at + 1, _NEXT_LINE, "\n", "line-end", (("read", "line-end"),)) for at in places]


def _unusual(text: str, utf8: bytes | None = None) -> bytes:
    """Runs of control characters and of what a text has beyond ASCII, in UTF-8: most texts hold hardly any."""
    data = (text.encode("utf-8", "surrogatepass") if utf8 is None else utf8).translate(_TO_SPACES)
    runs: list[bytes] = []
    at = 0
    while at < len(data):  # part by part, since each run is an object until it is joined
        space = data.find(b" ", at + _AT_ONCE)
        end = len(data) if space < 0 else space
        runs += [part] if (part := b" ".join(data[at:end].split())) else []
        at = end
    return b" ".join(runs)


def _find_quoted_printable(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    from pipeline.decoding.quoted_printable import find_quoted_printable, may_hold_quoted_printable

    return find_quoted_printable(text, markup=markup) if may_hold_quoted_printable(text, markup=markup) else []


def _find_escapes(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    if markup or "\\" not in text:
        return []
    from pipeline.decoding.escapes import find_escapes

    return find_escapes(text)


def _find_numbers(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    from pipeline.decoding.numbers_of_characters import find_numbers, may_hold_numbers

    return [] if markup or not may_hold_numbers(text) else find_numbers(text)


def _find_leftovers(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    if markup or ("<" not in text and "&" not in text):
        return []
    from pipeline.decoding.leftovers import find_leftovers

    return find_leftovers(text)


def _find_shortcodes(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    from pipeline.decoding.shortcodes import find_shortcodes, find_shortcodes_in_markup, may_hold_shortcodes, may_hold_shortcodes_in_markup

    if markup:
        return find_shortcodes_in_markup(text) if may_hold_shortcodes_in_markup(text) else []
    return find_shortcodes(text) if may_hold_shortcodes(text) else []


def _find_armour(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    from pipeline.decoding.armour import find_armour, may_hold_armour

    return [] if markup or not may_hold_armour(text) else find_armour(text)


def _find_link_numbers(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    from pipeline.decoding.link_numbers import find_link_numbers, may_hold_link_numbers

    return [] if markup or not may_hold_link_numbers(text) else find_link_numbers(text)


def _find_cyrillic(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    from pipeline.decoding.cyrillic import find_cyrillic, may_hold_cyrillic

    return find_cyrillic(text, unusual) if may_hold_cyrillic(unusual) else []


def _find_read_as_western(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    from pipeline.decoding.read_as_western import find_read_as_western, may_hold_read_as_western

    return find_read_as_western(text, markup=markup) if may_hold_read_as_western(unusual) else []


def _find_mojibake(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    if not may_hold_mojibake(text, unusual):
        return []
    from pipeline.decoding.mojibake import find_mojibake

    return find_mojibake(text, markup=markup)


def _find_frames(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    if not markup:
        return []
    from pipeline.decoding.frames import find_frames, may_hold_frames

    return find_frames(text) if may_hold_frames(text) else []


def _find_escaped_tags(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    if not markup:
        return []
    from pipeline.decoding.escaped_tags import find_escaped_tags, may_hold_escaped_tags

    return find_escaped_tags(text) if may_hold_escaped_tags(text) else []


def _find_doubled(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    if not markup or "&amp;" not in text:
        return []
    from pipeline.decoding.doubled import find_doubled, may_hold_doubled

    return find_doubled(text) if may_hold_doubled(text) else []


def _find_angle_brackets(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    if not markup:
        return []
    from pipeline.decoding.angle_brackets import find_angle_brackets, may_hold_angle_brackets

    return find_angle_brackets(text) if may_hold_angle_brackets(text) else []


def _find_word_breaks(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    from pipeline.decoding.word_breaks import find_word_breaks, may_hold_word_breaks

    return find_word_breaks(text, markup=markup) if may_hold_word_breaks(text, markup=markup) else []


def _find_mac_roman(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    if not _MAC_MAYBE.search(unusual):
        return []
    from pipeline.decoding.mac_roman import find_mac_roman, may_hold_mac_roman

    return find_mac_roman(text, markup=markup) if may_hold_mac_roman(_with_beyond(text)) else []


def may_hold_mojibake(text: str, unusual: bytes | None = None) -> bool:
    """A cheap look that lets through all that `pipeline.decoding.mojibake.suspicious` finds, and few right texts."""
    if unusual is None:
        unusual = _unusual(text)
    if not _BEYOND.search(unusual) or not _PAIRS_MAYBE.search(unusual):
        return False
    return _PAIRS.search(_with_beyond(text).encode("utf-8", "surrogatepass")) is not None


def _with_beyond(text: str) -> str:
    """The stretches between tags, or lines, that hold anything beyond ASCII. Most are plain ASCII, and a string knows at once whether it is."""
    return "\n".join([piece for piece in text.split("<" if "<" in text else "\n") if not piece.isascii()])


def _find_illegal(text: str, unusual: bytes, markup: bool) -> list[Repair]:
    if not _ILLEGAL_BYTES.search(unusual):
        return []
    return [
        Repair(m.start(), m.end(), m.group(), _drop_illegal(m.group()), "illegal-char", (("drop", "illegal-char"),))
        for m in _ILLEGAL.finditer(text)
    ]


def _drop_illegal(text: str) -> str:
    return _ILLEGAL.sub("", text.translate(_BREAKS))


def replay(before: str, steps: Steps) -> str:
    """What the steps of a repair make of a text; for every repair, ``replay(repair.before, repair.steps) == repair.after``.

    Steps: ``drop illegal-char``; ``read line-end``; ``read escapes``; ``read quoted-printable``; ``read numbers``; ``read entities``;
    ``read tags BREAK`` (tags go, and BREAK stands for them); ``put TEXT`` (what several repairs together came to); and ftfy's ``encode``,
    ``decode``, ``transcode`` and ``apply``. Runs of ftfy's steps are applied together, since its text is bytes in between. Raises ValueError
    for an unknown step.
    """
    text, coded = before, []
    for step in (*steps, ("end",)):
        if step[0] in ("encode", "decode", "transcode", "apply"):
            coded.append(step)
            continue
        if coded:
            from pipeline.decoding.mojibake import replay_encoding

            text, coded = replay_encoding(text, tuple(coded)), []
        if step[0] != "end":
            text = _take(text, step)
    return text


def _take(text: str, step: tuple[str, ...]) -> str:
    match step:
        case ("drop", "illegal-char"):
            return _drop_illegal(text)
        case ("read", "entities"):
            from pipeline.decoding.leftover_entities import read_entities

            return read_entities(text)
        case ("read", "line-end"):
            return "\n"
        case ("read", "escapes"):
            from pipeline.decoding.escapes import read_escapes

            return read_escapes(text)
        case ("read", "quoted-printable"):
            from pipeline.decoding.quoted_printable import read_quoted_printable

            return read_quoted_printable(text)
        case ("read", "numbers"):
            from pipeline.decoding.numbers_of_characters import read_numbers

            return read_numbers(text)
        case ("read", "tags", gap):
            from pipeline.decoding.leftover_tags import read_tags

            return read_tags(text, gap)
        case ("put", after):
            return after
        case ("delete",):
            return ""
    raise ValueError(f"unknown step of a repair: {' '.join(step)}")


def fixed_places(repairs: Sequence[Repair]) -> Sequence[int]:
    """Where each repair starts in the repaired text."""
    growth = accumulate((len(r.after) - len(r.before) for r in repairs), initial=0)
    return array("q", (r.start + moved for r, moved in zip(repairs, growth, strict=False)))


def apply(text: str, repairs: Sequence[Repair]) -> str:
    """The text with the repairs made."""
    out: list[str] = []
    at = 0
    for first in range(0, len(repairs), _PIECES):  # part by part, since what stands between repairs is an object each until it is joined
        pieces: list[str] = []
        for repair in repairs[first:first + _PIECES]:
            pieces += (text[at:repair.start], repair.after)
            at = repair.end
        out.append("".join(pieces))
    return "".join((*out, text[at:]))


def compose(text: str, first: list[Repair], middle: str, second: list[Repair]) -> list[Repair]:
    """Repairs of ``text`` that do what ``first`` and then ``second`` do.

    ``first`` counts in ``text``, ``second`` in ``middle`` (``text`` after ``first``). Those that overlap become one.
    """
    return list(_Composed(text, middle).of(first, second)) if first else second


_Span = tuple[int, int, int, Repair]
"""The range of a repair in the text between the two passes, the number of its pass, and the repair."""


class _Composed:
    """Repairs of two passes as one, group by group; what equal groups come to is worked out once."""

    def __init__(self, text: str, middle: str) -> None:
        self._text, self._middle = text, middle
        self._known: dict[tuple[object, ...], tuple[str, str, str, Steps] | None] = {}
        self._moved = 0
        """What earlier repairs of the first pass added to a place in the text between."""

    def of(self, first: list[Repair], second: list[Repair]) -> Iterator[Repair]:
        """The repairs of both passes, in order."""
        group, reach = list[_Span](), -1
        for span in merge(_made(first), ((r.start, r.end, 1, r) for r in second)):
            if group and span[0] >= reach:
                if made := self._one(group):
                    yield made
                group, reach = [], -1
            group.append(span)
            reach = max(reach, span[1])
        if group and (made := self._one(group)):
            yield made

    def _one(self, group: list[_Span]) -> Repair | None:
        """One repair for a group of overlapping ones; None where the second pass takes back what the first did."""
        low, high = group[0][0], max(span[1] for span in group)
        growth = sum(len(r.after) - len(r.before) for _, _, n, r in group if not n)
        start, end = low - self._moved, high - self._moved - growth
        self._moved += growth
        if len(group) == 1:
            one = group[0][3]
            return one if group[0][2] == 0 or one.start == start else Repair(start, end, one.before, one.after, one.kind, one.steps)
        key = tuple((at - low, n, r.before, r.after, r.kind, r.steps) for at, _, n, r in group)
        if key not in self._known:
            made = self._worked_out(group, self._text[start:end], low, high)
            if high - low > _SHORT:
                return Repair(start, end, *made) if made else None
            self._known[key] = made
        known = self._known[key]
        return Repair(start, end, *known) if known else None

    def _worked_out(self, group: list[_Span], before: str, low: int, high: int) -> tuple[str, str, str, Steps] | None:
        firsts, seconds = [r for _, _, n, r in group if not n], [r for _, _, n, r in group if n]
        after = apply(self._middle[low:high], [Repair(r.start - low, r.end - low, r.before, r.after, r.kind) for r in seconds])
        if before == after:
            return None
        return before, after, (seconds or firsts)[-1].kind, _joined(before, after, firsts, seconds)


def _made(first: list[Repair]) -> Iterator[_Span]:
    """The repairs of a first pass with their ranges in the repaired text."""
    moved = 0
    for repair in first:
        at = repair.start + moved
        yield at, at + len(repair.after), 0, repair
        moved += len(repair.after) - len(repair.before)


def _joined(before: str, after: str, firsts: list[Repair], seconds: list[Repair]) -> Steps:
    """The steps of several repairs, if one after another they do it; else the result itself."""
    steps = tuple(s for r in (*firsts, *seconds) for s in r.steps)
    plain = tuple(dict.fromkeys(s for r in firsts for s in r.steps)) + tuple(dict.fromkeys(s for r in seconds for s in r.steps))
    for attempt in (plain, steps):
        try:
            if replay(before, attempt) == after:
                return attempt
        except (UnicodeError, ValueError):
            continue
    return (("put", after),)
