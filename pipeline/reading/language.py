"""Which language a text is in: by its script, its small words, and py3langid's model of 140 languages for the rest.

The small words of eight frequent languages say what most pages are in without a model that takes 0.8 s and 100 MB to load; they are believed
where they are many. Measured beside other detectors by ``python -m benchmarks.language`` (BENCHMARKS.md). A text that could be in two languages is
``und``: no language is guessed at.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.reading.word_lists import data_of, listed
from pipeline.reading.words import without_typography

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["identify"]

_SAMPLE = 4000
"""Characters looked at, from the middle: the edges of a page are menus, which are often in English."""

_SMALL_WORDS = {language: frozenset(words.split()) for language, words in data_of("languages")["small_words"].items()}
"""Words that hardly a sentence does without."""
_LETTERS: dict[str, str] = data_of("languages")["letters"]
"""Letters that one or two languages have."""
_TELLING = re.compile("[" + "".join(sorted(set("".join(_LETTERS.values())))) + "]")
_LETTER_WORTH = 0.4
_SCRIPTS: dict[str, str] = data_of("languages")["scripts"]  # compiled when first needed: those of Chinese and Korean are slow to compile
_WORD = re.compile(r"[^\W\d_]+(?:'(?:[^\W\d_]+)?)?")
_ASCII_WORD = re.compile("[a-z]+(?:'(?:[a-z]+)?)?")
"""The same of ASCII in small letters, found faster."""
_LETTER = re.compile(r"[^\W\d_]")
_OTHER_SCRIPT = re.compile(rb"[\xcd-\xcf\xd4-\xdf\xe0\xe1\xe3-\xed]")  # in UTF-8: neither Latin nor Cyrillic, nor punctuation
_NEIGHBOURS = tuple(frozenset(group.split()) for group in listed("languages.neighbours"))
_QUICK = frozenset(listed("languages.quick"))
_QUICK_WORDS, _QUICK_SHARE, _QUICK_MARGIN = 30, 0.25, 0.45
"""Words of a text, share of small words among them and lead before the next language, from which the small words alone are believed.
`benchmarks/language.py` measures what they tell wrong."""
_SAME: dict[str, str] = data_of("languages")["same"]
_LIKELY, _CLEAR = 0.5, 0.9
"""Chances by py3langid's model from which a language is told, and from which it speaks clearly against what a page declares."""
_FEWEST_SIGNS = 8
"""Different letters below which a text is in no language: signs in place of lost letters, a row of one word."""
_SIGNS = 200
"""Characters that have so many different letters, unless a text hardly has them."""
_WIDE_SCRIPT = {"ja", "ko", "zh", "th"}
_FEWEST = 20
"""Letters below which nothing is said."""
_HINT = re.compile(r"^([a-z]{2,3})([-_][A-Za-z0-9]{2,8})*$", re.IGNORECASE)


def _index() -> dict[str, tuple[tuple[str, float], ...]]:
    """For each small word, the languages that have it and what it is worth to each."""
    owners: dict[str, list[str]] = {}
    for language, words in _SMALL_WORDS.items():
        for word in words:
            owners.setdefault(word, []).append(language)
    return {word: tuple((language, 1 / len(languages)) for language in languages) for word, languages in owners.items()}


_WORTH = _index()


def identify(text: str, hint: str | None = None) -> tuple[str, float]:
    """BCP 47 code of the language and how sure, 0 to 1; ``und`` where it cannot be told.

    ``hint`` is what markup or metadata says (``en-GB``). It is believed where the text does not clearly speak against it: many pages carry the
    language of the software that made them.
    """
    language, sure = _identify(_middle(text))
    said = _tag(hint)
    if said is None:
        return language, sure
    if language == "und":
        return said, 0.5
    main = said.partition("-")[0]
    if main == language or _are_neighbours(main, language):
        return said, max(sure, 0.9)
    return (language, sure) if sure >= _CLEAR else (said, 0.5)


def _are_neighbours(one: str, other: str) -> bool:
    return any(one in group and other in group for group in _NEIGHBOURS)


def _middle(text: str) -> str:
    start = max(len(text) - _SAMPLE, 0) // 2
    return text[start:start + _SAMPLE]


def _tag(hint: str | None) -> str | None:
    """A hint as a BCP 47 tag, or None if it is none: ``en_us`` is ``en-US``."""
    hint = (hint or "").strip()
    if not _HINT.match(hint) or hint.lower() in ("und", "mul", "zxx"):
        return None
    first, *rest = hint.replace("_", "-").split("-")
    return "-".join([first.lower(), *(p.upper() if len(p) == 2 else p.title() if len(p) == 4 and p.isalpha() else p for p in rest)])


def _identify(text: str) -> tuple[str, float]:
    if by_script := _by_script(text):
        return by_script
    if next(islice(_LETTER.finditer(text), _FEWEST - 1, None), None) is None:
        return "und", 0.0
    low = text.lower()
    if not any(len(set(_LETTER.findall(part))) >= _FEWEST_SIGNS for part in (low[:_SIGNS], low)):
        return "und", 0.0
    return _by_small_words(text) or _by_model(text)


def _by_small_words(text: str) -> tuple[str, float] | None:
    """The language whose small words are many in a text, and of no other as many."""
    low = without_typography(text.lower().replace("’", "'"))
    words = Counter((_ASCII_WORD if low.isascii() else _WORD).findall(low))
    scores = _scores(words, text)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][0] not in _QUICK or words.total() < _QUICK_WORDS:
        return None
    (best, most), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
    share = sum(n for word, n in words.items() if word in _SMALL_WORDS[best]) / words.total()
    return (best, 0.99) if share >= _QUICK_SHARE and most - second >= _QUICK_MARGIN * most else None


def _by_script(text: str) -> tuple[str, float] | None:
    """The language of a script that is one language's own; Chinese only where there is no kana."""
    if not _OTHER_SCRIPT.search(text.encode("utf-8", "surrogatepass")):
        return None
    letters = len(_LETTER.findall(text))
    for language, letters_of in _SCRIPTS.items():
        share = len(re.findall(f"[{letters_of}]", text)) / max(1, letters)
        if share > (0.05 if language == "ja" else 0.4):
            return (language, 0.98) if letters >= (4 if language in _WIDE_SCRIPT else _FEWEST) else ("und", 0.0)
    return None


def _scores(words: Counter[str], text: str) -> dict[str, float]:
    """How much the small words and letters of a text speak for each language."""
    scores: dict[str, float] = {}
    for word, n in words.items():
        parts = _WORTH.get(word) or (_WORTH.get(word.partition("'")[0] + "'") if "'" in word else None)
        for language, worth in parts or ():
            scores[language] = scores.get(language, 0.0) + worth * n
    if not text.isascii():
        found = Counter(_TELLING.findall(text.lower()))
        for language, letters in _LETTERS.items() if found else ():
            if n := sum(found[letter] for letter in letters):
                scores[language] = scores.get(language, 0.0) + _LETTER_WORTH * n
    return scores


def _by_model(text: str) -> tuple[str, float]:
    language, chance = _model().classify(text)
    language = _SAME.get(language, language)
    return (language, round(chance, 2)) if chance >= _LIKELY and language != "und" else ("und", 0.0)


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
