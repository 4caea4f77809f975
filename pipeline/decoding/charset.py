"""Bytes to text: which evidence decides, in a stated order.

Byte order mark; the charset given from outside (HTTP header); the declaration inside the bytes; UTF-8 that is valid; UTF-8 and
windows-1252 mixed; a detector; windows-1252. What somebody declared is believed only where it fits the bytes, because a wrong
declaration is the most common fault of scraped pages: non-ASCII bytes that are valid UTF-8 are UTF-8 whatever a header says (the
odds that text in another encoding is valid UTF-8 by accident fall by about ten with every such character).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipeline.data import Encoding
from pipeline.decoding.code_pages import dos_codec, ebcdic_codec
from pipeline.decoding.east_asian import is_other_east_asian
from pipeline.decoding.mac_roman import is_macintosh, is_windows
from pipeline.decoding.northern import central_codec, is_baltic
from pipeline.decoding.oddness import BEYOND_ASCII, WINDOWS_1252, oddness
from pipeline.decoding.seven_bits import seven_bit_text
from pipeline.decoding.ukrainian import koi8_codec
from pipeline.decoding.vietnamese import vietnamese_codec
from pipeline.sources.sniff import utf16_kind

__all__ = ["Mixed", "believed", "codec_of", "decode_bytes", "foreign_codec"]

# What browsers take these labels for (WHATWG Encoding Standard): the wider encodings that pages with these labels are really in.
_LABELS = {
    **dict.fromkeys(("ascii", "us-ascii", "latin-1", "latin1", "l1", "iso-8859-1", "iso8859-1", "iso88591", "iso_8859-1", "iso-ir-100",
                     "cp819", "ansi", "cp1252", "x-cp1252", "windows-1252", "windows1252", "ansi_x3.4-1968"), "windows-1252"),
    **dict.fromkeys(("iso-8859-9", "iso8859-9", "iso_8859-9", "latin5", "l5", "cp1254", "windows-1254"), "windows-1254"),
    **dict.fromkeys(("gb2312", "gb_2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "chinese", "euc-cn", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "ms932", "cp932"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ks_c_5601", "ksc5601", "korean", "windows-949", "cp949"), "cp949"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874", "cp874"), "cp874"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc_jp"),
    **dict.fromkeys(("iso-8859-8-i", "logical"), "iso8859-8"),
    **dict.fromkeys(("macintosh", "x-mac-roman", "mac"), "mac_roman"),
    **dict.fromkeys(("x-mac-cyrillic", "x-mac-ukrainian"), "mac_cyrillic"),
    **dict.fromkeys(("unicode", "utf-8", "utf8", "unicode-1-1-utf-8", "x-unicode20utf8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16le", "ucs-2", "iso-10646-ucs-2", "csunicode"), "utf-16-le"),
    "utf-16be": "utf-16-be",
}
_SAYS_UTF8 = re.compile(rb"""(?:charset|encoding)\s*+=\s*+(?:["']\s*+)?utf-?8\b""", re.IGNORECASE)
_HEAD, _LONGEST_TAG = 4096, 512
"""Bytes in which a declaration is looked for, and of one tag: the expressions that read it are slow on long ones."""
_WIDE = re.compile(r"^utf-?(16|32)", re.IGNORECASE)


def codec_of(label: str | None) -> str | None:
    """Python's name of the codec that a charset label means on the web; None for an unknown one."""
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    if label in _LABELS:
        return _LABELS[label]
    try:
        info = codecs.lookup(label)
        "".encode(info.name)
    except (LookupError, ValueError):
        return None
    return _LABELS.get(info.name, info.name)


def decode_bytes(data: bytes, *, charset: str | None = None, markup: bool = False) -> tuple[str, Encoding]:
    """The text of some bytes, without its byte order mark, and how it was found. Never raises.

    ``charset`` is what the outside says of it, ``markup`` allows a declaration inside the bytes to count.
    """
    if data[:1] in _FIRST_OF_BOM and (found := _after_bom(data)) is not None:
        return found
    codec = utf16_kind(data) or ""
    if codec and (text := _strict(data, codec)) is not None:
        return text, Encoding(codec, "detector", 0.9)
    if data.isascii() and (seven := seven_bit_text(data)) is not None:
        return seven[0], Encoding(seven[1], "detector", 0.9)
    claims = [("header", codec_of(charset))]
    if markup:
        claims.append(("declaration", _declared(data)))
    return _claimed(data, [(by, koi8_codec(data, c)) for by, c in claims if c])


_FIRST_OF_BOM = (b"\xef", b"\xfe", b"\xff", b"\x00")


def _after_bom(data: bytes) -> tuple[str, Encoding] | None:
    """The text behind a byte order mark; None where there is no such mark."""
    from bs4.dammit import EncodingDetector

    data, label = EncodingDetector.strip_byte_order_mark(data)
    codec = codec_of(label)
    if codec is None:
        return None
    text = _strict(data, codec)
    if text is not None:
        return text, Encoding(codec, "bom")
    if codec == "utf-8" and (mixed := _decode_mixed(data)) is not None:
        return mixed.text, Encoding("utf-8", "mixed", 0.8, mixed.lost)
    text, lost = _lossy(data, codec)
    return text, Encoding(codec, "bom", 0.8, lost)


def _claimed(data: bytes, claims: list[tuple[str, str]]) -> tuple[str, Encoding]:
    """Decode by the first claim that fits, else by what the bytes show; a claim that lost is named in ``Encoding.by``."""
    utf8 = _strict(data, "utf-8")
    against = ""
    for by, codec in claims:
        if utf8 is not None and codec != "utf-8" and data.isascii():
            return utf8, Encoding("utf-8" if _WIDE.match(codec) else codec, by)
        text = utf8 if codec == "utf-8" else None if utf8 is not None or _is_disproved(data, codec) else _strict(data, codec)
        if text is not None:
            return text, Encoding(codec, by + against, 0.9 if against else 1.0)
        against = against or f" against {by} {codec}"
        if codec == "utf-8" and (nearly := _nearly_utf8(data)) is not None:
            return nearly
    text, found = _shown(data, utf8)
    return text, Encoding(found.name, found.by + against, found.confidence, found.lost)


_EAST_ASIAN = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
_CYRILLIC = frozenset({"cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac_cyrillic"})
_FOREIGN_RUN = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]){8,}+|[\x81-\x9f\xa1-\xff]{4,}+")
"""Bytes beyond ASCII in a row, or every second one of a longer row, which words of Western Europe do not have."""
_FEWEST_FOREIGN, _LEAST_VARIED, _LEAST_LETTERS = 40, 3, 8
"""How many of these bytes are proof, how many different ones a row has, and how many all rows."""
_OF_SHORT = 8
"""One of how many characters must be odd in a short text."""
_ASCII, _MOST_BEYOND = bytes((9, 10, 13, *range(0x20, 0x7f))), 5
"""Printable ASCII with white space, and one of how many bytes is beyond it in a text that is none of UTF-16."""
_FEWEST_ODD, _FEWEST_ODD_MULTIBYTE = 3, 20
"""Odd characters that are proof against the declared encoding; the same where the bytes are in an encoding of several bytes a character."""


