"""Authors as a page shows them: marked elements, lines with "by", names beside dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.blocks import Mark
from pipeline.data import Block, Markup
from pipeline.metadata.author_lists import label_of, listed_authors, placed_people, without_signs
from pipeline.metadata.candidates import Candidates, is_of_other_things
from pipeline.metadata.eastern import eastern_people
from pipeline.metadata.html_bare_names import IS_SOMEBODY, OF_AN_AUTHOR, PERSONS_PAGE, add_bare_names
from pipeline.metadata.name_words import PageWords
from pipeline.reading.dates import dates_in
from pipeline.reading.names import EASTERN_BY, PARTICLES, PLACE_WORDS, is_organisation

__all__ = ["bylines", "marked_authors", "opening_of", "told_by_markup"]

_CLASS_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SAYS_BY = re.compile(r"author|byline|writ|contributor", re.IGNORECASE)
_AUTHOR_WORDS = frozenset({"author", "authors", "byline", "bylines", "writer", "writers", "contributor", "contributors", "written", "by",
                           "authorname", "bylinename"})
_NO_NAME = frozenset(
    "bio biography box avatar image img photo picture desc description about social follow count job role position posts articles "
    "category categories tag tags topic topics comment comments icon related grid list section url".split())
_BY = {"de": "von", "fr": "par", "es": "por", "pt": "por", "it": "di", "nl": "door", "sv": "av", "nb": "av", "no": "av", "da": "af", "pl": "autor"}
_VERBS = r"(?:(?:article|story|post) written|article|written|posted|words|story|text|reporting|published)"
_BY_ALONE = re.compile(rf"(?:{_VERBS}\s+by|by|authors?|writer|von|autor(?:in)?|par|auteur|escrito por|di)\s*:?", re.IGNORECASE)
_SAYS = re.compile(r"\b(?:by|von|par|por|di)\s*:?$", re.IGNORECASE)
"""The end of such a line that a name must follow; ``Author`` may be the heading of a column too."""
_BY_INSIDE = re.compile(r"\b(?:[Pp]osted |[Ww]ritten |[Pp]ublished )?[Bb]y:?\s((?:[A-ZÀ-Þ][\w.'’-]*[ ]?){1,3}[A-ZÀ-Þ][\w'’-]+)")
_NO_AUTHOR = re.compile(
    r"(?:[^\W\d_]+ly\s+|expert\s+)?(?:reviewed|checked|fact[- ]?checked|edited|approved|illustrat\w+|photo\w*|pictures?)\s+by\b", re.IGNORECASE)
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
_SIGNED = re.compile(
    r"(?:this\s+(?:article|post|story|piece|guide)\s+(?:was\s+)?)?(?:written|posted|authored|contributed|story|article|text)\s+by(?:\s*:\s*|\s+)"
    r"(?=\S)|contributors?\s*:\s*|authors?\s*:\s*", re.IGNORECASE)
"""How a line opens that signs an article above or below it."""
_END_OF_SIGNATURE = re.compile(r"(?<!\s)\s+(?:(?:on|in|at|am|le|el|em|il|op)\s|\d)|\.\s|[|·•(]")
"""Where the names of such a line end."""
_ARTICLE_BY = re.compile(
    r"(?:(?:(?:article|story|post) written|article|text|story|written|posted|words)\s+by|autor(?:in)?|auteur|author)\s*:?", re.IGNORECASE)
"""A line that says that the author's name follows in the next one."""
_GLUED = re.compile(
    r"([A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ]\.?)?(?:\s[A-ZÀ-Þ][a-zà-ÿ'’-]+)+?)"
    r"((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2}, (?:19|20)\d\d"
    r"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? (?:19|20)\d\d)")
