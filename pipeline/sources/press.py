"""Downloads of press databases as text: Nexis (old and new layout), Factiva, Europresse and ProQuest; a source for each article.

The text of a source is the body. All fields of the article are kept beside it, those that tell title, author, date, paper, section,
subjects and language as what the download says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.download import Download, sources_of
from pipeline.sources.opened import Opened
from pipeline.sources.press_europresse import europresse_articles, is_europresse
from pipeline.sources.press_factiva import is_shown_factiva, shown_factiva_articles
from pipeline.sources.press_marks import COUNTED, ENDED
from pipeline.sources.press_proquest import is_proquest, proquest_articles
from pipeline.sources.said import said
from pipeline.sources.sniff import as_text

__all__ = ["factiva_article", "nexis_articles", "press_text", "read_press"]

_COUNTED = re.compile(COUNTED, re.MULTILINE)
_END = re.compile(ENDED, re.MULTILINE)
_FIELD = re.compile(r"([A-ZÀ-Þ][A-Za-zÀ-ÿ]{2,20}(?:[ -][A-Za-zÀ-ÿ]{2,14}){0,2})[ \u00a0]?:(?:[ \t]+(.*))?$")
_NAMES = {
    **dict.fromkeys(("autor", "autorin", "autoren", "auteur", "auteurs", "autores", "autore", "autori"), "byline"),
    **dict.fromkeys(("rubrik", "ressort", "rubrique", "sección", "seccion", "seção", "sezione", "sectie"), "section"),
    **dict.fromkeys(("länge", "longueur", "longitud", "extensión", "comprimento", "lunghezza", "lengte"), "length"),
    **dict.fromkeys(("überschrift", "schlagzeile", "titre", "titular", "título", "titolo", "kop"), "headline"),
    **dict.fromkeys(("sprache", "langue", "idioma", "lingua", "taal"), "language"),
    **dict.fromkeys(("update", "ladedatum", "date-chargement", "date-de-chargement", "fecha-de-carga", "data-de-carregamento", "data-caricamento",
                     "laaddatum"), "load-date"),
    **dict.fromkeys(("publikationstyp", "publikation-typ", "type-publication", "type-de-publication", "tipo-de-publicación", "publicatietype"),
                    "publication-type"),
    **dict.fromkeys(("zeitungscode", "zeitungs-code", "zeitschriften-code", "code-revue"), "journal-code"),
    **dict.fromkeys(("ort", "lieu", "lugar", "luogo"), "dateline"),
}
"""Names of fields in other languages than English, as Nexis writes them."""
_BODY = re.compile(r"[ \t]*(?:Body|Hauptteil|Corps|Cuerpo|Corpo|Hoofdtekst)[ \t]*$")
_COVER = re.compile(r"\A(?:[^\n]{0,500}\n){0,30}?[ \t]*(?:Documents?|Dokumente?|Documentos?) \(\d{1,5}\)[ \t]*$", re.MULTILINE)
_FIRST_LISTED = re.compile(r"^[ \t]*1\.[ \t]+(\S[^\n]{0,500}?)[ \t]*$", re.MULTILINE)
_DATE = re.compile(r"(?=.*\b(?:1[5-9]|20)\d\d\b)(?=.*(?:\b[A-Z][a-zé]{2,9}\b|\d{1,2}[./]\d{1,2})).{6,80}$")
_COPYRIGHT = re.compile(r"[ \t]*(?:Copyright\b|©|\(c\) ?\d{4}|All Rights Reserved)", re.IGNORECASE)
_LEADING = frozenset("byline section length dateline highlight headline series distribution source body title".split())
_TRAILING = frozenset(
    "load-date language publication-type document-type subject graphic type country state city company organization person persons ticker industry "
    "geographic url correction journal-code newsletter-code classification notes correction-date update pub-type acc-no jour-code".split())
_SURE = frozenset("load-date language publication-type document-type pub-type journal-code jour-code acc-no".split())
_CODE = re.compile(r"([A-Z][A-Z0-9]{1})(?:[ \t]{1,40}(\S.*)|[ \t]*)$")
_FACTIVA_CODES = frozenset("HD BY WC PD ET SN SC ED PG LA CY LP TD CO IN NS RE IPD IPC PUB AN CR CT RF SE VOL ART CX DE".split())
_FACTIVA_END = re.compile(r"^[ \t]*(?:(?:Document|Dokument|Documento) [A-Z][A-Za-z0-9]{10,40}|Search Summary)[ \t]*$", re.MULTILINE)
_NEXIS_FIELDS = {"headline": "title", "title": "title", "byline": "author", "section": "section", "subject": "tag", "language": "language",
                 "highlight": "description", "load-date": "", "source": "publisher"}
_FACTIVA_FIELDS = {"HD": "title", "BY": "author", "PD": "published", "SN": "publisher", "SE": "section", "LA": "language", "NS": "tag",
                   "CY": "licence"}
_LONGEST_FIELD = 2000
_PERCENT = re.compile(r"(?:(?<!\s)\s+)?\(\d{1,3}%\)")


def read_press(opened: Opened) -> Iterator[Source | Fault]:
    """The articles of a download in text."""
    text = press_text(opened.whole())
    if is_europresse(text):
        yield from sources_of(europresse_articles(text), opened.name)
        return
    if is_proquest(text):
        yield from sources_of(proquest_articles(text), opened.name)
        return
    if is_shown_factiva(text) and not re.search(r"^HD\b", text, re.MULTILINE):
        yield from sources_of(shown_factiva_articles(text), opened.name)
        return
    factiva = not _COUNTED.search(text) and not _END.search(text) and re.search(r"^HD\b", text, re.MULTILINE) is not None
    yield from sources_of(_factiva_articles(text) if factiva else nexis_articles(text), opened.name)


def press_text(data: bytes) -> str:
    """The text of a download, with its line ends made one kind."""
    return as_text(data).replace("\r\n", "\n").replace("\r", "\n")


# -- Nexis ------------------------------------------------------------------------------------------------------------


def nexis_articles(text: str) -> Iterator[Download]:
    """The articles of a Nexis download."""
    for piece in _counted_pieces(text) or _END.split(_without_cover(text)):
        lines = _END.sub("", piece).split("\n")
        if any(line.strip() for line in lines):
            yield _nexis_article(lines)


def _without_cover(text: str) -> str:
    """Without the cover of the new layout, which lists the titles of the documents: the first article begins where its title stands again."""
    found = _COVER.search(text)
    listed = _FIRST_LISTED.search(text, found.end()) if found else None
    if listed is None:
        return text
    again = re.compile(rf"^[ \t]*{re.escape(listed[1])}[ \t]*$", re.MULTILINE).search(text, listed.end())
    return text[again.start():] if again else text


def _counted_pieces(text: str) -> list[str]:
    """The pieces below the lines that count the documents, all in the words of the first one: another such line stands in an article."""
    lines = list(_COUNTED.finditer(text))
    own = [line for line in lines if _counting(line[0]) == _counting(lines[0][0])]
    return [text[line.end():following.start() if following else len(text)] for line, following in zip(own, [*own[1:], None], strict=False)]


def _counting(line: str) -> list[str]:
    """The words of a line that counts documents, the same for one document and for several."""
    return [word.upper().removesuffix("S") for word in line.split() if not word.isdigit()]


def _field_name(printed: str) -> str:
    """The English name of a field."""
    low = printed.lower().replace(" ", "-")
    return _NAMES.get(low, low)


def _nexis_article(lines: list[str]) -> Download:
    """Head, body and tail: the head ends with its last field or the line ``Body``, the tail begins with the first field that stands behind texts."""
    article = Download()
    start, has_title = _nexis_head(lines, article)
    stop = _nexis_tail(lines, start, article)
    article.body = _unindented(lines[start:stop])
    for key, value in article.fields:
        known = _NEXIS_FIELDS.get(_field_name(key), "")
        if known == "title" and has_title:
            continue
        if known == "title":
            article.title = value
        if known:
            values = re.split(r"\s*;\s*", _PERCENT.sub("", value)) if known == "tag" else [value]
            article.known += said(known, key, *values)
    if has_title:
        article.known = [*said("title", "headline of the download", article.title), *article.known]
    return article


def _nexis_head(lines: list[str], article: Download) -> tuple[int, bool]:
    """Reads what stands before the body: where that begins, and whether a headline was found."""
    loose: list[tuple[str, bool]] = []
    at, last, fields = 0, 0, 0
    named = ""
    while at < len(lines):
        line = lines[at]
        match = _FIELD.match(line.strip())
        if _BODY.match(line) and fields:
            last = at + 1
            break
        if match and _field_name(match[1]) in _LEADING:
            named = match[1]
            article.fields.append((named, (match[2] or "").strip()))
            fields, last = fields + 1, at + 1
        elif not line.strip():
            named = ""
        elif named:
            _extend(article, line)
            last = at + 1
        elif not fields:
            loose.append((line.strip(), len(line) - len(line.lstrip()) > 5))
        elif not any(_BODY.match(later) for later in lines[at:at + 40]):
            break
        at += 1
    if not fields:
        last = next((n + 1 for n, line in enumerate(lines) if line.strip() and len(line.strip()) >= 60), len(lines) + 1) - 1
        loose = [(text, deep) for text, deep in loose if len(text) < 60][:6]
    return last, _loose_lines(loose, article)


def _extend(article: Download, line: str) -> None:
    """One more line of the last field; a field that is longer than any is parted."""
    name, value = article.fields[-1]
    if len(value) > _LONGEST_FIELD:
        article.fields.append((name, line.strip()))
    else:
        article.fields[-1] = (name, f"{value} {line.strip()}".strip())


def _loose_lines(loose: list[tuple[str, bool]], article: Download) -> bool:
    """The lines without a name above the fields: paper, date, edition, copyright, headline."""
    rest: list[tuple[str, bool]] = []
    dated = False
    for text, deep in loose:
        if _COPYRIGHT.match(text):
            article.fields.append(("copyright", text))
            article.known += said("licence", "copyright", text)
        elif not dated and _DATE.match(text) and len(text.split()) <= 9:
            dated = True
            article.fields.append(("date", text))
            article.known += said("published", "date of the download", text)
        else:
            rest.append((text, deep))
    centred = [text for text, deep in rest if deep]
    flush = [text for text, deep in rest if not deep]
    if centred and flush:
        papers, article.title = centred, " ".join(flush)
    else:  # the new layout: headline, then paper
        article.title, papers = (rest[0][0] if rest else ""), [text for text, _ in rest[1:]]
    if papers:
        article.fields.append(("publication", papers[0]))
        article.known += said("publisher", "publication", papers[0])
        article.fields += [("edition", text) for text in papers[1:]]
    return bool(article.title)


def _nexis_tail(lines: list[str], start: int, article: Download) -> int:
    """Reads the fields behind the body; where the body ends."""
    stop = _start_of_tail(lines, start)
    named = ""
    for line in lines[stop:]:
        match = _FIELD.match(line.strip())
        if match and _field_name(match[1]) in _TRAILING:
            named = match[1]
            article.fields.append((named, (match[2] or "").strip()))
        elif _COPYRIGHT.match(line):
            named = ""
            article.fields.append(("copyright", line.strip()))
        elif line.strip() and named:
            _extend(article, line)
        elif line.strip():
            article.fields.append(("rest", line.strip()))
    while stop > start and (not lines[stop - 1].strip() or _COPYRIGHT.match(lines[stop - 1])):
        stop -= 1
    return stop


def _start_of_tail(lines: list[str], start: int) -> int:
    """Where the fields behind the body begin: at the first that no text has (``LOAD-DATE``), and with the fields right above it."""
    fields = {at: name for at in range(start, len(lines)) if not lines[at][:1].isspace() and (match := _FIELD.match(lines[at].strip()))
              and (name := _field_name(match[1])) in _TRAILING}
    stop = next((at for at, name in fields.items() if name in _SURE), len(lines))
    above = stop - 1
    while above >= start:
        if above in fields or _COPYRIGHT.match(lines[above]):
            stop = above
        elif lines[above].strip() and not _continues(lines, above, start, fields):
            break
        above -= 1
    return stop


def _continues(lines: list[str], at: int, start: int, fields: dict[int, str]) -> bool:
    """Whether a line belongs to a field some lines above it, without a blank line between them."""
    while at > start and lines[at - 1].strip():
        at -= 1
        if at in fields:
            return True
    return False


def _unindented(lines: list[str]) -> list[str]:
    """Without the indentation of first lines, which would read as a list or as code."""
    return [line.strip() for line in lines]


# -- Factiva ----------------------------------------------------------------------------------------------------------


def _factiva_articles(text: str) -> Iterator[Download]:
    """The articles of a Factiva download: each has a field ``HD``."""
    article: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        match = _CODE.match(line)
        if match and match[1] in _FACTIVA_CODES:
            if match[1] == "HD" and any(code == "HD" for code, _ in article):
                yield factiva_article(article)
                article = []
            article.append((match[1], [match[2] or ""]))
        elif _FACTIVA_END.match(line):
            if article:
                article.append(("AN", [line.strip()]))
        elif article:
            article[-1][1].append(line)
    if any(code == "HD" for code, _ in article):
        yield factiva_article(article)


def factiva_article(coded: Iterable[tuple[str, list[str]]]) -> Download:
    """An article from its coded fields."""
    article = Download()
    for code, lines in coded:
        value = " ".join(" ".join(lines).split())
        if code in ("LP", "TD"):
            article.body += [*_unindented(lines), ""]
        elif code == "AN":
            if not any(key == "AN" for key, _ in article.fields):
                article.fields.append(("AN", value.removeprefix("Document ")))
        else:
            article.fields.append((code, value))
            if code == "HD":
                article.title = article.title or value
            values = [part.rpartition(" : ")[2] for part in value.split(" | ")] if code == "NS" else [value]
            if known := _FACTIVA_FIELDS.get(code):
                article.known += said(known, code, *values)
    return article
