"""What changed between versions, in words."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archive.caches.rebuild import open_catalogue
from pipeline.archive.run.diff import Change, difference, differing, versions, word_changes
from tests.archive.test_memory import run, story
from tests.archive.test_memory import write as write_stories
from tests.makers.archives import archive, engross
from tests.makers.cost import grows_with_length

WORDS = st.lists(st.sampled_from(["tide", "boat", "pier", "rope", "gull"]), max_size=12)
TEXT = st.lists(WORDS.map(" ".join), max_size=5).map("\n\n".join)


def all_versions(root: Path, ident: str) -> list[dict]:
    with open_catalogue(root, in_memory=True) as catalogue:
        return versions(root, catalogue, ident)


def ids(root: Path) -> list[str]:
    return sorted({json.loads(line)["id"] for path in (root / "data/articles").glob("*") for line in path.read_bytes().splitlines()})


def test_words_with_their_surroundings():
    old = "First.\n\nThe boat left the old pier at six and nobody saw it.\n\nLast."
    new = "First.\n\nThe boat left the new pier at six and nobody saw it.\n\nLast."
    assert list(word_changes(old, new)) == [Change("The boat left the", "old", "new", "pier at six and nobody")]
    assert list(word_changes(old, old)) == []
    assert [(change.gone, change.come) for change in word_changes("One.", "One.\n\nTwo more.")] == [("", "Two more.")]


@settings(max_examples=60)
@given(TEXT, TEXT)
def test_every_word_that_differs_is_told(old, new):
    """Words of the old text less those gone, plus those come, are the words of the new text."""
    count = sorted(old.split())
    for change in word_changes(old, new):
        for word in change.gone.split():
            count.remove(word)
        count += change.come.split()
    assert sorted(count) == sorted(new.split())


def edited(luck: random.Random, items: list[str], share: float) -> list[str]:
    """The items with some removed, some put in and some moved."""
    out = [item for item in items if luck.random() > share]
    for _ in range(int(share * len(items))):
        out.insert(luck.randint(0, len(out)), luck.choice(["put in", *items]))
    low, high = sorted(luck.sample(range(len(out) + 1), 2))
    return out[:low] + out[high:] + out[low:high]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 1.0])
@pytest.mark.parametrize("vocabulary", [3, 60, 100_000])
def test_differences_of_long_sequences_lead_from_the_old_one_to_the_new_one(vocabulary, share):
    luck = random.Random(vocabulary)
    old = [str(luck.randrange(vocabulary)) for _ in range(1500)]
    new = edited(luck, old, share)
    made, at = list[str](), 0
    for a, b, c, d in differing(old, new):
        assert a >= at
        assert b > a or d > c
        made += [*old[at:a], *new[c:d]]
        at = b
    assert made + old[at:] == new


def test_of_a_long_text_a_few_words_are_told():
    old = [f"Paragraph {n} of the book is about the tide and the boat." for n in range(2000)]
    new = [text.replace("boat", "pier") if n % 500 == 7 else text for n, text in enumerate(old) if n != 1000]
    assert [(change.gone, change.come) for change in word_changes("\n\n".join(old), "\n\n".join(new))] == [
        ("boat.", "pier."), ("boat.", "pier."), (old[1000], ""), ("boat.", "pier."), ("boat.", "pier.")]


@pytest.mark.parametrize("every", [1, 40])
def test_cost_grows_with_the_length_of_the_text(every):
    def texts(paragraphs: int) -> tuple[str, str]:
        luck = random.Random(5)
        old = [" ".join(luck.choices(["tide", "boat", "pier", "rope", "gull", str(n)], k=30)) for n in range(paragraphs)]
        return "\n\n".join(old), "\n\n".join(text + " again" if n % every == 0 else text for n, text in enumerate(old))

    assert grows_with_length(texts, lambda both: list(word_changes(*both)), 250)


def test_a_source_that_changed(tmp_path):
    source = tmp_path / "in"
    write_stories(source, [1])
    archive(tmp_path / "out", source)
    write_stories(source, [1], text=lambda n: story(n).replace("longer", "less time").replace("looks back", "looks ahead"))
    archive(tmp_path / "out", source)
    old, new = all_versions(tmp_path / "out", ids(tmp_path / "out")[0])
    found = difference(old, new)
    assert (found.old, found.new, found.cause) == (1, 2, "source")
    assert [field for field, _, _ in found.fields] == ["title"]
    assert [(change.gone, change.come) for change in found.changes] == [("longer", "less time")]


def test_what_was_learned_is_told_as_such(tmp_path):
    write_stories(tmp_path / "in", range(3))
    run(tmp_path / "out", tmp_path / "in")
    write_stories(tmp_path / "in", range(3, 8))
    run(tmp_path / "out", tmp_path / "in", reapply=True)
    found = [difference(*all_versions(tmp_path / "out", ident)) for ident in ids(tmp_path / "out") if len(all_versions(tmp_path / "out", ident)) == 2]
    assert len(found) == 3
    assert {one.cause for one in found} == {"learned"}
    assert all(len(one.changes) == 1 and one.changes[0].gone.startswith("Thank you for being here") for one in found)


def test_the_command(tmp_path):
    source = tmp_path / "in"
    write_stories(source, [1])
    archive(tmp_path / "out", source)
    ident = ids(tmp_path / "out")[0]
    answer = engross("diff", ident, "out", cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (0, f"{ident} harbour/s001.txt: 1 version.\n".encode())
    write_stories(source, [1], text=lambda n: story(n).replace("longer", "less time"))
    archive(tmp_path / "out", source)
    told = engross("diff", ident, "out", cwd=tmp_path).stdout.decode()
    assert "Version 1 to 2: the source changed." in told
    assert "[-longer-] {+less time+}" in told
    for wrong in (("diff", "nonsense", "out"), ("diff", "a000000000000", "out"), ("diff", ident, "in")):
        failed = engross(*wrong, cwd=tmp_path)
        assert failed.returncode == 2
        assert failed.stderr.count(b"\n") == 1
