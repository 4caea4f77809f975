"""BBCode and shortcodes in plain text: what is removed, what stays, and that each repair can be replayed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.decoding.repair import apply, mend
from pipeline.decoding.shortcodes import find_shortcodes
from tests.makers.cost import grows_with_length
from tests.makers.mended import mended

IN_MARKUP = tomllib.loads((Path(__file__).parents[1] / "cases" / "decoding" / "shortcodes.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", IN_MARKUP, ids=[case["name"] for case in IN_MARKUP])
def test_in_markup(case: dict[str, str]) -> None:
    assert mended(case["original"], markup=True)[0] == case.get("fixed", case["original"])


@pytest.mark.parametrize("part", ['[caption id="a"]', "[/caption]", "<pre>", "<a ", "<!-- ", '<script>[gallery ids="1"]', "[vc_row", "[embed a=b "])
def test_cost_in_markup_is_linear(part: str) -> None:
    assert grows_with_length(lambda size: part * (size // len(part)), lambda text: mend(text, markup=True), 30_000)


@pytest.mark.parametrize(("text", "fixed"), [
    ("[b]The pier[/b] is [i]too[/i] short.", "The pier is too short."),
    ("See [url=https://quay.example/a]the drawings[/url] first.", "See the drawings first."),
    ("He said: [quote=Bo]Nobody measured it.[/quote] And so it was.", "He said: \n\nNobody measured it.\n\n And so it was."),
    ('[caption id="a1" width="300"]The pier at low tide[/caption]\nWork begins.', "The pier at low tide\nWork begins."),
    ('Work begins.\n[gallery ids="1,2,3"]\nIt ends.', "Work begins.\n\nIt ends."),
    ('[vc_row][vc_column width="1/2"]Work begins.[/vc_column][/vc_row]', "Work begins."),
    ("[B]Capitals[/B]", "Capitals"),
    ("Bo: [quote]One.[/quote][quote]Two.[/quote] Both.", "Bo: \n\nOne.\n\nTwo.\n\n Both."),
])
def test_removed(text: str, fixed: str) -> None:
    assert mended(text)[0] == fixed
    assert apply(text, find_shortcodes(text)) == fixed, "nothing else is at work"


@pytest.mark.parametrize("text", [
    "The letter [i] stands for the index, and a[b] for the brace.",
    "[Editor's note: the pier is short.] [sic] [1] [b]",
    "In BBCode, [b]bold[/b] is bold.",
    "“I saw [video] of it,” she said [audio].",
    "A shortcode such as [gallery ids=\"1\"] shows pictures.",
    "[/b] closes nothing that was opened, [url is no tag].",
])
def test_stays(text: str) -> None:
    assert mend(text) == (text, ())


def test_pairs_do_not_cross_lists_of_their_own() -> None:
    assert mend("[b]one [b]two[/b] three[/b] four[/b]")[0] == "one two three four[/b]"
