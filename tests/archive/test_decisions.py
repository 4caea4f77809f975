"""Decisions of people: the file, which of them stand, and what they do to an archive."""

from __future__ import annotations

import json
import multiprocessing
import random
import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as run_settings
from hypothesis import strategies as st

from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.caches.site_memory import Book
from pipeline.archive.decisions import SCOPES, Decision, Standing, append, load, site_of_source, winning
from pipeline.archive.run.deciding import block_at, explained_again, make_decision, states
from pipeline.archive.run.preview import preview
from pipeline.archive.run.run import Run, Summary
from pipeline.archive.store.disk import ArchiveError
from pipeline.archive.verify.verify import verify
from pipeline.clean import clean_source, explain_source
from pipeline.data import Label, Source, block_digest
from pipeline.engines import local
from pipeline.settings import Archive, Articles, Review, Settings
from tests.archive.test_truth import current, lines, same, world, written
from tests.makers.archives import engross, page, payload, scrape

CASES = Path(__file__).resolve().parents[1] / "cases" / "decisions"
WORDS = "Leave a Reply"


def decision(text: str = WORDS, source: str = "page000.txt", after: str = "keep", scope: str = "block", before: str = "comment-form", when: str = "2024-05-06") -> Decision:
    return Decision(block_digest(text), source, before, after, scope, "Ada Quill", when)


def settings(folder: Path, **groups: object) -> Settings:
    return Settings(archive=Archive(batch=3), review=Review(decisions=str(folder / "decisions.jsonl")), **groups)


def run(folder: Path, *inputs: Path, root: str = "out", reapply: bool = False, **groups: object) -> Summary:
    with Run(folder / root, settings(folder, **groups)) as under_way:
        plan = under_way.make_plan([str(path) for path in inputs], reapply=reapply)
        local.run(under_way.work, [batch.key for batch in plan.batches], lambda _: None)
        under_way.publish()
        return under_way.summary()


def note(folder: Path, *decisions: Decision) -> None:
    for one in decisions:
        append(folder / "decisions.jsonl", one)


def texts(root: Path) -> dict[str, str]:
    return {row["source"]["name"]: row["text"] for row in current(root).values()}


# -- the file ---------------------------------------------------------------------------------------------------------


def test_what_is_noted_is_read_again(tmp_path):
    found = [decision(), decision(after="undo"), decision("Straße — “ß” \u2028", scope="everywhere", source="https://harbour.example/ä?b=1")]
    for one in found:
        append(tmp_path / "new/decisions.jsonl", one)
    assert load(tmp_path / "new/decisions.jsonl") == tuple(found)
    raw = (tmp_path / "new/decisions.jsonl").read_bytes()
    assert raw.count(b"\n") == 3
    assert raw.startswith(b'{"block":"')
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["decisions.jsonl"]


def test_no_file_is_no_decision(tmp_path):
    assert load(tmp_path / "decisions.jsonl") == ()


@pytest.mark.parametrize("case", json.loads((CASES / "faults.json").read_text()), ids=lambda case: case["told"][:30])
def test_a_wrong_line_is_named(tmp_path, case):
    fields = asdict(decision()) | case.get("change", {})
    fields.pop(case.get("drop", ""), None)
    good = json.dumps(asdict(decision()))
    (tmp_path / "decisions.jsonl").write_text(f"{good}\n\n{case.get('line') or json.dumps(fields)}\n{good}\n")
    with pytest.raises(ArchiveError, match=r"decisions\.jsonl, line 3: ") as caught:
        load(tmp_path / "decisions.jsonl")
    assert case["told"] in str(caught.value)
    assert str(caught.value).endswith(".")


def test_lines_of_an_editor_are_read(tmp_path):
    line = json.dumps(asdict(decision()), indent=None).encode()
    (tmp_path / "decisions.jsonl").write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\r\n" + line + b"\r\n")
    assert load(tmp_path / "decisions.jsonl") == (decision(), decision())


def test_nothing_is_added_behind_half_a_line(tmp_path):
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(b'{"block":')
    with pytest.raises(ArchiveError, match="the last line has no end"):
        append(path, decision())
    assert path.read_bytes() == b'{"block":'


def test_a_wrong_decision_is_not_noted(tmp_path):
    with pytest.raises(ArchiveError, match="after must be"):
        append(tmp_path / "decisions.jsonl", decision(after="nonsense"))
    assert not (tmp_path / "decisions.jsonl").exists()


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    note(tmp_path, decision())
    before = (tmp_path / "decisions.jsonl").read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.archive.decisions.os.fsync", full)
    with pytest.raises(ArchiveError, match="decisions.jsonl: the decision can't be noted here .No space left on device.*nothing was changed"):
        note(tmp_path, decision(after="remove"))
    assert (tmp_path / "decisions.jsonl").read_bytes() == before


