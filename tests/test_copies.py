"""Near-duplicates across an archive."""

from __future__ import annotations

import json
import random
from pathlib import Path

from pipeline.archive.copies import find_copies, shingles
from tests.archives import archive, engross, payload
from tests.test_memory import story

LONG = 6


def text(n: int, headline: str | None = None, changed: int = 0) -> str:
    """Six stories run together, no two alike; ``changed`` sentences replaced."""
    parts = [part for m in range(LONG) for part in story(100 * n + m, appeal="").split("\n\n")[1:4]]
    for at in range(changed):
        parts[at * 3 + 1] = story(7_000 + 10 * n + at, appeal="").split("\n\n")[2]
    return "\n\n".join([headline or f"What number {n} says", *parts]) + "\n"


def found(root: Path) -> dict[str, dict[str, float]]:
    """Names: first of a group -> its copies with their similarity."""
    return {group.name: {copy.name: copy.similarity for copy in group.copies} for group in find_copies(root)}


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in texts.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return folder


def test_another_headline_and_small_changes_are_found(tmp_path):
    source = write(tmp_path / "in", a1=text(1), a2=text(1, headline="The same under another name"), b1=text(2), b2=text(2, changed=1), c=text(3), d=text(4))
    archive(tmp_path / "out", source)
    groups = list(find_copies(tmp_path / "out"))
    assert sorted({group.name[0], *(copy.name[0] for copy in group.copies)} == {group.name[0]} for group in groups) == [True, True]
    one = next(group for group in groups if group.name.startswith("a"))
    assert one.copies[0].similarity == 1.0
    assert one.copies[0].differs == ("title",)
    assert one.copies[0].copy_of == one.id
    other = next(group for group in groups if group.name.startswith("b"))
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
    assert group.title == "The early one"
    assert {copy.title for copy in group.copies} == {"The late one", "The undated one"}


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


def test_nothing_in_the_bag_changes(tmp_path):
    archive(tmp_path / "out", write(tmp_path / "in", a=text(1), b=text(1, headline="Another")))
    before = payload(tmp_path / "out")
    assert found(tmp_path / "out")
    assert payload(tmp_path / "out") == before
    assert archive(tmp_path / "out", tmp_path / "in").unchanged == 2


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
