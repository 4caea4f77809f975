"""The Python interface."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline import clean, clean_text
from pipeline.blocks import Split
from pipeline.blocks.from_html import split_html
from pipeline.blocks.html_limits import texts_of
from pipeline.clean import explain_source
from pipeline.data import Article, Label, Page, Source
from pipeline.decoding import decode
from pipeline.faults import EmptySource, Fault, NotText
from pipeline.settings import Limits, Settings
from pipeline.validate.lines import validate_line
from tests.makers.archives import ROOT, environment, page


def test_the_contract():
    article = clean(page(1).encode(), name="birch.txt")
    assert isinstance(article, Article)
    assert article.title == "Birch opens its new ferry after 3 years"
    assert article.authors == ("Ada Quill",)
    assert (article.published, article.updated, article.publisher, article.issue, article.standfirst) == (None, None, None, None, None)
    assert article.language == "en"
    assert article.text.startswith("The people of Birch waited 3 years")
    assert article.text.endswith("the sale of the old one.")
    assert [section.heading for section in article.sections] == [None, "What it cost"]
    assert [removal.text for removal in article.removed][:2] == ["Leave a Reply", "Your email address will not be published. Required fields are marked *"]
    assert {removal.kind for removal in article.removed} == {Label.COMMENT_FORM}
    assert all(page(1)[removal.start:removal.end] == removal.text and removal.reason for removal in article.removed)
    assert article.repairs == ()
    assert article.gaps == ()
    assert 0 < article.confidence <= 1


@pytest.mark.parametrize("path", sorted((ROOT / "seeds").iterdir()), ids=lambda path: path.name)
def test_the_text_alone_is_the_text_of_the_article(path):
    media_type = "text/html" if path.suffix == ".html" else None
    assert clean_text(path.read_bytes(), media_type=media_type) == clean(path.read_bytes(), media_type=media_type).text


@settings(deadline=None)
@given(st.lists(st.sampled_from([*page(3).split("\n\n"), "* one\n* two", "“A bell.”\n— Jonas Reef", "[1] A note.", "A walk[1] there.", "<p>x"]), min_size=1, max_size=12))
def test_the_text_alone_is_the_text_of_any_article(parts):
    text = "\n\n".join(parts)
    assert clean_text(text) == clean(text).text


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" + bytes(200), "   "])
def test_the_text_alone_refuses_what_the_article_refuses(data):
    with pytest.raises(Fault) as whole:
        clean(data)
    with pytest.raises(Fault) as alone:
        clean_text(data)
    assert str(whole.value) == str(alone.value)


def test_text_and_bytes_give_the_same_article():
    from_text, from_bytes = clean(page(2)), clean(page(2).encode())
    assert from_text.text == from_bytes.text
    assert from_text.encoding.by == "unicode"
    assert clean(page(2).encode("utf-16")).text == from_text.text


def test_it_writes_itself():
    article = clean(page(3), name="cedar.txt", url="https://cedar.example/orchard")
    root = etree.fromstring(article.to_tei())
    assert root.tag == "{http://www.tei-c.org/ns/1.0}TEI"
    record = json.loads(article.to_json())
    assert record["id"] == article.id == root.get("{http://www.w3.org/XML/1998/namespace}id")
    assert record["text"] == article.text
    assert record["source"]["url"] == "https://cedar.example/orchard"
    assert "\n" not in article.to_json()


def test_the_url_makes_the_id():
    assert clean(page(1), name="a", url="https://x.example/").id == clean(page(2), name="b", url="https://x.example/").id
    assert clean(page(1), name="a").id != clean(page(1), name="b").id


def test_what_is_no_article_raises_a_fault_with_a_sentence():
    with pytest.raises(EmptySource, match="nothing in it"):
        clean("  \n")
    with pytest.raises(NotText, match="PDF"):
        clean(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)))
    assert issubclass(Fault, ValueError)


def test_every_block_is_explained():
    explained = explain_source(Source("x", page(1).encode()), Settings())
    assert len(explained.pairs) == len(explained.split.blocks)
    assert all(block.n == decision.block for block, decision in explained.pairs)
    assert explained.language == "en"


def test_the_function_is_what_the_package_offers_however_it_was_imported():
    code = ("import pipeline.data, pipeline.clean as module; from pipeline import clean; import pipeline; "
            "assert callable(clean) and pipeline.clean is clean")
    subprocess.run([sys.executable, "-c", code], env=environment(), cwd=ROOT, check=True)


def test_cleaning_imports_nothing_that_it_does_not_need():
    code = f"import sys; from pipeline import clean; clean({page(1)!r}).text; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], env=environment(), cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not {"luigi", "pydantic", "click", "bs4", "sqlite3", "warcio"} & set(loaded)


@pytest.mark.parametrize(("call", "printed"), [("1", "horn.[1] So"), ("[1]", "horn.[1] So"), (" 1", "horn. 1 So"), ("*", "horn.* So")])
def test_a_call_of_a_note_is_not_glued_to_its_word(call, printed):
    told = f"<p>The crew refused on Monday, because a bell, they said, is no horn.<sup><a href='#n'>{call}</a></sup> So it stays where it is.</p>"
    html = f"<html><body><h1>The bell</h1>{told}<ol><li id='n'>{call.strip('[] ')} Minutes of the harbour board.</li></ol></body></html>"
    assert printed in clean(html, media_type="text/html").text
    assert clean_text(html, media_type="text/html") == clean(html, media_type="text/html").text


@pytest.mark.parametrize(("raised", "printed"), [
    ("10<sup>6</sup> gulls", "10^6 gulls"), ("km<sup>2</sup> of mud", "km2 of mud"), ("the 1<sup>st</sup> bell", "the 1st bell"),
    ("H<sub>2</sub>O", "H2O"), ("10 <sup>6</sup> gulls", "10 6 gulls"), ("4·10<sup>12</sup>", "4·10^12"),
    ("3<sup>1</sup>/<sub>2</sub> metres", "3 1/2 metres"), ("10<sup>6</sup>/s", "10^6/s"),
])
def test_a_power_is_not_glued_to_its_figure(raised, printed):
    html = f"<html><body><h1>The bell</h1><p>The board counted them on Monday and wrote down {raised}, which nobody on the ferry believed.</p></body></html>"
    article = clean(html, media_type="text/html")
    assert f"wrote down {printed}, which" in article.text
    assert validate_line(article.to_json()) == []


@pytest.mark.parametrize(("media_type", "line"), [("text/plain", "w{}\n"), ("text/plain", "w{}\r"), ("text/html", "<p>w{}</p>")])
def test_very_many_lines_of_a_few_characters_are_refused(media_type: str, line: str) -> None:
    strict = Settings(limits=Limits(short_blocks=200))
    with pytest.raises(Fault) as caught:
        clean("".join(line.format(n) for n in range(201)), name="data", media_type=media_type, settings=strict)
    assert caught.value.code == "too-many-blocks"
    assert str(caught.value).startswith("data: this has 201 lines or paragraphs of 3 characters on average, more than the 200 that limits.short_blocks allows")


@pytest.mark.parametrize("line", ["w{}<br>", "<li><b>w{}</b>", "<tr><td>w<td>{}", "<h2>w</h2>", "<dt>w</dt><dd>{}</dd>"])
def test_a_page_of_very_many_short_lines_is_refused_before_a_tree_is_made_of_it(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_tree(page: Page) -> Split:
        raise AssertionError

    monkeypatch.setattr("pipeline.blocks.from_html.split_html", no_tree)
    page = "<table>" * line.startswith("<tr>") + "".join(line.format(n) for n in range(202))
    with pytest.raises(Fault) as caught:
        clean(page, media_type="text/html", settings=Settings(limits=Limits(short_blocks=200)))
    assert caught.value.code == "too-many-blocks"


@pytest.mark.parametrize("line", ["<!-- <p>w{} -->", "<script>'<li>w{}'</script>", "<style>/* <p>w{} */</style>", "<p>&nbsp;</p>", "<p><b>&#160;</b> &nbsp;</p>"])
def test_what_is_no_text_of_a_page_counts_for_nothing(line: str) -> None:
    page = "<h1>The kiln</h1><p>The kiln was lit at dawn, and it burned until the evening of the third day.</p>" + "".join(map(line.format, range(202)))
    assert "lit at dawn" in clean(page, media_type="text/html", settings=Settings(limits=Limits(short_blocks=200))).text


_PIECES = st.lists(st.sampled_from([
    "<p>", "w", "words of it ", "<br>", "<td>", "<tr>", "<table>", "</table>", "<pre>", "</pre>", "<li>", "<ul>", "</ul>", "<b>", "</b>", "<h2>", "</h2>",
    "<dt>", "<dd>", "\n", "<a href=x>", "</a>", "<div>", "</div>", "</p>", "</td>", "</tr>",
    "<!-- <p>w -->", "<!--", "<script>'<p>w'</script>", "<textarea><p>w</textarea>", "&nbsp;", "&#160; ",
]), min_size=1, max_size=60)


@given(_PIECES)
def test_the_tags_of_a_page_tell_no_more_and_no_shorter_lines_than_it_has(pieces: list[str]) -> None:
    page = decode(Source("p", f"<html><body>{''.join(pieces)}".encode(), media_type="text/html"))
    blocks = split_html(page).blocks
    many, length = texts_of(page.fixed)
    assert many <= len(blocks)
    assert length >= sum(len(block.text) for block in blocks)


@pytest.mark.parametrize("line", ["w{}\n", "A line of verse goes down to the quay {}\n"])
def test_long_texts_of_lines_are_cleaned(line: str) -> None:
    many = 200 if line.startswith("w") else 400
    assert clean("".join(line.format(n) for n in range(many)), settings=Settings(limits=Limits(short_blocks=200))).text
