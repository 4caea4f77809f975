"""An input that was opened: its stream, its first bytes, what the settings say of inputs, and how much it may unpack to."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.settings import Inputs
from pipeline.sources.packed import unpacked
from pipeline.sources.written import Form

if TYPE_CHECKING:
    from pipeline.data import Source

__all__ = ["LARGEST", "Budget", "Opened"]

LARGEST = 256 << 20
"""Bytes of one document. The longest articles are under 2 MB; a larger one is a dump that should be cut up first."""


class Budget:
    """How many bytes an input may still unpack to, and how many members it may still have, over all containers inside it."""

    def __init__(self, inputs: Inputs) -> None:
        self.bytes = inputs.max_unpacked
        self.members = inputs.max_members
        self._inputs = inputs

    def spend(self, size: int, name: str) -> None:
        """Counts bytes. Raises a `Fault` where they are too many."""
        self.bytes -= size
        if self.bytes < 0:
            raise Fault("unpacks-too-large", f"{name}: this unpacks to more than the {counted(self._inputs.max_unpacked, 'byte')} that "
                        "inputs.max_unpacked allows; the rest was not read. Raise the limit in the settings, or leave the input out.", name=name)

    def member(self, name: str) -> None:
        """Counts a member. Raises a `Fault` where there are too many."""
        self.members -= 1
        if self.members < 0:
            raise Fault("too-many-members", f"{name}: this has more than the {counted(self._inputs.max_members, 'member')} that "
                        "inputs.max_members allows; the rest was not read. Raise the limit in the settings, or leave the input out.", name=name)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a reader is given."""

    stream: BinaryIO
    """From its first byte on."""
    packed_head: bytes
    """Its first bytes as they stand."""
    head: bytes
    """Its first bytes inside the compression, if there is one, in the usual form of text."""
    name: str
    again: Callable[[BinaryIO | bytes, str, Opened], Iterator[Source | Fault]]
    """Reads a member of a container: stream, name, the container."""
    inputs: Inputs = field(default_factory=Inputs)
    budget: Budget = field(default_factory=lambda: Budget(Inputs()))
    depth: int = 0
    """How many containers it stands in."""
    original: BinaryIO | None = None
    """The stream that was given, where it can be read from any place."""
    is_packed: bool = False
    """It is compressed."""
    form: Form = field(default_factory=Form)
    """How it is written, where it is a container that is text."""

    def chunks(self) -> Iterator[bytes]:
        """The bytes inside the compression, in the usual form of text. Raises a `Fault` after the last chunk that can be had."""
        return self.form.plain(self._counted(unpacked(self.stream, self.packed_head, self.name)))

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        if not self.is_packed and not self.depth:
            yield from chunks  # not compressed: it is as large as it is
            return
        for chunk in chunks:
            self.budget.spend(len(chunk), self.name)
            yield chunk

    def whole(self) -> bytes:
        """All bytes inside the compression. Raises a `Fault` where they cannot be had, or are too many for one document."""
        parts: list[bytes] = []
        size = 0
        for chunk in self.chunks():
            parts.append(chunk)
            size += len(chunk)
            if size > LARGEST:
                raise Fault("too-large", f"{self.name}: this is more than {LARGEST >> 20} MB in one document. Cut it into documents, one a file "
                            "or one a line of JSON.", name=self.name)
        return b"".join(parts)

    def anywhere(self) -> BinaryIO:
        """The bytes as a stream that can be read from any place."""
        if self.original is not None and not self.is_packed:
            self.original.seek(0)
            return self.original
        return io.BytesIO(self.whole())
