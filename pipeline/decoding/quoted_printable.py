"""Quoted-printable that was never read: ``caf=C3=A9``, ``=E2=80=99``, and lines broken by a ``=`` at their end.

It is taken for that where it cannot be anything else: bytes of UTF-8, one ``=`` each, that are whole characters, or single bytes of windows-1252
inside words of a text that has no other ``=``. Where it is proven, what it does to plain characters is read too: ``=3D``, ``=20``, broken lines.
"""

from __future__ import annotations

import re

from pipeline.data import Repair
from pipeline.decoding.mentions import is_proven, is_spoken_of

__all__ = ["find_quoted_printable", "may_hold_quoted_printable", "read_quoted_printable"]

_UTF8 = re.compile(
    "(?:=C[2-9A-F]=[89AB][0-9A-F]|=D[0-9A-F]=[89AB][0-9A-F]|=E[0-9A-F](?:=[89AB][0-9A-F]){2}|=F[0-4](?:=[89AB][0-9A-F]){3})+")
_MAYBE = re.compile("=[89A-F][0-9A-F]")
_IN_WORD = re.compile("(?<=[a-z])=[CDEF][0-9A-F](?=[a-z])|(?<=[a-z])=92(?=[a-z])")
_BROKEN = re.compile("=[ \t]*\r?\n")
_ANY = re.compile("(?:=[0-9A-F]{2}(?:=[ \t]*\r?\n(?==[0-9A-F]{2}))?)+|=[ \t]*\r?(?:\n|$)")
"""Signs in a row, between which a line may be broken, in the middle of a character too; or a broken line."""
_SOFT = re.compile("=[ \t]*\r?\n?")
_VALUE = re.compile("\\s[a-zA-Z:-]{1,30}=3D[\"']")
_ASIDE = re.compile(r"quoted[- ]printable|MIME|\bencod(?:ed|ing)\b", re.IGNORECASE)
_LEAST_BYTES, _FEWEST_VALUES = 3, 3
"""Single bytes in words, and attributes of tags, that are proof."""


def may_hold_quoted_printable(text: str, *, markup: bool = False) -> bool:
    """A cheap look. ``markup``: the text is a page, of which the attributes must be quoted-printable."""
    if markup:
        return "=3D" in text and ("=3D\"" in text or "=3D'" in text)
    return "=3D" in text or "=" in text and _MAYBE.search(text) is not None


def find_quoted_printable(text: str, *, markup: bool = False) -> list[Repair]:
    """The repairs of what is quoted-printable in a text, sorted and disjoint; of a page only where its tags are quoted-printable too."""
    if markup and len(_VALUE.findall(text)) < _FEWEST_VALUES or not markup and not _is_proven(text):
        return []
    out = []
    for match in _ANY.finditer(text):
        before, after = match.group(), read_quoted_printable(match.group())
        if before != after and (markup or _is_meant(text, match.start(), before)):
            out.append(Repair(match.start(), match.end(), before, after, "escape", (("read", "quoted-printable"),)))
    return out


def _is_proven(text: str) -> bool:
    if _ASIDE.search(text):
        return False
    return is_proven(text, [(*match.span(), read_quoted_printable(match[0])) for match in _UTF8.finditer(text)]) or _is_western(text)


def _is_western(text: str) -> bool:
    if not text.isascii() or "=" in _ANY.sub("", text):
        return False
    places = [match.span() for match in _IN_WORD.finditer(text)]
    return len(places) >= _LEAST_BYTES and not is_spoken_of(text, places)


def _is_meant(text: str, at: int, sign: str) -> bool:
    """Whether a sign is read: bytes beyond ASCII always, those of plain characters and broken lines where no address holds them."""
    if len(sign) > 2 and _MAYBE.match(sign):
        return True
    word = text[max(0, at - 200):at].rpartition("\n")[2].rpartition(" ")[2]
    return "://" not in word or not sign.strip(" \t\r\n=")


def read_quoted_printable(text: str) -> str:
    """What such signs stand for: nothing for a broken line, else the characters of their bytes, in UTF-8 where they are; else the signs."""
    if _SOFT.fullmatch(text):
        return ""
    try:
        data = bytes.fromhex(_BROKEN.sub("", text).replace("=", ""))
    except ValueError:
        return text
    if any(byte < 0x20 and byte not in b"\t\r\n" for byte in data):
        return text
    for codec in ("utf-8", "cp1252"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return text
