"""What a user can set, and the recipe: one short hash of everything besides the source that can change a result.

Strategy: settings are frozen dataclasses with defaults, so that cleaning with the defaults costs no import. Only a settings file is
checked, by pydantic, against the same dataclasses; every error becomes a sentence that names the key and what is allowed there.

The recipe is made of parts (settings, code, data, libraries), so that a plan can say which of them changed. It is the same for a wheel
and a checkout, since it hashes contents, not places or dates. What stands below the edge (archive, engines, tasks, command line) moves
results about and does not change them: it is left out.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib import metadata, resources
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_type_hints

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["Archive", "Articles", "Between", "Inputs", "Limits", "Repeats", "Review", "Settings", "SettingsError", "described",
           "parse_settings", "recipe", "recipe_parts", "tried_with", "version"]

_BELOW_THE_EDGE = frozenset({"archive", "engines", "report", "review", "cli", "tasks", "__main__.py", "__init__.py"})
_HASHED = (".py", ".toml", ".txt", ".npz", ".rng", ".json")
_PARTS = {".toml": "rules", ".txt": "rules", ".npz": "model", ".rng": "schema", ".json": "schema"}
"""Part of the recipe by the suffix of a file; all others are code."""
_LIBRARIES = ("beautifulsoup4", "ftfy", "google-re2", "lxml", "markdown-it-py", "numpy", "resiliparse", "selectolax")
"""Libraries whose version can change a result."""


class SettingsError(ValueError):
    """A settings file that says something it can't: the message is a whole sentence for the user."""


@dataclass(frozen=True, slots=True)
class Between:
    """Bounds of a number, both included."""

    low: int
    high: int

    def check(self, value: int) -> int:
        """The value, if it lies within the bounds; else ValueError with a sentence."""
        if not self.low <= value <= self.high:
            raise ValueError(f"must be a number from {self.low} to {self.high}")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Tells pydantic to call `check` after its own checks."""
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(_no_flag, core_schema.no_info_after_validator_function(self.check, handler(source)))


def _no_flag(value: Any) -> Any:
    """Refuses true and false, which Python takes for 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


@dataclass(frozen=True, slots=True)
class Tag:
    """Text that is empty or has the form of a BCP 47 tag."""

    form: str = r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)?"

    def check(self, value: str) -> str:
        """The value, if it has this form; else ValueError."""
        if not re.fullmatch(self.form, value):
            raise ValueError("must be a code of a language")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Tells pydantic to call `check` after its own checks."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.check, handler(source))


@dataclass(frozen=True, slots=True)
class Articles:
    """``[articles]``: what changes the articles themselves. All of it is part of the recipe."""

    __pydantic_config__ = {"extra": "forbid", "strict": False}  # noqa: RUF012  (read by pydantic as a class attribute)

    publisher: Annotated[str, "Who publishes the archive; stands in the header of every TEI file."] = "Engross archive"
    language: Annotated[str, Tag(), "BCP 47 code of the language that most sources are in, a hint for short texts; empty: no hint."] = ""
    max_bytes: Annotated[int, Between(1_000, 2_000_000_000), "Largest source in bytes; a larger one fails, and is named."] = 50_000_000


@dataclass(frozen=True, slots=True)
class Repeats:
    """``[repeats]``: what a site repeats. Not part of the recipe: which articles a change concerns is told one by one."""

    __pydantic_config__ = {"extra": "forbid", "strict": False}  # noqa: RUF012

    articles: Annotated[int, Between(2, 1_000_000), "Different articles of a site in which a block must stand, to be boilerplate at the edge."] = 5
    share: Annotated[int, Between(1, 100), "Percent of the site's articles in which it must stand."] = 25
    inside: Annotated[int, Between(2, 1_000_000), "Different articles for a block inside the text, which needs a second sign besides."] = 25


