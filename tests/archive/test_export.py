"""``engross export`` from an archive to files."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from fastwarc.stream_io import ZstdReader
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive.run import databases, places
from pipeline.archive.run import export as exporting
from pipeline.archive.run.export import export
from pipeline.archive.run.formats import FORMATS
from pipeline.archive.run.selection import Selection
from pipeline.archive.store.disk import ArchiveError
from pipeline.cli import exporting as command
from pipeline.writers.exports.neutral import neutral_text
from tests.archive.test_copies import dropping, text
from tests.makers.archives import archive, bag, engross, page, scrape
from tests.makers.unwritable import engross_obeying, read_only

ALL = Selection()


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Six articles, of which one has two versions, in batches of two."""
    folder = tmp_path_factory.mktemp("made")
    source = scrape(folder / "in", 6)
    archive(folder / "out", source)
    (source / "page001.txt").write_text(page(1).replace("most of them", "all of them"), encoding="utf-8")
    archive(folder / "out", source)
    return folder / "out"


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def contents(path: Path) -> dict[str, bytes]:
    if path.is_file():
        return {"": path.read_bytes()}
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def test_the_command_offers_every_format():
    assert sorted(command._FORMATS) == sorted(FORMATS)


def test_only_current_versions_are_exported(made, tmp_path):
    told = export(made, tmp_path / "a.jsonl", "jsonl", ALL)
    found = rows(tmp_path / "a.jsonl")
    assert (told.articles, told.left_out) == (6, 0)
    assert sorted((row["source"]["name"], row["version"]) for row in found) == [(f"page00{n}.txt", 2 if n == 1 else 1) for n in range(6)]
    assert all(row["removed"] for row in found)


def test_dropped_copies_are_not_exported(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text(text(1), encoding="utf-8")
    (source / "b.txt").write_text(text(1, changed=1), encoding="utf-8")
    dropping(tmp_path / "tagged", source, drop=False)
    export(tmp_path / "tagged", tmp_path / "all.jsonl", "jsonl", ALL)
    export(tmp_path / "tagged", tmp_path / "some.jsonl", "jsonl", Selection(without_copies=True))
    first, copy = sorted(rows(tmp_path / "all.jsonl"), key=lambda row: row["copy_of"] is not None)
    assert (first["copy_of"], copy["copy_of"]) == (None, first["id"])
    assert [row["id"] for row in rows(tmp_path / "some.jsonl")] == [first["id"]]
    dropping(tmp_path / "dropped", source)
    export(tmp_path / "dropped", tmp_path / "left.jsonl", "jsonl", ALL)
    assert len(rows(tmp_path / "left.jsonl")) == 1


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_archive_gives_the_same_bytes_and_stays_as_it_is(made, tmp_path, name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    before = bag(made)
    export(made, tmp_path / "one" / "x", name, ALL)
    export(made, tmp_path / "two" / "x", name, ALL)
    assert contents(tmp_path / "one" / "x") == contents(tmp_path / "two" / "x")
    assert contents(tmp_path / "one" / "x")
    assert sorted(path.name for path in (tmp_path / "one").iterdir() if path.name.endswith(".part")) == []
    assert bag(made) == before


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.is_stream and not form.packs_itself])
@pytest.mark.parametrize(("suffix", "unpacked"), [(".gz", gzip.decompress), (".zst", lambda data: ZstdReader(io.BytesIO(data)).read())])
def test_compressed_it_is_the_same(made, tmp_path, name, suffix, unpacked):
    for stem in ("x", "y"):
        export(made, tmp_path / f"{stem}.plain", name, ALL)
        export(made, tmp_path / f"{stem}{suffix}", name, ALL)
    assert unpacked((tmp_path / f"x{suffix}").read_bytes()) == (tmp_path / "x.plain").read_bytes()
    assert (tmp_path / f"x{suffix}").read_bytes() == (tmp_path / f"y{suffix}").read_bytes()


@pytest.mark.parametrize(("suffix", "reader"), [(".gz", lambda stream: gzip.GzipFile(fileobj=stream)), (".zst", ZstdReader)])
def test_a_large_piece_is_compressed_whole(suffix, reader):
    piece, size, last = bytes(9 << 20) + b"end", 0, b""
    with tempfile.TemporaryFile() as stream:
        with places._packed(stream, suffix) as write:
            assert write(piece) == len(piece)
        stream.seek(0)
        packed = reader(stream)
        while chunk := packed.read(1 << 20):
            size, last = size + len(chunk), chunk
    assert size == len(piece)
    assert last.endswith(b"end")


def test_a_folder_has_a_file_for_each_article(made, tmp_path):
    export(made, tmp_path / "pages", "text", ALL)
    found = contents(tmp_path / "pages")
    assert len(found) == 6
    assert all(name.endswith(".txt") for name in found)
    assert sum(b"all of them came to see it" in content for content in found.values()) == 1


