"""What markup says of a block: which kind of boilerplate the classes, ids and elements around it name.

Class names are hints, not facts: a page's body may be classed ``with-sidebar``. So what is said nearest counts most, only a few elements
(``nav``, a form's controls, hidden ones) speak for themselves, and no class name alone removes a paragraph. Their best use is to tell
which kind of boilerplate a block is that other voters took for boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.data import Block, Label, Markup, Vote

__all__ = ["CONTROLS", "markup_votes"]

CONTROLS = frozenset({"input", "button", "select", "textarea", "label", "option", "legend", "fieldset", "output", "datalist"})

_NEAR, _FAR = 0.55, 0.35

# Ordered: the first that fits a token names its kind. Whole words of a token, parted at hyphens, underscores and capitals.
_TOKENS: tuple[tuple[Label, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?:^|[-_ ])(?:{words})(?:$|[-_ \d])"))
    for kind, words in (
        (Label.COOKIE_NOTICE, "cookies?|consent|gdpr|cmp|onetrust|ccpa|cookiebot|tarteaucitron"),
        (Label.COMMENT_FORM, "respond|comment-form|commentform|comment-respond|reply-title|post-comment|leave-comment"),
        (Label.COMMENTS, "comments?|commentlist|comment-list|disqus|discussion|replies|kommentare?|commentaires|comentarios"),
        (Label.SHARE, "share|sharing|shares|sharedaddy|social|socials|addtoany|addthis|a2a|sharethis|tweet|follow-us|shariff"),
        (Label.BREADCRUMB, "breadcrumbs?|crumbs?|breadcrumb-trail|you-are-here"),
        (Label.PAGINATION, "pagination|pager|page-numbers|nav-links|post-navigation|paging|page-links|prev-next|nextprev"),
        (
            Label.RELATED,
            ("related|recommended|recommendations?|read-next|read-more|more-stories|also-like|outbrain|taboola|jp-relatedposts|"
             "yarpp|similar|popular|trending|most-read|most-popular|latest|recent-posts|teasers?|up-next|more-from|see-also"),
        ),
        (Label.SUBSCRIBE, "newsletter|signup|sign-up|subscribe|subscription|mailchimp|optin|mc4wp|email-form|convertkit"),
        (Label.TAGS, "tags|tag-links|post-tags|cat-links|tagcloud|tag-list|keywords|article-tags|entry-tags|topics"),
        (Label.PAYWALL, "paywall|regwall|piano|meter|premium-box|subscriber-only"),
        (Label.LOGIN, "login|log-in|signin|sign-in|account|register|user-menu"),
        (Label.ADVERT, "ads?|advert|advertisement|adsbygoogle|sponsored|sponsor|dfp|banner-ad|ad-slot|promoted|anzeige|publicidad"),
        (Label.PROMO, "promo|promotion|cta|call-to-action|callout|upsell|banner|popup|modal|overlay"),
        (Label.APP_PROMO, "app-banner|smartbanner|download-app"),
        (Label.PRINT_TOOLS, "print|print-link|text-size|font-size|toolbar|article-tools"),
        (Label.SOCIAL_EMBED, "twitter-tweet|instagram-media|fb-post|embed|tiktok-embed"),
        (Label.LEGAL, "copyright|colophon|disclaimer|legal|terms|imprint|impressum|site-info"),
        (Label.ARTICLE_INFO, "entry-meta|post-meta|article-meta|meta|postmeta|post-info|article-info|entry-footer|reading-time|author-box"),
        (
            Label.NAVIGATION,
            ("nav|navbar|navigation|menus?|menu-item|sidebar|widget|footer|site-footer|site-header|topbar|masthead|skip|skip-link|"
             "search|searchform|toc|table-of-contents|offcanvas|hamburger|dropdown|back-to-top|mega-menu|header"),
        ),
    )
)
_ELEMENTS = {
    "nav": (Label.NAVIGATION, 0.7),
    "footer": (Label.NAVIGATION, 0.5),
    "aside": (Label.RELATED, 0.45),
    "header": (Label.NAVIGATION, 0.3),
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def markup_votes(blocks: Sequence[Block]) -> Iterator[Vote]:
    """At most three votes a block: from its form controls or hiding, from the classes around it, from the elements around it."""
    known: dict[str, Label | None] = {}
    for block in blocks:
        markup = block.markup
        if markup is None:
            continue
        kind, near = _hinted(markup, known)
        if markup.hidden:
            yield Vote(block.n, kind or Label.OTHER, 0.9, "rule:hidden", "hidden on the page")
        elif markup.tag in CONTROLS or "form" in markup.path:
            sure = markup.tag in CONTROLS
            yield Vote(
                block.n, _form_kind(markup, kind), 0.9 if sure else 0.5, "rule:form", f"{markup.tag} of a form" if sure else "inside a form"
            )
        if kind is not None:
            yield Vote(block.n, kind, _NEAR if near < 3 else _FAR, "rule:class", f"class “{markup.hints[near]}”")
        for tag in reversed(markup.path):
            if tag in _ELEMENTS:
                label, score = _ELEMENTS[tag]
                yield Vote(block.n, label, score, "rule:element", f"in <{tag}>")
                break


def _hinted(markup: Markup, known: dict[str, Label | None]) -> tuple[Label | None, int]:
    """The kind that the nearest telling hint names, and how far away that hint is."""
    for n, hint in enumerate(markup.hints[:16]):
        if hint not in known:
            known[hint] = _kind_of(hint)
        kind = known[hint]
        if kind is not None:
            return kind, n
    return None, 0


def _kind_of(hint: str) -> Label | None:
    token = _CAMEL.sub("-", hint).lower()
    return next((kind for kind, words in _TOKENS if words.search(token)), None)


def _form_kind(markup: Markup, hinted: Label | None) -> Label:
    if hinted in (Label.COMMENT_FORM, Label.COMMENTS):
        return Label.COMMENT_FORM
    return hinted if hinted in (Label.SUBSCRIBE, Label.LOGIN, Label.COOKIE_NOTICE, Label.NAVIGATION) else Label.OTHER
