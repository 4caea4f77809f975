"""What an input is, told by its first bytes: containers and layouts that look like text at first sight.

Each test asks for several signs, so that an article that mentions one is no container.
"""

from __future__ import annotations

import re
from itertools import dropwhile

from pipeline.settings import Inputs
from pipeline.sources.digests import is_digest
from pipeline.sources.http import are_answers
from pipeline.sources.ocr import is_ocr
from pipeline.sources.pmc_text import is_pmc_text
from pipeline.sources.press_marks import COUNTED, LENGTH, NUMBERED
from pipeline.sources.sniff import MARKDOWN_NAMES, READER_HEAD
from pipeline.sources.tei import is_tei
from pipeline.sources.xml_articles import is_xml_article

__all__ = ["delimiter_of", "is_column", "is_comment", "kind_of", "start_of_feed"]

_Sign = tuple[tuple[bytes, ...], re.Pattern[bytes]]
"""Words in lower case of which one stands wherever the pattern fits, and the pattern."""
_HEADER = re.compile(rb"([!-9;-~]{1,76}):(?:[ \t]|\r?$)")
_MAIL = frozenset({b"date", b"subject", b"message-id", b"received", b"mime-version", b"return-path", b"to", b"delivered-to", b"list-id"})
_MBOX = re.compile(rb"From \S[^\r\n]{0,200}\b\d{4}(?: [+-]\d{4})?[ \t]*\r?\n[!-9;-~]{1,76}:"
                   rb"|From[ \t]*\r?\n(?:[!-9;-~]{1,76}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,50}){2}")
_MMDF, _EMLX = re.compile(rb"\x01{4}\r?\n[!-9;-~]{1,76}:"), re.compile(rb"\d{1,10}[ \t]*\r?\n(?=[!-9;-~]{1,76}:)")
_FEED = re.compile(
    rb"\s*(?:<\?[^>]{0,500}\?>\s*|<!--(?:[^-]|-(?!->))*+-->\s*|<!DOCTYPE[^>\[]{0,300}(?:\[[^\]]{0,20000}\]\s*)?>\s*){0,10}"
    rb"<(?:rss|(?:atom:)?feed|rdf:RDF)\b([^>]{0,4000})>", re.IGNORECASE)
_FEED_BEGINS = re.compile(rb"<(?:\?xml|rss|feed|atom:feed|rdf:RDF)\b", re.IGNORECASE)
_LONGEST_WORDS = 2000
"""Bytes of words that may stand before a feed."""
_NO_MESSAGE = re.compile(rb"<(?!(?:br|b|i|font|table|tr|th|td|pre|span)\b)[A-Za-z]", re.IGNORECASE)
"""An element that no message of PHP has: the feed stands inside other XML, or is shown by a page."""
_OF_PHP = re.compile(rb"\s*(?:<br ?/?>\s*)?(?:<b>)?(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards|Fatal error)(?:</b>)?: ", re.IGNORECASE)
_FEED_NAMES = (".xml", ".rss", ".atom", ".rdf")
_JSON = re.compile(rb"[\s\x1e]*(?:\{\s*(?:\"|\}\s*$)|\[\s*\{\s*\"|\[\s*\]\s*$)")
_BETWEEN = b" \t\r\n\x1e"
_FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n((?:(?!---|\.\.\.)[^\n]*\n){1,200}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)|"
                           rb"\+\+\+[ \t]*\r?\n((?:(?!\+\+\+)[^\n]*\n){1,200}?)\+\+\+[ \t]*(?:\r?\n|$)")
_READER = re.compile(READER_HEAD.encode())
_KEYS = re.compile(rb"^[\"']?([A-Za-z][\w -]{0,40})[\"']?[ \t]*[:=]", re.MULTILINE)
_TELLING_KEYS = frozenset(
    "title author authors date published url source link tags categories description layout draft slug site sitename language lang".split())
