"""The quality floor: invented pages that the labeller is never trained on. A figure that falls below its floor fails."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pipeline.data import Label
from tests.makers.marked import explain, read_marked

FILES = sorted((Path(__file__).parents[1] / "cases" / "floor").glob("*.toml"))
PAGES = [page for path in FILES for page in tomllib.loads(path.read_text(encoding="utf-8"))["page"]]
SIDE, KIND, TITLES, FRONT = 0.95, 0.82, 0.95, 0.79
"""Share of the lines on the right side; of the removed lines with the right kind; of the pages with the right title; of front matter with its label."""
LOST = "For more information contact the press office"
"""The one paragraph that is removed, the last one of a report, where a footer could begin: a known failure."""


@cache
def lines() -> tuple[tuple[str, Label, Label], ...]:
    """Text, wanted and found label of every line."""
    out = []
    for page in PAGES:
        text, wanted = read_marked(page["doc"])
        found = [(block.text, decision.label) for block, decision in explain(text).pairs]
        if [line for line, _ in found] == [line for _, line in wanted]:
            out += [(line, Label(label), own) for (label, line), (_, own) in zip(wanted, found, strict=True)]
    return tuple(out)


def share(right: list[bool]) -> float:
    return sum(right) / len(right)


def test_nothing_is_passed_over() -> None:
    assert len(lines()) >= 0.97 * sum(len(read_marked(page["doc"])[1]) for page in PAGES)


def test_lines_fall_on_the_right_side() -> None:
    assert share([wanted.removed == found.removed for _, wanted, found in lines()]) >= SIDE


def test_no_running_text_is_lost() -> None:
    lost = [text for text, wanted, found in lines() if wanted is Label.PARAGRAPH and found.removed and len(text) > 80]
    assert [text for text in lost if not text.startswith(LOST)] == []


def test_removed_lines_have_the_right_kind() -> None:
    assert share([wanted is found for _, wanted, found in lines() if wanted.removed and found.removed]) >= KIND


def test_titles_are_found() -> None:
    assert share([found is Label.TITLE for _, wanted, found in lines() if wanted is Label.TITLE]) >= TITLES


def test_front_matter_has_its_labels() -> None:
    front = (Label.BYLINE, Label.DATELINE, Label.STANDFIRST, Label.MASTHEAD, Label.ISSUE)
    assert share([wanted is found for _, wanted, found in lines() if wanted in front]) >= FRONT


def report() -> None:
    """The figures, and every line that came out otherwise, for people."""
    side = share([wanted.removed == found.removed for _, wanted, found in lines()])
    kind = share([wanted is found for _, wanted, found in lines() if wanted.removed and found.removed])
    label = share([wanted is found for _, wanted, found in lines()])
    print(f"{len(lines())} lines: on the right side {side:.3f}, removed ones with the right kind {kind:.3f}, with the very label {label:.3f}")  # noqa: T201
    for text, wanted, found in lines():
        if wanted is not found:
            print(f"{wanted:16} {found:16} {text[:80]}")  # noqa: T201


if __name__ == "__main__":
    report()
