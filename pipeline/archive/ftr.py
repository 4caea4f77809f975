"""Site configs of Full-Text RSS (ftr-site-config) as site files: ``title``, ``author``, ``date``, ``body``, ``strip``, ``strip_id_or_class``.

XPath is turned into CSS as far as CSS says the same: steps with ``/`` and ``//``, names, ``@id``, ``@class`` and other attributes with ``=``,
``contains()`` and ``starts-with()``, ``and``, ``or``, ``not()``, and unions. What says more is named, line by line, and not taken over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline.blocks.selectors import LONGEST, parse_selectors
from pipeline.sites.rules import Lookup, Rule, SiteFile

__all__ = ["Imported", "css_of", "read_config", "write_site_file"]

_LINE = re.compile(r"([a-z_]+)(\([^)]*+\))?\s*+:\s*+(.*+)")
_STEP = re.compile(r"(//|/)\s*+((?:descendant|child|following-sibling)::)?(text\(\)|[\w*-]++|@[\w:-]++|\.)")
_CLASS = re.compile(
    r"contains\(\s*+concat\(\s*+(['\"]) \1\s*+,\s*+(?:normalize-space\(\s*+@class\s*+\)|@class)\s*+,\s*+(['\"]) \2\s*+\)"
    r"\s*+,\s*+(['\"]) ([\w-]++) \3\s*+\)")
_CALL = re.compile(r"(contains|starts-with)\(\s*+@([\w:-]++)\s*+,\s*+(?:'([^']*+)'|\"([^\"]*+)\")\s*+\)")
_EQUAL = re.compile(r"@([\w:-]++)(?:\s*+=\s*+(?:'([^']*+)'|\"([^\"]*+)\"))?")
_COMBINATORS = {"descendant::": " ", "following-sibling::": " ~ "}
_MOST = 20
"""Selectors that one XPath becomes, where it says ``or``."""
_SAID = frozenset({"@content", "@datetime", "@title", "text()", "."})
"""Ends of a path that a lookup reads by itself: the words of an element, or its attribute."""
_SILENT = frozenset({"test_url", "test_contains", "tidy", "prune", "parser", "autodetect_on_failure", "skip_json_ld"})
"""Directives that have nothing to do here."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read of a config."""

    file: SiteFile
    skipped: tuple[str, ...]
    """A sentence for each line that was not taken over."""


@dataclass(slots=True)
class _Config:
    title: list[str] = field(default_factory=list)
    author: list[str] = field(default_factory=list)
    date: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    strip: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def read_config(text: str, where: str) -> Imported:
    """The site file of a config."""
    config = _Config()
    for n, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        found = _LINE.fullmatch(bare)
        try:
            _take(config, found[1] if found and not found[2] else "", found[3].strip() if found else "")
        except ValueError as error:
            config.skipped.append(f"{where}, line {n}: {bare[:100]}: {error}")
    strip = (Rule(selectors=tuple(dict.fromkeys(config.strip))),) if config.strip else ()
    title, author, date = (Lookup(tuple(dict.fromkeys(values))) for values in (config.title, config.author, config.date))
    file = replace(SiteFile(), body=tuple(dict.fromkeys(config.body)), strip=strip, title=title, author=author, date=date)
    return Imported(file, tuple(config.skipped))


def _take(config: _Config, name: str, value: str) -> None:
    if name in _SILENT:
        return
    if name == "strip_id_or_class":
        wanted = value.translate({ord("'"): None, ord('"'): None}).strip()
        if not wanted:
            raise ValueError("this is not the name of an id or a class.")
        config.strip += [f'[id*="{wanted}"]', f'[class*="{wanted}"]']
    elif name in ("title", "author", "date", "body", "strip"):
        found = css_of(value, lookup=name in ("title", "author", "date"))
        together = ", ".join(found)  # of several lines the first that a page has counts; a union is one of them
        getattr(config, name).extend([together] if len(together) <= LONGEST else found)
    else:
        raise ValueError("this directive is not taken over.")


def css_of(path: str, *, lookup: bool = False) -> list[str]:
    """The selectors that say what an XPath says. Raises ValueError with a sentence where there are none.

    ``lookup``: the path may end in the attribute or the text that a lookup reads by itself.
    """
    out = []
    for part in _split(path, "|"):
        for css in _path(part.strip(), lookup=lookup):
            try:
                parse_selectors(css)
            except ValueError as error:
                raise ValueError(f"CSS has no form for it ({error}).") from None
            out.append(css)
    return out


