"""Small scrapes and the archives made from them, for the tests of everything below the edge."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.archive.run.batch import work_batch
from pipeline.archive.run.plan import Plan
from pipeline.archive.run.run import Run, Summary
from pipeline.engines import local
from pipeline.settings import Archive, Settings

ROOT = Path(__file__).resolve().parents[2]

_TOWNS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Larch", "Maple")
_THINGS = ("bridge", "ferry", "library", "market", "mill", "orchard", "pier", "quarry", "school", "tram")


def page(n: int) -> str:
    """An article about nothing much, no two alike, with what sites print around one."""
    town, thing = _TOWNS[n % 12], _THINGS[n % 10]
    return (
        f"{town} opens its new {thing} after {n + 2} years\n\nBy Ada Quill\n\n"
        f"The people of {town} waited {n + 2} years for the {thing} that opened this week, and most of them came to see it on the first day.\n\n"
        f"“We counted {100 + n} visitors before noon,” said the keeper of the {thing}, who had not expected so many and had to send for more chairs.\n\n"
        "What it cost\n\n"
        f"The council put the cost at {n + 3} million, a little more than half of which came from the sale of the old one.\n\n"
        "Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n\nName *\n\nEmail *\n\nWebsite\n\nPost Comment\n"
    )


def scrape(folder: Path, count: int = 6) -> Path:
    """A folder of pages."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        (folder / f"page{n:03d}.txt").write_text(page(n), encoding="utf-8")
    return folder


def scrape_with_pages(folder: Path, count: int) -> Path:
    """A folder of pages, and beside them the pages of ``tests/cases/report``."""
    scrape(folder, count)
    for path in (ROOT / "tests" / "cases" / "report" / "pages").iterdir():
        shutil.copy(path, folder)
    return folder


def archive(root: Path, *inputs: Path | str, batch: int = 2, reapply: bool = False, drop_copies: bool = False) -> Summary:
    """A run without Luigi; sources are cleaned in this process."""
    with Run(root, Settings(archive=Archive(batch=batch))) as run:
        plan = run.make_plan([str(path) for path in inputs], reapply=reapply, drop_copies=drop_copies)
        for part in plan.batches:
            work_batch(run.work, part.key)
        run.publish()
        return run.summary()


def finish(run: Run, plan: Plan) -> None:
    """Works on all batches of a plan, with sources cleaned in a second process, and publishes them."""
    local.run(run.work, [batch.key for batch in plan.batches], lambda _: None)
    run.publish()


def payload(root: Path) -> dict[str, bytes]:
    """Every file below ``data/``."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted((root / "data").rglob("*")) if path.is_file()}


def bag(root: Path) -> dict[str, bytes]:
    """Payload and tag files."""
    return payload(root) | {path.name: path.read_bytes() for path in sorted(root.glob("*.txt"))}


def relist(root: Path, path: Path, content: bytes) -> None:
    """Changes a file and every checksum that covers it, so that fixity alone does not find the change."""
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    size = len(content) - path.stat().st_size
    path.write_bytes(content)
    manifest = root / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text().replace(old, hashlib.sha256(content).hexdigest()))
    info = root / "bag-info.txt"
    lines = info.read_text().splitlines()
    lines = [f"Payload-Oxum: {int(x.split()[1].split('.')[0]) + size}.{x.split('.')[1]}" if x.startswith("Payload") else x for x in lines]
    info.write_text("\n".join(lines) + "\n")
    retag(root)


def retag(root: Path) -> None:
    """Writes the tag manifest anew, so that a change in a tag file is not found by its checksum."""
    names = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    tags = "".join(f"{hashlib.sha256((root / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (root / "tagmanifest-sha256.txt").write_text(tags)


def lines(root: Path, kind: str) -> list[dict[str, Any]]:
    """The records of one kind (``articles``, ``ledger``, ``failed`` …), batch after batch."""
    return [json.loads(line) for path in sorted((root / "data" / kind).glob("*")) for line in path.read_bytes().splitlines()]


def current(root: Path, kind: str = "articles") -> dict[str, dict[str, Any]]:
    """The latest version of every article that was not dropped as a copy, by id, without the fields that number versions."""
    dropped = {(row["id"], row["version"]) for row in lines(root, "dropped")}
    last = {row["id"]: row["version"] for row in sorted(lines(root, "articles") + lines(root, "dropped"), key=lambda row: row["version"])}
    return {row["id"]: {key: value for key, value in row.items() if key not in ("version", "supersedes")}
            for row in lines(root, kind) if row["version"] == last[row["id"]] and (row["id"], row["version"]) not in dropped}


def engross(*arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"", env: dict[str, str] | None = None, timeout: float = 120) -> subprocess.CompletedProcess[bytes]:
    """The command line, in a process of its own."""
    return subprocess.run(command(*arguments), cwd=cwd, input=stdin, env=environment(env), capture_output=True, check=False, timeout=timeout)


def command(*arguments: str | Path) -> list[str]:
    """The arguments of a process that runs the command line."""
    return [sys.executable, "-m", "pipeline", *map(str, arguments)]


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of such a process: this one, without what changes results."""
    kept = {key: value for key, value in os.environ.items() if key not in ("SOURCE_DATE_EPOCH", "PYTHONHASHSEED")}
    return kept | {"PYTHONPATH": str(ROOT)} | (extra or {})


def names(rows: Iterable[object]) -> list[str]:
    """The names of rows or failures, sorted."""
    return sorted(row.name for row in rows)  # type: ignore[attr-defined]
