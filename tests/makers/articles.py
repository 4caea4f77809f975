"""Articles built by hand for the tests of what is written, each with the page it belongs to.

``python -m tests.makers.articles`` writes the golden files of the TEI writer anew; look at the difference before you commit it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.article.space import space_of
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
    article_id,
)

GOLDEN = Path(__file__).parents[1] / "cases" / "tei"
K = Label


@dataclass
class Made:
    """An article and the decoded page it was made from."""

    article: Article
    page: str


@dataclass
class Builder:
    """Puts a page together piece by piece, so that every range is right by construction."""

    name: str
    page: str = ""
    front: list[ArticleBlock] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        return article_id(self.name)

    def ident(self, letters: str, start: int) -> str:
        made, n = f"{self.id}.{letters}{start}", 1
        while made in self.ids:
            n += 1
            made = f"{self.id}.{letters}{start}-{n}"
        self.ids.add(made)
        return made

    def add(self, source: str, before: str = "\n\n") -> tuple[int, int]:
        """Appends to the page; the range."""
        self.page += (before if self.page else "") + source
        return len(self.page) - len(source), len(self.page)

    def block(self, kind: Label, source: str, text: str | None = None, *, before: str = "\n\n", cut: str = "", **fields: object) -> ArticleBlock:
        """A block whose text is the source's, less ``cut`` at its beginning, which becomes a repair."""
        start, end = self.add(source, before)
        if cut:
            self.repairs.append(Repair(start, start + len(cut), cut, "", "markup", (("delete",),)))
        text = " ".join(source[len(cut):].split()) if text is None else text
        return ArticleBlock(self.ident(LETTERS.get(kind, "ab"), start), kind, text, start, end, **fields)  # type: ignore[arg-type]

    def put(self, kind: Label, source: str, text: str | None = None, **fields: object) -> ArticleBlock:
        """A block of the front."""
        made = self.block(kind, source, text, **fields)  # type: ignore[arg-type]
        self.front.append(made)
        return made

    def begin(self, heading: str | None, level: int = 1, *, parent: Section | None = None, role: str = "body") -> list[ArticleBlock]:
        """A section; blocks are appended to the list that comes back."""
        start = len(self.page) + 2 if self.page else 0
        head = self.block(K.HEADING, heading) if heading else None
        blocks: list[ArticleBlock] = []
        made = Section(self.ident("d", start), parent.id if parent else None, level if heading else 0, heading, blocks, head, role)  # type: ignore[arg-type]
        self.sections.append(made)
        return blocks

    def remove(
        self, kind: Label, source: str, *, before: str = "\n\n", twin: str | None = None, stage: str = "label", confidence: float = 0.98,
        text: str | None = None,
    ) -> None:
        start, end = self.add(source, before)
        self.removed.append(Removal(
            self.ident("rm", start), kind, source if text is None else text, start, end, "phrase", ("phrase:en: words that tell",), confidence, twin, stage=stage))

    def gap(self, block: ArticleBlock, at: int, why: str) -> None:
        place = block.start + at
        self.gaps.append(Gap(self.ident("g", place), place, place, block.id, at, "lost-link-text", why))

    def repair(self, before: str, after: str, kind: str = "mojibake") -> None:
        """Every place of ``before`` in the page as a repair."""
        at = self.page.find(before)
        while at >= 0:
            self.repairs.append(Repair(at, at + len(before), before, after, kind))
            at = self.page.find(before, at + len(before))

    def make(self, tail: str = "\n", **fields: object) -> Made:
        page = self.page + tail
        sections = tuple(Section(s.id, s.parent, s.level, s.heading, tuple(s.blocks), s.head, s.role) for s in self.sections)
        kept = [*self.front, *(b for s in sections for b in ([s.head] if s.head else []) + list(s.blocks))]
        repairs = tuple(sorted(self.repairs, key=lambda r: r.start))
        data = page.encode()
        given: dict[str, object] = {
            "id": self.id, "name": self.name, "url": None, "media_type": "text/plain", "encoding": Encoding("utf-8", "utf-8"),
            "sha256": hashlib.sha256(data).hexdigest(), "sha256_decoded": hashlib.sha256(data).hexdigest(), "bytes": len(data), "chars": len(page),
            "title": None, "authors": (), "published": None, "updated": None, "publisher": None, "issue": None, "language": "en", "standfirst": None,
            "front": tuple(self.front), "sections": sections, "removed": tuple(self.removed), "repairs": repairs, "gaps": tuple(self.gaps),
            "metadata": (), "doubts": (), "confidence": 0.9,
            "space": space_of(page, [(b.start, b.end) for b in kept], [(r.start, r.end) for r in self.removed], [(r.start, r.end) for r in repairs]),
        }
        return Made(Article(**{**given, **fields}), page)  # type: ignore[arg-type]


