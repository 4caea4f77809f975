"""Authors whom no byline names: the places of a page where their names may stand, in the order in which they are tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.data import Block, Decision, Label
from pipeline.evidence.phrases import WordLists
from pipeline.metadata.bare_names import below_close, below_title, name_alone, names_below_title, names_following, noted, owner, with_office
from pipeline.metadata.handles import handle_after_by, thread_starter
from pipeline.metadata.name_pieces import names_in_facts
from pipeline.metadata.name_words import PageWords, letters_of, opens_as_a_place
from pipeline.metadata.signatures import NOT_FRONT, SURE_WORDS, had_other_part, is_long, line_people
from pipeline.reading.datelines import is_dateline
from pipeline.reading.dates import dates_in
from pipeline.reading.marks import ends_sentence
from pipeline.reading.names import is_role
from pipeline.reading.people import Person, after_word, people_in, people_named

__all__ = ["BELOW_WORD", "OWNER", "below_word_near", "dated_near_title", "in_note", "unannounced"]

_BELOW, _LONGEST = 9, 120
"""Lines below the title among which a line that names an author is looked for, and characters of the longest one."""
_NEVER = frozenset({Label.REFERENCE, Label.TABLE_ROW, Label.QUOTATION, Label.CAPTION, Label.RELATED, Label.COMMENTS, Label.COMMENT_FORM})
"""Labels of lines that name the author of something else."""
_FACTS = 4
"""Lines above the title among which the author's name and the date may stand."""
_ABOVE = 2
"""Lines above the title among which a date is looked for."""
_DATED_OTHERS = NOT_FRONT - {Label.CREDIT, Label.RELATED}
"""Labels of lines with the date of something else."""
_NOTED = re.compile(r"((?:[A-ZÀ-ÞŁŚŻ][\w'’.\-]*\s+){1,4}?)(?=[a-zà-ÿ])")
_BY_WITH_NOTE = re.compile(
    r"((?:By|Von|Par|Por|Door)\s+(?:[A-ZÀ-ÞŁŚŻ][\w'’.\-]*\s+){1,3}[A-ZÀ-ÞŁŚŻ][\w'’.\-]*),\s(?=(?:an?|the|one|who|our|eine?|un[ae]?|een)\s[^.]{1,160}\.(?:\s|$))")
"""A byline that goes on as a note on the author: ``By Ada Quill, a reporter who has covered harbours since 2009. …``."""
_NOTE_WORDS = 6
"""Words at the beginning of such a note, one of which says that it is about a person: a job, "who", or "one of" at its beginning."""
_WRITTEN = frozenset({"article by", "story by", "text by", "words by"})
"""Lines that announce a name in the next line, beside those of the word lists."""
BELOW_WORD = "name-below-word"
"""How somebody was found below a line that announces a name."""
OWNER = "owner"
"""How somebody was found after whom the site is named."""


def unannounced(
    blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str, words: PageWords,
) -> Iterator[tuple[str, float, Block, list[Person]]]:
    """The people of the first place that names any: how they were found, a confidence, the block and the people in it."""
    if line := _announced(blocks, decisions, lists, language, words):
        yield "byline-below-title", 0.64, *line
        return
    if posted := thread_starter(blocks, decisions) or handle_after_by(blocks, decisions, language):
        yield "handle", 0.63, posted[0], [posted[1]]
        return
    if line := _below_word(blocks, decisions, lists):
        yield BELOW_WORD, 0.64, *line
        for block, person in names_following(blocks, line[0].n, words):
            yield BELOW_WORD, 0.64, block, [person]
        return
    yield from _by_place(blocks, decisions, lists, language, words)


def _by_place(
    blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str, plain: PageWords,
) -> Iterator[tuple[str, float, Block, list[Person]]]:
    """The people of the first place that holds a name and no word that announces it. ``plain``: words of the page that are no names."""
    if facts := names_in_facts(blocks, decisions, lists, language, plain):
        yield "name-among-facts", 0.64, *facts
    elif below := names_below_title(blocks, decisions, plain):
        for block, person in below:
            yield "name-below-title", 0.62, block, [person]
    elif above := _above_date(blocks, decisions, lists, language, plain):
        yield "name-above-date", 0.62, above[0], [above[1]]
    elif note := noted(blocks, decisions, plain):
        yield "author-note", 0.61, note[0], [note[1]]
    elif letter := below_close(blocks, decisions, plain):
        yield "name-below-close", 0.61, letter[0], [letter[1]]
    elif signed := with_office(blocks, decisions, plain):
        yield "name-with-office", 0.61, signed[0], [signed[1]]
    elif dated := _announced_with_date(blocks, decisions, lists, language):
        yield "byline-with-date", 0.61, *dated
    elif site := owner(blocks, decisions, plain):
        yield OWNER, 0.6, site[0], [site[1]]


def _announced(
    blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str, plain: PageWords,
) -> tuple[Block, list[Person]] | None:
    """The first line below the title that names people after "by" and is labelled as a credit or as a part of the site, or goes on as a note on the
    author."""
    words = [word for word in lists.words("byline_words") if word.split()[-1] in SURE_WORDS]
    for block in below_title(blocks, decisions, _BELOW):
        if decisions[block.n].label in _NEVER:
            continue
        noted = _BY_WITH_NOTE.match(block.text)
        people = line_people(noted[1], lists, language)[0] if noted and _is_of_a_person(block.text[noted.end():], lists) else []
        if people and plain.isdisjoint(names := letters_of(people[0].name)) and not opens_as_a_place(names):
            return block, people
        if len(block.text) > _LONGEST or ends_sentence(block.text):
            continue
        people, announced = line_people(block.text, lists, language) if after_word(block.text, words) else ([], False)
        if people and announced and not had_other_part(block.text, people[0]):
            return block, people
    return None


