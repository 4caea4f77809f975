"""The front matter of an article in plain text: title, masthead, subtitle, byline, dates, issue, standfirst, epigraph.

Strategy: the front ends where the body's running text begins, or below the last byline, date or issue line near the top. In it, lines
that say what they are (``by …``, a date, ``Issue 412``) are named first; the first line left is the title; what stands between the title
and the body is named by its neighbours, by what returns below, and by its length. A first paragraph is called a standfirst only on
evidence, since every article has a first paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.data import Block, Label, Vote
from pipeline.reading.dates import dates_in, is_dateline
from pipeline.label.doubles import Occurrences
from pipeline.label.lines import list_marker
from pipeline.reading.people import Person, people_in, people_named, reporter_in
from pipeline.label.phrases import Phrases
from pipeline.reading.quotations import is_closed, source_at
from pipeline.reading.traits import Traits, key_of, title_case

__all__ = ["SECTION_NAMES", "Front", "authors_of", "byline_of", "find_front", "issue_in", "may_be_title", "part_in", "says_what_it_is"]

_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÞŁŚŻ\"“«„¿¡])")
_NUMBER = r"(?:\d{1,6}|[IVXLC]{1,6})"
_PAPER = re.compile(
    r"\b(?:times|post|herald|tribune|gazette|review|journal|news|press|magazine|weekly|daily|observer|guardian|worker|socialist|telegraph|"
    r"zeitung|anzeiger|kurier|rundschau|blatt|monde|figaro|diario|jornal|giornale|corriere|gazeta|dziennik|krant|blog)\b",
    re.IGNORECASE,
)
SECTION_NAMES = frozenset(
    "news opinion comment comments analysis feature features review reviews letters culture politics international world interview editorial "
    "sport business science essay essays column blog reportage debate theory history arts books economy society local "
    "meinung kommentar kultur politik wirtschaft leserbriefe feuilleton panorama débats culture politique société économie tribune "
    "opinión política economía sociedad cultura editoriale politica economia società opinião sociedade nieuws opinie cultuur politiek "
    "opinie kultura polityka gospodarka dossier serie série serial cykl special spécial speciale".split()
)


@dataclass(slots=True)
class Front:
    """The kept blocks at the top, and what they were named."""

    blocks: Sequence[Block]
    traits: Sequence[Traits]
    kept: list[int]
    phrases: Phrases
    language: str
    votes: Sequence[Vote]
    occurrences: Occurrences
    named: dict[int, tuple[Label, float, str]] = field(default_factory=dict)
    end: int = 0
    """Number of the first block of the body."""

    def name(self, n: int, label: Label, score: float, why: str) -> None:
        self.named.setdefault(n, (label, score, why))


def issue_in(text: str, words: Sequence[str]) -> str | None:
    """The number in a line that is an issue number and nothing else: ``Issue No. 1989``, ``Nr. 12/2011``, ``Vol. 3, No. 4``."""
    if len(text) > 60:
        return None
    low = text.lower()
    for word in sorted(words, key=lambda w: (-len(w), w)):
        if low.startswith(word) and not low[len(word) : len(word) + 1].isalpha():
            rest = text[len(word) :]
            match = re.match(
                rf"\s*[.°º]?\s*(?:no\.?|nr\.?|number|n[°º]|#|:)?\s*({_NUMBER}(?:\s?[/–-]\s?\d{{1,4}})?)(?:\W+(.*))?$", rest, re.IGNORECASE
            )
            if match and len(re.findall(r"[^\W\d_]{3,}", match[2] or "")) <= 3:
                return match[1].replace(" ", "")
    return None


def part_in(text: str, words: Sequence[str]) -> tuple[str, int, int] | None:
    """The part of a series that a title names (``… – Part Four``), and where it stands."""
    names = "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))
    if not names:
        return None
    match = re.search(
        rf"(?:^|[\s(–—:,-])((?:{names})\s+(\d{{1,2}}|[ivx]{{1,5}}|one|two|three|four|five|six|seven|eight|nine|ten))\b\s*\)?(?:$|[:–—-])",
        text,
        re.IGNORECASE,
    )
    return (match[2], match.start(1), match.end(2)) if match else None


def authors_of(front: Front) -> tuple[str, ...]:
    """The names in the byline and at the end of the standfirst."""
    words = front.phrases.words
    out: list[str] = []
    for n, (label, _, _) in front.named.items():
        text = front.blocks[n].text
        if label is Label.BYLINE:
            people = byline_of(text, front.phrases, front.language) or people_named(text, words("honorifics"), words("job_titles"))
            out += [p.name for p in people]
        elif label is Label.STANDFIRST and (person := reporter_in(text)):
            out.append(person.name)
    return tuple(dict.fromkeys(out))


def byline_of(text: str, phrases: Phrases, language: str) -> list[Person]:
    """The people of a byline: ``By …``, ``NAME, 14 March 2023``, ``Posted on March 4, 2012 by …``; an empty list if it is none."""
    words = phrases.words
    people = people_in(text, words("byline_words"), words("honorifics"), words("job_titles"))
    if people:
        return people
    hits = dates_in(text, language)
    if not hits:
        return []
    before = text[: hits[0].start].rstrip(" ,|–—-·•:(")
    after = text[hits[-1].end :]
    opened = after.lstrip(" ,|–—-·•)")
    if opened:
        shift = len(text) - len(opened)
        return [
            replace(p, start=p.start + shift, end=p.end + shift)
            for p in people_in(opened, words("byline_words"), words("honorifics"), words("job_titles"), lower=True)
        ]
    for word in (*words("published_words"), *words("updated_words"), "on"):
        if before.lower().endswith(" " + word):
            before = before[: -len(word)].rstrip(" ,|–—-·•:(")
    return people_named(before, words("honorifics"), words("job_titles")) if before else []


def find_front(front: Front) -> None:
    """Names the front matter in ``front.named`` and sets ``front.end``."""
    if not front.kept:
        return
    body = _first_body(front)
    limit = _last_line_of_front(front, body)
    front.end = limit + 1 if limit >= 0 else body
    top = [n for n in front.kept if n < max(front.end, body)]
    _self_evident(front, top)
    known = -1
    while len(front.named) > known:
        known = len(front.named)
        _mastheads(front, top)
    title = _title(front, top)
    _names_alone(front, top, title)
    _after_title(front, top, title, body)
    _standfirst_below(front, title, body)
    front.end = max([front.end if limit >= 0 else 0, *(n + 1 for n in front.named), 0])


def _first_body(front: Front) -> int:
    """The first kept block that reads as running text of the body."""
    captions = {v.block for v in front.votes if v.label in (Label.CAPTION, Label.STANDFIRST) and v.score >= 0.5}
    for n in front.kept:
        t = front.traits[n]
        if n not in captions and t.prose and (t.words >= 20 or t.terminal) and not says_what_it_is(front, n):
            return n
    return front.kept[-1] + 1 if len(front.kept) <= 3 else front.kept[min(3, len(front.kept) - 1)]


def _last_line_of_front(front: Front, body: int) -> int:
    """The last byline, date or issue line near the top; a standfirst may stand above it. -1 if there is none."""
    last, prose = -1, 0
    for n in front.kept[:16]:
        if n >= body and front.traits[n].prose:
            prose += 1
        if prose > 1:
            break  # one paragraph at most, a standfirst, stands above a byline
        if says_what_it_is(front, n) and (n <= body or prose):
            last = n
    return last


def says_what_it_is(front: Front, n: int) -> Label | None:
    """The label of a line that says itself what it is: a date, an issue number, a byline, a part of a series."""
    text, t = front.blocks[n].text, front.traits[n]
    if t.words > 22:
        return None
    words = front.phrases.words
    if is_dateline(text, front.language, (*words("published_words"), *words("updated_words"))):
        return Label.DATELINE
    if issue_in(text, words("issue_words")):
        return Label.ISSUE
    if byline_of(text, front.phrases, front.language):
        return Label.BYLINE
    if t.words <= 6 and part_in(text, words("part_words")):
        return Label.SERIES
    return None


def _self_evident(front: Front, top: list[int]) -> None:
    voted = {v.block: v for v in front.votes if v.label is Label.STANDFIRST}
    first = True
    for n in top:
        label = says_what_it_is(front, n)
        if label is not None and not (first and label is not Label.DATELINE and len(top) == 1):
            front.name(n, label, 0.9, f"reads as a {label}")
        elif n in voted:
            front.name(n, Label.STANDFIRST, voted[n].score, voted[n].evidence)
        elif _is_epigraph(front, n):
            front.name(n, Label.EPIGRAPH, 0.8, "a short quotation with its source, above the text")
        else:
            first = False
    low = front.phrases.words("editor_note_words")
    for n in top:
        head = front.blocks[n].text[:60].lower().lstrip("[(*")
        if any(head.startswith(w) and head[len(w) :].lstrip()[:1] in (":", ".", "–", "-", "—") for w in low):
            front.name(n, Label.EDITOR_NOTE, 0.85, "opens as an editor's note")


def _is_epigraph(front: Front, n: int) -> bool:
    text, t = front.blocks[n].text, front.traits[n]
    return t.opens_quote and 3 <= t.words <= 70 and n > front.kept[0] and is_closed(text) and source_at(text) is not None


def _plain_lines(front: Front, top: list[int]) -> list[int]:
    voted = {v.block for v in front.votes if v.label is Label.CAPTION and v.score >= 0.5}
    return [n for n in top if n not in front.named and n not in voted and front.traits[n].key and front.blocks[n].text.count("|") < 2]


def _mastheads(front: Front, top: list[int]) -> None:
    """The paper's name above the title: it stands elsewhere on the page as a name, and a title-like line follows."""
    for vote in front.votes:
        if vote.label is Label.MASTHEAD and vote.block in front.kept:
            front.name(vote.block, Label.MASTHEAD, vote.score, vote.evidence)
    lines = _plain_lines(front, top)
    if len(lines) < 2 or any(v.label is Label.TITLE for v in front.votes):
        return
    n, following = lines[0], lines[1]
    text, t = front.blocks[n].text, front.traits[n]
    after = front.traits[following]
    if t.words > 5 or t.terminal or after.words > 30 or (after.prose and after.words > 24):
        return
    if t.key in SECTION_NAMES:
        front.name(n, Label.SECTION_NAME, 0.85, "the name of a section of a paper")
    elif _named_elsewhere(front, n) or (_PAPER.search(text) and after.words > t.words and title_case(text) == 1.0 and not t.caps):
        front.name(n, Label.MASTHEAD, 0.85, "the name stands elsewhere on the page, as a paper's name does")
    elif t.caps and any(m in front.kept for m in front.occurrences.of(t.key, besides=n)):
        return  # what the text itself takes up is a title, printed in capitals
    elif t.caps and not after.caps and t.words <= 4 and after.words > t.words:
        front.name(n, Label.KICKER, 0.7, "a short line in capitals above the title")
    elif ":" in text and t.words <= 4 and t.key.split()[0] in SECTION_NAMES and after.words >= 4:
        front.name(n, Label.SECTION_NAME, 0.8, "the name of a section or series of a paper")


