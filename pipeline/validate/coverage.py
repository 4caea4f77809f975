"""Are all words of a page of HTML accounted for? A page of plain text is rebuilt to the character; of HTML, the markup stays in the kept source.

Method, with nothing from the parser that made the blocks: ranges are cut out of the page; each must hold the letters of its block and no
others, and what lies between them must hold no word that a reader would see. Words are compared as letters in a row, since where one
word ends depends on what a browser does with a tag.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from html import escape, unescape

from pipeline.validate.elements import WITHIN, Finder
from pipeline.validate.lines import Record, all_blocks
from pipeline.validate.problem import Problem

__all__ = ["validate_coverage"]

_RAW_NAMES = ("script", "style", "title", "textarea", "noframes", "iframe", "noembed")
_RAW = Finder(*_RAW_NAMES, run_on=_RAW_NAMES, comments=True)
"""Comments and elements whose content is no markup; they run to the page's end where they are not closed."""
_UNSEEN = Finder("head", "template", "noscript", "svg", "math", "object", "audio", "video", "canvas", "select", "datalist", "button",
                 run_on=("template", "svg"))
"""Further elements of which no reader sees words, or words that are no text."""
_NOTATION = Finder("annotation-xml", "annotation")
_SCRIPT = Finder("script", "style", run_on=("script", "style"))
_CONTROL = Finder("textarea", run_on=("textarea",))
_READING = re.compile(rf"<r[tp]\b{WITHIN}(?:>.*?(?=</?(?:rt|rp|rtc|rb)\b|</ruby\b|\Z)|\Z)", re.IGNORECASE | re.DOTALL)
"""How ruby's base is read: part of an inline, not of the text."""
_TAG = re.compile(rf"</?[a-zA-Z]{WITHIN}(?:>|\Z)|<[/!?][^>]*(?:>|\Z)")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_NO_LETTER = re.compile(r"[\W_]+")
_MOST = 20

_Range = tuple[int, int]


def validate_coverage(article: Record, ledger: Record, page: str) -> list[Problem]:
    """What the records of a page of HTML get wrong or leave out, at most 20 problems. ``page`` is the decoded source."""
    return list(_problems(article, ledger, page))[:_MOST]


def _problems(article: Record, ledger: Record, page: str) -> Iterator[Problem]:
    records = sorted([*all_blocks(article), *ledger["removed"]], key=lambda record: (record["start"], -record["end"]))
    repairs = sorted((r["start"], r["end"], escape(r["after"]) if r["kind"] == "formula" else r["after"]) for r in ledger["repairs"])
    ranges = [(record["start"], record["end"]) for record in records]
    for n, record in enumerate(records):
        inner = [other for other in ranges[n + 1:n + 200] if other[1] <= record["end"] and other != ranges[n]]
        source = _repaired(page, record["start"], record["end"], [*repairs_in(repairs, ranges[n]), *((a, b, " ") for a, b in inner)])
        found, said = _letters(_seen(source)), _letters(record["text"])
        if record["kind"] == "image":  # noqa: SIM108  (its words stand in an attribute)
            agreed = said in _letters(unescape(source))
        else:
            agreed = found == said or _agrees_otherwise(record, source, found, said)
        if not agreed:
            yield Problem("coverage-text", record["id"], f"The source has {found[:60]!r} in this range, the record {said[:60]!r}.")
    emptied = [(start, end) for start, end, after in repairs if not _letters(after)]
    for start, words in _between(page, sorted(ranges + emptied)):
        yield Problem("coverage", f"character {start}", f"Nothing tells what became of these words: {words[:80]!r}.")


def _agrees_otherwise(record: Record, source: str, found: str, said: str) -> bool:
    """Whether the words agree with those of controls, or with those of readings, of which a removal does not tell what they read."""
    every = {_letters(unescape(_TAG.sub(" ", form))) for form in (_as_html(source), _as_html(source, xml=True))}
    if said in every or _letters(_with_readings(record)) in every:
        return True
    low = source.lower()
    unread = ("inlines" not in record and "<rt" in low or _has_ruby_in_a_reading(low)) and _runs_through(found, said)
    return unread and any(_runs_through(said, form) for form in every)


def _has_ruby_in_a_reading(source: str) -> bool:
    """Whether a ruby begins where another one's reading is not closed: what is base and what is reading then has no one answer."""
    return any("<ruby" in piece.partition("</r")[0] for piece in source.split("<rt")[1:])


def _runs_through(short: str, long: str) -> bool:
    """Whether a string is what is left of another without some of its characters."""
    rest = iter(long)
    return all(char in rest for char in short)


def repairs_in(repairs: Sequence[tuple[int, int, str]], within: _Range) -> Sequence[tuple[int, int, str]]:
    """The repairs in a range."""
    first = bisect_left(repairs, (within[0], -1, ""))
    return repairs[first:bisect_left(repairs, (within[1], -1, ""), first)]


def _repaired(page: str, start: int, end: int, changes: Sequence[tuple[int, int, str]]) -> str:
    out, at = [], start
    for from_, to, after in sorted(changes):
        if from_ >= at:
            out += [page[at:from_], after]
            at = to
    return "".join(out) + page[at:end]


def _seen(markup: str) -> str:
    for finder in (_RAW, _UNSEEN):
        markup = finder.replace(markup, _space)
    return unescape(_TAG.sub(" ", _READING.sub(" ", markup)))


def _space(whole: str, content: str) -> str:
    return " "


def _as_html(source: str, *, xml: bool = False) -> str:
    """Without scripts and the notations of formulas; what is text though it looks like tags, escaped. Marks of CDATA count in XML alone."""
    source = _SCRIPT.replace(_NOTATION.replace(source, _space), _space)
    source = _CDATA.sub(lambda match: escape(match[1]), source) if xml else source
    return _CONTROL.replace(source, lambda _, content: content.replace("<", "&lt;"))


def _with_readings(record: Record) -> str:
    """The text of a record, the readings of its ruby behind their bases, as they stand in the source."""
    text = str(record["text"])
    for inline in sorted(record.get("inlines", ()), key=lambda inline: -int(inline["end"])):
        if inline["kind"] == "ruby":
            text = text[:inline["end"]] + inline.get("value", "") + text[inline["end"]:]
    return text


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()


def _between(page: str, ranges: Sequence[_Range]) -> Iterator[tuple[int, str]]:
    """Visible words outside all ranges, with where they stand. A mark of its own in the place of each range keeps tags around it whole."""
    blank = _cut(page, ranges)
    for finder in (_RAW, _UNSEEN):
        blank = finder.replace(blank, lambda whole, _: "\x00" * len(whole))
    blank = _TAG.sub(lambda match: "\x00" * len(match.group()), blank)
    for piece in re.finditer(r"[^\x00]+", blank):
        words = " ".join(unescape(piece.group()).split())
        if _letters(words):
            yield piece.start(), words


def _cut(page: str, ranges: Sequence[_Range]) -> str:
    out, at = [], 0
    for start, end in ranges:
        if end > at:
            out += [page[at:max(start, at)], "\x00" * (end - max(start, at))]
            at = end
    return "".join(out) + page[at:]
