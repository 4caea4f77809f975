"""Markdown with or without front matter: rendered to HTML, so that its structure is read as markup; front matter becomes metadata.

Offsets of the article count characters of the rendered page, which is what the archive keeps as the source's bytes and what ``verify`` checks. The
Markdown itself is kept in the metadata of the source, under ``markdown``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.data import Source
from pipeline.faults import EmptySource, Fault
from pipeline.sources.joplin import joplin_item
from pipeline.sources.markdown_definitions import with_definitions
from pipeline.sources.markdown_dialects import with_dialects
from pipeline.sources.markdown_notes import with_notes, with_notes_behind
from pipeline.sources.opened import Opened
from pipeline.sources.refused import refusal
from pipeline.sources.said import said
from pipeline.sources.sniff import READER_HEAD, as_text, binary_kind

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

__all__ = ["markdown_source", "read_markdown"]

_YAML = re.compile(r"---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)(?:^|\n)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_READER = re.compile(READER_HEAD)
_READER_LINE = re.compile(r"^([A-Z][\w ]{2,30}):[ \t]?(\S.*)$", re.MULTILINE)
_READER_NAMES = {"title": "title", "url source": "url", "published time": "date", "author": "author", "language": "language"}
_LOOSE = re.compile(
    r"(?:---[ \t]*\n|#[ \t]+(?P<title>[^\n]{1,500})\n\n?)?"
    r"(?P<fields>(?:[A-Za-z][\w -]{0,30}:(?:[ \t][^\n]{0,2000}\n|[ \t]*\n(?:[ \t]*-[ \t][^\n]{0,2000}\n){1,100})){2,30})(?:\n|\Z)")
"""As Pelican, MultiMarkdown and Notion write them; an opening mark whose closing one is missing."""
_SENTENCE = re.compile(r"[^\W\d_]{3}[.?!\u2026\u3002][\"\u201d\u2019']?\Z")
"""The end of a sentence, which no field below a title has: such lines are text."""
_TELLING = frozenset("title author authors date published url source tags category categories slug summary modified lang".split())
_LONGEST_MATTER = 65536
_MATTER_LINE = re.compile(r"[ \t]*(?:-[ \t]|#|[A-Za-z_\"'][\w \"'-]{0,60}[ \t]*[:=])|[ \t]+\S")
_MOMENT = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?)?"
_DEEPEST = 20
"""Nesting of elements, as CommonMark's own parser has it; brackets cost time by it."""
_DEEP_QUOTE = re.compile(rf"(?:\A|\n\n)(?:> ?){{{_DEEPEST - 2},}}+\w")
"""A quotation deeper than the parser goes, below a blank line. It tells so before the parser has read each of its lines for each depth."""
_VERBATIM = ("```", "~~~", "<")
"""What opens code or markup, in which nothing is a quotation."""
_MOST_OPEN = 100
"""Open brackets up to which a paragraph may hold links."""
_MOST_LINES, _SHORTEST = 20_000, 16
"""Lines of fewer characters on average, up to which a text is rendered: what ``limits.short_blocks`` allows where nobody changes it."""
_BRACKETS = {"[": re.compile(r"[\[\]]"), "(": re.compile(r"[()]")}
_MOST_MARKS = 20_000
"""Marks of emphasis up to which a paragraph may have some; each is a token."""
_UNREAD = "unread"
"""The place of what is known of the paragraph that is read."""
_OWN_NAMES = {
    "title": ("title", "headline"), "subtitle": ("subtitle", "standfirst"), "author": ("author", "authors", "by", "byline", "creator"),
    "published": ("date", "published", "pubdate", "publish_date", "published_at", "date_published", "created"),
    "updated": ("updated", "lastmod", "modified", "last_modified_at", "date_modified"),
    "publisher": ("sitename", "site", "site_name", "publisher", "publication", "hostname"), "section": ("section", "category", "categories"),
    "tag": ("tags", "keywords", "topics"), "language": ("language", "lang"), "description": ("description", "excerpt", "summary", "abstract"),
    "licence": ("license", "licence", "rights"),
}
_NESTED = ("params", "extra")
"""Tables of front matter in which makers of sites have fields of their own."""
_URLS = ("url", "source", "link", "source_url", "original_url", "canonical", "canonical_url", "permalink", "sourceurl")
_CAPTURED = ("captured", "clipped", "saved", "retrieved", "accessed", "date_saved", "fetched", "scraped", "crawled")


