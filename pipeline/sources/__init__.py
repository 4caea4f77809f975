"""Readers: binary streams to sources. One table (`reading.READERS`) says which reader takes what."""

from pipeline.sources.reading import READERS, Prepared, Reader, prepare, read, reader_for
from pipeline.sources.sniff import binary_kind, media_type_of

__all__ = ["READERS", "Prepared", "Reader", "binary_kind", "media_type_of", "prepare", "read", "reader_for"]
