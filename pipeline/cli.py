"""The command line, and the only place that imports click.

Each command calls what also exists in Python and prints. Heavy imports stand inside the commands: ``engross clean`` on a small file must
start and end within half a second.

Exit codes: 0 all well; 1 some sources failed, or the run could not go on; 2 wrong usage or settings; 3 verification failed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from pipeline.archive.run import Run, Summary
    from pipeline.clean import CleanArticle, Explained
    from pipeline.data import Source
    from pipeline.faults import Fault
    from pipeline.settings import Settings

__all__ = ["main"]

_SETTINGS = "engross.toml"
_SEEDS = "seeds"
_output = click.option("-o", "--output", default="output", show_default=True, type=click.Path(path_type=Path), help="Folder of the archive.")
_settings = click.option(
    "--settings", "settings_file", type=click.Path(path_type=Path), help=f"Settings file; {_SETTINGS} is read where it lies here.",
)


class _Group(click.Group):
    """Turns what is known to go wrong into one sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        from pipeline.settings import SettingsError

        try:
            return super().invoke(ctx)
        except SettingsError as error:
            _stop(str(error), 2)
        except BrokenPipeError:
            sys.stderr.close()  # whoever read our output has enough
            sys.exit(0)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001  (no user sees a traceback)
            from pipeline.archive.disk import sentence_for

            _stop(sentence_for(error), 2 if getattr(error, "usage", False) else 1)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from pipeline.settings import version

        click.echo(f"engross {version()}")
        ctx.exit()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and stop.")
def main() -> None:
    """Clean archival copies of scraped articles: repaired, labelled, structured, as TEI P5 and JSONL, nothing lost.

    \b
    Example:
        engross archive scraped/ -o archive/
        engross clean page.txt
    """


@main.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@_output
@_settings
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that clean side by side.  [default: one a core]")
@click.option("--scheduler-url", default="", metavar="URL", help="A central Luigi scheduler (luigid) that shows the progress.")
@click.option("--reapply", is_flag=True, help="Work again on unchanged sources that were made with other settings or another version.")
@click.option("-v", "--verbose", is_flag=True, help="Show what Luigi does.")
def archive(
    inputs: tuple[str, ...], output: Path, settings_file: Path | None, workers: int | None, scheduler_url: str, reapply: bool, verbose: bool,
) -> None:
    """Clean everything new in INPUT and add it to the archive.

    INPUT: files, folders, globs, "-" for standard input; text, HTML, JSON lines, WARC, also compressed. Without INPUT, seeds/.

    \b
    Example:
        engross archive scraped/ more/*.jsonl.gz -o archive/
    """
    from pipeline.archive.run import Run

    settings = _load(settings_file)
    arguments = _checked(inputs)
    if verbose:
        _loud()
    with Run(output, settings) as run:
        with _bar("reading", None) as read:
            run.make_plan(arguments, stdin=_stdin(arguments), reapply=reapply, progress=read)
        wrong = _work(run, workers or _cores(), scheduler_url)
        summary = run.summary()
    if not summary.read:
        _stop(f"There are no sources in {' '.join(arguments)}.", 2)
    _tell(summary, output)
    for sentence in wrong:
        click.echo(f"engross: {sentence}", err=True)
    sys.exit(1 if summary.failed or wrong else 0)


def _work(run: Run, workers: int, scheduler_url: str) -> list[str]:
    """All batches of the plan, with progress. Returns a sentence for each thing that went wrong."""
    if not run.plan.batches:
        return []
    from pipeline.archive.run import progress_of
    from pipeline.tasks import run_tasks

    with _watched("cleaning", run.plan.size, lambda: progress_of(run.work)):
        wrong = run_tasks(run.root, run.plan, workers=min(workers, len(run.plan.batches)), scheduler_url=scheduler_url)
    run.publish()
    return wrong


def _tell(summary: Summary, output: Path) -> None:
    for note in summary.notes:
        click.echo(f"note: {note}", err=True)
    for failure in summary.failures:
        click.echo(f"failed: {failure.sentence} [{failure.code}]", err=True)
    parts = [f"{summary.archived} archived", f"{summary.unchanged} unchanged", f"{summary.failed} failed"]
    if summary.unfinished:
        parts.append(f"{summary.unfinished} left for the next run")
    click.echo(f"{summary.read} {'source' if summary.read == 1 else 'sources'}: {', '.join(parts)}. Archive: {output}")
    if summary.stale:
        click.echo(f"{summary.stale} of the unchanged were made with other settings or another version; archive --reapply works on them again.")


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "form", flag_value="json", help="The whole article as JSON, a line a document.")
@click.option("--tei", "form", flag_value="tei", help="The TEI document.")
@click.option("--removed", "form", flag_value="removed", help="What was removed: kind, place, reason and text.")
@_settings
def clean(files: tuple[str, ...], form: str | None, settings_file: Path | None) -> None:
    """Print the clean text of FILE; "-" is standard input.

    \b
    Example:
        engross clean page.txt
        curl -s https://example.org/story | engross clean - --json
    """
    from pipeline.clean import clean_source

    settings = _load(settings_file)
    show = _FORMS[form]
    _each(files, lambda source: show(clean_source(source, settings)))


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_settings
def explain(files: tuple[str, ...], settings_file: Path | None) -> None:
    """Print every block of FILE with its label, the reason, and the votes it rests on.

    \b
    Example:
        engross explain page.txt
    """
    from pipeline.clean import explain_source

    settings = _load(settings_file)
    _each(files, lambda source: _as_explained(explain_source(source, settings)))


