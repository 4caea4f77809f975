"""Metadata that a page declares to machines: JSON-LD, meta tags, links."""

from __future__ import annotations

import re
from typing import Any

from pipeline.metadata.candidates import Candidates
from pipeline.metadata.json_ld import NAMES, Node, kinds, texts, values

__all__ = ["declared", "field_of"]

# Names of meta tags for each field, each with the confidence that a value there is the article's.
_NAMES = """
title: citation_title=0.92 parsely-title=0.84 og:title=0.82 dc.title=0.8 dcterms.title=0.8 sailthru.title=0.8 twitter:title=0.75
    headline=0.75 title=0.6
author: citation_author=0.95 citation_authors=0.95 dc.creator=0.88 dcterms.creator=0.88 dc.creator.personalname=0.88 author=0.85
    article:author=0.85 og:article:author=0.85 parsely-author=0.88 sailthru.author=0.86 article:author_name=0.86
    article-author=0.84 twitter:creator=0.7 og:author=0.84 cxenseparse:author=0.84 byl=0.84 byline=0.84 creator=0.75 authors=0.8
published: article:published_time=0.94 datepublished=0.9 citation_publication_date=0.93 citation_date=0.9
    citation_online_date=0.88 citation_cover_date=0.85 citation_year=0.85 prism.publicationdate=0.88
    prism.coverdate=0.82 og:article:published_time=0.93 article:published=0.9 og:published_time=0.9 parsely-pub-date=0.9
    sailthru.date=0.88 dc.date.issued=0.9 dcterms.issued=0.9 dcterms.created=0.85 dc.date.created=0.85 dc.date=0.82
    dcterms.date=0.82 cxenseparse:publishtime=0.88 cxenseparse:recs:publishtime=0.86 pubdate=0.86 publishdate=0.86
    publish-date=0.86 publish_date=0.86 bt:pubdate=0.86 pub_date=0.86 published-date=0.86 published_date=0.86 publication-date=0.86
    published=0.85 publisheddate=0.85 article:first_published_time=0.92
    article-published_time=0.9 publication_date=0.88 date-pub=0.85 datecreated=0.8 originalpublicationdate=0.9 ptime=0.8
    og:publish_date=0.86 og:pubdate=0.86 article.published=0.86 release_date=0.75 og:release_date=0.75 date=0.75 uploaddate=0.6
updated: article:modified_time=0.92 datemodified=0.9 dcterms.modified=0.88 dc.date.modified=0.88 og:updated_time=0.8
    article:updated_time=0.88 lastmod=0.8 last-modified=0.75 revised=0.75 updated_at=0.75 moddate=0.75 updated=0.75
    modified-date=0.75 modified_date=0.75 updated-date=0.75
publisher: og:site_name=0.85 citation_journal_title=0.88 dc.publisher=0.82 prism.publicationname=0.84 dcterms.publisher=0.82 citation_publisher=0.7
    publisher=0.7 application-name=0.6 apple-mobile-web-app-title=0.55 copyright=0.3
section: article:section=0.9 parsely-section=0.85 sailthru.section=0.8 section=0.7 og:article:section=0.85
tag: article:tag=0.9 og:article:tag=0.88 parsely-tags=0.85 sailthru.tags=0.8 news_keywords=0.8 citation_keywords=0.85
    dc.subject=0.7 keywords=0.65
description: description=0.85 og:description=0.83 dc.description=0.75 dcterms.abstract=0.8 twitter:description=0.7
language: og:locale=0.6 content-language=0.75 inlanguage=0.7 dc.language=0.75 dcterms.language=0.75 language=0.6
licence: dcterms.license=0.85 dc.rights=0.6 dcterms.rights=0.6 license=0.6
"""


def _tables() -> dict[str, tuple[tuple[str, float], ...]]:
    tables: dict[str, list[tuple[str, float]]] = {}
    field = ""
    for word in _NAMES.split():
        if word.endswith(":") and "=" not in word:
            field = word[:-1]
        else:
            name, _, confidence = word.rpartition("=")
            tables.setdefault(field, []).append((name, float(confidence)))
    return {field: tuple(names) for field, names in tables.items()}


