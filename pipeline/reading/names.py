"""What a single name looks like: capitals, particles, letters after it, names that stand for nobody, and the order of its parts."""

from __future__ import annotations

import re

__all__ = [
    "AGENCIES",
    "DEGREE",
    "EASTERN_BY",
    "LETTERS_AFTER",
    "PARTICLES",
    "PLACE_WORDS",
    "WIRES",
    "given_first",
    "is_initials",
    "is_nobody",
    "is_nobody_at_all",
    "is_organisation",
    "is_role",
    "is_shaped",
    "is_team",
    "proper",
    "same_name",
]

PARTICLES = frozenset(
    "de da do das dos del della dello di du d' des la le van von vom zu zum zur der den ter ten te bin ibn al el af av och y e i of".split())
"""Words that stand in lower case inside names."""
_PARTICLES_OR_NAMES = frozenset({"Al", "Van", "Di", "Da", "Ben", "Den"})
"""Particles that are given names where they open a name."""
DEGREE = re.compile(r"(?:ph\.?\s?d|r\.?n|j\.?d|m\.?p\.?h|c\.?p\.?a|m\.?d|m\.?sc|b\.?sc|ll\.?m|esq)\.?", re.IGNORECASE)
"""Degrees that may follow a name without a comma."""
EASTERN_BY = "本报记者|记者|記者|作者|文|取材・文|撰文|글"
"""Words for "by" in Chinese, Japanese and Korean, as alternatives of an expression."""
LETTERS_AFTER = re.compile(
    r"(?:ph\.?\s?d|m\.?d|m\.?a|b\.?a|m\.?sc|b\.?sc|ll\.?m|esq)\.?|(?-i:"
    r"[A-Z][A-Za-z]{0,3}\.(?:[ -]?[A-Z][A-Za-z]{0,2}\.?)*|[A-Z][a-z]{0,2}[A-Z®™][\w®™]{0,5}(?:[ -][\dA-Z®™]{1,6})*|[A-Z]-[A-Z]{2,5}(?: \d+)?)",
    re.IGNORECASE)
"""Letters after a name ("MD", "Ph.D.", "CPP")."""
PLACE_WORDS = frozenset(
    "new san santa los las hong north south east west northern southern eastern western united tel buenos addis kuala abu sri cape".split())
"""First words of places that are made of two words."""
_ELIDED = re.compile(r"[dlo]['’][A-ZÀ-Þ]")
_TOKEN = re.compile(r"[^\W\d_](?:[\w'’.·・\-]*[\w.])?$")
_MARKS = '“”"‘’()'
_IDIOMS = frozenset({
    "invitation only", "popular demand", "royal appointment", "special request", "special arrangement", "public demand", "our readers",
    "key points", "key takeaways", "key facts", "key findings", "key insights", "quick facts", "quick summary", "quick take", "executive summary",
    "main points", "final thoughts", "story highlights", "article highlights", "table of contents", "in brief", "at a glance"})
_NOBODY = re.compile(
    r"(?:the\s+)?(?:site\s*)?(?:admins?|administrators?|webmaster|editors?|editorial|redaktion|redaction|rédaction|redacción|redazione|redactie|redakcja|staff|team|guest|"
    r"user|author|autor|anonymous|unknown|none|null|undefined|n/?a|contributors?|newsroom|news\s*desk|press\s*(?:office|release)|root|test|default|"
    r"wordpress|super\s*user|moderator|system|bot|marketing|content|writer|profile|follow|share|more|home|about|contact|subscribe|view all posts|"
    r"read more|see more|byline|written by|name|wpengine|wp[-_ ]?admin|blog|company|website|support|sponsored|advertis\w+|"
    r"newsletters?|no-?reply|do\s?not\s?reply|mailer[- ]daemon|postmaster|undisclosed(?:\s+recipients)?|"
    r"cms(?:\s+\w+)?|\w+\s+export|"
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"ed|the|by|(?:full\s+)?bio|(?:twitter|facebook|instagram|linkedin|youtube|\s)+|编辑部?|本站|佚名|匿名|管理员|편집부|관리자|編集部|管理人)"
    r"(?:[\s_-]*(?:staff|team|writers?|editors?|desk|board|office|department|author|admin|user|posts?|contributors?|reports?))?\d*", re.IGNORECASE)
_STAFF = re.compile(
    r"\b(?:staff|team|editors|editorial|newsroom|desk|redaktion|rédaction|redacción|redazione|redactie|redakcja|contributors|department|admin|administrator)\b",
    re.IGNORECASE)
