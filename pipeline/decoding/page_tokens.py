"""What repairs of a page of HTML tell apart: its text, what holds no text of the page, and references to characters."""

from __future__ import annotations

import re

__all__ = ["NO_TEXT", "REFERENCE"]

REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""A reference to a character, with its semicolon."""
_OWN = "script|style|textarea|title|xmp|pre|code|kbd|samp|template|svg|noscript"
NO_TEXT = rf"<!--.*?(?:-->|\Z)|<(?P<own>{_OWN})\b[^>]*+(?:>|\Z).*?(?:</(?P=own)\b|\Z)|<[/!]?[A-Za-z][^>]*+(?:>|\Z)"
"""Comments, elements of code, programs and fields, and tags: alternatives of an expression, in any case, where the dot stands for line ends too."""
