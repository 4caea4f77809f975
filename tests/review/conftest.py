"""An archive for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.makers.archives import archive, scrape
from tests.makers.served import served

pytest.importorskip("starlette", reason="Starlette is not installed, so the review is not tested (pip install 'engross[review]')")
pytest.importorskip("uvicorn", reason="uvicorn is not installed, so the review is not tested (pip install 'engross[review]')")
CASES = Path(__file__).resolve().parents[1] / "cases" / "report" / "pages"


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """An archive and its input, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    source = scrape(folder / "in", 2)
    for path in CASES.iterdir():
        shutil.copy(path, source)
    archive(folder / "out", source)
    return folder


@pytest.fixture
def desk(made, tmp_path):
    """The review of such an archive, served."""
    shutil.copytree(made, tmp_path / "copy")
    with served(tmp_path / "copy/out", tmp_path / "decisions.jsonl") as found:
        yield found
