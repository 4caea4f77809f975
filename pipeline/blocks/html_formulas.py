r"""Formulas: once, where they stand, as TeX.

A page brings a formula two or three times: as MathML for readers that can show it, as TeX in an annotation, as HTML or a picture for the
eye. MediaWiki, KaTeX, MathJax and plain MathML do it in ways of their own. Whatever there is, the TeX that the author typed is kept
where the formula stands, and all the rest of the element with it is one repair, which says what became of its words.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import unquote, unquote_plus

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_builder import NOTHING, Builder, Closer
from pipeline.blocks.html_mathml import tex_of_mathml
from pipeline.blocks.html_source import RAW
from pipeline.blocks.html_tags import DRAWING, FORMULA, TEX_ATTRIBUTES, TEXT, Attributes
from pipeline.data import Page, Repair

__all__ = ["Formula", "claim", "formula_repairs", "is_drawing", "math", "read_attribute", "read_formula", "read_picture", "script"]

Formula = tuple[int, int, str, str]
"""Where a formula, or a sign that is drawn, stands in the source, what the text has for it, and the kind of the repair."""
_STYLE = re.compile(r"\{\\(?:display|text|script)style\s+")
_DELIMITERS = (("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$"))
_PICTURE = re.compile(r"mwe-math-fallback-image\S*|tex|latex|math|equation|ee_img", re.IGNORECASE)
_DRAWS = re.compile(
    r"latex\.php|/math/render/|codecogs\.com|/cgi-bin/mimetex|mathtex\.cgi|chart\.googleapis\.com/chart\?cht=tx|/equation\?tex=|/render/math\?math=|"
    r"i\.upmath\.me/", re.IGNORECASE)
"""Addresses of services that draw formulas."""
_ASKED = re.compile(r"(?:[?&](?:tex|math|latex|chl)=|codecogs\.com/[\w./]{1,40}\?)((?:[^&#]|&space;){1,2000})")
"""The formula in such an address."""
_SIZE = re.compile(r"^(?:\\(?:dpi\{\d{1,4}\}|bg_\w{1,20}|fn_\w{1,9}|inline|large|small|huge)\s*+)++")
"""How CodeCogs is asked to draw a formula, in front of it."""
_TYPED = re.compile(r"[\\^_={}+]|^\s*\S{1,2}\s*$")
"""What alternative text has that is TeX."""
_MOST_NODES, _LONGEST = 3000, 5000
"""Elements and characters of one formula at most; what has more holds formulas."""
_FEW = 20
"""Elements in a formula that is text between delimiters."""
_NEAR = 4
"""Elements between a drawing and its TeX at most."""
_REACH = 20_000
"""Characters within which a script stands that the parser has just reached."""
_ATTRIBUTES = (*TEX_ATTRIBUTES, "data-value", "data-expr")
"""Attributes that may hold the TeX of an element that is a formula by something else."""


def math(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``math``."""
    return None if read_formula(b, node) else NOTHING


def script(b: Builder, node: LexborNode, name: str) -> Closer | None:
    """``script``: TeX for MathJax, or data on the page."""
    if "math/tex" not in (node.attributes.get("type") or "").lower():
        b.head.read(node, name)
        return None
    raw = _content(node)
    place = b.places.between("<script", raw, _REACH) or b.rendered or (b.places.at, b.places.at)
    _put(b, _typed(raw), _joined(b.rendered, place))
    return None


def _joined(first: tuple[int, int] | None, second: tuple[int, int]) -> tuple[int, int]:
    """The range from the one to the other."""
    return second if first is None else (min(first[0], second[0]), max(first[1], second[1]))


def read_formula(b: Builder, node: LexborNode) -> bool:
    """Read an element as a formula; False where there is no TeX to be had, and nothing has been read."""
    if is_drawing(b, node):
        return True
    tex = _tex_of(node)
    if not tex:
        return False
    place = claim(b, node)
    if place is None:
        return False
    _put(b, tex, place)
    return True


def read_picture(b: Builder, attributes: Attributes, source: str, place: tuple[int, int, bool]) -> bool:
    """Read a picture that shows a formula and has its TeX as alternative text."""
    drawn = _DRAWS.search(source, 0, 500) is not None
    text = attributes.get("alt") or (drawn and (attributes.get("title") or _asked(source))) or ""
    if not place[2] or not _TYPED.search(text):
        return False
    if not drawn and not any(_PICTURE.fullmatch(name) for name in (attributes.get("class") or "").split()[:8]):
        return False
    _put(b, _typed(text), place[:2])
    return True


def _asked(source: str) -> str:
    """The formula that an address asks a service to draw."""
    match = _ASKED.search(source)
    if match is None:
        return ""
    typed = unquote(match[1].replace("&space;", " ")) if "codecogs" in match[0] else unquote_plus(match[1])  # + is a plus to CodeCogs
    return _SIZE.sub("", typed)


def read_attribute(b: Builder, node: LexborNode, name: str, attributes: Attributes) -> bool:
    """Read an element that draws a formula and has its TeX in an attribute; False where it shows words of its own as well."""
    tex = next((value for key in _ATTRIBUTES if (value := attributes.get(key))), "")
    if not tex or tex[0] == "=" or len(tex) > _LONGEST:  # spreadsheets put such a sign before a formula, and show its result
        return False
    words = node.text().strip()
    if len(words) > 2 * len(tex) or words and not _TYPED.search(tex):
        return False
    places = b.places
    tag = places.between(f"<{name}", tex, _REACH) or places.between(f"<{name}", escape(tex), _REACH)
    if tag is None:
        return False
    _put(b, _typed(tex), _joined(claim(b, node), tag))
    return True


