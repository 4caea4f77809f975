"""Known failures: tests that a person decides rightly and the program does not pass yet, each named in ``tests/cases/unmet.txt``.

They are strict: a test that passes must be taken out of the file. Besides, the browser that tests of pages share.
"""

from __future__ import annotations

from pathlib import Path

import pytest

UNMET = frozenset((Path(__file__).parent / "cases" / "unmet.txt").read_text(encoding="utf-8").splitlines())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid in UNMET:
            item.add_marker(pytest.mark.xfail(strict=True, reason="not met yet: see tests/cases/unmet.txt"))


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests that open pages; a second one in the same process is not to be had."""
    from tests.makers.browser import chromium

    with chromium() as found:
        yield found
