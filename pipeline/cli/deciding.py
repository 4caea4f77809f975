"""``decide`` and ``decisions``: what people decide on blocks, without a browser."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.terminal import PATH, archive_argument, articles, load_settings, must_be_archive, say, say_json, settings_option, shortened, stop
from pipeline.data.counting import counted

__all__ = ["decide", "decisions", "login"]

_SCOPES = ("block", "site", "everywhere")
_WHERE = {"block": "in {}", "site": "on the site of {}", "everywhere": "everywhere"}


@click.command(short_help="Decide what a block of an article is.")
@click.argument("output", metavar="ARCHIVE", type=PATH)
@click.argument("ident", metavar="ID")
@click.argument("block", metavar="BLOCK")
@click.argument("label", metavar="LABEL")
@click.option("--scope", type=click.Choice(_SCOPES), default="block", show_default=True,
              help="Where the decision holds: for these words in this source, in every source of its site, in every source.")
@click.option("--who", default="", metavar="NAME", help="Who decides.  [default: the name of the login]")
@settings_option
def decide(output: Path, ident: str, block: str, label: str, scope: str, who: str, settings_file: Path | None) -> None:
    """Decide what a block of an article is, and note it in the file of decisions.

    BLOCK is the id of a block or a removal, or the number of one of its characters in the page. LABEL is "keep",
    "remove", a kind of docs/kinds.md, or "undo", which takes back the last decision on the same words with the same
    scope. engross archive --reapply applies decisions to the articles that the archive has.

    \b
    Example:
        engross decide archive/ a0123456789ab rm5120 keep
        engross decide archive/ a0123456789ab p230 subscribe --scope site
    """
    from datetime import UTC, datetime

    from pipeline.archive.caches.rebuild import open_catalogue
    from pipeline.archive.caches.site_memory import Book
    from pipeline.archive.decisions import AFTER, append, load, takes_back
    from pipeline.archive.run.deciding import block_at, explained_again, make_decision

    must_be_archive(output)
    if label not in AFTER:
        stop(f"LABEL must be keep, remove, undo or a label of words (docs/kinds.md), not {label!r}.", 2)
    settings = load_settings(settings_file)
    with open_catalogue(output, in_memory=True) as catalogue, Book(output / "memory.sqlite", reading=True) as book:
        book.catch_up(output)
        row, explained = explained_again(output, catalogue, book, ident, settings)
    found, before = block_at(explained, block)
    when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    decision = make_decision(row, found, before, after=label, scope=scope, who=who or login(), when=when)
    path, where = Path(settings.review.decisions), _WHERE[scope].format(decision.source)
    if label == "undo" and not takes_back(decision, load(path)):
        stop(f"“{shortened(found.text)}”: no decision with the scope {scope} stands {where}, so there is nothing to take back. "
             f"engross decisions {output} lists those that stand; --scope names another scope.", 2)
    append(path, decision)
    told = f"the last decision {where} is taken back" if label == "undo" else f"{before} to {label}, {where}"
    say(f"“{shortened(found.text)}”: {told}. Noted in {settings.review.decisions}; engross archive --reapply applies it.")


def login() -> str:
    """The name of the login. Ends the command where there is none."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        stop("Say who decides, with --who.", 2)


@click.command(short_help="List the decisions that stand, and what they concern.")
@archive_argument
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each decision: its fields, and in how many articles it holds.")
@settings_option
def decisions(output: Path, as_json: bool, settings_file: Path | None) -> None:
    """List the decisions that stand, and how many articles of ARCHIVE they concern.

    \b
    Example:
        engross decisions archive/
    """
    from dataclasses import asdict

    from pipeline.archive.caches.rebuild import open_catalogue
    from pipeline.archive.caches.site_memory import Book
    from pipeline.archive.decisions import Standing, load
    from pipeline.archive.run.deciding import states

    must_be_archive(output)
    path = Path(load_settings(settings_file).review.decisions)
    standing = Standing.of(load(path))
    with open_catalogue(output, in_memory=True) as catalogue, Book(output / "memory.sqlite", reading=True) as book:
        book.catch_up(output)
        found = states(standing, catalogue, book)
    for state in found:
        decision = state.decision
        if as_json:
            told = {"holds": state.holds, "rests": state.rests, "example": state.example or None}
            say_json(asdict(decision) | told)
            continue
        holds = f"holds for {articles(state.holds)} (such as {state.example}), {articles(state.rests)} made with it"
        does = holds if state.holds else "matches nothing"
        say(f"{decision.block[:12]} {decision.before} to {decision.after}, {_WHERE[decision.scope].format(decision.source)} "
            f"({decision.who}, {decision.when}): {does}")
    if not as_json:
        none = f"No decision stands in {path}. Decide on a block with engross decide or engross review."
        say(f"{counted(len(found), 'decision stands', 'decisions stand')} in {path}." if found else none)
