"""The frozen types that cross stages.

Strategy: a stage takes values of these types and returns new ones; nothing here is ever changed after it was made.

Coordinates: ``start`` and ``end`` are always half-open ranges of code points in the *decoded page* (``Page.text``), never bytes and
never positions in repaired text, so that any record made by any stage leads back to the same words of the source.

`pages` holds sources, pages, blocks and decisions; `labels` what a block may be; `article` the result; `answers` what people decided. `addresses`
tells what is no address. `beyond` and `counting` measure texts (and put numbers before their words), `folding` writes letters without accents,
`html_names` lists the elements of HTML, `memory` gives memory back to the system, `rows` holds tables of numbers, and `columns` very many records.
"""

from pipeline.data.answers import KEEP, KEPT, NAMED, OUTSIDE, REMOVE, STRIPPED, UNDO, Answer, Decided, block_digest
from pipeline.data.article import (
    Article,
    ArticleBlock,
    Attribution,
    Doubt,
    Found,
    Gap,
    Removal,
    Restored,
    Section,
    Unsure,
    read_in_order,
    text_of,
)
from pipeline.data.labels import LETTERS, Label
from pipeline.data.pages import ALL_TEXT, DAMAGED, Block, Decision, Encoding, Inline, Markup, Page, Repair, Source, Vote, article_id, shown_name

__all__ = [
    "ALL_TEXT", "DAMAGED", "KEEP", "KEPT", "LETTERS", "NAMED", "OUTSIDE", "REMOVE", "STRIPPED", "UNDO", "Answer", "Article", "ArticleBlock",
    "Attribution",
    "Block", "Decided", "Decision", "Doubt", "Encoding", "Found", "Gap", "Inline", "Label", "Markup", "Page", "Removal", "Repair",
    "Restored", "Section", "Source", "Unsure", "Vote", "article_id", "block_digest", "read_in_order", "shown_name", "text_of",
]
