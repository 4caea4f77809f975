"""``decisions.jsonl``: what people decided on blocks, a line each, in the order in which they decided.

Strategy: the file is only ever appended to, so that it can be kept under version control and merged line by line. The last line about a block
wins. To undo is a further line, which takes back the last one with the same block, scope and place. A block is known by the hash of its
words, so a decision stands for as long as the words do, whatever becomes of places, settings and code.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.archive.caches.site_memory import site_of
from pipeline.archive.store.disk import ArchiveError, flush_folder
from pipeline.archive.store.lock import Lock
from pipeline.data import KEEP, REMOVE, UNDO, Answer, Block, Label, block_digest

__all__ = ["AFTER", "SCOPES", "Decision", "Standing", "append", "blocks_line", "check", "load", "site_of_source", "takes_back",
           "winning"]

Decision = Answer
"""One line of the file."""

SCOPES = ("block", "site", "everywhere")
"""Where a decision holds: for these words in this source, in every source of its site, in every source."""
AFTER = frozenset(label.value for label in Label if label not in (Label.IMAGE, Label.MILESTONE)) | {KEEP, REMOVE, UNDO}
_NAMES = tuple(f.name for f in fields(Decision))
_SHORT = 16  # hex digits by which the memory of sites knows a block
_PATIENCE = 10.0  # seconds; a line is written in a few milliseconds
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7})(?: |$)")


def append(path: Path, decision: Decision) -> None:
    """Adds one line, which is on the disk when this returns; after a failure the file is as it was. Raises `ArchiveError` with a sentence."""
    if wrong := check(asdict(decision)):
        raise ArchiveError("wrong-decision", f"The decision can't be noted: {wrong}", usage=True)
    line = json.dumps(asdict(decision), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path):
            _append(path, line)
    except OSError as error:
        raise ArchiveError("wrong-decisions", f"{path}: the decision can't be noted here ({error.strerror or error}), and nothing was changed. "
                           "Mend that, or name another file in the settings (review.decisions).") from None


def _append(path: Path, line: bytes) -> None:
    is_new = not path.exists()
    with path.open("ab+", buffering=0) as stream:
        size = stream.seek(0, os.SEEK_END)
        _must_end_whole(path, stream.fileno(), size)
        try:
            if stream.write(line) != len(line):
                raise OSError("the line was written in part only")
            os.fsync(stream.fileno())
        except OSError:
            os.ftruncate(stream.fileno(), size)
            raise
    if is_new:
        flush_folder(path.parent)


def _must_end_whole(path: Path, handle: int, size: int) -> None:
    if size and os.pread(handle, 1, size - 1) != b"\n":
        raise ArchiveError("wrong-decisions", f"{path}: the last line has no end. Complete or delete it, and put a line end after it.", usage=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock, deadline = Lock(path.with_name(path.name + ".lock")), time.monotonic() + _PATIENCE
    while not lock.held:
        try:
            lock.acquire()
        except ArchiveError:
            if time.monotonic() > deadline:
                raise ArchiveError("decisions-busy", f"{path}: another process is writing to this file. Try again when it has ended; if it is "
                                   f"certain that none is, delete {lock.path}.") from None
            time.sleep(0.01)
    try:
        yield
    finally:
        lock.release()


def load(path: Path) -> tuple[Decision, ...]:
    """Every line of the file in order, none where there is no file. Raises `ArchiveError` naming the first line that is no decision."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ArchiveError("wrong-decisions", f"{path}: the decisions can't be read ({error.strerror}). Mend that, or name another file "
                           "in the settings (review.decisions).", usage=True) from None
    return tuple(_parsed(path, n, line) for n, line in enumerate(lines, 1) if line.strip())


def _parsed(path: Path, n: int, line: bytes) -> Decision:
    try:
        text = line.decode("utf-8-sig" if n == 1 else "utf-8").strip()
        found = None if _CONFLICT.match(text) else json.loads(text)
        wrong = check(found) if isinstance(found, dict) else "this is not a JSON object"
    except ValueError as error:
        found, wrong = {}, f"this is not a line of JSON ({error})"
    if wrong or not isinstance(found, dict):
        conflict = " It is the mark of a merge conflict: keep the lines of both sides and delete the marks." if _CONFLICT.match(
            line.decode("utf-8", "replace")) else " Mend or delete the line."
        raise ArchiveError("wrong-decisions", f"{path}, line {n}: {wrong.rstrip('.')}.{conflict}", usage=True)
    return Decision(**found)


