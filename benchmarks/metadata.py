"""Title, author and date against gold, side by side with trafilatura, newspaper4k and htmldate.

``python benchmarks/metadata.py [--kind article] [--sample N] [--misses FIELD]``

Needs the pages of ``../shared/bench`` (or ``$ENGROSS_SHARED/bench``); peers that are not installed are left out, by name. Scores a field:
*right*: of the pages whose gold has the field, the share where the answer is the same (title: the same words; author: the same set of
people, titles and letters after names aside; date: the same day, or month or year where gold has no more); *wrong*: of all pages, the
share where an answer is given that is not the gold's; *F1* of the two. Milliseconds are CPU time a page, parsing included.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

Answer = dict[str, Any]
Reader = Callable[[bytes, str], Answer]
FIELDS = ("title", "author", "published")
LAST_DAY = "2026-12-31"
_HONORIFICS = re.compile(r"^(?:dr|prof|mr|mrs|ms|sir|by)\.?\s+", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:;|\||\s&\s|\band\b)\s*")


def bench_folder() -> Path | None:
    """Where gold and pages are; None if they are not here."""
    root = Path(os.environ.get("ENGROSS_SHARED", Path(__file__).resolve().parents[1].parent / "shared")) / "bench"
    return root if (root / "gold.jsonl.gz").exists() else None


def engross(data: bytes, url: str) -> Answer:
    """This project."""
    from pipeline.blocks.from_html import split_html
    from pipeline.data import Source
    from pipeline.decoding import decode
    from pipeline.metadata.html import html_metadata

    page = decode(Source("page.html", data, url=url, media_type="text/html"))
    split = split_html(page)
    found = [f for f in html_metadata(split.head, split.blocks, page) if f.chosen]
    one = {f.field: f.value for f in reversed(found)}
    return {"title": one.get("title"), "author": [f.value for f in found if f.field == "author"], "published": one.get("published")}


def _trafilatura() -> Reader:
    from trafilatura.metadata import extract_metadata

    def read(data: bytes, url: str) -> Answer:
        found = extract_metadata(data, default_url=url, date_config={"original_date": True, "extensive_search": True, "max_date": LAST_DAY})
        return {"title": found.title, "author": (found.author or "").split("; "), "published": found.date} if found else {}
    return read


def _newspaper() -> Reader:
    from newspaper import Article

    def read(data: bytes, url: str) -> Answer:
        article = Article(url, fetch_images=False)
        article.download(input_html=data.decode("utf-8", "replace"))
        article.parse()
        date = article.publish_date
        return {"title": article.title, "author": article.authors, "published": date.date().isoformat() if date else None}
    return read


def _htmldate() -> Reader:
    from htmldate import find_date

    def read(data: bytes, url: str) -> Answer:
        return {"published": find_date(data, url=url, original_date=True, max_date=LAST_DAY)}
    return read


PEERS: dict[str, Callable[[], Reader]] = {"trafilatura": _trafilatura, "newspaper4k": _newspaper, "htmldate": _htmldate}


def words(text: str | None) -> str:
    """A title's words in lower case."""
    return " ".join(re.findall(r"\w+", (text or "").lower()))


def persons(value: object) -> frozenset[str]:
    """The people of an answer: letters of their names, without titles and letters after the name."""
    parts = value if isinstance(value, list) else [value] if value else []
    out = set()
    for part in parts:
        for name in _SPLIT.split(str(part)):
            pieces = name.split(",")
            rest = [p for p in pieces[1:] if len(p.split()) > 1 and not re.fullmatch(r"[\sA-Z.®&\d-]+", p)]
            for piece in (pieces[0], *rest):
                if letters := "".join(re.findall(r"\w", _HONORIFICS.sub("", piece.strip()).lower())):
                    out.add(letters)
    return frozenset(out)


def same(field: str, answer: object, gold: object) -> bool:
    """Whether an answer is the gold's."""
    if field == "title":
        return words(str(answer or "")) == words(str(gold or ""))
    if field == "author":
        return persons(answer) == persons(gold)
    return bool(answer) and str(answer)[:len(str(gold))] == str(gold)[:10]


def given(field: str, answer: object) -> bool:
    """Whether there is an answer at all."""
    return bool(persons(answer)) if field == "author" else bool(answer)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--kind", default="article")
    parser.add_argument("--sample", type=int, default=1, help="every Nth page")
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--misses", choices=FIELDS, help="print what this project got wrong")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    arguments = parser.parse_args()
    folder = bench_folder()
    if folder is None:
        print("No pages: ../shared/bench is missing (or set ENGROSS_SHARED).", file=sys.stderr)
        return 0
    with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        gold = [g for g in map(json.loads, lines) if g["kind"] == arguments.kind][arguments.offset::arguments.sample]
    systems: dict[str, Reader] = {"engross": engross}
    for name, make in () if arguments.alone else PEERS.items():
        try:
            systems[f"{name} {version(name)}"] = make()
        except (ImportError, PackageNotFoundError):
            print(f"{name} is not installed: left out.", file=sys.stderr)
    answers, spent = _run(systems, gold, folder)
    _print(answers, gold, spent)
    if arguments.misses:
        _print_misses(arguments.misses, answers["engross"], gold)
    return 0


def _run(systems: dict[str, Reader], gold: list[Answer], folder: Path) -> tuple[dict[str, list[Answer]], dict[str, float]]:
    answers: dict[str, list[Answer]] = {name: [] for name in systems}
    spent = dict.fromkeys(systems, 0.0)
    for row in gold:
        data = gzip.decompress((folder / "pages" / f"{row['id']}.html.gz").read_bytes())
        for name, read in systems.items():
            start = time.process_time()
            try:
                answer = read(data, row["url"])
            except Exception as fault:  # noqa: BLE001  a peer's fault on a page is its answer there, and named
                print(f"{name} failed on {row['id']}: {type(fault).__name__}: {fault}", file=sys.stderr)
                answer = {}
            spent[name] += time.process_time() - start
            answers[name].append(answer)
    return answers, spent


def _print(answers: dict[str, list[Answer]], gold: list[Answer], spent: dict[str, float]) -> None:
    print(f"{len(gold)} pages\n\n| system | " + " | ".join(f"{f} right | wrong | F1" for f in FIELDS) + " | ms |")
    print("|---|" + "---|" * (3 * len(FIELDS) + 1))
    for name, mine in answers.items():
        cells = []
        for field in FIELDS:
            if not any(given(field, a.get(field)) for a in mine):
                cells += ["", "", ""]
                continue
            there = [g for g in gold if given(field, g[field])]
            right = sum(same(field, a.get(field), g[field]) for a, g in zip(mine, gold, strict=True) if given(field, g[field]))
            told = sum(given(field, a.get(field)) for a in mine)
            cells += [f"{right / len(there):.3f}", f"{(told - right) / len(gold):.3f}", f"{2 * right / (told + len(there)):.3f}"]
        print(f"| {name} | " + " | ".join(cells) + f" | {spent[name] / len(gold) * 1000:.1f} |")


def _print_misses(field: str, mine: list[Answer], gold: list[Answer]) -> None:
    for answer, row in zip(mine, gold, strict=True):
        if not same(field, answer.get(field), row[field]) and (given(field, answer.get(field)) or given(field, row[field])):
            print(f"{row['id']} gold {row[field]!r} found {answer.get(field)!r}")


if __name__ == "__main__":
    sys.exit(main())
