"""Banners that web archives write into the pages they show: no words of the page."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.data import Block, Decision, Label

__all__ = ["without_banners"]

_BANNERS = frozenset({
    "wm-ipp-base", "wm-ipp", "wm-ipp-print", "wm-ipp-inside", "wm-toolbar", "_wb_frame_top_banner", "_wb_plain_banner", "webarchive-banner",
})
"""Ids of these banners: the Wayback Machine, pywb and those who build on them, the UK Web Archive."""


def without_banners(blocks: Sequence[Block], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; what stands in the banner of a web archive is removed."""
    inside = {n for n, block in enumerate(blocks) if block.markup is not None and not _BANNERS.isdisjoint(block.markup.hints)}
    return tuple(_removed(d) if d.block in inside and d.stays_by_labeller else d for d in decisions) if inside else tuple(decisions)


def _removed(decision: Decision) -> Decision:
    why = "the banner of a web archive"
    return decision._replace(label=Label.NAVIGATION, score=1.0, reason="web-archive", evidence=(*decision.evidence, why))