def over(text: str, words: str, kind: str, value: str = "") -> Inline:
    """An inline over the first place of some words in a text."""
    at = text.index(words)
    return Inline(at, at + len(words), kind, value)


def everything() -> Made:
    """Every element that the writers know."""
    b = Builder("harbour/night-bonus.txt")
    b.remove(K.NAVIGATION, "Home | News | Letters")
    b.put(K.MASTHEAD, "The Harbour Post")
    b.put(K.KICKER, "THE LONG READ")
    b.put(K.TITLE, "Dockside clerks win back their night bonus")
    b.put(K.SUBTITLE, "A dispute & its end")
    b.put(K.STANDFIRST, "Four weeks of stoppages have ended with a deal.")
    b.put(K.BYLINE, "By Ines Calloway and Tomas Verrall", inlines=(Inline(3, 16, "link", "https://harbour.example/ines"),))
    b.put(K.ISSUE, "Issue 412")
    dateline = b.put(K.DATELINE, "14 March 2023")
    b.put(K.EDITOR_NOTE, "Editor's note: first given as a talk.")
    b.put(K.EPIGRAPH, "Low water waits for nobody. Old saying", attribution=Attribution(28, len(b.page) + 2 + 28))
    body = b.begin(None)
    vote = "Clerks at Brannock voted on Tuesday, and the vote was 118 to 9.[1]"
    body.append(b.block(K.PARAGRAPH, vote.replace("the vote", "the\nvote"), inlines=(
        over(vote, "Clerks at Brannock", "bold"), over(vote, "Brannock voted", "italic"),
        over(vote, "Brannock", "link", "https://harbour.example/a b"), over(vote, "[1]", "noteref", "1"))))
    broken = b.block(K.PARAGRAPH, "The committee quoted ; nobody could say why.")
    body.append(broken)
    b.gap(broken, 21, "A space stands before the semicolon where a link's words were.")
    noon = "The café on the quay opened at noon, said the sign \ufffd\ufffd."
    body.append(b.block(K.PARAGRAPH, noon.replace("é", "Ã©"), noon))
    water = "They called it Wasserzeit in Hamburg. H2O, x2."
    body.append(b.block(K.PARAGRAPH, water, inlines=(
        over(water, "Wasserzeit", "lang", "de"), over(water, "2", "sub"), Inline(44, 45, "sup"),
        Inline(37, 38, "break"), over(water, "called", "link", "http:"))))
    offer = b.begin("What the offer says")
    offer.append(b.block(K.PARAGRAPH, "It includes:"))
    items = [
        (1, "* the full bonus", "\n\n"), (1, "* two staff seats:", "\n"), (2, "- one for days", "\n  "), (2, "- one for nights", "\n  "),
        (1, "* a rota", "\n"),
    ]
    for level, item, before in items:
        offer.append(b.block(K.LIST_ITEM, item, before=before, cut=item[0], group=1, level=level, rend="bulleted", n=item[0]))
    offer.append(b.block(K.CAPTION, "Night bonus per shift", group=2))
    for row, before in (("Grade | January", "\n\n"), ("Clerk | £0.00", "\n")):
        cells = tuple((cell, 1, 1, row.startswith("Grade")) for cell in row.split(" | "))
        offer.append(b.block(K.TABLE_ROW, row, before=before, group=2, cells=cells))
    offer.append(b.block(K.IMAGE, "[Clerks outside the office]", group=3, url="img/clerks vote.jpg"))
    caption = b.block(K.CAPTION, "Clerks outside the harbour office", before="\n", group=3)
    offer += [caption, b.block(K.CREDIT, "Picture: R. Adeyemi", before="\n", group=3)]
    b.remove(K.DUPLICATE, "Clerks outside the harbour office", before="\n", twin=caption.id, stage="doubles", confidence=1.0)
    offer.append(b.block(K.PULL_QUOTE, "“The rota was the real prize”"))
    song = b.begin("Songs and slogans", 2, parent=b.sections[-1])
    for line, before in (("Low water, slow water,", "\n\n"), ("Stay in your bed;", "\n")):
        song.append(b.block(K.VERSE, line, before=before, group=4))
    for line, before in (("No cuts!", "\n\n"), ("No more waiting!", "\n")):
        song.append(b.block(K.SLOGAN, line, before=before, group=5))
    song.append(b.block(K.MILESTONE, "* * *", rend="stars"))
    song.append(b.block(K.DEFINITION_TERM, "Sill", group=6))
    song.append(b.block(K.DEFINITION, "The floor of a lock.", before="\n", group=6))
    song.append(b.block(K.DEFINITION_TERM, "Rota", before="\n", group=6))
    song.append(b.block(K.PREFORMATTED, "10  PRINT \"TIDE\"\n20  GOTO 10", "10  PRINT \"TIDE\"\n20  GOTO 10"))
    song.append(b.block(K.QUOTATION, "I could not tell you the hour, sir.", group=7))
    second = b.block(K.QUOTATION, "There was eleven feet on the sill. A clerk, 1842", group=7)
    song.append(second._replace(attribution=Attribution(35, second.start + 35)))
    song.append(b.block(K.CORRECTION, "An earlier version named the wrong quay."))
    notes = b.begin("Notes", role="notes")
    notes.append(b.block(K.NOTE, "[1] Minutes of the branch.", cut="[1]", n="[1]", inlines=(Inline(0, 7, "italic"),)))
    reading = b.begin("Further reading", role="bibliography")
    reading.append(b.block(K.REFERENCE, "P. Lindqvist, A Short History of the Harbour Offices", group=8, inlines=(Inline(14, 52, "italic"),)))
    bio = b.begin(None, role="bio")
    bio.append(b.block(K.AUTHOR_NOTE, "Ines Calloway reports from the coast."))
    b.remove(K.JOIN_US, "Join us\nLike what you read?\x08 Sign up <now>")
    b.remove(K.COMMENT_FORM, "Leave a comment\r\nName *")
    b.repair("Ã©", "é")
    return b.make(
        "\n\n\n", url="https://harbour.example/2023/night-bonus", title="Dockside clerks win back their night bonus", subtitle="A dispute & its end",
        authors=("Ines Calloway", "Tomas Verrall"), published="2023-03-14", updated="2023-03", publisher="The Harbour Post", issue="412",
        standfirst="Four weeks of stoppages have ended with a deal.", series="Ports", part="2", section="News", tags=("ports", "pay"),
        description="How a dispute was settled.", licence="CC BY-NC 4.0 https://creativecommons.org/licenses/by-nc/4.0/",
        captured="2024-06-02T09:14:05Z", origins=("copies/night-bonus.txt",), version=2, supersedes=1, recipe="0123abcd",
        metadata=(
            Found("published", "2023-03-14", "dateline", "14 March 2023", dateline.start, dateline.end),
            Found("author", "Ines Calloway", "byline", "Ines Calloway"), Found("title", "Night bonus", "url", chosen=False, confidence=0.4),
        ),
        doubts=(Doubt("lost-words", "Words are missing in one paragraph.", broken.start, broken.end),),
    )


