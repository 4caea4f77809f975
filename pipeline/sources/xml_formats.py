"""The formats of XML that hold articles (JATS, BITS, NITF, NewsML-G2, NewsML 1, DocBook, FB2, ENEX), as ``xml_formats.toml`` has them: how each is
recognised, what its elements are in HTML, and where its metadata stand."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

from pipeline.sources.xml_tree import PROLOG

__all__ = ["XmlFormat", "format_of"]

_ROOT = re.compile(PROLOG + rb"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,40})(?:\s[^<>]{0,8000})?>?\s{0,200}(?=(<[A-Za-z][\w.:-]{0,40})?)")
"""What stands before the first element, its start tag, and the name of the first element in it."""
_LOOKED_AT = 2000
"""Bytes of the first element that are looked at where its start tag is not telling."""
_STEPS = 2
"""Elements around an element that a name in the table may tell."""


@dataclass(frozen=True, slots=True)
class XmlFormat:
    """One format; for its fields see the head of the table."""

    name: str
    root: str
    signs: str
    inside: str = ""
    documents: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    into: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    all_text: bool = True
    elements: dict[str, str] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)

    def rule(self, element: Any) -> str | None:
        """What the table says of an element; None where it does not name it."""
        path = element.tag
        keys = [path, *(f"{path} {name}" for name in element.attrib), *(f"{path} {name}={value}" for name, value in element.attrib.items())]
        for above in element.iterancestors():
            path = f"{above.tag}/{path}"
            keys.append(path)
            if path.count("/") == _STEPS:
                break
        return next((self.elements[key] for key in reversed(keys) if key in self.elements), None)


def format_of(head: bytes) -> XmlFormat | None:
    """The format of what begins with some bytes; None where it is none of them."""
    found = _ROOT.match(head)
    if found is None:
        return None
    name = found[1].decode("ascii")
    opening = (found[0] + (found[2] or b"") + b" ").decode("utf-8", "replace").lower()
    inside = head[found.end():found.end() + _LOOKED_AT].decode("utf-8", "replace").lower()
    return next((one for one in _formats() if re.fullmatch(one.root, name) and (
        re.search(one.signs, opening) or one.inside and re.match(one.inside, inside))), None)


@lru_cache(maxsize=1)
def _formats() -> tuple[XmlFormat, ...]:
    table = tomllib.loads(resources.files("pipeline.sources").joinpath("xml_formats.toml").read_text(encoding="utf-8"))
    shared = table.pop("html")["elements"]
    out = []
    for own in table.values():
        inherited = table[own.pop("like")]["elements"] if "like" in own else {}
        lists: dict[str, Any] = {key: tuple(own.pop(key, ())) for key in ("documents", "names", "data", "last")}
        own["signs"] = own["signs"].lower()
        own["elements"] = {**shared, **inherited, **own["elements"]}
        out.append(XmlFormat(**own, **lists))
    return tuple(out)
