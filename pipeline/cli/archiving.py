"""``archive``, ``plan`` and ``restore``: what adds to an archive, or says what would."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.cli.machines import cluster_of, engine_options
from pipeline.cli.terminal import (
    INPUT,
    archive_argument,
    articles,
    bar,
    cores,
    in_words,
    load_settings,
    loud,
    must_be_archive,
    must_be_there,
    output_option,
    say,
    settings_option,
    shortened,
    stop,
    watched,
    workers_option,
)
from pipeline.data.counting import counted

if TYPE_CHECKING:
    from pipeline.archive.run.preview import Preview
    from pipeline.archive.run.run import Run, Summary
    from pipeline.engines import Engine
    from pipeline.settings import Settings

__all__ = ["archive", "plan", "restore"]

_SEEDS = "seeds"
_REAPPLY = ("Work again on articles made with other settings or another version, before it was known what their site repeats, or with other "
            "decisions or rules of their site.")

_DROP = ("Leave out articles that are nearly the same as another one; their sources stay, and data/dropped names the article that each is a "
         "copy of. With --reapply, leave out those as well that the archive has already.")


@click.command(short_help="Clean everything new in INPUT and add it to the archive.")
@click.argument("inputs", nargs=-1, metavar="[INPUT]...", type=INPUT)
@output_option
@settings_option
@workers_option
@engine_options
@click.option("--scheduler-url", default="", metavar="URL", help="A central Luigi scheduler (luigid) that shows the progress.")
@click.option("--reapply", is_flag=True, help=_REAPPLY)
@click.option("--drop-copies", is_flag=True, help=_DROP)
@click.option("--no-report", is_flag=True, help="Do not write the report; engross report writes it later.")
@click.option("-v", "--verbose", is_flag=True, help="Show what Luigi does.")
def archive(
    inputs: tuple[str, ...], output: Path, settings_file: Path | None, workers: int | None, scheduler_url: str, reapply: bool,
    drop_copies: bool, **more: Any,
) -> None:
    """Clean everything new in INPUT and add it to the archive.

    INPUT: files, folders, globs, "-" for standard input; text, HTML, Markdown, JSON, CSV, Parquet, feeds, mail,
    press downloads, WARC, ARC, ZIP, TAR, also compressed. Without INPUT, seeds/; where there is no such folder,
    --reapply works on the articles of the archive alone.

    \b
    Example:
        engross archive scraped/ more/*.jsonl.gz -o archive/
    """
    from pipeline.archive.run.inputs import nothing_in
    from pipeline.archive.run.run import Run

    settings = load_settings(settings_file)
    arguments = _inputs(inputs, alone=reapply and (output / "bagit.txt").exists())
    if more["verbose"]:
        loud()
    where = cluster_of(more, output, settings, workers=workers, scheduler_url=scheduler_url)
    with where as cluster, Run(output, settings) as run:
        with bar("reading", None) as read:
            run.make_plan(arguments, stdin=_stdin(arguments), reapply=reapply, progress=read, workers=workers or cores(),
                          drop_copies=drop_copies, elsewhere=cluster.each if cluster else None)
        work = partial(_work, run, workers or cores(), scheduler_url, cluster.run if cluster else None)
        wrong = work()
        while reapply and drop_copies and not wrong and run.plan_copies().batches:
            wrong = work()
        summary = run.summary()
        page = None if more["no_report"] or (arguments and not summary.read) else _report(output, wrong)
    if arguments and not summary.read:
        for note in summary.notes:
            say(f"note: {note}", err=True)
        stop(nothing_in(arguments), 2)
    _tell(summary, output, wrong, page)


@click.command(short_help="Bring removed matter back, as a new version of its article.")
@archive_argument
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Bring back everything of this kind (docs/kinds.md), in every article.")
@click.option("--id", "ids", multiple=True, metavar="ID", help="Bring back one removal, by its id in the ledger.")
@settings_option
@workers_option
def restore(output: Path, kinds: tuple[str, ...], ids: tuple[str, ...], settings_file: Path | None, workers: int | None) -> None:
    """Bring removed matter back, as a new version of the articles concerned; the ledger says so.

    \b
    Example:
        engross restore archive/ --kind comments
        engross restore archive/ --id a0123456789ab.rm5120
    """
    from pipeline.archive.run.run import Run
    from pipeline.data import Label

    must_be_archive(output)
    known = [str(label) for label in Label if label.removed]
    if not kinds and not ids:
        stop(f"Say what is to come back, with --kind or --id. Example: engross restore {output} --kind comments", 2)
    if strange := [kind for kind in kinds if kind not in known]:
        stop(f"There is no kind {strange[0]}; known are {', '.join(known)}.", 2)
    with Run(output, load_settings(settings_file)) as run:
        run.plan_restore(kinds, ids)
        wrong = run.unread + _work(run, workers or cores(), "")
        summary = run.summary()
        page = _report(output, wrong) if summary.read else None
    if not summary.read and not run.unread:
        asked = " or ".join([*(f"of the kind {kind}" for kind in kinds), *(f"with the id {ident}" for ident in ids)])
        stop(f"There is no removal {asked} in the latest version of any article of {output}, so nothing was changed. The ledger "
             f"({output}/data/ledger) has the ids and kinds of all removals.", 2)
    _tell(summary, output, wrong, page)


def _work(run: Run, workers: int, scheduler_url: str, engine: Engine | None = None) -> list[str]:
    """All batches of the plan, with progress, by an engine or by Luigi. Returns a sentence for each thing that went wrong."""
    if not run.plan.batches:
        run.publish()  # a run that was ended after its last batch has not looked for copies
        return []
    from pipeline.archive.run.run import progress_of
    from pipeline.tasks import run_tasks

    with watched("cleaning", run.plan.size, lambda: progress_of(run.work)):
        if engine:
            wrong = _worked_on(run, engine)
        else:
            wrong = run_tasks(run.root, run.plan, workers=min(workers, len(run.plan.batches)), scheduler_url=scheduler_url)
    run.publish()
    return wrong


def _worked_on(run: Run, engine: Engine) -> list[str]:
    """The batches of the plan, by an engine: what is finished is published also where another batch is not."""
    from pipeline.archive.store.disk import ArchiveError

    try:
        engine(run.work, [batch.key for batch in run.plan.batches], lambda _: None)
    except ArchiveError as error:
        return [str(error)]
    return []


def _report(output: Path, wrong: list[str]) -> Path | None:
    """The first page of the report; where it can't be written, the archive is whole all the same, and a sentence says so."""
    import sqlite3

    from pipeline.archive.store.disk import ArchiveError
    from pipeline.report import write_report

    try:
        return write_report(output) if (output / "bagit.txt").exists() else None
    except (ArchiveError, OSError, sqlite3.Error) as error:
        reason = str(error).rstrip(".")
        wrong.append(f"The report can't be written ({reason}); this run is archived all the same. Mend that and run: engross report {output}")
        return None


def _tell(summary: Summary, output: Path, wrong: list[str], page: Path | None) -> NoReturn:
    """Prints the summary of a run, and ends the command: names of failed sources, counts, exit code."""
    for note in summary.notes:
        say(f"note: {note}", err=True)
    for failure in summary.failures:
        say(f"failed: {failure.sentence} [{failure.code}]", err=True)
    parts = [f"{summary.archived} archived", f"{summary.unchanged} unchanged", f"{summary.failed} failed"]
    if summary.dropped:
        parts.insert(2, f"{summary.dropped} dropped as copies")
    if summary.unfinished:
        parts.append(f"{summary.unfinished} left for the next run")
    say(f"{counted(summary.read, 'source')}: {', '.join(parts)}. Archive: {output}")
    if summary.older:
        say(f"{counted(summary.older, 'older article was', 'older articles were')} worked on again.")
    if summary.stale:
        say(f"{summary.stale} of the unchanged were made with other settings or another version; archive --reapply works on them again.")
    _tell_findings(summary, output)
    for sentence in wrong:
        say(f"engross: {sentence}", err=True)
    if page:
        say(f"Report: {page}")
    sys.exit(1 if summary.failed or wrong else 0)


def _tell_findings(summary: Summary, output: Path) -> None:
    """What should be known of the articles of this run: copies, doubts, sites that changed."""
    if copies := [tag for tag in summary.copies if tag.copy_of]:
        are = "article is a copy" if len(copies) == 1 else "articles are copies"
        say(f"{len(copies)} {are} of another: engross copies {output}")
    if summary.doubts:
        told = ", ".join(f"{count} {code}" for code, count in summary.doubts.items())
        say(f"To be looked at: {told}: engross doubts {output}{f' --since {summary.first}' if summary.first else ''}")
    for drift in summary.drifts:
        say(f"note: {drift}", err=True)
    if summary.unmatched:
        few = "; ".join(f"{decision.before} to {decision.after} ({decision.who}, {decision.when}, {decision.source})"
                        for decision in summary.unmatched[:3])
        more = f" and {len(summary.unmatched) - 3} more" if len(summary.unmatched) > 3 else ""
        say(f"note: decisions on which no article rests: {few}{more}. archive --reapply applies them to older articles; "
            f"engross decisions {output} tells which of them match nothing.", err=True)


@click.command(short_help="Say what archive would do, and why, without doing it.")
@click.argument("inputs", nargs=-1, metavar="[INPUT]...", type=INPUT)
@output_option
@settings_option
@click.option("--reapply", is_flag=True, help="Say what archive --reapply would do.")
def plan(inputs: tuple[str, ...], output: Path, settings_file: Path | None, reapply: bool) -> None:
    """Say what archive would do, and why, without doing it.

    \b
    Example:
        engross plan scraped/ -o archive/
    """
    from pipeline.archive.run.preview import preview

    arguments = _inputs(inputs, alone=reapply and (output / "bagit.txt").exists())
    settings = load_settings(settings_file)
    found = preview(output, arguments, settings, stdin=_stdin(arguments), reapply=reapply)
    seen = found.seen
    for step in found.steps:  # the sentence of what fails begins with its name
        say(f"{step.what}: {step.why}" if step.what in ("fail", "note") else f"{step.what}: {step.name}{f' ({step.why})' if step.why else ''}")
    dropped = f", {seen.dropped} dropped as copies" if seen.dropped else ""
    refused = seen.faulty + seen.changed_faulty
    faulty = f"{refused} that can't be archived, " if refused else ""
    stale = f" ({seen.stale} of them stale: made with other settings or another version)" if seen.stale else ""
    known = f", {len(seen.known)} failed before and would again" if seen.known else ""
    gone = f", {found.gone} not in this input" if found.gone else ""
    say(f"{seen.new - seen.faulty} new, {faulty}{seen.changed - seen.changed_faulty} changed, "
        f"{seen.unchanged} unchanged{stale}{dropped}{known}{gone}.")
    _tell_stale(found)
    for sample in found.samples:
        say(f"{sample.name} ({sample.id}) would read: " + (" … ".join(in_words(change) for change in sample.changes) or "the same text"))
    if found.gone:
        more = " …" if found.gone > len(found.missing) else ""
        say(f"Known and not in this input: {', '.join(found.missing)}{more}. The archive keeps them.")
    _tell_learned(found, settings)


def _tell_stale(found: Preview) -> None:
    """Which part of the recipe changed."""
    for stale in found.stale:
        parts = "; ".join(f"{part}: {_other(old, new)}" for part, old, new in stale.changed) or "the archive does not say what"
        say(f"{stale.sources} made with recipe {stale.recipe}. What is different now: {parts}.")
    if found.stale:
        say("archive --reapply works on the stale ones again.")


def _other(old: str, new: str) -> str:
    """What differs in two lists; for hashes, both."""
    before, after = old.split(", "), new.split(", ")
    ours, theirs = ([item for item in one if item not in other] for one, other in ((before, after), (after, before)))
    return f"{', '.join(ours) or '(none)'} -> {', '.join(theirs) or '(none)'}"


def _tell_learned(found: Preview, settings: Settings) -> None:
    """What is known now of blocks that sites repeat."""
    for one in found.learned:
        what = "would have it back" if one.back else "would now also lose it"
        say(f"{one.site}: “{shortened(one.text)}”: {articles(one.articles)} {what} (such as {one.example}).")
    if found.others:
        say(f"{articles(found.others)} would only have other numbers in the evidence.")
    if found.answered:
        say(f"{articles(found.answered)} would be made with other decisions or other rules of their site.")
    if found.learned or found.others or found.answered:
        say("archive --reapply does it.")
    for one in found.hints:
        also = f"It is removed already, as {one.gone}." if one.gone else (
            f"That is too little to remove it (repeats.articles is {settings.repeats.articles}, repeats.share {settings.repeats.share}).")
        say(f"{one.site}: “{shortened(one.text)}” stands at the edge of {one.articles} of {one.of} different articles (such as {one.example}). "
            + also)


def _inputs(inputs: tuple[str, ...], *, alone: bool) -> list[str]:
    """The inputs, or the folder that stands in for none. A name that nothing has is wrong usage, found before anything is done.

    ``alone``: without an input and such a folder, the articles of the archive are enough.
    """
    if not inputs and not os.path.isdir(_SEEDS):
        if alone:
            return []
        stop(f"Name an input (there is no folder {_SEEDS}/ here to fall back on). Example: engross archive scraped/", 2)
    must_be_there(inputs)
    return list(inputs) or [_SEEDS]


def _stdin(arguments: list[str]) -> Any:
    return sys.stdin.buffer if "-" in arguments else None
