"""Runs of blocks in TEI: lists, quotations, tables, figures, verse, notes and what stands alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from pipeline.data import ArticleBlock, Label
from pipeline.writers.markup import Draft, escape
from pipeline.writers.tei_inline import render
from pipeline.writers.tei_words import Words, source
from pipeline.writers.uri import tei_uri

__all__ = ["GLOBAL", "Blocks", "family"]

_FAMILIES = {
    Label.LIST_ITEM: "list", Label.SLOGAN: "slogans", Label.VERSE: "verse", Label.TABLE_ROW: "table", Label.QUOTATION: "quotation",
    Label.PULL_QUOTE: "pullquote", Label.EPIGRAPH: "epigraph", Label.CAPTION: "figure", Label.CREDIT: "figure", Label.IMAGE: "figure",
    Label.DEFINITION_TERM: "gloss", Label.DEFINITION: "gloss", Label.REFERENCE: "references", Label.PARAGRAPH: "paragraph",
    Label.PREFORMATTED: "preformatted", Label.MILESTONE: "milestone", Label.NOTE: "note", Label.AUTHOR_NOTE: "note",
    Label.EDITOR_NOTE: "note", Label.CORRECTION: "note",
}
GLOBAL = frozenset({"figure", "milestone", "note"})
"""Families whose elements alone make no valid body."""
_ALONE_WITHOUT_GROUP = frozenset({"quotation", "pullquote", "epigraph", "figure"})
_NOTE_TYPES = {Label.NOTE: "footnote", Label.AUTHOR_NOTE: "author", Label.EDITOR_NOTE: "editorial", Label.CORRECTION: "correction"}
_LISTS = frozenset({"bulleted", "numbered", "plain"})
_RULES = frozenset({"stars", "rule"})
_DEEPEST_LIST = 12
_WIDEST = 1000


def family(kind: Label) -> str:
    """Which kinds can stand in one element together."""
    return _FAMILIES.get(kind, "other")


def _key(block: ArticleBlock) -> tuple[str, int]:
    return family(block.kind), block.group


class Blocks:
    """Writes blocks into a draft, at its present depth."""

    def __init__(self, draft: Draft, words: Words) -> None:
        self.draft = draft
        self.words = words

    def write(self, blocks: Sequence[ArticleBlock]) -> None:
        """Blocks in reading order, neighbours of one family and group together."""
        runs = [list(run) for _, run in groupby(blocks, key=_key)]
        for i, run in enumerate(runs):
            kind, group = _key(run[-1])
            if kind == "figure" and group and i + 1 < len(runs) and _key(runs[i + 1][0]) == ("table", group) and _only_captions(run):
                runs[i + 1] = run + runs[i + 1]
            elif not group and kind in _ALONE_WITHOUT_GROUP:
                for block in run:
                    _WRITERS[kind](self, [block])
                    self.leftovers([block])
            else:
                _WRITERS[kind](self, run)
                self.leftovers(run)

    def leaf(self, name: str, block: ArticleBlock, n: str = "", **attributes: str) -> None:
        """A block as one element with words."""
        if not attributes and not block.lang:
            key = self.words.id_of(block)
            self.draft.located(name, self.words.of(block), key, source(block.start, block.end), n)
            return
        located = self.words.located(block)
        self.draft.leaf(name, self.words.of(block), **located, n=n, **attributes)

    def leftovers(self, run: Sequence[ArticleBlock]) -> None:
        """Gaps of blocks that hold no words stand after them."""
        for block in run if self.words.has_left else ():
            self.draft.raw(self.words.left(block))

    def any_kind(self, run: list[ArticleBlock]) -> None:
        """Blocks of a kind that has no place of its own here."""
        for block in run:
            self.leaf("ab", block, type=block.kind.value)

    def _paragraphs(self, run: list[ArticleBlock]) -> None:
        for block in run:
            self.leaf("p", block)

    def _preformatted(self, run: list[ArticleBlock]) -> None:
        for block in run:
            self.leaf("ab", block, space="preserve", type="preformatted")

    def _milestones(self, run: list[ArticleBlock]) -> None:
        for block in run:
            rend = block.rend if block.rend in _RULES else "stars" if "*" in block.text else "rule"
            self.draft.leaf("milestone", **self.words.located(block), n=block.text, rend=rend, unit="section")

    def _notes(self, run: list[ArticleBlock]) -> None:
        for block in run:
            located = self.words.located(block)
            if block.kind is not Label.NOTE:
                self.draft.leaf("note", self.words.of(block), **located, type=_NOTE_TYPES[block.kind])
                continue
            call = self.words.call_of(located["id"]) or (block.target if block.target in self.words.ids else "")
            self.draft.leaf(
                "note", self.words.of(block), **located, n=block.n, place="end", target=f"#{call}" if call else "", type="footnote",
            )

    # -- lists ---------------------------------------------------------------------------------------------------------------------

    def _list(self, run: list[ArticleBlock]) -> None:
        """Items with their levels: a deeper item opens a list in the item before it."""
        levels: list[int] = []
        wanted = [max(block.level, 1) for block in run]
        for block, level, following in zip(run, wanted, [*wanted[1:], 0], strict=True):
            while len(levels) > 1 and level <= levels[-2]:
                levels.pop()
                self.draft.close()
                self.draft.close()
            if not levels or (level > levels[-1] and len(levels) < _DEEPEST_LIST):
                self._open_list(block)
                levels.append(level)
            else:
                levels[-1] = min(levels[-1], level)
            if following > levels[-1] and len(levels) < _DEEPEST_LIST:
                self._open_item(block)
            else:
                self.leaf("item", block, n=block.n)
        for _ in range(len(levels) - 1):
            self.draft.close()
            self.draft.close()
        self.draft.close()

    def _open_list(self, block: ArticleBlock) -> None:
        self.draft.open("list", id=self.words.ids.new("ls", block.start), rend=block.rend if block.rend in _LISTS else "plain")

    def _open_item(self, block: ArticleBlock) -> None:
        """An item that a list will follow in: its words stand in a paragraph of their own."""
        located = self.words.located(block)
        self.draft.open("item", **located, n=block.n)
        self.draft.leaf("p", self.words.of(block), id=self.words.ids.new("p", block.start), corresp=located["corresp"])

    def _slogans(self, run: list[ArticleBlock]) -> None:
        self.draft.open("list", id=self.words.ids.new("ls", run[0].start), rend="plain")
        for block in run:
            self.leaf("item", block)
        self.draft.close()

    def _gloss(self, run: list[ArticleBlock]) -> None:
        """Terms and definitions in pairs; an empty label or item stands where one of a pair is missing."""
        self.draft.open("list", id=self.words.ids.new("ls", run[0].start), type="gloss")
        term = False
        for block in run:
            if block.kind is Label.DEFINITION_TERM:
                if term:
                    self.draft.leaf("item")
                self.leaf("label", block)
                term = True
            else:
                if not term:
                    self.draft.leaf("label")
                self.leaf("item", block)
                term = False
        if term:
            self.draft.leaf("item")
        self.draft.close()

    def _references(self, run: list[ArticleBlock]) -> None:
        self.draft.open("listBibl")
        for block in run:
            self.draft.leaf("bibl", self.words.part(block, 0, len(block.text), bibl=True), **self.words.located(block), n=block.n)
        self.draft.close()

    def _verse(self, run: list[ArticleBlock]) -> None:
        self.draft.open("lg", id=self.words.ids.new("lg", run[0].start))
        for block in run:
            self.leaf("l", block)
        self.draft.close()

    # -- quotations ----------------------------------------------------------------------------------------------------------------

    def _quotation(self, run: list[ArticleBlock]) -> None:
        """One quote for each stretch up to a printed source; with the source, a cit."""
        kind = family(run[0].kind)
        attributes = {} if kind == "quotation" else {"type": kind}
        waiting: list[ArticleBlock] = []
        for block in run:
            waiting.append(block)
            at = block.attribution.at if block.attribution is not None else -1
            if 0 < at < len(block.text) or (at == 0 and len(waiting) > 1):
                self._cited(waiting, attributes)
                waiting = []
        if waiting:
            self._quote(waiting, attributes)

    def _cited(self, run: list[ArticleBlock], attributes: dict[str, str]) -> None:
        last, attribution = run[-1], run[-1].attribution
        assert attribution is not None
        ids = self.words.ids
        self.draft.open("cit", id=ids.new("ct", run[0].start), **attributes)
        if not attribution.at:
            self._quote(run[:-1], {})
            self.draft.leaf("bibl", self.words.part(last, 0, len(last.text), bibl=True), **self.words.located(last))
            self.draft.close()
            return
        self._quote(run, {}, stop=attribution.at)
        start = min(max(attribution.start, last.start), max(last.start, last.end))
        words = self.words.part(last, attribution.at, len(last.text), bibl=True)
        self.draft.leaf("bibl", words, id=ids.new("bi", start), corresp=source(start, last.end))
        self.draft.close()

    def _quote(self, run: list[ArticleBlock], attributes: dict[str, str], stop: int | None = None) -> None:
        if len(run) > 1:
            self.draft.open("quote", id=self.words.ids.new("q", run[0].start), **attributes)
            attributes = {}
        for block in run:
            located = self.words.located(block)
            if stop is not None and block is run[-1] and block.attribution is not None:
                length = len(block.text[:stop].rstrip())
                end = min(block.attribution.start, block.end) - (stop - length)
                located["corresp"] = source(block.start, max(end, block.start))
                words = self.words.part(block, 0, length)
            else:
                words = self.words.of(block)
            self.draft.leaf("quote" if len(run) == 1 else "p", words, **located, **attributes)
        if len(run) > 1:
            self.draft.close()

    # -- tables and figures --------------------------------------------------------------------------------------------------------

    def _table(self, run: list[ArticleBlock]) -> None:
        captions = [block for block in run if block.kind is not Label.TABLE_ROW]
        rows = [block for block in run if block.kind is Label.TABLE_ROW]
        columns = max(sum(_span(cell[2]) for cell in row.cells) or 1 for row in rows)
        self.draft.open("table", id=self.words.ids.new("tb", rows[0].start), rows=str(len(rows)), cols=str(min(columns, _WIDEST)))
        for block in captions:
            self.leaf("head", block)
        for row in rows:
            cells = row.cells or ((row.text, 1, 1, False),)
            header = "label" if all(cell[3] for cell in cells) else ""
            self.draft.open("row", **self.words.located(row), role=header)
            self._cells(row, cells)
            self.draft.close()
        self.draft.close()

    def _cells(self, row: ArticleBlock, cells: tuple[tuple[str, int, int, bool], ...]) -> None:
        at = 0
        for text, rows, columns, header in cells:
            found = row.text.find(text, at) if text else -1
            if found >= 0:
                at = found + len(text)
            self.draft.leaf(
                "cell", self.words.part(row, found, at) if found >= 0 else render(text, (), ()),
                role="label" if header else "", rows=_many(rows), cols=_many(columns),
            )

    def _figure(self, run: list[ArticleBlock]) -> None:
        self.draft.open("figure", id=self.words.ids.new("fg", run[0].start))
        for block in run:
            if block.kind is Label.IMAGE:
                self._image(block)
            elif block.kind is Label.CREDIT:
                self.leaf("note", block, type="credit")
            else:
                self.leaf("head", block)
        self.draft.close()

    def _image(self, block: ArticleBlock) -> None:
        located = self.words.located(block)
        url = tei_uri(block.url, self.words.base) if block.url else None
        if url:
            self.draft.leaf("graphic", id=located["id"], corresp=located["corresp"], url=url)
            del located["id"]
        if block.text or not url:
            self.draft.leaf("figDesc", escape(block.text), **located)


def _only_captions(run: Sequence[ArticleBlock]) -> bool:
    return all(block.kind is Label.CAPTION for block in run)


def _span(span: int) -> int:
    return min(max(span, 1), _WIDEST)


def _many(span: int) -> str:
    return str(_span(span)) if span > 1 else ""


_WRITERS: dict[str, Callable[[Blocks, list[ArticleBlock]], None]] = {
    "list": Blocks._list, "slogans": Blocks._slogans, "verse": Blocks._verse, "table": Blocks._table, "quotation": Blocks._quotation,
    "pullquote": Blocks._quotation, "epigraph": Blocks._quotation, "figure": Blocks._figure, "gloss": Blocks._gloss,
    "references": Blocks._references, "preformatted": Blocks._preformatted, "milestone": Blocks._milestones, "note": Blocks._notes,
    "paragraph": Blocks._paragraphs, "other": Blocks.any_kind,
}
"""How the blocks of each family are written. Methods of the class: methods bound to an object that holds them are a circle, and what they hold
would stay in memory until the garbage collector looks for circles."""
