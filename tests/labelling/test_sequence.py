"""Reading the labeller's answers: one title, a bar that follows the page, a label of the right side."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data import Label
from pipeline.labelling.network import CERTAIN
from pipeline.labelling.sequence import HIGHEST, IN_DOUBT, LOWEST, RUNNING, bar_of, kept_chances, read_sequence

LABELS = tuple(Label)


def chances(*rows: dict[str, int]) -> np.ndarray:
    out = np.zeros((len(rows), len(LABELS)), np.int64)
    for n, row in enumerate(rows):
        for label, chance in row.items():
            out[n, LABELS.index(Label(label))] = chance
    return out


def read(*rows: dict[str, int], letters: int = 200) -> list[str]:
    return [found.label.value for found in read_sequence(chances(*rows), LABELS, np.full(len(rows), letters))]


PROSE = {"paragraph": 9800, "navigation": 200}
MENU = {"paragraph": 200, "navigation": 9800}


def test_a_page_has_one_title() -> None:
    found = read({"title": 6000, "heading": 3000, "navigation": 1000}, PROSE, {"title": 8000, "heading": 2000}, PROSE)
    assert found == ["heading", "paragraph", "title", "paragraph"]


def test_a_second_title_is_what_it_would_be_otherwise() -> None:
    second = {"title": 8000, "navigation": 1800, "heading": 200}
    rows = (second, {"title": 9500, "heading": 500}, PROSE, PROSE, MENU)
    assert read(*rows) == ["navigation", "title", "paragraph", "paragraph", "navigation"]
    found = read_sequence(chances(*rows), LABELS, np.full(5, 200))
    assert [f.kept for f in found] == [1000, 10_000, 9800, 9800, 200]


def test_an_unlikely_title_is_none() -> None:
    assert "title" not in read({"title": 200, "heading": 7000, "navigation": 2800}, PROSE)


def test_a_likely_title_among_menus_is_one_though_it_is_likelier_a_part_of_the_menu() -> None:
    assert read(MENU, {"title": 700, "heading": 300, "navigation": 9000}, PROSE) == ["navigation", "title", "paragraph"]


def test_a_long_paragraph_is_no_title() -> None:
    assert "title" not in read({"title": 9000, "paragraph": 1000}, PROSE, letters=400)


def test_a_byline_below_the_bar_of_the_text_is_one_at_the_top_of_the_page() -> None:
    signed = {"byline": 3000, "navigation": 7000}
    table = chances({"title": 9000, "heading": 1000}, signed, PROSE, PROSE, PROSE, PROSE, signed, PROSE, *[MENU] * 20)
    found = [f.label.value for f in read_sequence(table, LABELS, np.array([40, 20, 300, 300, 300, 300, 20, *[300] * 21]))]
    assert found[:8] == ["title", "byline", "paragraph", "paragraph", "paragraph", "paragraph", "navigation", "paragraph"]


def test_rows_of_a_table_stay_or_go_together() -> None:
    table = chances(PROSE, {"table-row": 9000, "navigation": 1000}, {"table-row": 3000, "navigation": 7000}, MENU)
    letters = np.array([300, 60, 40, 400])
    alone = [f.label.removed for f in read_sequence(table, LABELS, letters)]
    assert [f.label.removed for f in read_sequence(table, LABELS, letters, np.array([0, 1, 1, 0]))] == [False, False, False, True]
    assert alone == [False, False, True, True]


ROW = {"table-row": 2600, "navigation": 7400}


@pytest.mark.parametrize(("rows", "groups", "stay"), [
    ((PROSE, ROW, ROW, PROSE, MENU), (0, 7, 7, 0, 0), [True, True, True, True, False]),
    ((PROSE, ROW, ROW, MENU, PROSE), (0, 7, 7, 0, 0), [True, False, False, False, True]),
    ((MENU, PROSE, ROW, ROW), (0, 0, 7, 7), [False, True, False, False]),
    ((PROSE, ROW, ROW, PROSE, MENU), (0, 0, 0, 0, 0), [True, False, False, True, False]),
    ((PROSE, {"table-row": 1500, "navigation": 8500}, PROSE, MENU), (0, 7, 0, 0), [True, False, True, False]),
    # A table within a cell of another one: the outer table stays whole or is removed whole.
    ((PROSE, ROW, MENU, ROW, PROSE, MENU), (0, 7, 8, 7, 0, 0), [True, True, False, True, True, False]),
    ((MENU, ROW, PROSE, ROW, PROSE, MENU), (0, 7, 8, 7, 0, 0), [False, False, True, False, True, False]),
], ids=["between text", "above a menu", "at the end", "no table", "hardly in doubt", "around a table", "around a table, below a menu"])
def test_a_table_in_doubt_stays_between_blocks_that_stay(rows, groups, stay) -> None:
    found = read_sequence(chances(*rows, *[MENU] * 12), LABELS, np.full(len(rows) + 12, 60), np.array([*groups, *[0] * 12]))
    assert [not f.label.removed for f in found[:len(rows)]] == stay


def test_a_table_below_the_first_paragraph_is_no_front_matter() -> None:
    dated = {"dateline": 7000, "table-row": 2000, "navigation": 1000}
    letters = np.array([300, 20, 20, 300, 300])
    found = [f.label.value for f in read_sequence(chances(PROSE, dated, dated, PROSE, PROSE), LABELS, letters, np.array([0, 7, 7, 0, 0]))]
    assert found == ["paragraph", "table-row", "table-row", "paragraph", "paragraph"]
    assert [f.label.value for f in read_sequence(chances(dated, dated, PROSE), LABELS, letters[[1, 2, 0]], np.array([7, 7, 0]))][:2] == ["dateline"] * 2


def test_front_matter_stands_at_the_top_or_signs_the_end() -> None:
    byline = {"byline": 8000, "author-note": 1500, "navigation": 500}
    table = chances(byline, PROSE, PROSE, PROSE, byline, PROSE, byline, byline)
    letters = np.array([20, 300, 300, 300, 20, 300, 200, 20])
    found = [f.label.value for f in read_sequence(table, LABELS, letters)]
    assert [found[n] for n in (0, 4, 6, 7)] == ["byline", "author-note", "author-note", "byline"]


def test_what_stays_has_a_label_of_the_article() -> None:
    assert read({"navigation": 4500, "paragraph": 2000, "list-item": 3500}, PROSE, MENU) == ["list-item", "paragraph", "navigation"]


def test_guards_alone_name_duplicates() -> None:
    assert read(PROSE, {"duplicate": 9000, "related": 900, "paragraph": 100}, MENU) == ["paragraph", "related", "navigation"]


def test_running_text_in_doubt_stays_and_a_scrap_is_removed() -> None:
    doubt = {"paragraph": IN_DOUBT + 100, "related": CERTAIN - IN_DOUBT - 100}
    found = chances(*[PROSE] * 6, doubt, doubt, *[MENU] * 18)
    letters = np.array([400] * 6 + [RUNNING, RUNNING - 1] + [300] * 18)
    assert bar_of(kept_chances(found, LABELS), letters) > IN_DOUBT + 100
    assert [one.label.value for one in read_sequence(found, LABELS, letters)[6:8]] == ["paragraph", "related"]


def test_labels_of_guards_say_nothing() -> None:
    assert read(PROSE, {"duplicate": 9000, "related": 300, "paragraph": 700}, MENU) == ["paragraph", "paragraph", "navigation"]


def test_on_a_clean_page_the_bar_falls() -> None:
    kept = np.array([9900] * 30 + [3000])
    letters = np.full(31, 300)
    assert LOWEST <= bar_of(kept, letters) <= 3000
    assert bar_of(np.array([9900] * 10 + [3000] + [100] * 30), np.full(41, 300)) > 3000


@given(st.lists(st.tuples(st.integers(0, CERTAIN), st.integers(1, 5000)), min_size=1, max_size=60))
def test_the_bar_has_limits_and_does_not_depend_on_order(rows: list[tuple[int, int]]) -> None:
    kept, letters = np.array([k for k, _ in rows]), np.array([n for _, n in rows])
    bar = bar_of(kept, letters)
    assert LOWEST <= bar <= HIGHEST
    assert bar_of(kept[::-1], letters[::-1]) == bar


@given(st.lists(st.lists(st.integers(0, 100), min_size=len(LABELS), max_size=len(LABELS)), min_size=1, max_size=12))
def test_every_block_gets_a_label_on_the_side_it_falls(rows: list[list[int]]) -> None:
    table = np.array(rows, np.int64) * 100
    found = read_sequence(table, LABELS, np.full(len(rows), 80))
    assert len(found) == len(rows)
    assert sum(f.label is Label.TITLE for f in found) <= 1
    sides = [(f.chance, CERTAIN - f.kept if f.label.removed else f.kept) for f in found if f.label is not Label.TITLE]
    assert all(chance == side for chance, side in sides)


def test_the_chance_to_stay_is_that_of_all_labels_of_the_article() -> None:
    assert kept_chances(chances({"title": 1000, "paragraph": 2000, "navigation": 7000}), LABELS).tolist() == [3000]


def test_labels_follow_the_model_not_the_type() -> None:
    with pytest.raises(ValueError):
        read_sequence(np.zeros((1, 1), np.int64), (Label.PARAGRAPH,), np.array([1]))


def test_on_a_clean_page_a_short_line_goes_sooner_than_running_text() -> None:
    sure, unlikely = {"paragraph": 10_000}, {"paragraph": 1400, "navigation": 8600}
    found = read_sequence(chances(*[sure] * 30, unlikely, unlikely), LABELS, np.array([*[400] * 30, 200, 40]))
    assert [f.label.value for f in found][-2:] == ["paragraph", "navigation"]


UNSURE = {"paragraph": 3000, "navigation": 7000}


@pytest.mark.parametrize(("doubtful", "alike", "stays"), [
    (UNSURE, (0, 0, 0, 0, 1), True),  # among paragraphs of the text
    (UNSURE, (0, 0, 0, 1, 1), False),  # too few blocks in like surroundings
    (UNSURE, (0, 0, 0, 2, 1), False),  # in surroundings of its own
    ({"paragraph": 900, "navigation": 9100}, (0, 0, 0, 0, 1), False),  # no doubt
], ids=["among paragraphs", "too few", "alone", "sure"])
def test_a_block_in_doubt_goes_with_the_blocks_in_like_surroundings(doubtful, alike, stays) -> None:
    rows = chances(PROSE, PROSE, PROSE, doubtful, MENU)
    found = read_sequence(rows, LABELS, np.array([200, 200, 200, 80, 900]), None, np.array(alike))
    assert [not f.label.removed for f in found] == [True, True, True, stays, False]


def test_a_doubtful_block_among_menus_is_removed_with_them() -> None:
    rows = chances(PROSE, *[MENU] * 4, {"paragraph": 6500, "navigation": 3500})
    letters, alike = np.array([400, 90, 90, 90, 90, 90]), np.array([0, 1, 1, 1, 1, 1])
    assert not read_sequence(rows, LABELS, letters)[-1].label.removed
    assert read_sequence(rows, LABELS, letters, None, alike)[-1].label.removed
