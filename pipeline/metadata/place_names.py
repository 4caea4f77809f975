"""Names of countries and of large cities, in any language, from CLDR through Babel."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["is_known_place"]


def is_known_place(name: str, language: str) -> bool:
    """Whether a name is that of a country, or of a city after which a time zone is named, in a language.

    >>> is_known_place("東京", "ja"), is_known_place("نيروبي", "ar"), is_known_place("王小明", "zh")
    (True, True, False)
    """
    return name in _places(language.replace("_", "-").split("-")[0].lower())


@lru_cache(maxsize=32)
def _places(language: str) -> frozenset[str]:
    from babel.core import Locale, UnknownLocaleError

    try:
        known = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset((*known.territories.values(), *(zone["city"] for zone in known.time_zones.values() if "city" in zone)))
