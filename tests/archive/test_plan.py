"""``plan``: what is new, changed, gone and stale, which part of the recipe changed, with samples, before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import settings as settings_module
from pipeline.archive.run.preview import preview
from pipeline.settings import Articles, Settings, recipe, recipe_parts
from tests.archive.test_restore import restored
from tests.makers.archives import archive, bag, engross, lines, page, scrape


def test_every_word(tmp_path):
    """New, changed, unchanged, gone, and samples of the text of what changed."""
    source = scrape(tmp_path / "in", 4)
    archive(tmp_path / "out", source)
    (source / "page000.txt").unlink()
    (source / "page001.txt").write_text(page(1).replace("most of them came", "some of them came"), encoding="utf-8")
    (source / "new.txt").write_text(page(40), encoding="utf-8")
    before = bag(tmp_path / "out")
    found = preview(tmp_path / "out", [str(source)], Settings())
    assert bag(tmp_path / "out") == before
    assert (found.seen.new, found.seen.changed, found.seen.unchanged, found.gone, found.missing) == (1, 1, 2, 1, ["page000.txt"])
    assert {(step.what, step.name) for step in found.steps} == {("new", "new.txt"), ("changed", "page001.txt")}
    (sample,) = found.samples
    assert sample.name == "page001.txt"
    assert [(change.gone, change.come) for change in sample.changes] == [("most", "some")]
    assert found.stale == []


REFUSED = {
    "empty.txt": b"", "empty.html": b"", "white.txt": b" \r\n\t\n", "marks.txt": b"\xef\xbb\xbf\n", "table.txt": b"ab\n" * 30_000, "picture.txt": b"\x89PNG\r\n\x1a\n" * 9,
    "binary": bytes(range(256)) * 9, "broken.jsonl": b"{\n",
}


def test_what_archive_refuses_is_not_new(tmp_path):
    """Of new sources, of one that changed, and of further places of the same bytes: `plan` names and counts what `archive` then does."""
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    (source / "page001.txt").write_bytes(b"\n\n")
    (source / "new.html").write_text(f"<html><body><p>{page(50)}</p></body></html>", encoding="utf-8")
    for name, data in REFUSED.items():
        (source / name).write_bytes(data)
    found = preview(tmp_path / "out", [str(source)], Settings())
    seen = found.seen
    assert (seen.new - seen.faulty, seen.changed - seen.changed_faulty, seen.unchanged) == (1, 0, 1)
    said = {step.name.partition(":")[0] for step in found.steps if step.what == "fail"}
    summary = archive(tmp_path / "out", source)
    assert said == {failure.name.partition(":")[0] for failure in summary.failures} == {*REFUSED, "page001.txt"}
    assert (summary.archived, summary.failed) == (1, seen.faulty + seen.changed_faulty)


def test_a_folder_given_alone_makes_the_others_gone_and_nothing_is_done_about_it(tmp_path):
    archive(tmp_path / "out", scrape(tmp_path / "in", 3))
    more = tmp_path / "more"
    more.mkdir()
    (more / "one.txt").write_text(page(50), encoding="utf-8")
    assert preview(tmp_path / "out", [str(more)], Settings()).gone == 3
    archive(tmp_path / "out", more)
    assert len(lines(tmp_path / "out", "articles")) == 4


@pytest.mark.parametrize(("part", "change"), [
    ("settings", lambda monkeypatch: None),
    ("libraries", lambda monkeypatch: monkeypatch.setattr(settings_module.metadata, "version", lambda name, real=settings_module.metadata.version: (
        "99.0" if name == "ftfy" else real(name)))),
    *((part, lambda monkeypatch, suffix=suffix: monkeypatch.setattr(settings_module, "_files", lambda real=settings_module._files: (
        (name, content + b" " if name.endswith(suffix) else content) for name, content in real()))) for part, suffix in
      (("code", "decoding/page.py"), ("rules", "en.toml"), ("model", "text.npz"), ("schema", "article.rng"))),
])
def test_the_part_of_the_recipe_that_changed_is_named(tmp_path, monkeypatch, part, change):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    (tmp_path / "out/catalogue.sqlite").unlink()
    change(monkeypatch)
    now = Settings(articles=Articles(publisher="Someone else")) if part == "settings" else Settings()
    (stale,) = preview(tmp_path / "out", [str(source)], now).stale
    assert (stale.sources, [name for name, _, _ in stale.changed]) == (2, [part])
    if part == "libraries":
        assert "ftfy 99.0" in stale.changed[0][2]
        assert "ftfy 99.0" not in stale.changed[0][1]


def test_a_recipe_is_written_down_once(tmp_path):
    source = scrape(tmp_path / "in", 5)
    archive(tmp_path / "out", source)
    (source / "more.txt").write_text(page(60), encoding="utf-8")
    archive(tmp_path / "out", source)
    (told,) = lines(tmp_path / "out", "recipes")
    assert told == {"recipe": recipe(Settings()), "parts": recipe_parts(Settings())}


def test_texts_that_would_change_with_another_recipe_are_shown(tmp_path, monkeypatch):
    """The new recipe reads one word more in each text."""
    source = scrape(tmp_path / "in", 3)
    archive(tmp_path / "out", source)
    from pipeline.archive.run import samples

    real = samples.clean_source
    monkeypatch.setattr(samples, "clean_source", lambda source, settings, **more: real(
        source.__class__(source.name, source.data.replace(b"What it cost", b"What it did cost")), settings, **more))
    monkeypatch.setattr("pipeline.archive.run.preview.recipe", lambda settings: "0" * 12)
    found = preview(tmp_path / "out", [str(source)], Settings())
    assert (found.seen.stale, len(found.samples)) == (3, 3)
    assert {(change.gone, change.come) for sample in found.samples for change in sample.changes} == {("", "did")}


def test_what_a_person_restored_is_no_text_that_would_change(tmp_path, monkeypatch):
    source = scrape(tmp_path / "in", 2)
    archive(tmp_path / "out", source)
    assert restored(tmp_path / "out", kinds=["comment-form"]).archived == 2
    monkeypatch.setattr("pipeline.archive.run.preview.recipe", lambda settings: "0" * 12)
    found = preview(tmp_path / "out", [str(source)], Settings())
    assert (found.seen.stale, found.samples) == (2, [])


def test_the_command(tmp_path: Path):
    source = scrape(tmp_path / "in", 4)
    assert engross("archive", "in", "-o", "out", cwd=tmp_path).returncode == 0
    (source / "page000.txt").unlink()
    (source / "page001.txt").write_text(page(1).replace("most of them came", "some of them came"), encoding="utf-8")
    (tmp_path / "engross.toml").write_text('[articles]\npublisher = "Someone else"\n')
    answer = engross("plan", "in", "-o", "out", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    told = answer.stdout.decode()
    assert "0 new, 1 changed, 2 unchanged (2 of them stale: made with other settings or another version), 1 not in this input.\n" in told
    assert "2 made with recipe " in told
    assert "What is different now: settings: publisher = 'Engross archive' -> publisher = 'Someone else'.\n" in told
    assert "page001.txt (a" in told
    assert "[-most-] {+some+}" in told
    assert "Known and not in this input: page000.txt. The archive keeps them.\n" in told
