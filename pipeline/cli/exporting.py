"""``export``: the articles of an archive in the formats of other tools."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.terminal import ID, PATH, PATH_OR_STREAM, articles, bar, must_be_archive, say, stop

if TYPE_CHECKING:
    from pipeline.archive.run.selection import Selection

__all__ = ["export"]

_FORMATS = ("jsonl", "text", "markdown", "parquet", "sqlite", "tei-corpus", "vertical", "warc", "removed.jsonl")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_TAG = re.compile(r"(?i)[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*")
_SHOWN = 10


def _date(_: click.Context, option: click.Parameter, value: str | None) -> str:
    if value is None or _DATE.fullmatch(value):
        return value or ""
    raise click.BadParameter(f"{value!r} is not a date; dates look like 2019, 2019-04 or 2019-04-01.", param=option)


def _languages(_: click.Context, option: click.Parameter, values: tuple[str, ...]) -> frozenset[str]:
    for value in values:
        if not _TAG.fullmatch(value):
            raise click.BadParameter(f"{value!r} is not the code of a language, such as en or pt-BR.", param=option)
    return frozenset(value.lower().replace("_", "-") for value in values)


def _kinds(_: click.Context, option: click.Parameter, values: tuple[str, ...]) -> frozenset[str]:
    from pipeline.data import Label

    if wrong := sorted(set(values) - set(Label)):
        raise click.BadParameter(f"there is no kind {wrong[0]}; docs/kinds.md names them all.", param=option)
    return frozenset(values)


@click.command(short_help="Write the articles of ARCHIVE in a format of other tools.")
@click.argument("archive", default="output", type=PATH)
@click.option("--to", "form", required=True, type=click.Choice(_FORMATS), help="The format; docs/exports.md describes each.")
@click.option("-o", "--output", "to", required=True, type=PATH_OR_STREAM,
              help="File or folder to write; a name that ends in .gz or .zst is compressed; \"-\" is standard output.")
@click.option("--card", "option", flag_value="card", help="Of parquet: write a folder with a card that Hugging Face datasets loads.")
@click.option("--ids", "option", flag_value="ids", help="Of text and markdown: with the id of each block, which engross show takes.")
@click.option("--site", "sites", multiple=True, metavar="HOST",
              help="Only articles from this host and its subdomains; where the address is not known, from this folder of the input.")
@click.option("--language", "languages", multiple=True, callback=_languages, metavar="TAG",
              help="Only articles in this language, such as en or pt-BR.")
@click.option("--since", callback=_date, metavar="DATE", help="Only articles published (where that is not known, captured) on this date or later.")
@click.option("--until", callback=_date, metavar="DATE", help="Only articles published (where that is not known, captured) on this date or before.")
@click.option("--kind", "kinds", multiple=True, callback=_kinds, metavar="KIND",
              help="Only articles with a block of this kind (docs/kinds.md), in the article or removed; of removed.jsonl, only such removals.")
@click.option("--without-copies", is_flag=True, help="Leave out near-duplicates of other articles.")
@click.option("--min-confidence", "least", type=click.FloatRange(0.0, 1.0), default=0.0, help="Only articles with at least this confidence.")
@click.option("--id-file", type=PATH_OR_STREAM, help="Only articles whose ids stand in this file, one a line.")
def export(archive: Path, form: str, to: Path, *, option: str | None, **asked: Any) -> None:
    """Write the current articles of ARCHIVE in a format of other tools.

    A filter that is given twice lets either value pass.

    \b
    Example:
        engross export archive/ --to jsonl -o articles.jsonl.gz
        engross export archive/ --to text -o pages/ --language en --since 2019
        engross export archive/ --to parquet --card -o dataset/
    """
    must_be_archive(archive)
    _run(archive, form, to, _selection(**asked), option or "")


def _selection(
    sites: tuple[str, ...], languages: frozenset[str], since: str, until: str, kinds: frozenset[str], *,
    without_copies: bool, least: float, id_file: Path | None,
) -> Selection:
    from pipeline.archive.run.selection import Selection

    ids = None if id_file is None else _ids(id_file)
    sites = tuple(re.sub(r"(?i)^https?://([^/?#]*).*", r"\1", site) for site in sites)
    places = frozenset(site.strip("/") for site in sites) | frozenset(site.strip("/").lower().removeprefix("www.") for site in sites)
    if since and until and since > f"{until}-99":
        stop(f"--since {since} is later than --until {until}, so no article can fit.", 2)
    return Selection(places, languages, since, until, kinds, without_copies, least, ids)


def _run(archive: Path, form: str, to: Path, selection: Selection, option: str) -> None:
    from pipeline.archive.run.export import export as write
    from pipeline.archive.run.export import how_many
    from pipeline.data.counting import counted

    with bar("exporting", how_many(archive)) as progress:
        told = write(archive, None if str(to) == "-" else to, form, selection, option=option, progress=progress)
    count = f"{articles(told.articles)} exported ({counted(told.words, 'word')})"
    say(f"{count}, {told.left_out} left out by the filters. {form}: {to}", err=str(to) == "-")
    if missing := sorted((selection.ids or frozenset()) - told.seen):
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        stop(f"{archive} has no current article {', '.join(missing[:_SHOWN])}{more}, as --id-file asks for. Remove such ids from that file, "
             "or name the archive that holds them.", 1)


def _ids(path: Path) -> frozenset[str]:
    """Ids of articles; ids of blocks stand for their articles."""
    found = set()
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        stop(f"{path} can't be read as a list of ids ({reason or error}). Name a text file with an id on each line.", 2)
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if (ident := ID.fullmatch(line.strip())) is None:
            stop(f"{path}, line {number}: {line.strip()[:40]} is not the id of an article; ids look like a0123456789ab.", 2)
        found.add(ident[0].partition(".")[0])
    return frozenset(found)
