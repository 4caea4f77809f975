"""What the names in the data of programs mean: which keys hold text or other nodes, and what a node of a tree of rich text is by its type.

The names are those of the usual editors and content systems (Slate, ProseMirror, Draft.js, Lexical, Editor.js, Contentful, Portable Text, Prismic,
WordPress, Arc) and of HTML; what none of them knows is told by its shape (`pipeline.decoding.script_trees`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["BODIES", "BOXES", "CAPTIONS", "CELLS", "KINDS", "LISTS", "NODES", "RECORD", "TEXTS", "Role", "is_aside", "role_of"]

TEXTS = frozenset({"text", "value", "content", "html", "innerhtml", "plain_text", "children", "rendered", "body"})
"""Keys of a node under which a string is its text."""
NODES = frozenset({
    "children", "content", "contents", "nodes", "blocks", "items", "data", "model", "attrs", "attributes", "content_elements", "contentelements",
    "elements", "leaves", "root", "document", "props", "paragraphs", "body", "value", "text", "json", "richtext", "rich_text", "inlines", "spans",
    "fragments", "runs", "listitems", "innerblocks", "articlebody", "sections", "quote", "paragraph", "raw", "element",
})
"""Keys of a node under which further nodes of the same text stand."""
LISTS = frozenset({"children", "items", "paragraphs", "content", "contents", "body", "text", "articlebody", "content_elements"})
"""Keys under which a string in a list is a piece of text."""
BODIES = frozenset({
    "paragraphs", "articlebody", "body", "content", "contents", "content_elements", "contentelements", "text", "story", "article", "richtext",
    "bodytext", "fulltext", "blocks", "sections"})
"""Keys whose nodes may be a text although no type says so."""
CAPTIONS = frozenset({"caption", "captions", "captiontext", "imagecaption", "legend"})
"""Keys of a picture under which its caption stands."""
CELLS = frozenset({"cells", "columns"})
"""Keys of a row of a table under which its cells stand."""
BOXES = frozenset({"data", "attrs", "attributes", "model", "props", "element"})
"""Keys of a node under which its own properties stand."""
KINDS = ("type", "nodetype", "_type", "__typename", "blocktype", "component", "__component", "kind", "object", "name", "blockname",
         "style", "tag", "listitem", "listtype")
"""Keys that tell what a node is; the first that it has is its type, and the last four tell more of it."""
RECORD = frozenset({
    "@type", "title", "headline", "slug", "permalink", "excerpt", "standfirst", "author", "authors", "byline", "publishedat", "published",
    "published_at", "datepublished", "publishdate", "publicationdate", "createdat", "created_at", "updatedat", "updated_at", "username",
    "comments", "likes", "seo", "canonicalurl", "canonical_url"})
"""Keys of an article, a teaser or a comment as a whole, and not of a piece of one."""
_ASIDE_KEYS = re.compile(
    r"footer|header|nav|navigation|menus?|cookies?|consent|comments?|replies|related|recommend\w*|teasers?|authors?|bio|biography|newsletters?"
    r"|subscri\w+|promos?|promotions?|banners?|disclaimers?|legal|privacy|terms|modals?|popups?|sidebar|trending|popular|latest|translations?|i18n"
    r"|locales?|messages|config|settings|ads?|advert\w*|more|next|previous|prev|signup|paywall|meta|seo|recirc\w*|faqs?|captions?|credits?")
_ASIDE = frozenset(
    "image images img figure photo picture gallery video audio embed embedded iframe ad ads advert advertisement newsletter related promo "
    "teaser teasers card cards cta button form author bio comment comments tweet social instagram recirculation recommendation share toc nav "
    "navigation menu widget poll quiz footer aside interstitial cookie breadcrumb divider signup subscribe paywall script style svg input "
    "select noscript atomic".split())
_INLINE = frozenset(
    "text span link a hyperlink strong em b i u s mark bold italic underline fragment inline leaf mention code_inline br sub sup abbr time small "
    "hardbreak linebreak".split())
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_ITEM, _LIST = re.compile(r"\blist ?item\b|\b[uo]?li\b"), re.compile(r"\blist\b|\b[uo]l\b")
_ORDERED = re.compile(r"\bordered\b|\boli?\b|\bo\b|\bnumber(?:ed)?\b")
_TABLE, _ROW = re.compile(r"(?:core |block )?table(?: block)?"), re.compile(r"table ?row|tr")
_CELL = re.compile(r"table ?(?:data |header )?(?:cell|header)(?: cell)?|t[dh]")
_PICTURE = frozenset({"image", "img", "figure", "photo", "picture"})
_CAPTION = re.compile(r"(?:fig|image |photo |picture )?caption")
_HEADING = re.compile(r"\b(?:sub ?)?(?:head(?:ing|er|line)?|title)(?: ?(?P<level>[1-6]|one|two|three|four|five|six))?\b|\bh(?P<tag>[1-6])\b")
_QUOTE, _CODE = re.compile(r"\b(?:block|pull)?quot(?:e|ation)s?\b|\b[bp]q\b"), re.compile(r"\bcode\b|\bpre(?:formatted)?\b")
_PARAGRAPH = re.compile(r"\b(?:p|para|paragraphs?|unstyled|normal|block|text)\b")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


class Role(NamedTuple):
    """What a node of a tree is."""

    name: str
    """``paragraph``, ``heading``, ``item``, ``list``, ``quote``, ``code``, ``table``, ``row``, ``cell``, ``caption``, ``inline``,
    ``picture`` (of which the caption alone is text), ``aside`` (no part of the text), or empty: anything else."""
    level: int = 0
    """Of a heading, 0 where its type doesn't tell."""
    ordered: bool = False

    @property
    def is_block(self) -> bool:
        """Whether such a node starts on a line of its own."""
        return self.name not in ("", "inline", "aside", "picture")


@lru_cache(maxsize=1 << 12)
def is_aside(key: str) -> bool:
    """Whether what stands under a key is no part of an article: menus, comments, teasers, texts of the program."""
    return any(_ASIDE_KEYS.fullmatch(word) for word in _words(key).split())


@lru_cache(maxsize=1 << 12)
def role_of(kind: str, more: str = "", item: str = "") -> Role:
    """What a node is by its type, what else tells of it, and the kind of list of which it is an item."""
    main = _words(kind)
    if kind.endswith("-inline") or main in _INLINE or main.endswith((" inline", " hyperlink")) or main.startswith("inline "):
        return Role("inline")
    for name, pattern in (("table", _TABLE), ("row", _ROW), ("cell", _CELL), ("caption", _CAPTION)):
        if pattern.fullmatch(main):
            return Role(name)
    told = _words(more)
    words = {*main.split(), *told.split()}
    if words & _PICTURE and not words & (_ASIDE - _PICTURE):
        return Role("picture")
    if words & _ASIDE and not words & {"text", "paragraph", "rich"}:
        return Role("aside")
    every = f"{main} {told}"
    ordered = _ORDERED.search(f"{every} {_words(item)}") is not None
    if item or _ITEM.search(every):
        return Role("item", ordered=ordered)
    if _LIST.search(every):
        return Role("list", ordered=ordered)
    if _QUOTE.search(every):
        return Role("quote")
    if headings := [heading["level"] or heading["tag"] or "0" for heading in _HEADING.finditer(every)]:
        return Role("heading", max(_NUMBERS.get(level) or int(level) for level in headings))
    if _CODE.search(every):
        return Role("code")
    return Role("paragraph") if _PARAGRAPH.search(every) else Role("")


def _words(name: str) -> str:
    return " ".join(_WORDS.sub(" ", name).lower().split())
