"""Tokens: cases, and what holds for every text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random

import pytest

from pipeline.writers.exports import tokens as module
from pipeline.writers.exports.tokens import tokens
from tests.makers.cost import grows_with_length

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "exports" / "tokens.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_tokens(case):
    found = [("" if n == 0 or token.spaced else "~") + token.text for n, token in enumerate(tokens(case["text"]))]
    assert " ".join(found) == case["tokens"]


def test_put_together_they_are_the_text():
    r = Random(5)
    for _ in range(3000):
        text = "".join(r.choice("aé1.,:'’-_@/ \n(%)<漢ひカ\u0301\u200dก") for _ in range(r.randint(0, 30)))
        found = "".join((" " if token.spaced else "") + token.text for token in tokens(text))
        assert found.split() == text.split(), text
        assert not any(token.text == "" or any(char.isspace() for char in token.text) for token in tokens(text))


def test_no_token_is_too_long_for_a_line():
    found = list(tokens("a" * 2500))
    assert [len(token.text) for token in found] == [module.LONGEST, module.LONGEST, 500]
    assert [token.spaced for token in found] == [True, False, False]


@pytest.mark.parametrize("part", ["a.", "1.", "a@", "http://", "a-", "é\u0301", "(", "1,", "www.", "漢"])
def test_cost_is_that_of_the_length(part):
    assert grows_with_length(lambda many: part * many, lambda text: list(tokens(text)), 8_000)
