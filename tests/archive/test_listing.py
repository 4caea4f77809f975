"""What a check of an archive remembers between batches."""

from __future__ import annotations

from pipeline.archive.verify.listing import Listing


def test_files_of_the_manifest_and_on_disk():
    with Listing() as listing:
        assert listing.lists("data/a", "1", 4)
        assert listing.lists("data/b", "2", 3)
        assert listing.lists("data/c", "3", None)
        assert not listing.lists("data/a", "9", 5)
        listing.saw(["data/b", "data/d", "data/x"])
        assert list(listing.missing()) == ["data/a", "data/c"]
        assert list(listing.unlisted()) == ["data/d", "data/x"]
        assert listing.batches() == listing.batches() == [3, 4]
        assert listing.files_of(4) == {"data/a": "1"}


def test_names_that_hold_anything():
    odd = ["data/\udcff", "data/a'b\"; --", "data/\u202e", "data/ ", "data/é", "data/e\u0301"]
    with Listing() as listing:
        listing.saw(odd)
        assert sorted(listing.unlisted()) == sorted(odd)


def test_versions_records_and_copies():
    with Listing() as listing:
        assert listing.notes_version("a1", 1) and listing.notes_version("a1", 2) and not listing.notes_version("a1", 1)
        assert listing.has_version("a1", 2) and not listing.has_version("a2", 1)
        assert listing.notes_record("r") and not listing.notes_record("r")
        assert listing.has_record("r") and not listing.has_record("s")
        listing.notes_copy(1, "a9", "a1")
        listing.notes_copy(2, "a8", "a7")
        assert list(listing.copies_of_none()) == [(2, "a8", "a7")]


def test_tags_are_apart_from_files():
    with Listing() as listing:
        assert listing.lists("bagit.txt", "1", None)
        assert listing.lists_tag("bagit.txt", "1")
        assert not listing.lists_tag("bagit.txt", "1")
