"""Downloads of Factiva as it shows its articles, without codes: headline, number of words, date, paper, language and copyright in lines of their own,
then the text, then the number of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.sources.download import Download
from pipeline.sources.press_marks import LENGTH, NUMBERED
from pipeline.sources.said import said

__all__ = ["is_shown_factiva", "shown_factiva_articles"]

_END = re.compile(NUMBERED, re.MULTILINE)
_WORDS = re.compile(LENGTH, re.MULTILINE)
_DAY = re.compile(r"\d{1,2}\.? (?:de )?[^\d\s]{3,12} (?:de )?\d{4}$")
_TIME = re.compile(r"\d{1,2}:\d\d\b")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}$")
_LANGUAGES = frozenset(
    "English French German Spanish Italian Dutch Portuguese Russian Polish Anglais Français Allemand Englisch Deutsch Französisch Inglés "
    "Español".split())
_COPYRIGHT = re.compile(r"(?:Copyright\b|©|\(c\))", re.IGNORECASE)
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Di|Door) \S")
_MOST_LINES = 14
"""Lines of the head behind the number of words."""


def is_shown_factiva(text: str) -> bool:
    """Whether articles of Factiva stand in a text as it shows them."""
    return _END.search(text) is not None and _WORDS.search(text) is not None


def shown_factiva_articles(text: str) -> Iterator[Download]:
    """The articles of such a download."""
    at = 0
    for end in _END.finditer(text):
        article = _article(text[at:end.start()])
        article.fields.append(("AN", end[0].split()[-1]))
        yield article
        at = end.end()
    if _WORDS.search(text, at):
        yield _article(text[at:])  # its number is missing, since the file is cut off


def _article(text: str) -> Download:
    lines = [line.strip() for line in text.split("\n")]
    counted = next((n for n, line in enumerate(lines) if _WORDS.match(line)), None)
    article = Download()
    start = _head(lines, counted, article) if counted is not None else 0
    article.body = _body(lines[start:], article)
    return article


def _head(lines: list[str], counted: int, article: Download) -> int:
    """Reads the head, whose number of words is in line ``counted``: where the text begins."""
    _above(lines[:counted], article)
    last = counted
    found: list[tuple[int, str]] = [(n, line) for n, line in enumerate(lines[counted + 1:counted + 1 + _MOST_LINES], counted + 1) if line]
    ends = [n for n, line in found if _COPYRIGHT.match(line)] or [n for n, line in found if line in _LANGUAGES]
    dated = next((n for n, line in found if _DAY.match(line)), None)
    last = max(last, *ends[:1], dated or 0) if ends or dated else last
    head = [line for n, line in found if n <= last and n != dated]
    if dated is not None:
        article.known += said("published", "line of the date", lines[dated])
    names = [line for line in head if not _TIME.match(line) and not _CODE.match(line) and line not in _LANGUAGES and not _COPYRIGHT.match(line)]
    article.known += said("publisher", "line after the date", *names[:1])
    article.known += said("language", "line of the language", *[line for line in head if line in _LANGUAGES][:1])
    article.known += said("licence", "copyright", *[line for line in head if _COPYRIGHT.match(line)][:1])
    article.fields += [("line", line) for line in (lines[counted], *((lines[dated],) if dated is not None else ()), *head)]
    return last + 1


def _above(lines: list[str], article: Download) -> None:
    """Section, headline and author, which stand right above the number of words; other paragraphs above them are those of the cover."""
    block: list[str] = []
    for line in reversed(lines):
        if line:
            block.insert(0, line)
        elif any(not _BYLINE.match(one) for one in block):
            break
    is_shorter = len(block) > 2 and len(block[-1].split()) < len(block[-2].split())
    author = block.pop() if len(block) > 1 and (is_shorter or _BYLINE.match(block[-1])) else ""
    article.title = " ".join(block[1:] if len(block) > 1 else block)
    article.fields += [("cover", line) for line in lines[:len(lines) - len(block)] if line and line not in block and line != author]
    article.known += said("section", "line above the headline", *(block[:1] if len(block) > 1 else ()))
    article.known += said("title", "headline", article.title)
    article.known += said("author", "line before the number of words", author)


def _body(lines: list[str], article: Download) -> list[str]:
    """The text without the name of the owner below it, which the line of the copyright has too."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    owners = [value for key, value in article.fields if key == "line" and _COPYRIGHT.match(value)]
    if lines and len(lines) > 1 and not lines[-2] and any(lines[-1].rstrip(".") in owner for owner in owners):
        article.fields.append(("owner", lines[-1]))
        return lines[:-1]
    return lines
