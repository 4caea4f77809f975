"""What kept blocks of a page of HTML are, where markup says it: headings, lists, tables, quotations, figures, code.

Where markup is silent (a paragraph that is a note on the author, cries that end a speech) the finders for plain text are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from pipeline.blocks import HeadData
from pipeline.data import Block, Label, Markup
from pipeline.reading.traits import Traits, key_of

__all__ = ["front_by_markup", "shape_of"]

Named = tuple[Label, float, str]

_STANDFIRST = (
    "standfirst",
    "deck",
    "dek",
    "subtitle",
    "subheading",
    "sub-title",
    "article-summary",
    "excerpt",
    "lead",
    "lede",
    "intro",
    "teaser-text",
    "article__summary",
    "vorspann",
    "unterzeile",
    "chapo",
    "chapeau",
    "entradilla",
    "bajada",
    "sommario",
    "occhiello",
    "linha-fina",
    "zajawka",
)
_DESCRIPTION = ("description", "og:description", "twitter:description", "dc.description", "dcterms.description", "dcterms.abstract")
_TELLING, _SURELY = 35, 60  # characters of a description that is more than a catchword, and of one whose beginning tells
_BETWEEN = 12  # blocks from a standfirst to the text, bylines and dates between them
_SAID = (Label.BYLINE, Label.DATELINE, Label.ISSUE)
_BYLINE = (
    "byline", "author", "post-author", "entry-author", "article-author", "by-author", "vcard", "contributor", "autor", "autoren", "auteur",
    "autore", "firma", "signature",
)  # fmt: skip
_PULL = ("pullquote", "pull-quote", "pull_quote", "wp-block-pullquote")
_BY_TAG = {
    "hr": Label.MILESTONE, "pre": Label.PREFORMATTED, "code": Label.PREFORMATTED, "samp": Label.PREFORMATTED, "listing": Label.PREFORMATTED,
    "dt": Label.DEFINITION_TERM, "dd": Label.DEFINITION,
    **dict.fromkeys(("img", "video", "audio", "iframe", "picture", "embed", "object", "amp-img"), Label.IMAGE),
}  # fmt: skip
_CREDIT = ("credit", "credits", "photo-credit", "image-credit", "copyright", "source")


def shape_of(block: Block, markup: Markup) -> Named | None:
    """The label that markup gives a kept block; None where it gives none."""
    by_tag = _BY_TAG.get(markup.tag)
    if by_tag is not None:
        return by_tag, 0.95, f"<{markup.tag}>"
    if any(name == "note" for name, _ in markup.attributes):
        return Label.NOTE, 0.9, "a note that the text calls"
    if markup.cells:
        return Label.TABLE_ROW, 0.95, "row of a table"
    if markup.tag == "caption":
        return Label.CAPTION, 0.95, "caption of a table"
    if markup.heading:
        return Label.HEADING, 0.95, f"<h{markup.heading}>"
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
    if markup.list_depth:
        return Label.LIST_ITEM, 0.9, "item of a list"
    return None


def front_by_markup(
    blocks: Sequence[Block],
    traits: Sequence[Traits],
    head: HeadData | None,
    gone: Container[int],
    says: Callable[[int], Label | None],
) -> dict[int, Named]:
    """Title, byline, date and standfirst as markup or their own words show them, whether or not the model took them for boilerplate.

    ``gone`` holds the blocks taken for boilerplate; ``says`` tells what a line says itself to be. The title is the heading that agrees
    with the page's own title, else the only h1 above the text. A byline or date is named only near it.
    """
    first = _running(blocks, traits, gone, 0)
    out: dict[int, Named] = {}
    title = _title(blocks, traits, head, first)
    if title < 0:
        return out
    out[title] = (Label.TITLE, 0.95, "the heading that the page's own title names")
    described = _descriptions(head)
    if title < first < len(blocks) and _is_described(traits[first].key, described):
        following = _running(blocks, traits, gone, first + 1)
        if following - first <= _BETWEEN and any(traits[n].key and says(n) in _SAID for n in range(first + 1, following)):
            first = following  # a byline or a date parts the description from the text: it is no first paragraph of which one was made
    for n in range(max(title - 6, 0), min(max(title + 14, first), len(blocks))):
        markup = blocks[n].markup
        if n == title or markup is None or markup.hidden or not traits[n].key or markup.tag in ("img", "input", "button"):
            continue
        named = _near_title(traits[n], markup, n, title, first)
        if title < n < first and _is_described(traits[n].key, described):
            named = Label.STANDFIRST, 0.9, "what the page says of itself in its description"
        if named is None and n <= first and markup.heading != 1 and (label := says(n)) in _SAID:
            named = label, 0.8, f"reads as a {label}"
        if named is not None:
            out[n] = named
    return out


def _running(blocks: Sequence[Block], traits: Sequence[Traits], gone: Container[int], start: int) -> int:
    """The first running text from ``start`` on that stays."""
    return next((t.n for t in traits[start:] if t.prose and t.n not in gone and (m := blocks[t.n].markup) and not m.heading), len(blocks))


def _near_title(t: Traits, markup: Markup, n: int, title: int, first: int) -> Named | None:
    near = markup.hints[:5]
    if markup.tag == "time" or "time" in markup.path[-2:]:
        return (Label.DATELINE, 0.85, "<time>") if t.words <= 14 else None
    if t.words <= 14 and any(h.lower() in _BYLINE for h in near) and not t.terminal and n <= first + 2:
        return Label.BYLINE, 0.8, "marked as a byline"
    if title < n <= first and 4 <= t.words <= 90 and any(h.lower() in _STANDFIRST for h in near):
        return Label.STANDFIRST, 0.8, "marked as a standfirst"
    return None


def _descriptions(head: HeadData | None) -> list[str]:
    return [key_of(content) for name, content in (head.metas if head is not None else ()) if name in _DESCRIPTION and len(content) >= _TELLING]


def _is_described(key: str, described: Sequence[str]) -> bool:
    """The words of a description, or the beginning of one, or a description and more: they are cut off and filled up."""
    if len(key) < _TELLING:
        return False
    return any(key == d or (min(len(key), len(d)) >= _SURELY and (key.startswith(d) or d.startswith(key))) for d in described)


def _title(blocks: Sequence[Block], traits: Sequence[Traits], head: HeadData | None, first: int) -> int:
    wanted = _wanted(head)
    headings = [b.n for b in blocks if b.markup and b.markup.heading and not b.markup.hidden and traits[b.n].key]
    for n in headings:
        key = traits[n].key
        if blocks[n].markup.heading <= 2 and key and any(_agree(key, w) for w in wanted):  # type: ignore[union-attr]
            return n
    firsts = [n for n in headings if blocks[n].markup.heading == 1 and n <= first]  # type: ignore[union-attr]
    return firsts[-1] if firsts else -1


def _agree(key: str, wanted: str) -> bool:
    if key == wanted:
        return True
    return len(key) >= 12 and wanted.startswith(key + " ") or (len(wanted) >= 12 and key.startswith(wanted + " "))


def _wanted(head: HeadData | None) -> list[str]:
    if head is None:
        return []
    names = [content for name, content in head.metas if name in ("og:title", "twitter:title", "dc.title", "citation_title")]
    return [key_of(t) for t in (*names, head.title) if t]
