"""Templates: shadow roots that a page declares are shown in the place of their host, with what the host holds in their slots."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_builder import NOTHING, Builder, Closer
from pipeline.blocks.html_source import RAW
from pipeline.blocks.html_structure import block
from pipeline.blocks.html_walk import walk, walk_node

__all__ = ["slot", "template"]

_ROOT = frozenset({"shadowrootmode", "shadowroot"})
"""Attributes that declare a shadow root; the second is the one of the first browsers, which saved pages still carry."""
_DEEPEST = 40
"""Templates and slots inside one another; what is deeper is passed over."""


def template(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``template``: its content is no part of the tree. Shown only as a shadow root."""
    closer = block(b, node, name)
    if b.nested < _DEEPEST:
        b.nested += 1
        row, b.region.row = b.region.row, False
        b.slots.append(_given(b, node) if not _ROOT.isdisjoint(node.attributes) else {})
        for fragment in node.template_fragments()[:1]:
            walk(b, fragment, NOTHING)
            b.flush()
        b.slots.pop()
        b.region.row = row
        b.nested -= 1
    return closer


def _given(b: Builder, root: LexborNode) -> dict[str, list[LexborNode]]:
    """What the host of a shadow root holds, by the name of the slot that shows it; empty for the slot without a name."""
    given: dict[str, list[LexborNode]] = {}
    if (host := root.parent) is None or host.mem_id in b.hosts:  # an element has one shadow root at most
        return given
    b.hosts.add(host.mem_id)
    node = root.next
    while node is not None:
        if not node.is_comment_node and node.tag != "template":
            name = (node.attributes.get("slot") or "") if node.is_element_node else ""
            given.setdefault(name, []).append(node)
        node = node.next
    return given


def slot(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``slot``: what the host gives to it; its own content only where the host gives nothing."""
    given = b.slots[-1].pop(node.attributes.get("name") or "", []) if b.slots and b.nested < _DEEPEST else []
    if not any(one.is_element_node or (one.text_content or "").strip() for one in given):
        return NOTHING
    _pass_over(b, node)
    b.nested += 1
    inside = b.slots.pop()  # a slot in what the host gives belongs to the root around the host
    for one in given:
        if one.mem_id not in b.shown:
            walk_node(b, one)
            b.shown.add(one.mem_id)
    b.slots.append(inside)
    b.nested -= 1
    return None


def _pass_over(b: Builder, node: LexborNode) -> None:
    """The text of an element is not shown: what is shown in its place stands behind it in the source."""
    open_ones = [node.traverse(include_text=True)]
    while open_ones:
        inside = next(open_ones[-1], None)
        if inside is None:
            open_ones.pop()
        elif inside.is_text_node:
            if inside.parent is None or inside.parent.tag not in RAW:
                b.places.pass_over(inside.text_content or "")
        elif inside.tag == "template":
            open_ones += [fragment.traverse(include_text=True) for fragment in inside.template_fragments()[:1]]
