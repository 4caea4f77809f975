"""Further forms in which messages are kept: digests of mailing lists (RFC 1153), mailboxes in MMDF, single messages of Apple Mail (``.emlx``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.digests import digest_parts
from pipeline.sources.mail import of_digest, read_message, read_messages
from pipeline.sources.mime import message_of
from pipeline.sources.opened import Opened

__all__ = ["read_digest", "read_emlx", "read_mmdf"]

_MMDF = re.compile(rb"^\x01{4}\r?\n", re.MULTILINE)
_COUNTED = re.compile(rb"\s*(\d{1,10})[ \t]*\r?\n")


def read_emlx(opened: Opened) -> Iterator[Source | Fault]:
    """The message of a file of Apple Mail: its length stands before it, what the program noted of it behind it."""
    data = opened.whole()
    found = _COUNTED.match(data)
    size = int(found[1]) if found else 0
    message = data[found.end():found.end() + size] if found else data
    if len(message) < size:
        yield Fault("cut-short", f"{opened.name}: this message declares {counted(size, 'byte')} and has "
                    f"{len(message)}; the rest is missing. Fetch it again.", name=opened.name)
    else:
        yield from read_message(message_of(message, opened.name), opened.name, opened.name)


def read_mmdf(opened: Opened) -> Iterator[Source | Fault]:
    """The messages of a mailbox in MMDF."""
    yield from read_messages((part for part in _MMDF.split(opened.whole()) if part.strip()), opened.name)


def read_digest(opened: Opened) -> Iterator[Source | Fault]:
    """The messages of a digest; what it says before and behind them is told in a note."""
    parts = digest_parts(opened.whole())
    yield from read_messages(parts, opened.name)
    yield of_digest(len(parts), opened.name)
