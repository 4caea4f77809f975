"""Speakers of a conversation whose names stand alone in their lines, each above what is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from pipeline.article.kept import Kept
from pipeline.data import Label
from pipeline.reading.names import is_shaped

__all__ = ["speakers_alone"]

_MOST_WORDS, _LONGEST, _INITIALS = 4, 40, 3
"""Words and characters of a name, and letters of its initials."""
_LABELS = (Label.PARAGRAPH, Label.HEADING, Label.CREDIT, Label.DEFINITION_TERM)
"""What the labeller may have taken such a line for."""


def speakers_alone(kept: Kept) -> set[int]:
    """Lines with a name or initials and nothing else: the same two take turns, twice at least, text stands below each, and the article names one of
    them elsewhere too, as it does not name the headings of two parts that return."""
    names = {n: name for n, below in pairwise((*kept.order, -1)) if below >= 0 and (name := _name(kept, n))}
    names = {n: alone for n, below in pairwise((*kept.order, -1)) if (alone := names.get(n)) and below not in names}
    short = _in_full(names.values())
    spoken = {n: short.get(name, name) for n, name in names.items()}
    often = {name for name, times in Counter(spoken.values()).items() if times > 1}
    turns = [name for name in spoken.values() if name in often]
    pairs = [pair for pair, times in Counter(pairwise(turns)).items() if times > 1 and pair[0] != pair[1]]
    known = {name for name in {name for pair in pairs for name in pair} if _is_named(kept, name, frozenset(names))}
    found = {name for pair in pairs if not known.isdisjoint(pair) for name in pair}
    return {n for n, name in spoken.items() if name in found}


def _name(kept: Kept, n: int) -> str:
    """The name that a line is; empty where it is none."""
    name = kept.blocks[n].text.rstrip(": ")
    words = name.split()
    free = n not in kept.named and kept.labels[n] in _LABELS
    return name if free and len(name) <= _LONGEST and name[-1:].isalpha() and is_shaped(words[:_MOST_WORDS + 1], 1) else ""


def _in_full(names: Iterable[str]) -> Mapping[str, str]:
    """The name in full for initials that stand for one name alone (``MQ`` for ``Maud Quill``)."""
    out: dict[str, set[str]] = {}
    for name in set(names):
        out.setdefault("".join(word[0] for word in name.split()), set()).add(name)
    return {initials: name for initials, (name, *more) in out.items() if not more and 1 < len(initials) <= _INITIALS}


def _is_named(kept: Kept, name: str, lines: frozenset[int]) -> bool:
    """Whether the article has the name elsewhere: the whole of it, or a given name before another name."""
    words = re.escape(name) + (r"\b" if " " in name else r" [^\W\d_a-z]\w")
    pattern = re.compile(rf"\b{words}")
    texts = (block.text for n, block in enumerate(kept.blocks) if n not in lines and not kept.labels[n].removed)
    return any(pattern.search(text) for text in texts)
