"""Writes the published JSON Schemas from the models: ``python -m tools.make_schemas``. A test holds that the files are what this gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from pipeline.validate.records import ArticleRecord, LedgerRecord

FOLDER = Path(__file__).resolve().parent.parent / "pipeline" / "writers" / "schema"
SCHEMAS: dict[str, tuple[type[BaseModel], str]] = {
    "article.schema.json": (ArticleRecord, "An article of an engross archive: one line of data/articles/NNNNN.jsonl"),
    "ledger.schema.json": (LedgerRecord, "What became of the rest of a source: one line of data/ledger/NNNNN.jsonl"),
}


def schema(name: str) -> str:
    """A JSON Schema (draft 2020-12) as it stands in its file."""
    model, title = SCHEMAS[name]
    made: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    made |= model.model_json_schema(mode="validation")
    made["title"] = title
    return json.dumps(made, indent=1, ensure_ascii=False, sort_keys=False) + "\n"


def main() -> None:
    """Writes both files and says so."""
    for name in SCHEMAS:
        (FOLDER / name).write_text(schema(name), encoding="utf-8", newline="\n")
        print(f"{FOLDER / name} written")


if __name__ == "__main__":
    main()
