"""Marks of file formats in a text: what stands in an article only where a container was taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.data import ArticleBlock, Label

__all__ = ["LISTED", "format_marks"]

_FORMATS = (
    # name, one of which each of its marks has, the marks
    ("JSON", ('"',), re.compile(r"\s*[\[{]{1,3}\s*\"[\w@ -]{1,40}\"\s*:|.{0,200}\\n.{0,200}\",\s*\"\w{1,40}\"\s*:")),
    ("XML", ("<",), re.compile(r"\s*(?:<\?xml\b|<!\[CDATA\[|<(?:rss|item|entry|channel|guid|pubDate|link|description)\b[^<>]{0,200}>)")),
    ("the head of a message", (":",),
     re.compile(r"(?:Content-(?:Type|Transfer-Encoding|Location|ID)|MIME-Version|Message-ID|Received|Return-Path):\s"
                r"|From:\s.{1,200}?\s(?:Snapshot-Content-Location|Subject|Date):\s")),
    ("a web archive", ("WARC", "HTTP/1."), re.compile(r"WARC(?:/[01]\.\d|-[A-Z][\w-]{2,40}:)|HTTP/1\.[01] \d{3}\b")),
    ("quoted-printable text", ("=",), re.compile(r".{0,300}(?:=3D\"|=C3=[89AB][0-9A-F]|[a-z]=$)")),
    ("a download of a press database", ("DOCUMENTS", "LOAD-DATE:", "PUBLICATION-TYPE:", "End of Document"),
     re.compile(r"\s*(?:\d{1,5} of \d{1,5} DOCUMENTS\b|LOAD-DATE:|PUBLICATION-TYPE:|End of Document$)")),
    ("wiki markup", ("[[",), re.compile(r".{0,300}\[\[[^\W\d_][^\[\]|]{0,100}(?:\|[^\[\]]{1,100})?\]\]")),
    ("a file of Org", ("#+",), re.compile(r"#\+(?:TITLE|AUTHOR|DATE|BEGIN_\w+|OPTIONS):?\s", re.IGNORECASE)),
    ("AsciiDoc", ("== ", "::", ":toc", ":keywords:", ":author:", "[source", "[NOTE"),
     re.compile(r"={2,6} [^\sa-z].{0,150}[^=\s]$|:(?:toc\w{0,20}|keywords|author|email|revdate|source-highlighter|icons|sectnums|imagesdir):(?:\s|$)"
                r"|(?:image|include|video)::\S|\[(?:source|NOTE|TIP|quote|WARNING)[\],]")),
    ("reStructuredText", (".. ", "`_", ":ref:", ":doc:", ":Author:", ":Date:"),
     re.compile(r"\.\. (?:\w[\w-]{1,30}::|_[^:\n]{1,80}:|\|[^|]{1,40}\|)|.{0,300}(?:`[^`<>]{1,200}<[^<>\s]{1,300}>`_|:(?:ref|doc|term|class|func):`)"
                r"|:(?:Author|Date|Version|Copyright|Organization|Status)s?:\s")),
    ("subtitles", ("-->", "WEBVTT"), re.compile(r"(?:\d{1,5}\s+)?(?:\d{2}:)?\d{2}:\d{2}[,.]\d{3} --> |WEBVTT\b(?!\s+[a-z])")),
    ("a file of RTF", ("{\\rtf",), re.compile(r"\s*\{\\rtf1?\b(?!\s+[a-z])")),
    ("a file of LaTeX", ("\\",),
     re.compile(r"\s*\\(?:documentclass|begin|end|(?:sub)*section|chapter|usepackage|maketitle)\b\*?"
                r"(?:\[[^\[\]]{0,100}\])?+(?:\{[^{}]{0,200}\})?+(?!\s+[a-z])")),
    ("a page of a manual (roff)", (".SH", ".PP", ".TH"), re.compile(r"\.(?:TH|SH|PP|TP|IP|B|I)(?:\s+(?![a-z])|$)")),
    ("Markdown", ("##", "![", "```"), re.compile(r"#{2,6} [^\sa-z]|!\[[^\]]{0,200}\]\([^)\s]{1,400}|```\w{0,20}(?:\s|$)")),
    ("scripts of adverts", ("googletag", "_taboola", "dataLayer", "adsbygoogle", "gtag(", "fbq(", "document.write"),
     re.compile(r"(?=.*[;})>]\s*\Z).{0,200}(?:googletag\.|window\._?taboola|_taboola\.push|dataLayer\s?(?:=|\.push)|adsbygoogle|\b(?:gtag|fbq)\(['\"]|"
                r"document\.write\()")),
    ("front matter", ("---", "+++"), re.compile(r"(?:---|\+\+\+)\s+\w{2,20}\s*[:=]\s")),
)
LISTED = frozenset({"a file of LaTeX", "a page of a manual (roff)"})
"""Formats of which texts about them show lines; their own files have such marks in every part."""
_LONGEST = 600


def format_marks(blocks: Iterable[ArticleBlock]) -> tuple[str, int]:
    """The format of which most blocks bear marks, and how many do; code is left out, since articles print files.

    What goes on in small letters behind a mark of a file is a sentence about it.
    """
    counts: dict[str, int] = {}
    texts = [block.text[:_LONGEST] for block in blocks if block.kind is not Label.PREFORMATTED]
    whole = "\n".join(texts)
    likely = [one for one in _FORMATS if any(need in whole for need in one[1])]
    for text in texts if likely else ():
        for name, needs, pattern in likely:
            if any(need in text for need in needs) and pattern.match(text):
                counts[name] = counts.get(name, 0) + 1
                break
    return max(counts.items(), key=lambda item: item[1], default=("", 0))
