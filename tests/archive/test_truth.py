"""One truth: however sources come in, run by run, in the end the archive holds what one run over all of them would have made."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from pipeline.archive.caches.catalogue import Catalogue
from pipeline.archive.caches.copies import find_copies
from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.run.preview import preview
from pipeline.archive.verify.verify import verify
from pipeline.settings import Settings
from tests.archive.test_memory import APPEAL, run, story
from tests.makers.archives import current, lines, payload

SITES = ("harbour.example", "valley.example")


def long_story(n: int, appeal: str = APPEAL) -> str:
    """Long enough to have copies."""
    more = [part for m in (1, 2) for part in story(1000 * m + n, appeal="").split("\n\n")[1:4]]
    return "\n\n".join([story(n, appeal="").rstrip(), *more, appeal]) + "\n"


def world(luck: random.Random) -> list[dict[str, str]]:
    """Sources as lines of JSON: addresses on two sites with one or more captures, bytes that stand at several addresses, near copies."""
    rows: list[dict[str, str]] = []
    for n in range(16):
        url = f"https://{SITES[n % 2]}/{luck.randrange(900)}-{n}"
        texts = [long_story(n)]
        if luck.random() < 0.5 and rows:
            texts[0] = luck.choice(rows)["text"]
        if luck.random() < 0.2:
            texts[0] = "Another headline\n\n" + texts[0].split("\n\n", 1)[1]
        while luck.random() < 0.4:
            texts.append(texts[-1] if luck.random() < 0.3 else long_story(100 * len(texts) + n))
        days = sorted(luck.sample(range(1, 29), len(texts)))
        rows += [{"id": f"{n}-{day}", "url": url, "captured": f"2024-03-{day:02d}T08:00:00Z", "text": text} for day, text in zip(days, texts, strict=True)]
    return rows


def written(folder: Path, rows: list[dict[str, str]]) -> Path:
    folder.mkdir(parents=True)
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder / "in.jsonl"


def documents(root: Path) -> dict[str, str]:
    """The TEI files of the current articles, without the number of the version."""
    last = {row["id"]: row["version"] for row in sorted(lines(root, "articles"), key=lambda row: row["version"])}
    out = {}
    for path in (root / "data/tei").rglob("*.xml"):
        ident, version = re.fullmatch(r".*\.(a[0-9a-f]{12})(?:\.v(\d+))?\.xml", path.name).groups()
        if ident in current(root) and int(version or 1) == last[ident]:
            out[ident] = re.sub(r'<idno type="version">\d+</idno>', "", path.read_text(encoding="utf-8"))
    return out


def groups(root: Path) -> dict[str, dict[str, float]]:
    return {group.id: {copy.id: copy.similarity for copy in group.copies} for group in find_copies(root)}


def tags(root: Path) -> dict[str, dict]:
    """What ``data/copies`` says in the end."""
    told = {row["id"]: row for row in lines(root, "copies")}
    return {ident: row for ident, row in told.items() if row["copy_of"]}


def same(one: Path, many: Path) -> None:
    assert current(one) == current(many)
    assert current(one, "ledger") == current(many, "ledger")
    assert documents(one) == documents(many)
    assert groups(one) == groups(many)
    assert tags(one) == tags(many)
    assert verify(many).faults == []


@pytest.mark.parametrize("seed", range(8))
def test_random_worlds_in_random_splits(tmp_path, seed):
    """Articles, ledgers, TEI files, groups of copies: the same, byte for byte, whatever the split. Seeds, since shrinking takes minutes."""
    folder, luck = tmp_path, random.Random(seed)
    rows, turns = world(luck), luck.randint(2, 6)
    run(folder / "one", written(folder / "all", rows), batch=luck.randint(1, 20))
    luck.shuffle(rows)
    parts = [rows[turn::turns] for turn in range(turns)]
    for turn, part in enumerate(parts):
        run(folder / "many", written(folder / f"part{turn}", part), batch=luck.randint(1, 20), reapply=luck.random() < 0.2)
    run(folder / "many", folder / "part0/in.jsonl", reapply=True)
    same(folder / "one", folder / "many")
    again = run(folder / "many", folder / "all/in.jsonl", reapply=True)
    assert (again.older, again.archived, again.batches) == (0, 0, 0), "and it stays so"
    assert run(folder / "one", folder / "all/in.jsonl", reapply=True).batches == 0


def rows_of(*sources: tuple[str, str, int]) -> list[dict[str, str]]:
    return [{"id": f"{url}-{day}", "url": f"https://harbour.example/{url}", "captured": f"2024-03-{day:02d}", "text": text} for url, text, day in sources]


X, Y = story(1), story(2)


@pytest.mark.parametrize("parts", [
    [[("b", X, 1)], [("a", X, 2)]], [[("b", X, 1)], [("a", X, 2)], [("a", Y, 3)]], [[("a", X, 1), ("b", X, 1)], [("a", Y, 2)]],
    [[("a", Y, 2)], [("a", X, 1)]], [[("a", X, 2)], [("a", X, 1)]], [[("a", X, 1)], [("b", Y, 2)], [("b", X, 3)]],
    [[("c", X, 1)], [("b", X, 1)], [("a", X, 1)]], [[("b", X, 1)], [("b", Y, 2), ("a", X, 3)], [("a", Y, 4)]],
], ids=lambda parts: " then ".join(" ".join(f"{url}{day}" for url, _, day in part) for part in parts))
def test_small_cases(tmp_path, parts):
    run(tmp_path / "one", written(tmp_path / "all", rows_of(*(row for part in parts for row in part))))
    for turn, part in enumerate(parts):
        run(tmp_path / "many", written(tmp_path / f"part{turn}", rows_of(*part)))
    before = payload(tmp_path / "many")
    run(tmp_path / "many", tmp_path / "all/in.jsonl", reapply=True)
    same(tmp_path / "one", tmp_path / "many")
    assert {path: content for path, content in payload(tmp_path / "many").items() if path in before} == before


def test_a_rerun_over_captures_finds_nothing_new(tmp_path):
    source = written(tmp_path / "in", rows_of(("a", X, 1), ("a", Y, 2), ("a", story(3), 3), ("b", X, 2), ("b", Y, 4)))
    assert run(tmp_path / "out", source).archived == 5
    again = run(tmp_path / "out", source)
    assert (again.read, again.unchanged, again.batches) == (5, 5, 0)
    assert list(preview(tmp_path / "out", [str(source)], Settings()).steps) == []


def test_an_old_capture_that_comes_late_is_not_the_last(tmp_path):
    run(tmp_path / "out", written(tmp_path / "new", rows_of(("a", Y, 2))))
    summary = run(tmp_path / "out", written(tmp_path / "old", rows_of(("a", X, 1))))
    assert (summary.archived, summary.older) == (1, 1)
    found = lines(tmp_path / "out", "articles")
    assert [(row["version"], row["source"]["captured"]) for row in found] == [(1, "2024-03-02"), (2, "2024-03-01"), (3, "2024-03-02")]


def test_what_went_elsewhere_is_told(tmp_path):
    run(tmp_path / "out", written(tmp_path / "b", rows_of(("b", X, 1))))
    run(tmp_path / "out", written(tmp_path / "a", rows_of(("a", X, 1))))
    assert lines(tmp_path / "out", "dropped") == []
    run(tmp_path / "out", tmp_path / "a/in.jsonl", reapply=True)
    (gone,) = lines(tmp_path / "out", "dropped")
    (article,) = current(tmp_path / "out").values()
    assert (gone["why"], gone["copy_of"], gone["similarity"], gone["version"]) == ("moved", article["id"], 1.0, 2)
    assert article["source"]["origins"] == ["https://harbour.example/b"]
    summary = run(tmp_path / "out", tmp_path / "b/in.jsonl")
    assert (summary.read, summary.unchanged) == (1, 1)


def test_the_catalogue_is_made_again(tmp_path):
    for turn, part in enumerate([[("b", X, 1), ("c", Y, 1)], [("a", X, 2), ("b", X, 3)], [("b", Y, 4)]]):
        run(tmp_path / "out", written(tmp_path / f"part{turn}", rows_of(*part)), reapply=turn == 2)
    run(tmp_path / "out", tmp_path / "part0/in.jsonl", reapply=True)
    with Catalogue(tmp_path / "out/catalogue.sqlite") as catalogue:
        before = list(catalogue.rows())
    (tmp_path / "out/catalogue.sqlite").unlink()
    with open_catalogue(tmp_path / "out") as catalogue:
        assert list(catalogue.rows()) == before


def test_bytes_that_lost_their_article_need_one_reapply(tmp_path):
    """Three places share an article, the first changes, and an input names one of the others once more."""
    run(tmp_path / "out", written(tmp_path / "one", rows_of(("a", X, 1), ("b", X, 1), ("c", X, 1))))
    run(tmp_path / "out", written(tmp_path / "two", rows_of(("a", Y, 2))))
    source = written(tmp_path / "three", rows_of(("c", X, 1)))
    first = run(tmp_path / "out", source, reapply=True)
    assert (first.read, first.unchanged, first.older) == (1, 1, 1)
    origins = {row["source"]["url"][-1]: row["source"]["origins"] for row in current(tmp_path / "out").values()}
    assert origins == {"a": [], "b": ["https://harbour.example/c"]}
    assert run(tmp_path / "out", source, reapply=True).batches == 0


def crawl(path: Path, *captures: tuple[str, int, int]) -> Path:
    """A WARC file with responses: address, day, number of the story."""
    path.parent.mkdir(exist_ok=True)
    out = b""
    for url, day, n in captures:
        paragraphs = story(n, appeal="").rstrip().split("\n\n")
        html = f"<!DOCTYPE html><html><body><h1>{paragraphs[0]}</h1>{''.join(f'<p>{part}</p>' for part in paragraphs[1:])}</body></html>".encode()
        block = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Day: %d\r\nContent-Length: %d\r\n\r\n" % (day, len(html))) + html
        out += (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{day:08d}{ord(url):04d}>\r\n"
                f"WARC-Date: 2020-02-{day:02d}T04:05:06Z\r\nWARC-Target-URI: https://paper.example/{url}\r\n"
                f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n").encode() + block + b"\r\n\r\n"
    path.write_bytes(out)
    return path


def test_captures_in_a_crawl_are_a_chain(tmp_path):
    """In order of capture, whatever their order in the file; a second crawl adds to it; `diff` tells the steps."""
    from tests.makers.archives import engross

    run(tmp_path / "out", crawl(tmp_path / "one.warc", ("a", 9, 3), ("a", 2, 1), ("a", 5, 2)))
    run(tmp_path / "out", crawl(tmp_path / "two.warc", ("a", 12, 4), ("a", 14, 4)))
    found = lines(tmp_path / "out", "articles")
    assert [(row["version"], row["supersedes"], row["source"]["captured"][8:10]) for row in found] == [
        (1, None, "02"), (2, 1, "05"), (3, 2, "09"), (4, 3, "12")]
    assert len({row["id"] for row in found}) == 1
    told = engross("diff", found[0]["id"], "out", cwd=tmp_path).stdout.decode()
    assert [line for line in told.splitlines() if line.startswith("Version")] == [
        f"Version {n} to {n + 1}: the source changed." for n in (1, 2, 3)]
    assert "{+" in told


@pytest.mark.parametrize("parts", [[[("b", 1, 1)], [("a", 2, 1)]], [[("a", 3, 2)], [("b", 1, 1), ("a", 1, 1)]],
                                   [[("b", 2, 1), ("c", 2, 1)], [("a", 3, 1)], [("a", 4, 2)]]])
def test_crawls_in_parts(tmp_path, parts):
    """The bytes of a further place are in the archive, its own HTTP headers in what was noted of it."""
    run(tmp_path / "one", crawl(tmp_path / "all/in.warc", *(capture for part in parts for capture in part)))
    for turn, part in enumerate(parts):
        run(tmp_path / "many", crawl(tmp_path / f"part{turn}/in.warc", *part))
    run(tmp_path / "many", tmp_path / "all/in.warc", reapply=True)
    names = {ident: row["source"]["name"] for ident, row in current(tmp_path / "one").items()}
    assert names == {ident: row["source"]["name"] for ident, row in current(tmp_path / "many").items()}
    same(tmp_path / "one", tmp_path / "many")
