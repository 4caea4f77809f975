"""Repairs, case by case: ``cases/repair`` holds what goes in and what must come out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data import Page, Source
from pipeline.decoding import decode
from pipeline.decoding.garbled import garbled_share
from pipeline.decoding.mojibake import suspicious
from pipeline.decoding.repair import apply, may_hold_mojibake, replay

CASES = Path(__file__).parents[1] / "cases" / "repair"


def _cases(kind: str) -> list[Any]:
    rows = tomllib.loads((CASES / f"{kind}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(row["original"], row.get("fixed", row["original"]), id=row["label"]) for row in rows]


def page_of(text: str) -> Page:
    return decode(Source("case.txt", text.encode("utf-8", "surrogatepass"), media_type="text/plain", charset="unicode"))


@pytest.mark.parametrize(("original", "fixed"), _cases("wild") + _cases("synthetic"))
def test_is_mended(original: str, fixed: str) -> None:
    page = page_of(original)
    assert page.fixed == fixed
    assert page.text == original


@pytest.mark.parametrize(("original", "fixed"), _cases("negative"))
def test_stays(original: str, fixed: str) -> None:
    page = page_of(original)
    assert page.fixed == fixed
    assert page.repairs == ()


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("original", "fixed"), _cases("known_failures"))
def test_known_failure(original: str, fixed: str) -> None:
    assert page_of(original).fixed == fixed


@pytest.mark.parametrize(("original", "fixed"), _cases("wild") + _cases("synthetic") + _cases("negative") + _cases("known_failures"))
def test_repairs_replay_and_end(original: str, fixed: str) -> None:
    """The recorded steps do what they say, the repairs make the text, and a mended text needs no mending."""
    page = page_of(original)
    for repair in page.repairs:
        assert page.text[repair.start:repair.end] == repair.before
        assert repair.before != repair.after
        assert replay(repair.before, repair.steps) == repair.after
        assert ("put", repair.after) not in repair.steps
    assert apply(page.text, page.repairs) == page.fixed
    assert all(a.end <= b.start for a, b in zip(page.repairs, page.repairs[1:], strict=False))
    if page.fixed.strip():
        again = page_of(page.fixed)
        assert (again.fixed, again.repairs) == (page.fixed, ())


@pytest.mark.parametrize(("original", "fixed"), _cases("synthetic"))
def test_broken_once_more(original: str, fixed: str) -> None:
    """A text that was read wrongly once too often comes back as well, all the way."""
    broken = original.encode("utf-8").decode("latin-1")
    assert page_of(broken).fixed == fixed


def _printed(name: str) -> list[str]:
    """A name in small letters, in capitals, in spaced capitals, before and between marks: all that printers do."""
    out = []
    for word in (name, name.upper(), name.title()):
        out += [word + end for end in ("…", "™", "®", "’s", "²", "…”", "”…", "…»", "»…", "”—" + word, "—" + word, "•" + word, "\u00a0: x")]
        out += [f"“{word}”", f"«{word}»", f"„{word}“", f"a {word} {word}", " ".join(word), "  ".join(word), "\u00a0".join(word)]
    return out


@pytest.mark.parametrize("language", ["pt", "fr", "is", "ku", "smn", "gn", "agq", "cs", "sk", "pl", "hu", "ro", "tr", "vi", "de", "sv", "fo", "ru", "uk", "el"])
def test_a_right_text_never_changes(language: str) -> None:
    """Names of countries in many languages, in capitals and spaced, are mojibake by their bytes here and there, and are right."""
    names = [name for name in Locale.parse(language).territories.values() if not name.isascii()][:150]
    page = page_of("\n\n".join(line for name in names for line in _printed(name)))
    assert page.repairs == ()


@pytest.mark.parametrize("case", tomllib.loads((CASES / "garbled.toml").read_text(encoding="utf-8"))["case"], ids=lambda case: case["label"])
def test_the_share_of_garbled_characters(case: dict[str, Any]) -> None:
    assert garbled_share(case["text"]) == pytest.approx(case["share"], abs=0.12 if case["share"] else 0)
    assert (garbled_share(case["text"]) > 0) is (case["share"] > 0)


ODD = sorted({c for codec in ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac_roman", "cp437")
              for c in bytes(range(0x80, 0x100)).decode(codec, "ignore")} | set("\x80\x92 a"))


@given(st.text(ODD, max_size=8))
@settings(max_examples=1500, deadline=None)
def test_the_cheap_look_misses_nothing(text: str) -> None:
    if suspicious().search(text):
        assert may_hold_mojibake(text)


@pytest.mark.parametrize("text", ["“Don’t” — plain English…", "L’été, la grève dura huit jours. « Zoé »", "São João cantou"])
def test_the_cheap_look_lets_common_texts_pass(text: str) -> None:
    assert not may_hold_mojibake(text)
