"""``sites``: the files in which people write down what holds for one site."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.terminal import PATH, archive_argument, load_settings, must_be_archive, must_be_there, say, settings_option, stop
from pipeline.data.counting import counted

if TYPE_CHECKING:
    from pipeline.archive.run.suggesting import Suggestion

__all__ = ["sites"]

_NAMED = 10
"""Site files that one sentence names."""


@click.group(short_help="Work with site files (docs/sites.md).")
def sites() -> None:
    """Work with site files (docs/sites.md).

    \b
    Example:
        engross sites test
        engross sites suggest archive/
    """


@sites.command(short_help="Check site files, and run the test cases in them.")
@click.argument("hosts", nargs=-1, metavar="[HOST]...")
@settings_option
def test(hosts: tuple[str, ...], settings_file: Path | None) -> None:
    """Check all site files, or those of HOST, and run the test cases in them.

    \b
    Example:
        engross sites test
        engross sites test harbour.example
    """
    from pipeline.archive.run.site_cases import faults_of
    from pipeline.archive.site_files import load_sites

    settings = load_settings(settings_file)
    files = load_sites(Path(settings.review.sites)).files
    if missing := [host for host in hosts if host not in files]:
        stop(f"{settings.review.sites}/{missing[0]}.toml is not there. {_those_of(settings.review.sites, files)}", 2)
    chosen = {name: file for name, file in files.items() if not hosts or name in hosts}
    faults = [fault for name, file in chosen.items() for fault in faults_of(name, file, settings)]
    for fault in faults:
        say(fault)
    if not files:
        say(f"No site file was checked. {_those_of(settings.review.sites, files)}")
        return
    cases = sum(len(file.test) for file in chosen.values())
    say(f"{counted(len(chosen), 'site file')}, {counted(cases, 'test')}, {counted(len(faults), 'fault')}.")
    sys.exit(1 if faults else 0)


def _those_of(folder: str, files: Collection[str]) -> str:
    """Which site files there are, and what to do where there is none."""
    if not files:
        return f"{folder} holds no site file. Write one (docs/sites.md), or make some with: engross sites import or engross sites suggest"
    names = sorted(files)
    return f"Name the host of a site file that is there: {', '.join(names[:_NAMED])}" + (" …" if len(names) > _NAMED else ".")


@sites.command(name="import", short_help="Make site files of ftr-site-config files.")
@click.argument("configs", nargs=-1, required=True, metavar="FILE...", type=PATH)
@settings_option
def import_configs(configs: tuple[Path, ...], settings_file: Path | None) -> None:
    """Make site files of ftr-site-config files: title, author, date, body, strip, strip_id_or_class.

    What has no form here is named, and stands in the file as a comment. A site file that is there already is not changed.

    \b
    Example:
        engross sites import ftr-site-config/harbour.example.txt
    """
    from pipeline.archive.store.disk import write_whole
    from pipeline.sites.rules import RulesError

    must_be_there([*map(str, configs)])
    folder = Path(load_settings(settings_file).review.sites)
    wrong = made = 0
    for path in configs:
        target = folder / f"{path.name.removesuffix('.txt').strip('.').removeprefix('www.').lower()}.toml"
        try:
            text, skipped = _site_file_of(path, target)
        except (RulesError, OSError, UnicodeDecodeError) as error:
            say(f"engross: {error if isinstance(error, RulesError) else _unreadable(path, error)}", err=True)
            wrong += 1
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(target, text.encode())
        except OSError as error:
            stop(f"{target} can't be written ({error.strerror or error}). Mend that, or name another folder in the settings (review.sites).", 1)
        made += 1
        for told in skipped:
            say(f"not taken over: {told}", err=True)
    say(f"{made} of {len(configs)} written to {folder}.")
    sys.exit(1 if wrong else 0)


def _unreadable(path: Path, error: OSError | UnicodeDecodeError) -> str:
    reason = (error.strerror or error) if isinstance(error, OSError) else "it is not UTF-8"
    return f"{path} can't be read ({reason}). Name a file of ftr-site-config."


def _site_file_of(path: Path, target: Path) -> tuple[str, tuple[str, ...]]:
    """The text of a site file, made of a config, and the lines that were not taken over. Raises `RulesError` where ``target`` is there already or
    nothing can be taken over, OSError or UnicodeDecodeError where the config can't be read."""
    from pipeline.archive.ftr import read_config, write_site_file
    from pipeline.sites.rules import RulesError, SiteFile, parse_site_file

    if target.exists():
        raise RulesError(f"{target} is there already. Delete it, or write the rules into it.")
    found = read_config(path.read_text(encoding="utf-8"), str(path))
    if found.file == SiteFile():
        raise RulesError(f"{path}: nothing in it can be taken over. {' '.join(found.skipped[:1])}")
    text = write_site_file(found.file, [f"From {path.name}.", *(f"Not taken over: {told.partition(', ')[2]}" for told in found.skipped)])
    parse_site_file(text, str(target))
    return text, found.skipped


@sites.command(short_help="Propose rules for sites.")
@archive_argument
@settings_option
def suggest(output: Path, settings_file: Path | None) -> None:
    """Propose rules for sites, from decisions and from what sites repeat, each with the articles that it would touch.

    \b
    Example:
        engross sites suggest archive/
    """
    from pipeline.archive.caches.rebuild import open_catalogue
    from pipeline.archive.caches.site_memory import Book
    from pipeline.archive.decisions import Standing, load
    from pipeline.archive.run.suggesting import suggestions

    must_be_archive(output)
    settings = load_settings(settings_file)
    standing = Standing.of(load(Path(settings.review.decisions)))
    count = 0
    with open_catalogue(output, in_memory=True) as catalogue, Book(output / "memory.sqlite", reading=True) as book:
        book.catch_up(output)
        for one in suggestions(output, catalogue, book, standing, settings):
            say(_as_toml(one, settings.review.sites))
            count += 1
    none = f"# No suggestion: no site of {output} repeats something that a rule should name, and no decision stands that a rule could take over."
    say(f"# {counted(count, 'suggestion')}. Nothing was changed." if count else none)


def _as_toml(one: Suggestion, folder: str) -> str:
    """A suggestion as it may be pasted into a site file."""
    from pipeline.archive.caches.site_memory import site_of
    from pipeline.archive.ftr import write_site_file
    from pipeline.sites.rules import SiteFile

    file = SiteFile(strip=(one.rule,)) if one.group == "strip" else SiteFile(keep=(one.rule,))
    own = one.site.removeprefix("the folder ")
    where = f"a file in {folder} with folders = [\"{own}\"]" if own != one.site else f"{folder}/{one.site}.toml"
    if one.site == site_of("", None):
        where = f"a file in {folder} with folders = [\"FOLDER\"], when the sources stand in a folder FOLDER below the input (here they stand in none)"
    more = f" and {one.touches - len(one.articles)} more" if one.touches > len(one.articles) else ""
    return write_site_file(file, [f"For {where}: {one.why}.", f"Touches {one.touches}: {', '.join(one.articles)}{more}"])
