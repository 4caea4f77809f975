"""What holds for every page of HTML: all visible words are in the blocks, in order; each block's words are in its range of the source.

BeautifulSoup with html.parser is the oracle: it shares no code with the parser under test.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from html import unescape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.blocks.from_html import split_html
from pipeline.data import Block, Encoding, Page

_WORDS = re.compile(r"\w+")
_MARKUP = re.compile(
    r"<!--.*?-->|<(script|style|svg|title|rt|rp|datalist)\b[^>]*>.*?</\1\s*>|</?[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL | re.IGNORECASE)

_word = st.text("abcdefghijklmnopéßłžд0123456789&<", min_size=1, max_size=6).map(lambda w: w.replace("&", "&amp;").replace("<", "&lt;"))
_text = st.lists(st.one_of(_word, st.sampled_from(["&nbsp;", "&mdash;", "\n", "  ", "&eacute;t&eacute;", "“q”"])), min_size=1, max_size=5).map(" ".join)
_MARKS = dict.fromkeys(map(ord, "“”‘’«»\u00a0\u202f"))
"""What stands around a quotation in a sentence (``<q>``) in English and French pages, as browsers draw it."""
_INLINE = ("b", "i", "em", "span", "a href='x.html'", "sup", "code", "span class='a \"b\" > c'", "q", "font", "span lang=fr")
_BLOCK = ("div", "p", "section", "h2", "blockquote", "ul", "li", "td", "figure", "dl", "dd", "pre", "button", "table", "tr", "article", "main", "label")
_VOID = ("<br>", "<br/>", "<hr>", "<img src=i.png alt='x > y'>", "<wbr>", "<!-- <p>no</p> -->", "<script>if (a < b) '<p>no</p>'</script>", "<input name=q>",
         "<svg><title>no</title></svg>", "<style>p > b {}</style>")


def _element(tag: str, body: str) -> str:
    """An element; items in a list of their own, since one right inside another ends it: of ``<li><li></li>0</li>0`` a browser makes ``00``."""
    around = {"li": "ul", "dd": "dl"}.get(tag)
    return f"<{around}><{tag}>{body}</{tag}></{around}>" if around else f"<{tag}>{body}</{tag}>"


def _inside(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inner = st.lists(children, max_size=4).map("".join)
    phrasing = st.builds(lambda tag, body: f"<{tag}>{body}</{tag.split()[0]}>", st.sampled_from(_INLINE), _text)
    block = st.builds(_element, st.sampled_from([b for b in _BLOCK if b not in ("p", "table", "tr", "td", "h2", "button", "label")]), inner)
    paragraph = st.builds(lambda tag, body: f"<{tag}>{body}</{tag}>", st.sampled_from(["p", "h2", "label", "button"]), st.lists(st.one_of(_text, phrasing), max_size=3).map("".join))
    table = st.lists(st.lists(st.one_of(_text, phrasing, paragraph), min_size=1, max_size=3), min_size=1, max_size=3).map(
        lambda rows: "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>")
    return st.one_of(phrasing, block, paragraph, table)


_pages = st.lists(st.recursive(st.one_of(_text, st.sampled_from(_VOID)), _inside, max_leaves=15), max_size=5).map("".join)
_soup = st.lists(st.one_of(_text, st.sampled_from(_VOID), st.sampled_from([f"<{t}>" for t in (*_INLINE, *_BLOCK)] + [f"</{t.split()[0]}>" for t in (*_INLINE, *_BLOCK)])),
                 max_size=25).map("".join)


def _page(html: str) -> Page:
    return Page("page.html", html, html, Encoding("utf-8", "utf-8"), media_type="text/html")


def _letters(text: str) -> str:
    return "".join(_WORDS.findall(text))


def _visible(html: str) -> str:
    """All letters of a page that a reader may see, by BeautifulSoup; readings of ruby are told apart from the text."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(["script", "style", "svg", "title", "rt", "rp", "datalist", "iframe", "noembed"]):
        element.decompose()
    return "".join(_letters(str(t)) for t in soup.find_all(string=True) if type(t).__name__ in ("NavigableString", "TemplateString"))


def _is_near(block: Block) -> bool:
    return block.markup is not None and ("place", "near") in block.markup.attributes


def _assert_in_range(block: Block, html: str, *, exactly: bool = True) -> None:
    found = _letters(unescape(_MARKUP.sub("", html[block.start:block.end])))
    if exactly:
        assert found == _letters(block.text), block
    else:
        rest = iter(found)
        assert all(letter in rest for letter in _letters(block.text)), block


