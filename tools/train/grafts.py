"""Real pages of HTML with a table of data, or with things in like elements, put between two paragraphs of the text.

What is put in has no class names. Its targets are known, since it was not on the page. Real pages have few small tables and few such lists, and a
labeller that learned from real pages alone removed both from plain pages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from pipeline.blocks import HeadData
from pipeline.blocks.from_html import split_html
from pipeline.data import Block, Page, Source
from pipeline.decoding import decode
from tools.train.align import soft_labels
from tools.train.corpus import Gold
from tools.train.examples import LARGEST
from tools.train.labelled import line_of
from tools.train.tables import table
from tools.train.targets import Target, targets

KEPT, LONG = 0.6, 40
"""Share of the words of a paragraph in the gold, and its letters, beside which something is put in."""
ROWS, COLUMNS, THINGS = (2, 14), (2, 6), (3, 12)
"""Rows of a table and cells of a row, and things of a list, from the first number to below the second."""
SHORTEST, LONGEST = 8, 160
"""Letters of a thing of a list."""
_END = re.compile(r"(?:\s*</(?:a|b|i|em|strong|span)\s*>)*\s*</(?:p|div)\s*>", re.IGNORECASE)
_CELLS = re.compile(r"\t| \| | {3}")
_SENTENCE = re.compile(r"(?<=[.!?。])\s*")


class Graft(NamedTuple):
    """Markup that is put into a page, and the labels of its blocks in order."""

    html: str
    labels: list[str]


def grafted(gold: Gold) -> tuple[list[Block], list[Target], HeadData | None] | None:
    """The blocks of a page with something put in, their targets, and what the page says of itself; nothing where it has no place for it."""
    rng = random.Random(gold.id)
    page = decode(Source(gold.id, gold.html(), url=gold.url, media_type="text/html"))
    if len(page.text) > LARGEST or gold.kind == "forum":
        return None
    split = split_html(page)
    blocks = [block for block in split.blocks if block.text]
    made, place = rng.choice(GRAFTS)(gold, rng), _place(page, blocks, gold, rng)
    if not made or not place:
        return None
    n, at = place
    text = page.text[:at] + made.html + page.text[at:]
    after = split_html(decode(Source(gold.id, text.encode("utf-8", "replace"), url=gold.url, media_type="text/html; charset=utf-8")))
    now, more = [block for block in after.blocks if block.text], len(made.labels)
    if [b.text for b in (*now[:n], *now[n + more:])] != [b.text for b in blocks]:
        return None
    found = targets(blocks, split.head, gold)
    return now, [*found[:n], *(Target(labels, 1.0) for labels in made.labels), *found[n:]], after.head


def _place(page: Page, blocks: Sequence[Block], gold: Gold, rng: random.Random) -> tuple[int, int] | None:
    """The second of two paragraphs of the text, and the end of the first one in the source."""
    shares = soft_labels([block.text for block in blocks], gold.text)
    plain = {n for n, b in enumerate(blocks) if shares[n] >= KEPT and len(b.text) >= LONG and b.markup and b.markup.tag in ("p", "div")}
    good = sorted(n for n in plain if n + 1 in plain)
    if not good:
        return None
    n = rng.choice(good)
    end = _END.match(page.text, blocks[n].end)
    return (n + 1, end.end()) if end else None


def _table(gold: Gold, rng: random.Random) -> Graft:
    """A small table of data."""
    lines = table([line_of(0, text, "paragraph") for text in _paragraphs(gold)], rng)
    cells = [cell for line in lines for cell in _CELLS.split(line.text) if cell.strip()]
    many = rng.randrange(*COLUMNS)
    rows = [cells[k:k + many] for k in range(0, len(cells), many)][:rng.randrange(*ROWS)]
    html = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    form = rng.choice(("<table>{}</table>", "<table border=1><tbody>{}</tbody></table>", "<div><table>{}</table></div>"))
    return Graft(form.format(html), ["table-row"] * len(rows))


def _list(gold: Gold, rng: random.Random) -> Graft | None:
    """Things one below the other in like elements, some with a heading each."""
    parts = [part.strip() for text in _paragraphs(gold) for part in _SENTENCE.split(text) if SHORTEST < len(part.strip()) < LONGEST]
    if not parts:
        return None
    chosen = [rng.choice(parts) for _ in range(rng.randrange(*THINGS))]
    tag = rng.choice(("div", "div", "li", "p"))
    if rng.random() < 0.4:
        html = "".join(f"<div><h4>{k}. {escape(' '.join(part.split()[:4]))}</h4><p>{escape(part)}</p></div>" for k, part in enumerate(chosen, 1))
        return Graft(f"<div>{html}</div>", ["heading|list-item", "list-item|paragraph"] * len(chosen))
    html = "".join(f"<{tag}>{escape(part)}</{tag}>" for part in chosen)
    return Graft(f"<ul>{html}</ul>" if tag == "li" else f"<div>{html}</div>", ["list-item|paragraph"] * len(chosen))


GRAFTS: tuple[Callable[[Gold, random.Random], Graft | None], ...] = (_table, _list)


def _paragraphs(gold: Gold) -> Iterator[str]:
    return (text for line in gold.text.split("\n") if (text := line.strip()))
