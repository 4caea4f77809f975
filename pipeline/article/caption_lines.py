"""Captions and credits of pictures in a text: what the labeller took for one, and lines that end with a credit, point into a picture or open with
words such as "Photo by"."""

from __future__ import annotations

import re

from pipeline.article.credits import is_credit
from pipeline.article.kept import Kept
from pipeline.article.openings import Openings, openings_of
from pipeline.data import Label

__all__ = ["find_captions"]

_CREDIT_TAIL = re.compile(
    r"\((?:pic|photo|picture|image|foto|photograph|credit|source)s?\s?(?:by\b|credit\b)?\s?[:/]?[^()]{2,60}\)?/?$", re.IGNORECASE)
_POINTING = re.compile(
    r"\((?:left|right|above|below|centre|center|pictured|links|rechts|à gauche|à droite|izquierda|derecha)\b[^)]{0,30}\)|,? pictured\b",
    re.IGNORECASE)
_LABELLED, _CREDITED, _SHORT, _CREDIT = 70, 60, 40, 9
"""Words of the longest caption that the labeller takes for one, of one that ends with a credit, of one that points into a picture or opens with a
word of credits, and of a credit."""
_TAIL, _HEAD = 90, 40
"""Characters at the end and at the beginning of a line in which a credit is looked for."""


def find_captions(kept: Kept) -> None:
    """Captions, and the credits of pictures."""
    words = openings_of("caption_credit_words")
    for n in kept.order:
        text, t = kept.blocks[n].text, kept.traits[n]
        if kept.labels[n] is Label.CAPTION and t.words <= _LABELLED:
            kept.name(n, Label.CAPTION, 0.8, "")
        elif t.words <= _CREDITED and "(" in text and _CREDIT_TAIL.search(text[-_TAIL:]):
            kept.name(n, Label.CAPTION, 0.85, "ends with a picture credit")
        elif t.words <= _SHORT and not t.prose and ("(" in text or "pictured" in t.key) and _POINTING.search(text):
            kept.name(n, Label.CAPTION, 0.7, "points into a picture")
        elif t.words <= _SHORT and (word := _credit_word(text, words)):
            kept.name(n, Label.CREDIT if t.words <= _CREDIT else Label.CAPTION, 0.8, f"opens with “{word}”")
        elif n != kept.order[-1] and is_credit(text):  # at the end such a line may sign the text
            kept.name(n, Label.CREDIT, 0.8, "names a photographer and an agency")


def _credit_word(text: str, words: Openings) -> str:
    """The word of credits that a line opens with, where a mark or "by" follows it; empty for any other line."""
    head = text[:_HEAD].lower()
    if not words.open(head):
        return ""
    for word in words.words:
        if head.startswith(word):
            rest = head[len(word):].lstrip()
            if rest[:1] in (":", "©") or rest.startswith(("by ", "courtesy ", "von ", "de ", "di ", "door ")):
                return word
    return ""
