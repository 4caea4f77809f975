"""Authors of a page of HTML whom no word announces and no element marks: names alone below the headline or above a note on the author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.data import Block
from pipeline.metadata.bare_names import name_alone
from pipeline.metadata.candidates import Candidates, is_of_other_things
from pipeline.metadata.name_words import PageWords, letters_of

__all__ = ["IS_SOMEBODY", "OF_AN_AUTHOR", "add_bare_names"]

IS_SOMEBODY = re.compile(
    r"\s+(?:is|has|was|holds|writes|covers|works|leads|joined|specializes|brings|ist|est|es)\s|,\s+(?:a|an|the|who|[A-Z])")
"""What follows a name where a sentence says who somebody is."""
OF_AN_AUTHOR = re.compile(r"(?<![a-z])(?:author|writer|autor|auteur)(?![a-z])", re.IGNORECASE)
"""In the class name of what is about the author."""
_OF_A_NOTE = re.compile(r"(?<![a-z])(?:author|writer|autor|auteur|bio|biography|about)(?![a-z])", re.IGNORECASE)
_MORE_BY = re.compile(r"(?:(?:all|more|other) )?(?:articles?|posts?|stories) (?:by|from) ", re.IGNORECASE)
_NEAREST = 3
"""Nearest class names of a block that are looked at."""
_BELOW, _ABOVE_NOTE = 4, 3
"""Blocks below the headline among which the name may stand, and blocks from a name to the note on its bearer."""
_NOT_HERE = frozenset({"nav", "footer", "form", "figure", "figcaption", "button", "table", "select"})
_BELOW_TITLE, _ABOVE = 0.6, 0.56


def add_bare_names(c: Candidates) -> None:
    """Adds the person whose name stands alone below the headline and is borne out elsewhere; else the one person above whose note a name stands."""
    if c.heading < 0:
        return
    below = [b for b in c.blocks[c.heading + 1:] if b.text and _is_shown(b)][:_BELOW]
    for block in below:
        if (person := name_alone(block.text)) and _is_borne_out(c, block, person.name):
            c.add("author", person.name, "name-below-title", _BELOW_TITLE, text=block.text, block=block.n)
            return
    plain = PageWords(c.blocks, c.language)
    noted = {name: block for name, block in _above_notes(c) if plain.isdisjoint(letters_of(name))}
    for name, block in noted.items() if len(noted) == 1 else ():
        c.add("author", name, "name-above-note", _ABOVE, text=block.text, block=block.n)


def _is_shown(block: Block) -> bool:
    """Whether a block is a line of the page itself: no heading, nothing hidden, no part of a menu, a picture or an infobox."""
    markup = block.markup
    return markup is not None and not markup.hidden and not markup.heading and not markup.figure and _NOT_HERE.isdisjoint(markup.path) \
        and not is_of_other_things(markup)


def _is_borne_out(c: Candidates, block: Block, name: str) -> bool:
    """Whether another block says who somebody is, stands among what is about the author, or leads to more articles of the same person."""
    for other in c.blocks:
        if other.n == block.n or name not in other.text:
            continue
        if other.text.startswith(name) and IS_SOMEBODY.match(other.text, len(name)):
            return True
        opened = _MORE_BY.match(other.text)
        if opened and other.text[opened.end():] == name or other.text == name and _hints(other, OF_AN_AUTHOR):
            return True
    return False


def _above_notes(c: Candidates) -> Iterator[tuple[str, Block]]:
    """The names alone, below the headline, that a note on the author follows: it opens with the name, and a class or a picture bears it out."""
    for block in c.blocks[c.heading + 1:]:
        person = name_alone(block.text) if block.markup and not block.markup.hidden else None
        if person is None:
            continue
        after = [b for b in c.blocks[block.n + 1:block.n + 1 + _ABOVE_NOTE] if b.text]
        note = next((b for b in after if b.text.startswith(person.name) and IS_SOMEBODY.match(b.text, len(person.name))), None)
        if note is not None and (_hints(block, _OF_A_NOTE) or _hints(note, _OF_A_NOTE) or _is_pictured(c, block.n, person.name)):
            yield person.name, block


def _is_pictured(c: Candidates, number: int, name: str) -> bool:
    """Whether the alternative text of a picture near a block is a name."""
    near = c.blocks[max(0, number - _ABOVE_NOTE):number + _ABOVE_NOTE + 1]
    return any(b.markup and dict(b.markup.attributes).get("alt", "").lower() == name.lower() for b in near if not b.text)


def _hints(block: Block, words: re.Pattern[str]) -> bool:
    return block.markup is not None and words.search(" ".join(block.markup.hints[:_NEAREST])) is not None