"""A name that the next element touches, which holds the date."""
_HANDLED = re.compile(r"([^\W\d_][\w'’.-]{0,30}(?:\s[^\W\d_][\w'’.-]{0,30}){1,3})[\s,|·(]{1,3}@(\w{3,30})\)?")
_PLACED = 0.86
"""How sure a marked line is that says where each of its people is."""
_SHORT_LINE = 20
_SIGNATURE = 100
"""Characters of the longest such line."""
_LONGEST_LINE = 5_000
"""Characters of the longest line of a list of authors."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MARKS = re.compile(r"\s*[•·|/—–]\s*|\s-\s|,?\s+in\s+(?=[A-Z])")
_NAME_FORM = (
    r"(?:[A-ZÀ-Þ][\w'’-]+|[A-ZÀ-Þ]\.(?:\s?[A-ZÀ-Þ]\.)*)"
    r"(?:\s+(?:[A-ZÀ-Þ]\.?|[A-ZÀ-Þ][\w'’-]+|de|van|von|der|la|del|di|du|al|bin)){0,2}\s+[A-ZÀ-Þ][\w'’-]+")
_NAME = re.compile(_NAME_FORM)
_WITH_LETTERS = re.compile(rf"{_NAME_FORM}(?:,\s[A-Z][A-Za-z.-]{{1,7}}){{0,4}}")
"""A name alone, with or without letters after it."""
_BAR, _LETTERS = re.compile(r"\s[|•·]\s"), re.compile(r"[^\W\d_]{2,}")
_LITTLE, _FEW_WORDS = 4, 4
"""Blocks below the heading among which a line of a name and a date is the author's, and the most words beside its dates."""
_CAPITAL = re.compile(r"[^\W\d_a-zà-ÿ]")
_ONE_NAME = re.compile(r"([A-ZÀ-Þ][a-zà-ÿ]{2,})\s*(?:$|[·•|⋅–—,]|(?<=\s)-\s|on\s)")
_TOPICS_PAGE = re.compile(
    r"/(?:tags?|categor(?:y|ies)|topics?|themen?|kategorien?)/|[?&](?:\w{1,20}_)?(?:tag|cat|category|topic|thema|kategorie)=", re.IGNORECASE)
_FAR_AWAY = 0.55
"""Confidence below which a marked name stands far from the heading."""
_NEAREST = 2
"""Nearest class names of a block that tell whom it is about."""
_LISTED = 3
"""People whom markup names far from the heading in one way where they are the authors of other articles."""
_NAVIGATION = frozenset({"nav", "footer", "aside", "form", "button"})


def marked_authors(c: Candidates) -> None:
    """Adds whom markup names as authors."""
    marked = list(_marked(c))
    listed = _of_lists(c, marked)
    for mark, how, confidence, sure in marked:
        if how in listed and not c.near(mark.block):
            continue
        text, near = mark.get("content") or _with_signs(c, mark), c.near(mark.block)
        links = _linked_names(c, mark) if how == "byline-class" and near else []
        if how == "byline-class" and near and placed_people(text):
            how, confidence = "byline", _PLACED
        for value in links or _behind_section(text) or [text]:
            c.authors(value, how, confidence if near else confidence - 0.25, sure=sure, block=mark.block)


def _of_lists(c: Candidates, marked: Sequence[tuple[Mark, str, float, bool]]) -> frozenset[str]:
    """The kinds of markup that name several people far from the heading and nobody near it: the authors of other articles, which the page lists."""
    far, opening = dict[str, set[str]](), opening_of(c.language, names_only=False)
    for mark, how, _, _ in marked:
        name = opening.sub("", mark.get("content") or mark.text, count=1)
        if not c.near(mark.block) and not _BY_ALONE.fullmatch(name):
            far.setdefault(how, set()).add(name)
    near = {how for mark, how, _, _ in marked if c.near(mark.block)}
    return frozenset(how for how, names in far.items() if len(names) >= _LISTED and how not in near)


def _with_signs(c: Candidates, mark: Mark) -> str:
    """The text of a mark; as its block shows it, where signs of notes touch the names in it, which the text of a mark holds apart."""
    shown = c.blocks[mark.block].text if mark.text and 0 <= mark.block < len(c.blocks) else ""
    same = len(shown) < len(mark.text) and shown.replace(" ", "") == mark.text.replace(" ", "")
    return shown if same and without_signs(shown) != shown else mark.text


def _behind_section(text: str) -> list[str]:
    """The names of a marked value that a section stands before: ``Harbours · Ada Quill, Tom Reed``."""
    section, *rest = _MARKS.split(text, maxsplit=1)
    names = re.split(r",\s|\s(?:and|und|et|&)\s", rest[0]) if rest else []
    return names if names and " " not in section.strip() and all(map(_NAME.fullmatch, names)) else []


def told_by_markup(c: Candidates) -> Iterator[tuple[Mark, str]]:
    """The elements about the heading that markup says hold authors, and how it says so."""
    for mark, how, _, _ in _marked(c):
        if c.near(mark.block):
            yield mark, how


