"""Words that another parser sees against words that Engross accounts for, page by page.

    python -m benchmarks.differential [--pages N] [--show N] [SET …]

BeautifulSoup reads each page of HTML of ``../shared/bench``, ``../shared/wider`` and ``seeds/``, and its visible words are held against those
of the article and of its ledger (kept, removed, repaired). Both sets should be the same: a word that only BeautifulSoup has was lost in
silence, a word that only Engross has was made up. Words count as seen where their letters stand in a row, since where one word ends
depends on what a parser does with a tag. Words that only one side has for a known reason are counted by kind (`KINDS`), in pages. Text pages
are held against their own decoded characters. ``--pages`` takes so many of a set, spread evenly; 0 takes all. Sets that are missing are left out.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path

from bs4 import BeautifulSoup, Comment, Declaration, Doctype, ProcessingInstruction

from benchmarks.texts import ROOT, shared
from pipeline.clean import explain_source
from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.settings import Settings

__all__ = ["KINDS", "Differences", "compared", "main"]

_WORD = re.compile(r"[^\W_]+")
_UNSEEN = ("script", "style", "template", "head", "noscript", "svg", "math", "object", "audio", "video", "canvas", "datalist", "iframe", "noembed",
           "noframes", "select", "textarea", "button", "title")
"""Elements whose words no reader sees, or words that are no text but of a control."""
_RAW_TEXT = re.compile(r"<(style|script|title|textarea|iframe|noembed|noframes)\b([^<>]*?)/>", re.IGNORECASE)
"""Elements of raw text that look closed in one tag. Browsers read on up to their end tag, libxml2 takes them for empty."""
KINDS = {
    "addresses": "addresses of mail that a page encodes, and a browser decodes",
    "numbers": "numbers of the items of a list, which markup does not spell",
    "templates": "text of templates, which no browser shows by itself",
    "joined": "two words in what is removed, between which no space stands, but a drawing or a tag",
    "styles": "style sheets in `<style/>`, which BeautifulSoup takes for text",
}
"""What explains words that only one side has."""
_NO_TEXT = (Comment, Declaration, Doctype, ProcessingInstruction)
SETTINGS = Settings()


@dataclass(frozen=True, slots=True)
class Differences:
    """Of one page: words that only one side has."""

    lost: tuple[str, ...]
    made_up: tuple[str, ...]
    words: int
    explained: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By kind (`KINDS`): words that only one side has and that are neither lost nor made up."""


def compared(source: Source) -> Differences:
    """The differences of one source. Raises the fault where it is refused."""
    seen = explain_source(source, SETTINGS)
    article = seen.article
    told = [article.title or "", *(repair.before for repair in article.repairs), *(repair.after for repair in article.repairs)]
    told += [removal.text for removal in article.removed]
    blocks = [*article.front, *(block for section in article.sections for block in ([section.head] if section.head else []) + list(section.blocks))]
    for block in blocks:
        told += [block.text, block.n, *(inline.value for inline in block.inlines if inline.kind in ("ruby", "formula", "noteref"))]
    accounted = " ".join(told)
    if "html" not in seen.page.media_type:
        return _differences([seen.page.fixed], accounted, seen.page.text + unescape(seen.page.text))
    visible, everything = _visible(seen.page.fixed)
    found = _differences(visible, accounted, everything + seen.page.text)
    if not found.lost and not found.made_up:
        return found
    shown = {
        "addresses": " ".join(repair.after for repair in article.repairs if "@" in repair.after),
        "numbers": " ".join(block.n for block in blocks), "templates": _in_templates(seen.page.fixed),
    }
    kept, known = set(_words(" ".join(block.text for block in blocks))), set(_words(everything))
    shown["joined"] = " ".join(word for word in found.made_up if word not in kept and _is_joined(word, known))
    return _explained(found, shown, _visible(_RAW_TEXT.sub(r"<\1\2>", seen.page.fixed))[0])


def _is_joined(word: str, known: set[str]) -> bool:
    """Whether a word is made of others, one behind the other."""
    ends = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in known for start in ends):
            ends.add(end)
    return len(word) in ends


