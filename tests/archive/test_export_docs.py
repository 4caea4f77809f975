"""The examples of docs/exports.md, run as they stand there."""

from __future__ import annotations

import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.makers.archives import ROOT, archive, engross, scrape

TEXT = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ engross (.*)$", TEXT, re.MULTILINE)
QUERIES = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    archive(folder / "archive", scrape(folder / "in", 3))
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_run(place, command):
    told = engross(*shlex.split(command), cwd=place)
    assert (told.returncode, told.stderr) == (0, b""), told.stderr


@pytest.mark.parametrize("query", QUERIES)
def test_queries_find_something(place, query):
    engross("export", "archive/", "--to", "sqlite", "-o", "queried.db", cwd=place)
    with closing(sqlite3.connect(place / "queried.db")) as database:
        assert len(database.execute(query).fetchall()) == 3
