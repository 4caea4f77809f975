"""Training examples: pages as blocks with soft labels, kept in a folder of intermediate files outside the project."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.blocks.from_html import split_html
from pipeline.blocks.from_text import split_text
from pipeline.data import Block, Encoding, Page, Source
from pipeline.decode import decode
from tools.train import bench, render
from tools.train.align import soft_labels


@dataclass(frozen=True, slots=True)
class Example:
    """One page in one rendering (``html`` for the page itself)."""

    gold: bench.Gold
    rendering: str
    blocks: tuple[Block, ...]
    labels: tuple[float, ...]


def folder() -> Path:
    """Where intermediate files are kept: ``$ENGROSS_TRAIN``, else below the system's folder for temporary files."""
    path = Path(os.environ.get("ENGROSS_TRAIN") or Path(tempfile.gettempdir()) / "engross-train")
    path.mkdir(parents=True, exist_ok=True)
    return path


def text_page(name: str, text: str) -> Page:
    """A page of plain text as `decode` would give it, nothing repaired."""
    return Page(name, text, text, Encoding("utf-8", "utf-8"))


def text_examples(*kinds: str) -> Iterator[Example]:
    """Every page in every rendering as plain text, in a fixed order. Renderings without a word are left out."""
    store = folder() / "text.jsonl.gz"
    if not store.exists():
        _render(store)
    golds = {gold.id: gold for gold in bench.pages(*kinds)}
    with gzip.open(store, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["id"] in golds:
                blocks = split_text(text_page(row["id"], row["text"])).blocks
                if len(blocks) != len(row["labels"]):
                    raise SystemExit(f"{store} was made with another splitter: delete it and start again.")
                yield Example(golds[row["id"]], row["rendering"], blocks, tuple(row["labels"]))


def _render(store: Path) -> None:
    part = store.with_suffix(".part")
    with gzip.open(part, "wt", encoding="utf-8", compresslevel=3) as out:
        for gold in bench.pages():
            html = render.decoded(gold.html())
            for name, make in render.RENDERINGS.items():
                text = make(html)
                blocks = split_text(text_page(gold.id, text)).blocks
                if blocks:
                    labels = [round(x, 4) for x in soft_labels([b.text for b in blocks], gold.text)]
                    out.write(json.dumps({"id": gold.id, "rendering": name, "text": text, "labels": labels}) + "\n")
    part.rename(store)


def html_blocks(gold: bench.Gold) -> tuple[Block, ...]:
    """The blocks of a page as it came that hold text."""
    page = decode(Source(gold.id, gold.html(), url=gold.url, media_type="text/html"))
    return tuple(block for block in split_html(page).blocks if block.text)


def html_examples(*kinds: str) -> Iterator[Example]:
    """Every page as HTML, in a fixed order. Pages without a word are left out."""
    store = folder() / "html.json"
    known: dict[str, list[float]] = json.loads(store.read_text()) if store.exists() else {}
    fresh = not known
    for gold in bench.pages(*kinds):
        blocks = html_blocks(gold)
        if gold.id not in known:
            known[gold.id] = [round(x, 4) for x in soft_labels([b.text for b in blocks], gold.text)]
            fresh = True
        if len(blocks) != len(known[gold.id]):
            raise SystemExit(f"{store} was made with another splitter: delete it and start again.")
        if blocks:
            yield Example(gold, "html", blocks, tuple(known[gold.id]))
    if fresh:
        store.write_text(json.dumps(known))
