"""What the documentation says is so."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import click
import pytest

from pipeline.cli import main
from pipeline.data import Label
from pipeline.reasons import reason, reasons
from pipeline.settings import described
from tools.make_docs import pages

ROOT = Path(__file__).resolve().parent.parent
PAGES = pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_pages_are_up_to_date(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name], "run: make docs"


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_with_an_example(name):
    command = main.commands[name]
    assert "Example:" in (command.help or "")
    assert all(getattr(option, "help", "") or isinstance(option, click.Argument) for option in command.params)
    assert f"## engross {name}" in PAGES["cli.md"]


def test_the_list_of_commands_has_whole_sentences_at_80_columns() -> None:
    groups = [main, *(command for command in main.commands.values() if isinstance(command, click.Group))]
    for group in groups:
        told = group.get_help(click.Context(group, info_name="engross", terminal_width=80))
        assert "..." not in told.partition("\nCommands:\n")[2], told


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    named = [line for lines in (project["dependencies"], *project["optional-dependencies"].values()) for line in lines]
    packages = {re.split(r"[<>=]", line)[0].lower() for line in named}
    known_as = {"torch": "pytorch", "axe-playwright-python": "axe-playwright-python"}
    assert sorted(package for package in packages if known_as.get(package, package) not in told) == []


def test_every_setting_reason_and_kind_stands_in_a_page():
    assert all(f"`{setting.key}`" in PAGES["settings.md"] for setting in described())
    assert all(f"| `{code}` |" in PAGES["reasons.md"] for code in reasons())
    assert all(f"| `{label}` |" in PAGES["kinds.md"] for label in Label)


@pytest.mark.parametrize("code", sorted(reasons()))
def test_reasons_are_whole(code):
    found = reason(code)
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code)
    assert found.severity in ("error", "warning", "note")
    assert found.sentence.endswith(".")


def test_every_code_that_a_fault_gives_stands_in_the_reasons():
    used = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Fault", "Gap", "Doubt", "Problem") and node.args:
                used |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str) else set()
    assert len(used) > 10
    assert used <= set(reasons())


def test_the_page_on_inputs_names_codes_that_there_are() -> None:
    text = (ROOT / "docs" / "inputs.md").read_text("utf-8").partition("## What catches what")[2]
    codes = {code for line in text.splitlines() if line.startswith("| ") for code in re.findall(r"`([a-z]+(?:-[a-z]+)*)`", line.rpartition("| ")[2])}
    known = set(reasons())
    assert len(codes) > 30
    assert codes <= known
