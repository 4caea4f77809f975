"""A vertical file by the rules of ``cwb-encode -xsB`` (CWB Encoding Tutorial, 2 and 5) and of Manatee, which has no Debian package either.

One token a line, without a second column; tags on lines of their own, with values in double quotes; the five entities of XML and no other;
names of ASCII lower case; no structure inside itself; strings of fewer than 4,096 bytes, which is where CWB cuts them. CWB composes each
line (NFC) before it measures it.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path

__all__ = ["Wrong", "check", "declared", "encoded_words"]

LONGEST_LINE = 65_536
LONGEST_STRING = 4_096
NAME = re.compile(r"[a-z_][a-z0-9_-]*")
START = re.compile(r'<([^\s<>/="]+)((?: [^\s<>/="]+="[^"<>]*")*)>')
END = re.compile(r"</([^\s<>/]+)>")
ATTRIBUTE = re.compile(r' ([^\s=]+)="([^"]*)"')
TOKEN = re.compile(r"[^<>]+")
NO_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")


class Wrong(Exception):
    """Which rule a line breaks."""


def declared(command: str) -> dict[str, tuple[str, ...]]:
    """The structures that a command of ``cwb-encode`` declares, with their attributes."""
    return {name: tuple(rest.split("+")[1:]) for name, _, rest in (one.partition(":") for one in re.findall(r"-S (\S+)", command))}


def encoded_words(folder: Path) -> list[str]:
    """The tokens of the data that ``cwb-encode`` made: numbers of four bytes, each a place in the list of words."""
    lexicon = (folder / "word.lexicon").read_bytes().decode().split("\0")
    return [lexicon[number] for (number,) in struct.iter_unpack(">i", (folder / "word.corpus").read_bytes())]


def check(content: bytes, structures: Mapping[str, Sequence[str]]) -> int:
    """The number of tokens. Raises `Wrong` at the first line that breaks a rule."""
    text = content.decode("utf-8")
    if text and not text.endswith("\n"):
        raise Wrong("the last line has no end")
    return sum(_Reader(structures).read(text.split("\n")[:-1]))


class _Reader:
    """What is open while lines are read."""

    def __init__(self, structures: Mapping[str, Sequence[str]]) -> None:
        assert all(map(NAME.fullmatch, (name for own in structures for name in (own, *structures[own]))))
        self._structures, self._open = structures, list[str]()
        self._before = ""
        """What the last line was: ``token``, ``glue`` or ``tag``."""

    def read(self, lines: Sequence[str]) -> Iterator[bool]:
        """Of each line, whether it is a token."""
        for n, line in enumerate(lines, 1):
            try:
                _characters(line)
                kind = self._kind(line)
            except Wrong as wrong:
                raise Wrong(f"line {n}: {wrong}") from None
            if self._before == "glue" and kind != "token" or kind == "glue" and self._before != "token":
                raise Wrong(f"line {n}: glue that joins nothing")
            self._before = kind
            yield kind == "token"
        if self._open:
            raise Wrong("a start without its end")

    def _kind(self, line: str) -> str:
        if line == "<g/>":
            return "glue"
        if found := END.fullmatch(line):
            if not self._open or self._open.pop() != found[1]:
                raise Wrong("an end without its start")
            return "tag"
        if found := START.fullmatch(line):
            self._start(found[1], ATTRIBUTE.findall(found[2]))
            return "tag"
        if not TOKEN.fullmatch(line):
            raise Wrong("no tag and no token")
        if not self._open:
            raise Wrong("a token outside a document")
        _string(line)
        return "token"

    def _start(self, name: str, attributes: Sequence[tuple[str, str]]) -> None:
        if name not in self._structures:
            raise Wrong("a structure that is not declared")
        if name in self._open:
            raise Wrong("a structure in itself")
        names = [key for key, _ in attributes]
        if set(names) - set(self._structures[name]):
            raise Wrong("an attribute that is not declared")
        if len(names) > len(set(names)):
            raise Wrong("an attribute that stands twice")
        for _, value in attributes:
            _string(value)
        self._open.append(name)


def _characters(line: str) -> None:
    if not line:
        raise Wrong("a blank line")
    if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in line):
        raise Wrong("a control character")
    if line != line.strip():
        raise Wrong("white space")
    if NO_ENTITY.search(line):
        raise Wrong("a sign that is no entity")
    if _size(line) >= LONGEST_LINE:
        raise Wrong("a line that is too long")


def _string(escaped: str) -> None:
    if _size(unescape(escaped)) >= LONGEST_STRING:
        raise Wrong("a string that is too long")


def _size(text: str) -> int:
    return len(unicodedata.normalize("NFC", text).encode())
