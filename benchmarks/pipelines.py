"""Pipelines side by side, from web archives to clean text: speed, memory, quality, and what each says when something goes wrong.

    python -m benchmarks.pipelines [PAGES] [--peers PYTHON] [--only NAME] [--part clean|faults] [--keep]

The same two WARC files, made of pages of the shared benchmark with their gold texts, go through Engross (to an archive), datatrove (WARC reader,
trafilatura, JSONL writer), trafilatura's own command (on the same pages as files in a folder) and resiliparse in a pool; two processes each.
``--peers``: the Python that has the peers, where they are not installed beside Engross; a peer that is missing is left out, and that is said.

* *clean*: all pages. CPU seconds and memory are those of all processes together (proportional set sizes, read every quarter of a second).
* *damaged*: twelve files, and a thirteenth that is no gzip from its middle on.
* *hangs*: one page on which the extractor never ends (a loop put in by `sitecustomize`). Ended from outside after two
  minutes. Engross and datatrove may take 5 seconds for a page here; by default Engross takes 60 of the processor's, datatrove 1 of the clock's.
* *killed*: the busiest worker process is killed when it has used a fifth of a second.

*Told*: the output, a log or a list of failures has the name of the file or page that is missing.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.scale import ROOT, family, memory
from benchmarks.texts import shared
from tools.train.scoring import f1

PATIENCE = 120
_FEW = 40
HANGS = "https://hangs.example/page"
MARK = "the-page-that-hangs"
_TICK = os.sysconf("SC_CLK_TCK")


class Page(NamedTuple):
    """A page with its gold text."""

    url: str
    html: bytes
    gold: str


class Ran(NamedTuple):
    """What became of a command."""

    code: int | None
    """None: it had to be ended."""
    wall: float
    cpu: float
    mb: float
    said: str
    killed: bool = False


class Pipeline(NamedTuple):
    """One of the pipelines: how it is started on a folder, and what it leaves."""

    name: str
    command: Callable[[Path, Path], list[str]]
    """Input folder, output folder."""
    texts: Callable[[Path], dict[str, str]]
    """The text of each page, by its address."""
    logs: Callable[[Path], str]
    """What it writes about failures besides its output."""
    files: bool = False
    """Reads files of HTML, no web archives."""


# -- input --------------------------------------------------------------------------------------------------------------------------------


def load_pages(material: Path, most: int) -> list[Page]:
    """Articles of the shared sets, evenly chosen."""
    rows = []
    for folder in [material / "bench", *sorted((material / "wider").iterdir())]:
        if not (folder / "pages").is_dir():
            continue
        with gzip.open(folder / "gold.jsonl.gz", "rt", encoding="utf-8") as stream:
            for row in map(json.loads, stream):
                path = folder / "pages" / f"{row['id']}.html.gz"
                if row["kind"] == "article" and row["main_content"].split() and path.exists():
                    rows.append((path, row["main_content"]))
    step = max(1, len(rows) // most)
    return [Page(f"https://site{n % 40}.example/{path.name.removesuffix('.html.gz')}-{n}", gzip.decompress(path.read_bytes()), gold)
            for n, (path, gold) in enumerate(rows[::step][:most])]


def warc(pages: list[Page]) -> bytes:
    """A web archive with a response record for each page."""
    out = []
    for n, page in enumerate(pages):
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page.html) + page.html
        head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{n:012d}>\r\nWARC-Target-URI: {page.url}\r\n"
                f"WARC-Date: 2024-05-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n")
        out.append(gzip.compress(head.encode() + http + b"\r\n\r\n", 6))
    return b"".join(out)


def laid_out(folder: Path, pages: list[Page], parts: int, *, files: bool) -> Path:
    """The pages as so many web archives (``parts``), or as so many folders with files."""
    for part in range(parts):
        own = pages[part::parts]
        if files:
            (folder / f"part{part:02}").mkdir(parents=True)
            for page in own:
                (folder / f"part{part:02}" / f"{page.url.rpartition('/')[2]}.html").write_bytes(page.html)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"part{part:02}.warc.gz").write_bytes(warc(own))
    return folder


def damage(folder: Path, pages: list[Page], *, files: bool) -> str:
    """A further web archive, or file, whose second half is noise. Returns its name."""
    good = warc(pages[:4]) if not files else gzip.compress(pages[0].html)
    bad = good[:len(good) // 2] + bytes(n * n % 251 for n in range(len(good) // 2))
    path = folder / ("part12.html" if files else "part12.warc.gz")
    path.write_bytes(bad)
    return path.name


# -- the pipelines ------------------------------------------------------------------------------------------------------------------------


def _engross(source: Path, out: Path) -> list[str]:
    settings = source.with_suffix(".toml")
    settings.write_text("[limits]\nseconds = 5\n", encoding="utf-8")
    return [sys.executable, "-m", "pipeline", "archive", str(source), "-o", str(out), "--workers", "2", "--no-report", "--settings", str(settings)]


def _archived(out: Path) -> dict[str, str]:
    rows = (json.loads(line) for path in sorted((out / "data/articles").glob("*.jsonl")) for line in path.open(encoding="utf-8"))
    return {row["source"]["url"]: row["text"] for row in rows}


def _failed(out: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((out / "data/failed").glob("*")))


def _rows(out: Path) -> dict[str, str]:
    """What datatrove and the pool write: lines of JSON with an address."""
    found = {}
    for path in sorted(out.rglob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            with contextlib.suppress(ValueError):
                row = json.loads(line)
                found[row.get("metadata", row)["url"]] = row["text"]
    return found


def _files(out: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8", errors="replace") for path in out.rglob("*.txt")}


def _logged(out: Path) -> str:
    files = (path for path in (out / "logs").rglob("*") if path.is_file() and path.suffix != ".json")
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


_DATATROVE = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.readers import WarcReader
from datatrove.pipeline.writers import JsonlWriter
if __name__ == "__main__":
    source, out = sys.argv[1:]
    steps = [WarcReader(source, glob_pattern="*.warc.gz"), Trafilatura(timeout=5), JsonlWriter(out + "/texts", compression=None)]
    LocalPipelineExecutor(steps, tasks=len(__import__("os").listdir(source)), workers=2, logging_dir=out + "/logs").run()
"""
_POOL = """
import json, multiprocessing, os, sys
from fastwarc.warc import ArchiveIterator, WarcRecordType
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import detect_encoding
from resiliparse.parse.html import HTMLTree
def one(task):
    source, out = task
    with open(source, "rb") as stream, open(out, "w", encoding="utf-8") as to:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            data = record.reader.read()
            tree = HTMLTree.parse_from_bytes(data, detect_encoding(data))
            text = extract_plain_text(tree, main_content=True)
            to.write(json.dumps({"url": record.headers["WARC-Target-URI"], "text": text}) + "\\n")
if __name__ == "__main__":
    source, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    with multiprocessing.Pool(2) as pool:
        tasks = [(os.path.join(source, name), os.path.join(out, name + ".jsonl")) for name in sorted(os.listdir(source))]
        for _ in pool.imap_unordered(one, tasks):
            pass
"""
_HANG = f'''
import importlib, os
def hanging(real):
    def call(*arguments, **more):
        if {MARK!r} in str(arguments[0]):
            while True:
                pass
        return real(*arguments, **more)
    return call
def patch(module, name):
    try:
        found = importlib.import_module(module)
        setattr(found, name, hanging(getattr(found, name)))
    except ImportError:
        pass
for module, name in {{
    "engross": [("pipeline.clean", "_read")], "resiliparse": [("resiliparse.extract.html2text", "extract_plain_text")],
    "trafilatura": [("trafilatura", "extract"), ("trafilatura.core", "extract"), ("trafilatura.cli_utils", "extract")],
}}.get(os.environ.get("HANG"), []):
    patch(module, name)
'''