def plain() -> Made:
    """A title and two paragraphs, nothing removed: no standOff."""
    b = Builder("plain.txt")
    b.put(K.TITLE, "A walk")
    body = b.begin(None)
    body.append(b.block(K.PARAGRAPH, "We went out early."))
    body.append(b.block(K.PARAGRAPH, "We came back late."))
    return b.make(title="A walk")


def nothing() -> Made:
    """No article at all, only boilerplate."""
    b = Builder("nothing.txt")
    b.remove(K.COOKIE_NOTICE, "We use cookies.")
    return b.make("")


def only_a_picture() -> Made:
    """A body that would hold a figure alone, which TEI does not allow."""
    b = Builder("picture.txt")
    body = b.begin(None)
    body.append(b.block(K.IMAGE, "[The sill at low water]", url="javascript:void(0) x"))
    return b.make()


def only_notes() -> Made:
    """Notes and nothing else: they are body, not back."""
    b = Builder("notes.txt")
    notes = b.begin("Notes", role="notes")
    notes.append(b.block(K.NOTE, "1. A note that nobody calls.", cut="1.", n="1."))
    return b.make()


def odd_sections() -> Made:
    """Levels that jump, a heading without text, a heading inside a section, text without heading after a section."""
    b = Builder("sections.txt")
    first = b.begin("One", 1)
    b.begin("One point one point one", 3, parent=b.sections[0])
    third = b.begin("One point two", 2, parent=b.sections[0])
    third.append(b.block(K.PARAGRAPH, "Text."))
    third.append(b.block(K.HEADING, "A heading that came as a block"))
    third.append(b.block(K.SHARE, "Restored: share this"))
    loose = b.begin(None)
    loose.append(b.block(K.PARAGRAPH, "More text."))
    assert not first
    return b.make()


