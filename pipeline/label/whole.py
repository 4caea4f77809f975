"""What belongs together on a page of HTML stays together: rows of a table, items of a list, a quotation and its source, a picture's caption.

The model speaks on one block after the other, and has mostly seen sentences. Inside a table or a list that it takes for text, a row of figures
or a short item that it takes for none is more often its mistake than the site's doing; so is a piece of code, a whole table or a list of
references with text around it. What it says is kept where it is sure.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Container, Mapping, Sequence
from typing import TypeAlias

from pipeline.data import Block, Label, Markup
from pipeline.label.markup import CODE
from pipeline.reading.traits import Traits
from pipeline.label.weigh import Verdict

__all__ = ["keep_together", "spare_parts"]

_WHOLE = ("ul", "ol", "dl", "blockquote")
_MOST = 0.6  # share of the words of a whole that must stay already
_UNSURE = 0.75  # bench: taking back every caption costs .001 of word F1 (half of the gold has none), those up to here cost nothing
_NEAR = 4  # blocks, pictures counted, to the nearest text that stays
_CODE, _TABLE, _REFERENCE = 0.2, 0.15, 0.3  # least chance of being text; bench: together they add .0008 of word F1
_DOUBTED, _SURE, _PARAGRAPH = 0.3, 0.8, 120  # two pages worse, six better: a bar of 0.3 everywhere makes as many worse as better
_LAYOUT = 3  # a list with headings of such a level, or a higher one, only lays out a page
_PART = 0.5  # share of a list that must stay for its doubled items to stay
_HEADING = 0.9  # chance from which a heading that reads like a line above is no copy of it

Place: TypeAlias = tuple[str, int]
"""The element that holds a whole: its tag and number."""


def keep_together(
    blocks: Sequence[Block], traits: Sequence[Traits], chance: Mapping[int, float], gone: dict[int, Verdict], references: Collection[str] = (),
) -> None:
    """Takes back what only the model removed: from a table, list or quotation of which most stays, and code, tables and captions inside the text.

    ``chance``: its chance that a block is text. ``references``: keys of headings that a list of references has.
    """
    wholes = _wholes(blocks, traits)
    for members in wholes.values():
        _complete(members, traits, gone)
    kept = [t.n for t in traits if t.key and t.n not in gone]
    for (tag, _), members in wholes.items():
        if tag == "table" and _is_of_the_text(members, traits, chance, gone, kept):
            for n in members:
                if gone[n].reason == "model":
                    del gone[n]
    for block in blocks:
        n, markup = block.n, block.markup
        if markup is not None and not markup.hidden and n in gone and gone[n].reason == "model":
            caption = "figcaption" in markup.path and gone[n].label is Label.OTHER and gone[n].score <= _UNSURE
            code = markup.tag in CODE and chance.get(n, 0.0) >= _CODE
            long = markup.tag == "p" and len(block.text) >= _PARAGRAPH and 2 * markup.link_chars <= len(block.text)
            if (caption or code or long) and _is_inside(n, n, kept) and (caption or code or _is_shut_in(n, chance, kept)):
                del gone[n]
    if references:
        _keep_references(blocks, traits, chance, gone, references)


def spare_parts(blocks: Sequence[Block], traits: Sequence[Traits], chance: Mapping[int, float], gone: dict[int, Verdict]) -> None:
    """Takes back doubles that are parts of something and text for the model: code, a row of a table, an item of a list of which others stay.

    A page that prints an article twice prints its tables and lists twice as a whole, and of the second the model has no high opinion. A
    heading that reads like a line above it heads what follows.
    """
    doubles = [n for n, v in gone.items() if v.reason == "duplicate" and chance.get(n, 0.0) >= _PART and _is_shown(blocks[n])]
    if not doubles:
        return
    staying = {
        place: sum(n not in gone for n in members) / len(members) for place, members in _wholes(blocks, traits, layouts=True).items()
    }
    for n in doubles:
        markup = blocks[n].markup
        assert markup is not None, "only blocks with markup are shown"
        part = staying.get(_whole_of(markup) or ("", 0), 0.0)
        if markup.tag in CODE or (part > 0.0 if markup.cells else markup.list_depth > 0 and part >= _PART):
            del gone[n]
        elif markup.heading and chance[n] >= _HEADING:
            twin = gone[n].twin
            if twin is not None and traits[twin].key == traits[n].key:
                del gone[n]


def _is_shown(block: Block) -> bool:
    return block.markup is not None and not block.markup.hidden


def _wholes(blocks: Sequence[Block], traits: Sequence[Traits], *, layouts: bool = False) -> dict[Place, list[int]]:
    """The blocks of each table, list and quotation. ``layouts``: also of lists that only lay out a page."""
    out: dict[Place, list[int]] = {}
    headed: set[Place] = set()
    for block in blocks:
        markup = block.markup
        if markup is not None and traits[block.n].key and not markup.hidden and "figcaption" not in markup.path:
            whole = _whole_of(markup)
            if whole is not None:
                out.setdefault(whole, []).append(block.n)
                if 0 < markup.heading <= _LAYOUT and whole[0] != "blockquote":
                    headed.add(whole)
    return out if layouts else {place: members for place, members in out.items() if place not in headed}


def _keep_references(
    blocks: Sequence[Block], traits: Sequence[Traits], chance: Mapping[int, float], gone: dict[int, Verdict], names: Collection[str],
) -> None:
    """What stands under "References" is the author's, though it reads like a row of links; the next heading ends it."""
    head = -1
    for block in blocks:
        n, markup, key = block.n, block.markup, traits[block.n].key
        if markup is None or not key:
            continue
        if key in names:
            head = n if chance.get(n, 0.0) >= _REFERENCE and (n not in gone or gone[n].reason == "model") else -1
        elif markup.heading:
            head = -1
        elif head >= 0 and n in gone and gone[n].reason == "model" and chance.get(n, 0.0) >= _REFERENCE and not markup.hidden:
            del gone[n]
            gone.pop(head, None)


