r"""The text of an article that stands in a script of its page alone: a string of JSON-LD (``articleBody``) or of the data of a program.

The string is put out of its script by repairs, so that every place in it holds: its quotation marks become the tags that end the script, open an
``article`` and open the script again, and each escape (``\"``, ``\u003cp\u003e``) the character it stands for. Only the longest running text under
a key of `_KEYS` is read, and only where the page shows less of its own and no part of the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from typing import NamedTuple

from pipeline.data import Page, Repair
from pipeline.decoding import CONTINUES
from pipeline.decoding.escapes import read_escapes
from pipeline.decoding.frames import is_whole
from pipeline.decoding.repair import apply, compose, fixed_places, mend

__all__ = ["PROSE", "with_script_text"]

PROSE = re.compile(
    r"(?<!\w)(?:[^\W_][\w'’-]{0,24}(?:\\\")?[,;:.]?(?:\\\")?\s(?:(?:\\\"|[“”\"'(–—-])\s?)?){30}"
    r"|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff、，。！？]{60}"
    r"|(?:(?:\\u[0-9a-fA-F]{4}){1,24}[,;:.]?\s){25}|(?:\\u[0-9a-fA-F]{4}){60}")
"""Running text: so many words, or letters of scripts without spaces, in a row, whether they are written or escaped."""
_KEYS = "articleBody|articleHtml|articleText|body|bodyHtml|bodyText|body_html|content|contentHtml|content_html|fullText|full_text|html|rendered|text"
_KEY = re.compile(rf"(?:\"(?P<name>{_KEYS})\"|(?<![\w$\"'.])(?P<bare>{_KEYS}))\s{{0,200}}:\s{{0,200}}\"", re.IGNORECASE)
_QUOTE = re.compile(r"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"", re.DOTALL)
_BEHIND = re.compile(r"\s{0,200}(?:[}\])]|\Z|,[\s,]{0,200}(?:\"[^\"\n{}\[\]]{1,80}\"\s{0,200}:|[A-Za-z_$][\w$]{0,60}\s{0,200}:|[}\]]))")
"""What stands behind the quotation mark that ends a string; behind one that should have been escaped, words go on."""
_SCRIPTS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<other>style|textarea|title|xmp|iframe|noembed|noframes|template|svg)\b[^>]*+(?:>|\Z).*?(?:</(?P=other)\b|\Z)"
    r"|<script(?=[\s/>])(?P<attributes>[^<>]*+)>(?P<text>[^<]*+(?:<(?!/script)[^<]*+)*+)</script", re.DOTALL | re.IGNORECASE)
_TYPE = re.compile(r"\btype\s*=\s*[\"']?\s*([^\s\"'>]+)", re.IGNORECASE)
_ID = re.compile(r"\bid\s*=\s*[\"']?([\w.:-]{1,60})", re.IGNORECASE)
_STATE = re.compile(r"\s*(?:(?:window|self|globalThis)\s*(?:\.\s*|\[\s*[\"']))(\w{1,60})(?:[\"']\s*\])?\s*=(?!=)")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": "\n", "v": " ", "\n": "", "\r\n": ""}
_TAG = re.compile(r"</?(?:p|div|br|h[1-6]|[uo]l|li|table|tr|td|section|article|blockquote|figure|img|a|b|i|em|strong|span)(?=[\s/>])[^<>]*+>",
                  re.IGNORECASE)
_PARAGRAPHS = re.compile(r"<(?:p|div|br|h[1-6]|li|tr|section|blockquote)(?=[\s/>])", re.IGNORECASE)
_TYPED_TAG = re.compile(r"&lt;/?(?:p|div|br|h[1-6]|[uo]l|li|a|em|strong|span)(?:\s|/|&gt;)", re.IGNORECASE)
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAKS = re.compile(r"(?<![ \t])[ \t]*+(?:\r\n?|\n)(?:[ \t\xa0]*+(?:\r\n?|\n))*+[ \t]*+")
_NO_LETTER = re.compile(r"[\W_]+")
_WORD, _WORDS = re.compile(r"[^\W\d_]{2,}+"), 20
"""Words of an ``articleBody``, which is no article with fewer; short paragraphs, figures and direct speech may part them."""
_EAST = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FEWEST, _FEWEST_OF_DATA = 100, 600
"""Letters of an ``articleBody``, and of a string under another key, from which it is an article. Letters of scripts without spaces count thrice."""
_PROBE, _PROBES = 40, 7
"""Letters in a row that stand in two texts only if one holds the other; such probes that are taken of a text."""
_LINE = 100
"""Letters of a block that counts as running text of the page."""
_MOST = 40
"""The longest strings, and blocks of the page, that are looked for in another text: all of them would cost the square of their number."""


class _Found(NamedTuple):
    """A string of a script: its range without the quotation marks, where it stands in words, its text and its letters."""

    start: int
    end: int
    kind: str
    name: str
    is_body: bool
    text: str
    letters: str

    @property
    def weight(self) -> int:
        """Its letters, those of scripts without spaces thrice."""
        return len(self.letters) + 2 * len(_EAST.findall(self.letters))


def with_script_text(page: Page, shown: Sequence[str]) -> Page | None:
    """The page with the text of a script put out; None where no script holds an article, or the page shows it. ``shown``: the texts of its blocks."""
    found = _chosen([one for one in _strings(page.fixed) if PROSE.search(one.text) or one.is_body and len(_WORD.findall(one.text)) >= _WORDS])
    if found is None or not _is_missing(found, shown):
        return None
    markup = _TAG.search(found.text) is not None
    if markup and not is_whole(found.text):
        return None
    opened = _repaired(page, _put_out(page.fixed, found))
    start = found.start - 1 + len(_before(found))
    opened = _repaired(opened, list(_as_markup(opened.fixed, start, opened.fixed.index(_after(found), start), found, markup)))
    return _repaired(opened, list(mend(opened.fixed, markup=True)[1]))  # what was garbled behind escapes


def _repaired(page: Page, new: list[Repair]) -> Page:
    """A page after some more repairs of its repaired text."""
    repairs = compose(page.text, list(page.repairs), page.fixed, new)
    return replace(page, fixed=apply(page.text, repairs), repairs=tuple(repairs), _fixed_at=fixed_places(repairs))


def _strings(source: str) -> Iterator[_Found]:
    """Every string of some length under a key for a text, in the scripts that hold data."""
    for script in _SCRIPTS.finditer(source):
        if (text := script["text"]) is None or len(text) < _FEWEST // 3 or "<!--" in text and "<script" in text.lower():
            continue
        kind = (_TYPE.search(script["attributes"]) or ("", ""))[1].lower()
        if "json" in kind:
            name = "JSON-LD" if "ld+json" in kind else (_ID.search(script["attributes"]) or ("", kind))[1]
        elif state := _STATE.match(text):
            name = state[1]
        else:
            continue
        yield from _of_script(source, *script.span("text"), kind, name)


def _of_script(source: str, at: int, stop: int, kind: str, name: str) -> Iterator[_Found]:
    while (key := _KEY.search(source, at, stop)) is not None:
        at = key.end()
        if (end := _end(source, at, stop)) is None:
            return
        own = key["name"] or key["bare"]
        if end - at >= _FEWEST // 3:
            text = _ESCAPE.sub(lambda match: _read(match[0]), source[at:end])
            text = unescape(text) if _is_typed(text) else text
            is_body = own.lower() == "articlebody"
            found = _Found(at, end, kind, f"{own} in {name}", is_body, text, _letters(unescape(_TAG.sub(" ", text))))
            if found.weight >= (_FEWEST if is_body else _FEWEST_OF_DATA) and (is_body or name != "JSON-LD"):
                yield found
        at = end + 1


def _end(source: str, at: int, stop: int) -> int | None:
    """Where the string ends that begins at a place: at the quotation mark behind which the data go on."""
    while (match := _QUOTE.match(source, at, stop)) is not None:
        at = match.end()
        if _BEHIND.match(source, at, stop):
            return at - 1
    return None


def _chosen(found: Sequence[_Found]) -> _Found | None:
    """The longest string; one of nearly its length that has paragraphs comes first. None where others hold as much of something else."""
    if not found:
        return None
    longest, *others = sorted(found, key=lambda one: -one.weight)
    same = [one for one in others[:_MOST] if _shares(one.letters, longest.letters)]
    if 2 * sum(one.weight for one in others) > longest.weight + 2 * sum(one.weight for one in same):
        return None
    alike = [longest, *(one for one in same if 10 * one.weight >= 9 * longest.weight)]
    return max(alike, key=lambda one: (bool(_PARAGRAPHS.search(one.text)), bool(_BREAKS.search(one.text)), one.is_body, one.weight))


def _is_missing(found: _Found, shown: Sequence[str]) -> bool:
    """Whether a page shows less running text than a string holds, and nothing of it."""
    own = [letters for text in shown if len(letters := _letters(text)) + 2 * len(_EAST.findall(text)) >= _LINE]
    if 2 * sum(len(letters) + 2 * len(_EAST.findall(letters)) for letters in own) > found.weight:
        return False
    if any(_shares(letters, found.letters) for letters in sorted(own, key=len, reverse=True)[:_MOST]):
        return False
    return not _shares(found.letters, "".join(map(_letters, shown)))


def _shares(text: str, other: str) -> bool:
    """Whether a part of a text, of some at even distances, stands in another one."""
    last = max(0, len(text) - _PROBE)
    return any(text[at:at + _PROBE] in other for at in {last * n // (_PROBES - 1) for n in range(_PROBES)})


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()


def _is_typed(text: str) -> bool:
    """Whether the tags of a text are written as references (``&lt;p&gt;``)."""
    return _TYPED_TAG.search(text) is not None and not _TAG.search(text)


def _before(found: _Found) -> str:
    return '"</script><article itemprop="articleBody"><p>'


def _after(found: _Found) -> str:
    kind = f' type="{found.kind}"' if found.kind else ""
    return f'</p></article><script{kind} {CONTINUES}="{found.name}">"'


def _put_out(source: str, found: _Found) -> list[Repair]:
    """The repairs that end the script before a string and open it again behind, and read the escapes between."""
    out = [_put(found.start - 1, '"', _before(found))]
    for escape in _ESCAPE.finditer(source, found.start, found.end):
        after = _read(escape[0])
        steps = ("read", "escapes") if read_escapes(escape[0]) == after else ("put", after)
        out.append(Repair(*escape.span(), escape[0], after, "escape", (steps,)))
    return [*out, _put(found.end, '"', _after(found))]


def _read(escape: str) -> str:
    """The character that an escape of JSON or JavaScript stands for; nothing for one that no text has."""
    told = escape[1:]
    if told[0] not in "ux" or len(told) < 3:
        return _PLAIN.get(told, told)
    if len(told) > 5:
        return chr(0x10000 + ((int(told[1:5], 16) - 0xD800) << 10) + int(told[7:], 16) - 0xDC00)
    code = int(told[1:], 16)
    if 0xD800 <= code < 0xE000:
        return "\ufffd"
    return chr(code) if code >= 0x20 and code not in (0xFEFF, 0xFFFE, 0xFFFF) or code in (9, 10, 13) else ""


def _as_markup(text: str, start: int, end: int, found: _Found, markup: bool) -> Iterator[Repair]:
    """The repairs that make markup of a string whose escapes are read: paragraphs of line ends, tags of tags that are written as references,
    and references of angle brackets that open no tag."""
    inner = text[start:end]
    patterns: list[tuple[re.Pattern[str], Callable[[str], str]]] = []
    if _is_typed(inner):
        patterns.append((_REFERENCE, unescape))
    elif not markup:
        patterns.append((_OPENING, lambda _: "&lt;"))
    if not (markup and _PARAGRAPHS.search(found.text)):
        blank = any(_is_blank(match[0]) for match in _BREAKS.finditer(inner))
        patterns.append((_BREAKS, lambda space: "<br>\n" if blank and not _is_blank(space) else "</p>\n<p>"))
    matches = sorted((match.start(), match.end(), match[0], make(match[0])) for pattern, make in patterns for match in pattern.finditer(inner))
    for low, high, before, after in matches:
        if before != after:
            yield Repair(start + low, start + high, before, after, "markup", (("put", after),))


def _is_blank(space: str) -> bool:
    """Whether line ends enclose a blank line."""
    return space.replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1


def _put(at: int, before: str, after: str) -> Repair:
    return Repair(at, at + len(before), before, after, "markup", (("put", after),))
