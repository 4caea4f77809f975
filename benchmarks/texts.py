"""Texts to measure on: the project's samples and, where they are there, the shared samples and the gold texts of the shared benchmark."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.decoding import decode_bytes

__all__ = ["ROOT", "Sample", "load_texts", "shared"]

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Sample:
    """One plain text."""

    group: str
    """``seeds``, ``shared seeds``, ``gold``."""
    name: str
    data: bytes
    text: str
    """Decoded, for systems that are not asked to find the encoding."""

    @property
    def words(self) -> int:
        """Words, parted at white space."""
        return len(self.text.split())


def shared() -> Path | None:
    """The folder with shared material beside the project (or in ENGROSS_SHARED), if there is one."""
    folder = Path(os.environ.get("ENGROSS_SHARED") or ROOT.parent / "shared")
    return folder if folder.is_dir() else None


def load_texts(gold: int) -> list[Sample]:
    """The texts, in a fixed order; of the gold texts of articles every n-th, so that there are at most ``gold`` of them."""
    out = _folder("seeds", ROOT / "seeds")
    folder = shared()
    if folder is None:
        print("No shared material beside the project (see ENGROSS_SHARED): only the project's own samples are measured.")
        return out
    return out + _folder("shared seeds", folder / "seeds") + _gold(folder / "bench" / "gold.jsonl.gz", gold)


def _folder(group: str, folder: Path) -> list[Sample]:
    files = sorted(folder.glob("**/*.txt")) if folder.is_dir() else []
    return [_sample(group, path.name, path.read_bytes()) for path in files]


def _sample(group: str, name: str, data: bytes) -> Sample:
    return Sample(group, name, data, decode_bytes(data)[0])


def _gold(path: Path, most: int) -> list[Sample]:
    if not path.exists() or most < 1:
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["kind"] == "article" and row["main_content"].split()]
    step = -(-len(rows) // most)
    return [_sample("gold", row["id"], row["main_content"].encode()) for row in rows[::step]]
