"""What the readers of a page's metadata share: the page, its main heading, the site's names, and the list of candidates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from urllib.parse import SplitResult, urlsplit

from pipeline.blocks import HeadData, Mark
from pipeline.data import Block, Found, Markup, Page
from pipeline.metadata.author_lists import placed_people, without_signs
from pipeline.metadata.eastern import eastern_people
from pipeline.metadata.headings import Headings, find_headings, words_home
from pipeline.metadata.html_dates import iso_date, plausible
from pipeline.metadata.json_ld import Node, article_node, kinds, nodes_of, texts
from pipeline.metadata.name_words import is_job
from pipeline.metadata.separators import title_cuts
from pipeline.metadata.titles import LONGEST_PART, as_shown, key_of_title, without_form, without_site
from pipeline.reading.names import AGENCIES, is_organisation, is_role, proper
from pipeline.reading.people import Person, people_declared

__all__ = ["IN_ANGLES", "LIVE_ENTRY", "PRODUCT", "Candidates", "is_of_other_things"]

LIVE_ENTRY = re.compile(
    r"live-?(?:blog)?[-_]{0,2}(?:update|entry|item|post)\b|liveblogupdate|\b(?:timeline|update)[-_]{1,2}(?:entry|item|post|block)\b", re.IGNORECASE)
"""In the class name of an entry of a live blog."""
_ELSEWHERE = re.compile(
    r"comment|related|(?<!with-)(?<!has-)(?<!no-)(?<!with_)(?<!has_)(?<!no_)sidebar|(?<!elementor-)widget|recommend|teaser|"
    r"(?<!author-)(?<!author_)card|(?<!entry-)(?<!entry__)(?<!post-)(?<!article-)(?<!article__)footer|popular|trending|latest|promo(?!ted)|recirc|"
    r"newsletter|archive|more-|read-next|carousel|slider|upnext|menu", re.IGNORECASE)
_OTHER_THINGS = re.compile(
    r"infobox|vcard|(?:image|img|photo|picture|foto)[-_]{1,2}(?:author|credit|autor|source)\b|reflist|references\b|citation"
    r"|(?<!header[-_])footnote|bibliograph|(?<![\w-])caption|(?<!byline)-caption|comment-?(?:list|body)|"
    + LIVE_ENTRY.pattern, re.IGNORECASE)
_PREFIX = re.compile(r"^(dc|dcterms|prism|sailthru):")
"""Prefixes of names that are written with a colon as well as with a full stop."""
_SECOND_LEVEL = frozenset({"co", "com", "gov", "org", "net", "ac", "edu", "gob", "gouv", "gv"})
"""Labels that stand between the name of a site and its country."""
_JOINED = r"\s(?:et|und|and|y|e|en|och|og|i|avec|mit|with|con|&|/)"
_JOINS = re.compile(rf"{_JOINED}\s")
"""A word between two things: no person has such a name."""
_DANGLING = re.compile(rf"{_JOINED}$")
"""The word that is left at the end of a name after an agency behind it was removed."""
_AGENCY_BEHIND = re.compile(rf"{_JOINED}\s(?:l['’])?(?:{AGENCIES})\.?$")
_UNFILLED = re.compile(r"\{\{[^{}]*\}\}|\{%.*%\}|[$#]\{[^{}]*\}|%%?[\w.]+%%?|<%.*%>|\[%.*%\]|@@[\w.]+@@|__[A-Z_]+__")
"""A value that is a place in a template, which nobody filled."""
IN_ANGLES = re.compile(r"<[^<>]{0,2000}>")
"""A tag or an address that stands in a value."""
PRODUCT = re.compile(r"[®™©]|^(?:About|Om|Über|Sobre|À propos)\s")
"""Marks of names of products, and of headings above a text about somebody: neither is an author."""
OWNS = re.compile(r"['’]s$")
"""The end of a name that owns the next word."""
_OF_HEADLINE = re.compile(r"\d\S*\s")
"""A number before other words, as in a headline."""
_WRITTEN_BY = re.compile(r"written by|author|von|verfasst von|écrit par|escrito por", re.IGNORECASE)
"""Labels in a Twitter card whose data are the author."""
_PAID_FOR = re.compile(r"(?:sponsored|presented|promoted|paid for|brought to you|powered) by\b")
"""How the name of whoever paid for a text is announced."""
_SITE_WORD = 4
"""Letters of the shortest name of a site that may open the name of a team."""
_NEAR_HINTS = 14
"""Most hints of a block that are read: classes of ``body`` name widgets and sidebars anywhere on the page."""

_LARGE_PART = 0.4
"""The share of a page's blocks beyond which a class name that is around them is one of the layout."""
_BESIDE_HINTS = 3
_BESIDE_BEFORE, _BESIDE_AFTER = 3, 8
"""Blocks before and after the main heading of which only the nearest hints are read, since they belong to the article whatever is around them."""


