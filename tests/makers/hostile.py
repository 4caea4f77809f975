"""An article whose every text means harm: terminal escapes, signs of writing direction, markup, formulas of spreadsheets."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from pipeline.writers.exports import Item
from tests.makers.items import item

__all__ = ["ACTING", "HARM", "hostile", "scrape_hostile"]

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


def scrape_hostile(folder: Path) -> Path:
    """A folder with the sources of ``tests/cases/report/harm.toml``."""
    cases = tomllib.loads((Path(__file__).resolve().parents[1] / "cases/report/harm.toml").read_text("utf-8"))
    folder.mkdir(parents=True)
    for file in cases["file"]:
        text = file["text"] if "text" in file else "".join(json.dumps(line) + "\n" for line in file["lines"])
        harm = cases["harm"] if "text" in file else json.dumps(cases["harm"])[1:-1]
        (folder / _long(file["name"])).write_text(_long(text.replace("HARM", harm)), encoding="utf-8")
    return folder


def _long(text: str) -> str:
    return text.replace("LONGISH", "w" * 120).replace("LABEL", "w" * 60).replace("LONG", "W" * 300)