_NEXIS = (((b"document",), re.compile(rb"^[ \t]*\d{1,6} of \d{1,6} DOCUMENTS?[ \t]*\r?$", re.MULTILINE)),)
_OF_WORDS = rb"[ \t]{0,5}\d[\d.,]{0,8}\s?(?:words?|mots?|w(?:\xc3\xb6|\xf6|\xc3\x96|\xd6)rter|palabras?|palavras?|parole|woorden)\b"
_NEXIS_COUNTED = (
    ((b"document", b"dokument"), re.compile(COUNTED.encode(), re.MULTILINE)),
    ((b"length", b"nge:", b"longueur", b"longitud", b"extensi", b"lunghezza", b"lengte", b"comprimento"),
     re.compile(rb"^[ \t]*(?:LENGTH|L\xc3\x84NGE|L\xc4NGE|LONGUEUR|LONGITUD|EXTENSI[^\s:]{1,3}N|LUNGHEZZA|LENGTE|COMPRIMENTO)(?:\xc2\xa0|\s)?:"
                + _OF_WORDS, re.MULTILINE | re.IGNORECASE)),
)
"""Downloads in other languages: what counts their documents stands in other texts too, and so their length must stand there."""
_NEXIS_NEW = (
    ((b"length:", b"nge:", b"longueur", b"longitud:", b"lunghezza:", b"lengte:"),
     re.compile(rb"^[ \t]*(?:Length|L\xc3\xa4nge|L\xe4nge|Longueur ?|Longueur\xc2\xa0|Longitud|Lunghezza|Lengte):"
                + _OF_WORDS, re.MULTILINE | re.IGNORECASE)),
    ((b"body", b"hauptteil", b"corps", b"cuerpo", b"corpo", b"hoofdtekst"),
     re.compile(rb"^[ \t]*(?:Body|Hauptteil|Corps|Cuerpo|Corpo|Hoofdtekst)[ \t]*\r?$", re.MULTILINE)),
    ((b"section", b"byline", b"dateline", b"copyright", b"load-date", b"rubri", b"aut"),
     re.compile(rb"^[ \t]*(?:Section|Byline|Dateline|Copyright|Load-Date|Rubrik|Rubrique|Autor|Auteur)\b", re.MULTILINE)),
)
_FACTIVA = tuple(((b"\n" + code.lower(),), re.compile(rb"^" + code + rb"(?:[ \t]{1,20}\S|[ \t]*\r?$)", re.MULTILINE))
                 for code in (b"HD", b"WC", b"PD", b"SN"))
