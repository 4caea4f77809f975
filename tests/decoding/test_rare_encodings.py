"""Encodings that hardly a detector knows: those of Vietnamese, and EBCDIC."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.decoding.charset import decode_bytes
from pipeline.decoding.vietnamese import vietnamese_codec

VIETNAMESE = ("Bến phà cũ ở phía bắc được dời đi bốn mươi mét vào hôm thứ ba, và những người sống gần đó không hề được báo trước. "
              "Người trông đèn biển kể rằng cả xưởng đóng tàu chỉ còn hai ông thợ mộc.\n") * 2
ENGLISH = "The old ferry at the north quay was moved forty yards on Tuesday, and nobody who lives near it was told.\nThe work took nine hours! [So they say.]\n"
GERMAN = "Über die Brücke führen große Gleise, schätzt Jörg Möller; das Geländer ist für höhere Lasten geprüft.\n" * 3


def _windows(text: str) -> bytes:
    """Text in windows-1258, which has the marks of tones as characters behind their letters."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = []
    for char in text:
        parted = unicodedata.normalize("NFD", char)
        parts.append(unicodedata.normalize("NFC", "".join(c for c in parted if c not in tones)) + "".join(c for c in parted if c in tones))
    return "".join(parts).encode("cp1258")


ENCODED = {"cp1258": _windows(VIETNAMESE), "viscii": VIETNAMESE.encode("viscii"), "tcvn3": VIETNAMESE.encode("tcvn3")}


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "utf-8", "x-user-defined"])
@pytest.mark.parametrize("codec", ENCODED)
def test_vietnamese_in_one_byte_a_letter(codec: str, declared: str | None):
    for data, markup in ((ENCODED[codec], False), (f'<meta charset="{declared}">\n'.encode() + ENCODED[codec], True)):
        text, encoding = decode_bytes(data, charset=None if markup else declared, markup=markup)
        assert encoding.name == codec
        assert unicodedata.normalize("NFC", text).endswith(VIETNAMESE)


def test_the_tables_are_those_of_the_encodings():
    assert b"Ti\xaang Vi\xaet, \xd0\xa1ng".decode("viscii") == "Tiếng Việt, Đắng"
    assert b"Ti\xd5ng Vi\xd6t, \xa7\xbeng".decode("tcvn3") == "Tiếng Việt, Đắng"
    assert b"\x20\xa0".decode("tcvn3").encode("tcvn3") == b"\x20\xa0"
    assert "Ẳ Ẵ Ẫ Ỷ Ỹ Ỵ".encode("viscii") == b"\x02 \x05 \x06 \x14 \x19 \x1e"


@pytest.mark.parametrize("text", ["Où est l’été à la plage, dès que là-bas « ça » a été dit à Léa, déjà, voilà, ê, ô, ù, où, là, à, dé. " * 4,
                                  "Não há pão, avô, avó, só nós, três, pés, até cá, já, lá, pôr, vê, lê, mês, você, café, é, à, às, são. " * 4])
def test_words_of_romance_languages_prove_nothing(text: str):
    assert vietnamese_codec(text.encode("windows-1252")) is None
    assert decode_bytes(text.encode("windows-1252"))[1].name == "windows-1252"


@pytest.mark.parametrize(("codec", "sign"), [("cp932", "…"), ("big5", "。")])
def test_a_sign_of_asia_in_a_text_in_english_proves_nothing(codec: str, sign: str):
    data = (f"The ferry left {sign} and then {sign} nobody knew {sign} so the pilot waited {sign} and slept {sign} " * 4).encode(codec)
    assert vietnamese_codec(data) is None
    assert decode_bytes(data)[1].name not in ENCODED


@pytest.mark.parametrize(("codec", "text"), [("cp037", ENGLISH), ("cp500", ENGLISH), ("cp273", GERMAN)])
@pytest.mark.parametrize("end", ["\n", "\x85"])
def test_ebcdic(codec: str, text: str, end: str):
    for page in (text, f"<html><head><title>The quay</title></head><body><p>{text}</p></body></html>"):
        read, encoding = decode_bytes(page.replace("\n", end).encode(codec))
        assert (read, encoding.name) == (page.replace("\n", end), codec)


@pytest.mark.parametrize("data", [b"@" * 200, b"a@b.example,c@d.example," * 20, bytes(range(0x81, 0xaa)) * 20, "漢字カナ@".encode("cp932") * 40])
def test_signs_of_ebcdic_that_make_no_text(data: bytes):
    assert not decode_bytes(data)[1].name.startswith(("cp037", "cp500", "cp273", "cp1140"))
