"""Encodings that write every script in bytes of ASCII: ISO-2022, HZ and UTF-7.

Their bytes are valid UTF-8, so nothing but their own signs tells of them. ISO-2022 has control characters that no other text has. The signs
of HZ and UTF-7 are printed characters, so what they stand for must be text: all of the bytes fit, and what comes out is of one script.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["seven_bit_text"]

_ESCAPES = ((b"\x1b$)C", ("iso2022_kr",)), (b"\x1b$", ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_3")))
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])++~\}")
_LAST_COMMON, _MOST_RARE = 0x57, 0.2
"""First byte of the last common characters, below the small letters of an author's own; the share of others in a text."""
_UTF7 = re.compile(rb"\+[A-Za-z0-9+/]{2,}")
_FIGURES = re.compile(rb"\+[0-9]{2,}(?![A-Za-z0-9+/])")
"""Figures behind a plus sign: a number of a telephone, and no text in UTF-7, which some of them would be by chance."""
_SAMPLE = 65536
"""Bytes that are looked at."""
_LEAST_RUNS, _LEAST_LETTERS = 2, 6
"""Shifts to another script, and letters beyond ASCII, below which the signs may be an author's own."""
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "IDEOGRAPHIC"})
_MARKS = frozenset({"Mn", "Mc", "Zs", "Cf", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Nd", "No", "Sc", "Sm", "So", "Lm"})


def seven_bit_text(data: bytes) -> tuple[str, str] | None:
    """The text of bytes of ASCII that are in such an encoding, and the name of its codec; None for all others."""
    for sign, codecs in _ESCAPES:
        if sign in data:
            return next(((text, codec) for codec in codecs if (text := _strict(data, codec)) is not None), None)
    for pattern, codec in ((_HZ, "hz"), (_UTF7, "utf-7")):
        if codec == "utf-7" and _FIGURES.search(data) or codec == "hz" and _is_rare(data):
            continue
        if len(pattern.findall(data, 0, _SAMPLE)) >= _LEAST_RUNS and (text := _strict(data, codec)) is not None and _is_text(text):
            return text, codec
    return None


def _is_rare(data: bytes) -> bool:
    """Whether many characters would be rare ones in HZ."""
    firsts: list[int] = [byte for run in _HZ.findall(data, 0, _SAMPLE) for byte in run[2:-2:2]]
    return sum(byte > _LAST_COMMON for byte in firsts) > _MOST_RARE * len(firsts)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _is_text(text: str) -> bool:
    """Whether what is beyond ASCII is letters of one script, and marks."""
    beyond = [char for char in text if char > "\x7f"]
    letters = {char for char in beyond if char.isalpha() and unicodedata.category(char) != "Lm"}
    if sum(char in letters for char in beyond) < _LEAST_LETTERS or any(unicodedata.category(c) not in _MARKS for c in set(beyond) - letters):
        return False
    scripts = {unicodedata.name(letter, "UNKNOWN").split()[0] for letter in letters}
    return len(scripts) == 1 and "UNKNOWN" not in scripts or scripts <= _EAST_ASIAN
