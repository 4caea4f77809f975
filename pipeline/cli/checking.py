"""``verify``: is the archive what it says it is?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.terminal import bar, cores, workers_option

__all__ = ["verify"]


@click.command()
@click.argument("output", default="output", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Check every Nth batch only.")
@workers_option
def verify(output: Path, as_json: bool, sample: int | None, workers: int | None) -> None:
    """Check an archive: fixity, schemas, references, and the rebuild of every source from its article and its ledger.

    \b
    Example:
        engross verify archive/
    """
    from pipeline.archive.verify import verify as check

    with bar("checking", None) as progress:
        report = check(output, sample=sample or 1, workers=workers or cores(), progress=progress)
    click.echo(report.to_json() if as_json else report.to_text())
    sys.exit(3 if report.faults else 0)
