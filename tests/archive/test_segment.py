"""``engross show``: every id of an export leads back to the words of the source."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.run.export import export
from pipeline.archive.run.segment import find_segment
from pipeline.archive.run.selection import Selection
from tests.makers.archives import archive, engross, page, scrape

LIST = ("What the ferry carries\n\nBy Ada Quill\n\nThe ferry of Elm carried more this year than in any of the ten years before, says the keeper of its books.\n\n"
        "The keeper of the books gave us the list of what was carried, in the order in which it was written down:\n\n"
        "- seven hundred chairs for the new school\n- a bell that nobody had asked for\n- the old bridge, in parts\n\n"
        "Nothing was lost on the way, apart from one of the chairs, which was found a week later on the other side of the river.\n")
HTML = ("<!DOCTYPE html><html><head><title>Bells</title></head><body><nav><a href='/'>Home</a> <a href='/news'>News</a></nav><article><h1>Bells</h1>"
        "<p>The bells of Fir rang on Sunday for the first time in thirty years, and <em>everybody</em> came to the window to listen to them.</p>"
        "<h2>The cost &amp; the noise</h2><p>Nobody complained of the noise, although the council had set a table at the door for complaints.</p></article>"
        "</body></html>")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    source = scrape(folder / "in", 2)
    (source / "list.txt").write_text(LIST, encoding="utf-8")
    (source / "bells.html").write_text(HTML, encoding="utf-8")
    archive(folder / "out", source)
    (source / "page001.txt").write_text(page(1).replace("most of them", "nearly all of them"), encoding="utf-8")
    archive(folder / "out", source)
    return folder / "out"


def pages() -> dict[str, str]:
    return {"page000.txt": page(0), "page001.txt": page(1).replace("most of them", "nearly all of them"), "list.txt": LIST, "bells.html": HTML}


def rows(root: Path, folder: Path) -> list[dict[str, object]]:
    export(root, folder / "rows.jsonl", "jsonl", Selection())
    return [json.loads(line) for line in (folder / "rows.jsonl").read_bytes().splitlines()]


def test_every_id_of_an_export_leads_to_its_words(made, tmp_path):
    count = 0
    with open_catalogue(made, in_memory=True) as catalogue:
        for row in rows(made, tmp_path):
            source = pages()[row["source"]["name"]]
            blocks = [*row["front"], *(b for s in row["sections"] for b in (*([s["head"]] if "head" in s else []), *s["blocks"]))]
            for block in (*blocks, *row["removed"]):
                found = find_segment(made, catalogue, block["id"])
                assert (found.start, found.end, found.text, found.kind) == (block["start"], block["end"], block["text"], block["kind"])
                assert found.words == source[block["start"]:block["end"]]
                assert (found.article["version"], found.is_current) == (row["version"], True)
                assert found.line == source[:block["start"]].count("\n") + 1
                count += 1
    assert count > 20


def test_every_id_of_the_documents_leads_somewhere(made):
    kinds = set()
    with open_catalogue(made, in_memory=True) as catalogue:
        for path in (made / "data/tei").rglob("*.xml"):
            text = path.read_text("utf-8").partition("<text ")[2]
            for ident in re.findall(r'<(?!note|standOff|gap)[a-z]+ xml:id="([^"]+)"', text):
                found = find_segment(made, catalogue, ident)
                assert found is not None, ident
                assert found.words
                kinds.add((found.what, found.kind))
    assert ("element", "list") in kinds


def test_sections_and_articles(made, tmp_path):
    [row] = [row for row in rows(made, tmp_path) if row["source"]["name"] == "bells.html"]
    with open_catalogue(made, in_memory=True) as catalogue:
        found = find_segment(made, catalogue, row["sections"][-1]["id"])
        assert (found.what, found.section) == ("section", "The cost & the noise")
        assert found.words.startswith("The cost &amp; the noise</h2>")
        whole = find_segment(made, catalogue, row["id"])
        assert (whole.what, whole.words, whole.text) == ("article", HTML, row["text"])


def test_an_id_that_only_an_older_version_has(made):
    old = next(row for path in sorted((made / "data/articles").iterdir()) for row in map(json.loads, path.read_bytes().splitlines())
               if row["source"]["name"] == "page001.txt")
    ident = old["sections"][-1]["blocks"][-1]["id"]
    told = engross("show", ident, made)
    assert told.returncode == 0
    assert b"version 1, which is not the current one: Birch opens" in told.stdout


def test_command(made, tmp_path):
    [row] = [row for row in rows(made, tmp_path) if row["source"]["name"] == "page000.txt"]
    block = row["sections"][0]["blocks"][0]
    told = engross("show", block["id"], made)
    lines = told.stdout.decode().split("\n")
    assert lines[0] == f"{block['id']}  paragraph"
    assert lines[1] == f"article  {row['id']}, version 1: Alder opens its new bridge after 2 years"
    assert f"place    characters {block['start']} to {block['end']} of {len(page(0))}, line 5 (utf-8)" in lines
    assert lines[-2] == page(0)[block["start"]:block["end"]]
    told = json.loads(engross("show", "--json", row["removed"][0]["id"], made).stdout)
    assert (told["what"], told["kind"], told["source"]) == ("removed", row["removed"][0]["kind"], row["removed"][0]["text"])


@pytest.mark.parametrize(("ident", "says"), [
    ("a0123456789ab.p1", " holds nothing with the id a0123456789ab.p1."), ("nonsense", "'nonsense' is not an id"), ("a0123456789ab.", "is not an id"),
    ("\x1b[31m", r"'\x1b[31m' is not an id"),
])
def test_an_id_that_is_not_there(made, ident, says):
    told = engross("show", ident, made)
    assert (told.returncode, told.stdout) == (2, b"")
    assert says in told.stderr.decode()


@pytest.mark.parametrize("command", ["show", "diff"])
def test_the_archive_may_stand_first(made, tmp_path, command):
    ident = rows(made, tmp_path)[0]["id"]
    told = engross(command, made, ident)
    assert told.returncode == 0
    assert told.stdout == engross(command, ident, made).stdout


def test_no_archive(tmp_path):
    assert engross("show", "a0123456789ab", tmp_path).returncode == 2


def test_nothing_acts_on_the_screen(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    (source / "\x1b[31mx.txt").write_text(page(3).replace("opens its", "\x1b[2J opens \u202eits"), encoding="utf-8")
    archive(tmp_path / "out", source)
    row = json.loads((tmp_path / "out/data/articles/00000.jsonl").read_bytes().splitlines()[0])
    for options in ((), ("--json",)):
        told = engross("show", row["id"], tmp_path / "out", *options).stdout.decode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", told)
        assert "Dogwood" in told
