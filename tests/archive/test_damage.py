"""Damage of kinds that a first user made: links, lines of other forms, a run that broke off behind its last batch."""

from __future__ import annotations

import errno

import pytest

from pipeline.archive.store import disk
from pipeline.archive.verify.verify import verify
from tests.makers.archives import archive, engross, page, payload, relist, scrape


@pytest.fixture
def whole_archive(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 4))
    return tmp_path / "out"


def test_a_link_in_place_of_a_file_is_named(whole_archive):
    path = next((whole_archive / "data/articles").iterdir())
    path.rename(whole_archive / "moved.jsonl")
    path.symlink_to(whole_archive / "moved.jsonl")
    assert [fault.where for fault in verify(whole_archive).faults if fault.code == "link"] == [f"data/articles/{path.name}"]


def test_what_a_verifier_says_holds_no_message_of_python(whole_archive):
    path = next((whole_archive / "data/articles").iterdir())
    relist(whole_archive, path, b"[1]\n3\nnull\n{\n{}\n")
    told = " ".join(str(fault) for fault in verify(whole_archive).faults)
    assert "it is not a JSON object" in told
    assert not any(word in told for word in ("NoneType", "subscriptable", "char 0", "indices"))


def test_copies_that_a_run_could_not_tell_are_told_by_the_next(tmp_path, monkeypatch):
    """A run that breaks off behind its last batch, as on a full disk, leaves nothing to clean; the tags of copies come all the same."""
    source = scrape(tmp_path / "in", 3)
    (source / "twin.txt").write_text(page(1).replace("By Ada Quill", "By Bo Larch"), encoding="utf-8")
    assert engross("archive", source, "-o", tmp_path / "whole").returncode == 0

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pipeline.archive.run.publish._tell_copies", full)
    with pytest.raises(OSError, match="No space"):
        archive(tmp_path / "out", source, batch=200)
    assert not (tmp_path / "out/data/copies").exists()
    assert engross("archive", source, "-o", tmp_path / "out").returncode == 0
    assert payload(tmp_path / "out") == payload(tmp_path / "whole")


@pytest.mark.parametrize("line", [b"no line\n", b"{}\n", b"[]\n"])
def test_a_broken_memory_ends_a_run_with_a_sentence(tmp_path, line):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    path = next((tmp_path / "out/data/memory").iterdir())
    path.write_bytes(line)
    (tmp_path / "out/memory.sqlite").unlink()
    (source / "new.txt").write_text(page(5), encoding="utf-8")
    with pytest.raises(disk.ArchiveError, match=r"memory/0000\d.jsonl, line 1: this can't be read .*Run: engross verify"):
        archive(tmp_path / "out", source)


@pytest.mark.parametrize("kind", ["articles", "ledger", "memory", "sources"])
@pytest.mark.parametrize("command", [("archive", "in", "-o", "out"), ("plan", "in", "-o", "out"), ("export", "out", "--to", "jsonl", "-o", "x.jsonl")])
def test_a_batch_that_is_missing_is_told_and_not_passed_over(whole_archive, tmp_path, monkeypatch, kind, command):
    monkeypatch.chdir(tmp_path)
    (whole_archive / "data" / kind / "00000.jsonl").with_suffix(".warc.gz" if kind == "sources" else ".jsonl").unlink()
    result = engross(*command)
    assert result.returncode == 1
    assert f"data/{kind}/00000".encode() in result.stderr and b"engross verify" in result.stderr
    assert not (tmp_path / "x.jsonl").exists()


def test_a_damaged_line_is_told_by_its_number(whole_archive):
    path = whole_archive / "data/articles/00000.jsonl"
    content = path.read_bytes()
    path.write_bytes(content + content[:100])
    last = f"00000.jsonl, line {len(content.splitlines()) + 1}: this can't be read (it is cut off".encode()
    result = engross("export", whole_archive, "--to", "jsonl", "-o", whole_archive.parent / "x.jsonl")
    assert result.returncode == 1 and last in result.stderr


def test_a_verification_that_fails_says_what_to_do(whole_archive):
    next((whole_archive / "data/tei/00000").iterdir()).write_bytes(b"<TEI/>")
    assert "from a copy of the archive" in verify(whole_archive).to_text().splitlines()[-1]


@pytest.mark.parametrize("command", [("archive", "in", "-o", "out"), ("export", "out", "--to", "jsonl", "-o", "x.jsonl"), ("copies", "out")])
def test_an_archive_without_its_declaration_is_named_as_one(whole_archive, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    (whole_archive / "bagit.txt").unlink()
    result = engross(*command)
    assert result.returncode == 2 and b"is an archive without its bagit.txt" in result.stderr


def test_an_archive_among_the_input_is_named_and_not_read(whole_archive, tmp_path):
    whole_archive.rename(tmp_path / "in" / "old")
    result = engross("archive", tmp_path / "in", "-o", tmp_path / "new")
    assert result.returncode == 1 and b"4 archived, 0 unchanged, 1 failed" in result.stdout
    assert b"old/: this is an archive of Engross" in result.stderr and b"data/sources/*.warc.gz" in result.stderr
