"""A repair that was made in many places lists them in one note, and each place is checked."""

from __future__ import annotations

import re
from functools import cache

import pytest

from pipeline.clean import clean
from pipeline.validate import validate_tei
from pipeline.writers import write_tei


@cache
def document() -> str:
    """A document with one repair in a hundred places."""
    lines = "".join(f"The lane begins at the cafÃ© on the quay, and there it comes to an end {n} times a day.\n\n" for n in range(100))
    return write_tei(clean(f"A title\n\n{lines}")).decode()


def ranges() -> str:
    found = re.search(r'target="(src:[0-9]+-[0-9]+(?: src:[0-9]+-[0-9]+){90,})" type="repair"', document())
    assert found is not None
    return found[1]


@pytest.mark.parametrize(("find", "replace", "code"), [
    (r"^\S+ ", "", "repair-count"), (r"-[0-9]+ ", "-99999999 ", "range"), (r"src:([0-9]+)-[0-9]+ ", r"src:\1-0 ", "range"),
    (r"src:0*([1-9][0-9]*)-", "src:1-", "repair-length"), (r" ", "  ", ""), (r"\Z", " src:1-99999999999999999999999", "range"),
])
def test_each_of_many_places_is_checked(find: str, replace: str, code: str) -> None:
    assert validate_tei(document().encode()) == []
    changed = re.sub(find, replace, ranges(), count=1)
    assert changed != ranges()
    told = {problem.code for problem in validate_tei(document().replace(ranges(), changed, 1).encode())}
    assert told == {code} - {""} if code != "range" else "range" in told
