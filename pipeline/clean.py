"""The whole cleaning of one source, from bytes to article: `explain_source`, and the shorter ways `clean`, `clean_text` and `clean_source`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.data import KEEP, Answer, Article, Block, Decision, Page, Source, Vote, block_digest
from pipeline.data.memory import give_back

if TYPE_CHECKING:
    from pipeline.blocks import HeadData, Split
    from pipeline.evidence.site_repeats import Print
    from pipeline.labelling import Labelling
    from pipeline.settings import Settings
    from pipeline.sites.rules import SiteRules
    from pipeline.sites.told import Told

__all__ = ["CleanArticle", "Explained", "Reading", "clean", "clean_source", "clean_text", "explain_source", "read_source",
           "sketch_reading", "sketch_source"]


class CleanArticle(Article):
    """An `Article` that can write itself."""

    __slots__ = ()

    def to_tei(self) -> str:
        """The TEI P5 document, without an XML declaration, since a `str` has no encoding."""
        from pipeline.writers.tei import DECLARATION, write_tei

        return write_tei(self).removeprefix(DECLARATION).decode("utf-8")

    def to_json(self) -> str:
        """The article as one line of JSON, as in ``articles/NNNNN.jsonl``."""
        from pipeline.writers.jsonl import write_json

        return write_json(self).decode("utf-8").rstrip("\n")


@dataclass(frozen=True, slots=True)
class Reading:
    """A source after reading: the input of cleaning and of the memory of its site."""

    page: Page
    split: Split
    language: str


@dataclass(frozen=True, slots=True)
class Explained:
    """How a source was cleaned, step by step."""

    page: Page
    split: Split
    language: str
    labelling: Labelling
    decisions: tuple[Decision, ...]
    """One for each block, with the structure of what stays."""
    article: Article

    @property
    def pairs(self) -> list[tuple[Block, Decision]]:
        """Each block with what was decided on it."""
        decisions = {decision.block: decision for decision in self.decisions}
        return [(block, decisions[block.n]) for block in self.split.blocks]


def clean(
    data: bytes | str, *, name: str | None = None, url: str | None = None, media_type: str | None = None, settings: Settings | None = None,
) -> CleanArticle:
    """Cleans one document.

    Raises `pipeline.faults.Fault` (a `ValueError` whose message is a sentence) where it is no text or there is nothing in it.

    >>> clean("The title\\n\\nA first paragraph that says something.\\n").title
    'The title'
    """
    return clean_source(*_asked(data, name, url, media_type, settings))


def clean_text(
    data: bytes | str, *, name: str | None = None, url: str | None = None, media_type: str | None = None, settings: Settings | None = None,
) -> str:
    """The clean text of one document alone: what ``clean(…).text`` is, without the metadata and the record of removals and repairs.

    Takes less time than `clean`. Raises `pipeline.faults.Fault` as `clean` does.

    >>> clean_text("The title\\n\\nA first paragraph that says something.\\n")
    'A first paragraph that says something.'
    """
    from pipeline.article.build import build_text

    source, settings = _asked(data, name, url, media_type, settings)
    page, split, language = _read(source, settings)
    _, decisions = _labelled(page, split, language, explained=False)
    return build_text(source, page, split, decisions)


def _asked(data: bytes | str, name: str | None, url: str | None, media_type: str | None, settings: Settings | None) -> tuple[Source, Settings]:
    """The arguments of `clean` as a source and settings."""
    if settings is None:
        from pipeline.settings import Settings

        settings = Settings()
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return Source(name or "-", raw, url=url, media_type=media_type, charset="unicode" if isinstance(data, str) else None), settings


def clean_source(
    source: Source, settings: Settings, repeats: Sequence[Vote] = (), restore: Sequence[tuple[int, int]] = (), answers: Sequence[Answer] = (),
    rules: SiteRules | None = None, reading: Reading | None = None,
) -> CleanArticle:
    """The article of a source. Raises `pipeline.faults.Fault` where it cannot be made. The parameters are those of `explain_source`."""
    article = _explained(source, settings, repeats, restore, answers, rules, reading, whole=False).article
    return CleanArticle(**{field.name: getattr(article, field.name) for field in fields(article)})


def explain_source(
    source: Source, settings: Settings, repeats: Sequence[Vote] = (), restore: Sequence[tuple[int, int]] = (), answers: Sequence[Answer] = (),
    rules: SiteRules | None = None, reading: Reading | None = None,
) -> Explained:
    """Every step from source to article. Raises `pipeline.faults.Fault` where there is no article.

    ``repeats``: votes of the memory of its site. ``restore``: ranges of characters of the page in which nothing is removed. ``answers``: what a
    person decided on blocks, at most one for the same words. ``rules``: those of the file of its site. ``reading``: the result of `read_source` for
    this source, settings and rules, if there is one already.
    """
    return _explained(source, settings, repeats, restore, answers, rules, reading, whole=True)


def _explained(
    source: Source, settings: Settings, repeats: Sequence[Vote], restore: Sequence[tuple[int, int]], answers: Sequence[Answer],
    rules: SiteRules | None, reading: Reading | None, *, whole: bool,
) -> Explained:
    """What `explain_source` returns; without the labeller's decisions, which the article replaces, where only that is asked for."""
    from pipeline.article.build import build

    page, split, language = (reading.page, reading.split, reading.language) if reading else _read(source, settings, rules)
    told = _told(rules, page, split, language)
    labelling, decisions = _labelled(page, split, language, repeats, restore, answers, told.votes if told else ())
    labelling = labelling if whole else replace(labelling, decisions=())
    give_back(len(split.blocks))
    article = build(source, page, split, decisions, language, labelling, answers, told.found if told else ())
    give_back(len(split.blocks) + len(page.repairs))
    return Explained(page, split, language, labelling, decisions, article)


