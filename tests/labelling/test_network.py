"""The network: the same bits everywhere, and no sum too large to be exact."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.evidence.table import Evidence
from pipeline.labelling import network
from pipeline.labelling.network import CERTAIN, LARGEST, VARIANTS, Network, load, read
from tests.evidence.test_table import html_evidence, text_evidence

MODELS = Path(network.__file__).parent / "models"
EVIDENCE = {"text": text_evidence, "html": html_evidence}
RECORDED = json.loads((Path(__file__).parents[1] / "cases" / "model" / "digests.json").read_text(encoding="utf-8"))


def digest(variant: str) -> str:
    judged = load(variant).judge(EVIDENCE[variant]())
    return hashlib.sha256(judged.chances.astype(np.int64).tobytes() + judged.classes.tobytes() + str(judged.mixed).encode()).hexdigest()[:16]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_models_give_the_bits_that_were_recorded(variant: str) -> None:
    """``tools/train`` records the digests: a model, a column or an operation that changed shows here."""
    assert digest(variant) == RECORDED[variant]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_bits_in_other_processes_and_with_other_threads(variant: str) -> None:
    code = f"from tests.labelling.test_network import digest; print(digest({variant!r}))"
    root = str(Path(__file__).parents[2])
    found = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={
            **os.environ, "PYTHONPATH": root, "PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads,
        }).stdout.strip() for seed, threads in (("1", "1"), ("2", "2"))
    }
    assert found == {digest(variant)}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_sum_is_exact(variant: str) -> None:
    """The largest sum that a layer can come to fits into the 24 bits of a float32."""
    columns = len(load(variant).names)
    for model in load(variant).members:
        for layer in (*model.around, *model.beside, model.last, model.page):
            assert float((np.abs(layer.weight) * LARGEST).sum(axis=0).max()) < 2**24
        inputs = np.concatenate((np.full(columns, 127), np.full(len(model.first.weight) - columns, LARGEST)))
        assert float((np.abs(model.first.weight) * inputs[:, None]).sum(axis=0).max()) < 2**24
        for layer in (model.first, *model.around, *model.beside, model.last, model.page):
            assert np.array_equal(layer.weight, np.rint(layer.weight)) and np.abs(layer.weight).max() <= 127


@pytest.mark.parametrize("variant", VARIANTS)
def test_float64_gives_what_float32_gives(variant: str) -> None:
    model, evidence = load(variant), EVIDENCE[variant]()
    inputs, known = model.inputs(evidence.rows[:]), model.known(evidence.tokens)
    one, two = model.run(inputs, known), model.run(inputs.astype(np.float64), known)
    assert np.array_equal(one.chances, two.chances) and np.array_equal(one.classes, two.classes)


@pytest.mark.parametrize("variant", VARIANTS)
def test_chances_add_up_and_the_file_is_small(variant: str) -> None:
    judged = load(variant).judge(EVIDENCE[variant]())
    assert (judged.chances >= 0).all() and (judged.chances.sum(axis=1) <= CERTAIN).all()
    assert (judged.chances.sum(axis=1) > CERTAIN - len(load(variant).labels)).all()
    assert (MODELS / f"{variant}.npz").stat().st_size < 1_000_000


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_model_says_the_mean_of_what_its_members_say(variant: str) -> None:
    model, evidence = load(variant), EVIDENCE[variant]()
    alone = [replace(model, members=(member,)).judge(evidence).chances for member in model.members]
    assert np.array_equal(model.judge(evidence).chances, sum(alone) // len(alone))


def test_other_columns_are_refused() -> None:
    found = text_evidence()
    other = Evidence(("something else", *found.names[1:]), found.groups, found.rows, found.words, found.markup, found.hits)
    with pytest.raises(ValueError, match="other columns"):
        load("text").judge(other)


def test_a_model_file_is_never_executed() -> None:
    """Arrays of objects would be unpickled: reading refuses them."""
    buffer = io.BytesIO()
    np.savez(buffer, about=np.array([{"names": []}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        read(io.BytesIO(buffer.getvalue()))


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_counted_is_told_for_each_row_alone(variant: str) -> None:
    model: Network = load(variant)
    evidence = EVIDENCE[variant]()
    judged = model.judge(evidence)
    towards = np.where([label.removed for label in model.labels], 1, -1).astype(np.float32)
    every = model.weights(judged, np.arange(len(evidence.rows)), towards)
    assert every.shape == evidence.rows[:].shape
    assert np.array_equal(model.weights(judged, np.array([1]), towards)[0], every[1])


def test_models_are_joined_only_where_they_see_the_same_columns_alike(tmp_path: Path) -> None:
    fit = pytest.importorskip("tools.train.fit", exc_type=ImportError)

    def written(name: str, centre: int = 0, members: int = 1) -> Path:
        fit.write(tmp_path / name, {"centre": np.array([centre]), "factor": np.array([1]), "0.bias": np.array([len(name)])}, {"names": ["a"], "tokens": 0}, members)
        return tmp_path / name

    one, other = written("one.npz"), written("another.npz")
    fit.join_models([one, other], tmp_path / "both.npz")
    with np.load(tmp_path / "both.npz") as found:
        assert json.loads(bytes(found["about"]))["members"] == 2
        assert [int(found[f"{k}.bias"][0]) for k in (0, 1)] == [7, 11]
    for wrong in (written("shifted.npz", centre=1), tmp_path / "both.npz"):
        with pytest.raises(ValueError, match="other columns"):
            fit.join_models([one, wrong], tmp_path / "wrong.npz")
    fit.join_models([one] * 3, tmp_path / "three.npz")
    with pytest.raises(ValueError, match="4 models are too many"):
        fit.join_models([one] * 4, tmp_path / "four.npz")
