"""Lists of terms in Markdown, as PHP Markdown Extra, kramdown and Pandoc have them: a term, and below it its definitions, each behind a colon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

__all__ = ["with_definitions"]

_DEFINES = re.compile(r":[ \t]{1,4}(?=\S)")
_Part = tuple[str, str]
"""``dt`` or ``dd``, and its words."""


def with_definitions(parser: MarkdownIt) -> MarkdownIt:
    """A parser that reads such lists too."""
    parser.core.ruler.after("block", "definitions", _lists)
    return parser


def _lists(state: StateCore) -> None:
    """Turns paragraphs that are terms with their definitions into lists; neighbours are one list."""
    tokens, out, at = state.tokens, list["Token"](), 0
    if not any(token.type == "inline" and ": " in token.content for token in tokens):
        return
    while at < len(tokens):
        parts, level, after = list[_Part](), tokens[at].level, at
        while found := _entry(tokens, after):
            parts += found[0]
            after = found[1]
        if parts:
            out += _rendered(parts, level)
        else:
            out.append(tokens[at])
        at = max(after, at + 1)
    state.tokens = out


def _entry(tokens: Sequence[Token], at: int) -> tuple[list[_Part], int] | None:
    """The terms and definitions that begin with the paragraph at a place, and the place behind them."""
    words = _paragraph(tokens, at)
    if words is None or _DEFINES.match(words):
        return None
    parts = _parts(words.split("\n"))
    defined = len(parts) > 1
    if not defined and "\n" in words:
        return None
    at += 3
    while (more := _further(tokens, at, defined)) is not None:
        parts += more[0]
        at, defined = more[1], True
    return (parts, at) if defined else None


def _further(tokens: Sequence[Token], at: int, defined: bool) -> tuple[list[_Part], int] | None:
    """A further definition, or a further paragraph of one, which is set in."""
    words = _paragraph(tokens, at)
    if words is not None and _DEFINES.match(words):
        return _parts(words.split("\n")), at + 3
    if defined and at < len(tokens) and tokens[at].type == "code_block" and not tokens[at].content.startswith("  "):
        return [("dd", part.strip()) for part in tokens[at].content.split("\n\n") if part.strip()], at + 1
    return None


def _paragraph(tokens: Sequence[Token], at: int) -> str | None:
    """The words of a paragraph that stands in no list and no quotation; None where no such paragraph begins."""
    is_one = at + 2 < len(tokens) and tokens[at].type == "paragraph_open" and not tokens[at].hidden and tokens[at + 1].type == "inline"
    return tokens[at + 1].content if is_one else None


def _parts(lines: Sequence[str]) -> list[_Part]:
    """Lines as terms and definitions; the first line that a colon opens ends the terms, and other lines go on with what stands above them."""
    first = next((n for n, line in enumerate(lines) if _DEFINES.match(line)), len(lines))
    if first == len(lines):
        return [("dt", "\n".join(lines))]
    parts: list[_Part] = [("dt", line) for line in lines[:first]]
    for line in lines[first:]:
        if mark := _DEFINES.match(line):
            parts.append(("dd", line[mark.end():]))
        else:
            parts[-1] = ("dd", f"{parts[-1][1]}\n{line}")
    return parts


def _rendered(parts: Sequence[_Part], level: int) -> Iterator[Token]:
    from markdown_it.token import Token

    yield Token("dl_open", "dl", 1, block=True, level=level)
    for tag, words in parts:
        yield Token(f"{tag}_open", tag, 1, block=True, level=level + 1)
        yield Token("inline", "", 0, content=words, children=[], level=level + 2)
        yield Token(f"{tag}_close", tag, -1, block=True, level=level + 1)
    yield Token("dl_close", "dl", -1, block=True, level=level)