def _told(rules: SiteRules | None, page: Page, split: Split, language: str) -> Told | None:
    """What the rules of its site tell of a page, if there are any."""
    if rules is None:
        return None
    from pipeline.sites.told import tell

    return tell(rules, page, split.blocks, language)


def sketch_source(source: Source, settings: Settings) -> tuple[tuple[Block, ...], tuple[Print, ...]]:
    """The blocks of a source, and what the memory of its site stores of each. Raises `pipeline.faults.Fault` where it is no text."""
    reading = read_source(source, settings)
    return reading.split.blocks, sketch_reading(reading)


def sketch_reading(reading: Reading) -> tuple[Print, ...]:
    """What the memory of its site stores of each block of a source that was read."""
    from pipeline.evidence.site_repeats import print_of
    from pipeline.reading.words import LINE

    language = reading.language
    texts = (block.text for block in reading.split.blocks)
    return tuple([_print_of_line(text, language) if len(text) <= LINE else print_of(text, language) for text in texts])


@lru_cache(maxsize=1 << 14)
def _print_of_line(text: str, language: str) -> Print:
    """What is stored of a short block. Cached, since menus are on each page of a site, and the pages of a site are read one after another."""
    from pipeline.evidence.site_repeats import print_of

    return print_of(text, language)


def read_source(source: Source, settings: Settings, rules: SiteRules | None = None) -> Reading:
    """The page, its blocks and its language. Raises `pipeline.faults.Fault` where the source is no text."""
    return Reading(*_read(source, settings, rules))


def _read(source: Source, settings: Settings, rules: SiteRules | None = None) -> tuple[Page, Split, str]:
    """Page, blocks and language of a source."""
    from pipeline.decoding import decode
    from pipeline.reading.language import identify

    page = decode(source)
    _check_lines(source, page, settings)
    split = _split_within(source, page, settings)
    give_back(len(split.blocks))
    if split.head is not None and (split.head.states or split.head.json_ld):
        page, split = _with_script_text(page, split, split.head)
    _check_blocks(source, len(split.blocks), sum(len(block.text) for block in split.blocks), settings)
    if rules is not None and rules.language:
        return page, split, rules.language
    declared = split.head.lang if split.head else ""
    if not declared and page.metadata:
        from pipeline.metadata.from_source import language_said

        declared = language_said(page) or ""
    language, _ = identify(_running_text(split), settings.articles.language or declared or None)
    return page, split, language


