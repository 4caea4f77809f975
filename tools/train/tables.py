"""Tables of data made at random, as scrapers leave them in a text: a row or a cell a line."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tools.train.examples import Line
from tools.train.labelled import line_of

ROWS, COLUMNS = (3, 50), (2, 6)
LONGEST_WORD = 14
_SEPARATORS = ("\t", "\t", " | ", "   ", " ", "\n", "\n", "\n")
"""Between the cells of a row; with a line end each cell is a line of its own."""


def table(text: Sequence[Line], rng: random.Random) -> list[Line]:
    """The rows of a table whose words are those of a text."""
    words = [word.strip(".,;:!?()\"“”„«»") for line in text[:40] for word in line.text.split() if 3 < len(word) < LONGEST_WORD] or ["Wexley"]
    columns = [rng.choice(_KINDS) for _ in range(rng.randint(*COLUMNS))]
    year, separator = rng.randrange(1900, 2025), rng.choice(_SEPARATORS)
    rows = [[kind(rng, words, year + n) for kind in columns] for n in range(int(ROWS[0] * (ROWS[1] / ROWS[0]) ** rng.random()))]
    if rng.random() < 0.7:
        rows.insert(0, [rng.choice(words).capitalize() for _ in columns])
    blank = rng.choice((0, 0, 1))
    return [line_of(blank, cell, "table-row") for row in rows for cell in separator.join(row).split("\n")]


def _number(rng: random.Random, words: Sequence[str], year: int) -> str:
    return rng.choice(("{:d}", "{:,d}")).format(int(10 ** (rng.random() * 6)))


def _decimal(rng: random.Random, words: Sequence[str], year: int) -> str:
    figure = f"{rng.random() * 100:.{rng.choice((1, 2))}f}".replace(".", rng.choice(".,"))
    return rng.choice(("", "", "+", "-", "−")) + figure + rng.choice(("", "%", " %"))


def _price(rng: random.Random, words: Sequence[str], year: int) -> str:
    return rng.choice(("£{:.2f}", "${:,.0f}", "{:.2f} €", "€ {:.0f}", "{:.0f} kr")).format(rng.random() * 10 ** rng.randint(1, 5))


def _day(rng: random.Random, words: Sequence[str], year: int) -> str:
    form = rng.choice(("{d}/{m}/{y}", "{d:02d}.{m:02d}.{y}", "{y}-{m:02d}-{d:02d}", "{m}/1/{y}"))
    return form.format(d=rng.randint(1, 28), m=rng.randint(1, 12), y=year)


def _year(rng: random.Random, words: Sequence[str], year: int) -> str:
    return rng.choice(("{0}", "{0}", "{0}–{1:02d}", "{0}/{1:02d}")).format(year, (year + 1) % 100)


def _score(rng: random.Random, words: Sequence[str], year: int) -> str:
    return f"{rng.randrange(6)}{rng.choice('–-:')}{rng.randrange(6)}"


def _word(rng: random.Random, words: Sequence[str], year: int) -> str:
    return rng.choice(words).capitalize()


def _words(rng: random.Random, words: Sequence[str], year: int) -> str:
    return " ".join([rng.choice(words).capitalize(), *rng.choices(words, k=rng.randint(1, 3))])


_KINDS: tuple[Callable[[random.Random, Sequence[str], int], str], ...] = (
    _number, _number, _decimal, _decimal, _price, _day, _year, _score, _word, _word, _words, _words)
