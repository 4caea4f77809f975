"""What mail writes around and between words: the armour of signed messages (RFC 9580, section 7) with its head, its signature, and the dashes that it
puts before lines with a dash; and files that old programs wrote into the text as lines of signs (uuencode)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.data import Repair

__all__ = ["find_armour", "may_hold_armour"]

_SIGN = "-----BEGIN PGP SIGNED MESSAGE-----"
_MESSAGE = re.compile(
    r"(?P<head>^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\r?\n(?:(?:Hash|Charset|NotDashEscaped): [^\n]*\n)*+(?:[ \t]*\r?\n)?+)"
    r"(?P<text>(?:(?!-----BEGIN PGP S)[^\n]*\n)*+)"
    r"(?P<signature>-----BEGIN PGP SIGNATURE-----[ \t]*\r?\n(?:(?!-----)[^\n]*\n)*+-----END PGP SIGNATURE-----[ \t]*(?:\r?\n|\Z))", re.MULTILINE)
_FILE = "begin "
_UUENCODED = re.compile(r"^begin [0-7]{3,4} \S[^\n]{0,200}\n(?P<lines>(?:[ -`]{0,90}\r?\n){1,2000000}?)end[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_DASH = re.compile(r"^- (?=-)", re.MULTILINE)


def may_hold_armour(text: str) -> bool:
    """A cheap look: nearly every text has none."""
    return _SIGN in text or _FILE in text


def find_armour(text: str) -> list[Repair]:
    """The repairs that take armour and files off, in order. A message whose signature is missing keeps its own."""
    files = [_deleted(text, *found.span()) for found in _UUENCODED.finditer(text) if _is_file(found["lines"])] if _FILE in text else []
    armour = list(_repairs(text)) if _SIGN in text else []
    return sorted((*armour, *(file for file in files if not any(one.start < file.end and file.start < one.end for one in armour))), key=_start)


def _start(repair: Repair) -> int:
    return repair.start


def _is_file(lines: str) -> bool:
    """Whether there are lines, and each has as many signs as its first one says; programs leave spaces at the end out, or add a sign."""
    sized = [line.rstrip("\r") for line in lines.splitlines() if line.strip()]
    return bool(sized) and all(-3 <= len(line) - 1 - ((ord(line[0]) - 32 & 63) + 2) // 3 * 4 <= 2 for line in sized)


def _repairs(text: str) -> Iterator[Repair]:
    for found in _MESSAGE.finditer(text):
        yield _deleted(text, *found.span("head"))
        for dash in _DASH.finditer(text, *found.span("text")):
            yield _deleted(text, *dash.span())
        yield _deleted(text, *found.span("signature"))


def _deleted(text: str, start: int, end: int) -> Repair:
    return Repair(start, end, text[start:end], "", "markup", (("delete",),))
