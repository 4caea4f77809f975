"""UTF-8 that was once read as a one-byte encoding, and put right by ftfy.

Strategy: ftfy knows the faults, but costs 0.7 ms a kilobyte and judges a line as a whole. So one regular expression looks for the
pairs and triples of characters that such faults leave, and ftfy sees only the lines that hold one; the difference is then cut down
to the characters that changed, each with the steps that change it. Of ftfy only its repair of encodings is used: quotation marks,
ligatures, widths and line breaks stay as they are.

What ftfy proposes is checked again before it is believed: a right text in any language must never change, at the price of a rare
fault that stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from pipeline.data import Repair
from pipeline.reading.marks import QUOTES

if TYPE_CHECKING:
    from ftfy import ExplanationStep, TextFixerConfig

__all__ = ["find_mojibake", "replay_encoding"]

Steps = tuple[tuple[str, ...], ...]


def _chars(codec: str, low: int, high: int) -> str:
    """The characters that bytes ``low`` to ``high`` stand for in a codec; C1 controls for bytes it leaves open."""
    return "".join(dict.fromkeys(bytes([b]).decode(codec, "ignore") or chr(b) for b in range(low, high + 1)))


def _set(chars: str) -> str:
    return "[" + re.escape(chars) + "]"


def _latin(codec: str) -> list[tuple[str, str]]:
    """What UTF-8 looks like in an encoding of the Latin-1 kind: leads, and the pattern of what follows.

    Lead bytes of scripts hardly anybody writes on the web (0xDC to 0xDF: Syriac, N'Ko; to a German reader, ``ß”``) are left out,
    and a lone triple that would be one Chinese or Korean character (to a French reader, ``é…»``) is not looked at.
    """
    after = _set(_chars(codec, 0x80, 0xBF))
    far = _chars(codec, 0xE4, 0xED)
    return [
        (_chars(codec, 0xC2, 0xDB), after),
        (_chars(codec, 0xE0, 0xE3) + _chars(codec, 0xEF, 0xEF), after + "{2}"),
        (far, f"{after}{{2}}{_set(far)}{after}{{2}}"),
        (_chars(codec, 0xF0, 0xF0), after + "{3}"),
    ]


@cache
def suspicious() -> re.Pattern[str]:
    """One expression for everything that ftfy should see. It begins with one set of characters, which `re` scans for fast.

    Made on demand: eight codecs and the expression take 10 ms.
    """
    kinds = [kind for codec in ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859-2") for kind in _latin(codec)]
    kinds += [
        ("".join(map(chr, range(0x80, 0xA0))), ""), ("ÂÃ", " "),
        ("ВГРС", _set(_chars("cp1251", 0x80, 0xBF)) + "[ВГРСвгрс]"), ("в", "Ђ."),
        ("ΒΓΞΟ", _set(_chars("cp1253", 0x80, 0xBF)) + "[ΒΓΞΟ]"), ("β", "€."),
        ("√", _set(_chars("mac_roman", 0x80, 0xBF))), ("‚", "[ÄàâÅÇ]."), ("¬≈", _set(_chars("mac_roman", 0xA0, 0xBF))),
        ("├┬", _set(_chars("cp437", 0x80, 0xBF))), ("Γ", "Ç."),
    ]
    leads = "".join(sorted({lead for some, _ in kinds for lead in some}))
    return re.compile(_set(leads) + "(?:" + "|".join(f"(?<={_set(some)}){rest}" for some, rest in dict.fromkeys(kinds)) + ")")


_RUN = re.compile(r"[^\x00-\x7f]+")
# Where a space stands for a lost 0xA0, what it means depends on the word that follows.
_LONG_RUN = re.compile(r"[^\x00-\x7f](?:[^\x00-\x7f]| (?=[^\x00-\x7f]))*(?: ?[A-Za-z]{0,8})")
_QUIET = re.compile(r"<(script|style)\b(?![^>]*ld\+json).{0,500000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_SPOKEN = re.compile(r"""\b(?:content|alt|title|value)\s*=\s*(?:"[^"<>]*|'[^'<>]*)$""", re.IGNORECASE)


def find_mojibake(text: str, *, markup: bool = False) -> list[Repair]:
    """The repairs of the mojibake in a text, sorted and disjoint. In markup, only between tags and in spoken attributes."""
    repairs: list[Repair] = []
    quiet = None
    at = 0
    while match := suspicious().search(text, at):
        start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.start())
        end = len(text) if end < 0 else end
        if markup:
            if quiet is None:
                quiet = [(m.start(), m.end()) for m in _QUIET.finditer(text)]
            start, end = _segment(text, start, end, match.start(), quiet)
        if start < end:
            repairs += _mend_line(text[start:end], start)
        at = max(end, match.end())
    return repairs


def _segment(text: str, start: int, end: int, at: int, quiet: list[tuple[int, int]]) -> tuple[int, int]:
    """The stretch of a line of markup around ``at`` that holds words; an empty one where there are none (scripts, addresses)."""
    for low, high in quiet:
        if low <= at < high:
            return high, high
    opened, closed = text.rfind("<", 0, at), text.rfind(">", 0, at)
    if opened > closed:
        mark = text.find(">", at)
        edge = len(text) if mark < 0 else mark
        if not _SPOKEN.search(text, opened, at):
            return edge, edge
        quote = max(text.rfind('"', opened, at), text.rfind("'", opened, at))
        closing = text.find(text[quote], at)
        return quote + 1, min(edge, closing if closing >= 0 else edge)
    next_tag = text.find("<", at)
    return max(start, closed + 1), min(end, next_tag if next_tag >= 0 else end)


def _mend_line(line: str, offset: int) -> list[Repair]:
    from ftfy import fix_encoding_and_explain

    fixed, plan = fix_encoding_and_explain(line, _config())
    if plan and fixed != line:
        return _cut_down(line, fixed, _steps(plan), offset)
    return _mend_runs(line, offset)


def _mend_runs(line: str, offset: int) -> list[Repair]:
    """Mend a line run by run: a line that is right but for one run is not always seen as bad (python-ftfy issue 96)."""
    from ftfy import fix_encoding_and_explain

    repairs: list[Repair] = []
    at = 0
    for run in _LONG_RUN.finditer(line):
        match = suspicious().search(line, run.start(), run.end())
        if not match or match.start() < at:
            continue
        for start, end in ((run.start(), run.end()), match.span()):
            fixed, plan = fix_encoding_and_explain(line[start:end], _config())
            if plan and fixed != line[start:end] and (repair := _repair(line, start, end, fixed, _steps(plan), offset)):
                repairs.append(repair)
                at = end
                break
    return repairs


def _cut_down(line: str, fixed: str, steps: Steps, offset: int) -> list[Repair]:
    """Repairs of the single runs, where the steps do to them what they did to the line; else one repair of the whole line."""
    found = _by_run(line, fixed, steps, _RUN) or _by_run(line, fixed, steps, _LONG_RUN) or [(0, len(line), fixed, steps)]
    repairs = (_repair(line, start, end, after, way, offset) for start, end, after, way in found)
    return [repair for repair in repairs if repair]


def _by_run(line: str, fixed: str, steps: Steps, runs: re.Pattern[str]) -> list[tuple[int, int, str, Steps]]:
    """The runs that the steps change, if run by run they come to the same as on the whole line; else nothing."""
    found: list[tuple[int, int, str, Steps]] = []
    parts: list[str] = []
    at = 0
    for run in runs.finditer(line):
        before, way = run.group(), steps
        after = _replayed(before, way)
        if after == before and suspicious().search(before):  # ftfy's step for mixed lines does nothing to a text that is all mojibake
            way = _steps_for(before)
            after = _replayed(before, way)
        if after is None:
            return []
        parts += (line[at:run.start()], after)
        if after != before:
            found.append((run.start(), run.end(), after, way))
        at = run.end()
    return found if "".join(parts) + line[at:] == fixed else []


def _repair(line: str, start: int, end: int, after: str, steps: Steps, offset: int) -> Repair | None:
    """One repair, without what it leaves as it was; None where it is not to be believed."""
    before = line[start:end]
    if _has_capital(line, start, end) or not _is_better(before, after):
        return None
    for low, high, less in _trimmed(before, after):
        if _is_shown(line, start + low, start + high):
            return None
        for way in (steps, _steps_for(before[low:high])):
            if _replayed(before[low:high], way) == less:
                return Repair(offset + start + low, offset + start + high, before[low:high], less, "mojibake", way)
    return None


def _steps_for(text: str) -> Steps:
    """ftfy's steps for a few characters by themselves."""
    from ftfy import fix_encoding_and_explain

    return _steps(fix_encoding_and_explain(text, _config()).explanation or [])


