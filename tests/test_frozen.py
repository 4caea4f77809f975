"""Quick frozen values are frozen all the same."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from pipeline.data import Block, Inline, Markup
from pipeline.frozen import quick

BLOCK = Block(1, "Tide", 0, 4, markup=Markup("p", ("body", "p"), hidden=True), inlines=(Inline(0, 4, "bold"),))


def test_nothing_can_be_set_afterwards() -> None:
    for value, name in ((BLOCK, "text"), (BLOCK.markup, "path"), (BLOCK.inlines[0], "kind")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, "x")
        with pytest.raises((FrozenInstanceError, TypeError)):
            value.__class__ = object  # type: ignore[assignment]


def test_it_is_the_class_that_was_named() -> None:
    assert type(BLOCK) is Block and type(BLOCK.markup) is Markup
    assert pickle.loads(pickle.dumps(BLOCK)) == copy.deepcopy(BLOCK) == replace(BLOCK) == BLOCK != replace(BLOCK, n=2)
    assert hash(BLOCK) == hash(replace(BLOCK)) and repr(BLOCK).startswith("Block(n=1, text='Tide', start=0, end=4, verbatim=''")
    assert list(inspect.signature(Inline).parameters) == ["start", "end", "kind", "value"]


def test_arguments_are_checked_as_ever() -> None:
    for arguments in ((), (1, 2), (1, 2, "bold", "", "more")):
        with pytest.raises(TypeError):
            Inline(*arguments)
    assert Inline(1, 2, kind="link", value="x") == Inline(1, 2, "link", "x")


def test_what_it_cannot_make_it_refuses() -> None:
    @dataclass(frozen=True, slots=True)
    class Listed:
        names: list[str] = field(default_factory=list)

    with pytest.raises(TypeError, match="Listed.names"):
        quick(Listed)
