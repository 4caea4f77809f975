"""How much of a text is ruined beyond repair: characters that were lost before it came here, and mojibake that nothing proves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.data.beyond import beyond_ascii
from pipeline.decoding.proof import Proof, proof_of

__all__ = ["garbled_share"]

_LOST = "\ufffd".encode()
_READ_AS = ("latin-1", "cp1252", "cp1251", "koi8-r", "cp866", "cp437", "mac_roman", "mac_cyrillic")
_ACCENTS = re.compile("[À-ÿ]{4,}")
"""Cyrillic or Greek letters of one byte, read as Western ones."""
_SWAPPED = re.compile("\\b[а-яё][А-ЯЁ]{2,}\\b")
"""One Cyrillic code page read as another: small letters for capitals, and capitals for small letters."""
_QUESTIONS = re.compile(r"(?<!\?)\?{2,}+(?:[ ,.:;!-]{1,3}\?++){2,}+")
"""Letters that an encoding had no place for."""
_SIGNS = "¡¢£¤¥¦§¨©¬®¯±³´¶¸¹¿¼½¾×÷\x80-\x9f†‡ˆ˜‰ˇ˘˙˚˛˝ﬂ"
_INSIDE = re.compile(f"(?<=[a-zà-ÿ])[{_SIGNS}](?=[a-zà-ÿ])|(?<=[a-zà-ÿ])[À-ÖØ-ÞŒŠŸŽ](?=[a-zà-ÿ])")
"""Signs and capitals with accents inside words in small letters: a code page of Central Europe or of the Macintosh, read as the Western one."""
_SWAPPED_MAYBE, _INSIDE_MAYBE = re.compile("[а-яё][А-ЯЁ]{2}"), re.compile(f"[{_SIGNS}À-ÖØ-ÞŒŠŸŽ]")
"""What either of the two needs, looked for in the characters beyond ASCII alone."""
_FEW = 3
"""Pairs of characters below which somebody may be writing about them."""


@cache
def _lost() -> re.Pattern[str]:
    """U+FFFD, and its bytes as other encodings read them."""
    forms = {"\ufffd", (_LOST * 2).decode("gbk"), *(_LOST.decode(codec) for codec in _READ_AS)}
    return re.compile("|".join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form)))))


def garbled_share(text: str) -> float:
    """The share of ruined characters among all that are not white space, 0 to 1."""
    if text.isascii() and "??" not in text:
        return 0.0
    ruined = sum(end - start for start, end in _merged(sorted(_stretches(text))))
    return min(1.0, ruined / max(1, len(text) - sum(map(text.count, " \n")))) if ruined else 0.0


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    beyond = beyond_ascii(text)
    for pattern in (_lost(), _ACCENTS):
        if pattern.search(beyond):
            yield from (match.span() for match in pattern.finditer(text))
    if "??" in text:
        yield from (match.span() for match in _QUESTIONS.finditer(text))
    for pattern, maybe in ((_SWAPPED, _SWAPPED_MAYBE), (_INSIDE, _INSIDE_MAYBE)):
        found = [match.span() for match in pattern.finditer(text)] if maybe.search(beyond) else []
        if len(found) >= _FEW:
            yield from found
    yield from _mojibake(text)


def _mojibake(text: str) -> list[tuple[int, int]]:
    """Pairs and triples of characters that UTF-8 leaves where it is read wrongly, and that were not mended."""
    from pipeline.decoding.repair import may_hold_mojibake

    if not may_hold_mojibake(text):
        return []
    from pipeline.decoding.mojibake import suspicious

    found = [match.span() for match in suspicious().finditer(text)]
    sure = [(start, end) for start, end in found if proof_of(text, start, end) is Proof.FULL]
    return sure if len(sure) >= _FEW else []


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in spans:
        if end > at:
            yield max(start, at), end
            at = end
