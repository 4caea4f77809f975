"""The page of the report: the overview as plain HTML, and the places that the scripts fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from pipeline.archive.caches.doubts import Drift
from pipeline.reasons import reasons
from pipeline.report.figures import Figures, Share
from pipeline.report.plots import Bar, Column, bar_table, columns
from pipeline.writers.exports.neutral import neutral_text

__all__ = ["overview"]

_MOST = 15
_COLUMNS = 60


def overview(template: str, name: str, figures: Figures, failures: int, drifts: Sequence[Drift]) -> bytes:
    """The whole page. ``template``: ``index.html`` of the assets."""
    told = "".join(_tiles(figures, failures)) + "".join(_plots(figures)) + _drifts(drifts)
    return neutral_text(template.replace("{{name}}", escape(name)).replace("{{overview}}", told)).encode("utf-8", "replace")


def _tiles(figures: Figures, failures: int) -> Iterator[str]:
    every = figures.all
    repairs = sum(figures.repairs.values())
    yield "<dl class=tiles>"
    yield _tile("Articles", every.articles, "#articles", _copies(figures.copies))
    yield _tile("With doubts", every.doubted, "#articles", "to be looked at, the least sure first")
    yield _tile("Failed", failures, "#failed", "sources that could not be archived")
    yield _tile("Words kept", every.kept, "", f"on {len(figures.sites):,} {'site' if len(figures.sites) == 1 else 'sites'}")
    yield _tile("Words removed", every.removed, "", f"{every.part:.0%} of all words, in {_blocks(sum(figures.blocks.values()))}")
    yield _tile("Repairs", repairs, "", ", ".join(f"{count:,} {kind}" for kind, count in _top(figures.repairs)[:3]) or "nothing had to be repaired")
    yield "</dl>\n"


def _blocks(number: int) -> str:
    return f"{number:,} {'block' if number == 1 else 'blocks'}"


def _tile(name: str, number: int, link: str, told: str) -> str:
    shown = f'<a href="{link}">{number:,}</a>' if link and number else f"{number:,}"
    return f"<div><dt>{name}</dt><dd class=number>{shown}</dd><dd>{escape(told)}</dd></div>"


def _copies(copies: int) -> str:
    return "none is a copy of another" if not copies else f"{copies:,} {'is a copy' if copies == 1 else 'are copies'} of another"


def _plots(figures: Figures) -> Iterator[str]:
    yield "<div class=plots>"
    yield bar_table("Removed words by kind", ("Kind", "Words", "Blocks"), [
        Bar(kind, (("removed", words),), (f"{words:,}", f"{figures.blocks[kind]:,}")) for kind, words in _top(figures.words)])
    yield bar_table("Doubts", ("Doubt", "Articles"), [
        Bar(code, (("doubt", count),), (f"{count:,}",), reasons()[code].sentence) for code, count in _top(figures.doubts)])
    if figures.notes:
        yield bar_table("Notes: nothing to do", ("Note", "Articles"), [
            Bar(code, (("kept", count),), (f"{count:,}",), reasons()[code].sentence) for code, count in _top(figures.notes)])
    yield bar_table(_sites_caption(len(figures.sites)), ("Site", "Articles", "With doubts", "Removed"), [
        Bar(site or "(no site)", (("kept", share.kept), ("removed", share.removed)),
            (f"{share.articles:,}", f"{share.doubted:,}", f"{share.part:.0%}"))
        for site, share in _largest(figures.sites)])
    yield bar_table("Languages", ("Language", "Articles"), [
        Bar(language, (("kept", count),), (f"{count:,}",)) for language, count in _top(figures.languages)])
    yield bar_table("Repairs", ("Kind", "Repairs"), [Bar(kind, (("repair", count),), (f"{count:,}",)) for kind, count in _top(figures.repairs)])
    yield "</div>\n"
    if len(figures.batches) > 1:
        yield columns("Removed share of the words over the batches, in the order in which they were archived", "First batch left, last batch right.",
                      _over_batches(figures.batches))


def _sites_caption(sites: int) -> str:
    return "Words kept and removed by site" if sites <= _MOST else f"Words kept and removed by site: the {_MOST} largest of {sites:,}"


def _top(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST]


def _largest(sites: Mapping[str, Share]) -> list[tuple[str, Share]]:
    return sorted(sites.items(), key=lambda item: (-item[1].articles, item[0]))[:_MOST]


def _over_batches(batches: Mapping[int, Share]) -> list[Column]:
    """A column for each batch; for several neighbouring ones where there are many."""
    numbers = sorted(batches)
    step = -(-len(numbers) // _COLUMNS)
    out = []
    for at in range(0, len(numbers), step):
        group = numbers[at:at + step]
        part = sum((batches[n] for n in group), Share()).part
        name = f"batch {group[0]}" if len(group) == 1 else f"batches {group[0]} to {group[-1]}"
        out.append(Column(name, part, f"{part:.0%}"))
    return out


def _drifts(drifts: Sequence[Drift]) -> str:
    if not drifts:
        return ""
    items = "".join(f"<li>{escape(str(drift))}</li>" for drift in drifts)
    return f"<section><h2>Sites that lose more or less than before</h2><ul>{items}</ul></section>"
