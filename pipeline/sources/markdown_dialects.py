"""Signs of Markdown's dialects that are no words: links and callouts of note-taking programs (Obsidian, GitHub), containers and attributes (Pandoc,
kramdown, VuePress), tags of makers of sites (Jekyll, Hugo). Words in them stay: a label, the title of a container, a caption, code.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

__all__ = ["with_dialects"]

_ATTRIBUTE = r"(?:[#.][\w:-]{1,60}|[\w-]{1,40}=(?:\"[^\"{}]{0,200}\"|'[^'{}]{0,200}'|[^\s{}\"']{1,200}))"
_ATTRIBUTES = rf"\{{:?\s?{_ATTRIBUTE}(?:\s{_ATTRIBUTE}){{0,20}}\s?\}}"
_BEHIND = re.compile(_ATTRIBUTES)
_OF_HEADING = re.compile(rf"(?<!\s)(?:\s+|(?=\{{:?\s?[#.])){_ATTRIBUTES}\s*\Z")
"""Attributes behind a heading; without a space before them they open with a name or a class (``lim_{n=0}`` is a formula)."""
_LONGEST_HEADING = 1000
_SPAN = re.compile(rf"\[([^\[\]]{{1,500}})\]{_ATTRIBUTES}")
_WIKI = re.compile(r"(!?)\[\[(?!\s|\d{1,4}\])([^\[\]|\n]{1,200})(?<!\s)(?:\|([^\[\]\n]{1,200}))?\]\](?![(\[])")
"""A link to another note, and one that shows it; no link in brackets that has its address behind it, no number of a note, no test of a shell."""
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp)\Z", re.IGNORECASE)
_CALLOUT = re.compile(r"\[![A-Za-z][\w-]{1,30}(?:\|[^\[\]\n]{0,100})?\][+-]?[ \t]*(?P<title>[^\n]{0,300})(?:\n|\Z)")
_CONTAINER = re.compile(
    rf":{{3,}}+[ \t]*(?:{_ATTRIBUTES}|[A-Za-z][\w-]{{0,40}}(?:[ \t]{_ATTRIBUTES})?)?(?:\[(?P<named>[^\[\]]{{1,200}})\])?"
    r"(?P<title>[ \t][^:]{1,200})?[ \t:]*\Z")
_TAG = re.compile(
    r"(?:\{%-?[ \t]*(?P<liquid>[a-z]\w{1,30})\b[^{}%]{0,400}-?%\}|\{\{[<%][ \t]*/?(?P<hugo>[a-z][\w/.-]{1,60})[^{}]{0,600}[>%]\}\}"
    rf"|\{{:[^{{}}\n]{{0,200}}\}}|\[\[?_?TOC_?\]\]?|{_ATTRIBUTES})[ \t]*\Z", re.IGNORECASE)
"""A line that is a tag of a maker of sites, an attribute of what stands before it, or the place of the contents."""
_HIGHLIGHT = re.compile(r"\{(?:%-?|\{[<%])[ \t]*highlight[ \t]+\"?([\w+#-]{1,30})", re.IGNORECASE)
_HIGHLIGHT_ENDS = re.compile(r"\{(?:%-?|\{[<%])[ \t]*(?:end|/)highlight\b", re.IGNORECASE)
_FIELD = re.compile(r"(?<![\w-])([a-z]{1,20})=(?:\"([^\"]{1,500})\"|'([^']{1,500})')", re.IGNORECASE)
_ALONE = re.compile(r"(?<![=\w])[\"'\u201c]([^\"'\u201c\u201d]{1,500})[\"'\u201d]")
"""Words in quotation marks that no name of a field stands before."""
_OF_WORDS = ("title", "heading", "header", "summary", "caption", "content", "text", "message", "description", "quote", "attr", "attribution",
             "author", "cite", "source", "label")
"""Fields of tags whose values are words of the page."""
_PROGRAM = frozenset("if elsif else unless case when for assign capture comment cycle increment".split())
"""Tags that are no words of the page, but the program of its maker."""
_QUOTE = re.compile(r"\{%-?[ \t]*+(blockquote|quote|pullquote)\b([^{}%]{0,400}+)%\}", re.IGNORECASE)
_QUOTE_ENDS = re.compile(r"\{%-?[ \t]*end(?:block|pull)?quote\b", re.IGNORECASE)
_NEAR = 50
"""Marks among which the one that opens an emphasis is looked for."""
_MOST_CODE = 5000
"""Lines of code between two tags at most."""
_LOOKED = "dialect: no end of code above this line"


def with_dialects(parser: MarkdownIt) -> MarkdownIt:
    """A parser that reads such signs as what they are."""
    parser.block.ruler.before("reference", "dialect", _line, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.core.ruler.after("block", "dialect", _of_blocks)
    parser.inline.ruler.before("link", "dialect", _in_line)
    return parser


def _line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that is such a sign, with the words in it; code between two such lines."""
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start]:state.eMarks[start]]
    if line[:1] not in (":", "{", "["):
        return False
    container = _CONTAINER.match(line) if line.startswith(":::") else None
    if container is None and not _TAG.match(line):
        return False
    if silent:
        return True
    state.line = start + 1
    if container is not None:
        _paragraph(state, container["named"] or (container["title"] or "").strip(), start)
    elif (code := _HIGHLIGHT.match(line)) is not None:
        _code(state, start, end, code[1])
    elif (quote := _QUOTE.match(line)) is not None:
        _quotation(state, start, end, "" if quote[1].lower() == "pullquote" else quote[2].removesuffix("-").strip(" \t"))
    else:
        _told(state, line, start)
    return True