def _explained(found: Differences, shown: Mapping[str, str], visible: list[str]) -> Differences:
    """The same differences, those of a known kind apart. ``shown``: what explains words that only Engross has, by kind. ``visible``: the pieces
    of text that are seen where elements of raw text have an end."""
    kinds: dict[str, list[str]] = {}
    rows = {kind: "".join(_words(text)) for kind, text in shown.items()}
    for word in found.made_up:
        kinds.setdefault(next((kind for kind, row in rows.items() if word in row), ""), []).append(word)
    still = {word for text in visible for word in _words(text)}
    for word in found.lost:
        kinds.setdefault("" if word in still else "styles", []).append(word)
    left = kinds.get("", ())
    return replace(found, lost=tuple(word for word in found.lost if word in left), made_up=tuple(word for word in found.made_up if word in left),
                   explained={kind: tuple(words) for kind, words in kinds.items() if kind})


def _visible(markup: str) -> tuple[list[str], str]:
    """The pieces of text that a reader sees, and everything that stands anywhere: text, attributes, controls."""
    soup = BeautifulSoup(markup, "lxml")
    everything = [str(value) for element in soup.find_all(True) for value in element.attrs.values()] + [soup.get_text(" "), soup.get_text("")]
    for element in soup.find_all(_UNSEEN):
        element.extract()
    for comment in soup.find_all(string=lambda text: isinstance(text, _NO_TEXT)):
        comment.extract()
    return [str(text) for text in soup.find_all(string=True)], " ".join(everything) + markup


def _in_templates(markup: str) -> str:
    return " ".join("".join(map(str, element.find_all(string=True))) for element in BeautifulSoup(markup, "lxml").find_all("template"))


def _differences(visible: list[str], accounted: str, everything: str) -> Differences:
    theirs = {word for text in visible for word in _words(text)}
    ours = set(_words(accounted))
    row, their_row = "".join(_words(accounted)), "".join(_words(everything))
    return Differences(
        tuple(sorted(word for word in theirs - ours if word not in row)),
        tuple(sorted(word for word in ours - theirs if word not in their_row)), len(theirs),
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def sets(names: list[str]) -> Iterator[tuple[str, list[Path]]]:
    """The sets that are there, with their pages in order."""
    folder = shared()
    here = {"seeds": ROOT / "seeds"}
    if folder is not None:
        here |= {"bench": folder / "bench" / "pages"} | {f"wider/{path.name}": path / "pages" for path in sorted((folder / "wider").glob("*"))}
    for name, path in here.items():
        pages = sorted(file for file in path.rglob("*") if file.is_file()) if path.exists() else []
        if pages and (not names or name in names):
            yield name, pages


def main() -> int:
    """The command line; exit code 1 where a word was lost or made up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET")
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--show", type=int, default=5, help="pages with differences to show of each set")
    asked = parser.parse_args()
    if shared() is None:
        print("No shared material beside the project (see ENGROSS_SHARED): only seeds/ is compared.")
    print(f"| set | pages | refused | words | lost | made up | {' | '.join(KINDS)} |\n|---|{'---:|' * (5 + len(KINDS))}")
    good = True
    for name, pages in sets(asked.sets):
        most = asked.pages or len(pages)
        good &= _row(name, pages[::max(1, len(pages) // most)][:most], asked.show)
    return 0 if good else 1


def _row(name: str, pages: list[Path], show: int) -> bool:
    """Print the row of a set; whether both sides have the same words."""
    refused, found = 0, {}
    for path in pages:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        try:
            found[path.name] = compared(Source(path.name, data, media_type=None if ".txt" in path.name else "text/html"))
        except Fault:
            refused += 1
    lost = {page: one.lost for page, one in found.items() if one.lost}
    made_up = {page: one.made_up for page, one in found.items() if one.made_up}
    told = [len(pages), refused, sum(one.words for one in found.values()), len(lost), len(made_up)]
    told += [sum(kind in one.explained for one in found.values()) for kind in KINDS]
    print(f"| {name} | {' | '.join(f'{number:,}' for number in told)} |", flush=True)
    for what, differing in (("lost", lost), ("made up", made_up)):
        for page, words in list(differing.items())[:show]:
            print(f"  {what}: {page}: {' '.join(words[:12])}", file=sys.stderr)
    return not lost and not made_up


if __name__ == "__main__":
    raise SystemExit(main())
