"""Downloads and saved lists of ProQuest as HTML: a source for each article.

The fields of an article stand there as in text (`press_proquest`), and articles are parted by ``Document 1 of 12`` or by rules. A list of documents
that was saved from the browser has classes: ``documentTitle``, rows of a name and a value, and the body in ``<text>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.sources.download import Download
from pipeline.sources.press_proquest import PARTED, is_proquest, proquest_article, proquest_parts

__all__ = ["proquest_html_articles"]

_BLOCKS = frozenset("p div br tr td th dt dd table h1 h2 h3 h4 center li ul ol section article blockquote".split())
_UNSEEN = frozenset({"script", "style", "head", "title", "noscript"})
_ROW = "display_record_indexing_row"
_RULE = "_" * 40
_OPENS = re.compile(r"(?:Full text|Abstract|Author):", re.IGNORECASE).match
"""Fields of which one stands before the text of each article."""


def proquest_html_articles(page: Any) -> Iterator[Download]:
    """The articles of a page (lxml); none where it has not the marks of ProQuest."""
    if next(page.iter("text"), None) is not None and any("documentTitle" in _classes(e) for e in page.iter() if isinstance(e.tag, str)):
        yield from _saved(page)
        return
    text = "\n".join(_lines(page))
    if not is_proquest(text):
        return
    pieces: list[list[str]] = []
    for piece in PARTED.split(text):
        lines = [line.strip() for line in piece.split("\n")]
        if pieces and not any(map(_OPENS, lines)):  # a rule between the text and its fields
            pieces[-1] += lines
        else:
            pieces.append(lines)
    for lines in pieces:
        if any(map(_OPENS, lines)):
            yield proquest_article(*proquest_parts(lines))


def _classes(element: Any) -> list[str]:
    return str(element.get("class") or "").split()


def _lines(page: Any) -> list[str]:
    """The lines of a page: a rule is a line of underscores, except where documents are counted."""
    counted = re.search(r"\bDocument 1 of \d", page.text_content()) is not None
    parts: list[str] = []
    for event, element in _walk(page):
        tag = element.tag.lower()
        if tag in _BLOCKS:
            parts.append("\n")
        if event == "start":
            if tag == "hr" and not counted:
                parts.append(f"\n{_RULE}\n")
            if tag not in _UNSEEN:
                parts.append(" ".join((element.text or "").split("\n")))
        else:
            parts.append(" ".join((element.tail or "").split("\n")))
    return [" ".join(line.split()) for line in "".join(parts).replace("\xa0", " ").split("\n")]


def _walk(element: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    for event, found in etree.iterwalk(element, events=("start", "end")):
        if isinstance(found.tag, str):
            yield event, found


def _saved(page: Any) -> Iterator[Download]:
    """The articles of a saved list, each from its title to the next one."""
    title, fields, body = "", list[str](), list[str]()
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        classes = _classes(element)
        if "documentTitle" in classes:
            if body:
                yield proquest_article(title, fields, body, [])
            title, fields, body = " ".join(element.text_content().split()), [], []
        elif element.tag == "text":
            body += ["", *_lines(element)]
        elif _ROW in classes:
            name, *values = [" ".join(cell.text_content().split()) for cell in element if isinstance(cell.tag, str)] or [""]
            fields.append(f"{name.rstrip(' :')}: {' '.join(values)}")
    if body:
        yield proquest_article(title, fields, body, [])
