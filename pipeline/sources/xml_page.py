"""A document of XML as a page of HTML, by the table of its format: words that no element claims are shown too.

Notes stand behind the text, in the order of their calls, as those of Markdown do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from pipeline.sources.xml_formats import XmlFormat
from pipeline.sources.xml_tree import tree_of, without_namespaces

__all__ = ["XmlPage", "has_own_text", "words_in"]

_DEEPEST = 150
_OPENING = 5
"""Elements at the start of a part among which its title is."""
_FLOWING = frozenset("p h1 h2 h3 h4 h5 h6 a b i em u s q sub sup code pre span footer figcaption caption dt".split())
"""Elements of HTML that hold running text: in them, what the table does not name is a part of the sentence."""
_APART = frozenset({"table", "ul", "ol", "dl"})
"""Elements of HTML before which a label stands by itself."""
_PART = (None, "part")
"""What the table says of a part of a sentence or an entry that a space parts from the next one."""
_VOID = frozenset({"br", "hr", "img", "input"})
_POINTING = ("rid", "linkend", "href")
_OWN = re.compile(r"\{([\w.-]+)\}")
_TEX = re.compile(r"\\begin\{document\}(.*?)(\\end\{document\}|\Z)", re.DOTALL)
_PROLOG = re.compile(r"\s*(?:<\?[^>]*>\s*|<!DOCTYPE[^>]*>\s*)*")
_NAMESPACE = re.compile(r"(?<=\") xmlns(?::\w+)?=\"[^\"]*\"|(?<=<math) xmlns(?::\w+)?=\"[^\"]*\"")
_ADDRESS = re.compile(r"(?:https?|ftp)://\S|mailto:\S|www\.\S")
_SIGNS = re.compile(r"[\[\]().\s]")


def words_in(element: Any, form: XmlFormat) -> str:
    """The words of an element as metadata, without its notes and their calls; white space parts elements that nothing else parts."""
    return " ".join("".join(_words(element, form, 0)).split())


def _words(element: Any, form: XmlFormat, depth: int) -> Iterator[str]:
    if not isinstance(element.tag, str):
        yield unescape(element.text or "")  # an entity that is not expanded
        return
    if depth > _DEEPEST or depth and form.rule(element) in ("", "call", "note"):
        return
    yield element.text or ""
    own = has_own_text(element)
    for child in element:
        rule = form.rule(child) if isinstance(child.tag, str) else None
        alone = rule is None and len(child) and not has_own_text(child)
        yield " " if rule == "part" or alone else ""
        yield from _words(child, form, depth + 1)
        yield " " if rule == "label" or not child.tail and (not own or len(child)) else ""
        yield child.tail or ""


def has_own_text(element: Any) -> bool:
    """Whether words stand in an element beside its elements."""
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


class XmlPage:
    """The page of one document. ``html`` is what is shown; ``beside`` are the paths and words of what is not."""

    def __init__(self, document: Any, form: XmlFormat) -> None:
        self.beside: list[tuple[str, str]] = []
        self._form = form
        self._label = ""
        self._notes: dict[Any, int] = {}
        self._set_aside: list[Any] = []
        _moved(document, form)
        _spanned(document)
        elements = [element for element in document.iter() if isinstance(element.tag, str)]
        called = {_target(element) for element in elements if form.rule(element) == "call"} - {""}
        self._by_id = {element.get("id"): element for element in elements if element.get("id") in called}
        self._targets = {_target(element) for element in elements} - {""}
        self._linked = {element.get("id"): element for element in elements if element.get("id") in self._targets}
        self.html = "".join((*self._element(document, 1, False, 0), *self._endnotes()))

    def _element(self, element: Any, level: int, inline: bool, depth: int) -> Iterator[str]:
        """An element and all in it. ``level``: of the headings here. ``inline``: it stands in running text."""
        if not isinstance(element.tag, str):
            yield from self._text(unescape(element.text or ""))  # an entity that is not expanded
            return
        rule = self._form.rule(element)
        if depth > _DEEPEST:
            yield from self._text(words_in(element, self._form))
        elif rule is None:
            yield from self._tagged(element, "span" if inline else "div", level, inline, depth)
        elif self._by_id.get(element.get("id")) is element and rule != "call" or rule == "note" and inline:
            yield from self._note(element, rule == "note" and inline)
        elif rule in _SPECIAL:
            yield from _SPECIAL[rule](self, element, level, depth)
        else:
            yield from self._tagged(element, rule, level, inline, depth)

    def _inside(self, element: Any, level: int, inline: bool, depth: int) -> Iterator[str]:
        own = has_own_text(element)
        yield from self._text(element.text or "")
        before = None
        for child in element:
            rule = self._form.rule(child) if isinstance(child.tag, str) else ""
            if before is not None and not before.tail and (rule == "part" or rule is None and not own):
                yield " "  # nothing else parts the words of the two
            yield from self._element(child, level, inline or own, depth + 1)
            yield from self._text(child.tail or "")
            before = child if rule in _PART else None

    def _text(self, text: str) -> Iterator[str]:
        if self._label and text.strip():
            yield self._taken_label()
        yield escape(text, quote=False)

    def _taken_label(self) -> str:
        label, self._label = self._label, ""
        return f"{label} " if label else ""

    def _tagged(self, element: Any, rule: str, level: int, inline: bool, depth: int) -> Iterator[str]:
        tag, *attributes = rule.split(" ")
        if tag in _APART and self._label and element.find("caption") is None:
            yield f"<p>{self._taken_label()}</p>\n"
        opening = "".join(_attributes(element, attributes))
        if element.get("id") in self._targets:
            opening += f' id="{escape(element.get("id"))}"'
        bare = tag == "span" and not opening
        yield "" if bare else f"<{tag}{opening}>"
        deeper = tag == "section" and any(isinstance(child.tag, str) and self._form.rule(child) in ("h", "about") for child in element)
        yield from self._inside(element, level + deeper, tag in _FLOWING or element.tag in self._form.items, depth)
        if tag == "a" and not len(element) and not (element.text or "").strip():
            yield from self._text(self._led_to(element))
        if tag not in _FLOWING and self._label:
            yield self._taken_label()
        if tag not in _VOID and not bare:
            yield f"</{tag}>" if tag in _FLOWING and tag[0] not in "ph" else f"</{tag}>\n"

    def _led_to(self, element: Any) -> str:
        """What a link without words shows: the address, or the title of the part of a DocBook document to which it leads."""
        if address := next((told for name in ("url", "href") if _ADDRESS.match(told := element.get(name, ""))), ""):
            return str(address)
        part = self._linked.get(element.get("linkend"))
        if part is None:
            return ""
        opening = [*part[:_OPENING], *(inner for first in part[:1] for inner in first[:_OPENING])]
        title = next((child for child in opening if child.tag == "title"), None)
        return part.get("xreflabel") or (words_in(title, self._form) if title is not None else "")

    def _part(self, element: Any, level: int, depth: int) -> Iterator[str]:
        yield from self._tagged(element, "span", level, True, depth)

    def _only(self, element: Any, level: int, depth: int) -> Iterator[str]:
        yield from self._inside(element, level, False, depth)

    def _heading(self, element: Any, level: int, depth: int) -> Iterator[str]:
        sign = not any(map(str.isalnum, words_in(element, self._form)))
        yield from self._tagged(element, "p" if sign else f"h{min(level, 6)}", level, True, depth)

    def _subheading(self, element: Any, level: int, depth: int) -> Iterator[str]:
        yield from self._heading(element, level + 1, depth)

    def _line(self, element: Any, level: int, depth: int) -> Iterator[str]:
        yield from self._inside(element, level, True, depth)
        yield "<br>" if element.getnext() is not None else ""

    def _opens(self, element: Any, level: int, depth: int) -> Iterator[str]:
        self._label = " ".join(filter(None, (self._label, escape(words_in(element, self._form), quote=False))))
        yield ""

    def _call(self, element: Any, level: int, depth: int) -> Iterator[str]:
        note = self._by_id.get(_target(element))
        if note is None:
            yield from self._inside(element, level, True, depth)
            return
        yield self._call_of(note, words_in(element, self._form))

    def _call_of(self, note: Any, mark: str) -> str:
        if note not in self._notes:
            self._notes[note] = len(self._notes) + 1
            note.set("mark", mark or note.get("label") or str(len(self._notes)))
        number = self._notes[note]
        return f'<sup><a href="#fn{number}" role="doc-noteref">[{escape(_SIGNS.sub("", mark) or note.get("mark"))}]</a></sup>'

    def _note(self, element: Any, here: bool) -> Iterator[str]:
        """A note is set aside; one that stands in a sentence is called there."""
        self._set_aside.append(element)
        if here:
            yield self._call_of(element, "")

    def _note_alone(self, element: Any, level: int, depth: int) -> Iterator[str]:
        yield from self._tagged(element, "div class=footnote", level, False, depth)

    def _endnotes(self) -> Iterator[str]:
        """The notes behind the text: those that are called, in their order, and those whose calls are not shown."""
        if not self._notes and not self._set_aside:
            return
        yield '<section role="doc-endnotes"><ol>\n'
        done = 0
        while waiting := list(self._notes)[done:] or [note for note in self._set_aside if note not in self._notes]:
            for note in waiting:
                self._notes.setdefault(note, len(self._notes) + 1)
                yield f'<li id="fn{self._notes[note]}" role="doc-endnote">'
                yield from self._inside(_without_mark(note, self._form), 6, False, 0)
                yield self._taken_label() + "</li>\n"
            done += len(waiting)
        yield "</ol></section>\n"

    def _tex(self, element: Any, level: int, depth: int) -> Iterator[str]:
        yield f'{self._taken_label()}<math><annotation encoding="application/x-tex">{escape(_typed(element))}</annotation></math>'

    def _math(self, element: Any, level: int, depth: int) -> Iterator[str]:
        from lxml import etree

        yield self._taken_label() + _NAMESPACE.sub("", etree.tostring(element, encoding="unicode", method="html", with_tail=False), count=100)

    def _page(self, element: Any, level: int, depth: int) -> Iterator[str]:
        """A page, or one that is written as text; where such a text is no XML it is HTML."""
        if len(element):
            yield from self._inside(element, level, False, depth)
            return
        text = "".join(element.itertext())
        inner = tree_of(text.encode("utf-8", "surrogatepass")) if text.lstrip().startswith("<") else None
        if inner is None:
            yield "".join(f"<p>{escape(part, quote=False)}</p>\n" for part in re.split(r"\n\s*\n", text) if part.strip())
        elif inner.damage:
            prolog = _PROLOG.match(text)
            yield text[prolog.end():] if prolog else text
        else:
            yield from self._element(without_namespaces(inner.root), level, False, depth + 1)

    def _about(self, element: Any, level: int, depth: int) -> Iterator[str]:
        """What is said beside the source; elements in it that the table names are shown."""
        if not len(element) or has_own_text(element):
            yield from self._beside(element, level, depth)
            return
        for child in element:
            if isinstance(child.tag, str) and self._form.rule(child) is None:
                self._say(child, f"{element.tag}/")
            else:
                yield from self._element(child, level, False, depth + 1)

    def _beside(self, element: Any, level: int, depth: int) -> Iterator[str]:
        self._say(element, "")
        yield ""

    def _say(self, element: Any, path: str, depth: int = 0) -> None:
        """The words of an element and of all in it beside the source, each with its path."""
        kind = next((value for name, value in element.attrib.items() if name.endswith("type")), "") if isinstance(element.tag, str) else ""
        path = f"{path}{element.tag}[{kind}]" if kind else f"{path}{element.tag}" if isinstance(element.tag, str) else path
        if depth and isinstance(element.tag, str) and self._form.rule(element) == "":
            return
        if len(element) and not has_own_text(element) and depth < _DEEPEST:
            for child in element:
                self._say(child, f"{path}/", depth + 1)
        elif words := words_in(element, self._form):
            self.beside.append((path, words))
        else:
            self.beside += [(f"{path}@{name}", value) for name, value in element.attrib.items() if value.strip()]


def _target(element: Any) -> str:
    """The id to which an element points; the first of several."""
    value = next((value for name in _POINTING if (value := element.get(name))), "").strip()
    return value.split()[0].removeprefix("#") if value else ""


def _without_mark(note: Any, form: XmlFormat) -> Any:
    """A note without the mark that opens it where it is that of its call."""
    first = next(iter(note), None)
    if first is not None and not (note.text or "").strip() and _SIGNS.sub("", words_in(first, form)) == _SIGNS.sub("", note.get("mark", "")):
        note.remove(first)
    return note


def _attributes(element: Any, wanted: list[str]) -> Iterator[str]:
    """The attributes of an element of HTML; one that takes the value of an attribute which is not there is left out."""
    for name, _, value in (one.partition("=") for one in wanted):
        own = _OWN.search(value)
        told = element.get(own[1]) if own else ""
        if told is not None and told != "false":
            yield f' {name}="{escape(_OWN.sub("{}", value).format(told) if own else value)}"'


def _moved(document: Any, form: XmlFormat) -> None:
    """Opens elements with those that stand beside them, as the table asks for: a table with its caption, a formula with its TeX. Items without a
    list get one."""
    for element in [one for name in form.last for one in document.iter(name) if one.getparent() is not None]:
        element.getparent().append(element)
    for name, around in form.items.items():
        for element in [one for one in document.iter(name) if one.getparent() is not None and one.getparent().tag != around]:
            before = element.getprevious()
            if before is None or before.tag != around:
                before = element.makeelement(around)
                element.addprevious(before)
            before.append(element)
    for name, place in form.into.items():
        into, *renamed = place.split(" ")
        places = {element.getparent(): element for element in reversed(list(document.iter(into)))}
        for element in list(document.iter(name)):
            beside = places.get(element.getparent())
            if beside is None or beside is document:
                continue
            element.tail = None
            beside.insert(0, element)
            if renamed:
                element.tag, element.text = renamed[0], _typed(element)
                element.attrib.update(dict(one.split("=", 1) for one in renamed[1:]))


def _spanned(document: Any) -> None:
    """Gives the cells of DocBook the attributes of HTML for the columns and rows over which they reach."""
    for group in document.iter("tgroup"):
        places = {column.get("colname"): number for number, column in enumerate(group.findall("colspec"))}
        for cell in group.iter("entry"):
            more, first, last = cell.get("morerows", ""), places.get(cell.get("namest", "")), places.get(cell.get("nameend", ""))
            if more.isascii() and more.isdecimal() and len(more) < 4:
                cell.set("rowspan", str(int(more) + 1))
            if first is not None and last is not None and last > first:
                cell.set("colspan", str(last - first + 1))


def _typed(element: Any) -> str:
    """The TeX of a formula, without the document that some write around it."""
    text = "".join(element.itertext())
    found = _TEX.search(text)
    return (found[1] if found and found[2] else text).strip()


_SPECIAL = {
    "": lambda page, element, level, depth: iter(()), "part": XmlPage._part, "only": XmlPage._only, "h": XmlPage._heading,
    "subheading": XmlPage._subheading, "line": XmlPage._line, "label": XmlPage._opens,
    "call": XmlPage._call, "note": XmlPage._note_alone, "tex": XmlPage._tex, "math": XmlPage._math, "page": XmlPage._page, "about": XmlPage._about,
    "beside": XmlPage._beside,
}
