"""``tei-corpus``: the TEI documents of the archive under one header, in one file, or as files with an index that includes them.

Documents are copied, not parsed: only characters that act on a screen become character references.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.writers.exports.item import Item
from pipeline.writers.exports.neutral import xml_escaped
from pipeline.writers.tei import DECLARATION

__all__ = ["corpus_files", "corpus_pieces"]

_HEADER = b"""  <teiHeader>
    <fileDesc>
      <titleStmt>
        <title>Articles from an Engross archive</title>
      </titleStmt>
      <publicationStmt>
        <p>Exported from an archive; the header of each text names its publisher and its licence.</p>
      </publicationStmt>
      <sourceDesc>
        <p>Scraped pages; the header of each text names its source.</p>
      </sourceDesc>
    </fileDesc>
  </teiHeader>
"""
_ROOT = b'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0"%s>\n'
_INCLUDING = b' xmlns:xi="http://www.w3.org/2001/XInclude"'
_END = b"</teiCorpus>\n"
_INDEX = "corpus.xml"


def corpus_pieces(items: Iterable[Item]) -> Iterator[bytes]:
    """One file: each document as it stands, without its declaration."""
    yield DECLARATION + _ROOT % b"" + _HEADER
    for item in items:
        yield xml_escaped(item.tei.removeprefix(DECLARATION))
    yield _END


def corpus_files(items: Iterable[Item]) -> Iterator[tuple[str, bytes]]:
    """A file for each document, and ``corpus.xml``, which includes them all."""
    yield _INDEX, DECLARATION + _ROOT % _INCLUDING + _HEADER
    for item in items:
        name = f"{item.file}.xml"
        yield name, xml_escaped(item.tei)
        yield _INDEX, f'  <xi:include href="{name}"/>\n'.encode()
    yield _INDEX, _END
