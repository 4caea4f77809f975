"""Signs inside words that only say where a line may end, and that no reader sees: the soft hyphen, the space and the joiner without a width.

A search for a word does not find it with such a sign inside, so the signs are deleted, on record. A soft hyphen at the end of a line belongs to
whoever joins lines (`pipeline.blocks.text_joins`), and one behind Ã and the like may be half of a letter that was decoded
wrongly (``Ã`` and U+00AD are the bytes of í).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.data import Repair

__all__ = ["find_word_breaks", "may_hold_word_breaks"]

_SIGNS = "\u00ad\u200b\u2060"
_REFERENCES = re.compile("&(?:shy|ZeroWidthSpace|NoBreak|#0{0,4}(?:173|8203|8288)|#[xX]0{0,4}(?:[aA][dD]|200[bB]|2060));")
_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u036f\u0370-\u058f\u1e00-\u1fff"
"""Letters of Latin, Greek, Cyrillic and Armenian, with their accents; not ª, µ and º, which are also bytes of letters that were decoded wrongly."""
_SPACELESS = re.compile("[\u0e00-\u109f\u1780-\u17ff\u1900-\u1bff\ua980-\ua9ff\uaa00-\uaadf]")
"""Letters of Thai, Lao, Tibetan, Burmese, Khmer and their like, in which a space without a width parts words."""
_HALF = "(?<![ÂÃÅÎÐ])"
_RUN = r"(?<![\u200b\u2060])[\u200b\u2060]++"
_AT_EDGE = rf"(?:(?<![^\s]){_RUN}|{_RUN}(?![^\s]))"
"""Spaces and joiners without a width beside white space: they part and join nothing."""
_PLAIN = re.compile(rf"(?<=[{_LETTER}]){_HALF}[{_SIGNS}]+(?=[{_LETTER}])|{_AT_EDGE}")
_SIGN = rf"(?:[{_SIGNS}]|{_REFERENCES.pattern})"
_ANY_SIGN = re.compile(_SIGN)
_MARKUP = re.compile(rf"(?<=[{_LETTER}]){_HALF}{_SIGN}++(?:(?=[{_LETTER}])|(?=</?(?!(?i:br)\b)[A-Za-z]))|(?<=>){_SIGN}++(?=[{_LETTER}])|{_AT_EDGE}"
                     rf"|(?<=>){_RUN}|{_RUN}(?=<)")
"""In HTML, a tag may stand between the sign and a part of its word (``Hafen&shy;<wbr>meister``). A line ends at ``<br>``."""
_TAGS = re.compile(r"<[^<>]*>|\A[^<>]*>|<[^<>]*\Z")
_ADDRESS = re.compile(r"<[A-Za-z][^<>]*\s(?:href|src|cite|action|id|name|for)\s*=\s*(?:\"[^\"]*|'[^']*|[^\s\"'<>]*)\Z", re.IGNORECASE)
"""A tag up to a place inside an address or a name that an address gives."""
_NEAR, _LONGEST_TAG = 200, 2000
"""Characters in which the letters beside a sign are looked for, and those before a sign in which its tag begins."""


def may_hold_word_breaks(text: str, *, markup: bool) -> bool:
    """A cheap look: most texts hold no such sign."""
    return not text.isascii() and any(sign in text for sign in _SIGNS) or markup and "&" in text and _REFERENCES.search(text) is not None


def find_word_breaks(text: str, *, markup: bool) -> list[Repair]:
    """The repairs that delete such signs, in order. ``markup``: the text is HTML, in which they may be written as references."""
    if not markup:
        return [_deleted(found) for found in _matches(_PLAIN, text)]
    spaceless = _SPACELESS.search(text) is not None
    return [_deleted(found) for found in _matches(_MARKUP, text)
            if not _is_in_address(text, found.start()) and not (spaceless and _parts_words(text, *found.span()))]


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What the pattern finds. Its matches begin with a sign, so it is tried only there."""
    at = 0
    for sign in _ANY_SIGN.finditer(text):
        if sign.start() >= at and (found := pattern.match(text, sign.start())):
            at = found.end()
            yield found


def _deleted(found: re.Match[str]) -> Repair:
    return Repair(*found.span(), found[0], "", "hyphen", (("delete",),))


def _is_in_address(text: str, at: int) -> bool:
    start = max(0, at - _LONGEST_TAG)
    tag = text.rfind("<", start, at)
    return tag > text.rfind(">", start, at) and _ADDRESS.match(text[tag:at]) is not None


def _parts_words(text: str, start: int, end: int) -> bool:
    """Whether letters of a script without spaces stand on both sides, tags aside."""
    before, after = _TAGS.sub("", text[max(0, start - _NEAR):start]), _TAGS.sub("", text[end:end + _NEAR])
    return _SPACELESS.match(before[-1:]) is not None and _SPACELESS.match(after) is not None
