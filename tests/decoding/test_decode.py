"""Bytes to pages: which evidence decides, and that nothing is lost or moved."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data import Page, Repair, Source
from pipeline.decoding import decode, decode_bytes
from pipeline.decoding.charset import believed, codec_of
from pipeline.decoding.repair import apply, compose, fixed_places, replay
from pipeline.faults import EmptySource, NotText
from tests.makers.cost import grows_with_length
from tests.makers.marked import cases

FRENCH = "L’été, la grève dura huit jours ; « l’œuvre » de Zoé coûta 40 €."
POLISH = "Zażółć gęślą jaźń: stocznia stanęła w poniedziałek, a załoga poszła pod bramę i została tam do rana."
RUSSIAN = "Забастовка началась в понедельник утром, и к вечеру остановился весь порт."
GREEK = "Η απεργία άρχισε τη Δευτέρα το πρωί και ως το βράδυ είχε σταματήσει όλο το λιμάνι."
JAPANESE = "月曜日の朝にストライキが始まり、夕方には港全体が止まった。労働者は門の前に集まった。"
CHINESE = "罢工在星期一早上开始，到了晚上整个港口都停了下来。工人们聚集在工厂门口。"
KOREAN = "파업은 월요일 아침에 시작되었고 저녁에는 항구 전체가 멈추었다."


def decoded(data: bytes, **said: str) -> Page:
    return decode(Source("page", data, **said))  # type: ignore[arg-type]


@pytest.mark.parametrize(("data", "name", "by"), [
    (b"\xef\xbb\xbf" + FRENCH.encode(), "utf-8", "bom"),
    (b"\xff\xfe" + FRENCH.encode("utf-16-le"), "utf-16-le", "bom"),
    (b"\xfe\xff" + FRENCH.encode("utf-16-be"), "utf-16-be", "bom"),
    (b"\xff\xfe\0\0" + FRENCH.encode("utf-32-le"), "utf-32-le", "bom"),
    (FRENCH.encode("utf-16-le"), "utf-16-le", "detector"),
    (FRENCH.encode("utf-16-be"), "utf-16-be", "detector"),
    (FRENCH.encode(), "utf-8", "utf-8"),
    (FRENCH.encode("cp1252"), "windows-1252", "detector"),
])
def test_evidence_in_the_bytes(data: bytes, name: str, by: str) -> None:
    page = decoded(data)
    assert page.text == FRENCH
    assert (page.encoding.name, page.encoding.by, page.encoding.lost) == (name, by, 0)


@pytest.mark.parametrize(("text", "codec"), [
    (RUSSIAN, "utf-16-le"), (GREEK, "utf-16-be"), (POLISH, "utf-16-le"),
    (POLISH, "cp1250"), (POLISH, "iso8859-2"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (GREEK, "cp1253"),
    (JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (JAPANESE, "iso2022_jp"), (CHINESE, "gb18030"), (CHINESE, "gb2312"), (KOREAN, "cp949"),
])
def test_detected(text: str, codec: str) -> None:
    page = decoded(text.encode(codec))
    assert page.text == text
    assert page.encoding.by == "detector"


ROMANIAN = tomllib.loads((Path(__file__).parents[1] / "cases/decoding/romanian.toml").read_text("utf-8"))["case"]
SHORT = {
    "cp1257": ("Skelbimas: pamesta pilka katė, ieškome jau antrą savaitę. Kas matėte, praneškite kaimynams.",
               "Prāmis atgriežas. Pasažieri to sagaidīja ar maizi, bet kapteinis apsolīja vairs nekavēties.",
               "Paziņojums. Rīt no rīta ciematā nebūs ūdens. Lūdzam iedzīvotājus sagatavot traukus un būt pacietīgiem."),
    "iso8859-2": ("W środę nie będzie wody. Prosimy przygotować naczynia i zachować cierpliwość, sąsiedzi pomogą.",
                  "A hőség miatt a kút kiszáradt, a szomszédok pedig nem győzik hordani a vizet.",
                  "Śnieg spadł w nocy, a pług stał w szopie. Sąsiad otworzył ją dopiero w południe."),
    "cp1250": ("Śnieg spadł w nocy, a pług stał w szopie – sąsiad otworzył ją dopiero w południe.",
               "A tanács úgy döntött, hogy meghosszabbítja a mólót, mert az új komp hosszabbnak bizonyult. Őrült hőség volt, 30°C±1 körül.",
               "Řeka v úterý večer stoupla o metr. ¶Starý přívoz proto nepřijede, řekl úředník, a voda klesá po dvou metrech."),
    "cp1254": ("Sular yarın sabah kesilecektir. Lütfen şişeleri hazır bulundurun, depolarınızı doldurun.",),
    "windows-1252": ("Þetta er stuttur texti um ána og brúna, sem féll í flóðinu í fyrra.", "Où est l'île, là-bas ? Ça brûle près de la forêt, hélas."),
}


@pytest.mark.parametrize(("text", "codec"), [(text, codec) for codec, texts in SHORT.items() for text in texts])
def test_short_texts_of_one_byte_encodings(text: str, codec: str) -> None:
    page = decoded(text.encode(codec))
    assert page.text == text and page.encoding.by == "detector"


@pytest.mark.parametrize("case", ROMANIAN, ids=lambda case: case["name"])
def test_romanian_with_signs(case: dict[str, str]) -> None:
    codec = case.get("codec", "cp1250")
    page = decoded(case["text"].encode(codec))
    assert (page.text, page.encoding.name) == (case["text"], codec)


@pytest.mark.parametrize("text", SHORT["cp1257"])
def test_a_header_that_says_latin_1_of_a_baltic_text_is_not_believed(text: str) -> None:
    assert decoded(text.encode("cp1257"), charset="ISO-8859-1").text == text


@pytest.mark.parametrize(("label", "codec"), [
    ("ISO-8859-1", "windows-1252"), ("latin1", "windows-1252"), ("US-ASCII", "windows-1252"), ("gb2312", "gb18030"),
    ("'UTF8'", "utf-8"), ("x-sjis", "cp932"), ("ks_c_5601-1987", "cp949"), ("iso-8859-9", "windows-1254"), ("koi8-u", "koi8-u"),
    ("rot13", None), ("base64", None), ("nonsense", None), ("", None), (None, None), ("x\0y", None), ("é", None),
])
def test_labels_mean_what_browsers_take_them_for(label: str | None, codec: str | None) -> None:
    assert codec_of(label) == codec


def test_the_header_is_believed_where_it_fits() -> None:
    page = decoded(POLISH.encode("iso8859-2"), charset="ISO-8859-2")
    assert (page.text, page.encoding.by) == (POLISH, "header")


def test_a_declaration_counts_in_markup_only() -> None:
    html = f'<html><head><meta charset="windows-1250"></head><body>{POLISH}'
    page = decoded(html.encode("cp1250"))
    assert (page.text, page.encoding.name, page.encoding.by, page.media_type) == (html, "cp1250", "declaration", "text/html")
    old = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2"></head><body>{POLISH}'
    assert decoded(old.encode("iso8859-2")).text == old
    xml = f'<?xml version="1.0" encoding="koi8-r"?><html><body>{RUSSIAN}'
    assert decoded(xml.encode("koi8-r")).text == xml
    assert decoded(b"charset=koi8-r caf\xe9 au lait, garcon").text.endswith("café au lait, garcon")


@pytest.mark.parametrize(("head", "by"), [
    ('<script src="x.js" charset="windows-1251"></script>', "detector"), ('<a href="?charset=windows-1251">', "detector"),
    ('<meta name="note" content="charset"><meta charset="windows-1250">', "declaration"),
    ('<meta charset="no-such-charset"><meta charset="windows-1250">', "declaration"),
    ("<!-- " + "x" * 3000 + " --><META content='text/html;charset=windows-1250' http-equiv=Content-Type>", "declaration"),
])
def test_only_a_declaration_is_one(head: str, by: str) -> None:
    html = f"<html><head>{head}</head><body>{POLISH}"
    page = decoded(html.encode("cp1250"))
    assert (page.text, page.encoding.by) == (html, by)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\r\0\n\0", b"\xef\xbb\xbf \n"])
def test_a_byte_order_mark_alone_is_no_text(data: bytes) -> None:
    with pytest.raises(EmptySource):
        decoded(data)


@pytest.mark.parametrize("unit", [b"<metacharset=", b"<?xml encoding='", b"<meta charset=", b"<meta charset=\"", b"\x00", b"<meta "])
def test_hostile_declarations_cost_little(unit: bytes) -> None:
    decode_bytes(b"<html>" + unit + b" caf\xe9", markup=True)
    assert grows_with_length(lambda count: b"<html>" + unit * count + b" caf\xe9", lambda data: decode_bytes(data, markup=True), 5_000)


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1251", "gb2312", "ascii"])
def test_a_wrong_declaration_does_not_win(charset: str) -> None:
    page = decoded(FRENCH.encode(), charset=charset)
    assert page.text == FRENCH
    assert page.encoding.by == f"utf-8 against header {codec_of(charset)}"


def test_a_declaration_that_cannot_read_the_bytes_does_not_win() -> None:
    page = decoded(FRENCH.encode("cp1252"), charset="utf-8")
    assert page.text == FRENCH
    assert page.encoding.by == "detector against header utf-8"
    page = decoded(RUSSIAN.encode("cp1251"), charset="euc-jp")
    assert page.text == RUSSIAN


def test_a_page_that_says_utf_16_in_ascii_is_not() -> None:
    html = f'<html><head><meta charset="utf-16"></head><body>{FRENCH}'
    page = decoded(html.encode())
    assert (page.text, page.encoding.by) == (html, "declaration")


def test_repairs_side_by_side_stay_apart() -> None:
    page = decoded(b"a\x00&amp;b", charset="unicode")
    assert [(r.before, r.after) for r in page.repairs] == [("\x00", ""), ("&amp;", "&")]


@pytest.mark.parametrize("text", [
    "È così.", "Però la verità è un'altra: il governo mentì.", "Non c'è più nulla da fare, disse, e se ne andò.",
    "The mayor’s office said that it would not come.", "“1” was the headline on Monday, and it’s still there.",
    "He wrote «Núñez» on the wall; nobody knew why ¿?", "Section § 3 of the Act · 1948 · applies to ½ of them.",
])
def test_rare_encodings_are_not_believed(text: str) -> None:
    """Short Italian looks Nordic to the detector, and English with curly quotes like DOS Norwegian."""
    assert decoded(text.encode("cp1252")).text == text


@pytest.mark.parametrize(("codec", "text"), [("iso8859-7", GREEK), ("koi8-r", RUSSIAN), ("cp1250", POLISH), ("cp852", POLISH), ("gb18030", CHINESE)])
def test_a_detector_is_believed_where_the_bytes_bear_it_out(codec: str, text: str) -> None:
    assert believed(codec, text.encode(codec)) == codec
    english = "The café on the corner, “Chez Zoë”, isn’t open; nobody knows why it was closed on Monday.".encode("cp1252")
    if codec in ("iso8859-7", "koi8-r", "cp852"):
        assert believed(codec, english) == "windows-1252"


def test_header_goes_before_declaration() -> None:
    html = f'<html><meta charset="windows-1252"><body>{POLISH}'
    page = decoded(html.encode("cp1250"), charset="windows-1250")
    assert (page.text, page.encoding.by) == (html, "header")


def test_utf_8_and_windows_1252_in_one_file() -> None:
    page = decoded("Zoé’s first part. ".encode() + b"Ren\xe9\x92s second part, \x93quoted\x94. " + "Third – part.".encode())
    assert page.text == "Zoé’s first part. René’s second part, “quoted”. Third – part."
    assert (page.encoding.by, page.encoding.lost) == ("mixed", 0)


@pytest.mark.parametrize("word", ["CAFÉ»", "LIBERTÉ“", "ÉTÉ’", "IDÉE—É»"])
def test_capitals_before_marks_are_no_utf_8(word: str) -> None:
    text = f"«Le {word} était fermé, dit le maître d’hôtel, et la porte à côté aussi.»"
    assert decoded(text.encode("cp1252")).text == text


def test_a_character_cut_at_the_end_is_counted() -> None:
    page = decoded((FRENCH * 3).encode()[:-2])
    assert page.text.endswith("40 \ufffd")
    assert (page.encoding.name, page.encoding.lost) == ("utf-8", 2)


def test_a_character_that_lacks_a_byte_is_counted() -> None:
    page = decoded(("Zoé’s café – " * 3).encode() + b"it\xe2\x80s late " + "– déjà.".encode())
    assert page.text == "Zoé’s café – " * 3 + "it\ufffds late – déjà."
    assert (page.encoding.name, page.encoding.lost) == ("utf-8", 2)


def test_what_cannot_be_decoded_is_counted_and_never_raised() -> None:
    page = decoded(b"\xff\xfe" + "abc".encode("utf-16-le") + b"\x00\xdc" + "d".encode("utf-16-le"))
    assert page.text == "abc\ufffdd"
    assert page.encoding.lost == 2


def test_str_input_comes_back_exactly() -> None:
    text = "ab\r\n\x00c é"
    page = decoded(text.encode(), charset="unicode")
    assert page.text == text
    assert page.fixed == "ab\r\nc é"
    assert [r.kind for r in page.repairs] == ["illegal-char"]
    assert (page.encoding.by, page.encoding.lost) == ("unicode", 0)


def test_half_a_surrogate_pair_is_no_character_and_is_counted() -> None:
    page = decoded("a\ud800b \ud83d\ude00 c\udc00".encode("utf-8", "surrogatepass"), charset="unicode")
    assert (page.text, page.encoding.lost, page.encoding.exact) == ("a\ufffdb \U0001f600 c\ufffd", 6, False)
    paired = decoded("a \ud83d\ude00".encode("utf-8", "surrogatepass"), charset="unicode")
    assert (paired.text, paired.encoding.lost, paired.encoding.exact) == ("a \U0001f600", 0, False)


def test_markup_keeps_its_entities_and_tags() -> None:
    body = '<p>R&amp;D donâ€™t<br><a href="/Ã©">Ã©</a></p><script>"Ã©"</script>'
    head = '<html><title>Caf&eacute; Ã©</title><meta content="dÃ©jÃ  vu">'
    fixed_head = '<html><title>Caf&eacute; é</title><meta content="déjà vu">'
    page = decoded((head + body).encode())
    assert page.fixed == fixed_head + body.replace("â€™", "’").replace(">Ã©<", ">é<")
    assert {r.kind for r in page.repairs} == {"mojibake"}


@pytest.mark.parametrize("case", cases("decoding/nothing.toml"))
def test_nothing_to_read(case: dict[str, str]) -> None:
    with pytest.raises(EmptySource, match=f"^{re.escape(case['told'])}$"):
        decoded(bytes.fromhex(case["bytes"]))


@pytest.mark.parametrize("data", [
    b"%PDF-1.7\n1 0 obj", b"PK\x03\x04rest", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"\x1f\x8b\x08", bytes(range(256)) * 8,
    b"\0" * 100 + b"x", b"\x7fELF\x02", b"\x00\x00\x00\x18ftypheic",
])
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(NotText, match=r"page: this is .*, not text\. (Take the text out|It is packed|Leave it out)"):
        decoded(data)


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_bytes_never_raise_anything_else(data: bytes) -> None:
    try:
        page = decoded(data)
    except (EmptySource, NotText):
        return
    assert apply(page.text, page.repairs) == page.fixed
    assert not any(c in page.fixed for c in "\x00\x0b\x0c\ufffe\uffff")


ODD = "aéÃ©â€™\u00a0 \n\r\x00\x0c\ufeff&;<>/pbr'\"“”’à漢я" + "\ud800"
PIECES = st.sampled_from([
    "â€™", "Ã©", "&amp;", "&nbsp;", "<br>", "<p>", "</p>", "<b>", "</b>", " ", "\n", "word", "é", "“", "\x00", "\x92", "Ã ", "“Ã©”",
])


@given(st.lists(st.one_of(PIECES, st.text(ODD, max_size=4)), max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_repairs_of_any_text(text: str) -> None:
    """Sorted, disjoint, replayable; they make the repaired text, and its places lead back."""
    if not text.strip("\ufeff\0 \t\r\n\x0b\x0c\xa0"):
        return
    page = decoded(text.encode("utf-8", "surrogatepass"), charset="unicode", media_type="text/plain")
    assert page.text == text.replace("\ud800", "\ufffd")
    assert all(a.end <= b.start for a, b in pairwise(page.repairs))
    for repair in page.repairs:
        assert page.text[repair.start:repair.end] == repair.before != ""
        assert replay(repair.before, repair.steps) == repair.after
    assert apply(page.text, page.repairs) == page.fixed
    assert_places(page)


def assert_places(page: Page) -> None:
    """`Page.place` and `Page.place_end` against a table made character by character."""
    origin: list[tuple[int, int]] = []  # for each character of `fixed`: the stretch of `text` it comes from
    at = 0
    for repair in page.repairs:
        origin += [(i, i + 1) for i in range(at, repair.start)]
        origin += [(repair.start, repair.end)] * len(repair.after)
        at = repair.end
    origin += [(i, i + 1) for i in range(at, len(page.text))]
    assert len(origin) == len(page.fixed)
    for i, (start, end) in enumerate(origin):
        assert page.place(i) == start
        assert page.place_end(i + 1) == end


@st.composite
def edits(draw: st.DrawFn, text: str) -> list[Repair]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    repairs: list[Repair] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if start < end and (not repairs or repairs[-1].end <= start):
            after = draw(st.text("xyz", max_size=3))
            repairs.append(Repair(start, end, text[start:end], after, "put", (("put", after),)))
    return repairs


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_repairs_of_repairs_compose(data: st.DataObject) -> None:
    text = data.draw(st.text("abcdef", min_size=1, max_size=20))
    first = data.draw(edits(text))
    middle = apply(text, first)
    second = data.draw(edits(middle))
    both = compose(text, first, middle, second)
    assert apply(text, both) == apply(middle, second)
    assert all(a.end <= b.start for a, b in pairwise(both))
    assert all(text[r.start:r.end] == r.before and replay(r.before, r.steps) == r.after for r in both)
    page = Page("x", text, apply(text, both), decode_bytes(b"x")[1], tuple(both), _fixed_at=fixed_places(both))
    assert_places(page)


def test_an_unknown_step_is_named() -> None:
    with pytest.raises(ValueError, match="unknown step of a repair: fold case"):
        replay("x", (("fold", "case"),))
