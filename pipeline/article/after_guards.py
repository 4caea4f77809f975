"""What is done with decisions after the guards, step by step, until each block that stays has its place in the article.

Four things may still overrule the labeller, in this order; each opens the evidence of the block with what proves it:

1. The input: JATS and its like have no place for boilerplate, and where a field says the title, a sentence with other words is no title. It comes
   first, since all that follows looks at what stays.
2. The headings of the page: lines above its text that do nothing but name them are its contents.
3. The markup of the page, which the labeller sees as signs among others: an address that leads to a note, the element of a banner.
4. The form of a message of mail: its parts are known by their order, and only where its front matter has been told from its text.

All others give what stays another name. What people decided holds against every step; a guard is outweighed by the time of an entry alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.article.called_notes import called_notes
from pipeline.article.captions import captions
from pipeline.article.code_inside import code_inside, fields_of_code
from pipeline.article.code_languages import code_languages
from pipeline.article.contents import contents, listed_headings
from pipeline.article.declared_text import declared_text
from pipeline.article.front_lines import with_front_lines
from pipeline.article.headline import with_headline
from pipeline.article.line_numbers import line_numbers
from pipeline.article.live import parts_of_entries, with_entry_heads
from pipeline.article.marked_notes import marked_notes
from pipeline.article.messages import message_end
from pipeline.article.note_parts import with_note_parts
from pipeline.article.overruled import Proved, overruled
from pipeline.article.own_links import own_links
from pipeline.article.pull_quotes import repeated_pull_quotes
from pipeline.article.said_title import sentence_for_title
from pipeline.article.shapes import structured
from pipeline.article.side_notes import side_notes
from pipeline.article.stand_ins import stand_ins
from pipeline.article.together import lines_of_posts, lines_of_text, with_bullets
from pipeline.article.typed_headings import typed_headings
from pipeline.article.verse import with_verse
from pipeline.article.web_archives import banners
from pipeline.blocks import Split
from pipeline.data import Block, Decision, Page
from pipeline.labelling import Labelling

__all__ = ["after_guards"]

Decisions = tuple[Decision, ...]


def _by_markup(find: Callable[[Sequence[Block], Sequence[Decision]], Iterable[Proved]]) -> Callable[[Sequence[Block], Decisions], Decisions]:
    """The step that lets the markup of a page overrule the labeller."""
    return lambda blocks, decisions: overruled(decisions, find(blocks, decisions), "the page's markup")


_OF_HTML: tuple[Callable[[Sequence[Block], Decisions], Decisions], ...] = (
    _by_markup(banners),  # removed: no words of the page
    _by_markup(stand_ins),  # removed: a browser shows something else
    _by_markup(contents),  # removed: words of the headings below
    _by_markup(lines_of_text),  # kept: a line of a stanza or an address is read with the others
    _by_markup(lines_of_posts),  # kept or removed: a post is one text
    _by_markup(code_inside),  # kept: an author wrote it between two paragraphs
    _by_markup(fields_of_code),  # removed: a copy of code, once it is known which code stays
    _by_markup(called_notes),  # kept: the text leads to them
    _by_markup(parts_of_entries),  # kept: each entry of a live blog has its time and heading
    with_entry_heads,
    with_verse,
    with_bullets,
    _by_markup(captions),  # kept: part of the table or the code that stays
    _by_markup(line_numbers),  # removed: no words of the article
    _by_markup(code_languages),  # removed: no words of the article
    _by_markup(side_notes),  # removed: copies of notes, once it is known which notes stay
    _by_markup(marked_notes),  # kept: the text has their marks
    with_note_parts,
    _by_markup(repeated_pull_quotes),  # removed: copies of sentences, once it is known which text stays
)


def after_guards(page: Page, split: Split, labelling: Labelling, language: str) -> Decisions:
    """The decisions on a page with what overrules the labeller, and with the structure of what stays. ``labelling``: the result of the guards."""
    blocks, decisions = split.blocks, labelling.decisions
    decisions = overruled(decisions, declared_text(page, blocks, decisions), "the format of the input")
    decisions = overruled(decisions, sentence_for_title(page, blocks, decisions), "the metadata of the input")
    if split.head is None:
        decisions = overruled(decisions, typed_headings(blocks, decisions, language), "the signs of the text")
    decisions = structured(blocks, decisions, language, labelling.traits)
    decisions = overruled(decisions, listed_headings(blocks, decisions), "the headings of the page")
    if split.head is not None:
        for step in _OF_HTML:
            decisions = step(blocks, decisions)
        decisions = overruled(decisions, own_links(page, blocks, decisions), "the page's markup")
        decisions = with_headline(blocks, split.head, decisions)
    decisions = with_front_lines(page, split, decisions, language)
    return overruled(decisions, message_end(page, blocks, decisions), "the form of a message")
