"""The lines of plain text that may be its title by what the input says besides: a field, a part of the address, the name of the file.

Addresses and names of files often hold the words of the title, without short words and accents: ``/2024/05/mayor-opens-new-ferry.html``. The
labeller sees the text alone. It still chooses, among the lines that are named so and those that share words with the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

from pipeline.article.said_title import is_statement
from pipeline.data import Block, Page
from pipeline.data.folding import folded
from pipeline.labelling.sequence import FRONT_TEXTS, RUNNING
from pipeline.sources.said import said_in

__all__ = ["lines_of_title"]

_LONGEST, _MOST = 250, 40
"""Letters of a line, and words of a name, that are compared."""
_FEWEST, _UNSPACED = 3, 6
"""Fewest words of a name, or letters in a script without spaces, by which a line is told from others."""
_FEWEST_ABOVE = 5
"""Fewest words of a part of an address above the last one, which may be the name of a section or of the site."""
_NAMED, _OWN, _LIKE = 0.8, 0.4, 0.3
"""Shares of words in common, in the same order: of the name's words and of the line's, from which a line is named so; of the name's words, from which
the labeller may choose a line all the same."""
_PARTS = 3
"""Last parts of the path of an address that are read."""
_WORD, _SUFFIX = re.compile(r"[^\W_]+"), re.compile(r"\.[a-z]{2,5}(?:#\d+)?\Z|#\d+\Z", re.IGNORECASE)
_RECORD = re.compile(r"^.*\.(?!te?xt\b|md\b|html?\b)[a-z0-9]{2,8}[:#]", re.IGNORECASE)
"""The name of a file that holds many texts, before the number or id of one."""
_APOSTROPHES = str.maketrans("", "", "'’")


def lines_of_title(page: Page, blocks: Sequence[Block]) -> dict[int, bool]:
    """The numbers of the lines that may be the title, with whether the input names the line; empty where it names none of plain text."""
    names = [] if "html" in page.media_type else list(_names(page))
    if not names:
        return {}
    found = {block.n: _best(block.text, names) for block in _lines_above_text(blocks)}
    if max(found.values(), default=0.0) < _NAMED:
        return {}
    return {block: share >= _NAMED for block, share in found.items() if share >= _LIKE}


def _lines_above_text(blocks: Sequence[Block]) -> Iterator[Block]:
    """The lines down to the first paragraphs, without addresses; what is named so below these is another article that the page offers."""
    paragraphs = 0
    for block in blocks:
        if len(block.text) >= RUNNING and is_statement(block.text):
            paragraphs += 1
            if paragraphs == FRONT_TEXTS:
                return
        elif block.text and len(block.text) <= _LONGEST and "://" not in block.text:
            yield block


def _best(text: str, names: Sequence[list[str]]) -> float:
    """The largest share of the words of a name that a line has in the same order; less than `_NAMED` for a sentence with words besides."""
    words = _words(text)
    share = max(_shared(name, words) for name in names)
    return min(share, _LIKE) if share >= _NAMED and is_statement(text) and words not in names else share


def _names(page: Page) -> Iterator[list[str]]:
    """The words of what names the text: enough of them to tell one line from another. Of an address it is the last part with enough words."""
    told = [_words(value) for field, _, value in said_in(page.metadata) if field == "title"]
    path = [_words_of_part(part) for part in _path(page.url)[:-_PARTS - 1:-1]]
    in_path = next((words for n, words in enumerate(path) if _is_enough(words, _FEWEST_ABOVE if n else _FEWEST)), [])
    in_file = _words_of_part(_RECORD.sub("", page.name.rpartition("/")[2]))
    yield from (words for words in (*told, in_path, in_file) if _is_enough(words, _FEWEST))


def _is_enough(words: Sequence[str], fewest: int) -> bool:
    return fewest <= len(words) <= _MOST or len(words) == 1 and len(words[0]) >= _UNSPACED and not words[0].isascii()


def _words_of_part(part: str) -> list[str]:
    return [word for word in _words(_SUFFIX.sub("", part)) if word.isalpha()]


def _path(url: str | None) -> list[str]:
    try:
        return [part for part in unquote(urlsplit(url or "").path).split("/") if part]
    except ValueError:
        return []


def _words(text: str) -> list[str]:
    """The words of a text as addresses have them: in small letters without accents and apostrophes."""
    return _WORD.findall(folded(text.translate(_APOSTROPHES)))


def _shared(name: list[str], line: list[str]) -> float:
    """Share of the words of a name that a line has in the same order; less than `_NAMED` where the line has many words besides."""
    at = common = 0
    for word in name:
        if word in line[at:]:
            at = line.index(word, at) + 1
            common += 1
    share = common / len(name)
    return share if common >= _OWN * len(line) else min(share, _LIKE)
