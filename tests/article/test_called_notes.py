"""Notes that the text calls, code between its paragraphs, and pull quotes that repeat the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pytest

from pipeline.article.called_notes import called_notes
from pipeline.article.code_inside import code_inside
from pipeline.article.overruled import Proved, overruled
from pipeline.article.pull_quotes import repeated_pull_quotes
from pipeline.blocks.from_html import split_html
from pipeline.data import Block, Decision, Encoding, Label, Page

Find = Callable[[Sequence[Block], Sequence[Decision]], Iterable[Proved]]
P, N, R, X, Q, D, S = Label.PARAGRAPH, Label.NOTE, Label.RELATED, Label.LEGAL, Label.PULL_QUOTE, Label.DUPLICATE, Label.SHARE
CALL = "<p>The pier is short.<span class=fn><a href='#n1'>1</a></span> It leans.</p>"
NOTE = "<p id=n1>1. So the keeper says.</p>"


def decided(find: Find, html: str, labels: list[Label], reason: str = "labeller") -> list[Label]:
    split = split_html(Page("page.html", html, html, Encoding("utf-8", "utf-8"), media_type="text/html"))
    assert len(split.blocks) == len(labels)
    given = [Decision(b.n, label, 0.9, reason if label.removed else "kept") for b, label in zip(split.blocks, labels, strict=True)]
    return [d.label for d in overruled(given, find(split.blocks, given), "markup")]


@pytest.mark.parametrize(("html", "labels", "expected"), [
    (CALL + NOTE, [P, R], [P, N]),
    (CALL + NOTE, [X, R], [X, R]),  # nothing that stays calls it
    (CALL + "<p id=n2>2. So the miller says.</p>", [P, R], [P, R]),
    (CALL + "<h5><a id=n1 href='#r'>(1)</a></h5><p>So the keeper says.</p><p>Terms of use</p>", [P, R, X, X], [P, N, N, X]),
    (CALL + "<h3 id=n1>Sources of the text</h3><p>A book.</p>", [P, R, X], [P, R, X]),
    (CALL + "<div id=n1>1</div><div>Share this page</div>", [P, S, S], [P, S, S]),
])
def test_called_notes(html: str, labels: list[Label], expected: list[Label]) -> None:
    assert decided(called_notes, html, labels) == expected


def test_a_copy_of_a_note_stays_a_duplicate() -> None:
    assert decided(called_notes, CALL + NOTE, [P, D], reason="duplicate") == [P, D]


def test_of_a_long_list_of_sources_the_labeller_decides() -> None:
    calls = "".join(f"<sup><a href='#fn{n}'>{n}</a></sup>" for n in range(1, 31))
    notes = "".join(f"<p id=fn{n}>{n}. Quill, A. On piers, p. {n}.</p>" for n in range(1, 31))
    assert decided(called_notes, f"<p>The pier is short.{calls}</p>{notes}", [P, *[R] * 30]) == [P, *[R] * 30]


@pytest.mark.parametrize(("label", "expected"), [(R, Label.PREFORMATTED), (Label.SUBSCRIBE, Label.SUBSCRIBE)])
def test_code_inside(label: Label, expected: Label) -> None:
    html = "<p>The pier is short.</p><pre>open(pier)</pre><p>It leans.</p>"
    assert decided(code_inside, html, [P, label, P]) == [P, expected, P]


@pytest.mark.parametrize(("quote", "expected"), [
    ("the pier that nobody wanted", D), ("The pier, that nobody wanted …", D), ("the pier that everybody wanted", Q), ("the pier that", Q),
])
def test_pull_quotes(quote: str, expected: Label) -> None:
    html = f"<p>It is the pier that nobody wanted, and it is short.</p><aside class=pullquote>{quote}</aside>"
    assert decided(repeated_pull_quotes, html, [P, Q]) == [P, expected]
