"""What a batch costs does not depend on how many batches the plan has."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.archive.run import plan as plans
from pipeline.archive.run import publish
from pipeline.archive.run.batch import load_manifest
from pipeline.archive.run.plan import load_plan
from pipeline.archive.run.run import Run
from pipeline.engines import local
from pipeline.settings import Archive, Settings
from pipeline.tasks.shares import shares_of
from tests.makers.archives import archive, scrape

_HEARD: list[set[str]] = []


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _HEARD and isinstance(arguments[0], str):
        _HEARD[-1].add(arguments[0])


sys.addaudithook(_hear)


@contextmanager
def opened() -> Iterator[set[str]]:
    """The files that are opened in this process meanwhile."""
    _HEARD.append(set())
    try:
        yield _HEARD[-1]
    finally:
        _HEARD.pop()


def read_for_a_batch(folder: Path, count: int) -> int:
    """Bytes of the files below ``work/`` that one batch of so many opens, besides the spool, in which it reads its own part."""
    with Run(folder / f"out{count}", Settings(archive=Archive(batch=1))) as run:
        plan = run.make_plan([str(scrape(folder / f"in{count}", count))])
        assert len(plan.batches) == count
        before = {str(path): path.stat().st_size for path in run.work.rglob("*") if path.is_file() and path.name != "spool"}
        with opened() as files:
            local.run(run.work, [plan.batches[1].key], lambda _: None)
        return sum(before.get(file, 0) for file in files)


def test_a_batch_reads_as_much_however_many_there_are(tmp_path):
    few, many = read_for_a_batch(tmp_path, 3), read_for_a_batch(tmp_path, 80)
    assert few > 500
    assert many < few + 1000  # the list of all batches alone has 2,700


def test_a_plan_is_read_back_and_its_first_batch_tells_the_recipe(tmp_path):
    with Run(tmp_path / "out", Settings(archive=Archive(batch=1))) as run:
        plan = run.make_plan([str(scrape(tmp_path / "in", 3))])
        assert load_plan(run.work) == plan
        assert plan.teller == plan.batches[0].key
        local.run(run.work, [batch.key for batch in plan.batches], lambda _: None)
        told = [load_manifest(run.work, batch.key)["rows"]["recipes"] for batch in plan.batches]
        assert list(map(len, told)) == [1, 0, 0]


def test_shares_read_the_manifest_of_the_archive_and_the_list_of_batches_once(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 4))
    with Run(tmp_path / "out", Settings(archive=Archive(batch=1))) as run:
        shares = list(shares_of(str(run.root), run.make_plan([str(scrape(tmp_path / "more", 20))])))
        assert len(shares) == 16
        publish._listed.cache_clear()
        plans._batches.cache_clear()
        assert not any(share.complete() for share in shares)
        assert publish._listed.cache_info().misses == plans._batches.cache_info().misses == 1


def test_a_manifest_that_changed_is_read_again(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 2))
    assert publish.are_published(tmp_path / "out", [0])
    assert not publish.are_published(tmp_path / "out", [1])
    archive(tmp_path / "out", scrape(tmp_path / "in", 4))
    assert publish.are_published(tmp_path / "out", [0, 1])
