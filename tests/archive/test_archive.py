"""The archive on disk: what a run adds, what a rerun leaves alone, which captures are versions of one article."""

from __future__ import annotations

import io
import json
import os

import bagit
import pytest

from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.run import scan
from pipeline.archive.run.batch import work_batch
from pipeline.archive.run.plan import Entry, Place, cut
from pipeline.archive.run.preview import preview
from pipeline.archive.run.run import Run
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.verify.verify import verify
from pipeline.data import article_id
from pipeline.settings import Archive, Articles, Settings
from tests.makers.archives import archive, bag, lines, names, page, payload, scrape


def test_everything_that_was_read_is_archived_unchanged_or_failed(tmp_path):
    source = scrape(tmp_path / "in", 5)
    (source / "blank.txt").write_bytes(b" \n\n")
    first = archive(tmp_path / "out", source)
    assert (first.read, first.archived, first.unchanged, first.failed, first.unfinished) == (6, 5, 0, 1, 0)
    assert names(first.failures) == ["blank.txt"]
    second = archive(tmp_path / "out", source)
    assert (second.read, second.archived, second.unchanged, second.failed, second.unfinished) == (6, 0, 5, 1, 0)


def test_a_run_makes_a_bag_that_others_validate(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 5))
    bagit.Bag(str(tmp_path / "out")).validate()
    assert (tmp_path / "out/bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert "Bagging-Date" not in (tmp_path / "out/bag-info.txt").read_text()
    assert verify(tmp_path / "out").faults == []


def test_batches_are_files_of_their_own(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 5), batch=2)
    names_there = [path for path in payload(tmp_path / "out") if not path.startswith("data/tei")]
    kinds = (("articles", ".jsonl"), ("ledger", ".jsonl"), ("memory", ".jsonl"), ("sources", ".warc.gz"))
    assert names_there == sorted([f"data/{kind}/{n:05d}{suffix}" for kind, suffix in kinds for n in range(3)] + ["data/recipes/00000.jsonl"])
    assert len(list((tmp_path / "out/data/tei/00000").iterdir())) == 2


