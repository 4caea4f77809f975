"""Every container x good, empty, cut short, damaged, wrong suffix: right articles or clear sentences, never markup, headers or JSON as text."""

from __future__ import annotations

import re
from html import unescape

import pytest

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources import read
from pipeline.sources.said import said_in
from tests.makers.containers import ARTICLES, good

FILES = good()
BY_NAME_ALONE = {"plain.txt", "page.html"}
ONE = {"one.eml", "newsletter.eml", "page.mhtml", "clip.md", "hugo.markdown", "single.html", "plain.txt", "page.html", "nitf.xml", "docbook.xml", "book.fb2", "pmc.txt"}
SAY_NOTHING = {"datatrove.jsonl", "c4.jsonl", "oscar.jsonl", "pages.zip", "pages.tar", "pages.tar.gz", "crawl.wacz", "crawl.warc", "crawl.warc.gz",
               "crawl.warc.wet.gz", "old.arc", "old.arc.gz", "nested.zip", "single.html", "plain.txt", "page.html", "page.mhtml",
               "pmc.txt"}
NO_URL = {"plain.txt", "page.html", "pages.zip", "pages.tar", "pages.tar.gz", "nexis.txt", "nexis-new.txt", "factiva.txt", "factiva-coded.html",
          "factiva.html", "europresse.html", "europresse.txt", "nexis.html", "nested.zip", "list.txt",
          "nitf.xml", "docbook.xml", "book.fb2", "notes.enex", "pmc.txt"}
CAPTURED = {"trafilatura.jsonl", "lines.jsonl.gz", "news-please.jsonl", "datatrove.jsonl", "dolma.jsonl", "fundus.json", "c4.jsonl", "oscar.jsonl", "page.mhtml", "crawl.wacz",
            "crawl.warc", "crawl.warc.gz", "crawl.warc.wet.gz", "old.arc", "old.arc.gz", "single.html"}
CONTAINERS = re.compile(
    r"Content-Type:|Content-Length|WARC/|^From |Message-ID|<\?xml|<rss|CDATA|\"text\"|\{\"|LOAD-DATE|BYLINE|^(?:HD|WC|LP|TD)\b|of 2 DOCUMENTS|^---$|^\+\+\+$|"
    r"boundary=|End of Document|Load-Date|en-note|iVBORw0KGgo|/9j/4AAQ|teiHeader|article-meta|contentMeta|hedline|docdata|title-info|^==== ", re.MULTILINE)


def items_of(data: bytes, name: str) -> tuple[list[Source], list[Fault]]:
    items = list(read(data, name))
    return [i for i in items if isinstance(i, Source)], [i for i in items if isinstance(i, Fault)]


def text_of(source: Source) -> str:
    text = source.data.decode("utf-8", "replace")
    if source.media_type == "text/html":
        text = unescape(re.sub(r"<(?:head|script|style)\b.*?</(?:head|script|style)>|<!--.*?(?:-->|\Z)|<[^>]*(?:>|\Z)", " ", text, flags=re.DOTALL))
    return " ".join(text.split())


def assert_articles(sources: list[Source], name: str) -> None:
    wanted = ARTICLES[:1] if name in ONE else ARTICLES
    assert len(sources) == len(wanted)
    for source, article in zip(sources, wanted, strict=True):
        text = text_of(source)
        assert article.words in text
        assert len(text) <= len(article.words) + 2 * len(article.title) + 10, "nothing else is text"
        assert not CONTAINERS.search(source.data.decode())
        told = {field: value for field, _, value in reversed(list(said_in(source.metadata)))}
        if name not in SAY_NOTHING:
            assert told["title"] == article.title
            assert article.author in told["author"]
            assert told["published"]
        assert source.url == (None if name in NO_URL else article.url)
        assert (source.captured is not None) == (name in CAPTURED)
    assert len({source.name for source in sources}) == len(sources)


