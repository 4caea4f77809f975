"""Mac Roman: bytes that nobody declares, and text that was read as windows-1252 instead, or the other way about, before it became UTF-8. Text in a
code page of DOS (850, 437) that was read as windows-1252 is mended in the same way.

Strategy: proof in both directions. There: what stands in the text cannot be right, since capitals and signs stand inside words, of several
kinds or as the apostrophe of Mac Roman (``donÕt``). Back: every character, written in the encoding it was read in and read in the other
one, is usual in the languages of Western Europe, and nothing stands at an odd place any more. A text that proves it as a whole is
read anew as a whole; else each line (or stretch between tags) that proves it by itself, while three odd characters of the page vouch for it.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

from pipeline.data import Repair
from pipeline.decoding.oddness import BEYOND_ASCII, WINDOWS_1252, is_odd, oddness

__all__ = ["find_mac_roman", "is_macintosh", "is_windows", "lines_of", "may_hold_mac_roman"]

_USUAL = "áéíóúàèìòùâêîôûäëïöüãõñçåæøœßÿÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛÄËÏÖÜÃÕÑÇÅÆØŒ“”‘’‚„–—…«»‹›¿¡°©®™•·§£¢€ªº\u00a0"
"""What texts of the Macintosh have beyond ASCII, in the languages of Western Europe; its signs of mathematics are letters elsewhere."""
_OF_MACINTOSH = re.compile(f"[{_USUAL}]+")
_LEAST_PROOF = 3


def is_macintosh(data: bytes, codec: str) -> bool:
    """Whether bytes are Mac Roman: nothing is odd and each character is a usual one in it, and much is odd in what a detector takes them for."""
    sample = data[:65536]
    text = sample.decode("mac_roman")
    beyond = "".join(BEYOND_ASCII.findall(text))
    if len(beyond) < _LEAST_PROOF or not _OF_MACINTOSH.fullmatch(beyond) or oddness(text):
        return False
    other = codecs.charmap_decode(sample, "strict", WINDOWS_1252)[0] if codec == "windows-1252" else sample.decode(codec, "replace")
    return oddness(other) >= max(_LEAST_PROOF, len(beyond[:400]) // 10)


def is_windows(data: bytes) -> bool:
    """Whether bytes that were declared as Mac Roman are windows-1252: nothing is odd in it, and much in Mac Roman."""
    sample = data[:65536]
    windows, mac = codecs.charmap_decode(sample, "strict", WINDOWS_1252)[0], sample.decode("mac_roman")
    return not oddness(windows) and oddness(mac) + len(_quotes(mac)) >= _LEAST_PROOF


# -- text that was read in the wrong one of the two --------------------------------------------------------------------

_DOS = frozenset({"cp850", "cp437"})
_PAIRS = (("sloppy-windows-1252", "macroman"), ("latin-1", "macroman"), ("macroman", "sloppy-windows-1252"),
          *((read, written) for written in ("cp850", "cp437") for read in ("sloppy-windows-1252", "latin-1")))
"""The encoding a text was read in, and the one it was written in."""
_CONTROLS = ("latin-1", "sloppy-windows-1252")
"""What control characters are most often; a text that is right by it is no Mac Roman."""
_MAYBE = re.compile("[\x80-\x9f§¨¬±´¶¸¹¼-¿À-ÖØ-ÞŒŠŸŽˆ˜†‡‰‹›ˇ˘˙˚˝˛ıﬁﬂ√∞∫∑∏π∂∆Ω◊](?<=[a-z].)|(?<=[.,!?a-z])î(?=\\s|$)|(?<=[a-z])[‚„…“”‘¤¡¢£](?=[a-z])")
"""What either reading leaves after a small letter, and the closing quotation mark of windows-1252 in Mac Roman."""
_RUN = re.compile(r"[^\x00-\x7f]+")
_STRETCH, _LINE = re.compile("<[^<>]*+>|[^<>\\n]++"), re.compile(r"[^\r\n]+")
_QUIET = re.compile(r"<(script|style)\b(?:(?!ld\+json)[^<>])*+>", re.IGNORECASE)
_APOSTROPHE = "Õ"
_QUOTED = re.compile(r"[„“‚‹](?=[^\W\d_])[^„“”‚‘’‹›]{1,200}?(?<=[^\W\d_])[“”‘’›]")
"""A quotation, also without the spaces around it; in another encoding these are two letters."""
_OPENING, _CLOSING = re.compile(r"(?<![^\W_])ì(?=[A-Z])"), re.compile(r"(?<=[.,!?a-z])î(?=\s|$)")
_OF_UTF8 = re.compile("â€|‚[ÄÅÇà]|√|[ÃÂ](?=[^\\w\\s.,;:!?)\"'”»’])")
"""What UTF-8 leaves that is read in either encoding: another fault, which has its own repair."""
_RIGHT = frozenset(_USUAL + "½¼¾²³×")
"""What may stand in a text that is read anew."""
_RIGHT_IN_DOS = _RIGHT - set("œŒ“”‘’‚„–—…‹›•€™") | set("ðÐþÞýÝ")
"""The same of the code pages of DOS, which have no curly quotation marks, and which were used in Iceland."""


def may_hold_mac_roman(text: str) -> bool:
    """A cheap look that lets through all that `find_mac_roman` mends."""
    return _MAYBE.search(text) is not None


def find_mac_roman(text: str, *, markup: bool = False) -> list[Repair]:
    """The repairs of a text that was read as windows-1252 and is Mac Roman, or the other way about; sorted and disjoint. Of several encodings it is
    read in the one in which most of what is odd is right: single lines may be right in another one too."""
    spans = [span for span in lines_of(text, markup) if not text[span[0]:span[1]].isascii()]
    return max((_mended(text, spans, pair) for pair in _PAIRS), key=lambda found: found[0])[1]


def lines_of(text: str, markup: bool) -> list[tuple[int, int]]:
    """The lines of a text; of a page its tags and the stretches between them, but for scripts and styles."""
    if not markup:
        return [match.span() for match in _LINE.finditer(text)]
    out = list[tuple[int, int]]()
    quiet = 0
    for match in _STRETCH.finditer(text):
        if match.start() < quiet:
            continue
        if opened := _QUIET.match(text, match.start(), match.end()):
            end = re.compile(f"</{opened[1]}", re.IGNORECASE).search(text, match.end())
            quiet = end.start() if end else len(text)
        else:
            out.append(match.span())
    return out


class _Line(NamedTuple):
    """A stretch of text, read anew."""

    start: int
    before: str
    after: str
    odd: tuple[str, ...]
    """The characters that stand at odd places."""
    right: bool
    """Whether nothing is odd or unusual when it is read anew."""
    unpaired: int
    """How many of the odd characters are not the two quotation marks of a quotation."""


def _mended(text: str, spans: list[tuple[int, int]], pair: tuple[str, str]) -> tuple[int, list[Repair]]:
    """How many odd characters are right when they are read anew, and the repairs."""
    lines = [_read(start, text[start:end], pair) for start, end in spans]
    right = [line for line in lines if line.right]
    if not _is_proven(right):
        return 0, []
    chosen = right if len(right) == len(lines) else [line for line in right if line.odd]
    return sum(len(line.odd) for line in right), [repair for line in chosen for repair in _repairs(line, pair)]


def _is_proven(lines: list[_Line]) -> bool:
    """Whether lines that are right when they are read anew are wrong as they stand."""
    odd = [char for line in lines for char in line.odd]
    beyond = sum(len(BEYOND_ASCII.findall(line.before)) for line in lines)
    is_enough = len(odd) >= max(_LEAST_PROOF, beyond // 10) and sum(line.unpaired for line in lines) >= _LEAST_PROOF
    return is_enough and (len(set(odd)) > 1 or odd[0] == _APOSTROPHE)


def _read(start: int, before: str, pair: tuple[str, str]) -> _Line:
    after, shift = _RUN.sub(lambda run: _anew(run.group(), pair), before), len(before)
    fits = len(after) == shift and "\ufffd" not in after and not _OF_UTF8.search(after)
    usual = _RIGHT_IN_DOS if pair[1] in _DOS else _RIGHT
    places = [match.start() for match in BEYOND_ASCII.finditer(before)]
    right = fits and all(after[at] in usual and not is_odd(after, at) for at in places)
    shown = _RUN.sub(lambda run: _anew(run.group(), _CONTROLS), before) if pair[0] == "latin-1" else before
    odd = [before[at] for at in places if is_odd(shown, at)]
    if pair[0] == "macroman":
        odd += _quotes(before)
    marks = {at for found in _QUOTED.finditer(before) for at in (found.start(), found.end() - 1)} if pair[0] != "macroman" else set[int]()
    return _Line(start, before, after, tuple(odd), right, len(odd) - sum(at in marks and is_odd(shown, at) for at in places))


def _quotes(text: str) -> list[str]:
    """The quotation marks of windows-1252, as Mac Roman has them."""
    return [match.group() for pattern in (_OPENING, _CLOSING) for match in pattern.finditer(text)]


@cache
def _table(pair: tuple[str, str]) -> dict[int, str]:
    """Each character of the encoding that a text was read in, and what it is in the one it was written in."""
    import ftfy.bad_codecs  # noqa: F401  registers the codecs

    out = dict[int, str]()
    for byte in range(0x80, 0x100):
        read, meant = (bytes([byte]).decode(codec, "replace") for codec in pair)
        out[ord(read)] = meant
    return out


def _anew(run: str, pair: tuple[str, str]) -> str:
    """Characters read anew; U+FFFD for those that the encoding they were read in does not have."""
    table = _table(pair)
    return "".join([table.get(ord(char), "\ufffd") for char in run])


def _repairs(line: _Line, pair: tuple[str, str]) -> list[Repair]:
    steps = (("encode", pair[0]), ("decode", pair[1]))
    return [Repair(line.start + run.start(), line.start + run.end(), run.group(), line.after[run.start():run.end()], "mojibake", steps)
            for run in _RUN.finditer(line.before) if run.group() != line.after[run.start():run.end()]]
