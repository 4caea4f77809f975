"""Soft targets: what models that never saw a page say of it counts beside its gold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("rapidfuzz")

from pipeline.labelling import network
from tools.train import corpus, fit, teachers
from tools.train.dataset import KEPT, REMOVED, PageArrays

MODELS = Path(network.__file__).parent / "models"


def page(collection: str = "bench", fold: int = 0) -> PageArrays:
    """A block that is text for certain, one that is boilerplate for certain, one of which the gold holds half, and no words in any of them."""
    columns = len(network.load("html").names)
    nothing = np.zeros(0, np.int32), np.zeros(0, np.uint32)
    return PageArrays("p", collection, "html", fold, -1, np.zeros((3, columns), np.int8), nothing, nothing, np.array([KEPT, REMOVED, 0], np.uint64),
                      np.array([0.7, 0.2, 0.5], np.float32), np.ones(3, np.float32), np.full(3, 50, np.int32))


def test_without_teachers_the_gold_alone_tells_what_is_text() -> None:
    assert fit.text_share(page()) == pytest.approx([0.9, 0.1, 0.5])


def test_teachers_count_beside_the_gold() -> None:
    taught = page()
    taught.taught = np.array([0.0, 1.0, 1.0], np.float32)
    left = 1 - fit.TAUGHT
    assert fit.text_share(taught) == pytest.approx([left * 0.9, left * 0.1 + fit.TAUGHT, left * 0.5 + fit.TAUGHT])


def test_each_page_is_taught_by_the_model_of_its_fold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teachers, "_model", lambda path: path.name)
    monkeypatch.setattr(teachers, "chance_of_text", lambda model, sequence: model)
    pages = [page(fold=2), page(fold=0), page("invented"), page("lines-turku")]
    teachers.teach(pages, Path("models"), "html")
    assert [p.taught for p in pages] == ["html-2.npz", "html-0.npz", None, None]


def test_a_teacher_gives_a_chance_to_each_block() -> None:
    found = teachers.chance_of_text(network.load("html"), page())
    assert found.shape == (3,) and ((found >= 0) & (found <= 1)).all()


def test_a_missing_teacher_is_named(tmp_path: Path) -> None:
    with pytest.raises(corpus.Missing, match=r"html-0\.npz is missing.*python -m tools\.train cross"):
        teachers.teach([page()], tmp_path, "html")
