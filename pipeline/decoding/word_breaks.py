"""Signs inside words that only say where a line may end, and that no reader sees: the soft hyphen, the space and the joiner without a width.

A search for a word does not find it with such a sign inside, so the signs are deleted, on record. A soft hyphen at the end of a line belongs to
whoever joins lines (`pipeline.blocks.text_joins`), and one behind Ã and the like may be half of a letter that was decoded
wrongly (``Ã`` and U+00AD are the bytes of í).
"""

from __future__ import annotations

import re

from pipeline.data import Repair

__all__ = ["find_word_breaks", "may_hold_word_breaks"]

_SIGNS = "\u00ad\u200b\u2060"
_REFERENCES = re.compile("&(?:shy|ZeroWidthSpace|NoBreak|#0{0,4}(?:173|8203|8288)|#[xX]0{0,4}(?:[aA][dD]|200[bB]|2060));")
_LETTER = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u036f\u0370-\u058f\u1e00-\u1fff"
"""Letters of Latin, Greek, Cyrillic and Armenian, with their accents. In scripts without spaces, a space without a width parts words."""
_HALF = "(?<![ÂÃÅÎÐ])"
_AT_EDGE = r"(?:(?<![^\s])[\u200b\u2060]+|[\u200b\u2060]+(?![^\s]))"
"""Spaces and joiners without a width beside white space: they part and join nothing."""
_PLAIN = re.compile(rf"(?<=[{_LETTER}]){_HALF}[{_SIGNS}]+(?=[{_LETTER}])|{_AT_EDGE}")
_SIGN = rf"(?:[{_SIGNS}]|{_REFERENCES.pattern})"
_MARKUP = re.compile(rf"(?<=[{_LETTER}]){_HALF}{_SIGN}++(?:(?=[{_LETTER}])|(?=</?[A-Za-z]))|(?<=>){_SIGN}++(?=[{_LETTER}])|{_AT_EDGE}"
                     r"|(?<=>)[\u200b\u2060]+|[\u200b\u2060]+(?=<)")
"""In HTML, a tag may stand between the sign and a part of its word (``Hafen&shy;<wbr>meister``)."""


def may_hold_word_breaks(text: str, *, markup: bool) -> bool:
    """A cheap look: most texts hold no such sign."""
    return not text.isascii() and any(sign in text for sign in _SIGNS) or markup and "&" in text and _REFERENCES.search(text) is not None


def find_word_breaks(text: str, *, markup: bool) -> list[Repair]:
    """The repairs that delete such signs, in order. ``markup``: the text is HTML, in which they may be written as references."""
    pattern = _MARKUP if markup else _PLAIN
    return [Repair(*found.span(), found[0], "", "hyphen", (("delete",),)) for found in pattern.finditer(text)]
