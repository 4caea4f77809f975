"""What all commands share: options, sentences on standard error, numbers and words in them, progress bars."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from pipeline.archive.run.diff import Change
    from pipeline.settings import Settings

__all__ = ["ID", "INPUT", "PATH", "PATH_OR_STREAM", "archive_argument", "articles", "bar", "cores", "either_order", "in_words", "load_settings",
           "loud", "must_be_archive", "must_be_there", "output_option", "printing", "say", "say_json", "settings_option", "shortened", "stop",
           "watched", "workers_option"]

ID = re.compile(r"a[0-9a-f]{12}(?:\.[a-z]+[0-9]+(?:-[0-9]+)?)?")
"""An id of an article, or of what is in it."""


class _Named(click.Path):
    """A path. An empty name, as a variable of a shell gives one that was never set, is refused: it would mean the folder in which the command runs.
    So is an address, which would make a folder called ``s3:`` here.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("the name is empty. Write the path of a file or a folder; a dot stands for this folder.", param, ctx)
        if isinstance(value, str) and _ADDRESS.match(value) and not os.path.lexists(value):
            self.fail(f"{value} is an address, and only files and folders of this machine are read and written. Fetch pages first; copy archives or "
                      "exports to a store when they are finished (docs/cluster.md).", param, ctx)
        if isinstance(value, str) and _DOTS.fullmatch(value):
            value = os.path.abspath(value)  # a sentence about "." says where that is, and does not end in two dots
        return super().convert(value, param, ctx)


_DOTS = re.compile(r"\.{1,2}(?:/\.{1,2})*/?")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
PATH = _Named(path_type=Path)
INPUT = _Named()
PATH_OR_STREAM = _Named(path_type=Path, allow_dash=True)
_SETTINGS = "engross.toml"
_LONGEST = 80
"""Characters of the longest text that a sentence quotes whole."""
output_option = click.option("-o", "--output", default="output", show_default=True, type=PATH, help="Folder of the archive.")
archive_argument = click.argument("output", default="output", metavar="[ARCHIVE]", type=PATH)
settings_option = click.option(
    "--settings", "settings_file", type=PATH, help=f"Settings file.  [default: {_SETTINGS} in this folder, if it is there]",
)
workers_option = click.option("--workers", type=click.IntRange(1, 256), help="Processes that work side by side.  [default: one a core]")


def load_settings(path: Path | None) -> Settings:
    """From the file that was named, or from ``engross.toml`` where it lies here. Raises `SettingsError` with a sentence."""
    from pipeline.archive.configured import read_settings
    from pipeline.settings import Settings

    if path is None:
        path = Path(_SETTINGS)
        if not path.exists():
            return Settings()
    return read_settings(path)


def say(text: str, *, err: bool = False) -> None:
    """Prints a line. Names, titles and texts of sources may hold what acts on a terminal; visible signs stand in its place."""
    from pipeline.writers.exports.neutral import neutral_text

    with printing():
        click.echo(neutral_text(text.encode("utf-8", "backslashreplace").decode("utf-8")), err=err)


