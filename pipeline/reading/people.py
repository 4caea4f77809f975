"""The people that a text names as its authors: in a byline, in a line of names, in what a page declares; honorifics and jobs kept apart.

One reader serves plain text and HTML. It cuts off what follows the names (dates, places, pictures, handles), parts the people, and looks at
each as `names` says. How much a place is trusted differs: a line of text must look like names throughout; a declared value may hold other
things besides; a value that holds nothing but names is taken at its word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from pipeline.reading import names
from pipeline.reading.forms import composed
from pipeline.reading.names import is_initials, is_nobody, is_organisation, is_role
from pipeline.reading.word_lists import any_of, listed

__all__ = ["Person", "after_word", "people_declared", "people_in", "people_named", "reporter_in"]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_UPPER = "A-ZÀ-ÖØ-ÞĀ-Ž"
_TAIL = re.compile(
    # pictures; a mark; an address, a handle, a number; a word of publication, also one that the name touches; "in", "Follow", "Twitter" at the end
    r"\s*(?:[.;/]\s*(?:photo|pic|illus|foto|image|bild|beeld|kuva|фото|zdj)\w*.*|\s(?-i:PICTURES|PHOTOS|FOTOS?|Beeld|Kuvat?)\s(?=[A-ZÀ-Þ]).*"
    rf"|[|•·–—⋅∙●▪‧]\s.*|\s[|•·–—⋅∙●▪‧].*|\s-\s.*|https?:.*|[\w.+-]+@[\w-]+\.\w.*|(?<=[^\W\d_])@.*|\d.*|\b(?:last\s+)?(?:{any_of('names.published')})\b.*"
    r"|(?-i:(?<=[a-z])(?:Updated|Published|Posted|Twitter|Staff|Follow|In|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?=\.?\s\d|$))\b.*)"
    r"|\s(?-i:Follow|In|Twitter)$|\s(?-i:Stand|Erstellt(?: am)?|Aktualisiert(?: am)?)\s?:?\s\d.*"
    # what a reader may do ("Email the author", "Follow me"); then a date; then who reviewed the text, or made pictures for it
    r"|\s(?:e-?mail|contact|follow|view|see|read|more)\s+(?:(?:the|this|our|all|more|from|by)\s|(?:author|reporter|writer|me|us)\b|@).*|\se-?mail$"
    rf"|\b{_MONTH}[a-z]*\.?\s+\d.*|\b(?:on|last|in|at|am|um|le|el|il|op|às)\s+(?:\d|{_MONTH}\w*\.?\s|mon|tue|wed|thu|fri|sat|sun).*"
    r"|\b(?:(?:medically\s+|fact[- ]?)?(?:reviewed|checked|edited|translated|adapted)(?:\sfrom(?:\s[\w-]+){1,3})?|photos?|photograph\w+"
    r"|pictures|illustrat\w+|foto\w*)\s*(?:by\b|:).*"
    # an agency; for whom somebody wrote
    rf"|(?:\s+(?:for|per|via|{any_of('names.and')}))?,?\s(?:the\s+)?(?:{any_of('names.wires')})\b.*"
    r"|\s+on behalf of\s.*|\breports\s.*)$", re.IGNORECASE | re.DOTALL)
"""What follows the last name: a mark, a date, an address, pictures, who reviewed it."""
_ASIDE = re.compile(r"\s*[(\[](?:@|https?:)[^()\[\]]*[)\]]?|\s*\([^()]*\)?$|(?<![\w.])@\w+|/(?=[A-Z](?!\S*\s[A-ZÀ-Þ])).*$")
"""What stands beside one name: a handle, a parenthesis at the end, the paper after a slash."""
_WHERE = re.compile(
    # in a place; for somebody; an age; in a place, in Portuguese and French
    rf"\s*(?:,?\s(?:in|at|à|en|aus|em|w|from|a)\s+(?:the\s+)?(?=[{_UPPER}])|\s(?:(?i:for)|pour|für|para|per)\s|,?\saged\b|,\s(?:de|da|do|en|em|à|in)\s).*$")
"""Where somebody wrote, and for whom."""
_ROLE_OF = re.compile(rf",\s*(?:[\w'’-]+\s+){{0,4}}?(?:{any_of('names.jobs_of')})\s+(?:of|for|at|in|emeritus)\s"
                      r"[^;]*?(?=;|,\s*(?:and|&)\s|\sand\s(?:dr|prof|professor|sir)\b|$)", re.IGNORECASE)
"""A job with what it is of, from the comma before it to the next person: ``, Professor of Law at Wexley``."""
_SPLIT = re.compile(
    # a mark, with or without "and" after it; a slash between whole names; "and", "with"
    rf"\s*(?:[;；、，](?:\s(?:{any_of('names.and')}|&)\s)?|\s[&+/]\s|/(?=(?-i:[A-ZÀ-Þ][\w'’.-]*\s[A-ZÀ-Þ]))"
    rf"|[\s,](?:{any_of('names.and')}|{any_of('names.with')})\s|\s(?!(?:{any_of('names.with_waw')})\b)و(?=[^\W\d_]{{2,}}\s+\w))\s*", re.IGNORECASE)
_AND = frozenset((*listed("names.and"), "&"))
_IN = frozenset(("de", "da", "do", "en", "em", "à", "in"))
_OUR = frozenset(listed("names.our"))
_DATE_BEFORE = re.compile(
    # month first or day first, numbers, the year first; then a time and a mark
    r"(?:[^\W\d_]{3,9}\.?\s\d{1,2},?\s\d{4}|\d{1,2}\.?\s[^\W\d_]{3,9}\.?,?\s\d{4}"
    r"|\d{1,2}(?:[./]\d{1,2}[./]|-\d{1,2}-)\d{4}|\d{4}(?:[./]\d{1,2}[./]|-\d{1,2}-)\d{1,2}(?!\d))"
    r"(?:,?\s\d{1,2}[:.h]\d\d(?:\s?(?:am|pm|Uhr|h))?(?!\w))?\s*(?:[|•·–—,-]\s*)?", re.IGNORECASE)
"""A date, and the time behind it, that a line of names opens with."""
_JOB_BEFORE = re.compile(any_of("names.jobs_before"), re.IGNORECASE)
_AFTER_NAME, _NO_END = frozenset(listed("names.after_name")), frozenset(listed("names.no_end"))
_BEFORE_JOB, _HONORIFICS = frozenset(listed("names.before_job")), frozenset(listed("names.honorifics"))
_MAILBOX = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}\s{1,9}\(([^()]+)\)\s*$")
"""An address with the name of its owner behind it, as feeds write it."""
_SITE_FIRST = re.compile(r"(?:[\w-]+\.)+(?:com|org|net|co|io|de|fr|uk|at|ch|it|es|nl)\s*,", re.IGNORECASE)
"""``harbour.example.org, Dunmarra, Ireland``: a site and where it is."""
_GLUED = re.compile(rf"(?<=[a-zà-ÿ]{{3}})(?<!Fitz)(?=[{_UPPER}][a-zà-ÿ]{{3}})")
"""Where a name and the next word run together: ``Ada QuillCorrespondent``."""
_RUN_INTO = re.compile(rf"[{_UPPER}][a-zà-ÿ]+\s+[{_UPPER}]")
"""A name into which the word before it runs: ``ByAda Quill``."""
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|org|net|co|io|de|fr|uk|html?|php)\b|/", re.IGNORECASE)
_OPENING = re.compile(
    # "written by", "by", "Text:", then words of Chinese, Japanese and Korean
    rf"(?:(?:(?:{any_of('names.written')})\s+)?by|{any_of('names.by')}|(?:{any_of('names.written_with_colon')})(?=\s*[:：]))(?:\s*[:：]\s*|\s+)(?=\S)"
    rf"|(?:{names.EASTERN_BY})\s*[:：/／\s]\s*", re.IGNORECASE)
"""What stands before the names in a declared value."""
_EAST_WORDS = re.compile(
    # after a name, then before it
    r"(?:본지\s*)?(?:[\s/](?:기자|특파원)|(?<=[\u3400-\u9fff])(?:記者|记者|特派员|通讯员))$"
    r"|^(?:本报)?(?:记者|記者|通讯员)[\s:：]+")
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,3}(?=\s|\d|$)")
_MOST_CHARS = 400
"""Characters in which the names of a byline are looked for."""
_LEADING = " ,;:|·•-–—"
_COLONS = " :：\xa0"
_JUNIOR = re.compile(r"\s(?:Jr|Sr)\.$")
_REPORTER = re.compile(rf"(?:(?:,|\.|\s[–—-]|^)\s*[Bb]y|(?:,|\.|\s[–—-]|^|\b)\s*(?:[Ii]nterview by|{any_of('names.writes')}))\s+"
                       r"([A-ZÀ-ÖØ-ÞŁŚŻ][\w'’.\-]+(?:\s+(?:[A-ZÀ-ÖØ-ÞŁŚŻ][\w'’.\-]*|de|da|van|von|der|la|del|di|du|al|bin)){1,4})\s*[.]?\s*$")


@dataclass(frozen=True, slots=True)
class Person:
    """A name without "by", with what stood beside it. ``start`` and ``end`` are places in the text it was read from."""

    name: str
    start: int
    end: int
    honorific: str = ""
    role: str = ""


class _Trust(NamedTuple):
    """How far a place is trusted to hold names."""

    least: int
    """Words that a name has at least."""
    strict: bool = False
    """A first piece that is no name makes the whole text none."""
    sure: bool = False
    """What stands there is a name, however it looks."""


class _Words(NamedTuple):
    """What may stand beside names in a language."""

    honorifics: frozenset[str]
    jobs: re.Pattern[str] | None


def people_in(text: str, byline_words: Iterable[str], honorifics: Iterable[str], job_titles: Iterable[str], *, lower: bool = False) -> list[Person]:
    """The people of a byline that opens with one of ``byline_words``; an empty list if the text is not such a byline.

    With ``lower``, a single name in lower case counts too (``Posted on March 4, 2012 by mara``).
    """
    if (form := composed(text)) is not None:
        return _placed(people_in(form[0], byline_words, honorifics, job_titles, lower=lower), form[1])
    if (opened := after_word(text, byline_words)) is None:
        return []
    people = _people(text, opened, _words(tuple(honorifics), tuple(job_titles)), _Trust(1, strict=True))
    rest = text[opened:].strip()
    if not people and lower and re.fullmatch(r"[\w.-]{2,30}", rest) and not is_nobody(rest):
        return [Person(rest, opened, opened + len(rest))]
    return people


def people_named(text: str, honorifics: Iterable[str], job_titles: Iterable[str]) -> list[Person]:
    """The people of a line that is made of names alone; an empty list if it holds anything else."""
    if (form := composed(text)) is not None:
        return _placed(people_named(form[0], honorifics, job_titles), form[1])
    people = _people(text, 0, _words(tuple(honorifics), tuple(job_titles)), _Trust(2, strict=True))
    covered = sum(len(p.name.split()) + len(p.honorific.split()) for p in people)
    words = [w for w in text.replace(",", " ").split() if w.lower() not in _AND]
    return people if people and all(not p.role for p in people) and covered >= len(words) else []


def people_declared(text: str, nobodies: frozenset[str] = frozenset(), *, sure: bool = False) -> list[Person]:
    """The people that a declared or marked value names.

    ``nobodies``: names in lower case that are the site's; ``sure``: the place holds nothing but names.
    """
    if (form := composed(text)) is not None:
        return _placed(people_declared(form[0], nobodies, sure=sure), form[1])
    if not text.strip() or len(text) > 300:
        return []
    opened = len(text) - len(text.lstrip(_LEADING))
    if mailbox := _MAILBOX.match(text, opened):
        text, opened = text[:mailbox.end(1)], mailbox.start(1)
    for opening in (_DATE_BEFORE, _OPENING):
        if match := opening.match(text, opened):
            opened = match.end()
    if _SITE_FIRST.match(text, opened):
        return []
    out: list[Person] = []
    for person in _people(text, opened, _Words(_HONORIFICS, None), _Trust(2, sure=sure)):
        if person.name.lower() not in nobodies and not any(names.same_name(person.name, other.name) for other in out):
            out.append(person)
    return out


def reporter_in(text: str) -> Person | None:
    """The name at the end of a standfirst: ``… on the ferry and its fares, writes Ines Calloway``."""
    if (form := composed(text)) is not None:
        found = reporter_in(form[0])
        return _placed([found], form[1])[0] if found else None
    match = _REPORTER.search(text, max(len(text) - _MOST_CHARS, 0))
    return Person(match[1].rstrip("."), match.start(1), match.start(1) + len(match[1].rstrip("."))) if match else None


def _placed(people: list[Person], places: tuple[int, ...]) -> list[Person]:
    return [replace(p, start=places[p.start], end=places[min(p.end, len(places) - 1)]) for p in people]


@lru_cache(maxsize=8)
def _words(honorifics: tuple[str, ...], job_titles: tuple[str, ...]) -> _Words:
    jobs = "|".join(map(re.escape, job_titles))
    return _Words(frozenset(honorifics), re.compile(rf"\b(?:{jobs})\b", re.IGNORECASE) if jobs else None)


def after_word(text: str, words: Iterable[str]) -> int | None:
    """Where a text goes on after one of the words that announce a name (``By``); None where it opens with none of them."""
    low, words = text.lower(), tuple(words)
    for word in sorted(filter(low.startswith, words), key=lambda w: (-len(w), w)) if low.startswith(words) else ():
        rest = low[len(word):]
        bare = rest.lstrip(_COLONS if word.isascii() else _COLONS + "/／")
        if _RUN_INTO.match(text, len(word)) and text[len(word) - 1].islower():
            return len(word)
        if bare and (bare != rest or _HAN_NAME.match(bare) and _HAN_NAME.match(word)):
            return len(text) - len(bare)
    return None


class _Span(NamedTuple):
    start: int
    end: int


def _people(text: str, at: int, words: _Words, trust: _Trust) -> list[Person]:
    """The people of a text from a place on. A job with what it is of (``, Professor of Law, Ethics and Trade``) is masked by NUL, so that no comma or
    "and" in it parts people."""
    text = text[:at + _MOST_CHARS]
    tail = _TAIL.search(text, at)
    end = tail.start() if tail and tail.start() > at and not (trust.sure and text[tail.start():].strip()[:1].isdigit()) else len(text)
    shown = text[:at] + _ROLE_OF.sub(lambda m: "," + "\0" * (len(m[0]) - 1), text[at:end])
    out: list[Person] = []
    placed = False
    for part in _parts(shown, at, end):
        cut = _WHERE.search(shown[:part.end], part.start)
        here = _Span(part.start, cut.start()) if cut and cut.start() > part.start else part
        if placed and " " not in shown[here.start:here.end].strip():
            continue  # "in Trinidad and Tobago"
        placed = here is not part
        found = _of_part(text, shown, here, words, trust, bool(out))
        if found is not None:
            out += found
        elif trust.strict and not out:
            return []
    return out


def _parts(text: str, at: int, end: int) -> list[_Span]:
    """The stretches between "and"s, semicolons and the like."""
    cuts = [match.span() for match in _SPLIT.finditer(text, at, end)]
    spans = zip((at, *(stop for _, stop in cuts)), (*(start for start, _ in cuts), end), strict=True)
    return [_Span(start, stop) for start, stop in spans if start < stop]


def _of_part(text: str, shown: str, part: _Span, words: _Words, trust: _Trust, later: bool) -> list[Person] | None:
    """The people of a part between "and"s; None where its first piece is no name. ``shown``: the text with masked jobs; ``later``: other parts before
    it have named people."""
    first, *others = [*_pieces(shown, part), _Span(part.end, part.end)]
    pieces = [first, *_without_letters(shown, first, others)]
    if first.start == first.end:
        return []
    if turned := _turned(shown, pieces, words):
        return turned
    out: list[Person] = []
    for n, span in enumerate(pieces):
        piece = shown[span.start:span.end]
        if "\0" in piece:
            out[-1:] = [replace(p, role=p.role or text[span.start:span.end].strip()) for p in out[-1:]]
            continue
        person = None if n and _is_no_second(piece) else _person(piece, span.start, words, trust._replace(least=2) if n else trust)
        if person is not None:
            out.append(person)
        elif n == 0 and not later and not (piece[:1].islower() and len(pieces) > 1):
            if trust.strict:
                return None
        elif out and not out[-1].role and _says_role(piece, words):
            out[-1] = replace(out[-1], role=text[span.start:span.end])
    return out


def _without_letters(text: str, first: _Span, others: list[_Span]) -> Iterator[_Span]:
    """The pieces after the first, without letters after a name; in a line of capitals, two words are a name."""
    capitals, letters = text[first.start:first.end].isupper(), False
    for span in others:
        piece = text[span.start:span.end]
        lettered = names.LETTERS_AFTER.fullmatch(piece) and not (capitals and " " in piece)
        if lettered and (letters or not is_initials(piece) or names.DEGREE.fullmatch(piece)):
            letters = True
        elif piece:
            yield span


def _says_role(piece: str, words: _Words) -> bool:
    return words.jobs is not None and (words.jobs.search(piece) is not None or is_role(piece) or piece[:1].islower())


def _is_no_second(piece: str) -> bool:
    """Whether a piece after a comma is a job, a place or an organisation."""
    first = piece.split()[0].lower()
    return first in names.PLACE_WORDS or is_role(piece) or " of " in piece or is_organisation(piece) or first in _IN


def _turned(text: str, pieces: list[_Span], words: _Words) -> list[Person]:
    """People given as ``Last, First``, each of two pieces; an empty list where the pieces are no such names."""
    told = [text[s.start:s.end] for s in pieces]
    if len(told) % 2 or len(told) > 2 and not all(map(is_initials, told[1::2])):
        return []
    out = []
    for last, first, one, two in zip(pieces[::2], pieces[1::2], told[::2], told[1::2], strict=True):
        name = names.given_first([one, two])
        if name is None or is_role(two) or is_nobody(one) or is_organisation(one) or words.jobs and words.jobs.search(two):
            return []
        out.append(Person(names.proper(name), last.start, first.end))
    return out


def _pieces(text: str, part: _Span) -> Iterator[_Span]:
    """The pieces of a part that commas separate, without white space at their ends."""
    for match in re.finditer(r"[^,]+", text[part.start:part.end]):
        bare = match[0].strip()
        if bare.strip(" \0.") or "\0" in bare:
            start = part.start + match.start() + len(match[0]) - len(match[0].lstrip())
            yield _Span(start, start + len(bare))


def _person(piece: str, start: int, words: _Words, trust: _Trust) -> Person | None:
    """The person whom a piece names, without the words before and behind the name; None where it names nobody."""
    if opened := _OPENING.match(piece) if not trust.strict else None:
        start, piece = start + opened.end(), piece[opened.end():]
    start, piece = _bare(piece, start)
    if words.jobs and not piece[:1].islower() and words.jobs.search(piece):
        return None
    start, honorific, tokens = _without_honorific(piece.split(), start, words.honorifics)
    start, role, tokens = _without_role(tokens, start, words)
    tokens = _parted(tokens) if trust.strict else _as_far_as_the_name(_parted(tokens))
    while len(tokens) > 1 and names.DEGREE.fullmatch(tokens[-1]):
        tokens.pop()
    name = " ".join(tokens)
    if not name or len(name) < 2 or is_nobody(name) or _ADDRESS.search(name) or tokens[-1].lower() in _NO_END:
        return None
    least = 1 if honorific or not trust.strict and names.is_caseless(name) else trust.least
    shaped = names.is_shaped(tokens, least) and not is_organisation(name) and (trust.strict or not is_role(name))
    if not (_is_taken(name, tokens) if trust.sure else shaped):
        return None
    if len(tokens[-1]) > 2 and not _JUNIOR.search(name):
        name = name.rstrip(".")
    return Person(names.proper(name), start, start + len(name), honorific, role)


def _parted(tokens: list[str]) -> list[str]:
    """The words as far as one into which the next word runs (``Ada QuillCorrespondent``), that one cut."""
    for n, token in enumerate(tokens):
        if n and (glued := _GLUED.search(token)):
            return [*tokens[:n], token[:glued.start()]]
    return tokens


def _as_far_as_the_name(tokens: list[str]) -> list[str]:
    """The words of a declared value without the job or paper that follows a name."""
    for n, token in enumerate(tokens[2:], 2):
        paper = is_organisation(token) and n + 1 < len(tokens) and is_role(tokens[n + 1])
        if paper or is_role(token) and token.lower().strip(".") not in ("jr", "sr") or token.lower() in _AFTER_NAME:
            while n > 2 and tokens[n - 1].lower() in _BEFORE_JOB:
                n -= 1
            tokens = tokens[:n]
            break
    return tokens


def _bare(piece: str, start: int) -> tuple[int, str]:
    """A piece without quotation marks, handles and East Asian words for reporters."""
    east = _EAST_WORDS.sub("", _ASIDE.sub("", piece))
    bare = east.strip(" ,;:|·•–—\"“”").lstrip(".")
    return start + max(piece.find(bare), 0), bare


def _without_honorific(tokens: list[str], start: int, honorifics: frozenset[str]) -> tuple[int, str, list[str]]:
    many = 0
    while many < len(tokens) - 1 and tokens[many].lower().rstrip(".:") in honorifics:
        many += 1
    return _cut(tokens, start, many)


def _without_role(tokens: list[str], start: int, words: _Words) -> tuple[int, str, list[str]]:
    """``our reporter Ines Calloway``."""
    many = 0
    while many < min(len(tokens) - 1, 4):
        word = tokens[many]
        told = word.islower() and (many or word in _OUR or words.jobs and words.jobs.fullmatch(word))
        if not told and not (len(tokens) > many + 2 and _JOB_BEFORE.fullmatch(word)):
            break
        many += 1
    return _cut(tokens, start, many)


def _cut(tokens: list[str], start: int, many: int) -> tuple[int, str, list[str]]:
    """Where the others begin behind the first words of a piece, these words, and the others."""
    cut = " ".join(tokens[:many])
    return start + len(cut) + (many > 0), cut, tokens[many:]


def _is_taken(name: str, tokens: list[str]) -> bool:
    """Whether a value that is taken at its word can be a person's name at all; some people are called Post or Press."""
    paper = is_organisation(name) and not (len(tokens) == 2 and tokens[1].lower() in ("post", "press") and tokens[0].lower() != "the")
    return len(tokens) <= 6 and any(c.isalpha() for c in name) and not paper