def _marked(c: Candidates) -> Iterator[tuple[Mark, str, float, bool]]:
    marks = c.head.marks
    inner = {m.parent for m in marks if "name" in m.get("itemprop").split()}
    for number, mark in enumerate(marks):
        text = mark.get("content") or mark.text
        if not text or len(text) > 300 or _NO_AUTHOR.match(text) or _is_of_checker(c, mark):
            continue
        itemprop = f"{mark.get('itemprop')} {mark.get('property')}".split()
        told = _told(mark, itemprop, number in inner, marks[mark.parent] if mark.parent >= 0 else None)
        if told is not None and not c.elsewhere(mark) and not (told[0] == "byline-class" and _is_topic(c, mark)):
            yield mark, *told


def _is_topic(c: Candidates, mark: Mark) -> bool:
    """Whether what a byline holds begins with a link to the pages of a topic."""
    links = c.blocks[mark.block].inlines if 0 <= mark.block < len(c.blocks) else ()
    return any(i.kind == "link" and not i.start and _TOPICS_PAGE.search(i.value) for i in links)


def _is_of_checker(c: Candidates, mark: Mark) -> bool:
    """Whether the words before a marked name say that the person checked or edited the text."""
    block = c.blocks[mark.block] if mark.text and 0 <= mark.block < len(c.blocks) else None
    return block is not None and (found := _NO_AUTHOR.match(block.text)) is not None and block.text[found.end():].lstrip(" :") == mark.text


def _linked_names(c: Candidates, mark: Mark) -> list[str]:
    """The names of several people whose links stand side by side in a byline, with nothing between them."""
    block = c.blocks[mark.block] if 0 <= mark.block < len(c.blocks) else None
    if block is None or block.text != mark.text:
        return []
    links = [block.text[i.start:i.end].strip() for i in block.inlines if i.kind == "link"]
    rest = len(block.text) - sum(map(len, links)) - len(links)
    return links if len(links) > 1 and rest < 2 and all(_NAME.fullmatch(link) for link in links) else []


def _told(mark: Mark, itemprop: list[str], outer: bool, parent: Mark | None) -> tuple[str, float, bool] | None:
    """How markup says that an element names an author, how sure that is, and whether it holds nothing but names."""
    text = mark.get("content") or mark.text
    few = len(text.split()) < 4
    if "name" in itemprop and parent is not None and _says_author(parent):
        return "microdata", 0.88, True
    if "author" in itemprop and not outer:
        return "microdata", 0.84, few
    if "author" in mark.get("rel").split():
        return "rel-author", 0.84, few
    if len(text) < 120 and _SAYS_BY.search(f"{mark.get('class')} {mark.get('data-testid')} {mark.get('id')}"):
        words = _class_words(mark)
        if words & _AUTHOR_WORDS not in (frozenset(), {"by"}, {"written"}) and ("name" in words or not words & _NO_NAME):
            return "byline-class", 0.8 if "name" in words else 0.76, False
    return None


def _says_author(mark: Mark) -> bool:
    return "author" in f"{mark.get('itemprop')} {mark.get('property')}".split()


def _class_words(mark: Mark) -> frozenset[str]:
    """Words of class, id and test id: ``styles__AuthorName-sc-1`` gives styles, author, name, sc."""
    return frozenset(w.lower() for w in _CLASS_WORDS.findall(f"{mark.get('class')} {mark.get('data-testid')} {mark.get('id')}"))


def bylines(c: Candidates) -> None:
    """Lines about the heading that open with "by" or hold it, and names that stand beside a date."""
    low, high = (max(0, c.heading - 6), c.heading + 14) if c.heading >= 0 else (0, 20)
    near = [b for b in c.blocks[low:high] if b.text and b.n != c.heading and b.markup and not b.markup.hidden and b.markup.heading != 1
            and not is_of_other_things(b.markup)]
    shown = [b for b in sorted(near, key=lambda b: (b.n < c.heading, b.n))
             if len(b.text) <= 180 and not (b.markup and _NAVIGATION & set(b.markup.path))]
    for reader in (_line_with_by, _by_in_line):
        before = len(c.found)
        for block in shown:
            reader(c, block, near)
            if len(c.found) > before:
                break
        if len(c.found) > before:
            break
    if c.best("author") < 0.7:
        _glued(c, near)
        _by_handle(c, near)
        _names_by_dates(c, near)
    _listed(c, near)
    if c.best("author") < 0.5:
        _signatures(c)
        _announced(c)
    if c.best("author") < _FAR_AWAY:
        add_bare_names(c)


