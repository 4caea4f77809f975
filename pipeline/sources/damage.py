"""What is wrong with a damaged container, in words: libraries say it in their own, and some of these contradict the sentence around them."""

from __future__ import annotations

import re

__all__ = ["damage_of", "raise_for_memory"]

_FOUND = (
    ("File is not a zip file|Could not read end of|central directory could not",
     "the list of its members, which stands at the end of the file, is missing"),
    ("multiple disks|multi-?part", "it is one of several files that belong together; join them first"),
    ("central directory|zip64|extra field|zip archive comment", "the list of its members, which stands at the end of the file, is damaged"),
    ("Bad CRC-32|CRC check failed|[Ii]ncorrect (?:data|length) check|Incorrect length of data|match checksum|checksum mismatch",
     "its checksum does not fit its bytes"),
    ("for file header|File name in directory|[Oo]verlapped entries|file header", "its entry in the archive is damaged"),
    ("[Mm]agic bytes not found|footer|smaller than the minimum|Not an Arrow file|file is too small",
     "the description of its columns, which stands at the end of the file, is missing or damaged"),
    ("^EOFError|incomplete frame|unexpected end|end of (?:data|file|stream|archive)|[Tt]runcated|too short|ended before", "it is cut short"),
    ("(?:empty|invalid|missing|bad) (?:header|checksum)", "the entry of a member is damaged"),
    ("Unknown frame descriptor", "bytes that are not packed with zstandard stand in it"),
    ("[Nn]ot a gzipped file|incorrect header check", "bytes that are not packed with gzip stand in it"),
    ("Error -\\d|^LZMAError|^error: |[Ii]nvalid|[Cc]orrupt|decompress|Deserializ|thrift|snappy|[Zz][Ss][Tt][Dd]|Couldn't|magic|buffer|[Dd]ata",
     "its packed bytes are damaged"),
)
"""What stands in the name and the message of an exception, and what is said of it; the first that fits counts."""
_NO_MEMORY = re.compile(r"not enough memory|out of memory|malloc of size|\bError -4\b", re.IGNORECASE)
_NO_MEMORY_IN_XML = 2
"""The code of libxml2, whose message says nothing ("unknown error")."""


def raise_for_memory(error: Exception) -> None:
    """Raises MemoryError for an exception of a library that tells a lack of memory, for which no input is to blame; does nothing for others."""
    if getattr(error, "code", None) == _NO_MEMORY_IN_XML and type(error).__name__ == "XMLSyntaxError" or _NO_MEMORY.search(str(error)):
        raise MemoryError from error


def damage_of(error: Exception | str) -> str:
    """What an exception of ``zipfile``, ``tarfile``, ``gzip``, ``zlib``, pyarrow and the like says of a container, in words. Raises MemoryError for
    one that tells a lack of memory.

    >>> damage_of("File is not a zip file")
    'the list of its members, which stands at the end of the file, is missing'
    """
    if isinstance(error, Exception):
        raise_for_memory(error)
    told = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    return next((said for pattern, said in _FOUND if re.search(pattern, told)), "its bytes cannot be read")