def _named_elsewhere(front: Front, n: int) -> bool:
    text = front.blocks[n].text
    if title_case(text) < 0.6:
        return False
    kept = set(front.kept)
    last = max((m for m in front.kept if front.traits[m].prose), default=0)
    for m in front.occurrences.of(front.traits[n].key, besides=n):
        there = text in front.blocks[m].text or text.isupper()
        if there and (m not in kept or m >= last) and m > n + 1:
            return True
    return False


def _title(front: Front, top: list[int]) -> int:
    """The line that the page's own title names, else the first line left, if it can be a title. -1 if the page has none."""
    for vote in front.votes:
        if vote.label is Label.TITLE and vote.block in front.kept and vote.block not in front.named:
            front.name(vote.block, Label.TITLE, vote.score, vote.evidence)
            for n in _plain_lines(front, top):
                if n < vote.block and front.traits[n].words <= 20:
                    front.name(n, Label.MASTHEAD, 0.6, "a line above the title")
            return vote.block
    for n in _plain_lines(front, top)[:1]:
        if may_be_title(front.traits[n]):
            front.name(n, Label.TITLE, 0.9, "the first line of the page")
            return n
    return -1


def may_be_title(t: Traits) -> bool:
    """No longer than a headline, and not a sentence of running text."""
    if t.words > 32 or not t.key:
        return False
    return not (t.prose and t.terminal and t.last not in "?!" and t.words >= 12) and not (t.terminal and t.last == "." and t.words > 9)