def _line_with_by(c: Candidates, block: Block, near: Sequence[Block]) -> None:
    """A line that opens with "by", or is "by" alone and a name follows."""
    before = len(c.found)
    if eastern_people(block.text, c.language) is not None:
        c.authors(block.text, "byline", 0.9, sure=False, block=block.n)
    elif match := opening_of(c.language).match(block.text):
        name = _name_by_link(block, match.end()) or _name_run_into(c, block, match.end())
        c.authors(name or block.text[match.end():], "byline", 0.97, sure=bool(name), block=block.n)
        if len(c.found) == before and (one := _ONE_NAME.match(block.text, match.end())):
            c.authors(one[1], "byline", 0.8, sure=True, block=block.n)
    elif _BY_ALONE.fullmatch(block.text):
        following = next((b for b in near if b.n > block.n), None)
        if following is not None and _NAME.match(following.text):
            c.authors(following.text, "byline", 0.9, sure=False, block=following.n)
        elif following is not None and _SAYS.search(block.text) and len(following.text) < _SIGNATURE and (one := _ONE_NAME.match(following.text)):
            c.authors(one[1], "byline", 0.8, sure=True, block=following.n)
        elif following is not None and _SAYS.search(block.text) and " " not in following.text and _leads_to_person(following):
            c.authors(following.text, "byline", 0.8, sure=True, block=following.n)


def _by_in_line(c: Candidates, block: Block, near: Sequence[Block]) -> None:
    """A short line with "by" and a name in it; nobody who made its picture."""
    if len(block.text) < 120 and (match := _BY_INSIDE.search(block.text)) and not _MADE_ELSE.search(block.text, 0, match.start()):
        name = _DATE_WORD.sub("", match[1]) if _DIGIT_NEXT.match(block.text, match.end()) else match[1]
        c.authors(_name_by_link(block, match.start(1)) or name, "byline", 0.9, sure=False, block=block.n)


def _name_by_link(block: Block, at: int) -> str:
    """The names that links begin with where a byline's names begin, where a job, a paper or a date stands behind them without a mark."""
    names: list[str] = []
    for link in sorted(i for i in block.inlines if i.kind == "link" and i.start >= at - 1):
        name, between = block.text[link.start:link.end].strip(" ,"), block.text[at:link.start]
        if not _NAME.fullmatch(name) or not _BETWEEN_LINKS.fullmatch(between) or names and not between.strip():
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


def _listed(c: Candidates, near: Sequence[Block]) -> None:
    """The authors of a list with a label (``Author(s)``) about the heading; of one further below, where the page has one such list and tells
    nobody else."""
    if not any(label_of(b.text) for b in c.blocks):
        return
    shown = [b for b in c.blocks if b.text and b.markup is not None and not b.markup.cells]
    told = c.best("author") >= 0.5
    shown = [b for b in shown if b.markup and not is_of_other_things(b.markup) and (_is_open(c, b, b.markup) or not told and _is_beside(b.markup))]
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


def _signatures(c: Candidates) -> None:
    """The line that signs the article below its text, where there is one such line on the page."""
    signed = [b for b in c.blocks if len(b.text) <= _SIGNATURE and (m := _SIGNED.match(b.text)) and b.markup is not None and _is_open(c, b, b.markup)
              and _CAPITAL.match(b.text, m.end())]
    if len({b.text for b in signed}) == 1 and (match := _SIGNED.match(signed[0].text)):
        text = _END_OF_SIGNATURE.split(signed[0].text[match.end():], maxsplit=1)[0]
        c.authors(text, "signature", 0.7, sure=False, block=signed[0].n)
        if c.best("author") < 0.5 and (one := _ONE_NAME.match(text)):
            c.authors(one[1], "signature", 0.6, sure=True, block=signed[0].n)


def _announced(c: Candidates) -> None:
    """The name below a line that announces the author (``Article by``), where the page has one such line that a name follows."""
    found = {b.text: b for a, b in pairwise(b for b in c.blocks if b.text)
             if len(a.text) < _SHORT_LINE and len(b.text) < _SIGNATURE and _WITH_LETTERS.fullmatch(b.text)
             and (_ARTICLE_BY.fullmatch(a.text) or _BY_ALONE.fullmatch(a.text) and _leads_to_person(b))
             and a.markup is not None and _is_open(c, a, a.markup)}
    if len(found) == 1:
        [(text, block)] = found.items()
        c.authors(text, "signature", 0.7, sure=False, block=block.n)


def _leads_to_person(block: Block) -> bool:
    """Whether a line is a link to a person's page, and nothing else."""
    return any(i.kind == "link" and i.end - i.start >= len(block.text) - 1 and PERSONS_PAGE.search(i.value) for i in block.inlines)


