r"""Characters that a program wrote as their numbers: ``\xe2\x80\x99`` of Python, the percent signs of addresses, ``<U+2019>`` of R, ``&#8217`` that
lost its semicolon, and ``u2019`` that lost its backslash.

Each form is read where it stands several times as nobody would write it: bytes that are whole characters of UTF-8, numbers of letters inside words
and of quotation marks around them. A text that is about such numbers is left alone (`pipeline.decoding.mentions`).
"""

from __future__ import annotations

import re
from html import unescape

from pipeline.data import Repair
from pipeline.decoding.mentions import is_proven

__all__ = ["find_numbers", "may_hold_numbers", "read_numbers"]

_MAYBE = re.compile(r"\\x[c-f]|%[C-F]\d|<U\+|&#\d{2,5}(?![\d;])|u20[12]|u00[c-f]|%20[a-zA-Z]", re.IGNORECASE)


def _bytes(sign: str) -> str:
    """A pattern of the bytes of whole characters of UTF-8, each behind a sign."""
    rest = f"{sign}[89ab][0-9a-f]"
    return f"(?:{sign}(?:c[2-9a-f]|d[0-9a-f]){rest}|{sign}e[0-9a-f](?:{rest}){{2}}|{sign}f[0-4](?:{rest}){{3}})+"


_FORMS = {
    "python": re.compile(_bytes(r"\\x"), re.IGNORECASE),
    "percent": re.compile(_bytes("%"), re.IGNORECASE),
    "names": re.compile(r"<U\+[0-9A-F]{4,6}>"),
    "references": re.compile(r"&#\d{2,5}(?![\d;])"),
    "bare": re.compile(r"(?<![A-Za-z0-9_\\])u201[8c](?=[^\W\d_])|(?<=[^\W\d_])u2019(?=[^\W\d_])|(?<=[^\W\d_.,!?])u2019(?=\s)|"
                       r"(?<=[^\W_.,!?…])u201d(?=[\s.,;:]|$)|(?<=[.,!?])u201[d9](?=\s|$)|(?<=\s)u201[34](?=\s)|(?<=\w)u2026|"
                       r"(?<=[a-zA-Z])u00(?:df|[ef][0-9a-f])(?![0-9a-f])|(?<=[A-Z])u00[cd][0-9a-f](?![0-9a-f])"),
}
_SURE = re.compile(
    r"u201[cd]|u00[c-f]|u2019(?:s|t|re|ve|ll|d|m)(?![^\W_])|(?<![^\W_])(?:[cdjlmnst]|qu|dell|all|nell|un)u2019[aeiouhé]", re.IGNORECASE)
"""Numbers without a backslash that are no name with a year, such as ``#edu2026``."""
_BEYOND_ASCII, _IN_ADDRESSES = ("python", "percent"), ("percent", "bare")
"""Forms in which a program writes every character beyond ASCII, and those that addresses and names of files have."""
_SPACE = re.compile(r"%20(?=[a-zA-Z])")
_ABOUT = re.compile(
    r"\b(?:unicode|utf-8|code points?|escap\w+|percent-encod\w+|encod(?:ed|ing)s?|entit(?:y|ies)|hexadecimal|bytes?|str|print)\b", re.IGNORECASE)
_OF_ADDRESS = re.compile(r"://|www\.|[/?=&#@]|\.(?:html?|php|aspx?|pdf|jpe?g|png)\b", re.IGNORECASE)


def may_hold_numbers(text: str) -> bool:
    """A cheap look."""
    return _MAYBE.search(text) is not None


def find_numbers(text: str) -> list[Repair]:
    """The repairs of characters written as their numbers, sorted and disjoint."""
    out: list[Repair] = []
    for name, form in _FORMS.items():
        found = [match for match in form.finditer(text) if name not in _IN_ADDRESSES or not _is_in_address(text, match)]
        if not found or name == "bare" and not _SURE.search(text) or _ABOUT.search(text):
            continue
        if is_proven(text, [(*match.span(), read_numbers(match[0])) for match in found], ascii_lines=name in _BEYOND_ASCII):
            if name == "percent":
                found += [match for match in _SPACE.finditer(text) if not _is_in_address(text, match)]
            out += [Repair(*match.span(), match[0], read_numbers(match[0]), "escape", (("read", "numbers"),)) for match in found]
    return sorted((repair for repair in out if repair.before != repair.after), key=lambda repair: repair.start)


def _is_in_address(text: str, match: re.Match[str]) -> bool:
    """Whether the word in which a number stands is an address or the name of a file."""
    start = max(text.rfind(" ", max(0, match.start() - 300), match.start()), text.rfind("\n", max(0, match.start() - 300), match.start())) + 1
    return _OF_ADDRESS.search(text, start, min(len(text), match.end() + 300)) is not None and (
        _OF_ADDRESS.search(text[start:match.end() + 300].split()[0]) is not None)


def read_numbers(text: str) -> str:
    """The characters for what one form has in a row; the text itself where they are none."""
    if text.startswith("&#"):
        return unescape(text + ";")
    if text[0] in "<u":
        return chr(int(text.strip("<>U+u"), 16))
    try:
        return bytes.fromhex(text.replace("\\x", "").replace("%", "")).decode("utf-8")
    except ValueError:
        return text
