"""Text that a page holds in its scripts alone: data from which a program makes the article when the page is loaded. It is not read."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.blocks import HeadData
from pipeline.decoding.script_boxes import MOST
from pipeline.decoding.script_data import body_at, data_of
from pipeline.decoding.script_text import PROSE, holds_text

__all__ = ["large_script", "script_with_text"]


def script_with_text(head: HeadData) -> str | None:
    """The name of a script that holds running text; None where no script does."""
    return next(_with_text(head), None)


def large_script(head: HeadData) -> str | None:
    """The name of a script that holds more data than are looked through; None where no script does."""
    return next((data.name for data in data_of(head.states) if data.end - data.start > MOST), None)


def _with_text(head: HeadData) -> Iterator[str]:
    for text in head.json_ld:
        if (body := body_at(text)) is not None and PROSE.search(text, body):
            yield "articleBody in JSON-LD"
    yield from (data.name for data in data_of(head.states) if holds_text(data))
