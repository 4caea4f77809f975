"""The TEI header of an article: what it is, where it comes from, how it was made.

Every paragraph on the method is constant; what differs from article to article is counted, dated or named.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import lru_cache
from importlib import resources
from urllib.parse import quote

from pipeline.data import Answer, Article, Found, Label
from pipeline.data.columns import values_of
from pipeline.data.counting import counted
from pipeline.writers.markup import Draft, escape
from pipeline.writers.tei_inline import language_tag
from pipeline.writers.uri import host_of, tei_uri

__all__ = ["kinds", "stage", "when", "write_header"]

_ORDER = ("decode", "repair", "label", "review", "article", "write")
_STAGE_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")
_TIME = r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?"
_DATE = re.compile(rf"([0-9]{{4}})(?:-([0-9]{{2}})(?:-([0-9]{{2}})(?:{_TIME})?)?)?")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_URL = re.compile(r"https?://\S+")
_FREE = re.compile(
    r"\bcc0\b|public ?domain|\bcc[ -]by(?:[ -]sa)?(?![ -]n[cd])\b|creativecommons\.org/(?:publicdomain|licenses/by(?:-sa)?/)", re.IGNORECASE)
_WHITE = re.compile(r"\s+")

_SAMPLING = (
    "The text element holds the article only. Every block of the source that was judged not to be part of it is kept in standOff, in the "
    "list of type removed, with its category and its range in the decoded source."
)
_CORRECTION = (
    "Damage by wrong decoding is repaired in the text. Each distinct repair is recorded once in standOff, in the list of type repairs, as a "
    "choice of sic and corr with every range it was applied to. Spelling and punctuation are those of the source."
)
_FIRST_YEAR, _LAST_YEAR = "1000", "2999"
"""Years of dates that a source can have; others are mistakes of a clock or of a program."""
_PREFIXES = (
    ("src", "([0-9]+)-([0-9]+)", "A half-open range of Unicode code points, counted from 0, in the decoded source (RFC 5147)."),
    ("bp", "([a-z-]+)", "A category of removed matter, defined in the taxonomy of this header."),
    ("stage", "([a-z-]+)", "A stage of the cleaning, described by a change element of this header."),
    ("ucp", "([0-9A-F]{4,6})", "A Unicode code point that cannot occur in an XML document."),
)


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """One sentence for each label, from kinds.toml."""
    tables = tomllib.loads(resources.files("pipeline").joinpath("kinds.toml").read_text("utf-8"))
    return {name: sentence for table in tables.values() for name, sentence in table.items()}


def when(date: str | None) -> str:
    """The date if it is a possible ISO 8601 one as TEI takes it, else nothing."""
    match = _DATE.fullmatch(date or "")
    if match is None or not _FIRST_YEAR <= match.group(1) <= _LAST_YEAR:
        return ""
    year, month, day = (int(part) if part else 1 for part in match.group(1, 2, 3))
    leap = month == 2 and (year % 4 == 0 and year % 100 != 0 or year % 400 == 0)
    return match.group() if 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] + leap else ""


@lru_cache(maxsize=64)
def stage(name: str) -> str:
    """The name of a stage as the header has it."""
    return name if _STAGE_NAME.fullmatch(name) else "label"


def write_header(article: Article, draft: Draft, *, version: str, archive: str, run_date: str | None) -> None:
    """Writes the teiHeader element."""
    draft.open("teiHeader")
    _file(article, draft, archive)
    _encoding(article, draft, version)
    _profile(article, draft)
    _revisions(article, draft, when(run_date))
    draft.close()


def _line(text: str | None) -> str:
    """A value on one line, as XML."""
    return escape(_WHITE.sub(" ", text or "").strip())


def _title(article: Article) -> str:
    return _line(article.title) or _line(f"[untitled: {article.name}]")


# -- fileDesc ---------------------------------------------------------------------------------------------------------------------


def _file(article: Article, draft: Draft, archive: str) -> None:
    draft.open("fileDesc")
    draft.open("titleStmt")
    draft.leaf("title", _title(article), type="main")
    if subtitle := _line(article.subtitle):
        draft.leaf("title", subtitle, type="sub")
    _authors(article, draft)
    draft.open("respStmt", id=f"{article.id}.pipeline")
    draft.leaf("resp", "cleaning and TEI encoding")
    draft.leaf("name", "engross", type="software")
    draft.close()
    draft.close()
    words = article.words
    draft.open("extent")
    draft.leaf("measure", counted(words, "word"), quantity=str(words), unit="words")
    draft.close()
    _publication(article, draft, archive)
    draft.open("sourceDesc")
    _web_article(article, draft)
    _capture(article, draft)
    draft.close()
    draft.close()


def _authors(article: Article, draft: Draft) -> None:
    for author in article.authors:
        if name := _line(author):
            draft.leaf("author", name)


def _publication(article: Article, draft: Draft, archive: str) -> None:
    draft.open("publicationStmt")
    draft.leaf("publisher", _line(archive) or "engross")
    draft.leaf("idno", article.id, type="docid")
    draft.leaf("idno", str(article.version), type="version")
    if article.recipe:
        draft.leaf("idno", _line(article.recipe), type="recipe")
    licence = _line(article.licence)
    draft.open("availability", status="unknown" if not licence else "free" if _FREE.search(licence) else "restricted")
    if licence:
        link = _URL.search(article.licence or "")
        draft.leaf("licence", licence, target=(tei_uri(link.group()) or "") if link else "")
    else:
        draft.leaf("p", "The licence of the source is not known.")
    draft.close()
    draft.close()


_OF_MAIL = frozenset({"container:From", "container:Date"})
"""Where the metadata of a message of mail were found."""


def _web_article(article: Article, draft: Draft) -> None:
    hows = {found.how for found in article.metadata}
    draft.open("biblStruct", type="message" if hows >= _OF_MAIL else "webArticle")
    draft.open("analytic")
    draft.leaf("title", _title(article), level="a", type="main")
    _authors(article, draft)
    url = tei_uri(article.url or "")
    if url:
        draft.leaf("ptr", target=url, type="url")
    told = next((found.value for found in article.metadata if found.field == "canonical" and found.chosen), "")
    if _URL.fullmatch(told) and (canonical := tei_uri(told)) and canonical != url:
        draft.leaf("ptr", target=canonical, type="canonical")
    draft.close()
    draft.open("monogr")
    draft.leaf("title", _line(article.publisher) or _line(host_of(article.url)) or "[unknown]", level="j")
    draft.open("imprint")
    if publisher := _line(article.publisher):
        draft.leaf("publisher", publisher)
    _dates(article, draft)
    if issue := _line(article.issue):
        draft.leaf("biblScope", issue, unit="issue")
    if section := _line(article.section):
        draft.leaf("biblScope", section, unit="section")
    draft.close()
    draft.close()
    series, part = _line(article.series), _line(article.part)
    if series or part:
        draft.open("series")
        if series:
            draft.leaf("title", series, level="s")
        if part:
            draft.leaf("biblScope", part, unit="part")
        draft.close()
    draft.close()


def _dates(article: Article, draft: Draft) -> None:
    printed = {found.field: found for found in reversed(article.metadata) if found.chosen}
    draft.leaf("date", _date(article.published, printed.get("published")) or "unknown", type="published", when=when(article.published))
    if updated := _date(article.updated, printed.get("updated")):
        draft.leaf("date", updated, type="modified", when=when(article.updated))
    if captured := _line(article.captured):
        draft.leaf("date", captured, type="accessed", when=when(article.captured))


def _date(value: str | None, found: Found | None) -> str:
    """A date as printed, where that is known to be this date; else as it was read."""
    return _line(found.text if found is not None and found.value == value and found.text else value)


def _capture(article: Article, draft: Draft) -> None:
    draft.open("bibl", type="capture")
    for name in (article.name, *article.origins):
        draft.leaf("idno", _line(name) or "-", type="filename")
    draft.leaf("idno", article.sha256, type="sha256")
    draft.leaf("idno", article.sha256_decoded, type="sha256-decoded")
    draft.open("extent")
    draft.leaf("measure", counted(article.bytes, "byte"), quantity=str(article.bytes), unit="bytes")
    draft.leaf("measure", counted(article.chars, "character"), quantity=str(article.chars), unit="chars")
    draft.close()
    draft.leaf("note", _line(article.media_type) or "application/octet-stream", type="mime")
    draft.leaf("note", _line(article.encoding.name) or "unknown", type="encoding")
    draft.close()


# -- encodingDesc -----------------------------------------------------------------------------------------------------------------


def _encoding(article: Article, draft: Draft, version: str) -> None:
    draft.open("encodingDesc")
    draft.raw(_practice())
    draft.open("listPrefixDef")
    name = quote(article.name.encode("utf-8", "replace"), safe="/._~-") or "-"
    for ident, pattern, sentence in _PREFIXES:
        target = {
            "src": f"{name}#char=$1,$2", "ucp": "https://util.unicode.org/UnicodeJsps/character.jsp?a=$1",
        }.get(ident, f"#{article.id}.{ident}.$1")
        _said(draft, "prefixDef", sentence, ident=ident, matchPattern=pattern, replacementPattern=target)
    draft.close()
    _categories(article, draft)
    draft.open("appInfo")
    draft.open("application", ident="engross", version=_release(version))
    draft.leaf("label", _line(f"engross {version}"))
    draft.close()
    draft.close()
    draft.close()


@lru_cache(maxsize=1)
def _practice() -> tuple[str, ...]:
    """What was done to every document, written once in a process."""
    draft = Draft()
    _said(draft, "projectDesc", "Cleaned and archived from a scraped web article by a program.")
    _said(draft, "samplingDecl", _SAMPLING)
    draft.open("editorialDecl")
    _said(draft, "correction", _CORRECTION, method="markup", status="medium")
    _said(draft, "normalization", "White space is folded to single spaces; no Unicode normalization is applied.", method="silent")
    _said(draft, "quotation", "Quotation marks are kept as characters. The element quote is used for displayed quotations only.", marks="all")
    _said(draft, "hyphenation", "A hyphen at a line end was removed only where a repair says so.", eol="some")
    _said(draft, "segmentation", "Sections follow the headings of the source. The attribute corresp holds each block's range in it.")
    draft.close()
    return tuple(draft.lines)


def _said(draft: Draft, name: str, sentence: str, **attributes: str) -> None:
    draft.open(name, **attributes)
    draft.leaf("p", sentence)
    draft.close()


def _release(version: str) -> str:
    """A version as TEI takes it: up to four numbers."""
    match = re.match(r"\d+(?:\.\d+){0,3}", version)
    return match.group() if match else "0"


def _categories(article: Article, draft: Draft) -> None:
    """The kinds of boilerplate that occur, in the order of the labels."""
    occurring = set(values_of(article.removed, "kind"))
    draft.open("classDecl")
    draft.open("taxonomy", id=f"{article.id}.bp")
    draft.leaf("desc", "Categories of removed matter")
    for kind in Label:
        if kind in occurring:
            draft.open("category", id=f"{article.id}.bp.{kind.value}")
            draft.leaf("catDesc", escape(kinds()[kind.value]))
            draft.close()
    draft.close()
    draft.close()


# -- profileDesc, revisionDesc ----------------------------------------------------------------------------------------------------


def _profile(article: Article, draft: Draft) -> None:
    draft.open("profileDesc")
    if description := _line(article.description):
        _said(draft, "abstract", description)
    draft.open("langUsage")
    language = language_tag(article.language) or "und"
    draft.leaf("language", language, ident=language)
    draft.close()
    if tags := [tag for tag in map(_line, article.tags) if tag]:
        draft.open("textClass")
        draft.open("keywords", n="tags")
        for tag in tags:
            draft.leaf("term", tag)
        draft.close()
        draft.close()
    draft.close()


def _revisions(article: Article, draft: Draft, date: str) -> None:
    """One change for each stage, the latest first, with what it did."""
    kinds_of_repair = Counter(values_of(article.repairs, "kind"))
    removed = Counter(map(stage, values_of(article.removed, "stage")))
    said = {
        "decode": f"Decoded as {article.encoding.name} (evidence: {article.encoding.by}); bytes lost: {article.encoding.lost}.",
        "repair": "Places repaired: " + (", ".join(f"{n} {kind}" for kind, n in sorted(kinds_of_repair.items())) or "none") + ".",
        "label": f"Blocks removed: {removed.pop('label', 0)}.",
        "article": f"Headings found: {sum(s.head is not None for s in article.sections)}; gaps marked: {len(article.gaps)}.",
        "write": "Written as TEI P5.",
    }
    if article.decided:
        said["review"] = "; ".join(_decided(article)) + "."
    for name, n in sorted(removed.items()):
        if name in said:
            said[name] += f" Blocks removed: {n}."
        else:
            said[name] = f"Blocks removed: {n}."
    names = sorted(said, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER) - 2, name))
    draft.open("revisionDesc")
    for n, name in reversed(list(enumerate(names, 1))):
        draft.leaf("change", _line(said[name]), id=f"{article.id}.stage.{name}", n=str(n), when=date, who=f"#{article.id}.pipeline")
    draft.close()


def _decided(article: Article) -> list[str]:
    """Each decision of a person with its places: whose, when, and what it changed."""
    places: dict[Answer, list[str]] = {}
    for decided in article.decided:
        places.setdefault(decided.answer, []).append(f"{decided.start}-{decided.end}")
    return [f"{answer.who} decided ({answer.when}, scope {answer.scope}) on block {answer.block[:12]} at {', '.join(where)}: "
            f"{answer.before} to {answer.after}" for answer, where in places.items()]
