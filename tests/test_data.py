"""Values that cross stages: frozen, equal where their fields are, and able to cross to another process."""

from __future__ import annotations

import copy
import pickle

import pytest

from pipeline.blocks import Mark
from pipeline.data import ArticleBlock, Block, Decision, Found, Inline, Label, Markup, Repair, Source

BLOCK = Block(1, "Tide", 0, 4, markup=Markup("p", ("body", "p"), hidden=True), inlines=(Inline(0, 4, "bold"),))
VALUES = [BLOCK, BLOCK.markup, BLOCK.inlines[0], Mark("time", "May", 3, ()), ArticleBlock("a1.p0", Label.PARAGRAPH, "Tide", 0, 4),
          Found("title", "Tide", "title-block"), Decision(1, Label.PARAGRAPH, 0.9, "kept"), Repair(0, 1, "a", "b", "mojibake")]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_nothing_can_be_set_afterwards(value: object) -> None:
    for name in type(value).__annotations__:
        with pytest.raises(AttributeError):
            setattr(value, name, "x")


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_copy_is_equal(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value
    assert hash(copy.deepcopy(value)) == hash(value)


def test_an_address_that_runs_a_script_stands_beside_its_source() -> None:
    source = Source("a.txt", b"Tide", url="javascript:x")
    assert (source.url, source.identity, source.metadata) == (None, "a.txt", (("url", "javascript:x"),))
    assert Source("a.txt", b"Tide", url="javascript:x", metadata=source.metadata).metadata == source.metadata
    assert Source("a.txt", b"Tide", url="https://weir.example/javascript:x").metadata == ()


def test_another_field_makes_another_value() -> None:
    assert BLOCK._replace(n=2) != BLOCK
