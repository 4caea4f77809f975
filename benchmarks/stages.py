"""A stopwatch for the stages of cleaning: the real functions, wrapped while it runs, each charged with the time that no stage inside it takes.

So the parts add up to the whole, and what is measured is the flow that users run. A stage that was renamed is an error, never a silent zero.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["STAGES", "Stopwatch"]

STAGES: tuple[tuple[str, str, str], ...] = (
    # group, stage, where the name is looked up
    ("decode and repair", "bytes to text", "pipeline.decoding:decode"),
    ("decode and repair", "repairs", "pipeline.decoding.page:mend"),
    ("blocks", "blocks", "pipeline.blocks.from_text:split_text"),
    ("language", "language", "pipeline.reading.language:identify"),
    ("labels", "decisions", "pipeline.labelling:label_blocks"),
    ("labels", "evidence", "pipeline.labelling.label:evidence_of"),
    ("labels", "network", "pipeline.labelling.network:Network.judge"),
    ("labels", "sequence", "pipeline.labelling.label:read_sequence"),
    ("labels", "explanation", "pipeline.labelling.label:told"),
    ("labels", "guards", "pipeline.labelling.label:apply_guards"),
    ("labels", "duplicates", "pipeline.labelling.guards:find_duplicates"),
    ("article", "structure", "pipeline.article.after_guards:after_guards"),
    ("article", "blocks of the article", "pipeline.article.build:build"),
    ("article", "metadata", "pipeline.metadata.places:find_metadata"),
    ("article", "sections", "pipeline.article.build:make_sections"),
    ("article", "white space", "pipeline.article.build:space_of"),
    ("article", "gaps", "pipeline.article.build:find_gaps"),
    ("article", "doubts", "pipeline.article.build:find_doubts"),
    ("TEI", "TEI", "pipeline.writers.tei:write_tei"),
    ("JSONL", "JSONL", "pipeline.writers.jsonl:write_json"),
    ("ledger", "ledger", "pipeline.writers.ledger:write_ledger"),
    ("checks", "TEI: RELAX NG and pointers", "pipeline.validate.tei:validate_tei"),
    ("checks", "JSONL: pydantic", "pipeline.validate.lines:validate_line"),
)


class Stopwatch:
    """CPU seconds of each stage, in the order of `STAGES`."""

    def __init__(self) -> None:
        self.seconds: dict[tuple[str, str], float] = {(group, stage): 0.0 for group, stage, _ in STAGES}
        self._inside: list[float] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """While this is open, the stages are timed."""
        undo: list[tuple[Any, str, Any]] = []
        try:
            for group, stage, where in STAGES:
                owner, name = _find(where)
                held = getattr(owner, name)
                undo.append((owner, name, held))
                setattr(owner, name, self._timed(held, group, stage))
            yield
        finally:
            for owner, name, held in reversed(undo):
                setattr(owner, name, held)

    def _timed(self, function: Callable[..., Any], group: str, stage: str) -> Callable[..., Any]:
        def timed(*args: Any, **more: Any) -> Any:
            self._inside.append(0.0)
            start = time.process_time()
            try:
                return function(*args, **more)
            finally:
                spent = time.process_time() - start
                self.seconds[group, stage] += spent - self._inside.pop()
                if self._inside:
                    self._inside[-1] += spent

        return timed


def _find(where: str) -> tuple[Any, str]:
    module, _, path = where.partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    if not hasattr(owner, name):
        raise SystemExit(f"benchmarks/stages.py: {where} is not there any more. Put in the name that the stage has now.")
    return owner, name
