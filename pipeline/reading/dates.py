"""Dates in text, as precise as they are printed.

Month and weekday names come from CLDR through Babel (loaded when the first candidate turns up, 0.04 s). A date that can be read in two
ways (``03/04/2012`` in English) gives its year alone: an empty value beats a wrong one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.reading.date_hits import DateHit, hits_at
from pipeline.reading.dates_eastern import eastern_dates
from pipeline.reading.dates_solar import solar_dates
from pipeline.reading.forms import composed
from pipeline.reading.word_lists import listed

__all__ = ["calendar_words", "dates_in", "dates_in_any", "names_of_days"]

_QUICK = re.compile(r"(?<!\d)(?:1[2-9]|20|2[45])\d\d(?!\d)|年")
_DIGITS = {ord(digit): str(int(digit)) for digit in filter(str.isdecimal, map(chr, range(0x660, 0x10000)))}
"""Digits of all scripts in use: Arabic, Persian, Devanagari, Bengali, Thai, Burmese, full-width …"""
_ISO = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)([-/.])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})\2\s?((?:1[5-9]|20)\d\d)(?!\d)")
_ROMAN = re.compile(r"(?<![\d.])(\d{1,2})(\.\s?|/|\s)(I{1,3}|IV|VI{0,3}|IX|XI{0,2})(?:\2|\.\s?|/|\s)((?:1[5-9]|20)\d\d)(?!\d)")
"""``7.III.2024``, ``7 III 2024``: months in Roman numbers, as in Poland, Hungary and Latin America."""
_ROMANS = {name: n for n, name in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)}
_FALLBACK = ("en",)
_MANY = listed("dates.languages")
"""Languages whose months are tried where a line is known to be a dateline."""
_DAY_FIRST, _DAY_FIRST_REGIONS = frozenset(listed("dates.day_first")), frozenset(listed("dates.day_first_regions"))
"""Languages, and regions of English, whose dates put the day first also where only numbers stand."""
_SPELLINGS = {"ar": ("ar", "ar_SY", "ar_DZ", "ar_MA"), "sr": ("sr", "sr_Latn"), "bs": ("bs", "bs_Cyrl")}
"""Regions of a language that have names of their own for months."""
_SOUTH_SLAVIC, _GENITIVE = frozenset({"sr", "bs"}), re.compile(r"([бb])[аa]([рr])$")
"""Languages whose dates have the genitive of a month, which CLDR does not know: ``maja``, ``септембра``."""
_TWICE = "ar"
"""A language that prints two names of one month: ``أيار/مايو``."""
_GLUED_BEFORE = {"he": "[בל]?"}
"""What touches a month's name from before: ``4 במאי 2023``."""
_LAST_OF_EUROPE = "\u0530"
"""Before the letters of scripts in which a word of two letters can be the whole name of a month."""
_BIKRAM_FIRST = 2060
"""Year from which Nepal's numbers are of its own calendar."""


@lru_cache(maxsize=32)
def _names(languages: tuple[str, ...]) -> tuple[dict[str, int], frozenset[str]]:
    """Month names to numbers, and weekday names, in lower case and without the full stop of an abbreviation."""
    from babel.core import UnknownLocaleError
    from babel.dates import get_day_names, get_month_names

    months: dict[str, int] = {}
    days: set[str] = set()
    for language in languages:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                try:
                    found, week = get_month_names(width, context, language), get_day_names(width, context, language)
                except (UnknownLocaleError, ValueError):
                    continue
                for number, name in found.items():
                    months.setdefault(str(name).lower().rstrip("."), number)
                days.update(str(name).lower().rstrip(".") for name in week.values())
    _add_forms(months, days, languages)
    known = {name: n for name, n in months.items() if len(name) > 2 or len(name) == 2 and name > _LAST_OF_EUROPE}
    return known, frozenset(d for d in days if len(d) > 1)


def _add_forms(months: dict[str, int], days: set[str], languages: tuple[str, ...]) -> None:
    """Adds forms that dates have and CLDR does not: the locative of Latvian, English abbreviations, other spellings of Arabic and Persian, and the
    genitive of South Slavic languages."""
    if "lv" in languages:
        months.update({re.sub("is$", "ī", name) if name.endswith("is") else re.sub("s$", "ā", name): n for name, n in tuple(months.items())})
    if "en" in languages:
        months.setdefault("sept", 9)
        days.update(("tues", "thur", "thurs", "weds"))
    if "ar_SY" in languages:
        months.update({re.sub("[أإآ]", "ا", name): n for name, n in tuple(months.items())})
    if not _SOUTH_SLAVIC.isdisjoint(languages):
        months.update({_GENITIVE.sub(r"\1\2", name) + ("а" if name[-1] > "\u0400" else "a"): n for name, n in tuple(months.items())})
    if "fa" in languages:
        months.update({name.rstrip("ٔ"): n for name, n in tuple(months.items())}, می=5)


