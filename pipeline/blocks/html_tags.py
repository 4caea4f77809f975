"""What each tag of HTML means for the flow of text, and what attributes say.

Tables only: lexbor numbers the tags it knows, so the walk looks a tag up by its number in one list.
"""

from __future__ import annotations

import re
from enum import IntEnum
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, create_tag

from pipeline.data.addresses import leads_nowhere

__all__ = [
    "ANCHOR", "CLASSED", "CODE", "CODE_LINE", "CODE_LINES", "CONTROL", "CREDIT", "DRAWING", "FIRST_ELEMENT", "FLOWING", "FORMULA", "HIDING", "ICON",
    "KINDS", "LANGUAGE", "LINES", "LINE_NUMBER", "NAMED", "NAMES", "NARROW", "NOTE_SWITCH", "OBFUSCATED", "SAYING", "SIDE_NOTE", "SPOKEN", "STYLES",
    "TEX", "TEXT", "TEX_ATTRIBUTES", "About", "Attributes", "Classes", "Kind", "Shapes", "absolute", "best_source", "breaks_lines", "hidden_by",
    "hint_tokens", "is_sizeless", "says_by_attribute", "stands_apart",
]

Attributes = dict[str, str | None]


class Kind(IntEnum):
    """How the walk treats an element."""

    INLINE = 0
    """No break before or after it."""
    BLOCK = 1
    BREAK = 2
    LINK = 3
    STYLE = 4
    """An inline element whose stretch is recorded: emphasis, sub, sup …"""
    SKIP = 5
    """Neither it nor what is in it is shown."""
    OBJECT = 6
    """An image, video, frame: a block without text."""
    RULE = 7
    INPUT = 8
    ROW = 9
    CELL = 10
    TABLE = 11
    READING = 12
    """``rt``: how the ruby base before it is read."""
    TEMPLATE = 13
    HEAD = 14
    """``title``, ``meta``, ``link``, ``base``: read into `HeadData`."""
    FALLBACK = 15
    """Shown only where the element that holds it can't be."""
    TEXT_AREA = 16
    AS_IS = 17
    """Preformatted."""
    RUBY = 18
    TIME = 19
    RAW = 20
    """Its content is text, tags and all."""
    SLOT = 21
    """Where a shadow root shows what its host holds."""
    MATH = 22
    SCRIPT = 23
    QUOTED = 24
    """A quotation inside a sentence."""


STYLES = {
    "em": "italic", "i": "italic", "cite": "italic", "dfn": "italic", "var": "italic", "strong": "bold", "b": "bold", "u": "underline",
    "ins": "underline", "s": "strike", "strike": "strike", "del": "strike", "sup": "sup", "sub": "sub", "code": "mono", "kbd": "mono",
    "samp": "mono", "tt": "mono",
}

_BY_KIND = {
    Kind.BLOCK: "html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset "
                "h1 h2 h3 h4 h5 h6 header hgroup legend li main menu nav ol p search section summary ul "
                "caption thead tbody tfoot colgroup label button select optgroup option noscript marquee",
    Kind.BREAK: "br",
    Kind.LINK: "a",
    Kind.STYLE: " ".join(STYLES),
    Kind.SKIP: "style svg rp datalist noembed param track area map source col annotation annotation-xml frame",
    Kind.OBJECT: "img image iframe video audio embed object",
    Kind.RULE: "hr",
    Kind.INPUT: "input",
    Kind.ROW: "tr",
    Kind.CELL: "td th",
    Kind.TABLE: "table",
    Kind.READING: "rt",
    Kind.TEMPLATE: "template",
    Kind.HEAD: "title meta link base",
    Kind.FALLBACK: "canvas",
    Kind.TEXT_AREA: "textarea",
    Kind.AS_IS: "pre listing plaintext",
    Kind.RAW: "xmp noframes",
    Kind.RUBY: "ruby",
    Kind.TIME: "time",
    Kind.SLOT: "slot",
    Kind.MATH: "math",
    Kind.SCRIPT: "script",
    Kind.QUOTED: "q",
    Kind.INLINE: "picture span small big font abbr acronym mark bdi bdo data output rb rtc wbr nobr head meter progress",
}


