"""Decisions of people as training data: the decided blocks are targets, the others evidence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.archive.decisions import Decision, append
from pipeline.archive.store.disk import ArchiveError
from pipeline.data import Label, block_digest
from tests.makers.archives import archive, page

pytest.importorskip("rapidfuzz")
from tools.train.dataset import BIT, KEPT, REMOVED
from tools.train.decisions import WEIGHT, decided_pages


def decide(path: Path, text: str, after: str, source: str, scope: str = "block") -> None:
    append(path, Decision(block_digest(text), source, "paragraph", after, scope, "Ada", "2024-05-06"))


@pytest.fixture
def made(tmp_path: Path) -> Path:
    rows = [{"id": str(n), "url": f"https://harbour.example/{n}", "text": page(n)} for n in range(3)]
    parts = page(7).split("\n\n")
    rows.append({"id": "h", "url": "https://valley.example/h", "html": "<body><h1>" + parts[0] + "</h1>" + "".join(f"<p>{part}</p>" for part in parts[1:6])})
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    archive(tmp_path / "out", tmp_path / "in.jsonl")
    return tmp_path


def test_decided_blocks_are_targets(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made / "decisions.jsonl"
    decide(path, "Name *", "keep", "https://harbour.example/1")
    decide(path, "Website", "legal", "https://harbour.example/1", "site")
    decide(path, "What it cost", "remove", "https://valley.example/h")
    decide(path, "Words of nobody", "remove", "https://valley.example/h")
    found = decided_pages(path, [made / "out"], "text")
    assert "3 pages for text; 1 of 4 decisions match no article" in capsys.readouterr().out
    assert len(found) == 3
    told = [sorted(int(mask) for mask in one.mask[one.mask > 0]) for one in found]
    assert sorted(map(len, told)) == [1, 1, 2]
    assert {mask for masks in told for mask in masks} == {KEPT, BIT[Label.LEGAL.value]}
    assert all(set(np.unique(one.weight)) == {np.float32(0), np.float32(WEIGHT)} for one in found)
    assert len({one.fold for one in found}) == 1
    (html,) = decided_pages(path, [made / "out"], "html")
    assert [int(mask) for mask in html.mask[html.mask > 0]] == [REMOVED]
    assert html.markup is not None
    assert html.share[html.mask > 0].tolist() == [0.0]


def test_what_is_undone_is_no_target(made: Path) -> None:
    path = made / "decisions.jsonl"
    decide(path, "Name *", "keep", "https://harbour.example/1")
    decide(path, "Name *", "undo", "https://harbour.example/1")
    assert decided_pages(path, [made / "out"], "text") == []


def test_without_decisions_or_an_archive_a_sentence_says_so(made: Path) -> None:
    with pytest.raises(ArchiveError, match="there are no decisions in this file"):
        decided_pages(made / "decisions.jsonl", [made / "out"], "text")
    decide(made / "decisions.jsonl", "Name *", "keep", "https://harbour.example/1")
    with pytest.raises(ArchiveError, match="is no archive"):
        decided_pages(made / "decisions.jsonl", [made / "in"], "text")
