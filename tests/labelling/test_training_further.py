"""A labeller that is delivered goes on learning: its members are taken apart, and its own answers are the soft targets of real pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("rapidfuzz")

from pipeline.labelling import network
from tests.labelling.test_training_teachers import text
from tools.train import __main__ as train
from tools.train import fit, further, labelled
from tools.train.teachers import chance_of_text

DELIVERED = Path(network.__file__).parent / "models" / "text.npz"


def members(tmp_path: Path) -> list[Path]:
    return [tmp_path / f"{n}.npz" for n in range(2)]


def test_a_model_that_is_taken_apart_and_joined_again_is_the_same(tmp_path: Path) -> None:
    parts = members(tmp_path)
    further.split_model(DELIVERED, parts, (1.0, 1.0))
    fit.join_models(parts, tmp_path / "joined.npz")
    assert (tmp_path / "joined.npz").read_bytes() == DELIVERED.read_bytes()


def test_the_factor_of_the_words_is_taken_back(tmp_path: Path) -> None:
    parts = members(tmp_path)
    further.split_model(DELIVERED, parts, train.WORDS["text"])
    with np.load(parts[0]) as own, np.load(DELIVERED) as delivered:
        vectors, multiplied = own["0.tokens0"].astype(int), delivered["0.tokens0"].astype(int)
    free = abs(vectors) < 127
    assert np.abs(np.rint(vectors * train.WORDS["text"][0]) - multiplied)[free].max() <= 1
    assert np.abs(vectors).sum() > 1.3 * np.abs(multiplied).sum()


def test_a_model_has_a_file_for_each_of_its_members(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has 2 members, not 1"):
        further.split_model(DELIVERED, members(tmp_path)[:1], (1.0,))


def test_what_the_model_says_of_a_real_text_is_its_target() -> None:
    real, invented, read_by_people, daniel = text(), text("invented"), text("lines-turku"), text("daniel")
    model = network.load("text")
    further.keep_answers(model, [real, invented, read_by_people, daniel])
    assert real.taught is not None and np.array_equal(real.taught, chance_of_text(model, real))
    assert invented.taught is read_by_people.taught is daniel.taught is None


def test_the_newest_invented_pages_are_looked_at_oftenest() -> None:
    forms = [replace(text("invented"), id=f"newest:en:0#{form}") for form in range(4)]
    old = [replace(text("invented"), id=f"page:en:0#{form}") for form in range(4)]
    real = [replace(text(), id="p") for _ in range(7)]
    lines = [text("lines-turku")]
    chosen = further.picker([*forms, *old, *real, *lines], 0)(0)
    assert [sum(n in part for n in chosen) for part in (range(4), range(4, 8), range(8, 15), (15,))] == [5, 2, 2, 1]
    assert set(range(4)) <= set(chosen)


def test_newest_pages_are_those_of_the_named_files() -> None:
    some, every = list(labelled.newest("day")), list(labelled.newest(""))
    assert 0 < len(some) < len(every)
    assert all(example.id.startswith("newest:") for example in some)


def test_the_mean_of_a_model_with_itself_is_the_model(tmp_path: Path) -> None:
    one, other = members(tmp_path)
    further.split_model(DELIVERED, [one, other], (1.0, 1.0))
    further.blend(one, one, 0.7, tmp_path / "mean.npz")
    with np.load(tmp_path / "mean.npz") as mean, np.load(one) as own:
        for name in own.files:
            if name != "about":
                assert np.allclose(mean[name].astype(float), own[name].astype(float), rtol=1e-5, atol=1), name


def test_the_share_of_later_weights_counts(tmp_path: Path) -> None:
    one, other = members(tmp_path)
    further.split_model(DELIVERED, [one, other], (1.0, 1.0))
    further.blend(one, other, 0.25, tmp_path / "mean.npz")
    with np.load(tmp_path / "mean.npz") as mean, np.load(one) as first, np.load(other) as second:
        def real(model: np.lib.npyio.NpzFile) -> np.ndarray:
            return np.asarray(model["0.first.weight"] * model["0.first.scale"])

        assert np.abs(real(mean) - (0.75 * real(first) + 0.25 * real(second))).max() <= mean["0.first.scale"].max()
        assert np.allclose(mean["0.first.bias"], 0.75 * first["0.first.bias"] + 0.25 * second["0.first.bias"], atol=1e-5)


def test_a_delivered_labeller_is_trained_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "text.npz"
    copy.write_bytes(DELIVERED.read_bytes())
    monkeypatch.setattr(train, "MODELS", tmp_path)
    monkeypatch.setattr(train, "WORDS", {"text": (1.0, 1.0)})
    monkeypatch.setattr(fit, "ROWS", 20)
    train.train_further([text(), *train.newest("pl-day50")], (0.03, 0.01))
    assert [path.name for path in tmp_path.iterdir()] == ["text.npz"]
    with copy.open("rb") as file:
        after = network.read(file)
    before = network.load("text")
    assert after.version != before.version and len(after.members) == len(before.members)
    for own, delivered in zip(after.members, before.members, strict=True):
        assert not np.array_equal(own.first.weight, delivered.first.weight)
        assert np.abs(own.first.weight * own.first.scale - delivered.first.weight * delivered.first.scale).max() < np.abs(
            delivered.first.weight * delivered.first.scale).max() / 4
