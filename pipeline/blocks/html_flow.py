"""Elements inside running text: links, emphasis, breaks, ruby, and hidden words."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_inline import Folder, Opened
from pipeline.blocks.html_objects import Objects
from pipeline.blocks.html_state import NOTHING, Closer
from pipeline.blocks.html_tags import ANCHOR, HIDING, LANGUAGE, STYLES, Attributes, absolute, hidden_by, hint_tokens

__all__ = ["Flowing"]

_BOLD, _ITALIC = ("bold", "600", "700", "800"), ("italic", "oblique")


class Flowing(Objects):
    """Readers of elements that do not break the flow."""

    def inline(self, node: LexborNode, name: str) -> Closer | None:
        """``span`` and whatever means nothing by itself."""
        attributes = node.attributes
        if not attributes:
            return NOTHING
        shape = self.shapes[tuple(attributes)]
        opened: list[Opened] = []
        if shape & HIDING:
            if hidden_by(attributes):
                return self.aside(self.enter(name, attributes))
            if name in ("span", "font"):
                opened = _styled(attributes.get("style") or "")
        return self._open(node, name, attributes, shape, opened)

    def style(self, node: LexborNode, name: str) -> Closer | None:
        """Emphasis, ``sub``, ``sup``, code."""
        attributes = node.attributes
        shape = self.shapes[tuple(attributes)] if attributes else 0
        if shape & HIDING and hidden_by(attributes):
            return self.aside(self.enter(name, attributes))
        return self._open(node, name, attributes, shape, [Opened(STYLES[name])])

    def link(self, node: LexborNode, name: str) -> Closer | None:
        """``a``: a link, a note's call, or an anchor."""
        attributes = node.attributes
        if not attributes:
            return NOTHING
        shape = self.shapes[tuple(attributes)]
        if shape & HIDING and hidden_by(attributes):
            return self.aside(self.enter(name, attributes))
        href = attributes.get("href")
        if not href:
            return self._open(node, name, attributes, shape, [])
        if href[0] != "#":
            return self._open(node, name, attributes, shape, [Opened("link", absolute(href, self.head.base))])
        opened = Opened("link", self.head.url + href)
        return self._close_own_link, (opened, href, attributes, self._open(node, name, attributes, shape, [opened]))

    def _close_own_link(self, payload: tuple[Opened, str, Attributes, Closer]) -> None:
        opened, href, attributes, closer = payload
        if self.notes.is_call(self.folder, opened, href, attributes):
            opened.noted, opened.value = True, self.notes.call(self.folder.since(opened), href)
        closer[0](closer[1])

    def time(self, node: LexborNode, name: str) -> Closer | None:
        """``time``."""
        attributes = node.attributes
        return self._close_inline, ([], hint_tokens(attributes), self.mark(node, name, attributes))

    def ruby(self, node: LexborNode, name: str) -> Closer | None:
        """``ruby``: what ``rt`` says is the value of an inline over the base text."""
        attributes = node.attributes
        return self._open(node, name, attributes, self.shapes[tuple(attributes)], [Opened("ruby")])

    def _open(self, node: LexborNode, name: str, attributes: Attributes, shape: int, opened: list[Opened]) -> Closer:
        mark: Closer | None = None
        tokens: tuple[str, ...] = ()
        if shape:
            if shape & LANGUAGE and (lang := attributes["lang"]) and lang != self.head.lang:
                opened.append(Opened("lang", lang))
            if shape & ANCHOR and self.notes.may:
                self.notes.seen(attributes)
            tokens, says = self.about(attributes, shape)
            if self.folder.length:
                tokens = ()
            if says:
                mark = self.mark(node, name, attributes)
        if opened:
            self.folder.opened.extend(opened)
        elif not tokens and mark is None:
            return NOTHING
        return self._close_inline, (opened, tokens, mark)

    def _close_inline(self, payload: tuple[list[Opened], tuple[str, ...], Closer | None]) -> None:
        opened, tokens, mark = payload
        folder = self.folder
        for one in opened:
            if one.kind == "ruby":
                one.start = -1
            folder.close(one)
        if tokens and folder.length:
            folder.around.append((folder.length, tokens))
        if mark is not None:
            mark[0](mark[1])

    def line_break(self, node: LexborNode, name: str) -> Closer | None:
        """``br``: a break in the text; two of them end the block."""
        folder = self.folder
        if self.as_is and not self.row:
            folder.add_as_is("\n", self.places.at, self.places.at, True)
        elif self.row or not folder.line_start:
            folder.line_start = folder.length > 0
        else:
            self.flush()
        return None

    def reading(self, node: LexborNode, name: str) -> Closer | None:
        """``rt``: its words are set aside from the text."""
        base, self.folder = self.folder, Folder()
        return self._close_reading, base

    def _close_reading(self, base: Folder) -> None:
        reading, self.folder = self.folder.text(), base
        for opened in reversed(base.opened):
            if opened.kind == "ruby":
                base.read(opened, reading)
                return


def _styled(style: str) -> list[Opened]:
    """The emphasis that a ``style`` attribute gives."""
    if "font-" not in style and "text-decoration" not in style:
        return []
    out = []
    declared = dict(part.split(":", 1) for part in style.lower().replace(" ", "").split(";") if ":" in part)
    if declared.get("font-weight", "").startswith(_BOLD):
        out.append(Opened("bold"))
    if declared.get("font-style", "").startswith(_ITALIC):
        out.append(Opened("italic"))
    if "small-caps" in declared.get("font-variant", ""):
        out.append(Opened("smallcaps"))
    if declared.get("text-decoration", "").startswith("underline"):
        out.append(Opened("underline"))
    elif declared.get("text-decoration", "").startswith("line-through"):
        out.append(Opened("strike"))
    return out


