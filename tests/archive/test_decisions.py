"""Decisions of people: what they do to an archive."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from pipeline.archive.decisions import SCOPES, Decision
from pipeline.archive.run.preview import preview
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.verify.verify import verify
from pipeline.clean import clean_source
from pipeline.data import Label, Source, block_digest
from pipeline.settings import Articles, Settings
from tests.archive.test_truth import same, world, written
from tests.makers.archives import current, engross, lines, page, payload, scrape
from tests.makers.decided import WORDS, decision, note, run, settings, texts


def test_a_fresh_run_applies_decisions(tmp_path):
    note(tmp_path, decision(), decision("Name *", scope="everywhere"), decision("What it cost", after="remove", scope="site", before="heading"))
    summary = run(tmp_path, scrape(tmp_path / "in", 3))
    found = texts(tmp_path / "out")
    assert found["page000.txt"].endswith("\n\nLeave a Reply\n\nName *")
    assert found["page001.txt"].endswith("\n\nName *")
    assert WORDS not in found["page001.txt"]
    assert not any("What it cost" in text for text in found.values())
    assert summary.unmatched == []
    assert verify(tmp_path / "out").faults == []


def test_ledger_and_tei_name_the_decision(tmp_path):
    note(tmp_path, decision("What it cost", after="remove", before="heading"), decision(after="heading"))
    run(tmp_path, scrape(tmp_path / "in", 1))
    (book,) = lines(tmp_path / "out", "ledger")
    told = {(one["label"], one["before"], one["after"], one["scope"], one["who"], one["when"], one["source"]) for one in book["decisions"]}
    assert told == {("other", "heading", "remove", "block", "Ada Quill", "2024-05-06", "page000.txt"),
                    ("heading", "comment-form", "heading", "block", "Ada Quill", "2024-05-06", "page000.txt")}
    removed = next(one for one in book["removed"] if one["text"] == "What it cost")
    assert (removed["kind"], removed["reason"], removed["stage"]) == ("other", "decision", "review")
    assert removed["evidence"][0].startswith("decided by Ada Quill, 2024-05-06: remove; the labeller says ")
    (path,) = (tmp_path / "out/data/tei").rglob("*.xml")
    document = path.read_text(encoding="utf-8")
    assert f"Ada Quill decided (2024-05-06, scope block) on block {block_digest(WORDS)[:12]} at " in document
    assert 'change="stage:review"' in document
    assert verify(tmp_path / "out").faults == []


def test_reapply_makes_new_versions_of_the_articles_concerned_and_no_others(tmp_path):
    source = scrape(tmp_path / "in", 5)
    run(tmp_path, source)
    before = payload(tmp_path / "out")
    note(tmp_path, decision(source="page001.txt"))
    waiting = run(tmp_path, source)
    assert (waiting.archived, waiting.unchanged, waiting.unmatched) == (0, 5, [decision(source="page001.txt")])
    summary = run(tmp_path, source, reapply=True)
    assert (summary.older, summary.unmatched) == (1, [])
    assert [(row["source"]["name"], row["version"]) for row in lines(tmp_path / "out", "articles") if row["version"] > 1] == [("page001.txt", 2)]
    assert {path: content for path, content in payload(tmp_path / "out").items() if path in before} == before
    assert run(tmp_path, source, reapply=True).batches == 0
    after = run(tmp_path, source)
    assert (after.batches, after.unmatched) == (0, [])
    assert verify(tmp_path / "out").faults == []


def test_undo_and_reapply_give_the_first_article_again(tmp_path):
    source = scrape(tmp_path / "in", 2)
    run(tmp_path, source)
    before = current(tmp_path / "out"), current(tmp_path / "out", "ledger")
    note(tmp_path, decision(), decision(after="heading"))
    run(tmp_path, source, reapply=True)
    assert current(tmp_path / "out") != before[0]
    note(tmp_path, decision(after="undo"), decision(after="undo"))
    assert run(tmp_path, source, reapply=True).older == 1
    assert (current(tmp_path / "out"), current(tmp_path / "out", "ledger")) == before


def test_decisions_survive_another_recipe_and_a_restore(tmp_path):
    from tests.archive.test_restore import restored

    source = scrape(tmp_path / "in", 2)
    note(tmp_path, decision(), decision("Post Comment", after="legal", source="page001.txt"))
    run(tmp_path, source)
    run(tmp_path, source, reapply=True, articles=Articles(publisher="Somebody else"))
    assert all(book["decisions"] for book in current(tmp_path / "out", "ledger").values())
    assert texts(tmp_path / "out")["page000.txt"].endswith(WORDS)
    restored(tmp_path / "out", kinds=["legal", "comment-form"], settings=settings(tmp_path, articles=Articles(publisher="Somebody else")))
    assert all("Post Comment" not in text for name, text in texts(tmp_path / "out").items() if name == "page001.txt"), "the decision wins"
    assert texts(tmp_path / "out")["page001.txt"].endswith("Website")
    assert verify(tmp_path / "out").faults == []


def test_a_decision_that_matches_nothing_any_more_is_told(tmp_path):
    source = scrape(tmp_path / "in", 2)
    note(tmp_path, decision())
    run(tmp_path, source)
    (source / "page000.txt").write_text(page(7).replace(WORDS, "Say something"), encoding="utf-8")
    run(tmp_path, source)
    assert run(tmp_path, source, reapply=True).unmatched == [decision()]
    told = engross("decisions", "out", cwd=tmp_path).stdout.decode()
    assert "comment-form to keep, in page000.txt (Ada Quill, 2024-05-06): matches nothing" in told


def test_a_missing_file_takes_nothing_back(tmp_path):
    source = scrape(tmp_path / "in", 1)
    note(tmp_path, decision())
    run(tmp_path, source)
    (tmp_path / "decisions.jsonl").unlink()
    with pytest.raises(ArchiveError, match="there is no file"):
        run(tmp_path, source, reapply=True)
    (tmp_path / "decisions.jsonl").touch()
    assert run(tmp_path, source, reapply=True).older == 1
    assert not texts(tmp_path / "out")["page000.txt"].endswith(WORDS)


def test_the_plan_counts_the_articles_concerned(tmp_path):
    source = scrape(tmp_path / "in", 3)
    run(tmp_path, source)
    note(tmp_path, decision(source="page001.txt"), decision("Name *", scope="everywhere"))
    found = preview(tmp_path / "out", [str(source)], settings(tmp_path))
    assert (found.answered, list(found.steps)) == (3, [])
    assert len(preview(tmp_path / "out", [str(source)], settings(tmp_path), reapply=True).steps) == 3


@pytest.mark.parametrize("seed", range(6))
def test_one_run_is_many_runs(tmp_path, seed):
    """Random sources in random parts, decisions noted between the parts, undone and replaced: in the end one archive."""
    luck = random.Random(seed)
    rows, turns = world(luck), luck.randint(2, 4)
    parts = [rows[turn::turns] for turn in range(turns)]
    said = random_decisions(luck, rows, 4 * turns)
    for turn, part in enumerate(parts):
        note(tmp_path, *said[turn::turns])
        run(tmp_path, written(tmp_path / f"part{turn}", part), root="many", reapply=luck.random() < 0.4)
    first = run(tmp_path, tmp_path / "part0/in.jsonl", root="many", reapply=True)
    run(tmp_path, written(tmp_path / "all", rows), root="one")
    same(tmp_path / "one", tmp_path / "many")
    assert any("decisions" in book for book in current(tmp_path / "one", "ledger").values())
    again = run(tmp_path, tmp_path / "all/in.jsonl", root="many", reapply=True)
    assert (again.batches, again.unmatched) == (0, first.unmatched)
    assert run(tmp_path, tmp_path / "all/in.jsonl", root="one", reapply=True).batches == 0


def random_decisions(luck: random.Random, rows: list[dict[str, str]], count: int) -> list[Decision]:
    out: list[Decision] = []
    for _ in range(count):
        if out and luck.random() < 0.3:
            out.append(replace(luck.choice(out), after=luck.choice(["undo", "keep", "heading"])))
        else:
            row = luck.choice(rows)
            text = luck.choice(row["text"].strip().split("\n\n"))
            out.append(decision(text, row["url"], luck.choice(["keep", "remove", "quotation", "title", "legal"]), luck.choice(SCOPES), "paragraph"))
    return out

HTML = ("<!DOCTYPE html><title>A kettle</title><body><h1>A kettle on the quay</h1><p>By Ada Quill</p>"
        + "".join(f"<p>{part}</p>" for part in page(3).split("\n\n")[2:6]) + "<ul><li>One</li></ul><table><tr><td>Two</td></tr></table>")


@pytest.mark.parametrize("label", [label for label in Label if label not in (Label.IMAGE, Label.MILESTONE)])
@pytest.mark.parametrize(("name", "text"), [("page.txt", page(3)), ("page.html", HTML)])
def test_every_label_can_be_named(tmp_path, label, name, text):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    words = page(3).split("\n\n")[3]
    note(tmp_path, decision(words, name, label.value, before="paragraph"))
    summary = run(tmp_path, tmp_path / "in")
    assert list(summary.failures) == []
    (book,) = lines(tmp_path / "out", "ledger")
    assert [one["label"] for one in book["decisions"]] == [label.value]
    assert (words in texts(tmp_path / "out")[name]) is not (label.removed or (label.front and label not in (Label.STANDFIRST, Label.EPIGRAPH)))
    assert verify(tmp_path / "out").faults == []


def test_a_title_that_a_person_names_is_the_title():
    text = page(3)
    words = text.split("\n\n")[4]
    article = clean_source(Source("x", text.encode()), Settings(), answers=[decision(words, after="title")])
    assert article.title == words
    assert [block.text for block in article.front if block.kind is Label.TITLE] == [words]
    found = clean_source(Source("x.html", HTML.encode(), media_type="text/html"), Settings(), answers=[decision("A kettle on the quay", after="title")])
    assert found.title == "A kettle on the quay"
