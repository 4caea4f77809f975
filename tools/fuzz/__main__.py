"""Fuzzes one target, or all of them in turn.

    python -m tools.fuzz TARGET|all [--runs N] [--seconds S] [--seed N] [--found FOLDER] [--plain]

With atheris (``pip install -e .[fuzz]``) inputs are made by coverage; without it, or with ``--plain``, the corpus is changed at random.
An input that breaks a property is written to FOLDER and ends the run with exit code 1.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

FOLDER = Path(__file__).parent
TOKENS = FOLDER / "tokens.txt"


def tokens() -> list[bytes]:
    """Pieces that inputs are made of: marks, tags, fields, odd characters; a line each, with escapes."""
    lines = TOKENS.read_text(encoding="ascii").splitlines()
    return [line.encode().decode("unicode_escape").encode("latin-1") for line in lines if line and not line.startswith("# ")]


def corpus(target: str) -> list[bytes]:
    """The seeds of a target and what was found before, in order."""
    return [path.read_bytes() for folder in ("corpus", "found") for path in sorted((FOLDER / folder / target).glob("*"))]


def plain(target: str, runs: int, seconds: float, seed: int, found: Path) -> bool:
    """Changes the corpus at random. Returns whether every property held."""
    from tools.fuzz.mutate import changed
    from tools.fuzz.targets import run

    inputs, marks, random = corpus(target), tokens(), Random(seed)
    start, count = time.monotonic(), 0
    while count < runs and time.monotonic() - start < seconds:
        data = changed(random.choice(inputs), inputs, marks, random)
        count += 1
        try:
            run(target, data)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is what was looked for)
            print(f"{target}: {type(error).__name__}: {ascii(str(error))[:300]}: {keep(data, target, found)}")
            return False
    print(f"{target}: {count} executions in {time.monotonic() - start:.0f} s")
    return True


def keep(data: bytes, target: str, found: Path) -> Path:
    """Writes an input under the hash of its bytes."""
    path = found / target / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _escaped(token: bytes) -> str:
    """A token as a dictionary of libFuzzer has it."""
    return "".join(f"\\x{byte:02x}" for byte in token)


def guided(target: str, runs: int, seconds: float, seed: int, found: Path) -> bool:
    """One run of atheris in a process of its own, which it ends itself."""
    (found / target).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        marks = Path(folder) / "tokens.dict"
        marks.write_text("".join(f'"{_escaped(token)}"\n' for token in tokens()), encoding="ascii")
        grown = Path(folder) / "grown"
        grown.mkdir()
        folders = [str(path) for path in (FOLDER / "corpus" / target, FOLDER / "found" / target) if path.exists()]
        flags = [f"-runs={runs}", f"-max_total_time={int(seconds)}", f"-seed={seed}", f"-dict={marks}", f"-artifact_prefix={found / target}/",
                 "-max_len=6000", "-timeout=60", "-rss_limit_mb=3000", "-verbosity=1", "-print_final_stats=1"]
        told = subprocess.run([sys.executable, "-m", "tools.fuzz.guided", target, *flags, str(grown), *folders], check=False, capture_output=True)
    lines = told.stderr.decode("utf-8", "replace").splitlines()
    counted = next((line.rpartition(" ")[2] for line in lines if line.startswith("stat::number_of_executed_units")), "?")
    if told.returncode:
        start = next((n for n, line in enumerate(lines) if "Uncaught Python exception" in line), max(len(lines) - 30, 0))
        print("\n".join([told.stdout.decode("utf-8", "replace"), *lines[start:start + 40]]))
    print(f"{target}: {counted} executions, {'all properties held' if not told.returncode else 'BROKEN'}", flush=True)
    return not told.returncode


def main() -> int:
    """The command line."""
    from tools.fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--runs", type=int, default=1_000_000_000)
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"), help="folder for inputs that break a property")
    parser.add_argument("--plain", action="store_true", help="change the corpus at random although atheris is installed")
    asked = parser.parse_args()
    engine = plain if asked.plain or importlib.util.find_spec("atheris") is None else guided
    targets = list(TARGETS) if asked.target == "all" else [asked.target]
    held = [engine(target, asked.runs, asked.seconds, asked.seed, asked.found) for target in targets]
    return 0 if all(held) else 1


if __name__ == "__main__":
    raise SystemExit(main())
