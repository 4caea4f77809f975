"""The armour of signed messages (RFC 9580, section 7): its head, its signature, and the dashes that it puts before lines with a dash."""

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
_DASH = re.compile(r"^- (?=-)", re.MULTILINE)


def may_hold_armour(text: str) -> bool:
    """A cheap look: nearly every text has none."""
    return _SIGN in text


def find_armour(text: str) -> list[Repair]:
    """The repairs that take the armour of signed messages off, in order. A message whose signature is missing keeps its own."""
    return list(_repairs(text))


def _repairs(text: str) -> Iterator[Repair]:
    for found in _MESSAGE.finditer(text):
        yield _deleted(text, *found.span("head"))
        for dash in _DASH.finditer(text, *found.span("text")):
            yield _deleted(text, *dash.span())
        yield _deleted(text, *found.span("signature"))


def _deleted(text: str, start: int, end: int) -> Repair:
    return Repair(start, end, text[start:end], "", "markup", (("delete",),))
