"""Names of sources that one input gives: no two alike, whatever the input says."""

from __future__ import annotations

__all__ = ["Names"]


class Names:
    """Tells names apart that stand twice in an input: ``a``, ``a~2``, ``a~3`` …"""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        """How often a name was asked for, and each name that was given."""

    def own(self, name: str) -> str:
        """The name, or the first one made from it that nothing has."""
        count = self._used.get(name, 0) + 1
        made = name
        while made in self._used:
            made = f"{name}~{count}"
            count += made in self._used
        self._used[name] = count
        self._used.setdefault(made, 1)
        return made
