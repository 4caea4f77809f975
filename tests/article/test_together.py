"""Lines of one element stay together."""

from __future__ import annotations

import pytest

from pipeline.article.together import lines_of_text
from pipeline.data import Label
from tests.makers.marked import decided

STANZA = "<p>Grey the morning on the sea,<br>long the pier and short the day,<br>nobody has measured me,<br>said the ferry in the bay.</p>"
P, N, B = Label.PARAGRAPH, Label.NAVIGATION, Label.BYLINE


@pytest.mark.parametrize(("labels", "expected"), [
    ([P, P, N, P], [P, P, P, P]), ([P, N, N, P], [P, P, P, P]), ([P, N, N, N], [P, N, N, N]), ([N, N, N, N], [N, N, N, N]), ([B, P, N, P], [B, P, N, P]),
])
def test_most_lines_count(labels: list[Label], expected: list[Label]) -> None:
    assert decided(lines_of_text, STANZA, labels) == expected


def test_paragraphs_of_their_own_stand_alone() -> None:
    assert decided(lines_of_text, "<p>One line.</p><p>Share</p><p>Another line.</p>", [P, N, P]) == [P, N, P]


def test_an_exact_copy_is_no_judgement_of_the_labeller() -> None:
    assert decided(lines_of_text, STANZA, [P, P, Label.DUPLICATE, P], reason="duplicate") == [P, P, Label.DUPLICATE, P]
