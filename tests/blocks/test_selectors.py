"""CSS selectors: the same elements as soupsieve names, in time that grows with the page."""

from __future__ import annotations

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.blocks.from_html import split_html
from pipeline.blocks.html_selected import select
from pipeline.blocks.selectors import Matcher, State, parse_selectors
from pipeline.data import Encoding, Page

TAGS, CLASSES = ("div", "p", "b"), ("x", "y", "x-y")


def html(source: str) -> Page:
    return Page("x", source, source, Encoding("utf-8", "unicode"), media_type="text/html")


TREE = st.recursive(
    st.builds(lambda tag, cls, attr: (tag, cls, attr, ()), st.sampled_from(TAGS), st.lists(st.sampled_from(CLASSES), max_size=2), st.sampled_from(["", "one", "one two"])),
    lambda inner: st.builds(lambda tag, cls, attr, parts: (tag, cls, attr, tuple(parts)), st.sampled_from(TAGS), st.lists(st.sampled_from(CLASSES), max_size=2),
                            st.sampled_from(["", "one", "one two"]), st.lists(inner, max_size=3)), max_leaves=25)
SIMPLE = st.sampled_from(["*", "div", "p", "b", ".x", ".y", "div.x", "p.x-y.y", "[data-a]", "#one", "div#two.x", "[data-a=one]", '[data-a~="two"]', "[class|=x]", "[data-a^=one]", "[data-a$='o']",
                          "[data-a*=ne]", "[data-a='ONE' i]", ":not(.x)", "div:not([data-a])", "p:not(p)"])
OFTEN = st.sampled_from(["div", "b", ".x", ".y", "*"])
SELECTOR = st.one_of(*(st.builds(lambda first, rest: first + "".join(c + s for c, s in rest), one, st.lists(st.tuples(
    st.sampled_from([" ", " > ", ">", "+", " ~ "]), one), min_size=least, max_size=3)) for one, least in ((SIMPLE, 0), (OFTEN, 2))))


def as_html(tree: tuple, number: list[int]) -> str:
    tag, classes, attribute, parts = tree
    number[0] += 1
    told = f' class="{" ".join(classes)}"' if classes else ""
    told += f' data-a="{attribute}" id="{attribute.split()[-1]}"' if attribute else ""
    return f'<{tag} n="{number[0]}"{told}>' + "".join(as_html(part, number) for part in parts) + f"</{tag}>"


def named(tree: BeautifulSoup, text: str) -> list[str]:
    """By our own reading, over the same tree."""
    matcher, out = Matcher(parse_selectors(text)), []

    def walk(element, outer: State) -> None:
        attributes = {key: " ".join(value) if isinstance(value, list) else value for key, value in element.attrs.items()}
        state = matcher.child(outer, element.name, attributes)
        if matcher.named(state):
            out.append(element["n"])
        for inner in element.find_all(True, recursive=False):
            walk(inner, state)

    outer = State()
    for element in tree.find_all(True, recursive=False):
        walk(element, outer)
    return out


@settings(deadline=None, max_examples=500)
@given(st.lists(TREE, min_size=1, max_size=3), st.lists(SELECTOR, min_size=1, max_size=2).map(", ".join))
def test_soupsieve_names_the_same(trees, text):
    number = [0]
    soup = BeautifulSoup("".join(as_html(tree, number) for tree in trees), "html.parser")
    assert named(soup, text) == [element["n"] for element in soup.select(text)]


@pytest.mark.parametrize("text", ["", ",", "a,", "a >", "> a", "a b >", "a:hover", "a::before", "//div", "p:not(", "p:not()", ":not(:not(a))", ":not(a b)", "p:nth-child(2)", ".x p*",
                                  "a..b", "a[b", "a[b=]", "a { b }", "a:has(b)", "a" * 501, "#", ".", "a\0b"])
def test_what_is_not_read_is_told(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_selectors(text)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_read_or_told(text):
    try:
        assert parse_selectors(text)
    except ValueError as error:
        assert str(error)


def texts(source: str, text: str) -> list[str]:
    page = html(source)
    blocks = split_html(page).blocks
    return [blocks[n].text or blocks[n].markup.tag for one in select(page, blocks, parse_selectors(text)) for n in sorted(one.blocks)]


def test_a_block_is_where_most_of_its_letters_are():
    source = "<body><p>One <i class=x>two</i> three</p><p class=x>Four <b>five</b></p><div class=x><img src=a.png><p>Six</p><ul><li>Seven</ul></div><img src=b.png><p>Eight</p>"
    assert texts(source, ".x") == ["Four five", "img", "Six", "Seven"]
    assert texts(source, "p > *") == []
    assert texts(source, "img") == ["img", "img"]


@pytest.mark.parametrize("source", [
    "<body><table><p class=x>Moved out</p><tr><td>Cell</table>", "<body><p class=x>A &amp; b&eacute;<p>c", "<body>\r\n<p class=x>A\r\nb</p>\r\n<p>c",
    "<?xml version='1.0'?><html><body><p class='x'><![CDATA[a <b> c]]></p><p>d</p></body></html>", "<body><p class=x>\ufffd a</p><p>b",
    "<body><template><p class=x>t</p></template><p class=x>a</p><p>b", "<body><p class=x>a<script>var b</script></p><p>b", "<body>" + "<div>" * 600 + "<p class=x>a</p><p>b",
], ids=["moved", "entities", "line ends", "CDATA", "lost character", "template", "script", "deep"])
def test_odd_pages(source):
    page = html(source)
    page = Page(page.name, source, source, page.encoding, media_type="application/xhtml+xml") if source.startswith("<?xml") else page
    blocks = split_html(page).blocks
    (found,) = select(page, blocks, parse_selectors(".x"))
    assert len([n for n in found.blocks if blocks[n].text]) == 1


def test_places_of_elements_are_those_of_the_page():
    source = "<body><p>One <a rel=author>Ada Quill</a></p>"
    page = html(source)
    ((one,),) = (found.elements for found in select(page, split_html(page).blocks, parse_selectors("a")))
    assert (one.text, source[one.start:one.end]) == ("Ada Quill", "Ada Quill")


@pytest.mark.parametrize(("unit", "text"), [
    ("<i class=a></i>", ".c ~ .a ~ .a, .a + .a + .a"), ("<div class=a>x", ".c .a .a .a .a, .a > .a .a"), ("<div class=a><p>hello</p></div>", "*, div p, div ~ div p"),
])
def test_time_grows_with_the_page(unit, text):
    def cost(count: int) -> float:
        page = html("<body>" + unit * count)
        blocks, best = split_html(page).blocks, 9.0
        for _ in range(3):
            start = time.perf_counter()
            select(page, blocks, parse_selectors(text))
            best = min(best, time.perf_counter() - start)
        return best

    assert cost(4000) < 10 * cost(1000) + 0.05
