"""Names alone in a line that no word announces: below the title, above the note on the author, at the top of the author's own site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.data import Block, Decision, Label
from pipeline.evidence.phrases import load_phrases
from pipeline.metadata.name_words import PageWords, leads_to_topic, letters_of, opens_as_a_place
from pipeline.metadata.signatures import NOT_FRONT, is_long, only_names, says_other_part
from pipeline.reading.marks import ends_sentence
from pipeline.reading.names import LETTERS_AFTER, is_organisation, is_role
from pipeline.reading.people import Person
from pipeline.reading.word_lists import any_of
from pipeline.reading.words import PARTINGS, key_of

__all__ = ["below_close", "below_title", "name_alone", "names_below_title", "names_following", "noted", "owner", "says_i",
           "with_office"]

_AGAIN = 60
"""Lines below the title among which it may stand again, above the text."""
_BELOW = 6
"""Lines below the title among which a name that stands alone is the author's."""
_LONGEST = 60
"""Characters of the longest line that is a name with a paper or an address."""
_FEWEST, _MOST = 2, 4
"""Words of a name that stands alone."""
_ABBREVIATION = 3
"""Letters of the shortest abbreviation that is told from initials."""
_BESIDE = re.compile(r"(?<!\s)\s{0,3}(?:[|•·,/–—]|(?<=\s)-\s|\(|(?<=[\sa-zà-ÿ])(?=@))\s{0,3}(?=\S)")
"""What parts a name from the paper or the address behind it."""
_ADDRESS = re.compile(r"@\w{1,40}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,30}){1,4}|(?:[\w-]{1,40}\.){1,3}[a-z]{2,6}")
_OTHERS = NOT_FRONT - {Label.CREDIT, Label.CAPTION, Label.RELATED}
"""Labels of lines below the title that name no author, however they look."""
_GATHERED = re.compile(r"(?:tổng hợp|thực hiện|ghi|theo\s.{2,40})\)?$", re.IGNORECASE)
"""What stands behind the name of whoever gathered a Vietnamese text, or wrote it down."""
_SITE = 0.94
"""How sure the labeller is, from this on, that a line is an entry of a menu or another part of the site."""
_SALUTATION = (",", "，", "、")
"""What the salutation of a text ends with."""
_MARK = 3
"""Characters of the longest line that parts two names: a comma, "and"."""
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)[\s\d©–—,-]{1,24}([^\W\d_].{3,60})", re.IGNORECASE)
_FIRST_PERSON = re.compile(rf"(?<![\w.])(?:I(?:['’][a-z]+)?\s[a-z]|(?:{any_of('lines.first_person', 'pipeline.metadata')})\b)")
_QUOTED = re.compile("[\"“”„«»‘]")
_NOT_BEHIND = any_of("lines.not_behind_author", "pipeline.metadata")
"""Words that follow the name in no note on an author: such a note says what somebody is, not who was born when."""
_FIRST = 5
"""Lines at the top of a page in which its site is named."""
_LAST = 300
"""Lines at the end of a page among which a note on its author stands."""
_ABOVE = 5
"""Lines above the title among which the name of somebody stands of whom a note tells."""
_SIGNING, _LONGEST_OFFICE = 2, 120
"""Lines of a signature with an office at most, and characters of the first one."""
_NOTE = 3
"""Lines below a name in which the note on the author begins."""


def names_below_title(blocks: Sequence[Block], decisions: Sequence[Decision], plain: PageWords) -> list[tuple[Block, Person]]:
    """The first name alone in a line below the title, and those in the lines directly below it.

    ``plain``: words that belong to no name. No word of such a name is one of them, and no phrase of sites is in the line.
    """
    found: list[tuple[Block, Person]] = []
    for block in below_title(blocks, decisions, _BELOW):
        label = decisions[block.n].label
        if label is Label.PARAGRAPH and is_long(block.text):
            break
        other = label in _OTHERS or label.removed and decisions[block.n].score >= _SITE
        other = other or says_other_part(blocks[block.n - 1].text)
        person = None if other or label is Label.PARAGRAPH and block.text.endswith(_SALUTATION) else name_alone(block.text)
        if person is not None and (label is Label.HEADING and person.name == block.text or leads_to_topic(block, person.name)):
            continue
        if person is None or not plain.isdisjoint(letters_of(person.name)):
            if found and len(block.text) > _MARK:
                break
        elif all(person.name != other.name for _, other in found):
            found.append((block, person))
    return found


