"""Article -> its line of the ledger: what was removed, repaired, found missing, and the white space that nothing else tells.

With the ranges and texts of the articles line, these are enough to rebuild the decoded page (`pipeline.validate.rebuild`).
"""

from __future__ import annotations

from typing import Any

from pipeline.data import Article, Decided, Gap, Removal, Repair, Restored, Unsure
from pipeline.writers.jsonl import LongList, json_line

__all__ = ["write_ledger"]


def write_ledger(article: Article) -> bytes:
    """The line, with its newline."""
    return json_line({
        "id": article.id, "version": article.version, "sha256": article.sha256, "media_type": article.media_type,
        "chars": article.chars,
        "removed": LongList(article.removed, _removal),
        "repairs": LongList(article.repairs, _repair),
        "gaps": LongList(article.gaps, _gap),
        "space": LongList(article.space, list),
        **({"restored": LongList(article.restored, _restored)} if article.restored else {}),
        **({"decisions": LongList(article.decided, _decided)} if article.decided else {}),
        **({"unsure": LongList(article.unsure, _unsure)} if article.unsure else {}),
    })


def _removal(removal: Removal) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": removal.id, "kind": removal.kind.value, "text": removal.text, "start": removal.start, "end": removal.end,
        "reason": removal.reason, "evidence": removal.evidence, "confidence": round(removal.confidence, 4), "stage": removal.stage,
    }
    if removal.twin:
        out["twin"] = removal.twin
    if removal.used:
        out["used"] = removal.used
    return out


def _repair(repair: Repair) -> dict[str, Any]:
    out: dict[str, Any] = {
        "start": repair.start, "end": repair.end, "before": repair.before, "after": repair.after, "kind": repair.kind,
    }
    if repair.steps:
        out["steps"] = repair.steps
    return out


def _restored(restored: Restored) -> dict[str, Any]:
    return {"kind": restored.kind.value, "start": restored.start, "end": restored.end, "reason": restored.reason}


def _decided(decided: Decided) -> dict[str, Any]:
    answer = decided.answer
    return {
        "start": decided.start, "end": decided.end, "label": decided.label.value, "block": answer.block, "source": answer.source,
        "before": answer.before, "after": answer.after, "scope": answer.scope, "who": answer.who, "when": answer.when,
    }


def _unsure(unsure: Unsure) -> dict[str, Any]:
    return {
        "start": unsure.start, "end": unsure.end, "label": unsure.label.value, "confidence": round(unsure.confidence, 4),
        "evidence": list(unsure.evidence),
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "id": gap.id, "start": gap.start, "end": gap.end, "block": gap.block, "at": gap.at, "reason": gap.reason,
        "explanation": gap.explanation, "confidence": round(gap.confidence, 4),
    }