_META = _tables()
_NAMED = frozenset(name for names in _META.values() for name, _ in names)
_ENDINGS = {
    "published": re.compile(r"publish(?:ed)?(?:time|date|at|on)$|publicationdate$|date(?:first)?published$|pubdate$|firstpublished$"),
    "updated": re.compile(r"(?:modified|updated)(?:time|date|at|on)$|date(?:last)?(?:modified|updated)$|lastmodified$"),
    "author": re.compile(r"(?:article|story|page|content|display)authors?$|author(?:full)?name\d?$|bylinename$"),
}
"""How the names of further tags end, their letters and digits joined: sites and their tools put words of their own before them."""
_OF_OTHERS = re.compile(r"(?<![a-z])(?:photo|image|picture|video|audio|comment|related|event|product|book|(?:next|previous|prev)(?![a-z]))")
"""A part of the names of tags that are about something other than the page's text."""
_OTHER_NAME = 0.8
"""Confidence of a value under such a name."""
_MOST_TITLES, _SECOND_TITLE = 3, 0.1
"""How many values of one tag may be the title, since the first may name the site, and how much less sure the others are."""
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].*)?", re.IGNORECASE)


def declared(c: Candidates) -> None:
    """Adds what JSON-LD, meta tags and links say."""
    _json_ld(c)
    _metas(c)
    _links(c)
    _languages(c)


def _json_ld(c: Candidates) -> None:
    article, page = c.main_nodes
    if article is not None:
        _node(c, article, "json-ld", 0.0)
        if not article.get("keywords"):
            _keywords_of_twins(c, article)
    if page is not None:
        _node(c, page, "json-ld-page", 0.12 if article is None else 0.25)
    for node in c.nodes:
        if "breadcrumblist" in kinds(node) and not node["_aside"]:
            _breadcrumb(c, node)
            break


def _keywords_of_twins(c: Candidates, article: Node) -> None:
    """Keywords of another node that tells of the same article: sites write one for each of their tools."""
    own = {text for key in ("headline", "url") for text in texts(article.get(key))}
    for node in c.nodes:
        if node is not article and node.get("keywords") and not own.isdisjoint((*texts(node.get("headline")), *texts(node.get("url")))):
            for text in texts(node["keywords"]):
                _tags(c, text, "json-ld", 0.8)
            return


def _node(c: Candidates, node: Node, how: str, doubt: float) -> None:
    for key, confidence in (("headline", 0.88), ("name", 0.78)):
        for text in texts(node.get(key))[:1]:
            c.title(text, how, confidence - doubt)
    _authors(c, node.get("author") or node.get("creator"), how, 0.93 - doubt)
    for field, key, confidence in (("published", "datepublished", 0.95), ("published", "datecreated", 0.75), ("published", "uploaddate", 0.7),
                                   ("updated", "datemodified", 0.93)):
        for text in texts(node.get(key))[:1]:
            c.date(field, text, how, confidence - doubt)
    for field, key, confidence in (("publisher", "publisher", 0.9), ("section", "articlesection", 0.88), ("description", "description", 0.78),
                                   ("licence", "license", 0.9)):
        for text in texts(node.get(key))[:1]:
            if field == "licence" or "://" not in text:
                c.add(field, text, how, confidence - doubt)
    for text in texts(node.get("keywords")):
        _tags(c, text, how, 0.86 - doubt)
    for text in texts(node.get("inlanguage"))[:1]:
        _language(c, text, how, 0.7 - doubt)


def _authors(c: Candidates, value: Any, how: str, confidence: float) -> None:
    for one in values(value):
        if isinstance(one, dict):
            person = "person" in kinds(one) or not kinds(one)
            for name in texts({key: one[key] for key in NAMES if key in one}):
                c.authors(name, how, confidence if person else confidence - 0.35, sure=person)
        elif isinstance(one, str):
            c.authors(one, how, confidence - 0.02, sure=len(one.split()) < 5)


