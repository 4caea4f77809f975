"""Authors as HTML names them: several people apart, without "by", titles of jobs, addresses, sites and "admin"."""

from __future__ import annotations

import re

__all__ = ["is_nobody", "people", "same_name"]

_OPENING = re.compile(
    r"^(?:(?:(?:article|story|text|words|reporting|report|post(?:ed)?|written|reviewed|published|created|authored|contributed|submitted|compiled)\s+)?by"
    r"|authors?|writer|von|autor(?:in)?|par|auteur|por|escrito por|di|scritto da|door|af|av|przez|autor)(?:\s*[:：]\s*|\s+)(?=\S)", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:;|\s&\s|\s\+\s|\band\b|\bund\b|\bwith\b|\s(?:et|y|e|en|mit|avec|con)\s(?=[A-ZÀ-Þ]))\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|org|net|co|io|de|fr|uk|html?|php)\b|/", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
# What follows a name in a byline: a mark, who reviewed it, a date, a year, a parenthesis.
_TAIL = re.compile(
    r"\s*(?:[|•·–—⋅∙●▪‧].*|(?<=\w)(?:Updated|Published|Posted|Last Updated)\b.*|\b(?:last\s+)?(?:updated|modified)\b.*"
    rf"|\b{_MONTH}[a-z]*\.?\s+\d.*|\b(?:(?:medically\s+|fact[- ]?)?(?:reviewed|checked|edited)|photos?|illustrat\w+)\s+by\b.*"
    rf"|\([^()]*\)?$|\s-\s.*|\b(?:updated|published|posted|on|last|in)\s+(?:\d|{_MONTH}|mon|tue|wed|thu|fri|sat|sun).*"
    r"|\d{1,2}[./-]\d.*|\b\d{4}\b.*)$", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:the\s+)?(?:site\s*)?(?:admins?|administrators?|webmaster|editors?|editorial|redaktion|redaction|rédaction|redacción|redazione|redactie|redakcja|staff|team|guest|"
    r"user|author|autor|anonymous|unknown|none|null|undefined|n/?a|contributors?|newsroom|news\s*desk|press\s*(?:office|release)|root|test|default|"
    r"wordpress|super\s*user|moderator|system|bot|marketing|content|writer|profile|follow|share|more|home|about|contact|subscribe|view all posts|"
    r"read more|see more|byline|name|wpengine|wp[-_ ]?admin|blog|company|website|support|sponsored|advertis\w+)"
    r"(?:[\s_-]*(?:staff|team|writers?|editors?|desk|board|office|department|author|admin|user|posts?|contributors?|reports?))?\d*", re.IGNORECASE)
_STAFF = re.compile(
    r"\b(?:staff|team|editors|editorial|newsroom|desk|redaktion|rédaction|redacción|redazione|contributors|department|admin|administrator)\b",
    re.IGNORECASE)
_TITLES = re.compile(
    r"\b(?:editor|writer|reporter|correspondent|journalist|author|director|manager|professor|founder|ceo|cto|coo|chief|president|officer|head|senior|staff|analyst|"
    r"strategist|specialist|consultant|engineer|researcher|columnist|contributor|fellow|producer|expert|coach|lead|vp|partner|associate|assistant|university|institute|"
    r"redakteur|korrespondent|rédacteur|périodista|periodista|giornalista|owner|designer|developer|marketing|freelance|intern|educator|\w+(?:ologist|alist|icist|ician)|blogger|host|nurse|physician|attorney|lawyer|advisor|planner|agent|inc|llc|ltd|magazine|news|times|media)\b",
    re.IGNORECASE)
# Letters after a name ("MD", "Ph.D.", "CPP") stand after a comma and belong to no second person.
_LETTERS_AFTER = re.compile(
    r"(?:Jr|Sr)\.?|I{2,3}|IV|[A-Z][A-Za-z]{0,3}\.(?:[ -]?[A-Z][A-Za-z]{0,2}\.?)*"
    r"|[A-Z][a-z]{0,2}[A-Z®™][\w®™]{0,5}(?:[ -][\dA-Z®™]{1,6})*|[A-Z]-[A-Z]{2,5}(?: \d+)?")
_PARTICLES = frozenset(
    "de da do das dos del della dello di du la le van von vom zu zum zur der den ter ten bin ibn al el af av och y e i of the".split())


def people(text: str, nobodies: frozenset[str], *, sure: bool = False) -> list[str]:
    """The people that a string names. ``nobodies``: names in lower case that are the site's; ``sure``: the place holds nothing but names."""
    text = _OPENING.sub("", " ".join(text.split())).strip(" ,;:|·•-–—")
    if not text or len(text) > 300:
        return []
    out: list[str] = []
    for part in _SPLIT.split(_TAIL.sub("", text)):
        for piece in _by_comma(part):
            name = _name(piece, sure)
            if name and name.lower() not in nobodies and not any(same_name(name, other) for other in out):
                out.append(name)
    return out


def _by_comma(part: str) -> list[str]:
    """People parted by commas; letters and jobs after a name are no people. ``Last, First`` is left as it stands."""
    pieces = [p.strip() for p in part.split(",") if p.strip()]
    if len(pieces) == 2 and all(len(p.split()) == 1 for p in pieces) and not _LETTERS_AFTER.fullmatch(pieces[1]):
        return [f"{pieces[1]} {pieces[0]}"]
    out = []
    for n, piece in enumerate(pieces):
        if n and (_LETTERS_AFTER.fullmatch(piece) or _TITLES.search(piece) or len(piece.split()) < 2):
            continue
        out.append(piece)
    return out


def _name(piece: str, sure: bool) -> str | None:
    piece = _OPENING.sub("", _TAIL.sub("", piece).strip(" .,;:|·•\"“”")).strip(" ,;:")
    words = piece.split()
    while len(words) > 2 and _TITLES.fullmatch(words[-1]):
        words.pop()
    piece = " ".join(words)
    if not words or len(words) > 6 or len(piece) < 2 or is_nobody(piece) or _ADDRESS.search(piece):
        return None
    if any(c.isdigit() for c in piece) and not sure:
        return None
    if sure:
        return _proper(piece)
    big = [w for w in words if w.lower() not in _PARTICLES]
    cased = any(c.lower() != c.upper() for c in piece)
    if len(words) < 2 and cased or not big or cased and not all(w.lstrip("(\"'“‘")[:1].isupper() for w in big):
        return None
    return None if _TITLES.search(piece) else _proper(piece)


def is_nobody(name: str) -> bool:
    """Names that stand for no person: admin, Staff, Editorial Team …"""
    name = name.strip()
    return bool(_NOBODY.fullmatch(name) or _STAFF.search(name))


def same_name(one: str, other: str) -> bool:
    """Whether two strings name one person: the same letters, whatever the case, dots and marks."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def _proper(name: str) -> str:
    """Capitals throughout become the usual form; the printed form stays in the evidence."""
    if not name.isupper() or len(name) < 6 or " " not in name:
        return name
    return re.sub(r"[^\W\d_]{2,}", lambda m: m.group().capitalize(), name)
