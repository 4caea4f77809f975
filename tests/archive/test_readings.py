"""What is read of sources is stored for cleaning: the same articles with it and without it, and nothing but plain values in it."""

from __future__ import annotations

import os
import pickle
import shutil
import zlib
from pathlib import Path

import pytest

from pipeline.archive.run.batch import work_batch
from pipeline.archive.run.plan import load_entries
from pipeline.archive.run.readings import load_reading, save_reading
from pipeline.archive.run.run import Run
from pipeline.clean import Reading, clean_source, read_source, sketch_reading
from pipeline.data import Source
from pipeline.data.pages import Encoding
from pipeline.evidence.site_repeats import Print, fingerprint
from pipeline.faults import Fault
from pipeline.reading.traits import traits_of
from pipeline.settings import Archive, Settings
from tests.makers.archives import ROOT, bag, page, scrape

SEEDS = [path for path in sorted((ROOT / "seeds").rglob("*")) if path.suffix in (".txt", ".html")]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_a_stored_reading_is_the_reading_and_its_sketch_that_of_its_blocks(tmp_path, path):
    source = Source(path.name, path.read_bytes(), media_type="text/html" if path.suffix == ".html" else None)
    try:
        reading = read_source(source, Settings())
    except Fault:
        return
    loaded = load_reading(tmp_path, save_reading(tmp_path, reading, source.data), source.data)
    assert loaded == reading
    assert all(type(block.markup) is type(again.markup) and list(map(type, block.inlines)) == list(map(type, again.inlines))
               for block, again in zip(reading.split.blocks, loaded.split.blocks, strict=True))
    told = zip(reading.split.blocks, traits_of(reading.split.blocks), strict=True)
    assert sketch_reading(reading) == tuple(Print(fingerprint(b.text, reading.language) or "", t.words, t.prose) for b, t in told)
    assert clean_source(source, Settings(), reading=loaded) == clean_source(source, Settings())


def test_an_archive_is_the_same_without_the_stored_readings(tmp_path):
    scrape(tmp_path / "in", 5)
    for name in ("with", "without", "damaged"):
        with Run(tmp_path / name, Settings(archive=Archive(batch=2))) as run:
            plan = run.make_plan([str(tmp_path / "in")])
            stored = list((run.work / "readings").iterdir())
            assert all(entry.reading for part in plan.batches for entry in load_entries(run.work, part.key))
            if name == "without":
                shutil.rmtree(run.work / "readings")
            if name == "damaged":
                for path in stored:
                    path.write_bytes(path.read_bytes()[::-1])
            for part in plan.batches:
                work_batch(run.work, part.key)
            run.publish()
    assert bag(tmp_path / "with") == bag(tmp_path / "without") == bag(tmp_path / "damaged")


def test_cleaning_takes_what_was_read(tmp_path, monkeypatch):
    scrape(tmp_path / "in", 1)
    with Run(tmp_path / "out", Settings()) as run:
        plan = run.make_plan([str(tmp_path / "in")])
        monkeypatch.setattr("pipeline.decoding.decode", None)
        work_batch(run.work, plan.batches[0].key)
        run.publish()
        assert run.summary().archived == 1


class Evil:
    """Whose loading calls a function."""

    def __reduce__(self):
        return os.mkdir, ("evil",)


@pytest.mark.parametrize("value", [Evil(), ["a", "list"], Path("x"), (("page",), ((), ()), (), "en"), Encoding("utf-8", "bom")],
                         ids=["function", "list", "other type", "other fields", "type of the package"])
def test_nothing_else_is_made_of_a_file(tmp_path, monkeypatch, value):
    monkeypatch.chdir(tmp_path)
    content = zlib.compress(pickle.dumps(value))
    (tmp_path / "readings").mkdir()
    (tmp_path / "readings/1").write_bytes(content)
    assert load_reading(tmp_path, f"1 0 {len(content)}", b"") is None
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("where", ["", "1", "1 2", "1 2 3", "../x 0 1", "a 0 1", "1 -5 3"])
def test_a_place_that_is_none_is_no_reading(tmp_path, where):
    assert load_reading(tmp_path, where, b"") is None


def test_a_cut_reading_is_none(tmp_path):
    source = Source("a.txt", page(1).encode())
    name, at, size = save_reading(tmp_path, read_source(source, Settings()), source.data).split()
    assert isinstance(load_reading(tmp_path, f"{name} {at} {size}", source.data), Reading)
    assert load_reading(tmp_path, f"{name} {at} {int(size) - 1}", source.data) is None


@pytest.mark.parametrize(("charset", "is_stored"), [("utf-8", False), ("utf-16", True)])
def test_the_text_of_a_page_is_stored_where_it_is_not_the_bytes(tmp_path, charset, is_stored):
    """Repairs are made again; words that are no block stand nowhere but in the text."""
    words = "<p>The caf\u00c3\u00a9 by the river opens again in May.</p><script>" + "".join(f"let x{n} = {n * n};" for n in range(5000)) + "</script>"
    source = Source("a.html", words.encode(charset), media_type="text/html", charset=charset)
    reading = read_source(source, Settings())
    where = save_reading(tmp_path, reading, source.data)
    assert reading.page.repairs and load_reading(tmp_path, where, source.data) == reading
    assert (int(where.split()[2]) > 5000) == is_stored
