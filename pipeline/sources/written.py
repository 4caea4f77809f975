"""How a container that is text was written: its encoding, its line ends, and what stands before its first line.

Readers of mail, JSON, tables and the like look for bytes of ASCII at the beginnings of lines. They are given UTF-8 with usual line ends, whatever
the program that wrote the file, or one that copied it since, made of it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.sources.sniff import utf16_kind

__all__ = ["WESTERN", "Form", "form_of"]

WESTERN = "windows-1252"

_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OPENING = re.compile(rb"(?:\xef\xbb\xbf|[ \t]*+\r{0,2}\n)*+")
"""Byte order marks and empty lines. White space of the first line that holds something stays: it is the first column of some tables."""
_ENDS = b"\r\n"
_PADDING = b"\0\x1a"
_LONGEST_RUN = 1 << 16
_MOST = 0.9
"""Share of the line ends that have an unusual form in a file that is written so."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a text was written."""

    codec: str | None = None
    """The encoding, where it is not one with ASCII in it."""
    end: bytes = b""
    """The line end, where it is neither LF nor CR LF."""
    opened: bool = False
    """Whether something stands before the first line."""
    padded: bool = False
    """Whether NULs and marks of the end of a file are left out behind the last line."""

    def plain(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The text in UTF-8, with line ends LF or CR LF, from its first line on."""
        if self.codec == WESTERN:
            chunks = _western(chunks)
        elif self.codec:
            chunks = _recoded(chunks, self.codec)
        if self.end:
            chunks = _with_usual_ends(chunks, self.end)
        if self.opened:
            chunks = _from_first_line(chunks)
        return _without_padding(chunks) if self.padded else iter(chunks)


def form_of(head: bytes) -> Form:
    """How a text that begins with ``head`` was written."""
    codec = next((codec for mark, codec in _MARKS if head.startswith(mark)), None) or utf16_kind(head)
    if codec:
        head = b"".join(_recoded([head], codec))
    end = _end_of(head)
    if end:
        head = b"".join(_with_usual_ends([head], end))
    found = _OPENING.match(head)
    return Form(codec, end, opened=bool(found and found.end()), padded=True)


def _end_of(head: bytes) -> bytes:
    lines = head.count(b"\n")
    if not lines:
        return b"\r" if b"\r" in head else b""
    if head.count(b"\r\r\n") >= _MOST * lines:
        return b"\r\r\n"
    turned = head.count(b"\n\r")
    return b"\n\r" if turned >= _MOST * lines and turned > head.count(b"\r\n") else b""


def _western(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Text in windows-1252 in UTF-8; a line that is UTF-8 already stays, since the file may have been put together from several."""
    held: list[bytes] = []
    for chunk in chunks:
        lines, end, rest = chunk.rpartition(b"\n")
        if end:
            yield from _western_lines(b"".join((*held, lines, end)))
            held = []
        held.append(rest)
    yield from _western_lines(b"".join(held))


def _western_lines(data: bytes) -> Iterator[bytes]:
    for line in [data] if data.isascii() else data.splitlines(keepends=True):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            line = line.decode(WESTERN, "replace").encode("utf-8")
        yield line


def _recoded(chunks: Iterable[bytes], codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")


def _with_usual_ends(chunks: Iterable[bytes], end: bytes) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        held += chunk
        whole = len(held.rstrip(_ENDS)) if len(held) - len(chunk) < _LONGEST_RUN else len(held)
        yield held[:whole].replace(end, b"\n")
        held = held[whole:]
    yield held.replace(end, b"\n")


def _from_first_line(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held, begun = b"", False
    for chunk in chunks:
        if begun:
            yield chunk
            continue
        held += chunk
        found = _OPENING.match(held)
        at = found.end() if found else 0
        begun = at < len(held) and (b"\n" in held[at:] or len(held) - at > _LONGEST_RUN)
        if begun:
            yield held[at:]
        held = held[at:]
    if not begun:
        yield held


def _without_padding(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        bare = chunk.rstrip(_PADDING)
        if bare and held:
            yield held
            held = b""
        if bare:
            yield bare
        held = held + chunk[len(bare):] if len(held) < _LONGEST_RUN else held