def _note_many(path: str, who: int) -> None:
    for n in range(20):
        append(Path(path), decision(f"{who} {n}"))


def test_many_processes_lose_no_line(tmp_path):
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_note_many, args=(str(tmp_path / "decisions.jsonl"), who)) for who in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {one.block for one in load(tmp_path / "decisions.jsonl")} == {block_digest(f"{who} {n}") for who in range(4) for n in range(20)}


# -- which decisions stand --------------------------------------------------------------------------------------------

PLACES = ("https://harbour.example/1", "https://harbour.example/2", "https://valley.example/1", "notes/a.txt")
DECISIONS = st.builds(
    decision, st.sampled_from(["one", "two"]), st.sampled_from(PLACES), st.sampled_from(["keep", "remove", "heading", "undo"]), st.sampled_from(SCOPES),
    when=st.sampled_from(["2024-05-06", "2024-05-07"]))


def by_the_book(found: list[Decision], place: str, block: str) -> Decision | None:
    """What holds for one block in one place, told line by line as the documentation says it."""
    left: list[Decision | None] = []
    for one in found:
        left.append(one if one.after != "undo" else None)
        if one.after == "undo":
            where = {"block": lambda d: d.source, "site": lambda d: site_of_source(d.source), "everywhere": lambda d: ""}[one.scope]
            for n in range(len(left) - 1, -1, -1):
                other = left[n]
                if other and (other.block, other.scope, where(other)) == (one.block, one.scope, where(one)):
                    left[n] = None
                    break
    holds = [one for one in left if one and one.block == block and (
        one.scope == "everywhere" or (one.scope == "site" and site_of_source(one.source) == site_of_source(place)) or one.source == place)]
    return holds[-1] if holds else None


@run_settings(deadline=None)
@given(st.lists(DECISIONS, max_size=14), st.sampled_from(PLACES))
def test_the_last_decision_that_is_not_undone_holds(found, place):
    standing = Standing.of(found)
    held = {one.block: one for one in winning(standing.matching(f"{block_digest('one')[:16]} {block_digest('two')[:16]}", [place]))}
    assert held == {block: told for block in map(block_digest, ("one", "two")) if (told := by_the_book(found, place, block))}


@run_settings(deadline=None)
@given(st.lists(DECISIONS, max_size=10), DECISIONS.filter(lambda one: one.after != "undo"))
def test_an_undo_leaves_what_stood_before(found, one):
    assert Standing.of([*found, one, replace(one, after="undo")]).decisions == Standing.of(found).decisions


@run_settings(deadline=None)
@given(st.lists(DECISIONS, max_size=10))
def test_every_decision_that_stands_holds_somewhere(found):
    standing = Standing.of(found)
    assert Standing.of(standing.decisions).decisions == standing.decisions
    for one in standing.decisions:
        new = {"block": one.source, "site": one.source + "-new", "everywhere": "https://elsewhere.example/"}[one.scope]
        assert winning(standing.matching(one.block[:16], [new])) == (one,)


# -- in an archive ----------------------------------------------------------------------------------------------------


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


# -- labels -----------------------------------------------------------------------------------------------------------

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
    assert summary.failures == []
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


# -- commands ---------------------------------------------------------------------------------------------------------


def test_a_decision_is_made_of_a_block_of_an_article(tmp_path):
    run(tmp_path, scrape(tmp_path / "in", 1))
    (article,) = lines(tmp_path / "out", "articles")
    (book,) = lines(tmp_path / "out", "ledger")
    removed = next(one for one in book["removed"] if one["text"] == WORDS)
    with open_catalogue(tmp_path / "out") as catalogue, Book(tmp_path / "out/memory.sqlite") as memory:
        memory.catch_up(tmp_path / "out")
        row, explained = explained_again(tmp_path / "out", catalogue, memory, article["id"], settings(tmp_path))
        for where in (removed["id"], removed["id"].partition(".")[2], str(removed["start"]), str(removed["start"] + 3)):
            block, label = block_at(explained, where)
            assert make_decision(row, block, label, after="keep", scope="block", who="Ada Quill", when="2024-05-06") == decision()
        for where in ("a000000000000.p1", "p99999999", "x"):
            with pytest.raises(ArchiveError, match="no block"):
                block_at(explained, where)
        with pytest.raises(ArchiveError, match="There is no article"):
            explained_again(tmp_path / "out", catalogue, memory, "a000000000000", settings(tmp_path))
        (state,) = states(Standing.of([decision()]), catalogue, memory)
        assert (state.holds, state.rests, state.example) == (1, 0, article["id"])


