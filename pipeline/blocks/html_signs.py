"""Signs that a page draws: emoji and large initials that are pictures, icons that are words of a font, and signs that only lead back or edit.

A picture that is a character of the text stands in it as that character, and the picture is one repair. Icons, signs that lead somewhere, and words
that stand for wider ones on narrow screens are taken out of the text, as a repair each.
"""

from __future__ import annotations

import re
import unicodedata

from selectolax.lexbor import LexborNode

from pipeline.blocks.html_builder import Builder
from pipeline.blocks.html_formulas import claim
from pipeline.blocks.html_tags import Attributes
from pipeline.reading.marks import is_note_call

__all__ = [
    "is_control", "is_copy_button", "is_icon", "is_line_number", "is_long", "is_narrow_twin", "is_number_of_note", "is_way_back", "neighbour_of",
    "read_address", "read_sign", "take_out", "words_of",
]

_EMOJI = re.compile(r"(?:\S{1,30}[-_])?(?:emoji\w{0,8}|smil(?:ey|ies)|emoticons?)(?:[-_]\S{1,30})?", re.IGNORECASE)
_LONGEST_EMOJI = 16
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SMILEY = re.compile(r"[:;=8x][-'^o]?[()\[\]{}DPpOo/\\|*3]{1,3}", re.IGNORECASE)
_LIGATURE = re.compile(r"\s*[a-z][a-z0-9]*(?:_[a-z0-9]+)*\s*")
_BACK = "↩↪⤴⮐⏎↵↑⇑⬆▲^\ufe0e\ufe0f"
"""Signs by which a note leads back to its call."""
_LONGEST_BACK, _LONGEST_TWIN, _PARAGRAPH = 4, 40, 40
_LONGEST_NUMBER = 6
_LONGEST_HEADING, _MOST_NODES = 200, 400
"""Characters of a heading by its role, and elements and texts in it that are looked at."""
_PARTS = frozenset({"p", "div", "section"})
"""Elements that hold the words of a note."""
_COPY = re.compile(
    r"(?:copy|copied!?|copy (?:code|text|snippet|link|(?:code )?to (?:the )?clipboard)|kopieren|code kopieren|copier(?: le code)?|"
    r"copi(?:ar|a)(?: c[oó]di[cg][oe])?|kopi(?:ëren|uj|era|er)|копировать|复制(?:代码)?|複製(?:程式碼)?|コピー|복사)", re.IGNORECASE)
"""What a button says that copies a piece of code."""
_WIDE = re.compile(r"(?:^|\s)(?:d-(?:sm|md|lg|xl)-(?:inline|block|flex|grid)|(?:sm|md|lg|xl):(?:inline|block|flex|grid)|hidden-(?:xs|sm)\b|"
                   r"[\w-]{0,30}desktop(?:-only)?(?:\s|$)|(?:show|visible)-(?:for-|on-)?(?:medium|md|lg|large|desktop)|"
                   r"hide-(?:for-|on-)?(?:small|sm|mobile))", re.IGNORECASE)


def read_sign(b: Builder, node: LexborNode, attributes: Attributes, place: tuple[int, int, bool]) -> bool:
    """Read a picture that is a character of the text: an emoji by its class, or the initial of the word that it touches."""
    text = (attributes.get("alt") or "").strip()
    if not (place[2] and 0 < len(text) <= _LONGEST_EMOJI and (_is_emoji(text, attributes) or _is_initial(b, node, text))):
        return False
    b.region.folder.add(text, *place)
    b.formulas.append((place[0], place[1], text, "markup"))
    return True


def _is_emoji(text: str, attributes: Attributes) -> bool:
    if not any(map(_EMOJI.fullmatch, (attributes.get("class") or "").split()[:8])):
        return False
    return _SMILEY.fullmatch(text) is not None or any(unicodedata.category(char) == "So" for char in text)


def _is_initial(b: Builder, node: LexborNode, text: str) -> bool:
    """Whether a letter opens a paragraph and touches what goes on as a word does."""
    following = node.next
    if b.region.folder.length or len(text) != 1 or not text.isupper() or following is None:
        return False
    return words_of(following)[:1].islower() and _is_long_enough(following)


