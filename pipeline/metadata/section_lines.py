"""The section of the paper, as text and pages print it: on a line of its own, in a breadcrumb, above the title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.data import Block, Decision, Found, Label
from pipeline.evidence.phrases import load_phrases
from pipeline.metadata.publishers import found_at
from pipeline.metadata.separators import steps_of
from pipeline.reading.word_lists import listed
from pipeline.reading.words import key_of

__all__ = ["with_section"]

_NAMES = frozenset(listed("lines.sections", "pipeline.metadata"))
_SUBSCRIPTION = re.compile(
    r"(?<![^\W\d_])(?:abos?|abonn|abbona|abonament|subscri|suscri|assina(?:nt|tur)|assine|subscre|prenumer|e-?paper)", re.IGNORECASE)
"""How words begin that offer a subscription."""
_SERVICES = frozenset({Label.SUBSCRIBE, Label.LOGIN, Label.COMMENT_FORM, Label.LEGAL, Label.JOIN_US, Label.PAYWALL, Label.APP_PROMO})
"""Kinds of boilerplate whose phrases are no names of sections."""


def with_section(found: Sequence[Found], blocks: Sequence[Block], decisions: Sequence[Decision]) -> list[Found]:
    """The candidates with those of the section; lines that were read as its name count little where they are those of a menu."""
    lines, ends = {f.start for f in found if f.how == "section-line"}, _ends_of_menus(blocks, decisions)
    menu = len(lines) > 1 or bool(lines & ends)
    found = [f._replace(confidence=0.3) if f.how == "section-line" and (menu or _is_service(f.value)) else f for f in found]
    return [*found, *(f for f in _above_title(blocks, decisions, ends) if not _is_service(f.value))]


def _is_service(name: str) -> bool:
    """Whether a name is that of what a paper offers its readers, and of no section: ``Abo``, ``Newsletter``, ``Log in``."""
    if key_of(name) in _NAMES:
        return False
    return _SUBSCRIPTION.search(name) is not None or any(hit.kind in _SERVICES and hit.strength > 1 for hit in load_phrases().match(name))


def _ends_of_menus(blocks: Sequence[Block], decisions: Sequence[Decision]) -> set[int]:
    """Where lines begin that stand right below the entries of a menu as names of sections, and are no section's name in any paper."""
    return {block.start for block, own, above in zip(blocks[1:], decisions[1:], decisions, strict=False)
            if own.label is Label.SECTION_NAME and above.label is Label.NAVIGATION and key_of(block.text) not in _NAMES}


def _above_title(blocks: Sequence[Block], decisions: Sequence[Decision], ends: set[int]) -> Iterator[Found]:
    """Its name on a line above the title, or the last step of a breadcrumb that leads there."""
    title = next((d.block for d in decisions if d.label is Label.TITLE), 0)

    def goes_on(n: int) -> bool:
        """Whether another entry of the menu stands between a line and the title."""
        return any(decisions[m].label is Label.NAVIGATION or blocks[m].start in ends for m in range(n + 1, title))

    for block, decision in zip(blocks[:title], decisions, strict=False):
        if decision.label is Label.BREADCRUMB:
            steps = steps_of(block.text)
            if len(steps) >= 2 and key_of(steps[-1]) != key_of(blocks[title].text):
                at = block.text.rindex(steps[-1])
                yield found_at(block, "section", steps[-1], "breadcrumb", at, at + len(steps[-1]), 0.6)
        elif block.markup is not None and block.markup.list_depth:
            continue  # the last entry of a menu is no section's name
        elif decision.label.removed and title - block.n <= 2 and key_of(block.text) in _NAMES and not goes_on(block.n):
            yield found_at(block, "section", block.text, "line-above-title", confidence=0.65)