@lru_cache(maxsize=32)
def _patterns(languages: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    months, _ = _names(languages)
    names = "|".join(re.escape(m) for m in sorted(months, key=lambda m: (-len(m), m)))
    twice = rf"(?:(?:{names})\s?/\s?)?" if languages[0] == _TWICE else ""
    month = rf"{twice}{_GLUED_BEFORE.get(languages[0], '')}({names})(?!\w)\.?"
    year = r"((?:1[5-9]|20)\d\d)(?!\d)"
    link = r"(?:\s+|\s*[-/]\s*|\s+(?:de|del|of|di|do|năm)\s+)"
    day_month = re.compile(rf"(?<![\d.,])(?:(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?{link}(?:of\s+)?)?{month},?{link}{year}", re.IGNORECASE)
    month_day = re.compile(rf"(?<![^\W\d_]){month}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{year}", re.IGNORECASE)
    year_month = re.compile(rf"(?<!\d){year}(?:\.|,|\s?m\.)?\s+{month}\s+(\d{{1,2}})(?!\d)", re.IGNORECASE)
    year_day = re.compile(rf"(?<!\d){year}\.?\s+(?:gada|жылғы|жылы|жылдың|елның)\s+(\d{{1,2}})\.?(?:-\w{{1,4}})?\s+{month}", re.IGNORECASE)
    return day_month, month_day, year_month, year_day


def dates_in(text: str, language: str) -> list[DateHit]:
    """The dates in a text, in order, none inside another."""
    if not text.isascii():
        if (form := composed(text)) is not None:
            return [hit.placed(form[1]) for hit in dates_in(form[0], language)]
        text = text.translate(_DIGITS)
    if not _QUICK.search(text):
        return []
    return _dates_in(text, language.lower(), _spellings(language))


def dates_in_any(text: str) -> list[DateHit]:
    """The dates in a line of which something else says that it is one, whatever the language of the page: a menu in one, a date in another."""
    text = text if text.isascii() else text.translate(_DIGITS)
    return _dates_in(text, "und", _MANY) if _QUICK.search(text) else []


def _dates_in(text: str, language: str, languages: tuple[str, ...]) -> list[DateHit]:
    hits = [h for m in _ISO.finditer(text) for h in hits_at(m, m[1], m[3], m[4])]
    hits += [*eastern_dates(text, language), *solar_dates(text, language)]
    hits += [h for m in _NUMERIC.finditer(text) for h in _numeric(m, language)]
    if any(c.isalpha() for c in text):
        hits += [h for m in _ROMAN.finditer(text) for h in hits_at(m, m[4], _ROMANS[m[3]], m[1])]
        months, _ = _names(languages)
        day_month, month_day, year_month, year_day = _patterns(languages)
        hits += [h for m in year_day.finditer(text) for h in hits_at(m, m[1], months[m[3].lower()], m[2])]
        hits += [h for m in year_month.finditer(text) if not _is_verb(m[2]) for h in hits_at(m, m[1], months[m[2].lower()], m[3])]
        hits += [h for m in month_day.finditer(text) if not _is_verb(m[1]) for h in hits_at(m, m[3], months[m[1].lower()], m[2])]
        hits += [h for m in day_month.finditer(text) if m[1] or not _is_verb(m[2]) for h in hits_at(m, m[3], months[m[2].lower()], m[1])]
    if language.startswith("ne"):
        hits = [h for h in hits if int(h.value[:4]) < _BIKRAM_FIRST]
    out: list[DateHit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -len(h.value))):
        if not out or hit.start >= out[-1].end:
            out.append(hit)
    return out


def _is_verb(name: str) -> bool:
    """``may 1900 times``, ``to march 2000 miles``: English months have a capital."""
    return name in ("may", "march", "mar")


def calendar_words(language: str) -> frozenset[str]:
    """Names of months and weekdays in a language and in English, in lower case, as far as they are single words."""
    months, days = _names(_languages(language))
    return frozenset(name for name in (*(m for m in months if len(m) > 2), *days) if name.isalpha())


def names_of_days(language: str) -> frozenset[str]:
    """Names of weekdays in a language and in English, in lower case."""
    return _names(_languages(language))[1]


def _languages(language: str) -> tuple[str, ...]:
    code = language.split("-")[0].lower()
    return (code, *_FALLBACK) if code not in ("und", "en", "") else _FALLBACK


def _spellings(language: str) -> tuple[str, ...]:
    first, *others = _languages(language)
    return (*_SPELLINGS.get(first, (first,)), *others)


def _numeric(match: re.Match[str], language: str) -> list[DateHit]:
    first, second, year = int(match[1]), int(match[3]), match[4]
    if first > 12 or language.split("-")[0] in _DAY_FIRST or language in _DAY_FIRST_REGIONS or match[2] == ".":
        return hits_at(match, year, second, first)
    if second > 12 or first == second:
        return hits_at(match, year, first, second)
    return [DateHit(year, *match.span())]
