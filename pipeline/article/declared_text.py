"""Text that the format of an input declares to be the article: it has no place for boilerplate, as JATS and DocBook have none."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.data import ALL_TEXT, Block, Decision, Label, Page

__all__ = ["with_declared_text"]


def with_declared_text(page: Page, blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; where the input says that all of a page is text, what the labeller alone takes for boilerplate stays. What stands twice, and
    what people decided on, does not change."""
    form = next((value for key, value in page.metadata if key == ALL_TEXT), "")
    if not form:
        return tuple(decisions)
    return tuple(_kept(block, d, form) if d.reason == "labeller" and d.label.removed else d for block, d in zip(blocks, decisions, strict=True))


def _kept(block: Block, decision: Decision, form: str) -> Decision:
    why = f"{form} has no place for boilerplate; the labeller says {decision.label}, {decision.score:.2f}"
    label = Label.PARAGRAPH if any(map(str.isalnum, block.text)) else Label.MILESTONE
    return decision._replace(label=label, score=1.0, reason="declared-text", evidence=(why, *decision.evidence))
