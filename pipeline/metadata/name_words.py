"""Checks names that no word announces against the other words of their page: which words belong to no name, and where a name ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from itertools import chain

from pipeline.data import Block, Found
from pipeline.evidence.phrases import WordLists
from pipeline.metadata.place_names import is_known_place
from pipeline.metadata.signatures import says_other_part
from pipeline.metadata.teams import is_team
from pipeline.reading.dates import names_of_days
from pipeline.reading.names import EASTERN, PARTICLES, is_caseless, is_role
from pipeline.reading.people import Person
from pipeline.reading.word_lists import listed
from pipeline.reading.words import key_of

__all__ = ["TOPICS_PAGE", "PageWords", "is_job", "is_of_several", "leads_to_topic", "letters_of", "mended_names", "of_names", "opens_as_a_place"]

_LETTERS = re.compile(r"[^\W\d_]+")
_PLAIN = re.compile(r"(?<![^\s(\[\"“„«'‘,;:!?-])[^\W\d_A-Z]+(?![\w@/]|[.-]\w)")
"""A word without capitals that is no part of an address, as of ``ada.quill@example.org`` and ``@ada_quill``."""
_NO_NAMES = frozenset(listed("lines.no_names", "pipeline.metadata"))
_OR_FIRST_NAMES = frozenset(listed("lines.words_or_first_names", "pipeline.metadata"))
_THINGS = _NO_NAMES | frozenset(listed("lines.things", "pipeline.metadata"))
_OPENINGS = frozenset(listed("lines.place_openings", "pipeline.metadata"))
_BEFORE_JOB = frozenset(listed("names.before_job"))
_CASELESS_WORDS = frozenset(listed("lines.caseless_words", "pipeline.metadata"))
_EASTERN_ENDINGS = listed("lines.eastern_endings", "pipeline.metadata")
TOPICS_PAGE = re.compile(
    r"/(?:tags?|categor(?:y|ies)|topics?|themen?|kategorien?)/|[?&](?:\w{1,20}_)?(?:tag|cat|category|topic|thema|kategorie)=", re.IGNORECASE)
"""In the address of a page about a topic."""
_CHINESE_NAME, _EASTERN_NAME = re.compile(r"[^\W\d_]{2,5}"), re.compile(r"[^\W\d_]{2,5}|[^\W\d_]{1,3}\s[^\W\d_]{1,3}")
"""A name in Chinese, and one in Japanese or Korean, which may have a space."""
_SURE = 0.84
"""Confidence of a bare name from which one of its words may stand in lower case elsewhere, as a surname that is a word does."""
_IN = {"de": "in|aus|nach", "es": "en", "fr": "à", "it": "a", "pt": "em", "nl": "in|uit|naar", "sv": "i", "da": "i", "no": "i", "nb": "i",
       "pl": "w|we"}
"""What stands before the names of towns, by language; "in" elsewhere."""
_SHORTEST = 3
"""Letters of the shortest word that is looked for in lower case."""
_MOST = 40
"""Authors of a page whose other lines are looked through; a page with more is a list of names."""
_NAME = 2
"""Words of the shortest whole name."""
_TWO_HANGUL = re.compile("[\uac00-\ud7a3]{2}")


class PageWords:
    """The words of a page that belong to no name. The page is looked through once, when they are first asked for."""

    def __init__(self, blocks: Sequence[Block], language: str) -> None:
        self._blocks, self._language = blocks, language

    @cached_property
    def in_lower_case(self) -> frozenset[str]:
        """The words that stand in the text without a capital."""
        return frozenset(chain.from_iterable(_PLAIN.findall(block.text) for block in self._blocks))

    def against(self, candidate: Found) -> frozenset[str]:
        """The words that tell whether an author without an announcement is none: those in lower case. In a script without capitals each word of the
        name is among them, and the labeller's word for a byline must do, where a line in Chinese, Japanese or Korean is as short as a name."""
        name, form = candidate.value, _CHINESE_NAME if self._language.startswith("zh") else _EASTERN_NAME
        told = candidate.how == "dateline" or not is_caseless(name) or EASTERN.search(name) is not None and form.fullmatch(name) is None
        return self.in_lower_case if told else frozenset()

    def is_place(self, name: str) -> bool:
        """Whether the page says "in" before a name: that of a town, and of nobody."""
        words = _IN.get(self._language.split("-")[0].lower(), "in")
        where = re.compile(rf"(?<![^\W\d_])(?i:{words})\s{re.escape(name)}(?![\w'’])")
        return any(where.search(block.text) for block in self._blocks if name in block.text)

    def is_no_whole_name(self, name: str) -> bool:
        """Whether a line alone in a script without capitals is no person's whole name: two signs of Korean (``서울``), one word of a script that
        parts words (``وكالات``), a place, or a line of a menu."""
        if is_known_place(name, self._language) or not _CASELESS_WORDS.isdisjoint(name.split()):
            return True
        if EASTERN.search(name):
            return _TWO_HANGUL.fullmatch(name) is not None or name.endswith(_EASTERN_ENDINGS)
        return len(name.split()) < _NAME or opens_as_a_place(name.split())

    @cached_property
    def of_no_name(self) -> frozenset[str]:
        """The words in lower case, the words of things (`lines.things`), and the names of weekdays."""
        return self.in_lower_case | names_of_days(self._language) | _THINGS

    def isdisjoint(self, words: Iterable[str]) -> bool:
        """Whether none of some words, in lower case, is one that belongs to no name."""
        return self.of_no_name.isdisjoint(words)


