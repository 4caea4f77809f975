"""Where votes meet on a page of HTML: doubles, headings, lines near the title."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pipeline import clean
from pipeline.blocks.from_html import split_html
from pipeline.data import Label, Source, Vote
from pipeline.decoding.decode import decode
from pipeline.label.decide import _ask_model, _settle_doubles
from pipeline.label.html_shape import front_by_markup
from pipeline.label.last_word import drop_empty_sections
from pipeline.label.markup import markup_votes
from pipeline.reading.traits import traits_of
from pipeline.label.weigh import Verdict
from pipeline.label.whole import keep_together, spare_parts

PARAGRAPHS = (
    "The ferry at Lowick has carried the same bell since the year it was built, and nobody on board knows any longer what the bell is for.",
    "On Monday the harbour board asked for it to be taken down, because the new rules know only horns, and a bell is no horn.",
    "The crew refused. They had voted on it at breakfast, said the mate, and the vote was eleven to none with the cook abstaining.",
    "So the bell stays until the autumn, when the board meets again, and in the meantime the ferry carries a horn as well.",
)


def page(*parts: str, head: str = "") -> bytes:
    title = "<h1>The bell of the Lowick ferry</h1>"
    return f"<html><head><title>The bell of the Lowick ferry</title>{head}</head><body><article>{title}{''.join(parts)}</article></body></html>".encode()


@pytest.mark.parametrize("copies", [1, 2])
def test_a_hidden_copy_of_the_whole_text_costs_no_paragraph(copies: int) -> None:
    copy = f"<div hidden class='share-data'>{' '.join(PARAGRAPHS)}</div>"
    article = clean(page(*(f"<p>{p}</p>" for p in PARAGRAPHS), copy * copies), media_type="text/html")
    assert [b.text for b in article.blocks] == list(PARAGRAPHS)


@dataclass(frozen=True)
class Doubles:
    """Votes for a double whose twin went, or stayed."""

    twin_gone: bool
    chance: float
    reason: str | None


@pytest.mark.parametrize("case", [Doubles(True, 0.9, None), Doubles(True, 0.1, "model"), Doubles(False, 0.9, "duplicate"), Doubles(False, 0.1, "duplicate")])
def test_of_two_doubles_one_stays(case: Doubles) -> None:
    gone = {1: Verdict(Label.DUPLICATE, 0.95, "duplicate", 0)}
    if case.twin_gone:
        gone[0] = Verdict(Label.OTHER, 0.8, "model")
    _settle_doubles([Vote(1, Label.DUPLICATE, 0.95, "double:paragraph", "again", twin=0)], {0: 0.2, 1: case.chance}, gone)
    assert (gone[1].reason if 1 in gone else None) == case.reason


def sections(html: str, *removed: int) -> dict[int, str]:
    blocks = split_html(decode(Source("-", html.encode(), media_type="text/html"))).blocks
    gone = {n: Verdict(Label.RELATED, 0.8, "zone") for n in removed}
    drop_empty_sections(blocks, traits_of(blocks), gone, {0})
    return {n: v.reason for n, v in gone.items()}


@pytest.mark.parametrize(("html", "removed", "expected"), [
    ("<h1>T</h1><p>Text.</p><h3>More</h3><p>Other</p>", (3,), [2]),
    ("<h1>T</h1><p>Text.</p><h2>More</h2><h3>One</h3><p>Other</p><h3>Two</h3><p>Another</p>", (4, 6), [2, 3, 5]),
    ("<h1>T</h1><h2>Part</h2><h3>Sub</h3><p>Text.</p><p>Other</p>", (4,), []),
    ("<h1>T</h1><h2>Part</h2><p>Other</p><h3>Sub</h3><p>Text.</p>", (2,), []),
    ("<h1>T</h1><p>Text.</p><h2>Lost</h2>", (), []),
    ("<h1>T</h1><p>Text.</p><h2>Lost</h2><h2>Part</h2><p>Text.</p>", (), []),
    ("<h1>T</h1><h2>Ad above</h2><p>Other</p><h2>Part</h2><p>Text.</p>", (2,), [1]),
])
def test_a_heading_goes_with_all_that_it_heads(html: str, removed: tuple[int, ...], expected: list[int]) -> None:
    assert [n for n, reason in sorted(sections(html, *removed).items()) if reason == "empty-section"] == expected


TABLE = "<tr><th>Night</th><th>Coal</th></tr><tr><td>3 January</td><td>4 kg of coal and a bag of wood</td></tr><tr><td>None</td><td>-</td></tr>"


def together(html: str, verdicts: dict[str, Verdict]) -> list[str]:
    """What is still removed of blocks that begin as said."""
    blocks = split_html(decode(Source("-", html.encode(), media_type="text/html"))).blocks
    gone = {b.n: v for start, v in verdicts.items() for b in blocks if b.text.startswith(start)}
    keep_together(blocks, traits_of(blocks), {b.n: 1 - gone[b.n].score if b.n in gone else 0.9 for b in blocks}, gone, {"references"})
    return [blocks[n].text for n in sorted(gone)]


ROW, RULED, SURE = Verdict(Label.OTHER, 0.6, "model"), Verdict(Label.SHARE, 0.9, "boilerplate-sure"), Verdict(Label.OTHER, 0.97, "model")
FIGURE = "<p>Text above.</p><figure><img src=a.jpg><figcaption>The stove</figcaption></figure><p>Text below.</p>"


@pytest.mark.parametrize(("html", "verdicts", "expected"), [
    (f"<table>{TABLE}</table>", {"None": ROW}, []),
    (f"<table>{TABLE}</table>", {"None": RULED}, ["None -"]),
    (f"<table>{TABLE}</table>", {"3 January": ROW}, ["3 January 4 kg of coal and a bag of wood"]),
    ("<ul><li>Boiling water<ul><li>tea</li></ul></li><li>Drying gloves of both shifts</li></ul>", {"tea": ROW}, []),
    ("<blockquote><p>A stove asks for no day off.</p><footer>Jonas Reef</footer></blockquote>", {"Jonas": ROW}, []),
    ("<p>Text.</p><p>Share</p>", {"Share": ROW}, ["Share"]),
    ("<table role=presentation><tr><td><p>A text that is laid out by a table, as it was done then.</p><p>Menu</p></td></tr></table>", {"Menu": ROW}, ["Menu"]),
    (FIGURE, {"The stove": ROW}, []),
    (FIGURE, {"The stove": SURE}, ["The stove"]),
    (FIGURE, {"The stove": ROW, "Text below": ROW}, ["The stove", "Text below."]),
    (f"<p>Above.</p><table>{TABLE}</table><p>Below.</p>", {"Night": ROW, "3 Jan": ROW, "None": ROW}, []),
    (f"<p>Above.</p><table>{TABLE}</table>", {"Night": ROW, "3 Jan": ROW, "None": ROW}, ["Night Coal", "3 January 4 kg of coal and a bag of wood", "None -"]),
    (f"<p>Above.</p><table>{TABLE}</table><p>Below.</p>", {"Night": SURE, "3 Jan": SURE, "None": SURE},
     ["Night Coal", "3 January 4 kg of coal and a bag of wood", "None -"]),
    ("<p>Above.</p><pre>bell = ring(3)</pre><p>Below.</p>", {"bell": ROW}, []),
    ("<p>Above.</p><pre>bell = ring(3)</pre><p>Below.</p>", {"bell": SURE}, ["bell = ring(3)"]),
    ("<p>Above.</p><pre>bell = ring(3)</pre>", {"bell": ROW}, ["bell = ring(3)"]),
    (f"<p>Above.</p><p>{PARAGRAPHS[0]}</p><p>Below.</p>", {"The ferry": ROW}, []),
    (f"<p>Above.</p><p>{PARAGRAPHS[0]}</p><p>Below.</p>", {"The ferry": SURE}, [PARAGRAPHS[0]]),
    (f"<p>Above.</p><p><a href=/bell>{PARAGRAPHS[0]}</a></p><p>Below.</p>", {"The ferry": ROW}, [PARAGRAPHS[0]]),
    (f"<p>Above.</p><p>{PARAGRAPHS[0]}</p>", {"The ferry": ROW}, [PARAGRAPHS[0]]),
    ("<p>Text.</p><h2>References</h2><ul><li>Reef, J.: Bells.</li><li>Carr, A.: Horns.</li></ul><h2>More</h2><p>Other</p>",
     {"References": ROW, "Reef": ROW, "Carr": ROW, "Other": ROW}, ["Other"]),
    ("<p>Text.</p><h2>References</h2><ul><li>Reef, J.: Bells.</li></ul>", {"References": ROW, "Reef": SURE}, ["References", "Reef, J.: Bells."]),
    (f"<ul><li><h2>One</h2><p>{PARAGRAPHS[1]}</p><p>Share</p></li></ul>", {"Share": ROW}, ["Share"]),
    (f"<ul><li><p>{PARAGRAPHS[1]}</p><figure><img src=a.jpg><figcaption>The bell</figcaption></figure></li></ul>", {"The bell": SURE}, ["The bell"]),
])
def test_what_belongs_together_stays_together(html: str, verdicts: dict[str, Verdict], expected: list[str]) -> None:
    assert together(html, verdicts) == expected


DOUBLE = Verdict(Label.DUPLICATE, 0.95, "duplicate", 0)


@pytest.mark.parametrize(("html", "start", "chance", "stays"), [
    (f"<p>x</p><table>{TABLE}</table>", "Night", 0.7, True),
    (f"<p>x</p><table>{TABLE}</table>", "Night", 0.4, False),
    ("<p>x</p><table><tr><td>Tea</td><td>1</td></tr><tr><td>Tea</td><td>2</td></tr></table>", "Tea", 0.7, False),
    ("<p>x</p><ul><li>Tea</li><li>Coal</li><li>Salt</li></ul>", "Tea", 0.7, True),
    ("<p>x</p><ul><li>Tea</li><li>Coal</li><li>Salt</li></ul>", "Tea Coal", 0.7, False),
    ("<p>x</p><pre>ring(3)</pre>", "ring", 0.7, True),
    ("<p>x</p><p>ring(3)</p>", "ring", 0.95, False),
    ("<p>x</p><h2>X</h2><p>Below.</p>", "X", 0.95, True),
    ("<p>x</p><h2>X</h2><p>Below.</p>", "X", 0.7, False),
    ("<p>x y</p><h2>X</h2><p>Below.</p>", "X", 0.95, False),
    ("<p>x</p><table hidden><tr><td>Tea</td><td>1</td></tr><tr><td>Coal</td><td>2</td></tr></table>", "Tea", 0.7, False),
])
def test_a_part_goes_as_a_double_only_with_its_whole(html: str, start: str, chance: float, stays: bool) -> None:
    blocks = split_html(decode(Source("-", html.encode(), media_type="text/html"))).blocks
    gone = {b.n: DOUBLE for b in blocks if b.text and (b.text.startswith(start) or b.text in start.split())}
    assert gone
    spare_parts(blocks, traits_of(blocks), dict.fromkeys(gone, chance), gone)
    assert (not gone) is stays


@pytest.mark.parametrize(("around", "inside", "kind"), [("newsletter-post", "", Label.OTHER), ("", "newsletter", Label.SUBSCRIBE)])
def test_a_class_around_the_text_tells_no_kind(around: str, inside: str, kind: Label) -> None:
    html = f"<div class='{around}'>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + f"<div class='{inside}'>Ring the bell</div></div>"
    blocks = split_html(decode(Source("-", html.encode(), media_type="text/html"))).blocks
    votes = [*markup_votes(blocks), *(Vote(n, Label.PARAGRAPH, 0.9, "model:dom") for n in range(4)), Vote(4, Label.OTHER, 0.9, "model:dom")]
    gone: dict[int, Verdict] = {}
    _ask_model(blocks, votes, gone)
    assert {n: v.label for n, v in gone.items()} == {4: kind}


def test_a_part_of_a_list_that_a_summary_took_stays_in_its_place() -> None:
    rule = "A bell may be rung on Sundays and whenever the fog is thick enough to hide the pier"
    items = "".join(f"<li>{p}</li>" for p in PARAGRAPHS[:3])
    body = f"<ul><li>{rule}</li></ul>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS)}<h2>The rules</h2><ul>{items}<li>{rule}</li></ul><p>{PARAGRAPHS[0]} Or so they say.</p>"
    article = clean(page(body), media_type="text/html")
    assert [b.text for b in article.blocks].count(rule) == 2


def test_words_of_code_are_not_a_sites() -> None:
    code = "<pre>1\n2\n3\n4</pre>"
    article = clean(page(*(f"<p>{p}</p>" for p in PARAGRAPHS[:2]), code, *(f"<p>{p}</p>" for p in PARAGRAPHS[2:])), media_type="text/html")
    assert Label.PREFORMATTED in [b.kind for b in article.blocks]


LEAD = "The harbour board wanted the bell of the Lowick ferry taken down, and the crew voted."


@pytest.mark.parametrize(("description", "line", "found"), [
    (LEAD, LEAD, True),
    (LEAD.removesuffix(" and the crew voted.") + " …", LEAD, True),
    (LEAD + " By Hanna Lund.", LEAD, True),
    ("A ferry, a bell and a vote at breakfast, told by the mate.", LEAD, False),
    ("Lowick", "Lowick", False),
])
def test_a_line_below_the_title_that_is_the_pages_description_is_its_standfirst(description: str, line: str, found: bool) -> None:
    head = f'<meta name="description" content="{description}">'
    split = split_html(decode(Source("-", page(f"<div>{line}</div>", *(f"<p>{p}</p>" for p in PARAGRAPHS), head=head), media_type="text/html")))
    front = front_by_markup(split.blocks, traits_of(split.blocks), split.head, {1}, lambda n: None)
    assert {n: label for n, (label, _, _) in front.items()} == ({0: Label.TITLE, 1: Label.STANDFIRST} if found else {0: Label.TITLE})


def test_a_byline_parts_a_standfirst_that_stays_from_the_text() -> None:
    head = f'<meta name="description" content="{LEAD}">'
    article = clean(page(f"<div>{LEAD}</div><p>By Hanna Lund</p>", *(f"<p>{p}</p>" for p in PARAGRAPHS), head=head), media_type="text/html")
    assert article.standfirst == LEAD and article.authors == ("Hanna Lund",)
    assert [b.kind for b in article.front] == [Label.TITLE, Label.STANDFIRST, Label.BYLINE]


def test_names_far_below_make_no_standfirst_of_a_question() -> None:
    head = f'<meta name="description" content="{LEAD}">'
    votes = "".join(f"<p>{n} votes</p>" for n in range(12))
    split = split_html(decode(Source("-", page(f"<p>{LEAD}</p>", votes, "<p>By Hanna Lund</p>", f"<p>{PARAGRAPHS[0]}</p>", head=head), media_type="text/html")))
    names = {n: Label.BYLINE for n, b in enumerate(split.blocks) if b.text.startswith("By ")}
    assert list(front_by_markup(split.blocks, traits_of(split.blocks), split.head, {}, names.get)) == [0]


def test_the_first_paragraph_is_no_standfirst_though_a_description_was_made_of_it() -> None:
    head = f'<meta name="description" content="{PARAGRAPHS[0]}">'
    split = split_html(decode(Source("-", page(*(f"<p>{p}</p>" for p in PARAGRAPHS), head=head), media_type="text/html")))
    assert list(front_by_markup(split.blocks, traits_of(split.blocks), split.head, {}, lambda n: None)) == [0]


def test_bylines_and_dates_near_the_title_are_named_by_their_words() -> None:
    above = "<div class='zeile'>Von Hanna Brückner</div><div class='stand'>3. März 2024, 07:15 Uhr</div>"
    german = "".join(f"<p>{p}</p>" for p in (
        "Die Fähre von Altwarden hat seit ihrem Bau dieselbe Glocke, und an Bord weiß niemand mehr, wozu sie einmal da gewesen ist.",
        "Am Montag verlangte das Hafenamt, sie abzunehmen, denn die neuen Regeln kennen nur Hörner, und eine Glocke ist kein Horn.",
        "Die Mannschaft weigerte sich und stimmte beim Frühstück ab, elf zu null, und nur der Koch hat sich dabei der Stimme enthalten."))
    article = clean(page(above, german).replace(b"<html", b"<html lang='de'"), media_type="text/html")
    assert [(b.kind, b.text) for b in article.front[1:]] == [(Label.BYLINE, "Von Hanna Brückner"), (Label.DATELINE, "3. März 2024, 07:15 Uhr")]
    assert article.authors == ("Hanna Brückner",) and article.published == "2024-03-03"
