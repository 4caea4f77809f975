"""The examples of docs/exports.md, run as they stand there."""

from __future__ import annotations

import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.makers.archives import ROOT, archive, engross, scrape

TEXT = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ engross (.*)$", TEXT, re.MULTILINE)
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
QUERIES = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    archive(folder / "archive", scrape(folder / "in", 3))
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_run(place, command):
    if "parquet" in command:
        pytest.importorskip("pyarrow")
    told = engross(*shlex.split(command), cwd=place)
    assert (told.returncode, told.stderr) == (0, b""), told.stderr


@pytest.mark.parametrize("query", QUERIES)
def test_queries_find_something(place, query):
    engross("export", "archive/", "--to", "sqlite", "-o", "queried.db", cwd=place)
    with closing(sqlite3.connect(place / "queried.db")) as database:
        assert len(database.execute(query).fetchall()) == 3


@pytest.mark.parametrize("code", PYTHON)
def test_code_prints_something(place, code):
    pytest.importorskip("pyarrow")
    engross("export", "archive/", "--to", "parquet", "-o", "articles.parquet", cwd=place)
    told = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, check=False, timeout=60)
    assert (told.returncode, len(told.stdout.splitlines())) == (0, 3), told.stderr


def test_the_example_of_a_vertical_file_is_true(place):
    def told(text: str) -> list[str]:
        return re.sub(r'confidence="[^"]*"', "", text).splitlines()  # that of the example changes with the model

    example = told(re.search(r"```\n(<doc .*?)```", TEXT, re.DOTALL)[1])
    lines = iter(told(engross("export", "archive/", "--to", "vertical", "-o", "-", cwd=place).stdout.decode()))
    for n, line in enumerate(example):
        if line != "…":
            assert line in lines if example[n - 1] == "…" else line == next(lines), line


def test_the_example_of_show_is_true(place):
    command, example = re.search(r"\$ engross (show .*?)\n```\n\n```\n(.*?)```", TEXT, re.DOTALL).groups()
    assert engross(*shlex.split(command), cwd=place).stdout.decode().startswith(f"{example}\nIn the archive:\n")
