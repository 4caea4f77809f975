"""An article whose every text means harm: terminal escapes, signs of writing direction, markup, formulas of spreadsheets."""

from __future__ import annotations

from typing import Any

from pipeline.writers.exports import Item
from tests.makers.items import item

__all__ = ["ACTING", "HARM", "hostile"]

ACTING = "\x1b]0;owned\x07\x1b[2J\x9b31m\x08\x7f\u202eexe.\u202d\u2067"
HARM = f"=cmd|'/c calc'!A0 {ACTING} <script>alert(1)</script> </doc> [x](javascript:alert(1)) \" & ' | `"
_STRUCTURE = frozenset({"id", "kind", "rend", "role", "parent", "sha256", "sha256_decoded", "recipe", "version", "reason", "stage", "twin", "code",
                        "field", "language", "published", "updated", "captured"})


def hostile() -> Item:
    """`everything`, with harm before every free text; places in texts stay those of the harm."""
    made = item("everything")
    return Item(_harmed(made.row), made.file, tuple(_harmed(removal) for removal in made.removed), None, made.tei)


def _harmed(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _harmed(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_harmed(part, key) for part in value]
    return HARM + value if isinstance(value, str) and key not in _STRUCTURE else value
