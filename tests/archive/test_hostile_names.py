"""Names that mean harm, links, devices: archived under names of Engross's own, told in sentences, and nothing outside is touched."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path

import pytest

from pipeline.archive.run.inputs import read_inputs
from pipeline.archive.run.preview import preview
from pipeline.archive.verify.verify import verify
from pipeline.data import Source
from pipeline.settings import Settings
from tests.makers.archives import archive, engross, lines, names, page, payload, scrape
from tests.makers.containers import tarred, zipped

NAMES = [
    "-rf.txt", "--output=x.txt", "-", "CON.txt", "nul", "LPT1.html", "a\nb.txt", "a\tb.txt", "a\rb.txt", "\x1b[2J\x1b]0;owned\x07.txt",
    "\u202egpj.txt", unicodedata.normalize("NFC", "café.txt"), unicodedata.normalize("NFD", "café.txt"), " .txt", "trailing. ", "trailing.. ..",
    "$(touch owned).txt", "`touch owned`.txt", "a;touch owned;.txt", "%2e%2e%2fowned.txt", "..\\..\\owned.txt", "a?b=c#d.txt", "*.txt", "[a].txt",
    "=cmd()|'x'!A0.txt", "<script>alert(1)<", "\"'&.txt", "😀.txt", "x" * 251 + ".txt", "é" * 125 + ".txt", "\ue000\u0301.txt", "a.txt~2", "~", "...",
]
WILD = [name for name in NAMES if not name.startswith(".")]
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def outside(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def assert_archived(root: Path, count: int) -> None:
    found = lines(root, "articles")
    assert len(found) == count
    assert len({article["id"] for article in found}) == count
    assert all(re.fullmatch(r"[A-Za-z0-9./-]+", path) for path in payload(root))
    assert not any(ACTING.search(str(article["source"]["name"])) for article in found)  # type: ignore[index]
    assert verify(root).faults == []


def test_files_with_such_names(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for n, name in enumerate(WILD):
        (tmp_path / "in" / name).write_text(page(n), encoding="utf-8")
    summary = archive(tmp_path / "out", tmp_path / "in", batch=50)
    assert names(summary.failures) == []
    assert_archived(tmp_path / "out", len(WILD))
    assert outside(tmp_path) == {"in", "out"}
    assert archive(tmp_path / "out", tmp_path / "in").unchanged == len(WILD)
    assert preview(tmp_path / "out", [str(tmp_path / "in")], Settings()).missing == []


INNER = [*NAMES, "../../owned.txt", "/etc/owned.txt", "C:\\owned.txt", "a/../../owned.txt", "x" * 300, "é" * 300, "a\0b.txt", "\udcff.txt", "\ud800.txt", "a\udc00\ud83d", ""]


def test_lines_with_such_ids(tmp_path: Path) -> None:
    rows = [{"id": name, "text": page(n), "url": "https://weir.example/\udfff"} for n, name in enumerate(INNER)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    summary = archive(tmp_path / "out", tmp_path / "in.jsonl", batch=50)
    assert names(summary.failures) == []
    assert_archived(tmp_path / "out", len(INNER))
    assert outside(tmp_path) == {"in.jsonl", "out"}
    assert archive(tmp_path / "out", tmp_path / "in.jsonl").unchanged == len(INNER)


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_members_with_such_names(tmp_path: Path, pack) -> None:
    wanted = [name for name in INNER if name.strip(".") and not re.search("[\0\ud800-\udfff]", name) and len(name) <= 255]
    (tmp_path / "in.bin").write_bytes(pack({name: page(n).encode() for n, name in enumerate(wanted)}))
    summary = archive(tmp_path / "out", tmp_path / "in.bin", batch=50)
    assert names(summary.failures) == []
    assert_archived(tmp_path / "out", len(wanted))
    assert outside(tmp_path) == {"in.bin", "out"}


def test_nothing_that_acts_reaches_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for n, name in enumerate(("a\x1b[31m\u202e\nb.txt", "c\x9b31m.txt")):
        (tmp_path / "in" / name).write_text(f"A \x1b]0;t\x07\u202e title {n}\n\n" + page(n).partition("\n\n")[2], encoding="utf-8")
    (tmp_path / "in/empty\x1b[2J\u202e.txt").write_bytes(b"")
    (tmp_path / "in/lines.jsonl").write_text('{"x\\u001b[2J\\u202e": 1}\n{"text": "", "\\u001b": 2}\n')
    out = tmp_path / "out"
    told = [engross("plan", tmp_path / "in", "-o", out), engross("archive", tmp_path / "in", "-o", out), engross("copies", out), engross("doubts", out),
            engross("clean", *(tmp_path / "in").iterdir()), engross("explain", *(tmp_path / "in").iterdir()),
            *(engross("clean", f"--{form}", *(tmp_path / "in").iterdir()) for form in ("json", "tei", "removed")),
            engross("clean", tmp_path / "no\x1b[2J\u202e"), engross("verify", tmp_path / "no\x1b[2J\u202e"), engross("archive", tmp_path / "no\x1b[2J\u202e")]
    shown = "\n".join((run.stdout + run.stderr).decode() for run in told)
    assert not (found := ACTING.search(shown)), shown[max(0, found.start() - 60):found.end() + 60]
    assert "title 0" in shown
    assert "Traceback" not in shown


def test_links_and_devices(tmp_path: Path) -> None:
    source = scrape(tmp_path / "in", 1)
    (source / "self.txt").symlink_to(source / "self.txt")
    (source / "one.txt").symlink_to(source / "two.txt")
    (source / "two.txt").symlink_to(source / "one.txt")
    (source / "up").symlink_to("..")
    (source / "zero.txt").symlink_to("/dev/zero")
    (source / "tty.txt").symlink_to("/dev/stdin")
    os.mkfifo(source / "pipe.txt")
    summary = archive(tmp_path / "out", source)
    codes = {(failed.name, failed.code) for failed in summary.failures}
    assert {("self.txt", "dangling-link"), ("one.txt", "dangling-link"), ("two.txt", "dangling-link"), ("zero.txt", "no-file"), ("pipe.txt", "no-file")} <= codes
    assert summary.archived == 1


@pytest.mark.parametrize("name", ["pipe", "loop", "zero"])
def test_an_argument_that_is_no_file(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "zero").symlink_to("/dev/zero")
    [fault] = read_inputs([str(tmp_path / name)])
    assert not isinstance(fault, Source)
    assert fault.code in ("no-file", "dangling-link")


def test_a_folder_that_cannot_be_read_costs_no_neighbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = scrape(tmp_path / "in", 2)
    scrape(source / "closed", 1)
    real = os.listdir

    def refusing(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("pipeline.archive.run.inputs.os.listdir", refusing)
    summary = archive(tmp_path / "out", source)
    assert [(failed.name, failed.code) for failed in summary.failures] == [("closed", "unreadable")]
    assert summary.archived == 2


@pytest.mark.parametrize(("pattern", "count"), [("**/*.txt", 5), ("**", 5), ("*", 5), ("*/*", 3), ("output/*.txt", 0)])
def test_a_pattern_never_finds_the_archive_itself(tmp_path: Path, pattern: str, count: int) -> None:
    """None of its files is read, and so none is refused or noted."""
    source = scrape(tmp_path / "in", 2)
    for n in range(2, 5):
        (source / "below").mkdir(exist_ok=True)
        (source / "below" / f"page{n}.txt").write_text(page(n), encoding="utf-8")
    for n, known in enumerate((0, count)):
        summary = archive(source / "output", str(source / pattern))
        assert (summary.archived, summary.unchanged) == (count - known, known)
        assert [failed.code for failed in summary.failures] == ["vanished"] * (not count and not n), "no such file is there before the first run"


def test_folders_as_deep_as_the_system_allows(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for _ in range(120):
        folder = folder / "deep"
    scrape(folder, 1)
    summary = archive(tmp_path / "out", tmp_path / "in")
    assert (summary.archived, summary.failed) == (1, 0)
    assert verify(tmp_path / "out").faults == []


def test_a_line_that_no_reader_of_xml_takes_is_refused_with_its_reason(tmp_path: Path) -> None:
    source = scrape(tmp_path / "in", 1)
    (source / "long.txt").write_text("A title\n\n" + "The lane begins at the quay and follows the sea wall. " * 190_000, encoding="utf-8")
    summary = archive(tmp_path / "out", source)
    assert [(failed.name, failed.code) for failed in summary.failures] == [("long.txt", "too-large")]
    assert "Break its lines" in summary.failures.first(1)[0].sentence
    assert summary.archived == 1


@pytest.mark.parametrize("data", [
    b'{"text": "%s \\ud83d and \\udc00 end."}', b'{"text": "%s \\ud83d\\ude00 end.", "n": NaN}', b"%s caf\xe9 and caf\xc3\xa9 \x81 end.", b"\xef\xbb\xbf%s caf\xe9 end.",
    b"%s caf\xc3\xa9, caf\xc3\xa9, \xe3\x81 \xbe and \xe3\x81", b"%s caf\xc3\xa9, caf\xc3\xa9 \xe2\x80, \x93 end \xe2",
])
def test_what_could_not_be_decoded_is_read_again_by_verify(tmp_path: Path, data: bytes) -> None:
    words = page(1).encode() if data.startswith(b"%") else page(1).replace("\n", "\\n").encode()
    (tmp_path / ("in.jsonl" if b"{" in data else "in.txt")).write_bytes(data.replace(b"%s", words))
    assert archive(tmp_path / "out", *tmp_path.glob("in.*")).archived == 1
    assert verify(tmp_path / "out").faults == []
