"""Articles made at random, from sane to absurd, for the tests of what is written. A number decides all of one article."""

from __future__ import annotations

import hashlib
from random import Random

from pipeline.data import (
    LETTERS,
    Article,
    ArticleBlock,
    Attribution,
    Doubt,
    Encoding,
    Found,
    Gap,
    Inline,
    Label,
    Removal,
    Repair,
    Section,
)

WORDS = "tide clerk harbour bell lock rota sill water ledger quay meeting bonus morning a in the of and".split()
ODD_WORDS = ["\ufffd\ufffd", "a&b", "<p>", "]]>", "\x08", "naïve", "\ufffe", "日本", "“so”", '"x"', "\ud800", "e\u0301", "\u200b", "\u2028", "\r"]
LINKS = ["https://a.example/x", "http://a/b c", "http:", "#n1", "mailto:a@b.example", "", "javascript:void(0)", "x" * 9000, "bp:share", "a:b c%",
         "http://[", "//h/[x]#y#z", "\n", "http://h:99999999/", "ünï.jpg", "?q=[1]", "stage:x", "\x00", "http://a.example/?q=\ud800"]
KINDS = ["link", "italic", "bold", "underline", "strike", "sup", "sub", "smallcaps", "mono", "lang", "noteref", "break", "ruby", "formula", "unknown"]
LANGUAGES = ["de", "en_GB", "pt-BR", "", "no such language", "zh-Hans-CN", "x" * 20]


def words(r: Random, most: int = 12, odd: float = 0.05) -> str:
    """A few words, some of them odd."""
    return " ".join(r.choice(ODD_WORDS) if r.random() < odd else r.choice(WORDS) for _ in range(r.randint(0, most)))


def inlines(r: Random, text: str) -> tuple[Inline, ...]:
    """Inlines that nest, overlap, are empty or reach out of the text."""
    out = []
    for _ in range(r.choice([0, 0, 0, 1, 2, 5])):
        a, b = r.randint(-2, len(text) + 2), r.randint(-2, len(text) + 2)
        kind = r.choice(KINDS)
        value = {"link": r.choice(LINKS), "lang": r.choice(LANGUAGES), "noteref": str(r.randint(1, 3)), "ruby": words(r, 2, 0.3)}.get(kind, "")
        out.append(Inline(min(a, b), max(a, b), kind, value))
    return tuple(out)


def block(r: Random, ident: str, at: int, kind: Label | None = None) -> ArticleBlock:
    """A block of any kind."""
    kind = kind or r.choice(list(Label))
    text = words(r)
    cells = tuple((words(r, 3), r.randint(-1, 3), r.choice([1, 1, 2, 10 ** 9]), r.random() < 0.2) for _ in range(r.randint(0, 4)))
    return ArticleBlock(
        id=r.choice([f"{ident}.{LETTERS.get(kind, 'ab')}{at}"] * 20 + ["", "no id", f"{ident}.p1", "a1.p3"]),
        kind=kind, text=text, start=at, end=at + r.choice([len(text), 0, 3]), group=r.choice([0, 0, 1, 1, 2]), level=r.choice([0, 1, 1, 2, 3, 7, -1]),
        rend=r.choice(["bulleted", "numbered", "plain", "", "odd", "stars"]), n=r.choice(["", "1", "[1]", "(2)", "*", "3."]),
        cells=cells if kind is Label.TABLE_ROW else (), inlines=inlines(r, text),
        attribution=Attribution(r.randint(-1, len(text) + 2), at + r.randint(-3, 30)) if r.random() < 0.2 else None,
        target=r.choice(["", "", f"{ident}.p1", "nowhere"]), url=r.choice(LINKS) if kind is Label.IMAGE else "",
        lang=r.choice([""] * 5 + LANGUAGES),
    )


def _removed(r: Random, ident: str, at: int, made: list[ArticleBlock]) -> tuple[Removal, ...]:
    return tuple(
        Removal(
            id=r.choice([f"{ident}.rm{at + n}"] * 9 + [""]), kind=r.choice([k for k in Label if k.removed]), text=words(r, odd=0.3) + "\n\t",
            start=at + n, end=at + n + 5, reason="r", evidence=(words(r),), confidence=r.random() * 1.2,
            stage=r.choice(["label", "repeats", "Odd One", "decode"]), twin=r.choice([None, "nowhere", *(b.id for b in made[:2])]),
            used=r.choice([(), ("title",)]),
        )
        for n in range(r.randint(0, 4)))


