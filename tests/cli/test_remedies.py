"""Commands that find nothing, and sentences that name sources: each says what, where and what to do, and counts as the report does."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

import pytest
from click.testing import CliRunner

from pipeline import cli
from pipeline.archive.caches.doubts import Doubts, Drift
from pipeline.report import write_report
from tests.makers.archives import archive, lines, page, scrape
from tests.sources.test_sources_warc import http, record

NOWHERE = "a0123456789ab"


def run(*arguments):
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout + result.stderr


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with two archives: ``out`` has three articles, ``none`` has no article, and a source that failed."""
    monkeypatch.chdir(tmp_path)
    archive(tmp_path / "out", scrape(tmp_path / "in", 3))
    (tmp_path / "void").mkdir()
    (tmp_path / "void/empty.txt").touch()
    archive(tmp_path / "none", tmp_path / "void")
    return tmp_path


@pytest.mark.parametrize(("arguments", "code", "says"), [
    (("doubts", "out"), 0, "There is nothing to look at: no article has a doubt, and no site loses more or less than before.\n"),
    (("doubts", "out", "--since", "1000"), 0,
     "out holds no article that came with batch 1000 or later, so there is nothing to look at. engross archive INPUT -o out adds articles.\n"),
    (("doubts", "none"), 0, "none holds no article, so there is nothing to look at. engross archive INPUT -o none adds articles.\n"),
    (("copies", "out"), 0, "No two articles of out are nearly the same, so there is nothing to do.\n"),
    (("copies", "out", "--least", "0.9"), 0, "No two articles of out are nearly the same with a similarity of 0.9 or more, so there is nothing to do.\n"),
    (("decisions", "out"), 0, "No decision stands in decisions.jsonl. Decide on a block with engross decide or engross review.\n"),
    (("sites", "test"), 0, ("No site file was checked. sites holds no site file. Write one (docs/sites.md), or make some with: engross sites import or "
                           "engross sites suggest\n")),
    (("sites", "test", "mill.example"), 2, "engross: sites/mill.example.toml is not there. sites holds no site file. Write one (docs/sites.md), or"),
    (("sites", "suggest", "none"), 0, "# No suggestion: no site of none repeats something that a rule should name, and no decision stands"),
    (("export", "none", "--to", "jsonl", "-o", "x"), 1,
     "engross: none holds no article, so nothing was written. Add articles with: engross archive INPUT -o none\n"),
    (("export", "out", "--to", "jsonl", "-o", "x", "--language", "fi"), 1,
     "engross: Each of the 3 articles of out is left out by a filter, so nothing was written. Leave a filter out, or let it pass more; "),
    (("show", NOWHERE, "out"), 2, f"engross: out holds nothing with the id {NOWHERE}. The list in its report has the ids of articles (out/report/index.html)"),
    (("diff", NOWHERE, "out"), 2, f"engross: out holds no article {NOWHERE}. The list in its report (out/report/index.html) has the ids of all articles.\n"),
    (("decide", "out", NOWHERE, "5", "keep"), 2, f"engross: out holds no article {NOWHERE}. The list in its report (out/report/index.html) has the ids"),
], ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else "")
def test_a_command_with_nothing_to_tell_says_why_and_what_to_do(here, arguments, code, says):
    found = run(*arguments)
    assert (found[0], found[1].startswith(says)) == (code, True), found[1]


def test_a_rule_for_sources_in_no_folder_says_where_it_may_stand(here):
    """A site file holds for hosts and folders; its name is none of a file for what stands in neither."""
    told = run("sites", "suggest", "out")[1]
    assert "# For a file in sites with folders = [\"FOLDER\"], when the sources stand in a folder FOLDER below the input (here they stand in none): " in told


def test_a_dot_stands_for_a_folder_that_sentences_name(here, monkeypatch):
    monkeypatch.chdir(here / "none")
    code, told = run("export", ".", "--to", "jsonl", "-o", "../x")
    assert (code, told.startswith(f"engross: {here / 'none'} holds no article, so nothing was written.")) == (1, True)
    monkeypatch.chdir(here / "void")
    assert f"{here} is not an archive" in run("doubts", "..")[1]


