"""What must hold before a repair of mojibake is made: proof in both directions.

Back: the repaired characters, written in UTF-8 and read in a one-byte encoding, give the characters that stand in the text. There: what
stands in the text cannot be right as it is. ``cafÃ©`` cannot, since no word goes on with a capital; ``MANHÃ —`` and the single letters
of ``C O N C L U S Ã O`` can. A stretch that might be right is mended only where the same text holds one that cannot be, and single
letters with spaces between them never are.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache

__all__ = ["LATIN_CODECS", "Proof", "breaks_to", "chars_of", "has_capital", "proof_of"]

LATIN_CODECS = ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859-2")


class Proof(IntEnum):
    """How sure it is that a stretch is no right text."""

    NONE = 0
    WEAK = 1
    """It may be right, unless the text is broken elsewhere too."""
    FULL = 2


def chars_of(codec: str, low: int, high: int) -> str:
    """The characters that bytes ``low`` to ``high`` stand for in a codec; C1 controls for bytes it leaves open."""
    return "".join(dict.fromkeys(bytes([b]).decode(codec, "ignore") or chr(b) for b in range(low, high + 1)))


@cache
def _pairs() -> re.Pattern[str]:
    """A letter that leads two bytes of UTF-8 in an encoding of Latin letters, and what follows it."""
    return re.compile(f"[{_every(0xC2, 0xDB)}][ {_every(0x80, 0xBF)}]")


@cache
def _longer() -> re.Pattern[str]:
    """A small letter that leads three bytes or four, and what follows it."""
    return re.compile(f"[{_every(0xE0, 0xF0)}]([{_every(0x80, 0xBF)}]{{2,3}})")


def _every(low: int, high: int) -> str:
    return re.escape("".join(sorted({c for codec in LATIN_CODECS for c in chars_of(codec, low, high)})))


_MARKS = frozenset("\u00a0’‘“”…—–•«»")
"""What writers put directly after a letter, and before one."""
_SIGNS = frozenset("®™©°²³¹ºª")
"""What writers put directly after a letter, and before no letter."""


def proof_of(line: str, start: int, end: int) -> Proof:
    """What the characters from ``start`` to ``end`` of a line prove by themselves and by their neighbours."""
    beyond = min(end + 1, len(line))
    found = [_judge(line, pair.start()) for pair in _pairs().finditer(line, start, beyond)]
    found += [_judge_longer(line, three.start(), three[1]) for three in _longer().finditer(line, start, beyond)]
    if not found:  # other scripts, and control characters
        return Proof.WEAK if _is_capital(line[max(0, start - 1):beyond]) else Proof.FULL
    return Proof.FULL if Proof.FULL in found else min(found)


def _is_capital(text: str) -> bool:
    """Whether there is nothing but capitals and the marks between them."""
    return all(c.isupper() or c in _MARKS or c.isspace() for c in text)


def _judge_longer(line: str, at: int, marks: str) -> Proof:
    """Of a small letter and what follows it."""
    in_word = line[at - 1:at].islower() or line[at + 3:at + 4].islower()
    right = _MARKS.issuperset(marks) or marks[0] in _MARKS and marks[1].isupper() and in_word
    return Proof.WEAK if right else Proof.FULL


def _judge(line: str, at: int) -> Proof:
    """Of one pair: whether it can be right where it stands."""
    before, mark, after = line[at - 1:at] if at else "", line[at + 1], line[at + 2:at + 3]
    if mark.isspace() and _is_spaced(line, at):
        return Proof.NONE
    if before.islower():
        return Proof.FULL
    if mark.isalpha() and mark not in _SIGNS:  # Š in ``BRITTILÂŠ INDIA``
        return Proof.WEAK if mark.isupper() and before.isupper() else Proof.FULL
    if mark.isspace():
        return Proof.FULL if before and (before in ".,;:!?)" or before.isdigit()) else Proof.WEAK
    if mark in _SIGNS:
        alone = not before.isalpha() and line[at] in "ÂÃ" and mark not in "ºª"
        return Proof.FULL if alone or after.isalpha() else Proof.WEAK
    return Proof.WEAK if mark in _MARKS else Proof.FULL


def _is_spaced(line: str, at: int) -> bool:
    """Whether a letter stands alone among single letters: ``C O N C L U S Ã O``."""
    if at and not line[at - 1].isspace():
        return False
    left, right = line[max(0, at - 8):at].split(), line[at + 1:at + 9].split()
    beside = [*left[-1:], *right[:1]]
    return bool(beside) and all(len(word) == 1 for word in beside)


# An accented capital and a mark or a space at a word's end: a fault ("voilÃ le" is "voilà le"), or a word in capitals (“MANHÃ”, ĐÃ BỊ).
_CAPITAL_END = re.compile("[À-ÞĂĄĆĘŁŃŐŚŞŢŰŹŻ](?=[ \u00a0’”»“…—–]|$)(?![^ \u00a0][^\\W\\d_])")
_VIETNAMESE = re.compile("[\u01a0\u01a1\u01af\u01b0\u0110\u0111\u1ea0-\u1ef9]")
_NEAR = 400


def has_capital(line: str, start: int, end: int) -> bool:
    """Whether a stretch holds the accented last letter of a word in capitals."""
    ends = [start + m.start() for m in _CAPITAL_END.finditer(line[start:end + 1])]
    if not ends:
        return False
    capital = any(at > 0 and line[at - 1].isupper() for at in ends)
    return capital or _VIETNAMESE.search(line, max(0, start - _NEAR), end + _NEAR) is not None


_READ_AS = (
    "latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253", "sloppy-windows-1254",
    "sloppy-windows-1257", "iso-8859-2", "macroman", "cp437",
)
_TIMES = 3
"""How often a text may have been read wrongly."""
_MOST = 400
_LONG = 400
"""Characters above which only the steps themselves are turned round."""


def breaks_to(after: str, before: str, steps: tuple[tuple[str, ...], ...]) -> bool:
    """Whether reading ``after`` wrongly gives ``before``, but for spaces that stand for the byte A0."""
    import ftfy.bad_codecs  # noqa: F401  registers the codecs

    wanted = _spaceless(before)
    if _spaceless(_turned_round(after, steps)) == wanted:
        return True
    level = {after}
    for _ in range(_TIMES if len(before) <= _LONG else 0):
        level = {broken for text in level for codec in _READ_AS for broken in _broken(text, codec)}
        if any(_spaceless(text) == wanted for text in level):
            return True
        if len(level) > _MOST:
            return False
    return False


def _turned_round(after: str, steps: tuple[tuple[str, ...], ...]) -> str:
    """What the steps make of the text when they are taken backwards; empty where they cannot be."""
    text: str | bytes = after
    try:
        for step in reversed(steps):
            match step:
                case ("decode", codec) if isinstance(text, str):
                    text = text.encode("utf-8" if codec == "utf-8-variants" else codec)
                case ("encode", codec) if isinstance(text, bytes):
                    text = text.decode(codec)
                case ("transcode", "restore_byte_a0"):
                    continue
                case _:
                    return ""
    except UnicodeError:
        return ""
    return text if isinstance(text, str) else ""


def _broken(text: str, codec: str) -> list[str]:
    """The text as a program has it that took its UTF-8 for another encoding, and as one that took windows-1252 for Latin-1."""
    out = []
    for write, read in (("utf-8", codec), ("sloppy-windows-1252", "latin-1")):
        try:
            out.append(text.encode(write).decode(read))
        except UnicodeError:
            continue
    return [broken for broken in out if broken != text]


def _spaceless(text: str) -> str:
    return text.replace(" ", "").replace("\u00a0", "")
