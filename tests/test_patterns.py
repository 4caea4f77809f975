"""No regular expression of the package costs more than the length of its text allows.

Each expression is fed strings made from its own parse tree: what leads up to one of its repetitions, then very many of what is repeated,
then something that ends the match in failure. Four times the text may cost eight times the time, not sixteen.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import pipeline

FEW, MANY = 800, 3200
MOST = 8.0
LEAST = 0.003
"""Seconds below which a ratio says nothing."""
TRIES = 3
"""How often a pattern is measured before it counts as too expensive: the time of a process on a shared machine has gaps in it."""
SHORT, LONGEST = range(24, 240, 6), 0.05
"""Characters of short texts, tried one after another, and the seconds that none of them takes: cost by a power shows here."""
REPEATS = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT)
LONG = 50
"""Repetitions up to fewer than so many are bounded by their own number."""


AT_THE_START = ("sources.refused._WRITTEN",)
"""Expressions of a table that are only ever tried at the first place of a text."""
BOUNDED = {
    "sources.http._ANSWER": "200 lines of the head of an answer, where no line is looked at twice",
    "metadata.html_bylines._MADE_ELSE": "119 characters of a block",
    "metadata.html_author_forms._MARKS": "100 characters of a block",
    "metadata.html_printed_dates._FIRST_CLASS": "500 characters of class names",
    "reading.people._REPORTER": "the last 400 characters of a standfirst",
    "reading.people._TAIL": "the 400 characters of a byline",
    "reading.people._ASIDE": "a piece of a byline",
    "reading.people._WHERE": "the 400 characters of a byline",
    "reading.people._SPLIT": "the 400 characters of a byline",
    "article.format_marks._FORMATS": "the first 600 characters of a block",
    "blocks.html_tags._FILLER": "the first 300 characters of an address",
    "blocks.text_joins._LAST_WORD": "the last 60 characters of a line",
    "decoding.leftover_tokens._TAG": "a hundred characters on each side of a tag; in a whole text only where a tag begins",
}
"""Expressions that are never given more than so much, or never look at more than so much from one place."""


def _modules() -> Iterator[Any]:
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not module.name.endswith(".__main__"):
            yield importlib.import_module(module.name)


def _anchored(module: Any) -> set[str]:
    """The expressions of a module that are only ever tried at one place."""
    used: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used.setdefault(node.value.id, set()).add(node.attr)
    return {name for name, methods in used.items() if methods <= {"match", "fullmatch"}}


def _patterns() -> list[Any]:
    found = {}
    for module in _modules():
        anchored = _anchored(module)
        for name, value in vars(module).items():
            full = f"{module.__name__.removeprefix('pipeline.')}.{name}"
            for pattern in _held(value) if full not in BOUNDED else ():
                found[pattern.pattern, pattern.flags] = pytest.param(pattern, name in anchored or full in AT_THE_START, id=full)
    return list(found.values())


def _held(value: Any) -> Iterator[re.Pattern[Any]]:
    """The expressions that a value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _held(inner)


def _sample(tree: Any, pick: int) -> str:
    """A short string that the tree matches, as far as that can be told without looking around."""
    return "".join(_sample_of(op, argument, pick) for op, argument in tree)


def _sample_of(op: Any, argument: Any, pick: int) -> str:
    if op is kinds.LITERAL:
        return chr(argument)
    if op is kinds.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if op is kinds.ANY:
        return "a"
    if op is kinds.IN:
        return _char(argument, pick)
    if op in REPEATS:
        return _sample(argument[2], pick) * max(argument[0], pick % 2)
    if op is kinds.SUBPATTERN:
        return _sample(argument[3], pick)
    if op is kinds.ATOMIC_GROUP:
        return _sample(argument, pick)
    if op is kinds.BRANCH:
        return _sample(argument[1][pick % len(argument[1])], pick)
    return ""


CATEGORIES = {kinds.CATEGORY_DIGIT: "1", kinds.CATEGORY_SPACE: " ", kinds.CATEGORY_WORD: "a", kinds.CATEGORY_NOT_DIGIT: "a",
              kinds.CATEGORY_NOT_SPACE: "a", kinds.CATEGORY_NOT_WORD: "-"}