@pytest.mark.parametrize(("to", "name", "says"), [
    ("full", "text", "is not an empty folder"), ("full", "jsonl", "is a folder"), ("in-archive", "jsonl", "lies inside the archive"),
    ("x.jsonl.xz", "jsonl", "suffix .xz"), ("x.db.gz", "sqlite", "suffix .gz"), ("x.parquet.zst", "parquet", "suffix .zst"), (None, "sqlite", "can't be written to standard output"), (None, "text", "can't be written to standard output"),
])
def test_a_place_that_will_not_do(made, tmp_path, to, name, says):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    place = made / "data" / "x" if to == "in-archive" else tmp_path / to if to else None
    with pytest.raises(ArchiveError, match=says) as told:
        export(made, place, name, ALL)
    assert told.value.usage
    assert (tmp_path / "full" / "mine").read_text() == "mine"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_pipe_and_no_device_is_replaced(made, tmp_path, name):
    os.mkfifo(tmp_path / "pipe.x")
    with pytest.raises(ArchiveError, match=r"pipe\.x is a device or a pipe, not a file|pipe\.x exists and is not an empty folder") as told:
        export(made, tmp_path / "pipe.x", name, ALL)
    assert told.value.usage
    assert [path.is_fifo() for path in tmp_path.iterdir()] == [True]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_export_goes_where_a_link_leads(made, tmp_path, name):
    (tmp_path / "link.x").symlink_to("folder/there.x")
    export(made, tmp_path / "link.x", name, ALL)
    assert (tmp_path / "link.x").is_symlink()
    assert (tmp_path / "folder/there.x").exists()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_place_that_can_not_be_made_is_named(made, tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match=r"file/below/x\.y can't be written: .*file is a file, not a folder") as told:
        export(made, tmp_path / "file/below/x.y", name, ALL)
    assert told.value.usage
    with pytest.raises(ArchiveError, match=r"/n+ can't be written \(File name too long\)\. Mend that"):
        export(made, tmp_path / ("n" * 254), name, ALL)
    with pytest.raises(ArchiveError, match=r"/n+ can't be written \(File name too long\)\. Mend that"):
        export(made, tmp_path / ("n" * 300), name, ALL)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_may_not_be_written_is_named(made, tmp_path):
    (tmp_path / "locked").mkdir()
    with read_only(tmp_path / "locked"):
        told = engross_obeying("export", made, "--to", "sqlite", "-o", tmp_path / "locked/x")
    assert (told.returncode, told.stderr.decode()) == (
        1, f"engross: {tmp_path}/locked/x can't be written (Permission denied). Mend that and run the same command again.\n")


def test_a_package_that_is_not_installed_is_a_sentence(made, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "find_spec", lambda _: None)
    with pytest.raises(ArchiveError, match=r"parquet needs pyarrow.* pip install 'engross\[parquet\]'") as told:
        export(made, tmp_path / "x.parquet", "parquet", ALL)
    assert told.value.usage
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("option", "says"), [("--card", "--card goes with --to parquet, not with jsonl"), ("--ids", "--ids goes with --to text and markdown, not")])
def test_an_option_of_another_format(made, tmp_path, option, says):
    told = engross("export", made, "--to", "jsonl", option, "-o", tmp_path / "x")
    assert (told.returncode, says in told.stderr.decode()) == (2, True)


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_ids_of_all_blocks(made, tmp_path, name):
    export(made, tmp_path / "pages", name, ALL, option="ids")
    export(made, tmp_path / "x", "jsonl", ALL)
    written = b"\n".join(contents(tmp_path / "pages").values()).decode()
    for row in rows(tmp_path / "x"):
        assert all(block["id"] in written for section in row["sections"] for block in section["blocks"])


def test_nothing_is_left_where_an_export_fails(made, tmp_path):
    broken = tmp_path / "out"
    shutil.copytree(made, broken)
    last = max((broken / "data" / "articles").iterdir())
    last.write_bytes(last.read_bytes()[:-20] + b"\n")
    (tmp_path / "old.jsonl").write_text("old\n")
    for to, name in (("old.jsonl", "jsonl"), ("pages", "text"), ("new.db", "sqlite")):
        with pytest.raises(ArchiveError, match="Run: engross verify"):
            export(broken, tmp_path / to, name, ALL)
    assert (tmp_path / "old.jsonl").read_text() == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.jsonl", "out"]


@pytest.mark.parametrize("name", ["markdown", "vertical", "sqlite"])
def test_a_line_without_its_sections_is_a_sentence(made, tmp_path, name):
    broken = tmp_path / "out"
    shutil.copytree(made, broken)
    last = max((broken / "data" / "articles").iterdir())
    lines = [{key: value for key, value in row.items() if key != "sections"} for row in rows(last)]
    last.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(ArchiveError, match=rf"{last.name}: the line of a\w+ is damaged .*Run: engross verify"):
        export(broken, tmp_path / "x", name, ALL)


