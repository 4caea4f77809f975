"""Training texts with a label before each line: the labelled cases of the tests, the sample articles, the five real texts, the invented pages."""

from __future__ import annotations

import random
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.data import Label
from tools.train.examples import Example, Line

__all__ = ["FOLD", "NEWEST", "TOP", "Pieces", "cases", "line_of", "newest", "parted", "pieces"]

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
FOLD = -1
"""The fold of texts that are in no fold: always trained on."""


def cases() -> Iterator[Example]:
    """The labelled cases of the tests and the sample articles."""
    yield from _structure()
    yield from _labels()
    yield from _samples()
    yield from _readings()
    yield from _pages()


def _readings() -> Iterator[Example]:
    """The five real texts of which the tests have a reading line by line, where they are there."""
    from tests.labelling.test_real_seeds import READINGS, SEEDS, numbers

    for reading in READINGS:
        path = SEEDS / reading.file
        if not path.is_file():
            continue
        told = {n: label for label, lines in reading.lines.items() for n in numbers(lines)}
        lines, blank = [], 0
        for n, raw in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if raw.strip():
                lines.append(line_of(blank, raw.strip(), told.get(n, "paragraph"), READ))
                blank = 0
            else:
                blank += 1
        yield Example(f"reading:{reading.file}", "invented", "invented", FOLD, tuple(lines))


def _pages(part: str = "", name: str = "page") -> Iterator[Example]:
    """Invented pages that are whole: bodies among the pieces that have a title near their top. ``part``: what the names of their files have."""
    whole = [
        (language, lines) for (place, language), found in sorted(pieces(part).items()) if place == "body"
        for lines in found if any(line.labels == "title" for line in lines[:TOP])
    ]
    for n, (language, lines) in enumerate(whole):
        for form in range(FORMS):
            told = varied(lines, random.Random(n * FORMS + form)) if form else lines
            yield Example(f"{name}:{language}:{n}#{form}", "invented", "invented", FOLD, tuple(told))


def newest(part: str) -> Iterator[Example]:
    """The invented pages of the files with ``part`` in their names, each in several forms."""
    return _pages(part, NEWEST)


NEWEST = "newest"
"""How the names of the examples of `newest` begin."""
FORMS = 4
"""The forms in which an invented page is trained on: as it is written, and with other blank lines, less boilerplate and boilerplate in other places,
so that no page is learned by heart."""
DROPPED, THINNED, MOVED = 0.25, 0.1, 0.4
"""Chance that a run of boilerplate, or a paragraph, is left out, and that a run from the end of a page stands inside it."""
MOVABLE = {"advert", "app-promo", "join-us", "paywall", "promo", "related", "share", "social-embed", "subscribe"}
LONGEST_MOVED = 4


def varied(lines: Sequence[Line], rng: random.Random) -> list[Line]:
    """A page in another form: see `FORMS`."""
    last = max(n for n, line in enumerate(lines) if line.share >= 0.5) + 1
    copies = Counter(line.text for line in lines)
    article = [
        line for run in _runs(lines[:last]) if run[0].share >= 0.5 or rng.random() >= DROPPED
        for line in run if line.labels != "paragraph" or copies[line.text] > 1 or rng.random() >= THINNED
    ]
    tail = [run for run in _runs(lines[last:]) if rng.random() >= DROPPED]
    if rng.random() < 0.5:
        rng.shuffle(tail)
    if rng.random() < MOVED:
        article, tail = _moved(article, tail, rng)
    return _respaced([*article, *(line for run in tail for line in run)], rng)


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    return [list(run) for _, run in groupby(lines, lambda line: line.labels)]


def _moved(article: list[Line], tail: list[list[Line]], rng: random.Random) -> tuple[list[Line], list[list[Line]]]:
    """One run of the end of a page between two of its paragraphs."""
    chosen = [run for run in tail if run[0].labels in MOVABLE and len(run) <= LONGEST_MOVED]
    places = [n for n in range(1, len(article)) if article[n - 1].labels == article[n].labels == "paragraph"]
    if not chosen or not places:
        return article, tail
    run, at = rng.choice(chosen), rng.choice(places)
    return [*article[:at], *run, *article[at:]], [other for other in tail if other is not run]


def _respaced(lines: list[Line], rng: random.Random) -> list[Line]:
    """The blank lines of another extractor."""
    manner = rng.choice(("same", "same", "all", "none", "long", "two"))
    if manner == "same":
        return lines
    if manner == "long":
        return [line._replace(blank=int(len(line.text) > 60 or rng.random() < 0.2)) for line in lines]
    return [line._replace(blank={"all": 1, "none": 0, "two": 2}[manner]) for line in lines]


