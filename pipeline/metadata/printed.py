"""Metadata from the labelled blocks of plain text.

Every candidate is kept with its place and a confidence; one candidate of each field is chosen (several for authors and tags). Sure places come
first: the front matter, then what the site says of the article ("Article information"), then words inside other blocks. Nothing is taken from a
clock or a file's age, and an empty value is better than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from unicodedata import normalize

from pipeline.data import Block, Decision, Found, Label
from pipeline.evidence.phrases import WordLists, load_phrases
from pipeline.metadata.author_lists import without_signs
from pipeline.metadata.candidates import is_of_other_things
from pipeline.metadata.choice import SURE, chosen, is_told
from pipeline.metadata.eastern import eastern_people
from pipeline.metadata.handles import thread_starter
from pipeline.metadata.issues import issue_in, part_in
from pipeline.metadata.name_words import PageWords, leads_to_topic, mended_names, of_names
from pipeline.metadata.other_dates import agency_dates, is_of_receipt, later_of_two, says_word
from pipeline.metadata.publishers import found_at, mend_publishers, publisher_in
from pipeline.metadata.section_lines import with_section
from pipeline.metadata.short_years import short_dates
from pipeline.metadata.signatures import (
    NOT_FRONT,
    PROSE,
    alone_in,
    had_other_part,
    is_announced,
    is_long,
    line_people,
    lists_outside,
    named_within,
    only_names,
    people_between_bars,
    signature,
    signer_in,
    team_in,
    without_byline,
    without_papers,
)
from pipeline.metadata.titles import without_form, without_hashes
from pipeline.metadata.unannounced import BELOW_WORD, OWNER, below_word_near, dated_near_title, in_note, unannounced
from pipeline.reading.datelines import is_bare_date, is_dateline
from pipeline.reading.dates import calendar_words, dates_in, dates_in_any
from pipeline.reading.marks import ends_sentence
from pipeline.reading.people import Person, people_declared, people_in, people_named, reporter_in

__all__ = ["find_metadata"]

_Reader = Callable[[Block, WordLists, str], Iterator[Found]]

_PARENTHESIS = re.compile(r"[(\[]([^()\[\]]{4,40})[)\]]\s*$")
_ANNOUNCED = "byline"
"""How names with a word before them, such as "by", were found."""
_BARE, _LEAST_BARE, _MOST_BARE = "byline-name", 0.5, 0.88
"""Names without such a word, known by their place and form alone: how they were found, and the range of their confidence, which grows with how sure
the labeller is of the line."""
_ALONE, _LEAST_ALONE = "byline-word", 0.0
"""The same for single words: few people sign with one name, and many single words on a page are the site's."""
_OTHER_PART, _NO_AUTHOR = "other-part", 0.55
"""How somebody was found who reviewed, updated or translated a text and did not write it, and the confidence of such a candidate."""
_LISTED, _LISTED_BELOW = 0.89, 0.65
"""Confidence of a list of authors above the text, and below a text for which somebody else signs."""
_WORDS_OF_SITES = 2
"""Strength of a phrase of boilerplate from which a line with it names nobody."""
_OF_THE_ARTICLE = frozenset({"author", "published", "updated"})
"""Fields that are never read from a table of data, an infobox, a caption or a reference, whatever the label of the line."""
_TELL_A_DATE = frozenset({"dateline", "byline"})
"""Labels of lines that may tell a date whose year has two digits."""
_SPACED = 3
"""Single letters in a row beyond which they are one word in spaced letters."""
_CREDITED = re.compile(
    r"[(\[]?(?:this (?:article|story|guide|(?:blog )?post) (?:was|is) )?((?:reporting|writing|written) by\s+)([^;)\]]+)", re.IGNORECASE)
_TAGS = re.compile(r"^[^:]{2,30}:\s*(.+)$")


