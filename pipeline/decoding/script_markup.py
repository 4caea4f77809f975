r"""Puts the text of a script out of it, by repairs, so that every place in it holds.

The quotation marks of a string become the tags that end the script, open a paragraph and open the script again; each escape (``\"``,
``\u003cp\u003e``) becomes the character that it stands for, line ends become tags, and so do tags that are written as references.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape, unescape
from itertools import zip_longest

from pipeline.data import Repair
from pipeline.decoding import CONTINUES
from pipeline.decoding.escapes import read_escapes
from pipeline.decoding.page_tokens import REFERENCE
from pipeline.decoding.repair import apply, compose
from pipeline.decoding.script_boxes import Piece
from pipeline.decoding.script_data import ESCAPE, LAYERS, Data, read_escape
from pipeline.decoding.script_nodes import Block
from pipeline.decoding.script_tags import PARAGRAPHS, TAG, read_references

__all__ = ["BREAKS", "put_out"]

BREAKS = re.compile(r"(?<![ \t])[ \t]*+(?:\r\n?|\n)(?:[ \t\xa0]*+(?:\r\n?|\n))*+[ \t]*+")
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_Find = Callable[[str], list[Repair]]


def put_out(source: str, data: Data, name: str, blocks: Sequence[Block]) -> list[Repair]:
    """The repairs of a page that put the text of its data out. ``name``: where it stood, in words."""
    kind = f' type="{data.kind}"' if data.kind else ""
    closing = f'<script{kind} {CONTINUES}="{name}">'
    out: list[Repair] = []
    around: tuple[tuple[str, int], ...] = ()
    last, empty = max((n for n, block in enumerate(blocks) if block.pieces), default=-1), ""
    for n, block in enumerate(blocks[:last + 1]):
        if not block.pieces:  # a cell without text: its tags stand before those of the next block
            empty += _between(around, block.around)
            around = block.around
            continue
        inner, rounds = read_references(block.text)
        markup, own = TAG.search(inner) is not None, PARAGRAPHS.search(inner) is not None
        tag = "div" if own and block.tag == "p" else block.tag
        before = ("" if out else '<article itemprop="articleBody">') + empty + _between(around, block.around) + f"<{tag}>"
        after = f"</{tag}>" + (f"{_between(block.around, ())}</article>" if n == last else "")
        passes = [*(_PASSES[layer] for layer in (*data.layers, "escapes")), *[_references] * rounds]
        if not markup:
            passes.append(_brackets)
        if not (markup and own or tag == "pre"):
            passes.append(_line_breaks if block.around or tag != "p" else _paragraphs if len(blocks) == 1 else _blank_lines)
        out += _block(source, data, block, passes, (before, after, closing))
        around, empty = block.around, ""
    return out


def _block(source: str, data: Data, block: Block, passes: Sequence[_Find], tags: tuple[str, str, str]) -> Iterator[Repair]:
    """The repairs that put a block out. ``tags``: those in front of it and behind it, and the one that opens the script again."""
    before, after, closing = tags
    last = max(n for n, piece in enumerate(block.pieces) if isinstance(piece, Piece))
    for n, piece in enumerate(block.pieces):
        if not isinstance(piece, Piece):
            before += escape(piece, quote=False) if n < last else ""
            continue
        behind = "".join(escape(str(one), quote=False) for one in block.pieces[n + 1:]) + after if n == last else ""
        spans = data.spans(*piece)
        for k, (start, end) in enumerate(spans):
            yield _put(start - 1, source[start - 1], f"{source[start - 1]}</script>{before}")
            yield from _repairs(source[start:end], start, passes)
            yield _put(end, source[end], f"{behind if k == len(spans) - 1 else ''}{closing}{source[end]}")
            before = ""


def _between(last: tuple[tuple[str, int], ...], new: tuple[tuple[str, int], ...]) -> str:
    """The tags that end what stood around the last block, and open what stands around the new one."""
    same = next((n for n, (one, other) in enumerate(zip_longest(last, new)) if one != other), len(last))
    return "".join(f"</{tag}>" for tag, _ in reversed(last[same:])) + "".join(f"<{tag}>" for tag, _ in new[same:])


def _repairs(text: str, at: int, passes: Sequence[_Find]) -> Iterator[Repair]:
    """What several passes over a range of the page, which stands at a place, come to."""
    repairs: list[Repair] = []
    middle = text
    for find in passes:
        if new := find(middle):
            repairs = compose(text, repairs, middle, new)
            middle = apply(text, repairs)
    return (Repair(one.start + at, one.end + at, one.before, one.after, one.kind, one.steps) for one in repairs)


def _escapes(text: str) -> list[Repair]:
    out = []
    for found in ESCAPE.finditer(text):
        after = read_escape(found[0])
        steps = ("read", "escapes") if read_escapes(found[0]) == after else ("put", after)
        out.append(Repair(*found.span(), found[0], after, "escape", (steps,)))
    return out


def _percents(text: str) -> list[Repair]:
    pattern, reading = LAYERS["percent"]
    return [Repair(*found.span(), found[0], after, "escape", (("put", after),)) for found in pattern.finditer(text)
            if (after := reading(found[0])) != found[0]]


_PASSES: Mapping[str, _Find] = {"escapes": _escapes, "percent": _percents}


def _references(text: str) -> list[Repair]:
    return _replaced(text, REFERENCE, lambda match: unescape(match[0]))


def _brackets(text: str) -> list[Repair]:
    """Angle brackets that open no tag."""
    return _replaced(text, _OPENING, lambda _: "&lt;")


def _paragraphs(text: str) -> list[Repair]:
    blank = any(_is_blank(match[0]) for match in BREAKS.finditer(text))
    return _replaced(text, BREAKS, lambda space: "<br>\n" if blank and not _is_blank(space[0]) else "</p>\n<p>")


def _blank_lines(text: str) -> list[Repair]:
    """Paragraphs of blank lines alone."""
    return _replaced(text, BREAKS, lambda space: "</p>\n<p>" if _is_blank(space[0]) else "<br>\n")


def _line_breaks(text: str) -> list[Repair]:
    return _replaced(text, BREAKS, lambda _: "<br>\n")


def _replaced(text: str, pattern: re.Pattern[str], make: Callable[[re.Match[str]], str]) -> list[Repair]:
    made = ((match, make(match)) for match in pattern.finditer(text))
    return [Repair(*match.span(), match[0], after, "markup", (("put", after),)) for match, after in made if match[0] != after]


def _is_blank(space: str) -> bool:
    """Whether line ends enclose a blank line."""
    return space.replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1


def _put(at: int, before: str, after: str) -> Repair:
    return Repair(at, at + len(before), before, after, "markup", (("put", after),))
