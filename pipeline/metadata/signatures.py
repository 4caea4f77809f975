"""Who signs an article in plain text beside the byline that the labeller found: teams, and lines further above or below the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.data import Block, Decision, Found, Label
from pipeline.evidence.phrases import WordLists
from pipeline.metadata.author_lists import Listed, listed_authors, placed_people, without_signs
from pipeline.metadata.eastern import eastern_people, is_eastern
from pipeline.metadata.teams import WIRES, is_team
from pipeline.reading.bylines import byline_of
from pipeline.reading.marks import ends_sentence
from pipeline.reading.names import is_nobody, is_nobody_at_all, is_organisation, is_role
from pipeline.reading.people import Person, after_word, people_declared, people_in
from pipeline.reading.word_lists import any_of
from pipeline.reading.words import key_of

__all__ = [
    "NOT_FRONT",
    "PROSE",
    "SURE_WORDS",
    "alone_in",
    "had_other_part",
    "is_announced",
    "is_long",
    "line_people",
    "lists_outside",
    "named_within",
    "only_names",
    "people_between_bars",
    "says_other_part",
    "signature",
    "signer_in",
    "team_in",
    "without_byline",
    "without_papers",
]

_OTHER_PARTS = re.compile(
    rf"(?<![^\W\d_])(?:{any_of('lines.other_parts', 'pipeline.metadata')}|(?:translated|adapted)\sfrom(?:\s[\w-]+){{1,3}}\sby)(?![^\W\d_])",
    re.IGNORECASE)
_PICTURES = re.compile(rf"\s?(?:[/|,(–-]|via\s|for\s)\s?(?:via\s)?(?:{any_of('names.picture_agencies')})(?![^\W\d_])", re.IGNORECASE)
_PICTURED = re.compile(rf"/[^/|,\n]{{2,40}}[/|,]\s?(?:{any_of('names.picture_agencies')})(?![^\W\d_])", re.IGNORECASE)
"""A paper and an agency for pictures behind the name of a photographer."""
_FACTS = re.compile(r"\s[|•·—–]\s(?=\S)")
"""What parts those who had a part in a text from one another: ``Reviewed by Ada Quill — Written by Ines Calloway``."""
_NEXT_FACT = re.compile(r"\s[|•·—–/]\s|[,;]\s(?=(?:written|words|text|story|article|by)\s)", re.IGNORECASE)
"""The same, with marks that part other things as well, where a word that announces the author follows."""
_WIRES = re.compile(WIRES, re.IGNORECASE)
_ALONE = re.compile(r"[^\W\d_a-z][^\W\d_]{1,20}")
PROSE, _LONGEST = 120, 200
"""Letters from which a paragraph is running text, and of the longest line that is a signature."""
_BARS, _TWO_FACTS = re.compile("[|·•]"), 2
_NEAR = 12
"""Blocks above and below the running text among which a line that names an author is looked for."""
_TOGETHER = 3
"""Blocks from a paragraph of running text to the next one."""
_NEVER = frozenset({
    Label.CAPTION, Label.CREDIT, Label.COMMENTS, Label.COMMENT_FORM, Label.PROMO, Label.ADVERT, Label.LEGAL, Label.SOCIAL_EMBED, Label.QUOTATION,
    Label.TABLE_ROW, Label.REFERENCE})
"""Labels of lines that sign no article, however they look."""
NOT_FRONT = _NEVER | {Label.NOTE, Label.RELATED}
"""Labels of lines that are no byline and no dateline, however they look."""
SURE_WORDS = frozenset("by von par por door av af przez".split())
"""Words that announce a name inside a line too; others (``de``, ``di``, ``van``) stand inside names and places."""
_POSTED = re.compile(r"\W{0,3}posted\sby:?\s[^\d\n]{2,60}\sat\s\d{1,2}[:.]\d\d(?!\d)", re.IGNORECASE)
"""How blogs sign below a text: with the hour, since the day stands above it."""
_NOT_WRITING = tuple(
    "review edit check verif photo pictur image illustrat translat design sponsor power present produc own recommend".split())
"""How the word before ``by`` begins where the name that follows is not the author's."""
_DONE_BY = re.compile(rf"(?!(?:{any_of('lines.written', 'pipeline.metadata')})$)[a-z]{{2,20}}ed|{any_of('lines.done_by', 'pipeline.metadata')}")
"""The word before ``by`` where a line tells what somebody did: ``Opened by Mrs Ada Quill on 4 May``. Two words without a space between them
(``QuayPosted by``) are not such a word."""
_MOST_PLACES = 4
"""Places of one line at which a name may be announced."""
_MOST_WORDS = 5
"""Words of the longest name of a firm, a paper or a team that signs."""


