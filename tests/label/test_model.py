"""The learned labeller: the files, the evaluation, the gate, the explanations."""

from __future__ import annotations

import io
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.blocks.from_html import split_html
from pipeline.blocks.from_text import split_text
from pipeline.data import Block, Label, Source
from pipeline.decoding.decode import decode
from pipeline.label import model
from pipeline.label.model import SCALE, Trees

CASES = Path(__file__).parents[1] / "cases" / "model"
MODELS = Path(model.__file__).parent / "models"


def blocks_of(name: str) -> tuple[Block, ...]:
    html = name.endswith(".html")
    page = decode(Source(name, (CASES / name).read_bytes(), media_type="text/html" if html else "text/plain"))
    return (split_html if html else split_text)(page).blocks


def score(blocks: tuple[Block, ...], variant: str, start: str) -> float:
    at = next(i for i, block in enumerate(blocks) if block.text.startswith(start))
    return model.score_blocks(blocks, variant=variant)[at]


def small_trees() -> Trees:
    """Two trees of depth two: does ``a`` exceed 1, does ``b`` exceed 0.5; then ``b`` twice."""
    return Trees(("a", "b"), np.array([0, 1], np.int16), np.array([1, 0.5], np.float32), np.array([[0, 1], [1, 1]], np.int16),
                 np.array([[1, 2, 4, 8], [16, 32, 64, 128]], np.int32), np.array([[1, 1, 1, 1], [3, 0, 0, 1]], np.int32), 1000)


@pytest.mark.parametrize("variant", model.VARIANTS)
def test_a_file_is_small_and_holds_no_objects(variant: str) -> None:
    path = MODELS / f"{variant}.npz"
    assert path.stat().st_size < 1_000_000
    with np.load(path, allow_pickle=False) as arrays:
        assert all(not array.dtype.hasobject for array in arrays.values())


@pytest.mark.parametrize("variant", model.VARIANTS)
def test_a_file_loads_fast(variant: str) -> None:
    data = (MODELS / f"{variant}.npz").read_bytes()
    start = time.process_time()
    model.read(io.BytesIO(data), variant)
    assert time.process_time() - start < 0.05


def test_trees_give_the_sum_of_their_leaves() -> None:
    columns = {"a": np.array([0, 2, 0, 2]), "b": np.array([0, 0, 1, np.nan])}
    assert small_trees().sums(columns).tolist() == [1000 + 1 + 16, 1000 + 2 + 16, 1000 + 4 + 128, 1000 + 2 + 16]


@pytest.mark.parametrize("variant", model.VARIANTS)
def test_delivered_trees_equal_a_plain_evaluation(variant: str) -> None:
    trees = model.load(variant).first
    rng = np.random.default_rng(5)
    columns = {name: rng.choice(np.append(trees.threshold, np.nan), 5) for name in trees.names}
    expected = []
    for row in range(5):
        total = trees.bias
        for splits, leaves in zip(trees.splits, trees.leaves, strict=True):
            yes = [np.float32(columns[trees.names[trees.feature[s]]][row]) > trees.threshold[s] for s in splits]
            total += int(leaves[sum(1 << i for i, y in enumerate(yes) if y)])
        expected.append(total)
    assert trees.sums(columns).tolist() == expected


def test_a_long_page_is_evaluated_in_parts() -> None:
    columns = {"a": np.arange(5000) % 3, "b": np.arange(5000) % 2}
    one_by_one = [int(small_trees().sums({k: v[i:i + 1] for k, v in columns.items()})[0]) for i in range(0, 5000, 499)]
    assert small_trees().sums(columns)[::499].tolist() == one_by_one


def test_probabilities_rise_from_0_to_1() -> None:
    chances = model.probabilities(np.arange(-12 * SCALE, 12 * SCALE, 100))
    assert chances == sorted(chances)
    assert chances[0] < 0.0001 and chances[-1] > 0.9999
    assert model.probabilities(np.array([0, SCALE, -SCALE])) == [0.5, 0.7311, 0.2689]


def test_paths_lead_from_the_mean_to_the_leaf() -> None:
    trees = replace(small_trees(), leaves=small_trees().leaves * SCALE)
    # First tree: mean 3.75, without a 2.5, with b 4. Second: weighted mean 45.333, with b 80, with b again 128.
    assert trees.paths({"a": np.array([0]), "b": np.array([1])}, 0) == [("b=1", round(1.5 + 128 - 272 / 6, 3)), ("a=0", -1.25)]


@pytest.mark.parametrize("name", ["mixed.txt", "clean.txt", "mixed.html"])
def test_scores_are_the_recorded_ones(name: str) -> None:
    recorded = json.loads((CASES / "scores.json").read_text())[name]
    variant = "dom" if name.endswith("html") else "text"
    assert recorded["version"] == model.load(variant).version, "another model: python -m tools.train record"
    assert model.score_blocks(blocks_of(name), variant=variant) == recorded["scores"]


@pytest.mark.parametrize(("name", "variant"), [("mixed.txt", "text"), ("mixed.html", "dom")])
def test_article_and_boilerplate_are_told_apart(name: str, variant: str) -> None:
    blocks = blocks_of(name)
    for start in ("The old bridge", "\"We had hoped", "The stones come", "Cars will not"):
        assert score(blocks, variant, start) > 0.8
    for start in ("Home", "Ferry to close", "Ten bridges"):
        assert score(blocks, variant, start) < 0.3


def test_votes_are_paragraph_or_other() -> None:
    blocks = blocks_of("mixed.html")
    votes = {vote.block: vote for vote in model.votes(blocks, "dom")}
    text = next(b.n for b in blocks if b.text.startswith("The stones"))
    menu = next(b.n for b in blocks if b.text.startswith("Home"))
    assert votes[text].label is Label.PARAGRAPH and votes[menu].label is Label.OTHER
    assert all(vote.by == "model:dom" and vote.score >= 0.5 and vote.version == model.load("dom").version for vote in votes.values())
    assert set(votes) == {b.n for b in blocks if b.text}


def test_clean_text_gets_no_votes() -> None:
    assert not model.page_is_mixed(blocks_of("clean.txt"))
    assert model.votes(blocks_of("clean.txt"), "text") == ()


def test_mixed_text_gets_votes() -> None:
    assert model.page_is_mixed(blocks_of("mixed.txt"))
    assert model.votes(blocks_of("mixed.txt"), "text")


@pytest.mark.parametrize(("name", "start", "sign"), [("mixed.html", "Ferry to close", -1), ("mixed.txt", "The stones", 1)])
def test_an_explanation_names_features_and_adds_up(name: str, start: str, sign: int) -> None:
    blocks = blocks_of(name)
    n = next(b.n for b in blocks if b.text.startswith(start))
    found = model.explain(blocks, n, top=4)
    assert len(found) == 5 and found[-1][0] == "surroundings"
    assert sum(gain for _, gain in found) * sign > 0
    assert all("=" in name for name, _ in found[:-1])


def test_a_block_without_text_scores_like_its_neighbours() -> None:
    blocks = blocks_of("clean.txt")
    scores = model.score_blocks(blocks, variant="text")
    n = len(blocks)
    with_image = (*blocks, Block(n, "", 9000, 9000))
    assert model.score_blocks(with_image, variant="text") == [*scores, scores[-1]]


def test_nothing_to_score() -> None:
    assert model.score_blocks((), variant="text") == []
    assert model.score_blocks([Block(0, "", 0, 0)], variant="text") == [0.5]
    assert model.votes((), "dom") == ()
    assert model.explain((), 3) == []