def read_markdown(opened: Opened) -> Iterator[Source | Fault]:
    """The source of a file of Markdown."""
    data = opened.whole()
    if kind := binary_kind(data):
        yield Fault("not-text", refusal(opened.name, kind), name=opened.name)
    elif not data.strip(b"\xef\xbb\xbf \t\r\n"):
        yield EmptySource.of(opened.name, data)
    elif _is_half_matter(as_text(data)):
        yield Fault("cut-short", f"{opened.name}: this ends inside its front matter. Fetch the file again.", name=opened.name)
    elif (item := joplin_item(as_text(data).replace("\r\n", "\n"))) and item[2]:
        yield Fault("passed-over", f"{opened.name}: this is {item[2]} of Joplin and no note; it was passed over.", name=opened.name, warning=True)
    else:
        yield markdown_source(data, opened.name)


def _is_half_matter(text: str) -> bool:
    """Whether a text opens front matter and holds nothing else."""
    text = text.replace("\r\n", "\n").lstrip("\n")
    if not text.startswith(("---\n", "+++\n")) or _YAML.match(text, 0, _LONGEST_MATTER) or _TOML.match(text, 0, _LONGEST_MATTER):
        return False
    if (loose := _LOOSE.match(text, 0, _LONGEST_MATTER)) and text[loose.end():].strip():
        return False
    lines = [line for line in text[4:_LONGEST_MATTER].split("\n") if line.strip()]
    return len(lines) > 1 and all(_MATTER_LINE.match(line) for line in lines[:-1])


def markdown_source(data: bytes, name: str) -> Source:
    """The source of a text of Markdown: the page that it renders to."""
    text = as_text(data).replace("\r\n", "\n").replace("\r", "\n")
    matter, body = _parted(text.lstrip("\n"))
    for key in _NESTED:
        matter = {**inner, **matter} if isinstance(inner := matter.get(key), dict) else matter
    fields = {str(key).strip().lower().replace("-", "_"): (str(key), value) for key, value in matter.items() if key not in _NESTED}
    captured = (*_CAPTURED, "created") if _is_clipped(fields) else _CAPTURED
    known = {key: value for key, value in fields.items() if key not in captured}
    pairs = [pair for field, names in _OWN_NAMES.items() for pair in _first(field, names, known)]
    pairs += [(f"front-matter:{own}", str(value)[:2000]) for own, value in fields.values() if value is not None]
    language = next((value for key, value in pairs if key.startswith("said:language:")), "")
    page = None if _is_data(body) else _page(body, language)
    if page is None:
        return Source(name=name, data=text.encode("utf-8", "surrogatepass"), media_type="text/plain", charset="unicode", metadata=tuple(pairs))
    return Source(
        name=name, data=page.encode("utf-8", "surrogatepass"), url=_address(fields), media_type="text/html", charset="unicode",
        captured=_plain(fields, captured, _MOMENT), metadata=(*pairs, ("markdown", text)),
    )


def _is_data(text: str) -> bool:
    """Whether a text is very many lines of a few characters. Such a text is not rendered, since rendering it costs more than refusing it."""
    if text.count("\n") <= _MOST_LINES:
        return False
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    return len(lines) > _MOST_LINES and sum(map(len, lines)) < _SHORTEST * len(lines)


