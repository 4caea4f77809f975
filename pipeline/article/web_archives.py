"""Banners that web archives write into the pages they show: no words of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label

__all__ = ["banners"]

_BANNERS = frozenset({
    "wm-ipp-base", "wm-ipp", "wm-ipp-print", "wm-ipp-inside", "wm-toolbar", "_wb_frame_top_banner", "_wb_plain_banner", "webarchive-banner",
})
"""Ids of these banners: the Wayback Machine, pywb and those who build on them, the UK Web Archive."""


def banners(blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """What stands in the banner of a web archive."""
    for n, block in enumerate(blocks):
        if block.markup is not None and not _BANNERS.isdisjoint(block.markup.hints):
            yield Proved(n, Label.NAVIGATION, "the banner of a web archive", "web-archive", 1.0)