def _tables() -> tuple[list[int], list[str]]:
    """Kind and name for each number of a tag; tags that aren't listed are inline."""
    kinds, names = [0] * 256, [""] * 256
    for kind, tags in _BY_KIND.items():
        for name in tags.split():
            number = create_tag(name).tag_id
            if number < 256:
                kinds[number], names[number] = int(kind), name
    return kinds, names


KINDS, NAMES = _tables()


def _number_of_text() -> int:
    body = LexborHTMLParser("<body>text").body
    assert body is not None and body.child is not None
    return body.child.tag_id


TEXT, FIRST_ELEMENT = _number_of_text(), 7
"""Lexbor's number for text, and the first one for an element: below it are text, comments, the document and its type."""

_UNSEEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:left|text-indent|top)\s*:\s*-9\d{3,4}(?:px|em|pt|%))", re.IGNORECASE)
_SIZELESS = re.compile(r"(?:^|[;\s])font-size\s{0,9}:\s{0,9}0(?:\.0)?(?:px|pt|em|rem|%)?\s{0,9}(?:!important\s{0,9})?(?:;|$)", re.IGNORECASE)
_APART = re.compile(r"(?:^|[;\s])display\s{0,9}:\s{0,9}(?:block|flex|grid|table|list-item|flow-root)\b", re.IGNORECASE)
_BREAKING = re.compile(r"(?:^|[;\s])white-space(?:-collapse)?\s{0,9}:\s{0,9}(?:pre|break-spaces|preserve)", re.IGNORECASE)
_SAYING_SURELY = frozenset({"itemprop", "property", "itemtype", "typeof"})

CLASSED, NAMED, ANCHOR, SAYING, HIDING, FLOWING, LANGUAGE, OBFUSCATED, TEX = (1 << bit for bit in range(9))
"""What the names of an element's attributes say of it: it has a class; other hints; a name to point at; markup made to tell what it
holds; it may be hidden; it may change what blocks in it inherit; its language; it holds an address that programs shall not read; it
draws a formula."""
TEX_ATTRIBUTES = ("data-latex", "data-tex", "data-formula")
"""Attributes that hold the TeX of a formula wherever they stand."""
_BITS = {
    "class": CLASSED, "id": NAMED | ANCHOR | SAYING, "role": NAMED | FLOWING, "itemprop": NAMED | SAYING, "name": ANCHOR, "rel": SAYING,
    "data-testid": SAYING, "property": SAYING, "itemtype": SAYING, "typeof": SAYING, "hidden": HIDING | FLOWING, "style": HIDING | FLOWING,
    "data-cfemail": OBFUSCATED, **dict.fromkeys(TEX_ATTRIBUTES, TEX),
    "data-type": NAMED, "aria-hidden": FLOWING, "lang": FLOWING | LANGUAGE, "xml:lang": FLOWING,
}


class Shapes(dict[tuple[str, ...], int]):
    """The bits for the names of an element's attributes; a page has few dozen different sets of them."""

    def __missing__(self, names: tuple[str, ...]) -> int:
        """Sum up a set of names that is new."""
        bits = 0
        for name in names:
            bits |= _BITS.get(name, 0)
        self[names] = bits
        return bits


FORMULA, DRAWING, LINES, SIDE_NOTE, NOTE_SWITCH, CREDIT, SPOKEN = "formula", "drawing", "lines", "side-note", "note-switch", "credit", "spoken"
ICON, CONTROL, NARROW, CODE, CODE_LINE, CODE_LINES, LINE_NUMBER = (
    "icon", "control", "narrow", "code", "code-line", "code-lines", "line-number")