def _structure() -> Iterator[Example]:
    """Cases in which a label stands before each line."""
    from tests.makers.marked import PROSE

    for path in sorted((CASES / "structure").glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in (*tables["case"], *tables.get("known_failures", ())):
            lines, blank, label = [], 0, "paragraph"
            for row in case["doc"].strip("\n").split("\n"):
                own, bar, text = row.partition("|")
                for n, prose in enumerate(PROSE, 1):
                    text = text.replace(f"{{{n}}}", prose)
                if not bar:
                    blank += 1
                    continue
                label = label if own.strip() == "+" else own.strip()
                lines.append(line_of(blank, text.strip(), label))
                blank = 0
            yield Example(f"structure:{case['name']}", "invented", "invented", FOLD, tuple(lines))


def _labels() -> Iterator[Example]:
    """Cases that name what is removed; what they do not name stays."""
    bodies: dict[str, str] = tomllib.loads((CASES / "label" / "bodies.toml").read_text(encoding="utf-8"))
    for name in ("wild", "synthetic", "negative", "known_failures"):
        for case in tomllib.loads((CASES / "label" / f"{name}.toml").read_text(encoding="utf-8"))["case"]:
            if case.get("more"):
                continue
            text, body, titles = case["text"], set(), set()
            for language, article in bodies.items():
                if "{" + language + "}" in text:
                    title, *paragraphs = [line.strip() for line in article.strip().split("\n") if line.strip()]
                    titles.add(title)
                    body.update(paragraphs)
                    text = text.replace("{" + language + "}", article.strip())
            removed = [(kind, start) for kind, starts in case.get("removed", {}).items() for start in starts]
            kinds = case.get("kinds", {})

            def label(
                line: str, removed: Sequence[tuple[str, str]] = removed, kinds: dict[str, str] = kinds, body: set[str] = body,
                titles: set[str] = titles,
            ) -> str:
                kind = next((kind for kind, start in removed if line.startswith(start)), None)
                if kind is not None:
                    return "boilerplate" if kind == "any" else kind
                known = "paragraph" if line in body else "title" if {line} == titles else "kept"
                return next((kind for start, kind in kinds.items() if line.startswith(start)), known)

            yield _labelled(f"label:{case['label']}", text, label)


def _samples() -> Iterator[Example]:
    """The sample articles in plain text, which the tests hold line by line."""
    for seed in tomllib.loads((CASES / "label" / "seeds.toml").read_text(encoding="utf-8"))["seed"]:
        if not seed["name"].endswith(".txt"):
            continue
        text = (ROOT / "seeds" / seed["name"]).read_bytes().decode(seed["encoding"], "replace").lstrip("\ufeff").replace("\r\n", "\n")
        removed = [tuple(line.strip().split(": ", 1)) for line in seed["removed"].split("\n") if ": " in line]
        heads, title = set(seed.get("headings", ())), seed.get("title")

        def label(line: str, removed: Sequence[tuple[str, ...]] = removed, heads: set[str] = heads, title: str | None = title) -> str:
            plain = " ".join(line.split())
            kind = next((kind for kind, start in removed if plain[:60].strip() == start), None)
            return kind or ("title" if plain == title else "heading" if plain in heads else "kept")

        yield _labelled(f"sample:{seed['name']}", text, label)


def _labelled(name: str, text: str, label: object) -> Example:
    lines, blank = [], 0
    for raw in text.split("\n"):
        if raw.strip():
            lines.append(line_of(blank, raw.strip(), label(raw.strip())))  # type: ignore[operator]
            blank = 0
        else:
            blank += 1
    return Example(name, "invented", "invented", FOLD, tuple(lines))


def line_of(blank: int, text: str, label: str, weight: float = 1.0) -> Line:
    """A line with its target, as ``paragraph|standfirst``."""
    from tools.train.dataset import KEPT, mask_of

    return Line(blank, text, label, float(bool(mask_of(label) & KEPT)), weight)


Pieces = dict[tuple[str, str], list[tuple[Line, ...]]]
"""Lines of invented pieces by place (``top``, ``head``, ``tail``) and language."""


TOP = 30
"""Lines of a page among which its title stands."""
READ = 5.0
"""Weight of the lines of the five real texts that are read line by line."""
PLACES = ("top", "head", "insert", "body", "tail")


def pieces(part: str = "") -> Pieces:
    """The invented pieces of ``pieces/LANG-NAME.txt``, or of those with ``part`` in their names: ``# tail`` opens a piece, ``label | text`` is a line
    of it, an empty line an empty line."""
    known = {label.value for label in Label}
    out: Pieces = defaultdict(list)
    for path in sorted(path for path in Path(__file__).with_name("pieces").glob("*.txt") if part in path.stem):
        place, blank = "", 0
        lines: list[Any] = []
        for row in [*path.read_text(encoding="utf-8").split("\n"), "# top"]:
            label, bar, text = row.partition("|")
            if row.startswith("# ") and row[2:].strip() in PLACES:
                if lines:
                    out[place, path.name[:2]].append(tuple(lines))
                place, blank, lines = row[2:].strip(), 0, []
            elif bar and label.strip() in known and text.strip():
                lines.append(line_of(blank, text.strip(), label.strip(), 1.5))
                blank = 0
            elif not row.strip():
                blank += 1
    return out


def parted(found: Pieces) -> Pieces:
    """The same with each whole page in three: what stands above, the article, what stands below, which then meet those of other pages."""
    out: Pieces = defaultdict(list, {key: list(value) for key, value in found.items() if key[0] != "body"})
    for (place, language), bodies in sorted(found.items()):
        for lines in bodies if place == "body" else ():
            kept = [n for n, line in enumerate(lines) if line.share >= 0.5]
            whole = bool(kept) and any(line.labels == "title" for line in lines[:TOP])
            first, last = (kept[0], kept[-1] + 1) if whole else (0, len(lines))
            for name, part in (("top", lines[:first]), ("body", lines[first:last]), ("tail", lines[last:])):
                if len(part) > 1:
                    out[name, language].append(part)
    return out
