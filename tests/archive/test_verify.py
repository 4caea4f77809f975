"""Verification: damage of every kind is found and named, and costs no other batch its check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.archive.verify.verify import verify
from pipeline.validate import Problem
from tests.makers.archives import archive, page, relist, scrape


def damaged(root: Path) -> set[str]:
    return {fault.code for fault in verify(root).faults}


@pytest.fixture
def whole_archive(tmp_path: Path) -> Path:
    source = scrape(tmp_path / "in", 3)
    (source / "empty.txt").write_bytes(b"")
    archive(tmp_path / "out", source)
    assert damaged(tmp_path / "out") == set()
    return tmp_path / "out"


def test_a_flipped_bit_in_any_file_is_found_and_named(whole_archive):
    files = [path for path in whole_archive.rglob("*") if path.is_file() and path.suffix != ".sqlite"]
    assert len(files) > 12
    for path in files:
        content = path.read_bytes()
        at = len(content) // 2
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1:])
        faults = verify(whole_archive).faults
        assert any(path.name in fault.where or path.name in fault.sentence for fault in faults), path
        path.write_bytes(content)
    assert damaged(whole_archive) == set()


def test_a_value_without_proof_is_a_fault_until_a_later_version_stands(tmp_path, monkeypatch):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)

    def of_the_first_version(article):
        return [Problem("value-unproved", "published", "The date says more.")] if article["version"] == 1 else []

    monkeypatch.setattr("pipeline.archive.verify.batch.validate_evidence", of_the_first_version)
    assert [fault.code for fault in verify(tmp_path / "out").faults] == ["value-unproved"] * 2
    first, second = sorted(source.iterdir())
    first.write_text(first.read_text() + "\n\nThe kiln was lit again on the next day, and it was hot.\n")
    archive(tmp_path / "out", source)
    [fault] = verify(tmp_path / "out").faults
    assert fault.code == "value-unproved"
    second.write_text(second.read_text() + "\n\nThe kiln was lit again on the next day, and it was hot.\n")
    archive(tmp_path / "out", source)
    assert verify(tmp_path / "out").faults == []


def test_lost_and_strange_files_are_found(whole_archive):
    lost = next((whole_archive / "data/tei").rglob("*.xml"))
    content = lost.read_bytes()
    lost.unlink()
    assert {"missing", "dangling", "oxum"} <= damaged(whole_archive)
    lost.write_bytes(content)
    (whole_archive / "data/notes.txt").write_text("not ours")
    assert {"unlisted", "oxum"} <= damaged(whole_archive)


@pytest.mark.parametrize("name", [".DS_Store", "._00000.jsonl", "00000 (copy).jsonl", "notes.jsonl"])
def test_strange_files_among_the_data_break_nothing(tmp_path, name):
    """What an operating system or a person leaves there is for verify to name; the caches follow the archive's own files."""
    source = scrape(tmp_path / "in", 3)
    archive(tmp_path / "out", source)
    for folder in ("articles", "sources", "failed", "memory"):
        (tmp_path / "out/data" / folder).mkdir(exist_ok=True)
        (tmp_path / "out/data" / folder / name).write_bytes(b"\0\0")
    (tmp_path / "out/catalogue.sqlite").unlink()
    assert archive(tmp_path / "out", source).unchanged == 3
    assert "unlisted" in damaged(tmp_path / "out")


def changed_word(line: bytes) -> bytes:
    record = json.loads(line)
    block = record["sections"][0]["blocks"][0]
    block["text"] = block["text"].replace("waited", "wailed")
    record["text"] = record["text"].replace("waited", "wailed")
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize(("kind", "change", "expected"), [
    ("articles", lambda data: b"\n".join([changed_word(data.split(b"\n")[0]), *data.split(b"\n")[1:]]), "rebuild"),
    ("articles", lambda data: data.split(b"\n", 1)[1], "dangling"),
    ("articles", lambda data: data + data.split(b"\n", 1)[0] + b"\n", "id-twice"),
    ("articles", lambda data: data[:-40], "cut-off"),
    ("articles", lambda data: data.replace(b'"version":1', b'"version":"1"', 1), "line-invalid"),
    ("ledger", lambda data: data.replace(b"Leave a Reply", b"Leave a Rebly", 1), "rebuild"),
    ("ledger", lambda data: b"{}\n" + data, "broken-line"),
    ("failed", lambda data: data.replace(b'"warning": false', b'"warning": "no"'), "broken-line"),
    ("sources", lambda data: data[:-30], "broken-record"),
    ("tei", lambda data: data.replace(b"<body>", b"<body><wrong/>", 1), "tei-invalid"),
    ("tei", lambda data: data.replace(b"waited", b"wailed", 1), None),
    ("tei", lambda data: data.replace(b"</TEI>", b"", 1), "tei-not-well-formed"),
])
def test_what_fixity_cannot_find_is_found_by_the_contents(whole_archive, kind, change, expected):
    path = next(path for path in sorted((whole_archive / "data" / kind).rglob("*")) if path.is_file())
    relist(whole_archive, path, change(path.read_bytes()))
    found = damaged(whole_archive)
    assert "fixity" not in found
    assert "oxum" not in found
    assert (expected in found) if expected else found


