"""Metadata with very many values: what each takes of memory while it is read and checked."""

from __future__ import annotations

import json

from pipeline.clean import clean
from pipeline.sources.said import said, said_in
from pipeline.validate import validate_line
from tests.makers.cost import bytes_for_each


def line(many: int) -> bytes:
    """A line of an article with so many authors."""
    record = json.loads(clean("A title\n\nThe lane begins at the quay and follows the sea wall for an hour, and there it comes to an end.\n").to_json())
    names = [f"Ada Quill{n}" for n in range(many)]
    found = [{"field": "author", "value": name, "how": "container:authors", "text": name, "confidence": 0.9, "chosen": True} for name in names]
    return json.dumps(record | {"authors": names, "metadata": found}).encode()


def test_a_value_that_is_checked_takes_no_more_than_a_record_of_a_few_fields() -> None:
    assert validate_line(line(50)) == []
    assert bytes_for_each(line, validate_line, 500) < 600


def test_values_of_one_field_share_its_name() -> None:
    pairs = said("author", "authors", ["Ada Quill", "Bo Rusk"])
    assert pairs == [("said:author:authors", "Ada Quill"), ("said:author:authors", "Bo Rusk")]
    assert pairs[0][0] is pairs[1][0]
    assert list(said_in([*pairs, ("said:nothing:x", "a"), ("author", "b")])) == [("author", "authors", "Ada Quill"), ("author", "authors", "Bo Rusk")]
