"""A wheel, installed into an environment without the project's sources, does the whole of it: schema, phrases and tables travel inside."""

from __future__ import annotations

import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.makers.archives import ROOT, bag, engross, environment, scrape

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built from a copy, so that nothing is left in the checkout."""
    copy = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "pipeline", copy / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, copy / name)
    code = "import setuptools.build_meta as backend; print(backend.build_wheel('dist'))"
    (copy / "dist").mkdir()
    subprocess.run([sys.executable, "-c", code], cwd=copy, check=True, capture_output=True)
    return next((copy / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory) -> Path:
    """The folder of programs of an environment that has the wheel, and what it needs by way of a path, but not this checkout."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False)
    packages = next(home.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as content:
        content.extractall(packages)
    own = Path(site.getsitepackages()[0])
    for item in own.iterdir():
        if "engross" not in item.name and item.suffix not in (".pth", ".egg-link") and not item.name.startswith("__editable__"):
            (packages / item.name).symlink_to(item)
    return home / "bin"


def run(installed: Path, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    code = "from pipeline.cli import main; main()"
    env = {key: value for key, value in environment().items() if key != "PYTHONPATH"}
    return subprocess.run([installed / "python", "-c", code, *map(str, arguments)], cwd=cwd, env=env, capture_output=True, check=False, timeout=120)


def test_the_wheel_holds_the_program_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as content:
        names = content.namelist()
    assert {name.split("/")[0] for name in names} == {"pipeline", next(name for name in names if ".dist-info" in name).split("/")[0]}
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "pipeline").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert there - set(names) == set()


def test_it_archives_and_verifies_to_the_same_bytes(tmp_path, installed):
    source = scrape(tmp_path / "in", 4)
    assert run(installed, "archive", source, "-o", tmp_path / "out", cwd=tmp_path).returncode == 0
    assert run(installed, "verify", tmp_path / "out", cwd=tmp_path).returncode == 0
    assert engross("archive", source, "-o", tmp_path / "plain", cwd=tmp_path).returncode == 0
    assert bag(tmp_path / "out") == bag(tmp_path / "plain")


def test_it_cleans(tmp_path, installed):
    told = run(installed, "clean", scrape(tmp_path / "in", 1) / "page000.txt", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert b"Leave a Reply" not in told.stdout


def test_it_is_not_the_checkout(tmp_path, installed):
    code = "import pipeline; print(pipeline.__file__)"
    env = {key: value for key, value in environment().items() if key != "PYTHONPATH"}
    told = subprocess.run([installed / "python", "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout
    assert str(ROOT) not in told
