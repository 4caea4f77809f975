"""``parquet --card``: a folder that Hugging Face ``datasets`` loads, with a card that says what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import yaml

from pipeline.writers.exports.item import Item
from pipeline.writers.exports.parquet import parquet_pieces

__all__ = ["dataset_pieces"]

_FILE = "data/train-00000-of-00001.parquet"
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"),
          (100_000_000, "10M<n<100M"))
_COLUMNS = (
    ("id", "identifier of the article; identifiers of blocks and removals begin with it"), ("title, authors, published, language …", "metadata"),
    ("text", "the clean text"), ("sections", "headings and blocks, each with its kind and its place in the source"),
    ("removed", "what was removed from the page: kind, words, place, reason"), ("metadata", "all candidates for a field, and where each was found"),
    ("confidence, doubts", "how sure the cleaning is"), ("copy_of", "the article that this one is a near-duplicate of"),
    ("source", "name, address, encoding and digests of the source"),
)


@dataclass(slots=True)
class _Tally:
    """What a card says of the articles that went by."""

    articles: int = 0
    words: int = 0
    copies: int = 0
    licences: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    first: str = ""
    last: str = ""

    def watch(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same items."""
        for item in items:
            row = item.row
            self.articles += 1
            self.words += row["words"]
            self.copies += item.copy_of is not None
            self.licences += row["licence"] is not None
            self.languages[row["language"]] += 1
            if date := row["published"]:
                self.first, self.last = min(self.first or date, date), max(self.last, date)
            yield item


def dataset_pieces(items: Iterable[Item]) -> Iterator[tuple[str, bytes]]:
    """The file of rows, then the card."""
    tally = _Tally()
    for piece in parquet_pieces(tally.watch(items)):
        yield _FILE, piece
    yield "README.md", _card(tally).encode()


def _card(tally: _Tally) -> str:
    size = next((name for most, name in _SIZES if tally.articles < most), "100M<n<1B")
    told = {
        "language": sorted({tag.partition("-")[0] for tag in tally.languages} - {"und"}), "size_categories": [size],
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": _FILE}]}],
    }
    matter = yaml.safe_dump({key: value for key, value in told.items() if value}, sort_keys=False)
    return f"---\n{matter}---\n\n" + "\n\n".join(_body(tally)) + "\n"


def _body(tally: _Tally) -> Iterator[str]:
    yield "# Articles from an Engross archive"
    dates = f" Dates of publication go from {tally.first} to {tally.last}." if tally.first else ""
    yield ("Cleaned from scraped pages: what belongs to an article is labelled and structured, what does not is listed with its place and the "
           f"reason. Articles: {tally.articles}; words: {tally.words}.{dates}")
    yield "\n".join(["| language | articles |", "|---|---|", *(f"| `{tag}` | {count} |" for tag, count in sorted(tally.languages.items()))])
    yield "\n".join(["| column | holds |", "|---|---|", *(f"| {name} | {holds} |" for name, holds in _COLUMNS)])
    yield "`start` and `end` are characters of the decoded source. The labels were given by a program and are not free from error."
    yield (f"Near-duplicates of others (`copy_of`): {tally.copies} of {tally.articles}. Pages that declare a licence (`licence`): "
           f"{tally.licences}; of all others, the rights are not known.")