def _breadcrumb(c: Candidates, node: Node) -> None:
    """The last but one step of the way to the page, if it is not the first: the section."""
    steps = [(n.get("position"), t) for n in values(node.get("itemlistelement")) if isinstance(n, dict)
             for t in (texts(n.get("name")) or texts(n.get("item")))[:1] if "://" not in t]
    if len(steps) > 2:
        c.add("section", steps[-2][1], "breadcrumb", 0.6)


def _metas(c: Candidates) -> None:
    for field, names in _META.items():
        for name, confidence in names:
            texts_there = c.metas.get(name)
            if texts_there:
                _READERS.get(field, _plain)(c, field, name, confidence, texts_there)
    for name, there in c.metas.items():
        if field := field_of(name):
            _READERS[field](c, field, name, _OTHER_NAME, there)
    if c.head.title:
        c.title(c.head.title, "title-element", 0.62)
    for text in c.twitter_authors:
        c.authors(text, "twitter:data", 0.86, sure=len(text.split()) < 5)


def field_of(name: str) -> str:
    """The field that a name which is not in the table tells by its end: ``iso-8601-publish-date`` is that of ``published``; else empty, as for what
    is about something else (``next-article-publish-date``)."""
    joined = "" if name in _NAMED or _OF_OTHERS.search(name) else "".join(filter(str.isalnum, name))
    return next((field for field, ending in _ENDINGS.items() if ending.search(joined)), "")


def _meta_title(c: Candidates, field: str, name: str, confidence: float, there: list[str]) -> None:
    for later, text in enumerate(there[:_MOST_TITLES]):
        c.title(text, name, confidence - (_SECOND_TITLE if later else 0))


def _meta_authors(c: Candidates, field: str, name: str, confidence: float, there: list[str]) -> None:
    for text in there:
        if len(text) < 300:
            c.authors(text, name, confidence, sure=len(text.split()) < 4)


def _meta_date(c: Candidates, field: str, name: str, confidence: float, there: list[str]) -> None:
    c.date(field, there[0], name, confidence)


def _meta_tags(c: Candidates, field: str, name: str, confidence: float, there: list[str]) -> None:
    for text in there:
        _tags(c, text, name, confidence)


def _meta_language(c: Candidates, field: str, name: str, confidence: float, there: list[str]) -> None:
    _language(c, there[0], name, confidence)


def _plain(c: Candidates, field: str, name: str, confidence: float, there: list[str]) -> None:
    if "://" not in there[0] or field in ("licence", "description"):
        c.add(field, there[0], name, confidence)


_READERS = {
    "title": _meta_title, "author": _meta_authors, "published": _meta_date, "updated": _meta_date, "tag": _meta_tags, "language": _meta_language,
}


def _tags(c: Candidates, text: str, how: str, confidence: float) -> None:
    for tag in re.split(r"[,;]", text)[:60]:
        if 1 < len(tag.strip()) < 60:
            c.add("tag", tag, how, confidence)


def _links(c: Candidates) -> None:
    for rel, href, _ in c.head.links:
        if rel == "canonical" and "://" in href:
            c.add("canonical", href, "canonical", 0.95)
        elif "license" in rel.split():
            c.add("licence", href, "link", 0.9)
    for text in c.metas.get("og:url", ())[:1]:
        if "://" in text:
            c.add("canonical", text, "og:url", 0.8)
    for node in c.main_nodes[:1]:
        for text in texts(node.get("url") if node else None)[:1]:
            if "://" in text:
                c.add("canonical", text, "json-ld", 0.75)


def _languages(c: Candidates) -> None:
    if c.head.lang:
        _language(c, c.head.lang, "html-lang", 0.8)


def _language(c: Candidates, text: str, how: str, confidence: float) -> None:
    if match := _LANGUAGE.fullmatch(text.strip()):
        parts = [match[1].lower(), *([match[2].title()] if match[2] else []), *([match[3].upper()] if match[3] else [])]
        c.add("language", "-".join(parts), how, confidence, text=text)
