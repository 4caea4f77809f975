"""Plain text made from pages of HTML: what scrapers leave behind when they throw the markup away.

Each rendering is a way people really do it, so that the plain model meets them all: a block a line, blocks with blank lines, list
items and menu entries on lines of their own, each text node on its own line (``get_text("\\n")``), and the output of three
extractors, which is clean already and must come through unharmed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from textwrap import wrap

from selectolax.lexbor import LexborHTMLParser, LexborNode

SKIP = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "head", "object", "select", "textarea", "math", "canvas"})
INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "picture",
    "source", "button", "input",
})
TIGHT = frozenset({"li", "tr", "dt", "dd", "br", "option"})
SPACE = re.compile(r"\s+")


def decoded(html: bytes) -> str:
    """The page as text: UTF-8 where it is, else as declared, else windows-1252."""
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError:
        from bs4.dammit import EncodingDetector

        name = EncodingDetector.find_declared_encoding(html, is_html=True, search_entire_document=False) or "windows-1252"
        try:
            return html.decode(name, "replace")
        except LookupError:
            return html.decode("windows-1252", "replace")


def visible(html: str) -> list[tuple[str, str]]:
    """(tag of the nearest block element, text) of every visible block, in page order."""
    body = LexborHTMLParser(html).body
    out: list[tuple[str, str]] = []
    parts: list[str] = []
    tag = "body"

    def flush(name: str) -> None:
        nonlocal tag
        text = SPACE.sub(" ", "".join(parts)).strip()
        if text:
            out.append((tag, text))
        parts.clear()
        tag = name

    if body is None:
        return []
    for event, node, name in _events(body):
        if event == "text":
            parts.append(node.text_content or "")
        elif name == "br":
            flush(tag)
        elif name not in INLINE:
            flush(name)
    flush("body")
    return out


def _events(root: LexborNode) -> Iterator[tuple[str, LexborNode, str]]:
    """``open``, ``text`` and ``close`` in document order, without the elements nobody sees."""
    stack: list[tuple[LexborNode, str, bool]] = [(root, "body", False)]
    while stack:
        node, name, closing = stack.pop()
        if closing:
            yield "close", node, name
            continue
        if name == "-text":
            yield "text", node, name
            continue
        if name in SKIP or name.startswith("-"):
            continue
        yield "open", node, name
        stack.append((node, name, True))
        children = list(node.iter(include_text=True))
        stack.extend((child, child.tag or "-", False) for child in reversed(children))


def lines(html: str) -> str:
    """All visible text, a block a line."""
    return "\n".join(text for _, text in visible(html)) + "\n"


def spaced(html: str) -> str:
    """All visible text, a blank line between blocks, list items and table rows on neighbouring lines."""
    out: list[str] = []
    last = ""
    for tag, text in visible(html):
        out.append(text if not out else ("\n" if tag in TIGHT and last in TIGHT else "\n\n") + text)
        last = tag
    return "".join(out) + "\n"


def double(html: str) -> str:
    """All visible text, a blank line between any two blocks."""
    return "\n\n".join(text for _, text in visible(html)) + "\n"


def nodes(html: str) -> str:
    """Each text node on a line of its own, as ``get_text("\\n", strip=True)`` leaves it: links break sentences."""
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    found = (SPACE.sub(" ", node.text_content or "").strip() for event, node, _ in _events(body) if event == "text")
    return "\n".join(text for text in found if text) + "\n"


def readability(html: str) -> str:
    """Output of readability-lxml, a block a line; empty where it fails."""
    from readability import Document

    try:
        summary: str = Document(html).summary(html_partial=True)
    except Exception:  # noqa: BLE001 - a peer's failure is an empty text, as a scraper would have stored it
        return ""
    return double("<body>" + summary)


def resiliparse(html: str) -> str:
    """Main content by Resiliparse."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True, alt_texts=False))


def resiliparse_all(html: str) -> str:
    """All visible text by Resiliparse, with its own line breaks and bullets."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=False, alt_texts=False))


def trafilatura(html: str) -> str:
    """Main content by Trafilatura."""
    from trafilatura import extract

    try:
        return extract(html, include_comments=False, include_tables=True) or ""
    except Exception:  # noqa: BLE001 - as above
        return ""


def soup(html: str) -> str:
    """``get_text`` of BeautifulSoup with a line break between text nodes, scripts and styles taken out."""
    from bs4 import BeautifulSoup

    tree = BeautifulSoup(html, "lxml")
    for element in tree(["script", "style", "noscript", "template"]):
        element.decompose()
    return tree.get_text("\n", strip=True) + "\n"


def inscriptis(html: str) -> str:
    """All visible text, laid out by inscriptis."""
    from inscriptis import get_text

    try:
        return str(get_text(html))
    except Exception:  # noqa: BLE001 - a peer's failure is an empty text
        return ""


def html2text(html: str) -> str:
    """All text as Markdown by html2text, without links and images."""
    from html2text import HTML2Text

    maker = HTML2Text(bodywidth=0)
    maker.ignore_links = maker.ignore_images = True
    try:
        return str(maker.handle(html))
    except Exception:  # noqa: BLE001 - as above
        return ""


def wrapped(html: str) -> str:
    """Blocks with blank lines between them, wrapped at 72 columns as mail programs do."""
    return "\n\n".join("\n".join(wrap(text, 72)) for _, text in visible(html)) + "\n"


RENDERINGS: dict[str, Callable[[str], str]] = {
    "lines": lines, "nodes": nodes, "spaced": spaced, "double": double, "soup": soup, "inscriptis": inscriptis, "html2text": html2text,
    "resiliparse_all": resiliparse_all, "wrapped": wrapped,
    "readability": readability, "resiliparse": resiliparse, "trafilatura": trafilatura,
}
ALWAYS = ("lines", "nodes")
"""Renderings in which every page is trained on."""
TURNS = ("spaced", "soup", "inscriptis", "html2text", "resiliparse_all", "wrapped", "double")
"""Renderings of which each page is trained on in a few."""
FULL = (*ALWAYS, *TURNS)
"""Renderings of all visible text."""
CLEAN = ("readability", "resiliparse", "trafilatura")
"""Renderings that hold the text alone, as far as an extractor finds it."""
