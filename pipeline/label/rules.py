"""Rules: what a block's own words and look say of it, in any language, and what phrase packs say.

Strategy: a rule is one small function from a document to votes, and stands once in `RULES`. Rules do not see one another's votes and do
not look at what their neighbours were called; ``label.decide`` weighs. Scores say how often such a block is boilerplate when nothing
else is known: 0.95 it is never anything else, 0.7 it needs one more sign, 0.4 article text has it too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.data import Block, Label, Vote
from pipeline.label.phrases import Hit, Phrases
from pipeline.reading.traits import Traits, key_of

__all__ = ["RULES", "STRENGTH", "Document", "Rule"]

STRENGTH = {"sure": 0.95, "likely": 0.7, "weak": 0.4, "member": 0.35}


@dataclass(frozen=True, slots=True)
class Document:
    """What every rule may read."""

    blocks: Sequence[Block]
    traits: Sequence[Traits]
    phrases: Phrases


_BULLETS = frozenset({"- ", "* ", "• ", "– ", "· "})

Rule = Callable[[Document], Iterator[Vote]]

_PLACEHOLDER = re.compile(r"%(?:\d\$)?[sd]\b|\{\{.{0,40}\}\}|\$\{\w+\}|\{\d\}|\[\[?\w+:\w+\]?\]")
_COPYRIGHT = re.compile(r"^(?:©|\(c\)\s|copyright\b)|©\s*(?:copyright\s*)?(?:19|20)\d\d|\bcopyright (?:©|\(c\)) ", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:19|20)\d\d")
_CRUMB = re.compile(r"\s(?:>|»|›|→|/|\\|::)\s")
_BAR = re.compile(r"\s*[|•·]\s*|\s{3,}|\t+")
_BARS = re.compile(r"[|•·\t]| {3}")
_PAGES = re.compile(r"^\W*(?:\d{1,3}[\s|,.…·-]+){2,}\d{0,4}\W*(?:[»>›]|\w{4,10})?\W*$")
_PARTED = re.compile(r"[\s|·…]")
_STAMP = re.compile(
    r"(?:\b\d{1,2}[:.h]\d\d\b|\b\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.|uhr)\b|\bago\b|\bil y a\b|\bhace\b|\bvor \d)", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HANDLE = re.compile(r"(?<!\w)@\w{2,30}\b")
_TWEET = re.compile(r"pic\.twitter\.com/|^[—–-] .{2,60}\(@\w+\)|t\.co/\w{8,}")
_HASHTAGS = re.compile(r"^(?:#\w+[\s,]*){2,}$")
_URL_ALONE = re.compile(r"^(?:https?://|www\.)\S+$")
_MAIL = re.compile(
    r"(from|to|cc|date|sent|subject|reply-to|message-id|newsgroups|organization|von|an|datum|betreff|gesendet|de|objet|asunto):\s",
    re.IGNORECASE,
)
_ON_TITLE = re.compile(r"\W*\d+\s.{0,40}?\b(?:on|to|zu|sur|sobre|su|op|do)\b:?\s*[“\"«„'‘]?(.{6,160}?)[”\"»“'’]?\s*$", re.IGNORECASE)
_NETWORKS = frozenset(
    "facebook twitter x linkedin whatsapp pinterest reddit tumblr instagram telegram email mail print pocket mastodon bluesky threads vk digg "
    "stumbleupon delicious flipboard messenger xing вконтакте одноклассники drucken imprimer imprimir stampa correo".split()
)
_NUMBER_ALONE = re.compile(r"^[\d.,]{1,7}[kKmM+]?$")
_PRICE = re.compile(r"(?:[£€$]|\b(?:EUR|USD|GBP|CHF|zł|kr)\b)\s?\d+(?:[.,]\d\d?)?|\b\d+(?:[.,]\d\d)?\s?(?:€|(?:zł|kr)\b)")
_CURRENCY = re.compile(r"[£€$]|EUR|USD|GBP|CHF|zł|kr")
"""Looked for first: of the lines with a digit few have one, and a price costs four times as much to look for."""
_SHOP = re.compile(
    r"\b(?:www\.|order|buy|booking|tickets?|p&p|rrp|isbn|paperback|hardback|bestell|commander|comprar|ordina|kup)\b", re.IGNORECASE
)


def phrase_hits(doc: Document) -> Iterator[Vote]:
    """One vote for each kind that a phrase of the packs speaks for, from the strongest phrase of the kind."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        for kind, score, by, phrase in _strongest(doc.phrases.match(block.text, t.key)):
            yield Vote(block.n, kind, score, by, phrase)


