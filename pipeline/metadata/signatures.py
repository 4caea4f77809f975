"""Who signs an article in plain text beside the byline that the labeller found: teams, and lines further above or below the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.data import Block, Decision, Label
from pipeline.evidence.phrases import WordLists
from pipeline.reading.bylines import byline_of
from pipeline.reading.marks import ends_sentence
from pipeline.reading.names import EASTERN_BY, WIRES, is_nobody_at_all, is_organisation, is_role, is_team
from pipeline.reading.people import Person, after_word, people_declared

__all__ = ["NEVER", "PROSE", "alone_in", "is_announced", "signature", "team_in"]

_EASTERN = re.compile(rf"(?:{EASTERN_BY})\s*[:：/／\s]|[가-힣]{{2,4}}\s?(?:기자|특파원|논설위원)(?=\s|$|[|=(])")
"""How lines open that name a writer or reporter in Chinese, Japanese and Korean."""
_WIRES = re.compile(WIRES, re.IGNORECASE)
_ALONE = re.compile(r"[^\W\d_a-z][^\W\d_]{1,20}")
PROSE, _LONGEST = 120, 120
"""Letters from which a paragraph is running text, and of the longest line that is a signature."""
_NEAR = 12
"""Blocks above and below the running text among which a line that names an author is looked for."""
NEVER = frozenset({
    Label.CAPTION, Label.CREDIT, Label.COMMENTS, Label.COMMENT_FORM, Label.PROMO, Label.ADVERT, Label.LEGAL, Label.SOCIAL_EMBED, Label.QUOTATION,
    Label.TABLE_ROW, Label.REFERENCE})
"""Labels of lines that sign no article, however they look."""


def is_announced(people: Sequence[Person], text: str) -> bool:
    """Whether words stand before the first name: ``By Ines Calloway``, not ``Ines Calloway, 14 March 2023``."""
    before = text[:people[0].start].rstrip().removesuffix(people[0].honorific)
    return any(map(str.isalpha, before))


def team_in(text: str, words: Sequence[str]) -> Person | None:
    """A team that signs by its name: ``By Quay Staff``. ``words``: those that announce a name."""
    start = after_word(text, words) or 0
    name = _WIRES.sub("", text[start:].rstrip())
    return Person(name, start, start + len(name)) if is_team(name) else None


def alone_in(text: str) -> Person | None:
    """Somebody who signs with one name: ``Tesse``."""
    name = text.strip()
    taken = _ALONE.fullmatch(name) and not (is_nobody_at_all(name) or is_organisation(name) or is_role(name))
    return Person(name, text.index(name), text.index(name) + len(name)) if taken else None


def signature(blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str) -> tuple[Block, list[Person]] | None:
    """A line that names the author after a word, whatever its label: the nearest one above the text, or the only one below it."""
    text = [d.block for d in decisions if d.label is Label.PARAGRAPH and len(blocks[d.block].text) > PROSE]
    if not text:
        return None
    signed: dict[int, list[Person]] = {}
    for block in (*blocks[max(text[0] - _NEAR, 0):text[0]], *blocks[text[-1] + 1:text[-1] + 1 + _NEAR]):
        eastern = _EASTERN.match(block.text) is not None
        open_to = decisions[block.n].label not in NEVER or eastern and decisions[block.n].label in (Label.CREDIT, Label.CAPTION)
        if len(block.text) <= _LONGEST and open_to and not ends_sentence(block.text):
            people = byline_of(block.text, lists.words, language) or (people_declared(block.text) if eastern else [])
            if people and (eastern or is_announced(people, block.text)):
                signed[block.n] = people
    above = [n for n in signed if n < text[0]]
    if above or len({tuple(person.name for person in people) for people in signed.values()}) == 1:
        at = above[-1] if above else next(iter(signed))
        return blocks[at], signed[at]
    return None
