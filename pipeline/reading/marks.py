"""Marks that structure a text, each defined once: list markers, note marks, numbers of headings, ends of sentences, quotation marks.

Every expression is anchored or looks at single characters, so that no reading costs more than the length of its text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["CLOSERS", "OPENERS", "HeadingNumber", "ListMarker", "bullet_of", "closers_of", "ends_clause", "ends_sentence", "heading_number",
           "is_note_call", "list_marker", "note_calls", "note_mark", "starts_item", "without_bullet"]

# -- ends of sentences ------------------------------------------------------------------------------------------------

_LATIN_ENDS = ".!?…‽"
_WIDE_ENDS = "。！？．｡"
_OTHER_ENDS = "؟۔।॥։።፧፨။។៕᙮๚๛⁇⁈⁉‼"
"""Arabic, Urdu, Devanagari, Armenian, Ethiopic, Burmese, Khmer, Canadian syllabics, Thai, and doubled marks."""
_TERMINALS = _LATIN_ENDS + _WIDE_ENDS + _OTHER_ENDS
_PAUSES = ":;：；"
_BEHIND = r"\"'”“’‘»«›)\]」』）】〉》\u00a0 "
_NOTED = rf"(?:\[\d{{1,3}}\]|[¹²³⁴-⁹]{{0,2}})$|[^\W\d][{_TERMINALS}][\"'”’»]?\d{{1,2}}$"
"""The call of a note behind the end; a bare number counts only behind a word, so that ``3.14`` is no end."""
_SENTENCE_END = re.compile(rf"[{_TERMINALS}][{_BEHIND}]*{_NOTED}")
_CLAUSE_END = re.compile(rf"[{_TERMINALS}{_PAUSES}][{_BEHIND}*]*{_NOTED}")
_TAIL = 16
"""Characters at the end of a text within which its end is looked for."""


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, in any script; closing marks and the call of a note may follow."""
    return not text[-1:].isalpha() and _SENTENCE_END.search(text[-_TAIL:]) is not None


def ends_clause(text: str) -> bool:
    """Whether a text ends as a sentence does, or with a colon or semicolon: what follows begins anew."""
    return not text[-1:].isalpha() and _CLAUSE_END.search(text[-_TAIL:]) is not None


# -- markers of list items --------------------------------------------------------------------------------------------

_BULLETS = "*•‣◦▪·●■○➢►✓✔▸▶➤❖◆◇♦∙⁃□❏\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0de–-"
"""With those of the fonts Symbol and Wingdings. Besides these, a small o before a capital: the bullet of word processors."""
_BULLET_STARTS = (*_BULLETS, "o")
_ITEM = re.compile(rf"(?:([{_BULLETS}]|o(?=\s+[A-Z\d]))|\(?(\d{{1,3}})[.)]|\(?([a-zA-Z]|[ivx]{{2,4}})\)|\[(\d{{1,3}})\])\s+(?=\S)")
_START = re.compile(rf"(?:[—{_BULLETS}]|\(?\d{{1,3}}[.)]|\(?[a-z][.)]|\[\d{{1,3}}\]|>)\s")


class ListMarker(NamedTuple):
    """The marker that a list item opens with."""

    printed: str
    kind: str
    """The bullet itself; ``#`` for numbers, ``[`` for numbers in square brackets, ``a`` for letters, ``i`` for Roman numerals."""
    number: int
    """The place in the order; 0 for bullets and Roman numerals."""

    @property
    def bulleted(self) -> bool:
        """True for a bullet."""
        return self.kind not in ("#", "[", "a", "i")

    @property
    def numbered(self) -> bool:
        """True for a number."""
        return self.kind in ("#", "[")


def list_marker(text: str) -> ListMarker | None:
    """The marker that a text opens with, or None."""
    if (match := _ITEM.match(text)) is None:
        return None
    printed, (bullet, plain, letter, bracketed) = match.group().strip(), match.groups()
    if bullet:
        return ListMarker(printed, bullet, 0)
    if plain or bracketed:
        return ListMarker(printed, "#" if plain else "[", int(plain or bracketed))
    return ListMarker(printed, "a", ord(letter.lower()) - 96) if len(letter) == 1 else ListMarker(printed, "i", 0)


def bullet_of(text: str) -> str:
    """The bullet that a text opens with; empty where it opens with none."""
    marker = list_marker(text) if text.startswith(_BULLET_STARTS) else None
    return marker.kind if marker is not None and marker.bulleted else ""


def without_bullet(text: str) -> str:
    """A text without the bullets, dashes and stars before its first word."""
    return text.lstrip(f"{_BULLETS}_ ")


def starts_item(text: str) -> bool:
    """Whether a line opens with what begins a block of its own: a list marker, the dash of direct speech, the ``>`` of quoted mail."""
    return _START.match(text) is not None


# -- notes ------------------------------------------------------------------------------------------------------------

_STARS = "*†‡"
_NOTE = re.compile(rf"(?:\[(?:\d{{1,3}}|[{_STARS}])\]|\(\d{{1,3}}\)|\d{{1,3}}[.)]?|[{_STARS}¹²³⁴-⁹]+)(?=\s+\S)")
_CALL = re.compile(rf"\[(\d{{1,3}}|[{_STARS}])\]")
_LINKED_CALL = re.compile(
    rf"[\[(]?\s*(?:\d{{1,4}}[a-z]?|[a-z]|[ivxlc]{{1,6}}|[{_STARS}§¶#]{{1,4}}|(?:note|n\.?)\s*\d{{1,4}})\s*[\])]?[.,]?", re.IGNORECASE)


def note_mark(text: str) -> str:
    """The mark that a note opens with (``[3]``, ``3.``, ``(3)``, ``*``); empty where none stands before words."""
    return match.group() if (match := _NOTE.match(text)) else ""


def note_calls(text: str) -> list[tuple[int, int, str]]:
    """The calls of notes printed in running text (``[3]``): start, end, mark."""
    return [(m.start(), m.end(), m[1]) for m in _CALL.finditer(text)] if "[" in text else []


def is_note_call(text: str) -> bool:
    """Whether the words of a link are nothing but the mark of a note."""
    return _LINKED_CALL.fullmatch(text) is not None


# -- numbers of headings ----------------------------------------------------------------------------------------------

_HEADING = re.compile(r"(?:(\d{1,2}(?:\.\d{1,2}){0,3})[.):]?|([IVXLC]{1,6})[.):]|([A-H])[.)])\s+\S")


class HeadingNumber(NamedTuple):
    """The number that a heading opens with."""

    kind: str
    """``number``, ``roman`` or ``letter``."""
    depth: int
    """How many numbers stand in it: 2 for ``3.1``."""


def heading_number(text: str) -> HeadingNumber | None:
    """The number of a heading (``3.1 Tides``, ``IV. Locks``, ``B) Sluices``), or None."""
    if (match := _HEADING.match(text)) is None:
        return None
    if match[1]:
        return HeadingNumber("number", match[1].count(".") + 1)
    return HeadingNumber("roman" if match[2] else "letter", 1)


# -- quotation marks --------------------------------------------------------------------------------------------------

_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "‚": "‘’", "‘": "’", "‹": "›", "›": "‹", "「": "」", "『": "』"}
OPENERS = "".join(_PAIRS)
"""Marks that open a quotation somewhere."""
CLOSERS = "".join(dict.fromkeys("".join(_PAIRS.values())))
"""Marks that close a quotation somewhere."""


def closers_of(opener: str) -> str:
    """The marks that may close what this mark opens; empty where it opens nothing."""
    return _PAIRS.get(opener, "")
