"""Downloads of Europresse (Eureka) as text: a source for each article.

An article opens with its paper, goes on with a line of section, date and number of words, then headline and author, and ends with the
number of its document (``news·20230504·LM·0123456``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.sources.download import Download
from pipeline.sources.said import said

__all__ = ["europresse_articles", "french_date", "is_europresse"]

_NUMBER = re.compile(r"^[ \t]*(?:Document(?:\s*+:)?\s*+)?((?:news|pub|web|tv)[·•.]\d{8}[·•.][A-Z]{1,8}[·•.]\S{1,60})[ \t]*$", re.MULTILINE)
_WORDS = re.compile(r"\b\d{1,6} (?:mots|words|mots environ)\b", re.IGNORECASE)
_FOOT = re.compile(
    r"[ \t]*(?:©|\(c\)|Copyright\b|Tous droits réservés|All rights reserved|Ce (?:document|certificat)|This (?:document|certificate)"
    r"|Illustration\(s\)|Note\(s\))", re.IGNORECASE)
_LONGEST_FOOT = 200
_DATE = re.compile(r"(?:\d{1,2}|[^\W\d_]{3,12})[ ./-]\s?(?:1[5-9]|20)\d\d\b")
_PAGE = re.compile(r"(?:,\s*|(?<![\s,])\s+)?(?:p(?:ages?|g)?\.?)\s*[A-Z]?\d{1,4}.*$", re.IGNORECASE)
_MONTHS = {name: n for n, name in enumerate(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(), 1)}
_FRENCH = re.compile(rf"\b(\d{{1,2}})(?:er)? ({'|'.join(_MONTHS)}) (\d{{4}})\b", re.IGNORECASE)
_HEAD_LINES = 8
_LONGEST_AUTHOR = 100


def is_europresse(text: str) -> bool:
    """Whether a text has documents that are numbered as Europresse does, and says how many words they have."""
    return _NUMBER.search(text) is not None and _WORDS.search(text) is not None


def europresse_articles(text: str) -> Iterator[Download]:
    """The articles of a download; what stands behind the last number is no article unless it has a head of its own."""
    at = 0
    for match in _NUMBER.finditer(text):
        yield _article(text[at:match.start()].split("\n"), match[1])
        at = match.end()
    rest = text[at:]
    if _WORDS.search(rest[:600]):
        yield _article(rest.split("\n"), "")


def _article(lines: list[str], number: str) -> Download:
    article = Download()
    start = _head(lines, article)
    stop = next((n for n in range(len(lines) - 1, start, -1) if lines[n].strip() and not _is_foot(lines[n])), len(lines) - 1) + 1
    article.body = [line.strip() for line in lines[start:stop]]
    article.fields += [("foot", line.strip()) for line in (*lines[:start], *lines[stop:]) if _is_foot(line)]
    article.fields += [("Document", number)] if number else []
    return article


def _is_foot(line: str) -> bool:
    """Whether a line is of those that Europresse prints around a text; a long one is a paragraph that begins like one."""
    return len(line) <= _LONGEST_FOOT and _FOOT.match(line) is not None


def _head(lines: list[str], article: Download) -> int:
    """Reads paper, date, headline and author; where the text begins."""
    shown = [n for n, line in enumerate(lines) if line.strip() and not _is_foot(line)][:_HEAD_LINES]
    dated = next((i for i, n in enumerate(shown[:4]) if _WORDS.search(lines[n]) or _DATE.search(lines[n])), None)
    if dated is None or len(shown) < dated + 2:
        return shown[0] if shown else 0
    _told(article, "publisher", "paper", lines[shown[0]].strip() if dated else "")
    at = dated
    while at < len(shown) - 1 and (_WORDS.search(lines[shown[at]]) or _DATE.search(lines[shown[at]])) and at < dated + 3:
        _dated(article, lines[shown[at]].strip())
        at += 1
    article.title = lines[shown[at]].strip()
    _told(article, "title", "headline", article.title)
    after = shown[at + 1] if at + 1 < len(shown) else shown[at] + 1
    line = lines[after].strip() if after < len(lines) else ""
    if _is_author(line, lines[after + 1:after + 2]):
        _told(article, "author", "author", line)
        after += 1
    return after


def _is_author(line: str, following: list[str]) -> bool:
    """Whether a line below the headline is short, by itself and no sentence."""
    return bool(line) and len(line) <= _LONGEST_AUTHOR and line[0].isupper() and line[-1] not in ".!?»:" and not "".join(following).strip()


def _dated(article: Download, line: str) -> None:
    words = _WORDS.search(line)
    told = line[:words.start()].strip(" ,-–|") if words else line
    section, _, date = told.rpartition(",") if _DATE.search(told.rpartition(",")[2]) else ("", "", told)
    if _DATE.search(date) and not any(key == "date" for key, _ in article.fields):
        _told(article, "published", "date", french_date(date) or _PAGE.sub("", date).strip())
        _told(article, "section", "section", _PAGE.sub("", section).strip(" ,"))
    if words:
        article.fields.append(("words", words[0]))


def french_date(text: str) -> str | None:
    """The first French date in a line, as ISO 8601 has it."""
    french = _FRENCH.search(text)
    return f"{french[3]}-{_MONTHS[french[2].lower()]:02}-{int(french[1]):02}" if french else None


def _told(article: Download, field: str, own: str, value: str) -> None:
    if value:
        article.fields.append((own, value))
        article.known += said(field, own, value)