def _strongest(hits: Sequence[Hit]) -> list[tuple[Label, float, str, str]]:
    """Kind, score, voter and phrase of the strongest hit for each kind."""
    if not hits:
        return []
    best: dict[Label, Hit] = {}
    for hit in hits:
        known = best.get(hit.kind)
        if known is None or (hit.opens and not known.opens and hit.strength == known.strength):
            best[hit.kind] = hit
    return [(kind, STRENGTH[hit.strength], f"{_voter(hit)}:{hit.language}", hit.phrase) for kind, hit in best.items()]


def _voter(hit: Hit) -> str:
    return "opener" if hit.opens else hit.strength if hit.strength in ("weak", "member") else "phrase"


def placeholder(doc: Document) -> Iterator[Vote]:
    """A template variable that nobody filled in: ``Connecting to %s``."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        if t.words <= 15 and not t.prose and (m := _PLACEHOLDER.search(block.text)):
            yield Vote(block.n, Label.OTHER, 0.7, "rule:placeholder", m.group())


def copyright_line(doc: Document) -> Iterator[Vote]:
    """``© 2011 The Paper``: a short line; an article about copyright speaks in sentences."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        if t.words > 25 or not ("©" in block.text or "copyright" in t.key or block.text[:3].lower() == "(c)"):
            continue  # a quarter of what looking for the expression costs
        if m := _COPYRIGHT.search(block.text):
            sure = t.words <= 14 and (block.text[:1] == "©" or bool(_RIGHTS.search(block.text)))
            yield Vote(block.n, Label.LEGAL, 0.9 if sure and not t.prose else 0.6, "rule:copyright", m.group())


def separator(doc: Document) -> Iterator[Vote]:
    """A line without letters or digits: a rule, stars, dots."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        if not t.key and block.text:
            yield Vote(block.n, Label.SEPARATOR, 0.9, "rule:separator", block.text[:20])


def bar_of_links(doc: Document) -> Iterator[Vote]:
    """Many short items side by side, with bars or dots between them: a menu. Rows of a table have the same number of items as their neighbours."""
    items = {
        b.n: _items(b)
        for b, t in zip(doc.blocks, doc.traits, strict=True)
        if t.words <= 60 and not t.terminal and _BARS.search(b.verbatim or b.text)
    }
    for n, own in items.items():
        if len(own) < 4 or doc.traits[n].digits >= 0.15 or sum(i.count(" ") + 1 for i in own) > 3.2 * len(own):
            continue
        if sum(any(c.isdigit() for c in i) for i in own) * 5 >= 2 * len(own):
            continue
        if any(len(items.get(beside, ())) == len(own) for beside in (n - 1, n + 1)):
            continue
        yield Vote(n, Label.NAVIGATION, 0.75 if len(own) >= 5 else 0.6, "rule:bar-of-links", f"{len(own)} items in a row")


def _items(block: Block) -> list[str]:
    return [i for i in _BAR.split(block.verbatim or block.text) if i]


def breadcrumb(doc: Document) -> Iterator[Vote]:
    """``Home > News > Africa``, at the top."""
    for block, t in zip(doc.blocks[:40], doc.traits, strict=False):
        if t.words > 25 or t.terminal:
            continue
        items = _CRUMB.split(block.text)
        if len(items) == 1 and block.n < 3 and len(bar := [i for i in _BAR.split(block.text) if i]) >= 3:
            if all(i.count(" ") <= 1 for i in bar) and block.n + 1 < len(doc.blocks) and 3 <= doc.traits[block.n + 1].words <= 30:
                yield Vote(block.n, Label.BREADCRUMB, 0.85, "rule:breadcrumb", f"{len(bar)} short steps above the title")
            continue
        if len(items) == 2 and any(h.kind in (Label.NAVIGATION, Label.BREADCRUMB) for h in doc.phrases.match(items[0])):
            yield Vote(block.n, Label.BREADCRUMB, 0.85, "rule:breadcrumb", f"from “{items[0]}”")
            continue
        if len(items) >= 3 or (len(items) == 2 and "›" in block.text):
            score = 0.85 if len(items) >= 3 and all(i.count(" ") <= 3 for i in items[:-1]) else 0.5
            yield Vote(block.n, Label.BREADCRUMB, score, "rule:breadcrumb", f"{len(items)} steps")


def page_numbers(doc: Document) -> Iterator[Vote]:
    """``1 2 3 … 12 Next``. A number like 2,117,550, a date and a version have no space in them."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        text = block.text
        if t.words <= 16 and _PARTED.search(text) and _PAGES.match(text) and len(re.findall(r"\d+", text)) >= 3 and _rises(text):
            yield Vote(block.n, Label.PAGINATION, 0.8, "rule:page-numbers", block.text[:40])


