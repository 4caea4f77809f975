"""Authors in lines of facts, which dates, bars and numbers divide: ``12 May 2023 • Ada Quill in Harbours``, ``Ada Quill 2 months ago``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.data import Block, Decision, Label
from pipeline.evidence.phrases import WordLists
from pipeline.metadata.bare_names import name_alone
from pipeline.metadata.issues import issue_in
from pipeline.metadata.name_words import PageWords, is_of_several, letters_of
from pipeline.metadata.signatures import NOT_FRONT, SURE_WORDS, says_other_part, signer_in, team_in
from pipeline.reading.datelines import other_words
from pipeline.reading.dates import dates_in, names_of_days
from pipeline.reading.marks import ends_sentence
from pipeline.reading.names import is_organisation, is_role
from pipeline.reading.people import Person, after_word
from pipeline.reading.words import key_of

__all__ = ["names_in_facts"]

_FACTS = frozenset({Label.BYLINE, Label.DATELINE, Label.ARTICLE_INFO})
_LONGEST = 160
"""Characters of the longest line of facts."""
_NEAR = 8
"""Lines above and below the title among which a line of facts belongs to the article."""
_FEW, _MANY, _MANY_PAIRS = 4, 14, 6
"""Words of the shortest and of the longest line of names that nothing parts, and of one that is read in pairs where no other line has a name."""
_DIRECTLY = 5
"""Lines below the title of which one with a date is a line of facts, whatever its label."""
_WORDS = re.compile(r"[^\W\d_]+")
_CUT = re.compile(
    r"[|•·∙●▪»–—\n]|\s-\s|\s/\s|(?<=[a-zà-ÿ])\d{1,2}\s[^\W\d_]+\sago|(?<!\w)\d(?:[\d.,:]*\d)?"
    rf"(?:\s(?!(?:{'|'.join(sorted(SURE_WORDS))})\s)[^\W\d_]+(?:\sread|\sago)?)?", re.IGNORECASE)
"""What separates two facts: marks, and a number with the word after it."""
_BEHIND = re.compile(r"(?<=[a-zà-ÿ])\s(?:(?=[A-Z]{3,}\b)|(?:in|for)\s).*")
"""What may follow a name in its piece: the paper, in capitals or after "in" or "for"."""


def names_in_facts(
    blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str, plain: PageWords,
) -> tuple[Block, list[Person]] | None:
    """The line of facts nearest to the title that names somebody between its dates and bars, and the people in it.

    ``plain``: words that belong to no name. No word of such a name is one of them.
    """
    title = next((d.block for d in decisions if d.label is Label.TITLE), -1)
    near = blocks[max(title - _NEAR, 0):title + 1 + _NEAR] if title >= 0 else ()
    for block in sorted(near, key=lambda block: abs(block.n - title)):
        label = decisions[block.n].label
        dated = 0 < block.n - title <= _DIRECTLY and label not in NOT_FRONT and dates_in(block.text, language) and not ends_sentence(block.text)
        if label not in _FACTS and not dated or len(block.text) > _LONGEST or issue_in(block.text, lists.words("issue_words")):
            continue
        if says_other_part(blocks[block.n - 1].text if block.n else ""):
            continue
        people = [
            person for person in _people(block.text, lists, language)
            if plain.isdisjoint(letters_of(person.name)) and not is_of_several(person.name.split(), blocks)]
        if people := people or _signers(block.text, lists, language) or _run_together(block, blocks, plain):
            return block, people
    return None


def _people(text: str, lists: WordLists, language: str) -> Iterator[Person]:
    """The people whose name is a whole piece of a line."""
    for start, whole in _pieces(text, lists, language):
        piece = _BEHIND.sub("", whole)
        person = (name_alone(piece) or _before_job(piece)) if len(other_words(piece, language, ())) == len(_WORDS.findall(piece)) else None
        if person is not None and names_of_days(language).isdisjoint(letters_of(person.name)):
            yield replace(person, start=person.start + start, end=person.end + start)


def _signers(text: str, lists: WordLists, language: str) -> list[Person]:
    """A team, a firm or a single name that a word announces in a piece of a line: ``By Quay Staff • 4 min read``."""
    words = [word for word in lists.words("byline_words") if word in SURE_WORDS]
    for start, piece in _pieces(text, lists, language):
        person = (team_in(piece, words) or signer_in(piece, words)) if after_word(piece, words) else None
        if person is not None:
            return [replace(person, start=person.start + start, end=person.end + start)]
    return []


def _pieces(text: str, lists: WordLists, language: str) -> Iterator[tuple[int, str]]:
    """The pieces of a line between its dates, bars and numbers, and where each stands."""
    rest = text
    for hit in dates_in(text, language):
        rest = rest[:hit.start] + "\n" * (hit.end - hit.start) + rest[hit.end:]
    words = "|".join(map(re.escape, (*lists.words("published_words"), *lists.words("updated_words"))))
    rest = re.sub(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", lambda match: "\n" * len(match[0]), rest, flags=re.IGNORECASE) if words else rest
    rest = _CUT.sub(lambda match: "\n" * len(match[0]), rest)
    for match in re.finditer(r"[^\n]+", rest):
        piece = match[0].strip(" ,.;:()")
        if piece and text[:match.start()].rstrip(" ")[-1:] != "(" and not match[0].lstrip().startswith("("):
            yield match.start() + match[0].find(piece), piece


def _run_together(block: Block, blocks: Sequence[Block], plain: PageWords) -> list[Person]:
    """The people of a line of names that nothing parts: each as another line has the name, or pairs of words in a line of many.

    ``plain``: words that belong to no name; such a line holds none of them.
    """
    words = list(re.finditer(r"[^\W\d_][\w'’.-]*", block.text))
    if not _FEW <= len(words) <= _MANY or key_of(block.text) != key_of(" ".join(word[0] for word in words)):
        return []
    if not all(word[0][0].isupper() for word in words) or not plain.isdisjoint(letters_of(block.text)):
        return []
    others = [other.text for other in blocks if other.n != block.n and block.text not in other.text]
    people: list[Person] = []
    at = 0
    while at < len(words):
        ends = [at + many for many in (3, 2) if at + many <= len(words)]
        end = next((end for end in ends if any(block.text[words[at].start():words[end - 1].end()] in text for text in others)), None)
        if end is None:
            break
        start, stop = words[at].start(), words[end - 1].end()
        people.append(Person(block.text[start:stop], start, stop))
        at = end
    if at < len(words):
        pairs = zip(words[::2], words[1::2], strict=False) if len(words) % 2 == 0 and len(words) >= _MANY_PAIRS else ()
        people = [Person(block.text[one.start():two.end()], one.start(), two.end()) for one, two in pairs]
    return people


def _before_job(piece: str) -> Person | None:
    """The name of two words that opens a piece followed by a job or a paper: ``Ada Quill Deputy Harbour Editor``."""
    words = piece.split()
    name, rest = " ".join(words[:2]), " ".join(words[2:])
    told = len(words) > 2 and (is_role(words[-1]) or is_organisation(rest))
    return name_alone(name) if told else None