def _is_disproved(data: bytes, codec: str) -> bool:
    """Whether the bytes are no text in the encoding that is declared for them, and text in another one: Cyrillic and East Asian scripts in a
    second encoding of theirs, any other script where one of Western Europe is declared, and windows-1252 where Mac Roman is."""
    sample = data[:65536]
    if _WIDE.match(codec):  # each space of such a text has a NUL
        return b"\0" not in sample and _MOST_BEYOND * len(sample.translate(None, _ASCII)) < len(sample)
    if codec == "mac_roman":
        return is_windows(data)
    if codec in _EAST_ASIAN:
        other = _detected(data)
        return other is not None and other != codec and _strict(data, other) is not None and is_other_east_asian(sample, codec, other)
    if codec == "windows-1252":
        other = "cp1257" if is_baltic(data) else vietnamese_codec(data) or foreign_codec(sample)
        return other is not None and _strict(data, other) is not None
    if codec not in _CYRILLIC or (own := oddness(sample.decode(codec, "replace"))) < _FEWEST_ODD:
        return False
    other = _detected(data)
    return other in _CYRILLIC and other != codec and _strict(data, other) is not None and 2 * oddness(sample.decode(other, "replace")) < own


def foreign_codec(sample: bytes) -> str | None:
    """The encoding of another script that bytes are in which somebody took for windows-1252; None where nothing proves that."""
    if not _is_foreign(sample):
        return None
    other = _detected(sample)
    if other is None or _OTHER_SCRIPTS.match(other) is not None:
        return other
    western = codecs.charmap_decode(sample, "strict", WINDOWS_1252)[0]
    least = min(_FEWEST_ODD_MULTIBYTE, len(BEYOND_ASCII.findall(western)) // _OF_SHORT)
    return other if other in _MULTIBYTE and oddness(western) >= least else None


def _is_foreign(sample: bytes) -> bool:
    """Whether most bytes beyond ASCII stand in rows that are longer than any in a word of Western Europe; rules of one sign do not count."""
    rows = [run for run in _FOREIGN_RUN.findall(sample) if len(set(run)) >= _LEAST_VARIED]
    foreign = sum(map(len, rows))
    if len(set(b"".join(rows))) < _LEAST_LETTERS:
        return False
    return foreign >= _FEWEST_FOREIGN and 2 * foreign >= len(sample) - len(sample.translate(None, bytes(range(128, 256))))


def _shown(data: bytes, utf8: str | None) -> tuple[str, Encoding]:
    """Decode by what the bytes themselves show."""
    if utf8 is not None:
        return utf8, Encoding("utf-8", "utf-8")
    if (nearly := _nearly_utf8(data)) is not None:
        return nearly
    codec = ebcdic_codec(data) or vietnamese_codec(data)
    if codec is not None and (text := _strict(data, codec)) is not None:
        return text, Encoding(codec, "detector", 0.9)
    codec = _detected(data)
    if codec in (None, "windows-1252", "cp1257") and is_baltic(data) and (text := _strict(data, "cp1257")) is not None:
        return text, Encoding("cp1257", "detector", 0.7)
    if (codec is None or not (codec in _MULTIBYTE or _OTHER_SCRIPTS.match(codec))) and is_macintosh(data, codec or "windows-1252"):
        return data.decode("mac_roman"), Encoding("mac_roman", "detector", 0.7)
    if (codec is None or codec in _MAY_BE_DOS) and (dos := dos_codec(data, codec)) is not None:
        return data.decode(dos), Encoding(dos, "detector", 0.7)
    if codec and codec != "windows-1252" and (text := _strict(data, codec)) is not None:
        same = _strict(data, "windows-1252") == text  # a few accents are the same in several: the common name is the better guess
        return text, Encoding("windows-1252" if same else codec, "detector", 0.7)
    text = codecs.charmap_decode(data, "strict", WINDOWS_1252)[0]
    return text, Encoding("windows-1252", "detector" if codec else "fallback", 0.7 if codec else 0.5)


def _nearly_utf8(data: bytes) -> tuple[str, Encoding] | None:
    """UTF-8 with something in it that is not: windows-1252 from another hand, or characters that lack a byte."""
    if (paired := _of_pairs(data)) is not None:
        return paired, Encoding("cesu-8", "utf-8", 0.9)
    mixed = _decode_mixed(data)
    if mixed is None:
        return None
    return mixed.text, Encoding("utf-8", "mixed" if mixed.bad else "utf-8", 0.8 if mixed.bad else 0.9, mixed.lost)


def _of_pairs(data: bytes) -> str | None:
    """UTF-8 in which characters beyond U+FFFF are pairs of surrogates, of three bytes each (CESU-8), as some databases write it; else None."""
    try:
        return data.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le") if b"\xed" in data else None
    except UnicodeError:
        return None


@dataclass(frozen=True, slots=True)
class Mixed:
    """Bytes read as UTF-8 with windows-1252 in it."""

    text: str
    bad: int
    """Bytes read as windows-1252."""
    lost: int
    """Bytes of UTF-8 characters that lack some of theirs; each such character is U+FFFD."""


def _decode_mixed(data: bytes) -> Mixed | None:
    """UTF-8 with windows-1252 bytes in it; None where the bytes look like one other encoding instead.

    (``UnicodeDammit.detwingle`` is made for this, but takes every letter byte from 0xC2 to 0xF4 for the start of UTF-8 and so mends
    quotation marks and no é: it stays unused.)
    """
    parts: list[str] = []
    view, at, good, bad, lone, lost = memoryview(data), 0, 0, 0, 0, 0
    while at < len(data):
        try:
            part = codecs.utf_8_decode(view[at:], "strict", True)[0]
            parts.append(part)
            good += _evidence(part)
            break
        except UnicodeDecodeError as error:
            part = codecs.utf_8_decode(view[at:at + error.start], "strict", True)[0]
            good += _evidence(part)
            start, end = at + error.start, at + error.end
            if _is_broken(data, start, end):
                parts += (part, "\ufffd")
                lost += end - start
                at = end
                continue
            parts += (part, WINDOWS_1252[data[start]])
            bad += 1
            lone += _is_lone(data, start)
            at = start + 1
            if bad == 400 and not _is_mixed(good, bad, lone):
                return None  # a Russian text has a fault in each letter, and each costs time
    if not _is_mixed(good, bad + lost, lone + lost):
        return None
    return Mixed("".join(parts), bad, lost)


# Second bytes that windows-1252 has for marks that follow a letter: … ‘ ’ “ ” • – — ™ no-break space « ® »
_MARKS = b"\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xab\xae\xbb"


def _is_broken(data: bytes, start: int, end: int) -> bool:
    """True for the beginning of a UTF-8 character that lacks its end, and is no letter and mark of windows-1252 (``é’``)."""
    if end == len(data) and end - start == 1 and start > 0 and data[start] >= 0xC2:
        return True
    return end - start >= 2 and data[start] >= 0xE0 and data[start + 1] not in _MARKS


def _is_mixed(good: int, bad: int, lone: int) -> bool:
    """Whether so many good sequences and so many bad bytes (``lone`` of them in short runs) are UTF-8 with something in it."""
    return good > 0 and bad <= 20 * good and (bad <= good or lone >= 0.8 * bad)


# Two bytes that are UTF-8 by accident in a legacy text: a capital with an accent and a closing mark, as in CAFÉ».
_ACCIDENT = re.compile(r"(?<![^\x00-\x7f])[\u0180-\u07ff](?![^\x00-\x7f])")


def _evidence(part: str) -> int:
    """How many characters of a valid stretch speak for UTF-8."""
    if part.isascii():
        return 0
    return len(BEYOND_ASCII.findall(part)) - len(_ACCIDENT.findall(part))


def _is_lone(data: bytes, at: int) -> bool:
    """True for a byte beyond ASCII in a run of at most three: letters and marks of a Western text, hardly ever a Russian or Chinese one."""
    low = high = at
    while low > 0 and at - low < 3 and data[low - 1] >= 0x80:
        low -= 1
    while high + 1 < len(data) and high - at < 3 and data[high + 1] >= 0x80:
        high += 1
    return high - low < 3


def _declared(data: bytes) -> str | None:
    """What the bytes say of their own encoding. A page that can say so in ASCII is not UTF-16, whatever it says (WHATWG)."""
    for piece in data[:_HEAD].split(b">"):
        tag = piece[max(piece.rfind(b"<"), 0):][:_LONGEST_TAG]
        if not tag.lower().startswith((b"<meta", b"<?xml")):
            continue
        if _SAYS_UTF8.search(tag):  # nearly every page; bs4, which is slow to import, is not needed
            return "utf-8"
        if codec := _codec_in(tag):
            return "utf-8" if _WIDE.match(codec) else codec
    return None


def _codec_in(tag: bytes) -> str | None:
    if b"charset" not in tag.lower() and b"encoding" not in tag.lower():
        return None
    from bs4.dammit import EncodingDetector

    return codec_of(EncodingDetector.find_declared_encoding(tag + b">", is_html=True))


# What uchardet takes short Western texts for, though pages in it hardly exist; Romanian is ISO-8859-2 wherever it is declared.
_UNLIKELY = {
    "iso8859-3": "windows-1252", "iso8859-10": "windows-1252", "iso8859-13": "windows-1252", "iso8859-14": "windows-1252",
    "iso8859-15": "windows-1252", "cp1258": "windows-1252", "iso8859-16": "iso8859-2", "iso8859-9": "windows-1254",
}
_OTHER_SCRIPTS = re.compile(r"cp125[1356]|iso8859-[5678]|koi8|mac_cyrillic|cp866|ibm8|cp874")
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]")


