"""Title, author and date against gold, side by side with trafilatura, newspaper4k and htmldate.

``python -m benchmarks.metadata [SET…] [--kind article] [--limit N] [--misses FIELD] [--causes]``

Sets: ``bench`` and those of ``../shared/wider`` whose gold has titles, authors or dates (`SETS`; all of them where none is named). The folder
with the sets is ``../shared`` or ``$ENGROSS_SHARED``; peers that are not installed are left out, by name. Scores a field:
*right*: of the pages whose gold has the field, the share where the answer is the same (title: the same words; author: the same set of
people, titles and letters after names aside; date: the same day, or month or year where gold has no more; of this project the date of
publication, or of the update where a page tells no other, since gold and peers have one date); *wrong*: of all pages, the
share where an answer is given that is not the gold's; *F1* of the two. Outside ``bench`` a field that the gold lacks is not known to be
missing from the page, so only pages whose gold has the field count.
Milliseconds are CPU time a page, parsing included. ``--causes`` counts why this project's answers differ (`benchmarks.metadata_gold`).
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from benchmarks.metadata_gold import CAUSES, cause
from tools.train import corpus

Answer = dict[str, Any]
Reader = Callable[[bytes, str], Answer]
FIELDS = ("title", "author", "published")
SETS = ("bench", "fundus", "andy2023", "mercury", "recipes", "newspaper", "zhnews", "zhweb")
LAST_DAY = "2026-12-31"
_HONORIFICS = re.compile(r"^(?:dr|prof|mr|mrs|ms|sir|by)\.?\s+", re.IGNORECASE)
_LETTERS_AFTER = re.compile(r"(?:Ph\.?D\.?|[A-Z]{2,5}[®™]?|[A-Z]-[A-Z]{2,4}|[A-Z]\.[A-Z]\.)(?:\s(?:[A-Z]{2,5}[®™]?|\d+))*")
"""An entry after the first that holds letters after a name: golds are parted at commas."""
_SPLIT = re.compile(r"\s*(?:;|\||\s&\s|\band\b)\s*")


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
    return {"title": one.get("title"), "author": [f.value for f in found if f.field == "author"],
            "published": one.get("published") or one.get("updated")}


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
    parts = [part for n, part in enumerate(parts) if not n or not _LETTERS_AFTER.fullmatch(str(part).strip())]
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


class Scored(NamedTuple):
    """A page of a set, and what its gold says of each field."""

    page: corpus.Gold
    gold: Answer


def scored(name: str, kind: str, step: int = 1, offset: int = 0, limit: int = 0) -> list[Scored]:
    """The pages of a set: every Nth, so that a limit takes them from all over the set."""
    found = [p for p in corpus.load(name) if p.kind == kind or name != "bench"]
    if limit and len(found) > limit:
        step = -(-len(found) // limit)
    return [Scored(p, {"title": p.title, "author": list(p.authors), "published": _day(p.published)}) for p in found[offset::step]]


def _day(printed: str) -> str:
    """The date of a gold's time stamp, its numbers filled up with zeros."""
    match = re.match(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", printed)
    return "-".join([match[1], *(part.zfill(2) for part in match.groups()[1:] if part)]) if match else ""


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table of fields, or what this project got wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--kind", default="article", help="of the pages of bench")
    parser.add_argument("--sample", type=int, default=1, help="every Nth page")
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--limit", type=int, default=0, help="at most N pages of a set")
    parser.add_argument("--misses", choices=FIELDS, help="print what this project got wrong")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--causes", action="store_true", help="count why this project's answers differ from the gold")
    arguments = parser.parse_args(argv)
    systems = _systems(arguments.alone)
    for name in arguments.sets or SETS:
        try:
            pages = scored(name, arguments.kind, arguments.sample, arguments.offset, arguments.limit)
        except (corpus.Missing, OSError) as fault:
            print(f"{name} is left out: {fault}", file=sys.stderr)
            continue
        answers, spent = _run(systems, pages)
        _print(name, answers, pages, spent)
        if arguments.misses:
            _print_misses(arguments.misses, answers["engross"], pages)
        if arguments.causes:
            _print_causes(answers["engross"], pages)
    return 0


def _systems(alone: bool) -> dict[str, Reader]:
    systems: dict[str, Reader] = {"engross": engross}
    for name, make in () if alone else PEERS.items():
        try:
            systems[f"{name} {version(name)}"] = make()
        except (ImportError, PackageNotFoundError):
            print(f"{name} is not installed: left out.", file=sys.stderr)
    return systems


def _run(systems: dict[str, Reader], pages: list[Scored]) -> tuple[dict[str, list[Answer]], dict[str, float]]:
    answers: dict[str, list[Answer]] = {name: [] for name in systems}
    spent = dict.fromkeys(systems, 0.0)
    for page, _ in pages:
        data = page.html()
        for name, read in systems.items():
            start = time.process_time()
            try:
                answer = read(data, page.url or "")
            except Exception as fault:  # noqa: BLE001  a peer's fault on a page is its answer there, and named
                print(f"{name} failed on {page.id}: {type(fault).__name__}: {fault}", file=sys.stderr)
                answer = {}
            spent[name] += time.process_time() - start
            answers[name].append(answer)
    return answers, spent


def _print(name: str, answers: dict[str, list[Answer]], pages: list[Scored], spent: dict[str, float]) -> None:
    print(f"\n{name}: {len(pages)} pages\n\n| system | " + " | ".join(f"{f} right | wrong | F1" for f in FIELDS) + " | ms |")
    print("|---|" + "---|" * (3 * len(FIELDS) + 1))
    for system, mine in answers.items():
        cells = [cell for field in FIELDS for cell in _cells(field, mine, pages)]
        print(f"| {system} | " + " | ".join(cells) + f" | {spent[system] / max(len(pages), 1) * 1000:.1f} |", flush=True)


def _cells(field: str, answers: list[Answer], pages: list[Scored]) -> tuple[str, str, str]:
    known = [(a, p.gold) for a, p in zip(answers, pages, strict=True) if _counts(field, p.page, p.gold)]
    mine, gold = [a for a, _ in known], [g for _, g in known]
    there = sum(given(field, g[field]) for g in gold)
    told = sum(given(field, a.get(field)) for a in mine)
    if not there or not told:
        return "", "", ""
    right = sum(same(field, a.get(field), g[field]) for a, g in zip(mine, gold, strict=True) if given(field, g[field]))
    return f"{right / there:.3f}", f"{(told - right) / len(gold):.3f}", f"{2 * right / (told + there):.3f}"


def _print_misses(field: str, mine: list[Answer], pages: list[Scored]) -> None:
    for answer, (page, gold) in zip(mine, pages, strict=True):
        if _differs(field, answer.get(field), gold[field]):
            print(f"{page.id} gold {gold[field]!r} found {answer.get(field)!r}")


def _print_causes(mine: list[Answer], pages: list[Scored]) -> None:
    print("\n| differs | " + " | ".join(CAUSES) + " |\n|---|" + "---|" * len(CAUSES))
    for field in FIELDS:
        told = [cause(field, page, answer.get(field), gold[field], persons) for answer, (page, gold) in zip(mine, pages, strict=True)
                if _counts(field, page, gold) and _differs(field, answer.get(field), gold[field])]
        print(f"| {field} | " + " | ".join(str(told.count(name)) for name in CAUSES) + " |", flush=True)


def _differs(field: str, answer: object, gold: object) -> bool:
    return (given(field, answer) or given(field, gold)) and not same(field, answer, gold)


def _counts(field: str, page: corpus.Gold, gold: Answer) -> bool:
    """Whether the gold of a page says something of a field: outside ``bench`` a field that the gold lacks is not known to be missing."""
    return page.collection == "bench" or given(field, gold[field])


if __name__ == "__main__":
    sys.exit(main())
