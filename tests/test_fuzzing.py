"""What was found by fuzzing, and the seeds it begins with, keep every property; a few changes of each as well."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from pipeline.faults import Fault
from tools.fuzz.__main__ import corpus, plain, tokens
from tools.fuzz.mutate import changed
from tools.fuzz.properties import Broken, check_fault
from tools.fuzz.targets import TARGETS, run

FOLDER = Path(__file__).resolve().parents[1] / "tools" / "fuzz"
FILES = sorted(path.relative_to(FOLDER) for kind in ("corpus", "found") for path in (FOLDER / kind).glob("*/*"))


@pytest.mark.parametrize("path", FILES, ids=str)
def test_an_input_keeps_every_property(path: Path) -> None:
    run(path.parts[1], (FOLDER / path).read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_a_few_changes(target: str, tmp_path: Path) -> None:
    assert corpus(target)
    assert plain(target, 25, 60, 7, tmp_path)


def test_the_same_seed_makes_the_same_inputs() -> None:
    def made(seed: int) -> list[bytes]:
        random = Random(seed)
        return [changed(b"some words", [b"others"], tokens(), random) for _ in range(50)]

    assert made(1) == made(1) != made(2)


def test_what_breaks_a_property_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(data: bytes) -> None:
        raise Broken("it does not hold")

    monkeypatch.setitem(TARGETS, "text", breaking)
    assert not plain("text", 5, 60, 1, tmp_path)
    [path] = (tmp_path / "text").iterdir()
    assert path.read_bytes()


@pytest.mark.parametrize("fault", [Fault("internal-error", "It broke."), Fault("", "It broke."), Fault("cut-short", "no sentence"),
                                   Fault("cut-short", "Traceback (most recent call last)."), Fault("invalid-output", "It does not fit.")])
def test_a_fault_that_is_none_of_the_input_is_told(fault: Fault) -> None:
    with pytest.raises(Broken):
        check_fault(fault)
