"""Downloads of press databases as HTML: Europresse, Factiva, Nexis and ProQuest; a source for each article.

The body of an article stays HTML, cut out of the page; what the page says of the article in its own markup becomes metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.download import Download, article_source, sources_of
from pipeline.sources.named import Names
from pipeline.sources.opened import Opened
from pipeline.sources.press import factiva_article, nexis_articles, press_text
from pipeline.sources.press_europresse import french_date
from pipeline.sources.press_proquest_html import proquest_html_articles
from pipeline.sources.said import said

__all__ = ["read_press_html"]

_EUROPRESSE = {
    "title": ("titreArticleVisu", "titreArticle", "rdp__articletitle"), "publisher": ("DocPublicationName", "rdp__DocPublicationName"),
    "published": ("DocHeader", "rdp__docheader"), "author": ("sm-margin-bottomNews", "docAuthors", "DocAuteur"),
}
_EUROPRESSE_BODY = ("docOcurrContainer", "DocText")
_EUROPRESSE_ID = ("publiC-lblNodoc",)
_BLOCKS = frozenset({"p", "div", "br", "tr", "td", "table", "h1", "h2", "h3", "center", "li", "docfull", "doc"})
_WORDS = re.compile(r"(?<![\d.,])[\d.,]+ (?:words|mots|palabras|Wörter|parole|woorden|palavras)$")
_DAY = re.compile(r"\d{1,2}\.? [^\d\s]{3,12} \d{4}$")
_LANGUAGE = frozenset({"English", "French", "German", "Spanish", "Italian", "Dutch", "Portuguese", "Russian", "Polish"})


def read_press_html(opened: Opened) -> Iterator[Source | Fault]:
    """The articles of a download in HTML."""
    from lxml import etree, html

    text = press_text(opened.whole())
    try:
        page = html.document_fromstring(_unmarked(text))
    except (etree.LxmlError, ValueError) as error:
        yield Fault("corrupt", f"{opened.name}: the HTML of this download cannot be read ({error}). Download it again.", name=opened.name)
        return
    if europresse := _europresse_articles(page):
        yield from _numbered((_europresse(article) for article in europresse), opened.name)
    elif _classed(page, _EUROPRESSE["publisher"] + _EUROPRESSE["title"]):
        yield Fault("cut-short", f"{opened.name}: this download of Europresse ends before the text of its first article. Download it again.",
                    name=opened.name)
    elif factiva := _factiva_articles(page):
        yield from _numbered((_factiva(article) for article in factiva), opened.name)
    elif proquest := list(proquest_html_articles(page)):
        yield from sources_of(proquest, opened.name)
    else:
        yield from sources_of(nexis_articles(_lines(page)), opened.name)


def _unmarked(text: str) -> str:
    """Without the XML declaration, which the parser refuses in text, and without a tag that was cut off at the end."""
    at = text.rfind("<")
    text = text[:at] if at >= 0 and ">" not in text[at:] else text
    return re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", text)


def _numbered(articles: Iterator[tuple[Download, str]], name: str) -> Iterator[Source | Fault]:
    names = Names()
    for number, (article, markup) in enumerate(articles, 1):
        yield article_source(article, f"{name}:{number}", names, markup)


def _classed(element: Any, names: tuple[str, ...]) -> list[Any]:
    return [found for found in element.iter() if isinstance(found.tag, str) and not set(names).isdisjoint((found.get("class") or "").split())]


def _plain(element: Any) -> str:
    return " ".join(element.text_content().split())


def _markup(elements: list[Any]) -> str:
    from lxml import html

    body = "".join(html.tostring(element, encoding="unicode", with_tail=False) for element in elements)
    return f"<article>\n{body}\n</article>\n" if body else ""


# -- Europresse -------------------------------------------------------------------------------------------------------


def _europresse_articles(page: Any) -> list[Any]:
    bodies = _classed(page, _EUROPRESSE_BODY)
    articles = [article for article in page.iter("article") if _classed(article, _EUROPRESSE_BODY + _EUROPRESSE["title"])] if bodies else []
    return articles or [next((a for a in body.iterancestors() if _classed(a, _EUROPRESSE["title"])), body) for body in bodies]


def _europresse(element: Any) -> tuple[Download, str]:
    article = Download()
    for field, names in _EUROPRESSE.items():
        for found in _classed(element, names)[:1]:
            value = _plain(found)
            article.fields.append((str(found.get("class")).split()[0], value))
            if field == "title":
                article.title = value
            if field == "published":
                value = french_date(value) or re.split(r"\s[-–•|,]\s", value)[0]
            if field == "publisher":
                value = re.split(r"\s*[,(•]\s*", value)[0]
            article.known += said(field, str(found.get("class")).split()[0], value)
    for found in _classed(element, _EUROPRESSE_ID)[:1]:
        article.fields.append(("Document", _plain(found)))
    return article, _markup(_classed(element, _EUROPRESSE_BODY)[:1])


# -- Factiva ----------------------------------------------------------------------------------------------------------


def _factiva_articles(page: Any) -> list[Any]:
    return [article for article in _classed(page, ("article",)) if article.tag == "div"
            and (_by_suffix(article, "Headline") or any(_plain(bold) == "HD" for bold in article.iter("b")))]


def _factiva(element: Any) -> tuple[Download, str]:
    coded = _factiva_coded(element)
    if coded:
        article = factiva_article((code, [_plain(cell)]) for code, cell in coded)
        bodies = [part for code, cell in coded if code in ("LP", "TD") for part in (cell.xpath(".//p") or [cell])]
        return article, _markup(bodies)
    article = Download()
    headline = next(iter(_by_suffix(element, "Headline")), None)
    article.title = _plain(headline) if headline is not None else ""
    article.known += said("title", "headline", article.title)
    bodies = _by_suffix(element, "articleParagraph")
    loose = [_plain(div) for div in element.iter("div") if not len(div.xpath("./div|./p")) and _plain(div) and _plain(div) != article.title]
    _loose(loose, article)
    ends = [_plain(p) for p in element.iter("p") if _plain(p).startswith(("Document ", "Dokument ", "Documento "))]
    article.fields += [("AN", end.removeprefix("Document ")) for end in ends[:1]]
    return article, _markup([p for p in bodies if not _plain(p).startswith(("Document ", "Dokument ", "Documento "))])


def _factiva_coded(element: Any) -> list[tuple[str, Any]]:
    """Code and cell of each row, where the download has codes."""
    out = []
    for row in element.iter("tr"):
        cells = row.xpath("./td")
        code = _plain(cells[0]) if len(cells) > 1 else ""
        if re.fullmatch(r"[A-Z][A-Z0-9]{1,2}", code):
            out.append((code, cells[1]))
    return out


def _by_suffix(element: Any, name: str) -> list[Any]:
    return [found for found in element.iter() if isinstance(found.tag, str)
            and any(part.endswith(name) for part in (found.get("class") or "").split())]


def _loose(lines: list[str], article: Download) -> None:
    """Lines without codes stand in one order: author, words, date, (time), paper, code, (page), language, copyright."""
    counted = next((n for n, line in enumerate(lines) if _WORDS.search(line)), -1)
    if counted > 0:
        article.known += said("author", "line before the number of words", lines[counted - 1])
    dated = next((n for n, line in enumerate(lines) if _DAY.fullmatch(line)), -1)
    if dated >= 0:
        article.known += said("published", "line of the date", lines[dated])
        after = [line for line in lines[dated + 1:] if not re.fullmatch(r"\d{1,2}:\d\d.*", line)]
        article.known += said("publisher", "line after the date", *after[:1])
    article.known += said("language", "line of the language", *[line for line in lines if line in _LANGUAGE][:1])
    article.fields += [("line", line) for line in lines]


# -- Nexis ------------------------------------------------------------------------------------------------------------


def _lines(page: Any) -> str:
    """The text of a page as lines: Nexis lays its fields out in paragraphs as it does in text."""
    parts: list[str] = []
    for event, element in _walk(page):
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if tag in _BLOCKS:
            parts.append("\n" if tag == "br" else "\n\n")
        if event == "start" and tag and tag not in ("script", "style", "head", "title"):
            parts.append(" ".join((element.text or "").split("\n")))
        if event == "end":
            parts.append(" ".join((element.tail or "").split("\n")))
    lines = [" ".join(line.split()) for line in "".join(parts).replace("\xa0", " ").split("\n")]
    return "\n".join(lines)


def _walk(page: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    yield from etree.iterwalk(page, events=("start", "end"))