def mended_names(
    found: Sequence[Found], blocks: Sequence[Block], lists: WordLists, hows: Sequence[str], words: PageWords,
) -> Iterator[Found]:
    """The candidates. Authors that were found in one of the ways ``hows``, which no word announces, are left out where they can be no names; a name
    ends where the name does."""
    dated = frozenset((*lists.words("published_words"), *lists.words("updated_words")))
    papers = {key_of(f.value) for f in found if f.field == "publisher"}
    left = _MOST
    lines = {block.text for block in blocks}
    authors = {f.value for f in found if f.field == "author"}
    for candidate in found:
        left -= candidate.field == "author"
        if candidate.field == "author" and candidate.how in hows:
            above = _line_above(candidate, blocks)
            if _is_topic(candidate, blocks) or is_team(candidate.value) and above in authors or says_other_part(above):
                continue
        if candidate.field == "author" and (left < 0 or is_team(candidate.value) or key_of(candidate.value) in papers):
            yield candidate
            continue
        if candidate.field == "author":
            candidate = _without_ends(candidate, dated)
            candidate = candidate if candidate.how in hows else _as_a_line(candidate, lines)
        if candidate.field == "author" and candidate.how in hows:
            if is_of_several(candidate.value.split(), blocks):
                continue
            candidate = _without_job(_as_elsewhere(candidate, blocks))
            told = _is_job(candidate.value) or candidate.value.lower().split()[0] in dated
            if words.is_place(candidate.value) or is_caseless(candidate.value) and words.is_no_whole_name(candidate.value):
                continue
            if told or _is_of_words(candidate.value, words.against(candidate), sure=candidate.confidence >= _SURE):
                continue
        yield candidate


def of_names(people: Sequence[Person], words: PageWords) -> list[Person]:
    """The people whom no word announces, without those whose name consists of words that belong to no name."""
    return [person for person in people if not _is_of_words(person.name, words.of_no_name)]


def letters_of(name: str) -> list[str]:
    """The words of a name in lower case, without particles."""
    return [word.lower() for word in _LETTERS.findall(name) if word.lower() not in PARTICLES]


def _is_of_words(name: str, plain: frozenset[str], *, sure: bool = False) -> bool:
    """Whether the words of a name are ``plain`` ones (``Copy Citation``): each, or, where the place is not ``sure``, any but a first name; or one is
    that of a thing (``Champions League``); a surname may be such a word where the place is ``sure``."""
    names = letters_of(name)
    if names and (all(one in plain for one in names) or len(names) == _NAME and names[0] == names[1]):
        return True
    if names[:1] and names[0] in _THINGS or opens_as_a_place(names):
        return True
    looked_at = names[1:] if len(names) == _NAME else names
    if not _NO_NAMES.isdisjoint(names) or any(one in plain or n for n, one in enumerate(names) if one in _OR_FIRST_NAMES):
        return True
    return not sure and (any(one in plain for one in looked_at if len(one) >= _SHORTEST) or not _THINGS.isdisjoint(names))


