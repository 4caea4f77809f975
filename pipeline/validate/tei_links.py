"""What one place of a TEI document says of another one: pointers, calls of notes, and notes that explain a gap.

The two places may stand in different parts of a large document. So each part adds what it says, and the checks are made once at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from pipeline.validate.problem import Problem

__all__ = ["Links"]


@dataclass(slots=True)
class Links:
    """Links of a document, gathered part by part. Ids are those of the document, without ``#``."""

    pointers: dict[tuple[str, str], str] = field(default_factory=dict)
    """The id that a pointer leads to and the attribute that holds it: the place of the first such pointer."""
    calls: dict[str, str] = field(default_factory=dict)
    """The id that calls of a note lead to: the place of the first such call."""
    footnotes: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    """Ids of gaps where text was lost."""
    explained: set[str] = field(default_factory=set)
    """Ids of gaps that notes in standOff explain."""

    def problems(self, known: Set[str]) -> Iterator[Problem]:
        """What is wrong in a document that has these ids."""
        for (key, name), where in self.pointers.items():
            if key not in known:
                yield Problem("pointer", where, f"The pointer #{key} in {name} leads nowhere.")
        for key in sorted(self.lost - self.explained):
            yield Problem("gap-unexplained", key, "No note in standOff explains this gap.")
        for key in sorted(self.explained - self.lost):
            yield Problem("gap-missing", key, "A note in standOff explains a gap that is not in the text.")
        for key, where in self.calls.items():
            if key in known and key not in self.footnotes:
                yield Problem("call", where, "The call of a note points at something that is not a note.")
