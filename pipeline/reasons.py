"""The reason codes: what each one means, in a sentence for people. The codes themselves are data, in ``reasons.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

__all__ = ["Reason", "reason", "reasons"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One code: which stage gives it, how grave it is, and what it says."""

    code: str
    stage: str
    severity: str
    """``error`` (the source, or a part of it, was not archived), ``warning`` (archived; look at it), ``note`` (nothing to do)."""
    sentence: str


@cache
def reasons() -> Mapping[str, Reason]:
    """Every reason by its code, in the order of the file."""
    table = tomllib.loads((resources.files("pipeline") / "reasons.toml").read_text(encoding="utf-8"))
    return MappingProxyType({code: Reason(code, row["stage"], row["severity"], row["sentence"]) for code, row in table.items()})


def reason(code: str) -> Reason:
    """The reason of a code. Raises KeyError for a code that stands nowhere."""
    return reasons()[code]