def pipelines(python: str, scripts: Path) -> list[Pipeline]:
    """Those that are installed."""
    (scripts / "trove.py").write_text(_DATATROVE)
    (scripts / "pool.py").write_text(_POOL)
    (scripts / "sitecustomize.py").write_text(_HANG)

    def trafilatura(source: Path, out: Path) -> list[str]:
        shutil.copytree(source, out)  # with --keep-dirs, texts stand beside the files
        return [str(Path(python).with_name("trafilatura")), "--input-dir", str(out), "--output-dir", str(out), "--keep-dirs", "--parallel", "2"]

    every = [
        Pipeline(f"Engross {version(sys.executable, 'engross')}", _engross, _archived, _failed),
        Pipeline(f"datatrove {version(python, 'datatrove')}, trafilatura {version(python, 'trafilatura')}",
                 lambda source, out: [python, str(scripts / "trove.py"), str(source), str(out)], _rows, _logged),
        Pipeline(f"trafilatura {version(python, 'trafilatura')}, its command", trafilatura, _files, lambda _: "", files=True),
        Pipeline(f"resiliparse {version(python, 'resiliparse')} in a pool",
                 lambda source, out: [python, str(scripts / "pool.py"), str(source), str(out)], _rows, lambda _: ""),
    ]
    for one in every:
        if " None" in one.name:
            print(f"{one.name.partition(' ')[0]} is not installed and is left out. Install the bench extra, or name another Python with --peers.",
                  file=sys.stderr)
    return [one for one in every if " None" not in one.name]


