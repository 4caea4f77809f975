"""What kept blocks of a page of HTML are, where markup says it: headings, lists, tables, quotations, figures, code."""

from __future__ import annotations

from pipeline.article.kept import Named
from pipeline.data import Block, Label, Markup

__all__ = ["shape_of"]

_PULL = ("pullquote", "pull-quote", "pull_quote", "wp-block-pullquote")
_BY_TAG = {
    "hr": Label.MILESTONE, "pre": Label.PREFORMATTED, "code": Label.PREFORMATTED, "samp": Label.PREFORMATTED, "listing": Label.PREFORMATTED,
    "dt": Label.DEFINITION_TERM, "dd": Label.DEFINITION,
    **dict.fromkeys(("img", "video", "audio", "iframe", "picture", "embed", "object", "amp-img"), Label.IMAGE),
}
_ENTRY = "doc-biblioentry"
"""The role of an entry of a bibliography (DPUB-ARIA)."""
_CREDIT = ("credit", "credits", "photo-credit", "image-credit", "copyright", "source")


def shape_of(block: Block, markup: Markup) -> Named | None:
    """The label that markup gives a kept block; None where it gives none."""
    by_tag = _BY_TAG.get(markup.tag)
    if by_tag is not None:
        return by_tag, 0.95, f"<{markup.tag}>"
    if any(name == "note" for name, _ in markup.attributes):
        return Label.NOTE, 0.9, "a note that the text calls"
    if _ENTRY in markup.hints:
        return Label.REFERENCE, 0.95, "an entry of a bibliography"
    if markup.cells:
        return Label.TABLE_ROW, 0.95, "row of a table"
    if markup.tag == "caption":
        return Label.CAPTION, 0.95, "caption of a table"
    if markup.heading:
        return Label.HEADING, 0.95, f"<h{markup.heading}>"
    if markup.quote and markup.figure and "figcaption" not in markup.path and block.text:
        return Label.PULL_QUOTE if any(h in _PULL for h in markup.hints[:6]) else Label.QUOTATION, 0.9, "<blockquote> in a figure"
    if "figcaption" in markup.path or (markup.figure and markup.tag != "table") or "wp-caption-text" in markup.hints[:3]:
        return (Label.CREDIT if any(h in _CREDIT for h in markup.hints[:3]) else Label.CAPTION), 0.9, "caption of a figure"
    return _inside(markup)


def _inside(markup: Markup) -> Named | None:
    if any(h in _PULL for h in markup.hints[:6]):
        return Label.PULL_QUOTE, 0.8, "marked as a pull quote"
    if markup.list_kind == "gloss":
        return Label.DEFINITION, 0.9, "inside <dl>"
    if markup.quote:
        return Label.QUOTATION, 0.9, "<blockquote>"
    if markup.list_depth or markup.tag == "li" or "listitem" in markup.hints[:3]:
        return Label.LIST_ITEM, 0.9, "item of a list"
    return None
