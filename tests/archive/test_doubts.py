"""What a person should look at, and sites that change."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from pipeline.archive.caches.doubts import Doubts
from tests.archive.test_memory import run as run_with
from tests.archive.test_memory import story, write
from tests.makers.archives import archive, engross, payload

FORM = "\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *\n\nName *\n\nEmail *\n\nPost Comment\n"
COMMENTS = "\n7 Comments\n\n" + "".join(
    f"Reader{n} says:\n\nMarch {n + 1}, 2020 at 9:0{n} am\n\nThis is what I have always said of it, and nobody listened.\n\nReply\n\n" for n in range(7)
) + FORM


def run(root: Path, source: Path):
    """All of it in one batch."""
    return run_with(root, source, batch=100)


def listed(root: Path, since: int = 0) -> tuple[dict[str, list[str]], list]:
    with Doubts(root) as doubts:
        doubts.catch_up()
        return {concern.name: [code for code, _ in concern.doubts] for concern in doubts.concerns(since)}, doubts.drifts(since)


def test_an_article_that_keeps_all_where_its_site_loses_something(tmp_path):
    run(tmp_path / "out", write(tmp_path / "in", range(30), text=lambda n: story(n, appeal="") + (FORM if n != 7 else "")))
    concerns, drifts = listed(tmp_path / "out")
    assert concerns["harbour/s007.txt"] == ["kept-all"]
    assert drifts == []
    few = run(tmp_path / "few", write(tmp_path / "less", range(12), text=lambda n: story(n, appeal="") + (FORM if n != 7 else "")))
    assert "kept-all" not in few.doubts


def test_a_page_without_a_word_keeps_nothing(tmp_path):
    source = write(tmp_path / "in", range(30), text=lambda n: story(n, appeal="") + FORM)
    (source / "harbour/shell.html").write_text("<!DOCTYPE html><html><head><title>The harbour</title></head><body><script>load()</script></body></html>")
    run(tmp_path / "out", source)
    assert listed(tmp_path / "out")[0]["harbour/shell.html"] == ["no-text"]


def test_a_title_that_the_text_does_not_have(tmp_path):
    (tmp_path / "in").mkdir()
    body = "".join(f"<p>{part}</p>" for part in story(3, appeal="").rstrip().split("\n\n")[1:])
    for name, title in (("own", "The teacher looks back: nobody wanted the snow"), ("other", "Seventeen cheerful recipes featuring aubergine")):
        (tmp_path / f"in/{name}.html").write_text(f"<!DOCTYPE html><html><head><title>{title}</title></head><body><article>{body}</article></body></html>")
    archive(tmp_path / "out", tmp_path / "in")
    concerns, _ = listed(tmp_path / "out")
    assert "title-not-in-text" in concerns["other.html"]
    assert "title-not-in-text" not in concerns.get("own.html", [])


def test_titles_of_short_texts_and_in_many_languages(tmp_path):
    (tmp_path / "in").mkdir()
    cases = tomllib.loads((Path(__file__).parent.parent / "cases/archive/titles.toml").read_text(encoding="utf-8"))
    for group, named in cases.items():
        for name, case in named.items():
            body = f"<title>{case['title']}</title></head><body><article><p>{case['text']}</p></article></body></html>"
            (tmp_path / f"in/{group}.{name}.html").write_text(f"<!DOCTYPE html><html><head><meta charset='utf-8'>{body}", encoding="utf-8")
    archive(tmp_path / "out", tmp_path / "in", batch=100)
    told = {name for name, codes in listed(tmp_path / "out")[0].items() if "title-not-in-text" in codes}
    assert told == {f"yes.{name}.html" for name in cases["yes"]}


def test_a_site_whose_removed_share_jumps(tmp_path):
    """A new layout with all the comments: told of the batch in which it shows, and told once."""
    run(tmp_path / "out", write(tmp_path / "in", range(24), text=lambda n: story(n, appeal="") + FORM))
    run(tmp_path / "out", write(tmp_path / "like", range(30, 36), text=lambda n: story(n, appeal="") + FORM))
    assert listed(tmp_path / "out")[1] == []
    summary = run(tmp_path / "out", write(tmp_path / "new", range(40, 48), text=lambda n: story(n, appeal="") + COMMENTS))
    (drift,) = listed(tmp_path / "out")[1]
    assert (drift.site, drift.articles, drift.seen) == ("the folder harbour", 8, 30)
    assert drift.after > drift.before + 100
    assert summary.drifts == [str(drift)]
    assert "percent of the words of 8 articles were removed" in str(drift)
    assert run(tmp_path / "out", write(tmp_path / "more", [60], text=lambda n: story(n, appeal="") + FORM)).drifts == []


def test_few_articles_are_put_together_until_they_tell_something(tmp_path):
    run(tmp_path / "out", write(tmp_path / "in", range(24), text=lambda n: story(n, appeal="") + FORM))
    found = [run(tmp_path / "out", write(tmp_path / f"new{n}", [n], text=lambda n: story(n, appeal="") + COMMENTS)).drifts for n in range(40, 46)]
    assert [len(drifts) for drifts in found] == [0, 0, 0, 0, 1, 0]


def test_the_list_is_made_again_from_the_data_and_changes_nothing_there(tmp_path):
    for n, numbers in enumerate((range(22), range(22, 30))):
        run(tmp_path / "out", write(tmp_path / f"in{n}", numbers, text=lambda n: story(n, appeal="") + (COMMENTS if n > 21 else FORM if n != 7 else "")))
    before, data = listed(tmp_path / "out"), payload(tmp_path / "out")
    assert before[0]
    assert before[1]
    (tmp_path / "out/doubts.sqlite").unlink()
    assert listed(tmp_path / "out") == before
    (tmp_path / "out/doubts.sqlite").write_bytes(b"broken")
    assert listed(tmp_path / "out") == before
    assert payload(tmp_path / "out") == data


def test_the_latest_version_counts(tmp_path):
    source = write(tmp_path / "in", range(25), text=lambda n: story(n, appeal="") + (FORM if n != 7 else ""))
    run(tmp_path / "out", source)
    assert "kept-all" in listed(tmp_path / "out")[0]["harbour/s007.txt"]
    run(tmp_path / "out", write(tmp_path / "in", [7], text=lambda n: story(n, appeal="") + FORM))
    assert "kept-all" not in listed(tmp_path / "out")[0].get("harbour/s007.txt", [])


def test_the_summary_and_the_command(tmp_path):
    write(tmp_path / "in", range(24), text=lambda n: story(n, appeal="") + (FORM if n != 7 else ""))
    answer = engross("archive", "in", "-o", "out", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert b"To be looked at: 1 kept-all: engross doubts out\n" in answer.stdout
    write(tmp_path / "in", range(30, 38), text=lambda n: story(n, appeal="") + COMMENTS)
    answer = engross("archive", "in", "-o", "out", cwd=tmp_path)
    assert b"note: the folder harbour: " in answer.stderr
    told = engross("doubts", "out", cwd=tmp_path).stdout.decode()
    assert "harbour/s007.txt: Nothing was removed; nearly all of the 32 articles of the folder harbour lose something. [kept-all]" in told
    assert told.startswith("site the folder harbour: ")
    rows = [json.loads(line) for line in engross("doubts", "out", "--json", cwd=tmp_path).stdout.splitlines()]
    assert rows[0]["site"] == "the folder harbour"
    assert any(row.get("name") == "harbour/s007.txt" for row in rows)
    assert engross("doubts", "in", cwd=tmp_path).returncode == 2