def names_following(blocks: Sequence[Block], first: int, plain: PageWords) -> Iterator[tuple[Block, Person]]:
    """The further names alone in the lines directly below that of the first author; marks may stand between them."""
    seen = {blocks[first].text.lower().strip()}
    for block in blocks[first + 1:first + 1 + _BELOW]:
        person = name_alone(block.text)
        if person is not None and plain.isdisjoint(letters_of(person.name)):
            if person.name.lower() not in seen:
                yield block, person
            seen.add(person.name.lower())
        elif len(block.text) > _MARK:
            return


def below_title(blocks: Sequence[Block], decisions: Sequence[Decision], many: int) -> list[Block]:
    """The lines below the title, and those below a line further down that has the words of the title again, as many each."""
    title = next((d.block for d in decisions if d.label is Label.TITLE), None)
    if title is None:
        return []
    key = key_of(blocks[title].text)
    again = next((b.n for b in blocks[title + many:title + _AGAIN] if key and key_of(b.text) == key), None)
    return [*blocks[title + 1:title + 1 + many], *(blocks[again + 1:again + 1 + many] if again is not None else ())]


def name_alone(text: str) -> Person | None:
    """The person of a line that is a name, alone or followed by a paper or an address: ``Ada Quill | aquill@example.org``."""
    if len(text) > _LONGEST or ends_sentence(text) or text.endswith((":", "：")):
        return None
    text = text.rstrip(" /|&")
    cut = _BESIDE.search(text)
    rest = text[cut.end():] if cut else ""
    if rest and not (_ADDRESS.match(rest) or _GATHERED.match(rest) or is_organisation(rest) or is_role(rest) or LETTERS_AFTER.fullmatch(rest)):
        return None
    head = text[:cut.start()] if cut else text
    if not _is_written_as_a_name(head.split()) or opens_as_a_place(letters_of(head)):
        return None
    people = only_names(head)
    taken = len(people) == 1 and not is_role(head) and not is_organisation(head)
    return people[0] if taken and not any(hit.kind.removed for hit in load_phrases().match(text)) else None


def _is_written_as_a_name(words: Sequence[str]) -> bool:
    """Whether a line has as many words as a name, not the same one twice, and no abbreviation (``MIT License``) among words that are none."""
    return _FEWEST <= len(words) <= _MOST and len(set(words)) > 1 and len({word.isupper() for word in words if len(word) >= _ABBREVIATION}) <= 1


def noted(blocks: Sequence[Block], decisions: Sequence[Decision], plain: PageWords) -> tuple[Block, Person] | None:
    """The person of the only note on an author: a text that opens with a name which stands alone near the title, or in a line directly above it.

    A name that a line of the text between has too is not the author's: the text is about this person or thing.
    """
    title = next((d.block for d in decisions if d.label is Label.TITLE), -1)
    text = next((d.block for d in decisions if d.block > title and d.label is Label.PARAGRAPH and is_long(blocks[d.block].text)), len(blocks))
    found: dict[str, tuple[Block, Person]] = {}
    opening = {block.text.split(None, 1)[0].rstrip(",") for block in blocks if is_long(block.text)}
    for block in (*blocks[max(title - _ABOVE, 0):max(title, 0)], *blocks[max(text + 1, len(blocks) - _LAST):]):
        if len(block.text) > _LONGEST or opening.isdisjoint(word.strip(",") for word in block.text.split()):
            continue
        person = name_alone(block.text)
        if person is None or person.name in found or not plain.isdisjoint(letters_of(person.name)):
            continue
        below = blocks[text + 1:] if block.n < title else blocks[block.n + 1:block.n + 1 + _NOTE]
        if any(_opens_note(other, person.name) for other in below) or block.n > title and _is_called_below(blocks, block, person):
            found[person.name] = block, person
    if len(found) != 1 or _is_of_many_parts(blocks, next(iter(found))):
        return None
    ((name, (block, person)),) = found.items()
    end = block.n if block.n > title else next(other.n for other in blocks[text + 1:] if _opens_note(other, name))
    return None if any(name in other.text and len(other.text) > _LONGEST for other in blocks[text:end]) else (block, person)


