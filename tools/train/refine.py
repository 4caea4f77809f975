"""Targets made surer, or less sure, by the columns of evidence, where gold, elements and class names say too much or too little.

- Phrases name the kind of boilerplate that class names such as ``header`` and ``widget`` leave open (`sharpen`).
- The labeller of plain text, which has learned kinds from invented pages too, chooses between the kinds that are still open on pages of HTML
  (`tell_kinds`).
- Lines that offer other articles, such as ``Read also: …``, often stand in the gold; a reader would leave them out (`leave_out_offers`).
- Where labelling functions say nothing, the labeller of HTML holds to the gold (`hold_to_gold`).
- Most pages mark quotations, captions, slogans, notes and tables as plain paragraphs. Such blocks may be either (`soften`), so that the texts
  which were labelled by people say what they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.data import Label
from pipeline.labelling.network import CERTAIN, Network
from tools.train.dataset import BIT, KEPT, LABELS, NAMES, REMOVED, PageArrays, mask_of

ZONES = {Label.RELATED: 12, Label.TAGS: 6}
"""Kinds whose first line names what follows, and how many lines may follow."""
_HEADS = sum(BIT[label.value] for label in ZONES)
_VAGUE = {REMOVED, NAMES["navigation"] | NAMES["related"]}
_MENU, ENTRY = BIT["navigation"], 25
"""The entries of a menu, and letters of the longest one: one word among them that is a phrase elsewhere is one of them."""
_SURE, _SURER = 2, 3
"""Strength of a phrase from which it names the kind of a block that is boilerplate; of the kinds whose phrases are common words."""
_COMMON = (Label.ARTICLE_INFO, Label.BREADCRUMB)
BELOW_TITLE = 9
"""The title and the blocks below it in which an author's name would stand."""
_NAME_SHAPE = "two to four words with capitals and nothing else"
SHORT, NOTE = 90, 400
"""Letters below which a paragraph may be a slogan, a verse, a caption or a row; and a standfirst, an author's note or another note."""
_OFFER, _OFFERED = "opens with words of related and a mark", 200
"""The column of lines such as ``Read also: …``, and letters of the longest one."""
_HELD = 20
"""Letters of the shortest block that is held to the gold."""
_LAST = 4
"""Blocks at the end of the text among which notes stand."""


def refine(sequence: PageArrays, names: Sequence[str]) -> None:
    """All that is done to the targets of a real page, in place."""
    leave_out_offers(sequence, names)
    sharpen(sequence, names)
    spare_bylines(sequence, names)
    soften(sequence, names)


def leave_out_offers(sequence: PageArrays, names: Sequence[str]) -> None:
    """Let lines that open with words of related articles and a mark be such offers, whatever the gold says, in place."""
    offers = (sequence.table[:, names.index(_OFFER)] >= _SURE) & (sequence.letters < _OFFERED)
    sequence.mask[offers], sequence.share[offers] = BIT["related"], 0


def hold_to_gold(sequence: PageArrays) -> None:
    """Let every block be boilerplate of which nothing stands in the gold and of which nothing else is known, in place. Short blocks stay open: gold
    has no words for a row of stars, and other words for code."""
    left_out = (sequence.mask == 0) & (sequence.share == 0) & (sequence.letters >= _HELD)
    sequence.mask[left_out] = REMOVED
    sequence.weight[left_out] = np.maximum(sequence.weight[left_out], 1)


def sharpen(sequence: PageArrays, names: Sequence[str]) -> None:
    """Let phrases name the kinds of boilerplate that the gold and class names leave open, and the lines below them share the kind.

    Phrases that speak for several kinds with the same strength leave the block open between these kinds, and begin no zone.
    """
    kinds = [(label, names.index(f"words of {label}")) for label in LABELS if label.removed and f"words of {label}" in names]
    strength = sequence.table[:, [i for _, i in kinds]].copy()
    strength[:, [label in _COMMON for label, _ in kinds]] *= strength[:, [label in _COMMON for label, _ in kinds]] >= _SURER
    best = strength.max(axis=1)
    bits = np.array([BIT[label.value] for label, _ in kinds], np.uint64)
    named = ((strength == best[:, None]) * bits).sum(axis=1).astype(np.uint64).tolist()
    zone, left = 0, 0
    heads = _headings(sequence, names)
    masks = sequence.mask.tolist()
    entries = [(mask == _MENU or mask in _VAGUE) and letters <= ENTRY for mask, letters in zip(masks, sequence.letters.tolist(), strict=True)]
    for n, mask in enumerate(masks):
        if mask == 0 or mask & KEPT:
            left = 0
            continue
        if heads[n] or (zone == BIT["tags"] and sequence.letters[n] > ENTRY):
            left = 0
        beside = [k for k in range(max(n - 2, 0), min(n + 3, len(masks))) if k != n]
        alike = [best[k] >= _SURE and named[k] & named[n] > 0 for k in beside]
        others = sum(entries[k] and not like for k, like in zip(beside, alike, strict=True))
        among = entries[n] and others > 1 and not any(alike) and not named[n] & _HEADS
        alone = mask == _MENU and not others
        if best[n] >= _SURE and not among and (mask in _VAGUE or alone or mask & named[n]):
            sequence.mask[n] = named[n] if mask in _VAGUE or alone else mask & named[n]
            label = Label(next(name for name, bit in BIT.items() if bit & named[n]))
            zone, left = named[n], ZONES.get(label, 0) if named[n] == BIT[label.value] else 0
        elif left and mask in _VAGUE:
            sequence.mask[n] = np.uint64(zone)
            sequence.weight[n] *= 0.5
            left -= 1
        elif mask == _MENU:
            sequence.weight[n] *= 0.6