def _complete(members: Sequence[int], traits: Sequence[Traits], gone: dict[int, Verdict]) -> None:
    """The rest of what mostly stays stays too."""
    lost = [n for n in members if n in gone]
    if lost and len(lost) < len(members):
        words = sum(traits[n].words for n in members)
        if sum(traits[n].words for n in members if n not in gone) >= _MOST * words:
            for n in lost:
                if _only_by_model(gone[n]):
                    del gone[n]


def _is_of_the_text(
    members: Sequence[int], traits: Sequence[Traits], chance: Mapping[int, float], gone: Container[int], kept: Sequence[int],
) -> bool:
    """A table that is gone as a whole, from inside the text, without being surely none of it."""
    gone_as_a_whole = len(members) > 1 and all(n in gone for n in members)
    return gone_as_a_whole and _is_inside(members[0], members[-1], kept) and _mean(members, traits, chance) >= _TABLE


def _is_inside(first: int, last: int, kept: Sequence[int]) -> bool:
    """Text stays close by on both sides."""
    before, after = bisect(kept, first), bisect(kept, last)
    return before > 0 and after < len(kept) and first - kept[before - 1] <= _NEAR and kept[after] - last <= _NEAR


def _is_shut_in(n: int, chance: Mapping[int, float], kept: Sequence[int]) -> bool:
    """The model only doubts it, and is sure of the text on both sides."""
    at = bisect(kept, n)
    return chance.get(n, 0.0) >= _DOUBTED and chance.get(kept[at - 1], 0.0) >= _SURE and chance.get(kept[at], 0.0) >= _SURE


def _mean(members: Sequence[int], traits: Sequence[Traits], chance: Mapping[int, float]) -> float:
    words = sum(traits[n].words for n in members)
    return sum(chance.get(n, 0.0) * traits[n].words for n in members) / words if words else 0.0


def _whole_of(markup: Markup) -> Place | None:
    """The table of data, or the outermost list or quotation, that a block stands in; a table that only lays out a page is none."""
    if markup.cells:
        return "table", markup.table
    if not (markup.list_depth or markup.list_kind or markup.quote):
        return None
    return next(((tag, node) for tag, node in zip(markup.path, markup.nodes, strict=False) if tag in _WHOLE), None)


def _only_by_model(verdict: Verdict) -> bool:
    """Removed by the model, and no class name tells of which kind it is."""
    return verdict.reason == "model" and verdict.label is Label.OTHER
