"""Signs of a line: an expression is tried only where a character that it needs stands in the line, and none is left out that way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.evidence import signs

PIECES = ("word", " ", "::", " > ", " → ", " \\ ", " / ", "%s", "%d", "{{", "${", "{1}", "   ", "\t", "|", "•", "·", "https://", "www.", "x.com", "@a", "#b", "a: ",
          "(c)", "(C)", "©", "4", ".", ",", "£")
LINES = st.lists(st.sampled_from(PIECES), max_size=4).map("".join).filter(bool)
EVERY = frozenset("./@#>|%:(")
"""Characters for each of which some expression is tried."""


@given(LINES)
def test_no_expression_is_left_out_where_it_would_find_something(text: str) -> None:
    def found(chars: set[str]) -> list[int]:
        row = [0] * len(signs.SIGNS)
        signs._of_marks(text, chars, text, row)
        return row

    assert found(set(text)) == found(set(text) | EVERY)
    assert not signs._MARKED.isdisjoint(text) or "   " in text or not any(found(set(text) | EVERY))


@given(LINES)
def test_figures_are_looked_for_where_a_digit_stands(text: str) -> None:
    row = [0] * len(signs.SIGNS)
    signs._of_figures(text, set(text), row)
    assert signs._PRICE.search(text) is None or not signs._CURRENCY.isdisjoint(text)
    assert signs._NUMERIC_DATE.search(text) is None or not signs._DATE_MARKS.isdisjoint(text)
    assert not signs._DIGITS.isdisjoint(text) or not any(row[signs._PLACE[name]] for name in ("year", "date", "clock", "price"))