def _names_alone(front: Front, top: list[int], title: int) -> None:
    """A line of names without "by": a byline if a date, an issue or a note on the author bears it out, or it stands right below the title."""
    if title < 0 or any(label is Label.BYLINE for label, _, _ in front.named.values()):
        return
    words = front.phrases.words
    for n in _plain_lines(front, top):
        t = front.traits[n]
        if n <= title or t.words > 8 or t.terminal or t.caps and t.words > 4:
            continue
        people = people_named(front.blocks[n].text, words("honorifics"), words("job_titles"))
        if not people or front.occurrences.count(key_of(people[0].name)) >= 4:
            continue
        beside = [m for m in (n - 1, n + 1) if front.named.get(m, (None,))[0] in (Label.DATELINE, Label.ISSUE, Label.STANDFIRST)]
        noted = any(b.n > n + 2 and b.text.lstrip("•*–-_ ").startswith(people[0].name + " ") for b in front.blocks)
        below = n + 1 < len(front.traits) and (front.traits[n + 1].words >= 40 or _is_stanza(front, n + 1))
        near = n <= title + 3 and all(front.traits[m].words <= 4 for m in range(title + 1, n))
        if beside or noted or (near and below and len(people[0].name.split()) >= 2 and _rare(front, people[0].name)):
            front.name(
                n,
                Label.BYLINE,
                0.85 if beside or noted else 0.6,
                "a name alone, borne out by what stands beside it" if beside or noted else "a name alone below the title",
            )
            return