def _detected(data: bytes) -> str | None:
    """What a detector takes the bytes for: uchardet, as resiliparse brings it.

    It is right more often than charset-normalizer, and faster (BENCHMARKS.md).
    """
    from resiliparse.parse.encoding import detect_encoding

    # Its mapping to web labels knows no UHC and makes UTF-8 of all Korean, so the mapping is ours.
    codec = codec_of(detect_encoding(data, html5_compatible=False))
    return koi8_codec(data, central_codec(data, believed(codec, data))) if codec else None


def believed(codec: str, data: bytes) -> str:
    """What a detector found, if the bytes bear it out, else windows-1252."""
    codec = _UNLIKELY.get(codec, codec)
    if codec == "windows-1252" or codec in _MULTIBYTE:
        return codec
    sample = data[:65536]
    if _OTHER_SCRIPTS.match(codec):  # a few letters beyond ASCII are a Western text's, not Greek or Russian
        high = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
        return codec if high >= 0.2 * len(_LETTERS.findall(sample)) else "windows-1252"
    theirs, western = oddness(sample.decode(codec, "replace")), oddness(codecs.charmap_decode(sample, "strict", WINDOWS_1252)[0])
    return codec if theirs < western or (theirs == western and not _DOS.match(codec)) else "windows-1252"


_MAY_BE_DOS = frozenset({"windows-1252", "cp1250", "cp1254", "cp1257", "iso8859-2", "iso8859-15"})
"""What a detector takes the code pages of DOS for where it does not know them."""
_MULTIBYTE = frozenset({"gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "euc_kr", "iso2022_jp", "johab", "utf-8"})
_DOS = re.compile(r"cp(437|8\d\d)$")


def _strict(data: bytes, codec: str) -> str | None:
    """The text if every byte fits, else None."""
    if codec == "windows-1252":
        return codecs.charmap_decode(data, "strict", WINDOWS_1252)[0]
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _lossy(data: bytes, codec: str) -> tuple[str, int]:
    """The text with U+FFFD for what does not fit, and how many bytes that were."""
    lost = 0
    parts: list[str] = []
    at = 0
    while at < len(data):
        try:
            parts.append(data[at:].decode(codec))
            break
        except UnicodeDecodeError as error:
            parts.append(data[at:at + error.start].decode(codec) + "\ufffd")
            lost += error.end - error.start
            at += error.end
    return "".join(parts), lost
