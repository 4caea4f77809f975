"""Writes the pages of docs/ that say what the program says of itself: commands, settings, reason codes, kinds of removed matter.

    python -m tools.make_docs            # write
    python -m tools.make_docs --check    # exit 1 if a page is not up to date
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

from pipeline.cli import main as command_line
from pipeline.data import Block, Label, Markup
from pipeline.evidence.sentences import sentences_of
from pipeline.evidence.table import evidence_of
from pipeline.reasons import reasons
from pipeline.settings import described

ROOT = Path(__file__).resolve().parent.parent
_NOTE = "<!-- Written by tools/make_docs.py; change the program, not this page. -->\n\n"


def pages() -> dict[str, str]:
    """Every generated page: name in docs/ and text."""
    return {
        "cli.md": _NOTE + "\n".join(_cli()), "settings.md": _NOTE + "\n".join(_settings()), "reasons.md": _NOTE + "\n".join(_reasons()),
        "kinds.md": _NOTE + "\n".join(_kinds()), "evidence.md": _NOTE + "\n".join(_evidence()),
    }


def _cli() -> Iterator[str]:
    yield "# Commands\n"
    yield "Exit codes: 0 all well; 1 some sources failed (named on standard error and in `failed/`), or the run could not go on;"
    yield "2 wrong usage or settings; 3 verification failed.\n"
    context = click.Context(command_line, info_name="engross", terminal_width=100, help_option_names=["-h", "--help"])
    yield f"```\n{command_line.get_help(context)}\n```\n"
    for name in command_line.list_commands(context):
        command = command_line.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context, terminal_width=100)
        yield f"## engross {name}\n\n```\n{command.get_help(inner)}\n```\n"
        for own, part in sorted(getattr(command, "commands", {}).items()):
            below = click.Context(part, info_name=own, parent=inner, terminal_width=100)
            yield f"### engross {name} {own}\n\n```\n{part.get_help(below)}\n```\n"


def _settings() -> Iterator[str]:
    yield "# Settings\n"
    yield "In TOML, from the file that `--settings` names, else from `engross.toml` in the folder where the command is run. What stands under"
    yield "`[articles]` is part of the recipe: changing it makes articles that were archived before `stale`, and `engross archive --reapply`"
    yield "works on them again. An unknown key or a wrong value ends the command with exit code 2 and a sentence.\n"
    yield "| key | type | default | allowed | meaning |\n|---|---|---|---|---|"
    for setting in described():
        yield f"| `{setting.key}` | {setting.kind} | `{setting.default!r}` | {setting.allowed} | {setting.text} |"
    yield "\nThe environment variable `SOURCE_DATE_EPOCH` (seconds since 1970) declares the date of a run: it becomes the Bagging-Date, and the"
    yield "WARC-Date of sources whose time of capture nobody knows. Without it there is no Bagging-Date and such sources carry 1970-01-01.\n"


def _reasons() -> Iterator[str]:
    yield "# Reason codes\n"
    yield "Severity: *error* (the source, or a part of it, was not archived), *warning* (archived; look at it), *note* (nothing to do).\n"
    yield "| code | stage | severity | meaning |\n|---|---|---|---|"
    for reason in reasons().values():
        yield f"| `{reason.code}` | {reason.stage} | {reason.severity} | {reason.sentence} |"
    yield ""


def _kinds() -> Iterator[str]:
    yield "# Kinds of blocks\n"
    groups = tomllib.loads((ROOT / "pipeline" / "kinds.toml").read_text(encoding="utf-8"))
    said = {kind: (group, sentence) for group, kinds in groups.items() for kind, sentence in kinds.items()}
    yield "*article* stays in the text, *metadata* is read into the metadata, *removed* goes to the ledger.\n"
    yield "| kind | where it goes | what it is |\n|---|---|---|"
    for label in Label:
        group, sentence = said[label.value]
        yield f"| `{label}` | {group} | {sentence} |"
    yield ""


_GROUPS = {
    "measures": "Measures of letters, words and places, in any language. *Level*: twice the binary logarithm of a count; *share*: sixteenths.",
    "signs": "What a reader sees in one line by its form.",
    "phrases": "How strongly phrases of the packs speak for a kind (0 to 3), and function words.",
    "copies": "What stands elsewhere on the page.",
    "markup": "Elements, links, class names and what the page declares; of pages of HTML alone.",
}


def _evidence() -> Iterator[str]:
    yield "# Columns of evidence\n"
    yield "Each block has a small whole number in each column. Columns decide nothing:"
    yield "the labeller has learned what they are worth in their surroundings.\n"
    yield "`engross explain`, `engross show`, the ledger, the report and the review name up to three columns that counted most for a decision."
    yield "What they say is in the last two columns of these tables: one sentence where the value is smaller than usual, the other where it is"
    yield "larger. *It* is the block. No sentence decides by itself: each is a part of what spoke for the decision.\n"
    yield "A *paragraph* is running text: a block that ends as a sentence and has at least 60 letters, or any block of 180 letters. A *very short*"
    yield "block has fewer than 40 letters; a *group of lines* is lines without a blank line between them. The *main text* is the part of the"
    yield "page with most running text, the *main element* the element of the page that holds most of it.\n"
    block = Block(0, "A line of text.", 0, 15, verbatim="A line of text.", markup=Markup("p", nodes=(1,)))
    found = evidence_of([block])
    for group, sentence in _GROUPS.items():
        names = [name for name, own in zip(found.names, found.groups, strict=True) if own == group]
        yield f"## {group.capitalize()}\n\n{sentence} {len(names)} columns.\n"
        yield "| column | where its value is small | where it is large |\n|---|---|---|"
        yield "".join(f"| {' | '.join(map(_in_cell, (name, *sentences_of(name))))} |\n" for name in names)


def _in_cell(text: str) -> str:
    """Text in a cell of a table: elements as code, bars escaped."""
    return re.sub(r"(<[a-z0-9]+>)", r"`\1`", text).replace("|", "\\|")


def main() -> None:
    """Writes or checks."""
    stale = []
    for name, text in pages().items():
        path = ROOT / "docs" / name
        if "--check" in sys.argv[1:]:
            stale += [name] if not path.exists() or path.read_text(encoding="utf-8") != text else []
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.exit(f"Not up to date: {', '.join(stale)}. Run: make docs")


if __name__ == "__main__":
    main()
