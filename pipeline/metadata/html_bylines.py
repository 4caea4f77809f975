"""Authors as the lines of a page of HTML tell them: about the heading behind "by", beside a date or in a list, and where nobody is told there,
anywhere on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.data import Block, Markup
from pipeline.metadata.author_lists import label_end, listed_authors
from pipeline.metadata.candidates import Candidates, is_of_other_things
from pipeline.metadata.eastern import eastern_people
from pipeline.metadata.html_author_forms import BY_ALONE, LONGEST_SIGNATURE, NAME, NAVIGATION, ONE_NAME, is_open, leads_to_person, opening_of
from pipeline.metadata.html_bare_names import add_bare_names
from pipeline.metadata.html_dated_names import add_glued, add_handled, add_names_by_dates
from pipeline.metadata.html_signed import add_announced, add_signed

__all__ = ["bylines"]

_SAYS = re.compile(r"\b(?:by|von|par|por|di)\s*:?$", re.IGNORECASE)
"""The end of a line, such as ``Written by``, that a name must follow; ``Author`` may be the heading of a column too."""
_BY_INSIDE = re.compile(r"\b(?:[Pp]osted |[Ww]ritten |[Pp]ublished )?[Bb]y:?\s((?:[A-ZÀ-Þ][\w.'’-]*[ ]?){1,3}[A-ZÀ-Þ][\w'’-]+)")
_MADE_ELSE = re.compile(
    r"(?:photo\w*|image|picture|illustrat\w+|graphic|video|art|cover|design\w*|produced|directed|edited|reviewed|checked|sponsored|powered|presented|music)"
    r"\s*[:.]?\s*$", re.IGNORECASE)
"""What stands before "by" where somebody made something else than the text."""
_DATE_WORD = re.compile(
    r" (?:Updated|Published|Posted|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?)$")
_DIGIT_NEXT = re.compile(r"[a-z]*\s*[\d,]")
"""After a name that is no name to its end: the day of a month that stands behind it."""
_BETWEEN_LINKS = re.compile(r"\s*(?:,|&|and|und|et|y|e)?\s*")
_GOES_ON = re.compile(r"\s+[A-ZÀ-Þ]")
_LONGEST_LINE = 5_000
"""Characters of the longest line of a list of authors."""
_FAR_AWAY = 0.55
"""Confidence below which a marked name stands far from the heading."""
_SURE, _TOLD = 0.7, 0.5
"""Confidence of an author from which nobody is looked for beside dates and handles, and from which nobody is looked for elsewhere on the page."""
_ABOVE, _BELOW, _TOP = 6, 14, 20
"""Blocks above and below the heading that are looked at, and blocks of a page without a heading."""
_LONGEST_BYLINE, _SHORT = 180, 120
"""Characters of the longest byline, and of a line in which "by" stands behind other words."""


def bylines(c: Candidates) -> None:
    """Adds the authors whom lines tell. Readers that are less sure are asked only where nobody was told more surely."""
    low, high = (max(0, c.heading - _ABOVE), c.heading + _BELOW) if c.heading >= 0 else (0, _TOP)
    near = [b for b in c.blocks[low:high] if b.text and b.n != c.heading and b.markup and not b.markup.hidden and b.markup.heading != 1
            and not is_of_other_things(b.markup)]
    _add_with_by(c, near)
    if c.best("author") < _SURE:
        add_glued(c, near)
        add_handled(c, near)
        add_names_by_dates(c, near)
    _add_listed(c, near)
    if c.best("author") < _TOLD:
        add_signed(c)
        add_announced(c)
    if c.best("author") < _FAR_AWAY:
        add_bare_names(c)


def _add_with_by(c: Candidates, near: Sequence[Block]) -> None:
    """The first line that opens with "by"; where none does, the first that holds it. Lines below the heading come first."""
    shown = [b for b in sorted(near, key=lambda b: (b.n < c.heading, b.n))
             if len(b.text) <= _LONGEST_BYLINE and not (b.markup and NAVIGATION & set(b.markup.path))]
    for reader in (_line_with_by, _by_in_line):
        before = len(c.found)
        for block in shown:
            reader(c, block, near)
            if len(c.found) > before:
                return


def _line_with_by(c: Candidates, block: Block, near: Sequence[Block]) -> None:
    """A line that opens with "by", or is "by" alone and a name follows."""
    before = len(c.found)
    if eastern_people(block.text, c.language) is not None:
        c.authors(block.text, "byline", 0.9, sure=False, block=block.n)
    elif match := opening_of(c.language).match(block.text):
        name = _name_by_link(block, match.end()) or _name_run_into(c, block, match.end())
        c.authors(name or block.text[match.end():], "byline", 0.97, sure=bool(name), block=block.n)
        if len(c.found) == before and (one := ONE_NAME.match(block.text, match.end())):
            c.authors(one[1], "byline", 0.8, sure=True, block=block.n)
    elif BY_ALONE.fullmatch(block.text):
        following = next((b for b in near if b.n > block.n), None)
        if following is not None and NAME.match(following.text):
            c.authors(following.text, "byline", 0.9, sure=False, block=following.n)
        elif following is not None and _SAYS.search(block.text) and len(following.text) < LONGEST_SIGNATURE and (
                one := ONE_NAME.match(following.text)):
            c.authors(one[1], "byline", 0.8, sure=True, block=following.n)
        elif following is not None and _SAYS.search(block.text) and " " not in following.text and leads_to_person(following):
            c.authors(following.text, "byline", 0.8, sure=True, block=following.n)


def _by_in_line(c: Candidates, block: Block, near: Sequence[Block]) -> None:
    """A short line with "by" and a name in it; nobody who made its picture."""
    announced = _BY_INSIDE.finditer(block.text) if len(block.text) < _SHORT else ()
    if (match := next((m for m in announced if not _MADE_ELSE.search(block.text, 0, m.start())), None)) is not None:
        name = _DATE_WORD.sub("", match[1]) if _DIGIT_NEXT.match(block.text, match.end()) else match[1]
        c.authors(_name_by_link(block, match.start(1)) or name, "byline", 0.9, sure=False, block=block.n)


def _name_by_link(block: Block, at: int) -> str:
    """The names that links begin with where a byline's names begin, where a job, a paper or a date stands behind them without a mark."""
    names: list[str] = []
    for link in sorted(i for i in block.inlines if i.kind == "link" and i.start >= at - 1):
        name, between = block.text[link.start:link.end].strip(" ,"), block.text[at:link.start]
        if not NAME.fullmatch(name) or not _BETWEEN_LINKS.fullmatch(between) or names and not between.strip():
            break
        names.append(name)
        at = link.end
    return ", ".join(names) if _GOES_ON.match(block.text, at) else ""