def restored() -> Made:
    """A list that goes down two levels and comes up one; rows without cells; a bare link in a language of its own."""
    b = Builder("lists.txt")
    body = b.begin(None)
    for n, level in enumerate((1, 3, 2, 3, 1, 1, 2)):
        number = f"{n + 1}."
        body.append(b.block(K.LIST_ITEM, f"{number} item {level}", before="\n", cut=number, group=1, level=level, rend="numbered", n=number))
    body.append(b.block(K.TABLE_ROW, "a row that was never cut", group=2))
    body.append(b.block(K.PARAGRAPH, "Ein Absatz mit Netz.", lang="de", inlines=(Inline(0, 20, "link", "#top"),)))
    return b.make()


def web_page() -> Made:
    """HTML: ranges lie in the markup, texts are the words."""
    b = Builder("page.html")
    b.page = "<!doctype html><html><head><title>Harbour</title><script>if (a < b) c()</script></head><body>"
    b.remove(K.NAVIGATION, '<a href="/">Home</a> &amp; <a href="/x">away</a>', text="Home & away", before="<nav>")
    b.put(K.TITLE, "Dockside clerks &amp; their bonus", "Dockside clerks & their bonus", before="</nav><!-- > --><h1>")
    body = b.begin(None)
    text = "Clerks at Brannock voted."
    body.append(b.block(K.PARAGRAPH, "Clerks at <b>Brannock</b>\n voted.", text, before='</h1><p class="a"">', inlines=(over(text, "Brannock", "bold"),)))
    ruby = "It is written 港, harbour."
    body.append(b.block(K.PARAGRAPH, ruby.replace("港", "<ruby>港<rp>(</rp><rt>minato<rp>)</rp></ruby>"), ruby, before="</p><p>", inlines=(
        over(ruby, "港", "ruby", "minato"), over(ruby, "港, h", "bold"))))
    body.append(b.block(K.IMAGE, '<img src="a.jpg" alt="The &quot;sill&quot;">', 'The "sill"', before="</p><wbr>", group=1, url="a.jpg"))
    body.append(b.block(K.PARAGRAPH, "The cafÃ© was shut.", "The café was shut.", before="<p>"))
    b.repair("Ã©", "é")
    formula = "The swell is E_{n} high."
    body.append(b.block(K.PARAGRAPH, formula.replace("E_{n}", "<math><mi>E</mi><mi>n</mi></math>"), formula, before="</p><p>", inlines=(
        over(formula, "E_{n}", "formula"),)))
    b.repair("E</mi><mi>n", "E_{n}", "formula")
    return b.make("<br class=\"x\"></p><button>Close</button><!-- the end", media_type="text/html", title="Dockside clerks & their bonus", space=())


ALL = {made.__name__.replace("_", "-"): made for made in (everything, plain, nothing, only_a_picture, only_notes, odd_sections, restored, web_page)}


def main() -> None:
    """Writes the golden files."""
    from unittest import mock

    from pipeline.writers import tei

    GOLDEN.mkdir(parents=True, exist_ok=True)
    with mock.patch.object(tei, "_version", return_value="0.0.0"):
        for name, made in ALL.items():
            (GOLDEN / f"{name}.xml").write_bytes(tei.write_tei(made().article))


if __name__ == "__main__":
    main()
