"""Names of authors: out of a byline, out of the end of a standfirst, with honorifics and job titles kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Person", "people_in", "people_named", "reporter_in"]

# Particles that stand in lower case inside names.
_PARTICLES = frozenset(
    "de da do das dos del della dello di du d' des la le van von vom zu zum zur der den ter ten te bin ibn al el af av och y e i of the".split()
)
_DEGREE = re.compile(r",?\s+(?:ph\.?\s?d|m\.?d|m\.?a|b\.?a|m\.?sc|b\.?sc|ll\.?m|esq|jr|sr)\.?$", re.IGNORECASE)
_ELIDED = re.compile(r"[dlo]['’][A-ZÀ-Þ]")
_OUR = frozenset("our unser unserem unserer unseren notre nuestro nuestra nostro nostra nosso nossa onze ons nasz nasza the".split())
_NAME_TOKEN = re.compile(r"[^\W\d_](?:[\w'’.\-]*[\w.])?$")
_SPLIT = re.compile(r"\s*(?:;|\s&\s|\s\+\s|\s/\s|\s(?:and|und|et|y|e|i|en|og|och|with|mit|avec|con|com|met)\s)\s*", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:[.;]\s*(?i:photo|pic|illus|foto|image|fotografi|bild)\w*|[|•·]|\s[–—-]\s|\(|\d|@|https?:|\bin\s[A-Z]|\s(?:on|for|at|reports|in|aged)\s|\s(?i:published|posted|updated|publié|publicado|pubblicato|veröffentlicht|gepubliceerd|opublikowano)\b).*$"
)
_REPORTER = re.compile(
    r"(?:(?:,|\.|\s[–—-]|^)\s*[Bb]y|(?:,|\.|\s[–—-]|^|\b)\s*(?:[Ii]nterview by|writes|reports|argues|explains|investigates|finds|asks|"
    r"examines|écrit|schreibt|berichtet|escribe|scrive|schrijft|pisze|escreve))\s+"
    r"([A-ZÀ-ÖØ-ÞŁŚŻ][\w'’.\-]+(?:\s+(?:[A-ZÀ-ÖØ-ÞŁŚŻ][\w'’.\-]*|de|da|van|von|der|la|del|di|du|al|bin)){1,4})\s*[.]?\s*$"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A name without "by", with what stood beside it. ``start`` and ``end`` are places in the text it was read from."""

    name: str
    start: int
    end: int
    honorific: str = ""
    role: str = ""


def people_in(
    text: str, byline_words: Iterable[str], honorifics: Iterable[str], job_titles: Iterable[str], *, lower: bool = False
) -> list[Person]:
    """The people of a byline that opens with one of ``byline_words``; an empty list if the text is not such a byline.

    With ``lower``, a single name in lower case counts too (``Posted on March 4, 2012 by mara``).
    """
    opened = _after_word(text, byline_words)
    if opened is None:
        return []
    people = _people(text, opened, tuple(honorifics), tuple(job_titles), least=1)
    rest = text[opened:].strip()
    if not people and lower and re.fullmatch(r"[\w.-]{2,30}", rest) and rest not in ("admin", "editor", "staff"):
        return [Person(rest, opened, opened + len(rest))]
    return people


def people_named(text: str, honorifics: Iterable[str], job_titles: Iterable[str]) -> list[Person]:
    """The people of a line that is made of names alone; an empty list if it holds anything else."""
    people = _people(text, 0, tuple(honorifics), tuple(job_titles), least=2)
    covered = sum(len(p.name.split()) + len(p.honorific.split()) for p in people)
    words = [w for w in text.replace(",", " ").split() if w.lower() not in ("and", "und", "et", "y", "e", "i", "en", "&")]
    return people if people and all(not p.role for p in people) and covered >= len(words) else []


def reporter_in(text: str) -> Person | None:
    """The name at the end of a standfirst: ``… about workers' power, writes Chris Bambery``."""
    match = _REPORTER.search(text)
    return Person(match[1].rstrip("."), match.start(1), match.start(1) + len(match[1].rstrip("."))) if match else None


def _after_word(text: str, words: Iterable[str]) -> int | None:
    low = text.lower()
    for word in sorted(words, key=lambda w: (-len(w), w)):
        if low.startswith(word):
            rest = low[len(word) :]
            if rest[:1] in (" ", ":", "\xa0") and rest.lstrip(" :\xa0"):
                return len(text) - len(rest.lstrip(" :\xa0"))
    return None


def _people(text: str, at: int, honorifics: tuple[str, ...], job_titles: tuple[str, ...], *, least: int) -> list[Person]:
    tail = _AFTER.search(text, at)
    end = tail.start() if tail and tail.start() > at else len(text)
    end = len(_DEGREE.sub("", text[:end]))
    out: list[Person] = []
    place = at
    for part in _SPLIT.split(text[at:end]):
        found = text.find(part, place)
        place = found + len(part)
        for n, piece in enumerate(_pieces(part)):
            where = text.find(piece, found)
            if n and piece.startswith(("de ", "da ", "do ", "en ", "em ", "à ", "in ")):
                continue  # where it was written
            person = _person(piece, where, honorifics, job_titles, least)
            if person is None:
                if n == 0 and not out:
                    if piece[:1].islower() and "," in part:
                        continue  # "the secretary, P. J. Whitlow"
                    return []
                if out and not out[-1].role:
                    out[-1] = Person(out[-1].name, out[-1].start, out[-1].end, out[-1].honorific, piece)
                continue
            out.append(person)
    return out


def _pieces(part: str) -> list[str]:
    return [p.strip() for p in part.split(",") if p.strip()]


def _person(piece: str, start: int, honorifics: tuple[str, ...], job_titles: tuple[str, ...], least: int) -> Person | None:
    low = piece.lower()
    if not piece[:1].islower() and any(re.search(rf"\b{re.escape(job)}\b", low) for job in job_titles):
        return None
    honorific = ""
    words = piece.split()
    while len(words) > 1 and words[0].lower().rstrip(".:") in honorifics:
        honorific = f"{honorific} {words[0]}".strip()
        start += len(words[0]) + 1
        words = words[1:]
    role: list[str] = []
    while len(words) > 1 and words[0].islower() and (role or words[0] in _OUR or words[0].lower() in job_titles) and len(role) < 4:
        role.append(words[0])
        start += len(words[0]) + 1
        words = words[1:]
    if not least <= len(words) <= 5:
        return None
    if not all(_NAME_TOKEN.match(w.strip('“”"‘’()')) for w in words):
        return None
    big = [w for w in words if w.lower() not in _PARTICLES]
    if not big or not all(w.strip('“”"‘’()')[0].isupper() or _ELIDED.match(w) for w in big) or len(big) < min(least, len(words)):
        return None
    name = " ".join(words).rstrip(".,:;") if len(words[-1]) > 2 else " ".join(words).rstrip(",:;")
    return Person(_proper(name), start, start + len(name), honorific, " ".join(role))


def _proper(name: str) -> str:
    """A name printed in capitals is given in the usual way; the printed form stays in the evidence."""
    if not name.isupper() or len(name) < 4:
        return name
    return re.sub(r"[^\W\d_]{2,}", lambda m: m.group().capitalize(), name)
