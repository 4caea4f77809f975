"""Checks one batch: fixity, schemas, pointers, agreement, and the rebuild of every source. Each byte is read from disk once.

Shares no code with what writes a batch: it reads the files by their published formats, and decodes with Python's codecs.
"""

from __future__ import annotations

import codecs
import contextlib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.archive.store.disk import sentence_for
from pipeline.archive.verify.beside import check_beside, object_of
from pipeline.archive.verify.sources import Key, SourceFiles, StoredSource, is_version, version_in
from pipeline.validate import Problem, validate_agreement, validate_line, validate_rebuild, validate_tei
from pipeline.validate.coverage import validate_coverage
from pipeline.validate.evidence import validate_evidence

__all__ = ["BatchReport", "check_batch"]

_TEI = re.compile(r"[a-z0-9-]+\.(?P<id>a[0-9a-f]{12})(?:\.v(?P<version>\d+))?\.xml")
_DROPPED = {"id": str, "version": int, "why": str, "copy_of": str, "similarity": float, "within": float, "differs": list, "source": dict,
            "recipe": str}
_MARKS = b"\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xab\xae\xbb"
"""Bytes that are marks of windows-1252 after a letter."""


@dataclass(slots=True)
class BatchReport:
    """What a check of one batch found."""

    number: int
    problems: list[Problem] = field(default_factory=list)
    articles: list[tuple[str, int, int | None]] = field(default_factory=list)
    """Id, version and the version it supersedes."""
    unproved: list[tuple[str, int, Problem]] = field(default_factory=list)
    """Id, version and problem of values that their evidence does not bear out: no fault where a later version stands."""
    captures: list[tuple[str, int, str, str]] = field(default_factory=list)
    """Id, version, time of capture and digest of the source, where a time is known."""
    copies: list[tuple[str, str]] = field(default_factory=list)
    """Id of a copy, or of an article that ended, and of the article that it names."""
    records: list[str] = field(default_factory=list)
    """Ids of the sources' records."""
    referred: list[tuple[str, str]] = field(default_factory=list)
    """Of ``revisit`` records: own id, id of the record with the bytes."""
    files: int = 0
    bytes: int = 0


def check_batch(root: Path, number: int, files: Mapping[str, str]) -> BatchReport:
    """Everything that is wrong with a batch. ``files``: paths below the root with their SHA-256, by the manifest."""
    report = BatchReport(number)
    try:
        _check(root, files, report)
    except Exception as error:  # noqa: BLE001  (the other batches are checked all the same)
        report.problems.append(Problem("not-checked", f"batch {number}", f"The check of this batch broke off. {sentence_for(error)}"))
    return report


def _check(root: Path, files: Mapping[str, str], report: BatchReport) -> None:
    content = dict(_read(root, files, report))
    articles = _lines(content, "articles", report)
    ledgers = _lines(content, "ledger", report)
    tei = {key: (path, data) for path, data in content.items() if path.endswith(".xml") and (key := _key_of(path))}
    dropped = _dropped(content, report)
    sources = SourceFiles.read(content)
    records = sources.found
    report.problems += sources.problems
    report.records += sources.records
    report.referred += sources.referred
    problems, copies = check_beside(content)
    report.problems += problems
    report.copies += copies
    moved = {key for key, line in dropped.items() if line["why"] == "moved"}
    lost = {*articles, *ledgers, *tei, *dropped} - moved - set(records) if sources.is_damaged else set()
    report.problems += sources.damages(lost)
    for key in sorted({*articles, *ledgers, *tei, *records, *dropped}):
        if key in dropped:
            if key not in lost:
                report.problems += _gone(key, dropped[key], {"articles": articles, "ledger": ledgers, "tei": tei}, records)
            report.articles.append((key[0], key[1], dropped[key]["supersedes"]))
            report.copies.append((key[0], dropped[key]["copy_of"]))
            continue
        parts: dict[str, Mapping[Key, object]] = {"articles": articles, "ledger": ledgers, "tei": tei, "sources": records}
        missing = [name for name, table in parts.items() if key not in table]
        report.problems += [Problem("dangling", f"{key[0]} version {key[1]}", f"There is nothing of this article in {name}/.") for name in missing
                            if name != "sources" or key not in lost]
        if not missing:
            for problem in _article(articles[key], ledgers[key], tei[key], records[key]):
                if problem.code == "value-unproved":
                    report.unproved.append((*key, problem))
                else:
                    report.problems.append(problem)
        if not missing or missing == ["sources"] and key in lost:
            _note(key, json.loads(articles[key]), report)