def test_a_rerun_touches_nothing(tmp_path):
    source = scrape(tmp_path / "in")
    archive(tmp_path / "out", source)
    before = {path: path.stat() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert archive(tmp_path / "out", source).archived == 0
    after = {path: path.stat() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {p: (s.st_ino, s.st_mtime_ns) for p, s in before.items()} == {p: (s.st_ino, s.st_mtime_ns) for p, s in after.items()}


def test_new_sources_are_appended(tmp_path):
    source = scrape(tmp_path / "in", 4)
    archive(tmp_path / "out", source)
    before = payload(tmp_path / "out")
    (source / "later.txt").write_text(page(77), encoding="utf-8")
    summary = archive(tmp_path / "out", source)
    assert (summary.archived, summary.unchanged) == (1, 4)
    after = payload(tmp_path / "out")
    assert {path: after[path] for path in before} == before
    assert sorted(path.split("/")[2][:5] for path in after.keys() - before.keys()) == ["00002"] * 5
    bagit.Bag(str(tmp_path / "out")).validate()
    assert verify(tmp_path / "out").faults == []


def test_the_working_folder_is_removed_after_a_good_run(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in"))
    assert not (tmp_path / "out/work").exists()


def test_the_input_is_not_touched(tmp_path):
    source = scrape(tmp_path / "in")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in source.iterdir()}
    archive(tmp_path / "out", source)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in source.iterdir()} == before


def test_a_changed_source_becomes_a_new_version(tmp_path):
    source = scrape(tmp_path / "in", 3)
    archive(tmp_path / "out", source)
    (source / "page001.txt").write_text(page(50), encoding="utf-8")
    summary = archive(tmp_path / "out", source)
    assert (summary.archived, summary.unchanged) == (1, 2)
    ids = [article["id"] for article in lines(tmp_path / "out", "articles") if article["source"]["name"] == "page001.txt"]
    assert len(set(ids)) == 1
    versions = [(article["version"], article["supersedes"]) for article in lines(tmp_path / "out", "articles") if article["source"]["name"] == "page001.txt"]
    assert versions == [(1, None), (2, 1)]
    assert verify(tmp_path / "out").faults == []
    (source / "page001.txt").write_text(page(1), encoding="utf-8")
    archive(tmp_path / "out", source)
    assert lines(tmp_path / "out", "articles")[-1]["version"] == 3


def test_captures_of_one_url_are_versions_in_the_order_of_capture(tmp_path):
    rows = [{"url": "https://paper.example/a", "text": page(n), "captured": f"2024-0{n}-01T00:00:00Z"} for n in (3, 1, 2)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    summary = archive(tmp_path / "out", tmp_path / "in.jsonl", batch=1)
    assert summary.archived == 3
    found = lines(tmp_path / "out", "articles")
    assert [article["version"] for article in found] == [1, 2, 3]
    assert [article["source"]["captured"][:7] for article in found] == ["2024-01", "2024-02", "2024-03"]
    assert verify(tmp_path / "out").faults == []


def test_the_same_bytes_from_two_places_are_one_article(tmp_path):
    source = scrape(tmp_path / "in", 2)
    (source / "copy.txt").write_bytes((source / "page001.txt").read_bytes())
    summary = archive(tmp_path / "out", source)
    assert (summary.read, summary.archived) == (3, 3)
    assert [(a["source"]["name"], a["source"]["origins"]) for a in lines(tmp_path / "out", "articles")] == [("copy.txt", ["page001.txt"]), ("page000.txt", [])]
    again = archive(tmp_path / "out", source)
    assert (again.archived, again.unchanged) == (0, 3)


def test_known_bytes_from_a_further_place_are_noted_beside_the_article(tmp_path):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    (source / "another.txt").write_bytes((source / "page001.txt").read_bytes())
    summary = archive(tmp_path / "out", source)
    assert (summary.archived, summary.unchanged) == (1, 2)
    assert len(lines(tmp_path / "out", "articles")) == 2
    assert [path for path in payload(tmp_path / "out") if "00001" in path] == ["data/memory/00001.jsonl", "data/sources/00001.warc.gz"]
    assert archive(tmp_path / "out", source).unchanged == 3
    (tmp_path / "out/catalogue.sqlite").unlink()
    assert archive(tmp_path / "out", source).unchanged == 3
    assert verify(tmp_path / "out").faults == []


def test_a_failure_is_recorded_once(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/empty.txt").write_bytes(b"")
    for _ in range(3):
        summary = archive(tmp_path / "out", tmp_path / "in")
        assert (summary.failed, names(summary.failures)) == (1, ["empty.txt"])
    assert len(lines(tmp_path / "out", "failed")) == 1
    (tmp_path / "in/empty.txt").write_text(page(1), encoding="utf-8")
    assert archive(tmp_path / "out", tmp_path / "in").archived == 1


def test_a_fault_in_a_stage_costs_only_its_source(tmp_path, monkeypatch):
    from pipeline.archive.run import making

    real = making.clean_source

    def stumbling(source, settings, **rest):
        if source.name == "page001.txt":
            raise ZeroDivisionError("a stage went wrong")
        return real(source, settings, **rest)

    monkeypatch.setattr(making, "clean_source", stumbling)
    summary = archive(tmp_path / "out", scrape(tmp_path / "in", 4))
    assert (summary.archived, summary.failed) == (3, 1)
    assert "ZeroDivisionError in stumbling" in summary.failures.first(1)[0].sentence
    assert verify(tmp_path / "out").faults == []


def test_output_that_does_not_fit_the_schema_is_never_published(tmp_path, monkeypatch):
    from pipeline.archive.run import making

    real = making.write_tei_to

    def spoiled(file, article, **more):
        whole = io.BytesIO()
        real(whole, article, **more)
        file.write(whole.getvalue().replace(b"<body>", b"<body><wrong/>") if article.name == "page001.txt" else whole.getvalue())

    monkeypatch.setattr(making, "write_tei_to", spoiled)
    summary = archive(tmp_path / "out", scrape(tmp_path / "in", 3))
    assert [(failed.name, failed.code) for failed in summary.failures] == [("page001.txt", "invalid-output")]
    assert len([path for path in payload(tmp_path / "out") if "/tei/" in path]) == 2


def test_a_line_that_does_not_fit_its_schema_is_never_published_and_leaves_no_document(tmp_path, monkeypatch):
    from pipeline.archive.run import making

    real = making.write_json

    def spoiled(article):
        return real(article).replace(b'"title":', b'"tilte":') if article.name == "page001.txt" else real(article)

    monkeypatch.setattr(making, "write_json", spoiled)
    summary = archive(tmp_path / "out", scrape(tmp_path / "in", 3))
    assert [(failed.name, failed.code) for failed in summary.failures] == [("page001.txt", "invalid-output")]
    assert len([path for path in payload(tmp_path / "out") if "/tei/" in path]) == 2
    assert verify(tmp_path / "out").faults == []


def test_two_sources_whose_ids_are_the_same_are_told_apart(tmp_path, monkeypatch):
    """An id has 48 bits, so that two sources may have the same one."""
    source = scrape(tmp_path / "in", 1)
    archive(tmp_path / "out", source)
    taken = article_id("page000.txt")
    monkeypatch.setattr(scan, "article_id", lambda _: taken)
    (source / "other.txt").write_text(page(1), encoding="utf-8")
    summary = archive(tmp_path / "out", source)
    assert (summary.archived, summary.unchanged) == (0, 1)
    assert [(failed.name, failed.code) for failed in summary.failures] == [("other.txt", "id-collision")]
    assert f"its id {taken} is taken by page000.txt, which is another source" in summary.failures.first(1)[0].sentence
    assert len(lines(tmp_path / "out", "articles")) == 1


def test_a_folder_that_is_no_archive_is_left_alone(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letter.txt").write_text("dear")
    with pytest.raises(ArchiveError, match="no archive"):
        archive(tmp_path / "home", scrape(tmp_path / "in", 1))
    assert os.listdir(tmp_path / "home") == ["letter.txt"]


def test_a_run_that_found_nothing_is_followed_by_one_that_does(tmp_path):
    (tmp_path / "in").mkdir()
    assert archive(tmp_path / "out", tmp_path / "in").read == 0
    assert archive(tmp_path / "out", scrape(tmp_path / "in", 1)).archived == 1


def test_an_output_that_cannot_be_made_is_wrong_usage(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError) as caught:
        archive(tmp_path / "file/out", scrape(tmp_path / "in", 1))
    assert caught.value.usage


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"no database at all" * 100),
                                    lambda path: path.write_bytes(path.read_bytes()[:3000])])
def test_a_broken_catalogue_is_made_again_from_the_data(tmp_path, damage):
    source = scrape(tmp_path / "in", 4)
    (source / "empty.txt").write_bytes(b"")
    archive(tmp_path / "out", source)
    (source / "twin.txt").write_bytes((source / "page001.txt").read_bytes())
    archive(tmp_path / "out", source)
    with Catalogue(tmp_path / "out/catalogue.sqlite") as catalogue:
        before = list(catalogue.rows())
    damage(tmp_path / "out/catalogue.sqlite")
    summary = archive(tmp_path / "out", source)
    assert (summary.archived, summary.unchanged, summary.failed) == (0, 5, 1)
    with Catalogue(tmp_path / "out/catalogue.sqlite") as catalogue:
        assert list(catalogue.rows()) == before


def test_plan_writes_nothing(tmp_path):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    (source / "page001.txt").write_text(page(30), encoding="utf-8")
    (source / "new.txt").write_text(page(31), encoding="utf-8")
    (source / "same.txt").write_text(page(0), encoding="utf-8")
    (tmp_path / "out/catalogue.sqlite").unlink()
    before = bag(tmp_path / "out")
    found = preview(tmp_path / "out", [str(source)], Settings())
    seen, steps = found.seen, found.steps
    assert {(step.what, step.name) for step in steps} == {("changed", "page001.txt"), ("new", "new.txt"), ("same", "same.txt")}
    assert (seen.new, seen.changed, seen.unchanged) == (2, 1, 1)
    assert bag(tmp_path / "out") == before
    assert not (tmp_path / "out/catalogue.sqlite").exists()
    preview(tmp_path / "nowhere", [str(source)], Settings())
    assert not (tmp_path / "nowhere").exists()


def test_another_recipe_makes_nothing_new_by_itself(tmp_path):
    source = scrape(tmp_path / "in", 3)
    archive(tmp_path / "out", source)
    changed = Settings(articles=Articles(publisher="Someone else"))
    with Run(tmp_path / "out", changed) as run:
        assert run.make_plan([str(source)]).size == 0
        assert (run.seen.unchanged, run.seen.stale) == (3, 3)
    with Run(tmp_path / "out", changed) as run:
        assert run.make_plan([str(source)], reapply=True).size == 3


def test_what_was_worked_on_again_is_not_called_stale(tmp_path):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    for reapply, told in ((False, (2, 0)), (True, (0, 2))):
        with Run(tmp_path / "out", Settings(articles=Articles(publisher="Someone else"))) as run:
            for part in run.make_plan([str(source)], reapply=reapply).batches:
                work_batch(run.work, part.key)
            run.publish()
            summary = run.summary()
        assert (summary.stale, summary.older) == told


def test_batches_behind_one_that_is_missing_are_not_published(tmp_path):
    source = scrape(tmp_path / "in", 3)
    with Run(tmp_path / "out", Settings(archive=Archive(batch=1))) as run:
        for part in run.make_plan([str(source)]).batches[::2]:
            work_batch(run.work, part.key)
        run.publish()
        summary = run.summary()
    assert (summary.archived, summary.unfinished) == (1, 2)
    assert [path for path in payload(tmp_path / "out") if "/articles/" in path] == ["data/articles/00000.jsonl"]
    archive(tmp_path / "out", source, batch=1)
    archive(tmp_path / "plain", source, batch=1)
    assert bag(tmp_path / "out") == bag(tmp_path / "plain")


def test_the_key_of_a_batch_tells_all_that_its_results_depend_on(tmp_path, monkeypatch):
    """So that results of a killed run serve no run with another recipe or another declared date."""
    source = scrape(tmp_path / "in", 3)

    def keys(name, publisher="The Weir", size=2):
        with Run(tmp_path / name, Settings(articles=Articles(publisher=publisher), archive=Archive(batch=size))) as run:
            return {part.key for part in run.make_plan([str(source)]).batches}

    first = keys("a")
    assert len(first) == 2
    assert keys("b") == first
    assert not keys("c", publisher="The Sluice") & first
    assert not keys("d", size=3) & first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert not keys("e") & first


def test_batches_never_part_the_captures_of_one_url():
    entries = [Entry("source", Place(str(n)), identity) for n, identity in enumerate("aabbbc")]
    assert [len(batch) for batch in cut(entries, 1)] == [2, 3, 1]
    assert [len(batch) for batch in cut(entries, 3)] == [5, 1]
    assert list(cut([], 3)) == []


def test_the_catalogue_of_an_empty_archive(tmp_path):
    with open_catalogue(tmp_path) as catalogue:
        assert catalogue.last_batch() == -1
        assert catalogue.current("a") is None
