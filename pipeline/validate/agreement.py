"""Do the three records of an article say the same? Ids, ranges, texts, order, removals, repairs and gaps are compared one by one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.validate.lines import Record, all_blocks, read_line
from pipeline.validate.problem import Problem
from pipeline.validate.tei import TEI, XML, parse, ranges, words_of

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["validate_agreement"]

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST = 50


def validate_agreement(tei: bytes, article_line: bytes | str, ledger_line: bytes | str) -> list[Problem]:
    """What the TEI file, the articles line and the ledger line of one article disagree about, at most 50 problems.

    Each is taken to be valid by itself; a file that can't be read at all is a problem too.
    """
    root, article, ledger = parse(tei), read_line(article_line), read_line(ledger_line)
    if isinstance(root, Problem):
        return [root]
    if isinstance(article, Problem):
        return [article]
    if isinstance(ledger, Problem):
        return [ledger]
    try:
        return list(_Three(root, article, ledger).problems())[:_MOST]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return [Problem("agree-unreadable", "", f"One of the three is not of its form, check each by itself: {error!r}.")]


class _Three:
    def __init__(self, root: etree._Element, article: Record, ledger: Record) -> None:
        self.root, self.article, self.ledger = root, article, ledger
        self.by_id = {key: element for element in root.iter() if (key := element.get(f"{XML}id"))}

    def problems(self) -> Iterator[Problem]:
        yield from self._identity()
        if self.root.get(f"{XML}id") == self.article["id"] == self.ledger["id"]:
            yield from self._blocks()
            yield from self._divs()
            yield from self._removed()
            yield from self._repairs()
            yield from self._gaps()

    def _identity(self) -> Iterator[Problem]:
        header = self.root.find(f"{TEI}teiHeader")
        if header is None:
            raise ValueError("the TEI file has no header")
        found = {element.get("type", element.get("unit", "")): element for element in header.iter(f"{TEI}idno", f"{TEI}measure")}
        source = self.article["source"]
        pairs = [
            ("id", self.root.get(f"{XML}id"), self.article["id"], self.ledger["id"]),
            ("version", found["version"].text, self.article["version"], self.ledger["version"]),
            ("sha256", found["sha256"].text, source["sha256"], self.ledger["sha256"]),
            ("chars", found["chars"].get("quantity"), source["chars"], self.ledger["chars"]),
            ("sha256_decoded", found["sha256-decoded"].text, source["sha256_decoded"], source["sha256_decoded"]),
            ("words", found["words"].get("quantity"), self.article["words"], self.article["words"]),
        ]
        for name, in_tei, in_article, in_ledger in pairs:
            if not str(in_tei) == str(in_article) == str(in_ledger):
                sentence = f"The {name} is {in_tei} in the TEI file, {in_article} in the articles line, {in_ledger} in the ledger."
                yield Problem("agree-identity", name, sentence)

    def _blocks(self) -> Iterator[Problem]:
        order = {element: n for n, element in enumerate(self.root.iter())}
        last = -1
        for block in all_blocks(self.article):
            element = self.by_id.get(block["id"])
            if element is None:
                yield Problem("agree-block", block["id"], "The TEI file has no element for this block.")
                continue
            if order[element] < last:
                yield Problem("agree-order", block["id"], "This block stands elsewhere in the reading order of the TEI file.")
            last = order[element]
            start, end = self._range(element)
            if (start, end) != (block["start"], block["end"]):
                sentence = f"The range is {start} to {end} in the TEI file, {block['start']} to {block['end']} in the line."
                yield Problem("agree-range", block["id"], sentence)
            yield from self._words(block, element)
        yield from self._only_in_tei()

    def _only_in_tei(self) -> Iterator[Problem]:
        known = {block["id"] for block in all_blocks(self.article)}
        text = self.root.find(f"{TEI}text")
        for element in text.iter() if text is not None else ():
            key = element.get(f"{XML}id")
            if key and key not in known and element.get("corresp") and not _is_made(element):
                yield Problem("agree-block", key, "The articles line has no block for this element.")

    def _range(self, element: etree._Element) -> tuple[int, int]:
        """The range of a block's element; a quotation's goes on to the end of its source."""
        start, end = ranges(element.get("corresp"))[0]
        source = _source_of(element)
        return (start, ranges(source.get("corresp"))[0][1]) if source is not None else (start, end)

    def _words(self, block: Record, element: etree._Element) -> Iterator[Problem]:
        if block["kind"] == "table-row":
            said = [cell["text"] for cell in block.get("cells", ())] or [block["text"]]
            found = [words_of(cell) for cell in element]
        else:
            said, found = [block["text"]], [_text(element)]
        for a, b in zip(said, found, strict=False):
            if _NOT_IN_XML.sub("", a) != b:
                yield Problem("agree-text", block["id"], f"The texts differ: {_excerpt(b, a)} in the TEI file, {_excerpt(a, b)} in the line.")
        if len(said) != len(found):
            yield Problem("agree-text", block["id"], f"The number of cells of this row is {len(found)} in the TEI file, {len(said)} in the line.")

    def _divs(self) -> Iterator[Problem]:
        for section in self.article["sections"]:
            div = self.by_id.get(section["id"])
            if div is None:
                if section["heading"]:
                    yield Problem("agree-section", section["id"], "The TEI file has no div for this section.")
                continue
            above = div.getparent()
            parent = above.get(f"{XML}id") if above is not None and above.tag == f"{TEI}div" else None
            if parent != section["parent"]:
                sentence = f"The section stands in {parent} in the TEI file, in {section['parent']} in the line."
                yield Problem("agree-section", section["id"], sentence)

    def _removed(self) -> Iterator[Problem]:
        notes = {key: note for key, note in self.by_id.items() if note.get("type") == "removed"}
        for removal in self.ledger["removed"]:
            note = notes.pop(removal["id"], None)
            if note is None:
                yield Problem("agree-removed", removal["id"], "The TEI file does not hold this removal.")
                continue
            in_tei = (note.get("ana"), *ranges(note.get("target"))[0], words_of(note))
            if in_tei != (f"bp:{removal['kind']}", removal["start"], removal["end"], removal["text"]):
                yield Problem("agree-removed", removal["id"], "Kind, range or text of this removal differ between TEI file and ledger.")
        for key in sorted(notes):
            yield Problem("agree-removed", key, "The ledger does not hold this removal.")

    def _repairs(self) -> Iterator[Problem]:
        in_tei: Counter[tuple[int, int, str, str]] = Counter()
        for note in self.root.iter(f"{TEI}note"):
            if note.get("type") == "repair":
                before, after = (words_of(reading) for reading in note[0])
                in_tei.update((start, end, before, after) for start, end in ranges(note.get("target")))
        in_ledger = Counter((r["start"], r["end"], r["before"], r["after"]) for r in self.ledger["repairs"])
        for start, end, before, after in sorted((in_tei - in_ledger) + (in_ledger - in_tei)):
            sentence = f"The repair of {before!r} to {after!r} at {start} to {end} stands in only one of TEI file and ledger."
            yield Problem("agree-repair", f"repair at {start}", sentence)

    def _gaps(self) -> Iterator[Problem]:
        for gap in self.ledger["gaps"]:
            element = self.by_id.get(gap["id"])
            if element is None or ranges(element.get("corresp")) != [(gap["start"], gap["end"])]:
                yield Problem("agree-gap", gap["id"], "The TEI file does not mark this gap, or marks it at another place.")


def _is_made(element: etree._Element) -> bool:
    """True for what has a range but is no block: calls, gaps, the source of a quotation, the words of an item with a list in it, no text."""
    above = element.getparent()
    name, over = element.tag.removeprefix(TEI), above.tag.removeprefix(TEI) if above is not None else ""
    return name in ("ptr", "gap") or (name, over) in (("p", "item"), ("bibl", "cit")) or (name == "p" and not words_of(element))


def _source_of(element: etree._Element) -> etree._Element | None:
    """The bibl of a quotation whose last part an element is; none where the source is a block of its own, with a block's id."""
    quote = element if element.tag == f"{TEI}quote" else element.getparent()
    if quote is None or quote.tag != f"{TEI}quote" or (quote is not element and quote[-1] is not element):
        return None
    source, above = quote.getnext(), quote.getparent()
    if source is None or source.tag != f"{TEI}bibl" or above is None or above.tag != f"{TEI}cit":
        return None
    return source if ".bi" in (source.get(f"{XML}id") or "") else None


def _text(element: etree._Element) -> str:
    """The text of a block's element, without the blocks nested in it."""
    if element.tag == f"{TEI}milestone":
        return element.get("n", "")
    if element.tag == f"{TEI}graphic":
        following = element.getnext()
        if following is None or following.tag != f"{TEI}figDesc" or following.get("corresp") != element.get("corresp"):
            return ""
        return words_of(following)
    if element.tag == f"{TEI}item" and len(element) and element[0].tag == f"{TEI}p":
        return words_of(element[0])
    source = _source_of(element)
    return f"{words_of(element)} {words_of(source)}" if source is not None else words_of(element)


def _excerpt(text: str, other: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    return repr(text[max(at - 10, 0):at + 20])
