"""What a block may be: the kinds of article text, of front matter and of boilerplate."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

__all__ = ["LETTERS", "Label"]


class Label(StrEnum):
    """What a block is. The first group is printed with the article, the second is read into the metadata alone, the third is boilerplate."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    KICKER = "kicker"
    BYLINE = "byline"
    STANDFIRST = "standfirst"
    EPIGRAPH = "epigraph"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    QUOTATION = "quotation"
    PULL_QUOTE = "pull-quote"
    TABLE_ROW = "table-row"
    CAPTION = "caption"
    CREDIT = "credit"
    IMAGE = "image"
    VERSE = "verse"
    SLOGAN = "slogan"
    DEFINITION_TERM = "definition-term"
    DEFINITION = "definition"
    PREFORMATTED = "preformatted"
    MILESTONE = "milestone"
    NOTE = "note"
    AUTHOR_NOTE = "author-note"
    EDITOR_NOTE = "editor-note"
    CORRECTION = "correction"
    REFERENCE = "reference"

    DATELINE = "dateline"
    MASTHEAD = "masthead"
    ISSUE = "issue"
    SECTION_NAME = "section-name"
    SERIES = "series"

    COMMENT_FORM = "comment-form"
    COMMENTS = "comments"
    JOIN_US = "join-us"
    SUBSCRIBE = "subscribe"
    SHARE = "share"
    RELATED = "related"
    PROMO = "promo"
    NAVIGATION = "navigation"
    SERIES_NAVIGATION = "series-navigation"
    BREADCRUMB = "breadcrumb"
    PAGINATION = "pagination"
    ARTICLE_INFO = "article-info"
    TAGS = "tags"
    LEGAL = "legal"
    COOKIE_NOTICE = "cookie-notice"
    LOGIN = "login"
    PAYWALL = "paywall"
    ADVERT = "advert"
    APP_PROMO = "app-promo"
    SOCIAL_EMBED = "social-embed"
    PRINT_TOOLS = "print-tools"
    DUPLICATE = "duplicate"
    SEPARATOR = "separator"
    SITE_REPEAT = "site-repeat"
    OTHER = "other"

    removed: bool
    """True for the kinds of boilerplate: a block with such a label goes to the ledger."""
    front: bool
    """True for what stands before the body of an article and is read into its metadata."""


_BOILERPLATE = frozenset(list(Label)[list(Label).index(Label.COMMENT_FORM):])
_FRONT = frozenset({
    Label.TITLE, Label.SUBTITLE, Label.KICKER, Label.BYLINE, Label.STANDFIRST, Label.EPIGRAPH, Label.DATELINE, Label.MASTHEAD,
    Label.ISSUE, Label.SECTION_NAME, Label.SERIES,
})
for _label in Label:  # plain attributes: they are asked thousands of times a page, and a property is slower
    _label.removed, _label.front = _label in _BOILERPLATE, _label in _FRONT

LETTERS: Mapping[Label, str] = MappingProxyType({
    Label.TITLE: "tp", Label.SUBTITLE: "tp", Label.KICKER: "tp", Label.BYLINE: "by", Label.STANDFIRST: "p", Label.EPIGRAPH: "q",
    Label.HEADING: "h", Label.PARAGRAPH: "p", Label.LIST_ITEM: "li", Label.QUOTATION: "q", Label.PULL_QUOTE: "q", Label.TABLE_ROW: "tr",
    Label.CAPTION: "h", Label.CREDIT: "n", Label.IMAGE: "gr", Label.VERSE: "l", Label.SLOGAN: "li", Label.DEFINITION_TERM: "lb",
    Label.DEFINITION: "li", Label.PREFORMATTED: "ab", Label.MILESTONE: "ms", Label.NOTE: "n", Label.AUTHOR_NOTE: "n",
    Label.EDITOR_NOTE: "n", Label.CORRECTION: "n", Label.REFERENCE: "bi", Label.DATELINE: "dt", Label.MASTHEAD: "im",
    Label.ISSUE: "im", Label.SECTION_NAME: "im", Label.SERIES: "im",
})
"""Letters of a block's id: ``ID.p230`` is a paragraph that starts at 230. Kinds that are not here have ``ab``. Besides: ``d`` section,
``rm`` removal, ``g`` gap; two blocks with one id get ``-2``, ``-3`` in reading order."""
