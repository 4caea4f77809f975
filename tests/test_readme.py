"""What the README and the guides show is what happens: commands and Python that are said to run do, and the excerpt is a true one."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import clean

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PYTHON = [
    pytest.param(block, id=f"{page.name}-{n}")
    for page in PAGES for n, block in enumerate(re.findall(r"```python\n(# runs\n.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
]
EXCERPT = re.compile(r"<!-- (before|after): (\S+) -->\n```\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


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


def test_figures_of_quality_are_those_of_the_benchmarks() -> None:
    told = next(line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("Quality,"))
    figures = re.findall(r"(?<![\d.])\.\d{3,4}\b", told)
    assert len(figures) >= 10
    measured = (ROOT / "BENCHMARKS.md").read_text(encoding="utf-8")
    assert [figure for figure in figures if not re.search(rf"(?<![1-9\d]){re.escape(figure)}\b|0{re.escape(figure)}\b", measured)] == []


def test_what_a_page_costs_beside_trafilatura_is_what_was_measured() -> None:
    row = re.search(r"^\| bench, article \| \d+ \| [\d.]+ \| ([\d.]+) \| [\d.]+ \| ([\d.]+) \|$", (ROOT / "BENCHMARKS.md").read_text("utf-8"), re.MULTILINE)
    assert row is not None
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"costs {float(row[1]) / float(row[2]):.1f} times what trafilatura takes for the text alone" in told