def _paragraph(state: StateBlock, text: str, line: int) -> None:
    if text:
        state.push("paragraph_open", "p", 1).map = [line, line + 1]
        token = state.push("inline", "", 0)
        token.content, token.map, token.children = text, [line, line + 1], []
        state.push("paragraph_close", "p", -1)


def _code(state: StateBlock, start: int, end: int, language: str) -> None:
    """Lines up to the tag that ends them, as code; only the tag goes where nothing ends it."""
    if (n := _end(state, start, end, _HIGHLIGHT_ENDS)) is not None:
        token = state.push("fence", "code", 0)
        token.info, token.content, token.map = language, state.getLines(start + 1, n, 0, True), [start, n]
        state.line = n + 1


def _end(state: StateBlock, start: int, end: int, tag: re.Pattern[str]) -> int | None:
    """The line of the tag that ends what begins in a line; None where nothing ends it."""
    looked = f"{_LOOKED}: {tag.pattern}"
    last = min(end, start + _MOST_CODE)
    for n in range(max(start + 1, state.env.get(looked, 0)), last):
        if tag.match(state.src, state.bMarks[n] + state.tShift[n], state.eMarks[n]):
            return n
    state.env[looked] = max(last, state.env.get(looked, 0))
    return None


def _quotation(state: StateBlock, start: int, end: int, source: str) -> None:
    """Lines up to the tag that ends them, as a quotation with the source that its tag tells; the source alone where nothing ends it."""
    last = _end(state, start, end, _QUOTE_ENDS)
    if last is not None:
        state.push("blockquote_open", "blockquote", 1).map = [start, last]
        state.md.block.tokenize(state, start + 1, last)
    _paragraph(state, source, start)
    if last is not None:
        state.push("blockquote_close", "blockquote", -1)
        state.line = last + 1


def _told(state: StateBlock, line: str, at: int) -> None:
    """The words that a tag tells: those of a picture are its caption."""
    fields = {key.lower(): first or second for key, first, second in _FIELD.findall(line)}
    words = [fields[name] for name in _OF_WORDS if "://" not in fields.get(name, "://")]
    if "src" in fields:
        caption = f"<figcaption>{escape(' '.join(dict.fromkeys(words)))}</figcaption>" if words else ""
        picture = f"<img src=\"{escape(fields['src'])}\" alt=\"{escape(fields.get('alt', ''))}\">"
        state.push("html_block", "", 0).content = f"<figure>{picture}{caption}</figure>\n"
        return
    tag = _TAG.match(line)
    if tag is not None and (tag["hugo"] or tag["liquid"] and tag["liquid"].lower() not in _PROGRAM):
        for told in [*words, *(one.strip() for one in _ALONE.findall(_FIELD.sub("", line)) if " " in one.strip())]:
            _paragraph(state, told, at)


def _of_blocks(state: StateCore) -> None:
    """Attributes behind headings, and marks of callouts with which quotations open."""
    for opening, before, token in zip(("", *(t.type for t in state.tokens)), ("", "", *(t.type for t in state.tokens)), state.tokens, strict=False):
        if token.type != "inline":
            continue
        if opening == "heading_open" and "{" in token.content and len(token.content) <= _LONGEST_HEADING:
            token.content = _OF_HEADING.sub("", token.content)
        elif opening == "paragraph_open" and before == "blockquote_open" and (mark := _CALLOUT.match(token.content)):
            rest = token.content[mark.end():]
            token.content = f"{mark['title']}\\\n{rest}" if mark["title"] and rest else mark["title"] or rest


def _in_line(state: StateInline, silent: bool) -> bool:
    """A link to a note, words with attributes, or attributes behind a link, code or emphasis."""
    char, at = state.src[state.pos], state.pos
    if char == "{":
        found = _BEHIND.match(state.src, at, state.posMax) if at and state.src[at - 1] in ")]*_`" and _follows(state) else None
        words = ""
    elif char in "[!":
        found = _SPAN.match(state.src, at, state.posMax) or _WIKI.match(state.src, at, state.posMax)
        words = "" if found is None else found[1] if found.re is _SPAN else found[3] or found[2]
    else:
        return False
    if found is None:
        return False
    if not silent:
        if found.re is _WIKI and found[1] and _PICTURE.search(found[2]):
            state.push("html_inline", "", 0).content = f'<img src="{escape(found[2])}" alt="">'
        elif words:
            state.push("text", "", 0).content = words
    state.pos = found.end()
    return True


def _follows(state: StateInline) -> bool:
    """Whether a link, a picture, code or emphasis ends right here; braces behind another mark are text, as in the formula ``\\sum_{i=1}``."""
    if state.pending or not state.tokens:
        return False
    if state.tokens[-1].type in ("link_close", "image", "code_inline"):
        return True
    last = state.delimiters[-1] if state.delimiters else None
    return (last is not None and last.token == len(state.tokens) - 1 and last.close
            and any(before.open and before.marker == last.marker for before in state.delimiters[-_NEAR:-1]))
