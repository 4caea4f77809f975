"""Paragraphs of Markdown with more marks than any text has keep them as they stand."""

from __future__ import annotations

import pytest

from pipeline.sources.markdown import markdown_source


@pytest.mark.parametrize(("words", "emphasised"), [(50, 50), (10_001, 0)])
def test_marks_of_emphasis(words: int, emphasised: int) -> None:
    page = markdown_source(("*a* " * words + "\n\nThe *kiln* was lit.\n").encode(), "a.md").data.decode()
    assert page.count("<em>a</em>") == emphasised
    assert page.count("*a*") == words - emphasised
    assert "The <em>kiln</em> was lit." in page


def test_a_paragraph_is_read_with_the_links_that_stand_below_it() -> None:
    page = markdown_source(b"The [kiln] was lit.[^1]\n\n[^1]: By *Ada*.\n\n[kiln]: https://kiln.example/1\n", "a.md").data.decode()
    assert '<a href="https://kiln.example/1">kiln</a> was lit.<sup>' in page
    assert "By <em>Ada</em>." in page
