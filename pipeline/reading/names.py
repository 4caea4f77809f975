"""What a single name looks like: capitals, particles, letters after it, names that stand for nobody, and the order of its parts."""

from __future__ import annotations

import re

from pipeline.reading.word_lists import any_of, listed

__all__ = ["AGENCIES", "DEGREE", "EASTERN", "EASTERN_BY", "LETTERS_AFTER", "PARTICLES", "PLACE_WORDS", "STAFF", "given_first", "is_caseless",
           "is_initials", "is_nobody", "is_nobody_at_all", "is_organisation", "is_role", "is_shaped", "proper", "same_name"]

PARTICLES = frozenset(listed("names.particles"))
"""Words that stand in lower case inside names."""
_GIVEN_PARTICLES = frozenset(listed("names.particles_or_names"))
DEGREE = re.compile(r"(?:ph\.?\s?d|r\.?n|j\.?d|m\.?p\.?h|c\.?p\.?a|m\.?d|m\.?sc|b\.?sc|ll\.?m|esq)\.?", re.IGNORECASE)
"""Degrees that may follow a name without a comma."""
EASTERN = re.compile("[\u3041-\u30ff\u3400-\u9fff\u3005\u3006\uac00-\ud7a3]")
"""A character of Chinese, Japanese or Korean."""
EASTERN_BY = any_of("names.eastern_by")
"""Words for "by" in Chinese, Japanese and Korean, as alternatives of an expression."""
LETTERS_AFTER = re.compile(
    # degrees; then abbreviations with full stops, letters such as "CPP" and "ACSM EP-C", and letters with a hyphen
    r"(?:ph\.?\s?d|m\.?d|m\.?a|b\.?a|m\.?sc|b\.?sc|ll\.?m|esq)\.?|(?-i:"
    r"[A-Z][A-Za-z]{0,3}\.(?:[ -]?[A-Z][A-Za-z]{0,2}\.?)*|[A-Z][a-z]{0,2}[A-Z®™][\w®™]{0,5}(?:[ -][\dA-Z®™]{1,6})*|[A-Z]-[A-Z]{2,5}(?: \d+)?)",
    re.IGNORECASE)
"""Letters after a name ("MD", "Ph.D.", "CPP")."""
PLACE_WORDS = frozenset(listed("names.place_words"))
"""First words of places that are made of two words."""
_ELIDED = re.compile(r"[dlo]['’][A-ZÀ-Þ]")
_TOKEN = re.compile(r"[^\W\d_](?:[\w%'’.·・\-]*[\w%.])?$".replace("%", r"\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0971-\u0ece"))
"""A word of a name; signs of vowels and tones, which Python does not count among letters, are parts of it."""
_MARKS = '“”"‘’()'
_IDIOMS = frozenset((*listed("names.idioms"), *listed("names.picture_agencies")))
_NOBODY = re.compile(
    # names of roles and programs; days of the week; networks; any of these with the words of a team after it
    rf"(?:the\s+)?(?:site\s*)?(?:{any_of('names.nobody')}|news\s*desk|press\s*(?:office|release)|super\s*user|wp[-_ ]?admin|advertis\w+|"
    r"do\s?not\s?reply|undisclosed\s+recipients|cms\s+\w+|\w+\s+(?:export|admin)|full\s+bio|"
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?|(?:twitter|facebook|instagram|linkedin|youtube|\s)+)"
    rf"(?:[\s_-]*(?:{any_of('names.teams')}))?\d*", re.IGNORECASE)
STAFF = re.compile(rf"\b(?:{any_of('names.staff')})\b", re.IGNORECASE)
"""Words of a team that stands for nobody by itself: ``Staff``, ``Redaktion``."""
AGENCIES = any_of("names.agencies")
"""News agencies that are named behind an author, as alternatives of an expression."""
_JOBS = re.compile(rf"\b(?:{any_of('names.jobs')}|universit\w+|institut\w*|\w+(?:ologist|alist|icist|ician))\b", re.IGNORECASE)
_ORGANISATION = re.compile(
    # words in any case, words that count in capitals alone, then words of scripts in which an expression finds no ends of words
    rf"\b(?:{any_of('names.organisations')}|universit\w+|institut\w*|(?-i:{any_of('names.organisations_in_capitals')}))\b"
    rf"|{any_of('names.organisations_eastern')}|社$", re.IGNORECASE)