def test_articles_with_nothing_but_notes_are_no_doubtful_ones(tmp_path, monkeypatch):
    """As the report counts them: it tells such articles apart from those with doubts."""
    monkeypatch.chdir(tmp_path)
    source = scrape(tmp_path / "in", 2)
    (source / "notes.html").write_text(f"<!DOCTYPE html><html><head><title>{page(5).splitlines()[0]}</title><script type='application/ld+json'>"
                                       "{\"@type\": \"NewsArticle\", \"author\": [ </script></head><body>"
                                       + "".join(f"<p>{line}</p>" for line in page(5).split("\n\n")[2:6]) + "</body></html>", encoding="utf-8")
    archive(tmp_path / "out", source)
    doubts = [doubt["code"] for row in lines(tmp_path / "out", "articles") for doubt in row["doubts"]]
    assert doubts == ["metadata-damaged"]
    write_report(tmp_path / "out")
    shown = (tmp_path / "out/report/index.html").read_text(encoding="utf-8")
    counted = re.search(r"<dt>With doubts</dt><dd class=number>(?:<a[^>]*>)?(\d+)", shown)
    told = run("doubts", "out")[1]
    assert counted and counted[1] == "0"
    assert told == ("There is nothing to look at: no article has a doubt, and no site loses more or less than before. 1 article has nothing but notes, "
                    "which ask for nothing; --notes lists them.\n")
    assert run("doubts", "out", "--json")[1] == ""
    listed = run("doubts", "out", "--notes")[1]
    assert "[metadata-damaged]" in listed and "--notes lists them" not in listed
    assert json.loads(run("doubts", "out", "--notes", "--json")[1])["name"] == "notes.html"


def test_a_site_that_lost_more_is_a_line_of_json_with_its_own_name(here, monkeypatch):
    """What acts on a terminal is escaped there, and not replaced as in sentences."""
    drift = Drift("mill\u202e.example", 3, 100, 400, 9, 40)
    monkeypatch.setattr(Doubts, "drifts", lambda *_: (drift,))
    line = run("doubts", "out", "--json")[1]
    assert (json.loads(line), "\u202e" in line) == (asdict(drift), False)
    assert run("doubts", "out")[1].startswith("site mill\ufffd.example: 40 percent of the words of 9 articles were removed")


def _capture(number, url, date, text):
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n")[2:6])
    return record("response", number, http(f"<html><body>{body}</body></html>".encode(), content_type="text/html; charset=utf-8"),
                  WARC_Target_URI=url, WARC_Date=date)


def test_pages_of_web_archives_are_named_by_their_urls(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pages = [("http://mill.example/1", "2020-01-01T00:00:00Z", page(1)), ("http://mill.example/1", "2021-01-01T00:00:00Z", page(2)),
             ("http://mill.example/2", "2020-01-01T00:00:00Z", page(3)), ("http://mill.example/3", "2020-01-01T00:00:00Z", page(3))]
    (tmp_path / "a.warc").write_bytes(b"".join(_capture(n, *one) for n, one in enumerate(pages)))
    told = run("plan", "a.warc", "-o", "out")[1].splitlines()
    assert sorted(told[:-1]) == [
        "new: http://mill.example/1 (urn:uuid:0)", "new: http://mill.example/1 (urn:uuid:1)", "new: http://mill.example/2",
        "same: http://mill.example/3 (the same bytes as http://mill.example/2)"]
    assert run("archive", "a.warc", "-o", "out", "--workers", "1", "--no-report")[0] == 0
    told = run("doubts", "out")[1]
    assert "http://mill.example/2: " in told and "urn:uuid" not in told
    assert "urn:uuid" not in run("plan", "a.warc", "-o", "out")[1]
    ident = next(row["id"] for row in lines(tmp_path / "out", "articles") if row["source"]["url"] == "http://mill.example/1")
    assert run("diff", ident, "out")[1].startswith(f"{ident} http://mill.example/1: 2 versions.")


def test_a_failed_page_of_a_web_archive_is_named_by_its_url(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.warc").write_bytes(record("response", 1, http(b" \n", content_type="text/html"), WARC_Target_URI="http://mill.example/1"))
    assert "failed: http://mill.example/1: there is nothing in it but white space." in run("archive", "a.warc", "-o", "out", "--workers", "1")[1]


@pytest.mark.parametrize(("text", "says"), [
    ("The pier is too short.", "read as utf-8 (its bytes are valid UTF-8), language not known, no repairs\n"),
    ("<meta charset=iso-8859-1><p>The pier of Malm\u00f6 is \u201ctoo short\u201d, says caf\u00e9 owner \u00c5sa.</p>",
     "read as utf-8 (its bytes are valid UTF-8, although the page declares windows-1252)"),
    ("\ufeffThe pier is too short.", "read as utf-8 (as its byte order mark says)"),
    ("The pier isn\u00e2\u20ac\u2122t long enough.", ", 1 repair\n"),
])
def test_explain_says_in_words_how_a_page_was_read(tmp_path, monkeypatch, text, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    told = run("explain", "a.html")[1]
    assert says in told
    assert re.search(r"^How likely each kind of page is: one article \d\.\d\d, .*\.\nAbout \d+% of the page is expected to be boilerplate; about \d+% of the "
                     r"article is expected to be lost or boilerplate\.$", told, re.MULTILINE)
