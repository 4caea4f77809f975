"""What a run has to do: entries, cut into batches.

Strategy: everything a batch needs stands in its own file of entries, and its *key* is a hash of these entries and of all else that its result depends
on. So the key names the result: results for a key from a killed run serve the next run, and results for other inputs, settings or code have other
keys.

A batch is worked on with its own entries, the header of the plan and the rules that its entries name: files whose sizes do not depend on
the number of batches.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from itertools import starmap
from pathlib import Path
from typing import Any

from pipeline.archive.store.disk import ArchiveError, write_whole
from pipeline.archive.store.warc import Kept
from pipeline.data import Answer, Source, shown_name
from pipeline.settings import Archive, Articles, Inputs, Limits, Repeats, Review, Settings

__all__ = ["Batch", "Entry", "Place", "Plan", "cut", "load_entries", "load_header", "load_plan", "load_rules", "parse_entry", "save_plan"]

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A `Source` without its bytes: where it was found, and its metadata there."""

    name: str
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    captured: str | None = None
    metadata: tuple[tuple[str, str], ...] = ()

    def identity(self, sha256: str) -> str:
        """URL, else name, else digest of the bytes, as `Source.identity` has it."""
        return self.url or (self.name if self.name != "-" else f"sha256:{sha256}")

    @property
    def shown(self) -> str:
        """Its name in sentences for people."""
        return shown_name(self.name, self.url)

    def source(self, data: bytes, origins: tuple[str, ...] = (), record: bytes | None = None) -> Source:
        """The source with its bytes again."""
        return Source(self.name, data, self.url, self.media_type, self.charset, self.captured, self.metadata, origins, record)

    def kept(self, ident: str, version: int, sha256: str, media_type: str | None = None) -> Kept:
        """What its WARC record says of it."""
        return Kept(self.name, ident, version, sha256, self.url, self.media_type or media_type, self.charset, self.captured, self.metadata)


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of work: a source to clean, a further place of known bytes, or a fault to write down."""

    kind: str
    """``source``, ``known`` (``id`` and ``version`` name the article that holds the bytes), ``gone`` (an article goes), ``fault``."""
    place: Place
    identity: str
    sha256: str = ""
    id: str = ""
    version: int = 0
    """Latest version of the article in the archive, 0 if it is new."""
    offset: int = 0
    """Where the bytes stand in the spool."""
    size: int = 0
    record: int = 0
    """Bytes of the WARC record it came in, after its own in the spool."""
    others: tuple[Place, ...] = ()
    """Further places of the same bytes."""
    holder: Place | None = None
    """For ``known``: the place of the article that holds the bytes."""
    origins: tuple[str, ...] = ()
    """Further places that an earlier version noted."""
    restore: tuple[tuple[int, int], ...] = ()
    """Ranges of the page in which nothing is removed, because a person said so."""
    site: str = ""
    sketch: str = ""
    """What the memory of the site keeps of it."""
    repeats: tuple[tuple[int, float, str], ...] = ()
    """Votes by that memory: block, score, evidence."""
    blocks: str = ""
    """The beginnings of the digests of its blocks, by which decisions find them."""
    answers: tuple[Answer, ...] = ()
    """The decisions on its blocks that hold."""
    rules: str = ""
    """Digest of the rules of its site."""
    also: tuple[tuple[str, str, str], ...] = ()
    """Id, site and sketch of every further place: the memory of a site knows pages, whichever article holds their bytes."""
    why: str = ""
    """For ``gone``: ``moved`` or ``copy``; `copy_of` names the article that stays, `alike` says how alike they are."""
    copy_of: str = ""
    alike: tuple[float, float, tuple[str, ...]] = (1.0, 1.0, ())
    """Similarity, part of the shorter one that stands in the other, fields that differ."""
    sources: int = 1
    """How many sources of the input it stands for."""
    reading: str = ""
    """Where what was read of it stands below ``work/``."""
    code: str = ""
    """Of a fault, and of a source that was read for the memory of its site and can't be cleaned: the reason; `sentence` says it."""
    sentence: str = ""
    warning: bool = False

    def line(self, *, bookkeeping: bool = True) -> str:
        """As one line of JSON; without the bookkeeping it holds just what a result can depend on."""
        skipped = () if bookkeeping else _BOOKKEEPING
        return json.dumps({name: getattr(self, name) for name in _FIELDS if name not in skipped}, ensure_ascii=True, separators=(",", ":"),
                          default=_fields_of)


def _fields_of(value: Place | Answer) -> dict[str, Any]:
    """The fields of what stands in an entry; quicker than copying all that is in them."""
    return {one.name: getattr(value, one.name) for one in fields(value)}


