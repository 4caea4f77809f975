"""Records what the delivered models say of the pages in ``tests/cases/model``: tests hold them to these numbers on every machine."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.blocks.from_html import split_html
from pipeline.blocks.from_text import split_text
from pipeline.data import Source
from pipeline.decoding.decode import decode
from pipeline.label import model

CASES = Path(__file__).resolve().parents[2] / "tests" / "cases" / "model"


def main() -> None:
    """Write ``scores.json``: for each page the version of the model and the score of each block."""
    out = {}
    for path in sorted(CASES.glob("*.*")):
        if path.suffix in (".txt", ".html"):
            variant = "dom" if path.suffix == ".html" else "text"
            page = decode(Source(path.name, path.read_bytes(), media_type="text/html" if variant == "dom" else "text/plain"))
            blocks = (split_html if variant == "dom" else split_text)(page).blocks
            out[path.name] = {"version": model.load(variant).version, "scores": model.score_blocks(blocks, variant=variant)}
    (CASES / "scores.json").write_text(json.dumps(out, indent=1) + "\n", encoding="utf-8")
