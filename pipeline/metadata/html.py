"""Metadata of a page of HTML: every candidate with its evidence, the surest of each field chosen.

Order of evidence: what the page says to machines of the article itself (JSON-LD, citation and Dublin Core tags, OpenGraph, microdata),
then what markup says to readers (headings, bylines, ``<time>``), then the address. No clock takes part: nothing is filled in that the page
does not say. Published and updated are kept apart. Names that are the site's, or nobody's, are no people; where no person is told, an
organisation that is declared as author is one. Where evidence agrees, confidence grows; an empty value beats a wrong one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from pipeline.blocks import HeadData
from pipeline.data import Block, Found, Page
from pipeline.metadata.candidates import Candidates
from pipeline.metadata.choice import SEVERAL
from pipeline.metadata.declared import declared
from pipeline.metadata.html_author_forms import SHOWN
from pipeline.metadata.html_dates import IN_ADDRESS, a_day_apart, date_in_url
from pipeline.metadata.html_organisations import organisations
from pipeline.metadata.html_printed import printed
from pipeline.metadata.html_threads import THREAD, thread_starters
from pipeline.metadata.titles import agreement, key_of_title
from pipeline.reading.dates import dates_in
from pipeline.reading.word_lists import any_of

__all__ = ["html_metadata"]

_UNIVERSAL = re.compile(r"T(\d\d):\d\d.{0,40}(?:Z|[+-]00:?00)$")
_CLOCK = re.compile(r"[T ]\d\d:(\d\d(?::\d\d)?)(?:\.\d+)?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?$")
_WEST, _EAST = 12, 10
"""Hours in universal time before which it is the day before somewhere, and from which it is the next day somewhere."""
_SEEN = frozenset({"url", "date-class", "date-line", "time"})
_SEEN_SURELY = 0.7
_NEAR = 0.65
"""Confidence below which a date that readers see stands far from the headline."""
_ALONE = "h1-alone"
"""Of a heading that is the only one of its level, with the words of a headline."""
_LINE = "title-line"
_LOWER = re.compile(r"h[2-4]|title-line")
"""The main heading of a page, where it is none of the first level, or a line without markup."""
_HEADLINES = frozenset({"json-ld", "og:title"})
_KICKER = re.compile(r"\w\s*[:|–—-]\s+$")
_SET_APART = re.compile(r"\w\s+[:|–—-]\s+$|^[^\W\d_]+:$")
"""What parts a kicker from the headline: a mark with space around it, or a colon that the headline touches, as after a label."""
_FORM = re.compile(
    rf"(?:{any_of('lines.forms', 'pipeline.metadata')}|{any_of('lines.forms_before', 'pipeline.metadata')})\W+", re.IGNORECASE)
"""Names of forms that the head puts before a headline."""
_ALL_AGREE, _KICKER_WORDS = 4, 4
"""Places that declare a title without the words that open the heading, and the most words of a kicker."""
_AGREES, _FOREIGN, _FEW, _MOST_TIMES = 0.7, 0.5, 3, 4
"""The share of a heading's words that a declared title has, and that below which the two have nothing to do with each other; the fewest words of
which this tells something by itself, and how many times as long the title may be otherwise."""
_FIRST_YEAR = "1993"
"""An older day below the headline is that of what a page shows, as of a letter, where the page declares when it was published."""
_LEAST = 0.5
"""Confidence from which a candidate may be chosen."""
_SURE_PLACE = 0.8
_HEADS = ("json-ld", "article:author", "author")
"""Where the head names the authors of the article alone; microdata names those of others that the page lists, too."""
_LOGIN = re.compile(r"[a-z\d]+[._-]?[a-z\d]+")
"""A name by which somebody is known to a machine."""
_PRINTED_NAME = 0.7
"""Confidence from which a name that readers see goes before a login."""
_LONGEST_NAME = 12
"""Words of the longest name that is looked at."""
_MOST_ADDED = 3
"""People that a second place may add to those of the surest one."""
_SAME_PLACE = 0.15
"""People named in one way, but this much less surely, stand elsewhere on the page: they write comments or other articles."""


def html_metadata(head: HeadData | None, blocks: Sequence[Block], page: Page) -> tuple[Found, ...]:
    """Every candidate, surest first within a field, those used marked ``chosen``.

    Fields: ``title``, ``author``, ``published``, ``updated``, ``publisher``, ``section``, ``tag``, ``language``, ``canonical``,
    ``description``, ``licence``. Dates are ISO 8601, as precise as they stand.
    """
    if head is None:
        return ()
    candidates = Candidates(head, blocks, page)
    for step in _STEPS:
        step(candidates)
    return tuple(_chosen(candidates.found))


def _from_address(c: Candidates) -> None:
    for url in (c.page.url or "", *(href for rel, href, _ in c.head.links if rel == "canonical")):
        if url and (date := date_in_url(url)):
            c.date("published", date, "url", IN_ADDRESS)


_STEPS: tuple[Callable[[Candidates], None], ...] = (declared, printed, organisations, thread_starters, _from_address)


def _chosen(found: Sequence[Found]) -> list[Found]:
    """The surest candidate of each field is chosen; of authors and tags, all from the surest place are."""
    out: list[Found] = []
    for field in dict.fromkeys(f.field for f in found):
        mine = [f for f in found if f.field == field]
        mine = _agreed(mine)
        mine.sort(key=lambda f: -f.confidence)
        first = mine[0]
        if field == "title":
            first = _best_title(mine)
        elif field in ("published", "updated"):
            first = _best_date(mine, [f for f in found if f.field == "updated"] if field == "published" else ())
        elif field == "author":
            first = _with_all_people(mine)
        seen: set[str] = set()
        for f in mine:
            together = field in SEVERAL and f.how == first.how and f.confidence > first.confidence - _SAME_PLACE
            used = first.confidence >= _LEAST and (f is first or together)
            key = key_of_title(f.value) if field in SEVERAL else f.value
            used = used and key not in seen
            if used:
                seen.add(key)
            out.append(f._replace(chosen=used))
    return _apart(_each_once(out))


def _each_once(found: list[Found]) -> list[Found]:
    """One name of each person: a chosen author who is another one with a word behind the name (a town, a job) is left out, unless the page
    has the longer name more often; so is one who is another one with the initials before the name."""
    names = Counter(key_of_title(f.value) for f in found if f.field == "author")
    chosen = {key_of_title(f.value) for f in found if f.field == "author" and f.chosen}
    longer = {name for name in chosen for other in _beginnings(name) & chosen if names[other] >= names[name]}
    longer |= {name for name in chosen if _behind_initials(name) in chosen}
    return [f._replace(chosen=False) if f.field == "author" and key_of_title(f.value) in longer else f for f in found] if longer else found


def _beginnings(name: str) -> set[str]:
    """The first two words of a name, the first three, and so on, without the whole name."""
    words = name.split(" ")[:_LONGEST_NAME]
    return {" ".join(words[:count]) for count in range(2, len(words))}


def _behind_initials(name: str) -> str:
    """The words of a name behind their initials, which a picture of the person bears (``AQ Ada Quill``); empty for another name."""
    first, *words = name.split(" ")
    return " ".join(words) if first == "".join(word[0] for word in words) else ""


def _agreed(found: list[Found]) -> list[Found]:
    """Half of the remaining doubt goes where another place says the same; the dates that readers see far from the headline are one place, and none
    where the same way of telling one finds them near it."""
    near, far = dict[str, set[str]](), dict[str, set[str]]()
    keys = [key_of_title(f.value) or f.value for f in found]
    for f, key in zip(found, keys, strict=True):
        (far if f.how in _SEEN and f.confidence < _NEAR else near).setdefault(key, set()).add(f.how)
    several = {key for key, hows in near.items() if len(hows) > 1 or far.get(key, set()) - hows}
    return [f._replace(confidence=round(1 - (1 - f.confidence) / 2, 3)) if key in several else f for f, key in zip(found, keys, strict=True)]


def _best_title(found: list[Found]) -> Found:
    """A heading that the head bears out is what readers saw; without one, the surest.

    A kicker or a date that opens the heading is no part of the title, and one that the head puts before it is: two declarations that
    agree are believed there.
    """
    declared_titles = [f for f in found if not f.how.startswith("h1")]
    told = [d for d in declared_titles if d.how in _HEADLINES] or declared_titles
    for f in found:
        if f.how.startswith("h1") and f.confidence >= _LEAST and (not told or f.how == _ALONE or any(_bears_out(d.value, f.value) for d in told)):
            told_so = next((d for d in declared_titles if d.how in _HEADLINES and _differs_by_kicker(f, d, declared_titles)), f)
            return next((d for d in declared_titles if _is_smashed(told_so.value, d.value)), told_so)
    lower = next((f for f in found if _LOWER.fullmatch(f.how)), None)
    others = [d for d in declared_titles if d is not lower]
    same = [d for d in others if lower is not None and key_of_title(d.value) == key_of_title(lower.value)]
    if lower is None or not same and lower.how != _LINE:
        return next((d for d in found if d.confidence >= _LEAST and not _is_foreign(d, told)), found[0])
    return next((d for d in others if d.how in _HEADLINES and _differs_by_kicker(lower, d, others)), lower if lower.how == _LINE else same[0])


def _is_foreign(heading: Found, told: Sequence[Found]) -> bool:
    """Whether a heading of the first level is like none of the declared titles: that of a section, or of what is offered on the page."""
    return heading.how.startswith("h1") and bool(told) and all(agreement(heading.value, d.value) < _FOREIGN for d in told)


def _bears_out(told: str, heading: str) -> bool:
    """Whether a declared title has the words of a heading; one word alone stands in many titles."""
    own, other = len(heading.split()), len(told.split())
    return agreement(heading, told) >= _AGREES and (own >= _FEW or _MOST_TIMES * own >= other)


def _is_smashed(heading: str, told: str) -> bool:
    """Whether a heading is a declared title with words that touch, as those of two elements do."""
    own, other = key_of_title(heading), key_of_title(told)
    return own != other and len(other) > len(own) and own.replace(" ", "") == other.replace(" ", "")


def _differs_by_kicker(heading: Found, told: Found, declared_titles: Sequence[Found]) -> bool:
    """Whether a declared title is the heading without its kicker, or with one, and another declaration says the same."""
    key, own = key_of_title(told.value), key_of_title(heading.value)
    if key == own or sum(key_of_title(d.value) == key for d in declared_titles) < 2:
        return False
    if own.endswith(f" {key}"):
        if len(key.split()) < len(own.split()) / 2 and key.isascii():
            return False  # a topic, which the headline ends with
        before = heading.value[:len(heading.value) - len(told.value)]
        agree = {d.how for d in declared_titles if key_of_title(d.value) == key}
        short = len(before.split()) <= _KICKER_WORDS
        return _SET_APART.search(before) is not None or bool(dates_in(before, "en")) or short and len(agree) >= _ALL_AGREE
    before = told.value[:len(told.value) - len(heading.value)]
    return key.endswith(f" {own}") and _KICKER.search(before) is not None and _FORM.fullmatch(before) is None


def _best_date(found: list[Found], updates: Sequence[Found]) -> Found:
    """The surest date; a more precise one that agrees with it is better, and so is the day that readers saw where the surest is the same
    hour told in universal time, past midnight there, or the day on which a machine wrote the page anew."""
    first = found[0]
    sure = [f for f in found if f.confidence >= _LEAST]
    if len(first.value) < 10:
        return next((f for f in sure if f.value.startswith(first.value) and len(f.value) > len(first.value)), first)
    seen = [f for f in sure if f.how in _SEEN and f.confidence >= _SEEN_SURELY and len(f.value) == 10]
    if hour := _UNIVERSAL.search(first.text):
        later = {f.value for f in updates}
        local = [f for f in (*seen[:1], *(f for f in sure if _is_same_minute(f.text, first.text))) if _is_local(f.value, first.value, int(hour[1]))]
        local = [f for f in local if f.value < first.value or f.value not in later]
        if local:
            return local[0]
    surest = max((f for f in updates if f.how not in _SEEN), key=lambda f: (f.start is None, f.confidence), default=None)
    if surest is None:
        seen = [f for f in seen if f.how == "date-line" and f.text == f.text.strip() and first.how not in _SEEN and f.value >= _FIRST_YEAR]
    if (surest is None or surest.value <= first.value) and not any(f.value == first.value for f in seen):
        return next((f for f in seen if f.value < first.value and not a_day_apart(f.value, first.value)), first)
    return first


def _is_local(day: str, universal: str, hour: int) -> bool:
    """Whether a day is that of an hour in universal time, in a zone where it is the day before or after."""
    return a_day_apart(day, universal) and (hour < _WEST if day < universal else hour >= _EAST)


def _is_same_minute(local: str, universal: str) -> bool:
    """Whether a time without a zone has the minutes and seconds of another one."""
    one, other = _CLOCK.search(local), _CLOCK.search(universal)
    return one is not None and other is not None and not one[2] and one[1] == other[1]


def _with_all_people(found: list[Found]) -> Found:
    """The surest author; where another sure place names the same people and more, the first of these."""
    first = found[0]
    if first.how == THREAD:
        return first
    if _LOGIN.fullmatch(first.value):
        named = [f for f in found if " " in f.value and f.confidence >= _PRINTED_NAME and f.how in SHOWN]
        first = named[0] if named else first
    places: dict[str, list[Found]] = {}
    for f in found:
        if f.confidence >= max(_SURE_PLACE, first.confidence - _SAME_PLACE):
            places.setdefault(f.how, []).append(f)
    own = {key_of_title(first.value), *(key_of_title(f.value) for f in places.get(first.how, ()))}
    if first.how == "microdata":
        for how in _HEADS:
            if places.get(how) and {key_of_title(f.value) for f in places[how]} < own:
                return places[how][0]
    for how in ("byline", "author", "rel-author", "author-list"):
        there = {key_of_title(f.value) for f in places.get(how, ())}
        if own < there and len(there) <= _MOST_ADDED + len(own):
            return places[how][0]
    return first


def _apart(found: list[Found]) -> list[Found]:
    """An update on the day of publication, or before it, tells nothing."""
    published = next((f.value for f in found if f.field == "published" and f.chosen), None)
    return [f._replace(chosen=False) if f.field == "updated" and f.chosen and published and f.value <= published else f for f in found]
