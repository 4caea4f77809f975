"""Blocks in Markdown: lists, tables (GitHub's), quotations, verse, figures, code, definitions (PHP Markdown Extra's), footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from pipeline.writers.exports.markdown_inline import Around, escaped, link_to, words
from pipeline.writers.note_numbers import bare_number
from pipeline.writers.within import Ranges

__all__ = ["Notes", "heading", "named", "write_blocks"]

Block = Mapping[str, Any]
_FAMILIES = {
    "list-item": "list", "slogan": "list", "reference": "list", "verse": "verse", "table-row": "table", "quotation": "quotation",
    "pull-quote": "quotation", "epigraph": "quotation", "definition-term": "gloss", "definition": "gloss",
}
_ITALIC, _BOLD = frozenset({"italic"}), frozenset({"bold"})
_MARKS = {"caption": _ITALIC, "credit": _ITALIC, "standfirst": _BOLD, "editor-note": _ITALIC}
_LABEL = re.compile(r"[A-Za-z0-9]+")
_ORDERED = re.compile(r"(\d{1,9})[.)]?")
_WIDEST = 1000
_DEEPEST = 12


class Notes:
    """Which note each call means, and under which label: the number as printed, where it stands for one note only."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        blocks = list(blocks)
        by_number: dict[str, list[str]] = {}
        for block in blocks:
            if block["kind"] == "note" and (number := bare_number(block.get("n", ""))):
                by_number.setdefault(number, []).append(block["id"])
        self.calls: dict[tuple[str, int], str] = {}
        self.labels: dict[str, str] = {}
        """Labels of the notes that are called, by their ids."""
        count: dict[str, int] = {}
        for block in blocks:
            for inline in block.get("inlines", ()):
                number = bare_number(inline.get("value") or block["text"][inline["start"]:inline["end"]]) if inline["kind"] == "noteref" else ""
                if found := by_number.get(number):
                    at = min(count.get(number, 0), len(found) - 1)
                    count[number] = at + 1
                    label = number if at == 0 and _LABEL.fullmatch(number) else found[at].partition(".")[2]
                    self.calls[block["id"], inline["start"]] = self.labels[found[at]] = label


def named(blocks: Iterable[Block], around: Around) -> Iterator[str]:
    """A comment with the ids of the blocks that follow, where that is asked for."""
    if around.ids:
        yield f"<!-- {' '.join(block['id'] for block in blocks)} -->"


def heading(block: Block, level: int, around: Around) -> str:
    """A heading of this level, from 1 to 6."""
    text = words(block, around._replace(line_break=" "))
    return f"{'#' * min(max(level, 1), 6)} " + re.sub(r"(?<=\s)(#+)$", r"\\\1", text)


def write_blocks(blocks: Sequence[Block], around: Around, notes: Notes, level: int) -> Iterator[str]:
    """Each run of blocks as Markdown, to be separated by blank lines. ``level``: of headings that stand among them."""
    lists = 0
    for (family, _), group in groupby(blocks, key=_key):
        run = list(group)
        lists = lists + 1 if family == "list" else 0
        if family:
            yield from named(run, around)
        if family == "list":
            yield _list(run, around, "-*"[lists % 2 - 1], ".)"[lists % 2 - 1])
        elif family in _RUNS:
            yield from _RUNS[family](run, around)
        else:
            for block in run:
                yield from named([block], around)
                yield from _alone(block, around, notes, level)


def _key(block: Block) -> tuple[str, object]:
    family = _FAMILIES.get(block["kind"], "")
    group = block.get("group", 0)
    return family, (block["id"] if family == "quotation" and not group else group)


def _alone(block: Block, around: Around, notes: Notes, level: int) -> Iterator[str]:
    kind = block["kind"]
    around = around._replace(marks=_MARKS.get(kind, frozenset()))
    if kind == "image":
        yield from _image(block, around)
    elif kind == "milestone":
        yield "* * *"
    elif kind == "preformatted":
        fence = "`" * max(3, max((len(run) + 1 for run in re.findall("`+", block["text"])), default=0))
        yield f"{fence}\n{block['text']}\n{fence}"
    elif kind == "heading":
        yield heading(block, level, around)
    elif kind == "note" and (label := notes.labels.get(block["id"])):
        yield f"[^{label}]: {words(block, around)}".replace("\n", "\n    ")
    elif text := words(block, around):
        number = escaped(block["n"]) + " " if kind == "note" and block.get("n") else ""
        yield number + text


