"""``report``: the pages beside an archive that people read."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.terminal import PATH, must_be_archive, say

__all__ = ["report"]


@click.command(short_help="Write the report of ARCHIVE: pages for a browser.")
@click.argument("archive", default="output", type=PATH)
def report(archive: Path) -> None:
    """Write the report of ARCHIVE: pages for a browser with what was kept, what was removed and why, doubts first.

    The report stands in ARCHIVE/report and opens from the disk; engross archive writes it at the end of a run.

    \b
    Example:
        engross report archive/
    """
    from pipeline.report import report as write

    must_be_archive(archive)
    say(f"Report: {write(archive)}")