def is_of_other_things(markup: Markup) -> bool:
    """Whether a block belongs to a picture, a source, an update of a live blog, or an infobox."""
    return _are_of_other_things(markup.hints[:_NEAR_HINTS])


@lru_cache(maxsize=1 << 12)
def _are_of_other_things(hints: tuple[str, ...]) -> bool:
    return _OTHER_THINGS.search(" ".join(hints)) is not None


class Candidates:
    """Collects `Found` values for one page."""

    def __init__(self, head: HeadData, blocks: Sequence[Block], page: Page) -> None:
        self.head, self.blocks, self.page = head, blocks, page
        self.found: list[Found] = []
        self.metas: dict[str, list[str]] = {}
        for names, content in head.metas:
            for name in dict.fromkeys((names, *names.split())):
                self.metas.setdefault(_PREFIX.sub(r"\1.", name), []).append(content)
        self._elsewhere: dict[tuple[tuple[str, ...], bool], bool] = {}
        self.language = (head.lang or "en").replace("_", "-")

    # Facts of the page

    @cached_property
    def urls(self) -> tuple[str, ...]:
        """Addresses of the page: its own, the canonical one."""
        return (self.page.url or "", *(href for rel, href, _ in self.head.links if rel == "canonical"), *self.metas.get("og:url", ()))

    @cached_property
    def addresses(self) -> tuple[SplitResult, ...]:
        """The parts of these addresses; a page may give one that is none, such as ``http://[::1``."""
        found = []
        for url in self.urls:
            with suppress(ValueError):
                found.append(urlsplit(url))
        return tuple(found)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes of JSON-LD."""
        return nodes_of(self.head.json_ld)

    @cached_property
    def main_nodes(self) -> tuple[Node | None, Node | None]:
        """The node of the article and the node of the page."""
        return article_node(self.nodes, self.urls)

    @cached_property
    def twitter_authors(self) -> tuple[str, ...]:
        """Authors in the labelled data of a Twitter card: ``twitter:label1`` says "Written by", ``twitter:data1`` names them."""
        labelled = [number for number in ("1", "2") if any(map(_WRITTEN_BY.match, self.metas.get(f"twitter:label{number}", ())))]
        return tuple(text for number in labelled for text in self.metas.get(f"twitter:data{number}", ()))

    @cached_property
    def whole_host(self) -> str:
        """The address's host without ``www.``."""
        url = next((u for u in self.urls if "://" in u), "")
        return url.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0].lower().removeprefix("www.")

    @cached_property
    def host(self) -> str:
        """The address's host without ``www.`` and the last part (``example`` of ``www.example.org``)."""
        return self.whole_host.rsplit(".", 1)[0] if "." in self.whole_host else self.whole_host

    @cached_property
    def own_host(self) -> str:
        """The label of the host that is the site's own (``example`` of ``news.example.co.uk``)."""
        labels = self.host.split(".")
        return labels[-2] if len(labels) > 1 and labels[-1] in _SECOND_LEVEL else labels[-1]

    @cached_property
    def site_names(self) -> tuple[str, ...]:
        """What the site calls itself."""
        names = [*self.metas.get("og:site_name", ()), *self.metas.get("application-name", ()), *self.metas.get("apple-mobile-web-app-title", ())]
        for node in self.main_nodes:
            names += texts(node.get("publisher")) if node else []
        for node in self.nodes:
            if "website" in str(node.get("@type", "")).lower():
                names += texts(node.get("name"))
        headlines = {key_of_title(text) for node in self.main_nodes[:1] if node for text in texts(node.get("headline"))}
        return tuple(dict.fromkeys(n for n in names if "://" not in n and key_of_title(n) not in headlines))

    @cached_property
    def nobodies(self) -> frozenset[str]:
        """Names that are the site's, in lower case."""
        names = {n.lower() for n in self.site_names} | {self.host, self.host.replace("-", " "), self.host.split(".")[-1]}
        names |= {f"{n}.com" for n in names} | {n.removeprefix("the ") for n in names} | {f"the {n}" for n in names}
        return frozenset(names - self.site_people - {""})

    @cached_property
    def site_people(self) -> frozenset[str]:
        """People after whom the site is named, in lower case: JSON-LD calls them persons, or the host is their name; they have two or three
        names."""
        people_there = set(self.persons)
        host = self.host.replace("-", "").replace(".", "")
        hosts = (host, host.removeprefix("blog"))
        signed = self.metas.get("author", ())
        people_there |= {n.lower() for n in (*self.site_names, *signed)
                         if n and n.lower().replace(" ", "") in hosts and all(w[0].isupper() for w in n.split())}
        return frozenset(p for p in people_there if 2 <= len(p.split()) <= 3 and not is_organisation(p) and not _JOINS.search(p))

    @cached_property
    def persons(self) -> frozenset[str]:
        """Whom JSON-LD calls persons, in lower case."""
        return frozenset(t.lower() for node in self.nodes if "person" in kinds(node) for t in texts(node.get("name")))

    @cached_property
    def organisations(self) -> frozenset[str]:
        """What JSON-LD calls an organisation and no person, in lower case."""
        there = (node for node in self.nodes if any(kind.endswith("organization") for kind in kinds(node)))
        return frozenset(t.lower() for node in there for t in texts(node.get("name"))) - self.persons

    @cached_property
    def _sites_in_lower_case(self) -> frozenset[str]:
        return frozenset(name.lower() for name in self.site_names)

    def is_of_site(self, name: str) -> bool:
        """Whether a name opens with the one word that the site is called: that of a team of the site."""
        first, _, rest = name.lower().partition(" ")
        if not rest or len(first) < _SITE_WORD or name.lower() in self.persons:
            return False
        return first == self.own_host or first in self._sites_in_lower_case

    @cached_property
    def headings(self) -> Headings:
        """The page's main heading, and the headings that name the site."""
        head = self.head
        told = (head.title, *self.metas.get("og:title", ()), *texts((self.main_nodes[0] or {}).get("headline")))
        return find_headings(self.blocks, tuple(t for t in told if t), frozenset(key_of_title(n) for n in (*self.site_names, self.host) if n))

    @property
    def heading(self) -> int:
        """Number of the block that is the page's main heading; -1 without one."""
        return self.headings.main

    @cached_property
    def _known_titles(self) -> tuple[frozenset[str], frozenset[str]]:
        """Keys of the site's names, without spaces, and of the page's main headings."""
        sites = self.headings.sites
        shown = {key_of_title(b.text) for b in self.blocks if b.markup and b.text and (1 <= b.markup.heading <= 2 or b.n == self.heading)}
        names = (key_of_title(name).replace(" ", "") for name in (*self.site_names, self.host, self.own_host, *sites, *self._named_home) if name)
        return frozenset(names), frozenset(shown - sites)

    @cached_property
    def _named_home(self) -> tuple[str, ...]:
        """The first and the last part of the page's title, where a link to the front page of the site has the same words."""
        title, cuts = self.head.title, title_cuts(self.head.title)
        parts = {key_of_title(part) for part in (title[:cuts[0][0]], title[cuts[-1][1]:])} - {""} if cuts else set[str]()
        words = (words for block in self.blocks if parts and block.inlines for words in words_home(block) if len(words) <= LONGEST_PART)
        return tuple(sorted(parts.intersection(map(key_of_title, words))))

    @cached_property
    def _around_all(self) -> frozenset[str]:
        """Class names that stand around the main heading and around a large part of the page: those of its layout (``content-sidebar-wrap``)."""
        markup = self.blocks[self.heading].markup if self.heading >= 0 else None
        there = {hint for hint in (markup.hints if markup else ()) if _ELSEWHERE.search(hint)}
        held = Counter(hint for b in self.blocks if b.markup for hint in there.intersection(b.markup.hints)) if there else {}
        return frozenset(hint for hint, count in held.items() if count > _LARGE_PART * len(self.blocks))

    @cached_property
    def _sections(self) -> frozenset[str]:
        """Keys of the sections that the page belongs to: those that it declares, and the folders of its address."""
        folders = (folder for address in self.addresses for folder in address.path.split("/")[1:-1])
        told = (*self.metas.get("article:section", ()), *texts((self.main_nodes[0] or {}).get("articlesection")), *folders)
        return frozenset(key for text in told if (key := key_of_title(text.replace("-", " "))))

    def _without_section(self, title: str) -> str:
        """A title without the name of the page's section behind its last bar."""
        start, end = next(reversed(title_cuts(title)), (0, 0))
        return title[:start].rstrip() if "|" in title[start:end] and key_of_title(title[end:]) in self._sections else title

    def near(self, block: int) -> bool:
        """Whether a block is near the main heading, where bylines and dates are."""
        return self.heading < 0 or self.heading - 12 <= block <= self.heading + 25

    def elsewhere(self, mark: Mark) -> bool:
        """Whether a mark belongs to other articles, comments, other things (`is_of_other_things`), or the site."""
        return self.is_elsewhere(mark.hints, mark.block)

    def is_elsewhere(self, hints: tuple[str, ...], block: int) -> bool:
        """The same of a block with class names like these."""
        beside = self.heading >= 0 and -_BESIDE_BEFORE <= block - self.heading <= _BESIDE_AFTER
        hints = hints[:_NEAR_HINTS]
        known = self._elsewhere.get((hints, beside))
        if known is None:
            about = " ".join(hint for hint in (hints[:_BESIDE_HINTS] if beside else hints) if hint not in self._around_all)
            known = _ELSEWHERE.search(about) is not None or _OTHER_THINGS.search(" ".join(hints)) is not None
            self._elsewhere[hints, beside] = known
        return known

    # What was found

    def best(self, field: str) -> float:
        """Confidence of the surest candidate of a field; 0 without one."""
        return max((f.confidence for f in self.found if f.field == field), default=0.0)

    def add(self, field: str, value: str, how: str, confidence: float, *, text: str = "", block: int | None = None) -> None:
        """Adds a candidate, unless its value is empty."""
        value = " ".join(value.split())
        if not value or _UNFILLED.fullmatch(value):
            return
        start = end = None
        if block is not None and 0 <= block < len(self.blocks):
            start, end = self.blocks[block].start, self.blocks[block].end
        self.found.append(Found(field, value, how, text or value, start, end, confidence, chosen=False))

    def title(self, text: str, how: str, confidence: float, block: int | None = None) -> None:
        """Adds a title, without the site's name."""
        bare = without_form(self._without_section(without_site(as_shown(text), *self._known_titles)))
        if "." in self.whole_host and bare.lower().startswith(f"{self.whole_host} "):
            bare = bare[len(self.whole_host):]
        if key_of_title(bare) in self.headings.sites and self.heading >= 0:
            confidence -= 0.4  # the site's name, where a headline stands below it
        self.add("title", bare, how, confidence, text=text, block=block)

    def date(self, field: str, text: str, how: str, confidence: float, *, block: int | None = None) -> None:
        """Adds the date that a text of markup or of words gives, if it gives one."""
        if len(text) < 200 and (any(c.isdigit() for c in text) or "年" in text) and (value := iso_date(text, self.language)):
            self.day(field, value, how, confidence, text=text, block=block)

    def day(self, field: str, value: str, how: str, confidence: float, *, text: str, block: int | None = None) -> None:
        """Adds a date in ISO 8601, if it is plausible; a date without its day is less sure."""
        if plausible(value, self.page.captured):
            self.add(field, value, how, confidence if len(value) == 10 else round(confidence - 0.2, 3), text=text, block=block)

    def authors(self, text: str, how: str, confidence: float, *, sure: bool, block: int | None = None) -> None:
        """Adds the people that a string names; nobody if the whole string is the site's name. Tags and addresses in angle brackets are left out."""
        text = IN_ANGLES.sub(" ", text) if "<" in text else text
        bare = text.strip(" ,.").lower()
        if bare in self.nobodies or _PAID_FOR.match(bare):
            return
        if bare in self.site_people and bare in self._sites_in_lower_case:
            self.add("author", proper(text.strip(" ,.")), how, confidence, text=text, block=block)
            return
        if (east := eastern_people(text, self.language)) is not None:
            for person in east:
                self.add("author", person.name, how, confidence, text=text[person.start:person.end], block=block)
            return
        text = _AGENCY_BEHIND.sub("", without_signs(text.replace("，", ", ")))
        people = placed_people(text) or people_declared(text, self.nobodies, sure=sure)
        for person in _without_employer(people, text):
            name = _DANGLING.sub("", person.name)
            if name.lower() in self.nobodies or self.is_of_site(name) or is_job(name) or PRODUCT.search(name) or _is_shouted(name, people, text):
                continue
            if OWNS.search(name) or _OF_HEADLINE.match(name):
                continue
            login = " " not in name and name.islower()
            self.add("author", name, how, confidence - 0.2 if login else confidence, text=text, block=block)


def _without_employer(people: Sequence[Person], text: str) -> Sequence[Person]:
    """Without what stands last behind a job, and has none behind it: ``Ada Quill, Harbour Editor, Quay Partners``."""
    if len(people) < 2 or not is_role(text[:people[-1].start].rstrip(" ,").rpartition(",")[2]) or is_role(text[people[-1].end:]):
        return people
    return people[:-1] if text[:people[-1].start].rstrip().endswith(",") else people


def _is_shouted(name: str, people: Sequence[Person], text: str) -> bool:
    """Whether a name stands in capitals beside names that do not: an organisation (``von Ada Moss, NDR KIEL``)."""
    return name not in text and name.upper() in text and any(person.name in text for person in people)
