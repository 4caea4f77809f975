"""``vertical``: one token a line, structures as tags, for Sketch Engine, NoSketch Engine, KonText and the Corpus Workbench (CWB).

Articles are ``doc``, their sections ``section``, blocks ``p`` with the id that leads back to the source; ``<g/>`` stands where no space parts
two tokens. A folder also has a configuration for either family of programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.writers.exports.item import Item, blocks_of
from pipeline.writers.exports.tokens import LONGEST, part_length, tokens
from pipeline.writers.uri import host_of

__all__ = ["STRUCTURES", "vertical_files", "vertical_pieces"]

STRUCTURES: dict[str, tuple[str, ...]] = {
    "doc": ("id", "version", "title", "authors", "date", "year", "language", "publisher", "section", "tags", "site", "url", "name", "words",
            "confidence", "copy_of"),
    "section": ("id", "level", "role", "heading"),
    "p": ("id", "kind", "start", "end"),
}
"""Structures and their attributes, in this order in every tag."""
_SEVERAL = frozenset({"authors", "tags"})
"""Attributes with several values, parted by ``|``."""
_OF_FRONT = frozenset({"kicker", "title", "subtitle", "standfirst", "epigraph", "editor-note"})
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_FILE = "corpus.vert"


def vertical_pieces(items: Iterable[Item]) -> Iterator[bytes]:
    """The lines of each article."""
    for item in items:
        yield ("\n".join(_lines(item)) + "\n").encode()


def vertical_files(items: Iterable[Item]) -> Iterator[tuple[str, bytes]]:
    """The vertical file and what the programs ask for beside it."""
    for piece in vertical_pieces(items):
        yield _FILE, piece
    yield "manatee/corpus", _manatee().encode()
    yield "cwb/corpus", _cwb().encode()


def _lines(item: Item) -> Iterator[str]:
    row = item.row
    yield _tag("doc", _document(item))
    yield from _blocks(block for block in row["front"] if block["kind"] in _OF_FRONT)
    for section in row["sections"]:
        yield _tag("section", section)
        yield from _blocks(blocks_of(section))
        yield "</section>"
    yield "</doc>"


def _document(item: Item) -> dict[str, Any]:
    row, source = item.row, item.row["source"]
    date = row["published"] or ""
    site = host_of(source["url"])
    return row | {"date": date, "year": date[:4], "site": site, "url": source["url"], "name": source["name"], "copy_of": item.copy_of}


def _blocks(blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for block in blocks:
        found = list(tokens(block["text"])) if block["kind"] != "image" else []
        if not found:
            continue
        yield _tag("p", block)
        for n, token in enumerate(found):
            if n and not token.spaced:
                yield "<g/>"
            yield token.text.translate(_ESCAPED)
        yield "</p>"


def _tag(structure: str, fields: Mapping[str, Any]) -> str:
    attributes = (f' {name}="{_value(fields.get(name))}"' for name in STRUCTURES[structure])
    return f"<{structure}{''.join(attributes)}>"


def _value(value: Any) -> str:
    """On one line, cut where it is very long; several values with a bar between them."""
    if isinstance(value, list):
        return _value("|".join(part.replace("|", "/") for part in value))
    text = str("" if value is None else value)[:LONGEST]
    return " ".join(text[:part_length(text)].split()).translate(_ESCAPED).replace('"', "&quot;")


# -- what the programs are told -------------------------------------------------------------------------------------------------------


def _manatee() -> str:
    """The corpus configuration of Sketch Engine and those that share its engine."""
    lines = [
        "# Set PATH and VERTICAL to where this folder stands, then: encodevert -c FILE", 'NAME "Engross archive"', 'PATH "indexed"',
        f'VERTICAL "{_FILE}"', 'ENCODING "UTF-8"', 'DOCSTRUCTURE "doc"', 'SHORTREF "=p.id"', 'FULLREF "doc.title,doc.date,doc.url,p.kind,p.id"', "",
        "ATTRIBUTE word", "ATTRIBUTE lc {", '\tLABEL "word in lower case"', '\tDYNAMIC "utf8lowercase"', '\tDYNLIB "internal"', '\tARG1 "C"',
        '\tFUNTYPE "s"', '\tFROMATTR "word"', '\tTYPE "index"', '\tTRANSQUERY "yes"', "}", "",
    ]
    for structure, names in STRUCTURES.items():
        lines.append(f"STRUCTURE {structure} {{")
        for name in names:
            lines += [f"\tATTRIBUTE {name} {{", '\t\tMULTIVALUE "y"', '\t\tMULTISEP "|"', "\t}"] if name in _SEVERAL else [f"\tATTRIBUTE {name}"]
        lines.append("}")
    return "\n".join([*lines, "STRUCTURE g {", '\tDISPLAYTAG "0"', '\tDISPLAYBEGIN "_EMPTY_"', "}"]) + "\n"


def _cwb() -> str:
    """The registry file of the Corpus Workbench, and as a comment the command that makes the data it speaks of."""
    structures = " ".join(f"-S {structure}:0+{'+'.join(names)}" for structure, names in STRUCTURES.items())
    lines = [
        "# The data is made, in this folder's parent, by:",
        f'#   mkdir -p cwb/data && cwb-encode -d "$PWD/cwb/data" -f {_FILE} -R cwb/corpus -c utf8 -xsB {structures} -0 g',
        "#   cwb-makeall -r cwb CORPUS", "# cwb-encode writes this file anew, with the whole path of the data as HOME.",
        "# Delete cwb/data before the data is made again.", "",
        'NAME "Engross archive"', "ID   corpus", "HOME cwb/data", "", '##:: charset = "utf8"', "", "ATTRIBUTE word", "",
    ]
    for structure, names in STRUCTURES.items():
        lines += [f"STRUCTURE {structure}", *(f"STRUCTURE {structure}_{name} # [annotations]" for name in names), ""]
    return "\n".join(lines)
