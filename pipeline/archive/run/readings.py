"""What was read of sources for the memory of their sites, stored below ``work/`` so that cleaning does not read them a second time.

Reading (decoding, blocks, language) is a fifth to a third of cleaning. A reading that is missing or damaged costs time and nothing else: the
source is read again. Each process writes a file of its own. What is loaded can only be made of the types of the stages, whatever the file says.
"""

from __future__ import annotations

import io
import os
import pickle
import zlib
from pathlib import Path
from typing import Any

from pipeline.clean import Reading

__all__ = ["load_reading", "save_reading"]

_LARGEST = 50_000_000  # bytes; what is larger is read again
_LEVEL = 1
_PLAIN = frozenset({"set", "frozenset"})


def save_reading(work: Path, reading: Reading) -> str:
    """Stores a reading and returns where it stands; empty where that was not possible."""
    try:
        content = zlib.compress(pickle.dumps(reading, pickle.HIGHEST_PROTOCOL), _LEVEL)
    except (pickle.PicklingError, TypeError, RecursionError):
        return ""
    folder = work / "readings"
    folder.mkdir(exist_ok=True)
    name = str(os.getpid())
    with (folder / name).open("ab", buffering=0) as stream:
        at = stream.tell()
        stream.write(content)
    return f"{name} {at} {len(content)}"


def load_reading(work: Path, where: str) -> Reading | None:
    """The reading that stands there; None where there is none."""
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
    except (OSError, ValueError, EOFError, zlib.error, pickle.UnpicklingError, AttributeError, TypeError, ImportError, IndexError, KeyError):
        return None
    return reading if isinstance(reading, Reading) else None


class _Reader(pickle.Unpickler):
    """Makes nothing but values of the package's own types."""

    def find_class(self, module: str, name: str) -> Any:
        """A type of the package, or a plain one. Raises UnpicklingError for anything else."""
        if module.startswith("pipeline.") or (module == "builtins" and name in _PLAIN):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no type of a reading")
