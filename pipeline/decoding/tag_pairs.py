"""Which left-over tags open an element and which close it, as BeautifulSoup nests them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

__all__ = ["HUSHED", "Tag", "pairs_of"]

HUSHED = ("script", "style")
_LONGEST_SCRIPT = 50_000
"""Characters of a script; what stands between tags that are farther apart is text."""
_AT_ONCE = 3000
"""Tags that BeautifulSoup nests at once: its cost grows with the depth."""


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
    """Indices of opening tags and of the closing tags that go with them, in the order of the opening tags, as BeautifulSoup nests them.

    It reads the tags alone, each with its index and with the index behind it as text: the text that follows an element tells which tag closed
    the element.
    """
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString

    pieces = _skeleton(tags)
    soups = iter(lambda: "".join(islice(pieces, _AT_ONCE)), "")
    for element in (element for soup in soups for element in BeautifulSoup(soup, "html.parser").find_all(at=True)):
        opened, behind = int(str(element["at"])), element.next_sibling
        if isinstance(behind, NavigableString) and (closed := int(behind.split(maxsplit=1)[0])) > opened:
            yield opened, closed


def _skeleton(tags: list[Tag]) -> Iterator[str]:
    """The tags without what stands between them; without comments and scripts that nobody closes, since all that follows would be their text."""
    endless = _endless_scripts(tags)
    for i, tag in enumerate(tags):
        if tag.name != "!" and i not in endless:
            yield f"</{tag.name}>" if tag.close else f'<{tag.name} at="{i}">'
        yield f"{i} "


def _endless_scripts(tags: list[Tag]) -> set[int]:
    """Opening tags of scripts and styles that are not closed, or too far below."""
    closed_at: dict[str, int] = {}
    out: set[int] = set()
    for i, tag in reversed(list(enumerate(tags))):
        if tag.name in HUSHED and tag.close:
            closed_at[tag.name] = tag.start
        elif tag.name in HUSHED and not 0 <= closed_at.get(tag.name, -1) - tag.end <= _LONGEST_SCRIPT:
            out.add(i)
    return out