_NEXIS_ALONE = (
    ((b"length:",), re.compile(rb"^[ \t]*LENGTH:[ \t]{0,5}\d[\d.,]{0,8} words?\b", re.MULTILINE)),
    ((b"load-date:",), re.compile(rb"^[ \t]*LOAD-DATE:[ \t]*\S", re.MULTILINE)),
    ((b"language:", b"publication-type:"), re.compile(rb"^[ \t]*(?:LANGUAGE|PUBLICATION-TYPE):[ \t]*\S", re.MULTILINE)),
)
"""One article that was downloaded alone: nothing counts it."""
_FACTIVA_SHOWN = (
    ((b"\ndocument ", b"\ndokument ", b"\ndocumento "), re.compile(NUMBERED.encode(), re.MULTILINE)),
    ((b" words", b" mots", b" palabras", b"rter", b" parole", b" woorden", b" palavras"),
     re.compile(LENGTH.encode(), re.MULTILINE)),
)
_DOT = rb"(?:\xc2\xb7|\xb7|\xe2\x80\xa2|\.)"
_EUROPRESSE = (
    ((b" mots", b" words", b" palabras", b"rter"), re.compile(rb"\b\d{1,6} (?:mots|words|palabras|W\xc3\xb6rter)\b")),
    ((b"news", b"pub", b"web", b"tv"),
     re.compile(rb"^[ \t]*(?:Document\s{0,3}:?\s{0,3})?(?:news|pub|web|tv)" + _DOT + rb"\d{8}" + _DOT + rb"[A-Z]{1,8}", re.MULTILINE)),
)
_PROQUEST = (
    ((b"full text:", b"abstract:"), re.compile(rb"^[ \t]*(?:Full [Tt]ext|Abstract):", re.MULTILINE)),
    ((b"____________________", b"document 1 of "), re.compile(rb"^[ \t]*(?:_{20,}|Document 1 of \d{1,6})[ \t]*\r?$", re.MULTILINE)),
    ((b"proquest",), re.compile(rb"^[ \t]*(?:ProQuest document ID:|Document URL:[^\r\n]{0,60}proquest\.com|Report Information from ProQuest|"
                               rb"Database:[^\r\n]{0,200}ProQuest|Links:[^\r\n]{0,200}proquest)", re.MULTILINE)),
)
_PRESS_HTML = (
    ((b"=\"article ", b"='article ", b"enarticle", b"enheadline", b"docpublicationname", b"titrearticlevisu", b"public-lblnodoc"),
     re.compile(rb"class=[\"'](?:article (?:bg|ca|cs|da|de|es|fi|fr|hu|id|it|ja|ko|ms|nl|no|pl|pt|ru|sk|sv|tr|zh)Article\b|[^\"']{0,200}"
                rb"(?:\benArticle\b|\benHeadline\b|\bDocPublicationName\b|\btitreArticleVisu\b|\bpubliC-lblNodoc\b))",
                re.IGNORECASE)),
    ((b"<docfull", b"<doc number=", b"<b>hd</b>"), re.compile(rb"<DOCFULL\b|<DOC NUMBER=|<b>HD</b>", re.IGNORECASE)),
    ((b" document",), re.compile(rb"<[^>]{1,60}>\s*\d+ of \d+ DOCUMENTS?\s*<", re.IGNORECASE)),
)
_MOST_COMMENTS = 50
"""Lines among which the head of a table stands that comments stand above."""
_TABLE_NAMES = (".csv", ".tsv", ".tab")
_DELIMITERS = (b",", b"\t", b";", b"|")
_COLUMNS = frozenset({b"url", b"title", b"date", b"author", b"id", b"link", b"published", b"source", b"authors", b"headline"})
"""Names of columns of which the first line of a table has one, in lower case."""
_LONGEST_COLUMN = 30
"""Bytes beyond which a cell with a space is no name of a column."""
_BEFORE_WARC = 64
"""Bytes among which the first record of a web archive begins: a byte order mark or empty lines may stand before it."""
_ZIP_NAMES = (".zip", ".wacz")
_MEMBER = re.compile(rb"PK\x03\x04[\x0a\x14\x2d]\0.[\0\x08][\0\x08]\0", re.DOTALL)
"""The header of a member of a ZIP archive, whose start may be missing."""
_SAVED = re.compile(rb"multipart/related", re.IGNORECASE)
_SAVED_BY = re.compile(rb"^From:[^\r\n]{0,40}Saved by ", re.IGNORECASE | re.MULTILINE)
_PAGE_ALONE = re.compile(rb"^Content-Type:\s{0,20}text/html\b", re.IGNORECASE | re.MULTILINE)


_PROQUEST_HTML = (
    ((b"proquest",), re.compile(rb"proquest", re.IGNORECASE)),
    ((b"full text", b"abstract", b"<text"), re.compile(rb">\s*+(?:Full text|Abstract)\s*+(?::\s*+)?<|<text\b", re.IGNORECASE)),
    ((b"publication", b"document url", b"database", b"links", b"documenttitle"),
     re.compile(rb">\s*(?:Publication (?:info|title|date)|Document URL|ProQuest document ID|Database|Links)\s*:\s*<|"
                rb"class=[\"'][^\"']{0,200}\bdocumentTitle\b", re.IGNORECASE)),
)


def kind_of(head: bytes, bare: str, inputs: Inputs) -> str | None:
    """The kind of reader for an input that begins with ``head`` (unpacked, in the usual form of text) and has a name in lower case; None where
    nothing is telling."""
    if head[:_BEFORE_WARC].lstrip(b"\xef\xbb\xbf\r\n\0").startswith((b"WARC/1.", b"WARC/0.")):
        return "warc"
    if head.startswith(b"filedesc:"):
        return "arc"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) or bare.endswith(_ZIP_NAMES) and _MEMBER.search(head):
        return "zip"
    if head.startswith((b"PAR1", b"ARROW1")):
        return "parquet"
    if head.startswith(b"\x5d\x2a\x4d\x18"):
        return "text"  # packed with a dictionary of its own: it is refused by name there
    if head[257:262] == b"ustar":
        return "tar"
    return _written(head, bare, inputs)


