"""The stopwatch of the benchmarks still finds every stage, and leaves the program as it was."""

from __future__ import annotations

import importlib
from operator import attrgetter

import pytest

from benchmarks import stages
from benchmarks.stages import STAGES, Stopwatch
from benchmarks.text_peers import wrap
from pipeline import clean

TEXT = "A note\n\nBy Maud Effiong\n\nThis is the whole of the note, and there is nothing more to it.\n\nLeave a Reply\n"


def held() -> list[object]:
    out = []
    for _, _, where in STAGES:
        module, _, path = where.partition(":")
        out.append(attrgetter(path)(importlib.import_module(module)))
    return out


def test_every_stage_is_timed_and_given_back() -> None:
    before, watch = held(), Stopwatch()
    with watch.running():
        assert all(a is not b for a, b in zip(before, held(), strict=True))
        article = clean(TEXT)
        article.to_tei()
    assert all(a is b for a, b in zip(before, held(), strict=True))
    timed = {stage for (_, stage), seconds in watch.seconds.items() if seconds > 0}
    assert {"blocks", "language", "evidence", "network", "duplicates", "structure", "blocks of the article", "TEI"} <= timed
    assert article.authors == clean(TEXT).authors == ("Maud Effiong",)


def test_a_stage_that_was_renamed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "STAGES", (("labels", "gone", "pipeline.labelling:no_such_stage"),))
    with pytest.raises(SystemExit, match="no_such_stage"), Stopwatch().running():
        pass


def test_peers_get_each_line_as_a_paragraph() -> None:
    page = wrap("One & two\n\n<three>\n")
    assert "<p>One &amp; two</p>\n<p>&lt;three&gt;</p>" in page
