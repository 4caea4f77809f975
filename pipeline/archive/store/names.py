"""Names inside the archive: ASCII, safe on every file system, made by us; the source's own name stands in the metadata."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from pipeline.data.folding import folded

__all__ = ["article_number", "batch_name", "id_of", "printable", "slug", "tei_name"]

_LONGEST = 40
_SUFFIX = re.compile(r"\.(?:[a-z0-9]{1,5})$", re.IGNORECASE)
_HALF_PAIR = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of surrogate pairs, but for those that Python puts for bytes that are no UTF-8, as all of a name are where the locale is C."""
# Windows takes these for devices, with any suffix.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)$")


def batch_name(number: int) -> str:
    """``00007``: five digits, more where they are needed."""
    return f"{number:05d}"


def tei_name(name: str, url: str | None, ident: str, version: int) -> str:
    """``SLUG.ID.xml``; later versions ``SLUG.ID.v2.xml``, so that two captures of one article fit one batch."""
    return f"{slug(name, url)}.{ident}{'' if version == 1 else f'.v{version}'}.xml"


def slug(name: str, url: str | None = None) -> str:
    """A short ASCII name from the last part of a URL's path or of a source's name: ``Über uns.txt`` gives ``uber-uns``."""
    path = unquote(urlsplit(url).path) if url and _is_plain(url) else ""
    last = (path.rstrip("/") or name).rstrip("/").rpartition("/")[2]
    words = re.sub(r"[^a-z0-9]+", "-", folded(_SUFFIX.sub("", last))).strip("-")
    short = words if len(words) <= _LONGEST else words[:_LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    return f"x-{short}" if _DEVICE.match(short) else short or "article"


def _is_plain(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def printable(name: str) -> str:
    """A name that can be written as UTF-8: bytes of a file name that are none stand as ``\\xe9``, control characters as ``\\n``, and half
    surrogate pairs, which a line of JSON may hold, as ``\\ud800``."""
    whole = _HALF_PAIR.sub(lambda half: _escaped(half[0]), name)
    safe = whole.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else _escaped(c) for c in safe)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def article_number(ident: str) -> int:
    """An article's id as a number: ``a00000000001f`` is 31."""
    return int(ident[1:], 16)


def id_of(number: int) -> str:
    """The id that `article_number` took."""
    return f"a{number:012x}"