def _written(head: bytes, bare: str, inputs: Inputs) -> str | None:
    if _JSON.match(head):
        return "json" if bare.endswith(".json") or not _is_lines(head) else "jsonl"
    if (feed := _FEED.match(head)) and _is_feed(head, feed) or _is_late_feed(head, bare):
        return "feed"
    if is_tei(head):
        return "tei"
    if is_ocr(head):
        return "ocr"
    if is_xml_article(head):
        return "xml"
    if is_pmc_text(head):
        return "pmc-text"
    if are_answers(head):
        return "http"
    if message := _message(head, bare):
        return message
    if press := _press(head):
        return press
    if is_digest(head):
        return "digest"
    if has_front_matter(head, bare) or _READER.match(head.lstrip(b"\r\n")):
        return "markdown"
    return _table(head, bare, inputs)


def _message(head: bytes, bare: str) -> str | None:
    """The kind of what begins with the head of a message, or with what parts messages."""
    if _MBOX.match(head):
        return "mbox"
    if _MMDF.match(head):
        return "mmdf"
    if (counted := _EMLX.match(head)) and _is_mail(_header_names(head[counted.end():])):
        return "emlx"
    names = _header_names(head.lstrip(b"\r\n"))
    if names and b"content-type" in names and _is_saved_page(head[:8192], names, bare):
        return "mhtml"
    return "mail" if _is_mail(names) else None


def _is_mail(names: frozenset[bytes]) -> bool:
    """Whether the names of the fields of a head are those of a message."""
    return b"from" in names and len(names & _MAIL) >= 2 or len(names & _MAIL) >= 3


def _is_saved_page(head: bytes, names: frozenset[bytes], bare: str) -> bool:
    """Whether a head is that of a page saved as MHTML, with its pictures or alone."""
    if _SAVED.search(head):
        return bool(names & {b"snapshot-content-location", b"content-location"}) or b"Saved by" in head[:400] or bare.endswith((".mht", ".mhtml"))
    return _PAGE_ALONE.search(head) is not None and (_SAVED_BY.search(head) is not None or b"snapshot-content-location" in names)


def _press(head: bytes) -> str | None:
    """The kind of a download of a press database."""
    low = b"\n" + head.lower()
    texts = (_NEXIS_COUNTED, _NEXIS_NEW, _NEXIS_ALONE, _FACTIVA, _FACTIVA_SHOWN, _EUROPRESSE, _PROQUEST)
    if _all(_NEXIS, head[:4096], low[:4097]) or any(_all(signs, head, low) for signs in texts):
        return "press-html" if b"<html" in low[:4097] else "press"
    return "press-html" if any(_all((sign,), head, low) for sign in _PRESS_HTML) or _all(_PROQUEST_HTML, head, low) else None


def _all(signs: tuple[_Sign, ...], head: bytes, low: bytes) -> bool:
    """Whether all of these stand there. Nearly always none does, which the words tell much faster than the patterns."""
    return all(any(word in low for word in words) and pattern.search(head) for words, pattern in signs)


def _is_lines(head: bytes) -> bool:
    """Whether the first line is an object by itself and another one follows it, or nothing."""
    first, found, rest = head.lstrip(_BETWEEN).partition(b"\n")
    rest_opens = rest.lstrip(_BETWEEN)[:1] == b"{"
    return first.startswith(b"{") and (not found or rest_opens or first.strip() != b"{" and first.rstrip(b"\r\n ,").endswith(b"}"))


def _is_feed(head: bytes, match: re.Match[bytes]) -> bool:
    """RDF is a feed only where it says so."""
    root = match[0].rsplit(b"<", 1)[-1].lower()
    return not root.startswith(b"rdf") or b"purl.org/rss" in head or b"netscape.com/rdf" in head