def _with_script_text(page: Page, split: Split, head: HeadData) -> tuple[Page, Split]:
    """The page and its blocks with the text of a script, where the page shows no article of its own."""
    from pipeline.blocks.html_page import is_read
    from pipeline.decoding.script_data import may_hold_body

    if is_read(split.blocks) or not (head.states or any(map(may_hold_body, head.json_ld))):
        return page, split
    from pipeline.decoding.script_text import with_script_text

    opened = with_script_text(page, [block.text for block in split.blocks])
    return (page, split) if opened is None else (opened, _split(opened))


def _check_lines(source: Source, page: Page, settings: Settings) -> None:
    """Raises `pipeline.faults.Fault` for what would make too many short blocks, before they are made: a tree takes a hundred times its page."""
    most, text = settings.limits.short_blocks, page.fixed
    if len(text) <= most:
        return
    if "html" not in page.media_type:
        lines = [line for line in text.splitlines() if line]
        _check_blocks(source, len(lines), sum(map(len, lines)), settings)
    elif text.count("<") > most:
        from pipeline.blocks.html_limits import texts_of

        _check_blocks(source, *texts_of(text), settings)


def _check_blocks(source: Source, many: int, length: int, settings: Settings) -> None:
    """Raises `pipeline.faults.Fault` for very many lines of a few characters: no article, and each line costs what a paragraph costs.

    ``length``: characters of all lines together.
    """
    from pipeline.blocks.short_blocks import are_too_many

    if are_too_many(many, length, most := settings.limits.short_blocks):
        from pipeline.data.counting import counted
        from pipeline.faults import Fault

        raise Fault("too-many-blocks", f"{source.shown}: this has {counted(many, 'line or paragraph', 'lines or paragraphs')} of "
                    f"{counted(length // many, 'character')} on average, more than the {most} that limits.short_blocks allows: a list or a table of "
                    "data, and no article. Raise the limit to archive it all the same.", name=source.name)


def _labelled(
    page: Page, split: Split, language: str, repeats: Sequence[Vote] = (), restore: Sequence[tuple[int, int]] = (), answers: Sequence[Answer] = (),
    rules: Sequence[Vote] = (), *, explained: bool = True,
) -> tuple[Labelling, tuple[Decision, ...]]:
    """The result of the labeller, and the decisions with the structure of what stays."""
    from pipeline.article.after_guards import after_guards
    from pipeline.article.declared_text import sure_of_text
    from pipeline.article.named_title import lines_of_title
    from pipeline.labelling import label_blocks

    titled = lines_of_title(page, split.blocks)
    labelling = sure_of_text(page, label_blocks(split.blocks, split.head, repeats, restore, answers, rules, titled, explained=explained))
    give_back(len(split.blocks))
    decisions = after_guards(page, split, labelling, language)
    labelling = replace(labelling, traits=())  # of no more use, and as large as the blocks
    return labelling, _as_named(split.blocks, labelling.decisions, decisions, answers) if answers else decisions


def _as_named(
    blocks: Sequence[Block], before: Sequence[Decision], after: Sequence[Decision], answers: Sequence[Answer],
) -> tuple[Decision, ...]:
    """The decisions after structure, without changes to labels that people named. A block that a person only keeps may get another label of the
    article."""
    kept = {answer.block for answer in answers if answer.after == KEEP}
    return tuple(old if old.reason == "decision" and block_digest(block.text) not in kept else new
                 for block, old, new in zip(blocks, before, after, strict=True))


def _running_text(split: Split) -> str:
    """The text by which a language is recognised: long blocks where there are any, since menus may be in another language."""
    long = [block.text for block in split.blocks if len(block.text) > 90]
    return "\n".join(long or [block.text for block in split.blocks])


def _split_within(source: Source, page: Page, settings: Settings) -> Split:
    """The blocks of a page. Raises `pipeline.faults.Fault` for a page of HTML with too many short blocks, which are not held until then."""
    from pipeline.blocks.short_blocks import TooMany

    try:
        return _split(page, settings.limits.short_blocks)
    except TooMany as found:
        _check_blocks(source, found.many, found.length, settings)
        raise


def _split(page: Page, most: int = 0) -> Split:
    """The blocks of a page. ``most``: short blocks of HTML at which `TooMany` is raised; 0 for any number."""
    if "html" in page.media_type:
        from pipeline.blocks.from_html import split_html

        return split_html(page, most)
    from pipeline.blocks.from_text import split_text

    return split_text(page)
