"""Decisions by command: ``decide``, ``decisions``, and the commands that apply them."""

from __future__ import annotations

import json
import re

import pytest

from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.caches.site_memory import Book
from pipeline.archive.decisions import Standing, append
from pipeline.archive.run.deciding import block_at, explained_again, make_decision, states
from pipeline.archive.store.disk import ArchiveError
from pipeline.clean import explain_source
from pipeline.data import Source
from pipeline.settings import Settings
from tests.makers.archives import engross, lines, scrape
from tests.makers.decided import WORDS, decision, note, run, settings, texts


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
            with pytest.raises(ArchiveError, match="is not a block|has no block"):
                block_at(explained, where)
        with pytest.raises(ArchiveError, match="holds no article a000000000000\\. The list in its report"):
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
    (("decide", "in", "a000000000000", "1", "keep"), "in is not an archive"), (("decide", "output", "a000000000000", "1", "keep"), "output holds no article a000000000000."),
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
