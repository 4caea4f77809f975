"""Titles without the name of the site, and the heading that is the title."""

from __future__ import annotations

import re
from html import unescape

from pipeline.metadata.separators import title_cuts
from pipeline.reading.word_lists import any_of

__all__ = ["LONGEST_PART", "UNSEEN", "agreement", "as_shown", "key_of_title", "likeness", "without_form", "without_hashes", "without_site",
           "words_of"]

_WORDS = re.compile(r"\w+")
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Characters without a width, which only mark where a line may break."""
_HASHES, _CLOSING = re.compile(r"\A(?:#{1,6}|={1,6}) (?=[^\W\d_])"), re.compile(r"(?<!\s) (?:#{1,6}|={1,6})\Z")
"""The signs of a heading in Markdown, AsciiDoc and wikis, which stand before a title in plain text."""
_FORM = re.compile(rf"\s\|\s(?:{any_of('lines.forms', 'pipeline.metadata')}|{any_of('lines.forms_behind', 'pipeline.metadata')})\Z", re.IGNORECASE)
"""The form of an article that stands behind a bar."""

LONGEST_PART = 1000
"""Characters of a part of a title that is compared with headings and names of sites."""
_SHORTEST = 3
"""Letters of a name up to which it has to be the same, since it stands inside many words."""
_MOST_NAMES = 16
"""Names of the site that are cut from a title."""


def key_of_title(text: str) -> str:
    """The words of a title in lower case."""
    return " ".join(_WORDS.findall(text.lower()))


def as_shown(text: str) -> str:
    """A title as readers see it: entities that were escaped twice read, characters without a width and the signs of a heading in Markdown left
    out, white space folded.

    >>> as_shown("Law &amp;amp; or\\u00adder"), as_shown("AT&T &#x26; more"), as_shown("## The pier"), as_shown("# 1 for a week")
    ('Law & order', 'AT&T & more', 'The pier', '# 1 for a week')
    """
    shown = unescape(unescape(text)) if "&" in text else text
    return without_hashes(" ".join(shown.translate(UNSEEN).split()))


def without_hashes(title: str) -> str:
    """A title without the signs of a heading in Markdown or a wiki before it, and behind it where they are closed.

    >>> without_hashes("## The pier ##"), without_hashes("= The pier ="), without_hashes("Learn C #")
    ('The pier', 'The pier', 'Learn C #')
    """
    return _CLOSING.sub("", title[found.end():]) if (found := _HASHES.match(title)) else title


def without_form(title: str) -> str:
    """A title without the form of the article behind its last bar.

    >>> without_form("Let the ferry be free | Editorial"), without_form("Public | Private")
    ('Let the ferry be free', 'Public | Private')
    """
    return _FORM.sub("", title)


def without_site(title: str, names: frozenset[str], headings: frozenset[str]) -> str:
    """A title without the site's name at its end or start.

    ``names``: keys of what the site calls itself, its host included, without spaces; ``headings``: keys of the page's headings. A part
    is removed if it names the site, or if the rest is a heading of the page.
    """
    if key_of_title(title) in headings:
        return _without_known_site(title, names)
    for start, end in reversed(title_cuts(title)):
        for part in (title[:start], title[end:]):
            if len(part) <= LONGEST_PART and key_of_title(part) in headings:
                return part.strip()
    for _ in range(_MOST_NAMES):
        if (cut := _site_cut(title, names)) is None:
            break
        title = cut
    return title


def _without_known_site(heading: str, names: frozenset[str]) -> str:
    """A heading without what stands behind its last bar or dash, where that is a known name of the site."""
    start, end = next(reversed(title_cuts(heading)), (0, 0))
    return heading[:start].strip() if start and key_of_title(heading[end:]).replace(" ", "") in names else heading


def _site_cut(title: str, known: frozenset[str]) -> str | None:
    cuts = title_cuts(title, weak=True)
    if not cuts:
        return None
    (start, end), (first_start, first_end) = cuts[-1], cuts[0]
    if _names_site(title[end:], known) and title[:start].strip():
        return title[:start].strip()
    if _names_site(title[:first_start], known) and title[first_end:].strip():
        return title[first_end:].strip()
    return None


def _names_site(part: str, known: frozenset[str]) -> bool:
    """Whether a part of a title is a name of the site, a piece of one, or one with a few words more. ``known``: keys without spaces."""
    if len(part) > LONGEST_PART:
        return False
    key = key_of_title(part).replace(" ", "")
    if len(key) <= _SHORTEST:
        return bool(key) and key in known
    return any(key in name or len(name) > _SHORTEST and name in key and len(key) < 2 * len(name) + 12 for name in known)


def agreement(one: str, other: str) -> float:
    """Share of the shorter title's words that are the other's too; 0 to 1."""
    a, b = set(_WORDS.findall(one.lower())), set(_WORDS.findall(other.lower()))
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def words_of(title: str) -> frozenset[str]:
    """The words of a title in lower case, each once."""
    return frozenset(_WORDS.findall(title.lower()))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the words of two titles that they have in common; 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0
