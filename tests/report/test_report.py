"""The report on disk: what it holds, that it follows the archive, that it costs little and changes nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.archive.caches.doubts import Doubts
from pipeline.archive.run.run import Run
from pipeline.archive.store.articles import rows_in
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.verify.verify import verify
from pipeline.data.counting import count_words
from pipeline.report import INDEX, report, write_report
from pipeline.report.figures import Share
from pipeline.report.record import record_of
from pipeline.report.rows import Rows
from pipeline.settings import Settings
from tests.makers.archives import archive, bag, engross, scrape, scrape_with_pages

CASES = Path(__file__).resolve().parents[1] / "cases" / "report" / "pages"


def taken(path: Path) -> object:
    """What a data file passes on."""
    text = path.read_text(encoding="utf-8")
    return json.loads("[" + text.removeprefix("engross.take(").rstrip().removesuffix(");") + "]")[1]


def pages(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted((root / "report").rglob("*")) if path.is_file()}


def listed(root: Path) -> list[list]:
    return [row for path in sorted((root / "report/list").glob("articles-*.js")) for row in taken(path)]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    source = scrape_with_pages(tmp_path / "in", 5)
    (source / "blank.txt").write_bytes(b"\n")
    archive(tmp_path / "out", source)
    write_report(tmp_path / "out")
    return tmp_path / "out"


def test_every_article_is_listed_and_its_record_is_where_the_row_says(made):
    rows = listed(made)
    assert len(rows) == 9
    for row in rows:
        records = {record["id"]: record for record in taken(made / f"report/articles/{row[2]:05d}-{row[3]:02d}.js")}
        assert records[row[0]].get("title", "") == row[4]


def test_doubts_come_first_and_the_least_sure_first_of_all(made):
    rows = listed(made)
    doubted = [bool(row[13]) for row in rows]
    assert any(doubted)
    assert doubted == sorted(doubted, reverse=True)
    sure = [row[12] for row in rows if row[13]]
    assert sure == sorted(sure)
    with Doubts(made) as doubts:
        doubts.catch_up()
        assert doubts.count().keys() == {code for row in rows for code in row[13]}


def test_failures_are_listed_until_they_are_mended(made, tmp_path):
    assert [row[:2] for row in taken(made / "report/list/failed-0000.js")] == [["blank.txt", "empty-source"]]
    (tmp_path / "in/blank.txt").write_text("A page at last\n\nThere was nothing on this page for a long time, and now there is a sentence on it.\n")
    archive(made, tmp_path / "in")
    write_report(made)
    assert not (made / "report/list/failed-0000.js").exists()
    assert len(listed(made)) == 10


def test_the_report_is_the_same_whether_it_grew_or_was_made_at_once(tmp_path):
    source = scrape(tmp_path / "in", 3)
    archive(tmp_path / "out", source)
    write_report(tmp_path / "out")
    scrape(source, 6)
    (source / "page000.txt").write_text((source / "page001.txt").read_text().replace("Birch", "Willow"))
    archive(tmp_path / "out", source)
    write_report(tmp_path / "out")
    grown = pages(tmp_path / "out")
    for path in ("report.sqlite", "doubts.sqlite"):
        (tmp_path / "out" / path).unlink()
    shutil.rmtree(tmp_path / "out/report")
    shutil.move(tmp_path / "out", tmp_path / "elsewhere")
    write_report(tmp_path / "elsewhere")
    assert pages(tmp_path / "elsewhere") == grown
    assert {row[0]: row[1] for row in listed(tmp_path / "elsewhere")}[next(row[0] for row in listed(tmp_path / "elsewhere") if row[6] == "page000.txt")] == 2


@pytest.mark.parametrize("damage", ["report/articles", "report/list", "report/index.html", "report/start.js", "report/meta.js", "report", "report.sqlite"])
def test_what_is_missing_or_broken_is_written_again(made, damage):
    before = pages(made)
    path = made / damage
    if path.suffix == ".sqlite":
        path.write_bytes(b"no database" * 100)
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    write_report(made)
    assert pages(made) == before


def test_nothing_is_written_where_nothing_changed(made):
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*") if path.is_file()}
    write_report(made)
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*") if path.is_file() if path.suffix != ".sqlite"} == {
        path: time for path, time in before.items() if path.suffix != ".sqlite"}


def test_the_bag_is_not_touched_and_verifies(made):
    before = bag(made)
    write_report(made)
    assert bag(made) == before
    assert not verify(made).faults


def test_a_run_writes_it_and_names_it_last(tmp_path):
    source = scrape(tmp_path / "in", 2)
    told = engross("archive", source, "-o", "out", cwd=tmp_path)
    assert told.stdout.splitlines()[-1] == b"Report: out/report/index.html"
    assert (tmp_path / "out" / INDEX).exists()
    assert not (tmp_path / "out/work").exists()
    quiet = engross("archive", source, "-o", "other", "--no-report", cwd=tmp_path)
    assert b"Report" not in quiet.stdout
    assert not (tmp_path / "other/report").exists()
    later = engross("report", "other", cwd=tmp_path)
    assert (later.returncode, later.stdout) == (0, b"Report: other/report/index.html\n")
    assert pages(tmp_path / "other") == pages(tmp_path / "out")


def test_a_report_that_cannot_be_written_costs_no_article(tmp_path):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    (tmp_path / "out/report").write_bytes(b"a file where the folder should be")
    told = engross("archive", source, "-o", "out", cwd=tmp_path)
    assert told.returncode == 1
    assert b"this run is archived all the same" in told.stderr
    assert b"Traceback" not in told.stderr


def test_a_damaged_batch_is_named_and_costs_no_article_of_this_run(tmp_path):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    (tmp_path / "out/data/ledger/00000.jsonl").write_bytes(b"")
    scrape(source, 3)
    told = engross("archive", source, "-o", "out", cwd=tmp_path)
    assert told.returncode == 1
    assert b"1 archived" in told.stdout
    assert b"Run: engross verify" in told.stderr
    assert b"fault of Engross" not in told.stderr


def test_blocks_that_stay_although_the_labeller_doubts_them_are_in_the_record(made):
    rows = {row[6]: row for row in listed(made)}
    row = rows["list.txt"]
    record = next(r for r in taken(made / f"report/articles/{row[2]:05d}-{row[3]:02d}.js") if r["id"] == row[0])
    blocks = [*record.get("front", ()), *(block for section in record["sections"] for block in (section.get("head"), *section["blocks"]) if block)]
    kept = {block["start"]: block["kind"] for block in blocks}
    assert record["unsure"]
    assert all(kept[found["start"]] == found["label"] and found["confidence"] < 0.9 for found in record["unsure"])


def test_it_waits_for_no_run(made):
    with Run(made, Settings()), pytest.raises(ArchiveError, match="another run is at work"):
        report(made)


def test_doubts_that_ask_for_nothing_are_counted_apart(tmp_path):
    source = scrape(tmp_path / "in", 3)
    (source / "short.txt").write_text("The kettle\n\nBy Ada Moss\n\nThe kettle was cold. Nobody lit the stove on that day.\n")
    archive(tmp_path / "out", source)
    page = write_report(tmp_path / "out").read_text(encoding="utf-8")
    with Rows(tmp_path / "out", tmp_path / "out/report") as rows, Doubts(tmp_path / "out") as doubts:
        rows.take_concerns(doubts.concerns())
        figures = rows.figures()
        listed_by_doubts = {code for concern in doubts.concerns() for code, _ in concern.doubts}
    assert figures.notes == {"short-text": 1}
    assert {*figures.doubts, *figures.notes} == listed_by_doubts
    assert "Notes: nothing to do" in page
    assert "short-text" in page


def test_words_of_sources_are_escaped_on_the_overview(tmp_path):
    source = tmp_path / "in"
    (source / "<b onclick=x>&").mkdir(parents=True)
    shutil.copy(CASES / "repaired.txt", source / "<b onclick=x>&")
    archive(tmp_path / "out", tmp_path / "in")
    page = write_report(tmp_path / "out").read_text(encoding="utf-8")
    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;&amp;" in page


def test_no_word_of_a_source_turns_the_direction_of_the_words_behind_it(tmp_path):
    turned, closed = "A\u202e title\u2066 of the mill", "\u2067a word\u2069"
    (tmp_path / "in.jsonl").write_text(json.dumps(
        {"title": turned, "text": f"The weir \u202eabove the {closed} was rebuilt in the spring after the flood. " * 9, "url": "http://a\u202e.example/x"}))
    archive(tmp_path / "out", tmp_path / "in.jsonl")
    write_report(tmp_path / "out")
    written = "".join(data.decode() for data in pages(tmp_path / "out").values())
    assert "\u202e" not in written
    assert f"the {closed} was" in written
    assert "A\ufffd title\ufffd of the mill" in written


def test_the_name_of_the_archive_is_escaped_too(made):
    info = made / "bag-info.txt"
    info.write_text(info.read_text() + "External-Description: <script>x</script> & co\n")
    page = write_report(made).read_text(encoding="utf-8")
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt; &amp; co" in page


def test_plain_text_stands_as_it_came(made):
    row = next(row for row in listed(made) if row[6] == "repaired.txt")
    record = next(r for r in taken(made / f"report/articles/{row[2]:05d}-{row[3]:02d}.js") if r["id"] == row[0])
    title = record["front"][0]
    assert title["text"] == "The café that kept its hours"
    assert record["came"][title["id"]] == "The cafÃ© that kept its hours"
    assert any("believed him &amp; nobody asked" in came for came in record["came"].values())


def test_a_record_leaves_nothing_out_that_was_removed():
    article = dict.fromkeys(("title", "subtitle", "published", "updated", "publisher", "issue", "series", "part", "section", "licence"))
    article |= {"id": "a0", "version": 1, "source": {"media_type": "text/html"}, "authors": [], "tags": [], "language": "en", "words": 0, "front": [],
                "sections": [], "confidence": 0.5, "doubts": [], "metadata": []}
    book = {"removed": [{"kind": "share", "text": "x"}], "repairs": [], "gaps": [{"id": "g"}]}
    assert record_of(article, book)["removed"] == book["removed"]
    assert record_of(article, book)["gaps"] == book["gaps"]


def test_figures_follow_new_versions_and_add_up(tmp_path):
    source = scrape(tmp_path / "in", 4)
    archive(tmp_path / "out", source)
    (source / "page001.txt").write_text((source / "page001.txt").read_text().replace("Website\n", "Website and telephone\n"))
    archive(tmp_path / "out", source)
    write_report(tmp_path / "out")
    with Rows(tmp_path / "out", tmp_path / "out/report") as rows, Doubts(tmp_path / "out") as doubts:
        rows.take_concerns(doubts.concerns())
        figures = rows.figures()
    books = {(book["id"], book["version"]): book for n in range(3) for book in rows_in(tmp_path / "out", "ledger", n)}
    texts = [removal for row in listed(tmp_path / "out") for removal in books[(row[0], row[1])]["removed"]]
    assert sorted(row[1] for row in listed(tmp_path / "out")) == [1, 1, 1, 2]
    assert sum(figures.blocks.values()) == len(texts)
    assert sum(figures.words.values()) == sum(count_words(removal["text"]) for removal in texts) == figures.all.removed
    assert figures.all.removed == sum(row[10] for row in listed(tmp_path / "out"))
    assert figures.all.kept == sum(row[9] for row in listed(tmp_path / "out"))
    assert {name: share.articles for name, share in figures.batches.items()} == {0: 1, 1: 2, 2: 1}
    assert figures.languages == {"en": 4}
    assert Share(1, 0, 30, 10).part == 0.25


def test_removed_words_are_counted_as_kept_ones_are_in_scripts_without_spaces(tmp_path):
    (tmp_path / "in").mkdir()
    text = "码头太短\n\n新渡轮比码头长十一米，星期一才有人发现。自一九六一年以来，没有人量过码头。\n\n港务长说，渡轮量了两次，他希望大家知道这一点。\n\n分享到微信朋友圈和新浪微博\n"
    (tmp_path / "in/page.txt").write_text(text, encoding="utf-8")
    archive(tmp_path / "out", tmp_path / "in")
    write_report(tmp_path / "out")
    [(kept, removed)] = [row[9:11] for row in listed(tmp_path / "out")]
    [book] = rows_in(tmp_path / "out", "ledger", 0)
    assert [removal["text"] for removal in book["removed"]] == ["分享到微信朋友圈和新浪微博"]
    assert (removed, kept) == (7, count_words(text) - 7 - 2), "the two words of the title are no text"