def _glued(c: Candidates, near: Sequence[Block]) -> None:
    """The name and the date of a line whose elements touch: ``Ada QuillMay 4, 2023``."""
    for block in near:
        if block.n > c.heading and (match := _GLUED.match(block.text)):
            c.authors(match[1], "byline", 0.8, sure=False, block=block.n)
            c.date("published", match[2], "date-line", 0.7, block=block.n)
            return


def _by_handle(c: Candidates, near: Sequence[Block]) -> None:
    """The name of a line below the heading with the person's own handle behind it: ``Ada Quill, @adaquill``."""
    for block in near:
        if block.n > c.heading and (match := _HANDLED.fullmatch(block.text)):
            names, handle = match[1].lower().split(), match[2].lower().replace("_", "")
            if len(names) > 1 and (names[0] in handle or names[-1] in handle):
                c.authors(match[1], "byline", 0.8, sure=False, block=block.n)
                return


def _is_open(c: Candidates, block: Block, markup: Markup) -> bool:
    """Whether a block is shown, and stands neither in a menu nor in what is about other articles."""
    mark = Mark(markup.tag, block.text, block.n, (), markup.hints)
    path = markup.path[:-1]
    inside = path[path.index("article"):] if "article" in path else ()  # an article's own footer is a part of it
    there = frozenset(markup.path) - ({"footer"} if "footer" in inside and "footer" not in path[:len(path) - len(inside)] else frozenset())
    return not markup.hidden and _NAVIGATION.isdisjoint(there) and not c.elsewhere(mark)


def _is_beside(markup: Markup) -> bool:
    """Whether a block stands in the column beside the text, in a list of facts."""
    return not markup.hidden and {"nav", "footer", "form", "button"}.isdisjoint(markup.path)


def opening_of(language: str, *, names_only: bool = True) -> re.Pattern[str]:
    """How a byline opens in a language; English everywhere. ``names_only``: a capital must follow."""
    words = "|".join({"by", _BY.get(language.split("-")[0].lower(), "by")})
    return re.compile(rf"(?:(?:(?i:{_VERBS})\s+)?(?i:{words})[:\s]\s*|By)(?={'[A-ZÀ-Þ]' if names_only else '.'})|(?:{EASTERN_BY})[\s:：/／]\s*(?=\w)")


def _names_by_dates(c: Candidates, near: Sequence[Block]) -> None:
    """A name alone, or between marks in a line with a date, where a date stands within three blocks and something bears it out."""
    for at, block in enumerate(near):
        around = near[max(0, at - 3):at + 4]
        if len(block.text) > 100 or block.n <= c.heading or block.markup and (_NAVIGATION & set(block.markup.path) or block.markup.heading):
            continue
        if not any(_YEAR.search(b.text) and len(b.text) < 100 for b in around):
            continue
        for piece in map(str.strip, _MARKS.split(block.text)):
            if _NAME.fullmatch(piece) and piece.lower() not in c.organisations and (_is_person(c, block, piece) or _opens_dateline(c, block, piece)):
                c.authors(piece, "name-by-date", 0.6, sure=False, block=block.n)
                return


def _opens_dateline(c: Candidates, block: Block, name: str) -> bool:
    """Whether a line a little below the heading is a name and a date with a bar between, and no word of the name stands on the page without a
    capital."""
    before, _, behind = block.text.partition(name)
    if not c.heading < block.n <= c.heading + _LITTLE or not (_BAR.search(f"{before}|") if before else _BAR.match(behind)):
        return False
    rest = f"{before} {behind}"
    words = [word for word in name.split() if word.lower() not in PARTICLES]
    if not dates_in(rest, c.language) or len(_LETTERS.findall(rest)) > _FEW_WORDS or is_organisation(name) or words[0].lower() in PLACE_WORDS:
        return False
    known = PageWords(c.blocks, c.language).of_no_name
    return not any(word.lower() in known for word in words)


def _is_person(c: Candidates, block: Block, name: str) -> bool:
    """Whether a link to a person's page, a picture's alternative text, or a sentence about the person bears out that a name is one."""
    if any(i.kind == "link" and PERSONS_PAGE.search(i.value) for i in block.inlines):
        return True
    low = name.lower()
    for other in c.blocks:
        if other.text.startswith(name) and other.n != block.n and IS_SOMEBODY.match(other.text, len(name)):
            return True
        if other.text == name and other.n != block.n and other.markup and OF_AN_AUTHOR.search(" ".join(other.markup.hints[:_NEAREST])):
            return True
        if not other.text and other.markup and abs(other.n - block.n) < 8 and low in (alt := dict(other.markup.attributes).get("alt", "").lower()):
            return len(alt) < len(low) + 14
    return False
