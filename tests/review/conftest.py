"""An archive for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.makers.archives import archive, scrape_with_pages
from tests.makers.served import served

pytest.importorskip("starlette", reason="Starlette is not installed, so the review is not tested (pip install 'engross[review]')")
pytest.importorskip("uvicorn", reason="uvicorn is not installed, so the review is not tested (pip install 'engross[review]')")


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """An archive and its input, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    scrape_with_pages(folder / "in", 2)
    archive(folder / "out", folder / "in")
    return folder


@pytest.fixture
def desk(made, tmp_path):
    """The review of such an archive, served."""
    shutil.copytree(made, tmp_path / "copy")
    with served(tmp_path / "copy/out", tmp_path / "decisions.jsonl") as found:
        yield found
