"""Documents in records that came from a WARC and are kept as they came."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

from pipeline.data import Source
from pipeline.sources import read

__all__ = ["document_in"]

_PIECE = 1 << 20
"""Bytes of a damaged body that older versions unpacked at once; those with the damage in them were lost."""


def document_in(record: bytes, sha256: str) -> Source | None:
    """The document in a record, read as input is read; None where it holds none. ``sha256``: the digest of what was archived of it. Of a damaged body
    more can be read today than was then: what is more is left out."""
    items = list(read(io.BytesIO(record), "record.warc"))
    source = next((item for item in items if isinstance(item, Source)), None)
    if source is None or len(items) == 1:
        return source
    digest = hashlib.sha256()
    for at in range(0, len(source.data), _PIECE):
        if at and digest.hexdigest() == sha256:
            return replace(source, data=source.data[:at])
        digest.update(source.data[at:at + _PIECE])
    return source