def _parted(text: str) -> tuple[dict[Any, Any], str]:
    """Front matter and body; front matter without a field is part of the body."""
    yaml, toml = _YAML.match(text, 0, _LONGEST_MATTER), _TOML.match(text, 0, _LONGEST_MATTER)
    found = yaml or toml
    if found is None and (reader := _READER.match(text, 0, _LONGEST_MATTER)):
        told = {_READER_NAMES.get(key.lower(), key): value.strip() for key, value in _READER_LINE.findall(reader[0])}
        return told, text[reader.end():]
    if found is None and (item := joplin_item(text)):
        return dict(item[0]), item[1]
    if found is None:
        return _loose_matter(text)
    matter = _read_yaml(found[1]) if yaml else _read_toml(found[1])
    return (matter, text[found.end():]) if matter else ({}, text)


def _loose_matter(text: str) -> tuple[dict[Any, Any], str]:
    """Fields that stand above a text without the marks of front matter: at its top, below its title, or behind an opening mark alone."""
    found = _LOOSE.match(text, 0, _LONGEST_MATTER)
    fields = {key.lower(): value for key, value in _by_line(found["fields"]).items()} if found else {}
    if found is None or len(fields.keys() & _TELLING) < 2 or found["title"] and any(_SENTENCE.search(value) for value in map(str, fields.values())):
        return {}, text
    title = {"title": found["title"].strip()} if found["title"] else {}
    return {**title, **fields}, text[found.end():]


def _read_toml(text: str) -> dict[Any, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


_LINE = re.compile(r"^[\"']?([A-Za-z_][\w -]{0,60}?)[\"']?[ \t]*:(?:[ \t]+(\S.*)|[ \t]*((?:\n[ \t]*-[ \t]+\S.*){1,200}))$", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*-[ \t]+(\S.*)$", re.MULTILINE)


def _by_line(text: str) -> dict[str, str | list[str]]:
    """Keys with their values, each in a line; a value in square brackets, or below its key with a hyphen before each line, is a list."""
    out: dict[str, str | list[str]] = {}
    for key, value, listed in _LINE.findall(text):
        value = value.strip()
        if listed or value.startswith("[") and value.endswith("]"):
            items = _ITEM.findall(listed) if listed else value[1:-1].split(",")
            out[key.strip()] = [item.strip().strip("\"'") for item in items]
        else:
            out[key.strip()] = value.strip("\"'")
    return out


def _read_yaml(text: str) -> dict[Any, Any]:
    """Keys and values; every scalar stays the string that it is, so that a date is not read twice and ``no`` stays a word.

    What YAML refuses (``title: The pier: too short``) is read line by line. Anchors, with which a few lines can stand for millions, are
    not followed.
    """
    import yaml

    try:
        if not any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.BaseLoader)):
            found = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  (this loader makes strings, lists and tables, nothing else)
            if isinstance(found, dict):
                return found
    except (yaml.YAMLError, RecursionError, ValueError):
        pass
    return dict(_by_line(text))


_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\]")
"""``[[Ada Moss]]`` and ``[[people/ada|Ada Moss]]``, as note-taking programs write names."""


def _first(field: str, names: tuple[str, ...], fields: dict[str, tuple[str, Any]]) -> list[tuple[str, str]]:
    for name in names:
        own, value = fields.get(name, ("", None))
        if field == "tag" and isinstance(value, str):
            value = re.split(r"[,;]", value)
        if isinstance(value, dict):
            value = value.get("name")
        if hasattr(value, "isoformat"):
            value = value.isoformat()
        if value and (pairs := said(field, own, value)):
            return [(key, _WIKI_LINK.sub(r"\1", text)) for key, text in pairs]
    return []


def _is_clipped(fields: dict[str, tuple[str, Any]]) -> bool:
    """Whether a text was clipped from a page: its ``source`` is an address, and ``created`` is the day of the clipping."""
    return str(fields.get("source", ("", ""))[1]).startswith(("http://", "https://"))


def _address(fields: dict[str, tuple[str, Any]]) -> str | None:
    return _plain(fields, _URLS, r"https?://\S+$")


