"""Two invented articles in every container that is read, as files of these kinds have them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from dataclasses import dataclass
from html import escape
from typing import Any

__all__ = ["ARTICLES", "Told", "good"]


@dataclass(frozen=True)
class Told:
    """One article, and what containers say of it."""

    title: str
    author: str
    date: str
    url: str
    paragraphs: tuple[str, ...]

    @property
    def html(self) -> str:
        return "".join(f"<p>{escape(paragraph, quote=False)}</p>\n" for paragraph in self.paragraphs)

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs) + "\n"

    @property
    def page(self) -> str:
        return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{self.title}</title></head><body><article>'
                f"<h1>{self.title}</h1>\n{self.html}</article></body></html>\n")

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.paragraphs).split())


ARTICLES = (
    Told("The lighthouse gets a lift", "Ines Okafor", "2021-03-09", "https://quay.example/lift", (
        "The lighthouse of Tarrow, which has a hundred and ninety steps and one keeper, is to have a lift before the winter of next year.",
        "“I have counted the steps for thirty years,” said the keeper, “and there have never been fewer of them than in the week before.”",
        "The lift will be driven by the tide, so that it goes up twice a day and down twice a day, whether anybody stands in it or not.",
        "Visitors are asked to bring a book, a coat and some patience & a sandwich, since the tide keeps no other timetable than its own.",
    )),
    Told("A choir for the fog", "Piet Larsen", "2021-04-17", "https://quay.example/choir", (
        "When the foghorn of Tarrow broke in January, the choir of the sailors' church took its place on the pier with twelve basses.",
        "They sing one note for six seconds and rest for fifty-four, as the sailing directions say that the horn of Tarrow does in fog.",
        "The harbour office has had no complaint so far, apart from one captain who asked for the second verse on a very still night.",
        "A new horn has been ordered in the spring, and the choir has asked to be allowed to go on with it, a third above the horn.",
    )),
)
_STAMP = "2021-05-01T08:00:00Z"


def _lines(documents: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(document, ensure_ascii=False).encode() + b"\n" for document in documents)


def _layouts() -> dict[str, bytes]:
    many = ARTICLES
    return {
        "trafilatura.jsonl": _lines([{"title": a.title, "author": a.author, "hostname": "quay.example", "date": a.date, "text": "\n".join(a.paragraphs),
                                      "source": a.url, "source-hostname": "Quay News", "categories": "", "tags": "sea;fog", "language": "en",
                                      "excerpt": None, "comments": "", "filedate": "2021-05-01"} for a in many]),
        "news-please.jsonl": _lines([{"authors": [a.author], "date_download": "2021-05-01 08:00:00", "date_modify": None,
                                      "date_publish": f"{a.date} 10:00:00", "description": None, "filename": "x.json", "image_url": None,
                                      "language": "en", "localpath": None, "maintext": "\n".join(a.paragraphs), "source_domain": "quay.example",
                                      "title": a.title, "title_page": None, "url": a.url} for a in many]),
        "newspaper.json": json.dumps([{"url": a.url, "source_url": "https://quay.example", "title": a.title, "authors": [a.author], "text": a.text,
                                       "publish_date": f"{a.date}T00:00:00", "keywords": [], "top_image": "", "meta_lang": "en"} for a in many],
                                     indent=1).encode(),
        "datatrove.jsonl": _lines([{"text": a.text, "id": f"<urn:uuid:{n}>", "media": [], "metadata": {"url": a.url, "date": _STAMP,
                                    "dump": "CC-MAIN-2021-17", "language": "en", "language_score": 0.98}} for n, a in enumerate(many)]),
        "dolma.jsonl": _lines([{"id": str(n), "text": a.text, "source": "quay", "added": _STAMP, "created": a.date,
                                "metadata": {"url": a.url, "title": a.title, "author": a.author}} for n, a in enumerate(many)]),
        "fundus.json": json.dumps([{"title": a.title, "authors": [a.author], "publishing_date": f"{a.date} 10:00:00+00:00", "topics": ["sea"],
                                    "body": {"summary": [], "sections": [{"headline": [], "paragraphs": list(a.paragraphs)}]}, "lang": "en",
                                    "html": {"requested_url": a.url, "responded_url": a.url, "crawl_date": _STAMP}} for a in many]).encode(),
        "wordpress.json": json.dumps([{"id": n + 5, "date": f"{a.date}T10:00:00", "modified": f"{a.date}T11:00:00", "slug": "x", "link": a.url,
                                       "title": {"rendered": escape(a.title)}, "content": {"rendered": a.html, "protected": False}, "author": 3,
                                       "categories": [1], "tags": [4, 5], "_embedded": {"author": [{"id": 3, "name": a.author}]}}
                                      for n, a in enumerate(many)]).encode(),
        "c4.jsonl": _lines([{"text": a.text, "timestamp": "2021-05-01T08:00:00", "url": a.url} for a in many]),
        "oscar.jsonl": _lines([{"content": a.text, "warc_headers": {"warc-target-uri": a.url, "warc-date": _STAMP, "warc-record-id": f"<urn:{n}>"},
                                "metadata": {"identification": {"label": "en", "prob": 0.9}}} for n, a in enumerate(many)]),
        "jsonfeed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Quay News", "language": "en", "items": [
            {"id": a.url, "url": a.url, "title": a.title, "content_html": a.html, "date_published": f"{a.date}T10:00:00Z",
             "authors": [{"name": a.author}], "tags": ["sea"]} for a in many]}).encode(),
        "elastic.json": json.dumps({"took": 2, "hits": {"total": 2, "hits": [{"_id": str(n), "_source": {"headline": a.title, "body": a.text,
                                    "url": a.url, "byline": f"By {a.author}", "published_at": a.date}} for n, a in enumerate(many)]}}).encode(),
        "firecrawl.jsonl": _lines([{"markdown": f"# {a.title}\n\n{a.text}", "metadata": {"title": a.title, "author": a.author, "url": a.url,
                                    "date": a.date, "language": "en"}} for a in many]),
    }


def _feeds() -> dict[str, bytes]:
    rss = "".join(
        f"<item><title>{escape(a.title)}</title><link>{a.url}</link><pubDate>{_rfc(a.date)}</pubDate><dc:creator><![CDATA[{a.author}]]></dc:creator>"
        f"<category>sea</category><description>{escape(a.paragraphs[0])}</description><content:encoded><![CDATA[{a.html}]]></content:encoded></item>\n"
        for a in ARTICLES)
    atom = "".join(
        f'<entry><title type="html">{escape(escape(a.title))}</title><link rel="alternate" href="{a.url}"/><id>{a.url}</id>'
        f'<updated>{a.date}T12:00:00Z</updated><published>{a.date}T10:00:00Z</published><author><name>{a.author}</name></author>'
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{a.html}</div></content></entry>\n' for a in ARTICLES)
    rdf = "".join(f'<item rdf:about="{a.url}"><title>{a.title}</title><link>{a.url}</link><dc:date>{a.date}</dc:date><dc:creator>{a.author}</dc:creator>'
                  f"<description>{escape(a.html)}</description></item>\n" for a in ARTICLES)
    return {
        "news.rss": ('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
                     'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Quay News</title><link>https://quay.example/</link>\n'
                     f"{rss}</channel></rss>").encode(),
        "news.atom": ('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Quay News</title>\n'
                      f"{atom}</feed>").encode(),
        "old.rdf.xml": ('<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
                        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Quay News</title></channel>\n'
                        f"{rdf}</rdf:RDF>").encode(),
    }


def _rfc(date: str) -> str:
    from datetime import date as day

    return day.fromisoformat(date).strftime("%a, %d %b %Y 10:00:00 +0000")


def _message(a: Told, number: int, page: bool = False) -> bytes:
    head = (f"From: {a.author} <{a.author.split()[0].lower()}@quay.example>\nTo: list@quay.example\nSubject: {a.title}\nDate: {_rfc(a.date)}\n"
            f"Message-ID: <{number}@quay.example>\nArchived-At: <{a.url}>\nMIME-Version: 1.0\n")
    if not page:
        return f"{head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{a.text}".encode()
    return (f'{head}Content-Type: multipart/alternative; boundary="b1"\n\n--b1\nContent-Type: text/plain; charset=utf-8\n\nView this in your browser: '
            f"{a.url}\n\n--b1\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{a.page}\n--b1--\n").encode()


def _jats(a: Told) -> str:
    first, _, last = a.author.partition(" ")
    year, month, day = a.date.split("-")
    body = "".join(f"<p>{escape(p, quote=False)}</p>\n" for p in a.paragraphs)
    return (f'<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="news" xml:lang="en"><front><journal-meta><journal-title-group><journal-title>Quay '
            f"News</journal-title></journal-title-group></journal-meta><article-meta><title-group><article-title>{a.title}</article-title></title-group>"
            f'<contrib-group><contrib contrib-type="author"><name><surname>{last}</surname><given-names>{first}</given-names></name></contrib></contrib-group>'
            f'<pub-date pub-type="epub"><day>{day}</day><month>{month}</month><year>{year}</year></pub-date><self-uri xlink:href="{a.url}"/></article-meta></front>'
            f"<body>{body}</body></article>\n")


def _news_item(a: Told) -> str:
    return (f'<newsItem guid="{a.url}" xml:lang="en"><itemMeta><provider><name>Quay News</name></provider><link rel="irel:seeAlso" href="{a.url}"/></itemMeta>'
            f"<contentMeta><contentCreated>{a.date}</contentCreated><creator><name>{a.author}</name></creator><headline>{a.title}</headline></contentMeta>"
            f'<contentSet><inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.content>{a.html}</body.content></body></nitf>'
            "</inlineXML></contentSet></newsItem>\n")


def _xml() -> dict[str, bytes]:
    """The formats of XML that hold articles, and the records of a scraper."""
    a, head = ARTICLES[0], '<?xml version="1.0" encoding="UTF-8"?>\n'
    first, _, last = a.author.partition(" ")
    paras = a.html.replace("<p>", "<para>").replace("</p>", "</para>")
    notes = "".join(
        f"<note><title>{b.title}</title><content><![CDATA[{head}<!DOCTYPE en-note SYSTEM \"http://xml.evernote.com/pub/enml2.dtd\"><en-note>{b.html}</en-note>]]>"
        f"</content><created>{b.date.replace('-', '')}T100000Z</created><note-attributes><author>{b.author}</author></note-attributes>"
        f'<resource><data encoding="base64">{"iVBORw0KGgo" * 20}=</data></resource></note>\n' for b in ARTICLES)
    corpus = "".join(
        f"<TEI><teiHeader><fileDesc><titleStmt><title>{b.title}</title><author>{b.author}</author></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc>"
        f'<bibl><date when="{b.date}"/><ptr target="{b.url}"/></bibl></sourceDesc></fileDesc></teiHeader><text><body>{b.html}</body></text></TEI>\n'
        for b in ARTICLES)
    records = "".join(f'<article><headline>{b.title}</headline><byline>By {b.author}</byline><date>{b.date}</date><url>{b.url}</url><body>{b.html}</body></article>\n'
                      for b in ARTICLES)
    made = {
        "set.nxml": f"<pmc-articleset>{''.join(map(_jats, ARTICLES))}</pmc-articleset>", "articles.xml": f"<articles>{records}</articles>",
        "news.newsml": f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{"".join(map(_news_item, ARTICLES))}</itemSet></newsMessage>',
        "corpus.xml": f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/>{corpus}</teiCorpus>', "notes.enex": f"<en-export>{notes}</en-export>",
        "nitf.xml": f'<nitf><head><docdata><date.issue norm="{a.date.replace("-", "")}T100000Z"/></docdata></head><body><body.head><hedline><hl1>{a.title}</hl1></hedline>'
                    f"<byline>By {a.author}</byline></body.head><body.content><block>{a.html}</block></body.content></body></nitf>",
        "docbook.xml": f'<article xmlns="http://docbook.org/ns/docbook" version="5.0"><info><title>{a.title}</title><author><personname><firstname>{first}</firstname>'
                       f"<surname>{last}</surname></personname></author><pubdate>{a.date}</pubdate></info>{paras}</article>",
        "book.fb2": f'<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info><author><first-name>{first}</first-name><last-name>{last}'
                    f'</last-name></author><book-title>{a.title}</book-title><date value="{a.date}"/></title-info></description><body><section>{a.html}</section>'
                    f'</body><binary id="c.jpg" content-type="image/jpeg">{"/9j/4AAQ" * 20}</binary></FictionBook>',
    }
    plain = f"==== Front\nQuay News\n1234-5678\nQuay Newspapers\n\n10.5555/quay.17\n{a.title}\n==== Body\n" + "\n".join(a.paragraphs) + "\n==== Refs\n"
    return {"pmc.txt": plain.encode(), **{name: (head + text).encode() for name, text in made.items()}}


def _mail() -> dict[str, bytes]:
    first, second = (_message(a, n) for n, a in enumerate(ARTICLES))
    pipermail = b"".join(
        f"From {a.author.split()[0].lower()} at quay.example  Tue Mar  9 10:00:00 2021\nFrom: x at quay.example ({a.author})\nDate: {_rfc(a.date)}\n"
        f"Subject: {a.title}\nMessage-ID: <{n}@quay.example>\n\n{a.text}\n".encode() for n, a in enumerate(ARTICLES))
    return {
        "one.eml": first, "newsletter.eml": _message(ARTICLES[0], 1, page=True), "list.txt": pipermail,
        "box.mbox": b"".join(b"From x@quay.example Tue Mar  9 10:00:00 2021\n" + message + b"\n" for message in (first, second)),
        "page.mhtml": _mhtml(ARTICLES[0]),
    }


def _mhtml(a: Told) -> bytes:
    import quopri

    page = quopri.encodestring(a.page.encode()).decode("ascii")
    return (f"From: <Saved by Blink>\nSnapshot-Content-Location: {a.url}\nSubject: {a.title}\nDate: Sat, 1 May 2021 08:00:00 -0000\n"
            'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="----B--"\n\n\n------B--\n'
            f"Content-Type: text/html\nContent-ID: <frame@mhtml.blink>\nContent-Transfer-Encoding: quoted-printable\nContent-Location: {a.url}\n\n{page}\n"
            "------B--\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: https://quay.example/i.png\n\n"
            + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ\n" * 60 + "\n------B----\n").encode()


def _day(date: str) -> str:
    from datetime import date as day

    made = day.fromisoformat(date)
    return f"{made:%B} {made.day}, {made.year}"


def _press() -> dict[str, bytes]:
    nexis = "".join(
        f"{' ' * 31}{n} of 2 DOCUMENTS\n\n\n{' ' * 30}Quay News\n\n{' ' * 34}{_day(a.date)} Tuesday\n{' ' * 33}Final Edition\n\n{a.title}\n\n"
        f"BYLINE: {a.author}\n\nSECTION: LOCAL; Pg. {n}\n\nLENGTH: 90 words\n\n\n   " + "\n\n   ".join(a.paragraphs) +
        "\n\nLOAD-DATE: May 1, 2021\n\nLANGUAGE: ENGLISH\n\nSUBJECT: HARBOURS (90%); SINGING (75%)\n\nPUBLICATION-TYPE: Newspaper\n\n\n"
        f"{' ' * 22}Copyright 2021 Quay Newspapers Ltd\n{' ' * 30}All Rights Reserved\n\n" for n, a in enumerate(ARTICLES, 1))
    new = "".join(
        f"{a.title}\nQuay News\n{_day(a.date)} Tuesday\n\nCopyright 2021 Quay Newspapers Ltd All Rights Reserved\n\nSection: LOCAL; Pg. {n}\nLength: 90 words\n"
        f"Byline: {a.author}\nBody\n\n{a.text}\nLoad-Date: May 1, 2021\n\nEnd of Document\n\n" for n, a in enumerate(ARTICLES, 1))
    factiva = "".join(
        f"HD\n{a.title}\nBY\nBy {a.author}\nWC\n90 words\nPD\n{_european(a.date)}\nSN\nQuay News\nSC\nQUAY\nLA\nEnglish\nCY\n(c) 2021 Quay Newspapers Ltd\n"
        f"LP\n{a.paragraphs[0]}\n\nTD\n" + "\n\n".join(a.paragraphs[1:]) + f"\n\nNS\ngsea : Sea | gmus : Music\nAN\nDocument QUAY00002021050{n}ej54000{n}\n\n"
        for n, a in enumerate(ARTICLES, 1))
    europresse = "".join(
        f"Quay News\nLocal, {_french(a.date)}  90 mots, p. {n}\n\n{a.title}\n\n{a.author}\n\n{a.text}\n© 2021 Quay Newspapers. Tous droits réservés.\n\n"
        f"news·20210501·QU·{n}\n\n" for n, a in enumerate(ARTICLES, 1))
    return {"nexis.txt": nexis.encode(), "nexis-new.txt": new.encode(), "factiva.txt": factiva.encode(), "europresse.txt": europresse.encode(), **_press_html()}


def _french(date: str) -> str:
    from datetime import date as day

    made = day.fromisoformat(date)
    return f"lundi {made.day} {'janvier février mars avril mai'.split()[made.month - 1]} {made.year}"


def _european(date: str) -> str:
    from datetime import date as day

    made = day.fromisoformat(date)
    return f"{made.day} {made:%B} {made.year}"


def _press_html() -> dict[str, bytes]:
    def row(code: str, cell: str) -> str:
        return f'<tr><td class="index" align="right"><b>{code}</b>&nbsp;</td><td>{cell}</td></tr>\n'

    coded = "".join(
        f'<div class="article enArticle"><table>{row("HD", f"<b>{a.title}</b>")}{row("BY", f"By {a.author}")}{row("WC", "90 words")}'
        f'{row("PD", _european(a.date))}{row("SN", "Quay News")}{row("LA", "English")}{row("LP", f"<p>{escape(a.paragraphs[0])}</p>")}'
        f'{row("TD", "".join(f"<p>{escape(p)}</p>" for p in a.paragraphs[1:]))}{row("AN", f"Document QUAY00002021050{n}ej54000{n}")}</table></div>\n'
        for n, a in enumerate(ARTICLES, 1))
    plain = "".join(
        f'<div id="article-{n}" class="article enArticle"><div id="hd"><span class="enHeadline">{a.title}</span></div><div class="author">By {a.author}</div>'
        f"<div>90 words</div><div>{_european(a.date)}</div><div>Quay News</div><div>QUAY</div><div>English</div><div>(c) 2021 Quay Newspapers Ltd</div>"
        + "".join(f'<p class="articleParagraph enarticleParagraph">{escape(p)}</p>' for p in a.paragraphs) +
        f"<p>Document QUAY00002021050{n}ej54000{n}</p></div>\n" for n, a in enumerate(ARTICLES, 1))
    europresse = "".join(
        f'<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">Quay News</span></div>'
        f'<span class="DocHeader">{_day(a.date)} - p. {n}</span><div class="titreArticle"><p class="titreArticleVisu">{a.title}</p></div>'
        f'<p class="sm-margin-bottomNews">{a.author}</p></header><section><div class="docOcurrContainer">{a.html}</div></section>'
        f'<footer><div class="publiC-lblNodoc">news·20210501·QU·{n}</div><small>© 2021 Quay Newspapers</small></footer></article>\n'
        for n, a in enumerate(ARTICLES, 1))
    nexis = "".join(
        f'<DOC NUMBER={n}>\n<DOCFULL> -->\n<DIV CLASS="c0"><P CLASS="c1"><SPAN CLASS="c2">{n} of 2 DOCUMENTS</SPAN></P></DIV>\n'
        f'<DIV CLASS="c3"><P CLASS="c1"><SPAN CLASS="c2">{a.title}</SPAN></P></DIV><DIV><P><SPAN>Quay News</SPAN></P></DIV>'
        f'<DIV><P><SPAN>{_day(a.date)} Tuesday</SPAN></P></DIV>'
        f'<DIV><P><SPAN CLASS="c8">BYLINE: </SPAN><SPAN>{a.author}</SPAN></P></DIV><DIV><P><SPAN CLASS="c8">LENGTH: </SPAN><SPAN>90 words</SPAN></P></DIV>'
        + "".join(f"<DIV><P><SPAN>{escape(p)}</SPAN></P></DIV>" for p in a.paragraphs) +
        '<DIV><P><SPAN CLASS="c8">LOAD-DATE: </SPAN><SPAN>May 1, 2021</SPAN></P></DIV>\n<!-- \n</DOCFULL> -->\n</DOC>\n'
        for n, a in enumerate(ARTICLES, 1))
    frame = "<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>Download</title></head><body>{}</body></html>"
    return {name: frame.format(body).encode() for name, body in (
        ("factiva-coded.html", coded), ("factiva.html", plain), ("europresse.html", europresse), ("nexis.html", nexis))}


def _tables() -> dict[str, bytes]:
    def made(delimiter: str) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter)
        writer.writerow(["id", "title", "author", "date", "url", "text"])
        writer.writerows([n, a.title, a.author, a.date, a.url, a.text] for n, a in enumerate(ARTICLES))
        return out.getvalue().encode()

    return {"table.csv": made(","), "table.tsv": made("\t"), "semicolons.csv": made(";")}


def web_archive(kind: str = "warc") -> list[bytes]:
    """The records of a web archive, one an article."""
    out = []
    for n, a in enumerate(ARTICLES):
        web = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{a.page}".encode()
        if kind == "arc":
            out.append(f"{a.url} 10.0.0.1 20210501080000 text/html {len(web)}\n".encode() + web + b"\n")
        elif kind == "wet":
            block = a.text.encode()
            out.append(f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: {a.url}\r\nWARC-Date: {_STAMP}\r\nWARC-Record-ID: <urn:uuid:w{n}>\r\n"
                       f"Content-Type: text/plain\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n")
        else:
            out.append(f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {a.url}\r\nWARC-Date: {_STAMP}\r\nWARC-Record-ID: <urn:uuid:{n}>\r\n"
                       f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(web)}\r\n\r\n".encode() + web + b"\r\n\r\n")
    if kind == "arc":
        about = b"1 0 Quay\nURL IP-address Archive-date Content-type Archive-length\n"
        out.insert(0, b"filedesc://quay.arc 0.0.0.0 20210501080000 text/plain %d\n" % len(about) + about + b"\n")
    return out


def _packed(records: list[bytes]) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    """A TAR archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _archives() -> dict[str, bytes]:
    pages = {f"site/{a.url.rsplit('/', 1)[-1]}.html": a.page.encode() for a in ARTICLES}
    wacz = {"datapackage.json": b'{"profile": "data-package", "resources": []}', "archive/data.warc.gz": _packed(web_archive()),
            "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n{"url": "https://quay.example/lift", "text": "not this"}\n', "indexes/index.cdx": b"x"}
    return {
        "pages.zip": zipped({**pages, "site/style.css": b"p { margin: 0 }", "site/i.png": b"\x89PNG\r\n\x1a\n"}), "pages.tar": tarred(pages),
        "pages.tar.gz": gzip.compress(tarred(pages), mtime=0), "crawl.wacz": zipped(wacz), "crawl.warc": b"".join(web_archive()),
        "crawl.warc.gz": _packed(web_archive()), "crawl.warc.wet.gz": _packed(web_archive("wet")), "old.arc": b"".join(web_archive("arc")),
        "old.arc.gz": _packed(web_archive("arc")), "nested.zip": zipped({"inner/pages.tar.gz": gzip.compress(tarred(pages), mtime=0)}),
        "jats.tar.gz": gzip.compress(tarred({f"PMC{n}/a.nxml": _jats(a).encode() for n, a in enumerate(ARTICLES)}), mtime=0),
        "jats.zip": zipped({f"PMC{n}/a.nxml": _jats(a).encode() for n, a in enumerate(ARTICLES)}),
        "lines.jsonl.gz": gzip.compress(_layouts()["trafilatura.jsonl"], mtime=0),
    }


def _documents() -> dict[str, bytes]:
    a = ARTICLES[0]
    yaml = f'---\ntitle: "{a.title}"\nauthor:\n  - {a.author}\ndate: {a.date}\nurl: {a.url}\ntags: [sea, lifts]\n---\n\n# {a.title}\n\n{a.text}'
    toml = f'+++\ntitle = "{a.title}"\nauthor = "{a.author}"\ndate = {a.date}\nurl = "{a.url}"\n+++\n\n# {a.title}\n\n{a.text}'
    single = a.page.replace("<html", f"<html><!--\n Page saved with SingleFile \n url: {a.url} \n saved date: Sat May 01 2021 08:00:00 GMT+0000 (UTC)\n--><html", 1)
    single = single.replace("<article>", '<img src="data:image/png;base64,' + "A" * 20000 + '" alt=""><article>')
    return {"clip.md": yaml.encode(), "hugo.markdown": toml.encode(), "single.html": single.encode(), "plain.txt": a.text.encode(),
            "page.html": a.page.encode()}


def good() -> dict[str, bytes]:
    """Whole files by their names."""
    return {**_layouts(), **_feeds(), **_mail(), **_press(), **_tables(), **_xml(), **_archives(), **_documents()}
