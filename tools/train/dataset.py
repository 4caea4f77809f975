"""Examples as arrays: the evidence on each block, and what each block may be.

A text is split into blocks as the product splits it; a block has the target of the line that most of its letters come from.
"""

from __future__ import annotations

import multiprocessing
import pickle
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from pipeline.blocks import HeadData
from pipeline.blocks.from_text import split_text
from pipeline.data import Block, Encoding, Label, Markup, Page
from pipeline.evidence.table import Evidence, evidence_of
from pipeline.evidence.tokens import Tokens
from tools.train.examples import Example, Line, html_page
from tools.train.targets import Target

LABELS = tuple(Label)
BIT = {label.value: 1 << i for i, label in enumerate(LABELS)}
REMOVED = sum(BIT[label.value] for label in LABELS if label.removed)
KEPT = sum(BIT[label.value] for label in LABELS if not label.removed)
NAMES = {**BIT, "text": KEPT, "kept": KEPT, "boilerplate": REMOVED, "": 0}
T = TypeVar("T")
COMPOSED = ("composed", "listing", "several")
"""Sets of texts that are made of parts of others."""
CLASSES = ("article", "list", "several", "error")
"""What a page is."""
GRAFTED = "grafted"
"""The rendering of pages of HTML with something put in."""


class Sources(NamedTuple):
    """Where the words of a text come from: three columns of one length."""

    rows: NDArray[np.int32]
    """Blocks of the text."""
    blocks: NDArray[np.int32]
    """Blocks of the page of HTML that it was made of."""
    shares: NDArray[np.float32]
    """How much of the one comes from the other; of each block of the text 1 together."""


@dataclass(slots=True)
class PageArrays:
    """One page or text, ready for training."""

    id: str
    collection: str
    rendering: str
    fold: int
    page: int
    """Index into `CLASSES`; -1 where nothing is known."""
    table: NDArray[np.int8]
    words: Tokens
    markup: Tokens | None
    mask: NDArray[np.uint64]
    """Labels that each block may have, as bits; 0: nothing is known."""
    share: NDArray[np.float32]
    weight: NDArray[np.float32]
    letters: NDArray[np.int32]
    texts: tuple[str, ...] = ()
    taught: NDArray[np.float32] | None = None
    """The chance that each block is text, by models that never saw the page (`teachers`); NaN for a block, `None` for a page, of which nothing was
    said."""
    sources: Sources | None = None
    """Of a text that was made of a page of HTML."""

    @property
    def tokens(self) -> tuple[Tokens, ...]:
        """Words, and class names where blocks have markup."""
        return (self.words,) if self.markup is None else (self.words, self.markup)


def mask_of(labels: str) -> int:
    """Bits of a target such as ``paragraph|standfirst``."""
    out = 0
    for name in labels.split("|"):
        out |= NAMES[name]
    return out


def text_sequence(example: Example, page: int = -1, *, texts: bool = False) -> PageArrays | None:
    """A text, split into blocks as the product splits it."""
    text, starts = _joined(example.lines)
    blocks = split_text(Page(example.id, text, text, Encoding("utf-8", "utf-8"))).blocks
    if not blocks:
        return None
    found = [_block_target(block, example.lines, starts) for block in blocks]
    made = _sequence(example, page, evidence_of(blocks), blocks, found, texts=texts)
    made.sources = _sources(blocks, example.lines, starts)
    return made


def html_sequence(
    blocks: Sequence[Block], found: Sequence[Target], head: HeadData | None, example: Example, page: int = -1, *, texts: bool = False,
) -> PageArrays:
    """A page of HTML."""
    return _sequence(example, page, evidence_of(blocks, head), blocks, found, texts=texts)


def _joined(lines: Sequence[Line]) -> tuple[str, list[int]]:
    parts, starts, at = [], [], 0
    for line in lines:
        parts.append("\n" * line.blank + line.text + "\n")
        starts.append(at + line.blank)
        at += len(parts[-1])
    return "".join(parts), starts


def _lines_of(block: Block, lines: Sequence[Line], starts: Sequence[int]) -> Sequence[Line]:
    first = max(bisect_right(starts, block.start) - 1, 0)
    last = max(bisect_right(starts, block.end - 1) - 1, first)
    return lines[first:last + 1]


