"""Pieces of files as one file for the way between machines: a tar, followed by its SHA-256.

The same pieces make the same bytes. Nothing is unpacked of a file that was cut or changed on its way, and of one that was not made here nothing but
regular files below the folder it is unpacked to.
"""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pipeline.archive.run.jobs import Piece
from pipeline.archive.store.disk import ArchiveError

__all__ = ["damaged", "pack", "unpack"]

_START = "ENGROSS.start"
_DIGEST = 32  # bytes


def pack(work: Path, pieces: Iterable[Piece], to: Path) -> None:
    """Writes pieces of files into one file: the same pieces, the same bytes."""
    with to.open("w+b") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for piece in pieces:
                member = tarfile.TarInfo(piece.path)
                member.size = piece.size
                member.pax_headers = {_START: str(piece.start)} if piece.start else {}
                with (work / piece.path).open("rb") as stream:
                    stream.seek(piece.start)
                    tar.addfile(member, stream)
        out.seek(0)
        digest = hashlib.file_digest(out, "sha256").digest()
        out.seek(0, 2)
        out.write(digest)


def unpack(packed: Path, folder: Path, name: str = "") -> None:
    """Lays the pieces into files below a folder. Raises `ArchiveError` where the file is not as `pack` wrote it; ``name`` is told then."""
    name = name or str(packed)
    with packed.open("rb") as stream:
        if not _is_whole(packed):
            raise damaged(name, "it was cut or changed on its way")
        try:
            with tarfile.open(fileobj=stream, mode="r:") as tar:
                for member in tar:
                    _lay(tar, member, folder, name)
        except (tarfile.TarError, ValueError) as error:
            raise damaged(name, str(error)) from None


def _is_whole(packed: Path) -> bool:
    """Whether the SHA-256 after the tar is that of the tar."""
    size, digest = packed.stat().st_size - _DIGEST, hashlib.sha256()
    with packed.open("rb") as stream:
        while (left := size - stream.tell()) > 0:
            digest.update(stream.read(min(left, 1 << 20)))
        return size > 0 and stream.read() == digest.digest()


def _lay(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, name: str) -> None:
    """Writes one piece; regular files below the folder only."""
    path, start = PurePosixPath(member.name), member.pax_headers.get(_START, "0")
    if member.type != tarfile.REGTYPE or member.issparse() or path.is_absolute() or ".." in path.parts or not start.isdecimal():
        raise damaged(name, f"{member.name} in it is no file that may be unpacked")
    content = tar.extractfile(member)
    assert content is not None
    there = folder / path
    there.parent.mkdir(parents=True, exist_ok=True)
    there.touch()
    with there.open("r+b") as out:
        out.seek(int(start))
        shutil.copyfileobj(content, out)


def damaged(name: str, how: str) -> ArchiveError:
    """What is told of a file that is not as it was written."""
    return ArchiveError("damaged-object", f"{name} can't be used: {how}. Run the same command again.")
