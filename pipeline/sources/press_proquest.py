"""Downloads of ProQuest as text: a source for each article.

Articles are parted by lines of underscores or by ``Document 1 of 12``. An article opens with its title; fields with a name and a colon follow, one of
which, ``Full text:``, holds the body; those of the publication stand behind it and end with ``ProQuest document ID:`` and the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.sources.download import Download
from pipeline.sources.said import said

__all__ = ["PARTED", "is_proquest", "proquest_article", "proquest_articles", "proquest_parts"]

PARTED = re.compile(r"^[ \t]*(?:_{20,}|Document \d{1,6} of \d{1,6})[ \t]*$", re.MULTILINE)
_SURE = frozenset((
    "publication title", "publication date", "publication year", "proquest document id", "document url", "source type", "language of publication",
    "place of publication", "country of publication", "publication subject", "document type"))
"""Fields that no text has: behind the text, the first of them ends it."""
_NAMES = _SURE | frozenset((
    "title", "alternate title", "subtitle", "author", "authors", "byline", "publication info", "abstract", "links",
    "full text", "subject", "location", "people",
    "company / organization", "company/organization", "classification", "identifier / keyword", "identifier/keyword", "product name", "series title",
    "volume", "issue", "pages", "number of pages", "year", "section", "publisher", "issn", "e-issn", "isbn", "doi", "url", "dateline", "language",
    "document feature", "number of references", "accession number", "copyright", "last updated", "database", "credit", "illustration",
    "narrow subject",
    "broad subject", "supplement", "correspondence author", "first page", "column", "edition", "start page", "word count"))
_FIELD = re.compile(r"([A-Z][A-Za-z]{1,14}(?:(?: ?[/-] ?| )[A-Za-z]{1,14}){0,3}):(?:[ \t]+(.*))?$")
_FULL_TEXT = re.compile(r"^[ \t]*Full text:", re.MULTILINE | re.IGNORECASE)
_OWN = re.compile(r"^[ \t]*(?:ProQuest document ID|Publication title):", re.MULTILINE)
_HEAD = re.compile(r"(?:Report Information from ProQuest|Table of contents|Contact us at|Database copyright|Terms and Conditions)\b", re.IGNORECASE)
_KNOWN = {
    "title": "title", "subtitle": "subtitle", "author": "author", "authors": "author", "publication title": "publisher",
    "publication date": "published", "section": "section", "subject": "tag", "language of publication": "language", "language": "language",
    "abstract": "description", "copyright": "licence",
}
_NOT_AVAILABLE = re.compile(r"(?:Full text )?(?:is )?not available\.?|None available\.?", re.IGNORECASE)
_LONGEST_FIELD = 2000


def is_proquest(text: str) -> bool:
    """Whether a text has the marks of a download of ProQuest."""
    return _OWN.search(text) is not None and (_FULL_TEXT.search(text) is not None or PARTED.search(text) is not None)


def proquest_articles(text: str) -> Iterator[Download]:
    """The articles of a download; what has none of the fields of one (a list of contents, the address of the database) is passed over."""
    for piece in PARTED.split(text):
        if _OWN.search(piece) or _FULL_TEXT.search(piece):
            yield proquest_article(*proquest_parts([line.strip() for line in piece.split("\n")]))


def proquest_parts(lines: list[str]) -> tuple[str, list[str], list[str], list[str]]:
    """Title, fields, text and fields behind the text of the lines of an article."""
    start = next((n for n, line in enumerate(lines) if _name(line) == "full text"), len(lines))
    above = next((n for n, line in enumerate(lines[:start]) if _name(line)), start)
    title = " ".join(line for line in lines[:above] if line and not _HEAD.match(line))
    if start == len(lines):
        return title, lines[above:start], [], []
    stop = _end_of_text(lines, start + 1)
    match = _FIELD.match(lines[start])
    return title, lines[above:start], [(match[2] or "") if match else "", *lines[start + 1:stop]], lines[stop:]


def proquest_article(title: str, before: list[str], body: list[str], behind: list[str]) -> Download:
    """An article of its parts."""
    article = Download(title=title)
    _read_fields(before, article)
    article.body = [] if _NOT_AVAILABLE.fullmatch(" ".join(" ".join(body).split())) else body
    _read_fields(behind, article)
    named = next((value for key, value in article.fields if key.lower() == "title"), "")
    if article.title and not named:
        article.known = [*said("title", "headline of the download", article.title), *article.known]
    article.title = named or article.title
    return article


def _name(line: str) -> str:
    """The name of the field that a line opens, in lower case; nothing where it opens none."""
    match = _FIELD.match(line)
    return name if match and (name := " ".join(match[1].lower().split())) in _NAMES else ""


def _end_of_text(lines: list[str], start: int) -> int:
    """Where the fields behind a text begin: at the first that no text has, with the fields right above it."""
    stop = next((n for n in range(start, len(lines)) if _name(lines[n]) in _SURE), len(lines))
    above = stop - 1
    while above >= start and (not lines[above] or _name(lines[above])):
        stop = above if lines[above] else stop
        above -= 1
    return stop


def _read_fields(lines: list[str], article: Download) -> None:
    """The fields of some lines; a line without a name goes on with the field above it."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if _HEAD.match(line):
            break
        if _name(line):
            key, _, value = line.partition(":")
            found.append((key, [value.strip()]))
        elif line and found and sum(map(len, found[-1][1])) < _LONGEST_FIELD:
            found[-1][1].append(line)
    for key, parts in found:
        value = " ".join(filter(None, parts))
        article.fields.append((key, value))
        if known := _KNOWN.get(" ".join(key.lower().split())):
            article.known += said(known, key, *(re.split(r"\s*;\s*", value) if known == "tag" else [value]))