def _is_long_enough(following: LexborNode | None) -> bool:
    """Whether a letter and what stands behind it beside it are a paragraph. Few neighbours are looked at, since an element may have very many."""
    length = 1
    for _ in range(_PARAGRAPH):
        if following is None or length >= _PARAGRAPH:
            break
        length += len(words_of(following))
        following = following.next
    return length >= _PARAGRAPH


def words_of(node: LexborNode) -> str:
    """The words of an element or of a piece of text."""
    return (node.text_content if node.is_text_node else node.text()) or ""


def read_address(b: Builder, node: LexborNode, attributes: Attributes) -> bool:
    """Read an address of mail that a host wrote as figures (``data-cfemail``): the first byte is a key, with which each other one is combined."""
    try:
        key, *data = bytes.fromhex(attributes.get("data-cfemail") or "")
        address = bytes(byte ^ key for byte in data).decode()
    except ValueError:
        return False
    if not _ADDRESS.fullmatch(address) or (place := claim(b, node)) is None:
        return False
    b.region.folder.add(address, *place, True)
    b.formulas.append((*place, address, "markup"))
    return True


def is_control(node: LexborNode) -> bool:
    """Whether an element whose class says so is no part of the text. The mark of a note of LaTeXML is one inside the note alone."""
    around = node.parent
    return "ltx_note_mark" not in (node.attributes.get("class") or "") or around is not None and "content" in (around.attributes.get("class") or "")


def is_copy_button(node: LexborNode) -> bool:
    """Whether a button says that it copies something."""
    return _COPY.fullmatch(" ".join((node.text() or "").split())) is not None


def is_icon(node: LexborNode) -> bool:
    """Whether an element of the class of an icon font holds the name of an icon."""
    return _LIGATURE.fullmatch(node.text() or "") is not None


def is_line_number(node: LexborNode) -> bool:
    """Whether an element of the class of numbers of lines holds a number alone, before the words of its line."""
    words = (node.text() or "").strip()
    before = node.prev
    if before is not None and before.is_text_node and (line := words_of(before).rpartition("\n")[2]) and not line.isspace():
        return False
    return words.isdecimal() and len(words) <= _LONGEST_NUMBER


def is_way_back(node: LexborNode, address: str) -> bool:
    """Whether a link within the page is nothing but a sign that leads back to the call of a note."""
    text = (node.text() or "").strip() if address[:1] == "#" and len(address) > 1 else ""
    return 0 < len(text) <= _LONGEST_BACK and not text.strip(_BACK)


def is_long(node: LexborNode) -> bool:
    """Whether an element has more words than a heading: a post whose role says that readers may jump to it."""
    length = 0
    for number, inner in enumerate(node.traverse(include_text=True)):
        if number > _MOST_NODES:
            return True
        length += len((inner.text_content or "").strip()) if inner.is_text_node else 0
    return length > _LONGEST_HEADING


def is_number_of_note(b: Builder, node: LexborNode, address: str) -> bool:
    """Whether a link that leads back to a call is the number of its note and stands alone, above the element with the words of the note."""
    if address[:1] != "#" or b.region.folder.length or not b.notes.is_caller(address[1:]):
        return False
    following = neighbour_of(node.next, later=True)
    return following is not None and following.is_element_node and following.tag in _PARTS and is_note_call((node.text() or "").strip())


def is_narrow_twin(node: LexborNode) -> bool:
    """Whether an element, by its class for narrow screens, shows in fewer letters what the one beside it shows on wide ones."""
    words = (node.text() or "").strip().rstrip(".").lower()
    if not 0 < len(words) <= _LONGEST_TWIN:
        return False
    for twin in (neighbour_of(node.prev, later=False), neighbour_of(node.next, later=True)):
        if twin is not None and twin.is_element_node and _WIDE.search(twin.attributes.get("class") or ""):
            wide = (twin.text() or "").strip().lower()
            return len(wide) >= len(words) and wide[:2] == words[:2]
    return False


def neighbour_of(node: LexborNode | None, *, later: bool) -> LexborNode | None:
    """A neighbour, white space left out."""
    if node is not None and node.is_text_node and not (node.text_content or "").strip():
        return node.next if later else node.prev
    return node


def take_out(b: Builder, node: LexborNode) -> None:
    """Take the words of an element out of the text, as one repair."""
    if (place := claim(b, node)) is not None:
        b.formulas.append((*place, "", "markup"))
