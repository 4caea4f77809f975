"""Decisions of people, and the archives that they change."""

from __future__ import annotations

from pathlib import Path

from pipeline.archive.decisions import Decision, append
from pipeline.archive.run.run import Run, Summary
from pipeline.data import block_digest
from pipeline.settings import Archive, Review, Settings
from tests.makers.archives import current, finish

WORDS = "Leave a Reply"


def decision(
    text: str = WORDS, source: str = "page000.txt", after: str = "keep", scope: str = "block", before: str = "comment-form", when: str = "2024-05-06",
) -> Decision:
    """A decision of Ada Quill on the block with these words."""
    return Decision(block_digest(text), source, before, after, scope, "Ada Quill", when)


def settings(folder: Path, **groups: object) -> Settings:
    """Settings whose file of decisions is in ``folder``."""
    return Settings(archive=Archive(batch=3), review=Review(decisions=str(folder / "decisions.jsonl")), **groups)


def run(folder: Path, *inputs: Path, root: str = "out", reapply: bool = False, **groups: object) -> Summary:
    """A run into ``folder/root`` with the decisions of ``folder``."""
    with Run(folder / root, settings(folder, **groups)) as under_way:
        plan = under_way.make_plan([str(path) for path in inputs], reapply=reapply)
        finish(under_way, plan)
        return under_way.summary()


def note(folder: Path, *decisions: Decision) -> None:
    """Adds decisions to the file in ``folder``."""
    for one in decisions:
        append(folder / "decisions.jsonl", one)


def texts(root: Path) -> dict[str, str]:
    """The clean text of each current article, by the name of its source."""
    return {row["source"]["name"]: row["text"] for row in current(root).values()}
