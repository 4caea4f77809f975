"""The number of a note as it is compared: that of a call and that of the note it calls are printed with different marks around them."""

from __future__ import annotations

import re

__all__ = ["bare_number"]

_MARKS = re.compile(r"[^\w*†‡§¶]+")


def bare_number(marker: str) -> str:
    """A note's marker without brackets, full stops and spaces: ``[1]`` and ``1.`` are ``1``; a marker of such marks alone stays."""
    return _MARKS.sub("", marker) or marker.strip()
