"""Writes ``pipeline/evidence/data/calendar.txt``: names of months and weekdays in many languages, from CLDR through Babel.

    python -m tools.calendar_words

The names are masked in fingerprints, and a column of evidence looks for them: a file that changed requires new training.
"""

from __future__ import annotations

from pathlib import Path

from babel.dates import get_day_names, get_month_names

LANGUAGES = ("en de fr es it pt nl pl sv da nb fi cs sk hu ro hr sl sr bg ru uk be el tr lt lv et id ms vi sw zu cy ga eu ca gl is fa ar he hi "
             "th ko").split()
FILE = Path(__file__).resolve().parents[1] / "pipeline" / "evidence" / "data" / "calendar.txt"


def names() -> set[str]:
    """Every name of three letters or more that is one word, in lower case."""
    found: set[str] = set()
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for table in (get_month_names(width, context, language), get_day_names(width, context, language)):
                    found.update(str(name).lower().strip(".") for name in table.values())
    words = {"may", "mar", "set", "sat", "sun", "do", "dom", "ter"}
    return {name for name in found if name.isalpha() and (len(name) >= 3 or not name.isascii())} - words | {"sept"}


if __name__ == "__main__":
    FILE.write_text("\n".join(sorted(names())) + "\n", encoding="utf-8")
