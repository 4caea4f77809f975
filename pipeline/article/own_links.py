"""The line that programs of sites write below an article in their feeds, in the language of the site: ``The post TITLE appeared first on SITE.``

It is known without its words: a short line at the end of the text that links to the article itself, or to its title, and to the site.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article.overruled import Proved
from pipeline.data import Block, Decision, Label, Page
from pipeline.data.addresses import place_of
from pipeline.metadata.titles import likeness, words_of
from pipeline.sources.said import said_in

__all__ = ["own_links"]

_MOST_BESIDE, _LONGEST = 9, 500
"""Words beside the two links at most, and characters of the line."""
_SAME = 0.8
"""Share of words in common from which the words of a link are the title."""


def own_links(page: Page, blocks: Sequence[Block], decisions: Sequence[Decision]) -> Iterator[Proved]:
    """The last line of a text where it holds nothing but a link to the article itself, one to its site, and a few words."""
    last = next((n for n in reversed(range(len(blocks))) if blocks[n].text and not decisions[n].label.removed), None)
    if last is None or blocks[last].markup is None or not decisions[last].stays_by_labeller or len(blocks[last].text) > _LONGEST:
        return
    text = blocks[last].text
    links = [(text[i.start:i.end], i.value or "") for i in blocks[last].inlines if i.kind == "link"]
    beside = len(text.split()) - sum(len(words.split()) for words, _ in links)
    if len(links) != 2 or not 0 < beside <= _MOST_BESIDE or place_of(links[0][1])[0] != place_of(links[1][1])[0]:
        return
    titles = [value for field, _, value in said_in(page.metadata) if field == "title"]
    titles += [blocks[d.block].text for d in decisions if d.label is Label.TITLE]
    to_title = any(likeness(words_of(links[0][0]), words_of(title)) >= _SAME for title in titles)
    to_site = not place_of(links[1][1])[1]
    if to_site and (to_title or page.url is not None and place_of(links[0][1]) == place_of(page.url)):
        yield Proved(last, Label.ARTICLE_INFO, "a line below the text that links to the article itself and to its site", "own-links", 1.0)
