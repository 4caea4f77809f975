"""The command line, and the only place that imports click.

Each command calls what also exists in Python and prints. Heavy imports stand inside the commands: ``engross clean`` on a small file must
start and end within half a second.

Commands: `archiving` (``archive``, ``plan``, ``restore``), `checking` (``verify``, ``doubts``), `comparing` (``copies``, ``diff``), `deciding`
(``decide``, ``decisions``), `exporting`, `finding` (``show``), `reporting`, `reviewing`, `showing` (``clean``, ``explain``), `siting` (``sites``).
`terminal` holds what they share, `machines` the options of engines.

Exit codes: 0 all well; 1 some sources failed, or the run could not go on; 2 wrong usage or settings; 3 verification failed.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from pipeline.cli.archiving import archive, plan, restore
from pipeline.cli.checking import doubts, verify
from pipeline.cli.comparing import copies, diff
from pipeline.cli.deciding import decide, decisions
from pipeline.cli.exporting import export
from pipeline.cli.finding import show
from pipeline.cli.reporting import report
from pipeline.cli.reviewing import review
from pipeline.cli.showing import clean, explain
from pipeline.cli.siting import sites
from pipeline.cli.terminal import stop

__all__ = ["main"]


class _Group(click.Group):
    """Turns what is known to go wrong into one sentence and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            with _termination():
                return super().main(*args, **kwargs)
        except OSError as error:  # of a help text; what commands raise is told by `invoke`
            stop(f"Standard output can't be written ({error.strerror or error}). Mend that and run the same command again.", 1)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            sys.stderr.close()  # whoever read our output has enough
            sys.exit(0)
        except KeyboardInterrupt:
            stop("Stopped. Run the same command again; archive, restore and review keep what was finished and go on from there.", 1)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001  (no user sees a traceback)
            from pipeline.archive.store.disk import sentence_for
            from pipeline.settings import SettingsError

            if isinstance(error, SettingsError):
                stop(str(error), 2)
            stop(sentence_for(error), 2 if getattr(error, "usage", False) else 1)


@contextmanager
def _termination() -> Iterator[None]:
    """SIGTERM, by which a system ends a program, ends it as Ctrl-C does: what is finished is kept, and a sentence says so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from pipeline.settings import version

        click.echo(f"engross {version()}")
        ctx.exit()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and stop.")
def main() -> None:
    """Clean archival copies of scraped articles: repaired, labelled, structured, as TEI P5 and JSONL, nothing lost.

    ARCHIVE is the folder of an archive; without it, output/.

    Exit codes: 0 all well; 1 some sources failed, or the command could not go on; 2 wrong usage or settings; 3 verification failed.

    \b
    Example:
        engross archive scraped/ -o archive/
        engross clean page.txt
    """


for _command in (archive, clean, explain, plan, verify, restore, diff, copies, doubts, decide, decisions, sites, export, report, review, show):
    main.add_command(_command)