def below_close(blocks: Sequence[Block], decisions: Sequence[Decision], plain: PageWords) -> tuple[Block, Person] | None:
    """The only person whose name stands below the close of a letter (``Yours sincerely,``) that is kept, below its text; a letter that text goes
    on behind is one that the text quotes.
    """
    text = next((d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text)), len(blocks))
    found: dict[str, tuple[Block, Person]] = {}
    running = [d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text)]
    end = running[-2] if len(running) > 1 else text  # one note may follow the letter
    for one, block in pairwise(blocks[max(text, end) + 1:]):
        if decisions[block.n].label.removed or key_of(one.text) not in PARTINGS:
            continue
        person = name_alone(block.text)
        if person is not None and plain.isdisjoint(letters_of(person.name)):
            found[person.name] = block, person
    return next(iter(found.values())) if len(found) == 1 else None


def with_office(blocks: Sequence[Block], decisions: Sequence[Decision], plain: PageWords) -> tuple[Block, Person] | None:
    """The person who signs directly below the end of the text by name and office: ``Jane Doe, Minister of Rivers``, in one line or in two. A person
    whose last name stands in another line too is one whom the text is about."""
    running = [d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text)]
    below = [block for block in blocks[running[-1] + 1:] if block.text and not decisions[block.n].label.removed] if running else []
    if not 0 < len(below) <= _SIGNING or decisions[below[0].n].label in _OTHERS or len(below[0].text) > _LONGEST_OFFICE:
        return None
    head, _, office = below[0].text.lstrip("—–- ").partition(", ")
    if not office and len(below) == _SIGNING:
        office = below[1].text
    elif len(below) == _SIGNING:
        return None
    person = name_alone(head)
    if person is None or not plain.isdisjoint(letters_of(person.name)) or ends_sentence(office) or not is_role(office.split(",")[0]):
        return None
    last = re.compile(rf"(?<![^\W\d_]){re.escape(person.name.split()[-1])}(?![^\W\d_])", re.IGNORECASE)
    if any(last.search(block.text) for block in blocks if block not in below):
        return None
    at = below[0].text.index(head) + person.start
    return below[0], replace(person, start=at, end=at + person.end - person.start, role=office if office in below[0].text else "")


def _is_called_below(blocks: Sequence[Block], block: Block, person: Person) -> bool:
    """Whether the line directly below a name is a note that calls the person by the first name: ``Ada is a tally clerk …``."""
    following = next((other for other in blocks[block.n + 1:block.n + 2]), None)
    return following is not None and _opens_note(following, person.name.split()[0])


def _opens_note(block: Block, name: str) -> bool:
    """Whether a line says something of a person in a sentence that begins with the name."""
    return is_long(block.text) and re.match(rf"{re.escape(name)},?\s(?!(?:{_NOT_BEHIND})\s)[^\W\dA-Z_]", block.text) is not None


def _is_of_many_parts(blocks: Sequence[Block], name: str) -> bool:
    """Whether other lines too have a text below them that opens with their words, as the parts of a list of things do."""
    return any(
        len(one.text) <= _LONGEST and name not in one.text and is_long(two.text) and one.text and two.text.startswith(f"{one.text} ")
        for one, two in pairwise(blocks))


def owner(blocks: Sequence[Block], decisions: Sequence[Decision], plain: PageWords) -> tuple[Block, Person] | None:
    """The person after whom a site is named, and who holds its rights: a name in the first lines that a line of copyright has too.

    The text says "I". The text of a paper or a firm, whose name may have two words too, does not, except inside quotation marks.
    """
    signed = [match[1] for block in blocks if (match := _COPYRIGHT.search(block.text))]
    texts = (block.text for block in blocks if decisions[block.n].label is Label.PARAGRAPH and is_long(block.text))
    if not signed or not any(map(says_i, texts)):
        return None
    for block in blocks[:_FIRST]:
        person = name_alone(block.text.strip(" /|"))
        if person is not None and any(_bears(line, person.name) for line in signed) and plain.isdisjoint(letters_of(person.name)):
            at = block.text.index(person.name) if person.name in block.text else 0
            return block, replace(person, start=at, end=at + len(person.name))
    return None


def says_i(text: str) -> bool:
    """Whether the writer of a text speaks of himself or herself in it, outside quotation marks."""
    return _FIRST_PERSON.search(text) is not None and _QUOTED.search(text) is None


def _bears(line: str, name: str) -> bool:
    """Whether what follows the sign of copyright and the years is a name."""
    return re.match(rf"{re.escape(name)}(?!\s?[^\W\d_])(?!['’&,]\s?[^\W\d_])", line) is not None
