"""Dates that a page shows to readers, from where a date of publication stands: marked elements and lines about the heading.

Dates in captions, infoboxes, references, running text and updates of a live blog are those of other things.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.blocks import Mark
from pipeline.data import Block
from pipeline.metadata.candidates import Candidates, is_of_other_things
from pipeline.metadata.other_dates import is_of_receipt, opening_date
from pipeline.reading.datelines import is_bare_date, is_dateline, publication_dates
from pipeline.reading.dates import dates_in
from pipeline.reading.marks import ends_sentence

__all__ = ["names_of", "printed_dates"]

_UPDATED = re.compile(
    r"updat|modif|revis|aktualisiert|mis à jour|actualiza|aggiornat|bijgewerkt|geändert|\bstand\s*(?::|$)|oppdatert|uppdaterad"
    r"|更新|수정", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"publish|posted|pubdate|pub-date|created|veröffentlicht|publié|publicad|pubblicat|geplaatst|erstellt|entry-date|post-date|available online"
    r"|发布|公開|입력",
    re.IGNORECASE)
_FIRST_CLASS = re.compile(r"(?:^|\s)(?:entry-date|published)\s(?:.*\s)?updated(?:\s|$)|(?:^|\s)updated\s(?:.*\s)?published(?:\s|$)")
"""Classes of a date that was never changed: WordPress calls it published and updated."""
_LONGEST_NAMES = 500
"""Characters of names in which these classes are looked for."""
_NAMING = ("class", "id", "itemprop", "property", "data-testid")
_DATE_NAME = re.compile(r"date|time|publish|posted", re.IGNORECASE)
_FIRST_PUBLISHED = re.compile(
    r"\b(?:originally|first) (?:published|posted|appeared)\b[^.]{0,30}?(?=\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_ONLINE = (
    "published online", "first published online", "available online", "publié en ligne", "publicado en línea", "publicado online",
    "publicado em linha", "online veröffentlicht", "pubblicato online", "online gepubliceerd",
)
"""What journals print before the day on which an article appeared."""
_LONG_BLOCK, _SHORT_MARK = 4000, 100
"""Characters of a block that is looked at as a whole, and of a mark that makes no difference in it."""
_POSTED, _LONGEST_LINE = re.compile(r"(?:posted|published|written|submitted) (?:by|on)\b", re.IGNORECASE), 120
"""How a sentence opens that says who published a text and when, and characters of the longest one."""
_NUMBERS = re.compile(r"\d[./-]\d{1,2}[./-]\d")
_OF_OTHERS, _LISTED_ASIDE = frozenset({"figcaption", "cite", "nav"}), frozenset({"aside", "li"})
"""Elements of which one, and those which together, hold dates of other things."""
_OF_ANOTHER = 0.3
"""Confidence that a date loses where it belongs to another article."""
_COMMENT, _NEAREST = re.compile(r"comments?(?:[-_](?:list|item|body|meta|header|content|\d+))?", re.IGNORECASE), 3
"""Hints of comments, and how many of the nearest are looked at."""
_SHOWN = frozenset({"date-class", "time", "first-published"})
"""How dates were found that readers see."""
_TITLE_WORDS = 4
"""Words of the shortest line that is the title of an article; a shorter one names a section."""
_BELOW = 8
"""Blocks below the heading in which a date alone tells an older day than the page declares."""
_ABOVE = 3
"""Blocks above a date of which one may be the title of its article."""


def printed_dates(c: Candidates) -> None:
    """Adds the dates of marked elements, and those of lines about the heading where nothing surer told."""
    for mark in c.head.marks:
        if (mark.tag == "time" or _DATE_NAME.search(names_of(mark))) and not c.elsewhere(mark):
            _marked(c, mark)
    _first_published(c)
    if c.heading >= 0 and (c.best("published") < 0.7 or _is_written_anew(c)):
        for block in c.blocks[max(0, c.heading - 5):c.heading + 12]:
            if block.n != c.heading and _may_be_dateline(c, block):
                _line(c, block)
    elif c.heading >= 0 and not c.best("updated") and all(f.how not in _SHOWN for f in c.found if f.field == "published"):
        for block in c.blocks[c.heading + 1:c.heading + 1 + _BELOW]:
            if is_bare_date(block.text, c.language) and _may_be_dateline(c, block):
                _line(c, block)


def _is_written_anew(c: Candidates) -> bool:
    """Whether the day of publication that the page declares may be that on which a machine wrote it: it is not before the last update."""
    days = {field: max((f.value for f in c.found if f.field == field and f.how not in _SHOWN), default="") for field in ("published", "updated")}
    return "" < days["updated"] <= days["published"]


def names_of(mark: Mark) -> str:
    """Class, id and properties of a mark, in one string."""
    told = dict(reversed(mark.attributes))
    return " ".join([told.get(name, "") for name in _NAMING])


def _marked(c: Candidates, mark: Mark) -> None:
    names, place = names_of(mark), 0.0 if c.near(mark.block) else 0.2
    said = f"{mark.get('itemprop')} {mark.get('property')}".lower()
    text, before = _text(c, mark), _line_before(c, mark) or _label_before(c, mark)
    inside = mark.parent >= 0 and _UPDATED.search(names_of(c.head.marks[mark.parent]))
    updated = "modified" in said or not _FIRST_CLASS.search(names, 0, _LONGEST_NAMES) and (
        inside or _UPDATED.search(names) or _UPDATED.search(before) or _UPDATED.match(mark.text))
    if updated and "pubdate" in dict(mark.attributes):
        updated = None
    field = "updated" if updated else "published"
    if "datepublished" in said or "datecreated" in said:
        c.date("published", text, "microdata", 0.9 - place, block=mark.block)
    elif "datemodified" in said:
        c.date("updated", text, "microdata", 0.88 - place, block=mark.block)
    elif _is_of_something_else(c, mark):
        return
    elif mark.tag == "time":
        sure = 0.86 if "pubdate" in dict(mark.attributes) or _PUBLISHED.search(names) or _PUBLISHED.search(before) else 0.78
        place += _OF_ANOTHER if _is_of_another_page(c, mark.block) or _is_below_another(c, mark) else 0.0
        c.date(field, text, "time", sure - place, block=mark.block)
    elif len(mark.text) < 80:
        _date_class(c, mark, field, place + (_OF_ANOTHER if _is_below_another(c, mark) else 0.0))


def _is_of_another_page(c: Candidates, number: int) -> bool:
    """Whether the block of a date is a link that a block above it, which is not the main heading, holds as well: the title of another article."""
    if not 0 < number < len(c.blocks):
        return False
    own = c.blocks[number]
    links = {i.value for i in own.inlines if i.kind == "link" and i.start == 0 and i.end == len(own.text)} - set(c.urls)
    above = [block for block in c.blocks[max(0, number - _ABOVE):number] if block.n != c.heading] if links else []
    return any(inline.kind == "link" and inline.value in links for block in above for inline in block.inlines)


def _is_below_another(c: Candidates, mark: Mark) -> bool:
    """Whether a date alone stands above the headline and below the title of another article, which is a link or a heading beside the text."""
    if not 0 < mark.block < c.heading or c.blocks[mark.block].text != mark.text:
        return False
    above = next((b for b in reversed(c.blocks[:mark.block]) if b.text), None)
    if above is not None and above.markup is not None and above.markup.heading and "aside" in above.markup.path:
        return True
    return above is not None and len(above.text.split()) >= _TITLE_WORDS and any(
        i.kind == "link" and i.value not in c.urls and i.end - i.start >= len(above.text) - 1 for i in above.inlines)


def _date_class(c: Candidates, mark: Mark, field: str, place: float) -> None:
    """An element whose class says that it holds a date: all that it says, or its first date of publication."""
    sure = 0.76 if _PUBLISHED.search(names_of(mark)) or _PUBLISHED.search(mark.text) else 0.7
    if not dates_in(mark.text, c.language):
        c.date(field, mark.text, "date-class", sure - place, block=mark.block)
        return
    _told(c, mark.text, "date-class", sure - place, mark.block, field)


def _told(c: Candidates, text: str, how: str, confidence: float, block: int, field: str) -> None:
    """The dates of publication in a text; after a word like "updated", an update."""
    at, later = 0, False
    for hit in publication_dates(text, c.language, _ONLINE):
        before = text[at:hit.start]
        if is_of_receipt(before):
            at = hit.end
            continue
        one = "updated" if _UPDATED.search(before) else "published" if _PUBLISHED.search(before) else "updated" if later else field
        c.day(one, hit.value, how, confidence, text=text, block=block)
        at, later = hit.end, True


def _text(c: Candidates, mark: Mark) -> str:
    """What a marked date says; a day that only the machine was told is left out where readers see a month."""
    told = mark.get("datetime") or mark.get("content")
    if told[8:10] == "01" and mark.text and not _NUMBERS.search(mark.text):
        hits = dates_in(mark.text, c.language)
        if len(hits) == 1 and len(hits[0].value) < 10 and told.startswith(hits[0].value):
            return mark.text
    return told or mark.text


def _is_of_something_else(c: Candidates, mark: Mark) -> bool:
    """Whether a mark stands in a caption, a row of a table, or running text."""
    block = c.blocks[mark.block] if 0 <= mark.block < len(c.blocks) else None
    if is_of_receipt(_line_before(c, mark)):
        return True
    if block is None or block.markup is None or not mark.text or mark.text not in block.text:
        return False
    if block.markup.figure or not _OF_OTHERS.isdisjoint(block.markup.path) or block.markup.cells or _LISTED_ASIDE.issubset(block.markup.path):
        return True
    if len(block.text) <= _LONGEST_LINE and _POSTED.match(block.text):
        return False
    long = len(block.text) > _LONG_BLOCK and len(mark.text) < _SHORT_MARK
    prose = _is_prose(block.text) if long else _is_prose_but(block.text, mark.text)
    return prose and ends_sentence(block.text) and not publication_dates(block.text, c.language)


@lru_cache(maxsize=1)
def _is_prose(text: str) -> bool:
    """Whether most words begin in lower case. Asked for the same block again and again where thousands of marks stand in it."""
    return _is_prose_but(text, "")


def _is_prose_but(text: str, mark: str) -> bool:
    """Whether most words of a block begin in lower case, those of a mark left out."""
    rest = text.replace(mark, " ", 1).split()
    return len(rest) > 5 and sum(word[:1].islower() for word in rest) > len(rest) / 2


def _first_published(c: Candidates) -> None:
    for block in c.blocks:
        if len(block.text) < 400 and "ublished" in block.text and (match := _FIRST_PUBLISHED.search(block.text)):
            c.date("published", block.text[match.end():match.end() + 40], "first-published", 0.85, block=block.n)
            break


def _may_be_dateline(c: Candidates, block: Block) -> bool:
    markup = block.markup
    if not block.text or markup is None:
        return bool(block.text)
    if markup.hidden or markup.figure or markup.cells or "figcaption" in markup.path or is_of_other_things(markup):
        return False
    if any(map(_COMMENT.fullmatch, markup.hints[:_NEAREST])) or _LISTED_ASIDE.issubset(markup.path) or _is_of_another_page(c, block.n):
        return False
    return not markup.heading or is_dateline(block.text, c.language)


def _line(c: Candidates, block: Block) -> None:
    """A short line with a date of publication, or the dateline that an agency's text opens with."""
    text = block.text
    if len(text) > 120:
        if (hit := opening_date(text, c.language)) is not None:
            c.day("published", hit.value, "date-line", 0.62, text=text[:hit.end], block=block.n)
        return
    published = _PUBLISHED.search(text) is not None
    field = "updated" if not published and _is_update(text, c.language) else "published"
    _told(c, text, "date-line", 0.72 if published or is_dateline(text, c.language) else 0.62, block.n, field)


def _is_update(text: str, language: str) -> bool:
    """Whether the first date of a line is that of an update: it alone stands beside "updated", or the word stands before it."""
    hits = dates_in(text, language) if _UPDATED.search(text) else []
    return bool(hits) and (len(hits) == 1 or _UPDATED.search(text, 0, hits[0].start) is not None)


def _label_before(c: Candidates, mark: Mark) -> str:
    """The words of a short line alone above a marked date that stands alone too: ``Published``."""
    at = mark.block
    if not 0 < at < len(c.blocks) or c.blocks[at].text != mark.text:
        return ""
    label = next((b.text for b in reversed(c.blocks[max(0, at - 2):at]) if b.text), "")
    return label if len(label) < 30 and not any(map(str.isdigit, label)) else ""


def _line_before(c: Candidates, mark: Mark) -> str:
    """The words of the block before a marked date's own text."""
    if not 0 <= mark.block < len(c.blocks) or not mark.text:
        return ""
    text = c.blocks[mark.block].text
    at = text.find(mark.text)
    return text[max(0, at - 30):at] if at > 0 else ""
