"""``copies`` and ``diff``: articles of an archive beside one another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.terminal import archive_argument, either_order, in_words, must_be_archive, say, say_json, stop
from pipeline.data.counting import counted

if TYPE_CHECKING:
    from pipeline.archive.caches.copies import Tag
    from pipeline.archive.run.diff import Difference

__all__ = ["copies", "diff"]

_ENDS = {"copy": "as a copy of", "moved": "for the same bytes stand in"}
_CAUSES = {
    "source": "the source changed", "recipe": "same source, made with other settings or another version",
    "learned": "same source, made after a restore, with other decisions or rules, or with more knowledge of what the site repeats",
}


@click.command(short_help="List articles that are nearly the same.")
@archive_argument
@click.option("--least", type=click.FloatRange(0.0, 1.0), default=0.0, help="Show only copies with at least this similarity.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each copy: id, copy_of, similarity, what differs.")
def copies(output: Path, least: float, as_json: bool) -> None:
    """List articles that are nearly the same: reprints, print versions, wire copy under another headline. Nothing is changed.

    \b
    Example:
        engross copies archive/
    """
    from dataclasses import asdict

    from pipeline.archive.caches.copies import find_copies

    must_be_archive(output)
    count = 0
    for group in find_copies(output):
        chosen = [copy for copy in group.copies if copy.similarity >= least]
        count += len(chosen)
        if as_json:
            for copy in chosen:
                name, title, url = group.shown[copy.id]
                say_json(asdict(copy) | {"name": name, "url": url, "title": title})
        elif chosen:
            say(f"{group.id} {_named(group.shown[group.id])}")
            for copy in chosen:
                say(f"  {copy.similarity:.2f} {copy.id} {_named(group.shown[copy.id])}{_differing(copy)}")
    if not as_json:
        alike = "" if not least else f" with a similarity of {least:g} or more"
        none = f"No two articles of {output} are nearly the same{alike}, so there is nothing to do."
        say(f"{counted(count, 'copy', 'copies')}. Nothing was changed." if count else none)


def _named(shown: tuple[str, str | None, str | None]) -> str:
    from pipeline.data import shown_name

    name, title, url = shown
    return f"{shown_name(name, url)}: {title or '(no title)'}"


def _differing(copy: Tag) -> str:
    other = [key for key in copy.differs if key != "length"]
    cut = f"; one is cut, {copy.within:.0%} of the shorter one stands in the longer" if "length" in copy.differs else ""
    return (f"; other {', '.join(other)}" if other else "") + cut


@click.command(short_help="Show what changed between the versions of an article.")
@click.argument("ident", metavar="ID")
@archive_argument
def diff(ident: str, output: Path) -> None:
    """Show what changed from version to version of an article, in words.

    \b
    Example:
        engross diff a0123456789ab archive/
    """
    from pipeline.archive.caches.rebuild import open_catalogue
    from pipeline.archive.run.diff import difference, versions
    from pipeline.data import shown_name

    ident, output = either_order(ident, output)
    must_be_archive(output)
    if not re.fullmatch(r"a[0-9a-f]{12}", ident):
        stop(f"{ident} is not the id of an article; ids look like a0123456789ab.", 2)
    with open_catalogue(output, in_memory=True) as catalogue:
        found, row = versions(output, catalogue, ident), catalogue.current(ident)
    if not found and row and row.gone:
        stop(f"{ident} was dropped, {_ENDS[row.gone]} {row.copy_of}.", 2)
    if not found:
        stop(f"{output} holds no article {ident}. The list in its report ({output}/report/index.html) has the ids of all articles.", 2)
    source = found[-1]["source"]
    say(f"{ident} {shown_name(source['name'], source['url'])}: {counted(len(found), 'version')}.")
    for old, new in zip(found, found[1:], strict=False):
        _show(difference(old, new))
    if row and row.gone:
        say(f"\nVersion {row.version}: it ends here, {_ENDS[row.gone]} {row.copy_of}.")


def _show(found: Difference) -> None:
    say(f"\nVersion {found.old} to {found.new}: {_CAUSES[found.cause]}.")
    for name, old, new in found.fields:
        say(f"  {name}: {old or '(none)'} -> {new or '(none)'}")
    for change in found.changes:
        say(f"  {in_words(change)}")
    if not found.fields and not found.changes:
        say("  Title, text and the other fields are the same.")
