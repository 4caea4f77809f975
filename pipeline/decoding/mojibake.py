"""UTF-8 that was once read as a one-byte encoding, and put right by ftfy.

Strategy: ftfy knows the faults, but is slow and judges a line as a whole. So one regular expression looks for the
pairs and triples of characters that such faults leave, and ftfy sees only the lines that hold one; the difference is then cut down
to the characters that changed, each with the steps that change it. Of ftfy only its repair of encodings is used: quotation marks,
ligatures, widths and line breaks stay as they are.

What ftfy proposes needs a proof (`pipeline.decoding.proof`) before it is believed: a right text in any language must never change, at
the price of a rare fault that stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.data import Repair
from pipeline.decoding.mentions import EXAMPLES, has_talk, is_explained, touches_letter
from pipeline.decoding.proof import LATIN_CODECS, Proof, breaks_to, chars_of, has_capital, proof_of

if TYPE_CHECKING:
    from ftfy import ExplanationStep, TextFixerConfig

__all__ = ["find_mojibake", "replay_encoding", "suspicious"]

Steps = tuple[tuple[str, ...], ...]


class _Candidate(NamedTuple):
    """A repair, and what speaks for it."""

    repair: Repair
    proof: Proof


_Change = tuple[int, int, str, Steps]
"""A range of a line, what it becomes, and by which steps."""


class _Trimmed(NamedTuple):
    """A range of a stretch, what stands in it and what it becomes, and by which steps."""

    low: int
    high: int
    before: str
    after: str
    steps: Steps


def _set(chars: str) -> str:
    return "[" + re.escape(chars) + "]"


def _latin(codec: str) -> list[tuple[str, str]]:
    """What UTF-8 looks like in an encoding of the Latin-1 kind: leads, and the pattern of what follows.

    Lead bytes of scripts hardly anybody writes on the web (0xDC to 0xDF: Syriac, N'Ko; to a German reader, ``ß”``) are left out,
    and a lone triple that would be one Chinese or Korean character (to a French reader, ``é…»``) is not looked at.
    """
    after = _set(chars_of(codec, 0x80, 0xBF))
    far = chars_of(codec, 0xE4, 0xED)
    return [
        (chars_of(codec, 0xC2, 0xDB), after),
        (chars_of(codec, 0xE0, 0xE3) + chars_of(codec, 0xEF, 0xEF), after + "{2}"),
        (far, f"{after}{{2}}{_set(far)}{after}{{2}}"),
        (chars_of(codec, 0xF0, 0xF0), after + "{3}"),
    ]


@cache
def suspicious() -> re.Pattern[str]:
    """One expression for everything that ftfy should see. It begins with one set of characters, which `re` scans for fast.

    Made on demand, since most texts do without, and eight codecs and the expression take long to make.
    """
    kinds = [kind for codec in LATIN_CODECS for kind in _latin(codec)]
    kinds += [
        ("".join(map(chr, range(0x80, 0xA0))), ""), ("ÂÃ", " "),
        ("ВГРС", _set(chars_of("cp1251", 0x80, 0xBF)) + "[ВГРСвгрс]"), ("в", "Ђ."),
        ("ΒΓΞΟ", _set(chars_of("cp1253", 0x80, 0xBF)) + "[ΒΓΞΟ]"), ("β", "€."),
        ("√", _set(chars_of("mac_roman", 0x80, 0xBF))), ("‚", "[ÄàâÅÇ]."), ("¬≈", _set(chars_of("mac_roman", 0xA0, 0xBF))),
        ("├┬", _set(chars_of("cp437", 0x80, 0xBF))), ("Γ", "Ç."),
    ]
    leads = "".join(sorted({lead for some, _ in kinds for lead in some}))
    return re.compile(_set(leads) + "(?:" + "|".join(f"(?<={_set(some)}){rest}" for some, rest in dict.fromkeys(kinds)) + ")")


_RUN = re.compile(r"[^\x00-\x7f]+")
# Where a space stands for a lost 0xA0, what it means depends on the word that follows.
_LONG_RUN = re.compile(r"[^\x00-\x7f](?:[^\x00-\x7f]| (?=[^\x00-\x7f]))*(?: ?[A-Za-z]{0,8})")
_REST_OF_WORD = re.compile(r"[^\W_]*")
_QUIET = re.compile(r"<(script|style)\b", re.IGNORECASE)
_SPOKEN = re.compile(r"""\b(?:content|alt|title|value)\s*+=\s*+(?:"[^"<>]*+|'[^'<>]*+)$""", re.IGNORECASE)


def find_mojibake(text: str, *, markup: bool = False) -> list[Repair]:
    """The repairs of the mojibake in a text, sorted and disjoint. In markup, only between tags and in spoken attributes."""
    mender = _Mender()
    found, full = list[Repair](), bytearray()  # a pair for each of very many takes more memory than two lists
    inside, named = 0, True
    for start, end in _in_markup(text) if markup else _lines(text):
        for repair, proof in mender.mend(text[start:end], start):
            found.append(repair)
            full.append(proof is Proof.FULL)
            if named:
                line, place = text[start:end], (repair.start - start, repair.end - start)
                inside += touches_letter(line, *place)
                named = inside <= EXAMPLES and has_talk(line, *place)
    if named:
        return []
    ways = {repair.steps for repair, sure in zip(found, full, strict=True) if sure}
    proven = {codec for steps in ways for codec in _codecs(steps)}
    return [repair for repair, sure in zip(found, full, strict=True) if sure or not proven.isdisjoint(_codecs(repair.steps))]


def _codecs(steps: Steps) -> set[str]:
    """The encodings in which a stretch had been read that these steps repair."""
    named = {step[1] for step in steps if step[0] == "encode"} or {"latin-1"}
    return {"latin-1" if codec == "sloppy-windows-1252" else codec for codec in named}


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines that hold something suspicious."""
    at = 0
    while match := suspicious().search(text, at):
        start, end = text.rfind("\n", at, match.start()) + 1 or at, text.find("\n", match.start())
        end = len(text) if end < 0 else end
        yield start, end
        at = max(end, match.end())


