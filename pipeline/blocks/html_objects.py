"""Images, videos, frames, rules, form fields, and the few elements whose content is not parsed."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_blocks import Draft
from pipeline.blocks.html_builder import NO_ATTRIBUTES, Builder, Closer
from pipeline.blocks.html_formulas import read_picture
from pipeline.blocks.html_limits import parsed
from pipeline.blocks.html_signs import read_sign
from pipeline.blocks.html_tags import absolute, best_source
from pipeline.decoding.frames import held_text, is_hidden

__all__ = ["field", "raw_text", "rule", "shown_object", "text_area"]

_IMAGES = frozenset({"img", "image", "amp-img", "amp-anim"})
_CLOSED = _IMAGES | {"iframe", "embed"}
_DEEPEST_FRAME = 20
"""Frames in one another in which running text is looked for."""
_KEPT = ("alt", "title", "width", "height", "data-videoid")


def shown_object(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """An image, video, frame: address and alternative text are attributes of its block; what is in it is shown only in its stead."""
    attributes = node.attributes
    source = best_source(attributes) or attributes.get("data") or name == "img" and _of_picture(node) or ""
    start, end, sure = b.places.tag(name, attributes.get("src") or attributes.get("alt") or "")
    if name == "img" and (read_picture(b, attributes, source, (start, end, sure)) or read_sign(b, node, attributes, (start, end, sure))):
        return None
    pairs = [("src", absolute(source, b.head.base))] if source else []
    pairs += [(key, value) for key in _KEPT if (value := attributes.get(key))]
    if name == "iframe" and (inner := attributes.get("srcdoc")) and not any(is_hidden(key, value or "") for key, value in attributes.items()):
        b.head.framed = b.head.framed or held_text(inner, _DEEPEST_FRAME) != ""
    scope = b.enter("img" if name in _IMAGES else name, attributes)
    if name not in _IMAGES or not _stands_in(b, source):
        b.emit(Draft("", start, end, scope, sure, pairs))
    if name in _CLOSED:
        return None
    return b.aside(scope)


def _stands_in(b: Builder, source: str) -> bool:
    """Whether an image in ``noscript`` stands in for the one just before it, which a script would have loaded."""
    drafts = b.region.after or b.region.drafts
    if "noscript" not in b.region.scope.path or not drafts or drafts[-1].text or drafts[-1].scope.name != "img":
        return False
    last = drafts[-1]
    address = absolute(source, b.head.base)
    old = next((value for key, value in last.attributes or () if key == "src"), "")
    if not old:
        last.attributes = [("src", address), *(last.attributes or ())]
    return not old or old == address


def rule(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``hr``."""
    start, end, sure = b.places.tag("hr", "")
    if not b.region.row:
        b.flush()
    b.emit(Draft("", start, end, b.enter("hr", node.attributes), sure))
    return None


def field(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """A form field; its name, placeholder and value are attributes of its block."""
    attributes = node.attributes
    if (attributes.get("type") or "").lower() == "hidden":
        return None
    start, end, sure = b.places.tag("input", attributes.get("name") or attributes.get("id") or "")
    pairs = [(key, value) for key in ("type", "name", "placeholder", "value") if (value := attributes.get(key))]
    b.emit(Draft("", start, end, b.enter("input", attributes), sure, pairs))
    return None


def text_area(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """A field of many lines; what is written in it is the block's text."""
    attributes = node.attributes or NO_ATTRIBUTES
    start, end, sure = b.places.tag("textarea", attributes.get("name") or "")
    pairs = [(key, value) for key in ("name", "placeholder") if (value := attributes.get(key))]
    text = " ".join(node.text().split())
    b.emit(Draft(text, start, end, b.enter("textarea", attributes), sure, pairs))
    return None


def raw_text(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``xmp``, whose content is shown as it stands; ``noframes``, of whose content no browser shows anything: its words."""
    start, end, sure = b.places.tag(name, "")
    text = node.text()
    if name == "noframes":
        text = " ".join(parsed(text).text(separator=" ").split())
    text = text.strip("\n").rstrip()
    if text.strip() and not b.region.row:
        b.flush()
        b.region.drafts.append(Draft(text, start, end, b.enter(name, node.attributes or NO_ATTRIBUTES), sure))
    return None


def _of_picture(image: LexborNode) -> str:
    """The address that a ``picture`` gives to its image: the widest of its first source that has any."""
    parent = image.parent
    if parent is None or parent.tag != "picture":
        return ""
    found = (best_source(node.attributes) for node in parent.iter() if node.tag == "source")
    return next(filter(None, found), "")
