"""What is fuzzed: for each target a function that takes bytes and raises where something that has to hold does not."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from itertools import pairwise

from pipeline.blocks.from_html import split_html
from pipeline.blocks.from_text import split_text
from pipeline.data import Page, Source
from pipeline.decoding import decode
from pipeline.decoding.repair import replay
from pipeline.faults import Fault
from pipeline.metadata.from_source import said_metadata
from pipeline.settings import Inputs
from pipeline.sources import read
from tools.fuzz.properties import Broken, check_fault, check_input

__all__ = ["TARGETS", "run"]

SECONDS = 3.0
"""CPU time that one input of some kilobytes may take."""
INPUTS = Inputs(max_unpacked=20_000_000, max_members=50)
_OTHERS = ("a.zip", "a.tar", "a.arc", "a.md", "a.csv", "a.json", "a.txt", "list.txt", "a.tsv", "part-0")
_WHOLE = ("a.txt", "a.html", "a.md", "a.jsonl", "a.eml", "a.mhtml", "a.rss", "a.warc", "a.xhtml", "part-0")


def run(target: str, data: bytes) -> None:
    """One execution. Raises `Broken` where a property fails or too much time is taken, and whatever the pipeline raises against its promise."""
    start = time.process_time()
    TARGETS[target](data)
    seconds = time.process_time() - start
    if seconds > SECONDS:
        raise Broken(f"{len(data)} bytes took {seconds:.1f} s")


def decoding(data: bytes) -> None:
    """Bytes to text: repairs are sorted, disjoint and replayable, and make the repaired text."""
    markup = bool(data) and data[0] % 4 == 0
    page = _page(Source("a", data[1:], media_type="text/html" if markup else "text/plain"))
    if page is None:
        return
    out, at = [], 0
    for repair in page.repairs:
        if not at <= repair.start < repair.end or page.text[repair.start:repair.end] != repair.before:
            raise Broken(f"a repair of other characters, or out of order: {repair}")
        if replay(repair.before, repair.steps) != repair.after:
            raise Broken(f"a repair that cannot be replayed: {repair}")
        out += [page.text[at:repair.start], repair.after]
        at = repair.end
    if "".join([*out, page.text[at:]]) != page.fixed:
        raise Broken("repairs do not make the repaired text")


def text(data: bytes) -> None:
    """Plain text to blocks."""
    _check_blocks(_page(_decoded(data, "text/plain")), ordered=True)


def html(data: bytes) -> None:
    """A page of HTML to blocks."""
    _check_blocks(_page(_decoded(data, "text/html")), ordered=False)


def _decoded(data: bytes, media_type: str) -> Source:
    """A text that was decoded before, so that a target spends its time behind the decoding."""
    return Source("a", data.decode("utf-8", "replace").encode(), media_type=media_type, charset="unicode")


def _page(source: Source) -> Page | None:
    try:
        return decode(source)
    except Fault as fault:
        check_fault(fault)
        return None


def _check_blocks(page: Page | None, *, ordered: bool) -> None:
    if page is None:
        return
    blocks = (split_text if ordered else split_html)(page).blocks
    if [block.n for block in blocks] != list(range(len(blocks))):
        raise Broken("blocks are not numbered in their order")
    for block in blocks:
        if not 0 <= block.start <= block.end <= len(page.text):
            raise Broken(f"a block outside the page: {block}")
    if ordered and any(one.end > other.start for one, other in pairwise(blocks)):
        raise Broken("blocks overlap")


def _reader(name: str) -> Callable[[bytes], None]:
    """The sources of a container, decoded, with what it says of them."""

    def read_it(data: bytes) -> None:
        read_as(data, name)

    return read_it


def read_as(data: bytes, name: str) -> None:
    """Reads an input by a name; no two of its sources have one name."""
    names = []
    for item in read(data, name, inputs=INPUTS):
        if isinstance(item, Fault):
            check_fault(item)
        else:
            names.append((item.name, item.url))
            if page := _page(item):
                said_metadata(page, "en")
    if name.endswith((".jsonl", ".rss", ".mbox")) and len(set(names)) < len(names):
        raise Broken("two sources of one name")


def warc(data: bytes) -> None:
    """A web archive, plain or packed."""
    read_as(gzip.compress(data, 1, mtime=0) if data[:1] == b"\0" else data, "a.warc")


def others(data: bytes) -> None:
    """Archives, Markdown, tables and lists, by a name that the first byte picks."""
    read_as(data[1:], _OTHERS[data[0] % len(_OTHERS)] if data else "a")


def whole(data: bytes) -> None:
    """Reading, cleaning, writing, checking, by a name that the first byte picks."""
    check_input(data[1:], _WHOLE[data[0] % len(_WHOLE)] if data else "a", most=3)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "decoding": decoding, "text": text, "html": html, "jsonl": _reader("a.jsonl"), "warc": warc, "mail": _reader("a.eml"), "mbox": _reader("a.mbox"),
    "mhtml": _reader("a.mhtml"), "feeds": _reader("a.rss"), "others": others, "whole": whole,
}