def _is_of_a_person(note: str, lists: WordLists) -> bool:
    """Whether what stands behind a name is about a person, which ``By Loch Ness, the road turns north.`` is not."""
    first = [word.strip(".,;:") for word in note.lower().split()[:_NOTE_WORDS]]
    return "who" in first or first[0] == "one" or is_role(" ".join(first)) or not set(first).isdisjoint(lists.words("job_titles"))


def _announced_with_date(
    blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str,
) -> tuple[Block, list[Person]] | None:
    """The line that opens with "by" and a name and tells a date, wherever it stands, where all such lines of the page name the same people."""
    words = [word for word in lists.words("byline_words") if word.split()[-1] in SURE_WORDS]
    first = {word[0] for word in words}
    found: dict[tuple[str, ...], tuple[Block, list[Person]]] = {}
    for block in blocks:
        if len(block.text) > _LONGEST or block.text[:1].lower() not in first or decisions[block.n].label in _NEVER:
            continue
        if not after_word(block.text, words) or ends_sentence(block.text):
            continue
        people, announced = line_people(block.text, lists, language)
        if people and announced and dates_in(block.text, language) and not had_other_part(block.text, people[0]):
            found.setdefault(tuple(person.name for person in people), (block, people))
    return next(iter(found.values())) if len(found) == 1 else None


def below_word_near(
    blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, words: PageWords,
) -> Iterator[tuple[Block, list[Person]]]:
    """The people of the first lines below one near the title that only announces names (``By``)."""
    near = {block.n for block in below_title(blocks, decisions, _BELOW)}
    line = next((line for line in _below_words(blocks, decisions, lists) if line[0].n in near), None)
    if line is not None:
        yield line
        for block, person in names_following(blocks, line[0].n, words):
            yield block, [person]


def _below_word(blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists) -> tuple[Block, list[Person]] | None:
    """The line below one that only announces a name (``Written by``): the first near the title, else the first on a page where all of them name the
    same people."""
    near = {block.n for block in below_title(blocks, decisions, _BELOW)}
    found: dict[tuple[str, ...], tuple[Block, list[Person]]] = {}
    for line in _below_words(blocks, decisions, lists):
        if line[0].n in near:
            return line
        found.setdefault(tuple(person.name for person in line[1]), line)
    return next(iter(found.values())) if len(found) == 1 else None


def _below_words(blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists) -> Iterator[tuple[Block, list[Person]]]:
    """Each line with names below one that only announces names, with the people in it."""
    words = {word for word in lists.words("byline_words") if word.split()[-1] in SURE_WORDS} | _WRITTEN
    for one, block in pairwise(blocks):
        if one.text.lower().strip(" :") not in words or decisions[block.n].label in _NEVER - {Label.RELATED, Label.COMMENTS}:
            continue
        word = f"{one.text.strip(' :')} "
        people = people_in(word + block.text, words, lists.words("honorifics"), lists.words("job_titles")) if len(block.text) <= _LONGEST else []
        if people and " " in people[0].name and not had_other_part(word, replace(people[0], start=len(word))):
            yield block, [replace(person, start=person.start - len(word), end=person.end - len(word)) for person in people]


def _above_date(
    blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str, plain: PageWords,
) -> tuple[Block, Person] | None:
    """The name alone in a line a little above the title, where the next line is the date of publication."""
    words = (*lists.words("published_words"), *lists.words("updated_words"))
    title = next((d.block for d in decisions if d.label is Label.TITLE), 0)
    for one, two in pairwise(blocks[max(title - _FACTS, 0):title]):
        person = name_alone(one.text) if decisions[one.n].label not in NOT_FRONT and is_dateline(two.text, language, words) else None
        if person is not None and plain.isdisjoint(letters_of(person.name)):
            return one, person
    return None


def in_note(blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists) -> Iterator[tuple[Block, list[Person]]]:
    """The one person with whose name a note on the author opens: ``Ines Calloway is a tally clerk …``."""
    for block, decision in zip(blocks, decisions, strict=True):
        match = _NOTED.match(block.text) if decision.label is Label.AUTHOR_NOTE else None
        people = people_named(match[1].strip(), lists.words("honorifics"), lists.words("job_titles")) if match else []
        if len(people) == 1:
            yield block, people


def dated_near_title(blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str) -> Block | None:
    """The first line near the title, above the end of the text, that is a date and nothing else but a time and words such as "published"."""
    words = (*lists.words("published_words"), *lists.words("updated_words"))
    title = next((d.block for d in decisions if d.label is Label.TITLE), 0)
    near = (*blocks[max(title - _ABOVE, 0):title], *below_title(blocks, decisions, _BELOW))
    end = max((d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text)), default=len(blocks))
    return next((b for b in near if b.n < end and decisions[b.n].label not in _DATED_OTHERS and is_dateline(b.text, language, words)), None)
