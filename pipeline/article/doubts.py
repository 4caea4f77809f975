"""What a person should look at, and one figure for how sure the result is.

The confidence is the product of what each doubt leaves, times a small discount for decisions that lay near their bar. It orders a
review list; it is not a probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.data import Article, Decision, Doubt, Label

__all__ = ["confidence_of", "find_doubts"]

# What each doubt leaves of the confidence.
_LEAVES = {
    "no-text": 0.1,
    "no-title": 0.75,
    "much-removed": 0.6,
    "removed-prose": 0.85,
    "bytes-lost": 0.6,
    "one-line": 0.5,
    "short-text": 0.8,
}
_LONG_BY_NATURE = frozenset({Label.SEPARATOR, Label.COMMENTS, Label.COMMENT_FORM, Label.DUPLICATE})
_NEAR_BAR = 0.8
_BAR = 0.86
_MODEL_BAR = 0.65  # chances, not sums of signs: with the bar above, nine pages of HTML in ten would be doubtful


def find_doubts(article: Article) -> tuple[Doubt, ...]:
    """The doubts of an article, in a fixed order."""
    return tuple(_doubts(article))


def _doubts(article: Article) -> Iterator[Doubt]:
    words = article.words
    gone = sum(len(r.text.split()) for r in article.removed if r.kind not in _LONG_BY_NATURE)
    if not words:
        yield Doubt("no-text", "No article text was found: everything is boilerplate, or the page holds none.")
    if article.title is None and words:
        yield Doubt("no-title", "No line could be taken for the title.")
    if words and gone > words:
        yield Doubt("much-removed", f"More words were removed ({gone}) than kept ({words}).")
    if words and len(article.blocks) == 1 and words > 400:
        yield Doubt("one-line", "The whole text stands in one line: paragraphs and boilerplate inside it can't be told apart.")
    elif 0 < words < 60:
        yield Doubt("short-text", f"Only {words} words are left.")
    if article.encoding.lost:
        yield Doubt("bytes-lost", f"{article.encoding.lost} bytes could not be decoded.")
    for removal in article.removed:
        bar = _MODEL_BAR if removal.reason == "model" else _BAR
        if removal.confidence < bar and len(removal.text.split()) >= 25 and removal.kind not in (Label.DUPLICATE, Label.COMMENTS):
            yield Doubt(
                "removed-prose",
                f"A paragraph was removed as {removal.kind} on signs that add up to {removal.confidence:.2f}.",
                removal.start,
                removal.end,
            )


def confidence_of(decisions: Sequence[Decision], doubts: Sequence[Doubt]) -> float:
    """0 to 1, three decimals."""
    value = 1.0
    for code in dict.fromkeys(d.code for d in doubts):
        value *= _LEAVES.get(code, 0.9)
    near = sum(1 for d in decisions if d.label.removed and d.score < _NEAR_BAR)
    value *= max(0.85, 1 - 0.01 * near)
    return round(value, 3)
