"""Unicode forms: a text composed (NFC), with the place of each of its characters in the text as it stands."""

from __future__ import annotations

import unicodedata

__all__ = ["composed"]


def composed(text: str) -> tuple[str, tuple[int, ...]] | None:
    """The text in NFC, and for each character (and the end) where it stands in ``text``; None where the text is in NFC already."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return None
    out: list[str] = []
    places: list[int] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and _joins(text[at]):
            continue
        made = unicodedata.normalize("NFC", text[start:at])
        out.append(made)
        places += [start] * len(made)
        start = at
    return "".join(out), (*places, len(text))


def _joins(character: str) -> bool:
    """Whether a character may become one with those before it: marks, and the later letters of a Hangul syllable."""
    return "\u1160" <= character <= "\u11ff" or unicodedata.category(character)[0] == "M"