"""What a class makes of an element: it holds a formula; it is the drawing of a formula whose TeX follows; line ends in it count; it is
a note inside running text; it shows and hides such a note; it says who made a picture; it is read out and not shown; it is an icon;
its words edit a section or lead back from a note; narrow screens alone show it; it holds lines of code, or their numbers; it is a line
of code; it may hold such lines, an element each; it is the number of such a line."""
_KINDS = (
    (FORMULA, re.compile(r"mwe-math-element|katex|mjx-container|MathJax(?:_Display|_SVG|_CHTML)?|math-(?:container|tex|inline|display)|ql-formula")),
    (DRAWING, re.compile(r"MathJax_(?:Preview|Display|SVG|SVG_Display|CHTML)|MJXc-display|MathJax")),
    (LINES, re.compile(r"whitespace-(?:pre|pre-line|pre-wrap|break-spaces)")),
    (SIDE_NOTE, re.compile(
        r"side-?note|margin-?note|(?:foot|side|end)-?note[-_]{0,2}(?:content|text|body|note|tooltip|popup|popover)|\S{1,40}__note|"
        r"tooltiptext|ltx_note_outer")),
    (SPOKEN, re.compile(r"sr-?only|sr-text|screen-?reader(?:-only|-text)?|visually-?hidden|visuallyhidden|a11y-(?:hidden|text)|element-invisible")),
    (CREDIT, re.compile(r"(?:\S{1,40}[-_])?(?:credits?|photographer|copyright)(?:[-_]\S{1,40})?", re.IGNORECASE)),
    (ICON, re.compile(r"material-(?:icons|symbols)(?:-\w{1,20})?|google-symbols|ligature-icons?")),
    (CONTROL, re.compile(r"mw-editsection|mw-cite-backlink|footnote-?back(?:-?(?:ref|link))?|reversefootnote|footnotes?__backref|"
                         r"ltx_tag_note|ltx_note_mark|jammer")),
    (NARROW, re.compile(r"d-(?:sm|md|lg|xl)-none|(?:sm|md|lg|xl):hidden|hidden-(?:md|lg)|\S{0,30}mobile(?:-only)?|"
                        r"(?:show|visible)-(?:for-|on-)?(?:xs|sm|small|mobile)\S{0,20}|hide-(?:for-|on-)?(?:medium|md|lg|large|desktop)")),
    (CODE, re.compile(r"crayon-(?:pre|nums-content)")),
    (CODE_LINES, re.compile(r"container|gutter")),
    (CODE_LINE, re.compile(r"line|(?:code|token|view)-line")),
    (LINE_NUMBER, re.compile(r"linenos?|line-?numbers?|(?:[\w-]{1,30}-)?line-?number|hljs-ln-n(?:umbers)?|lnr?")),
    (NOTE_SWITCH, re.compile(r"margin-toggle|(?:side|margin|foot)-?note[-_]{0,2}(?:toggle|number|button)|(?:big|little)foot(?:-footnote)?__button")),
)
_MAY_BE = (
    "math", "katex", "mjx", "formula", "whitespace", "note", "tooltip", "margin", "foot", "credit", "photographer", "copyright", "sr", "screen",
    "visual", "a11y", "invisible", "material", "symbol", "icon", "jammer", "editsection", "backlink", "-none", "hidden", "mobile", "visible",
    "hide-", "show-", "crayon", "-line", "line-n", "linen", "hljs-ln",
)
_NAMES = frozenset({"line", "ln", "lnr", "container", "gutter"})
"""One of these stands in every name that is told by `_KINDS`, in lower case, or is the name itself."""
About = tuple[tuple[str, ...], bool, str]
"""The hints of an element, whether it tells what it holds, and what its class makes of it (empty mostly)."""


class Classes(dict[str | None, About]):
    """What each value of ``class`` on a page says."""

    def __missing__(self, named: str | None) -> About:
        """Look at a value that is new."""
        names = tuple((named or "").split()[:16])
        may_be = named is not None and (any(map(named.lower().__contains__, _MAY_BE)) or not _NAMES.isdisjoint(names))
        self[named] = found = (names, _says_by_name(named or ""), _kind_of(names) if may_be else "")
        return found


def _kind_of(names: tuple[str, ...]) -> str:
    if "math" in names and ("inline" in names or "display" in names):  # as Pandoc writes it
        return FORMULA
    return next((kind for kind, pattern in _KINDS for name in names if pattern.fullmatch(name)), "")


_FILLER = re.compile(r"^data:|(?:^|[/_-])(?:blank|spacer|placeholder|pixel|transparent|lazy|loading|1x1|grey|gray)[\w-]*\.(?:gif|png|svg|jpe?g|webp)",
                     re.IGNORECASE)
_LONGEST_FILLER = 300
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-original-src", "data-hi-res-src", "data-image", "data-url", "data-lazy",
         "data-orig-file", "data-large-file")