def _rises(text: str) -> bool:
    numbers = [int(n) for n in re.findall(r"\d{1,6}", text)]
    return numbers[0] <= 2 and all(a < b for a, b in zip(numbers, numbers[1:], strict=False))


def comment_head(doc: Document) -> Iterator[Vote]:
    """The line above a reader's comment: a name and a time of day, or ``NAME says:``."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        if not 2 <= t.words <= 14 or t.terminal:
            continue
        if (" ago" in block.text or (t.digits and _YEAR.search(block.text))) and _STAMP.search(block.text):
            yield Vote(block.n, Label.COMMENTS, 0.45, "rule:comment-head", block.text[:60])


def social_embed(doc: Document) -> Iterator[Vote]:
    """What an embedded post leaves: ``pic.twitter.com/…``, ``— Name (@name) May 3, 2018``, a row of hashtags."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        if t.words <= 70 and ("@" in block.text or "t.co" in block.text or "twitter" in block.text) and (m := _TWEET.search(block.text)):
            yield Vote(
                block.n,
                Label.SOCIAL_EMBED,
                0.8 if t.words <= 14 or m.group().startswith("pic") else 0.6,
                "rule:social-embed",
                m.group()[:60],
            )
        elif t.words <= 20 and _HASHTAGS.match(block.text):
            yield Vote(block.n, Label.TAGS, 0.8, "rule:hashtags", block.text[:60])
        elif 0 < t.words <= 2 and "@" in block.text and not t.terminal and _HANDLE.fullmatch(block.text.split()[0]):
            yield Vote(block.n, Label.SOCIAL_EMBED, 0.5, "rule:handle", block.text)


def address_alone(doc: Document) -> Iterator[Vote]:
    """A web address with nothing else in its line."""
    for block in doc.blocks:
        if _URL_ALONE.match(block.text):
            yield Vote(block.n, Label.OTHER, 0.4, "rule:address-alone", block.text[:60])


def share_row(doc: Document) -> Iterator[Vote]:
    """A line that is mostly names of networks: ``Facebook | Twitter | WhatsApp``."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        if 2 <= t.words <= 14 and not t.terminal:
            names = len([w for w in t.key.split() if w in _NETWORKS])
            if names >= 2 and 2 * names >= t.key.count(" ") + 1:
                yield Vote(block.n, Label.SHARE, 0.9, "rule:share-row", f"{names} networks in a row")


def stars(doc: Document) -> Iterator[Vote]:
    """``★★★★☆ 4.6 (131 ratings)``: what readers gave."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        if t.words <= 10 and not block.text.isascii() and sum(map(block.text.count, "★☆⭐")) >= 3:
            yield Vote(block.n, Label.ARTICLE_INFO, 0.8 if t.words <= 5 else 0.5, "rule:stars", block.text[:30])


