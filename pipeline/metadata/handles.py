"""Authors who sign with a handle: whoever started a thread of a forum, and one word in any case behind "by" at the head of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.data import Block, Decision, Label
from pipeline.metadata.signatures import SURE_WORDS, is_long
from pipeline.reading.dates import dates_in, dates_in_any
from pipeline.reading.names import is_nobody, is_organisation
from pipeline.reading.people import Person
from pipeline.reading.word_lists import listed

__all__ = ["handle_after_by", "handle_of", "poster", "started_by", "thread_starter"]

_LONGEST, _NAME, _WORDS = 120, 40, 3
"""Characters of a line that names who started a thread, characters of a name there, and its words."""
_STARTERS = "|".join(re.escape(word) for word in sorted(listed("threads.starters", "pipeline.metadata"), key=len, reverse=True))
_HEADINGS = frozenset(listed("threads.headings", "pipeline.metadata"))
_NOBODIES = frozenset({"guest", "anonymous", "deleted user", "[deleted]", "unknown"})
"""Names by which forums sign posts of nobody."""
_STARTER = re.compile(rf"(?:{_STARTERS})\s?[:：]?(?:\s+|$)", re.IGNORECASE)
_STARTED_BY = re.compile(
    r"(?:#\d{1,9} |(?:this |the |your )?(?:thread|topic|discussion|conversation|question|issue|post)\b.{0,80}?\s)?(?:started|created|opened) by "
    r"([^\s,|·•]+(?: [^\s,|·•]+){0,2})(?=\s?[,|·•])", re.IGNORECASE)
"""Who started a thread, in a line that opens with these words."""
_ENDS = re.compile(r"(?:(?<!\s)\s+)?[|·•,;]\s.*$|(?<!\s)\s+(?:start date|beginndatum|startdatum)\b.*$", re.IGNORECASE)
"""What follows the name in one line: the date on which the thread was started."""
_STARTED_IT = re.compile(r"(\S+(?: \S+){0,2}) (?:discussion|thread|topic) starter", re.IGNORECASE)
"""The name of whoever started a thread with these words behind it, as below a post."""
_POST_BY = re.compile(
    r"(?:(?:re: .{0,80} )?(?:post|posted|message|beitrag|wpis|bericht|mensaje|messaggio|mensagem|сообщение) )?(?:by|von|par|por|door|di|da|autor:?) "
    r"(\S+(?: \S+){0,2}) » (?=.{6,40}$)", re.IGNORECASE)
"""How forums sign a post: the name, a mark, the date."""
_ASKED = re.compile(r"(?:asked|preguntada|perguntada|質問日)\s(?:el\s|em\s)?(?=\S)", re.IGNORECASE)
"""Before the day on which a question was asked; the name stands in the next line."""
_COUNTED = re.compile(r"(?:viewed|modified|active|edited|vist[ao]|modificad[ao]|activ[ao]|ativ[ao])(?:\s|$)", re.IGNORECASE)
"""What else stands below that day: ``Viewed 12 times``, ``Modified today``."""
_HEADLINES = frozenset({Label.TITLE, Label.SUBTITLE, Label.HEADING, Label.STANDFIRST, Label.KICKER})
_AFTER_BY = re.compile(rf"(?:{'|'.join(sorted(SURE_WORDS))})\s+([\w.-]+)\s*(?=[,|·•]|$)", re.IGNORECASE)


def thread_starter(blocks: Sequence[Block], decisions: Sequence[Decision], *, said: bool = False) -> tuple[Block, Person] | None:
    """Whoever started the thread of a page: ``Thread starter millpond_9``, in one line or in two, above the end of the running text; else whoever
    signs its first post. ``said``: only where the words of forums for a starter stand there."""
    end = max((d.block for d in decisions if d.label is Label.PARAGRAPH and is_long(blocks[d.block].text)), default=-1)
    for block, following in pairwise(blocks[:end + 1]):
        if (not said or _STARTER.match(block.text)) and (found := started_by(block, following)) and not _is_headline(block, decisions[block.n]):
            return found
    return None if said else poster(blocks[:end + 1])


def _is_headline(block: Block, decision: Decision) -> bool:
    """Whether a line with the words for a starter behind others is about what starts a talk: ``A great discussion starter``."""
    return decision.label in _HEADLINES and _STARTED_IT.fullmatch(block.text) is not None


def poster(blocks: Sequence[Block]) -> tuple[Block, Person] | None:
    """Whoever signs the first post of a thread: in a line of a name, a mark and a date, or in the line below that in which a question was asked."""
    for block, following in pairwise(blocks):
        if len(block.text) > _LONGEST:
            continue
        if (match := _POST_BY.match(block.text)) and _may_be_handle(match[1]) and dates_in_any(block.text[match.end():]):
            return block, Person(match[1], match.start(1), match.end(1))
        asked = _ASKED.match(block.text)
        dated = asked is not None and any(hit.start == 0 for hit in dates_in_any(block.text[asked.end():]))
        if dated and _may_be_handle(following.text) and not _COUNTED.match(following.text):
            return following, Person(following.text, 0, len(following.text))
    return None


def started_by(block: Block, following: Block | None) -> tuple[Block, Person] | None:
    """Whoever started a thread, if a block says it, or opens with it where the next block names the starter."""
    if len(block.text) > _LONGEST:
        return None
    if match := _STARTER.match(block.text):
        named, at = (following, 0) if following is not None and match.end() == len(block.text) else (block, match.end())
        name = _ENDS.sub("", named.text[at:]).strip()
        if _may_be_handle(name) and not any(hit.start == 0 for hit in dates_in_any(named.text[at:].lstrip())):
            at = named.text.index(name, at)
            return named, Person(name, at, at + len(name))
    elif (match := _STARTED_BY.match(block.text) or _STARTED_IT.fullmatch(block.text)) and _may_be_handle(match[1]):
        return block, Person(match[1], match.start(1), match.end(1))
    return None


def handle_of(text: str) -> str:
    """The name by which somebody signs posts, out of a text that may go on with a date; empty where the text is no name."""
    hits = dates_in_any(text)
    name = _ENDS.sub("", text[:hits[0].start] if hits else text).strip().removeprefix("@").removesuffix(":").strip()
    words = name.split()
    if not _is_short(name) or len(name) == 1 or len(words) > 1 and len(words[0]) == 1 or any(word.replace(",", "").isnumeric() for word in words):
        return ""
    return "" if name.lower() in _NOBODIES else name


def _may_be_handle(name: str) -> bool:
    return _is_short(name) and not is_nobody(name)


def _is_short(name: str) -> bool:
    words = name.split()
    letters = 0 < len(name) <= _NAME and len(words) <= _WORDS and any(map(str.isalpha, name)) and not (len(words) > 1 and words[0].isnumeric())
    return letters and "@" not in name and name.lower() not in _HEADINGS


def handle_after_by(blocks: Sequence[Block], decisions: Sequence[Decision], language: str) -> tuple[Block, Person] | None:
    """One word in any case behind "by", with nothing behind it but a date, in a line that the labeller takes for a byline or a dateline."""
    for block, decision in zip(blocks, decisions, strict=True):
        match = _AFTER_BY.match(block.text) if decision.label in (Label.BYLINE, Label.DATELINE) else None
        if match is None or not _may_be_handle(match[1]) or match[1].isupper() or is_organisation(match[1]):
            continue
        rest = block.text[match.end():].strip(" ,|·•")
        if not rest or dates_in(rest, language):
            return block, Person(match[1], match.start(1), match.end(1))
    return None
