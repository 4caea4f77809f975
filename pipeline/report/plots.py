"""Plots as HTML: tables with a bar in each row, and columns as SVG. Every number also stands in words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

__all__ = ["Bar", "Column", "bar_table", "columns"]

_WIDTH = 200
_MOST_BESIDE = 3
"""Columns of a table that has room beside another one."""
_HEIGHT, _STEP, _NARROWEST = 120, 12, 240


class Bar(NamedTuple):
    """One row of a table: parts of a whole, drawn one after another."""

    name: str
    parts: tuple[tuple[str, int], ...]
    """A class of ``report.css`` and an amount."""
    told: tuple[str, ...]
    """What stands in the further cells."""
    hint: str = ""


class Column(NamedTuple):
    """One column of a plot over something."""

    name: str
    height: float
    """0 to 1."""
    told: str


def bar_table(caption: str, heads: Sequence[str], bars: Sequence[Bar]) -> str:
    """A table with a bar in its second column; one with many columns is as wide as the page, so that names have room. ``heads``: of the first and of
    the further columns."""
    if not bars:
        return ""
    most = max(1, *(sum(amount for _, amount in bar.parts) for bar in bars))
    head = f"<th scope=col>{escape(heads[0])}</th><td></td>" + "".join(f"<th scope=col class=n>{escape(name)}</th>" for name in heads[1:])
    kind = "bars wide" if len(heads) > _MOST_BESIDE else "bars"
    return (f'<table class="{kind}">'
            f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>"
            + "".join(_row(bar, most) for bar in bars) + "</tbody></table>\n")


def _row(bar: Bar, most: int) -> str:
    cells = "".join(f"<td class=n>{escape(text)}</td>" for text in bar.told)
    hint = f' title="{escape(bar.hint)}"' if bar.hint else ""
    return f"<tr><th scope=row{hint}>{escape(bar.name)}</th><td class=bar>{_bar(bar, most)}</td>{cells}</tr>"


def _bar(bar: Bar, most: int) -> str:
    at, out = 0.0, []
    for kind, amount in bar.parts:
        width = max(0.5 if amount else 0.0, round(_WIDTH * amount / most, 1))
        out.append(f'<rect class="{escape(kind)}" x="{at:g}" width="{width:g}" height="10"/>')
        at += width
    return f'<svg viewBox="0 0 {_WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">{"".join(out)}</svg>'


def columns(caption: str, axis: str, found: Sequence[Column]) -> str:
    """Columns side by side; each tells its number to those who point at it, and all of them stand in the description."""
    step = max(_STEP, _NARROWEST // max(1, len(found)))
    width = step * len(found)
    out = []
    for n, column in enumerate(found):
        height = round(column.height * (_HEIGHT - 20), 1)
        out.append(f'<rect class=removed x="{n * step + 1}" y="{_HEIGHT - height:g}" width="{step - 2}" height="{height:g}">'
                   f"<title>{escape(column.name)}: {escape(column.told)}</title></rect>")
    lines = "".join(f'<line x1="0" x2="{width}" y1="{y:g}" y2="{y:g}"/><text x="{width + 4}" y="{y + 4:g}">{name}</text>'
                    for y, name in ((_HEIGHT - share * (_HEIGHT - 20), f"{share * 100:g}%") for share in (0, 0.25, 0.5, 0.75, 1)))
    told = escape(caption + ". " + "; ".join(f"{column.name}: {column.told}" for column in found))
    size = f'viewBox="0 0 {width + 40} {_HEIGHT + 6}" width="{2 * (width + 40)}"'
    return (f"<figure class=columns><figcaption>{escape(caption)}</figcaption>"
            f'<svg role=img {size} aria-label="{told}">{lines}{"".join(out)}</svg><p>{escape(axis)}</p></figure>\n')
