"""``clean`` and ``explain``: one document at a time, on standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypedDict

import click

from pipeline.cli.terminal import INPUT, load_settings, must_be_there, printing, say, settings_option, stop

if TYPE_CHECKING:
    from pipeline.clean import CleanArticle, Explained, Reading
    from pipeline.data import Answer, Encoding, Source
    from pipeline.faults import Fault
    from pipeline.settings import Settings
    from pipeline.sites.rules import SiteRules

__all__ = ["clean", "explain"]


@click.command(short_help="Print the clean text of FILE.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=INPUT)
@click.option("--json", "json", is_flag=True, help="The whole article as JSON, a line a document.")
@click.option("--tei", "tei", is_flag=True, help="The TEI document.")
@click.option("--removed", "removed", is_flag=True, help="What was removed: kind, place, reason and text.")
@settings_option
def clean(files: tuple[str, ...], settings_file: Path | None, **forms: bool) -> None:
    """Print the clean text of FILE; "-" is standard input.

    Two blank lines stand between two documents.

    Decisions and rules of sites hold as for archive: those that review.decisions and review.sites of the settings
    name, else decisions.jsonl and sites/ here. Only an archive knows what its sites repeat and what was restored.

    \b
    Example:
        engross clean page.txt
        curl -s https://example.org/story | engross clean - --json
    """
    from pipeline.clean import clean_source

    asked = [form for form, given in forms.items() if given]
    if len(asked) > 1:
        stop(f"Name one of {', '.join(f'--{form}' for form in sorted(asked))}.", 2)
    form = asked[0] if asked else None
    settings, show = load_settings(settings_file), _FORMS[form]
    must_be_there(files, least=1)
    said = _said(settings)
    _each(files, settings, lambda source: show(clean_source(source, settings, **said(source))), spaced=form is None)


@click.command(short_help="Print each block of FILE with its label and the evidence.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=INPUT)
@settings_option
def explain(files: tuple[str, ...], settings_file: Path | None) -> None:
    """Print every block of FILE with its label, how sure it is, and the evidence that counted most.

    The line of a block has its number, its characters in the page, its label (docs/kinds.md), how sure it is (0 to 1),
    and who decided (docs/reasons.md).

    Decisions and rules of sites hold as for clean.

    \b
    Example:
        engross explain page.txt
    """
    from pipeline.clean import explain_source

    settings = load_settings(settings_file)
    must_be_there(files, least=1)
    said = _said(settings)
    _each(files, settings, lambda source: _as_explained(explain_source(source, settings, **said(source))), spaced=True)


class _Said(TypedDict):
    """The decisions of people and the rules for a source, as arguments of cleaning."""

    answers: tuple[Answer, ...]
    rules: SiteRules | None
    reading: Reading | None


def _said(settings: Settings) -> Callable[[Source], _Said]:
    """The decisions and the rules of sites that hold for a source, as for ``archive``."""
    from pipeline.archive.decisions import Standing, blocks_line, load, winning
    from pipeline.archive.site_files import load_sites
    from pipeline.clean import read_source

    standing, sites = Standing.of(load(Path(settings.review.decisions))), load_sites(Path(settings.review.sites))

    def of(source: Source) -> _Said:
        rules = sites.rules_for(source.name, source.url)
        if not standing.decisions:
            return {"answers": (), "rules": rules, "reading": None}
        reading = read_source(source, settings, rules)
        found = standing.matching(blocks_line(reading.split.blocks), (source.identity,))
        return {"answers": winning(found), "rules": rules, "reading": reading}

    return of


def _each(files: tuple[str, ...], settings: Settings, show: Callable[[Source], bytes], *, spaced: bool) -> NoReturn:
    """Prints something of every source of every file; goes on after one that fails, and says so at the end.

    ``spaced``: two blank lines stand between documents.
    """
    from pipeline.archive.run.inputs import nothing_in
    from pipeline.faults import Fault

    out, failed, before, there = sys.stdout.buffer, 0, b"", False
    for item in _sources(files, settings):
        there = True
        try:
            if isinstance(item, Fault):
                raise item
            text = show(item)
        except Fault as fault:
            failed += not fault.warning
            say(f"engross: {fault}", err=True)
        else:
            with printing():
                out.write(before + text)
                out.flush()
            before = b"\n\n" if spaced else b""
    if not there:
        stop(nothing_in(files), 2)
    sys.exit(1 if failed else 0)


def _sources(files: tuple[str, ...], settings: Settings) -> Iterator[Source | Fault]:
    from pipeline.archive.run.inputs import read_inputs

    for name in files:
        yield from read_inputs([name], stdin=sys.stdin.buffer, inputs=settings.inputs)


def _neutral(text: str) -> bytes:
    """Text for people, who may read it on a terminal."""
    from pipeline.writers.exports.neutral import neutral_text

    return neutral_text(text).encode("utf-8", "replace")


def _as_text(article: CleanArticle) -> bytes:
    return _neutral("\n\n".join(part for part in (article.title, article.text) if part) + "\n")


def _as_json(article: CleanArticle) -> bytes:
    from pipeline.writers.exports.neutral import json_escaped

    return json_escaped(article.to_json().encode() + b"\n")


def _as_tei(article: CleanArticle) -> bytes:
    from pipeline.writers.exports.neutral import xml_escaped
    from pipeline.writers.tei import write_tei

    return xml_escaped(write_tei(article))


def _as_removed(article: CleanArticle) -> bytes:
    return _neutral("".join(f"{r.kind}\t{r.start}-{r.end}\t{r.reason}\t{' '.join(r.text.split())}\n" for r in article.removed))


_FORMS: dict[str | None, Callable[[CleanArticle], bytes]] = {"json": _as_json, "tei": _as_tei, "removed": _as_removed, None: _as_text}


_BY = {
    "bom": "as its byte order mark says", "header": "as the server or the input says", "declaration": "as the page declares",
    "utf-8": "its bytes are valid UTF-8", "detector": "as its bytes show", "fallback": "nothing shows the encoding",
    "mixed": "with some bytes of windows-1252", "unicode": "the input was decoded text",
}
_CLAIM = {"header": "the server or the input says", "declaration": "the page declares"}


def _encoding(encoding: Encoding) -> str:
    """The encoding in which a page was read, and how it is known."""
    by, _, claim = encoding.by.partition(" against ")
    who, _, codec = claim.partition(" ")
    against = f", although {_CLAIM.get(who, who)} {codec}" if claim else ""
    return f"read as {encoding.name} ({_BY.get(by, by)}{against})"


def _as_explained(explained: Explained) -> bytes:
    from pipeline.article.doubts import KINDS
    from pipeline.data.counting import counted
    from pipeline.review.evidence import with_evidence

    page = explained.page
    language = f"language {explained.language}" if explained.language != "und" else "language not known"
    repairs = counted(len(page.repairs), "repair") if page.repairs else "no repairs"
    lines = [f"{page.name}: {_encoding(page.encoding)}, {language}, {repairs}\n"]
    words = {"article": "one article", **KINDS}
    kinds = ", ".join(f"{words.get(name, name)} {chance:.2f}" for name, chance in explained.labelling.kinds)
    mixed, unsure = explained.labelling.mixed, explained.labelling.unsure
    lines.append(f"How likely each kind of page is: {kinds}.\nAbout {mixed:.0%} of the page is expected to be boilerplate; about {unsure:.0%} of the "
                 "article is expected to be lost or boilerplate.\n")
    decisions = {decision.block: decision for decision in with_evidence(explained)}
    for block in explained.split.blocks:
        decision = decisions[block.n]
        text = block.text if len(block.text) <= 100 else block.text[:97] + "..."
        lines.append(f"\n[{block.n}] {block.start}-{block.end} {decision.label} {decision.score:.2f} ({decision.reason})\n    {text}\n")
        lines += [f"      {reason}\n" for reason in decision.evidence if reason]
    return _neutral("".join(lines))