def assert_sentences(faults: list[Fault], name: str) -> None:
    for fault in faults:
        assert fault.code != "internal-error"
        assert str(fault).startswith(fault.name.rpartition("#")[0] or fault.name) or name in str(fault)
        assert str(fault).endswith((".", "'engross[parquet]'"))
        assert "Traceback" not in str(fault)


@pytest.mark.parametrize("name", FILES)
def test_good(name: str) -> None:
    sources, faults = items_of(FILES[name], f"in/{name}")
    assert_articles(sources, name)
    assert all(fault.warning for fault in faults)


@pytest.mark.parametrize("suffix", ["", ".bin", ".txt", ".html", ".jsonl", ".csv", ".eml", ".zip", ".xml", ".parquet"])
@pytest.mark.parametrize("name", [name for name in FILES if name not in BY_NAME_ALONE])
def test_wrong_suffix(name: str, suffix: str) -> None:
    packed = ".gz" if name.endswith(".gz") and suffix else ""
    sources, faults = items_of(FILES[name], f"part-00000{suffix}{packed}")
    assert_articles(sources, name)
    assert all(fault.warning for fault in faults)


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b" \r\n \r\n"])
@pytest.mark.parametrize("name", [*FILES, "t.parquet", "x.mht", "y.tab", "z.wet"])
def test_empty(name: str, data: bytes) -> None:
    sources, faults = items_of(data, name)
    assert all(not source.data.strip(b"\xef\xbb\xbf \r\n") for source in sources), "white space is refused where it is decoded"
    assert_sentences(faults, name)


@pytest.mark.parametrize("share", [0.15, 0.4, 0.7, 0.93])
@pytest.mark.parametrize("name", FILES)
def test_cut_short(name: str, share: float) -> None:
    data = FILES[name]
    sources, faults = items_of(data[:int(len(data) * share)], name)
    assert sources or faults
    assert_sentences(faults, name)
    for source in sources:
        text = text_of(source)
        assert not CONTAINERS.search(source.data.decode("utf-8", "replace")), text
        found = [a for a in ARTICLES if a.paragraphs[0][:40] in text or text in f"{a.title} {a.words}" or text == a.title]
        assert found or not text, text
    if not name.endswith((".txt", ".md", ".markdown", ".html", ".eml", ".mbox")):
        assert faults or len(sources) == len(items_of(data, name)[0]), "a loss is told where it can be known"


@pytest.mark.parametrize("at", [0.3, 0.6, 0.85])
@pytest.mark.parametrize("name", FILES)
def test_damaged(name: str, at: float) -> None:
    data = bytearray(FILES[name])
    place = int(len(data) * at)
    data[place:place + 24] = b"\xff\xfe\xf5\xc0" * 6
    sources, faults = items_of(bytes(data), name)
    assert sources or faults
    assert_sentences(faults, name)
    for source in sources:
        assert not CONTAINERS.search(source.data.decode("utf-8", "replace"))


PROSE = ARTICLES[0].text.encode()


@pytest.mark.parametrize("suffix", [
    "txt", "html", "md", "json", "jsonl", "ndjson", "csv", "tsv", "parquet", "arrow", "eml", "mbox", "mht", "mhtml", "xml", "rss", "atom", "zip", "tar", "wacz",
    "warc", "warc.gz", "wet", "arc", "pdf", "docx", "bin", ""])
def test_prose_under_any_name(suffix: str) -> None:
    sources, faults = items_of(PROSE, f"a.{suffix}")
    assert len(sources) + len(faults) == 1
    assert_sentences(faults, "a")
    for source in sources:
        assert text_of(source) == ARTICLES[0].words


