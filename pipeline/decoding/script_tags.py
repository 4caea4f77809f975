"""Tags in the strings of scripts, as they are or written as references."""

from __future__ import annotations

import re
from html import unescape

__all__ = ["BLOCK", "PARAGRAPHS", "TAG", "read_references"]

TAG = re.compile(r"</?(?:p|div|br|h[1-6]|[uo]l|li|table|tr|td|section|article|blockquote|figure|img|a|b|i|em|strong|span)(?=[\s/>])[^<>]*+>",
                 re.IGNORECASE)
PARAGRAPHS = re.compile(r"<(?:p|div|br|h[1-6]|li|tr|section|blockquote)(?=[\s/>])", re.IGNORECASE)
BLOCK = re.compile(r"<(?:p|div|h[1-6]|[uo]l|blockquote|figure|section)(?=[\s/>])", re.IGNORECASE)
"""A tag that starts a text on a line of its own."""
_TYPED_TAG = re.compile(r"&(?:amp;){0,3}lt;/?(?:p|div|br|h[1-6]|[uo]l|li|a|em|strong|span)(?:\s|/|&(?:amp;){0,3}gt;)", re.IGNORECASE)
_MOST_ROUNDS = 4


def read_references(text: str) -> tuple[str, int]:
    """A text whose tags are written as references (``&lt;p&gt;``, ``&amp;lt;p&amp;gt;``) with them read, and how often that was done."""
    for rounds in range(_MOST_ROUNDS):
        if TAG.search(text) or not _TYPED_TAG.search(text):
            return text, rounds
        text = unescape(text)
    return text, _MOST_ROUNDS