def test_the_commands(tmp_path):
    scrape(tmp_path / "in", 2)
    assert engross("archive", "in", cwd=tmp_path).returncode == 0
    ident = next(row["id"] for row in lines(tmp_path / "output", "articles") if row["source"]["name"] == "page001.txt")
    removed = next(one["id"] for book in lines(tmp_path / "output", "ledger") if book["id"] == ident for one in book["removed"] if one["text"] == WORDS)
    answer = engross("decide", "output", ident, removed, "keep", "--scope", "site", "--who", "Ada", cwd=tmp_path)
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert "“Leave a Reply”: comment-form to keep, on the site of page001.txt. Noted in decisions.jsonl" in answer.stdout.decode()
    told = engross("decisions", "output", cwd=tmp_path).stdout.decode()
    assert f"holds for 2 articles (such as {min(ident, json.loads(engross('decisions', 'output', '--json', cwd=tmp_path).stdout)['example'])})" in told
    waiting = engross("archive", "in", cwd=tmp_path)
    assert "decisions on which no article rests: comment-form to keep (Ada, " in waiting.stderr.decode()
    applied = engross("archive", "in", "--reapply", cwd=tmp_path)
    assert "2 older articles were worked on again." in applied.stdout.decode()
    assert applied.stderr == b""
    assert all(text.endswith(WORDS) for text in texts(tmp_path / "output").values())
    assert engross("decide", "output", ident, removed, "undo", "--scope", "site", cwd=tmp_path).returncode == 0
    alone = engross("archive", "--reapply", cwd=tmp_path)
    assert (alone.returncode, alone.stderr) == (0, b"")
    assert "2 older articles were worked on again." in alone.stdout.decode()
    assert engross("archive", cwd=tmp_path).returncode == 2, "without an input there is nothing to archive"


def test_clean_and_explain_hear_decisions(tmp_path):
    scrape(tmp_path, 2)
    note(tmp_path, decision(), decision(WORDS, source="page001.txt", after="heading"))
    assert WORDS in engross("clean", "page000.txt", cwd=tmp_path).stdout.decode()
    told = engross("explain", "page001.txt", cwd=tmp_path).stdout.decode()
    assert re.search(r"heading \S+ \(decision\)\n    Leave a Reply\n      .*Ada Quill", told)
    (tmp_path / "engross.toml").write_text('[review]\ndecisions = "none.jsonl"\n')
    assert WORDS not in engross("clean", "page000.txt", cwd=tmp_path).stdout.decode()


def test_an_id_names_the_block_that_starts_there_and_a_number_any_place_in_a_block():
    text = "The weir\n\nThe path starts behind the mill and goes up by the water for a mile or so.\n"
    explained = explain_source(Source("a.txt", text.encode()), Settings())
    path = next(block for block, _ in explained.pairs if block.text.startswith("The path"))
    for where in ("p10", f"{explained.article.id}.p10", "10", "13"):
        assert block_at(explained, where)[0] == path
    with pytest.raises(ArchiveError, match="no block with words that starts at 13"):
        block_at(explained, "p13")


@pytest.mark.parametrize(("arguments", "told"), [
    (("decide", "in", "a000000000000", "1", "keep"), "in is not an archive"), (("decide", "output", "a000000000000", "1", "keep"), "There is no article"),
    (("decisions", "in"), "in is not an archive"),
])
def test_wrong_wishes_are_answered_with_a_sentence(tmp_path, arguments, told):
    scrape(tmp_path / "in", 1)
    assert engross("archive", "in", cwd=tmp_path).returncode == 0
    answer = engross(*arguments, cwd=tmp_path)
    assert (answer.returncode, told in answer.stderr.decode()) == (2, True)


def test_a_broken_file_stops_a_run_before_it_starts(tmp_path):
    scrape(tmp_path / "in", 1)
    (tmp_path / "decisions.jsonl").write_text("{}\n")
    answer = engross("archive", "in", cwd=tmp_path)
    assert answer.returncode == 2
    assert "decisions.jsonl, line 1: block is missing" in answer.stderr.decode()
    assert not (tmp_path / "output").exists()


def test_a_path_in_the_settings_begins_beside_them(tmp_path):
    scrape(tmp_path / "in", 1)
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/engross.toml").write_text('[review]\ndecisions = "said.jsonl"\n')
    append(tmp_path / "etc/said.jsonl", decision())
    assert engross("archive", "in", "--settings", "etc/engross.toml", cwd=tmp_path).returncode == 0
    assert texts(tmp_path / "output")["page000.txt"].endswith(WORDS)
