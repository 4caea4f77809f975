"""Exports of blogs that have the form of a feed (WordPress, Blogger): which of their items are articles, and who the names of accounts belong to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

__all__ = ["names_of_logins", "parted"]

_WORDPRESS = re.compile(r"\{https?://wordpress\.org/export/[^}]*\}")
_BLOGGER = "{http://schemas.google.com/blogger/2018}type"
_KIND = re.compile(r"http://schemas\.google\.com/blogger/2008/kind#(\w{1,30})\Z")
_NO_ARTICLES = {
    "attachment": "attachments", "nav_menu_item": "entries of menus", "revision": "revisions", "custom_css": "styles", "customize_changeset":
    "styles", "oembed_cache": "cached frames", "wp_template": "templates", "wp_template_part": "templates", "wp_global_styles": "styles",
    "wp_navigation": "menus", "wp_block": "parts of pages", "wp_font_family": "styles", "wp_font_face": "styles",
    "template": "templates", "settings": "settings", "comment": "comments",
}
"""Kinds of items that are no articles, and what they are called in the note."""


def parted(items: Iterable[tuple[int, Any]]) -> tuple[list[tuple[int, Any]], Counter[str]]:
    """The items that are articles, with their numbers, and what the others are. ``items``: all of them, with their numbers."""
    articles: list[tuple[int, Any]] = []
    others: Counter[str] = Counter()
    for number, item in items:
        if what := _NO_ARTICLES.get(_kind_of(item)):
            others[what] += 1
        else:
            articles.append((number, item))
    return articles, others


def _kind_of(item: Any) -> str:
    """What an export calls the kind of an item; empty in a feed, which tells none."""
    for child in item:
        if not isinstance(child.tag, str):
            continue
        if child.tag == _BLOGGER or _WORDPRESS.match(child.tag) and child.tag.endswith("}post_type"):
            return (child.text or "").strip().lower()
        if child.tag.endswith("}category") and (found := _KIND.match(child.get("term", ""))):
            return found[1].lower()
    return ""


def names_of_logins(root: Any) -> dict[str, str]:
    """The names of people by the names of their accounts, where the export of a blog tells them."""
    out: dict[str, str] = {}
    for author in root.iter("{*}author"):
        if isinstance(author.tag, str) and _WORDPRESS.match(author.tag):
            told = {str(child.tag).rpartition("}")[2]: (child.text or "").strip() for child in author}
            own = " ".join(filter(None, (told.get("author_first_name"), told.get("author_last_name"))))
            if (login := told.get("author_login")) and (name := told.get("author_display_name") or own):
                out[login] = name
    return out
