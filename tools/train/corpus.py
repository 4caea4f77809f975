"""The training material: pages and line-labelled texts with their gold, and how they are divided for cross-validation.

The material stands outside the project: ``../shared`` beside the checkout, or ``$ENGROSS_SHARED``. Where it is missing, `root` raises
`Missing` with a sentence, and nothing can be trained.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDS = 4
PAGES = ("bench", "andy2023", "daniel", "fundus", "harvest", "htmltotext", "mercury", "newspaper", "recipes", "zhnews", "zhweb")
LINES = ("lines-turku", "lines-wac12", "lines-harukip")
_PEOPLE = re.compile(r"\s*(?:,|;|&|\||、|，|\band\b|\bund\b|\bet\b|\by\b)\s*", re.IGNORECASE)


class Missing(Exception):
    """The material is not there; the message says where it was looked for."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One page or text of a set, with what is known of it."""

    id: str
    collection: str
    kind: str
    """``article``, ``forum``, ``documentation``, ``other``."""
    language: str
    url: str | None
    domain: str
    text: str
    title: str
    authors: tuple[str, ...]
    published: str
    standfirst: str
    partial: bool
    """Text outside the gold is not known to be boilerplate."""
    doubtful: bool
    lines: tuple[str, ...]
    labels: tuple[int, ...]
    """Of a line-labelled text: 1 for a line that is kept."""
    path: Path

    @property
    def fold(self) -> int:
        """Pages of one domain share a fold, in whichever set they are; texts without a domain are divided by themselves."""
        key = self.domain or self.id
        return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % FOLDS

    def html(self) -> bytes:
        """The page as it came."""
        return gzip.decompress(self.path.read_bytes())


def root() -> Path:
    """The folder with the material; `Missing` where there is none."""
    found = Path(os.environ.get("ENGROSS_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")
    if not (found / "bench" / "gold.jsonl.gz").is_file():
        raise Missing(f"No training material in {found}: set ENGROSS_SHARED to the folder that holds bench/ and wider/.")
    return found


@cache
def load(collection: str) -> tuple[Gold, ...]:
    """Every page or text of one set, by id."""
    folder = root() / "bench" if collection == "bench" else root() / "wider" / collection
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = sorted((json.loads(line) for line in lines), key=lambda row: str(row["id"]))
    return tuple(_gold(collection, folder, row) for row in rows)


def pages(*collections: str) -> Iterator[Gold]:
    """The pages of these sets, of all sets of pages where none is named."""
    for collection in collections or PAGES:
        yield from load(collection)


def texts() -> Iterator[Gold]:
    """The line-labelled texts."""
    for collection in LINES:
        yield from load(collection)


def _gold(collection: str, folder: Path, row: dict[str, Any]) -> Gold:
    body = row.get("body") or {}
    summary = body.get("summary") if isinstance(body, dict) else None
    standfirst = row.get("dek") or (" ".join(summary) if isinstance(summary, list) else summary) or ""
    authors = row.get("authors") or _PEOPLE.split(row.get("author") or "")
    return Gold(
        str(row["id"]), collection, row["kind"], row.get("language") or "en", row.get("url"), row.get("domain") or "", row.get("main_content") or "",
        row.get("title") or "", tuple(name.strip() for name in authors if name and len(name.strip()) > 2), str(row.get("published") or ""),
        standfirst, bool(row.get("partial")), bool(row.get("doubt")), tuple(row.get("lines") or ()), tuple(row.get("labels") or ()),
        folder / "pages" / f"{row['id']}.html.gz",
    )
