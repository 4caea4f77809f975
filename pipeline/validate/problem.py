"""What a check has to say."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code to count and search by, the place, and a sentence for people."""

    code: str
    where: str
    """An id, ``line 12``, the path of a field …; empty for the whole file."""
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence} [{self.code}]" if self.where else f"{self.sentence} [{self.code}]"