def line_people(text: str, lists: WordLists, language: str) -> tuple[list[Person], bool]:
    """The people of a byline, and whether a word announces them."""
    east = eastern_people(text, language)
    text = without_signs(text)
    start = _behind_other_parts(text, lists) if east is None else 0
    people = (_placed(text[start:], lists) or byline_of(text[start:], lists.words, language)) if east is None else east
    people = [replace(p, start=p.start + start, end=p.end + start) for p in people] if start else people
    return people, bool(people) and (east is not None or is_announced(people, text))


def _behind_other_parts(text: str, lists: WordLists) -> int:
    """Where the byline of a line begins that names those first who had another part in the text; 0 where there is none."""
    if len(text) > _LONGEST or not _OTHER_PARTS.match(text):
        return 0
    starts = (match.end() for match in _NEXT_FACT.finditer(text))
    return next((start for start in starts if after_word(text[start:], lists.words("byline_words")) and not _OTHER_PARTS.match(text, start)), 0)


def _placed(text: str, lists: WordLists) -> list[Person]:
    """The people of a byline that says where each of them is."""
    start = after_word(text, lists.words("byline_words")) or 0
    return [replace(p, start=p.start + start, end=p.end + start) for p in placed_people(text[start:])]


def is_announced(people: Sequence[Person], text: str) -> bool:
    """Whether words stand before the first name: ``By Ines Calloway``, not ``Ines Calloway, 14 March 2023``."""
    before = text[:people[0].start].rstrip().removesuffix(people[0].honorific)
    return any(map(str.isalpha, before))


def had_other_part(text: str, first: Person) -> bool:
    """Whether a line says that its first person did not write the text: by words before the name (``Reviewed by Ada Quill``) or by an agency for
    pictures after it (``Ada Quill/Getty Images``, ``Ada Quill/The Quay Gazette/Getty Images``)."""
    before = text[:first.start]
    own = (_NEXT_FACT if _OTHER_PARTS.match(before) else _FACTS).split(before)[-1]
    own = own if any(map(str.isalpha, own)) else before
    return _OTHER_PARTS.search(own) is not None or _PICTURES.match(text, first.end) is not None or _PICTURED.match(text, first.end) is not None


def says_other_part(text: str) -> bool:
    """Whether a line ends with words before somebody who did not write the text: ``Recipe tested by``."""
    return any(match.end() == len(text.rstrip(" :")) for match in _OTHER_PARTS.finditer(text))


def team_in(text: str, words: Sequence[str]) -> Person | None:
    """A team that signs by its name: ``By Quay Staff``. ``words``: those that announce a name."""
    start = after_word(text, words) or 0
    name = _WIRES.sub("", text[start:].rstrip())
    return Person(name, start, start + len(name)) if is_team(name) else None


def signer_in(text: str, words: Sequence[str]) -> Person | None:
    """Whoever else signs after a word: a firm, a paper, a name in an unusual form (``By The Quay Gazette``, ``By Ada quill``)."""
    start = after_word(text, words) or 0
    name = text[start:].rstrip()
    parts = name.split()
    plain = not any(c.isdigit() or c in ",;:|()[]/" for c in name)
    signs = start and plain and 2 <= len(parts) <= _MOST_WORDS and any(part[0].isupper() for part in parts)
    taken = signs and not is_nobody_at_all(name) and not (is_nobody(name) and name[0].islower())
    return Person(name, start, start + len(name)) if taken else None


def named_within(text: str, lists: WordLists) -> list[Person]:
    """The people whom a word announces inside a byline or a dateline: ``Recipe by Ada Quill``, ``4 April 2019 at 6 pm by Ada Quill``."""
    words = [word for word in lists.words("byline_words") if " " in word or word in SURE_WORDS]
    places = list(re.finditer(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, words))})(?=[\s:])", text, re.IGNORECASE))[:_MOST_PLACES]
    for place in places:
        before = text[max(place.start() - 30, 0):place.end()].split()[-len(place[0].split()) - 1:]
        if not place.start() or any(word.lower().startswith(_NOT_WRITING) for word in before):
            continue
        if place[0].lower() == "by" and _DONE_BY.fullmatch(before[0].lower() if before[0].isupper() else before[0][:1].lower() + before[0][1:]):
            continue
        people = people_in(text[place.start():], words, lists.words("honorifics"), lists.words("job_titles"))
        if people and (" " in people[0].name or " " in place[0]):
            return [replace(p, start=p.start + place.start(), end=p.end + place.start()) for p in people]
    return []


