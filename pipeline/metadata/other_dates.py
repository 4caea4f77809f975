"""Words before a date that make it another one than that of publication (the days on which a paper came in and was accepted), and the dates
that open the text of an agency."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.data import Block, Found
from pipeline.metadata.publishers import found_at
from pipeline.reading.date_hits import DateHit
from pipeline.reading.datelines import agency_dateline, publication_dates
from pipeline.reading.dates import dates_in

__all__ = ["agency_dates", "is_of_receipt", "later_of_two", "opening_date", "says_word"]

_WORDS = (
    "received|accepted|(?<!post was )(?<!link was )submitted|resubmitted|revised|in revised form|eingegangen|eingereicht|angenommen|überarbeitet"
    "|akzeptiert|reçu|soumis|accepté|révisé|recibido|aceptado|revisado|enviado|recebido|aceito|aceite|aprovado|submetido"
    "|ricevuto|accettato|inviato|ontvangen|geaccepteerd|ingediend|mottagen|inkom|godkänd|modtaget|accepteret|otrzymano"
    "|przyjęto|nadesłano|получено|поступила|принята|надійшла|прийнята|收稿日期|收稿|接受日期|录用日期|修回日期|受付|受理|접수|게재확정"
)
_OTHERS = (
    r"joined|(?:member|user|community) (?:since|for)|expires|expired|(?:prices?|quotes?|data|figures|rates) (?:are )?as of|deadline|until|through"
    r"|clos(?:es|ing date)|ends|apply by|due (?:date|by)|scheduled for|(?:event|expiry) date|date of (?:the )?event|accessed|retrieved|archived"
    r"|photographed|(?:photo(?:graph)?|picture|image) (?:was )?taken|established|valid from"
    r"|beigetreten|mitglied seit|bis(?: zum)?|läuft ab|geboren|gestorben|endet|(?:einsende|anmelde|bewerbungs)(?:schluss|frist)|frist|termin"
    r"|abgerufen|aufgerufen|gegründet|stand der \w{1,20}|aufgenommen"
    r"|inscrite? depuis|membre depuis|expire|jusqu['’]au|née? le|(?:morte?|décédée?) le|date limite|consultée?|date de l['’]événement|fondée?|clôture"
    r"|échéance"
    r"|miembro desde|caduca|hasta|nacid[oa]|fallecid[oa]|fecha límite|plazo|consultad[oa]|recuperad[oa]|fundad[oa]|fecha del evento|vence"
    r"|iscritt[oa] dal|membro (?:desde|dal)|fino al|(?:nat|mort)[oa] il|scadenza|scade|consultat[oa]|fondat[oa]|data dell['’]evento"
    r"|até|nascid[oa]|falecid[oa]|prazo|data[- ]limite|acedid[oa]|acessad[oa]"
    r"|lid sinds|geldig tot|tot en met|overleden|geraadpleegd|opgericht|sluitingsdatum|uiterlijk"
    r"|medlem (?:sedan|siden)|gäller till|född|avled|hämtad|sista dag|grundad|født|døde?|hentet|stiftet"
    r"|członek od|użytkownik od|ważne do|urodzon[ay]|zmarła?|dostęp|założon[aey]|narozena?|citováno"
    r"|на сайте с|действует до|родил(?:ся|ась)|умер(?:ла)?|дата обращения|срок|дата события|основан[аоы]?|зарегистрирована?"
    r"|народи(?:вся|лася)|дата звернення"
    r"|截止(?:日期)?|注册(?:时间|日期)|访问日期|检索日期|有效期至|締切|締め切り|閲覧日|アクセス日|有効期限|마감|가입일"
)
"""Days of people, offers, prices, events and looked-up pages."""
_OPENING = "born|died|when|recorded|founded|due"
"""The same for words that are names as well (``Max Born``): they begin the line, or a mark stands before them."""
_BEFORE = re.compile(
    rf"(?:(?:^|[\W\d_])(?:{_WORDS}|{_OTHERS})|(?:^|[^\w\s]\s?)(?:{_OPENING}))"
    r"(?:\s(?:on|am|le|el|em|il|op|a|al|den|dnia|date|for publication|for review|at|after revision))?\s?[:：|]?\s?$", re.IGNORECASE)
_REACH = 60
_OPENS, _DAY = 90, len("2023-05-04")
"""Characters of a paragraph in which a dateline opens it, and of a date with its day."""
_IN_SENTENCE = re.compile(
    r"(?:on|since|from|until|by|am|im|vom|seit|bis|ab|le|du|depuis|dès|el|del|desde|il|dal|op|sinds|vanaf|em|no|a|od|do|w|den|från|sedan)\s\d",
    re.IGNORECASE)
"""A date with the word before it by which a sentence opens with one."""
_PLACE = r"[^\W\d_a-zà-ÿ][^\W\d_]*(?:[\s'’/-]{1,3}(?:[^\W\d_a-zà-ÿ][^\W\d_]*|[a-zà-ÿ]{1,4}\.?)){0,3}"
_TOWN = re.compile(rf"(?:{_PLACE}(?:\s\([^()]{{2,20}}\))?(?:,\s|\s?[(/]\s?|\s)(?:(?:den|am|le|el|il|op|on|em|w)\s)?)?")
"""A town, with what stands between it and a date."""
_BEHIND = re.compile(r"\)?(?:\s\([^()]{2,30}\))?(?:\s?[–—]\s?|\s-\s)(?=[^\W\d_]|[\"'“”„«‘])")
_TOWN_BEHIND = re.compile(rf"(?:,\s|\s){_PLACE}(?:\s?[–—]\s?|\s-\s)(?=[^\W\d_]|[\"'“”„«‘])")
"""What ends a dateline behind its date, and behind a town that follows the date."""
_TWO, _NOTHING = 2, re.compile(r"\s*(?:(?:at\s)?\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?)?\s*", re.IGNORECASE)
"""What stands between two dates that touch."""


def agency_dates(block: Block, language: str) -> list[Found]:
    """The date of publication before the dash that opens a paragraph: ``DUNMARRA, May 4, 2023 (Wire) — The council …``."""
    hit = opening_date(block.text, language)
    return [found_at(block, "published", hit.value, "date-line", hit.start, hit.end, 0.65)] if hit else []


def opening_date(text: str, language: str) -> DateHit | None:
    """The date in the dateline that opens a paragraph: before the dash of an agency, or with a town before it and a dash
    behind it.

    >>> opening_date("Oberwinden, 14. März 2019 – Der Rat hat beschlossen …", "de").value
    '2019-03-14'
    """
    if _IN_SENTENCE.match(text):
        return None
    if hits := publication_dates(agency_dateline(text), language):
        return hits[0]
    hit = next(iter(dates_in(text[:_OPENS], language)), None)
    if hit is None or len(hit.value) < _DAY or is_of_receipt(text[:hit.start]) or not _TOWN.fullmatch(text, 0, hit.start):
        return None
    behind = _BEHIND if hit.start else _TOWN_BEHIND
    return hit if behind.match(text, hit.end) else None


def is_of_receipt(before: str) -> bool:
    """Whether what stands before a date says that something came in or was accepted on that day.

    >>> is_of_receipt("Received: 3 May; accepted"), is_of_receipt("Well received. Published")
    (True, False)
    """
    return _BEFORE.search(before[-_REACH:]) is not None


def later_of_two(text: str, hits: Sequence[DateHit]) -> DateHit | None:
    """Of two days in a line with nothing but space between, as programs print that of publication and that of the update, the later one.

    ``hits``: the dates of the line. A time may stand behind the first.
    """
    if len(hits) != _TWO or len({hit.value for hit in hits}) != _TWO or not all(len(hit.value) == len("2023-05-04") for hit in hits):
        return None
    between = text[hits[0].end:hits[1].start]
    return max(hits, key=lambda hit: hit.value) if _NOTHING.fullmatch(between) else None


def says_word(text: str, word: str) -> bool:
    """Whether a word stands in a text; scripts without spaces have no ends of words."""
    return word in text and (not word.isascii() or re.search(rf"(?<![^\W\d_]){re.escape(word)}\b", text) is not None)
