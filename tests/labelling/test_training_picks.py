"""Which texts an epoch of training looks at, and how often."""

from __future__ import annotations

from collections import Counter

import pytest

pytest.importorskip("torch")
pytest.importorskip("rapidfuzz")
from tools.train import dataset
from tools.train.__main__ import GRAFTED, INVENTED, LATE, PLANS, READ, picker
from tools.train.dataset import PageArrays, text_sequence
from tools.train.examples import Example, Line


def text(name: str, collection: str, rendering: str = "lines") -> PageArrays:
    made = text_sequence(Example(name, collection, rendering, 0, (Line(0, "A goat stands on the roof of the town hall.", "paragraph", 1.0, 1.0),)))
    assert made is not None
    return made


TEXTS = [
    text("page:en:1#0", "invented"), text("page:en:1#1", "invented"), text("reading:seed.txt", "invented"),
    *(text("a page", "bench", rendering) for rendering in ("lines", "soup", "html2text", "inscriptis")),
]


@pytest.mark.parametrize("member", [0, 1])
@pytest.mark.parametrize("late", [False, True])
def test_what_people_labelled_is_looked_at_oftener_at_the_end(member: int, late: bool) -> None:
    epoch = PLANS["text"].epochs - LATE - (not late)
    seen = Counter(TEXTS[i].id.partition("#")[0] for i in picker(TEXTS, "text", member)(epoch))
    assert seen["page:en:1"] == INVENTED[late]
    assert seen["reading:seed.txt"] == INVENTED[late] * READ[late]
    assert READ[True] > READ[False] > 1


def test_an_epoch_looks_at_several_renderings_of_a_page_but_not_at_all() -> None:
    seen = [TEXTS[i].rendering for i in picker(TEXTS, "text")(0) if TEXTS[i].id == "a page"]
    assert len(seen) == len(set(seen)) == 3


def test_pages_of_html_are_looked_at_once_and_some_of_them_with_something_put_in() -> None:
    pages = [text(f"page {n}", "bench", rendering) for n in range(400) for rendering in ("html", dataset.GRAFTED)] + [text("alone", "bench", "html")]
    seen = [pages[i] for i in picker(pages, "html")(0)]
    assert sorted(page.id for page in seen) == sorted({page.id for page in pages})
    assert abs(sum(page.rendering == dataset.GRAFTED for page in seen) / len(seen) - GRAFTED) < 0.08