@main.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@_output
@_settings
@click.option("--reapply", is_flag=True, help="As of archive.")
def plan(inputs: tuple[str, ...], output: Path, settings_file: Path | None, reapply: bool) -> None:
    """Say what archive would do, and why, without doing it.

    \b
    Example:
        engross plan scraped/ -o archive/
    """
    from pipeline.archive.preview import preview

    arguments = _checked(inputs)
    seen, steps = preview(output, arguments, _load(settings_file), stdin=_stdin(arguments), reapply=reapply)
    for step in steps:
        click.echo(f"{step.what}: {step.name}{f' ({step.why})' if step.why else ''}")
    click.echo(f"{seen.new} new, {seen.changed} changed, {seen.unchanged} unchanged ({seen.stale} of them made with other settings or another "
               f"version), {len(seen.known)} failed before and would again.")


@main.command()
@click.argument("output", default="output", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Check every Nth batch only.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that check side by side.  [default: one a core]")
def verify(output: Path, as_json: bool, sample: int | None, workers: int | None) -> None:
    """Check an archive: fixity, schemas, references, and the rebuild of every source from its article and its ledger.

    \b
    Example:
        engross verify archive/
    """
    from pipeline.archive.verify import verify as check

    with _bar("checking", None) as progress:
        report = check(output, sample=sample or 1, workers=workers or _cores(), progress=progress)
    click.echo(report.to_json() if as_json else report.to_text())
    sys.exit(3 if report.faults else 0)


def _each(files: tuple[str, ...], show: Callable[[Source], str]) -> NoReturn:
    """Prints something of every source of every file; goes on after one that fails, and says so at the end."""
    from pipeline.faults import Fault

    out, failed = sys.stdout.buffer, 0
    for item in _sources(files):
        try:
            if isinstance(item, Fault):
                raise item
            text = show(item)
        except Fault as fault:
            failed += not fault.warning
            click.echo(f"engross: {fault}", err=True)
        else:
            out.write(text.encode("utf-8", "replace"))
            out.flush()
    sys.exit(1 if failed else 0)


def _sources(files: tuple[str, ...]) -> Iterator[Source | Fault]:
    from pipeline.archive.inputs import read_inputs

    for name in files:
        yield from read_inputs([name], stdin=sys.stdin.buffer)


def _as_text(article: CleanArticle) -> str:
    return "\n\n".join(part for part in (article.title, article.text) if part) + "\n"


def _as_json(article: CleanArticle) -> str:
    return article.to_json() + "\n"


def _as_tei(article: CleanArticle) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + article.to_tei()


def _as_removed(article: CleanArticle) -> str:
    return "".join(f"{r.kind}\t{r.start}-{r.end}\t{r.reason}\t{' '.join(r.text.split())}\n" for r in article.removed)


_FORMS: dict[str | None, Callable[[CleanArticle], str]] = {"json": _as_json, "tei": _as_tei, "removed": _as_removed, None: _as_text}


def _as_explained(explained: Explained) -> str:
    page = explained.page
    lines = [f"{page.name}: {page.encoding.name} (by {page.encoding.by}), language {explained.language}, {len(page.repairs)} repairs\n"]
    for block, decision in explained.pairs:
        text = block.text if len(block.text) <= 100 else block.text[:97] + "..."
        lines.append(f"\n[{block.n}] {block.start}-{block.end} {decision.label} {decision.score:.2f} ({decision.reason})\n    {text}\n")
        lines += [f"      {vote.label} {vote.score:.2f} by {vote.by}{f': {vote.evidence}' if vote.evidence else ''}\n" for vote in decision.votes]
    return "".join(lines)


def _load(path: Path | None) -> Settings:
    from pipeline.settings import Settings, SettingsError, parse_settings

    if path is None:
        path = Path(_SETTINGS)
        if not path.exists():
            return Settings()
    try:
        return parse_settings(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can't be read as settings ({error}).") from None


def _checked(inputs: tuple[str, ...]) -> list[str]:
    """The inputs, or the folder that stands in for none. A name that nothing has is wrong usage, found before anything is done."""
    import glob
    import os

    if not inputs and not os.path.isdir(_SEEDS):
        _stop(f"Name an input (there is no folder {_SEEDS}/ here to fall back on). Example: engross archive scraped/", 2)
    for name in inputs:
        if name != "-" and not os.path.lexists(name) and not (glob.has_magic(name) and glob.glob(name, recursive=True)):
            _stop(f"{name}: there is no such file or folder.", 2)
    return list(inputs) or [_SEEDS]


def _stdin(arguments: list[str]) -> Any:
    return sys.stdin.buffer if "-" in arguments else None


def _stop(sentence: str, code: int) -> NoReturn:
    click.echo(f"engross: {sentence}", err=True)
    sys.exit(code)


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _loud() -> None:
    """Luigi's own log goes to standard error; without this it goes nowhere."""
    import logging

    log = logging.getLogger("luigi-interface")
    log.addHandler(logging.StreamHandler())
    log.setLevel(logging.INFO)


@contextmanager
def _bar(label: str, length: int | None) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on standard error, where a person looks at it; takes totals. Without a length, it counts."""
    if not sys.stderr.isatty():
        yield None
        return
    if length is None:
        yield lambda total: click.echo(f"\r{label} {total}", nl=False, err=True) if total % 100 == 0 else None
        click.echo("\r", nl=False, err=True)
        return
    bar: Any
    with click.progressbar(length=length, label=label, file=sys.stderr, update_min_steps=1) as bar:
        yield lambda total: bar.update(total - bar.pos)


@contextmanager
def _watched(label: str, length: int, total: Callable[[], int]) -> Iterator[None]:
    """A progress bar for work that other processes do: asks how far it is, a few times a second."""
    import threading

    with _bar(label, length) as show:
        if show is None:
            yield
            return
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.2):
                show(total())

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
            show(total())
