"""What a very large archive costs on one machine: made-up short articles, archived by one worker in four runs, then the same again.

    python -m benchmarks.large make FOLDER [ARTICLES]
    python -m benchmarks.large run FOLDER
    python -m benchmarks.large check FOLDER [FILES]

``make`` writes four files of JSON lines: the first thirtieth of the articles, the rest of the first third, and the other two thirds (of
300,000: 10,000, 90,000, 100,000 and 100,000). Articles have 120 to 200 words and come from 3,000 sites, of which few have many articles and
many have few. Each site has furniture of its own. One article in fifty is a reprint of an earlier one in another site, one in a hundred the
same page at another address.

``run`` archives the first file, then two, three and all four: so a run has more to do each time and an archive behind it that is larger each
time. When two and when all four are archived, it archives them again with nothing new, plans, and verifies. ``check`` does this last part
alone, for the first FILES files, and tells what stands on the disk. Each step is a process of its own. Every second, the proportional set
sizes of its processes are added up and written to ``samples.tsv`` with the seconds since its start. CPU seconds are those of all its
processes, as seen in the last second of each. A row is printed as soon as it is known.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.scale import Step, watched

SITES = 3_000
NAMES = ("first.jsonl", "second.jsonl", "third.jsonl", "fourth.jsonl")
PARTS = (0, 1, 10, 20, 30)
"""Where the files begin and end, in thirtieths of the articles."""
CHECKED = (2, 4)
"""After how many files everything is done again."""
NOUNS = ("council bridge harbour library orchard museum river school market theatre station meadow festival budget tower garden ferry "
         "hospital archive quarry village choir engineer farmer mayor teacher painter miller report survey lantern roof window wall letter "
         "storm winter harvest road tunnel clock bell boat mill barn field forest valley coast island committee company union court").split()
VERBS = ("opened repaired described measured praised moved rebuilt counted visited questioned painted sold bought planned delayed approved "
         "rejected inspected restored photographed widened closed discussed defended studied replaced").split()
ADJECTIVES = ("old narrow quiet northern expensive wooden famous empty distant careful public small bright modest early crowded patient "
              "regional uncertain broad cheap heavy lasting muddy proud rare slow steep tidy useful").split()
LINKS = ("because", "although", "while", "after", "before", "when", "so that")
STARTS, VOWELS = "b br d f g gr h k l m n p st t th v".split(), "a e i o u ea or".split()
SYLLABLES = [start + vowel for start in STARTS for vowel in VOWELS]
MONTHS = "January February March April May June July August September October November December".split()


def name(luck: random.Random) -> str:
    """A name of a person or a place."""
    return "".join(luck.choices(SYLLABLES, k=luck.randint(2, 3))).capitalize()


def clause(luck: random.Random) -> str:
    """About nine words."""
    the, noun, verb, adjective, other = (luck.choice(words) for words in (("the", "a", "this", "every"), NOUNS, VERBS, ADJECTIVES, NOUNS))
    return f"{the} {noun} of {name(luck)} {verb} the {adjective} {other}"


def sentence(luck: random.Random) -> str:
    """One or two clauses."""
    first = clause(luck)
    more = f" {luck.choice(LINKS)} {clause(luck)} in {luck.randint(1850, 2020)}" if luck.random() < 0.6 else f" {luck.randint(2, 90)} times"
    return f"{first[0].upper()}{first[1:]}{more}."


def body(n: int, words: int = 0) -> str:
    """Title, byline, date and paragraphs of an article: of about so many words, else 100 to 170."""
    luck = random.Random(n)
    wanted, parts, count = luck.randint(90, 150), [], 0
    while count < (words or wanted):
        parts.append(" ".join(sentence(luck) for _ in range(luck.randint(1, 3))))
        count += len(parts[-1].split())
    title = clause(luck)
    front = [title[0].upper() + title[1:], f"By {name(luck)} {name(luck)}", f"{luck.randint(1, 28)} {luck.choice(MONTHS)} {luck.randint(1999, 2024)}"]
    return "\n\n".join([*front, *parts])


def site_of(n: int) -> int:
    """Few sites have many articles."""
    return int(SITES * random.Random(-1 - n).random() ** 3)


def row(n: int) -> dict[str, str]:
    """One line: some are the words or the page of an earlier article."""
    source = n - 40 if n % 50 == 49 or n % 100 == 75 else n
    site = site_of(source if n % 100 == 75 else n)
    luck = random.Random(f"site {site}")
    above = f"{name(luck)} {luck.choice(NOUNS).capitalize()}"
    below = f"Read more about the {luck.choice(NOUNS)} of {name(luck)} every {luck.choice(NOUNS)}."
    end = ["Share this article", below, f"© {above}. All rights reserved."]
    return {"url": f"https://site{site}.example/{n}", "text": "\n\n".join([above, body(source), *end]) + "\n"}


def make(folder: Path, articles: int) -> None:
    """Writes the files."""
    folder.mkdir(parents=True, exist_ok=True)
    bounds = [articles * part // PARTS[-1] for part in PARTS]
    for number, file in enumerate(NAMES):
        with (folder / file).open("w", encoding="utf-8") as stream:
            for n in range(bounds[number], bounds[number + 1]):
                stream.write(json.dumps(row(n)) + "\n")


def measured(log: Path, step: str, *arguments: str | Path) -> Step:
    """One command; its memory is noted every second."""
    with log.open("a") as samples, log.with_suffix(".err").open("a") as errors:
        def noted(seconds: float, size: int, processes: int) -> None:
            samples.write(f"{step}\t{seconds:.0f}\t{size // 1024}\t{processes}\n")
            samples.flush()

        cost, code = watched(arguments, errors, noted, 1)
    if code:
        raise SystemExit(f"{step}: exit code {code}, see {log.with_suffix('.err')}")
    return cost


def known(folder: Path, files: int) -> list[Path]:
    """The first files of the folder."""
    return [folder / name for name in NAMES[:files]]


def count(files: list[Path]) -> int:
    """Sources in these files."""
    return sum(1 for file in files for _ in file.open("rb"))


def archived(folder: Path, files: int) -> tuple[str, int, Step]:
    """The first files archived, of which all but the last one are known already: name, number of sources that are new, cost."""
    older, every = count(known(folder, files - 1)), count(known(folder, files))
    title = f"archive {every - older:,} new, {older:,} known"
    return title, every - older, measured(folder / "samples.tsv", title, "archive", *known(folder, files), "-o", folder / "out", "--workers", "1")


def checks(folder: Path, files: int) -> Iterator[tuple[str, int, Step]]:
    """Name, number of sources read, cost of what is done again with the first files."""
    paths, out, log = known(folder, files), folder / "out", folder / "samples.tsv"
    every = count(paths)
    commands: dict[str, tuple[str | Path, ...]] = {
        "archive, nothing new": ("archive", *paths, "-o", out, "--workers", "1"), "plan, nothing new": ("plan", *paths, "-o", out),
        "verify": ("verify", out)}
    for title, arguments in commands.items():
        yield f"{title}, {every:,} known", every, measured(log, title, *arguments)


def steps(folder: Path) -> Iterator[tuple[str, int, Step]]:
    """All steps of a run."""
    for files in range(1, len(NAMES) + 1):
        yield archived(folder, files)
        if files in CHECKED:
            yield from checks(folder, files)


def on_disk(path: Path) -> tuple[int, int]:
    """Bytes of files, and bytes that the file system takes for them."""
    sizes = [file.stat() for file in (path.rglob("*") if path.is_dir() else [path])]
    return sum(size.st_size for size in sizes), sum(512 * size.st_blocks for size in sizes)


def told(found: Iterable[tuple[str, int, Step]]) -> None:
    """Prints a row for each step as soon as it is known."""
    print("| step | wall s | CPU s | CPU ms a source | MB, all processes | MB, the largest |\n|---|---:|---:|---:|---:|---:|", flush=True)
    for title, number, step in found:
        each = 1000 * step.cpu / max(1, number)
        print(f"| {title} | {step.wall:.0f} | {step.cpu:.0f} | {each:.2f} | {step.peak:.0f} | {step.largest:.0f} |", flush=True)


def told_of_disk(out: Path) -> None:
    """Prints what stands on the disk."""
    for path in sorted([*out.iterdir(), *(out / "data").iterdir()]):
        size, taken = on_disk(path)
        print(f"{path.relative_to(out)}: {size / 1e6:.1f} MB, {taken / 1e6:.1f} MB on the file system", flush=True)


def main() -> None:
    """Makes the articles or archives them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("make", "run", "check"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", nargs="?", type=int, help="of make: articles (300,000); of check: files (all)")
    asked = parser.parse_args()
    if asked.what == "make":
        make(asked.folder, asked.count or 300_000)
        return
    told(steps(asked.folder) if asked.what == "run" else checks(asked.folder, asked.count or len(NAMES)))
    told_of_disk(asked.folder / "out")


if __name__ == "__main__":
    main()
