"""A site file as values: what stands in ``sites/HOST.toml``, checked when it is read.

Patterns are those of RE2, which takes time in proportion to the text whatever the pattern is; it has no look-around and no back references.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

from pipeline.blocks.selectors import parse_selectors
from pipeline.data import Label
from pipeline.reading.words import key_of

__all__ = ["Case", "Lookup", "Rule", "RulesError", "SiteFile", "SiteRules", "compiled", "parse_rules", "parse_site_file"]

LONGEST_PATTERN = 500
"""Characters of a pattern."""
MOST_RULES = 2_000
"""Phrases, patterns and selectors of one file."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_STRICT = {"extra": "forbid", "strict": False}


class RulesError(ValueError):
    """A site file that says something it can't: the message is a whole sentence for the user."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which blocks are meant: each one that any of these fits."""

    __pydantic_config__ = _STRICT

    phrases: tuple[str, ...] = ()
    """Words that stand in the block, whatever their case and punctuation."""
    patterns: tuple[str, ...] = ()
    """Patterns that are found in the block's text."""
    selectors: tuple[str, ...] = ()
    """Of pages of HTML: elements in which most of the block's letters stand."""
    kind: str = ""
    """Of a strip rule: the kind of what is removed."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Where a value of the metadata stands."""

    __pydantic_config__ = _STRICT

    selectors: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    """Group 1 is the value; without a group, all that the pattern fits."""


@dataclass(frozen=True, slots=True)
class Case:
    """A page, and what has to come of it."""

    __pydantic_config__ = _STRICT

    text: str = ""
    html: str = ""
    url: str = ""
    title: str = ""
    published: str = ""
    publisher: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    """Words that stand in the clean text."""
    strips: tuple[str, ...] = ()
    """Words that do not."""


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What changes the articles of a site."""

    name: str
    """Of the file, as evidence names it."""
    language: str = ""
    publisher: str = ""
    body: tuple[str, ...] = ()
    """Selectors of the element that holds the article; the first that the page has counts."""
    strip: tuple[Rule, ...] = ()
    keep: tuple[Rule, ...] = ()
    title: Lookup = Lookup()
    author: Lookup = Lookup()
    date: Lookup = Lookup()

    def line(self) -> str:
        """As one line of JSON, the same for the same rules; `parse_rules` reads it."""
        return json.dumps(asdict(self), ensure_ascii=True, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """12 hex digits that change when anything changes that can change an article."""
        return hashlib.sha256(self.line().encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A whole site file."""

    __pydantic_config__ = _STRICT

    language: str = ""
    publisher: str = ""
    folders: tuple[str, ...] = ()
    """Folders of the input whose sources without a URL are of this site."""
    body: tuple[str, ...] = ()
    strip: tuple[Rule, ...] = ()
    keep: tuple[Rule, ...] = ()
    title: Lookup = Lookup()
    author: Lookup = Lookup()
    date: Lookup = Lookup()
    test: tuple[Case, ...] = ()

    def rules(self, name: str) -> SiteRules:
        """What of it changes articles."""
        return SiteRules(name, **{f.name: getattr(self, f.name) for f in fields(SiteRules) if f.name != "name"})


def parse_rules(line: str) -> SiteRules:
    """The rules that `SiteRules.line` wrote."""
    found = json.loads(line)
    lookups = {name: Lookup(**{key: tuple(values) for key, values in found[name].items()}) for name in ("title", "author", "date")}
    return SiteRules(found["name"], found["language"], found["publisher"], tuple(found["body"]), tuple(map(_rule, found["strip"])),
                     tuple(map(_rule, found["keep"])), **lookups)


def _rule(found: dict[str, Any]) -> Rule:
    return Rule(tuple(found["phrases"]), tuple(found["patterns"]), tuple(found["selectors"]), found["kind"])


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Any:
    """A pattern, ready for use. Raises ValueError with a sentence where it is too long or not a pattern of RE2."""
    import re2

    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"a pattern has at most {LONGEST_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        found = re2.compile(pattern, options)
    except re2.error as error:
        why = error.args[0].decode("utf-8", "replace") if error.args and isinstance(error.args[0], bytes) else str(error)
        raise ValueError(f"it is not a pattern of RE2 ({why})") from None
    return found


def parse_site_file(text: str, where: str) -> SiteFile:
    """The site file of this text. Raises `RulesError` naming the file, the place in it and what is allowed there."""
    from pydantic import TypeAdapter, ValidationError

    try:
        found = TypeAdapter(SiteFile).validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{where} is not a TOML file: {error}.") from None
    except ValidationError as error:
        raise RulesError(f"{where}: " + " ".join(_sentence(fault) for fault in error.errors()[:5])) from None
    if wrong := [*_wrong_rules(found), *_wrong_fields(found)]:
        raise RulesError(f"{where}: {' '.join(wrong[:5])}")
    return found


def _sentence(fault: Any) -> str:
    place = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
    if fault["type"] == "unexpected_keyword_argument":
        return f"there is no key {place} (docs/sites.md lists all)."
    wanted = {"string_type": "text in quotation marks", "tuple_type": "a list in brackets", "dataclass_type": "a table"}
    return f"{place} must be {wanted.get(fault['type'], 'of another form')}, not {fault['input']!r}."


def _wrong_rules(found: SiteFile) -> list[str]:
    """A sentence for each phrase, pattern, selector or kind that is none."""
    out, count = [], 0
    groups = [(f"{name}.{n}", rule, name) for name in ("strip", "keep") for n, rule in enumerate(getattr(found, name), 1)]
    for place, rule, name in groups:
        count += len(rule.phrases) + len(rule.patterns) + len(rule.selectors)
        out += [f"{place}: “{phrase}” has no words." for phrase in rule.phrases if not key_of(phrase)]
        out += _wrong(f"{place}.patterns", rule.patterns, compiled) + _wrong(f"{place}.selectors", rule.selectors, parse_selectors)
        if not (rule.phrases or rule.patterns or rule.selectors):
            out.append(f"{place} names no phrases, patterns or selectors.")
        if rule.kind and (name == "keep" or rule.kind not in {label.value for label in Label if label.removed}):
            out.append(f"{place}.kind must be a kind of removed matter (docs/kinds.md) of a strip rule, not {rule.kind!r}.")
    for name in ("title", "author", "date"):
        lookup: Lookup = getattr(found, name)
        out += _wrong(f"{name}.selectors", lookup.selectors, parse_selectors) + _wrong(f"{name}.patterns", lookup.patterns, _with_a_group)
    out += _wrong("body", found.body, parse_selectors)
    return [*out, *([f"a site file has at most {MOST_RULES} phrases, patterns and selectors."] if count > MOST_RULES else [])]


def _wrong(place: str, values: tuple[str, ...], read: Any) -> list[str]:
    out = []
    for value in values:
        try:
            read(value)
        except ValueError as error:
            out.append(f"{place}: {value!r}: {error}.")
    return out


def _with_a_group(pattern: str) -> None:
    if compiled(pattern).groups > 1:
        raise ValueError("it has more than one group; write (?:…) for those that are not the value")


def _wrong_fields(found: SiteFile) -> list[str]:
    out = []
    if found.language and not _LANGUAGE.fullmatch(found.language):
        out.append(f"language must be a BCP 47 code such as \"en\", not {found.language!r}.")
    out += [f"folders: {folder!r} is not a folder of the input; write it as \"paper/2004\"." for folder in found.folders
            if not folder.strip("/") or folder != folder.strip("/")]
    out += [f"test.{n} needs either text or html." for n, case in enumerate(found.test, 1) if bool(case.text) == bool(case.html)]
    return out