def _in_markup(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between tags and in spoken attributes that hold something suspicious."""
    quiet = _quiet(text)
    hush = next(quiet, None)
    at, opened, closed = 0, -1, -1
    while match := suspicious().search(text, at):
        here = match.start()
        while hush is not None and hush[1] <= here:
            hush = next(quiet, None)
        if hush is not None and hush[0] <= here:
            at = max(hush[1], match.end())
            continue
        opened, closed = max(opened, text.rfind("<", at, here)), max(closed, text.rfind(">", at, here))
        start, end = _attribute(text, max(at, opened), here) if opened > closed else _between_tags(text, max(at, closed + 1), here)
        if start < end:
            yield start, end
        at = max(end, match.end())


def _quiet(text: str) -> Iterator[tuple[int, int]]:
    """The scripts and styles of a page, but for JSON-LD."""
    at = 0
    while match := _QUIET.search(text, at):
        at = match.end()
        head = text.find(">", at)
        if head < 0:
            return
        if "ld+json" in text[at:head].lower():
            continue
        end = re.compile(rf"</{match[1]}\s*+>", re.IGNORECASE).search(text, head)
        at = len(text) if end is None else end.end()
        yield match.start(), at


def _attribute(text: str, low: int, at: int) -> tuple[int, int]:
    """The value around ``at`` of an attribute that is spoken; else nothing, at the end of the tag."""
    mark = text.find(">", at)
    edge = len(text) if mark < 0 else mark
    if not _SPOKEN.search(text, low, at):
        return edge, edge
    quote = max(text.rfind('"', low, at), text.rfind("'", low, at))
    closing = text.find(text[quote], at, edge)
    return quote + 1, closing if closing >= 0 else edge


def _between_tags(text: str, low: int, at: int) -> tuple[int, int]:
    """The stretch around ``at`` up to the next tags or line ends."""
    tag = text.find("<", at)
    high = len(text) if tag < 0 else tag
    line = text.find("\n", at, high)
    return max(low, text.rfind("\n", low, at) + 1), line if line >= 0 else high


class _Mender:
    """Mends the lines of one text, and remembers what a stretch of characters came to, since faults repeat."""

    def __init__(self) -> None:
        self._config = _config()
        self._known: dict[str, tuple[str, Steps]] = {}
        self._replays: dict[tuple[str, Steps], str | None] = {}
        self._trims: dict[tuple[str, str, Steps], tuple[_Trimmed, ...]] = {}
        self._lines: dict[str, list[_Candidate]] = {}
        """The repairs of short lines that came more than once, counted from their beginning."""

    def mend(self, line: str, offset: int) -> Iterable[_Candidate]:
        """The repairs of one line, or of one stretch between tags, that starts at ``offset``."""
        if line not in self._known:
            return self._mended(line, offset)
        if (found := self._lines.get(line)) is None:
            found = self._lines[line] = list(self._mended(line, 0))
        return (_Candidate(Repair(offset + one.start, offset + one.end, one.before, one.after, one.kind, one.steps), proof) for one, proof in found)

    def _mended(self, line: str, offset: int) -> Iterable[_Candidate]:
        fixed, steps = self._explained(line)
        if steps and fixed != line:
            return self._cut_down(line, fixed, steps, offset)
        return self._suspected(line, offset)

    def _explained(self, text: str) -> tuple[str, Steps]:
        """What ftfy makes of some characters, and its steps."""
        if (known := self._known.get(text)) is not None:
            return known
        from ftfy import fix_encoding_and_explain

        fixed, plan = fix_encoding_and_explain(text, self._config)
        found = (fixed, _steps(plan or []))
        if len(text) <= _SHORT:
            self._known[text] = found
        return found

    def _suspected(self, line: str, offset: int) -> list[_Candidate]:
        """Mend a line run by run: a line that is right but for one run is not always seen as bad (python-ftfy issue 96)."""
        found: list[_Candidate] = []
        at = 0
        for run in _LONG_RUN.finditer(line):
            match = suspicious().search(line, run.start(), run.end())
            if not match or match.start() < at:
                continue
            for start, end in (run.span(), match.span()):
                fixed, steps = self._explained(line[start:end])
                if steps and fixed != line[start:end] and (one := self._candidate(line, start, end, fixed, steps, offset)):
                    found.append(one)
                    at = end
                    break
        return found

    def _cut_down(self, line: str, fixed: str, steps: Steps, offset: int) -> Iterator[_Candidate]:
        """Repairs of the single runs, where the steps do to them what they did to the line; else one repair of the whole line."""
        found = self._by_run(line, fixed, steps, _RUN) or self._by_run(line, fixed, steps, _LONG_RUN) or [(0, len(line), fixed, steps)]
        made = (self._candidate(line, start, end, after, way, offset) for start, end, after, way in found)
        return (one for one in made if one)

    def _by_run(self, line: str, fixed: str, steps: Steps, runs: re.Pattern[str]) -> list[_Change]:
        """The runs that the steps change, if run by run they come to the same as on the whole line; else nothing."""
        found: list[_Change] = []
        at = made = 0
        for run in runs.finditer(line):
            before, way = run.group(), steps
            after = self._replayed(before, way)
            if after == before and suspicious().search(before):  # ftfy's step for mixed lines does nothing to a text that is all mojibake
                way = self._explained(before)[1]
                after = self._replayed(before, way)
            if after is None:
                return []
            made += run.start() - at
            if not (fixed.startswith(line[at:run.start()], made - run.start() + at) and fixed.startswith(after, made)):
                return []
            made += len(after)
            if after != before:
                found.append((run.start(), run.end(), after, way))
            at = run.end()
        return found if fixed[made:] == line[at:] else []

    def _candidate(self, line: str, start: int, end: int, after: str, steps: Steps, offset: int) -> _Candidate | None:
        """One repair, without what it leaves as it was; None where it is not to be believed."""
        before = line[start:end]
        if has_capital(line, start, end):
            return None
        for low, high, wrong, less, way in self._trimmed(before, after, steps):
            if _is_shown(line, start + low, start + high) or is_explained(line, start + low, start + high, less):
                return None
            proof = proof_of(line, start + low, start + high)
            if proof is Proof.NONE:
                return None
            if _is_quoted_word(line, start + low, start + high):
                proof = Proof.WEAK
            return _Candidate(Repair(offset + start + low, offset + start + high, wrong, less, "mojibake", way), proof)
        return None

    def _trimmed(self, before: str, after: str, steps: Steps) -> tuple[_Trimmed, ...]:
        """The narrowest range of ``before`` that holds all of the change; () without a proof, and where ``after`` is no better."""
        key = (before, after, steps)
        if (known := self._trims.get(key)) is None:
            known = next(self._ways(before, after, steps), ()) if _is_better(before, after) else ()
            if known and not breaks_to(known[0].after, known[0].before, known[0].steps):
                known = ()
            if len(before) <= _SHORT:
                self._trims[key] = known
        return known

    def _ways(self, before: str, after: str, steps: Steps) -> Iterator[tuple[_Trimmed, ...]]:
        for low, high, less in _ranges(before, after):
            wrong = before[low:high]
            for way in (steps, self._explained(wrong)[1]):
                if self._replayed(wrong, way) == less:
                    yield (_Trimmed(low, high, wrong, less, way),)

    def _replayed(self, text: str, steps: Steps) -> str | None:
        key = (text, steps)
        if key not in self._replays:
            found = _replayed(text, steps)
            if len(text) > _SHORT:
                return found
            self._replays[key] = found
        return self._replays[key]


_SHORT = 200
"""Characters of a stretch that may come again."""


def _is_shown(line: str, start: int, end: int) -> bool:
    """True for a fault alone in quotation marks: somebody writes about it."""
    return start > 0 and end < len(line) and line[start - 1] in _QUOTES and line[end] in _QUOTES


def _is_quoted_word(line: str, start: int, end: int) -> bool:
    """Whether a fault stands in a single word in quotation marks (``„Ã¼ber“``): an example, unless the text is broken elsewhere too."""
    rest = _REST_OF_WORD.match(line, end)
    end = rest.end() if rest else end
    if line[end:end + 1] not in _QUOTES:
        return False
    while start > 0 and line[start - 1].isalnum():
        start -= 1
    return _is_shown(line, start, end)


def _ranges(before: str, after: str) -> Iterator[tuple[int, int, str]]:
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


_QUOTES = "\"'“”„‘’‚«»"
_CUT_MARK = "â€ "
"""A closing quotation mark whose last byte, 9D, was lost, and the space behind it. ftfy takes it for a dagger, which ends in A0 and is
far rarer."""


def _is_better(before: str, after: str) -> bool:
    """Whether what ftfy proposes has no character that no text should have, and no dagger made of the space between two words."""
    old = set(before)
    if _CUT_MARK in before and "†" in after:
        return False
    return not any(unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and c not in old for c in set(after))


def _replayed(text: str, steps: Steps) -> str | None:
    try:
        return replay_encoding(text, steps)
    except (UnicodeError, ValueError):
        return None


def replay_encoding(text: str, steps: Steps) -> str:
    """Apply steps of ftfy. Raises ValueError where the steps do not follow on one another, UnicodeError where the text does not fit them."""
    from ftfy import ExplanationStep, apply_plan

    coded = False
    for action, *_ in steps:
        if coded != (action in ("decode", "transcode")):
            raise ValueError(f"the step {action} of a repair stands where it has {'bytes' if coded else 'text'}")
        coded = action in ("encode", "transcode")
    if coded:
        raise ValueError("the steps of a repair end with bytes")
    return apply_plan(text, [ExplanationStep(step[0], step[1]) for step in steps])


def _steps(plan: list[ExplanationStep]) -> Steps:
    return tuple((step.action, step.parameter) for step in plan)


def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        replace_lossy_sequences=False, unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False,
        fix_character_width=False, uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False, remove_control_chars=False, normalization=None,
    )