def _char(items: Any, pick: int) -> str:
    """A character of a set: one of its members, or for an inverted set one that is none."""
    chars = []
    for op, argument in items:
        if op is kinds.LITERAL:
            chars.append(chr(argument))
        elif op is kinds.RANGE:
            chars += [chr(argument[0]), chr(argument[1])]
        elif op is kinds.CATEGORY:
            chars.append(CATEGORIES[argument])
    if items[0][0] is kinds.NEGATE:
        return next((c for c in "a -1.(\"=<&\n"[pick % 3:] if c not in chars), "~")
    return chars[pick % len(chars)]


def _attacks(tree: Any, before: str, pick: int) -> Iterator[tuple[str, str]]:
    """What leads up to each long repetition in a tree, and one round of it."""
    for op, argument in tree:
        if op in REPEATS:
            inner = argument[2]
            if argument[1] is kinds.MAXREPEAT or argument[1] >= LONG:
                if pump := _sample(inner, pick):
                    yield before, pump
                    yield before, pump + before
            yield from _attacks(inner, before, pick)
        elif op is kinds.SUBPATTERN:
            yield from _attacks(argument[3], before, pick)
        elif op is kinds.ATOMIC_GROUP:
            yield from _attacks(argument, before, pick)
        elif op is kinds.BRANCH:
            for branch in argument[1]:
                yield from _attacks(branch, before, pick)
        elif op in (kinds.ASSERT, kinds.ASSERT_NOT):
            yield from _attacks(argument[1], before, pick)
        before += _sample_of(op, argument, pick)


def _seconds(pattern: re.Pattern[Any], text: str, *, anchored: bool) -> float:
    data = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
    start = time.process_time()
    if anchored:
        pattern.match(data)
    else:
        for _ in pattern.finditer(data):
            pass
    return time.process_time() - start


def growth(pattern: re.Pattern[Any], *, anchored: bool = False) -> tuple[float, str]:
    """The worst growth of cost for four times the text, and what was repeated; without end where a short text takes long already."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    worst = (0.0, "")
    for before, pump in sorted({attack for pick in range(3) for attack in _attacks(tree, "", pick)}):
        def text(size: int, before: str = before, pump: str = pump) -> str:
            return before + (pump * size)[:size] + "\x00"

        if any(_seconds(pattern, text(size), anchored=anchored) > LONGEST for size in SHORT):
            return float("inf"), pump
        few, many = (min(_seconds(pattern, text(size), anchored=anchored) for _ in range(2)) for size in (FEW, MANY))
        if many > LEAST:
            worst = max(worst, (many / max(few, LEAST / 16), pump))
    return worst


@pytest.mark.parametrize(("pattern", "anchored"), _patterns())
def test_cost_grows_with_length(pattern: re.Pattern[Any], anchored: bool) -> None:
    for _ in range(TRIES):
        found, pump = growth(pattern, anchored=anchored)
        if found <= MOST:
            break
    assert found <= MOST, f"{pattern.pattern!r} costs {found:.0f} times as much for four times {pump!r}"


def test_the_test_finds_what_it_looks_for() -> None:
    assert growth(re.compile(r"\w+@"))[0] > MOST
    assert growth(re.compile(r"(?:a|b)*c(?=d)"))[0] > MOST
    assert growth(re.compile(r"[ab]{1,20}@"))[0] <= MOST
    assert growth(re.compile(rb"-(?:.*\r?\n){1,200}?-"), anchored=True)[0] > MOST
    assert growth(re.compile(rb"-(?:[^\n]*\n){1,200}?-"), anchored=True)[0] <= MOST


@pytest.mark.parametrize("name", BOUNDED)
def test_what_is_bounded_is_an_expression_of_the_package(name: str) -> None:
    module, _, own = name.rpartition(".")
    assert list(_held(getattr(importlib.import_module(f"pipeline.{module}"), own)))
