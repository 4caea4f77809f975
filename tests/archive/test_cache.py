"""What all caches have in common: they start over where they do not fit what is there, and take each file wholly or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.archive.caches.cache import BatchCache, digest_of, numbered


class Lines(BatchCache):
    """A cache of the lines of ``data/lines``."""

    FORMAT = "1"
    TABLES = "CREATE TABLE lines (line TEXT);"

    def catch_up(self, root: Path) -> list[int]:
        taken: list[int] = []

        def take(number: int) -> None:
            taken.append(number)
            for line in numbered(root, "lines")[number].read_text("utf-8").split():
                self._db.execute("INSERT INTO lines VALUES (?)", (line,))
                if line == "broken":
                    raise ValueError(line)

        self._catch_up(numbered(root, "lines"), take)
        return taken

    def lines(self) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT line FROM lines ORDER BY rowid")]


class OtherLines(Lines):
    """The same in a later format."""

    FORMAT = "2"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "lines"
    folder.mkdir(parents=True)
    (folder / "00000.jsonl").write_text("one two", "utf-8")
    (folder / "00001.jsonl").write_text("three", "utf-8")
    return tmp_path


def run(root: Path, kind: type[Lines] = Lines) -> tuple[list[int], list[str]]:
    with kind(root / "lines.sqlite") as cache:
        return cache.catch_up(root), cache.lines()


def test_only_new_files_are_taken_in(root: Path) -> None:
    assert run(root) == ([0, 1], ["one", "two", "three"])
    assert run(root) == ([], ["one", "two", "three"])
    (root / "data" / "lines" / "00002.jsonl").write_text("four", "utf-8")
    assert run(root) == ([2], ["one", "two", "three", "four"])


@pytest.mark.parametrize("change", ["last file differs", "last file missing", "no database", "another format", "deleted"])
def test_a_cache_that_does_not_fit_starts_over(root: Path, change: str) -> None:
    run(root)
    last, kind = root / "data" / "lines" / "00001.jsonl", Lines
    if change == "last file differs":
        last.write_text("other", "utf-8")
    elif change == "last file missing":
        last.unlink()
    elif change == "no database":
        (root / "lines.sqlite").write_bytes(b"no database at all" * 100)
    elif change == "deleted":
        (root / "lines.sqlite").unlink()
    else:
        kind = OtherLines
    assert run(root, kind)[1] == ["one", "two", *(last.read_text("utf-8").split() if last.exists() else [])]


def test_a_file_is_taken_in_wholly_or_not_at_all(root: Path) -> None:
    (root / "data" / "lines" / "00001.jsonl").write_text("three broken", "utf-8")
    with Lines(root / "lines.sqlite") as cache:
        with pytest.raises(ValueError, match="broken"):
            cache.catch_up(root)
        assert cache.lines() == ["one", "two"]


def test_the_digest_of_a_missing_file_is_empty(root: Path) -> None:
    assert digest_of(root / "missing") == ""
    assert len(digest_of(root / "data" / "lines" / "00000.jsonl")) == 64