_LETTER_RUN = re.compile(r"[^\W\d_]{2,}")
_MC = re.compile(r"\bMc([a-zà-ÿ])")


def is_nobody(name: str) -> bool:
    """Names that stand for no person: admin, Staff, Editorial Team …"""
    return is_nobody_at_all(name) or STAFF.search(name) is not None


def is_nobody_at_all(name: str) -> bool:
    """Names that stand for nobody in particular: ``admin``, ``Staff``, ``Redaktion``; not those of a team that is named (``Quay Staff``)."""
    return _NOBODY.fullmatch(name.strip()) is not None or name.strip().lower() in _IDIOMS


def is_organisation(name: str) -> bool:
    """Names of papers, agencies and firms, by a word in them or by "The" before them."""
    return _ORGANISATION.search(name) is not None or name[:4].lower() == "the "


def is_role(piece: str) -> bool:
    """Jobs, and the places where people do them."""
    return _JOBS.search(piece) is not None


def is_initials(piece: str) -> bool:
    """``M. A.``, ``M.A.``, ``J``: the letters of given names, and nothing else."""
    words = piece.replace(".", ". ").replace("-", " ").split()
    return 1 <= len(words) <= 4 and all(len(w.rstrip(".")) == 1 and w[0].isupper() for w in words)


def is_shaped(words: list[str], least: int) -> bool:
    """Whether words are written as a name is: capitals but for particles, at least ``least`` of them; any word of a script without capitals."""
    if not least <= len(words) <= 5 or not all(_TOKEN.match(w.strip(_MARKS)) for w in words):
        return False
    if all(is_caseless(w) for w in words):
        return 2 <= len("".join(words)) <= (14 if EASTERN.search(words[0]) else 32)
    big = [w for n, w in enumerate(words) if w.lower() not in PARTICLES or (w[:1].isupper() and n == len(words) - 1 if n else w in _GIVEN_PARTICLES)]
    return bool(big) and len(big) >= min(least, len(words)) and all(_opens_big(w) for w in big)


def _opens_big(word: str) -> bool:
    bare = word.strip(_MARKS)
    return bool(bare) and (bare[0].isupper() or _ELIDED.match(bare) is not None)


def is_caseless(word: str) -> bool:
    """Whether a word has no capitals: no letter's case tells a name from a word of a sentence."""
    return word.lower() == word.upper()


def given_first(pieces: list[str]) -> str | None:
    """``Last, First`` in the usual order; None where two pieces are no such name. ``Doyle, Jane de`` and ``Effiong, M. A.`` are such names."""
    if len(pieces) != 2:
        return None
    last, given = pieces[0].split(), pieces[1].split()
    if not last or not given or not _opens_big(given[0]) or len(given) > 4 or is_caseless(pieces[0]):
        return None
    surname = [w for w in last if w.lower() not in PARTICLES] or [w for w in last if len(last) == 1 and w[0].isupper()]
    after = [w for w in given[1:] if w in PARTICLES]
    names = given[: len(given) - len(after)]
    if not 1 <= len(surname) <= 2 or given[len(names):] != after or not all(map(_opens_big, (*surname, *names))):
        return None
    if is_initials(" ".join(names)) or is_initials(" ".join(names[1:])) and len(surname) == 1 or after and len(surname) == 1:
        return " ".join((*given, *last))
    if len(surname) > 1 or len(names) > 2 or LETTERS_AFTER.fullmatch(pieces[1]) or names[0].lower() in PLACE_WORDS:
        return None
    return " ".join((*given, *last))


def proper(name: str) -> str:
    """A name printed in capitals in the usual form; the printed form stays in the evidence."""
    if not name.isupper() or len(name) < 4 or " " not in name and len(name) < 6:
        return name
    words = [w.lower() if n and w.lower() in PARTICLES and len(w) > 1 else _LETTER_RUN.sub(lambda m: m.group().capitalize(), w)
             for n, w in enumerate(name.split(" "))]
    return _MC.sub(lambda m: "Mc" + m[1].upper(), " ".join(words))


def same_name(one: str, other: str) -> bool:
    """Whether two strings name one person: the same letters, whatever the case, dots and marks."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
