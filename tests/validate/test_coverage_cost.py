"""The check of coverage costs what the page is long, however much of it is formulas."""

from __future__ import annotations

import json
import time

from pipeline.clean import clean_source
from pipeline.data import Source
from pipeline.decoding import decode
from pipeline.settings import Settings
from pipeline.validate.coverage import validate_coverage
from pipeline.writers.jsonl import write_json
from pipeline.writers.ledger import write_ledger

FORMULA = '<p>Tide {0} stood at <math><mi>x</mi><annotation encoding="application/x-tex">x_{{{0}}}</annotation></math> above the mark of the old pier.</p>'


def seconds(formulas: int) -> float:
    body = "".join(FORMULA.format(n) for n in range(formulas))
    source = Source("a.html", f"<!DOCTYPE html><title>The tides</title><h1>The tides</h1>{body}".encode(), media_type="text/html")
    article = clean_source(source, Settings())
    records, page = [json.loads(line) for line in (write_json(article), write_ledger(article))], decode(source).text
    took = []
    for _ in range(2):
        start = time.process_time()
        assert validate_coverage(*records, page) == []
        took.append(time.process_time() - start)
    return min(took)


def test_many_formulas_cost_no_more_than_each() -> None:
    assert seconds(1600) <= 9 * max(seconds(400), 0.01)
