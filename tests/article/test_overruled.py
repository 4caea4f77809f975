"""What may overrule the labeller after the guards, and what holds against it: the cases of tests/cases/overruled/overruled.toml."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.article.overruled import Proved, copy_of, overruled
from pipeline.clean import explain_source
from pipeline.data import Decision, Label, Source
from pipeline.settings import Settings
from pipeline.sources import read
from tests.makers.marked import PROSE, cases


@pytest.mark.parametrize("case", cases("overruled/overruled.toml"))
def test_what_holds(case: dict[str, Any]) -> None:
    label, reason = case["before"]
    proved = Label(case["proved"])
    proof = Proved(0, proved, "it is one", "list-footer" if proved.removed else "", over=frozenset({"labeller", *case.get("over", ())}))
    [found] = overruled([Decision(0, Label(label), 0.7, reason, ("below the text",))], [proof], "the page's markup")
    assert [found.label, found.reason] == case["after"]
    changed = case["after"] != case["before"]
    assert found.evidence == (("by the page's markup: it is one",) if changed else ()) + ("below the text",)


def test_a_copy_names_the_block_that_stays() -> None:
    given = [Decision(n, Label.PARAGRAPH, 0.7, "kept", ("inside the text",)) for n in range(2)]
    assert overruled(given, [copy_of(0, 1, "a copy")], "markup")[1] == Decision(1, Label.DUPLICATE, 0.95, "duplicate", ("by markup: a copy",), 0)


def test_proofs_count_one_after_another() -> None:
    given = [Decision(0, Label.RELATED, 0.7, "labeller")]
    found = overruled(given, [Proved(0, Label.NOTE, "one"), Proved(0, Label.OTHER, "two", "list-footer")], "form")
    assert (found[0].label, found[0].evidence) == (Label.OTHER, ("by form: two", "by form: one"))


@pytest.mark.parametrize("case", cases("overruled/overruling.toml"))
def test_the_record_says_what_overruled_the_labeller(case: dict[str, Any]) -> None:
    data = case["source"].format("", *PROSE).encode()
    [source] = read(data, case["file"])
    assert isinstance(source, Source)
    [told] = [d.evidence[0] for block, d in explain_source(source, Settings()).pairs if block.text.startswith(case["block"])]
    assert told.startswith(case["evidence"])
