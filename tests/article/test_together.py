"""Lines of one element stay together."""

from __future__ import annotations

import pytest

from pipeline.article.overruled import overruled
from pipeline.article.together import lines_of_text
from pipeline.blocks.from_html import split_html
from pipeline.data import Decision, Encoding, Label, Page

STANZA = "<p>Grey the morning on the sea,<br>long the pier and short the day,<br>nobody has measured me,<br>said the ferry in the bay.</p>"
P, N, B = Label.PARAGRAPH, Label.NAVIGATION, Label.BYLINE


def decided(html: str, labels: list[Label], reason: str = "labeller") -> list[Label]:
    split = split_html(Page("page.html", html, html, Encoding("utf-8", "utf-8"), media_type="text/html"))
    assert len(split.blocks) == len(labels)
    given = [Decision(b.n, label, 0.9, reason if label.removed else "kept") for b, label in zip(split.blocks, labels, strict=True)]
    return [d.label for d in overruled(given, lines_of_text(split.blocks, given), "markup")]


@pytest.mark.parametrize(("labels", "expected"), [
    ([P, P, N, P], [P, P, P, P]), ([P, N, N, P], [P, P, P, P]), ([P, N, N, N], [P, N, N, N]), ([N, N, N, N], [N, N, N, N]), ([B, P, N, P], [B, P, N, P]),
])
def test_most_lines_count(labels: list[Label], expected: list[Label]) -> None:
    assert decided(STANZA, labels) == expected


def test_paragraphs_of_their_own_stand_alone() -> None:
    assert decided("<p>One line.</p><p>Share</p><p>Another line.</p>", [P, N, P]) == [P, N, P]


def test_an_exact_copy_is_no_judgement_of_the_labeller() -> None:
    assert decided(STANZA, [P, P, Label.DUPLICATE, P], reason="duplicate") == [P, P, Label.DUPLICATE, P]
