"""``warc``: the records of each source as the archive holds them, and after them a ``conversion`` record with the clean text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.archive.store.records import fields_of
from pipeline.archive.store.warc import EPOCH, conversion_record, file_opening
from pipeline.writers.exports import Item
from pipeline.writers.exports.text import text_page

__all__ = ["warc_records"]


def warc_records(items: Iterable[Item]) -> Iterator[bytes]:
    """The records of the file one by one, not packed."""
    yield file_opening(EPOCH)
    for item in items:
        yield from item.records
        head = fields_of(item.records[item.naming])
        of = head["warc-record-id"] if head["warc-type"] == "resource" else head.get("warc-refers-to", "")
        yield conversion_record(head, of, text_page(item))
