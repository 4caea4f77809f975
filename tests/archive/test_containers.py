"""Every container through the whole archive: right articles, a true rebuild, nothing new on a second run."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.archive.verify.verify import verify
from tests.makers.archives import archive, lines, payload
from tests.makers.containers import ARTICLES, good

FILES = good()


@pytest.fixture(scope="module", params=["layouts", "messages", "downloads", "files"])
def archived(request, tmp_path_factory) -> tuple[Path, Path, dict[str, bytes], int]:
    kinds = {"layouts": (".jsonl", ".json"), "messages": (".eml", ".mbox", ".mhtml", "list.txt", ".rss", ".atom", ".xml")}
    downloads = ("nexis", "factiva", "europresse")
    told = {name for suffixes in kinds.values() for name in FILES if name.endswith(suffixes)} | {n for n in FILES if n.startswith(downloads)}
    chosen = {
        name: data for name, data in FILES.items()
        if (name.endswith(kinds[request.param]) if request.param in kinds else name.startswith(downloads) if request.param == "downloads" else name not in told)
    }
    folder = tmp_path_factory.mktemp(request.param)
    for name, data in chosen.items():
        (folder / "in" / name.replace(".", "-")).mkdir(parents=True)
        (folder / "in" / name.replace(".", "-") / name).write_bytes(data)
    summary = archive(folder / "out", folder / "in", batch=20)
    return folder / "in", folder / "out", chosen, summary.archived


def test_nothing_fails_and_the_texts_are_whole(archived) -> None:
    _, root, chosen, count = archived
    assert count >= len(chosen)
    for article in lines(root, "articles"):
        words = " ".join(str(article["text"]).split())
        assert any(sum(p in words for p in a.paragraphs) >= 3 for a in ARTICLES), (article["source"], words[:300])
        assert not any(mark in words for mark in ("Content-Type", "<p>", '{"', "LOAD-DATE", "Message-ID", "WARC/", "CDATA", "](http"))


def test_what_the_containers_say_is_the_metadata(archived) -> None:
    _, root, _, _ = archived
    told = [a for a in lines(root, "articles") if any(str(f["how"]).startswith("container:") and f["field"] == "title" for f in a["metadata"])]
    assert told
    for article in told:
        wanted = next(a for a in ARTICLES if a.title == article["title"])
        if article["published"]:
            assert article["published"] == wanted.date
        if any(str(f["how"]).startswith("container:") and f["field"] == "author" and f["chosen"] for f in article["metadata"]):
            assert article["authors"] == [wanted.author]


def test_every_source_is_rebuilt(archived) -> None:
    _, root, _, _ = archived
    assert verify(root).faults == []


def test_a_second_run_archives_nothing(archived) -> None:
    folder, root, _, count = archived
    before = payload(root)
    again = archive(root, folder, batch=20)
    assert (again.archived, again.unchanged, again.failed) == (0, count, 0)
    assert payload(root) == before


def test_no_data_uri_reaches_the_outputs(archived) -> None:
    _, root, _, _ = archived
    for path, data in payload(root).items():
        if not path.startswith("data/sources/"):
            assert b"base64" not in data, path