@dataclass(frozen=True, slots=True)
class Archive:
    """``[archive]``: the archive as a whole. Nothing here changes an article."""

    __pydantic_config__ = {"extra": "forbid", "strict": False}  # noqa: RUF012

    batch: Annotated[int, Between(1, 5_000), "Sources in a batch: the unit of work, of files and of resumption."] = 200
    organization: Annotated[str, "Source-Organization in bag-info.txt; empty: articles.publisher."] = ""
    identifier: Annotated[str, "External-Identifier in bag-info.txt."] = ""
    description: Annotated[str, "External-Description in bag-info.txt."] = ""
    contact: Annotated[str, "Contact-Email in bag-info.txt."] = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """``[inputs]``: how inputs are read. Names of fields are those of JSON lines, CSV and Parquet; ``a.b`` is field ``b`` of field ``a``."""

    __pydantic_config__ = {"extra": "forbid", "strict": False}  # noqa: RUF012

    max_unpacked: Annotated[int, Between(1_000_000, 1_000_000_000_000), "Most bytes that one input may unpack to."] = 20_000_000_000
    max_members: Annotated[int, Between(1, 100_000_000), "Most members of a ZIP or TAR, those of containers in it included."] = 1_000_000
    text: Annotated[str, "Names of fields that hold the text, separated by commas; looked for before the known ones."] = ""
    html: Annotated[str, "Names of fields that hold the page as HTML, separated by commas; looked for before the known ones."] = ""
    markdown: Annotated[str, "Names of fields that hold the text as Markdown, separated by commas; looked for before the known ones."] = ""
    title: Annotated[str, "Names of fields that hold the title, separated by commas; looked for before the known ones."] = ""
    author: Annotated[str, "Names of fields that hold the authors, separated by commas; looked for before the known ones."] = ""
    published: Annotated[str, "Names of fields that hold the date of publication, separated by commas; looked for before the known ones."] = ""
    updated: Annotated[str, "Names of fields that hold the date of the last change, separated by commas; looked for before the known ones."] = ""
    publisher: Annotated[str, "Names of fields that hold the paper or site, separated by commas; looked for before the known ones."] = ""
    section: Annotated[str, "Names of fields that hold the section, separated by commas; looked for before the known ones."] = ""
    tag: Annotated[str, "Names of fields that hold tags or keywords, separated by commas; looked for before the known ones."] = ""
    language: Annotated[str, "Names of fields that hold the language, separated by commas; looked for before the known ones."] = ""
    description: Annotated[str, "Names of fields that hold a summary, separated by commas; looked for before the known ones."] = ""
    url: Annotated[str, "Names of fields that hold the address, separated by commas; looked for before the known ones."] = ""
    captured: Annotated[str, "Names of fields that hold the time of capture, separated by commas; looked for before the known ones."] = ""
    id: Annotated[str, "Names of fields that hold the id, separated by commas; looked for before the known ones."] = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """``[limits]``: what one source may cost. Not part of the recipe: a source fails or it does not, and its article is the same."""

    __pydantic_config__ = {"extra": "forbid", "strict": False}  # noqa: RUF012

    seconds: Annotated[int, Between(1, 1_000_000), "Seconds of processor time for one source of any size (by the clock, ten times as many); a "
                       "source that takes more fails, and is named."] = 60
    seconds_per_megabyte: Annotated[int, Between(0, 100_000), "Seconds more for each megabyte of the source."] = 15
    memory: Annotated[int, Between(50, 10_000_000), "Megabytes of memory for one source of any size, beside those of the program; a source that "
                      "takes more fails, and is named (Linux)."] = 1_000
    memory_per_megabyte: Annotated[int, Between(0, 100_000), "Megabytes of memory more for each megabyte of the source."] = 100
    short_blocks: Annotated[int, Between(100, 1_000_000_000), "Most lines and paragraphs of a source in which they have fewer than 16 characters on "
                            "average, as lists and tables of data do; a source that has more fails, and is named."] = 20_000


