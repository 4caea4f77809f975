"""Text that the format of an input declares to be the article: it has no place for boilerplate, as JATS and DocBook have none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.article.overruled import Proved
from pipeline.data import ALL_TEXT, Block, Decision, Label, Page
from pipeline.labelling import Labelling

__all__ = ["declared_text", "sure_of_text"]


def declared_text(page: Page, blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """What the labeller alone takes for boilerplate, where the input says that all of a page is text."""
    form = _declared(page)
    for block, decision in zip(blocks, decisions, strict=True) if form else ():
        if decision.removed_by_labeller:
            label = Label.PARAGRAPH if any(map(str.isalnum, block.text)) else Label.MILESTONE
            why = f"{form} has no place for boilerplate; the labeller says {decision.label}, {decision.score:.2f}"
            yield Proved(block.n, label, why, "declared-text", 1.0)


def sure_of_text(page: Page, labelling: Labelling) -> Labelling:
    """What the labeller found; where the input says that all of a page is text, nothing of it is expected to be lost or to be boilerplate, and the
    page is one article."""
    if not _declared(page):
        return labelling
    return replace(labelling, kinds=tuple((kind, float(kind == "article")) for kind, _ in labelling.kinds), mixed=0.0, unsure=0.0)


def _declared(page: Page) -> str:
    """The format that says so; empty where none does."""
    return next((value for key, value in page.metadata if key == ALL_TEXT), "")
