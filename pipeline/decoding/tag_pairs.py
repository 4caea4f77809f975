"""Which left-over tags open an element and which close it, as BeautifulSoup nests them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["HUSHED", "Tag", "pairs_of"]

HUSHED = ("script", "style")
_LONGEST_SCRIPT = 50_000
"""Characters of a script; what stands between tags that are farther apart is text."""
_EMPTY = frozenset({"br", "embed", "hr", "img", "input", "param", "source", "wbr"})
"""Elements that hold nothing and have no closing tag."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag in a text, and where it stands."""

    start: int
    end: int
    name: str
    """In small letters; ``!`` for comments and declarations."""
    close: bool
    attributes: str


def pairs_of(tags: list[Tag]) -> Iterator[tuple[int, int]]:
    """Indices of opening tags and of the closing tags that go with them, in the order of the closing tags.

    Elements nest as BeautifulSoup nests them with Python's own parser: a closing tag closes the nearest open element of its name, with all that is
    open inside it; a script has no tags inside.
    """
    endless = _endless_scripts(tags)
    opened, many, script = list[int](), Counter[str](), ""
    for i, tag in enumerate(tags):
        name = tag.name
        if name == "!" or i in endless or script and not (tag.close and name == script):
            continue
        if not tag.close:
            if name not in _EMPTY:
                opened.append(i)
                many[name] += 1
            script = name if name in HUSHED else ""
        elif many[name]:
            script = ""
            while (last := tags[opened[-1]].name) != name:
                opened.pop()
                many[last] -= 1
            yield opened.pop(), i
            many[name] -= 1


def _endless_scripts(tags: list[Tag]) -> set[int]:
    """Opening tags of scripts and styles that are not closed, or too far below."""
    closed_at: dict[str, int] = {}
    out: set[int] = set()
    for i in range(len(tags) - 1, -1, -1):
        tag = tags[i]
        if tag.name in HUSHED and tag.close:
            closed_at[tag.name] = tag.start
        elif tag.name in HUSHED and not 0 <= closed_at.get(tag.name, -1) - tag.end <= _LONGEST_SCRIPT:
            out.add(i)
    return out
