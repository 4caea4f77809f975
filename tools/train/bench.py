"""The bench: real pages with gold text, and how they are divided for cross-validation.

The pages stand outside the project (``../shared/bench`` beside the checkout, or ``$ENGROSS_SHARED/bench``); where they are missing,
`find` says so and nothing can be trained.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDS = 4


class Missing(Exception):
    """The bench isn't there; the message says where it was looked for."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One bench page: what it is, and the text a right extraction holds."""

    id: str
    kind: str
    url: str
    domain: str
    text: str
    title: str
    present: tuple[str, ...]
    """Snippets of the article."""
    absent: tuple[str, ...]
    """Snippets of boilerplate."""
    path: Path

    @property
    def fold(self) -> int:
        """Pages of one domain share a fold, whatever else is in the bench."""
        return int.from_bytes(hashlib.sha256(self.domain.encode()).digest()[:4], "big") % FOLDS

    def html(self) -> bytes:
        """The page as it came."""
        return gzip.decompress(self.path.read_bytes())


def find() -> Path:
    """The bench folder; `Missing` where there is none."""
    root = Path(os.environ.get("ENGROSS_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")
    bench = root / "bench"
    if not (bench / "gold.jsonl.gz").is_file():
        raise Missing(f"No bench pages in {bench}: set ENGROSS_SHARED to the folder that holds bench/gold.jsonl.gz.")
    return bench


def pages(*kinds: str) -> Iterator[Gold]:
    """Bench pages of these kinds (``article``, ``forum``, ``documentation``; all where none is named), by id."""
    bench = find()
    with gzip.open(bench / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = sorted((json.loads(line) for line in lines), key=lambda row: str(row["id"]))
    for row in rows:
        if kinds and row["kind"] not in kinds:
            continue
        yield Gold(row["id"], row["kind"], row["url"], row["domain"], row["main_content"] or "", row["title"] or "",
                   tuple(row["with"] or ()), tuple(row["without"] or ()), bench / "pages" / f"{row['id']}.html.gz")
