"""Dates as Chinese, Japanese, Korean and Thai print them.

``2023年5月4日``, ``2023년 5월 4일``, ``二〇二三年五月四日``, ``令和5年5月4日``, ``令和五年五月四日``, ``4 พฤษภาคม 2566``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.reading.date_hits import DateHit, hits_at
from pipeline.reading.word_lists import data_of

__all__ = ["eastern_dates"]

_NUMBERED = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日号號일])?")
_WRITTEN = re.compile(r"([一二三四五六七八九〇零○]{4})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号號])?")
_BEFORE: dict[str, int] = data_of("dates")["eras"]
"""The year before the first of an era."""
_ERA = re.compile(rf"({'|'.join(_BEFORE)})"
                  r"\s?(\d{1,3}|元|[一二三四五六七八九十百]{1,5})\s?年"
                  r"\s?(\d{1,2}|[一二三四五六七八九十]{1,2})\s?月(?:\s?(\d{1,2}|[一二三四五六七八九十]{1,3})\s?[日號号])?")
_THAI_NUMBERS: dict[str, int] = data_of("dates")["thai_months"]
_THAI = re.compile(
    rf"(?<!\d)(?:(\d{{1,2}})\s?)?({'|'.join(map(re.escape, sorted(_THAI_NUMBERS, key=len, reverse=True)))})\s?(?:พ\.?ศ\.?\s?)?"
    r"(2[45]\d\d|(?:19|20)\d\d)(?!\d)")
_THAI_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(25\d\d)(?![\d/.-]*\d)")
_THAI_YEAR = re.compile(r"พ\.?\s?ศ\.?\s?(2[45]\d\d)(?!\d)")
_BUDDHIST, _FIRST_BUDDHIST = 543, 2400
"""Years by which the Buddhist era is ahead, and its first year that is read."""
_FIGURES = {c: n for n, c in enumerate("〇一二三四五六七八九十")} | {"零": 0, "○": 0}


def eastern_dates(text: str, language: str) -> Iterator[DateHit]:
    """The dates in a text."""
    if language.startswith("th"):
        for match in _THAI_NUMERIC.finditer(text):
            yield from hits_at(match, int(match[4]) - _BUDDHIST, match[3], match[1])
    if text.isascii():
        return
    for match in _NUMBERED.finditer(text):
        yield from hits_at(match, *match.groups())
    for match in _ERA.finditer(text):
        year = _BEFORE[match[1]] + (1 if match[2] == "元" else _number(match[2]))
        yield from hits_at(match, year, _number(match[3]), _number(match[4]) if match[4] else None)
    for match in _THAI.finditer(text):
        year = int(match[3])
        yield from hits_at(match, year - _BUDDHIST if year >= _FIRST_BUDDHIST else year, _THAI_NUMBERS[match[2]], match[1])
    for match in _THAI_YEAR.finditer(text):
        yield DateHit(f"{int(match[1]) - _BUDDHIST:04}", *match.span())
    for match in _WRITTEN.finditer(text):
        year = int("".join(str(_FIGURES[c]) for c in match[1]))
        yield from hits_at(match, year, _number(match[2]), _number(match[3]) if match[3] else None)


def _number(written: str) -> int:
    """``二十三`` is 23, and so is ``23``."""
    if written.isdecimal():
        return int(written)
    hundreds, hundred, rest = written.partition("百")
    if hundred:
        return _FIGURES.get(hundreds, 1) * 100 + (_number(rest) if rest else 0)
    tens, ten, ones = written.partition("十")
    return (_FIGURES.get(tens, 1) * 10 if ten else 0) + _FIGURES.get(ones if ten else written, 0)