@dataclass(frozen=True, slots=True)
class Review:
    """``[review]``: what people say. Not part of the recipe: an article depends on the decisions about its own blocks alone."""

    __pydantic_config__ = {"extra": "forbid", "strict": False}  # noqa: RUF012

    decisions: Annotated[str, "File of decisions; a relative path begins in the folder of the settings file."] = "decisions.jsonl"
    sites: Annotated[str, "Folder of site files; a relative path begins in the folder of the settings file."] = "sites"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user can set, group by group."""

    __pydantic_config__ = {"extra": "forbid", "strict": False}  # noqa: RUF012

    articles: Articles = field(default_factory=Articles)
    archive: Archive = field(default_factory=Archive)
    repeats: Repeats = field(default_factory=Repeats)
    inputs: Inputs = field(default_factory=Inputs)
    limits: Limits = field(default_factory=Limits)
    review: Review = field(default_factory=Review)


@dataclass(frozen=True, slots=True)
class Described:
    """One setting, for the documentation."""

    key: str
    kind: str
    default: object
    allowed: str
    text: str


def described() -> Iterator[Described]:
    """Every setting in the order of its group, with type, default, bounds and sentence."""
    for group in (Articles, Archive, Repeats, Inputs, Limits, Review):
        hints = get_type_hints(group, include_extras=True)
        for name, hint in hints.items():
            kind, *notes = get_args(hint)
            bounds = next((_bounds(n) for n in notes if isinstance(n, Between | Tag)), "any text" if kind is str else "any")
            sentence = next(n for n in notes if isinstance(n, str))
            yield Described(f"{group.__name__.lower()}.{name}", kind.__name__, getattr(group(), name), bounds, sentence)


def _bounds(note: Between | Tag) -> str:
    return f"{note.low} to {note.high}" if isinstance(note, Between) else "a code of a language, such as en or pt-BR"


def parse_settings(text: str, where: str = "settings") -> Settings:
    """Settings from the text of a TOML file.

    Raises `SettingsError` naming the file, the key and what is allowed there.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Settings).validate_python(tomllib.loads(text.removeprefix("\ufeff")))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where} is not a TOML file: {error}.") from None
    except ValidationError as error:
        raise SettingsError(f"{where}: " + "; ".join(_sentence(fault).removesuffix(".") for fault in error.errors()) + ".") from None


def _sentence(fault: Any) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    known = {setting.key: setting for setting in described()}
    if fault["type"] == "unexpected_keyword_argument":
        group = key.rpartition(".")[0]
        names = [k for k in known if group and k.startswith(group + ".")] or list(dict.fromkeys(f"[{k.partition('.')[0]}]" for k in known))
        return f"there is no setting {key}; known here: {', '.join(names)}."
    setting = known.get(key)
    if setting is None:
        return f"{key} must be a table of settings, such as [articles]."
    allowed = f"a number from {setting.allowed}" if setting.kind == "int" else "text in quotation marks"
    if setting.kind == "str" and isinstance(fault["input"], str):
        allowed = f"empty or {setting.allowed}"
    return f"{key} must be {allowed}, not {fault['input']!r}."


def version() -> str:
    """The version of Engross that is installed; ``0`` where none is."""
    try:
        return metadata.version("engross")
    except metadata.PackageNotFoundError:
        return "0"


def recipe(settings: Settings) -> str:
    """12 hex digits that change when anything besides the source changes that can change a result."""
    return _digest("\n".join(f"{name} {value}" for name, value in sorted(recipe_parts(settings).items())).encode())


def tried_with(made_with: str, limits: Limits) -> str:
    """What a failure beyond a limit depends on besides the source: the recipe and the limits."""
    return f"{made_with}-{_digest(repr(asdict(limits)).encode())[:6]}"


def recipe_parts(settings: Settings) -> dict[str, str]:
    """The recipe part by part: ``code``, ``rules`` (phrases, kinds, reasons), ``model`` and ``schema`` as hashes, the others in full."""
    hashes = {part: hashlib.sha256() for part in ("code", *dict.fromkeys(_PARTS.values()))}
    for name, content in _files():
        hashes[_PARTS.get("." + name.rpartition(".")[2], "code")].update(f"{name} {len(content)}\n".encode() + content)
    versions = [f"{name} {metadata.version(name)}" for name in _LIBRARIES] + ["unicode " + unicodedata.unidata_version]
    return {
        "settings": ", ".join(f"{key} = {value!r}" for key, value in sorted({**asdict(settings.articles), **_mapping(settings.inputs)}.items())),
        **{part: found.hexdigest()[:12] for part, found in hashes.items()},
        "libraries": ", ".join(versions),
    }


def _mapping(inputs: Inputs) -> dict[str, str]:
    """The names of fields that were set; the limits change no article."""
    return {f"inputs.{key}": value for key, value in asdict(inputs).items() if isinstance(value, str) and value}


def _files() -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of the package above the edge, in one order everywhere; CR LF read as LF."""
    root = resources.files(sys.modules[__name__].__package__ or "pipeline")
    for name, item in sorted(_walk(root, "")):
        if name.partition("/")[0] not in _BELOW_THE_EDGE:
            content = item.read_bytes()
            yield name, content if name.endswith(".npz") else content.replace(b"\r\n", b"\n")


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for item in folder.iterdir():
        if item.is_dir() and not item.name.startswith((".", "__")):
            yield from _walk(item, f"{prefix}{item.name}/")
        elif item.name.endswith(_HASHED) and not item.name.startswith("."):
            yield prefix + item.name, item


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