def _block_target(block: Block, lines: Sequence[Line], starts: Sequence[int]) -> Target:
    own = _lines_of(block, lines, starts)
    best = max(own, key=lambda line: len(line.text))
    share = sum(line.share * len(line.text) for line in own) / max(sum(len(line.text) for line in own), 1)
    return Target(best.labels, share, best.weight)


def _sources(blocks: Sequence[Block], lines: Sequence[Line], starts: Sequence[int]) -> Sources | None:
    found: list[tuple[int, int, float]] = []
    for row, block in enumerate(blocks):
        shares: dict[int, float] = defaultdict(float)
        for line in _lines_of(block, lines, starts):
            for n, share in line.sources:
                shares[n] += share * len(line.text)
        whole = sum(shares.values())
        found += ((row, n, share / whole) for n, share in shares.items())
    if not found:
        return None
    rows, numbers, parts = zip(*found, strict=True)
    return Sources(np.array(rows, np.int32), np.array(numbers, np.int32), np.array(parts, np.float32))


def _sequence(example: Example, page: int, evidence: Evidence, blocks: Sequence[Block], found: Sequence[Target], *, texts: bool) -> PageArrays:
    return PageArrays(
        example.id, example.collection, example.rendering, example.fold, page, evidence.rows[:], evidence.words, evidence.markup,
        np.array([mask_of(t.labels) for t in found], np.uint64), np.array([t.share for t in found], np.float32),
        np.array([t.weight for t in found], np.float32), np.array([len(b.text) for b in blocks], np.int32),
        tuple(b.text for b in blocks) if texts else (),
    )


def columns(variant: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and groups of the columns of a variant."""
    markup = Markup("p", nodes=(1,)) if variant == "html" else None
    evidence = evidence_of([Block(0, "A line of text.", 0, 15, verbatim="A line of text.", markup=markup)])
    return evidence.names, evidence.groups


def page_class(collection: str, kind: str) -> int:
    """What pages of a set are: an index into `CLASSES`, or -1."""
    if kind == "forum":
        return CLASSES.index("several")
    return -1 if collection.startswith("lines") else CLASSES.index("article")


def _make_text(examples: tuple[tuple[Example, int], ...]) -> list[PageArrays]:
    return [made for example, page in examples if (made := text_sequence(example, page, texts=True)) is not None]


def _make_html(ids: tuple[tuple[str, int], ...]) -> list[PageArrays]:
    from tools.train import corpus
    from tools.train.grafts import grafted

    out = []
    for collection, n in ids:
        gold = corpus.load(collection)[n]
        for rendering, made in (("html", html_page(gold)), (GRAFTED, grafted(gold))):
            if made and made[0]:
                example = Example(gold.id, gold.collection, rendering, gold.fold, ())
                out.append(html_sequence(*made, example, page_class(gold.collection, gold.kind), texts=True))
    return out


def build_text(examples: Iterable[tuple[Example, int]], path: Path) -> None:
    """Arrays of many texts, in a file of pickles (an intermediate file of one machine)."""
    _build(path, _make_text, batched(examples, 60))


def build_html(path: Path) -> None:
    """Arrays of every page of HTML, as it came and with something put in."""
    from tools.train import corpus

    places = ((c, n) for c in corpus.PAGES for n in range(len(corpus.load(c))))
    _build(path, _make_html, batched(places, 20))


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Tuples of ``size`` items each; the last one may be shorter."""
    rest = iter(items)
    while chunk := tuple(islice(rest, size)):
        yield chunk


def _build(path: Path, make: Callable[[tuple[T, ...]], list[PageArrays]], work: Iterable[tuple[T, ...]]) -> None:
    part = path.with_suffix(".part")
    with multiprocessing.get_context("fork").Pool(2) as pool, part.open("wb") as out:
        for made in pool.imap(make, work):
            for sequence in made:
                pickle.dump(sequence, out, protocol=5)
    part.rename(path)


def read(path: Path, most: int | None = None) -> Iterator[PageArrays]:
    """The sequences of a file that `build_text` or `build_html` wrote on this machine."""
    with path.open("rb") as file:
        def every() -> Iterator[PageArrays]:
            while True:
                try:
                    yield pickle.load(file)
                except EOFError:
                    return

        yield from islice(every(), most)