def without(data: bytes, *path: str) -> bytes:
    """The first line without one of its fields."""
    first, rest = data.split(b"\n", 1)
    record = json.loads(first)
    inner = record
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return json.dumps(record).encode() + b"\n" + rest


@pytest.mark.parametrize(("kind", "change", "expected"), [
    ("articles", lambda data: without(data, "supersedes"), "line-invalid"),
    ("articles", lambda data: without(data, "source"), "line-invalid"),
    ("articles", lambda data: without(data, "source", "sha256"), "line-invalid"),
    ("articles", lambda data: data.replace(b'"source":{', b'"source":null,"was":{', 1), "line-invalid"),
    ("articles", lambda data: data.replace(b'"encoding":{"name":"utf-8"', b'"encoding":{"name":"no-such-code"', 1), "decoding"),
    ("articles", lambda data: data.replace(b'"encoding":{"name":"utf-8"', b'"encoding":{"name":"idna"', 1), "decoding"),
    ("articles", lambda data: data.replace(b'"version":1', b'"version":1e999', 1), "broken-line"),
    ("articles", lambda data: data.replace(b'"version":1', b'"version":1000000000000000000000', 1), "broken-line"),
    ("ledger", lambda data: data.replace(b'"version":1', b'"version":0', 1), "broken-line"),
    ("articles", lambda data: b"[1]\n3\nnull\n" + data, "broken-line"),
    ("memory", lambda data: b"{}\n" + data, "broken-line"),
    ("memory", lambda data: b"no line\n" + data, "broken-line"),
    ("memory", lambda data: data.replace(b'"votes":[]', b'"votes":"none"', 1), "broken-line"),
    ("memory", lambda data: data[:-20], "cut-off"),
    ("recipes", lambda data: data.replace(b'"parts"', b'"party"', 1), "broken-line"),
])
def test_lines_of_another_form_are_faults_and_no_end_of_the_check(whole_archive, kind, change, expected):
    path = next(path for path in sorted((whole_archive / "data" / kind).rglob("*")) if path.is_file())
    changed = change(path.read_bytes())
    assert changed != path.read_bytes()
    relist(whole_archive, path, changed)
    found = damaged(whole_archive)
    assert expected in found
    assert "not-checked" not in found


def test_a_check_that_breaks_off_costs_no_other_batch(whole_archive, monkeypatch):
    from pipeline.archive.verify import batch

    def broken(data, name, real=batch._readings):
        if b"Birch" in data:
            raise RuntimeError("broken")
        return real(data, name)

    monkeypatch.setattr(batch, "_readings", broken)
    report = verify(whole_archive)
    assert [fault.code for fault in report.faults] == ["not-checked"]
    assert report.batches == report.of_batches


def test_a_source_that_was_exchanged_is_found(whole_archive, tmp_path):
    """The records of another archive in which one source reads differently, checksums and all."""
    source = scrape(tmp_path / "other", 3)
    (source / "page001.txt").write_text(page(1).replace("waited", "wailed"), encoding="utf-8")
    (source / "empty.txt").write_bytes(b"")
    archive(tmp_path / "out2", source)
    relist(whole_archive, whole_archive / "data/sources/00001.warc.gz", (tmp_path / "out2/data/sources/00001.warc.gz").read_bytes())
    assert "source-digest" in damaged(whole_archive)


def test_a_changed_word_of_a_page_of_html_is_found(tmp_path):
    paragraphs = "".join(f"<p>{part}</p>" for part in page(2).split("\n\n")[2:6])
    (tmp_path / "in").mkdir()
    (tmp_path / "in/page.html").write_text(f"<!DOCTYPE html><html><body><article><h1>A new library</h1>{paragraphs}</article></body></html>")
    archive(tmp_path / "out", tmp_path / "in")
    assert damaged(tmp_path / "out") == set()
    path = tmp_path / "out/data/articles/00000.jsonl"
    relist(tmp_path / "out", path, path.read_bytes().replace(b"waited", b"wailed"))
    assert "coverage-text" in damaged(tmp_path / "out")


def test_verify_leaves_an_unfinished_run_to_archive(whole_archive):
    (whole_archive / "work/published").mkdir(parents=True)
    (whole_archive / "work/published/00009.json").write_text("{}")
    assert damaged(whole_archive) == {"unfinished-run"}


def test_verify_of_a_folder_that_is_no_archive(tmp_path):
    assert damaged(tmp_path / "nowhere") == {"no-archive"}
    assert damaged(tmp_path) == {"no-bag"}
    assert [str(fault) for fault in verify(tmp_path).faults] == [
        f"{tmp_path}: This folder is not an archive: it holds no file of a bag. Name the folder of an archive. [no-bag]"]
    (tmp_path / "data").mkdir()
    assert {"no-bag", "no-manifest"} <= damaged(tmp_path)
    assert not any("Errno" in str(fault) for fault in verify(tmp_path).faults)


def test_a_sample_is_looked_into_and_the_rest_is_counted(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 8))
    report = verify(tmp_path / "out", sample=3)
    assert (report.batches, report.of_batches, report.faults) == (2, 4, [])
    parallel = verify(tmp_path / "out", workers=2)
    assert (parallel.articles, parallel.faults) == (8, [])
