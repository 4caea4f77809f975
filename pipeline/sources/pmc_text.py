"""Articles as PubMed Central hands them out in plain text, in three parts: ``==== Front``, ``==== Body``, ``==== Refs``. The lines of the front
down to the DOI (journal, ISSN, publisher, numbers) stand beside the source; each further line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.opened import Opened
from pipeline.sources.said import said
from pipeline.sources.sniff import as_text

__all__ = ["is_pmc_text", "read_pmc_text"]

_OPENING = re.compile(rb"\s{0,100}==== Front[ \t]*[\r\n]")
_FRONT = re.compile(r"^==== Front[ \t]*$", re.MULTILINE)
_PART = re.compile(r"^==== (?:Front|Body|Refs)[ \t]*$", re.MULTILINE)
_BODY = re.compile(r"^==== (?:Body|Refs)[ \t]*$", re.MULTILINE)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s]{1,200}?(?=[A-Z][a-z]|\s|\Z)")
"""A DOI, from which some files do not part the word that follows it."""
_LINES = 20
"""Lines of the front in which the DOI stands."""


def is_pmc_text(head: bytes) -> bool:
    """Whether bytes begin as such an article does."""
    return _OPENING.match(head) is not None


def read_pmc_text(opened: Opened) -> Iterator[Source | Fault]:
    """The source of each article, as plain text without the marks of its parts."""
    name, text = opened.name, as_text(opened.whole()).replace("\r\n", "\n").lstrip()
    starts = [0, *(found.start() for found in _FRONT.finditer(text) if found.start())]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), 1):
        yield _read_article(text[start:end], name if len(starts) == 1 else f"{name}:{number}")


def _read_article(text: str, name: str) -> Source | Fault:
    if not _BODY.search(text):
        return Fault("cut-short", f"{name}: this article of PubMed Central ends before its text (==== Body). Fetch it again.", name=name)
    _, front, *others = _PART.split(text)
    lines = [line.strip() for line in front.split("\n") if line.strip()]
    found = [(n, doi[0]) for n, line in enumerate(lines[:_LINES]) if (doi := _DOI.search(line))]
    cut = found[0][0] + 1 if found else 0
    shown = [*lines[cut:], *(line.rstrip() for part in others for line in part.split("\n") if line.strip())]
    if not shown:
        return Fault("no-text-field", f"{name}: this article of PubMed Central has no text. Fetch it again, or leave it out.", name=name)
    address = [pair for _, doi in found[:1] for pair in said("canonical", "PMC:doi", f"https://doi.org/{doi}")]
    beside = (("pmc-front", line) for line in lines[:cut])
    return Source(name=name, data="\n\n".join(shown).encode("utf-8", "surrogatepass"), media_type="text/plain", charset="unicode",
                 metadata=(("file", name), *address, *beside))
