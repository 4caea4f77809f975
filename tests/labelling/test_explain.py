"""What is told of a removed block: where it stands, its words, and the columns that counted most."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.clean import explain_source
from pipeline.data import Label, Source
from pipeline.labelling.explain import MOST
from pipeline.labelling.label import expected_loss
from pipeline.labelling.sequence import Labelled
from pipeline.settings import Settings
from tests.makers.marked import PROSE

TEXT = "\n\n".join(["The kettle and the ledger", *PROSE[:6], "Follow us on Facebook", "Leave a Reply", "Your email address will not be published."])


def test_removed_blocks_say_why() -> None:
    seen = explain_source(Source("case.txt", TEXT.encode()), Settings())
    told = {block.text: decision.evidence for block, decision in seen.pairs if decision.label.removed}
    assert {"Leave a Reply", "Your email address will not be published."} <= set(told)
    for reasons in told.values():
        assert 1 <= len(reasons) <= MOST + 1
        assert reasons[0].startswith(("above the text", "below the text", "inside the text"))
    assert "words: “leave a reply”" in told["Leave a Reply"]
    assert told["Leave a Reply"][0].startswith("below the text")


def test_reasons_are_plain_english() -> None:
    """A sentence for each column, and no sign of the packs in a phrase."""
    seen = explain_source(Source("case.txt", f"{TEXT}\n\n© 2023 The Harbour Post. All rights reserved.".encode()), Settings())
    told = [reason for decision in seen.decisions for reason in decision.evidence]
    assert "words: “© (number) …”" in told
    assert not [reason for reason in told if reason.startswith(("much: ", "little: ")) or "#" in reason]
    starts = ("it ", "its ", "few ", "many ", "little ", "most ", "much ", "hardly ", "only ", "no ", "the ", "a ", "other ", "long ", "above", "below", "inside", "words: ")
    assert all(reason.startswith(starts) for reason in told)


def test_the_title_stands_above_the_text() -> None:
    text = "\n\n".join(["Skip to the pier", "Harbour | Tides", "A kettle", *PROSE[:6]])
    seen = explain_source(Source("case.txt", text.encode()), Settings())
    first = next(n for n, (block, _) in enumerate(seen.pairs) if block.text == PROSE[0])
    told = [decision.evidence[0] for _, decision in seen.pairs[:first] if decision.evidence]
    assert told and all(reason.startswith("above the text") for reason in told)


def test_the_ledger_has_the_same_words() -> None:
    seen = explain_source(Source("case.txt", TEXT.encode()), Settings())
    told = {removal.text: removal.evidence for removal in seen.article.removed}
    assert told["Leave a Reply"] == next(d.evidence for b, d in seen.pairs if b.text == "Leave a Reply")


def test_the_page_as_a_whole_is_judged_too() -> None:
    seen = explain_source(Source("case.txt", TEXT.encode()), Settings())
    kinds = dict(seen.labelling.kinds)
    assert set(kinds) == {"article", "list", "several", "error"} and abs(sum(kinds.values()) - 1) < 0.01
    assert 0 <= seen.labelling.mixed <= 1 and 0 <= seen.labelling.unsure <= 1


def test_blocks_that_hardly_stayed_say_why_and_sure_ones_do_not() -> None:
    sample = Path(__file__).parents[2] / "seeds" / "lost-links.txt"
    seen = explain_source(Source(sample.name, sample.read_bytes()), Settings())
    stays = [decision for _, decision in seen.pairs if decision.reason == "kept"]
    assert any(decision.score < 0.9 for decision in stays)
    for decision in stays:
        assert bool(decision.evidence) == (decision.score < 0.9)
    assert seen.article.unsure
    assert all(found.evidence for found in seen.article.unsure)


def test_what_is_expected_to_be_wrong_is_what_the_expected_f1_lacks() -> None:
    letters = np.array([96, 96, 196])
    found = [Labelled(Label.PARAGRAPH, 9000, 9000), Labelled(Label.PARAGRAPH, 5000, 5000), Labelled(Label.RELATED, 9000, 1000)]
    # 140 of 160 expected letters of text are among the 200 that stay
    assert expected_loss(found, letters) == pytest.approx(1 - 2 * 140 / (200 + 160))
    assert expected_loss(found[2:], letters[2:]) == 1
    assert expected_loss([Labelled(Label.PARAGRAPH, 10_000, 10_000)], letters[:1]) == 0
