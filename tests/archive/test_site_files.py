"""Site files in the work of an archive: applied by runs and by --reapply to the sites concerned, and proposed from what people decided."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.caches.site_memory import Book
from pipeline.archive.decisions import Decision, Standing, append
from pipeline.archive.run.preview import preview
from pipeline.archive.run.run import Run, Summary
from pipeline.archive.run.suggesting import Suggestion, suggestions
from pipeline.archive.verify.verify import verify
from pipeline.data import block_digest
from pipeline.settings import Archive, Repeats, Review, Settings
from tests.archive.test_memory import story
from tests.archive.test_truth import same, world, written
from tests.makers.archives import current, engross, finish, lines, payload

NOTE = "Write to the lock keeper if you saw the heron"


def settings(folder: Path) -> Settings:
    return Settings(archive=Archive(batch=3), review=Review(str(folder / "decisions.jsonl"), str(folder / "sites")), repeats=Repeats(articles=50))


def run(folder: Path, source: Path, root: str = "out", reapply: bool = False) -> Summary:
    with Run(folder / root, settings(folder)) as under_way:
        plan = under_way.make_plan([str(source)], reapply=reapply)
        finish(under_way, plan)
        return under_way.summary()


def rule(folder: Path, host: str, *phrases: str, more: str = "") -> None:
    (folder / "sites").mkdir(exist_ok=True)
    (folder / f"sites/{host}.toml").write_text(f"{more}\n[[strip]]\nphrases = {json.dumps(phrases)}\n", encoding="utf-8")


def rows(count: int = 3) -> list[dict[str, str]]:
    return [{"id": f"{host}{n}", "url": f"https://{host}.example/{n}", "text": story(10 * k + n, appeal="") + f"{NOTE}\n"}
            for k, host in enumerate(("harbour", "valley")) for n in range(count)]


def holding(folder: Path, root: str = "out") -> list[str]:
    """The hosts whose articles hold the note, with how many do."""
    found = [row["source"]["url"].split("/")[2] for row in current(folder / root).values() if NOTE in row["text"]]
    return sorted({f"{host} {found.count(host)}" for host in found})


def test_rules_change_the_articles_of_their_site_and_no_others(tmp_path):
    source = written(tmp_path / "in", rows())
    run(tmp_path, source)
    assert holding(tmp_path) == ["harbour.example 3", "valley.example 3"]
    before = payload(tmp_path / "out")
    rule(tmp_path, "harbour.example", NOTE)
    assert run(tmp_path, source).batches == 0
    assert preview(tmp_path / "out", [str(source)], settings(tmp_path)).answered == 3
    assert run(tmp_path, source, reapply=True).older == 3
    assert holding(tmp_path) == ["valley.example 3"]
    assert {path: content for path, content in payload(tmp_path / "out").items() if path in before} == before
    assert run(tmp_path, source, reapply=True).batches == 0
    removed = [one for book in current(tmp_path / "out", "ledger").values() for one in book["removed"] if one["text"] == NOTE]
    assert {(one["reason"], one["stage"], one["evidence"][0]) for one in removed} == {("site-file", "review", f"harbour.example.toml: strip: “{NOTE}”")}
    assert verify(tmp_path / "out").faults == []


def test_without_its_file_a_site_is_as_before(tmp_path):
    source = written(tmp_path / "in", rows())
    run(tmp_path, source)
    before = current(tmp_path / "out"), current(tmp_path / "out", "ledger")
    rule(tmp_path, "valley.example", NOTE)
    run(tmp_path, source, reapply=True)
    assert holding(tmp_path) == ["harbour.example 3"]
    (tmp_path / "sites/valley.example.toml").unlink()
    assert run(tmp_path, source, reapply=True).older == 3
    assert (current(tmp_path / "out"), current(tmp_path / "out", "ledger")) == before


def test_a_test_case_more_changes_nothing(tmp_path):
    source = written(tmp_path / "in", rows())
    rule(tmp_path, "valley.example", NOTE)
    run(tmp_path, source)
    path = tmp_path / "sites/valley.example.toml"
    path.write_text(path.read_text() + '\n# A note\n[[test]]\ntext = "x"\n')
    assert run(tmp_path, source, reapply=True).batches == 0


def test_a_decision_wins_over_a_rule(tmp_path):
    source = written(tmp_path / "in", rows())
    rule(tmp_path, "valley.example", NOTE)
    append(tmp_path / "decisions.jsonl", Decision(block_digest(NOTE), "https://valley.example/1", "paragraph", "keep", "block", "Ada", "2024-05-06"))
    run(tmp_path, source)
    assert holding(tmp_path) == ["harbour.example 3", "valley.example 1"]


@pytest.mark.parametrize("seed", range(3))
def test_one_run_is_many_runs(tmp_path, seed):
    luck = random.Random(seed)
    sources, turns = world(luck), 3
    parts = [sources[turn::turns] for turn in range(turns)]
    for turn, part in enumerate(parts):
        words = luck.choice(sources)["text"].split("\n\n")[luck.randint(0, 2)]
        rule(tmp_path, luck.choice(("harbour.example", "valley.example")), words, more=luck.choice(("", 'publisher = "The Paper"', 'language = "de"')))
        run(tmp_path, written(tmp_path / f"part{turn}", part), root="many", reapply=luck.random() < 0.4)
    for _ in range(2):
        run(tmp_path, tmp_path / "part0/in.jsonl", root="many", reapply=True)
    run(tmp_path, written(tmp_path / "all", sources), root="one")
    same(tmp_path / "one", tmp_path / "many")
    assert run(tmp_path, tmp_path / "all/in.jsonl", root="many", reapply=True).batches == 0


# -- suggestions ------------------------------------------------------------------------------------------------------


def proposed(folder: Path) -> list[Suggestion]:
    from pipeline.archive.decisions import load

    with open_catalogue(folder / "out") as catalogue, Book(folder / "out/memory.sqlite") as book:
        book.catch_up(folder / "out")
        return list(suggestions(folder / "out", catalogue, book, Standing.of(load(folder / "decisions.jsonl")), settings(folder)))


def decide(folder: Path, text: str, url: str, after: str = "remove", scope: str = "block") -> None:
    append(folder / "decisions.jsonl", Decision(block_digest(text), url, "paragraph", after, scope, "Ada", "2024-05-06"))


def test_the_same_decision_in_two_sources_is_a_rule(tmp_path):
    run(tmp_path, written(tmp_path / "in", rows(1)))
    assert proposed(tmp_path) == []
    run(tmp_path, written(tmp_path / "more", rows(2)))
    decide(tmp_path, NOTE, "https://harbour.example/0", after="promo")
    assert [one for one in proposed(tmp_path) if one.why.startswith("decided")] == []
    decide(tmp_path, NOTE, "https://harbour.example/1", after="promo")
    (one,) = [one for one in proposed(tmp_path) if one.why.startswith("decided")]
    assert (one.site, one.group, one.rule.phrases, one.rule.kind, one.why) == ("harbour.example", "strip", (NOTE,), "promo", "decided alike in 2 sources")
    assert (one.touches, set(one.articles)) == (2, {"https://harbour.example/0", "https://harbour.example/1"})


def test_what_stands_at_several_edges_is_asked_about(tmp_path):
    run(tmp_path, written(tmp_path / "in", rows(4)))
    found = proposed(tmp_path)
    assert {(one.site, one.rule.phrases, one.why, one.touches) for one in found} == {
        (f"{host}.example", (NOTE,), "stands at the edge of 4 of 4 different articles", 4) for host in ("harbour", "valley")}


def test_a_class_in_which_people_removed_two_blocks_is_a_rule(tmp_path):
    def html(n: int) -> str:
        parts = story(n, appeal="").strip().split("\n\n")
        body = "".join(f"<p>{part}</p>" for part in parts[1:])
        return f"<body><div class=story><h1>{parts[0]}</h1>{body}<div class=heron-box><p>The heron of day {n} was seen by the keeper of the lock at noon.</p></div></div></body>"

    source = written(tmp_path / "in", [{"id": str(n), "url": f"https://harbour.example/{n}", "html": html(n)} for n in range(3)])
    run(tmp_path, source)
    for n in range(2):
        decide(tmp_path, f"The heron of day {n} was seen by the keeper of the lock at noon.", f"https://harbour.example/{n}")
    run(tmp_path, source, reapply=True)
    found = [one for one in proposed(tmp_path) if one.rule.selectors]
    assert [(one.rule.selectors, one.touches) for one in found] == [((".heron-box",), 3)]


def test_the_command(tmp_path):
    written(tmp_path / "in", rows(4))
    assert engross("archive", "in/in.jsonl", cwd=tmp_path).returncode == 0
    answer = engross("sites", "suggest", "output", cwd=tmp_path)
    assert answer.returncode == 0
    told = answer.stdout.decode()
    assert f'[[strip]]\nphrases = ["{NOTE}"]' in told
    assert "# For sites/harbour.example.toml: stands at the edge of 4 of 4 different articles." in told
    assert "# Touches 4: https://harbour.example/" in told
    assert told.endswith("# 2 suggestions. Nothing was changed.\n")
    assert lines(tmp_path / "output", "articles")
