"""Notes of Luigi's tasks: the stamp of an input, by which a task knows that there is something new."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.archive.run.notes import input_stamp
from pipeline.settings import Articles, Settings
from tests.makers.archives import scrape


def test_the_stamp_of_an_input_changes_with_each_file_and_with_the_recipe(tmp_path: Path) -> None:
    source = scrape(tmp_path / "in", 2)

    def stamp(publisher: str = "The Weir") -> str:
        return input_stamp(str(source), tmp_path / "out", Settings(articles=Articles(publisher=publisher)))

    seen = [stamp()]
    assert stamp() == seen[0]
    assert stamp("The Sluice") != seen[0]
    page = source / "page000.txt"
    moment = page.stat().st_mtime_ns
    page.write_bytes(page.read_bytes().replace(b"bridge", b"tunnel"))
    os.utime(page, ns=(moment, moment + 1_000_000_000))
    seen.append(stamp())
    page.write_bytes(page.read_bytes() + b"One more line.\n")
    seen.append(stamp())
    (source / "new.txt").write_bytes(b"A new page.\n")
    seen.append(stamp())
    page.unlink()
    seen.append(stamp())
    assert len(set(seen)) == 5
