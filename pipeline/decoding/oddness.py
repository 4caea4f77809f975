"""Characters that stand where no writer puts them: the sign that a text was read in a wrong one-byte encoding."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

__all__ = ["BEYOND_ASCII", "WINDOWS_1252", "is_odd", "oddness"]

WINDOWS_1252 = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256))
"""windows-1252 as browsers read it: the five bytes it leaves open stand for themselves, so that no byte is lost."""
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")  # a set of all other characters takes long to compile
_BOXES = re.compile("[\u2500-\u259f]")


def oddness(text: str) -> int:
    """How many of the first characters beyond ASCII stand where no writer puts them: capitals and signs inside words, boxes, accents alone.

    English with curly quotes in windows-1252, the most common of all undeclared encodings, is DOS Norwegian to the detector.
    """
    return sum(is_odd(text, m.start()) for m in islice(BEYOND_ASCII.finditer(text), 400))


def is_odd(text: str, at: int) -> bool:
    """Whether the character at a place, which is beyond ASCII, stands where no writer puts it."""
    char, before, after = text[at], text[at - 1:at], text[at + 1:at + 2]
    between = before.isalpha() and after.isalpha()
    if char in "ªº":
        return between
    if char.isalpha():
        alone = not before.isalpha() and not after.isalpha()
        return (char.isupper() and before.islower()) or (alone and bool((before + after).strip()) and (before + after).strip().isalnum())
    kind = unicodedata.category(char)
    if kind in ("Cc", "Sk", "Lm") or char == "\ufffd" or _BOXES.match(char):
        return True
    return between and char not in "’‘–—…·\u00a0\u00ad"
