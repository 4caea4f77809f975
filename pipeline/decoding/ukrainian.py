"""KOI8-U, which writes Ukrainian letters where KOI8-R has corners of boxes. Detectors know KOI8-R alone, and pages declare it for both."""

from __future__ import annotations

import re

__all__ = ["koi8_codec"]

_INSIDE_WORDS = re.compile(rb"[\xc0-\xff][\xa4\xa6\xa7\xad\xb4\xb6\xb7\xbd][\xc0-\xff]")
"""The letters є і ї ґ, small and capital, between two Cyrillic letters. In KOI8-R they are corners of boxes, which stand beside lines."""
_SAMPLE = 65536


def koi8_codec(data: bytes, codec: str) -> str:
    """``koi8-u`` for bytes that are declared or taken for KOI8-R and hold letters that KOI8-R does not have; else ``codec`` as it is."""
    return "koi8-u" if codec == "koi8-r" and _INSIDE_WORDS.search(data, 0, _SAMPLE) else codec