def _name_run_into(c: Candidates, block: Block, at: int) -> str:
    """The marked author's name with which the names of a byline begin, where the next word touches it."""
    for mark in c.head.marks:
        if mark.block == block.n and "author" in mark.get("rel").split() and mark.text and block.text.startswith(mark.text, at):
            return mark.text if block.text[at + len(mark.text):][:1].isalnum() else ""
    return ""


def _add_listed(c: Candidates, near: Sequence[Block]) -> None:
    """The authors of a list with a label (``Author(s)``) about the heading; of one further below, where the page has one such list and tells
    nobody else."""
    if not any(label_end(b) for b in c.blocks):
        return
    shown = [b for b in c.blocks if b.text and b.markup is not None and not b.markup.cells]
    told = c.best("author") >= _TOLD
    shown = [b for b in shown if b.markup and not is_of_other_things(b.markup) and (is_open(c, b, b.markup) or not told and _is_beside(b.markup))]
    lists = list(listed_authors(shown, lambda b: b.markup is not None and b.markup.heading > 0 or len(b.text) > _LONGEST_LINE))
    first, last = (near[0].n, near[-1].n) if near else (0, -1)
    signed = {f.value for f in c.found if f.field == "author" and f.how == "byline"}
    beside = [listed for listed in lists if first <= listed.label <= last]
    for listed in beside or (lists if len(lists) == 1 and not told else []):
        people = [(block, person) for block, there in listed.people for person in there if not c.is_of_site(person.name)]
        other = signed and signed.isdisjoint(person.name for _, person in people)  # those of a book that the page is about
        for block, person in people:
            sure = 0.92 if beside and not other else 0.7
            c.add("author", person.name, "author-list", sure, text=block.text[person.start:person.end], block=block.n)


def _is_beside(markup: Markup) -> bool:
    """Whether a block stands in the column beside the text, in a list of facts."""
    return not markup.hidden and {"nav", "footer", "form", "button"}.isdisjoint(markup.path)