def test_a_disk_that_takes_no_more_is_a_sentence(made, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "_pieces", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(ArchiveError, match="can't be written \\(No space left on device\\)"):
        export(made, tmp_path / "x", "jsonl", ALL)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_can_not_be_written_is_a_sentence(made, tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "SEARCH", "CREATE VIRTUAL TABLE t USING fts5_of_another_build (a);")
    with pytest.raises(ArchiveError, match=r"/x\.db can't be written \(.*no full-text search") as told:
        export(made, tmp_path / "x.db", "sqlite", ALL)
    assert str(told.value).endswith("run the same command again.")
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_every_line(made, tmp_path):
    seen: list[int] = []
    export(made, tmp_path / "x", "jsonl", ALL, progress=seen.append)
    assert seen == list(range(1, exporting.how_many(made) + 1)) == list(range(1, 8))


def test_command(made, tmp_path):
    told = engross("export", made, "--to", "jsonl", "-o", tmp_path / "x.jsonl", "--min-confidence", "0.0", "--language", "EN")
    assert (told.returncode, told.stderr) == (0, b"")
    words = sum(row["words"] for row in rows(tmp_path / "x.jsonl"))
    assert told.stdout.decode() == f"6 articles exported ({words} words), 0 left out by the filters. jsonl: {tmp_path}/x.jsonl\n"
    told = engross("export", made, "--to", "jsonl", "-o", "-")
    assert told.stdout == (tmp_path / "x.jsonl").read_bytes()
    assert told.stderr.startswith(b"6 articles exported")


def test_command_with_ids(made, tmp_path):
    ident = json.loads((made / "data/articles/00000.jsonl").read_bytes().splitlines()[0])["id"]
    (tmp_path / "ids").write_text(f"\n{ident}.p230\n{ident}\nafffffffffff0\n")
    told = engross("export", made, "--to", "jsonl", "-o", tmp_path / "x", "--id-file", tmp_path / "ids")
    assert (told.returncode, [row["id"] for row in rows(tmp_path / "x")]) == (1, [ident])
    assert b"has no current article afffffffffff0, as --id-file asks for. Remove such ids from that file" in told.stderr
    (tmp_path / "ids").write_text(f"{ident}\nnonsense\n")
    told = engross("export", made, "--to", "jsonl", "-o", tmp_path / "y", "--id-file", tmp_path / "ids")
    assert (told.returncode, b"line 2: nonsense is not the id" in told.stderr) == (2, True)


@pytest.mark.parametrize(("options", "code"), [
    (("--since", "May"), 2), (("--since", "2019-13"), 2), (("--kind", "poem"), 2), (("--to", "pdf"), 2), (("--site", "nowhere.example"), 1),
    (("--id-file", "missing"), 2),
])
def test_wrong_options_are_said(made, tmp_path, options, code):
    told = engross("export", made, "-o", tmp_path / "x", *(() if "--to" in options else ("--to", "jsonl")), *options)
    assert told.returncode == code
    assert told.stderr
    assert b"Traceback" not in told.stderr
    assert not (tmp_path / "x").exists()


def test_kinds_choose_removals(made, tmp_path):
    export(made, tmp_path / "all", "removed.jsonl", ALL)
    kind = rows(tmp_path / "all")[0]["kind"]
    export(made, tmp_path / "some", "removed.jsonl", Selection(kinds=frozenset({str(kind)})))
    assert rows(tmp_path / "some") == [row for row in rows(tmp_path / "all") if row["kind"] == kind]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """An article whose name and text hold terminal escapes and signs that reverse the direction of writing."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "in").mkdir()
    text = page(4).replace("opens its", "\x1b[2J\x9b31m opens \u202eits\u2067").replace("Name *", "Name \x1b]0;x\x07\u202e *")
    (folder / "in" / "\x1b[31m\u202ex.txt").write_text(text, encoding="utf-8")
    archive(folder / "out", folder / "in")
    return folder / "out"


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"sqlite", "parquet", "warc"}))  # those are not read on a screen, or hold sources
def test_nothing_of_a_hostile_source_acts_on_a_screen(hostile, tmp_path, name):
    export(hostile, tmp_path / "x", name, ALL)
    for content in contents(tmp_path / "x").values():
        assert neutral_text(content.decode()) == content.decode()


def test_the_clean_text_beside_a_hostile_source_does_not_act(hostile, tmp_path):
    export(hostile, tmp_path / "x", "warc", ALL)
    with (tmp_path / "x").open("rb") as stream:
        [text] = [record.raw_stream.read().decode() for record in ArchiveIterator(stream) if record.rec_type == "conversion"]
    assert neutral_text(text) == text
    assert "Elm" in text


def test_a_database_of_a_hostile_source_holds_values_that_do_not_act(hostile, tmp_path):
    export(hostile, tmp_path / "x.db", "sqlite", ALL)
    with closing(sqlite3.connect(tmp_path / "x.db")) as database:
        values = [value for table in ("articles", "blocks", "removed", "metadata", "doubts") for row in database.execute(f"SELECT * FROM {table}")
                  for value in row if isinstance(value, str)]
    assert any("Elm" in value for value in values)
    assert [value for value in values if neutral_text(value) != value] == []
