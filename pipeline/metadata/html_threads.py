"""Whoever started a thread: the author of a page of a forum, or of questions and answers.

Forums sign with handles, which read like no name, and name every writer in the same manner. So the first one below the address of a thread, in an
element that holds the signature of a post, is the author of the page, and nobody else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from pipeline.data import Block
from pipeline.metadata.candidates import Candidates
from pipeline.metadata.handles import handle_of, started_by
from pipeline.metadata.html_author_forms import SHOWN, opening_of
from pipeline.metadata.json_ld import kinds, texts, values
from pipeline.reading.word_lists import listed

__all__ = ["THREAD", "thread_starters"]

THREAD = "thread-starter"
"""How the starter of a thread was found; no other author of the page stands beside this one."""
_DECLARED, _SAID, _SIGNED = 0.97, 0.96, 0.95
"""Confidence of what JSON-LD says, of words such as "Thread starter", and of the signature of the first post."""
_ADDRESS = re.compile(
    r"showthread|viewtopic|showtopic|viewthread|(?:^|/)threads?[-/.]|/topics?/\d|/t/[^/]{1,200}/\d|/questions/\d|/d/\d+-|/comments/\w{4,12}/"
    r"|/forums?/|/discussions?/|-forum/|/post/\d+$", re.IGNORECASE)
"""In the path and query of the address of a thread."""
_HOST = re.compile(r"(?:forums?|community|discuss|discourse|bbs|boards?|ask|answers)\d?\.", re.IGNORECASE)
"""How hosts of forums begin."""
_THREADS = frozenset({"discussionforumposting", "question", "qapage"})
"""Types of JSON-LD and microdata that a page with a thread declares; pages of frequent questions have questions, too, without an author."""
_SIGNATURES = frozenset(listed("threads.signatures", "pipeline.metadata"))
_PERHAPS = frozenset(listed("threads.perhaps_signatures", "pipeline.metadata"))
_POSTS = frozenset(listed("threads.posts", "pipeline.metadata"))
_OF_OTHERS = re.compile(
    r"(?<!with)(?<!with-)sidebar|widget|related|similar|recent|latest|suggest|quote|breadcrumb|\b(?:nav|menu)|modal|editor|dialog|login|mention",
    re.IGNORECASE)
"""In class names of elements that name somebody besides the writers of posts."""
_COMMENT = re.compile(rf"{_OF_OTHERS.pattern}|comment|repl(?:y|ies)\b", re.IGNORECASE)
"""The same, and comments below an article."""
_NEAR, _WITHIN = 4, 8
"""Class names of a block among which the signature is looked for, and those among which the post is."""
_INSIDE = 6
"""How many marks behind that of an author may be the one of the name."""
_SEVERAL = 2
"""Signatures of posts from which a page without an address is a thread."""
_ARTICLE, _PROSE = 0.9, 80
"""Confidence of an author who is declared surely, and letters of the shortest line of a text."""
_PARTS = re.compile(r"[-_\d]+")
_BY = re.compile(r"(?:(?:post(?:ed)?|asked|written|submitted|started|created)\b.{0,40}?\s)?by:?\s", re.IGNORECASE)
"""Words before the name in the line that signs a post."""
_AT = 60
"""Characters of such a line before which the name begins."""


def thread_starters(c: Candidates) -> None:
    """Adds the author of a thread, if the page is one."""
    declared, asked = _declared(c)
    if declared:
        _add(c, declared, _DECLARED)
        return
    if not asked and (_is_signed_article(c) or not _has_address(c) and not _has_posts(c)):
        return
    for block in c.blocks:
        if said := started_by(block, c.blocks[block.n + 1] if block.n + 1 < len(c.blocks) else None):
            _add(c, said[1].name, _SAID, said[0])
            return
    signed = _signature(c)
    if signed and (asked or all(f.start is None or f.start >= signed[0].start for f in c.found if f.field == "author" and f.how == "byline")):
        _add(c, signed[1], _SIGNED, signed[0])


def _add(c: Candidates, name: str, confidence: float, block: Block | None = None) -> None:
    """Adds the starter, empty for nobody, in place of the people who are named where answers stand."""
    c.found = [f for f in c.found if f.field != "author" or f.how not in SHOWN]
    c.add("author", name, THREAD, confidence, text=block.text if block else "", block=block.n if block else None)


def _declared(c: Candidates) -> tuple[str, bool]:
    """The author of the thread that the page declares, and whether it declares one at all."""
    asked = any(_THREADS & {part.rsplit("/", 1)[-1].lower() for part in mark.get("itemtype").split()} for mark in c.head.marks)
    for node in c.nodes:
        if node["_aside"] or not kinds(node) & _THREADS:
            continue
        for main in (node, *values(node.get("mainentity"))):
            for one in values(main.get("author")) if isinstance(main, dict) and kinds(main) & _THREADS else ():
                if name := next((handle for text in texts(one) if (handle := handle_of(text))), ""):
                    return name, True
        asked = asked or "discussionforumposting" in kinds(node) or "qapage" in kinds(node)
    return "", asked


def _is_signed_article(c: Candidates) -> bool:
    """Whether JSON-LD names the author of an article, which is no thread."""
    return any(f.field == "author" and f.how == "json-ld" and f.confidence >= _ARTICLE for f in c.found)


def _has_posts(c: Candidates) -> bool:
    """Whether several posts are signed, the first of them before more than a paragraph of the text; the teasers of other articles are below it."""
    signed = [block.n for block, _ in islice(_signed(c, _SIGNATURES, without=_COMMENT), _SEVERAL)]
    return len(signed) == _SEVERAL and sum(len(b.text) > _PROSE for b in c.blocks[c.heading + 1:signed[0]]) <= 1


def _has_address(c: Candidates) -> bool:
    return any(_ADDRESS.search(f"{address.path}?{address.query}") or _HOST.match(address.netloc.removeprefix("www.")) for address in c.addresses)


def _signature(c: Candidates) -> tuple[Block, str] | None:
    """The name that signs the first post, empty where nobody does: that of an author for machines, else in an element for names of users, else in one
    that may hold one."""
    for n, mark in enumerate(c.head.marks):
        if "author" in mark.get("itemprop").split() and 0 <= mark.block < len(c.blocks) and not any(map(_OF_OTHERS.search, mark.hints[:_WITHIN])):
            block = c.blocks[mark.block]
            named = (m.text for m in c.head.marks[n + 1:n + _INSIDE] if m.parent == n and "name" in m.get("itemprop").split())
            return block, next(filter(None, map(handle_of, named)), "") or _name_in(block, c.language) or handle_of(mark.text)
    return next(chain.from_iterable(_signed(c, names, _OF_OTHERS) for names in (_SIGNATURES, _PERHAPS)), None)


def _signed(c: Candidates, names: frozenset[str], without: re.Pattern[str]) -> Iterator[tuple[Block, str]]:
    """The blocks of posts in elements with one of some class names, with the names in these blocks, in page order."""
    for block in c.blocks:
        hints = [hint.lower() for hint in block.markup.hints[:_WITHIN]] if block.markup and not block.markup.quote else []
        if names.isdisjoint(hints[:_NEAR]) or any(map(without.search, hints)):
            continue
        if any(part in _POSTS for hint in hints for part in _PARTS.split(hint)) and ((name := _name_in(block, c.language)) or "@" in block.text):
            yield block, name


def _name_in(block: Block, language: str) -> str:
    """The name in a line that signs a post: its first link, else what stands behind "by", else the whole line, as far as the next words that are
    marked up, such as the rank of a user."""
    for link in block.inlines:
        if link.kind == "link" and link.start < _AT and (name := handle_of(block.text[link.start:link.end])):
            return name
    words = _BY.match(block.text) or opening_of(language, names_only=False).match(block.text)
    at = words.end() if words else 0
    return handle_of(block.text[at:min((i.start for i in block.inlines if i.start > at), default=None)])
