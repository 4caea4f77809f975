"""One-byte encodings of Vietnamese: windows-1258, VISCII and TCVN 5712-3, the last of which pages with fonts such as ``.VnTime`` are in.

Python has no codec for the last two; importing this module adds ``viscii`` and ``tcvn3``. The proof is the language: nearly every word with a letter
beyond ASCII is a syllable of Vietnamese, and most of these letters no other language has.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

__all__ = ["vietnamese_codec"]

_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ")
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_TCVN3 = (
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ.").replace(".", "\ufffe")
_ASCII = "".join(map(chr, range(128)))
_TABLES = {
    "viscii": "".join(_VISCII_LOW.get(n, char) for n, char in enumerate(_ASCII)) + _VISCII,
    "tcvn3": _ASCII + "".join(map(chr, range(0x80, 0xA0))) + _TCVN3,
}
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|n|ch|c|gh|gi|g|kh|k|ph|p|qu|q|th|tr|t|b|d|đ|h|l|m|r|s|v|x)?"
    "(?:oa[ioy]?|oeo?|oă|o[io]?|uyê|uy[au]?|uô[i]?|uây?|u[aeiơ]?|uê|iêu?|i[au]?|yêu?|y|ươ[iu]?|ư[aiu]?|ôi?|ơi?|â[uy]?|ă|a[iouy]?|êu?|eo?)"
    "(?:ch|c|m|ng|nh|n|p|t)?")
"""A syllable without the mark of its tone."""
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_WORD = re.compile(r"[^\W\d_]+")
_OWN = re.compile("[đơưăĐƠƯĂ\u1ea0-\u1ef9]")
"""Letters that hardly any other language has."""
_SAMPLE, _MOST_WORDS = 65536, 400
_FEWEST, _LEAST_SYLLABLES, _LEAST_OWN = 8, 0.9, 0.4
"""Different words with letters beyond ASCII that prove something; shares of them that are syllables, and that have letters which no other language
has."""


def _codec(name: str, table: str) -> codecs.CodecInfo:
    encoding = codecs.charmap_build(table)
    return codecs.CodecInfo(
        lambda text, errors="strict": codecs.charmap_encode(text, errors, encoding),
        lambda data, errors="strict": codecs.charmap_decode(data, errors, table), name=name)


_FOUND = {name: _codec(name, table) for name, table in _TABLES.items()}
codecs.register(_FOUND.get)


def vietnamese_codec(data: bytes) -> str | None:
    """The encoding of Vietnamese that bytes are in, which are no UTF-8; None where no proof is found."""
    sample = data[:_SAMPLE]
    if sample.isascii():
        return None
    share, codec = max((_share_of_syllables(sample.decode(codec, "replace")), codec) for codec in ("cp1258", *_TABLES))
    return codec if share >= _LEAST_SYLLABLES else None


def _share_of_syllables(text: str) -> float:
    """Share of the different words with letters beyond ASCII that are syllables; 0 where nothing proves that the language is Vietnamese."""
    found = (word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii())
    words = list(dict.fromkeys(found))[:_MOST_WORDS]  # one sign of another encoding may be read as a syllable each time
    long, own = sum(len(word) > 1 for word in words), sum(_OWN.search(word) is not None for word in words)
    if long < max(_FEWEST, len(words) // 2) or own < _LEAST_OWN * len(words):
        return 0.0
    return sum(map(_is_syllable, words)) / len(words)


def _is_syllable(word: str) -> bool:
    bare, tones = _TONES.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones < 2 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None
