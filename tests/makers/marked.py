"""Documents with the label of each line written before it, as the cases of tests/cases/structure and others have them.

``paragraph | The tide was late.`` is a line and its label; a line that opens with ``+ |`` belongs to the block above it; an empty line is an empty
line. ``{1}`` to ``{9}`` stand for paragraphs of running text, so that a case shows only what it is about.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.article.overruled import Proved, overruled
from pipeline.blocks.from_html import split_html
from pipeline.clean import Explained, explain_source
from pipeline.data import Block, Decision, Encoding, Label, Page, Source
from pipeline.settings import Settings

Find = Callable[[Sequence[Block], Sequence[Decision]], Iterable[Proved]]
CASES = Path(__file__).parents[1] / "cases"
PROSE = tuple(line for line in """
The harbour of Wexley Sound had one clerk for each of its locks, and every clerk kept a ledger of the tides, the boats and the weather in a \
tin box under the desk.
When the water company bought the upper lock in the spring, nobody on the quay thought that anything would change, least of all the woman \
who rang the evening bell.
It began with the kettle. A notice went up which said that boiling water on the premises was a risk to the ledgers, and from then on the \
clerks drank their tea cold.
Old Marlow, who had counted barges since before the war, wrote to the company and asked whether it had ever seen a ledger catch fire, and \
had no answer for eleven weeks.
By midsummer the rota had grown by two nights. The wardens were told that the tide keeps no holidays, which was true, and that therefore \
they should keep none either.
The first to refuse was a girl of nineteen from the lower sluice. She closed her book at the end of the shift, put on her coat and walked \
home along the towpath.
What happened in the following days has been told in many ways, and hardly one of the people who tell it was there when the gates were \
chained.
A barge with forty tons of onions lay in the basin for six days. The smell reached the town hall on the third, and on the fourth the mayor \
asked for a meeting.
In the end the company put the kettle back and kept the rota, and the clerks called it a victory, because it was the first that they had \
ever had.
""".split("\n") if line)


def read_marked(doc: str) -> tuple[str, list[tuple[str, str]]]:
    """The text of a marked document, and each block as label and words."""
    lines: list[str] = []
    blocks: list[tuple[str, str]] = []
    for row in doc.strip("\n").split("\n"):
        label, bar, line = row.partition("|")
        line = filled(line).removeprefix(" ")
        lines.append(line if bar else filled(row))
        if not bar:
            continue
        if label.strip() == "+":
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {line}")
        else:
            blocks.append((label.strip(), line))
    return "\n".join(lines) + "\n", [(label, " ".join(text.split())) for label, text in blocks]


def filled(text: str) -> str:
    """A text with paragraphs in place of ``{1}`` and so on."""
    for n, prose in enumerate(PROSE, 1):
        text = text.replace(f"{{{n}}}", prose)
    return text


def decided(find: Find, html: str, labels: list[Label], reason: str = "labeller") -> list[Label]:
    """The labels of the blocks of a page after a step that may overrule them; ``reason``: why blocks with labels of removed matter are removed."""
    split = split_html(Page("page.html", html, html, Encoding("utf-8", "utf-8"), media_type="text/html"))
    assert len(split.blocks) == len(labels)
    given = [Decision(b.n, label, 0.9, reason if label.removed else "kept") for b, label in zip(split.blocks, labels, strict=True)]
    return [d.label for d in overruled(given, find(split.blocks, given), "markup")]


def explain(text: str, name: str = "case.txt") -> Explained:
    """Every step for a text, as if it had been read from a file."""
    return explain_source(Source(name, text.encode("utf-8", "surrogatepass"), media_type="text/plain", charset="unicode"), Settings())


def cases(path: str, table: str = "case") -> list[Any]:
    """The cases of a file below tests/cases; those under ``known_failures`` must fail."""
    rows = tomllib.loads((CASES / path).read_text("utf-8"))
    out = [pytest.param(row, id=row["name"]) for row in rows.get(table, [])]
    return out + [
        pytest.param(row, id=row["name"], marks=pytest.mark.xfail(reason=row.get("why", "known failure")))
        for row in rows.get("known_failures", [])
    ]


def check_labels(case: dict[str, Any]) -> Explained:
    """Each block of a marked document has the label that stands before it; ``twins``: pairs of a duplicate and the block that stays."""
    text, wanted = read_marked(case["doc"])
    seen = explain(text)
    found = [(str(d.label), b.text) for b, d in seen.pairs]
    wrong = [f"{want} wanted, {got} found: {text[:60]}" for (got, text), (want, _) in zip(found, wanted, strict=False) if got != want]
    assert [text for _, text in found] == [text for _, text in wanted], f"other blocks than wanted: {found}"
    assert not wrong, "\n".join(wrong)
    if "twins" in case:
        assert [[d.block, d.twin] for _, d in seen.pairs if d.twin is not None] == case["twins"]
    return seen