_FIELDS = tuple(one.name for one in fields(Entry))
_BOOKKEEPING = ("offset", "sources", "reading")
"""What no result depends on."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of the plan."""

    number: int
    key: str
    size: int
    """Entries."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do, and with what."""

    batches: tuple[Batch, ...]
    settings: Settings
    recipe: str
    date: str
    """The declared date that WARC records without one of their own carry."""
    parts: dict[str, str] = field(default_factory=dict)
    """What the recipe is made of, where the archive does not know that yet: told by the first batch."""
    drop: bool = False
    """True if articles that are copies of others are taken out before the batches are published."""
    teller: str = ""
    """Key of the batch that tells the parts."""

    @property
    def size(self) -> int:
        """Entries in all."""
        return sum(batch.size for batch in self.batches)


def cut(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    """Batches of ``size`` entries, in order; entries of one identity (captures of one URL) are never separated."""
    batch: list[Entry] = []
    for entry in entries:
        if len(batch) >= size and entry.identity != batch[-1].identity:
            yield batch
            batch = []
        batch.append(entry)
    if batch:
        yield batch


def save_plan(work: Path, batches: Iterable[list[Entry]], plan: Plan, rules: Mapping[str, str], *, first: int) -> Plan:
    """Writes the plan with these batches below ``work``, and returns it.

    ``rules``: the rules of sites by their digests, as `SiteRules.line` writes them; may grow while the batches are made.
    """
    (work / "batches").mkdir(exist_ok=True)
    rows = []
    for number, entries in enumerate(batches, start=first):
        telling = json.dumps(plan.parts) if plan.parts and number == first else ""
        told = "\n".join([str(_FORMAT), plan.recipe, plan.date, telling, *(entry.line(bookkeeping=False) for entry in entries)])
        key = hashlib.sha256(told.encode()).hexdigest()[:20]
        write_whole(work / "batches" / f"{key}.jsonl", "".join(entry.line() + "\n" for entry in entries).encode())
        rows.append(Batch(number, key, len(entries)))
    _save_rules(work / "rules", rules)
    plan = replace(plan, batches=tuple(rows), teller=rows[0].key if plan.parts and rows else "")
    write_whole(work / "batches.jsonl", "".join(f'[{row.number},"{row.key}",{row.size}]\n' for row in rows).encode())
    write_whole(work / "plan.json", json.dumps(asdict(replace(plan, batches=())), ensure_ascii=True, separators=(",", ":")).encode())
    return plan


def _save_rules(folder: Path, rules: Mapping[str, str]) -> None:
    """A file for each, named by its digest."""
    if rules:
        folder.mkdir(exist_ok=True)
    for digest, line in rules.items():
        write_whole(folder / digest, line.encode())


def load_plan(work: Path) -> Plan:
    """The plan of the run that is under way. Raises `ArchiveError` where there is none."""
    header, listed = load_header(work), work / "batches.jsonl"
    found = listed.stat()
    return replace(header, batches=_batches(listed, found.st_mtime_ns, found.st_size, found.st_ino))


@lru_cache(maxsize=2)
def _batches(listed: Path, *_: int) -> tuple[Batch, ...]:
    """Cached, since each share of a run calls it; a changed list is read again."""
    return tuple(starmap(Batch, json.loads(b"[" + b",".join(listed.read_bytes().splitlines()) + b"]")))


def load_header(work: Path) -> Plan:
    """The plan of the run that is under way without its batches. Raises `ArchiveError` where there is none."""
    try:
        found = json.loads((work / "plan.json").read_bytes())
    except FileNotFoundError:
        raise ArchiveError("no-plan", f"{work.parent}: no run is under way here. Start one with: engross archive INPUT -o {work.parent}") from None
    groups = found["settings"]
    settings = Settings(Articles(**groups["articles"]), Archive(**groups["archive"]), Repeats(**groups["repeats"]),
                        Inputs(**groups["inputs"]), Limits(**groups["limits"]), Review(**groups["review"]))
    return Plan((), settings, found["recipe"], found["date"], found["parts"], found["drop"], found["teller"])


def load_rules(work: Path, digest: str) -> str:
    """The rules of a site, as `SiteRules.line` wrote them."""
    return (work / "rules" / digest).read_text(encoding="utf-8")


def load_entries(work: Path, key: str) -> Iterator[Entry]:
    """The entries of one batch."""
    with (work / "batches" / f"{key}.jsonl").open("rb") as stream:
        yield from map(parse_entry, stream)


def parse_entry(line: str | bytes) -> Entry:
    """The entry that `Entry.line` wrote."""
    found = json.loads(line)
    holder = found["holder"]
    return Entry(**found | {
        "place": _place(found["place"]), "others": tuple(map(_place, found["others"])), "holder": _place(holder) if holder else None,
        "origins": tuple(found["origins"]), "restore": tuple((start, end) for start, end in found["restore"]),
        "also": tuple((ident, site, sketch) for ident, site, sketch in found["also"]),
        "alike": (found["alike"][0], found["alike"][1], tuple(found["alike"][2])),
        "answers": tuple(Answer(**answer) for answer in found["answers"]),
        "repeats": tuple((n, score, evidence) for n, score, evidence in found["repeats"]),
    })


def _place(fields: dict[str, Any]) -> Place:
    return Place(**fields | {"metadata": tuple((key, value) for key, value in fields["metadata"])})
