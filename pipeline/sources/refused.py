"""Kinds of files that are not read: how each is recognised, what it is called, and what a user can do instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.data.html_names import HTML_ELEMENTS
from pipeline.sources.gzip_members import GZIP
from pipeline.sources.zstd_frames import MAGIC as ZSTD

__all__ = ["bare_xml", "cut_office_kind", "magic_kind", "office_kind", "packed_by_name", "refusal", "written_kind"]

_PACKED_NAMES = (
    (("gz", "tgz"), "gzip"), (("zst",), "zstandard"), (("bz2", "tbz", "tbz2"), "bzip2"), (("xz", "txz"), "xz"), (("zip", "wacz"), "a ZIP archive"),
    (("tar",), "a TAR archive"), (("7z",), "a 7-Zip archive"), (("rar",), "a RAR archive"), (("warc", "wet", "wat", "arc"), "a web archive"),
)
"""Suffixes, and what a file with one of them is."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or an office document, which is one)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (GZIP, "gzip-compressed data"),
    (ZSTD, "zstandard-compressed data"),
    (b"\x5d\x2a\x4d\x18", "zstandard-compressed data with a dictionary of its own"),
    (b"BZh", "bzip2-compressed data"),
    (b"\xfd7zXZ\x00", "xz-compressed data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"BM", "a BMP image"),
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
    (b"AT&TFORM", "a DjVu document"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"bplist00", "a Safari web archive (or another property list)"),
    (b"!BDN", "an Outlook mailbox"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a Windows program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\x00\x01\x00\x00\x00", "a font"),
    (b"OTTO", "a font"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg file"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"FEA1", "a Feather file of an old version"),
    (b"Obj\x01", "an Avro file"),
    (b"\x89HDF\r\n", "an HDF5 file"),
    (b"\x93NUMPY", "a NumPy file"),
    (b"\x80\x02", "a pickle of Python"),
    (b"\x80\x03", "a pickle of Python"),
    (b"\x80\x04\x95", "a pickle of Python"),
    (b"\x80\x05\x95", "a pickle of Python"),
    (b"\x04\x22\x4d\x18", "LZ4-compressed data"),
    (b"\0asm", "a program (WebAssembly)"),
)
_WAYS = (
    ("PDF|DjVu|PostScript", "Take the text out of it first, for instance with pdftotext -layout or OCR."),
    ("image|icon|RIFF|HEIC", "Take the text out of it with OCR first, or leave it out."),
    ("Word|office|Office|RTF|OpenDocument|presentation", "Take the text out of it first: save it as HTML or as plain text."),
    ("spreadsheet", "Take the text out of it first: save the sheet as CSV."),
    ("EPUB", "Take the text out of it first: convert it to HTML, for instance with pandoc."),
    ("Safari", "Take the text out of it first: save the page as HTML, or as MHTML with another browser."),
    ("Outlook", "Take the messages out of it first: export them as .eml or mbox."),
    ("7-Zip|RAR|bzip2|xz|LZ4|encrypted", "Unpack it first, or pack it as ZIP, TAR, gzip or zstandard."),
    ("dictionary", "Unpack it with this dictionary first, which stands at its start."),
    ("gzip-compressed|zstandard-compressed", "It is packed several times: unpack it first."),
    ("SQL|Avro|HDF5|NumPy|pickle|Feather", "Take the text out of it first: export the table as CSV or as JSON lines."),
    ("LaTeX", "Take the text out of it first: convert it to HTML, for instance with pandoc."),
    ("CoNLL|vertical", "Take the running text that it was made from instead."),
    ("YAML", "Save it as JSON first."),
    ("collection of documents", "Cut it into documents first: one a file, or one a line of JSON."),
    ("XML", "Take the text out of it first: convert it to HTML or plain text."),
    ("list of addresses|link to a page|bookmarks|list of files", "Fetch the pages that it names instead."),
    ("bag|checksums|index of|robots|style sheet|program|log of|sellers of advertisements", "Leave it out: it holds no text to read."),
)
_WRITTEN = (
    (re.compile(rb"BEGIN:VCALENDAR\b"), "a calendar"), (re.compile(rb"BEGIN:VCARD\b"), "a contact card"),
    (re.compile(rb"WEBVTT\b|\d{1,4}\r?\n\d\d:\d\d:\d\d[,.]\d{3} --> \d\d:\d\d:\d\d[,.]\d{3}"), "a file of subtitles"),
    (re.compile(rb"(?:%[^\n]{0,200}\n\s{0,20}){0,20}\\documentclass\b"), "a LaTeX document"),
    (re.compile(rb"TY  - [A-Z]{2,6}\r?\n", re.IGNORECASE), "a list of references"),
    (re.compile(rb"@(?:article|book|misc|inproceedings|online|incollection)\s{0,5}\{[^\s,{}]{1,100},\s{0,20}\w{1,30}\s{0,5}=", re.IGNORECASE),
     "a list of references"),
    (re.compile(rb"%0 [A-Z][A-Za-z ]{2,40}\r?\n%[A-Z0-9@] |PMID- {0,3}\d{1,10}\r?\n(?:[A-Z]{2,4} {0,2}- [^\n]{0,2000}\n){2}"
                rb"|FN (?:Clarivate|Thomson|ISI)\b"),
     "a list of references"),
    (re.compile(rb"#!\s?/[\w/.-]{3,60}(?: -[\w=-]{1,20}){0,5}(?: [\w./-]{1,40})?(?: -[\w=-]{1,40}){0,5}[ \t]*\r?\n"
                rb"|diff --git a/\S{1,1000} b/\S{1,1000}\r?\n|Index: \S{1,300}\r?\n={60,70}\r?\n--- "),
     "a program or a patch of one"),
    (re.compile(rb"(?:<!DOCTYPE[^<>]{0,200}>\s{0,20})?<html[^<>]{0,200}>\s{0,20}<head>\s{0,20}(?:<meta[^<>]{0,200}>\s{0,20}){0,5}<title>Index of /"
                rb"(?=.{0,8000}?<h[12]>Index of /)", re.IGNORECASE | re.DOTALL),
     "the list of files of a server"),
    (re.compile(rb"-----BEGIN (?:PGP (?!SIGNED MESSAGE)|CERTIFICATE|RSA|PRIVATE)"), "encrypted data or a key"),
    (re.compile(rb"(?:#[^\n]{0,2000}\n){0,50}1(?:-\d{1,4})?\t(?=(?:[^\t\n]{1,500}\t){1,8}_[\t\r\n])"
                rb"[^\t\n]{1,500}(?:\t[^\t\n]{0,500}){8}\r?\n"), "annotated text (CoNLL)"),
    (re.compile(rb"<(?:text|doc|corpus|s|p(?=[^<>\n]{0,2000}>\s{0,5}<s[\s>]))(?: [^<>\n]{0,2000})?>\s{0,5}"
                rb"(?:<[a-z]{1,20}(?: [^<>\n]{0,500})?>\s{0,5}){0,10}"
                rb"\S{1,200}\t\S{1,200}\t\S{1,200}\r?\n(?:</?[a-z]{1,20}/?>\s{0,5}){0,3}\S{1,200}\t\S{1,200}\t"),
     "a corpus with a word a line (vertical text)"),
    (re.compile(rb"<DOC>\s{0,20}<DOC(?:NO|ID)>|<DOC id=\"[^\"<>\n]{1,200}\" type=\"|<doc id=\"[^\"<>\n]{1,500}\" (?:revid|url|title)=\""),
     "a collection of documents in one file (TREC, WikiExtractor)"),
    (re.compile(rb"\*{4}(?: \*[^\s_]{1,40}_\S{1,200}){1,40}\s"), "a collection of documents in one file (IRaMuTeQ)"),
    (re.compile(rb"BagIt-Version: ?\d"), "the declaration of a bag (BagIt)"),
    (re.compile(rb"\A(?:[A-Z][A-Za-z-]{2,40}: [^\r\n]{0,1000}\r?\n(?:[ \t][^\r\n]{0,1000}\r?\n){0,20}){0,30}"
                rb"(?:Payload-Oxum: \d+\.\d|Bagging-Date: \d{4}-)"), "the description of a bag (BagIt)"),
    (re.compile(rb"\A[0-9a-fA-F]{32,128}[ \t]{1,4}\*?[^\s][^\r\n]{0,2000}+(?:\r?\n[0-9a-fA-F]{32,128}[ \t]|\s*\Z)"), "a list of checksums"),
    (re.compile(rb"(?:#[^\n]{0,500}\n|\s){0,50}User-agent:[^\n]{0,200}\n(?:#[^\n]{0,500}\n|\s){0,20}(?:Dis)?(?:allow|Crawl-delay|User-agent)\s{0,5}:",
                re.IGNORECASE), "a robots.txt for crawlers"),
    (re.compile(rb"\[(?:InternetShortcut|Desktop Entry)\][ \t]*[\r\n]"), "a link to a page"),
    (re.compile(rb"<!DOCTYPE NETSCAPE-Bookmark-file-1>", re.IGNORECASE), "a file of bookmarks"),
    (re.compile(rb"--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--  https?://|HTTrack[\w.+-]{1,60} launched on "), "the log of a crawler"),
    (re.compile(rb"(?:[^\s\[]\S{0,299}+ ){1,5}+\[\d\d/[A-Z][a-z]{2}/\d{4}:[^\]\n]{1,30}\] \"[A-Z]{3,10} [^\n]{1,4000}+\n"
                rb"(?:[^\s\[]\S{0,299}+ ){1,5}+\[\d\d/[A-Z][a-z]{2}/\d{4}:"),
     "the log of a server"),
    (re.compile(rb"(?:#[^\n]{0,500}\n|\s){0,40}+[\w-]{1,40}(?:\.[\w-]{1,40}){0,4}\.[a-z]{2,20}, ?[\w.:-]{1,40}, ?(?:DIRECT|RESELLER)"
                rb"[ \t]*(?:[,#][^\n]{0,45})?(?:\r?\n|\Z)", re.IGNORECASE),
     "a list of sellers of advertisements (ads.txt)"),
    (re.compile(rb"\ACDX(?: [A-Za-z]){5,20}\s|\A[\w.,-]{2,200}\)/\S{0,4000} \d{14} (?:\{|https?://)"), "an index of a web archive (CDX)"),
)
_COMMENTS = rb"(?:/\*[^*]{0,4000}(?:\*(?!/)[^*]{0,4000}){0,200}\*/|\s){0,20}"
_STYLES = re.compile(
    _COMMENTS + rb"(?:@charset[ \t]|@import[ \t]|@media[ \t]|@font-face\s{0,5}\{|[\w.#:*,>+~\s\[\]=\"'()-]{1,300}\{\s{0,50}"
    rb"(?:--[\w-]{1,40}|color|margin|padding|font|background|display|position|width|height|border|content|text|line-height|box-sizing|float|overflow|outline|list-style|opacity|max-width|"
    rb"min-width|top|left|clear|cursor|visibility|vertical-align)(?:-[a-z-]{1,30})?\s{0,5}:[^;{}<>]{1,300}[;}])")
_PROGRAM = re.compile(
    _COMMENTS + rb"(?:[\"']use strict[\"']|[!;(]{0,3}(?:async )?function[ (*]|\(\(?[\w, ]{0,40}\)?\s{0,2}=>|(?:var|let|const) [\w$]{1,60}\s{0,3}[=,;]"
    rb"|import [\w{},* \n]{1,300} from [\"']|export (?:default|const|function) |(?:window|module|document|self|define)[.(\[])")
_SIGNS = re.compile(rb"[;{}()=]")
_YAML = re.compile(rb"(?:---[ \t]*\r?\n|%YAML[^\n]{0,50}\n|#[^\n]{0,500}\n|\s){0,20}"
                   rb"- (?:title|url|id|text|date|author|headline|name)[ \t]*:[^\n]{0,4000}\n  [A-Za-z_]\w{0,40}:[ \t\r\n]", re.IGNORECASE)
_IN_YAML = re.compile(rb"\s|\Z|#|- |%YAML|---|\.\.\.")
"""How each line of a list of records begins: a text that opens like one goes on with lines that begin with words."""
_FEWEST_SIGNS = 0.05
"""Share of characters used by programs from which a text is a program: prose that begins with a line of a program has a smaller share."""
_XML = (b"<?xml", b"<svg", b"<urlset", b"<sitemapindex", b"<TEI", b"<opml", b"<rss", b"<feed", b"<rdf:RDF", b"<!DOCTYPE svg", b"<!DOCTYPE nitf")
_ROOT = re.compile(
    rb"\s*(?:<\?[^>]{0,500}\?>\s*|<!--(?:[^-]|-(?!->))*+-->\s*|<!(?i:DOCTYPE)(?:[^>\[]){0,500}(?:\[[^\]]{0,20000}\]\s*)?>\s*){0,20}"
    rb"<([A-Za-z_][\w.:-]{0,60})[\s/>]")
_NOT_IN_XML = HTML_ELEMENTS - {"article", "svg", "data", "source", "slot"}
_OF_HTML = rb"(?:" + "|".join(sorted(_NOT_IN_XML)).encode() + rb"|o:p|v:\w+|st1:\w+|fb:\w+)[\s/>]"
"""The elements of pages, but for those that are roots of other XML as well (``article`` of journals and DocBook), and those that Outlook and
Facebook add to them."""
_NAMESPACE = re.compile(
    rb"<!DOCTYPE\s{1,20}+(?!html)[^>\[]{1,300}[>\[](?!\s{0,20}<" + _OF_HTML + rb")"
    rb"|<(?:article\s(?=[^<>]{0,2000}?(?:xmlns:(?:xlink|mml|ali|xsi)=|article-type=|dtd-version=|xmlns=))|(?!article\s|" + _OF_HTML + rb")"
    rb"[A-Za-z_][\w.:-]{0,60}\s)(?:[^<>]{0,2000}?\s)?xmlns(?:=[\"'](?!http://www\.w3\.org/1999/xhtml)|:\w{1,20}=)",
    re.IGNORECASE)
"""XML that does not say so: a root with a namespace that is not that of HTML, or a document type of its own."""


_LOOKED_AT = 65536
_FEWEST_ADDRESSES = 5
_SETTINGS_OF_SQL = 200
_BEFORE_STATEMENTS = re.compile(rb"--|/\*|\\restrict |(?:SET|SELECT pg_catalog|PRAGMA|BEGIN|START TRANSACTION|USE `)[^\n]*;\s*\Z")
_SQL_NAME = rb"[`\"\[]?[\w$]{1,100}[`\"\]]?(?:\.[`\"\[]?[\w$]{1,100}[`\"\]]?){0,2}"
_STATEMENT = re.compile(
    rb"DROP TABLE (?:IF EXISTS )?" + _SQL_NAME + rb"(?: CASCADE)?;"
    rb"|CREATE (?:TEMPORARY |UNLOGGED )?TABLE (?:IF NOT EXISTS )?" + _SQL_NAME + rb"\s{0,5}(?:\(|\Z)"
    rb"|CREATE (?:DATABASE|SCHEMA) [^\n]{1,300};|INSERT INTO " + _SQL_NAME + rb"\s{0,5}(?:\(|VALUES\b|SELECT\b|\Z)"
    rb"|LOCK TABLES [^\n]{1,300};|COPY " + _SQL_NAME + rb" [^\n]{0,5000}FROM stdin;")
"""A line that makes or fills a table, with the signs that such a line has and prose has not."""
_ENDS_SQL = re.compile(rb"(?:;|\*/|^--[^\n]*|^\\[^\n]*)\Z", re.MULTILINE)
"""The end of a dump: that of a statement, a comment, or a command of psql."""
_OF_PHP = re.compile(rb"<\?(?:.*?\?>|.*\Z)|<(?:script|style)\b(?:.*?</(?:script|style)>|.*\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_FEWEST_WORDS = 25
"""Words outside the code from which a file with PHP in it is a page."""
_DRAWING = re.compile(rb"<(?:svg|math)\b", re.IGNORECASE)
_DRAWING_ENDS = re.compile(rb"</(?:svg|math)>", re.IGNORECASE)
_FIRST_TWO = re.compile(rb"(?:<!--(?:[^-]|-(?!->))*+-->\s*)?<([A-Za-z_][\w.:-]{0,60})(?:\s[^<>]{0,4000})?>\s*+<([A-Za-z_][\w.:-]{0,60})[\s/>]")
_TAG = re.compile(rb"</?([A-Za-z_][\w.:-]{0,60})[\s/>]")
_OF_PAGES = frozenset({"html", "script", "iframe"})
"""Elements that pages alone have."""
_FOREIGN = 0.2
"""Least share of the names that are none of HTML among the elements of XML that has neither a declaration nor a namespace."""


def bare_xml(data: bytes) -> str | None:
    """What a file is that is XML without a declaration and a namespace: one element holds all of it, and its elements are none of HTML."""
    data = data.removeprefix(b"\xef\xbb\xbf").strip()
    opening = _FIRST_TWO.match(data)
    if opening is None or b"-" in opening[1]:
        return None  # an element that a page defines itself
    root, child = (name.decode("ascii", "replace") for name in opening.groups())
    if root.lower() in _NOT_IN_XML:
        return None
    names = {name.decode("ascii", "replace").lower() for name in _TAG.findall(_without_drawings(data[:_LOOKED_AT]))} - {root.lower()}
    foreign = sum(name not in HTML_ELEMENTS and "-" not in name for name in names)
    if names & _OF_PAGES:
        return None  # a page in an element in which a set of pages wraps it
    whole = data.endswith(b"</" + opening[1] + b">")
    if names and foreign >= _FOREIGN * len(names) and (whole or child.lower() not in HTML_ELEMENTS):
        return f"XML (<{root}>) of a kind that is not read"
    return None


def _without_drawings(data: bytes) -> bytes:
    """A page without what stands in drawings (SVG) and formulas (MathML), whose elements pages have as well."""
    first, *others = _DRAWING.split(data)
    return first + b"".join(_DRAWING_ENDS.split(other, maxsplit=1)[-1] for other in others if _DRAWING_ENDS.search(other))


def magic_kind(data: bytes) -> str | None:
    """What the first bytes say that a file is, if it is one that is not read as text."""
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (magic != b"BM" or data[6:10] == b"\0\0\0\0") and (magic != b"FEA1" or b"\0" in data[:_LOOKED_AT]):
            return kind
    if data[4:8] == b"ftyp":
        return "an MP4, HEIC or AVIF file"
    return None


def written_kind(head: bytes) -> str | None:
    """What text that is no article says that it is: XML of a kind that is not read, a calendar …"""
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, kind in _WRITTEN:
        if pattern.match(bare):
            return kind
    if _is_addresses(head):
        return "a list of addresses"
    if _YAML.match(bare) and all(map(_IN_YAML.match, bare.split(b"\n"))):
        return "a list of records in YAML"
    if bare.startswith((b"<?php", b"<?PHP")) and len(_OF_PHP.sub(b" ", bare).split()) < _FEWEST_WORDS:
        return "a program or a patch of one"
    if _is_sql(bare):
        return "a dump of a database (SQL)"
    if code := _code(bare):
        return code
    if bare.startswith(_XML) or _NAMESPACE.match(bare):
        root = _ROOT.match(bare)
        name = root[1].decode("ascii", "replace").rpartition(":")[2] if root else ""
        if name.lower() not in _NOT_IN_XML:
            return f"XML (<{name}>) of a kind that is not read" if name else "XML that is damaged at its start"
    return None


def _is_sql(head: bytes) -> bool:
    """Whether the first line that is neither a comment nor a setting makes or fills a table, and the text ends as SQL does."""
    for line in head.split(b"\n")[:_SETTINGS_OF_SQL]:
        line = line.rstrip()
        if _STATEMENT.match(line):
            return len(head) > _LOOKED_AT - 8 or _ENDS_SQL.search(head.rstrip()) is not None
        if line and not _BEFORE_STATEMENTS.match(line):
            return False
    return False


def _is_addresses(head: bytes) -> bool:
    """Whether all lines of a text are addresses."""
    lines = head.split(b"\n")
    lines = [line.strip() for line in (lines[:-1] if len(head) >= _LOOKED_AT else lines) if line.strip()]
    return len(lines) >= _FEWEST_ADDRESSES and all(line.startswith((b"https://", b"http://")) and not line.count(b" ") for line in lines)


def _code(head: bytes) -> str | None:
    """A style sheet or a program: how it opens, and how many signs it has."""
    if len(_SIGNS.findall(head)) < _FEWEST_SIGNS * len(head):
        return None
    return "a program (JavaScript)" if _PROGRAM.match(head) else "a style sheet (CSS)" if _STYLES.match(head) else None


def office_kind(names: frozenset[str], mimetype: bytes) -> str | None:
    """What a ZIP archive is, by the names of its members and the content of the one called ``mimetype``."""
    if mimetype.startswith(b"application/epub"):
        return "an EPUB book"
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        return "an OpenDocument spreadsheet" if b"spreadsheet" in mimetype else "an OpenDocument text or presentation"
    if "[Content_Types].xml" in names:
        folders = {name.partition("/")[0] for name in names}
        return "a Word document" if "word" in folders else "an Excel spreadsheet" if "xl" in folders else "an office document"
    if any(name.startswith(("Index/", "index.apxl", "index.xml")) and name.endswith((".iwa", "apxl")) for name in names):
        return "an Apple office document"
    return None


_PARTS = (
    (re.compile(r"word/(?:document\d*|styles|fontTable|settings|webSettings|numbering|comments|(?:foot|end)notes|header\d+|footer\d+)\.xml"
                r"|word/(?:_rels|theme|media|embeddings)/"), "a Word document"),
    (re.compile(r"xl/(?:workbook|sharedStrings|styles|metadata|calcChain)\.(?:xml|bin)|xl/(?:_rels|theme|worksheets|charts|drawings|media|tables)/"),
     "an Excel spreadsheet"),
    (re.compile(r"ppt/(?:presentation|presProps|viewProps|tableStyles)\.xml|ppt/(?:_rels|theme|media|slides|slideLayouts|slideMasters)/"
                r"|\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core|custom)\.xml"), "an office document"),
    (re.compile(r"META-INF/container\.xml|OEBPS/|(?:EPUB|OPS)/[^/]{1,200}\.opf"), "an EPUB book"),
    (re.compile(r"META-INF/manifest\.xml|Thumbnails/thumbnail\.png|Configurations2/|layout-cache"), "an OpenDocument text or spreadsheet"),
)
"""Parts of office documents and books, by name."""
_TYPES = "[Content_Types].xml"
_PAGES = (".html", ".htm", ".txt", ".md", ".json", ".jsonl", ".csv", ".eml", ".warc", ".warc.gz")
_OPEN_PARTS = frozenset({"content.xml", "styles.xml", "meta.xml", "settings.xml"})
"""Parts of an OpenDocument file: two of them tell it."""


def cut_office_kind(names: Sequence[str], mimetype: bytes) -> str | None:
    """What a ZIP archive is of which only some members are there; None for no office document and no book. Their parts stand in any order; where
    pages stand among them, the first member must be such a part.

    >>> cut_office_kind(["word/styles.xml", "word/fontTable.xml"], b""), cut_office_kind(["word/page.html"], b"")
    ('a Word document', None)
    """
    if kind := office_kind(frozenset(names) - {_TYPES}, mimetype):
        return kind
    looked_at = names[:1] if any(name.endswith(_PAGES) for name in names) else names
    if told := next((kind for parts, kind in _PARTS if any(map(parts.match, looked_at))), None):
        return told
    if len(_OPEN_PARTS.intersection(looked_at)) > 1:
        return "an OpenDocument text or spreadsheet"
    return "an office document" if names[:1] == ["mimetype"] else None


def packed_by_name(name: str) -> str | None:
    """What a file is by its name, if that is a container or a compression."""
    suffix = name.lower().rpartition(".")[2]
    return next((what for suffixes, what in _PACKED_NAMES if suffix in suffixes), None)


def refusal(name: str, kind: str) -> str:
    """The sentence for a file that is not read: what it is, and what a user can do."""
    way = next((way for kinds, way in _WAYS if re.search(kinds, kind)), "Take the text out of it with another tool first, or leave it out.")
    return f"{name}: this is {kind}, not text. {way}"
