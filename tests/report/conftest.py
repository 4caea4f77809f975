"""One report for all tests of the pages."""

from __future__ import annotations

import pytest

from pipeline.report import INDEX, write_report
from tests.makers.archives import archive, scrape_with_pages


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> str:
    """The report of an archive, by its address on disk."""
    folder = tmp_path_factory.mktemp("pages")
    source = scrape_with_pages(folder / "in", 3)
    (source / "blank.txt").write_bytes(b"\n")
    archive(folder / "out", source)
    write_report(folder / "out")
    return (folder / "out" / INDEX).as_uri()
