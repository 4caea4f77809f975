"""The stopwatch of the benchmarks still finds every stage, and leaves the program as it was."""

from __future__ import annotations

import gzip
import importlib
from operator import attrgetter
from pathlib import Path

import pytest

from benchmarks import archiving, stages
from benchmarks.stages import STAGES, Stopwatch
from benchmarks.text_peers import wrap
from pipeline import clean
from pipeline.data import Source, block_digest

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


def test_a_simulated_reviewer_answers_the_doubtful_blocks_from_the_gold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of which the labeller is least sure, each once, and the page is no worse with the answers."""
    pytest.importorskip("rapidfuzz")
    pytest.importorskip("torch")
    from benchmarks import decided
    from pipeline.clean import explain_source
    from pipeline.labelling.network import load
    from pipeline.settings import Settings
    from tests.makers.archives import page
    from tools.train.corpus import Gold

    text = page(4)
    body = text.split("\n\n")[2:5]
    gold = Gold("g", "bench", "article", "en", "https://harbour.example/4", "harbour.example", "\n".join((*body, "Post Comment")), "", (), "", "", False, False,
                (), (), decided.Path("none"))
    source = Source("g", text.encode(), url=gold.url, media_type="text/plain")
    monkeypatch.setattr(decided, "source_of", lambda *_: source)
    explained = explain_source(source, Settings())
    least = decided.doubtful(explained, 4)
    scores = {block.n: decision.score for block, decision in explained.pairs}
    others = [decision.score for block, decision in explained.pairs if block not in least and not decision.label.front]
    assert max(scores[block.n] for block in least) <= min(others)
    every = decided.answers_for(explained, gold, 99)
    said = {answer.block: answer.after for answer in every}
    assert said[block_digest("Post Comment")] == "keep"
    assert said[block_digest("Leave a Reply")] == "remove"
    found = decided.review(load("text"), "text", 99, gold)
    assert found is not None and found.arrays is not None
    assert (found.answers, found.wrong > 0, found.after > found.before) == (len(every), True, True)
    assert int((found.arrays.weight > 0).sum()) == len(every)


@pytest.mark.parametrize(("field", "said", "answer", "expected"), [
    ("title", "", "The ferry", "gold is empty"),
    ("title", "Fares of the ferry rise", "The ferry", "declared too"),
    ("title", "A crane fell", "The ferry", "not on the page"),
    ("title", "Harbours and piers", "The ferry", "missed"),
    ("author", ["Tom Reed"], [], "missed"),
    ("author", ["Ines Calloway"], ["Ada Quill"], "not on the page"),
    ("author", ["Ada Quill", "Harbour Editor"], ["Ada Quill"], "more than names"),
    ("author", ["Ada Quill", "Tom Reed"], ["Ada Quill"], "missed"),
    ("published", "2024-02-01", "2023-05-04", "update"),
    ("published", "2023-05-05", "2023-05-04", "day before or after"),
    ("published", "2021-03-12", "2023-05-04", "missed"),
    ("published", "2019-01-01", "2023-05-04", "not on the page"),
])
def test_why_an_answer_differs_from_the_gold(tmp_path: Path, field: str, said: object, answer: object, expected: str) -> None:
    from benchmarks.metadata import persons
    from benchmarks.metadata_gold import cause
    from tools.train.corpus import Gold

    html = ("<title>Fares of the ferry rise</title><meta property=article:published_time content=2023-05-04>"
            "<meta property=article:modified_time content=2024-02-01><p>Harbours and piers</p><h1>The ferry and its many fares</h1><p>By Ada Quill</p>"
            "<p>The old lock was closed on 12 March 2021, as Tom Reed says.</p>")
    path = tmp_path / "page.html.gz"
    path.write_bytes(gzip.compress(html.encode()))
    gold = Gold("1", "bench", "article", "en", None, "", "", "", (), "", "", False, False, (), (), path)
    assert cause(field, gold, answer, said, persons) == expected


@pytest.mark.parametrize(("module", "name"), [(module, name) for _, module, names in archiving.TIMED for name in names],
                         ids=[name for _, _, names in archiving.TIMED for name in names])
def test_what_archiving_times_is_there(module: object, name: str) -> None:
    assert callable(getattr(module, name, None))


@pytest.mark.parametrize("name", ["archiving", "large", "report", "scale", "scaling"])
def test_a_benchmark_tells_its_usage(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", [name, "--help"])
    benchmark = importlib.import_module(f"benchmarks.{name}")
    with pytest.raises(SystemExit) as ended:
        benchmark.main()
    assert ended.value.code == 0
    assert f"python -m benchmarks.{name}" in capsys.readouterr().out