def _repairs(r: Random) -> tuple[Repair, ...]:
    return tuple(
        Repair(n * 3, n * 3 + 2, r.choice(["â€™", "\x08", "&nbsp;"]), r.choice(["’", "", "\xa0"]), r.choice(["mojibake", "illegal-char", "new"]))
        for n in range(r.randint(0, 4)))


def _gaps(r: Random, ident: str, made: list[ArticleBlock]) -> tuple[Gap, ...]:
    return tuple(
        Gap(r.choice([f"{ident}.g{n}", "", f"{ident}.g0"]), n, n, r.choice([*(b.id for b in made), "nowhere"]), r.randint(-1, 40),
            r.choice(["lost-link", "Odd one"]), words(r))
        for n in range(r.randint(0, 3)))


def article(seed: int) -> Article:
    """The article of a number."""
    r = Random(seed)
    ident = "a" + hashlib.sha256(str(seed).encode()).hexdigest()[:12]
    at = 0
    made: list[ArticleBlock] = []

    def blocks(most: int, kinds: list[Label] | None = None) -> tuple[ArticleBlock, ...]:
        nonlocal at
        out = []
        for _ in range(r.randint(0, most)):
            out.append(block(r, ident, at, r.choice(kinds) if kinds else None))
            at += r.randint(0, 40)
        made.extend(out)
        return tuple(out)

    favourites = r.choice([None, [Label.LIST_ITEM], [Label.QUOTATION, Label.PARAGRAPH], [Label.IMAGE, Label.CAPTION, Label.TABLE_ROW],
                           [Label.MILESTONE, Label.NOTE], [Label.DEFINITION, Label.DEFINITION_TERM], [Label.NOTE, Label.PARAGRAPH]])
    front = blocks(6, r.choice([None, [Label.TITLE, Label.BYLINE, Label.EPIGRAPH, Label.STANDFIRST, Label.DATELINE]]))
    sections = []
    for n in range(r.choice([0, 1, 2, 5])):
        head = (blocks(1, [Label.HEADING]) or (None,))[0]
        sections.append(Section(
            id=r.choice([f"{ident}.d{at}", f"{ident}.d{n}", ""]),
            parent=r.choice([None, f"{ident}.d{n - 1}", "nowhere", *(s.id for s in sections[-2:])]),
            level=r.choice([0, 1, 1, 2, 3, 9]), heading=r.choice([None, words(r, 3), head.text if head else None]), head=head,
            role=r.choice(["body", "body", "body", "notes", "related", "bio", "odd"]), blocks=blocks(8, favourites),
        ))
    removed, repairs, gaps = _removed(r, ident, at, made), _repairs(r), _gaps(r, ident, made)

    def maybe(value):
        return r.choice([None, value])

    def date():
        return r.choice([None, "2006-02-25", "2004-08", "1999", "2006-13-01", "2005-02-29", "soon", "2011-01-02T03:04:05Z", "0000"])

    return Article(
        id=ident, name=r.choice(["a/b c.txt", "-", "x\ny", "ü%$.txt", "\ud800"]), url=r.choice([None, *LINKS]),
        media_type=r.choice(["text/plain", "text/html", ""]), encoding=Encoding("utf-8", "utf-8"), sha256="0" * 64, sha256_decoded="1" * 64,
        bytes=r.randint(0, 10 ** 6), chars=at + 100, title=maybe(words(r)),
        authors=tuple(r.choice(["tide clerk", "", "A. & B."]) for _ in range(r.randint(0, 2))), published=date(), updated=date(),
        publisher=maybe(words(r)), issue=maybe("412"), language=r.choice(["en", "de", "und", "", "english language", "pt_BR"]),
        standfirst=maybe(words(r)), front=front, sections=tuple(sections), removed=removed, repairs=repairs, gaps=gaps,
        metadata=tuple(Found("published", "2006-02-25", "dateline", words(r), b.start, b.end) for b in front[:2]),
        doubts=(Doubt("d", words(r)),) if r.random() < 0.3 else (), confidence=r.random(), space=((0, "\n "),), subtitle=maybe(words(r)),
        series=maybe(words(r)), part=maybe("2"), section=maybe(words(r)), tags=tuple(words(r, 2) for _ in range(r.randint(0, 3))),
        description=maybe(words(r)), captured=date(), version=r.randint(1, 3), supersedes=maybe(1), recipe=r.choice(["", "abc"]),
        licence=r.choice([None, "CC BY 4.0", "CC BY-NC 4.0 https://creativecommons.org/licenses/by-nc/4.0/", "all rights", " "]),
        origins=tuple(r.choice(["b.txt", ""]) for _ in range(r.randint(0, 2))),
    )