def version(python: str, name: str) -> str:
    """The version that a Python has; ``None`` where it has none."""
    code = f"from importlib.metadata import version; print(version({name!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "None"


# -- running ------------------------------------------------------------------------------------------------------------------------------


def ran(command: list[str], scripts: Path, *, hang: str = "", kill: bool = False) -> Ran:
    """Runs a command; ``hang``: whose extractor hangs on the page with the mark; ``kill``: the busiest process below it is killed."""
    more = {"PYTHONPATH": f"{scripts}{os.pathsep}{ROOT}"} | ({"HANG": hang} if hang else {})
    started, peak, ticks, killed = time.monotonic(), 0, dict[int, int](), False
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | more, stdout=said, stderr=said, start_new_session=True)
        while process.poll() is None and time.monotonic() - started < PATIENCE:
            now = family(process.pid)
            ticks |= now
            peak = max(peak, sum(memory(pid)[0] for pid in now))
            others = {pid: used for pid, used in now.items() if pid != process.pid and not is_server(pid, process.pid)} if kill else {}
            if kill and not killed and others and (busiest := max(others, key=others.__getitem__)) and others[busiest] > _TICK // 5:
                os.kill(busiest, signal.SIGKILL)
                killed = True
            time.sleep(0.05 if kill else 0.25)
        code = process.poll()
        wall = time.monotonic() - started
        if code is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        said.seek(0)
        return Ran(code, wall, sum(ticks.values()) / _TICK, peak / 1024, said.read(), killed)


def is_server(pid: int, first: int) -> bool:
    """Whether a process is the one that worker processes are forked from."""
    with contextlib.suppress(OSError):
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        return parent == first and b"multiprocessing.forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return True


def score(found: dict[str, str], pages: list[Page]) -> float:
    """Mean word F1; a page without a text counts nought."""
    return sum(f1(text_of(found, page), page.gold) for page in pages) / len(pages)


def text_of(found: dict[str, str], page: Page) -> str:
    """The text of a page, which is known by its address or by the name of its file."""
    return found.get(page.url) or found.get(page.url.rpartition("/")[2]) or ""


def clean_row(one: Pipeline, source: Path, out: Path, scripts: Path, pages: list[Page]) -> str:
    """The row of a pipeline in the first table."""
    done = ran(one.command(source, out), scripts)
    found = one.texts(out)
    missing = [page for page in pages if not text_of(found, page).strip()]
    silent = [page for page in missing if page.url.rpartition("/")[2] not in done.said + one.logs(out)]
    cells = (f"{len(pages) / done.cpu:.1f}", f"{done.cpu:.0f}", f"{done.mb:.0f}", f"{score(found, pages):.3f}", len(missing), len(silent), done.code)
    return f"| {one.name} | {' | '.join(map(str, cells))} |"


