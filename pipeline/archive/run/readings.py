"""What was read of sources for the memory of their sites, stored below ``work/`` so that cleaning does not read them a second time.

Reading (decoding, blocks, language) is a fifth to a third of cleaning. A reading that is missing or damaged costs time and nothing else: the
source is read again. Each process writes a file of its own. What is loaded can only be made of the types of the stages, whatever the file says.
The text of a page is most of a reading. Where it is the bytes of the source in UTF-8, it is not stored: the spool has the bytes.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.archive.run.processes import process_number
from pipeline.clean import Reading
from pipeline.data import Page, Repair

__all__ = ["load_reading", "save_reading"]

_LARGEST = 50_000_000  # bytes; what is larger is read again
_LEVEL = 1
_PLAIN = frozenset({"set", "frozenset"})


def save_reading(work: Path, reading: Reading, data: bytes) -> str:
    """Stores a reading of a source with these bytes and returns where it stands; empty where that was not possible."""
    try:
        stored = replace(reading, page=_without_text(reading.page, data))
        content = zlib.compress(pickle.dumps(stored, pickle.HIGHEST_PROTOCOL), _LEVEL)
    except (pickle.PicklingError, TypeError, RecursionError):
        return ""
    folder = work / "readings"
    folder.mkdir(exist_ok=True)
    name = str(process_number())
    with (folder / name).open("ab", buffering=0) as stream:
        at = stream.tell()
        stream.write(content)
    return f"{name} {at} {len(content)}"


def load_reading(work: Path, where: str, data: bytes) -> Reading | None:
    """The reading, of a source with these bytes, that stands there; None where there is none."""
    if not where:
        return None
    try:
        name, at, size = where.split(" ")
        with (work / "readings" / str(int(name))).open("rb") as stream:
            stream.seek(int(at))
            packed = zlib.decompressobj()
            content = packed.decompress(stream.read(int(size)), _LARGEST)
        if not packed.eof:
            return None
        reading = _Reader(io.BytesIO(content)).load()
        return replace(reading, page=_with_text(reading.page, data)) if isinstance(reading, Reading) else None
    except (OSError, ValueError, EOFError, zlib.error, pickle.UnpicklingError, AttributeError, TypeError, ImportError, IndexError, KeyError):
        return None


def _without_text(page: Page, data: bytes) -> Page:
    """The page without its two texts, where they can be had from the bytes and the repairs."""
    with contextlib.suppress(UnicodeDecodeError):
        if data.decode("utf-8") == page.text and _repaired(page.text, page.repairs) == page.fixed:
            return replace(page, text="", fixed="")
    return page


def _with_text(page: Page, data: bytes) -> Page:
    """The page with its texts: no page has an empty one."""
    if page.text:
        return page
    text = data.decode("utf-8")
    return replace(page, text=text, fixed=_repaired(text, page.repairs))


def _repaired(text: str, repairs: Sequence[Repair]) -> str:
    """The text with the repairs made."""
    if not repairs:
        return text
    parts, at = list[str](), 0
    for repair in repairs:
        parts += (text[at:repair.start], repair.after)
        at = repair.end
    return "".join([*parts, text[at:]])


class _Reader(pickle.Unpickler):
    """Makes nothing but values of the package's own types."""

    def find_class(self, module: str, name: str) -> Any:
        """A type of the package, or a plain one. Raises UnpicklingError for anything else."""
        if module.startswith("pipeline.") or (module == "builtins" and name in _PLAIN):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no type of a reading")
