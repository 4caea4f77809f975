"""Soft targets: what models that never saw a page say of it counts beside its gold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("rapidfuzz")

from pipeline.labelling import network
from tools.train import corpus, fit, teachers
from tools.train.dataset import KEPT, REMOVED, PageArrays, text_sequence
from tools.train.examples import Example, Line

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
    pages = [page(fold=2), page(fold=0), page("invented")]
    teachers.teach(pages, Path("models"))
    assert [p.taught for p in pages] == ["html-2.npz", "html-0.npz", None]


def test_a_teacher_gives_a_chance_to_each_block() -> None:
    found = teachers.chance_of_text(network.load("html"), page())
    assert found.shape == (3,) and ((found >= 0) & (found <= 1)).all()


def test_a_missing_teacher_is_named(tmp_path: Path) -> None:
    with pytest.raises(corpus.Missing, match=r"html-0\.npz is missing.*python -m tools\.train cross"):
        teachers.teach([page()], tmp_path)


GOAT = "The goat stood on the roof of the town hall for a whole day."
LINES = (
    Line(0, "Home", "boilerplate", 0.0, 1.0, ((0, 1.0),)),
    Line(1, GOAT, "text", 1.0, 1.0, ((1, 0.75), (2, 0.25))),
    Line(1, "This line stands on no page of the town at all.", "", 0.0, 0.0),
)


def text(collection: str = "bench") -> PageArrays:
    """Three blocks: one from the first block of a page, one from two of its blocks, one from nowhere."""
    made = text_sequence(Example("p", collection, "lines", 0, LINES))
    assert made is not None and len(made.mask) == 3
    return made


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teachers, "_model", lambda path: path.name)
    monkeypatch.setattr(teachers, "chance_of_text", lambda model, sequence: np.array([0.1, 0.8, 0.4], np.float32))


@pytest.mark.usefixtures("told")
def test_a_text_is_taught_what_is_said_of_the_page_that_it_was_made_of() -> None:
    found = text()
    teachers.teach_texts([found], [page()], Path("models"))
    assert found.taught == pytest.approx([0.1, 0.75 * 0.8 + 0.25 * 0.4, np.nan], nan_ok=True)
    assert fit.text_share(found) == pytest.approx([0.8 * 0.1, 0.2 + 0.8 * 0.7, 0.0])


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("collection", ["invented", *teachers.GOLD_ALONE])
def test_texts_that_were_made_and_those_of_some_sets_are_not_taught(collection: str) -> None:
    found = text(collection)
    teachers.teach_texts([found], [] if collection == "invented" else [page(collection)], Path("models"))
    assert found.taught is None


@pytest.mark.usefixtures("told")
def test_a_text_whose_page_is_cut_in_another_way_is_not_taught() -> None:
    found = text()
    assert found.sources is not None
    found.sources.blocks[0] = 7
    teachers.teach_texts([found], [page()], Path("models"))
    assert found.taught is None
