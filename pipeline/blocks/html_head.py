"""What a page says about itself, gathered while it is walked: title, meta, links, JSON-LD, marked elements."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.blocks import HeadData, Mark
from pipeline.blocks.html_scope import Scope
from pipeline.blocks.html_tags import Attributes, absolute
from pipeline.decoding import CONTINUES
from pipeline.decoding.script_data import state_name

__all__ = ["Head", "Marked"]

_NOT_LINKS = frozenset({"stylesheet", "icon", "preload", "dns-prefetch", "preconnect", "prefetch", "manifest", "modulepreload", "mask-icon"})
_ADDRESSES = frozenset({"href", "src"})
Marked = tuple[LexborNode, str, Attributes, int, Scope]
"""An element that is marked: its node, name and attributes, the number of the block it starts in, and what it stands in."""
_MOST_TEXT = 300
_MOST_MARKS = 2000
_MOST_OPEN = 16
"""Marked elements inside one another that count; the text of each is read."""


class Head:
    """Collects the parts of `HeadData`."""

    __slots__ = ("_json_ld", "_links", "_marks", "_metas", "_open", "_states", "_title", "base", "framed", "lang", "script_text", "url")

    def __init__(self, url: str) -> None:
        self.url = self.base = url
        self.lang = ""
        self.framed = False
        self.script_text = ""
        self._title = ""
        self._metas: list[tuple[str, str]] = []
        self._links: list[tuple[str, str, str]] = []
        self._json_ld: list[list[str]] = []
        """The parts of each script, which was cut where text was put out of it."""
        self._states: list[tuple[str, str]] = []
        self._marks: list[Mark | None] = []
        self._open: list[int] = []

    def read(self, node: LexborNode, name: str) -> None:
        """A ``title``, ``meta``, ``link``, ``base`` or ``script``."""
        if name == "script":
            self._script(node)
            return
        attributes = node.attributes
        if name == "meta":
            key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or attributes.get("http-equiv")
            if key and (content := attributes.get("content") or attributes.get("value")):
                self._metas.append((key.strip().lower(), " ".join(content.split())))
        elif name == "link":
            self._link(attributes)
        elif name == "base":
            if (href := attributes.get("href")) and self.base == self.url:
                self.base = absolute(href, self.url)
        elif not self._title:
            self._title = " ".join(node.text().split())

    def _link(self, attributes: Attributes) -> None:
        rel, href = " ".join((attributes.get("rel") or attributes.get("itemprop") or "").lower().split()), attributes.get("href")
        if rel and href and rel not in _NOT_LINKS and "icon" not in rel:
            self._links.append((rel, absolute(href, self.base), attributes.get("hreflang") or ""))

    def _script(self, node: LexborNode) -> None:
        attributes, child = node.attributes, node.child
        kind, text = (attributes.get("type") or "").lower(), (child.text_content or "") if child is not None else ""
        if CONTINUES in attributes:
            self.script_text = attributes[CONTINUES] or ""
            if "ld+json" in kind and self._json_ld:
                self._json_ld[-1].append(text)
        elif "ld+json" in kind:
            self._json_ld.append([text])
        elif kind.endswith("json"):
            self._states.append((attributes.get("id") or kind, text))
        elif state := state_name(text):
            self._states.append((state, text))

    def open(self) -> int:
        """A marked element starts; its number, -1 where it is left out of account."""
        if len(self._open) >= _MOST_OPEN or len(self._marks) > _MOST_MARKS:
            return -1
        self._marks.append(None)
        self._open.append(len(self._marks) - 1)
        return len(self._marks) - 1

    def close(self, number: int, opened: Marked, blocks: int) -> None:
        """It ends; its text is read only if it holds at most two blocks (an article's whole body is no date)."""
        self._open.pop()
        node, name, attributes, block, scope = opened
        text = " ".join((node.text(separator=" ") or "").split())[:_MOST_TEXT] if blocks <= block + 2 else ""
        pairs = []
        for key, value in attributes.items():
            if key in _ADDRESSES:
                value = absolute(value or "", self.base)
            if key != "style":
                pairs.append((key, value or ""))
        parent = self._open[-1] if self._open else -1
        self._marks[number] = Mark(name, text, block, tuple(pairs), scope.hints, parent, scope.flow.hidden)

    @property
    def characters(self) -> int:
        """Of the scripts that may hold the text of the page."""
        return sum(len(part) for parts in self._json_ld for part in parts) + sum(len(text) for _, text in self._states)

    def data(self, *, states: bool) -> HeadData:
        """Everything gathered; the data of scripts only where they are asked for."""
        missing = Mark("", "", 0, ())
        return HeadData(
            self._title, tuple(self._metas), tuple(self._links), tuple(map("".join, self._json_ld)), tuple(self._states) if states else (), self.base,
            self.lang, tuple(m or missing for m in self._marks), self.framed, self.script_text,
        )