def _is_shown(line: str, start: int, end: int) -> bool:
    """True for a fault alone in quotation marks: somebody writes about it."""
    return start > 0 and end < len(line) and line[start - 1] in QUOTES and line[end] in QUOTES


def _trimmed(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """Ever wider ranges of ``before`` that hold all of the change, with what they become."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    if head < len(before) - tail:
        yield head, len(before) - tail, after[head:len(after) - tail]
    yield head, len(before), after[head:]
    yield 0, len(before), after


# An accented capital and a mark or a space at a word's end: a fault ("voilÃ le" is "voilà le"), or a word in capitals (“MANHÃ”, ĐÃ BỊ).
_CAPITAL_END = re.compile("[À-ÞĂĄĆĘŁŃŐŚŞŢŰŹŻ](?=[ \u00a0’”»“…—–]|$)(?![^ \u00a0][^\\W\\d_])")
_VIETNAMESE = re.compile("[\u01a0\u01a1\u01af\u01b0\u0110\u0111\u1ea0-\u1ef9]")


def _has_capital(line: str, start: int, end: int) -> bool:
    """Whether a stretch holds the accented last letter of a word in capitals."""
    ends = [start + m.start() for m in _CAPITAL_END.finditer(line[start:end + 1])]
    return any(at > 0 and line[at - 1].isupper() for at in ends) or (bool(ends) and _VIETNAMESE.search(line) is not None)


def _is_better(before: str, after: str) -> bool:
    """Whether what ftfy proposes has no character that no text should have."""
    return not any(unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and c not in before for c in after)


def _replayed(text: str, steps: Steps) -> str | None:
    try:
        return replay_encoding(text, steps)
    except (UnicodeError, ValueError):
        return None


def replay_encoding(text: str, steps: Steps) -> str:
    """Apply steps of ftfy. Raises UnicodeError where the text does not fit them."""
    from ftfy import ExplanationStep, apply_plan

    return apply_plan(text, [ExplanationStep(step[0], step[1]) for step in steps])


def _steps(plan: list[ExplanationStep]) -> Steps:
    return tuple((step.action, step.parameter) for step in plan)


def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        replace_lossy_sequences=False, unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False,
        fix_character_width=False, uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False, remove_control_chars=False, normalization=None,
    )
