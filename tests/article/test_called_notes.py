"""Notes that the text calls, code between its paragraphs, and pull quotes that repeat the text."""

from __future__ import annotations

import pytest

from pipeline.article.called_notes import called_notes
from pipeline.article.code_inside import code_inside
from pipeline.article.pull_quotes import repeated_pull_quotes
from pipeline.data import Label
from tests.makers.marked import decided

P, N, R, X, Q, D, S = Label.PARAGRAPH, Label.NOTE, Label.RELATED, Label.LEGAL, Label.PULL_QUOTE, Label.DUPLICATE, Label.SHARE
CALL = "<p>The pier is short.<span class=fn><a href='#n1'>1</a></span> It leans.</p>"
NOTE = "<p id=n1>1. So the keeper says.</p>"


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


@pytest.mark.parametrize(("many", "expected"), [(24, N), (25, R)])
def test_of_a_long_list_of_sources_the_labeller_decides(many: int, expected: Label) -> None:
    calls = "".join(f"<sup><a href='#fn{n}'>{n}</a></sup>" for n in range(1, many + 1))
    notes = "".join(f"<p id=fn{n}>{n}. Quill, A. On piers, p. {n}.</p>" for n in range(1, many + 1))
    assert decided(called_notes, f"<p>The pier is short.{calls}</p>{notes}", [P, *[R] * many]) == [P, *[expected] * many]


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
