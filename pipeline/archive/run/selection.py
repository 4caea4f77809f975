"""Which articles of an archive are exported."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.writers.uri import host_of

__all__ = ["Selection", "date_of"]

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?!\d)")


@dataclass(frozen=True, slots=True)
class Selection:
    """What an article must be like. Nothing is asked where a field is empty."""

    sites: frozenset[str] = frozenset()
    """Hosts, each with its subdomains; for sources without an address, folders of the input."""
    languages: frozenset[str] = frozenset()
    """BCP 47 tags; ``pt`` takes ``pt-BR`` as well."""
    since: str = ""
    """First and last date, as precise as they were given: ``2019``, ``2019-04``, ``2019-04-01``."""
    until: str = ""
    kinds: frozenset[str] = frozenset()
    """Kinds of blocks, of which the article or what was removed from its page has at least one."""
    without_copies: bool = False
    least: float = 0.0
    """Lowest confidence."""
    ids: frozenset[str] | None = None

    def takes(self, row: dict[str, Any], removed: Sequence[dict[str, Any]], copy_of: str | None) -> bool:
        """True if an article fits: its line, what was removed from its page, and of what it is a copy."""
        return (
            (self.ids is None or row["id"] in self.ids)
            and row["confidence"] >= self.least
            and not (self.without_copies and copy_of)
            and (not self.languages or _is_language(row["language"], self.languages))
            and (not self.sites or _is_site(row["source"], self.sites))
            and (not (self.since or self.until) or _is_within(date_of(row), self.since, self.until))
            and (not self.kinds or any(removal["kind"] in self.kinds for removal in removed) or not self.kinds.isdisjoint(_kinds(row)))
        )


def date_of(row: dict[str, Any]) -> str:
    """When an article was published or, where nobody knows, when it was captured; empty where nobody knows that either."""
    found = _DATE.match(row["published"] or "") or _DATE.match(row["source"]["captured"] or "")
    return found[0] if found else ""


def _is_language(language: str, wanted: frozenset[str]) -> bool:
    parts = language.lower().split("-")
    return any("-".join(parts[:n]) in wanted for n in range(1, len(parts) + 1))


def _is_site(source: dict[str, Any], wanted: frozenset[str]) -> bool:
    if host := host_of(source["url"]).rstrip("."):
        parts = host.split(".")
        return any(".".join(parts[n:]) in wanted for n in range(len(parts)))
    folders = source["name"].split("/")[:-1]
    return any("/".join(folders[:n]) in wanted for n in range(1, len(folders) + 1))


def _is_within(date: str, since: str, until: str) -> bool:
    """A date that is known by its year or month alone fits if any of its days does."""
    first, last = _days(date)
    return bool(date) and (not since or last >= _days(since)[0]) and (not until or first <= _days(until)[1])


def _days(date: str) -> tuple[str, str]:
    return date + "-01-01"[len(date) - 4:], date + "-12-31"[len(date) - 4:]


def _kinds(row: dict[str, Any]) -> set[str]:
    heads = [section["head"] for section in row["sections"] if "head" in section]
    return {block["kind"] for block in (*row["front"], *heads, *(b for section in row["sections"] for b in section["blocks"]))}
