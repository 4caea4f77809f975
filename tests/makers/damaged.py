"""Files of many packed parts of which some are damaged, as cases tell: the cases of tests/cases/packed/damaged_warc*.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

__all__ = ["damaged", "with_places"]


def damaged(whole: Sequence[bytes], case: dict[str, Any]) -> tuple[bytes, dict[str, int]]:
    """The file of the parts, and where these start. ``flip``: a part and a byte in it that is changed; ``cut`` and ``drop``: a part and how many bytes
    it loses at its start or end; ``junk``: a part and what stands before it; ``short``: bytes that the file loses at its end."""
    parts = [bytearray(part) for part in whole]
    for part, at in case.get("flip", []):
        parts[part][at] ^= 0x55
    if "cut" in case:
        part, size = case["cut"]
        del parts[part][:size]
    if "drop" in case:
        part, size = case["drop"]
        del parts[part][-size:]
    starts = [0, *accumulate(map(len, parts))]
    if "junk" in case:
        part, junk = case["junk"]
        parts[part][:0] = junk.encode()
    data = b"".join(parts)
    return data[:len(data) - case.get("short", 0)], {str(n): at for n, at in enumerate(starts)} | {"end": starts[-1]}


def with_places(sentence: str, places: dict[str, int]) -> str:
    """A sentence with numbers in place of ``{2}`` (where a part starts), ``5+{2}`` (five bytes behind that) and ``{end}``."""
    return re.sub(r"(?:(\d+)\+)?\{(\w+)\}", lambda found: str(int(found[1] or 0) + places[found[2]]), sentence)
