"""Near-duplicates across an archive."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from pipeline.archive.caches.copies import find_copies
from pipeline.archive.caches.likeness import measure, shingles
from pipeline.archive.run.run import Run, Summary
from pipeline.archive.verify.verify import verify
from pipeline.settings import Archive, Settings
from tests.archive.test_memory import story
from tests.makers.archives import archive, bag, current, engross, finish, lines, payload

LONG = 6


def text(n: int, headline: str | None = None, changed: int = 0) -> str:
    """Six stories run together, no two alike; ``changed`` sentences replaced."""
    parts = [part for m in range(LONG) for part in story(100 * n + m, appeal="").split("\n\n")[1:4]]
    for at in range(changed):
        parts[at * 3 + 1] = story(7_000 + 10 * n + at, appeal="").split("\n\n")[2]
    return "\n\n".join([headline or f"What number {n} says", "By Maud Effiong", *parts]) + "\n"


def found(root: Path) -> dict[str, dict[str, float]]:
    """Names: first of a group -> its copies with their similarity."""
    return {group.shown[group.id][0]: {group.shown[copy.id][0]: copy.similarity for copy in group.copies} for group in find_copies(root)}


def dropping(root: Path, *inputs: Path, reapply: bool = False, drop: bool = True) -> Summary:
    """A run with ``--drop-copies``, in this process."""
    with Run(root, Settings(archive=Archive(batch=3))) as run:
        plan = run.make_plan([str(path) for path in inputs], reapply=reapply, drop_copies=drop)
        finish(run, plan)
        while reapply and drop and (plan := run.plan_copies()).batches:
            finish(run, plan)
        return run.summary()


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in texts.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return folder


def test_another_headline_and_small_changes_are_found(tmp_path):
    source = write(tmp_path / "in", a1=text(1), a2=text(1, headline="The same under another name"), b1=text(2), b2=text(2, changed=1), c=text(3), d=text(4))
    archive(tmp_path / "out", source)
    groups = list(find_copies(tmp_path / "out"))
    assert sorted(len({name[0] for name, *_ in group.shown.values()}) for group in groups) == [1, 1]
    one = next(group for group in groups if group.shown[group.id][0].startswith("a"))
    assert one.copies[0].similarity == 1.0
    assert one.copies[0].differs == ("title",)
    assert one.copies[0].copy_of == one.id
    other = next(group for group in groups if group.shown[group.id][0].startswith("b"))
    assert 0.7 <= other.copies[0].similarity < 1.0
    assert other.copies[0].differs == ()


def test_what_is_merely_alike_is_no_copy(tmp_path):
    archive(tmp_path / "out", write(tmp_path / "in", a=text(1), b=text(1, changed=5), c=text(2)))
    assert found(tmp_path / "out") == {}


def test_short_texts_are_left_out(tmp_path):
    archive(tmp_path / "out", write(tmp_path / "in", a="One\n\nThe shop is closed on Monday this week.\n", b="Two\n\nThe shop is closed on Monday this week.\n"))
    assert found(tmp_path / "out") == {}


def test_the_first_is_the_one_that_was_there_first(tmp_path):
    rows = [{"url": f"https://{name}.example/x", "captured": day, "text": text(1, headline=f"The {name} one")} for name, day in
            (("late", "2020-05-06"), ("early", "2019-01-02"), ("undated", None))]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({key: value for key, value in row.items() if value}) + "\n" for row in rows))
    archive(tmp_path / "out", tmp_path / "in.jsonl")
    group = next(find_copies(tmp_path / "out"))
    assert group.shown[group.id][1] == "The early one"
    assert {group.shown[copy.id][1] for copy in group.copies} == {"The late one", "The undated one"}


def test_run_by_run_or_at_once_the_groups_are_the_same(tmp_path):
    texts = {f"s{n:02d}": text(n // 3, changed=n % 2, headline=f"Title {n}") for n in range(18)}
    archive(tmp_path / "one", write(tmp_path / "all", **texts))
    luck, names = random.Random(3), sorted(texts)
    luck.shuffle(names)
    for at in range(0, 18, 5):
        archive(tmp_path / "many", write(tmp_path / f"part{at}", **{name: texts[name] for name in names[at:at + 5]}))
        list(find_copies(tmp_path / "many"))
    once = found(tmp_path / "one")
    assert len(once) == 6
    assert found(tmp_path / "many") == once
    (tmp_path / "many/copies.sqlite").write_bytes(b"broken")
    assert found(tmp_path / "many") == once


def test_the_latest_version_counts(tmp_path):
    source = write(tmp_path / "in", a=text(1), b=text(1))
    (source / "b.txt").write_text(text(1, headline="Another"), encoding="utf-8")
    archive(tmp_path / "out", source)
    assert found(tmp_path / "out") == {"a.txt": {"b.txt": 1.0}} or found(tmp_path / "out") == {"b.txt": {"a.txt": 1.0}}
    write(source, b=text(2))
    archive(tmp_path / "out", source)
    assert found(tmp_path / "out") == {}
    write(source, c=text(2, headline="And one more"))
    archive(tmp_path / "out", source)
    assert len(found(tmp_path / "out")) == 1


def test_copies_are_tagged_and_stay(tmp_path):
    summary = archive(tmp_path / "out", write(tmp_path / "in", a=text(1), b=text(1, headline="Another")))
    (tag,) = lines(tmp_path / "out", "copies")
    assert (tag["similarity"], tag["within"], tag["differs"]) == (1.0, 1.0, ["title"])
    assert [(row.id, row.copy_of) for row in summary.copies] == [(tag["id"], tag["copy_of"])]
    assert {tag["id"], tag["copy_of"]} == {row["id"] for row in lines(tmp_path / "out", "articles")}
    assert [path for path in payload(tmp_path / "out") if "copies" in path] == ["data/copies/00001.jsonl"], "a batch of its own"
    before = bag(tmp_path / "out")
    assert archive(tmp_path / "out", tmp_path / "in").unchanged == 2
    assert bag(tmp_path / "out") == before
    assert verify(tmp_path / "out").faults == []


def test_a_tag_changes_with_what_comes_later_and_the_article_does_not(tmp_path):
    """The original, printed a day before, comes last: what was the first is its copy from then on, and so is its own copy."""
    rows = [{"url": f"https://{name}.example/x", "captured": day, "text": text(1, headline=f"The {name} one")} for name, day in
            (("late", "2020-05-06"), ("later", "2020-05-07"), ("early", "2019-01-02"))]
    for n, part in enumerate((rows[:2], rows[2:])):
        (tmp_path / f"in{n}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in part))
        archive(tmp_path / "out", tmp_path / f"in{n}.jsonl")
        if n == 0:
            before = payload(tmp_path / "out")
    after = payload(tmp_path / "out")
    assert {path: after[path] for path in before} == before
    ids = {row["source"]["url"].removeprefix("https://").partition(".")[0]: row["id"] for row in lines(tmp_path / "out", "articles")}
    assert [(row["id"], row["copy_of"]) for row in lines(tmp_path / "out", "copies")] == [
        (ids["later"], ids["late"]), *sorted([(ids["late"], ids["early"]), (ids["later"], ids["early"])])]
    assert verify(tmp_path / "out").faults == []


def test_a_tag_is_taken_back(tmp_path):
    source = write(tmp_path / "in", a=text(1), b=text(1, headline="Another"))
    archive(tmp_path / "out", source)
    write(source, a=text(2), b=text(3))
    archive(tmp_path / "out", source)
    first, last = lines(tmp_path / "out", "copies")
    assert (last["id"], first["copy_of"] is None, last["copy_of"]) == (first["id"], False, None)


def test_dropped_copies_are_in_the_account(tmp_path):
    source = write(tmp_path / "in", a=text(1), b=text(1, headline="Another"), c=text(2), d=text(2), blank=" \n")
    (source / "d.txt").write_text(text(2, changed=1), encoding="utf-8")
    summary = dropping(tmp_path / "out", source)
    assert (summary.read, summary.archived, summary.dropped, summary.failed, summary.unfinished) == (5, 2, 2, 1, 0)
    articles, dropped = lines(tmp_path / "out", "articles"), lines(tmp_path / "out", "dropped")
    assert (len(articles), len(dropped)) == (2, 2)
    assert {row["copy_of"] for row in dropped} == {row["id"] for row in articles}
    assert {row["source"]["name"] for row in dropped + articles} == {"a.txt", "b.txt", "c.txt", "d.txt"}
    sources = b"".join(content for path, content in payload(tmp_path / "out").items() if path.startswith("data/sources"))
    assert len([path for path in payload(tmp_path / "out") if "/tei/" in path]) == 2
    assert sources.count(b"\x1f\x8b\x08\x00") >= 5, "every source is kept"
    assert verify(tmp_path / "out").faults == []
    again = dropping(tmp_path / "out", source)
    assert (again.read, again.unchanged, again.dropped, again.failed, again.batches) == (5, 2, 2, 1, 0)
    assert archive(tmp_path / "out", source).dropped == 2, "and without the option they stay away"
    (tmp_path / "out/catalogue.sqlite").unlink()
    assert dropping(tmp_path / "out", source).dropped == 2


def test_reapply_without_the_option_brings_them_back(tmp_path):
    source = write(tmp_path / "in", a=text(1), b=text(1, headline="Another"))
    dropping(tmp_path / "out", source)
    assert dropping(tmp_path / "out", source, reapply=True, drop=False).older == 1
    assert len(found(tmp_path / "out")) == 1
    assert verify(tmp_path / "out").faults == []
    assert dropping(tmp_path / "out", source, reapply=True).older == 1
    assert found(tmp_path / "out") == {}
    assert dropping(tmp_path / "out", source, reapply=True).older == 0
    assert verify(tmp_path / "out").faults == []


def test_a_dropped_copy_whose_original_changes_comes_back(tmp_path):
    source = write(tmp_path / "in", a=text(1), b=text(1, headline="Another"))
    dropping(tmp_path / "out", source)
    (gone,) = lines(tmp_path / "out", "dropped")
    other = "b.txt" if gone["source"]["name"] == "a.txt" else "a.txt"
    (source / other).write_text(text(5), encoding="utf-8")
    dropping(tmp_path / "out", source, reapply=True)
    names = {row["source"]["name"]: row for row in lines(tmp_path / "out", "articles")}
    assert set(names) == {"a.txt", "b.txt"}
    assert names[gone["source"]["name"]]["version"] == 2


@pytest.mark.parametrize("seed", range(3))
def test_dropping_run_by_run_or_at_once(tmp_path, seed):
    luck = random.Random(seed)
    texts = {f"s{n:02d}": text(n // 3, changed=luck.randrange(3), headline=f"Title {n}") for n in range(15)}
    dropping(tmp_path / "one", write(tmp_path / "all", **texts))
    names = sorted(texts)
    luck.shuffle(names)
    for at in range(0, 15, 4):
        dropping(tmp_path / "many", write(tmp_path / f"part{at}", **{name: texts[name] for name in names[at:at + 4]}), drop=luck.random() < 0.7)
    dropping(tmp_path / "many", tmp_path / "part0", reapply=True)
    assert 5 <= len(current(tmp_path / "one")) < 15
    assert current(tmp_path / "one") == current(tmp_path / "many")
    assert verify(tmp_path / "many").faults == []


def test_a_run_that_is_killed_while_it_drops_ends_in_the_same_bytes(tmp_path, monkeypatch):
    from pipeline.archive.run import publish

    source = write(tmp_path / "in", **{f"s{n}": text(n // 2, headline=f"Title {n}") for n in range(8)})
    dropping(tmp_path / "whole", source)
    real, calls = publish._put_in_place, []

    def dying(root, entry):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(root, entry)

    monkeypatch.setattr(publish, "_put_in_place", dying)
    with pytest.raises(KeyboardInterrupt):
        dropping(tmp_path / "cut", source)
    monkeypatch.undo()
    dropping(tmp_path / "cut", source)
    assert bag(tmp_path / "cut") == bag(tmp_path / "whole")


def reprint(n: int, kind: str) -> str:
    """The story under the conditions in which it is printed again."""
    title, *parts = text(n).rstrip().split("\n\n")
    if kind == "headline":
        title = f"What they say of {n} elsewhere"
    elif kind == "agency":
        parts[0] = f"LARCHFORD (Tin Wire) – {parts[0]}"
        parts.append("Reporting by Ina Maple; editing by Bo Alder")
    elif kind == "print":
        title, parts = f"{title} | The Harbour Post", ["Printed from the Harbour Post", *parts, "End of the printed page"]
    elif kind == "edited":
        parts = [part.replace(" was ", " has been ") for part in parts if not part.startswith("What it cost")]
    elif kind == "cut to half":
        parts = parts[:len(parts) // 2]
    elif kind == "cut to a third":
        parts = parts[:len(parts) // 3]
    elif kind == "first paragraph lost":
        parts = parts[1:]
    elif kind == "end alone":
        parts = parts[len(parts) // 2:]
    return "\n\n".join([title, *parts]) + "\n"


@pytest.mark.parametrize(("kind", "least"), [("headline", 1.0), ("agency", 1.0), ("print", 1.0), ("edited", 0.9), ("first paragraph lost", 0.95),
                                              ("cut to half", 0.95), ("cut to a third", 0.9)])
def test_recall(tmp_path, kind, least):
    """Of forty stories and as many reprints, this part is found, and nothing else."""
    count = 40
    source = write(tmp_path / "in", **{f"o{n:02d}": text(n) for n in range(count)}, **{f"r{n:02d}": reprint(n, kind) for n in range(count)})
    archive(tmp_path / "out", source, batch=100)
    pairs = [(first[1:3], copy[1:3]) for first, copies in found(tmp_path / "out").items() for copy in copies]
    assert all(one == other for one, other in pairs)
    assert len(pairs) >= least * count


def test_what_is_not_found(tmp_path):
    """The last half of a text by itself shares no beginning with it, and too little of the whole."""
    archive(tmp_path / "out", write(tmp_path / "in", a=text(1), b=reprint(1, "end alone")))
    assert found(tmp_path / "out") == {}


def test_likeness():
    one = shingles("a b c d e f g h i j")
    likeness = measure(one, shingles("a b c d e f g"))
    assert (likeness.similarity, likeness.within, likeness.sizes, likeness.cut, likeness.copy) == (0.5, 1.0, (6, 3), True, False)
    assert measure(one, one).copy


def test_shingles():
    assert shingles("One, two; three four FIVE six.") == {"one two three four five", "two three four five six"}
    assert shingles("One two") == {"one two"}


def test_the_command(tmp_path):
    archive(tmp_path / "out", write(tmp_path / "in", a=text(1), b=text(1, headline="Another")))
    answer = engross("copies", "out", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert b"1.00" in answer.stdout
    assert answer.stdout.endswith(b"1 copy. Nothing was changed.\n")
    row = json.loads(engross("copies", "out", "--json", cwd=tmp_path).stdout)
    assert (row["similarity"], row["differs"]) == (1.0, ["title"])
    assert engross("copies", "in", cwd=tmp_path).returncode == 2
