"""Quality of the cleaning by cross-validation, side by side with other extractors and with the text left as it is.

    python -m benchmarks.quality                     every table (the models by fold are trained first where there are none)
    python -m benchmarks.quality --limit 20          every twentieth page: a first impression
    python -m benchmarks.quality --only html         one table: html, text, front, named, lines, doubts
    python -m benchmarks.quality --reviewed 3        what decisions are worth, as guards and as training data: see benchmarks/decided.py

No page is scored by a model that saw its domain (``python -m tools.train cross``); pages of folds whose models are
missing are left out. F1: words of the result against those of the gold as multisets,
characters for scripts without spaces; the mean over pages. Systems that are not installed are left out (the ``bench`` extra has them all).
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from unittest.mock import patch

from pipeline.clean import clean, clean_text
from pipeline.data import Article, Label, Source
from pipeline.decoding import decode
from pipeline.faults import Fault
from pipeline.labelling import label, network
from tools.train import corpus, examples, render
from tools.train.corpus import Gold
from tools.train.scoring import f1, words

TURNS = ("lines", "soup", "inscriptis", "html2text", "resiliparse_all")
"""Renderings of all visible text that are scored."""
FEW = 20
"""Pages of a language from which it has a row of its own."""
HARM = 0.01


@contextmanager
def fold_models(folder: Path, fold: int) -> Iterator[None]:
    """Within, the models that never saw this fold stand in for those of the package."""
    with patch.object(label, "load", lambda variant: _model(folder / f"{variant}-{fold}.npz")):
        yield


_MODELS: dict[Path, network.Network] = {}


def _model(path: Path) -> network.Network:
    if path not in _MODELS:
        with path.open("rb") as file:
            _MODELS[path] = network.read(file)
    return _MODELS[path]


def engross(data: bytes | str, media_type: str) -> str:
    """The clean text; empty where the page is refused."""
    try:
        return clean_text(data, media_type=media_type)
    except Fault:
        return ""


def trafilatura(data: bytes) -> str:
    """Trafilatura with its default settings, comments left out."""
    from trafilatura import extract

    try:
        return extract(data, include_comments=False) or ""
    except Exception:  # noqa: BLE001 - a peer's failure is an empty text
        return ""


Score = tuple[tuple[str, ...], dict[str, float]]
"""The groups that a page belongs to, and its figures by name."""


def html_page(folder: Path, gold: Gold) -> list[Score]:
    """A page of HTML through Engross and trafilatura."""
    data = gold.html()
    with fold_models(folder, gold.fold):
        start = time.process_time()
        own = engross(data, "text/html")
        middle = time.process_time()
    scores = {"engross": f1(own, gold.text), "engross ms": 1000 * (middle - start)}
    if importlib.util.find_spec("trafilatura"):
        other = trafilatura(data)
        scores |= {"trafilatura": f1(other, gold.text), "trafilatura ms": 1000 * (time.process_time() - middle)}
    kind = f"{gold.collection}, {gold.kind}"
    return [((kind, *((f"language {gold.language}",) if gold.collection != "bench" and gold.kind == "article" else ())), scores)]


def text_page(folder: Path, gold: Gold) -> list[Score]:
    """A page as text, in several renderings of all visible text and as three extractors leave it."""
    html = render.decoded(gold.html())
    out: list[Score] = []
    with fold_models(folder, gold.fold):
        for name in (*TURNS, *render.CLEAN):
            text = render.RENDERINGS[name](html)
            if text.strip():
                own = engross(text, "text/plain")
                before, after = f1(text, gold.text), f1(own, gold.text)
                group = "clean already" if name in render.CLEAN else "all visible text"
                scores = {"as it is": before, "engross": after, "harmed": float(after < before - HARM)}
                out.append(((f"{group}: {gold.collection}", name, group), scores))
    return out


def front_page(folder: Path, gold: Gold) -> list[Score]:
    """Title, byline, date and headings of all visible text, a block a line; title and byline besides where the text has them at all."""
    text = render.lines(render.decoded(gold.html()))
    try:
        with fold_models(folder, gold.fold):
            article = clean(text, media_type="text/plain")
    except Fault:
        return []
    scores: dict[str, float] = {}
    if gold.title:
        scores["title exact"] = float(words(article.title or "") == words(gold.title))
        if words(gold.title) in map(words, text.split("\n")):
            scores["title of a line"] = scores["title exact"]
    if gold.authors:
        wanted, found = {" ".join(words(a)) for a in gold.authors}, {" ".join(words(a)) for a in article.authors}
        scores |= _counts("byline", len(wanted & found), len(found), len(wanted))
        printed = {name for name in wanted if name in " ".join(words(text))}
        scores |= {"printed right": len(printed & found), "printed wanted": len(printed)}
    if len(gold.published) >= 10 and gold.published[:10] in _printed_dates(text, gold):
        scores |= _counts("date", int((article.published or "")[:10] == gold.published[:10]), int(article.published is not None), 1)
    heads = _headings(gold)
    if heads is not None:
        own = {" ".join(words(b.text)) for b in article.blocks if b.kind is Label.HEADING}
        scores |= _counts("heading", len(heads & own), len(own), len(heads))
    return [((gold.collection, "all"), scores)]


def named_page(folder: Path, gold: Gold) -> list[Score]:
    """The title of all visible text alone, and of the text with its address, as dumps of crawls have it."""
    if not (gold.url and gold.title):
        return []
    text = render.lines(render.decoded(gold.html()))
    scores: dict[str, float] = {}
    for name, url in (("alone", None), ("with the address", gold.url)):
        try:
            with fold_models(folder, gold.fold):
                scores[name] = float(words(clean(text, url=url, media_type="text/plain").title or "") == words(gold.title))
        except Fault:
            scores[name] = 0.0
    return [((gold.collection, "all"), scores)]


def _counts(name: str, right: int, found: int, wanted: int) -> dict[str, float]:
    return {f"{name} right": right, f"{name} found": found, f"{name} wanted": wanted}


def _printed_dates(text: str, gold: Gold) -> set[str]:
    from pipeline.reading.dates import dates_in

    return {hit.value for line in text.split("\n") if len(line) < 200 for hit in dates_in(line, gold.language)}


def _headings(gold: Gold) -> set[str] | None:
    """The headings of the page that stand in its gold."""
    blocks, found, _ = examples.html_page(gold)
    return {" ".join(words(b.text)) for b, t in zip(blocks, found, strict=True) if t.labels == "heading"}


def doubt_page(folder: Path, gold: Gold) -> list[Score]:
    """The doubts of a page of HTML, and its F1."""
    try:
        with fold_models(folder, gold.fold):
            article: Article = clean(gold.html(), media_type="text/html")
    except Fault:
        return []
    doubts = {d.code: 1.0 for d in article.doubts}
    return [(("all",), {"f1": f1(article.text, gold.text), "doubtful": float(bool(doubts)), **{f"doubt {code}": 1.0 for code in doubts}})]


def line_text(folder: Path, gold: Gold) -> list[Score]:
    """A line-labelled text: F1 of the words of the lines that stay; front matter counts as kept. The gold is repaired as the text is."""
    lines = [" ".join(line.split()) for line in gold.lines]
    text = "\n".join(lines)
    repaired = decode(Source(gold.id, text.encode(), media_type="text/plain")).fixed.split("\n")
    lines = repaired if len(repaired) == len(lines) else lines
    wanted = " ".join(line for line, kept in zip(lines, gold.labels, strict=True) if kept)
    try:
        with fold_models(folder, gold.fold):
            article = clean(text, media_type="text/plain")
        own = " ".join(b.text for b in (*article.front, *article.blocks))
    except Fault:
        own = ""
    share = len(wanted) / max(len(text), 1)
    groups = [gold.collection, f"{gold.collection}, {gold.language}"]
    if gold.collection == "lines-turku" and share >= 0.5:
        groups += ["lines-turku, article-like", f"lines-turku, article-like, {gold.language}"]
    return [(tuple(groups), {"as it is": f1("\n".join(lines), wanted), "engross": f1(own, wanted)})]


TABLES: dict[str, tuple[Callable[[Path, Gold], list[Score]], str]] = {
    "html": (html_page, "pages"), "text": (text_page, "articles"), "front": (front_page, "articles"), "named": (named_page, "articles"),
    "lines": (line_text, "texts"), "doubts": (doubt_page, "articles"),
}


def _pages(kind: str) -> list[Gold]:
    if kind == "texts":
        return list(corpus.texts())
    found = [gold for gold in corpus.pages() if not gold.partial and not gold.doubtful and gold.text.strip()]
    return [gold for gold in found if gold.kind == "article"] if kind == "articles" else found


def _work(job: tuple[str, Path, Gold]) -> list[Score]:
    table, folder, gold = job
    return TABLES[table][0](folder, gold)


def run(table: str, folder: Path, limit: int, processes: int, sets: Sequence[str] = ()) -> dict[str, dict[str, list[float]]]:
    """Every figure by group. ``sets``: the sets whose pages are measured; all where none is named."""
    found = [gold for gold in _pages(TABLES[table][1]) if not sets or gold.collection in sets]
    golds = [gold for gold in found if (folder / f"html-{gold.fold}.npz").exists()][::limit]
    out: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for scores in pool.imap(_work, [(table, folder, gold) for gold in golds], chunksize=8):
            for groups, figures in scores:
                for group in groups:
                    for name, value in figures.items():
                        out[group][name].append(value)
    return out


def show(table: str, found: dict[str, dict[str, list[float]]]) -> None:
    """Prints a table as Markdown."""
    if table == "front":
        _show_front(found)
    elif table == "doubts":
        _show_doubts(found["all"])
    else:
        _show_groups(table, found)


def _show_groups(table: str, found: dict[str, dict[str, list[float]]]) -> None:
    names = list(dict.fromkeys(name for figures in found.values() for name in figures))
    print(f"\n| {table} | pages | {' | '.join(names)} |\n|---|---:|{'---:|' * len(names)}")
    for group, figures in sorted(found.items()):
        count = max(len(values) for values in figures.values())
        if count >= FEW or not group.startswith("language"):
            print(f"| {group} | {count} | {' | '.join(f'{mean(figures[name]):.4f}' if figures.get(name) else '' for name in names)} |")


def _show_front(found: dict[str, dict[str, list[float]]]) -> None:
    print("\n| front matter, all visible text | pages | title exact | of titles on a line | byline P / R | R of printed names "
          "| date P / R | heading P / R |\n|---|---:|---:|---:|---:|---:|---:|---:|")
    for group, figures in sorted(found.items()):
        cells = [f"{mean(figures[name]):.3f}" if figures.get(name) else "" for name in ("title exact", "title of a line")]
        for name in ("byline", "printed", "date", "heading"):
            right, own, wanted = (sum(figures.get(f"{name} {what}", ())) for what in ("right", "found", "wanted"))
            share = f"{right / own:.2f} / " if own else ""
            cells.append(f"{share}{right / wanted:.2f}" if wanted and (own or name == "printed") else "")
        print(f"| {group} | {max(map(len, figures.values()))} | {' | '.join(cells)} |")


def _show_doubts(figures: dict[str, list[float]]) -> None:
    pairs = sorted(zip(figures["f1"], figures["doubtful"], strict=True))
    worst = pairs[: max(len(pairs) // 20, 1)]
    codes = ", ".join(f"{name.removeprefix('doubt ')} {len(values)}" for name, values in sorted(figures.items()) if name.startswith("doubt "))
    every, bad = mean(d for _, d in pairs), mean(d for _, d in worst)
    print(f"\nOf {len(pairs)} pages {every:.3f} carry a doubt ({codes}); of the worst twentieth by F1 {bad:.3f}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--limit", type=int, default=1, help="only each so-many-th page")
    parser.add_argument("--only", choices=tuple(TABLES), action="append", help="one table; may be given several times")
    parser.add_argument("--set", dest="sets", action="append", default=[], help="only pages of this set; may be given several times")
    parser.add_argument("--models", type=Path, help="folder of the models by fold")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--reviewed", type=int, default=0, help="before and after: so many doubtful blocks a page answered from the gold")
    parser.add_argument("--decisions", type=Path, help="before and after: training with this file of decisions")
    parser.add_argument("--archive", type=Path, action="append", default=[], help="an archive with the pages of the decisions")
    parsed = parser.parse_args(arguments)
    if parsed.decisions and not parsed.archive:
        parser.error("--decisions needs --archive: the words of the blocks stand in the archives")
    try:
        corpus.root()
    except corpus.Missing as error:
        print(error, file=sys.stderr)
        return 0
    folder = parsed.models or examples.folder() / "folds"
    if parsed.reviewed or parsed.decisions:
        from benchmarks import decided

        decided.show(folder, parsed.limit, parsed.reviewed, parsed.processes, decisions=parsed.decisions, archives=parsed.archive)
        return 0
    if not any((folder / f"{variant}-{fold}.npz").exists() for variant in network.VARIANTS for fold in range(corpus.FOLDS)):
        from tools.train.__main__ import cross

        cross(folder, network.VARIANTS)
    for table in parsed.only or TABLES:
        show(table, run(table, folder, parsed.limit, parsed.processes, parsed.sets))
    return 0


if __name__ == "__main__":
    sys.exit(main())
