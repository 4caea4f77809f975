"""What tests need beyond `requirements.lock` is installed by ``.ci/run``: a test that is skipped there shows nothing."""

from __future__ import annotations

import re

import pytest

from tests.makers.archives import ROOT

SCRIPT = (ROOT / ".ci/run").read_text(encoding="utf-8")
TRAINING = {"torch", "rapidfuzz", "tools"}
"""Needed by training alone; a gigabyte."""
NOT_IN_DEBIAN = {"cwb-encode"}
OF_PYTHON = {"pty"}


def asked(pattern: str) -> set[str]:
    """What the tests ask for by this pattern."""
    return {found for path in (ROOT / "tests").rglob("*.py") for found in re.findall(pattern, path.read_text(encoding="utf-8"))}


def installed(name: str) -> bool:
    """Whether a file of pinned versions that is installed there has this package."""
    locks = ["requirements.lock", *re.findall(r"-r (requirements-\w+\.lock)", SCRIPT)]
    return any(re.search(rf"(?mi)^{re.escape(name).replace('_', '[-_]')}==", (ROOT / lock).read_text(encoding="utf-8")) for lock in locks)


@pytest.mark.parametrize("module", sorted(asked(r'importorskip\("(\w+)') - TRAINING - OF_PYTHON))
def test_packages_that_tests_are_skipped_without_are_installed(module: str) -> None:
    assert installed(module)


def test_the_stand_in_for_s3_is_installed() -> None:
    assert all(map(installed, ("fsspec", "s3fs", "moto", "flask")))


@pytest.mark.parametrize("program", sorted(asked(r'shutil\.which\("([\w-]+)"\) is None') - NOT_IN_DEBIAN))
def test_programs_that_tests_are_skipped_without_are_installed(program: str) -> None:
    assert f"command -v {program} " in SCRIPT
