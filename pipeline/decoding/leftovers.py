"""Entities and tags that a scraper left in plain text, told from those an author wrote about.

Strategy: one cheap expression looks for anything of the kind (`leftover_tokens`); hardly a text has it, and bs4 is imported only where one does.
Then each find must be explained: as an author's own words (`spoken_markup`: quoted, in a line of code, in a line or a text that talks about
markup) or as a left-over (`leftover_entities`; `leftover_tags`: a known name, in a shape that scrapers leave: paired, with attributes, at the
edge of a line, between sentences). What could be either stays: a tag that stays is ugly, a word that is removed is lost.

BeautifulSoup reads the named entities, and tags nest as it nests them, so that they mean here what they mean to a browser. The expressions only say
where they stand.
"""

from __future__ import annotations

from bisect import bisect_right

from pipeline.data import Repair
from pipeline.decoding.leftover_entities import entity_repairs
from pipeline.decoding.leftover_tags import tag_repairs
from pipeline.decoding.leftover_tokens import find_entities
from pipeline.decoding.spoken_markup import is_about_markup, spoken_entities

__all__ = ["find_leftovers"]


def find_leftovers(text: str) -> list[Repair]:
    """Repairs of left-over entities and tags, sorted and disjoint."""
    repairs, entities = list(tag_repairs(text)), find_entities(text)
    spoken = spoken_entities(text, entities)
    if not (is_about_markup(text, spoken) and len(spoken) > len(entities.places) // 2):
        starts = [r.start for r in repairs]
        repairs += list(entity_repairs((at, entity) for at, entity in entities if at not in spoken and not _lies_in(at, repairs, starts)))
    return sorted(repairs, key=lambda r: r.start)


def _lies_in(at: int, repairs: list[Repair], starts: list[int]) -> bool:
    """Whether a place lies in one of some repairs."""
    i = bisect_right(starts, at) - 1
    return i >= 0 and at < repairs[i].end
