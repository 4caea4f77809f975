"""The exchange: tasks go to machines without a shared disk and come back as the bytes of the local engine; what is hostile, cut or missing is told."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import sys
import tarfile
from functools import partial
from pathlib import Path

import pytest

from pipeline.archive.run.batch import done_folder
from pipeline.archive.run.jobs import Job, Piece, needed_by
from pipeline.archive.run.run import Run
from pipeline.archive.run.sketching import FEW
from pipeline.archive.store.disk import ArchiveError
from pipeline.engines import stores
from pipeline.engines.exchange import Exchange, stranger, work_away
from pipeline.engines.spark import _BATCHES, misfit
from pipeline.engines.tars import pack, unpack
from pipeline.settings import Archive, Settings, recipe
from tests.makers.archives import archive, bag, scrape

needs_fsspec = pytest.mark.skipif(importlib.util.find_spec("fsspec") is None, reason="fsspec is not installed (pip install 'engross[spark]').")
TOKEN = "0123456789abcdef"


# -- packing ------------------------------------------------------------------------------------------------------------------------------


def packed(folder: Path, name: str = "one.tar") -> Path:
    work = folder / "work"
    (work / "rules").mkdir(parents=True, exist_ok=True)
    (work / "spool").write_bytes(b"first second third")
    (work / "rules" / "a").write_bytes(b"rule")
    pack(work, [Piece("rules/a", 0, 4), Piece("spool", 0, 0), Piece("spool", 6, 6)], folder / name)
    return folder / name


def test_the_same_pieces_are_the_same_bytes(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "work").mkdir(mode=0o700)
    assert packed(tmp_path).read_bytes() == packed(tmp_path / "other", "two.tar").read_bytes()


def test_pieces_lie_where_they_lay(tmp_path):
    unpack(packed(tmp_path), tmp_path / "there")
    assert (tmp_path / "there" / "spool").read_bytes() == bytes(6) + b"second"
    assert (tmp_path / "there" / "rules" / "a").read_bytes() == b"rule"


def test_a_file_that_is_cut_or_changed_is_refused_before_anything_is_unpacked(tmp_path):
    whole = packed(tmp_path).read_bytes()
    bad = tmp_path / "bad.tar"
    for content in (b"", whole[:20], whole[:512], whole[:5120], whole[:-32], whole[:-1], whole.replace(b"second", b"sec0nd"), whole + b"\0"):
        bad.write_bytes(content)
        with pytest.raises(ArchiveError, match=r"^s3://bucket/bad\.tar can't be used: it was cut or changed on its way\."):
            unpack(bad, tmp_path / "there", "s3://bucket/bad.tar")
    assert not (tmp_path / "there").exists()


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "", start: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    made.pax_headers = {"ENGROSS.start": start} if start else {}
    return made


@pytest.mark.parametrize("evil", [
    member("/etc/evil"), member("../evil"), member("done/../../evil"), member("evil", tarfile.SYMTYPE, "/etc/passwd"), member("evil", tarfile.LNKTYPE, "../x"),
    member("evil", tarfile.CHRTYPE), member("evil", tarfile.FIFOTYPE), member("evil", start="-1"), member("evil", start="x"),
], ids=["absolute", "above", "above, later", "link", "hard link", "device", "pipe", "negative start", "no start"])
def test_a_hostile_file_is_refused_though_its_digest_is_right(tmp_path, evil):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(evil)
    (tmp_path / "evil.tar").write_bytes(out.getvalue() + hashlib.sha256(out.getvalue()).digest())
    with pytest.raises(ArchiveError, match="evil in it is no file that may be unpacked"):
        unpack(tmp_path / "evil.tar", tmp_path / "a" / "there")
    assert {path.name for path in tmp_path.rglob("*")} <= {"evil.tar", "a", "there"}


def test_what_is_no_tar_is_refused_though_its_digest_is_right(tmp_path):
    (tmp_path / "bad.tar").write_bytes(b"x" * 900 + hashlib.sha256(b"x" * 900).digest())
    with pytest.raises(ArchiveError, match="can't be used"):
        unpack(tmp_path / "bad.tar", tmp_path / "there")


def test_a_task_needs_its_own_sources_only(tmp_path):
    with Run(tmp_path / "out", Settings(archive=Archive(batch=2))) as run:
        plan = run.make_plan([str(scrape(tmp_path / "in", 6))])
        pieces = [needed_by(_BATCHES, run.work, batch.key) for batch in plan.batches]
        spool = (run.work / "spool").stat().st_size
    assert [piece.path for piece in pieces[1]] == [f"batches/{plan.batches[1].key}.jsonl", "plan.json", *(piece.path for piece in pieces[1][2:])]
    cut = [piece for own in pieces for piece in own if piece.path == "spool"]
    assert sum(piece.size for piece in cut) == spool
    assert any(piece.path.startswith("readings/") for piece in pieces[1])


# -- there and back -----------------------------------------------------------------------------------------------------------------------


class Machines:
    """Does a job as a cluster does, in this process. Meanwhile the folder of the run is away: nobody but the exchange has what is needed."""

    def __init__(self, root: Path, url: str) -> None:
        self.root, self.hidden = root, root.with_name("hidden")
        self.exchange = Exchange(url, root / "work", TOKEN)
        self.places: set[Path] = set()

    def each(self, job: Job, names: list[str]) -> None:
        names = self.exchange.missing(job, names)
        if not self.exchange._begun:
            self.exchange.open()
        number = self.exchange.give(job, names)
        self.root.rename(self.hidden)
        try:
            for name in [*names, names[0]]:  # one of them twice: its machine was lost and came back
                work_away(self.exchange.root, number, self.noting(job), name)
        finally:
            self.hidden.rename(self.root)
        self.exchange.fetch_all(0)

    def noting(self, job: Job) -> Job:
        def do(work: Path, name: str) -> None:
            self.places.add(work)
            job.do(work, name)

        return Job(do, job.needs, job.leaves, job.made, job.whole)


def archived_away(root: Path, source: Path, url: str, batch: int = 50) -> Machines:
    with Run(root, Settings(archive=Archive(batch=batch))) as run:
        machines = Machines(root, url)
        plan = run.make_plan([str(source)], elsewhere=machines.each)
        machines.each(_BATCHES, [batch.key for batch in plan.batches])
        run.publish()
    return machines


@needs_fsspec
def test_machines_that_never_see_the_archive_make_the_same_bytes(tmp_path):
    source, url = scrape(tmp_path / "in", FEW + 20), (tmp_path / "exchange").as_uri()
    archive(tmp_path / "plain", source, batch=50)
    machines = archived_away(tmp_path / "out", source, url)
    assert bag(tmp_path / "out") == bag(tmp_path / "plain")
    assert len(machines.places) == 5 + 1 + 9 + 1
    assert not any(place.exists() or place.is_relative_to(tmp_path) for place in machines.places)
    assert list((tmp_path / "exchange").iterdir()) == [tmp_path / "exchange" / f"engross-{TOKEN}"]
    machines.exchange.close()
    assert not any((tmp_path / "exchange").iterdir())


@contextlib.contextmanager
def one_batch(folder: Path):
    """A run with one batch that is in the exchange, and the function that works on it."""
    with Run(folder / "out", Settings()) as run:
        plan = run.make_plan([str(scrape(folder / "in", 3))])
        exchange = Exchange((folder / "exchange").as_uri(), run.work, TOKEN)
        exchange.open()
        key = plan.batches[0].key
        number = exchange.give(_BATCHES, [key])
        yield run, exchange, key, partial(work_away, exchange.root, number, _BATCHES, key)


@needs_fsspec
def test_what_was_fetched_before_a_run_was_killed_is_not_done_again(tmp_path):
    with one_batch(tmp_path) as (run, exchange, key, work):
        assert exchange.missing(_BATCHES, [key, "other"]) == [key, "other"]
        work()
        exchange.fetch_all(0)
        assert exchange.missing(_BATCHES, [key, "other"]) == ["other"]
        next(done_folder(run.work, key).glob("tei/*")).write_bytes(b"damaged")
        assert exchange.missing(_BATCHES, [key]) == [key]
        work()
        exchange._waited = {f"1-{key}.tar": key}
        exchange.fetch_all(0)
        assert exchange.missing(_BATCHES, [key]) == []
    assert not list(tmp_path.glob("exchange/*/out/*"))


@needs_fsspec
def test_a_result_that_its_manifest_does_not_fit_is_refused(tmp_path):
    with one_batch(tmp_path) as (run, exchange, key, _):
        (tmp_path / "made" / "done" / key).mkdir(parents=True)
        content = b'{"key": "%s", "files": {"articles.jsonl": ["00", 3]}, "counts": {}, "rows": {}}' % key.encode()
        for name, written in (("manifest.json", content), ("articles.jsonl", b"{}\n")):
            (tmp_path / "made" / "done" / key / name).write_bytes(written)
        pieces = [Piece(f"done/{key}/{name}", 0, size) for name, size in (("manifest.json", len(content)), ("articles.jsonl", 3))]
        pack(tmp_path / "made", pieces, tmp_path / "exchange" / f"engross-{TOKEN}" / "out" / f"1-{key}.tar")
        with pytest.raises(ArchiveError, match="its files are not those that its manifest lists"):
            exchange.fetch()
        assert not done_folder(run.work, key).exists()


@needs_fsspec
def test_a_result_may_not_touch_other_files_of_the_run(tmp_path):
    with one_batch(tmp_path) as (run, exchange, key, work):
        work()
        out = tmp_path / "exchange" / f"engross-{TOKEN}" / "out" / f"1-{key}.tar"
        unpack(out, tmp_path / "made")
        (tmp_path / "made" / "plan.json").write_bytes(b"evil")
        before = (run.work / "plan.json").read_bytes()
        paths = sorted(path for path in (tmp_path / "made").rglob("*") if path.is_file())
        pack(tmp_path / "made", [Piece(path.relative_to(tmp_path / "made").as_posix(), 0, path.stat().st_size) for path in paths], out)
        exchange.fetch_all(0)
        assert (run.work / "plan.json").read_bytes() == before


@needs_fsspec
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path):
    with one_batch(tmp_path) as (run, _, key, _):
        next_one = Exchange((tmp_path / "exchange").as_uri(), run.work, "fedcba9876543210")
        (tmp_path / "exchange" / "other").mkdir()
        next_one.open()
        assert {path.name for path in (tmp_path / "exchange").iterdir()} == {"engross-fedcba9876543210", "other"}
        next_one.close()
        assert {path.name for path in (tmp_path / "exchange").iterdir()} == {"other"}


# -- what goes wrong ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("url", "sentence"), [
    ("exchange", "this is no address of an exchange. Addresses look like s3://BUCKET/PREFIX"),
    ("file://exchange", "this is no address of an exchange"),
    ("simplecache::s3://bucket", "this is no address of an exchange"),
    ("memory://here", "the memory of a process is seen by no other one"),
    ("s4://bucket/prefix", "--exchange s4://bucket/prefix/engross-0123456789abcdef: fsspec knows no s4://."),
    ("s3://ada:secret@bucket", "--exchange s3://bucket/engross-0123456789abcdef: a package for s3:// is missing here (Install s3fs to access S3)."),
])
@needs_fsspec
def test_an_exchange_that_can_not_be_is_told_at_once(tmp_path, monkeypatch, url, sentence):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(ArchiveError) as told:
        Exchange(url, tmp_path, TOKEN)
    assert sentence in str(told.value)
    assert told.value.usage


def test_without_fsspec_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    with pytest.raises(ArchiveError, match=r"^--exchange needs fsspec\. Install it with: pip install 'engross\[spark\]'$"):
        Exchange("s3://bucket", tmp_path, TOKEN)


@needs_fsspec
def test_want_of_permission_is_told(tmp_path, monkeypatch):
    from fsspec.implementations.local import LocalFileSystem

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(LocalFileSystem, "pipe_file", refuse)
    with pytest.raises(ArchiveError, match=r"can't be written: no permission \(\[Errno 13\] Permission denied\)\. The exchange has to be"):
        Exchange((tmp_path / "place").as_uri(), tmp_path, TOKEN).open()


@needs_fsspec
def test_an_object_that_does_not_arrive_is_told_on_both_sides(tmp_path, monkeypatch):
    monkeypatch.setattr(stores, "_ARRIVAL", 0.1)
    with one_batch(tmp_path) as (_, exchange, key, work):
        with pytest.raises(ArchiveError, match=rf"/out/1-{key}\.tar: a worker wrote this object, and it does not show up here"):
            exchange.fetch_all(0.1)
        (tmp_path / "exchange" / f"engross-{TOKEN}" / "in" / f"1-{key}.tar").unlink()
        with pytest.raises(ArchiveError, match=rf"/in/1-{key}\.tar: this object does not show up here"):
            work()


@needs_fsspec
def test_a_machine_checks_that_it_sees_the_same_exchange(tmp_path):
    with one_batch(tmp_path) as (_, exchange, _, _):
        assert not stranger(exchange.root, TOKEN)
        assert "is another place than on the machine where the run was started" in stranger(exchange.root, "other")
        assert "can't be read (FileNotFoundError" in stranger(exchange.root + "0", TOKEN)
        assert "can't be read (FileNotFoundError" in misfit(Path(), TOKEN, recipe(Settings()), Settings(), exchange.root + "0")
        assert not misfit(Path(), TOKEN, recipe(Settings()), Settings(), exchange.root)
