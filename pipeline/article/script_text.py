"""Text that a page holds in its scripts alone: data from which a program makes the article when the page is loaded. It is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.blocks import HeadData
from pipeline.decoding.script_text import PROSE

__all__ = ["script_with_text"]

_BODY = re.compile(r"\"articleBody\"\s*:\s*\"", re.IGNORECASE)


def script_with_text(head: HeadData) -> str | None:
    """The name of a script that holds running text; None where no script does."""
    return next(_with_text(head), None)


def _with_text(head: HeadData) -> Iterator[str]:
    for text in head.json_ld:
        if (body := _BODY.search(text)) and PROSE.search(text, body.end()):
            yield "articleBody in JSON-LD"
    for name, text in head.states:
        if PROSE.search(text):
            yield name
