"""What older articles would lose or have back is counted, however many they are."""

from __future__ import annotations

from pipeline.archive.caches.site_memory import Capture
from pipeline.archive.run.learned import Relearned
from pipeline.settings import Settings


def capture(n: int, *votes: int) -> Capture:
    """An article whose third block is the same as in all others of the site."""
    return Capture(f"a{n}", f"{n:064x}", "weir.example", f"{n:x}a:20p {n:x}b:30p feed:9", tuple((block, 0.9, "stands in many") for block in votes))


def test_blocks_are_counted_and_the_first_article_stands_for_all() -> None:
    found = Relearned()
    for n in range(50):
        found.add(capture(n), ((2, 0.9, "stands in many"),))
    found.add(capture(50, 2), ())
    found.add(capture(51, 2), ((2, 0.5, "stands in more"),))
    told = found.told(lambda ident: None, Settings())
    assert [(one.site, one.articles, one.example, one.back) for one in told] == [("weir.example", 50, "a0", False), ("weir.example", 1, "a50", True)]
    assert found.others == 1


def test_memory_does_not_grow_with_the_number_of_articles() -> None:
    found = Relearned()
    for n in range(2_000):
        found.add(capture(n), ((2, 0.9, "stands in many"),))
    assert list(found._found.values()) == [(2_000, "a0")], "a number and one name, however many articles there are"