def _is_stanza(front: Front, n: int) -> bool:
    """Three or more short lines without a blank line between them."""
    run = 1
    while n + run < len(front.blocks) and front.blocks[n + run].blank == 0 and front.traits[n + run].words <= 12:
        run += 1
    return run >= 3 and front.traits[n].words <= 12 and front.blocks[n].blank > 0


def _rare(front: Front, name: str) -> bool:
    return front.occurrences.count(key_of(name)) == 1


def _after_title(front: Front, top: list[int], title: int, body: int) -> None:
    """Subtitle or standfirst among the lines between the title and the body."""
    lines = [n for n in _plain_lines(front, top) if n > title]
    for i, n in enumerate(lines):
        t = front.traits[n]
        if t.last == ":" or list_marker(front.blocks[n].text):
            break  # the text begins with a list
        last = i == len(lines) - 1
        below = any(
            front.named.get(m, (None,))[0] in (Label.BYLINE, Label.DATELINE, Label.ISSUE, Label.STANDFIRST, Label.EPIGRAPH)
            for m in range(n + 1, front.end + 1)
        )
        if reporter_in(front.blocks[n].text) and t.words >= 6:
            front.name(n, Label.STANDFIRST, 0.9, "ends with the reporter's name")
        elif n < front.end and (t.words >= 9 or t.prose):
            if below or not last or n < body:
                front.name(n, Label.STANDFIRST, 0.8, "stands between the title and the byline, date or text")
        elif below and t.words >= 2 and n == title + 1:
            front.name(n, Label.SUBTITLE, 0.7, "a short line between the title and the byline or date")
        elif t.words >= 9 and not t.terminal and n < body:
            front.name(n, Label.STANDFIRST, 0.65, "a line between the title and the text")
        elif not last and n == title + 1 and t.words >= 3 and n < body and front.traits[lines[i + 1]].words <= 14:
            front.name(n, Label.SUBTITLE, 0.6, "a second line below the title")


def _standfirst_below(front: Front, title: int, body: int) -> None:
    """The first paragraph is a standfirst if its sentences return in the next paragraphs, or an epigraph or a rule follows it."""
    if title < 0 or any(label is Label.STANDFIRST for label, _, _ in front.named.values()):
        return
    n = next((m for m in front.kept if m > title and m not in front.named and front.traits[m].prose), -1)
    if n < 0 or n > title + 4 or front.traits[n].words > 120:
        return
    following = next((m for m in front.kept if m > n), -1)
    if following >= 0 and front.named.get(following, (None,))[0] is None and _is_epigraph(front, following):
        front.name(following, Label.EPIGRAPH, 0.8, "a short quotation with its source, above the text")
        front.name(n, Label.STANDFIRST, 0.75, "stands above the epigraph")
        return
    if _returning(front, n) >= 0.5:
        front.name(n, Label.STANDFIRST, 0.85, "its sentences return in the paragraphs below")


def _returning(front: Front, n: int) -> float:
    """Share of the words of a paragraph's sentences that stand again, sentence by sentence, in the next blocks."""
    total = back = 0
    for sentence in _SENTENCE.split(front.blocks[n].text):
        key = key_of(sentence)
        words = key.count(" ") + 1
        total += words
        if words >= 4 and any(m <= n + 6 and m in front.kept for m in front.occurrences.of(key, besides=n)):
            back += words
    return back / total if total else 0.0