@pytest.mark.parametrize("opening", [
    "function words are the glue of a language", "var is the word that opens a line", "import the rope (from “Kilrush”) and pay", "window. The rope hung there",
    "Received: a letter of 4 May 2023", "User-agent: that is what a browser calls itself", "color: red is what the sheet says", "body { soul }: a poem",
    "Contact-Name: that was the first line of the form", "CDX N b a: what the index says", "d41d8cd98f00b204e9800998ecf8427e is the sum of nothing",
    "let it be = a song", "const a = 1; this is how the program begins", "@media people came to the pier",
])
def test_prose_that_opens_like_something_else_is_read(opening: str) -> None:
    text = opening + ".\n\n" + "\n\n".join(["The council of Dunmarra voted on Tuesday to lengthen the pier by eleven metres, after the new ferry came."] * 3)
    sources, faults = items_of(text.encode(), "a.txt")
    assert (len(sources), faults) == (1, [])


@pytest.mark.parametrize(("data", "word"), [
    (b"%PDF-1.7\n%\xe2\xe3", "PDF"), (b"\x89PNG\r\n\x1a\n\0\0", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG"), (b"{\\rtf1\\ansi words}", "RTF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"), (b"Rar!\x1a\x07\0", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7-Zip"), (b"bplist00", "Safari"),
    (b"AT&TFORM", "DjVu"), (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar"),
    (b"1\r\n00:00:01,000 --> 00:00:04,000\r\nThe pier.\r\n", "subtitles"), (b"WEBVTT\n\n00:01.000 --> 00:04.000\nThe pier.\n", "subtitles"),
    (b"% a paper\n\\documentclass{article}\n", "LaTeX"), (b"TY  - NEWS\nTI  - The pier\n", "references"), (b"@article{a1,\n  title = {The pier}", "references"),
    (b"<?xml version='1.0'?>\n<TEI xmlns='x'><text/></TEI>", "XML (<TEI>)"),
    (b"<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>", "XML (<urlset>)"), (b"<svg xmlns='x'></svg>", "XML (<svg>)"),
    (b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "bag"), (b"Contact-Name: Ada Quill\r\n Harbour Library\r\nBagging-Date: 2023-05-04\r\n", "bag"),
    (b"Source-Organization: Harbour Library\nPayload-Oxum: 279.2\n", "bag"), (b"d41d8cd98f00b204e9800998ecf8427e  data/pier.html\n", "checksums"),
    (b"d41d8cd98f00b204e9800998ecf8427e *a b.txt\r\nd41d8cd98f00b204e9800998ecf8427f *c.txt\r\n", "checksums"),
    (b"# all\nUser-agent: *\n\nDisallow: /admin\nSitemap: https://sea.example/s.xml\n", "robots.txt"), (b"User-Agent: a\nUser-agent: b\nallow: /\n", "robots.txt"),
    (b" CDX N b a m s k r M S V g\nexample,sea)/1 20230504100000 http://sea.example/1 text/html 200 A - - 5 0 x\n", "CDX"),
    (b"example,sea)/1 20230504100000 {\"url\": \"http://sea.example/1\", \"status\": \"200\"}\n", "CDX"),
    (b"body { color: red }\n.a::before { content: 'x' }\n", "CSS"), (b"/* The pier */\n@media print { nav { display: none; } }\n", "CSS"),
    (b":root{--blue:#00f}\n#a > p, .b:hover { margin : 0 auto; }", "CSS"), (b"'use strict';var a=function(b){return b+1};console.log(a(2));\n", "JavaScript"),
    (b"!function(e,t){e.x=t(e);}(this,function(e){return {a:1};});", "JavaScript"), (b"import { a } from './a.js';\nexport const b = () => { return a(1); };\n", "JavaScript"),
    (b"/* (c) 2023 */\nwindow.dataLayer = window.dataLayer || [];\n(function(){ a(); })();", "JavaScript"),
])
def test_what_is_not_read_is_refused_by_name(data: bytes, word: str) -> None:
    for name in ("a.txt", "a.html", "a"):
        sources, [fault] = items_of(data, name)
        assert not sources
        assert fault.code == "not-text"
        assert word in str(fault).partition("this is ")[2]
        assert str(fault).count(". ") >= 1, "a way out is told"
