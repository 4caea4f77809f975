"""Checks the articles of HTML pages against their source.

A page of HTML cannot be rebuilt from its article: its markup is neither article nor boilerplate, and stands in the source alone. What can be
held is that every block says what its range of the page says: freed of tags and with entities read and repairs made, the range
holds the characters of the block, in their order.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.validate import Problem

__all__ = ["validate_ranges"]

_MARKUP = re.compile(r"<!--.*?-->|<[^<>]*>|<[^<>]*$", re.DOTALL)
_QUOTED = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")


def validate_ranges(article: Mapping[str, Any], ledger: Mapping[str, Any], page: str) -> Iterator[Problem]:
    """Blocks and removals whose characters do not stand in their range of the page."""
    repairs = sorted((r["start"], r["end"], r["after"]) for r in ledger["repairs"])
    sections = article["sections"]
    blocks = [*article["front"], *(section["head"] for section in sections if section.get("head"))]
    blocks += [block for section in sections for block in section["blocks"]]
    for block in [*blocks, *ledger["removed"]]:
        piece = _repaired(page, block["start"], block["end"], repairs)
        if not any(_holds(said, block["text"]) for said in (_words(piece), _words(piece) + _attributes(piece), piece)):
            yield Problem("range-text", block["id"], f"The text is not what stands from {block['start']} to {block['end']} of the page.")


def _repaired(page: str, start: int, end: int, repairs: list[tuple[int, int, str]]) -> str:
    out, at = [], start
    for from_, to, after in repairs:
        if at <= from_ and to <= end:
            out += [page[at:from_], after]
            at = to
    return "".join(out) + page[at:end]


def _words(piece: str) -> str:
    return html.unescape(_MARKUP.sub("", piece))


def _attributes(piece: str) -> str:
    """Alternative texts and the like are blocks too."""
    return html.unescape(" ".join("".join(values) for values in _QUOTED.findall(piece)))


def _holds(said: str, text: str) -> bool:
    """True if all of the characters stand there in this order, white space aside."""
    there = iter(said)
    return all(char in there for char in text if not char.isspace() and char != "\u00ad")