def is_drawing(b: Builder, node: LexborNode) -> bool:
    """Whether an element draws a formula whose TeX follows in a script; then what it shows has been passed over."""
    following = node.next
    for _ in range(_NEAR):
        while following is not None and not following.is_element_node and not (following.text_content or "").strip():
            following = following.next
        if following is None:
            return False
        attributes = following.attributes
        if following.tag == "script":
            if "math/tex" not in (attributes.get("type") or "").lower() or not _typed(_content(following)):
                return False
            place = claim(b, node)
            if place is not None:
                b.rendered = _joined(b.rendered, place)
            return True
        if b.classes[attributes.get("class")][2] not in (DRAWING, FORMULA):
            return False
        following = following.next
    return False


def _put(b: Builder, tex: str, place: tuple[int, int]) -> None:
    """A formula stands here."""
    b.rendered = None
    if not tex:
        return
    start, end = _around(b.places.source, *place)
    b.region.folder.formula(tex, start, end, True)
    b.formulas.append((start, end, tex, "formula"))


def claim(b: Builder, node: LexborNode) -> tuple[int, int] | None:
    """The range of all words and pictures in an element, which are passed over; None where there are none."""
    low = high = -1
    for inside in node.traverse(include_text=True):
        if inside.tag_id == TEXT:
            text = inside.text_content or ""
            if text.isspace() or not text or (inside.parent is not None and inside.parent.tag in RAW):
                continue
            start, end, _ = b.places.text(text)
        elif inside.tag == "img":
            attributes = inside.attributes
            start, end, _ = b.places.tag("img", attributes.get("src") or attributes.get("alt") or "")
        elif inside.tag == "script" and (found := b.places.between("<script", _content(inside), _REACH)):
            start, end = found
        else:
            continue
        low, high = start if low < 0 else min(low, start), max(high, end)
    return None if low < 0 else (low, high)


def _tex_of(node: LexborNode) -> str:
    """The TeX of an element, as it was typed if anything in it says so; empty where it has none, or holds several formulas."""
    typed: list[str] = []
    maths: list[LexborNode] = []
    spoken, n = "", 0
    for n, inside in enumerate(node.traverse(include_text=False)):
        if n > _MOST_NODES or len(typed) > 1 or len(maths) > 1:
            return ""
        attributes, tag = inside.attributes, inside.tag
        if _is_notation(tag, attributes):
            typed.append(_content(inside))
        elif tag == "math":
            maths.append(inside)
            spoken = spoken or attributes.get("alttext") or ""
        elif tag == "img":
            spoken = spoken or attributes.get("alt") or ""
        else:
            spoken = spoken or next((value for key in _ATTRIBUTES if (value := attributes.get(key))), "")
    if len(typed) > 1 or len(maths) > 1:
        return ""
    text = node.text().strip() if n <= _FEW and not (typed or spoken or maths) else ""
    tex = typed[0] if typed else spoken or (tex_of_mathml(maths[0]) if maths else text if _is_delimited(text) else "")
    return _typed(tex) if len(tex) <= _LONGEST else ""


def _is_notation(tag: str | None, attributes: Attributes) -> bool:
    """Whether an element holds TeX."""
    if tag == "annotation":
        return "tex" in (attributes.get("encoding") or "").lower()
    return tag == "script" and "math/tex" in (attributes.get("type") or "").lower()


def _content(node: LexborNode) -> str:
    child = node.child
    return (child.text_content or "") if child is not None else ""


def _is_delimited(text: str) -> bool:
    return any(len(text) > len(a) + len(z) and text.startswith(a) and text.endswith(z) for a, z in _DELIMITERS)


def _typed(tex: str) -> str:
    """TeX without its delimiters, without a style around all of it, white space folded."""
    tex = " ".join(tex.split()).removeprefix("% <![CDATA[").removesuffix("%]]>").strip()
    for opening, closing in _DELIMITERS:
        if len(tex) > len(opening) + len(closing) and tex.startswith(opening) and tex.endswith(closing):
            tex = tex[len(opening):-len(closing)].strip()
            break
    match = _STYLE.match(tex)
    if match and _closes(tex) == len(tex) - 1:
        tex = tex[match.end():-1].strip()
    return tex


def _closes(tex: str) -> int:
    """Where the brace closes that a formula begins with; -1 where it does not."""
    depth = 0
    for at, char in enumerate(tex):
        if char in "{}" and (not at or tex[at - 1] != "\\"):
            depth += 1 if char == "{" else -1
            if not depth:
                return at
    return -1


def formula_repairs(formulas: list[Formula], page: Page) -> tuple[Repair, ...]:
    """What became of the markup of formulas and drawn signs, as repairs of the decoded page; what was mended in them lies inside their ranges."""
    out: list[Repair] = []
    for start, end, tex, kind in sorted(formulas):
        low, high = page.place(start), page.place_end(end)
        if low >= high or out and low < out[-1].end or low < page.place_end(start) or page.place(end) < high:
            continue  # where one mending holds the formula and what is beside it, the mending is on record
        if (before := page.text[low:high]) != tex:
            out.append(Repair(low, high, before, tex, kind, (("put", tex),) if tex else (("delete",),)))
    return tuple(out)


_OPENING = re.compile(r"<math\b[^<>]*+>(?:\s*+<[a-z][^<>]*+>)*+\s*+\Z")
_CLOSING = re.compile(r"(?:\s*+</[a-z]+>)*?\s*+</math>")


def _around(source: str, start: int, end: int) -> tuple[int, int]:
    """The range of a formula with the tags of its ``math`` element, where its words begin or end in one."""
    opening = source.rfind("<math", max(0, start - 2000), start)
    if opening >= 0 and _OPENING.match(source, opening, start):
        start = opening
    closing = _CLOSING.match(source, end, end + 2000)
    return start, closing.end() if closing else end
