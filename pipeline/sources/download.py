"""One article of a download of a press database, and the source that it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.named import Names

__all__ = ["Download", "article_source", "sources_of"]


_ERROR = re.compile(r"there is an error in this document and it is not possible to display it", re.IGNORECASE)
_LONGEST_ERROR = 400


@dataclass(slots=True)
class Download:
    """The parts of one article of a download."""

    title: str = ""
    body: list[str] = field(default_factory=list)
    """Its lines."""
    fields: list[tuple[str, str]] = field(default_factory=list)
    """Names as printed, and values."""
    known: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of the vocabulary."""


def sources_of(articles: Iterable[Download], name: str) -> Iterator[Source | Fault]:
    """A source for each article, and a fault for each one without text."""
    number, names = 0, Names()
    for number, article in enumerate(articles, 1):
        yield article_source(article, f"{name}:{number}", names)
    if not number:
        yield Fault("no-items", f"{name}: this looks like a download of a press database, and no article was found in it. Download it again as text.",
                    name=name)


def article_source(article: Download, where: str, names: Names, markup: str = "") -> Source | Fault:
    """The source of an article. ``names``: those given in the same download. ``markup``: its body as HTML, where there is one."""
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(article.body)).strip("\n")
    if not body.strip() and not markup:
        told = f" ({article.title})" if article.title else ""
        return Fault("no-text-field", f"{where}: this article of the download{told} has no text. Download it again in full.", name=where)
    if _ERROR.search(body[:_LONGEST_ERROR]) and len(body) < _LONGEST_ERROR:
        return Fault("no-text-field", f"{where}: the database put an error in place of this article. Download it again.", name=where)
    ident = next((value for key, value in article.fields if key in ("AN", "Document", "ProQuest document ID")), "")
    name = names.own(f"{where.rpartition(':')[0]}#{ident}") if ident else where
    data = markup or f"{body}\n"
    return Source(
        name=name, data=data.encode("utf-8", "surrogatepass"), media_type="text/html" if markup else "text/plain", charset="unicode",
        metadata=(("file", where), *article.known, *((f"press-{key}", value[:2000]) for key, value in article.fields)),
    )
