"""The test cases that stand in site files: each page is cleaned with the rules of its file, and compared with what has to come of it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.clean import clean_source
from pipeline.data import Article, Source
from pipeline.faults import Fault
from pipeline.reading.words import key_of
from pipeline.settings import Settings
from pipeline.sites.rules import Case, SiteFile

__all__ = ["faults_of"]


def faults_of(name: str, file: SiteFile, settings: Settings) -> Iterator[str]:
    """A sentence for everything that is not as the cases of a site file have it."""
    for n, case in enumerate(file.test, 1):
        source = Source(case.url or f"{name}/test.{n}", (case.html or case.text).encode("utf-8", "surrogatepass"), url=case.url or None,
                        media_type="text/html" if case.html else "text/plain", charset="unicode")
        try:
            article = clean_source(source, settings, rules=file.rules(f"{name}.toml"))
        except Fault as fault:
            yield f"{name}.toml, test {n}: there is no article ({fault})"
        else:
            yield from (f"{name}.toml, test {n}: {wrong}" for wrong in _wrong(case, article))


def _wrong(case: Case, article: Article) -> Iterator[str]:
    for field in ("title", "published", "publisher", "language"):
        wanted, found = getattr(case, field), getattr(article, field)
        if wanted and wanted != found:
            yield f"{field} is {found!r}, and not {wanted!r}."
    if case.authors and case.authors != article.authors:
        yield f"authors are {', '.join(article.authors) or '(none)'}, and not {', '.join(case.authors)}."
    text = f" {key_of(article.text)} "
    yield from (f"“{words}” is not in the clean text." for words in case.keeps if f" {key_of(words)} " not in text)
    yield from (f"“{words}” is in the clean text." for words in case.strips if f" {key_of(words)} " in text)
