"""The house: who may import whom, where paths and clocks may stand, how long things may be."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import code_size

ROOT = Path(__file__).resolve().parent.parent / "pipeline"

# A file may import from the rows above its own, and within its own folder.
ROWS = [
    {"data"},
    {"settings", "reasons", "faults"},
    {"sources"},
    {"reading"},
    {"decoding"},
    {"blocks"},
    {"evidence"},
    {"labelling"},
    {"metadata"},
    {"sites"},
    {"article"},
    {"writers"},
    {"validate"},
    {"clean"},
    # ---------------- the edge
    {"archive"},
    {"engines"},
    {"report"},
    {"review"},
    {"tasks"},
    {"cli"},
    {"__main__"},
]
ROWS_OF_THE_ARCHIVE = ["store", "caches", "verify", "run"]
"""Folders of the archive: a file in one of them may import from those before its own."""
ABOVE_THE_EDGE = set().union(*ROWS[:14])
ALONE = {"luigi": {"tasks"}, "click": {"cli"}, "pyspark": {"engines"}, "fsspec": {"engines"}}
WRITING = ("pipeline.writers", "pipeline.archive.store.bag", "pipeline.archive.store.warc", "pipeline.archive.run", "pipeline.article")
"""What writes what `validate` and `archive/verify` check."""
FORBIDDEN_ABOVE = {"os", "pathlib", "shutil", "tempfile", "subprocess", "multiprocessing", "threading", "time", "random", "sqlite3", "socket", "glob", "fcntl"}
FORBIDDEN_CALLS = {"now", "today", "utcnow", "getmtime"}
NAMES_THAT_TELL_NOTHING = {"utils", "helpers", "core", "base", "common"}
MEASURED = re.compile(r"\d ?(?:[mµ]s\b|(?:milli|micro)seconds?\b|%)|\ba (?:milli|micro)second\b|\btimes (?:faster|slower)\b"
                      r"|\bhalf the time\b|\b(?:third|tenth) of the (?:time|cost)\b|\bcosts \w+ times\b|\b\d (?:ms|s) that\b")
FILES = sorted(ROOT.rglob("*.py"))


def unit(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def row(name: str) -> int:
    return next(n for n, names in enumerate(ROWS) if name in names)


def imports(path: Path) -> Iterator[str]:
    """Modules that a file imports, also inside functions; not those it names for the type checker alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield f"{node.module}"
            if node.module == "pipeline":
                yield from (f"pipeline.{alias.name}" for alias in node.names)


def test_every_file_has_a_row():
    assert {unit(path) for path in FILES} - {"__init__"} <= set().union(*ROWS)


@pytest.mark.parametrize("path", [path for path in FILES if unit(path) != "__init__"], ids=lambda path: str(path.relative_to(ROOT)))
def test_files_import_from_the_rows_above(path):
    own = unit(path)
    for module in imports(path):
        top, _, rest = module.partition(".")
        if top == "pipeline" and rest:
            other = rest.partition(".")[0]
            assert other == own or row(other) < row(own) or (row(other) == row(own) and path.parent.name != other), f"{path} imports {module}"
        assert own in ALONE.get(top, {own}), f"{path} imports {module}"


@pytest.mark.parametrize("path", sorted((ROOT / "archive").rglob("*/*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_of_the_archive_import_from_the_folders_before_theirs(path):
    own = ROWS_OF_THE_ARCHIVE.index(path.parent.name)
    for module in imports(path):
        parts = module.split(".")
        if parts[:2] == ["pipeline", "archive"] and len(parts) > 2 and parts[2] in ROWS_OF_THE_ARCHIVE:
            assert ROWS_OF_THE_ARCHIVE.index(parts[2]) <= own, f"{path} imports {module}"


@pytest.mark.parametrize("path", [path for path in FILES if unit(path) == "validate" or path.parent.name == "verify"], ids=lambda path: str(path.relative_to(ROOT)))
def test_what_checks_shares_no_code_with_what_writes(path):
    others = {module for module in imports(path) if module.startswith("pipeline.")}
    assert not {module for module in others if module.startswith(WRITING)}, path
    assert unit(path) != "validate" or {module for module in others if not module.startswith("pipeline.validate")} <= {"pipeline.data.beyond", "pipeline.data.memory"}, path


def test_no_module_imports_itself_in_a_circle():
    names = {".".join(("pipeline", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path for path in FILES}
    graph = {name: {module for module in imports(path) if module in names} for name, path in names.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name):], name))
        if name not in done:
            for other in graph[name] - {"pipeline"}:
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("path", [path for path in FILES if unit(path) in ABOVE_THE_EDGE], ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_above_the_edge_knows_of_paths_processes_or_clocks(path):
    assert not {module.partition(".")[0] for module in imports(path)} & FORBIDDEN_ABOVE
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            assert getattr(node.func, "id", "") != "open", f"{path}:{node.lineno} opens a file"
            assert getattr(node.func, "attr", "") not in FORBIDDEN_CALLS, f"{path}:{node.lineno} asks the clock"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert path.stem not in NAMES_THAT_TELL_NOTHING
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 60, f"{path}: {node.name}"


@pytest.mark.parametrize("path", [path for path in FILES if path.read_text().strip()], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_and_public_function_says_what_it_is_for(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), path
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path}: {node.name}"


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*/__init__.py")), ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_the_docstring_of_a_package_names_each_of_its_modules(path):
    """So that a newcomer finds the way in, and which module is for what."""
    named = set(re.findall(r"(?<!`)`([a-z_]+)`(?!`)", ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""))
    assert named == {module.stem for module in path.parent.glob("*.py")} - {"__init__"}


def told(path: Path) -> Iterator[str]:
    """The comments and docstrings of a file, and the strings that say what a name is."""
    text = path.read_text(encoding="utf-8")
    yield from (token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.COMMENT)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_measurements_stand_in_the_benchmarks_and_not_in_comments(path):
    assert [text for text in told(path) if MEASURED.search(text)] == []


def test_no_process_wide_state_that_changes():
    """No ``global`` statement anywhere."""
    for path in FILES:
        assert not [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Global)], path


def test_the_code_of_the_labeller_stays_small():
    assert sum(code_size.sizes().values()) <= code_size.MOST
