"""JSON-LD as pages carry it: read in spite of its faults (`loose_json`), flattened, and searched for the node that is the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from pipeline.data.addresses import place_of
from pipeline.metadata.loose_json import Read, read_json

__all__ = ["NAMES", "Node", "article_node", "is_damaged", "kinds", "nodes_of", "texts", "values"]

Node = dict[str, Any]

_MOST_NODES = 2000
_MOST_CHARS = 2_000_000
_DEEPEST = 40

_ARTICLES = frozenset(
    "article newsarticle blogposting techarticle report scholarlyarticle reportagenewsarticle opinionnewsarticle analysisnewsarticle "
    "backgroundnewsarticle reviewnewsarticle liveblogposting medicalscholarlyarticle advertisercontentarticle satiricalarticle asknewsarticle "
    "socialmediaposting discussionforumposting question howto recipe review apireference blogpost".split())
_PAGES = frozenset("webpage itempage aboutpage medicalwebpage faqpage qapage collectionpage creativework profilepage".split())
_VOCABULARY = re.compile(r"^(?:schema:|https?://(?:www\.)?schema\.org/)")
_NAME_IN_PARTS = ("givenname", "additionalname", "familyname")
NAMES = frozenset(("name", *_NAME_IN_PARTS))
"""Keys under which an object says what it is called."""
_ASIDE = frozenset("itemlistelement haspart comment relatedlink mentions suggestedanswer review blogpost ispartof liveblogupdate".split())
"""Keys below which nodes of other articles hang: lists of related ones, comments, reviews of products."""


def nodes_of(scripts: tuple[str, ...]) -> tuple[Node, ...]:
    """Every object with a type, in source order, ``@graph`` and nesting opened; ``_aside`` is set on those below lists of other things."""
    out: list[Node] = []
    for script in scripts:
        for value in _parse(script).values:
            out.extend(_flatten(_with_plain_keys(value, 0), False, 0))
    del out[_MOST_NODES:]
    return tuple(_resolve(out))


def _parse(script: str) -> Read:
    """All values of a script, as far as they can be read; its quotation marks may be character references."""
    script = script[:_MOST_CHARS]
    return read_json(unescape(script) if script.count('"') < script.count("&quot;") + script.count("&#34;") else script)


def is_damaged(scripts: tuple[str, ...]) -> bool:
    """Whether a script is no right JSON, so that something of it may not have been read."""
    return any(script.strip() and not _parse(script).whole for script in scripts)


def _with_plain_keys(value: Any, depth: int) -> Any:
    """A value whose objects have keys in lower case and without the vocabulary: ``schema:name`` and ``http://schema.org/Name`` are ``name``."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        return [_with_plain_keys(one, depth + 1) for one in value]
    if isinstance(value, dict):
        for container in ("@list", "@set"):
            if container in value:
                return _with_plain_keys(value[container], depth + 1)
        return {_VOCABULARY.sub("", str(key).lower()): _with_plain_keys(inner, depth + 1) for key, inner in value.items()}
    return value


def _flatten(value: Any, aside: bool, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _flatten(one, aside, depth + 1)
    elif isinstance(value, dict):
        node = {**value, "_aside": aside}
        if "@type" in node or "@graph" not in node:
            yield node
        for key, inner in node.items():
            if isinstance(inner, dict | list):
                yield from _flatten(inner, aside or key in _ASIDE, depth + 1)


def _resolve(nodes: list[Node]) -> Iterator[Node]:
    """Nodes that are mere references take the place of nothing; those that refer to others get what they refer to."""
    known: dict[str, Node] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > 2 and name not in known:
            known[name] = node
    for node in nodes:
        for key in ("author", "publisher", "creator", "mainentity", "copyrightholder"):
            if key in node:
                node[key] = _referred(node[key], known)
        yield node


def _referred(value: Any, known: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_referred(one, known) for one in value]
    if isinstance(value, dict) and isinstance(name := value.get("@id"), str) and "name" not in value:
        return known.get(name, value)
    return value


def kinds(node: Node) -> set[str]:
    """Types of a node, in lower case, without the vocabulary."""
    found = node.get("@type")
    names = found if isinstance(found, list) else [found]
    return {name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names if isinstance(name, str)}


def article_node(nodes: tuple[Node, ...], urls: tuple[str, ...]) -> tuple[Node | None, Node | None]:
    """The node that is the article and the one that is the page; of several, the one that names the page's address, else the first."""
    articles = [n for n in nodes if not n["_aside"] and kinds(n) & _ARTICLES]
    pages = [n for n in nodes if not n["_aside"] and kinds(n) & _PAGES]
    return _best(articles, urls), _best(pages, urls)


def _best(nodes: list[Node], urls: tuple[str, ...]) -> Node | None:
    if not nodes:
        return None
    places = {place_of(url.lower()) for url in urls if url}
    own = [n for n in nodes if any(place_of(u.lower()) in places for key in ("url", "mainentityofpage", "@id") for u in texts(n.get(key)))]
    return max(own or nodes, key=_told)


def _told(node: Node) -> int:
    """How much of what an archive asks for a node tells; of equals `max` takes the first."""
    return sum(2 if key in ("headline", "datepublished", "author") else 1
               for key in ("headline", "datepublished", "author", "articlebody", "name", "publisher") if node.get(key))


def texts(value: Any) -> list[str]:
    """The strings of a value: itself, those of a list, the name (in parts, too) or address of an object."""
    if isinstance(value, str):
        text = " ".join(unescape(value).split())
        return [text] if text else []
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [str(value)]
    if isinstance(value, list):
        return [text for one in value[:200] for text in texts(one)]
    if isinstance(value, dict):
        if not (found := texts(value.get("name"))) and (parts := [part for key in _NAME_IN_PARTS for part in texts(value.get(key))[:1]]):
            return [" ".join(parts)]
        return found or next((there for key in ("@value", "url", "@id") if (there := texts(value.get(key)))), [])
    return []


def values(value: Any) -> list[Any]:
    """A value as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
