"""Labelling: votes of rules, phrase packs, doubles and models, merged by ``decide``."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.blocks import HeadData
from pipeline.data import Block, Decision, Page, Vote
from pipeline.label.decide import decide
from pipeline.label.doubles import find_doubles
from pipeline.label.markup import CODE, markup_votes
from pipeline.label.phrases import load_packs, packs_for
from pipeline.label.rules import RULES, Document
from pipeline.reading.traits import traits_of

__all__ = ["label"]


def label(
    page: Page, blocks: Sequence[Block], language: str, votes: Sequence[Vote] = (), head: HeadData | None = None
) -> tuple[Decision, ...]:
    """A decision for every block of a page, in order.

    ``language`` (BCP 47) chooses the phrase packs. ``votes`` are
    those of voters that look beyond the page: a model, the memory of a site, a reviewer. ``head`` is what a page of HTML says of itself.
    """
    phrases = load_packs(packs_for(language))
    traits = traits_of(blocks)
    document = Document(blocks, traits, phrases)
    cast: list[Vote] = [vote for rule in RULES for vote in rule(document)]
    code = {block.n for block in blocks if block.markup is not None and block.markup.tag in CODE}
    if code:
        cast = [vote for vote in cast if vote.block not in code]
    cast += find_doubles(blocks, traits)
    cast += markup_votes(blocks)
    cast += votes
    return decide(blocks, traits, cast, phrases, language, head)
