"""The sources of a batch, as a check finds them in their WARC files: the records that name articles, and the stretches that can't be unpacked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.archive.store.records import Damage, Record, declared_length, read_records
from pipeline.data.counting import counted
from pipeline.validate import Problem

__all__ = ["Key", "SourceFiles", "StoredSource", "is_version", "version_in"]

Key = tuple[str, int]
"""Id and version of an article."""
_LAST_VERSION, _DIGITS = 10 ** 9, 10
_NAMED = 10
"""Articles that one sentence names."""


@dataclass(frozen=True, slots=True)
class StoredSource:
    """One source of an article."""

    ident: str
    version: int
    sha256: str
    data: bytes
    where: str


@dataclass(frozen=True, slots=True)
class _Lost:
    path: str
    damage: Damage
    keys: frozenset[Key]
    """Articles whose sources the damaged records are seen to be."""


def is_version(value: object) -> bool:
    """Whether a value is the number of a version."""
    return type(value) is int and 0 < value <= _LAST_VERSION


def version_in(told: str) -> int | None:
    """The number of a version that stands in a text."""
    number = int(told[:_DIGITS]) if told.isdecimal() else 0
    return number if is_version(number) and len(told) <= _DIGITS else None


@dataclass(slots=True)
class SourceFiles:
    """What the files of sources of one batch hold."""

    problems: list[Problem] = field(default_factory=list)
    found: dict[Key, StoredSource] = field(default_factory=dict)
    records: list[str] = field(default_factory=list)
    """Ids of the sources' records, also of lost ones whose ids can still be read."""
    referred: list[tuple[str, str]] = field(default_factory=list)
    """Of ``revisit`` records: the place, and the id of the record with the bytes."""
    _lost: list[_Lost] = field(default_factory=list)

    @classmethod
    def read(cls, content: Mapping[str, bytes]) -> SourceFiles:
        """``content``: the files of the batch by their paths."""
        out = cls()
        for path, data in content.items():
            if path.startswith("data/sources/"):
                for source in out._sources(path, data):
                    out.found[source.ident, source.version] = source
        return out

    def damages(self, missing: Collection[Key]) -> Iterator[Problem]:
        """A problem for each damaged stretch. ``missing``: the articles whose sources are not among the records that can be read."""
        unexplained = set(missing).difference(*(lost.keys for lost in self._lost))
        only = len(self._lost) == 1
        for lost in self._lost:
            keys = sorted((lost.keys & set(missing)) | (unexplained if only else set()))
            yield Problem("broken-record", lost.path, f"The file is {lost.damage}. {_told(keys, lost.damage.members)} All records "
                                                      "outside of this part were read.")
        if self._lost and unexplained and not only:
            yield Problem("broken-record", self._lost[0].path, f"{_told(sorted(unexplained), 0)} No record outside of the damaged parts is of "
                                                               f"{'this article' if len(unexplained) == 1 else 'these articles'}.")

    @property
    def is_damaged(self) -> bool:
        """Whether a part of a file can't be unpacked."""
        return bool(self._lost)

    def _sources(self, path: str, data: bytes) -> Iterator[StoredSource]:
        """A source that came in a WARC keeps its record; another one after it names the article."""
        came: Record | Damage | None = None
        records = read_records(data)
        following = next(records, None)
        at = 0
        while (record := following) is not None:
            following, at = next(records, None), at + 1
            if isinstance(record, Damage):
                at += record.members - 1
                self._note_damage(path, record, following)
                came = record
                continue
            where = f"{path}, record {at}"
            if declared_length(record.head) != len(record.block):
                self.problems.append(Problem("record-length", where, "The record is not as long as it says."))
            if isinstance(following, Record) and _names_another(following):
                came = record  # it came in a WARC: whatever it says of articles is not ours
                continue
            if source := self._source(record, came, where):
                yield source
            came = None

    def _source(self, record: Record, came: Record | Damage | None, where: str) -> StoredSource | None:
        """The source that a record holds or names. ``came``: the record before it, if it may be the one that the source came in."""
        head = record.head
        kind, ident = head.get("warc-type", ""), head.get("engross-id", "")
        if kind == "revisit" and ident:
            self.referred.append((where, head.get("warc-refers-to", "")))
        if kind not in ("resource", "metadata") or not ident:
            return None
        self.records.append(head.get("warc-record-id", ""))
        if isinstance(came, Damage) and _names_another(record):
            return None  # told with the damage
        digest = head.get("warc-payload-digest" if kind == "resource" else "engross-digest", "").removeprefix("sha256:")
        payload = record.block if kind == "resource" else self._payload(came.raw if isinstance(came, Record) else b"", digest, where)
        version = version_in(head.get("engross-version", ""))
        if version is None:
            self.problems.append(Problem("broken-record", where, "The record names an article and no version of it."))
        return StoredSource(ident, version or 0, digest, payload, where)

    def _note_damage(self, path: str, damage: Damage, following: Record | Damage | None) -> None:
        heads = [*damage.heads, *([following.head] if isinstance(following, Record) and _names_another(following) else [])]
        ours = [head for head in heads if "engross-id" in head]
        self.records += [head["warc-record-id"] for head in damage.heads if "engross-id" in head and "warc-record-id" in head]
        self._lost.append(_Lost(path, damage, frozenset((head["engross-id"], version_in(head.get("engross-version", "")) or 0) for head in ours)))

    def _payload(self, record: bytes, sha256: str, where: str) -> bytes:
        """The document in a record that came from a WARC."""
        from pipeline.archive.store.came import document_in

        if source := document_in(record, sha256):
            return source.data
        self.problems.append(Problem("no-document", where, "The record before this one holds no document."))
        return b""


def _names_another(record: Record) -> bool:
    """True for a record of ours that names the article of the one before it; readers never take one of its type for a page."""
    return record.raw.startswith(b"WARC/1.1\r\nWARC-Type: metadata\r\n") and record.head.get("warc-type") == "metadata" and (
        "engross-digest" in record.head)


def _told(keys: list[Key], members: int) -> str:
    """What is lost: the sources of these articles, and further records as far as their number is known."""
    names = ", ".join(f"{ident} version {version}" for ident, version in keys[:_NAMED])
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    if keys:
        return f"The source of {names} is lost with it." if len(keys) == 1 else f"The sources of {names}{more} are lost with it."
    if members:
        return f"{counted(members, 'record is', 'records are')} lost with it."
    return "How many records are lost with it is not known."
