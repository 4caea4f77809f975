"""What markup says of a block: which kind of boilerplate the classes, ids and elements around it name.

Class names are hints, not facts: a page's body may be classed ``with-sidebar``. So what is said nearest counts most, only a few elements
(``nav``, a form's controls, hidden ones) speak for themselves, and no class name alone removes a paragraph. Their best use is to tell
which kind of boilerplate a block is that other voters took for boilerplate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from pipeline.data import Block, Label, Markup, Vote

__all__ = ["CODE", "CONTROLS", "evidence_around", "markup_votes"]

CODE = frozenset({"pre", "listing"})
"""Elements whose words are not read as a site's: rows of numbers in them are no page numbers, ``read more`` is no link."""

CONTROLS = frozenset({"input", "button", "select", "textarea", "label", "option", "legend", "fieldset", "output", "datalist"})

_NEAR, _FAR = 0.55, 0.35
_CLASS, _ELEMENT = "class “{}”", "in <{}>"

# Words of class names, ids and the like, for the kinds in the order in which they count where several are named. A word is whole between
# hyphens, underscores, spaces and capitals; a number may follow it.
_KINDS: tuple[tuple[Label, str], ...] = (
    (Label.COOKIE_NOTICE, "cookie cookies consent gdpr cmp onetrust ccpa cookiebot tarteaucitron"),
    (Label.COMMENT_FORM, "respond comment-form commentform comment-respond reply-title post-comment leave-comment"),
    (Label.COMMENTS, "comment comments commentlist comment-list disqus discussion replies kommentar kommentare commentaires comentarios"),
    (Label.SHARE, "share sharing shares sharedaddy social socials addtoany addthis a2a sharethis tweet follow-us shariff"),
    (Label.BREADCRUMB, "breadcrumb breadcrumbs crumb crumbs breadcrumb-trail you-are-here"),
    (Label.PAGINATION, "pagination pager page-numbers nav-links post-navigation paging page-links prev-next nextprev"),
    (Label.RELATED, (
        "related recommended recommendation recommendations read-next read-more more-stories also-like outbrain taboola "
        "jp-relatedposts yarpp similar popular trending most-read most-popular latest recent-posts teaser teasers up-next more-from "
        "see-also"
    )),
    (Label.SUBSCRIBE, "newsletter signup sign-up subscribe subscription mailchimp optin mc4wp email-form convertkit"),
    (Label.TAGS, "tags tag-links post-tags cat-links tagcloud tag-list keywords article-tags entry-tags topics"),
    (Label.PAYWALL, "paywall regwall piano meter premium-box subscriber-only"),
    (Label.LOGIN, "login log-in signin sign-in account register user-menu"),
    (Label.ADVERT, "ad ads advert advertisement adsbygoogle sponsored sponsor dfp banner-ad ad-slot promoted anzeige publicidad"),
    (Label.PROMO, "promo promotion cta call-to-action callout upsell banner popup modal overlay"),
    (Label.APP_PROMO, "app-banner smartbanner download-app"),
    (Label.PRINT_TOOLS, "print print-link text-size font-size toolbar article-tools"),
    (Label.SOCIAL_EMBED, "twitter-tweet instagram-media fb-post embed tiktok-embed"),
    (Label.LEGAL, "copyright colophon disclaimer legal terms imprint impressum site-info"),
    (Label.ARTICLE_INFO, "entry-meta post-meta article-meta meta postmeta post-info article-info entry-footer reading-time author-box"),
    (Label.NAVIGATION, (
        "nav navbar navigation menu menus menu-item sidebar widget footer site-footer site-header topbar masthead skip skip-link "
        "search searchform toc table-of-contents offcanvas hamburger dropdown back-to-top mega-menu header"
    )),
)
_RANKS = {word: rank for rank, (_, words) in enumerate(_KINDS) for word in words.split()}
_FIRST_PARTS = frozenset(word.partition("-")[0] for word in _RANKS)
_DIGIT = re.compile(r"\d")
_STARTS = re.compile("^|[-_ ]")
_ENDS = re.compile(r"(?=[-_ \d]|$)")
_ELEMENTS = {
    "nav": (Label.NAVIGATION, 0.7),
    "footer": (Label.NAVIGATION, 0.5),
    "aside": (Label.RELATED, 0.45),
    "header": (Label.NAVIGATION, 0.3),
}
_Place: TypeAlias = tuple[str, bool, tuple[str, ...], tuple[str, ...]]
_Said: TypeAlias = tuple[Label, float, str, str]
"""Kind, score, voter and evidence of a vote."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def markup_votes(blocks: Sequence[Block]) -> Iterator[Vote]:
    """At most three votes a block: from its form controls or hiding, from the classes around it, from the elements around it."""
    known: dict[_Place, list[_Said]] = {}  # more than half of the blocks of a page stand where others stand
    for block in blocks:
        markup = block.markup
        if markup is None:
            continue
        place = (markup.tag, markup.hidden, markup.path, markup.hints)
        said = known.get(place)
        if said is None:
            said = known[place] = list(_said(markup))
        for kind, score, by, evidence in said:
            yield Vote(block.n, kind, score, by, evidence)


def evidence_around(blocks: Iterable[Block], share: float) -> set[str]:
    """The evidence that classes and elements would give of which at least this share of the blocks stands inside."""
    count = Counter((block.markup.hints, block.markup.path) for block in blocks if block.markup is not None)
    seen: Counter[str] = Counter()
    for (hints, path), times in count.items():
        for evidence in {*map(_CLASS.format, hints), *map(_ELEMENT.format, path)}:
            seen[evidence] += times
    return {evidence for evidence, times in seen.items() if times >= share * count.total()}


def _said(markup: Markup) -> Iterator[_Said]:
    kind, near = _hinted(markup)
    if markup.hidden:
        yield kind or Label.OTHER, 0.9, "rule:hidden", "hidden on the page"
    elif markup.tag in CONTROLS or "form" in markup.path:
        sure = markup.tag in CONTROLS
        yield _form_kind(markup, kind), 0.9 if sure else 0.5, "rule:form", f"{markup.tag} of a form" if sure else "inside a form"
    if kind is not None:
        yield kind, _NEAR if near < 3 else _FAR, "rule:class", _CLASS.format(markup.hints[near])
    for tag in reversed(markup.path):
        if tag in _ELEMENTS:
            label, score = _ELEMENTS[tag]
            yield label, score, "rule:element", _ELEMENT.format(tag)
            break


def _hinted(markup: Markup) -> tuple[Label | None, int]:
    """The kind that the nearest telling hint names, and how far away that hint is."""
    for n, hint in enumerate(markup.hints[:16]):
        kind = _kind_of(hint)
        if kind is not None:
            return kind, n
    return None, 0


@lru_cache(maxsize=1 << 14)
def _kind_of(hint: str) -> Label | None:
    token = (hint if hint.islower() else _CAMEL.sub("-", hint).lower()).removesuffix("\n")
    if _FIRST_PARTS.isdisjoint(token.replace("_", "-").replace(" ", "-").split("-")) and not _DIGIT.search(token):
        return None  # a quarter of all hints, at once
    ends = [m.start() for m in _ENDS.finditer(token)]
    ranks = [rank for m in _STARTS.finditer(token) for end in ends if (rank := _RANKS.get(token[m.end() : end])) is not None]
    return _KINDS[min(ranks)][0] if ranks else None


def _form_kind(markup: Markup, hinted: Label | None) -> Label:
    if hinted in (Label.COMMENT_FORM, Label.COMMENTS):
        return Label.COMMENT_FORM
    return hinted if hinted in (Label.SUBSCRIBE, Label.LOGIN, Label.COOKIE_NOTICE, Label.NAVIGATION) else Label.OTHER