def faulty(one: Pipeline, folder: Path, scripts: Path, pages: list[Page]) -> Iterator[str]:
    """What becomes of a damaged file, a page that hangs, a killed process: a cell each."""
    source, out = laid_out(folder / "damaged", pages, 12, files=one.files), folder / "damaged-out"
    bad = damage(source, pages, files=one.files)
    yield cell(one, ran(one.command(source, out), scripts), out, pages, bad)
    words = f"<h1>{MARK}</h1><p>{'A page with this mark never ends. ' * 20}</p>"
    hanging = Page(HANGS, f"<html><body><article>{words}</article></body></html>".encode(), "")
    source, out = laid_out(folder / "hangs", [*pages[:9], hanging, *pages[9:]], 2, files=one.files), folder / "hangs-out"
    extractor = one.name.split()[0].lower().replace("datatrove", "trafilatura")
    yield cell(one, ran(one.command(source, out), scripts, hang=extractor), out, pages, "hangs.example/page")
    source, out = laid_out(folder / "killed", pages, 2, files=one.files), folder / "killed-out"
    done = ran(one.command(source, out), scripts, kill=True)
    yield cell(one, done, out, pages, "") + ("" if done.killed else ", ended before it could be killed")


def cell(one: Pipeline, done: Ran, out: Path, pages: list[Page], name: str) -> str:
    """How many of the good pages have a text, how it ended, and whether it was told."""
    found = one.texts(out)
    there = sum(bool(text_of(found, page).strip()) for page in pages)
    ended = "did not end" if done.code is None else f"exit code {done.code}"
    said = done.said + one.logs(out)
    names: tuple[str, ...] = (name, f"{name.rpartition('/')[2]}.html", f"{Path(name).stem}.txt")
    names = (*names, "cleaning takes more than the") if name.startswith("hangs") else names  # the record is named by file and number
    told = "" if not name else ", told" if any(each in said for each in names) else ", not told"
    return f"{there} of {len(pages)}, {ended}{told}"


def clean_table(every: list[Pipeline], folder: Path, pages: list[Page]) -> None:
    """All pages, nothing wrong."""
    clean = {files: laid_out(folder / f"clean{files}", pages, 2, files=files) for files in (False, True)}
    print(f"{len(pages)} pages, {sum(len(page.html) for page in pages) / 1e6:.0f} MB of HTML\n")
    print("| pipeline | pages a second and core | CPU s | MB, all processes | word F1 | without text | of it told nowhere | exit code |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    for n, one in enumerate(every):
        print(clean_row(one, clean[one.files], folder / f"clean-out{n}", folder, pages), flush=True)


def fault_table(every: list[Pipeline], folder: Path, pages: list[Page]) -> None:
    """Few pages, and something wrong."""
    print("\n| pipeline | 12 good files and a damaged one | a page that hangs | a killed process |\n|---|---|---|---|", flush=True)
    for n, one in enumerate(every):
        print(f"| {one.name} | {' | '.join(faulty(one, folder / f'faulty{n}', folder, pages))} |", flush=True)


def main() -> None:
    """Prints both tables."""
    options = argparse.ArgumentParser(description="Pipelines side by side.")
    options.add_argument("pages", nargs="?", type=int, default=200)
    options.add_argument("--peers", default=sys.executable, help="the Python that has the peers")
    options.add_argument("--only", default="", help="only pipelines whose names hold this")
    options.add_argument("--part", choices=("clean", "faults"), help="one of the two tables")
    options.add_argument("--keep", action="store_true", help="leave the folder and print its name")
    chosen = options.parse_args()
    material = shared()
    if material is None:
        raise SystemExit("There is no shared material beside the project (see ENGROSS_SHARED): nothing was measured.")
    pages, folder = load_pages(material, chosen.pages), Path(tempfile.mkdtemp())
    try:
        every = [one for one in pipelines(chosen.peers, folder) if chosen.only in one.name]
        if chosen.part != "faults":
            clean_table(every, folder, pages)
        if chosen.part != "clean":
            fault_table(every, folder, pages[:_FEW])
    finally:
        if chosen.keep:
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
