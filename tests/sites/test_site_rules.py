"""Site files: what they may say, what they do to a page, and what is taken over of other files."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive.ftr import css_of, read_config, write_site_file
from pipeline.archive.run.site_cases import faults_of
from pipeline.archive.site_files import load_sites
from pipeline.archive.store.disk import ArchiveError
from pipeline.clean import clean_source, explain_source
from pipeline.data import Label, Source
from pipeline.settings import Settings
from pipeline.sites.rules import Lookup, Rule, RulesError, SiteFile, compiled, parse_rules, parse_site_file
from tests.makers.archives import engross, page
from tests.makers.cost import grows_with_length

CASES = Path(__file__).resolve().parents[1] / "cases" / "sites"
GOOD = sorted((CASES / "good").glob("*.toml"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_the_cases_of_a_file_hold(path):
    file = load_sites(path.parent).files[path.stem]
    assert list(faults_of(path.stem, file, Settings())) == []
    assert file.test


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_no_case_holds_by_itself(path):
    file = load_sites(path.parent).files[path.stem]
    assert all(list(faults_of(path.stem, SiteFile(test=(case,)), Settings())) for case in file.test)


@pytest.mark.parametrize("case", json.loads((CASES / "wrong.json").read_text()), ids=lambda case: case["told"][:40])
def test_a_wrong_file_is_told_in_a_sentence(case):
    with pytest.raises(RulesError) as caught:
        parse_site_file(case["toml"], "sites/x.toml")
    assert str(caught.value).startswith("sites/x.toml")
    assert case["told"] in str(caught.value)


def test_rules_cross_processes_as_one_line():
    rules = load_sites(CASES / "good").files["harbour.example"].rules("harbour.example.toml")
    assert parse_rules(rules.line()) == rules
    assert parse_rules(rules.line()).digest == rules.digest
    assert SiteFile().rules("a").digest != SiteFile(publisher="x").rules("a").digest


def test_cases_change_no_article():
    file = load_sites(CASES / "good").files["valley.example"]
    assert SiteFile(title=file.title, date=file.date).rules("v").digest == file.rules("v").digest


@pytest.mark.parametrize(("name", "url", "found"), [
    ("x.html", "https://www.harbour.example/1", "harbour.example"), ("x.html", "https://news.harbour.example/1", "harbour.example"),
    ("x.html", "https://myharbour.example/1", None), ("harbour/2004/x.txt", None, "harbour.example"), ("harbours/x.txt", None, None),
    ("harbour/x.html", "https://elsewhere.example/", None), ("harbour", None, None), ("x", "http://[", None),
])
def test_which_file_is_for_which_source(name, url, found):
    rules = load_sites(CASES / "good").rules_for(name, url)
    assert (rules.name if rules else None) == (f"{found}.toml" if found else None)


def test_a_folder_belongs_to_one_file(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text('folders = ["x"]\n')
    with pytest.raises(ArchiveError, match=r"b\.toml: the folder x is named in a\.toml as well"):
        load_sites(tmp_path)


def test_a_body_that_no_element_fits_says_nothing():
    html = f"<body><h1>A mill</h1>{''.join(f'<p>{part}</p>' for part in page(3).split(chr(10) * 2)[2:5])}</body>".encode()
    plain = clean_source(Source("x.html", html, media_type="text/html"), Settings())
    ruled = clean_source(Source("x.html", html, media_type="text/html"), Settings(), rules=SiteFile(body=("div.story",)).rules("x"))
    assert plain == ruled


def test_keep_wins_over_strip_and_over_every_guard():
    rules = SiteFile(strip=(Rule(phrases=("Leave a Reply", "Website")),), keep=(Rule(phrases=("leave a reply!",)),)).rules("x.toml")
    explained = explain_source(Source("x", page(2).encode()), Settings(), rules=rules)
    found = {block.text: decision for block, decision in explained.pairs}
    assert (found["Leave a Reply"].label, found["Leave a Reply"].reason) == (Label.PARAGRAPH, "site-file")
    assert found["Leave a Reply"].evidence[0] == "x.toml: keep: “leave a reply!”"
    assert (found["Website"].label, found["Website"].reason) == (Label.COMMENT_FORM, "site-file")


def test_what_stands_outside_of_the_body_goes_unless_it_is_kept():
    parts = page(3).split("\n\n")
    html = f"<body><h1>A mill</h1><div class=story>{''.join(f'<p>{part}</p>' for part in parts[2:4])}</div><p>{parts[5]}</p><p>Sail on, said the miller.</p></body>"
    rules = SiteFile(body=("div.story",), keep=(Rule(phrases=("Sail on",)),)).rules("x.toml")
    article = clean_source(Source("x.html", html.encode(), media_type="text/html"), Settings(), rules=rules)
    assert article.title == "A mill"
    assert article.text.split("\n\n") == [*parts[2:4], "Sail on, said the miller."]
    assert [(one.text, one.evidence[0]) for one in article.removed if one.reason == "site-file"] == [(parts[5], "x.toml: outside of the body")]


def test_the_first_body_and_the_first_lookup_that_the_page_has_count():
    html = "<body><p>Aside of all that is told here</p><div class=b><p class=x>One</p><p class=y>Two</p><p class=y>Three</p></div><div class=c><p>Four</p></div>"
    rules = SiteFile(body=("div.a", "div.b", "div.c"), author=Lookup(selectors=(".none", ".y", ".x"))).rules("x.toml")
    explained = explain_source(Source("x.html", html.encode(), media_type="text/html"), Settings(), rules=rules)
    assert explained.article.authors == ("Two", "Three")
    assert not {block.text for block, d in explained.pairs if d.evidence and d.evidence[0].endswith("outside of the body")} & {"One", "Two", "Three"}
    assert {block.text: d.label for block, d in explained.pairs}["Four"].removed


def test_phrases_are_whole_words():
    text = page(2) + "\nThe ferryman\n\nThe FERRY, man\n\n渡船明天开航，请准时到码头来\n"
    rules = SiteFile(strip=(Rule(phrases=("the ferry", "明天开航")),)).rules("x")
    explained = explain_source(Source("x", text.encode()), Settings(), rules=rules)
    assert [block.text for block, decision in explained.pairs if decision.reason == "site-file"] == ["The FERRY, man", "渡船明天开航，请准时到码头来"]


def test_fixed_metadata_comes_first():
    html = b'<html lang="de"><meta property="og:site_name" content="Other"><meta property="og:title" content="Declared"><body><h1>Seen</h1><p class=t>Named</p>'
    rules = SiteFile(language="cy", publisher="Own", title=Lookup(selectors=(".t",))).rules("x")
    article = clean_source(Source("x.html", html, media_type="text/html"), Settings(), rules=rules)
    assert (article.language, article.publisher, article.title) == ("cy", "Own", "Named")
    assert [found.how for found in article.metadata if found.field == "title" and found.chosen] == ["site-file"]


def test_a_lookup_reads_what_elements_say_in_attributes():
    html = b'<meta name="who" content="Ada Quill and Ben Ink"><meta name="day" content="2001-02-03T04:05:06Z"><body><h1>Seen</h1><p>Words</p>'
    rules = SiteFile(author=Lookup(selectors=("meta[name=who]",)), date=Lookup(selectors=("meta[name=day]",))).rules("x")
    article = clean_source(Source("x.html", html, media_type="text/html"), Settings(), rules=rules)
    assert (article.authors, article.published) == (("Ada Quill", "Ben Ink"), "2001-02-03")


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|aa)+$", "(.*)(.*)(.*)x", "(?:a{1,30}){1,30}b"])
def test_no_pattern_takes_longer_than_its_text(pattern):
    assert grows_with_length(lambda size: "a" * size, compiled(pattern).search, 40_000)


def test_patterns_have_a_longest():
    with pytest.raises(RulesError, match="a pattern has at most 500 characters"):
        parse_site_file(f'[[strip]]\npatterns = ["{"a" * 501}"]', "x")


@pytest.mark.parametrize(("before", "removed"), [(19_990, True), (20_000, False)])
def test_patterns_look_at_the_first_20_000_characters_of_a_block(before, removed):
    text = f"{page(1)}\n\n{'word ' * (before // 5)}heron and no more.\n"
    article = clean_source(Source("x.txt", text.encode()), Settings(), rules=SiteFile(strip=(Rule(patterns=("heron",)),)).rules("x"))
    assert any(removal.reason == "site-file" and "heron" in removal.text for removal in article.removed) is removed


def test_site_files_have_a_most():
    with pytest.raises(RulesError, match="at most 2000 phrases"):
        parse_site_file("[[strip]]\nphrases = [" + '"a",' * 2001 + "]", "x")


# -- other files ------------------------------------------------------------------------------------------------------


def test_a_config_becomes_a_site_file():
    path = CASES / "ftr" / "harbour.example.txt"
    found = read_config(path.read_text(encoding="utf-8"), path.name)
    text = write_site_file(found.file, [f"From {path.name}.", *(f"Not taken over: {told.partition(', ')[2]}" for told in found.skipped)])
    assert text == (CASES / "ftr" / "harbour.example.toml").read_text(encoding="utf-8")
    assert parse_site_file(text, "x") == found.file


@pytest.mark.parametrize(("path", "css"), [
    ("//h1", ["h1"]), ("/html/body//p", ["html > body p"]), ("//div[@id='a']/p[@class]", ['div[id="a"] > p[class]']), ("//*", ["*"]),
    ("//a | //b[@x='|']", ["a", 'b[x="|"]']), ("//div/descendant::p", ["div p"]), ("//p/..", None), ("//p[contains(., 'x')]", None), ("p", None), ("", None),
    ("//p[@x='a]b']", ['p[x="a]b"]']), ("//p[", None), ("//h1/text()", None),
    ("//div[contains(concat(' ',normalize-space(@class),' '),' a ') and (contains(@id, 'b'))]", ['div.a[id*="b"]']),
    ("//p[@a or @b='x and y']//i[@c]", ["p[a] i[c]", 'p[b="x and y"] i[c]']), ("//p[@a and (@b or not(@c))]", ["p[a][b]", "p[a]:not([c])"]),
    ("//hr/following-sibling::p", ["hr ~ p"]), ("(//p)[1]", None), ("//p[self::a]", None), ("//p" + "[@a or @b]" * 6, None),
])
def test_xpath_as_css(path, css):
    if css is None:
        with pytest.raises(ValueError, match=r"\.$"):
            css_of(path)
    else:
        assert css_of(path) == css


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_config_breaks_the_import(text):
    found = read_config(text, "x")
    assert parse_site_file(write_site_file(found.file, found.skipped), "x") == found.file


WORDS = st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20), max_size=3).map(tuple)


@settings(deadline=None)
@given(st.builds(SiteFile, publisher=st.text(st.characters(exclude_categories=("Cs",)), max_size=20), folders=WORDS, body=WORDS, title=st.builds(Lookup, WORDS, WORDS),
                 strip=st.lists(st.builds(Rule, WORDS, WORDS, WORDS), max_size=2).map(tuple)))
def test_what_is_written_is_toml(file):
    found = tomllib.loads(write_site_file(file))
    assert found.get("publisher", "") == file.publisher
    assert tuple(found.get("folders", ())) == file.folders
    assert [tuple(rule.get("patterns", ())) for rule in found.get("strip", ())] == [rule.patterns for rule in file.strip]


# -- commands ---------------------------------------------------------------------------------------------------------


def test_the_commands(tmp_path):
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites/harbour.example.toml").write_bytes(GOOD[0].read_bytes())
    answer = engross("sites", "test", cwd=tmp_path)
    assert (answer.returncode, answer.stdout.decode()) == (0, "1 site file, 2 tests, 0 faults.\n")
    (tmp_path / "sites/valley.example.toml").write_text('[[test]]\ntext = "One two three four."\ntitle = "Five"\nkeeps = ["six"]\nstrips = ["two"]\n')
    answer = engross("sites", "test", "valley.example", cwd=tmp_path)
    assert answer.returncode == 1
    assert "valley.example.toml, test 1: “six” is not in the clean text." in answer.stdout.decode()
    assert engross("sites", "test", "nowhere.example", cwd=tmp_path).returncode == 2
    config = CASES / "ftr" / "harbour.example.txt"
    answer = engross("sites", "import", config, cwd=tmp_path)
    assert (answer.returncode, b"is there already" in answer.stderr) == (1, True)
    (tmp_path / "sites/harbour.example.toml").unlink()
    answer = engross("sites", "import", config, cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (0, b"1 of 1 written to sites.\n")
    assert "not taken over: " in answer.stderr.decode()
    assert (tmp_path / "sites/harbour.example.toml").read_bytes() == (CASES / "ftr/harbour.example.toml").read_bytes()


def test_a_wrong_site_file_stops_a_run_before_it_starts(tmp_path):
    (tmp_path / "sites").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in/x.txt").write_text(page(1))
    (tmp_path / "sites/x.toml").write_text("colour = 1\n")
    for command in (("archive", "in"), ("plan", "in"), ("clean", "in/x.txt"), ("sites", "test")):
        answer = engross(*command, cwd=tmp_path)
        assert answer.returncode == 2, command
        assert "there is no key colour" in answer.stderr.decode()
    assert not (tmp_path / "output").exists()