def _plain(fields: dict[str, tuple[str, Any]], names: tuple[str, ...], pattern: str) -> str | None:
    for name in names:
        value = fields.get(name, ("", None))[1]
        value = value.isoformat() if hasattr(value, "isoformat") else value
        if isinstance(value, str) and (found := re.match(pattern, value.strip())):
            return found[0]
    return None


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import emphasis, image, link

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"]).disable("text_join")
    parser.core.ruler.at("inline", _rendered)
    parser.inline.ruler.at("link", _bounded(link, "[", _has_no_link))
    parser.inline.ruler.at("image", _bounded(image, "!", _has_no_link))
    parser.inline.ruler.at("emphasis", _bounded(emphasis.tokenize, "*_", _has_many_marks))
    return with_definitions(with_dialects(with_notes(parser)))


def _rendered(state: StateCore) -> None:
    """Reads and renders each paragraph before the next one: the tokens of its words take some fifty times their memory."""
    from markdown_it.rules_core import StateCore, inline, text_join
    from markdown_it.token import Token

    for token in state.tokens if not _is_too_deep(state.tokens) else ():
        if token.type == "inline":
            part = StateCore("", state.md, state.env, [token])
            inline(part)
            text_join(part)
            html = state.md.renderer.renderInline(token.children or [], state.md.options, state.env)  # type: ignore[attr-defined]
            token.content, token.children = "", [Token("html_inline", "", 0, content=html)]
            state.env.pop(_UNREAD, None)


def _is_too_deep(tokens: Sequence[Token]) -> bool:
    """Whether the nesting is deeper than the parser goes."""
    return any(token.level >= _DEEPEST - 1 for token in tokens)


def _bounded(rule: Callable[[StateInline, bool], bool], opens: str, has_none: Callable[[StateInline], bool]) -> Callable[[StateInline, bool], bool]:
    """A rule, switched off in a paragraph that holds nothing for it, or more marks than any text has: there it would read each many times, or store
    each.

    ``opens``: characters with which what the rule reads may begin. ``has_none``: whether a paragraph is one of those.
    """
    def bounded(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in opens:
            return False
        known: dict[tuple[str, str], bool] = state.env.setdefault(_UNREAD, {})
        none = known.get((opens, state.src))
        if none is None:
            none = known[opens, state.src] = has_none(state)
        return not none and rule(state, silent)

    return bounded


def _has_no_link(state: StateInline) -> bool:
    """Whether a paragraph holds no link and no picture: neither has an address there, nor the text addresses of its own, or too much is open."""
    return "](" not in state.src and "references" not in state.env or _has_many_open(state.src)


def _has_many_open(text: str) -> bool:
    """Whether more than `_MOST_OPEN` brackets of one kind are open at one place of a text."""
    for opening, either in _BRACKETS.items():
        opened = 0
        for bracket in either.findall(text) if text.count(opening) > _MOST_OPEN else ():
            opened = opened + 1 if bracket == opening else max(opened - 1, 0)
            if opened > _MOST_OPEN:
                return True
    return False


def _has_many_marks(state: StateInline) -> bool:
    """Whether a paragraph has more than `_MOST_MARKS` marks of emphasis."""
    return state.src.count("*") + state.src.count("_") > _MOST_MARKS


def _page(body: str, language: str) -> str | None:
    """The page of HTML; None where the nesting is deeper than the parser goes, since it would leave words out."""
    if (deep := _DEEP_QUOTE.search(body)) and not any(mark in body[:deep.start()] for mark in _VERBATIM):
        return None
    parser = _parser()
    env: dict[str, Any] = {}
    tokens = parser.parse(body, env)
    if _is_too_deep(tokens):
        return None
    lang = f' lang="{language}"' if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", language) else ""
    html = parser.renderer.render(with_notes_behind(tokens, env), parser.options, env)
    return f"<!DOCTYPE html>\n<html{lang}><head></head><body><article>\n{html}</article></body></html>\n"
