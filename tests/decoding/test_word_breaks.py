"""Signs inside words that no reader sees: deleted on record, in text and HTML, and only inside words."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.clean import explain_source
from pipeline.data import Source
from pipeline.decoding.repair import mend
from pipeline.settings import Settings
from tests.makers.cost import grows_with_length
from tests.makers.marked import PROSE, cases
from tests.makers.mended import mended


@pytest.mark.parametrize("case", cases("decoding/word_breaks.toml"))
def test_signs_inside_words(case: dict[str, Any]) -> None:
    assert mended(case["original"], markup=case.get("markup", False))[0] == case.get("fixed", case["original"])


@pytest.mark.parametrize("sign", ["\u00ad", "&shy;", "\u200b"])
def test_words_of_a_page_can_be_searched(sign: str) -> None:
    body = "".join(f"<p>{prose.replace('wa', f'wa{sign}').replace('bo', f'bo{sign}')}</p>" for prose in PROSE)
    page = f"<!DOCTYPE html><html lang=en><title>The ket{sign}tle</title><article><h1>The ket{sign}tle</h1>{body}</article></html>"
    article = explain_source(Source("a.html", page.encode(), media_type="text/html"), Settings()).article
    assert article.title == "The kettle"
    assert all(prose in article.text for prose in PROSE)
    assert {r.before for r in article.repairs if r.kind == "hyphen"} == {sign}


@pytest.mark.parametrize("part", ["\u00ad", "a\u00ad", "&shy;", "a&shy;", "a\u00ad<b>", "&#0", "\u200b\n", "\u200b", "ខ\u200b<b>", "<a href='a\u200ba", "Ã\u00ad"])
@pytest.mark.parametrize("markup", [False, True])
def test_cost_is_linear(part: str, *, markup: bool) -> None:
    assert grows_with_length(lambda size: part * (size // len(part)), lambda text: mend(text, markup=markup), 30_000)
