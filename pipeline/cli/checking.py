"""``verify``: is the archive what it says it is? ``doubts``: what should a person look at?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.cli.terminal import archive_argument, articles, bar, cores, must_be_archive, say, say_json, workers_option

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
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each article and each site.")
def doubts(output: Path, since: int, most: int | None, as_json: bool) -> None:
    """List what a person should look at: doubtful articles, the least sure first, and sites that lose more or less than they used to.

    \b
    Example:
        engross doubts archive/ --most 20
    """
    from itertools import islice

    from pipeline.archive.caches.doubts import Doubts

    must_be_archive(output)
    with Doubts(output, reading=True) as found:
        found.catch_up()
        drifts = found.drifts(since)
        for drift in drifts:
            say(json.dumps(asdict(drift), ensure_ascii=False) if as_json else f"site {drift}")
        count = 0
        for concern in islice(found.concerns(since), most):
            count += 1
            if as_json:
                say_json(asdict(concern))
            else:
                say(f"{concern.confidence:.2f} {concern.id} {concern.name}: " + " ".join(f"{text} [{code}]" for code, text in concern.doubts))
    if not as_json:
        say(f"{articles(count)}, {len(drifts)} {'site' if len(drifts) == 1 else 'sites'}.")
