"""The headline of a page of HTML that heads itself with the name of its site: the heading that the page's title bears out is the title."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.blocks import HeadData
from pipeline.data import Block, Decision, Label
from pipeline.metadata.headings import find_headings
from pipeline.metadata.titles import key_of_title

__all__ = ["with_headline"]

_TITLES = frozenset({"og:title", "twitter:title"})
_SITE_NAMES = frozenset({"og:site_name", "application-name", "apple-mobile-web-app-title"})
_MAY_BE_TITLE = frozenset({Label.HEADING, Label.SUBTITLE, Label.KICKER, Label.PARAGRAPH})


def with_headline(blocks: Sequence[Block], head: HeadData | None, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions; where the title is the name of the site and a heading is the headline, the headline is the title."""
    title = next((d for d in decisions if d.label is Label.TITLE), None)
    if head is None or title is None or title.reason != "kept":
        return tuple(decisions)
    told = (head.title, *(content for name, content in head.metas if name in _TITLES))
    key = key_of_title(blocks[title.block].text)
    if any(key_of_title(t) == key for t in told):
        return tuple(decisions)
    names = frozenset(key_of_title(content) for name, content in head.metas if name in _SITE_NAMES)
    found = find_headings(blocks, tuple(t for t in told if t), names)
    main = decisions[found.main] if found.main >= 0 else title
    if key not in found.sites or main is title or main.reason != "kept" or main.label not in _MAY_BE_TITLE:
        return tuple(decisions)
    return tuple(_exchanged(d, title.block, found.main) for d in decisions)


def _exchanged(decision: Decision, site: int, headline: int) -> Decision:
    if decision.block == headline:
        return decision._replace(label=Label.TITLE, evidence=(*decision.evidence, "the heading that the page's title bears out"))
    if decision.block == site:
        return decision._replace(label=Label.MASTHEAD, evidence=(*decision.evidence, "a heading that names the site"))
    return decision