def people_between_bars(text: str, lists: WordLists) -> list[Person]:
    """The first person of a line of facts that bars part from one another: ``Lowick News · Ines Calloway · 4 May 2017``. A line of two facts may as
    well name a place."""
    edges = [0, *(at for bar in _BARS.finditer(text) for at in bar.span()), len(text)]
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    pieces = [(end - len(text[start:end].lstrip()), text[start:end].strip()) for start, end in spans]
    words = {*lists.words("published_words"), *lists.words("updated_words")}
    for start, piece in pieces if len(pieces) > _TWO_FACTS else ():
        people = [] if is_organisation(piece) or is_role(piece) or piece.lower() in words else people_declared(piece)
        if len(people) == 1 and people[0].name == piece and " " in piece:
            return [Person(piece, start, start + len(piece))]
    return []


def without_papers(found: Sequence[Found], announced: Sequence[str]) -> list[Found]:
    """The candidates without authors who bear the name of the publisher; a person after whom a site is named signs there with a word before."""
    papers = {key_of(f.value).removeprefix("the ") for f in found if f.field == "publisher"}
    return [f for f in found if f.field != "author" or f.how in announced and not is_organisation(f.value)
            or key_of(f.value).removeprefix("the ") not in papers]


def without_byline(title: str, lines: Iterable[str], words: Sequence[str]) -> str:
    """A title without the byline in the same line, where the title stands by itself elsewhere: ``The late ferry by Ada Quill``."""
    low = title.lower()
    for word in words:
        at = low.rfind(f" {word} ") if word in SURE_WORDS else -1
        if at > 0 and any(line.strip() == title[:at] for line in lines):
            return title[:at]
    return title


def only_names(text: str) -> list[Person]:
    """The people of a line that holds nothing but their names: ``Ada Quill/Ines Calloway``."""
    people = [person for person in people_declared(text) if " " in person.name]
    return people if key_of(text) == key_of(" ".join(person.name for person in people)) else []


def alone_in(text: str) -> Person | None:
    """Somebody who signs with one name: ``Tesse``."""
    name = text.strip()
    taken = _ALONE.fullmatch(name) and not (is_nobody_at_all(name) or is_organisation(name) or is_role(name))
    return Person(name, text.index(name), text.index(name) + len(name)) if taken else None


def is_long(text: str) -> bool:
    """Whether a block is as long as running text; a character of a script without spaces says what three letters say."""
    return len(text) > PROSE or len(text) * 3 > PROSE and is_eastern(text)


def _runs_on(text: str) -> bool:
    """Whether a long block is running text, which a line of facts about the article is not, however long: it ends no sentence."""
    return len(text) > _LONGEST or ends_sentence(text)


def _begins(text: Sequence[int]) -> int:
    """The first paragraph of running text with another one near; those before it are captions and teasers that the labeller took for text."""
    return next((one for one, other in pairwise(text) if other - one <= _TOGETHER), text[0])


def signature(blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str) -> tuple[Block, list[Person]] | None:
    """A line that names the author after a word, whatever its label: the nearest one above the text, or the only one below it."""
    text = [d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text) and _runs_on(blocks[d.block].text)]
    if not text:
        return None
    begins = _begins(text)
    comment = next((d.block for d in decisions[text[-1] + 1:] if d.label is Label.COMMENTS and blocks[d.block].text), -1)
    signed: dict[int, list[Person]] = {}
    for block in (*blocks[max(text[0] - _NEAR, 0):begins], *blocks[text[-1] + 1:text[-1] + 1 + _NEAR]):
        eastern = eastern_people(block.text, language) is not None
        label = decisions[block.n].label
        open_to = label not in _NEVER or label is Label.CREDIT or eastern and label in (Label.CAPTION, Label.LEGAL)
        open_to = open_to or block.n == comment and _POSTED.match(block.text) is not None
        if len(block.text) <= _LONGEST and open_to and not ends_sentence(block.text):
            people, announced = line_people(block.text, lists, language)
            if people and (eastern or announced):
                signed[block.n] = people
    above = [n for n in signed if n < begins]
    if above or len({tuple(person.name for person in people) for people in signed.values()}) == 1:
        at = above[-1] if above else next(iter(signed))
        return blocks[at], signed[at]
    edges = ((blocks[n], eastern_people(blocks[n].text, language)) for n in (text[0], text[-1]))
    return next(((block, people) for block, people in edges if people), None)


def lists_outside(blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists) -> Iterator[tuple[bool, Listed]]:
    """The lists of authors above the running text and below it, and whether each stands above."""
    text = [d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text) and ends_sentence(blocks[d.block].text)]
    first, last = (_begins(text), text[-1]) if text else (len(blocks), len(blocks))
    ends = {d.block for d in decisions if d.label in NOT_FRONT - {Label.RELATED} or d.label is Label.HEADING} | {first, last}
    outside = [block for block in blocks if not first < block.n < last]
    for listed in listed_authors(outside, lambda block: block.n in ends, lists.words("honorifics"), lists.words("job_titles")):
        yield listed.label < first, listed
