"""Training examples: pages as lines of text, each with its target, in the ways in which scrapers make text of pages.

The targets of the blocks of a page of HTML (`targets`) are carried over to the lines of a rendering word by word: both are aligned by
their longest common subsequence, and a line has the target of the block that most of its words come from.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.blocks import HeadData
from pipeline.blocks.from_html import split_html
from pipeline.data import Block, Source
from pipeline.decoding import decode
from tools.train import corpus, render
from tools.train.align import LCSseq
from tools.train.corpus import Gold
from tools.train.scoring import words
from tools.train.targets import Target, targets

FEW, BY_CHANCE = 2, 0.3
"""Words of a line that may be aligned by chance where no line beside it comes from the same place of the page, and its weight then."""
LARGEST = 2_500_000
"""Characters of a page; larger ones are left out of training."""


class Line(NamedTuple):
    """One line of a rendering."""

    blank: int
    """Blank lines before it."""
    text: str
    labels: str
    share: float
    weight: float
    sources: tuple[tuple[int, float], ...] = ()
    """The blocks of the page of HTML that its words come from, each with its share of them, 0 to 1."""


class Example(NamedTuple):
    """One page in one rendering."""

    id: str
    collection: str
    rendering: str
    fold: int
    lines: tuple[Line, ...]


def folder() -> Path:
    """Where intermediate files are stored: ``$ENGROSS_TRAIN``, else below the system's folder for temporary files."""
    path = Path(os.environ.get("ENGROSS_TRAIN") or Path(tempfile.gettempdir()) / "engross-train")
    path.mkdir(parents=True, exist_ok=True)
    return path


def html_page(gold: Gold) -> tuple[list[Block], list[Target], HeadData | None]:
    """The blocks with text of a page as it came, their targets, and what the page says of itself."""
    page = decode(Source(gold.id, gold.html(), url=gold.url, media_type="text/html"))
    split = split_html(page)
    blocks = [block for block in split.blocks if block.text]
    return blocks, targets(blocks, split.head, gold), split.head


def page_examples(gold: Gold) -> list[Example]:
    """The page in every rendering that falls to it."""
    data = gold.html()
    html = render.decoded(data)
    if len(html) > LARGEST:
        return []
    blocks, found, _ = html_page(gold)
    source = words_of(blocks)
    turn = int.from_bytes(gold.id.encode()[-3:], "big")
    names = [*render.ALWAYS, *(render.TURNS[(turn + 2 * k) % len(render.TURNS)] for k in range(3)), *render.CLEAN]
    made = {name: render.RENDERINGS[name](html) for name in names}
    made["article"] = f"{gold.title}\n\n{gold.text}" if turn % 2 else gold.text
    out = []
    for name, text in made.items():
        lines = labelled_lines(text, source, found)
        out.append(Example(gold.id, gold.collection, name, gold.fold, tuple(_untaught(lines) if name == "article" else lines)))
    return [example for example in out if example.lines]


def _untaught(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines of the gold itself, of which a teacher knows nothing better."""
    return (line._replace(sources=()) for line in lines)


def words_of(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    """The words of a page, each with the number of its block."""
    return [(word, i) for i, block in enumerate(blocks) for word in words(block.text)]


def labelled_lines(text: str, source: Sequence[tuple[str, int]], found: Sequence[Target]) -> Iterator[Line]:
    """Each line of a text with the target of the block that most of its words come from."""
    raw = text.replace("\r", "\n").split("\n")
    own = [words(line) for line in raw]
    numbers: dict[str, int] = {}
    left = [numbers.setdefault(word, len(numbers)) for line in own for word in line]
    right = [numbers.setdefault(word, len(numbers)) for word, _ in source]
    block = [-1] * len(left)
    for op in LCSseq.opcodes(left, right):
        if op.tag == "equal":
            for k in range(op.src_end - op.src_start):
                block[op.src_start + k] = source[op.dest_start + k][1]
    sizes = Counter(n for _, n in source)
    at = blank = 0
    out: list[tuple[Line, int]] = []
    for line, line_words in zip(raw, own, strict=True):
        if not line.strip():
            blank += 1
            continue
        out.append(_line(blank, line, block[at:at + len(line_words)], found, sizes))
        at += len(line_words)
        blank = 0
    for k, (made, n) in enumerate(out):
        beside = [out[j][1] for j in (k - 1, k + 1) if 0 <= j < len(out)]
        chance = len(words(made.text)) <= FEW and not any(abs(n - other) <= 1 for other in beside if other >= 0)
        yield made._replace(weight=made.weight * BY_CHANCE) if chance else made


def _line(blank: int, text: str, sources: Sequence[int], found: Sequence[Target], sizes: Mapping[int, int]) -> tuple[Line, int]:
    """A line, and the number of the block that most of its words come from; -1 where there is none."""
    known = [n for n in sources if n >= 0]
    if not known or 2 * len(known) < len(sources):
        return Line(blank, text, "", 0.0, 0.0), -1
    counts = Counter(known)
    most, many = counts.most_common(1)[0]
    parts = tuple((n, round(count / len(known), 3)) for n, count in counts.items())
    best = found[most]
    share = sum(found[n].share for n in known) / len(known)
    if best.labels in ("byline", "dateline") and 2 * many < sizes[most]:
        return Line(blank, text, "byline|dateline|article-info", round(share, 3), 0.3, parts), most
    return Line(blank, text, best.labels, round(share, 3), best.weight, parts), most


def text_example(gold: Gold) -> Example:
    """A line-labelled text; what is kept may be any label of the article or of its front matter."""
    lines = tuple(
        Line(0, " ".join(text.split()), "kept" if label else "boilerplate", float(label), 1.0)
        for text, label in zip(gold.lines, gold.labels, strict=True) if text.strip()
    )
    return Example(gold.id, gold.collection, "lines", gold.fold, lines)


def make(shard: int, shards: int) -> None:
    """Render every page of one shard into a file."""
    path = folder() / f"lines-{shard}of{shards}.jsonl.gz"
    if path.exists():
        return
    part = path.with_suffix(".part")
    with gzip.open(part, "wt", encoding="utf-8", compresslevel=3) as out:
        for n, gold in enumerate(corpus.pages()):
            if n % shards == shard:
                try:
                    made = page_examples(gold)
                except Exception as error:  # noqa: BLE001 - one page of the material must not end the run; it is named
                    print(f"{gold.id}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
                    continue
                for example in made:
                    out.write(json.dumps(example) + "\n")
    part.rename(path)


def _read_line(row: list[Any]) -> Line:
    blank, text, labels, share, weight, sources = row
    return Line(blank, text, labels, share, weight, tuple((n, part) for n, part in sources))


def load() -> Iterator[Example]:
    """Every example of pages and of line-labelled texts, made first where they are missing."""
    shards = os.cpu_count() or 1
    with multiprocessing.get_context("spawn").Pool(shards) as pool:
        pool.starmap(make, [(n, shards) for n in range(shards)])
    for shard in range(shards):
        with gzip.open(folder() / f"lines-{shard}of{shards}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in rows:
                id_, collection, rendering, fold, lines = json.loads(row)
                yield Example(id_, collection, rendering, fold, tuple(map(_read_line, lines)))
    yield from map(text_example, corpus.texts())


if __name__ == "__main__":
    print(sum(1 for _ in load()))