def _image(block: Block, around: Around) -> Iterator[str]:
    target = link_to(block.get("url", ""), around.base)
    if target:
        yield f"![{escaped(block['text'])}]({target})"
    elif block["text"]:
        yield words(block, around._replace(marks=_ITALIC))


def _list(run: Sequence[Block], around: Around, bullet: str, after: str) -> str:
    """Items by their levels; a deeper one stands under the words of the item above."""
    lines: list[str] = []
    margins: list[tuple[int, int]] = []
    last = 0
    for n, block in enumerate(run, 1):
        level = min(max(block.get("level", 0), 1), _DEEPEST)
        while margins and margins[-1][0] >= level:
            margins.pop()
        margin = " " * (margins[-1][1] if margins else 0)
        marker = _marker(block, n, bullet, after)
        if margins and lines and level > last and marker not in (bullet, f"1{after}"):
            lines.append("")  # only a list that begins with 1 may follow words directly
        last = level
        margins.append((level, len(margin) + len(marker) + 1))
        text = words(block, around)
        if block.get("n") and block.get("rend") != "bulleted" and marker == bullet and any(c.isalnum() for c in block["n"]):
            text = f"{escaped(block['n'])} {text}"
        lines.append(f"{margin}{marker} " + text.replace("\n", "\n" + " " * margins[-1][1]))
    return "\n".join(lines)


def _marker(block: Block, n: int, bullet: str, after: str) -> str:
    if block.get("rend") != "numbered":
        return bullet
    printed = block.get("n", "").strip("()[] ")
    found = _ORDERED.fullmatch(printed)
    return found[1] + after if found else bullet if printed else f"{n}{after}"


def _verse(run: Sequence[Block], around: Around) -> Iterator[str]:
    yield "\\\n".join(words(block, around) for block in run)


def _quotation(run: Sequence[Block], around: Around) -> Iterator[str]:
    """One quotation; its printed source is a paragraph of its own in it."""
    lines: list[str] = []
    for block in run:
        at = block["attribution"]["at"] if block.get("attribution") else len(block["text"])
        marks = ">" * max(min(block.get("level", 0), _DEEPEST), 1)
        for part in (words(block, around, 0, at), words(block, around, at)):
            if part:
                lines += [marks] * bool(lines) + [f"{marks} {line}" for line in part.split("\n")]
    yield "\n".join(lines)


def _gloss(run: Sequence[Block], around: Around) -> Iterator[str]:
    out: list[str] = []
    for block in run:
        text = words(block, around)
        if block["kind"] == "definition-term":
            out.append(("\n" if out and out[-1].startswith(":") else "") + text)
        else:
            out.append(": " + text.replace("\n", "\n  "))
    yield "\n".join(out)


def _table(run: Sequence[Block], around: Around) -> Iterator[str]:
    """A table as GitHub writes it. Its first row is the head only where it is one; a cell that spans several has empty ones beside and below it."""
    rows = _cells(run, around)
    width = min(max(map(len, rows)), _WIDEST)
    head = bool(run[0].get("cells")) and all(cell.get("header") for cell in run[0]["cells"])
    body = rows if head else [[], *rows]
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in body]
    yield "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _cells(run: Sequence[Block], around: Around) -> list[list[str]]:
    rows: list[list[str]] = []
    taken: dict[int, int] = {}
    for block in run:
        row: list[str] = []
        below = {column: left - 1 for column, left in taken.items() if left > 1}
        for cell, text in _cell_words(block, around._replace(line_break="<br>")):
            while taken.get(len(row), 0):
                row.append("")
            for n in range(min(max(cell.get("cols", 1), 1), _WIDEST - len(row))):
                if cell.get("rows", 1) > 1:
                    below[len(row)] = cell["rows"] - 1
                row.append("" if n else text)
        rows.append(row[:_WIDEST])
        taken = below
    return rows


def _cell_words(block: Block, around: Around) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each cell with its words, which stand in the row's text one after another."""
    at = 0
    inlines = Ranges(block.get("inlines", ()), lambda inline: (inline["start"], inline["end"]))
    for cell in block.get("cells") or [{"text": block["text"]}]:
        found = block["text"].find(cell["text"], at)
        if found < 0:
            yield cell, escaped(cell["text"], "<br>").replace("|", "\\|")
            continue
        at = found + len(cell["text"])
        own = {"id": block["id"], "text": block["text"], "inlines": inlines.within(found, at)}
        yield cell, words(own, around, found, at).replace("|", "\\|")


_RUNS: Mapping[str, Callable[[Sequence[Block], Around], Iterator[str]]] = {
    "verse": _verse, "table": _table, "quotation": _quotation, "gloss": _gloss,
}