def find_metadata(blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str) -> tuple[Found, ...]:
    """Every candidate, those of the labelled blocks first and in the order of the page; those used are ``chosen``.

    ``decisions``: one for each block. ``lists``: words of the page's language. Dates are ISO 8601, as precise as printed.
    """
    found: list[Found] = []
    for block, decision in zip(blocks, decisions, strict=True):
        for reader in _READERS.get(decision.label, ()):
            aside = block.markup is not None and (block.markup.cells or is_of_other_things(block.markup))
            found += (_by_score(f, decision.score) for f in reader(block, lists, language) if not (aside and f.field in _OF_THE_ARTICLE))
    words = PageWords(blocks, language)
    found = list(mended_names(found, blocks, lists, (_BARE, _ALONE, "dateline"), words))
    if not any(f.field == "author" and f.how == _ANNOUNCED for f in found):
        found += [f for block, people in below_word_near(blocks, decisions, lists, words) for f in _people(block, people, BELOW_WORD, 0.89)]
    if (posted := thread_starter(blocks, decisions, said=True)) is not None:
        found += _people(posted[0], [posted[1]], "handle", 0.93)
    if not any(f.field == "author" for f in found):
        found += [f for block, people in in_note(blocks, decisions, lists) for f in _people(block, people, "author-note", 0.75)]
    mend_publishers(found, blocks)
    _add_lines_beside_title(found, blocks, decisions, lists, language, words)
    _add_listed(found, blocks, decisions, lists)
    papers = (_ANNOUNCED, OWNER, BELOW_WORD)
    found = without_papers(found, papers)
    if not is_told(found, "author") and (signed := signature(blocks, decisions, lists, language)):
        found += _people(signed[0], signed[1], "signature", 0.65)
    if not is_told(found, "author"):
        for how, confidence, block, people in unannounced(blocks, decisions, lists, language, words):
            found += _people(block, [person for person in people if not leads_to_topic(block, person.name)], how, confidence)
    if not is_told(found, "published", "updated") and (dated := dated_near_title(blocks, decisions, lists, language)):
        found += _dates(dated, lists, language, "date-line", 0.65)
    found = without_papers(found, papers)
    found = [_without_byline(f, blocks, lists) for f in found]
    return tuple(chosen(with_section(found, blocks, decisions)))


def _by_score(found: Found, score: float) -> Found:
    """A candidate that only its place supports, with a confidence by how sure the labeller is of its line."""
    beside = found.how == "dateline" and found.field == "author"
    least = _LEAST_BARE if beside else {_BARE: _LEAST_BARE, _ALONE: _LEAST_ALONE}.get(found.how)
    return found if least is None else found._replace(confidence=round(least + (_MOST_BARE - least) * score, 3))


# -- readers: each reads the blocks of some labels ---------------------------------------------------------------------------


