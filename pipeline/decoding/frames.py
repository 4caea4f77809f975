"""Pages inside a page: the text of ``<iframe srcdoc="…">`` is put where the frame stands, so that it is read as the screen shows it.

The tag becomes that of a ``div``, and each reference in the value the character it stands for, so that every place in the value holds. A frame is
opened only where it is shown, holds running text, and leaves nothing open that would take in what follows it; frames in frames are opened by the
next round of repairs. `held_text` says what a frame holds that stays closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from pipeline.data import Repair
from pipeline.data.counting import DENSE
from pipeline.decoding.page_tokens import REFERENCE

__all__ = ["find_frames", "held_text", "is_hidden", "is_whole", "may_hold_frames"]

_WITHIN = r"(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?+)?+)*+"
_RAW = "script|style|textarea|title|xmp|noembed|noframes"
_TOKEN = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<raw>{_RAW})\b[^>]*+(?:>|\Z).*?(?:</(?P=raw)\b|\Z)|<iframe(?=[\s/])(?P<within>{_WITHIN})(?:(?P<end>>)|\Z)",
    re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?P<name>[^\s/>=]++)(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^\s>\"'][^\s>]*+)))?+")
_CLOSING = re.compile(r"[^<]*+</iframe\s*+>", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SCRAPS = re.compile(
    rf"<!--.*?(?:(?P<done>-->)|\Z)|<(?P<raw>{_RAW}|template|svg)\b[^>]*+(?:>|\Z).*?(?:(?P<closed></(?P=raw)\s*+>)|\Z)", re.DOTALL | re.IGNORECASE)
_SWALLOWS = re.compile("<(?:plaintext|frameset)\\b", re.IGNORECASE)
_TAG = re.compile(rf"(?P<opening></?[A-Za-z][^\s/>]*+){_WITHIN}(?:(?P<end>>)|\Z)")
_PAIRED = re.compile(r"<(/?)(table|select|math|object|audio|video|canvas|button|noscript|a|iframe)(?=[\s/>])", re.IGNORECASE)
_FEWEST = 200
"""Letters from which a frame holds running text; players, buttons and adverts have fewer. A letter of a script without spaces counts three times."""
_DEEPEST = 4


def may_hold_frames(text: str) -> bool:
    """A cheap look that lets through every page with such a frame."""
    return "srcdoc" in text or "srcDoc" in text or "SRCDOC" in text


def find_frames(text: str) -> list[Repair]:
    """The repairs that open the frames of a page, those in other frames left out."""
    out: list[Repair] = []
    for token in _TOKEN.finditer(text):
        if token["end"] is None or (value := _value(token)) is None:
            continue
        start, end = value
        inner = unescape(text[start:end])
        if not held_text(inner) or not is_whole(inner):
            continue
        closing = _CLOSING.match(text, token.end())
        stop = closing.end() if closing else token.end()
        out.append(_put(text, token.start(), start, "<div>"))
        out += _references(text, start, end)
        out.append(_put(text, end, stop, "</div>"))
    return out


def _put(text: str, start: int, end: int, after: str) -> Repair:
    return Repair(start, end, text[start:end], after, "markup", (("put", after),))


def _references(text: str, start: int, end: int) -> Iterator[Repair]:
    for match in REFERENCE.finditer(text, start, end):
        after = unescape(match[0])
        if after != match[0]:
            yield Repair(match.start(), match.end(), match[0], after, "entity", (("put", after),))


def _value(token: re.Match[str]) -> tuple[int, int] | None:
    """Where the page of a frame stands; None where there is none, or where the frame is not shown."""
    found: tuple[int, int] | None = None
    for attribute in _ATTRIBUTE.finditer(token.string, token.start("within"), token.end("within")):
        name = attribute["name"].lower()
        kind = next((kind for kind in ("double", "single") if attribute[kind] is not None), "bare")
        value = attribute[kind] or ""
        if name == "srcdoc" and found is None and kind != "bare":
            found = attribute.span(kind)
        elif is_hidden(name, value):
            return None
    return found


def is_hidden(name: str, value: str) -> bool:
    """Whether an attribute of a frame says that it is not shown."""
    size = name in ("width", "height") and value.strip().removesuffix("px") in ("0", "1")
    return size or name == "hidden" or name == "style" and _HIDDEN.search(value) is not None


def held_text(inner: str, deepest: int = _DEEPEST) -> str:
    """The words of the page in a frame, or of a frame in it; nothing where they are too few for running text. ``deepest``: frames in one another."""
    bare = _SCRAPS.sub(" ", inner)
    words = " ".join(unescape(_TAG.sub(" ", bare)).split())
    if len(words) + 2 * len(DENSE.findall(words)) >= _FEWEST:
        return words
    if deepest <= 1 or not may_hold_frames(bare):
        return ""
    spans = (_value(token) for token in _TOKEN.finditer(bare) if token["end"] is not None)
    return next(filter(None, (held_text(unescape(bare[span[0]:span[1]]), deepest - 1) for span in spans if span)), "")


def is_whole(inner: str) -> bool:
    """Whether a page leaves nothing open that would take in what stands behind its frame."""
    if any(not (scrap["done"] or scrap["closed"]) for scrap in _SCRAPS.finditer(inner)):
        return False
    bare = _TAG.sub(_without_values, _SCRAPS.sub(" ", inner))
    if _SWALLOWS.search(bare):
        return False
    opened: dict[str, int] = {}
    for tag in _PAIRED.finditer(bare):
        opened[tag[2].lower()] = opened.get(tag[2].lower(), 0) + (-1 if tag[1] else 1)
    return not any(opened.values())


def _without_values(tag: re.Match[str]) -> str:
    """A tag without its attributes, the values of which may hold tags of their own; one that is not closed stays open."""
    return f"{tag['opening']}>" if tag["end"] else "<plaintext>"
