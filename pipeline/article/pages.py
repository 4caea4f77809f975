"""What the elements of a page of HTML tell of blocks that stand side by side, step by step."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article.called_notes import with_called_notes
from pipeline.article.code_inside import with_code_inside
from pipeline.article.headline import with_headline
from pipeline.article.line_numbers import without_line_numbers
from pipeline.article.live import with_entries
from pipeline.article.note_parts import with_note_parts
from pipeline.article.pull_quotes import without_pull_quotes
from pipeline.article.side_notes import with_side_notes
from pipeline.article.together import with_lines
from pipeline.article.verse import with_verse
from pipeline.article.web_archives import without_banners
from pipeline.blocks import HeadData
from pipeline.data import Block, Decision

__all__ = ["structured_page"]

_STEPS = (without_banners, with_lines, with_code_inside, with_called_notes, with_entries, with_verse, without_line_numbers,
          with_side_notes, with_note_parts, without_pull_quotes)


def structured_page(blocks: Sequence[Block], head: HeadData, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions on a page of HTML, with the lines of one element, the entries of a live blog, verse, code, notes and the headline."""
    for step in _STEPS:
        decisions = step(blocks, decisions)
    return with_headline(blocks, head, decisions)
