"""The check of coverage costs what the page is long, however much of it is formulas."""

from __future__ import annotations

import json
from typing import Any

from pipeline.clean import clean_source
from pipeline.data import Source
from pipeline.decoding import decode
from pipeline.settings import Settings
from pipeline.validate.coverage import validate_coverage
from pipeline.writers.jsonl import write_json
from pipeline.writers.ledger import write_ledger
from tests.makers.cost import grows_with_length

FORMULA = '<p>Tide {0} stood at <math><mi>x</mi><annotation encoding="application/x-tex">x_{{{0}}}</annotation></math> above the mark of the old pier.</p>'


def records_and_page(formulas: int) -> tuple[dict[str, Any], dict[str, Any], str]:
    body = "".join(FORMULA.format(n) for n in range(formulas))
    source = Source("a.html", f"<!DOCTYPE html><title>The tides</title><h1>The tides</h1>{body}".encode(), media_type="text/html")
    article = clean_source(source, Settings())
    return json.loads(write_json(article)), json.loads(write_ledger(article)), decode(source).text


def test_many_formulas_cost_no_more_than_each() -> None:
    assert validate_coverage(*records_and_page(4)) == []
    assert grows_with_length(records_and_page, lambda made: validate_coverage(*made), 400)