def opens_as_a_place(words: Sequence[str]) -> bool:
    """Whether two words, in lower case, are the name of a place, a team or a product by the first of them: ``Port Elmstead``."""
    return len(words) == _NAME and words[0] in _OPENINGS


def is_of_several(words: Sequence[str], blocks: Sequence[Block]) -> bool:
    """Whether the words are two names, with nothing between them: other lines have one of them without the other."""
    for cut in range(_NAME, len(words) - _NAME + 1):
        parts = " ".join(words[:cut]), " ".join(words[cut:])
        if all(any(part in block.text and " ".join(words) not in block.text for block in blocks) for part in parts):
            return True
    return False


def _as_elsewhere(candidate: Found, blocks: Sequence[Block]) -> Found:
    """A name without the words after it (a place, a paper, a job) where another line has it without them: ``Ada Quill Wexley``."""
    name, words = candidate.value, candidate.value.split()
    if len(words) <= _NAME or name not in candidate.text:
        return candidate
    others = [block.text for block in blocks if name not in block.text]
    for many in range(len(words) - 1, _NAME - 1, -1):
        short = " ".join(words[:many])
        if any(short in text for text in others):
            return _cut(candidate, short)
    return candidate


def _as_a_line(candidate: Found, lines: Set[str]) -> Found:
    """A name that a word announces without the words behind it (a job, an employer) where another line is the name alone."""
    words = candidate.value.split()
    if len(words) <= _NAME or candidate.value in lines:
        return candidate
    shorter = (" ".join(words[:many]) for many in range(len(words) - 1, _NAME - 1, -1))
    return next((_cut(candidate, short) for short in shorter if short in lines), candidate)


def _line_above(candidate: Found, blocks: Sequence[Block]) -> str:
    """The text of the block above that of a candidate."""
    at = -1 if candidate.start is None else bisect_right(blocks, candidate.start, key=lambda block: block.start) - 1
    return blocks[at - 1].text if at > 0 else ""


def _is_topic(candidate: Found, blocks: Sequence[Block]) -> bool:
    at = -1 if candidate.start is None else bisect_right(blocks, candidate.start, key=lambda block: block.start) - 1
    return at >= 0 and leads_to_topic(blocks[at], candidate.value)


def leads_to_topic(block: Block, name: str) -> bool:
    """Whether a name in a line is a link to the pages of a topic."""
    return any(i.kind == "link" and TOPICS_PAGE.search(i.value) and name in block.text[i.start:i.end] for i in block.inlines)


def _without_job(candidate: Found) -> Found:
    """A name of two words without the job after it: ``Ada Quill Founder``."""
    words = candidate.value.split()
    return _cut(candidate, " ".join(words[:_NAME])) if len(words) == _NAME + 1 and is_role(words[-1]) and not is_role(words[-2]) else candidate


def is_job(name: str) -> bool:
    """Whether each word of a value is that of a job: ``Senior Reporter``, ``Contributing Writer``."""
    return all(word.lower() in _BEFORE_JOB or is_role(word) for word in name.split())


def _is_job(name: str) -> bool:
    """Whether a name is the name of a job: ``Lead Reviewer``, ``Harbour and Canal Historian``."""
    words = name.split()
    return len(words) >= _NAME and is_role(words[-1]) and (len(words) > _NAME or is_role(words[0]))


def _without_ends(candidate: Found, dated: frozenset[str]) -> Found:
    """A name without a word of dates after it, and once where it is printed twice: ``Ada Quill Updated``, ``Ada Quill Ada Quill``."""
    words = candidate.value.split()
    while len(words) > _NAME and words[-1].lower() in dated:
        words.pop()
    half = len(words) // 2
    if half >= _NAME and words[:half] == words[half:]:
        words = words[:half]
    name = " ".join(words)
    return candidate if name == candidate.value else _cut(candidate, name)


def _cut(candidate: Found, name: str) -> Found:
    """The candidate with a shorter name; its place is exact where the name stands in its text as it is."""
    exact = candidate.text.startswith(name) and candidate.start is not None and candidate.end == candidate.start + len(candidate.text)
    if not exact or candidate.start is None:
        return candidate._replace(value=name)
    return candidate._replace(value=name, text=name, end=candidate.start + len(name))
