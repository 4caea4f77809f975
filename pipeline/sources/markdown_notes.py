"""Footnotes of Markdown: ``[^1]`` calls a note, ``[^1]: text`` is one, with its further paragraphs set in below it.

A called note is rendered behind the text, once, in the order of the calls, and each call is a raised link to it. A call in the words of a link parts
the link. A call without a note and a note without a call stay as they stand. A second note of one name stays in its place too.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

__all__ = ["with_notes", "with_notes_behind"]

_DEFINITION = re.compile(r"\[\^([^\[\]\s]{1,100})\]:[ \t]*")
_CALL = re.compile(r"\[\^([^\[\]\s]{1,100})\]")
_LINK = re.compile(r"<a(?=[\s>])", re.IGNORECASE)
_TAG = "html_inline"
_OPEN, _CLOSE, _REFERENCE = "note_open", "note_close", "note_call"
_INDENT = 4
"""Columns by which further lines of a note are set in, so that they belong to it for sure."""


def with_notes(parser: MarkdownIt) -> MarkdownIt:
    """A parser that reads footnotes too."""
    parser.block.ruler.before("reference", "note", _definition, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.after("image", _REFERENCE, _call)
    parser.add_render_rule(_REFERENCE, _rendered_call)
    return parser


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that opens a note, and what is set in below it."""
    at, stop = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if state.is_code_block(start) or not state.src.startswith("[^", at) or (match := _DEFINITION.match(state.src, at, stop)) is None:
        return False
    if silent:
        return True
    names: dict[str, int] = state.env.setdefault("notes", {})
    name = match[1].casefold()
    opened = state.push(_OPEN, "", 1)
    opened.meta = {"name": name, "first": name not in names, "told": match[0].rstrip()}
    opened.level = state.level
    names.setdefault(name, 0)
    before = state.bMarks[start], state.tShift[start], state.sCount[start], state.blkIndent, state.parentType
    state.bMarks[start], state.tShift[start] = match.end(), 0
    state.sCount[start] = state.blkIndent + _INDENT  # the first line is set in by as much as the others
    state.blkIndent += _INDENT
    state.parentType = "note"
    state.md.block.tokenize(state, start, end)
    state.bMarks[start], state.tShift[start], state.sCount[start], state.blkIndent, state.parentType = before
    state.push(_CLOSE, "", -1)
    return True


def _call(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos) or (match := _CALL.match(state.src, state.pos, state.posMax)) is None:
        return False
    names: dict[str, int] = state.env.get("notes", {})
    name = match[1].casefold()
    if name not in names:
        return False
    if silent:  # the end of a link's words is looked for, which a bracket of several characters would take for a link in a link
        state.pos += 1
    else:
        link = _link_around(state) if state.linkLevel else ""
        if link:  # a link holds no link: it ends before the call and goes on behind it
            state.push(_TAG, "", 0).content = "</a>"
        if not names[name]:
            names[name] = state.env["called"] = state.env.get("called", 0) + 1
        state.push(_REFERENCE, "", 0).content = str(names[name])
        if link:
            state.push(_TAG, "", 0).content = link
        state.pos = match.end()
    return True


def _link_around(state: StateInline) -> str:
    """The tag of the link that is being read, whether it is typed as one or as a link of Markdown."""
    for token in reversed(state.tokens):
        if token.type == "link_open":
            return "<a" + "".join(f' {name}="{escape(str(value))}"' for name, value in token.attrs.items()) + ">"
        if token.type == _TAG and _LINK.match(token.content):
            return token.content
    return ""


def _rendered_call(renderer: object, tokens: Sequence[Token], at: int, *more: object) -> str:
    mark = tokens[at].content
    return f'<sup><a href="#fn{mark}" role="doc-noteref">[{mark}]</a></sup>'


def with_notes_behind(tokens: Sequence[Token], env: dict[str, Any]) -> list[Token]:
    """The tokens of a text with its called notes behind it."""
    names: dict[str, int] = env.get("notes", {})
    notes: dict[int, list[Token]] = {}
    text: list[Token] = []
    places, told = [text], ""
    for token in tokens:
        if told and token.type not in ("paragraph_open", "inline"):
            places[-1] += _paragraph(told)
        if token.type == _OPEN:
            called = names[token.meta["name"]] if token.meta["first"] else 0
            places.append(notes.setdefault(called, []) if called else places[-1])
            told = "" if called else token.meta["told"]
        elif token.type == _CLOSE:
            told = ""
            places.pop()
        else:
            if told and token.type == "inline" and token.children is not None:
                token.children.insert(0, _word(f"{told} "))
            told = told if token.type == "paragraph_open" else ""
            places[-1].append(token)
    if notes:
        text.append(_html('<section role="doc-endnotes"><ol>\n'))
        for mark, inner in sorted(notes.items()):
            text += [_html(f'<li id="fn{mark}" role="doc-endnote">\n'), *inner, _html("</li>\n")]
        text.append(_html("</ol></section>\n"))
    return text


def _html(content: str) -> Token:
    from markdown_it.token import Token

    return Token("html_block", "", 0, content=content)


def _word(content: str) -> Token:
    from markdown_it.token import Token

    return Token("text", "", 0, content=content)


def _paragraph(told: str) -> list[Token]:
    """The mark of a note that nothing calls, where no words stand behind it."""
    from markdown_it.token import Token

    inline = Token("inline", "", 0, content=told, children=[_word(told)])
    return [Token("paragraph_open", "p", 1, block=True), inline, Token("paragraph_close", "p", -1, block=True)]