def _is_late_feed(head: bytes, bare: str) -> bool:
    """Whether other words stand before a feed. Texts about feeds show one too: the name must be that of XML, or the words those of PHP."""
    return (bare.endswith(_FEED_NAMES) or _OF_PHP.match(head) is not None) and start_of_feed(head) > 0


def start_of_feed(head: bytes) -> int:
    """Where a feed begins that words stand before; 0 where none do, or no feed follows."""
    if head.lstrip().startswith((b"<?", b"<!")):
        return 0
    found = _FEED_BEGINS.search(head, 0, _LONGEST_WORDS)
    if found is None or _NO_MESSAGE.search(head, 0, found.start()):
        return 0
    return found.start() if (feed := _FEED.match(head, found.start())) and _is_feed(head, feed) else 0


def _header_names(head: bytes) -> frozenset[bytes]:
    """Names of the header fields with which some bytes begin, in lower case; none where they begin with anything else."""
    names: set[bytes] = set()
    lines = head.split(b"\n")
    for n, line in enumerate(lines):
        if not line.strip():
            break
        if line[:1] in (b" ", b"\t") and names:
            continue
        match = _HEADER.match(line)
        if match is None:
            if n == len(lines) - 1 and len(names) > 3:
                break  # the head ends inside a line
            return frozenset()
        names.add(match[1].lower())
    return frozenset(names)


def has_front_matter(head: bytes, bare: str) -> bool:
    """Whether text begins with front matter; where its name is not that of Markdown, its keys must be telling."""
    match = _FRONT_MATTER.match(head.lstrip(b"\r\n"))
    if match is None:
        return False
    keys = {key.decode("ascii", "replace").strip().lower() for key in _KEYS.findall(match[1] or match[2] or b"")}
    return len(keys & _TELLING_KEYS) >= (1 if bare.endswith(MARKDOWN_NAMES) else 2)


def is_column(line: bytes, inputs: Inputs) -> bool:
    """Whether the first line of a table names one column, which holds text."""
    from pipeline.sources.records import holds_text

    return holds_text([line.strip(b" \"'\r\n").decode("utf-8", "replace")], inputs)


def delimiter_of(line: bytes, inputs: Inputs) -> str | None:
    """The delimiter of the cells, if this line is the head of a table with a column of text; else None."""
    from pipeline.sources.records import holds_text

    best: tuple[int, str] | None = None
    for delimiter in _DELIMITERS:
        names = [cell.strip(b" \"'\r\n").decode("utf-8", "replace") for cell in line.split(delimiter)]
        if len(names) > 1 and all(len(name) <= 60 for name in names) and holds_text(names, inputs):
            best = max(best or (0, ""), (len(names), delimiter.decode()))
    return best[1] if best else None


def is_comment(line: bytes, inputs: Inputs) -> bool:
    """Whether a line above the head of a table is a comment; the head itself may be marked as one."""
    return line.startswith(b"#") and delimiter_of(line.lstrip(b"# "), inputs) is None and not is_column(line.lstrip(b"# "), inputs)


def _table(head: bytes, bare: str, inputs: Inputs) -> str | None:
    """``table`` where the first line is the head of a table: by the name of the file, else by the names of columns in it."""
    line = head.split(b"\n", 1)[0]
    if bare.endswith(_TABLE_NAMES):
        first, *others = list(dropwhile(lambda line: is_comment(line, inputs), head.split(b"\n", _MOST_COMMENTS)))[:2] or [b""]
        if line.startswith(b"#"):
            return "table" if delimiter_of(first.lstrip(b"# "), inputs) else None
        second = others
        alone = is_column(line, inputs) and all(map(bytes.strip, second))  # an empty line stands below the headline of a text
        is_head = any(d in line for d in _DELIMITERS) and not line.lstrip().startswith(b"<") or alone
        return "table" if is_head else None
    delimiter = delimiter_of(line, inputs) if b"\n" in head else None
    if delimiter is None:
        return None
    cells = {cell.strip(b" \"'\r").lower() for cell in line.split(delimiter.encode())}
    sentence = any(b" " in cell and len(cell) > _LONGEST_COLUMN for cell in cells)
    return "table" if cells & _COLUMNS and len(cells) > 1 and not sentence else None