def check(found: Mapping[str, Any]) -> str:
    """What is wrong with the fields of a decision, in a sentence; empty where all is well."""
    if missing := [name for name in _NAMES if name not in found]:
        return f"{missing[0]} is missing; a decision has {', '.join(_NAMES)}."
    if strange := sorted(set(found) - set(_NAMES)):
        return f"there is no field {strange[0]} in a decision; its fields are {', '.join(_NAMES)}."
    if empty := [name for name in _NAMES if not isinstance(found[name], str) or not found[name].strip() or "\n" in found[name]]:
        return f"{empty[0]} must be text on one line, not {found[empty[0]]!r}."
    if not re.fullmatch(r"[0-9a-f]{64}", found["block"]):
        return f"block must be the SHA-256 of the block's text, 64 hex digits, not {found['block']!r}."
    if found["before"] not in set(Label):
        return f"before must be a label (docs/kinds.md), not {found['before']!r}."
    if found["after"] not in AFTER:
        return f"after must be keep, remove, undo or a label of words (docs/kinds.md), not {found['after']!r}."
    if found["scope"] not in SCOPES:
        return f"scope must be {', '.join(SCOPES[:-1])} or {SCOPES[-1]}, not {found['scope']!r}."
    return "" if _is_moment(found["when"]) else f"when must be a day or a moment in ISO 8601, not {found['when']!r}."


def _is_moment(when: str) -> bool:
    try:
        datetime.fromisoformat(when)
    except ValueError:
        return False
    return True


def site_of_source(identity: str) -> str:
    """The site of a source that is given by its URL or name."""
    return site_of(identity, identity)


def blocks_line(blocks: Iterable[Block]) -> str:
    """The beginnings of the digests of a page's blocks, each once, by which the memory of a site finds them."""
    return " ".join(dict.fromkeys(block_digest(block.text)[:_SHORT] for block in blocks if block.text))


@dataclass(frozen=True, slots=True)
class Standing:
    """The decisions that stand: neither undone nor replaced by a later one that holds wherever they do."""

    decisions: tuple[Decision, ...] = ()
    """In the order of their lines."""
    _by_block: dict[str, list[Decision]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, lines: Iterable[Decision]) -> Standing:
        """What stands after all of these lines."""
        found = cls(tuple(_uncovered(_not_undone(lines))))
        for decision in found.decisions:
            found._by_block.setdefault(decision.block[:_SHORT], []).append(decision)
        return found

    def matching(self, blocks: str, places: Iterable[str]) -> list[Decision]:
        """Those that hold for a page with these blocks (`blocks_line`) that was found in these places; of one block in the order of lines."""
        hits = self.matching_anywhere(blocks)
        if not hits:
            return []
        own = set(places)
        sites = {site_of_source(place) for place in own}
        return [decision for decision in hits if _holds(decision, own, sites)]

    def matching_anywhere(self, blocks: str) -> list[Decision]:
        """Those about one of these blocks, wherever they hold."""
        known = self._by_block
        return [decision for block in blocks.split(" ") for decision in known.get(block, ())] if known else []


def takes_back(undo: Decision, lines: Iterable[Decision]) -> bool:
    """True if one of these lines is left that this one takes back: about the same words, with the same scope and place."""
    return any(_place(decision) == _place(undo) for decision in _not_undone(lines))


def winning(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Of decisions in the order of their lines, the last one about each block."""
    last = {decision.block: decision for decision in decisions}
    return tuple(last[block] for block in sorted(last))


def _holds(decision: Decision, places: set[str], sites: set[str]) -> bool:
    if decision.scope == "block":
        return decision.source in places
    return decision.scope == "everywhere" or site_of_source(decision.source) in sites


def _place(decision: Decision) -> tuple[str, str, str]:
    """Where a decision holds; a later decision with the same place is about the same blocks."""
    where = {"block": decision.source, "site": site_of_source(decision.source), "everywhere": ""}[decision.scope]
    return decision.block, decision.scope, where


def _not_undone(lines: Iterable[Decision]) -> list[Decision]:
    """The last line of each place that is not undone, in the order of the lines."""
    stacks: dict[tuple[str, str, str], list[tuple[int, Decision]]] = {}
    for n, decision in enumerate(lines):
        stack = stacks.setdefault(_place(decision), [])
        if decision.after != UNDO:
            stack.append((n, decision))
        elif stack:
            stack.pop()
    return [decision for _, decision in sorted((stack[-1] for stack in stacks.values() if stack), key=lambda line: line[0])]


def _uncovered(decisions: list[Decision]) -> list[Decision]:
    """Those that no later one with a wider scope replaces."""
    wide: set[tuple[str, str, str]] = set()
    out = []
    for decision in reversed(decisions):
        everywhere, site = (decision.block, "everywhere", ""), (decision.block, "site", site_of_source(decision.source))
        if everywhere in wide or (decision.scope == "block" and site in wide):
            continue
        wide.add(_place(decision))
        out.append(decision)
    return out[::-1]
