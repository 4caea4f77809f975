"""Authors of a page of HTML whom no word announces and no element marks: names alone below the headline or above a note on the author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.data import Block
from pipeline.metadata.bare_names import name_alone
from pipeline.metadata.candidates import Candidates, is_of_other_things
from pipeline.metadata.name_words import PageWords, letters_of

__all__ = ["IS_SOMEBODY", "OF_AN_AUTHOR", "PERSONS_PAGE", "add_bare_names"]

IS_SOMEBODY = re.compile(
    r"\s+(?:is|has|was|holds|writes|covers|works|leads|joined|specializes|brings|ist|est|es)\s|,\s+(?:a|an|the|who|[A-Z])")
"""What follows a name where a sentence says who somebody is."""
_SAYS_WHO = re.compile(r"\s(?:is|has|ist|hat|est|a|es|ha|è|é|tem|heeft|är|har|er|jest|ma)\s")
"""What follows a single name in such a sentence."""
OF_AN_AUTHOR = re.compile(r"(?<![a-z])(?:author|writer|autor|auteur)(?![a-z])", re.IGNORECASE)
"""In the class name of what is about the author."""
_OF_A_NOTE = re.compile(r"(?<![a-z])(?:author|writer|autor|auteur|bio|biography|about)(?![a-z])", re.IGNORECASE)
_DESCRIBES = re.compile(
    r"(?<![a-z])(?:author|writer|autor|auteur)[-_]{0,2}(?:info|box)?[-_]{0,2}(?:desc(?:ription)?|bio(?:graphy)?)(?![a-z])", re.IGNORECASE)
"""In the class name of a note on the author."""
_WRITERS = re.compile(r"\b(?:author|writer|autor|auteur)(?:[eai]?s|e|en|in|innen)?\b", re.IGNORECASE)
"""In a heading above such a note that is no name: ``Our Writers``."""
PERSONS_PAGE = re.compile(
    r"/(?:authors?|people|team|contributors?|staff|profiles?|users?|members?|writers?|experts?|autor(?:es)?|auteurs?)/(?=[^/?#])|/@", re.IGNORECASE)
"""In the address of a page about a person."""
_MORE_BY = re.compile(r"(?:(?:all|more|other) )?(?:articles?|posts?|stories) (?:by|from) ", re.IGNORECASE)
_NEAREST = 3
"""Nearest class names of a block that are looked at."""
_NEAR, _DIRECTLY, _PROSE = 8, 2, 80
"""Lines below the headline that may begin with a link to the author, those among which a single name may stand, and letters of the shortest line of
a text."""
_MOST_TRIED = 8
"""Names in bold type beside texts of a page that is a list of people if it has more."""
_LETTER = re.compile(r"[^\W\d_]\s")
"""A letter without a full stop: that of an avatar, before what a forum says of the user."""
_ONE_NAME = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,14}")
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
    for found in (_linked(c), _called(c, below, plain)):
        if found is not None:
            name, block = found
            c.add("author", name, "name-below-title", _BELOW_TITLE, text=block.text, block=block.n)
            return
    noted = {name: block for name, block in _above_notes(c) if plain.isdisjoint(letters_of(name))}
    for name, block in noted.items() if len(noted) == 1 else ():
        c.add("author", name, "name-above-note", _ABOVE, text=block.text, block=block.n)
    if not noted and (found := _unmentioned(c, plain)):
        name, block = found
        c.add("author", name, "name-beside-text", _ABOVE, text=block.text, block=block.n)


def _linked(c: Candidates) -> tuple[str, Block] | None:
    """The name with which a line a little below the headline begins, as a link to a person's page, with nothing but an employer behind it."""
    for block in [b for b in c.blocks[c.heading + 1:] if b.text and _is_shown(b)][:_NEAR]:
        first = next((i for i in block.inlines if i.kind == "link" and not i.start), None)
        if first is None or not PERSONS_PAGE.search(first.value) or c.is_elsewhere(block.markup.hints if block.markup else (), block.n):
            continue
        person = name_alone(block.text[:first.end])
        if person is None or _LETTER.match(person.name):
            continue
        if first.end == len(block.text) or name_alone(block.text) is not None:
            return person.name, block
    return None


