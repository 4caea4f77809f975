"""Titles without the name of the site, and the heading that is the title."""

from __future__ import annotations

import re

__all__ = ["agreement", "key_of_title", "likeness", "without_site"]

_PARTS = re.compile(r"\s+[|–—·•»«:\-‒/]+\s+|\s*[|»«]\s*|(?<=\w):\s+")
_STRONG = re.compile(r"\s+[|–—·•»«\-‒]+\s+|\s*[|»«]\s*")
_WORDS = re.compile(r"\w+")


def key_of_title(text: str) -> str:
    """The words of a title in lower case."""
    return " ".join(_WORDS.findall(text.lower()))


def without_site(title: str, names: tuple[str, ...], headings: tuple[str, ...]) -> str:
    """A title without the site's name at its end or start.

    ``names``: what the site calls itself, its host included; ``headings``: headings of the page. A part goes if it names the site, or if
    what is left is a heading of the page.
    """
    known = {key_of_title(name).replace(" ", "") for name in names if name}
    keys = {key_of_title(h) for h in headings}
    if key_of_title(title) in keys:
        return title
    for match in reversed(list(_STRONG.finditer(title))):
        if key_of_title(head := title[:match.start()]) in keys:
            return head.strip()
        if key_of_title(tail := title[match.end():]) in keys:
            return tail.strip()
    while (cut := _site_cut(title, known)) is not None:
        title = cut
    return title


def _site_cut(title: str, known: set[str]) -> str | None:
    parts = list(_PARTS.finditer(title))
    if not parts:
        return None
    last, first = parts[-1], parts[0]
    if _names_site(title[last.end():], known) and title[:last.start()].strip():
        return title[:last.start()].strip()
    if _names_site(title[:first.start()], known) and title[first.end():].strip():
        return title[first.end():].strip()
    return None


def _names_site(part: str, known: set[str]) -> bool:
    key = key_of_title(part).replace(" ", "")
    if not key:
        return False
    return any(key == name or len(key) > 3 and (key in name or len(name) > 3 and name in key and len(key) < 2 * len(name) + 12) for name in known)


def agreement(one: str, other: str) -> float:
    """Share of the shorter title's words that are the other's too; 0 to 1."""
    a, b = set(_WORDS.findall(one.lower())), set(_WORDS.findall(other.lower()))
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def likeness(one: str, other: str) -> float:
    """Share of the words of both titles that they have in common; 0 to 1."""
    a, b = set(_WORDS.findall(one.lower())), set(_WORDS.findall(other.lower()))
    return len(a & b) / len(a | b) if a and b else 0.0
