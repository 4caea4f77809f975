r"""Escapes of strings that a scraper saved without reading them: ``\u00fc``, ``\n``, ``\"`` of JSON, ``\'`` of a database.

A text is taken for such a string by what it has and by what it lacks. What JSON escapes cannot stand in it beside the escapes: no letter
beyond ASCII next to ``\u00fc``. Text about escapes, program code, TeX and paths of Windows have the same signs in other places, so the
escapes must stand where a string has them: inside words and around quotations, and line breaks between sentences.
"""

from __future__ import annotations

import re

from pipeline.data import Repair
from pipeline.decoding.mentions import is_spoken_of

__all__ = ["find_escapes", "read_escapes"]

_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[nrt\"'/\\]")
_SLASHED, _UNSLASHED = re.compile(r"(?<=[A-Za-z])\\'(?=[a-z])"), re.compile(r"(?<=[A-Za-z])'(?=[a-z])")
"""An apostrophe inside a word as a database took it in, with a backslash before it, and as it is."""
_LETTER = re.compile(r"\\u[0-9a-fA-F]{4}")
_BREAK = re.compile(r"(?:\\r)?\\n")
_AFTER_BREAK = re.compile(r"\\[nrtu\"]|[A-Z0-9\"'(\[*>#•–—-]|\s|\Z")
"""What begins a line: another escape, a capital, a mark."""
_BEFORE_BREAK = re.compile(r"[.!?:;,\"')\]\w…]")
_PLAIN = {r"\n": "\n", r"\r": "", r"\t": "\t", r"\"": '"', r"\'": "'", r"\/": "/", "\\\\": "\\"}
_OTHER = re.compile(
    r"\\(?:begin|end|frac|sqrt|text\w*|left|right|alpha|beta|sum|int|item|cite|ref|emph|usepackage|documentclass)\b|\\[sSdDwWbB][+*?]|"
    r"\b[A-Za-z]:\\\w|\b(?:escape[ds]?|escaping|Unicode escape|code points?|JSON|regex\w*|printf|println|console\.log|backslash\w*)\b",
)
"""Signs of TeX, patterns, paths, program code, and of a text that is about escapes."""
_FEW, _FEW_SLASHED = 2, 3
"""Escapes, and apostrophes inside words behind a backslash, that are proof."""


def find_escapes(text: str) -> list[Repair]:
    """Repairs of the escapes of a text that is a JSON string, sorted and disjoint; none of a text that is not."""
    if "\\" not in text or not _is_string(text) or is_spoken_of(text, [match.span() for match in _ESCAPE.finditer(text)]):
        return []
    repairs = []
    for match in _ESCAPE.finditer(text):
        before, after = match.group(), read_escapes(match.group())
        if after != before:
            repairs.append(Repair(match.start(), match.end(), before, after, "escape", (("read", "escapes"),)))
    return repairs


def _is_string(text: str) -> bool:
    """Whether the escapes of a text are those of a string and not an author's own."""
    if len(_SLASHED.findall(text)) >= _FEW_SLASHED and not _UNSLASHED.search(text) and not _OTHER.search(text):
        return True
    letters, breaks = len(_LETTER.findall(text)), list(_BREAK.finditer(text))
    told = sum(bool(_AFTER_BREAK.match(text, b.end())) and bool(_BEFORE_BREAK.match(text, b.start() - 1)) for b in breaks if b.start())
    if letters + told < _FEW or _OTHER.search(text):
        return False
    if letters and not text.isascii():
        return False
    if breaks and told < 0.7 * len(breaks):
        return False
    return _inside_words(text) >= 0.5 * letters if letters else text.count("\n") <= told


def _inside_words(text: str) -> int:
    """How many escaped characters touch a letter or another escape: ``Br\\u00fccke``, ``\\u201eNiemand``."""
    return len(re.findall(r"(?<=[A-Za-z0-9])\\u[0-9a-fA-F]{4}|\\u[0-9a-fA-F]{4}(?=[A-Za-z0-9\\])", text))


def read_escapes(text: str) -> str:
    """The text with its escapes read, once; what stands for no character of text stays."""
    return _ESCAPE.sub(lambda match: _read(match.group()), text)


def _read(escape: str) -> str:
    if escape in _PLAIN:
        return _PLAIN[escape]
    code = int(escape[2:6], 16)
    if len(escape) == 12:
        return chr(0x10000 + ((code - 0xD800) << 10) + int(escape[8:12], 16) - 0xDC00)
    return escape if code < 0x20 and code not in (9, 10) or 0xD800 <= code < 0xE000 or code >= 0xFFFD else chr(code)
