"""Training pages that are composed of parts of others.

A composed page has the text of one article, a head with its title, names and dates in one of many orders and manners, and what stands above and below
other articles in the same language. So a text in any language of the material meets boilerplate that it never stood with.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence

from babel.core import UnknownLocaleError
from babel.dates import format_date

from pipeline.evidence.phrases import load_phrases
from tools.train.corpus import Gold
from tools.train.examples import Example, Line
from tools.train.labelled import FOLD, TOP, line_of, parted, pieces
from tools.train.tables import table

TABLES = 1 / 12
"""Share of the articles that get a table of data."""


class Composer:
    """Composes pages from the renderings of others."""

    def __init__(self, examples: Sequence[Example], golds: dict[str, Gold]) -> None:
        self.golds = golds
        self.pieces = parted(pieces())
        self.bodies: list[Example] = []
        self.tops: dict[str, list[tuple[int, tuple[Line, ...]]]] = defaultdict(list)
        self.tails: dict[str, list[tuple[int, tuple[Line, ...]]]] = defaultdict(list)
        for example in examples:
            gold = golds.get(example.id)
            if gold is None or gold.partial or gold.doubtful or gold.kind != "article":
                continue
            if example.rendering == "article":
                self.bodies.append(example)
            elif example.rendering in ("lines", "soup", "inscriptis"):
                self._store(example, gold.language)

    def _store(self, example: Example, language: str) -> None:
        """What stands above and below the text of a page."""
        kept = [i for i, line in enumerate(example.lines) if line.share >= 0.5 and len(line.text) > 60]
        named = [i for i, line in enumerate(example.lines) if line.labels in ("title", "byline", "dateline", "standfirst")]
        if not kept:
            return
        first = min([kept[0], *(i for i in named if i < kept[0])])
        top = tuple(line._replace(text=line.text.strip()) for line in example.lines[:first] if _is_boilerplate(line))
        tail = tuple(line._replace(text=line.text.strip()) for line in example.lines[kept[-1] + 1:] if _is_boilerplate(line))
        if top:
            self.tops[language].append((example.fold, top))
        if tail:
            self.tails[language].append((example.fold, tail))

    def page(self, n: int) -> Example:
        """The n-th composed page; the same page for the same number."""
        rng = random.Random(n)
        body = rng.choice(self.bodies)
        gold = self.golds[body.id]
        text = [line for line in body.lines if line.labels not in ("title", "byline", "dateline")]
        if rng.random() < 0.3:
            text = text[: rng.randrange(3, max(len(text), 4))]
        text = _with_table(text, rng)
        spaced = rng.choice((0, 1, 1, 1, 2))
        lines: list[Line] = []
        if rng.random() < 0.4:
            lines += self._part(self.tops, gold.language, body.fold, rng, last=True)
        lines += _head(gold, rng)
        lines += [line._replace(blank=spaced) for line in text]
        if rng.random() < 0.75:
            lines += self._part(self.tails, gold.language, body.fold, rng, last=False)
        lines = [_spaced(line, spaced, rng) for line in _habits(lines, rng)]
        return Example(f"composed:{body.id}:{n}", "composed", "composed", body.fold, tuple(lines))

    def _part(self, parts: dict[str, list[tuple[int, tuple[Line, ...]]]], language: str, fold: int, rng: random.Random, *, last: bool) -> list[Line]:
        found = [part for own, part in parts[language if rng.random() < 0.9 else "en"] if own == fold]
        if not found:
            return []
        part = rng.choice(found)
        size = min(len(part), rng.choice((3, 6, 10, 20, 40, 80)))
        return list(part[-size:] if last else part[:size])

    def framed(self, n: int) -> Example:
        """The n-th page whose frame is invented: its head, what stands above, below and between."""
        rng = random.Random(n)
        if rng.random() < 0.4 and any(place == "body" for place, _ in self.pieces):
            language, text = rng.choice([(lang, piece) for (place, lang), found in sorted(self.pieces.items()) if place == "body" for piece in found])
            gold, fold, lines = None, FOLD, list(text)
        else:
            body = rng.choice(self.bodies)
            gold, fold = self.golds[body.id], body.fold
            language = gold.language if ("tail", gold.language) in self.pieces else "en"
            lines = [line._replace(blank=1) for line in body.lines if line.labels not in ("title", "byline", "dateline")]
            if rng.random() < 0.5:
                lines = lines[: rng.randrange(3, max(len(lines), 4))]
        lines = _with_table(lines, rng)
        for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
            at = rng.randrange(1, max(len(lines), 2))
            lines[at:at] = self._piece("insert", language, rng)
        told = any(line.labels == "title" for line in lines[:TOP])
        head = [] if told else list(self._piece("head", language, rng)) if gold is None or rng.random() < 0.5 else _head(gold, rng)
        top = self._piece("top", language, rng) if rng.random() < 0.5 else ()
        tails = [line for _ in range(rng.randrange(0, 4)) for line in self._piece("tail", language, rng)]
        lines = [*top, *head, *lines, *tails]
        if rng.random() < 0.6:
            spaced = rng.choice((0, 1, 1, 2))
            lines = [_spaced(line, spaced, rng) for line in lines]
        return Example(f"framed:{n}", "composed", "composed", fold, tuple(_habits(lines, rng)))

    def _piece(self, place: str, language: str, rng: random.Random) -> tuple[Line, ...]:
        found = self.pieces.get((place, language if rng.random() < 0.9 else "en")) or self.pieces.get((place, "en")) or [()]
        return rng.choice(found)

    def listing(self, n: int) -> Example:
        """A page that only lists articles: titles, dates and the beginnings of texts."""
        rng = random.Random(n)
        language = self.golds[rng.choice(self.bodies).id].language
        chosen = [b for b in rng.sample(self.bodies, min(300, len(self.bodies))) if self.golds[b.id].language == language][: rng.randrange(5, 25)]
        lines: list[Line] = self._part(self.tops, language, chosen[0].fold if chosen else 0, rng, last=True)
        teaser, dated = rng.random() < 0.7, rng.random() < 0.6
        for body in chosen:
            gold = self.golds[body.id]
            lines.append(line_of(1, gold.title or body.lines[0].text[:80], "related|navigation"))
            if dated:
                lines.append(line_of(0, _date(gold, rng), "related|article-info|navigation"))
            if teaser and body.lines:
                lines.append(line_of(0, body.lines[0].text[:180] + rng.choice(("", "…", " Read more")), "related"))
        return Example(f"listing:{n}", "listing", "composed", chosen[0].fold if chosen else 0, tuple(lines))

    def several(self, n: int) -> Example:
        """Several articles in one text."""
        rng = random.Random(n)
        first = rng.choice(self.bodies)
        same = [b for b in rng.sample(self.bodies, min(200, len(self.bodies))) if self.golds[b.id].language == self.golds[first.id].language]
        lines: list[Line] = []
        for body in [first, *same][: rng.randrange(2, 5)]:
            head = [line._replace(labels="heading|title", weight=0.5) if line.labels == "title" else line for line in _head(self.golds[body.id], rng)]
            lines += [*head, *(line._replace(blank=1) for line in body.lines[:25])]
        return Example(f"several:{n}", "several", "composed", first.fold, tuple(lines))


def _is_boilerplate(line: Line) -> bool:
    front = ("", "title", "byline", "dateline", "standfirst")
    return line.weight > 0 and line.share < 0.15 and line.labels not in front and "caption" not in line.labels


def _with_table(lines: list[Line], rng: random.Random) -> list[Line]:
    """The lines of an article, with a table of data between two of them on one page in twelve."""
    if rng.random() >= TABLES or len(lines) < 2:
        return lines
    at = rng.randrange(1, len(lines))
    return [*lines[:at], *table(lines, rng), *lines[at:]]


def _spaced(line: Line, spaced: int, rng: random.Random) -> Line:
    if spaced == 0:
        return line._replace(blank=0)
    return line._replace(blank=1 if len(line.text) > 60 or rng.random() < 0.8 or spaced == 2 else 0)


_FORMATS = ("long", "long", "medium", "full", "short", "d MMMM yyyy", "yyyy-MM-dd", "dd.MM.yyyy", "MMMM yyyy")


def _date(gold: Gold, rng: random.Random) -> str:
    try:
        day = dt.date.fromisoformat(gold.published[:10])
    except ValueError:
        day = dt.date(1995, 1, 1) + dt.timedelta(days=rng.randrange(11_000))
    try:
        made = format_date(day, rng.choice(_FORMATS), gold.language or "en")
    except (UnknownLocaleError, ValueError):
        made = day.isoformat()
    return made


_CITIES = ("London", "Berlin", "Paris", "Madrid", "Lowick")


def _byline(gold: Gold, rng: random.Random) -> tuple[str, str]:
    names = list(gold.authors[:3]) or [_name(rng)]
    words = load_phrases().lists(gold.language or "en").words("byline_words") or ("By",)
    word = rng.choice(words[:6])
    word = word.capitalize() if rng.random() < 0.8 else word
    people = rng.choice((", ", " and ", " & ")).join(names)
    made = rng.choice((people, people, f"{word} {people}", f"{word} {people}", f"{word}: {people}", f"{people}, {_date(gold, rng)}",
                       f"{word} {people} | {_date(gold, rng)}", f"{word} {people} in {rng.choice(_CITIES)}", people.upper()))
    return made, "byline"


_FIRST = "Maud Ines Tomas Aylin Jonas Marta Olu Keiko Pavel Nadia Rory Elsa Bram Lucia Andrzej Hedda Samir Freya Ivo Tamsin".split()
_LAST = ("Effiong Calloway Larraga Brandt Oduya Winther Marlow Castellan Petrov Lindqvist Moreau Ferri Kowal Ibarra Sato Haddad Novak Berg "
         "Quill Dorn").split()


def _name(rng: random.Random) -> str:
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


_PAPERS = ("The {} Courier", "{} Gazette", "The {} Review", "{} Post", "{} Notes", "The {} Worker", "{} Today", "The {} Tribune", "{} Kurier",
           "Le Courrier de {}", "Diario de {}")
_TOWNS = "Wexley Lowick Dunmarra Northside Harbour Marsh Quayside Ferrol Aldermoor Kestrel Tarn Bexhill Sund Oster Vallon".split()
_SECTIONS = "News Opinion Analysis Features Culture Politics World Comment Reviews Letters Interview Sport Science History".split()


_INFO = ("3 min read", "5 minute read", "2 comments", "0 Comments", "1,204 words", "Reading time: 4 minutes")
_SHARE = ("Share", "Share this article", "Facebook Twitter Email", "Tweet", "Print")


def _head(gold: Gold, rng: random.Random) -> list[Line]:
    """Title, names and dates in one of many orders."""
    title = [line_of(1, gold.title, "title", 3.0)] if gold.title and rng.random() < 0.93 else []
    byline = [line_of(1, *_byline(gold, rng), 2.0)] if rng.random() < 0.6 else []
    date = [line_of(1, rng.choice(("", "", "", "Published ", "Posted on ")) + _date(gold, rng), "dateline", 2.0)] if rng.random() < 0.55 else []
    above: list[Line] = []
    if rng.random() < 0.25:
        above.append(line_of(1, rng.choice(_PAPERS).format(rng.choice(_TOWNS)), "masthead", 1.5))
    if rng.random() < 0.15:
        above.append(line_of(1, rng.choice(_SECTIONS), "section-name", 1.5))
    if rng.random() < 0.12:
        form = rng.choice(("Issue {}", "Issue No. {}", "No. {}", "Issue {} | " + _date(gold, rng), "Vol. 3, No. {}"))
        above.append(line_of(1, form.format(rng.randrange(1, 2500)), "issue", 1.5))
    if rng.random() < 0.06:
        above.append(line_of(1, rng.choice(("Part {} of 5", "Part {}", "Episode {}")).format(rng.randrange(1, 6)), "series", 1.5))
    below = [line for line in (above.pop() if above and rng.random() < 0.3 else None,) if line is not None]
    info = [line_of(1, rng.choice(_INFO), "article-info")] if rng.random() < 0.15 else []
    share = [line_of(1, rng.choice(_SHARE), "share|print-tools")] if rng.random() < 0.12 else []
    standfirst = [line_of(1, gold.standfirst, "standfirst", 1.5)] if len(gold.standfirst) > 40 and rng.random() < 0.5 else []
    order = rng.choice((
        (*above, *title, *standfirst, *byline, *date), (*above, *title, *byline, *date, *standfirst), (*above, *date, *title, *byline, *standfirst),
        (*above, *title, *date, *byline, *standfirst), (*byline, *above, *title, *date, *standfirst), (*above, *title, *standfirst, *date, *byline),
    ))
    return [*order, *below, *info, *share]


def _habits(lines: list[Line], rng: random.Random) -> list[Line]:
    """What scrapers do to lines: captions twice, menus glued into one line, headings lost, a title printed twice."""
    twice, glue, lost = rng.random() < 0.5, rng.random() < 0.15, rng.random() < 0.08
    again = rng.random() < 0.08
    out: list[Line] = []
    for line in lines:
        if lost and line.labels == "heading":
            continue
        if glue and out and line.labels == out[-1].labels == "navigation" and len(out[-1].text) < 300:
            out[-1] = out[-1]._replace(text=out[-1].text + rng.choice((" | ", " ", "", " • ", " / ")) + line.text)
            continue
        out.append(line)
        if (twice and line.labels == "caption" and len(line.text.split()) > 3) or (again and line.labels == "title"):
            out.append(line._replace(labels="duplicate", share=0.0))
    return out