def tell_kinds(sequence: PageArrays, names: Sequence[str], network: Network) -> None:
    """Let the labeller of plain text choose between the kinds of boilerplate that a block of HTML may have, in place: where the chance of a kind is
    at least one half (of `related` and `navigation`, three tenths)."""
    columns = [names.index(name) for name in network.names]
    chances = network.judge_tokens(sequence.table[:, columns], (sequence.words,)).chances.astype(np.int32)
    bits = np.array([BIT[label.value] for label in network.labels], np.uint64)
    masks = sequence.mask
    allowed = np.where((masks[:, None] & bits & np.uint64(REMOVED & ~BIT["duplicate"])) > 0, chances, 0)
    chosen = bits[allowed.argmax(axis=1)]
    loose = (chosen & np.uint64(BIT["related"] | BIT["navigation"])) > 0
    open_ = ((masks & np.uint64(KEPT)) == 0) & ((allowed > 0).sum(axis=1) > 1)
    sequence.mask = np.where(open_ & (allowed.max(axis=1) >= np.where(loose, CERTAIN * 3 // 10, CERTAIN // 2)), chosen, masks)


def _headings(sequence: PageArrays, names: Sequence[str]) -> NDArray[np.bool_]:
    """Which blocks have the element of a heading."""
    columns = [i for i, name in enumerate(names) if name.startswith("is <h")]
    return np.asarray((sequence.table[:, columns] > 0).any(axis=1), np.bool_)


def spare_bylines(sequence: PageArrays, names: Sequence[str]) -> None:
    """Where the gold of a page names no author, a line in the shape of a name below the title may be a byline; it is not held to be boilerplate."""
    title, byline = BIT["title"], BIT["byline"]
    masks = sequence.mask.tolist()
    if title not in masks or any(mask & byline and not mask & REMOVED for mask in masks):
        return
    first = masks.index(title)
    shape, phrase = (sequence.table[first:first + BELOW_TITLE, names.index(name)] for name in (_NAME_SHAPE, "words of byline"))
    for n in (np.flatnonzero((shape > 0) | (phrase >= _SURE)) + first).tolist():
        if masks[n] and not masks[n] & KEPT:
            sequence.mask[n] |= np.uint64(byline)


def soften(sequence: PageArrays, names: Sequence[str]) -> None:
    """Let what a page marks as a plain paragraph be what its form says it may be as well."""
    def column(name: str) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = sequence.table[:, names.index(name)] > 0
        return found

    short, note = sequence.letters < SHORT, sequence.letters < NOTE
    first, last = _ends(sequence)
    index = np.arange(len(sequence.mask))
    marked = column("opens with a quotation mark") | column("closes with a quotation mark")
    closed = column("ends with terminal")
    may = (
        ("quotation|epigraph", marked),
        ("list-item", column("opens with a bullet") | column("opens with a number or letter")),
        ("slogan|verse", short & column("ends with an exclamation mark")),
        ("caption|credit|verse|table-row", short & ~closed & ~column("ends with colon")),
        ("caption", short & (column("stands above already") | column("stands below again"))),
        ("standfirst", note & (index == first)),
        ("author-note|editor-note|correction|note", note & (index > last - _LAST)),
        ("author-note", note & column("words of author-note")),
        ("editor-note", column("words of editor-note")),
        ("correction", column("words of correction")),
    )
    plain = sequence.mask == np.uint64(BIT["paragraph"])
    for labels, where in may:
        sequence.mask[plain & where] |= np.uint64(mask_of(labels))


def _ends(sequence: PageArrays) -> tuple[int, int]:
    """The first and the last block that is a paragraph for certain; -1 and the number of blocks on a page without one."""
    found = np.flatnonzero(sequence.mask == np.uint64(BIT["paragraph"]))
    return (int(found[0]), int(found[-1])) if len(found) else (-1, len(sequence.mask))
