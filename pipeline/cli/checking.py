"""``verify``: is the archive what it says it is? ``doubts``: what should a person look at?"""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from pathlib import Path

import click

from pipeline.cli.terminal import archive_argument, articles, bar, cores, must_be_archive, say, say_json, workers_option
from pipeline.data.counting import counted

__all__ = ["doubts", "verify"]


@click.command(short_help="Check ARCHIVE: fixity, schemas, references, rebuild.")
@archive_argument
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Check every Nth batch only.")
@workers_option
def verify(output: Path, as_json: bool, sample: int | None, workers: int | None) -> None:
    """Check an archive: fixity, schemas, references, and the rebuild of every source from its article and its ledger.

    Nothing is changed. Each fault is named; the exit code is 3 then, or 2 where there is no such folder.

    \b
    Example:
        engross verify archive/
    """
    from pipeline.archive.verify.verify import verify as check

    with bar("checking", None) as progress:
        report = check(output, sample=sample or 1, workers=workers or cores(), progress=progress)
    say(report.to_json() if as_json else report.to_text())
    sys.exit(2 if {fault.code for fault in report.faults} == {"no-archive"} else 3 if report.faults else 0)


@click.command(short_help="List the articles and sites that a person should look at.")
@archive_argument
@click.option("--since", type=click.IntRange(0), default=0, metavar="BATCH", help="Only what came with this batch or a later one.")
@click.option("--most", type=click.IntRange(1), metavar="N", help="Only the N articles that are least sure.")
@click.option("--notes", is_flag=True, help="Notes as well, which ask for nothing.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each article and each site.")
def doubts(output: Path, since: int, most: int | None, notes: bool, as_json: bool) -> None:
    """List what a person should look at: doubtful articles, the least sure first, and sites that lose more or less than they used to.

    \b
    Example:
        engross doubts archive/ --most 20
    """
    from pipeline.archive.caches.doubts import Doubts
    from pipeline.data import shown_name

    must_be_archive(output)
    with Doubts(output, reading=True) as found:
        found.catch_up()
        drifts = found.drifts(since)
        for drift in drifts:
            if as_json:
                say_json(asdict(drift))
            else:
                say(f"site {drift}")
        asking = noted = shown = 0
        for concern in found.concerns(since):
            asking += bool(concern.asking)
            noted += not concern.asking
            told = concern.doubts if notes else concern.asking
            if not told or shown == most:
                continue
            shown += 1
            if as_json:
                say_json(asdict(replace(concern, doubts=told)))
            else:
                sentences = " ".join(f"{text} [{code}]" for code, text in told)
                say(f"{concern.confidence:.2f} {concern.id} {shown_name(concern.name, concern.url)}: {sentences}")
        if not as_json:
            say(_summed_up(output, since, found.articles(since), asking, noted, len(drifts), listed=notes))


def _summed_up(output: Path, since: int, of: int, asking: int, noted: int, sites: int, *, listed: bool) -> str:
    """The last line of ``doubts``: how much there is to look at, with the numbers that the report has."""
    came = f" that came with batch {since} or later" if since else ""
    if not of:
        return f"{output} holds no article{came}, so there is nothing to look at. engross archive INPUT -o {output} adds articles."
    lists = "" if listed else "; --notes lists them"
    aside = f" {articles(noted)} {'has' if noted == 1 else 'have'} nothing but notes, which ask for nothing{lists}." if noted else ""
    if not asking and not sites:
        return f"There is nothing to look at: no article{came} has a doubt, and no site loses more or less than before.{aside}"
    lose = "" if not sites else f" {counted(sites, 'site loses', 'sites lose')} more or less than before."
    have = f"{asking} of {articles(of)}{came} {'has' if asking == 1 else 'have'} doubts."
    return f"{have}{lose}{aside} To see each beside its source: engross report {output}"