def signature(doc: Document) -> Iterator[Vote]:
    """Below ``--`` at the end of a message: the sender's signature and the list's."""
    for block in doc.blocks[-12:]:
        if block.text == "--" and any(_MAIL.match(b.text) for b in doc.blocks[:12]):
            for following in doc.blocks[block.n + 1 :]:
                yield Vote(following.n, Label.OTHER, 0.9, "rule:signature", "below the dashes at the end of a message")


def commented_title(doc: Document) -> Iterator[Vote]:
    """``3 thoughts on “The last lock-keeper”``: the line at the top that stands there again is the title."""
    heads = {t.key: t.n for t in doc.traits[:12] if t.words >= 2 and t.key}
    for block, t in zip(doc.blocks[6:], doc.traits[6:], strict=True):
        if t.words <= 30 and (m := _ON_TITLE.match(block.text)) and (n := heads.get(key_of(m.group(1)))) is not None:
            yield Vote(n, Label.TITLE, 0.9, "rule:commented-title", f"stands again in “{block.text[:50]}”")


def arrow(doc: Document) -> Iterator[Vote]:
    """``← The last tram``, ``A walk to the weir →``: the way to the neighbouring pages."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        if (
            t.words <= 14
            and t.key
            and (block.text[0] in "←‹«◄⟵" or block.text[-1] in "→›»►⟶")
            and not (t.opens_quote and block.text[-1] in "»«")
        ):
            yield Vote(block.n, Label.NAVIGATION, 0.7, "rule:arrow", block.text[:40])


def mail_head(doc: Document) -> Iterator[Vote]:
    """``From: … Subject: …`` at the top: two lines at least of the head of a message."""
    found = [(b, m) for b in doc.blocks[:12] if (m := _MAIL.match(b.text))]
    if len({m.group(1).lower() for _, m in found}) >= 2:
        for block, match in found:
            yield Vote(block.n, Label.ARTICLE_INFO, 0.9, "rule:mail-head", match.group())


def number_alone(doc: Document) -> Iterator[Vote]:
    """A number with nothing else in its line: a counter of comments or shares, a page number."""
    for block in doc.blocks:
        if _NUMBER_ALONE.match(block.text):
            yield Vote(block.n, Label.OTHER, 0.5, "rule:number-alone", block.text)


def price(doc: Document) -> Iterator[Vote]:
    """A price in a short line together with a word of the shop."""
    for block, t in zip(doc.blocks, doc.traits, strict=True):
        if t.words > 30 or not t.digits or not _CURRENCY.search(block.text):
            continue
        if (p := _PRICE.search(block.text)) and (s := _SHOP.search(block.text)):
            yield Vote(block.n, Label.PROMO, 0.7 if t.words <= 16 else 0.5, "rule:price", f"{p.group()} … {s.group()}")


def run_of_short_lines(doc: Document) -> Iterator[Vote]:
    """Ten or more lines of a few words each, none of them a sentence: a menu, where it stands at the top or the bottom.

    The score grows with the length of the run; a list in an article is seldom so long, and its items differ more in length.
    """
    n = 0
    while n < len(doc.blocks):
        m = n
        while m < len(doc.blocks) and _is_menu_line(doc.traits[m], doc.blocks[m]):
            m += 1
        if m - n >= 10:
            score = min(0.55, 0.2 + 0.015 * (m - n))
            for i in range(n, m):
                yield Vote(i, Label.NAVIGATION, score, "rule:run-of-short-lines", f"{m - n} short lines in a row")
        n = max(m, n + 1)


def _is_menu_line(t: Traits, block: Block) -> bool:
    return (
        0 < t.words <= 5
        and not t.terminal
        and t.last not in ",;:"
        and t.digits < 0.3
        and not t.lower_start
        and block.text[:2] not in _BULLETS
    )


RULES: tuple[Rule, ...] = (
    phrase_hits,
    placeholder,
    copyright_line,
    separator,
    bar_of_links,
    breadcrumb,
    page_numbers,
    comment_head,
    social_embed,
    address_alone,
    share_row,
    stars,
    signature,
    commented_title,
    number_alone,
    arrow,
    mail_head,
    price,
    run_of_short_lines,
)
