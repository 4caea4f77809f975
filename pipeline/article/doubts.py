"""What a person should look at, and one figure for how sure the result is.

Doubts come from the labeller's own uncertainty and from what it says of the page as a whole; their bars are chosen so that at most one ordinary page
in twenty carries one (BENCHMARKS.md). The confidence orders a review list; it is not a probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article.format_marks import LISTED, format_marks
from pipeline.blocks import HeadData
from pipeline.data import DAMAGED, Article, Doubt, Label, Removal
from pipeline.data.counting import count_words, counted
from pipeline.decoding.garbled import garbled_share
from pipeline.labelling import Labelling
from pipeline.metadata.json_ld import is_damaged
from pipeline.reading.marks import ends_sentence

__all__ = ["KINDS", "confidence_of", "find_doubts"]

UNSURE = 0.13
"""What the F1 that the labeller expects of its text lacks of 1, from which the page is doubtful."""
KIND = 0.8
"""Chance from which a page is taken for another kind than an article."""
PROSE = 25
"""Words of a removed block that counts as running text."""
SURE, CERTAIN = 0.95, 0.99
"""Confidence from which the kind of a removed block is beyond doubt; the same from which a block that the labeller removed is no lost prose."""
_OWN_PROSE = frozenset({Label.LEGAL, Label.COOKIE_NOTICE})
"""Kinds of boilerplate that are running text by their nature: disclaimers and consent."""
_ROWS = frozenset({Label.NAVIGATION, Label.SHARE, Label.LOGIN})
"""Kinds that are rows of links and buttons; what ends as a sentence does is more than that, even if all of it is a link."""
SHORT = 60
"""Letters, divided by six, below which a text is short: words of scripts that part no words are counted so."""
GARBLED = 0.0005
"""Share of ruined characters from which a text is doubtful."""
FORMAT = 0.2
"""Share of blocks with marks of a file format from which a text is doubtful; a mark in its first block is enough."""
FORMATS, FEWEST_FORMATS = 3, 2
"""Blocks with such marks that are enough in a text of any length, and those that a short text has at least."""
_LEAVES = {
    "no-text": 0.1, "no-title": 0.75, "much-removed": 0.6, "bytes-lost": 0.6, "one-line": 0.5, "short-text": 0.8, "unsure": 0.6, "page-kind": 0.6,
    "garbled": 0.5, "file-format": 0.2, "text-in-script": 0.4, "text-in-frame": 0.4, "text-from-script": 0.8, "source-damaged": 0.5,
    "language": 1.0,
}
"""What each doubt leaves of the confidence."""
_CUT = "The file cannot be read beyond {}: the text up to that place was read, and the rest is missing."
_SAME = {"no": ("nb", "nn"), "nb": ("no",), "nn": ("no",), "zh": ("cn", "tw"), "ja": ("jp",), "cs": ("cz",), "he": ("iw",), "id": ("in",)}
"""Other codes that pages declare for a language."""
KINDS = {"list": "a list of articles", "several": "several articles or a thread", "error": "an error page"}


def find_doubts(
    article: Article, labelling: Labelling | None = None, head: HeadData | None = None, metadata: Sequence[tuple[str, str]] = (),
) -> tuple[Doubt, ...]:
    """The doubts of an article, in a fixed order. ``head``: what its page declares. ``metadata``: what its input says of it."""
    text = article.text
    words = count_words(text)
    told = _of_labelling(labelling) if labelling is not None and words else ()
    elsewhere = list(_of_opened(head)) if head is not None else []
    elsewhere += [Doubt("source-damaged", _CUT.format(place)) for key, place in metadata if key == DAMAGED]
    elsewhere += _of_scripts(head) if head is not None and max(words, len(text) // 6) < SHORT else ()
    return (*_of_text(article, text, words), *elsewhere, *told, *(_of_metadata(article, head) if head is not None else ()))


def _of_metadata(article: Article, head: HeadData) -> Iterator[Doubt]:
    """Fields that may have stood in what could not be read; a declared language that the text speaks against."""
    missing = [name for name, value in (("title", article.title), ("author", article.authors), ("date", article.published)) if not value]
    if missing and is_damaged(head.json_ld):
        yield Doubt("metadata-damaged", f"The page's JSON-LD is damaged and was read as far as it goes; missing: {', '.join(missing)}.")
    declared, told = (tag.replace("_", "-").partition("-")[0].lower() for tag in (head.lang, article.language))
    if declared.isalpha() and told not in ("und", declared) and declared not in ("und", "mul", "zxx") and declared not in _SAME.get(told, ()):
        yield Doubt("language", f"The page declares the language {declared}, and its text reads like {told}.")


def _of_text(article: Article, text: str, words: int) -> Iterator[Doubt]:
    told = words or len(text) // 6
    words = max(words, len(text) // 6)
    if not words:
        yield Doubt("no-text", "No article text was found: everything is boilerplate, or the page holds none.")
        return
    if article.title is None:
        yield Doubt("no-title", "No line could be taken for the title.")
    long = (r for r in article.removed if len(r.text) >= PROSE)  # no text has more words than characters
    prose = sum(n for r in long if not _is_named(r) and (n := count_words(r.text)) >= PROSE)
    if prose > words:
        yield Doubt("much-removed", f"More words of running text were removed ({prose}) than kept ({words}); the labeller is not certain of them.")
    if len(article.blocks) == 1 and words > 400:
        yield Doubt("one-line", "The whole text stands in one line: paragraphs and boilerplate inside it cannot be told apart.")
    elif words < SHORT:
        yield Doubt("short-text", f"The text has only {counted(told, 'word')}.")
    if article.encoding.lost:
        yield Doubt("bytes-lost", f"{counted(article.encoding.lost, 'byte')} could not be decoded.")
    every = (*article.front, *article.blocks)
    name, marked = format_marks(every)
    share = max(FEWEST_FORMATS, FORMAT * len(article.blocks))
    if marked and (marked >= (share if name in LISTED else min(FORMATS, share)) or format_marks(every[:1])[1]):
        blocks = f"{marked} of {counted(len(article.blocks), 'block')} {'reads' if marked == 1 else 'read'}"
        yield Doubt("file-format", f"{blocks} like {name}: the source is a container that was not recognised.")
    if (share := garbled_share(text)) >= GARBLED:
        yield Doubt("garbled", f"{max(0.1, 100 * share):.2g} percent of the characters are garbled: letters were lost before this copy was made.")


def _of_scripts(head: HeadData) -> Iterator[Doubt]:
    """Of a page with little text: where more of it stands."""
    if head.framed:
        yield Doubt("text-in-frame", "Running text stands in a frame of the page (srcdoc) and is not read. Save the page as a browser shows it.")
    if not (head.json_ld or head.states):
        return
    from pipeline.article.unread_scripts import large_script, script_with_text

    if name := script_with_text(head):
        yield Doubt("text-in-script", f"Running text stands in a script of the page ({name}) and is not read. Save the page as a browser shows it.")
    elif name := large_script(head):
        yield Doubt("text-in-script", f"A script of the page ({name}) has more data than can be looked through; they are not read. Save the "
                    "page as a browser shows it.")


def _of_opened(head: HeadData) -> Iterator[Doubt]:
    if head.script_text:
        yield Doubt("text-from-script", f"The page shows no article; the text was read from a script of it ({head.script_text}).")


def _is_named(removal: Removal) -> bool:
    """Whether a removed block is no lost prose: the labeller is certain, it stands elsewhere, readers wrote it, its kind has prose of its own and is
    told for sure, or it is a row of links that holds no sentence."""
    if removal.reason == "labeller" and removal.confidence >= CERTAIN:
        return True
    if removal.kind in _ROWS:
        return not ends_sentence(removal.text)
    return removal.kind in (Label.DUPLICATE, Label.COMMENTS) or (removal.kind in _OWN_PROSE and removal.confidence >= SURE)


def _of_labelling(labelling: Labelling) -> Iterator[Doubt]:
    if labelling.unsure >= UNSURE:
        yield Doubt("unsure", f"The labeller expects that about {round(100 * labelling.unsure)} percent of the text is lost or is boilerplate.")
    for kind, chance in labelling.kinds:
        if kind in KINDS and chance >= KIND:
            yield Doubt("page-kind", f"The page looks like {KINDS[kind]}.")


def confidence_of(labelling: Labelling | None, doubts: Sequence[Doubt]) -> float:
    """0 to 1, three decimals."""
    value = 1.0 - (min(labelling.unsure, 0.5) if labelling is not None else 0.0)
    for code in dict.fromkeys(d.code for d in doubts):
        value *= _LEAVES.get(code, 0.9)
    return round(value, 3)
