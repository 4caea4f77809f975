r"""The text of an article that stands in a script of its page alone: a string of JSON-LD (``articleBody``) or of the data of a program, or the
pieces of a tree of rich text.

It is put out of its script by repairs (`pipeline.decoding.script_markup`). Only the longest running text under a key of `_KEYS`, or of a tree
(`pipeline.decoding.script_trees`), is read, and only where the page shows less of its own and no part of the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from typing import NamedTuple

from pipeline.data import Page, Repair
from pipeline.data.counting import DENSE
from pipeline.decoding.frames import is_whole
from pipeline.decoding.repair import apply, compose, fixed_places, mend
from pipeline.decoding.script_boxes import Piece, holds_data, is_flat, strings_of, text_of
from pipeline.decoding.script_data import BODY, Data, find_data
from pipeline.decoding.script_markup import BREAKS, put_out
from pipeline.decoding.script_nodes import Block
from pipeline.decoding.script_tags import PARAGRAPHS, TAG, read_references
from pipeline.decoding.script_trees import Titles, Tree, read_trees

__all__ = ["PROSE", "holds_text", "with_script_text"]

PROSE = re.compile(
    r"(?<!\w)(?:[^\W_][\w'’-]{0,24}(?:\\\")?[,;:.]?(?:\\\")?\s(?:(?:\\\"|[“”\"'(–—-])\s?)?){30}"
    r"|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff、，。！？]{60}"
    r"|(?:(?:\\u[0-9a-fA-F]{4}){1,24}[,;:.]?\s){25}|(?:\\u[0-9a-fA-F]{4}){60}")
"""Running text: so many words, or letters of scripts without spaces, in a row, whether they are written or escaped."""
_KEYS = f"{BODY}|articleHtml|articleText|body|bodyHtml|bodyText|body_html|content|contentHtml|content_html|fullText|full_text|html|rendered|text"
_KEY = re.compile(rf"(?:\"(?P<name>{_KEYS})\"|(?<![\w$\"'.])(?P<bare>{_KEYS}))\s{{0,200}}:\s{{0,200}}\"", re.IGNORECASE)
_QUOTE = re.compile(r"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"", re.DOTALL)
_BEHIND = re.compile(r"\s{0,200}(?:[}\])]|\Z|,[\s,]{0,200}(?:\"[^\"\n{}\[\]]{1,80}\"\s{0,200}:|[A-Za-z_$][\w$]{0,60}\s{0,200}:|[}\]]))")
"""What stands behind the quotation mark that ends a string; behind one that should have been escaped, words go on."""
_NO_NAME = re.compile(r"[^\w.$-]+")
_NO_LETTER = re.compile(r"[\W_]+")
_WORD, _WORDS = re.compile(r"[^\W\d_]{2,}+"), 20
"""Words of an ``articleBody``, which is no article with fewer; short paragraphs, figures and direct speech may part them."""
_FEWEST, _FEWEST_OF_TREE, _FEWEST_OF_DATA, _FEWEST_OF_ELEMENTS = 100, 300, 600, 3000
"""Letters of an ``articleBody``, of a tree, of a string under another key and of an element of React, from which it is an article. Letters of scripts
without spaces count thrice."""
_ALL = 1 << 60
"""More than any text has: a string is no text of its own beside the tree that holds it."""
_SENTENCE = re.compile(r"[.!?…。！？:;][\"'”’»)\]*_\s]*+(?:</?\w[^<>]*>\s*+)*+\Z")
_SHORTEST, _SHORTEST_WORDS, _FEWEST_OF_SENTENCES = 30, 6, 150
"""Letters and words of a string that is a sentence, and letters of such strings from which data seem to hold a text."""
_PROBE, _PROBES = 40, 7
"""Letters in a row that stand in two texts only if one holds the other; such probes that are taken of a text."""
_TITLE = re.compile(
    r"<title[^<>]{0,200}>(?P<text>[^<]{1,500})</title"
    r"|<meta\s(?=[^<>]{0,500}og:title)[^<>]{0,500}content=(?:\"|')(?P<told>[^<>\"]{1,500})", re.IGNORECASE)
_TITLE_LETTERS, _HEAD = 8, 200_000
"""Letters of a title that tells one article from another, and the characters of a page in which its title stands."""
_LINE = 100
"""Letters of a block that counts as running text of the page."""
_MOST = 40
"""The longest strings, and blocks of the page, that are looked for in another text: all of them would cost the square of their number."""


class _Found(NamedTuple):
    """A text of a script: its blocks, where it stands in words, and its letters. A string is one block."""

    data: Data
    blocks: tuple[Block, ...]
    name: str
    is_body: bool
    letters: str
    weight: int
    """Its letters, those of scripts without spaces thrice."""
    is_part: bool = False
    """Whether it is an element of React too short for an article: a part of something that may be one."""
    titles: tuple[str, ...] = ()
    """The titles of the articles that it stands in."""

    @property
    def has_paragraphs(self) -> bool:
        """Whether tags part it."""
        return len(self.blocks) > 1 or PARAGRAPHS.search(self.blocks[0].text) is not None


def with_script_text(page: Page, shown: Sequence[str]) -> Page | None:
    """The page with the text of a script put out; None where no script holds an article, or the page shows it. ``shown``: the texts of its blocks."""
    found = _of_page(list(_all_found(page.fixed)), page.fixed)
    if found is None or not _is_missing(found, shown):
        return None
    opened = _repaired(page, put_out(page.fixed, found.data, found.name, found.blocks))
    return _repaired(opened, list(mend(opened.fixed, markup=True)[1]))  # what was garbled behind escapes


def _marked(found: _Found) -> Iterator[str]:
    """The texts of its blocks that hold tags."""
    texts = (read_references(block.text)[0] for block in found.blocks)
    return (text for text in texts if TAG.search(text))


def _repaired(page: Page, new: list[Repair]) -> Page:
    """A page after some more repairs of its repaired text."""
    repairs = compose(page.text, list(page.repairs), page.fixed, new)
    return replace(page, fixed=apply(page.text, repairs), repairs=tuple(repairs), _fixed_at=fixed_places(repairs))


def _all_found(source: str) -> Iterator[_Found]:
    """Every text of some length in the scripts that hold data."""
    for data in find_data(source):
        every, within, titles = [data], dict[tuple[int, int], int](), dict[int, Mapping[int, tuple[str, ...]]]()
        for tree in read_trees(data):
            if isinstance(tree, Data):
                every.append(tree)
                continue
            if isinstance(tree, Titles):
                titles[id(tree.data)] = tree.by_place
                continue
            found = _of_tree(tree)
            whole = sum(len(block.text) for block in tree.blocks) if found is None and not tree.aside else _ALL
            within |= {(id(tree.data), piece.start): whole for block in tree.blocks for piece in block.pieces if isinstance(piece, Piece)}
            if found is not None:
                yield found
        for one in every:
            yield from (found._replace(titles=titles.get(id(one), {}).get(at, ())) for at, found in _strings(one)
                        if 2 * found.weight >= within.get((id(one), at), 0))


def _of_page(found: Sequence[_Found], source: str) -> _Found | None:
    """The text of the page. Where another one stands below the title of the page than the one chosen, those below other titles are other articles,
    unless JSON-LD tells that the chosen one is that of the page.
    """
    chosen = _chosen(found)
    told = [one for one in found if one.is_body and one.data.name == "JSON-LD"]
    if chosen is None or not chosen.titles or any(_shares(chosen.letters, one.letters) for one in told):
        return chosen
    pages = [letters for match in _TITLE.finditer(source, 0, _HEAD) if (letters := _letters(unescape(match["text"] or match["told"])))]
    own = [one for one in found if any(_names(pages, title) for title in one.titles)]
    if not own or any(one is chosen for one in own):
        return chosen
    return _chosen([*own, *(one for one in found if not one.titles)])


def _names(pages: Sequence[str], title: str) -> bool:
    """Whether a title is that of the page, in which the name of a site may stand before or behind it."""
    letters = _letters(unescape(title))
    return _weight(letters) >= _TITLE_LETTERS and any(page.startswith(letters) or page.endswith(letters) for page in pages)


def _of_tree(tree: Tree) -> _Found | None:
    """The text of a tree; None where it is too short for an article, in lists or titles for the most part, or no part of one."""
    is_body = tree.key.lower() == BODY
    if tree.aside or not tree.typed or tree.data.name == "JSON-LD" and not is_body:
        return None
    told = [(block, letters, _weight(letters)) for block in tree.blocks if (letters := _letters(unescape(TAG.sub(" ", block.text))))]
    whole = sum(weight for _, _, weight in told)
    prose = [(block, weight) for block, _, weight in told if block.tag == "p" and not any(tag in ("li", "td") for tag, _ in block.around)]
    ended = sum(weight for block, weight in prose if _SENTENCE.search(block.text))
    if len(told) == 1 and is_flat(tree.data):
        if whole < _FEWEST_OF_DATA or not PROSE.search(tree.blocks[0].text):
            return None
    elif whole < (_FEWEST if is_body else _FEWEST_OF_TREE) or len(prose) < 2 or 2 * ended < whole:
        return None
    blocks = tuple(block for block in tree.blocks if not block.pieces or _letters(unescape(TAG.sub(" ", block.text))))
    key = _NO_NAME.sub("", tree.key)[:60]
    name = f"{key} in {tree.data.name}" if key and key != tree.data.name else tree.data.name
    return _Found(tree.data, blocks, name, is_body, "".join(letters for _, letters, _ in told), whole,
                  tree.is_element and whole < _FEWEST_OF_ELEMENTS, tree.titles)


def _strings(data: Data) -> Iterator[tuple[int, _Found]]:
    """Every string of some length under a key for a text, and where it stands."""
    at = data.start
    while (key := _KEY.search(data.text, at, data.end)) is not None:
        at = key.end()
        if (end := _end(data.text, at, data.end)) is None:
            return
        own = key["name"] or key["bare"]
        is_body = own.lower() == BODY
        if end - at >= _FEWEST // 3 and (is_body or data.name != "JSON-LD") and not holds_data(data, Piece(at, end)):
            text = text_of(data, Piece(at, end))
            letters = _letters(unescape(TAG.sub(" ", read_references(text)[0])))
            weight = _weight(letters)
            long = weight >= (_FEWEST if is_body else _FEWEST_OF_DATA)
            if long and (PROSE.search(text) or is_body and len(_WORD.findall(text)) >= _WORDS):
                yield at, _Found(data, (Block("p", (), (Piece(at, end),), text),), f"{own} in {data.name}", is_body, letters, weight)
        at = end + 1


def holds_text(data: Data) -> bool:
    """Whether some data seem to hold a text: a run of words, or sentences that are shorter each."""
    if PROSE.search(data.text, data.start, data.end):
        return True
    letters = 0
    for text in strings_of(data):
        bare = TAG.sub(" ", text).strip()
        weight = _weight(_letters(bare))
        if weight >= _SHORTEST and (len(bare.split()) >= _SHORTEST_WORDS or DENSE.search(bare)) and _SENTENCE.search(bare):
            letters += weight
            if letters >= _FEWEST_OF_SENTENCES:
                return True
    return False


def _end(source: str, at: int, stop: int) -> int | None:
    """Where the string ends that begins at a place: at the quotation mark behind which the data go on."""
    while (match := _QUOTE.match(source, at, stop)) is not None:
        at = match.end()
        if _BEHIND.match(source, at, stop):
            return at - 1
    return None


def _chosen(found: Sequence[_Found]) -> _Found | None:
    """The longest text; one of nearly its length that has paragraphs comes first. None where others hold as much of something else.

    A long ``articleBody`` of JSON-LD tells which text is that of the page, if there are others.
    """
    if not found:
        return None
    longest, *others = sorted(found, key=lambda one: -one.weight)
    told = [one for one in found if one.is_body and one.data.name == "JSON-LD"]
    if told and 2 * told[0].weight >= longest.weight and all(_shares(one.letters, told[0].letters) for one in told[1:_MOST]) and len(told) <= _MOST:
        longest, *others = [one for one in (longest, *others) if one is told[0] or _shares(told[0].letters, one.letters)]
    same = [one for one in others[:_MOST] if _shares(one.letters, longest.letters)]
    if 2 * sum(one.weight for one in others) > longest.weight + 2 * sum(one.weight for one in same):
        return None
    if longest.is_part:
        return None
    alike = [one for one in (longest, *same) if not one.is_part and 10 * one.weight >= 9 * longest.weight and all(map(is_whole, _marked(one)))]
    return max(alike, key=lambda one: (one.has_paragraphs, bool(BREAKS.search(one.blocks[0].text)), one.is_body, one.weight), default=None)


def _is_missing(found: _Found, shown: Sequence[str]) -> bool:
    """Whether a page shows less running text than a script holds, and nothing of it."""
    own = [letters for text in shown if len(letters := _letters(text)) + 2 * len(DENSE.findall(text)) >= _LINE]
    if 2 * sum(map(_weight, own)) > found.weight:
        return False
    if any(_shares(letters, found.letters) for letters in sorted(own, key=len, reverse=True)[:_MOST]):
        return False
    return not _shares(found.letters, "".join(map(_letters, shown)))


def _shares(text: str, other: str) -> bool:
    """Whether a part of a text, of some at even distances, stands in another one."""
    last = max(0, len(text) - _PROBE)
    return any(text[at:at + _PROBE] in other for at in {last * n // (_PROBES - 1) for n in range(_PROBES)})


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()


def _weight(letters: str) -> int:
    return len(letters) + 2 * len(DENSE.findall(letters))
