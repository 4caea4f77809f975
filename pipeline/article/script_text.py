"""Text that a page holds in its scripts alone: data from which a program makes the article when the page is loaded. It is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.blocks import HeadData

__all__ = ["script_with_text"]

_PROSE = re.compile(
    r"(?<!\w)(?:[^\W_][\w'’-]{0,24}[,;:.]?\s(?:[“”\"'(–—-]\s?)?){30}"
    r"|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff、，。！？]{60}"
    r"|(?:(?:\\u[0-9a-fA-F]{4}){1,24}[,;:.]?\s){25}|(?:\\u[0-9a-fA-F]{4}){60}")
"""Running text: so many words, or letters of scripts without spaces, in a row, whether they are written or escaped."""
_BODY = re.compile(r"\"articleBody\"\s*:\s*\"", re.IGNORECASE)


def script_with_text(head: HeadData) -> str | None:
    """The name of a script that holds running text; None where no script does."""
    return next(_with_text(head), None)


def _with_text(head: HeadData) -> Iterator[str]:
    for text in head.json_ld:
        if (body := _BODY.search(text)) and _PROSE.search(text, body.end()):
            yield "articleBody in JSON-LD"
    for name, text in head.states:
        if _PROSE.search(text):
            yield name