AGENCIES = "AFP|AP|APA|dpa|DPA|EFE|ANSA|Reuters|SDA|Keystone-SDA|TT|NTB|Ritzau|Belga|PAP|CTK|MTI"
"""News agencies that are named behind an author."""
WIRES = r"(?<!\s)\s(?:and|&)\s(?:(?:wire|news|agency)\s(?:reports?|services?)|(?:news\s)?agencies|wires?)$"
"""What papers add to the name of a team: ``Quay Staff and agencies``."""
_TEAM_WORDS = 5
"""Words of the longest name of a team."""
_TITLES = re.compile(
    r"\b(?:editor|writer|reporter|correspondent|journalist|author|director|manager|professor|founder|ceo|cto|coo|chief|president|officer|head|senior|staff|analyst|"
    r"strategist|specialist|consultant|engineer|researcher|columnist|contributor|fellow|producer|expert|economist|coach|lead|vp|partner|associate|assistant|universit\w+|hochschule|institut\w*|"
    r"redakteur|korrespondent|rédacteur|périodista|periodista|giornalista|owner|designer|developer|marketing|freelance|intern|educator|\w+(?:ologist|alist|icist|ician)|"
    r"blogger|host|reviewer|photographer|illustrator|translator|novelist|historian|dietitian|nutritionist|gardener|astrologer|librarian|nurse|physician|attorney|lawyer|advisor|planner|agent|lecturer|minister|secretary|chair|dean|department|college|school|faculty|centre|center)\b",
    re.IGNORECASE)
_ORGANISATION = re.compile(
    r"\b(?:post|times|gazette|globe|herald|tribune|chronicle|courier|observer|guardian|telegraph|examiner|inquirer|news|press|agency|agence|agentur|"
    r"associated|reuters|afp|dpa|upi|ansa|efe|tass|xinhua|bloomberg|apa|sid|pti|ani|ians|tnn|ntb|ritzau|(?-i:AP|TT|SDA|ATS)|presse-agentur|"
    r"magazine|magazin|zeitung|anzeiger|rundschau|nachrichten|diario|periódico|"
    r"giornale|corriere|network|media|radio|tv|television|broadcasting|foundation|universit\w+|hochschule|institut\w*|council|ministry|association|committee|"
    r"ltd|inc|llc|gmbh|wire|daily|weekly|online|digital|usa today|shimbun|ajansı|gazetesi)\b"
    r"|日报|晚报|新闻|通讯社|社$|新聞|新報|일보|신문|뉴스", re.IGNORECASE)
_LETTER_RUN = re.compile(r"[^\W\d_]{2,}")
_MC = re.compile(r"\bMc([a-zà-ÿ])")


def is_nobody(name: str) -> bool:
    """Names that stand for no person: admin, Staff, Editorial Team …"""
    name = name.strip()
    return bool(_NOBODY.fullmatch(name) or _STAFF.search(name)) or name.lower() in _IDIOMS


def is_nobody_at_all(name: str) -> bool:
    """Names that stand for nobody in particular: ``admin``, ``Staff``, ``Redaktion``; not those of a team that is named (``Quay Staff``)."""
    return _NOBODY.fullmatch(name.strip()) is not None or name.strip().lower() in _IDIOMS


def is_team(name: str) -> bool:
    """A team that is named: ``Quay Staff``, ``Upper Lock News Desk``; not ``Staff`` alone."""
    words = name.split()
    named = 2 <= len(words) <= _TEAM_WORDS and all(word[0].isupper() for word in words)
    return named and _STAFF.fullmatch(words[-1]) is not None and not is_nobody_at_all(name)


def is_organisation(name: str) -> bool:
    """Names of papers, agencies and firms, by a word in them or by "The" before them."""
    return _ORGANISATION.search(name) is not None or name[:4].lower() == "the "


def is_role(piece: str) -> bool:
    """Jobs, and the places where people do them."""
    return _TITLES.search(piece) is not None


def is_initials(piece: str) -> bool:
    """``M. A.``, ``M.A.``, ``J``: the letters of given names, and nothing else."""
    words = piece.replace(".", ". ").replace("-", " ").split()
    return 1 <= len(words) <= 4 and all(len(w.rstrip(".")) == 1 and w[0].isupper() for w in words)




def is_shaped(words: list[str], least: int) -> bool:
    """Whether words are written as a name is: capitals but for particles, at least ``least`` of them; any word of a script without capitals."""
    if not least <= len(words) <= 5 or not all(_TOKEN.match(w.strip(_MARKS)) for w in words):
        return False
    if all(_caseless(w) for w in words):
        return 2 <= len("".join(words)) <= 14
    big = [w for n, w in enumerate(words) if w.lower() not in PARTICLES or not n and w in _PARTICLES_OR_NAMES]
    return bool(big) and len(big) >= min(least, len(words)) and all(_opens_big(w) for w in big)


def _opens_big(word: str) -> bool:
    bare = word.strip(_MARKS)
    return bool(bare) and (bare[0].isupper() or _ELIDED.match(bare) is not None)


def _caseless(word: str) -> bool:
    return word.lower() == word.upper()


def given_first(pieces: list[str]) -> str | None:
    """``Last, First`` in the usual order; None where two pieces are no such name. ``Doyle, Jane de`` and ``Effiong, M. A.`` are such names."""
    if len(pieces) != 2:
        return None
    last, given = pieces[0].split(), pieces[1].split()
    if not last or not given or not _opens_big(given[0]) or len(given) > 4 or _caseless(pieces[0]):
        return None
    surname = [w for w in last if w.lower() not in PARTICLES]
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
