"""Text in another script whose bytes were read as Latin-1 or windows-1252 before it became UTF-8: ``Ñòàðûé êðàí`` for ``Старый кран``.

The proof is the one by which a declaration of windows-1252 is disproved: rows of letters that no language of Western Europe has, and bytes that a
detector knows as another encoding. Only lines in which most characters beyond ASCII stand in such rows are read anew.
"""

from __future__ import annotations

import re

from pipeline.data import Repair
from pipeline.decoding.charset import foreign_codec
from pipeline.decoding.mac_roman import lines_of
from pipeline.decoding.oddness import WINDOWS_1252

__all__ = ["find_read_as_western", "may_hold_read_as_western"]

_MAYBE = re.compile(rb"(?:\xc2[\xa1-\xbf]|\xc3[\x80-\xbf]){4}|(?:(?:\xc2[\x82\x83]|\xc6\x92|\xe2\x80\x9a)[^ ]{0,4} ?){4}")
"""In UTF-8: Western letters and signs in a row, and the first bytes of kana in Shift JIS as either encoding reads them, close to one another."""
_BYTES = {ord(char): byte for byte, char in enumerate(WINDOWS_1252)} | {byte: byte for byte in range(0x80, 0xA0)}
_ROW = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]){5,}+|[\x81-\x9f\xa1-\xff]{3,}+")
_PAIRS = rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+"
_RUNS = {
    "cp932": rb"(?:[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\xa1-\xdf])+", "euc_jp": _PAIRS, "gb18030": _PAIRS, "big5hkscs": _PAIRS, "cp949": _PAIRS,
}
_ANY_RUN = rb"[\x80-\xff]+"
_READ_AS = ("sloppy-windows-1252", "latin-1")


def may_hold_read_as_western(unusual: bytes) -> bool:
    """A cheap look at what a text has beyond ASCII, in UTF-8."""
    return _MAYBE.search(unusual) is not None


def find_read_as_western(text: str, *, markup: bool = False) -> list[Repair]:
    """The repairs of such lines (of a page, of its tags and the stretches between them), sorted and disjoint."""
    lines = [(start, line) for start, end in lines_of(text, markup) if (line := _bytes_of(text[start:end]))]
    codec = foreign_codec(b"\n".join([line for _, line in lines])[:65536])
    if codec is None or codec == "utf-8":
        return []
    return [repair for start, line in lines for repair in _repairs(text, start, line, codec)]


def _bytes_of(text: str) -> bytes:
    """The bytes that were read as this text; empty where it holds other characters, and where most of those beyond ASCII stand in no row."""
    if text.isascii() or not all(ord(char) in _BYTES for char in text):
        return b""
    data = bytes([_BYTES[ord(char)] for char in text])
    beyond = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return data if 2 * sum(map(len, _ROW.findall(data))) >= beyond else b""


def _repairs(text: str, start: int, line: bytes, codec: str) -> list[Repair]:
    out = []
    for run in re.finditer(_RUNS.get(codec, _ANY_RUN), line):
        before = text[start + run.start():start + run.end()]
        way, after = _anew(before, codec)
        if not way:
            return []
        if after != before:
            out.append(Repair(start + run.start(), start + run.end(), before, after, "mojibake", (("encode", way), ("decode", codec))))
    return out


def _anew(before: str, codec: str) -> tuple[str, str]:
    """The encoding in which a run was read, and the run as it was before; two empty strings where it fits in neither."""
    import ftfy.bad_codecs  # noqa: F401  registers the codecs

    for way in _READ_AS:
        try:
            return way, before.encode(way).decode(codec)
        except UnicodeError:
            continue
    return "", ""