def _title(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    people = people_in(block.text, lists.words("byline_words"), lists.words("honorifics"), lists.words("job_titles"))
    yield from _people(block, people, "byline-line", 0.7)
    goes_on = block.text.endswith((",", "،", "、", "，"))  # a salutation, or a part of something
    yield found_at(block, "title", without_form(without_hashes(block.text)), "title-block", confidence=0.3 if people or goes_on else 0.95)
    part = part_in(block.text, lists.words("part_words"))
    if part:
        yield found_at(block, "part", part[0], "title-block", part[1], part[2])
        stem = block.text[: part[1]].rstrip(" (–—-:,|")
        if stem:
            yield found_at(block, "series", stem, "title-block", 0, len(stem), 0.8)


def _whole(field: str, how: str) -> _Reader:
    def read(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
        yield found_at(block, field, block.text, how)

    return read


def _masthead(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    """The name of the paper. A word in spaced letters is rather a heading that looks like a masthead."""
    letters = block.text.split()
    spaced = len(letters) > _SPACED and all(len(letter) == 1 for letter in letters)
    yield found_at(block, "publisher", block.text, "masthead", confidence=0.3 if spaced else 0.9)


def _series(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    part = part_in(block.text, lists.words("part_words"))
    if part:
        yield found_at(block, "part", part[0], "series-line", part[1], part[2])


def _byline(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    if issue_in(block.text, lists.words("issue_words")):
        yield from _issue(block, lists, language)
        return
    if not is_bare_date(block.text, language):
        yield from _signers(block, lists, language)
    yield from _dates(block, lists, language, "byline", 0.9)


def _signers(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    """The people of a byline, a team or a firm that signs, or the single word that the line is."""
    people, announced = line_people(block.text, lists, language)
    if people:
        yield from _people(block, people, _ANNOUNCED if announced else _BARE)
    elif eastern_people(block.text, language) is not None:
        return
    elif named := named_within(block.text, lists):
        yield from _people(block, named, _ANNOUNCED)
    elif team := team_in(block.text, lists.words("byline_words")):
        yield from _people(block, [team], _ANNOUNCED if team.start else _BARE)
    elif alone := alone_in(block.text):
        yield from _people(block, _without_others([alone], block.text, language), _ALONE)
    else:
        text = without_signs(block.text)
        people = people_named(text, lists.words("honorifics"), lists.words("job_titles")) or _names_in(text, lists)
        signer = None if people else signer_in(block.text, lists.words("byline_words"))
        yield from _people(block, [signer] if signer else _without_others(people, block.text, language), _ANNOUNCED if signer else _BARE)


def _people(block: Block, people: Iterable[Person], how: str, confidence: float = 0.9) -> Iterator[Found]:
    people = list(people)
    if people and had_other_part(block.text, people[0]):
        how, confidence = _OTHER_PART, min(confidence, _NO_AUTHOR)
    for person in people:
        if _is_of_several_links(block, person):
            continue
        yield found_at(block, "author", person.name, how, person.start, person.end, confidence)
        if person.honorific:
            yield found_at(block, "honorific", person.honorific, how, max(person.start - len(person.honorific) - 1, 0), person.start, confidence)
        if person.role:
            at = max(block.text.find(person.role), 0)
            yield found_at(block, "role", person.role, how, at, at + len(person.role), confidence)


def _is_of_several_links(block: Block, person: Person) -> bool:
    """Whether a name is made of the words of links to several places: those of a menu."""
    return len({i.value for i in block.inlines if i.kind == "link" and i.start < person.end and person.start < i.end}) > 1


def _dates(block: Block, lists: WordLists, language: str, how: str, confidence: float) -> Iterator[Found]:
    updated = (*lists.words("updated_words"), "更新", "수정")
    at = 0
    hits = dates_in(block.text, language) or (short_dates(block.text, language) if how in _TELL_A_DATE else [])
    changed = later_of_two(block.text, hits)
    for hit in hits or (dates_in_any(block.text) if how == "dateline" else []):
        before = normalize("NFC", block.text[at : hit.start].lower())
        if is_of_receipt(before):
            at = hit.end
            continue
        field = "updated" if hit is changed or any(says_word(before, word) for word in updated) else "published"
        yield found_at(block, field, hit.value, how, hit.start, hit.end, confidence)
        at = hit.end


def _dateline(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    if issue_in(block.text, lists.words("issue_words")):
        yield from _issue(block, lists, language)
        return
    yield from _dates(block, lists, language, "dateline", 0.95)
    yield from _beside_date(block, lists, language, "dateline", loose=True)


def _beside_date(block: Block, lists: WordLists, language: str, how: str, *, loose: bool) -> Iterator[Found]:
    """The people of a line that tells a date; ``loose``: also people who stand there among other words."""
    people, announced = line_people(block.text, lists, language)
    if not announced and (named := named_within(block.text, lists)):
        people, announced = named, is_announced(named, block.text)
    if announced:
        yield from _people(block, people, _ANNOUNCED, 0.89)
    else:
        people = people or (_names_in(block.text, lists) if loose and not is_bare_date(block.text, language) else [])
        yield from _people(block, _without_others(people, block.text, language), how, 0.7)


def _names_in(text: str, lists: WordLists) -> list[Person]:
    """The people of a line that the labeller takes for a byline or a dateline: more may stand beside them than a strict reader takes."""
    return [person for person in people_declared(text) if " " in person.name] or people_between_bars(text, lists)


def _without_others(people: Sequence[Person], text: str, language: str) -> list[Person]:
    """Without ``Released Wednesday``, and nobody in a line of words that sites print (``Table of Contents``)."""
    if any(hit.kind.removed and hit.strength >= _WORDS_OF_SITES for hit in load_phrases().match(text)):
        return []
    days = calendar_words(language)
    return [person for person in people if days.isdisjoint(person.name.lower().split())]


def _article_info(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    yield from _dates(block, lists, language, "article-info", 0.9)
    issue = issue_in(block.text, lists.words("issue_words"))
    if issue:
        yield found_at(block, "issue", issue, "article-info", confidence=0.85)
    yield from _beside_date(block, lists, language, "article-info", loose=False)


def _sender(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    """``From: K. Oduya <k@example.org>`` in the head of a message."""
    match = re.match(r"(?:from|von|de):\s+\"?([^<\"@]{3,60}?)\"?\s*(?:<|$)", block.text, re.IGNORECASE)
    people = people_named(match[1], lists.words("honorifics"), lists.words("job_titles")) if match else []
    if match:
        yield from _people(
            block, [replace(p, start=p.start + match.start(1), end=p.end + match.start(1)) for p in people], "mail-head", 0.7
        )


def _issue(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    issue = issue_in(block.text, lists.words("issue_words"))
    if issue:
        at = max(block.text.find(issue.split("/")[0].split("-")[0]), 0)
        yield found_at(block, "issue", issue, "issue-line", at, min(at + len(issue), len(block.text)), 0.95)
    yield from _dates(block, lists, language, "issue-line", 0.9)


def _standfirst(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    yield found_at(block, "standfirst", block.text, "standfirst-block")
    person = reporter_in(block.text)
    if person:
        yield from _people(block, [person], "standfirst", 0.85)
    yield from _closing_date(block, lists, language)


def _closing_date(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    """``… (August 2004)`` at the end of a standfirst or of a teaser that returned."""
    match = _PARENTHESIS.search(block.text)
    if match:
        for hit in dates_in(match[1], language):
            if not match[1].replace(match[1][hit.start : hit.end], "").strip(" .,"):
                yield found_at(block, "published", hit.value, "standfirst", match.start(1) + hit.start, match.start(1) + hit.end, 0.8)


def _tags(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    match = _TAGS.match(block.text)
    if not match:
        return
    at = match.start(1)
    for piece in re.split(r"[,;|•·]", match[1]):
        tag = piece.strip(" #.")
        if tag and len(tag) <= 60:
            where = block.text.index(piece, at)
            yield found_at(block, "tag", tag, "tag-line", where, where + len(piece), 0.8)
            at = where + len(piece)


def _correction(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    hits = dates_in(block.text, language)
    if hits:
        yield found_at(block, "updated", hits[0].value, "correction", hits[0].start, hits[0].end, 0.65)


def _agency(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    """``(Reporting by Ulla Berg; Editing by Sam Coe)``: the reporter is an author, the editor is not. Without parentheses the line is a signature."""
    match = _CREDITED.match(block.text)
    if match:
        people = people_in(
            match[1] + match[2], ("reporting by", "writing by", "written by"), lists.words("honorifics"), lists.words("job_titles")
        )
        shifted = [replace(p, start=p.start + match.start(1), end=p.end + match.start(1)) for p in people]
        yield from _people(block, shifted, "credit-line", 0.89 if match.start(1) == 0 else 0.7)


def _agency_in_brackets(block: Block, lists: WordLists, language: str) -> Iterator[Found]:
    """The same, where the line has another label."""
    if block.text.startswith(("(", "[")):
        yield from _agency(block, lists, language)


_READERS: Mapping[Label, tuple[_Reader, ...]] = {
    Label.TITLE: (_title,),
    Label.SUBTITLE: (_whole("subtitle", "subtitle-block"),),
    Label.KICKER: (_whole("kicker", "kicker-block"),),
    Label.MASTHEAD: (_masthead,),
    Label.SECTION_NAME: (_whole("section", "section-line"),),
    Label.SERIES: (_series,),
    Label.BYLINE: (_byline,),
    Label.DATELINE: (_dateline,),
    Label.ISSUE: (_issue,),
    Label.STANDFIRST: (_standfirst,),
    Label.ARTICLE_INFO: (_article_info, _sender),
    Label.DUPLICATE: (_closing_date,),
    Label.TAGS: (_tags,),
    Label.LEGAL: (publisher_in,),
    Label.CORRECTION: (_correction,),
    Label.AUTHOR_NOTE: (_agency,),
    Label.OTHER: (_agency_in_brackets,),
    Label.CREDIT: (_agency_in_brackets,),
    Label.EDITOR_NOTE: (_agency_in_brackets,),
}


def _add_lines_beside_title(
    found: list[Found], blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists, language: str, words: PageWords,
) -> None:
    """Adds the author or the date of a line beside the title that is only a byline or a dateline, whatever its label, if no surer one is known."""
    title = next((d.block for d in decisions if d.label is Label.TITLE), -1)
    if title < 0 and not is_told(found, "published"):
        first = next((d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text)), None)
        found += agency_dates(blocks[first], language) if first is not None else ()
    for block, decision in zip(blocks[max(title - 2, 0):title + 6], decisions[max(title - 2, 0):], strict=False):
        if title < 0 or block.n > title and decision.label is Label.PARAGRAPH and is_long(block.text):
            found += agency_dates(block, language) if title >= 0 and not is_told(found, "published") else ()
            return
        if decision.label is Label.CREDIT and block.n > title and not is_told(found, "author"):
            found += _people(block, of_names(only_names(block.text), words), "byline-line", 0.65)
        if decision.label in NOT_FRONT or len(block.text) > PROSE or ends_sentence(block.text):
            continue
        people, announced = line_people(block.text, lists, language)
        if people and not is_told(found, "author"):
            found += _people(block, people if announced else of_names(people, words), "byline-line", 0.7)
        elif announced and not any(f.how == _ANNOUNCED for f in found):
            found += _people(block, people, "byline-line", 0.89)
        dated = (*lists.words("published_words"), *lists.words("updated_words"))
        if not is_told(found, "published", "updated") and (people or is_dateline(block.text, language, dated)):
            found += _dates(block, lists, language, "date-line", 0.7)


def _add_listed(found: list[Found], blocks: Sequence[Block], decisions: Sequence[Decision], lists: WordLists) -> None:
    """The authors of a list below a label (``Author(s)``), above the text or behind it, whatever the labels of its lines."""
    told = {f.value for f in found if f.field == "author" and f.confidence >= SURE}
    for above, listed in lists_outside(blocks, decisions, lists):
        others = len(told.intersection(person.name for _, people in listed.people for person in people)) < len(told)
        for block, people in listed.people:
            found += _people(block, people, "author-list", _LISTED_BELOW if others and not above else _LISTED)


def _without_byline(found: Found, blocks: Sequence[Block], lists: WordLists) -> Found:
    """A title without the byline that stands in the same line."""
    if found.field != "title":
        return found
    return found._replace(value=without_byline(found.value, (block.text for block in blocks), lists.words("byline_words")))
