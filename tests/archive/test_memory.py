"""The memory of sites: counted over all runs, frozen for each, the same however the sources were split over runs."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.archive.caches.site_memory import Book, Capture, site_of
from pipeline.archive.caches.sketches import write_sketch
from pipeline.archive.run.plan import load_entries
from pipeline.archive.run.preview import preview
from pipeline.archive.run.run import Run, Summary
from pipeline.archive.verify.verify import verify
from pipeline.engines import local
from pipeline.evidence.site_repeats import Print
from pipeline.settings import Archive, Repeats, Settings
from tests.makers.archives import ROOT, bag, current, engross, finish, lines, payload

APPEAL = "Thank you for being here with us. Pass this page on to those who row, and leave a coin in the jar by the door if you can spare one."
WHERE = ("quarry", "ferry", "tower", "market", "orchard", "mill", "pier", "school", "chapel", "bridge", "tunnel", "garden")
WHO = ("keeper", "mayor", "painter", "captain", "teacher", "baker", "mason", "miller", "porter", "clerk")


def story(n: int, appeal: str = APPEAL) -> str:
    """An article like no other, with the same appeal at its end."""
    luck = random.Random(n)
    place, who, other = luck.choice(WHERE), luck.choice(WHO), luck.choice(WHO)
    word = "".join(luck.choice("bdfgklmnprst") + luck.choice("aeiou") for _ in range(4))
    return (
        f"The {who} of {word.title()} looks back\n\n"
        f"When the {who} came to {word.title()} there was no {place} there, and the {other} who had promised one had long since left the valley.\n\n"
        f"“It took the {other} of {word.title()} longer than anyone thought,” the {who} says, “and in the end the {place} stood where nobody wanted it.”\n\n"
        f"People in {word.title()} still tell the story of the winter in which the snow lay so deep that the {place} could not be seen from the road.\n\n"
        + (f"{appeal}\n" if appeal else "")
    )


def write(folder: Path, numbers, text=story, site="harbour") -> Path:
    (folder / site).mkdir(parents=True, exist_ok=True)
    for n in numbers:
        (folder / site / f"s{n:03d}.txt").write_text(text(n), encoding="utf-8")
    return folder


def run(root: Path, *inputs: Path, reapply: bool = False, limits: Repeats | None = None, batch: int = 4) -> Summary:
    with Run(root, Settings(archive=Archive(batch=batch), repeats=limits or Repeats())) as under_way:
        plan = under_way.make_plan([str(path) for path in inputs], reapply=reapply)
        finish(under_way, plan)
        return under_way.summary()


def kept(root: Path) -> int:
    return sum(row["text"].endswith(APPEAL) for row in current(root).values())


def test_what_many_articles_end_in_is_removed(tmp_path):
    summary = run(tmp_path / "out", write(tmp_path / "in", range(8)))
    assert summary.archived == 8
    assert kept(tmp_path / "out") == 0
    removed = [removal for book in lines(tmp_path / "out", "ledger") for removal in book["removed"]]
    assert {(removal["kind"], removal["reason"], removal["text"]) for removal in removed} == {("site-repeat", "site-repeat", APPEAL)}
    assert "stands in 5 or more different articles of the folder harbour, 90 percent or more of them, at the end" in json.dumps(removed[0])
    assert verify(tmp_path / "out").faults == []


def test_few_articles_lose_nothing(tmp_path):
    run(tmp_path / "out", write(tmp_path / "in", range(4)))
    assert kept(tmp_path / "out") == 4
    run(tmp_path / "two", tmp_path / "in", limits=Repeats(articles=3))
    assert kept(tmp_path / "two") == 0


def test_sites_do_not_speak_for_one_another(tmp_path):
    for n in range(8):
        write(tmp_path / "in", [n], site=f"site{n % 4}")
    run(tmp_path / "out", tmp_path / "in")
    assert kept(tmp_path / "out") == 8


def test_one_article_scraped_many_times_loses_nothing(tmp_path):
    text = story(3)
    for n in range(12):
        write(tmp_path / "in", [n], text=lambda n: text.replace("longer", f"{n} times longer").replace("deep", "high" if n % 3 else "low"))
    run(tmp_path / "out", tmp_path / "in")
    assert kept(tmp_path / "out") == 12


def test_captures_of_one_address_are_one_article(tmp_path):
    rows = [{"url": "https://paper.example/one", "captured": f"2024-01-{n + 1:02d}", "text": story(n)} for n in range(9)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    run(tmp_path / "out", tmp_path / "in.jsonl")
    assert len(lines(tmp_path / "out", "articles")) == 9
    assert kept(tmp_path / "out") == 1
    with Book(tmp_path / "book") as book:
        book.catch_up(tmp_path / "out")
        counts = book.freeze("paper.example", Repeats(articles=2))
        assert (counts.articles, counts.counts) == (1, {})


def test_archives_do_not_change_by_themselves(tmp_path):
    run(tmp_path / "out", write(tmp_path / "in", range(4)))
    before = payload(tmp_path / "out")
    run(tmp_path / "out", write(tmp_path / "in", range(4, 10)))
    assert {path: content for path, content in payload(tmp_path / "out").items() if path in before} == before
    assert kept(tmp_path / "out") == 4, "what came later did not touch the first four"
    summary = run(tmp_path / "out", tmp_path / "in", reapply=True)
    assert (summary.older, summary.archived, summary.unchanged, summary.read, summary.unfinished) == (4, 0, 10, 10, 0)
    assert kept(tmp_path / "out") == 0
    assert verify(tmp_path / "out").faults == []
    assert run(tmp_path / "out", tmp_path / "in", reapply=True).older == 0


def test_reapply_needs_no_input(tmp_path):
    run(tmp_path / "out", write(tmp_path / "in", range(4)))
    run(tmp_path / "out", write(tmp_path / "more", range(4, 9)))
    write(tmp_path / "none", [99], text=lambda n: story(n, appeal=""), site="elsewhere")
    assert run(tmp_path / "out", tmp_path / "none", reapply=True).older == 4
    assert kept(tmp_path / "out") == 0


def test_other_settings_are_another_truth(tmp_path):
    run(tmp_path / "out", write(tmp_path / "in", range(8)))
    assert run(tmp_path / "out", tmp_path / "in", reapply=True, limits=Repeats(articles=50)).older == 8
    assert kept(tmp_path / "out") == 8
    run(tmp_path / "one", tmp_path / "in", limits=Repeats(articles=50))
    assert current(tmp_path / "one") == current(tmp_path / "out")


def test_what_was_made_with_another_recipe_is_worked_on_again_without_the_input(tmp_path, monkeypatch):
    run(tmp_path / "out", write(tmp_path / "in", range(6)))
    monkeypatch.setattr("pipeline.archive.run.run.recipe", lambda settings: "0" * 12)
    write(tmp_path / "more", [7])
    summary = run(tmp_path / "out", tmp_path / "more", reapply=True)
    assert (summary.older, summary.archived) == (6, 1)
    assert {row["recipe"] for row in current(tmp_path / "out").values()} == {"0" * 12}
    assert run(tmp_path / "out", tmp_path / "more", reapply=True).older == 0


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 4), min_size=13, max_size=13), st.randoms(use_true_random=False))
def test_one_truth(tmp_path_factory, runs, luck):
    """However sources come in, run by run, the articles are those of a single run, once what was learned is applied."""
    folder = tmp_path_factory.mktemp("truth")
    def text(n):
        return story(n, appeal=APPEAL if n % 4 else "Nothing more is known of it so far, say those who were there.")
    write(folder / "all", range(13), text=text)
    run(folder / "one", folder / "all", batch=luck.randint(1, 20))
    for turn in sorted(set(runs)):
        part = write(folder / f"part{turn}", [n for n in range(13) if runs[n] == turn], text=text)
        run(folder / "many", part, batch=luck.randint(1, 20))
    run(folder / "many", folder / f"part{runs[0]}", reapply=True)
    for kind in ("articles", "ledger"):
        assert current(folder / "one", kind) == current(folder / "many", kind)
    assert verify(folder / "many").faults == []


def test_a_killed_run_ends_in_the_same_bytes(tmp_path):
    write(tmp_path / "in", range(10))
    run(tmp_path / "whole", tmp_path / "in")
    with Run(tmp_path / "cut", Settings(archive=Archive(batch=4))) as first:
        plan = first.make_plan([str(tmp_path / "in")])
        local.run(first.work, [plan.batches[0].key], lambda _: None)
        first.publish()
    assert len(lines(tmp_path / "cut", "articles")) == 4
    run(tmp_path / "cut", tmp_path / "in")
    assert bag(tmp_path / "cut") == bag(tmp_path / "whole")


def test_restoring_one_thing_leaves_the_others_removed(tmp_path):
    run(tmp_path / "out", write(tmp_path / "in", range(8), text=lambda n: story(n) + "\nLeave a Reply\n\nName *\n\nEmail *\n\nPost Comment\n"))
    with Run(tmp_path / "out", Settings()) as again:
        plan = again.plan_restore(["comment-form"], [])
        finish(again, plan)
    assert len(lines(tmp_path / "out", "articles")) == 16
    assert all(APPEAL not in row["text"] and "Leave a Reply" in row["text"] for row in current(tmp_path / "out").values())


def test_restoring_one_thing_removes_no_other(tmp_path):
    form = "\nLeave a Reply\n\nName *\n\nEmail *\n\nPost Comment\n"
    run(tmp_path / "out", write(tmp_path / "in", range(4), text=lambda n: story(n) + form))
    run(tmp_path / "out", write(tmp_path / "more", range(4, 9)))
    with Run(tmp_path / "out", Settings()) as again:
        plan = again.plan_restore(["comment-form"], [])
        finish(again, plan)
    restored = [row for row in lines(tmp_path / "out", "articles") if row["version"] == 2]
    assert len(restored) == 4
    assert all(APPEAL in row["text"] and "Leave a Reply" in row["text"] for row in restored)


def test_another_recipe_and_what_was_learned_make_one_new_version(tmp_path, monkeypatch):
    run(tmp_path / "out", write(tmp_path / "in", range(4)))
    monkeypatch.setattr("pipeline.archive.run.run.recipe", lambda settings: "0" * 12)
    run(tmp_path / "out", write(tmp_path / "in", range(4, 9)), reapply=True)
    assert sorted(row["version"] for row in lines(tmp_path / "out", "articles")) == [1] * 9 + [2] * 4
    assert kept(tmp_path / "out") == 0


def test_what_was_only_planned_is_forgotten(tmp_path):
    write(tmp_path / "in", range(4))
    write(tmp_path / "more", range(4, 8))
    with Run(tmp_path / "out", Settings()) as given_up:
        given_up.make_plan([str(tmp_path / "in"), str(tmp_path / "more")])
    run(tmp_path / "out", tmp_path / "in")
    assert kept(tmp_path / "out") == 4


def test_what_was_brought_back_stays_when_it_is_worked_on_again(tmp_path):
    run(tmp_path / "out", write(tmp_path / "in", range(8)))
    with Run(tmp_path / "out", Settings()) as again:
        plan = again.plan_restore(["site-repeat"], [])
        finish(again, plan)
    assert kept(tmp_path / "out") == 8
    run(tmp_path / "out", write(tmp_path / "in", range(30)), reapply=True)
    assert kept(tmp_path / "out") == 8


def test_the_cache_is_made_again(tmp_path):
    write(tmp_path / "in", range(4))
    run(tmp_path / "out", tmp_path / "in")
    run(tmp_path / "kept", tmp_path / "in")
    (tmp_path / "out/memory.sqlite").write_bytes(b"no database")
    write(tmp_path / "more", range(4, 8))
    run(tmp_path / "out", tmp_path / "more")
    run(tmp_path / "kept", tmp_path / "more")
    assert payload(tmp_path / "out") == payload(tmp_path / "kept")
    (tmp_path / "out/memory.sqlite").unlink()
    assert run(tmp_path / "out", tmp_path / "more", reapply=True).older == 4


def test_processes_side_by_side_make_the_same_sketches(tmp_path):
    entries = []
    write(tmp_path / "in", range(420))
    for workers in (1, 2):
        with Run(tmp_path / f"out{workers}", Settings(archive=Archive(batch=500))) as under_way:
            plan = under_way.make_plan([str(tmp_path / "in")], workers=workers)
            assert len(plan.batches) == 1
            entries.append([entry.line(bookkeeping=False) for entry in load_entries(under_way.work, plan.batches[0].key)])
    assert entries[0] == entries[1]


@pytest.mark.parametrize(("name", "url", "site"), [
    ("a.txt", "https://www.Harbour.example:8080/x", "harbour.example"), ("a.txt", "https://news.harbour.example/x", "news.harbour.example"),
    ("harbour/2004/a.txt", None, "the folder harbour/2004"), ("a.txt", None, "this folder"), ("harbour/a.txt", "http://[broken", "the folder harbour"),
    ("harbour/a.txt", "urn:uuid:1", "the folder harbour"),
])
def test_sites(name, url, site):
    assert site_of(name, url) == site


MARKS = st.integers(0, 6).map(lambda n: f"{n:016x}" if n else "")
SKETCH = st.lists(st.builds(Print, MARKS, st.integers(1, 40), st.booleans()), max_size=8).map(write_sketch)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 2), SKETCH), max_size=14), st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_order_or_on_what_was_replaced(tmp_path_factory, rows, luck):
    """The last sketch of the same bytes counts, and nothing of the former ones is left."""
    folder = tmp_path_factory.mktemp("book")
    def counted(rows, name):
        with Book(folder / name) as book:
            book.catch_up(folder)
            for ident, version, sketch in rows:
                book.add(Capture(f"a{ident:012x}", f"{ident}{version}", "s", sketch))
            book.flush()
            return book.freeze("s", Repeats(articles=2, share=1))
    last = {(ident, version): (ident, version, sketch) for ident, version, sketch in rows}
    plain = list(last.values())
    luck.shuffle(plain)
    assert counted(rows, "one") == counted(plain, "two")


def test_plan_tells_what_older_articles_would_lose(tmp_path):
    run(tmp_path / "out", write(tmp_path / "in", range(4)))
    write(tmp_path / "more", range(4, 9))
    before = {path: path.read_bytes() for path in sorted((tmp_path / "out").rglob("*")) if path.is_file()}
    found = preview(tmp_path / "out", [str(tmp_path / "more")], Settings())
    assert [(one.site, one.text, one.articles, one.back) for one in found.learned] == [("the folder harbour", APPEAL, 4, False)]
    assert found.learned[0].example.startswith("harbour/s")
    assert (found.seen.new, {step.what for step in found.steps}, found.others, found.hints) == (5, {"new"}, 0, [])
    assert {path: path.read_bytes() for path in sorted((tmp_path / "out").rglob("*")) if path.is_file()} == before
    again = preview(tmp_path / "out", [str(tmp_path / "more")], Settings(), reapply=True)
    assert sorted(step.what for step in again.steps) == ["again"] * 4 + ["new"] * 5
    run(tmp_path / "out", tmp_path / "more", reapply=True)
    back = preview(tmp_path / "out", [str(tmp_path / "more")], Settings(repeats=Repeats(articles=50)))
    assert [(one.text, one.articles, one.back) for one in back.learned] == [(APPEAL, 9, True)]


def test_plan_shows_what_is_too_little(tmp_path):
    write(tmp_path / "in", range(2))
    write(tmp_path / "in", range(2, 5), text=lambda n: story(n, appeal=""))
    hints = preview(tmp_path / "out", [str(tmp_path / "in")], Settings()).hints
    assert [(one.text, one.articles, one.of, one.example) for one in hints] == [(APPEAL, 2, 5, hints[0].example)]
    run(tmp_path / "out", tmp_path / "in")
    later = preview(tmp_path / "out", [str(tmp_path / "in")], Settings()).hints
    assert later == hints
    assert not (tmp_path / "work").exists()


def test_the_smallest_case_on_real_pages(tmp_path):
    folder = Path(os.environ.get("ENGROSS_SHARED", ROOT.parent / "shared")) / "seeds"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    run(tmp_path / "out", folder)
    assert not any(removal["kind"] == "site-repeat" for book in lines(tmp_path / "out", "ledger") for removal in book["removed"])
    hints = preview(tmp_path / "out", [str(folder)], Settings()).hints
    assert [(one.articles, one.of, one.gone) for one in hints] == [(2, 5, "join-us")]


def test_the_plan_command(tmp_path):
    write(tmp_path / "in", range(4))
    assert engross("archive", "in", "-o", "out", cwd=tmp_path).returncode == 0
    answer = engross("plan", "in", "-o", "out", cwd=tmp_path)
    assert "stands at the edge of 4 of 4 different articles" in answer.stdout.decode()
    write(tmp_path / "in", range(4, 8))
    answer = engross("plan", "in", "-o", "out", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    told = answer.stdout.decode()
    assert "4 articles would now also lose it (such as harbour/s" in told
    assert "the folder harbour: “Thank you for being here with us." in told
    assert "archive --reapply does it." in told


def test_the_command(tmp_path):
    write(tmp_path / "in", range(4))
    assert engross("archive", "in", "-o", "out", cwd=tmp_path).returncode == 0
    write(tmp_path / "in", range(4, 8))
    engross("archive", "in", "-o", "out", cwd=tmp_path)
    answer = engross("archive", "in", "-o", "out", "--reapply", cwd=tmp_path)
    assert answer.returncode == 0
    assert b"4 older articles were worked on again." in answer.stdout