_LAZY_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set")
_LAZIES = frozenset({*_LAZY, *_LAZY_SETS[1:]})
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def hidden_by(attributes: Attributes) -> bool:
    """Whether an element's own attributes keep it and all in it from being shown."""
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    style = attributes.get("style")
    return style is not None and ("none" in style or "hidden" in style or "-9" in style) and _UNSEEN.search(style) is not None


def is_sizeless(attributes: Attributes) -> bool:
    """Whether an element's own style gives its words no size: marks by which a site tells copies of its text."""
    style = attributes.get("style")
    return style is not None and "font-size" in style and _SIZELESS.search(style) is not None


def stands_apart(attributes: Attributes) -> bool:
    """Whether an element of running text is shown on lines of its own by its own style."""
    style = attributes.get("style")
    return style is not None and "display" in style and _APART.search(style) is not None


def breaks_lines(attributes: Attributes) -> bool:
    """Whether line ends inside an element count by its own style."""
    style = attributes.get("style")
    return style is not None and "white-space" in style and _BREAKING.search(style) is not None


def hint_tokens(attributes: Attributes) -> tuple[str, ...]:
    """Class names, id, role and itemprop of an element, in this order."""
    named = attributes.get("class")
    out = named.split()[:16] if named else []
    for key in ("id", "role", "itemprop"):
        if value := attributes.get(key):
            out.extend(value.split()[:4])
    return tuple(out)


def _says_by_name(name: str) -> bool:
    """Whether a class or an id tells what an element holds: author, date, headline … Written out, because it is asked of every class."""
    n = name.lower()
    return ("author" in n or "date" in n or "byline" in n or "publish" in n or "posted" in n or "headline" in n or "title" in n
            or "kicker" in n or "eyebrow" in n or "overline" in n or "topline" in n or "dachzeile" in n or "surtitre" in n or "standfirst" in n
            or "licen" in n or "copyright" in n or "by-line" in n or "writ" in n or "contributor" in n)


def says_by_attribute(attributes: Attributes) -> bool:
    """Whether attributes other than ``class`` tell what an element holds."""
    if (name := attributes.get("id")) and _says_by_name(name):
        return True
    rel = attributes.get("rel")
    if rel and any(word in rel for word in ("author", "license", "tag")):
        return True
    return not _SAYING_SURELY.isdisjoint(attributes) or "data-testid" in attributes and _says_by_name(attributes["data-testid"] or "")


def absolute(url: str, base: str) -> str:
    """A link resolved against ``base``; as it stands where it can't be (bad ports); nothing where it leads nowhere (``data:``, ``javascript:``)."""
    if url.startswith(("https://", "http://")) and not url[-1].isspace():
        return url
    url = "".join(url.split()) if "\n" in url or "\t" in url else url.strip()
    if leads_nowhere(url):
        return ""
    if not base or not url or _SCHEME.match(url):
        return url
    if url[0] == "/" and "/." not in url and not url.startswith("//"):
        host = base.find("/", base.find("://") + 3)
        return (base if host < 0 else base[:host]) + url
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def best_source(attributes: Attributes) -> str:
    """An image's address, also of one that scripts would load later: the address itself, lazy attributes, then the widest of a set."""
    source = (attributes.get("src") or "").strip()
    if source and not _FILLER.search(source, 0, _LONGEST_FILLER) and not (source.endswith(".gif") and not _LAZIES.isdisjoint(attributes)):
        return source
    for key in _LAZY:
        value = (attributes.get(key) or "").strip()
        if value and not value.startswith(("data:", "{", "[")):
            return value
    for key in _LAZY_SETS:
        if found := _widest(attributes.get(key) or ""):
            return found
    return "" if source.startswith("data:") else source


_CANDIDATES = re.compile(r",(?:\s+|(?<=\d[wx],))")
_SIZE = re.compile(r"\d{0,6}\.?\d{1,6}[wx]")


def _widest(srcset: str) -> str:
    """The candidate of a ``srcset`` with the greatest width or density."""
    best, size = "", -1.0
    for candidate in _CANDIDATES.split(srcset):
        url, *described = candidate.split() or [""]
        width = float(described[-1][:-1]) if described and _SIZE.fullmatch(described[-1]) else 1.0
        url = url.rstrip(",")
        if url and width > size and not url.startswith("data:"):
            best, size = url, width
    return best
