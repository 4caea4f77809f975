"""UTF-8 of Cyrillic letters that was once read as KOI8-R, code page 866 or Mac Cyrillic, which ftfy does not know.

Each Cyrillic letter is two bytes that begin with D0 or D1, so the text alternates between two characters, which stand for these bytes,
and box lines or signs. No right text has three such pairs in a row; where a text has them, shorter runs are read in the same way.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.data import Repair
from pipeline.decoding.proof import chars_of

__all__ = ["find_cyrillic", "may_hold_cyrillic"]

_CODECS = ("koi8-r", "cp866", "mac-cyrillic")
_RUN = re.compile(r"[^\x00-\x7f]+")
_MEANT = re.compile("[\u00a0-\u00ff\u0400-\u052f\u2010-\u2044\u2116\u2122\u20ac]+")
"""Cyrillic letters and what goes with them."""
_BOXES = (b"\xe2\x94", b"\xe2\x95", b"\xe2\x96", b"\xe2\x88\x9e")
"""In UTF-8: box lines and blocks, and the sign of infinity, which stands for the commonest letter in Mac Cyrillic."""


def may_hold_cyrillic(unusual: bytes) -> bool:
    """A cheap look at what a text has beyond ASCII, in UTF-8."""
    return any(box in unusual for box in _BOXES)


@cache
def _broken(codec: str) -> re.Pattern[str]:
    """Three Cyrillic letters, as the codec reads their UTF-8."""
    return re.compile(f"(?:[{re.escape(chars_of(codec, 0xD0, 0xD1))}][{re.escape(chars_of(codec, 0x80, 0xBF))}]){{3}}")


def find_cyrillic(text: str, unusual: bytes) -> list[Repair]:
    """The repairs of such runs, sorted and disjoint; those of one encoding only, for a text was read wrongly in one.

    ``unusual``: the runs of what the text has beyond ASCII, in UTF-8, a space between them.
    """
    runs = unusual.decode("utf-8", "surrogatepass")
    for codec in _CODECS:
        if _broken(codec).search(runs):
            return _repairs(text, codec)
    return []


def _repairs(text: str, codec: str) -> list[Repair]:
    steps, known = (("encode", codec), ("decode", "utf-8")), dict[str, tuple[str, str]]()
    found: list[Repair] = []
    for match in _RUN.finditer(text):
        run = match.group()
        if run not in known:
            known[run] = run, _read(run, codec)
        before, read = known[run]  # a word stands in memory once, however often it is repaired
        if read:
            found.append(Repair(match.start(), match.end(), before, read, "mojibake", steps))
    return found


def _read(run: str, codec: str) -> str:
    """A run as it was before it was read wrongly; empty where it was not, or where bytes of it are lost."""
    try:
        read = run.encode(codec).decode("utf-8")
    except UnicodeError:
        return ""
    return read if _MEANT.fullmatch(read) else ""