def _split(text: str, mark: str) -> list[str]:
    """Parted at a mark outside of quotes and brackets."""
    parts, quote, depth, start = [], "", 0, 0
    for n, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "[(":
            depth += 1
        elif char in "])":
            depth -= 1
        elif char == mark[0] and not depth and n >= start and text.startswith(mark, n):
            parts.append(text[start:n])
            start = n + len(mark)
    return [*parts, text[start:]]


def _path(path: str, *, lookup: bool) -> list[str]:
    """The selectors for one path; several where a condition says ``or``."""
    out, at = [""], 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            raise ValueError("this is not a path of steps.")
        name, at = step[3], step.end()
        conditions, at = _conditions(path, at)
        if name in _SAID and at >= len(path) and lookup and out != [""]:
            break
        if name.startswith(("@", "text", ".")):
            raise ValueError(f"{name} is not an element.")
        combinator = _COMBINATORS.get(step[2] or "", " > " if step[1] == "/" else " ")
        own = [condition if name == "*" and condition else name + condition for condition in conditions]
        out = [f"{before}{combinator if before else ''}{one}" for before in out for one in own]
        if len(out) > _MOST:
            raise ValueError("it says too many things at once.")
    if out == [""]:
        raise ValueError("there is no path.")
    return out


def _conditions(path: str, at: int) -> tuple[list[str], int]:
    """The predicates after a step, each way to meet them."""
    out = [""]
    while at < len(path) and path[at] == "[":
        end = _closing(path, at)
        out = [before + one for before in out for one in _alternatives(path[at + 1:end])]
        at = end + 1
    return out, at


def _closing(path: str, start: int) -> int:
    depth, quote = 0, ""
    for n in range(start, len(path)):
        char = path[n]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "[]":
            depth += 1 if char == "[" else -1
            if not depth:
                return n
    raise ValueError("a bracket is not closed.")


def _alternatives(text: str) -> list[str]:
    """Each way to meet a condition."""
    out: list[str] = []
    for part in _split(text, " or "):
        ways = [""]
        for one in _split(part, " and "):
            bare = one.strip()
            inner = _alternatives(bare[1:-1]) if bare.startswith("(") and bare.endswith(")") else [_condition(bare)]
            ways = [before + way for before in ways for way in inner][:_MOST + 1]
        out += ways
    return out


def _condition(text: str) -> str:
    if text.startswith("not(") and text.endswith(")"):
        return f":not({_condition(text[4:-1].strip())})"
    if found := _CLASS.fullmatch(text):
        return f".{found[4]}"
    if found := _CALL.fullmatch(text):
        value = found[3] if found[3] is not None else found[4]
        return f"[{found[2]}{'*=' if found[1] == 'contains' else '^='}{_quoted(value)}]"
    if found := _EQUAL.fullmatch(text):
        value = found[2] if found[2] is not None else found[3]
        return f"[{found[1]}]" if value is None else f"[{found[1]}={_quoted(value)}]"
    raise ValueError(f"CSS has no form for [{text[:60]}].")


def _quoted(value: str) -> str:
    if '"' in value:
        raise ValueError("a value with quotation marks has no form here.")
    return f'"{value}"'


def write_site_file(file: SiteFile, notes: Iterable[str] = ()) -> str:
    """A site file as TOML, with notes as comments at its head. Cases are left out."""
    lines = [f"# {''.join(char if char.isprintable() else ' ' for char in ' '.join(note.split()))}" for note in notes]
    lines += [f"{name} = {_text(getattr(file, name))}" for name in ("language", "publisher") if getattr(file, name)]
    lines += [f"{name} = {_list(getattr(file, name))}" for name in ("folders", "body") if getattr(file, name)]
    for name in ("title", "author", "date"):
        lookup: Lookup = getattr(file, name)
        if lookup != Lookup():
            lines += ["", f"[{name}]", *(f"{key} = {_list(getattr(lookup, key))}" for key in ("selectors", "patterns") if getattr(lookup, key))]
    for name in ("keep", "strip"):
        for rule in getattr(file, name):
            lines += ["", f"[[{name}]]", *([f"kind = {_text(rule.kind)}"] if rule.kind else [])]
            lines += [f"{key} = {_list(getattr(rule, key))}" for key in ("phrases", "patterns", "selectors") if getattr(rule, key)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return f"[{_text(values[0])}]"
    return "[\n" + "".join(f"    {_text(value)},\n" for value in values) + "]"