def _note(key: Key, line: dict[str, Any], report: BatchReport) -> None:
    """What other batches have to agree with, as far as the line of an article tells it."""
    report.articles.append((*key, line.get("supersedes") if is_version(line.get("supersedes")) else None))
    source = line["source"] if isinstance(line.get("source"), dict) else {}
    captured, digest = source.get("captured"), source.get("sha256")
    if isinstance(captured, str) and isinstance(digest, str):
        report.captures.append((*key, captured, digest))


def _read(root: Path, files: Mapping[str, str], report: BatchReport) -> Iterator[tuple[str, bytes]]:
    for path, sha256 in sorted(files.items()):
        try:
            data = (root / path).read_bytes()
        except FileNotFoundError:
            continue  # named already: listed and not there
        except OSError as error:
            report.problems.append(Problem("unreadable", path, f"The file can't be read ({error.strerror})."))
            continue
        report.files += 1
        report.bytes += len(data)
        if hashlib.sha256(data).hexdigest() != sha256:
            report.problems.append(Problem("fixity", path, "The file is not the one that was written: its SHA-256 differs from the manifest."))
        yield path, data


def _lines(content: Mapping[str, bytes], kind: str, report: BatchReport) -> dict[Key, bytes]:
    """The lines of a file by the article they are of; those that hold none are named."""
    out: dict[Key, bytes] = {}
    for path, data in content.items():
        if not path.startswith(f"data/{kind}/"):
            continue
        if data and not data.endswith(b"\n"):
            report.problems.append(Problem("cut-off", path, "The last line has no end."))
        for at, line in enumerate(data.split(b"\n")[:-1], 1):
            try:
                found = object_of(line)
                if "id" not in found or not str(found.get("version")).isdecimal():
                    raise ValueError("it has no id, or no version that is a number")
                version = version_in(str(found["version"]))
                if version is None:
                    raise ValueError("its version is not a whole number from 1")
                key = (str(found["id"]), version)
            except ValueError as error:
                report.problems.append(Problem("broken-line", f"{path}, line {at}", f"The line holds no article ({error})."))
                continue
            if key in out:
                report.problems.append(Problem("id-twice", f"{path}, line {at}", f"{key[0]} version {key[1]} stands here a second time."))
            out[key] = line
    return out


def _dropped(content: Mapping[str, bytes], report: BatchReport) -> dict[Key, dict[str, Any]]:
    """The lines of ``dropped/``, those that are of its form."""
    out = {}
    for key, line in _lines(content, "dropped", report).items():
        found = json.loads(line)
        fits = {name: type(value) for name, value in found.items() if name != "supersedes"} == _DROPPED and found["why"] in ("copy", "moved")
        if fits and (found.get("supersedes", 0) is None or is_version(found.get("supersedes"))):
            out[key] = found
        else:
            report.problems.append(Problem("broken-line", f"dropped {key[0]}", "The line does not say of what this is a copy."))
    return out


def _gone(key: Key, line: dict[str, Any], parts: Mapping[str, Mapping[Key, object]], records: Mapping[Key, StoredSource]) -> Iterator[Problem]:
    """What was dropped has its source, if it was dropped as a copy, and nothing else."""
    where = f"{key[0]} version {key[1]}"
    yield from (Problem("dangling", where, f"It was dropped, and {name}/ holds it.") for name, table in parts.items() if key in table)
    record = records.get(key)
    if (record is None) != (line["why"] == "moved"):
        yield Problem("dangling", where, "Of what was dropped as a copy, and of nothing else that was dropped, the source stands in sources/.")
    if record and not line["source"].get("sha256") == record.sha256 == hashlib.sha256(record.data).hexdigest():
        yield Problem("source-digest", record.where, f"The bytes of this record are not those of {key[0]}.")


