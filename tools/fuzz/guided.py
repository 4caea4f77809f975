"""One target under atheris: ``python -m tools.fuzz.guided TARGET [flags of libFuzzer] FOLDER…``; started by ``python -m tools.fuzz``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from tools.fuzz.targets import TARGETS, run


def main() -> None:
    """Runs until the flags say that it is enough."""
    target = sys.argv.pop(1)
    if target not in TARGETS:
        raise SystemExit(f"{target} is no target; targets are {', '.join(TARGETS)}.")

    def test_one_input(data: bytes) -> None:
        run(target, data)

    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
