"""``show``: from an id, as exports have it, back to the words of the source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.terminal import ID, archive_argument, either_order, must_be_archive, say, say_json, stop

if TYPE_CHECKING:
    from pipeline.archive.run.segment import Segment

__all__ = ["show"]

_WHAT = {"article": "article", "block": "", "section": "section", "removed": "removed as", "gap": "gap", "element": "TEI element"}


@click.command(short_help="Show where a block stands in its source, by its id.")
@click.argument("ident", metavar="ID")
@archive_argument
@click.option("--json", "as_json", is_flag=True, help="The same as one line of JSON.")
def show(ident: str, output: Path, as_json: bool) -> None:
    """Show where a segment stands: its article, block, source and offsets, and the words of the source.

    ID: of an article, a block, a section, a removal or a gap, as exports, TEI and ledger have it.

    \b
    Example:
        engross show a0123456789ab.p230 archive/
    """
    from pipeline.archive.caches.rebuild import open_catalogue
    from pipeline.archive.run.segment import find_segment

    ident, output = either_order(ident, output)
    must_be_archive(output)
    if not ID.fullmatch(ident):
        stop(f"{ident[:60]!r} is not an id; ids look like a0123456789ab and a0123456789ab.p230.", 2)
    with open_catalogue(output, in_memory=True) as catalogue:
        found = find_segment(output, catalogue, ident)
    if found is None:
        stop(f"{output} holds nothing with the id {ident}. The list in its report has the ids of articles ({output}/report/index.html), and "
             f"{output}/data/articles those of blocks too.", 2)
    if as_json:
        say_json(_as_record(found))
    else:
        say(_as_text(found))


def _as_record(found: Segment) -> dict[str, Any]:
    source = found.article["source"]
    return {
        "id": found.id, "what": found.what, "kind": found.kind, "reason": found.reason, "evidence": found.evidence, "article": found.article["id"],
        "version": found.article["version"], "current": found.is_current, "title": found.article["title"], "section": found.section,
        "name": source["name"], "url": source["url"], "captured": source["captured"], "encoding": source["encoding"]["name"],
        "start": found.start, "end": found.end, "chars": source["chars"], "line": found.line, "batch": found.batch, "tei": found.file,
        "text": found.text, "source": found.words,
    }


def _as_text(found: Segment) -> str:
    from pipeline.archive.store.names import printable

    article, source = found.article, found.article["source"]
    what = " ".join(part for part in (_WHAT[found.what], found.kind, f"({found.reason})" if found.reason else "") if part)
    version = f"version {article['version']}" + ("" if found.is_current else ", which is not the current one")
    lines = [
        f"{found.id}  {what}",
        *([f"why      {'; '.join(found.evidence)}"] if found.evidence else []),
        f"article  {article['id']}, {version}: {article['title'] or '(no title)'}",
        *([f"section  {found.section}"] if found.section else []),
        f"source   {printable(source['name'])}" + (f", {source['url']}" if source["url"] else "")
        + (f", captured {source['captured']}" if source["captured"] else ""),
        f"place    characters {found.start} to {found.end} of {source['chars']}, line {found.line} ({source['encoding']['name']})",
        f"archive  data/articles/{found.batch}.jsonl, {found.file}, data/sources/{found.batch}.warc.gz",
    ]
    head = "\n".join(" ".join(line.split("\n")) for line in lines)
    return f"{head}\n\nIn the archive:\n{found.text}\n\nIn the source:\n{found.words}"
