"""Captions of pictures that stay."""

from __future__ import annotations

import pytest

from pipeline.article.captions import with_captions
from pipeline.blocks.from_html import split_html
from pipeline.data import Decision, Encoding, Label, Page

FIGURE = "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>"
T, P, PICTURE, N, C = Label.TITLE, Label.PARAGRAPH, Label.IMAGE, Label.NAVIGATION, Label.CAPTION


def decided(html: str, labels: list[Label], reason: str = "labeller") -> list[Label]:
    split = split_html(Page("page.html", html, html, Encoding("utf-8", "utf-8"), media_type="text/html"))
    assert len(split.blocks) == len(labels)
    given = [Decision(b.n, label, 0.9, reason if label.removed else "kept") for b, label in zip(split.blocks, labels, strict=True)]
    return [d.label for d in with_captions(split.blocks, given)]


@pytest.mark.parametrize("above", [T, P])
def test_a_caption_among_the_text_stays(above: Label) -> None:
    html = f"<p>The pier</p>{FIGURE.format('Ada Quill/Quay Pictures')}<p>It is too short.</p>"
    assert decided(html, [above, PICTURE, N, P]) == [above, PICTURE, C, P]


@pytest.mark.parametrize(("html", "labels"), [
    (f"<p>The pier</p>{FIGURE.format('The ferry')}<p>It is too short.</p>", [P, Label.OTHER, N, P]),  # the picture is removed
    (f"<p>The pier</p>{FIGURE.format('The ferry')}<p>Share</p>", [P, PICTURE, N, N]),  # no text below
    (f"<p>The pier</p>{FIGURE.format('Advertisement')}<p>It is too short.</p>", [P, PICTURE, Label.ADVERT, P]),
    (f"<p>The pier</p>{FIGURE.format('<a href=/ferry>The late ferry</a>')}<p>It is too short.</p>", [P, PICTURE, N, P]),
    ("<p>The pier</p><figure><img src=a.jpg></figure><p>Share</p><p>It is too short.</p>", [P, PICTURE, N, P]),  # no caption
])
def test_what_is_no_caption_of_the_text_goes(html: str, labels: list[Label]) -> None:
    assert decided(html, labels) == labels


def test_what_a_guard_decided_stays() -> None:
    html = f"<p>The pier</p>{FIGURE.format('The ferry')}<p>It is too short.</p>"
    assert decided(html, [P, PICTURE, Label.SITE_REPEAT, P], reason="site-repeat") == [P, PICTURE, Label.SITE_REPEAT, P]