def _words_apart(html: str) -> list[str]:
    """The words of a well-formed page by its tags alone: inline ones touch, all others part."""
    html = re.sub(r"<!--.*?-->|<(script|style|svg)\b[^>]*>.*?</\1>", "", html, flags=re.DOTALL)

    def gap(match: re.Match[str]) -> str:
        return "" if match[1] in ("b", "i", "em", "span", "a", "sup", "code", "q", "font", "wbr", "img", "input") else " "

    return unescape(re.sub(r"</?([a-z0-9]+)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", gap, html)).split()


@settings(max_examples=200, deadline=None)
@given(_pages)
@example("0<label></label>a")
@example("0<button>b</button> a")
@example("0 <button>b</button>a")
def test_no_word_is_glued_or_split(html: str) -> None:
    blocks = split_html(_page(html)).blocks
    assert " ".join(b.text for b in blocks).translate(_MARKS).split() == _words_apart(html.translate(_MARKS))


@settings(max_examples=150, deadline=None)
@given(_pages)
def test_all_words_in_order_and_in_place(html: str) -> None:
    blocks = split_html(_page(html)).blocks
    assert "".join(_letters(b.text) for b in blocks) == _visible(html)
    for block in blocks:
        assert not _is_near(block)
        _assert_in_range(block, html)
    ranges = [(b.start, b.end) for b in blocks if b.text]
    assert ranges == sorted(ranges) and all(a[1] <= b[0] for a, b in zip(ranges, ranges[1:], strict=False))


@settings(max_examples=150, deadline=None)
@given(_soup)
def test_broken_markup_loses_no_words(html: str) -> None:
    """Where tags do not match, the parser may move text out of a table: the same letters, perhaps in another order; never a wrong place."""
    blocks = split_html(_page(html)).blocks
    assert sorted("".join(b.text for b in blocks).translate(_MARKS).replace(" ", "").replace("\n", "")) == \
        sorted("".join(str(t) for t in BeautifulSoup(html, "html.parser").find_all(string=True)
                       if type(t).__name__ == "NavigableString" and not t.find_parents(["svg", "title"])).translate(_MARKS).replace(" ", "").replace("\n", ""))
    for block in blocks:
        if not _is_near(block):
            _assert_in_range(block, html, exactly=False)


@settings(max_examples=150, deadline=None)
@given(_pages)
@example("<pre>0<a href='x.html'>&nbsp;</a></pre>")
def test_inlines_fit_and_text_is_folded(html: str) -> None:
    for block in split_html(_page(html)).blocks:
        assert block.text == block.text.strip() or block.markup and "pre" in block.markup.path
        for inline in block.inlines:
            assert 0 <= inline.start < inline.end <= len(block.text)
        assert block.markup is not None
        links = sum(i.end - i.start for i in block.inlines if i.kind == "link")
        assert block.markup.link_chars == links
        cells = [c[0] for c in block.markup.cells if c[0]]
        assert not cells or " ".join(cells) == block.text


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["<p>{}</p>", "{}", "<div title='{}'>x</div>", "<!--{}--><p>y</p>", "<script>{}</script>z", "<{}>w", "<textarea>{}</textarea>"]))
def test_anything_is_read(text: str, frame: str) -> None:
    split_html(_page(frame.replace("{}", text)))


def _bench_pages() -> list[Path]:
    shared = Path(os.environ.get("ENGROSS_SHARED", Path(__file__).resolve().parents[2].parent / "shared"))
    return sorted((shared / "bench" / "pages").glob("*.html.gz"))[::45]


@pytest.mark.skipif(not _bench_pages(), reason="../shared/bench is not here")
def test_real_pages() -> None:
    """Real pages: no word lost, all in place. Pages on which html.parser itself loses its way are known by their sum."""
    strayed = []
    for path in _bench_pages():
        html = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        blocks = split_html(_page(html)).blocks
        if sorted("".join(_letters(b.text) for b in blocks)) != sorted(_visible(html)):
            strayed.append(path.name)
        for block in blocks:
            if block.text and not _is_near(block) and block.markup and block.markup.tag != "textarea":
                _assert_in_range(block, html, exactly=False)
        assert sum(map(_is_near, blocks)) <= len(blocks) // 100
    assert len(strayed) <= 1, json.dumps(strayed)
