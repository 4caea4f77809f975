"""What programs for optical character recognition write: hOCR, ALTO, PAGE. Its lines become plain text, which is read as the text of a PDF is:
words divided at line ends and paragraphs torn at page ends are joined on record, running heads are told by their repetition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.damage import raise_for_memory
from pipeline.sources.document import document_source
from pipeline.sources.feed_bytes import FORGIVEN, well_declared
from pipeline.sources.opened import Opened
from pipeline.sources.xml_tree import beyond, limit_in

__all__ = ["is_ocr", "read_ocr"]

_ROOT = re.compile(rb"\s*(?:<\?[^>]{0,500}\?>\s*|<!--(?:[^-]|-(?!->))*+-->\s*){0,20}<(?:\w{1,20}:)?(?:alto|PcGts)[\s>]")
_HOCR = re.compile(rb"<[a-z]{1,10}\s[^<>]{0,500}?class\s{0,5}=\s{0,5}[\"']ocr_page\b", re.IGNORECASE)
_LEAST = 0.5
"""Share of the words of a page of HTML that stand in recognised lines, below which it is a page that shows some."""
_LINES = frozenset({"ocr_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat", "ocrx_line"})
_BLOCKS = frozenset({"ocr_par", "ocrx_block", "TextBlock", "TextRegion"})
_PAGES = frozenset({"ocr_page", "Page"})


def is_ocr(head: bytes) -> bool:
    """Whether bytes begin as ALTO, PAGE or hOCR does."""
    return _ROOT.match(head) is not None or b"ocr_page" in head and head.lstrip()[:1] == b"<" and _HOCR.search(head) is not None


def read_ocr(opened: Opened) -> Iterator[Source | Fault]:
    """The text of the recognised pages: a line a line, an empty line between blocks, a form feed between pages."""
    from lxml import etree

    name, data = opened.name, opened.whole()
    is_xml = _ROOT.match(data) is not None
    parser: Any = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False) if is_xml else etree.HTMLParser()
    try:
        root = etree.fromstring(well_declared(data) if is_xml else data, parser)
    except etree.XMLSyntaxError as error:
        raise_for_memory(error)
        root = None
    damage = next((error for error in parser.error_log if error.type not in FORGIVEN), None) if is_xml else None
    text = "" if root is None else _text_of(root)
    if damage is not None and (limit := limit_in(parser)):
        yield beyond(name, "file of recognised text", limit, f"line {damage.line}, character {damage.column}")
    elif damage is not None or root is None:
        yield Fault("corrupt", f"{name}: this file of recognised text is damaged or cut short. Fetch it again.", name=name)
    elif not is_xml and len(text.split()) < _LEAST * _words_shown(root):
        yield document_source(data, name)
    elif not text.strip():
        yield Fault("no-text-field", f"{name}: this file of recognised text holds no text. Recognise the picture again, or leave it out.", name=name)
    else:
        yield Source(name=name, data=text.encode("utf-8", "surrogatepass"), media_type="text/plain", charset="unicode", metadata=(("file", name),))


def _words_shown(root: Any) -> int:
    """How many words a page of HTML has outside its head, scripts, styles and comments, which are removed from the tree."""
    from lxml import etree

    etree.strip_elements(root, "head", "script", "style", etree.Comment, with_tail=False)
    return sum(len(text.split()) for text in root.itertext())


def _text_of(root: Any) -> str:
    out: list[str] = []
    for element in root.iter():
        kind = _kind_of(element)
        if kind in _PAGES and out:
            out.append("\f")
        elif kind in _BLOCKS and out and out[-1] not in ("\f", "\n"):
            out.append("\n")
        elif (line := _line_of(element, kind)) and line.strip():
            out.append(f"{line}\n")
    return "".join(out)


def _kind_of(element: Any) -> str:
    """The name of an element, or the class by which hOCR tells what it is."""
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    return next((part for part in element.get("class", "").split() if part.startswith("ocr")), name) if name else ""


def _line_of(element: Any, kind: str) -> str:
    if kind in _LINES:
        return " ".join("".join(element.itertext()).split())
    if kind != "TextLine":
        return ""
    parts: list[str] = []
    for child in element:
        name = _kind_of(child)
        if name == "String":
            parts.append(child.get("CONTENT", ""))
        elif name == "HYP" and parts:
            parts[-1] += child.get("CONTENT", "-")
        elif name == "TextEquiv" and not parts:
            parts += ["".join(one.itertext()) for one in child if _kind_of(one) == "Unicode"]
    return " ".join(" ".join(parts).split())