def _called(c: Candidates, below: Sequence[Block], plain: PageWords) -> tuple[str, Block] | None:
    """The single name that stands alone directly below the headline and again above a sentence that says who its bearer is."""
    for block in below[:_DIRECTLY]:
        name = block.text
        if not _ONE_NAME.fullmatch(name) or not plain.isdisjoint((name.lower(),)):
            continue
        again = any(b.text == name and b.n != block.n for b in c.blocks)
        if again and any(b.text.startswith(name) and _SAYS_WHO.match(b.text, len(name)) for b in c.blocks):
            return name, block
    return None


def _unmentioned(c: Candidates, plain: PageWords) -> tuple[str, Block] | None:
    """The only name in bold type that stands alone directly above the text or directly below its end, and nowhere else on the page."""
    shown = [b for b in c.blocks[c.heading + 1:] if b.text and _is_shown(b)]
    found: dict[str, Block] = {}
    tried = set[str]()
    text = next((b.markup.hints for b in shown if _is_text(b) and b.markup), ())
    for at, block in enumerate(shown):
        before, behind = (shown[at - 1] if at else None), (shown[at + 1] if at + 1 < len(shown) else None)
        above = at < _NEAR and not _is_text(before) and _is_text(behind)
        below = _is_text(before) and not _is_text(behind) and (behind is None or behind.markup is None or behind.markup.hints != text)
        if not (above or below) or not _is_bold(block) or block.markup is None or block.markup.hints != text:
            continue
        person = name_alone(block.text)
        if person is None or not plain.isdisjoint(letters_of(person.name)):
            continue
        tried.add(person.name)
        if len(tried) > _MOST_TRIED:
            return None
        if not _stands_elsewhere(c, block, person.name):
            found[person.name] = block
    return next(iter(found.items())) if len(found) == 1 else None


def _is_text(block: Block | None) -> bool:
    return block is not None and len(block.text) > _PROSE


def _is_bold(block: Block) -> bool:
    return any(i.kind == "bold" and not i.start and i.end >= len(block.text) - 1 for i in block.inlines)


def _stands_elsewhere(c: Candidates, block: Block, name: str) -> bool:
    """Whether another block has the last word of a name: the text is about its bearer."""
    last = re.compile(rf"(?<![^\W\d_]){re.escape(name.split()[-1])}(?![^\W\d_])")
    return any(last.search(b.text) for b in c.blocks if b.n != block.n)


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
    """The names alone, below the headline, that a note on the author follows: it opens with the name, and a class or a picture bears it out, or
    its own class says so."""
    for block in c.blocks[c.heading + 1:]:
        person = name_alone(block.text) if block.markup and not block.markup.hidden else None
        if person is None:
            continue
        after = [b for b in c.blocks[block.n + 1:block.n + 1 + _ABOVE_NOTE] if b.text]
        note = next((b for b in after if b.text.startswith(person.name) and IS_SOMEBODY.match(b.text, len(person.name))), None)
        described = after and len(after[0].text) > _PROSE and _hints(after[0], _DESCRIBES) and not _WRITERS.search(person.name)
        if described or note is not None and (_hints(block, _OF_A_NOTE) or _hints(note, _OF_A_NOTE) or _is_pictured(c, block.n, person.name)):
            yield person.name, block


def _is_pictured(c: Candidates, number: int, name: str) -> bool:
    """Whether the alternative text of a picture near a block is a name."""
    near = c.blocks[max(0, number - _ABOVE_NOTE):number + _ABOVE_NOTE + 1]
    return any(b.markup and dict(b.markup.attributes).get("alt", "").lower() == name.lower() for b in near if not b.text)


def _hints(block: Block, words: re.Pattern[str]) -> bool:
    return block.markup is not None and words.search(" ".join(block.markup.hints[:_NEAREST])) is not None
