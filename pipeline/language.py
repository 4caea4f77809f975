"""Which language a text is in."""

from __future__ import annotations

__all__ = ["identify"]

_SAMPLE = 4000


def identify(text: str, hint: str | None = None) -> tuple[str, float]:
    """BCP 47 code and how sure, 0 to 1; ``und`` where it can't be told. ``hint`` is what markup or metadata says."""
    if len(text) > _SAMPLE:
        start = (len(text) - _SAMPLE) // 2
        text = text[start:start + _SAMPLE]
    if sum(map(str.isalpha, text)) < 20:
        return ("und", 0.0)
    from resiliparse.parse.lang import detect_fast

    language, score = detect_fast(text)
    return (language, 0.8) if language != "unknown" and score < 1200 else ("und", 0.0)
