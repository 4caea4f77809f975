"""What is wrong with an input, as a value that can be raised or handed on.

Strategy: readers and the decoder know what is wrong with one source and how to say it; whether that ends the run, a batch or only
this source is for the edge to decide. So a reader yields a `Fault` where a `Source` would have stood, and the decoder raises one.
Every code stands in ``reasons.toml`` with its stage and severity.
"""

from __future__ import annotations

__all__ = ["EmptySource", "Fault", "NotText"]


class Fault(ValueError):
    """One thing that is wrong with one source: ``str(fault)`` is a whole sentence for people, ``code`` is for machines."""

    def __init__(self, code: str, sentence: str, *, name: str = "", warning: bool = False) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.name = name
        """The source it is about: a path below the input, with ``:LINE`` or ``#RECORD`` where it holds several."""
        self.warning = warning
        """True where nothing was lost but something should be known, as with a record that only repeats another."""

    def __reduce__(self) -> tuple[object, ...]:
        """Faults cross process borders; an exception with keyword arguments does not pickle by itself."""
        return (_rebuild, (type(self), self.code, self.sentence, self.name, self.warning))


class NotText(Fault):
    """The bytes are no text at all: an image, an archive, a PDF."""

    def __init__(self, sentence: str, *, name: str = "") -> None:
        super().__init__("not-text", sentence, name=name)


class EmptySource(Fault):
    """There is nothing to read, or only white space."""

    def __init__(self, sentence: str, *, name: str = "") -> None:
        super().__init__("empty-source", sentence, name=name)

    @classmethod
    def of(cls, name: str, data: bytes, shown: str = "") -> EmptySource:
        """The fault for bytes that hold nothing, with what they hold in its sentence. ``shown``: the name there, where it is another one."""
        here = "white space" if data.strip(b"\0") else "NUL bytes"
        told = f"there is nothing in it but {here}" if data else "it is empty"
        return cls(f"{shown or name}: {told}. Scrape it again, or leave it out.", name=name)


def _rebuild(kind: type[Fault], code: str, sentence: str, name: str, warning: bool) -> Fault:
    fault = kind.__new__(kind)
    Fault.__init__(fault, code, sentence, name=name, warning=warning)
    return fault
