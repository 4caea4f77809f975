"""What the review does, without the network: an article as it would be with the decisions that stand, and a new decision on one of its blocks."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from pipeline.archive.caches.catalogue import ArticleRow
from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.caches.site_memory import Book
from pipeline.archive.decisions import Standing, append, load
from pipeline.archive.run.deciding import block_at, explained_again, make_decision
from pipeline.archive.store.bag import MANIFEST
from pipeline.archive.store.disk import ArchiveError
from pipeline.clean import Explained
from pipeline.data import Answer, Block, Decision, block_digest
from pipeline.report.record import Record, record_of
from pipeline.review.evidence import with_evidence
from pipeline.settings import Settings
from pipeline.writers.exports.neutral import neutral_value
from pipeline.writers.jsonl import write_json
from pipeline.writers.ledger import write_ledger

__all__ = ["Desk"]

_Stamp = tuple[tuple[int, int], ...]


class Desk:
    """An archive, open for review; for one thread."""

    def __init__(self, root: Path, settings: Settings, who: str) -> None:
        self.root, self.settings, self.who = root, settings, who
        self.file = Path(settings.review.decisions)
        self.noted = 0
        """Decisions that were noted since it was opened."""
        self._open_with: _Stamp = ()
        self._last: tuple[str, _Stamp, ArticleRow, Explained] | None = None

    def close(self) -> None:
        """Closes the caches."""
        if self._open_with:
            self._catalogue.__exit__()
            self._book.__exit__()
        self._open_with = ()

    def about(self) -> dict[str, Any]:
        """What the pages tell of the review."""
        return {"who": self.who, "file": str(self.file), "noted": self.noted, "archive": str(self.root)}

    def record(self, ident: str) -> Record:
        """An article as it would be with the decisions that stand. Raises `ArchiveError` where there is none."""
        row, explained = self._explained(ident)
        article = orjson.loads(write_json(explained.article)) | {"version": row.version}
        answers = {decided.answer.block: decided.answer for decided in explained.article.decided}
        record = record_of(article, orjson.loads(write_ledger(explained.article)))
        decisions = {decision.block: decision for decision in with_evidence(explained)}
        record["page"] = [_told(block, decisions[block.n], answers) for block in explained.split.blocks if block.text]
        told: Record = neutral_value(record)
        return told

    def decide(self, ident: str, start: int, digest: str, after: str, scope: str) -> Record:
        """Notes a decision on the block that starts there, and returns the article as it is then. ``digest`` says which words are meant.

        Raises `ArchiveError` where the block has other words by now, or the decision is not a possible one.
        """
        row, explained = self._explained(ident)
        block, label = block_at(explained, str(start))
        if block_digest(block.text) != digest:
            raise ArchiveError("changed-meanwhile", "The archive has changed since this page was opened. Load it again.", usage=True)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        append(self.file, make_decision(row, block, label, after=after, scope=scope, who=self.who, when=now))
        self.noted += 1
        return self.record(ident)

    def _explained(self, ident: str) -> tuple[ArticleRow, Explained]:
        try:
            return self._explained_now(ident)
        except sqlite3.OperationalError as error:
            self.close()
            raise ArchiveError("archive-busy", f"A run is at work on this archive ({error}). Try again when it has ended.", usage=True) from None

    def _explained_now(self, ident: str) -> tuple[ArticleRow, Explained]:
        stamp = (*self._reopened(), _stamp(self.file))
        if self._last is None or self._last[:2] != (ident, stamp):
            row, explained = explained_again(self.root, self._catalogue, self._book, ident, self.settings, Standing.of(load(self.file)))
            self._last = (ident, stamp, row, explained)
        return self._last[2:]

    def _reopened(self) -> _Stamp:
        """Opens the caches again where a run has changed the archive."""
        stamp = (_stamp(self.root / MANIFEST),)
        if stamp != self._open_with:
            self.close()
            self._catalogue, self._book = open_catalogue(self.root, in_memory=True), Book(self.root / "memory.sqlite", reading=True)
            self._book.catch_up(self.root)
            self._open_with = stamp
        return stamp


def _told(block: Block, decision: Decision, answers: Mapping[str, Answer]) -> dict[str, Any]:
    """What the page shows of a block besides the article and its ledger."""
    digest = block_digest(block.text)
    return {
        "start": block.start, "end": block.end, "block": digest, "label": decision.label, "sure": round(decision.score, 4), "reason": decision.reason,
        "evidence": [told for told in decision.evidence if told], "answer": asdict(answers[digest]) if digest in answers else None,
    }


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
