"""Items of exports, from the articles built by hand."""

from __future__ import annotations

import json
from typing import Any

from pipeline.writers import write_json, write_ledger, write_tei
from pipeline.writers.exports import Item
from tests.makers import articles


def item(name: str, **fields: Any) -> Item:
    """The item of one of `articles.ALL`; ``fields`` take the place of fields of its line."""
    made = articles.ALL[name]().article
    row, ledger = json.loads(write_json(made)), json.loads(write_ledger(made))
    return Item(row | fields, f"00000/{name}.{made.id}", tuple(ledger["removed"]), None, write_tei(made))


def items() -> list[Item]:
    """All of them."""
    return [item(name) for name in sorted(articles.ALL)]