@contextmanager
def printing() -> Iterator[None]:
    """Around what is printed: an error of standard output says so, since it would else be taken for one of the archive. Raises `ArchiveError`."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        from pipeline.archive.store.disk import ArchiveError

        raise ArchiveError("output-failed", f"Standard output can't be written ({error.strerror or error}). "
                           "Mend that and run the same command again.") from None


def say_json(record: dict[str, Any]) -> None:
    """Prints a record as a line of JSON, in which characters that act on a terminal are escaped."""
    import json

    from pipeline.writers.exports.neutral import json_escaped

    with printing():
        click.echo(json_escaped(json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")).decode("utf-8"))


def stop(sentence: str, code: int) -> NoReturn:
    """Ends the command with one sentence on standard error."""
    say(f"engross: {sentence}", err=True)
    sys.exit(code)


def articles(count: int) -> str:
    """``1 article``, ``3 articles``."""
    from pipeline.data.counting import counted

    return counted(count, "article")


def shortened(text: str) -> str:
    """The words of a block for a sentence: a longer text ends in dots."""
    return text if len(text) <= _LONGEST else text[:_LONGEST - 3] + "…"


def in_words(change: Change) -> str:
    """Removed and added words, between words that stayed."""
    removed, added = (f"[-{change.gone}-]" if change.gone else ""), (f"{{+{change.come}+}}" if change.come else "")
    return " ".join(part for part in ("…" if change.before else "", change.before, removed, added, change.after) if part)


def must_be_there(names: Sequence[str], *, least: int | None = None) -> None:
    """Ends the command where nothing has one of these names or fits it as a pattern: that is wrong usage, found before anything is done. ``least``:
    so many of the names are enough, all where it is missing; the command names the others itself."""
    missing = [name for name in names if name != "-" and not os.path.lexists(name) and not _fits(name)]
    if len(names) - len(missing) < (len(names) if least is None else least):
        stop(f"{missing[0]}: there is no such file or folder. Name one that is there.", 2)


def _fits(pattern: str) -> bool:
    import glob

    return glob.has_magic(pattern) and bool(glob.glob(pattern, recursive=True))


def either_order(ident: str, output: Path) -> tuple[str, Path]:
    """An id and the folder of an archive, in whichever order they were given: commands for one article differ in the order, and so do people."""
    named = str(output)
    return (named, Path(ident)) if ID.fullmatch(named) and not ID.fullmatch(ident) and Path(ident).is_dir() else (ident, output)


def must_be_archive(output: Path) -> None:
    """Ends the command where this folder is no archive, and says what it is instead."""
    try:
        if not (output / "bagit.txt").exists():
            stop(_what_is_no_archive(output), 2)
    except OSError as error:
        stop(f"{output} can't be read ({error.strerror or error}). Name the folder of an archive.", 2)


def _what_is_no_archive(output: Path) -> str:
    from pipeline.archive.verify.bag import in_first_run

    name = "Name the folder of an archive"
    if (output / "manifest-sha256.txt").exists():
        return f"{output} is an archive without its bagit.txt. Bring that back from a copy. Run: engross verify {output}"
    if unfinished := in_first_run(output):
        return f"{output} is not an archive yet. {unfinished.sentence}"
    above = next((folder for folder in output.parents if (folder / "bagit.txt").exists()), None)
    if above is not None and output.exists():
        return f"{output} is a part of the archive {above}. {name}: {above}"
    if not output.exists():
        return f"{output}: there is no such folder. {name}; engross archive makes one."
    if not output.is_dir():
        return f"{output} is a file, not an archive. {name}."
    return f"{output} is not an archive: it holds no bagit.txt. {name}."


def cores() -> int:
    """How many processes run side by side here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def loud() -> None:
    """Writes Luigi's own log to standard error. By default it is not written."""
    import logging

    log = logging.getLogger("luigi-interface")
    log.addHandler(logging.StreamHandler())
    log.setLevel(logging.INFO)


@contextmanager
def bar(label: str, length: int | None) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on standard error, where that is a terminal; else None. What it yields takes totals. Without a length, it counts."""
    if not sys.stderr.isatty():
        yield None
        return
    if length is None:
        yield lambda total: click.echo(f"\r{label} {total}", nl=False, err=True) if total % 100 == 0 else None
        click.echo("\r", nl=False, err=True)
        return
    shown: Any
    with click.progressbar(length=length, label=label, file=sys.stderr, update_min_steps=1) as shown:
        yield lambda total: shown.update(total - shown.pos)


@contextmanager
def watched(label: str, length: int, total: Callable[[], int]) -> Iterator[None]:
    """A progress bar for work that other processes do: asks how far it is, a few times a second."""
    import threading

    with bar(label, length) as show:
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
