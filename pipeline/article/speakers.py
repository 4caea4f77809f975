"""Speakers of a conversation whose names stand alone in their lines, each above what is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from pipeline.article.kept import Kept
from pipeline.data import Label
from pipeline.reading.names import is_shaped

__all__ = ["find_speakers"]

_MOST_WORDS, _LONGEST, _INITIALS = 4, 40, 3
"""Words and characters of a name, and letters of its initials."""
_LABELS = (Label.PARAGRAPH, Label.HEADING, Label.CREDIT, Label.DEFINITION_TERM)
"""What the labeller may have taken such a line for."""


def find_speakers(kept: Kept) -> None:
    """Paragraphs that are the names of speakers, and no headings or credits."""
    kept.name_each(_speakers_alone(kept), Label.PARAGRAPH, 0.8, "who speaks")


def _speakers_alone(kept: Kept) -> set[int]:
    """Lines with a name or initials and nothing else, above text: two take turns throughout, twice at least. The article has one of the names
    elsewhere too, and writes no word of them small, as it does with words of headings that return (*Strong Points* and *Weak Points*)."""
    names = {n: name for n in kept.order if (name := _name(kept, n))}
    names = {n: names[n] for n, below in pairwise((*kept.order, -1)) if n in names and below >= 0 and below not in names}
    short = _in_full(names.values())
    spoken = {n: short.get(name, name) for n, name in names.items()}
    often = {name for name, times in Counter(spoken.values()).items() if times > 1}
    turns = {n: name for n, name in spoken.items() if name in often}
    if len(often) != 2 or any(one == other for one, other in pairwise(turns.values())) or _opens_parts(kept, turns):
        return set()
    return set(turns) if _are_people(kept, often, frozenset(names)) else set()


def _opens_parts(kept: Kept, turns: Mapping[int, str]) -> bool:
    """Whether one of the names stands below another heading each time: two things are compared, part by part."""
    above = dict(pairwise(reversed(kept.order)))
    below = {name: [n in above and kept.labels[above[n]] is Label.HEADING for n in turns if turns[n] == name] for name in turns.values()}
    return any(map(all, below.values()))


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


def _are_people(kept: Kept, names: Iterable[str], lines: frozenset[int]) -> bool:
    """Whether the article has one of the names elsewhere, the whole of it or a given name before another name, and no word of them with a small
    letter."""
    labels = enumerate(kept.labels)
    texts = [kept.blocks[n].text for n, label in labels if n not in lines and not label.removed and label is not Label.HEADING]
    whole = "|".join(re.escape(name) + (r"\b" if " " in name else r" [^\W\d_a-z]\w") for name in names)
    small = "|".join(re.escape(word.lower()) for name in names for word in name.split() if word != word.lower())
    return _any(rf"\b(?:{whole})", texts) and not (small and _any(rf"\b(?:{small})\b", texts))


def _any(pattern: str, texts: Iterable[str]) -> bool:
    found = re.compile(pattern)
    return any(found.search(text) for text in texts)
