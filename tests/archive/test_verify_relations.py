"""Verification: what checksums and schemas do not show, in the bag, in a batch and between batches."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive.store.records import Record, read_records
from pipeline.archive.verify.listing import Listing
from pipeline.archive.verify.verify import verify
from tests.makers.archives import archive, lines, page, relist, retag, scrape
from tests.makers.marked import cases


@pytest.fixture(scope="module")
def related(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with everything by which batches refer to one another: two versions, a further place of known bytes, a tag of a copy, a dropped
    copy, and a failure."""
    folder = tmp_path_factory.mktemp("related")
    source = scrape(folder / "in", 3)
    (source / "empty.txt").write_bytes(b"")
    archive(folder / "out", source)
    (source / "page001.txt").write_text(page(50), encoding="utf-8")
    (source / "twin.txt").write_bytes((source / "page000.txt").read_bytes())
    (source / "print.txt").write_text(page(2).replace("By Ada Quill", "By Bo Reed"), encoding="utf-8")
    archive(folder / "out", source)
    (source / "mirror.txt").write_text(page(2).replace("By Ada Quill", "By Cy Fox"), encoding="utf-8")
    (source / "last.txt").write_text(page(7), encoding="utf-8")
    archive(folder / "out", source, drop_copies=True)
    assert [row["id"] for row in lines(folder / "out", "dropped")] == ["ae3acf2200805"]
    assert verify(folder / "out").faults == []
    return folder / "out"


def unpacked(data: bytes) -> list[bytes]:
    """The records of a WARC file."""
    return [record.raw for record in read_records(data) if isinstance(record, Record)]


def changed(root: Path, case: dict[str, Any]) -> bytes:
    """The file of a case after its change."""
    data = (root / case["file"]).read_bytes()
    is_warc = case["file"].endswith(".warc.gz")
    parts = unpacked(data) if is_warc else [data]
    if case.get("again"):
        more = (root / case.get("from", case["file"])).read_bytes()
        parts.append(unpacked(more)[1] if is_warc else more.splitlines(keepends=True)[0])
    elif "was" in case:
        last = lines(root, "articles")[-1]["id"]
        pattern, new = re.compile(case["was"].encode()), case["is"].replace("OTHER", last).encode()
        at = next(n for n, part in enumerate(parts) if pattern.search(part))
        parts[at] = pattern.sub(new, parts[at], count=1)
    return b"".join(gzip.compress(part, mtime=0) for part in parts) if is_warc else b"".join(parts)


@pytest.mark.parametrize("case", cases("archive/relations.toml"))
def test_what_checksums_do_not_show_is_named(tmp_path: Path, related: Path, case: dict[str, Any]) -> None:
    root, content = tmp_path / "out", changed(related, case)
    shutil.copytree(related, root)
    if "moved" in case:
        (root / case["moved"]).parent.mkdir()
        (root / case["file"]).rename(root / case["moved"])
        manifest = root / "manifest-sha256.txt"
        manifest.write_text(manifest.read_text().replace(case["file"], case["moved"]))
        retag(root)
    elif case["file"].startswith("data/"):
        relist(root, root / case["file"], content)
    else:
        (root / case["file"]).write_bytes(content)
        retag(root)
    told = [str(fault) for fault in verify(root).faults]
    assert any(case["says"] in fault for fault in told), told
    assert not any("[fixity]" in fault for fault in told)


def test_versions_that_go_to_and_fro_between_captures_of_one_moment_are_named() -> None:
    with Listing() as listing:
        listing.notes_captures(("a1", n, "2024-05-01", digest) for n, digest in enumerate("xyxy", 1))
        listing.notes_captures(("a2", n, "2024-05-01", digest) for n, digest in enumerate("xyxz", 1))
        listing.notes_captures(("a3", n, f"2024-05-0{n}", digest) for n, digest in enumerate("xyxy", 1))
        assert list(listing.unsettled()) == [("a1", "2024-05-01", list("xyxy"))]
