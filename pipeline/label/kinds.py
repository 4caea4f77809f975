"""What is known of the kinds of boilerplate: which stand together, how far their zones run, which sites put inside articles."""

from __future__ import annotations

from pipeline.data import Label

__all__ = ["AUTHORS_TOO", "CHUNK_KINDS", "FAMILY", "INSERTED", "REACH"]

# Kinds that stand together on pages: one of them beside a block is a sign for the others.
_FAMILIES: tuple[frozenset[Label], ...] = (
    frozenset({Label.COMMENT_FORM, Label.COMMENTS, Label.LOGIN, Label.OTHER}),
    frozenset({Label.JOIN_US, Label.SUBSCRIBE, Label.PROMO, Label.APP_PROMO, Label.PAYWALL, Label.ADVERT}),
    frozenset({Label.SHARE, Label.SOCIAL_EMBED, Label.PRINT_TOOLS, Label.ARTICLE_INFO, Label.TAGS, Label.COMMENTS, Label.OTHER}),
    frozenset({Label.RELATED, Label.SERIES_NAVIGATION, Label.NAVIGATION, Label.PAGINATION, Label.BREADCRUMB, Label.TAGS, Label.OTHER}),
    frozenset({Label.LEGAL, Label.COOKIE_NOTICE, Label.NAVIGATION, Label.OTHER}),
)
FAMILY: dict[Label, frozenset[Label]] = {
    label: frozenset().union(*(f for f in _FAMILIES if label in f)) | {label} for label in Label if label.removed
}

# How far a zone may run: blocks, and words in one block that has no sign of its own.
REACH: dict[Label, tuple[int, int]] = {
    Label.COMMENT_FORM: (40, 14),
    Label.RELATED: (25, 24),
    Label.SHARE: (12, 4),
    Label.SUBSCRIBE: (4, 45),
    Label.JOIN_US: (4, 45),
    Label.TAGS: (15, 4),
    Label.ARTICLE_INFO: (8, 8),
    Label.NAVIGATION: (40, 6),
    Label.LEGAL: (6, 30),
    Label.LOGIN: (8, 8),
    Label.COOKIE_NOTICE: (6, 40),
    Label.PROMO: (5, 45),
    Label.APP_PROMO: (4, 25),
    Label.PAYWALL: (6, 40),
    Label.ADVERT: (2, 3),
    Label.PRINT_TOOLS: (6, 4),
    Label.SOCIAL_EMBED: (3, 12),
    Label.COMMENTS: (10_000, 10_000),
    Label.PAGINATION: (6, 4),
    Label.SERIES_NAVIGATION: (8, 12),
    Label.BREADCRUMB: (6, 4),
}
CHUNK_KINDS = frozenset(
    {
        Label.PROMO,
        Label.JOIN_US,
        Label.SUBSCRIBE,
        Label.RELATED,
        Label.APP_PROMO,
        Label.ARTICLE_INFO,
        Label.LEGAL,
        Label.ADVERT,
        Label.COMMENT_FORM,
        Label.SHARE,
        Label.TAGS,
        Label.PAYWALL,
        Label.LOGIN,
        Label.NAVIGATION,
    }
)


# What sites put between the paragraphs of an article; anything else in there needs boilerplate beside it.
INSERTED = frozenset(
    {
        Label.ADVERT,
        Label.SUBSCRIBE,
        Label.RELATED,
        Label.SHARE,
        Label.PROMO,
        Label.APP_PROMO,
        Label.SOCIAL_EMBED,
        Label.PAYWALL,
        Label.JOIN_US,
        Label.SERIES_NAVIGATION,
        Label.PAGINATION,
        Label.OTHER,
        Label.SITE_REPEAT,
        Label.PRINT_TOOLS,
        Label.ARTICLE_INFO,
    }
)

# Inside the text, a whole sentence of such a kind may be the author's own.
AUTHORS_TOO = frozenset(
    {
        Label.RELATED,
        Label.PROMO,
        Label.JOIN_US,
        Label.LEGAL,
        Label.ARTICLE_INFO,
        Label.PRINT_TOOLS,
        Label.APP_PROMO,
        Label.LOGIN,
        Label.NAVIGATION,
        Label.TAGS,
        Label.SHARE,
    }
)
