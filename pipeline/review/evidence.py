"""The evidence that counted most on every block, also on those that stay beyond doubt: cleaning and the archive keep it for the others alone."""

from __future__ import annotations

from pipeline.clean import Explained
from pipeline.data import Decision
from pipeline.evidence.table import evidence_of
from pipeline.labelling.explain import told
from pipeline.labelling.network import load
from pipeline.labelling.sequence import Labelled

__all__ = ["with_evidence"]

_DOUBTFUL = 0
"""A chance for which `told` gives reasons, whatever the label."""


def with_evidence(explained: Explained) -> tuple[Decision, ...]:
    """The decisions on a page, each of a block with words with its evidence. What a guard gave as evidence stays as it is."""
    texts = [block for block in explained.split.blocks if block.text]
    if not texts:
        return explained.decisions
    evidence = evidence_of(texts, explained.split.head)
    network = load("text" if evidence.markup is None else "html")
    labelled = [Labelled(explained.labelling.decisions[block.n].label, _DOUBTFUL, _DOUBTFUL) for block in texts]
    reasons = dict(zip((block.n for block in texts), told(evidence, network, network.judge(evidence), labelled), strict=True))
    return tuple(decision if any(decision.evidence) else decision._replace(evidence=reasons.get(decision.block, ()))
                 for decision in explained.decisions)
