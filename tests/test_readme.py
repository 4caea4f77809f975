"""What the README and the guides show is what happens: commands and Python that are said to run do, and the excerpt is a true one."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline import clean
from pipeline.archive.run.formats import FORMATS
from pipeline.archive.run.site_cases import faults_of
from pipeline.settings import Settings
from pipeline.sites.rules import parse_site_file

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PYTHON = [
    pytest.param(block, id=f"{page.name}-{n}")
    for page in PAGES for n, block in enumerate(re.findall(r"```python\n(# runs\n.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
]
EXCERPT = re.compile(r"<!-- (before|after): (\S+) -->\n```\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:benchmarks|docs|pipeline|seeds|tests|tools)/[\w./-]+)`")
MODULE = re.compile(r"python -m ((?:benchmarks|pipeline|tests|tools)(?:\.\w+)*)")


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("code", PYTHON)
def test_python_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "<guide>", "exec"), {})
    assert not capsys.readouterr().err


def test_there_is_python_to_run() -> None:
    assert len(PYTHON) >= 5


def test_commands_run(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shell = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    commands = [words for block in shell for line in block.splitlines() if (words := shlex.split(line, comments=True))]
    assert len(commands) >= 6
    for words in commands:
        assert words[0] == "engross"
        done = subprocess.run([sys.executable, "-m", "pipeline", *words[1:]], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, (words, done.stderr)
        assert done.stdout or done.stderr, words


def test_the_example_of_a_site_file_passes_its_own_test() -> None:
    example = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "sites.md").read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    file = parse_site_file(example[1], "docs/sites.md")
    assert (len(file.test), list(faults_of("harbour.example", file, Settings()))) == (1, [])


def test_excerpt_is_true() -> None:
    found = {(which, name): lines(text) for which, name, text in EXCERPT.findall((ROOT / "README.md").read_text(encoding="utf-8"))}
    names = {name for _, name in found}
    assert names
    for name in names:
        source = (ROOT / name).read_bytes()
        before, after = found["before", name], found["after", name]
        article = clean(source, name=name)
        kept, all_lines = lines(article.text), lines(source.decode("utf-8"))
        assert [line for line in before if line not in all_lines] == []
        assert [line for line in before if line in kept] == after
        assert (article.published, list(article.authors)) == ("2012-03-04", ["Annie Thwaite"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()]
    assert missing == []


def test_figures_are_those_of_the_benchmark() -> None:
    """What the README says of speed is what BENCHMARKS.md says."""
    section = re.compile(r"<!-- speed_text -->\n(.*?)\n<!-- /speed_text -->", re.DOTALL)
    summary, whole = (section.search((ROOT / page).read_text(encoding="utf-8")) for page in ("README.md", "BENCHMARKS.md"))
    assert summary and whole
    rows = re.findall(r"^\| (\S+) (\S+?), to .*? \| ([\d.]+) \| ([\d.]+%|not measured) \|$", summary[1], re.MULTILINE)
    assert rows and rows[0][0] == "Engross"
    for name, version, milliseconds, words in rows:
        assert re.search(rf"^\| {re.escape(name)} \| {re.escape(version)} \| {milliseconds} \| [\d.]+ \| {words} \|$", whole[1], re.MULTILINE), name


ROWS = {"articles of WCXB": "bench, article", "Chinese": "language zh", "Greek": "language el", "Russian": "language ru", "English news": "language en"}


def test_figures_of_quality_are_those_of_the_benchmarks() -> None:
    """Each figure of a set beside the peer's, and those of text, from the row of the table that they are of."""
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    measured = (ROOT / "BENCHMARKS.md").read_text(encoding="utf-8")
    for name, row in ROWS.items():
        found = re.search(rf"^\| {row} \| \d+ \| 0(\.\d+) \| [\d.]+ \| 0(\.\d+) \|", measured, re.MULTILINE)
        assert found is not None
        assert f"| {name} | {found[1]} | {found[2]} |" in told
    text = re.search(r"^\| all visible text \| \d+ \| 0(\.\d+) \| 0(\.\d+) \|", measured, re.MULTILINE)
    assert text is not None
    assert f"word F1 {text[2]}, and {text[1]} for the text as it is" in told
    title = re.search(r"^\| all \| \d+ \| 0(\.\d+) \|", measured, re.MULTILINE)
    assert title is not None
    assert f"The title is exact on {title[1]} of them" in told


def test_formats_are_those_of_export() -> None:
    told = re.search(r"--to (\S+) -o \S+ +# or (.*)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert told is not None
    assert {told[1], *told[2].split(", ")} == set(FORMATS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_files_exist(page: Path) -> None:
    named = re.findall(r"(?<![\w/])(?:tests|pipeline|tools|benchmarks|seeds)/[\w/.-]+\.(?:py|toml|txt|rng|json)\b", page.read_text(encoding="utf-8"))
    assert [path for path in named if "LANG" not in path and not (ROOT / path).exists()] == []


def test_what_a_page_costs_beside_trafilatura_is_what_was_measured() -> None:
    row = re.search(r"^\| bench, article \| \d+ \| [\d.]+ \| ([\d.]+) \| [\d.]+ \| ([\d.]+) \|$", (ROOT / "BENCHMARKS.md").read_text("utf-8"), re.MULTILINE)
    assert row is not None
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"costs {float(row[1]) / float(row[2]):.1f} times what trafilatura takes for the text alone" in told
    rows = re.findall(r"^\| [^|]+ \| \d+ \| 0\.\d+ \| ([\d.]+) \| 0\.\d+ \| ([\d.]+) \|$", (ROOT / "BENCHMARKS.md").read_text("utf-8"), re.MULTILINE)
    ratios = [float(own) / float(other) for own, other in rows]
    assert f"{min(ratios):.1f} to {max(ratios):.1f} times, by the set" in told


@pytest.mark.parametrize("page", [*PAGES, ROOT / "BENCHMARKS.md", ROOT / "CHANGELOG.md", ROOT / "tools/train/README.md"], ids=lambda page: page.name)
def test_files_and_modules_that_a_page_names_are_there(page: Path) -> None:
    """Capitals stand for a name of the reader's own: ``phrases/LANG.toml``."""
    text = page.read_text(encoding="utf-8")
    assert [name for name in NAMED.findall(text) if not any(ROOT.glob(re.sub("[A-Z]{3,}", "*", name).rstrip("/")))] == []
    assert [name for name in MODULE.findall(text) if find_spec(name) is None] == []
