"""Pages into blocks.

- A text: `from_text`, with `text_lines`, `text_joins` (lines of one block), `text_indents` (paragraphs that begin further in), `text_pages`
  (running heads and page numbers), `text_quotes` (quoted messages) and `initials`.
- A page of HTML: `from_html`. `html_page` says which reader reads which element, `html_walk` walks the tree, and `html_builder` holds what is read
  meanwhile. Readers: `html_structure`, `html_flow`, `html_tables`, `html_formulas` (with `html_mathml`), `html_objects`, `html_notes`,
  `html_side_notes`, `html_signs`, `html_quoted`, `html_shadow`, `html_head`. What they use: `html_tags` (the meaning of tags), `html_scope` (the
  elements around a block), `html_inline` and `html_blocks` (text and blocks under construction), `html_source` (places in the source), `html_limits`,
  `html_styled_tables` (tables by their style), `short_blocks` (pages that are refused for very many of them).
- Rules of sites ask for elements with `selectors`, which `html_selected` looks up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.data import Block, Repair

__all__ = ["HeadData", "Mark", "Split"]


class Mark(NamedTuple):
    """An element whose markup says what it holds: ``itemprop``, ``property``, ``rel``, ``<time>``, a class such as ``byline``."""

    tag: str
    text: str
    """All its words, white space folded."""
    block: int
    """Number of the block in which it starts, or of the next block if it holds none."""
    attributes: tuple[tuple[str, str], ...]
    """As in the source, names in lower case; ``href`` and ``src`` made absolute."""
    hints: tuple[str, ...] = ()
    """Class names, ids, roles and itemprops of the elements around it, nearest first."""
    parent: int = -1
    """The innermost other mark around it, by its place in ``HeadData.marks``; -1 if there is none."""
    hidden: bool = False

    def get(self, name: str) -> str:
        """An attribute's value, empty where it is missing."""
        for key, value in self.attributes:
            if key == name:
                return value
        return ""


@dataclass(frozen=True, slots=True)
class HeadData:
    """What a page of HTML says about itself, unjudged: the evidence for its metadata."""

    title: str = ""
    metas: tuple[tuple[str, str], ...] = ()
    """Name (``name``, ``property``, ``itemprop`` or ``http-equiv``, in lower case) and content, in source order."""
    links: tuple[tuple[str, str, str], ...] = ()
    """``rel`` in lower case, absolute ``href``, ``hreflang``; style sheets and icons are left out."""
    json_ld: tuple[str, ...] = ()
    """The text of each ``application/ld+json`` script, as it stands."""
    states: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Name and text of each script that holds data for a program of the page (``__NEXT_DATA__``), as it stands; none where the page has much
    running text."""
    base: str = ""
    """What relative links were resolved against."""
    lang: str = ""
    """``lang`` of the root element."""
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    framed: bool = False
    """Whether a frame holds running text (``srcdoc``) that is not read."""
    script_text: str = ""
    """Where the text of the page stood, if it was put out of a script: ``articleBody in JSON-LD``."""


@dataclass(frozen=True, slots=True)
class Split:
    """The blocks of a page in order, and the repairs that splitting made (hyphens joined at line ends)."""

    blocks: tuple[Block, ...]
    repairs: tuple[Repair, ...] = ()
    head: HeadData | None = None
    """Only pages of HTML have one."""