def _key_of(path: str) -> Key | None:
    found = _TEI.fullmatch(path.rpartition("/")[2])
    return (found["id"], int(found["version"] or 1)) if found else None


def _article(line: bytes, ledger: bytes, tei: tuple[str, bytes], record: StoredSource) -> Iterator[Problem]:
    """One article: its files by themselves, with one another, and with its source."""
    path, document = tei
    wrong = [
        *_at(f"{path}", validate_tei(document)), *_at(f"articles {record.ident}", validate_line(line)),
        *_at(f"ledger {record.ident}", validate_line(ledger, "ledger")),
    ]
    yield from wrong
    if wrong:
        return
    yield from _at(path, validate_agreement(document, line, ledger))
    found, book = json.loads(line), json.loads(ledger)
    yield from _at(f"articles {record.ident}", validate_evidence(found))
    if record.sha256 != found["source"]["sha256"] or hashlib.sha256(record.data).hexdigest() != record.sha256:
        yield Problem("source-digest", record.where, f"The bytes of this record are not those that {record.ident} was made from.")
        return
    page = _decoded(record.data, found["source"])
    if page is None:
        name = found["source"]["encoding"]["name"]
        yield Problem("decoding", record.where, f"Read as {name}, the source is not the text that the article was made from.")
        return
    markup = "html" in found["source"]["media_type"]
    yield from _at(path, validate_coverage(found, book, page) if markup else validate_rebuild(found, book, page))


def _at(where: str, problems: list[Problem]) -> Iterator[Problem]:
    for problem in problems:
        yield Problem(problem.code, f"{where}: {problem.where}" if problem.where else where, problem.sentence)


def _decoded(data: bytes, source: Mapping[str, Any]) -> str | None:
    """The text of a source by its recorded encoding: of the ways in which bytes that don't quite fit are read, the one with the recorded digest."""
    name = source["encoding"]["name"]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\xff\xfe", b"\xfe\xff", b""):
        if data.startswith(mark):
            for text in _readings(data[len(mark):], name):
                if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == source["sha256_decoded"]:
                    return text
    return None


def _readings(data: bytes, name: str) -> Iterator[str]:
    if name in ("utf-8", "cesu-8"):
        with contextlib.suppress(UnicodeDecodeError):
            yield _without_halves(data.decode("utf-8", "surrogatepass"))
    if name == "cesu-8":
        return
    if name in ("viscii", "tcvn3"):
        import pipeline.decoding.vietnamese  # noqa: F401  (adds these codecs)
    for codec, errors in ((name, "strict"), (name, "surrogatepass")):
        with contextlib.suppress(UnicodeError, LookupError):
            yield data.decode(codec, errors)
    if name == "windows-1252":
        yield "".join(_one_byte(byte) for byte in data)
    if name == "utf-8":
        yield _mixed(data)
    with contextlib.suppress(UnicodeError, LookupError):
        text = data.decode(name, "replace")
        yield re.sub("\ufffd+", "\ufffd", text)
        yield text


def _one_byte(byte: int) -> str:
    return bytes([byte]).decode("windows-1252", "ignore") or chr(byte)


def _without_halves(text: str) -> str:
    """Text in which halves of surrogate pairs are one character where they are a pair, and lost where they are alone."""
    paired = text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return re.sub("[\ud800-\udfff]", "\ufffd", paired)


def _mixed(data: bytes) -> str:
    """UTF-8 in which bytes that are none are windows-1252."""
    codecs.register_error("engross-mixed", _of_windows)
    return data.decode("utf-8", "engross-mixed")


def _of_windows(error: UnicodeError) -> tuple[str, int]:
    """The characters for bytes that could not be decoded, and where to continue: the beginning of a character that lacks its end is lost, any other
    byte is windows-1252."""
    assert isinstance(error, UnicodeDecodeError)
    data, start, end = error.object, error.start, error.end
    cut = end == len(data) and end - start == 1 and start > 0 and data[start] >= 0xC2
    if cut or end - start >= 2 and data[start] >= 0xE0 and data[start + 1] not in _MARKS:
        return "\ufffd", end
    return _one_byte(data[start]), start + 1
