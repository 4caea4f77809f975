"""The tags of HTML and the entities in a plain text: where they stand, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.decoding.entity_runs import EntityRuns
from pipeline.decoding.tag_pairs import Tag

__all__ = ["CELLS", "ENTITY", "LINES", "PARAGRAPHS", "find_entities", "find_tags", "has_other_elements", "without_markup"]

PARAGRAPHS = frozenset({
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article", "header",
    "footer", "main", "aside", "nav", "figure", "figcaption", "table", "hr", "pre", "center", "address", "form", "fieldset",
})
LINES = frozenset({"br", "tr", "option", "caption", "thead", "tbody", "tfoot"})
CELLS = frozenset({"td", "th"})
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark", "nobr", "o:p",
    "picture", "q", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup", "svg", "time", "tt", "u", "var", "wbr",
    "video", "audio", "iframe", "embed", "object", "param", "label", "input", "button", "script", "style", "noscript",
})
_NAMES = PARAGRAPHS | LINES | CELLS | _INLINE
_LONGEST_COMMENT = 2000
_ATTRIBUTES = r"""(?:\s++[A-Za-z_:][-\w:.]*+(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=]++))?+)*+"""
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>" + "|".join(sorted(_NAMES, key=lambda n: (-len(n), n))) + r")(?P<attributes>" + _ATTRIBUTES + r")\s*/?>"
    rf"|(?P<comment><!--(?:(?!-->).){{0,{_LONGEST_COMMENT}}}-->)",
    re.IGNORECASE | re.DOTALL,
)
_ELEMENT = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
ENTITY = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};|nbsp(?![A-Za-z0-9=;]))")
_ENTITIES = re.compile(f"(?:{ENTITY.pattern})+")
_MAY_BE_TAG = re.compile("<(?=[/!a-zA-Z])")
_MAY_BE_ENTITY = re.compile("&(?=[#a-zA-Z])")


def find_tags(text: str) -> list[Tag]:
    """The tags and comments, in order, with one object for the same name in each."""
    names: dict[str, str] = {}
    return [
        Tag(m.start(), m.end(), names.setdefault(name := (m["name"] or "!").lower(), name), bool(m["close"]), m["attributes"] or "")
        for m in _matches(_TAG, _MAY_BE_TAG, text)
    ]


def find_entities(text: str) -> EntityRuns:
    """The runs of entities."""
    return EntityRuns(_matches(_ENTITIES, _MAY_BE_ENTITY, text))


def _matches(pattern: re.Pattern[str], beginning: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Like ``finditer``, faster where the beginning of a match is rare."""
    at = 0
    while begun := beginning.search(text, at):
        at = begun.start()
        open_ended = text.startswith("<!--", at) and text.find("-->", at, at + _LONGEST_COMMENT + 7) < 0
        match = None if open_ended else pattern.match(text, at)
        if match:
            yield match
        at = match.end() if match else at + 1


def without_markup(text: str) -> str:
    """A short text with a space in the place of each tag and entity."""
    return ENTITY.sub(" ", _TAG.sub(" ", text))


def has_other_elements(text: str) -> bool:
    """Whether elements stand in a short text that HTML does not have."""
    return len(_ELEMENT.findall(text)) > len(_TAG.findall(text))
