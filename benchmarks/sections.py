"""Puts a measured section into BENCHMARKS.md or another page, in the place of the one with the same name; other sections stay as they are."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

from benchmarks.texts import ROOT

__all__ = ["machine", "put"]


def machine() -> str:
    """Processor, number of cores, Python: one line."""
    model = "an unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists() and (found := re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text(encoding="utf-8"))):
        model = found[1]
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def put(name: str, body: str, page: str = "BENCHMARKS.md") -> None:
    """Writes the section ``name`` of a page of the project."""
    path = ROOT / page
    text = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    section = f"<!-- {name} -->\n{body.strip()}\n<!-- /{name} -->"
    pattern = re.compile(rf"<!-- {re.escape(name)} -->.*?<!-- /{re.escape(name)} -->", re.DOTALL)
    text = pattern.sub(lambda _: section, text) if pattern.search(text) else f"{text.rstrip()}\n\n{section}\n"
    path.write_text(text, encoding="utf-8")
