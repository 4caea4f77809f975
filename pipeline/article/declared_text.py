"""Text that the format of an input declares to be the article: it has no place for boilerplate, as JATS and DocBook have none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.data import ALL_TEXT, Block, Decision, Label, Page
from pipeline.labelling import Labelling

__all__ = ["sure_of_text", "with_declared_text"]


def with_declared_text(page: Page, blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; where the input says that all of a page is text, what the labeller alone takes for boilerplate stays. What stands twice, and
    what people decided on, does not change."""
    form = _declared(page)
    if not form:
        return tuple(decisions)
    return tuple(_kept(block, d, form) if d.reason == "labeller" and d.label.removed else d for block, d in zip(blocks, decisions, strict=True))


def sure_of_text(page: Page, labelling: Labelling) -> Labelling:
    """What the labeller found; where the input says that all of a page is text, nothing of it is expected to be lost or to be boilerplate, and the
    page is one article."""
    if not _declared(page):
        return labelling
    return replace(labelling, kinds=tuple((kind, float(kind == "article")) for kind, _ in labelling.kinds), mixed=0.0, unsure=0.0)


def _declared(page: Page) -> str:
    """The format that says so; empty where none does."""
    return next((value for key, value in page.metadata if key == ALL_TEXT), "")


def _kept(block: Block, decision: Decision, form: str) -> Decision:
    why = f"{form} has no place for boilerplate; the labeller says {decision.label}, {decision.score:.2f}"
    label = Label.PARAGRAPH if any(map(str.isalnum, block.text)) else Label.MILESTONE
    return decision._replace(label=label, score=1.0, reason="declared-text", evidence=(why, *decision.evidence))
