"""HTML into blocks.

Strategy: lexbor builds the tree, one walk over it without recursion reads text, inline elements and what the
page says about itself. Elements that break the flow of text are numbered; a block belongs to the innermost of them. Nothing is judged
here: hidden, empty-looking and boilerplate blocks are all handed on.

An image, video, frame, rule or form field is a block without text; one that stands inside running text follows the text it stands in, so
that no sentence is cut. A table with real cells gives one block a row; tables that only lay out a page are walked like any element.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.blocks import Split
from pipeline.blocks.html_page import read_page
from pipeline.blocks.html_source import RAW, TAG
from pipeline.blocks.text_quotes import is_mail
from pipeline.data import Block, Page
from pipeline.reading.message_heads import MESSAGE, message_heads

__all__ = ["source_of", "split_html"]


_CDATA = re.compile(rf"<!\[CDATA\[(.*?)(?:\]\]>|\Z)|{TAG}", re.DOTALL)
"""Text between marks that only XML knows, outside comments, scripts and tags."""


_AS_TEXT = str.maketrans("<&", "\ufdd0\ufdd1")
_AS_IT_WAS = str.maketrans("\ufdd0\ufdd1", "<&")
"""Characters that no text may hold stand for markup that is none while the page is parsed."""


def _as_text(match: re.Match[str]) -> str:
    """As long as before, so that all places hold; the parser drops NUL."""
    return match[0] if match[1] is None else "\0" * 9 + match[1].translate(_AS_TEXT) + "\0" * (len(match[0]) - 9 - len(match[1]))


_RAW_TAG = re.compile(rf"<(/?)({'|'.join(RAW)})(?=[\s/>])", re.IGNORECASE)
_SELF_CLOSED = re.compile(r"""(?:\s++|[^\s/>=<]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)*+/>""")


def _without_empty_raw(source: str) -> str:
    """Elements whose content is no markup, closed as XML closes them (``<iframe src="x"/>``) and with no end tag of their own, under a name that
    the parser does not know: to it, all that follows would be their content. As long as before."""
    if "/>" not in source:
        return source
    tags = list(_RAW_TAG.finditer(source))
    changed, within = list[int](), ""
    for tag, has_end in zip(tags, _have_ends(tags), strict=True):
        name, closing = tag[2].lower(), bool(tag[1])
        if within:
            within = "" if closing and name == within else within
        elif not closing and not has_end and _SELF_CLOSED.match(source, tag.end()):
            changed.append(tag.end() - 1)
        elif not closing:
            within = name
    ends = [*changed, len(source)]
    return source if not changed else source[:ends[0]] + "".join("x" + source[at + 1:end] for at, end in pairwise(ends))


def _have_ends(tags: Sequence[re.Match[str]]) -> list[bool]:
    """Of each tag, whether the next one of its name is an end tag."""
    out, closed = list[bool](), dict[str, bool]()
    for tag in reversed(tags):
        name = tag[2].lower()
        out.append(closed.get(name, False))
        closed[name] = bool(tag[1])
    return out[::-1]


def source_of(page: Page) -> str:
    """The repaired text of a page as the parser is given it, every character in its place."""
    source = _without_empty_raw(page.fixed)
    if "<![CDATA[" in source and ("xml" in page.media_type or source.lstrip().startswith("<?xml")):
        source = _CDATA.sub(_as_text, source)
    return source


def split_html(page: Page, most: int = 0) -> Split:
    """The blocks of a page of HTML, in document order, and what its head says. Raises `pipeline.blocks.short_blocks.TooMany` where there are more
    than ``most`` and they are short; 0 allows any number.

    ``start`` and ``end`` of a block are the range of ``page.text`` from its first to its last character, inline tags included; for a
    block without text, its tag. Where the parser moved the text and it could not be found again, the range is that between its
    neighbours and ``("place", "near")`` stands among the attributes.
    """
    source = source_of(page)
    blocks, repairs, head = read_page(page, source, most)
    if "\ufdd0" in source and "\ufdd0" not in page.fixed or "\ufdd1" in source and "\ufdd1" not in page.fixed:
        blocks = tuple(b._replace(text=b.text.translate(_AS_IT_WAS), verbatim=b.verbatim.translate(_AS_IT_WAS)) for b in blocks)
    return Split(_below_heads(blocks) if is_mail(page) else blocks, repairs, head)


def _below_heads(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; those in the head of a quoted message and below it are marked as quoted, which mail programs leave to a rule above them."""
    shown = [n for n, block in enumerate(blocks) if block.text]
    heads = message_heads([blocks[n].text for n in shown], [1] * len(shown))
    starts = {shown[head.first] for head in heads}
    out: list[Block] = []
    depth = 0
    for n, block in enumerate(blocks):
        depth += n in starts
        if depth and block.markup is not None:
            block = block._replace(markup=block.markup._replace(quote=block.markup.quote + depth, hints=(MESSAGE, *block.markup.hints)))
        out.append(block)
    return tuple(out)
