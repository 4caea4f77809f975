"""Subjects that a page links to below its text, and the site's name beside the title, for pages that declare neither."""

from __future__ import annotations

import re

from pipeline.data import Block, Label
from pipeline.evidence.phrases import load_phrases
from pipeline.metadata.candidates import Candidates
from pipeline.metadata.publishers import without_company
from pipeline.metadata.separators import title_cuts
from pipeline.metadata.titles import key_of_title

__all__ = ["add_site_of_title", "add_tags_linked"]

_ADDRESS = re.compile(
    r"/(?:tags?|topics?|keywords?|subjects?|thema|themen?|schlagwort|stichwort|sujets?|mots?-cles?|etiquetas?|temas?|argomenti|onderwerp|emne|tema|tagi|"
    r"temat|%e6%a0%87%e7%ad%be)/[^/?#]{1,80}/?(?:[?#].{0,200})?$", re.IGNORECASE)
"""Addresses of the page of a subject."""
_HINT = re.compile(r"(?:^|[-_])tag(?:s|ged|list)?(?:$|[-_])|^topics?$", re.IGNORECASE)
_CLOUD = re.compile(r"cloud|nav", re.IGNORECASE)
"""Hints of lists of the whole site's subjects, besides those of all that is the site's own."""
_NEAREST, _NEAR = 3, 10
"""Hints of a block that name a list of subjects; hints that say whose it is."""
_LONGEST, _MOST_APART = 60, 12
_ENOUGH = 0.5
"""Confidence from which a field that is declared is not looked for elsewhere."""


def add_tags_linked(c: Candidates) -> None:
    """The words of links to subjects, in the first list of them below the heading that is the article's own."""
    if c.best("tag") >= _ENOUGH:
        return
    first: Block | None = None
    for block in c.blocks[max(0, c.heading):]:
        if not block.inlines or block.markup is None or (first is not None and (block.n > first.n + _MOST_APART)):
            continue
        hints = block.markup.hints[:_NEAR]
        if first is not None and (first.markup is None or hints[-_NEAREST:] != first.markup.hints[:_NEAR][-_NEAREST:]):
            continue
        names = [block.text[i.start:i.end].lstrip("#").strip(" ,;") for i in block.inlines if i.kind == "link" and _ADDRESS.search(i.value)]
        if not names or any(map(_CLOUD.search, hints)) or c.is_elsewhere(hints, block.n):
            continue
        if any(map(_HINT.search, hints[:_NEAREST])) or any(hit.kind is Label.TAGS for hit in load_phrases().match(block.text)):
            for name in names:
                if 1 < len(name) < _LONGEST:
                    c.add("tag", name, "tag-links", 0.7, block=block.n)
                    first = first or block


def add_site_of_title(c: Candidates) -> None:
    """The part of the title beside a bar or dash that is the name in the address, as the site writes it."""
    title, cuts = c.head.title, title_cuts(c.head.title)
    if not cuts or c.best("publisher") >= _ENOUGH:
        return
    known = {name.replace(".", "").replace("-", "") for name in (c.whole_host, c.host, c.own_host)} - {""}
    for part in (title[cuts[-1][1]:], title[:cuts[0][0]]):
        bare = without_company(part.strip())
        key = key_of_title(bare).replace(" ", "").replace("_", "")
        if key and (key in known or key.removeprefix("the") in known):
            c.add("publisher", bare, "title-site", 0.55, text=part.strip())
            return
