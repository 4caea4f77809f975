"""Documents of plain text made by Hypothesis: from plain paragraphs to what no site ever printed.

How many examples a property sees is the profile's business: ``HYPOTHESIS_PROFILE=thorough`` for many.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import pipeline

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("quick", max_examples=100, derandomize=True, **_COMMON)
settings.register_profile("thorough", max_examples=1500, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

WORDS = (
    "harbour clerk ledger tide quay sill lantern warden kettle orchard winter bread bell ferry lock weir rota meeting morning window stone river "
    "carried opened counted mended weighed answered painted borrowed watched forgot kept the a of in and under behind with for from slowly old green"
).split()
OTHER_SCRIPTS = (
    "Капитан порта записал прилив и закрыл тетрадь до утра.", "港の書記は毎朝、潮の高さを帳面に書き写している。",
    "كتب أمين الميناء ارتفاع المد في دفتره كل صباح.",
    "Ο γραμματέας του λιμανιού έγραφε κάθε πρωί το ύψος της παλίρροιας.", "פקיד הנמל רשם בכל בוקר את גובה הגאות בפנקסו.", "ท่าเรือเปิดทำการทุกเช้า",
    "항구 서기는 매일 아침 조수의 높이를 적었다.", "e\u0301te\u0301 🌊🌊 x\u200dy",
)
FRONT = (
    "by Ines Calloway", "By Dr. Tomas Ferrow and Ada Quill", "Published 12 March 2009", "14.03.2011", "Issue No. 412", "Part Two", "2004-08",
    "The tide decides, writes Tomas Ferrow", "HARBOUR NEWS", "Von Zofia Łęcka", "Le 3 avril 2012",
)
ODD = (
    "---", "* * *", "|", "(", "[1] A note on the tide.", "1. The first of the rules", "2. The second of the rules", "• a green lantern",
    "- a bell", "1994 12 percent 3",
    "1995 14 percent 4", "Year\tTide\tBell", "1996\t12\t3", "1997\t13\t2", "Photo: Ada Quill", "The quay at low tide (Pic: Ada Quill/",
    "For more see www.", "No tide, no toll!",
    "Open the lock!", "“We counted twice,” said the clerk.", "“The ledger was never wrong.” (Harbour Gazette, 3 May 1998)", "The clerk writes:",
    "&nbsp;", "Bread&amp;butter <br> and tea",
    "Itâ€™s the lockâ€™s fault", "Connecting to %s", "© 2011 Harbour News Ltd", "Home > News > Quay", "1 2 3 4 Next",
    "https://harbour.example/tide", "#tide #quay", "42", "Notes",
    "Thank you to everybody who ( ) came , and stayed", "o", "Â", "…", "\ufeff", "\ufffd",
)
SPACES = (
    "\n\n", "\n\n", "\n\n", "\n", "\n", "\n\n\n", "\n \n", "\n\xa0\n", "\r\n", "\r\n\r\n", "\u2028", "\u2029\n", "\r", "\t\n", "\n\n\n\n", "\x0c", "\x0b",
    "\x85", " \n\t ",
)
CONTROLS = (
    "\x00", "\x08", "\x0b", "\x0c", "\x1c", "\x1f", "\x7f", "\x85", "\x9d", "\ud800", "\udfff", "\ufeff", "\ufffe", "\uffff", "\u200b", "\u00ad", "\u202e",
)


@cache
def boilerplate() -> tuple[str, ...]:
    """Lines that the phrase packs know, of every kind and language there is."""
    out: list[str] = []
    for path in sorted((Path(pipeline.__file__).parent / "evidence" / "phrases").glob("*.toml")):
        for group in tomllib.loads(path.read_text("utf-8"))["phrases"]:
            lines = [line for line in group["text"].split("\n") if line and "*" not in line and "#" not in line]
            out += [line.capitalize() for line in lines[:3]]
    return tuple(out)


def _sentence(words: list[str]) -> str:
    return " ".join(words).capitalize() + "."


words = st.sampled_from(WORDS)
sentences = st.lists(words, min_size=6, max_size=18, unique=True).map(_sentence)


@st.composite
def distinct_paragraphs(draw: st.DrawFn, least: int = 1, most: int = 8) -> list[str]:
    """Paragraphs of running text, none of them a double of another: each sentence has its own number of a thing."""
    many = draw(st.integers(least, most))
    out = []
    for n in range(many):
        count = draw(st.integers(2, 5))
        out.append(" ".join(f"{draw(sentences)[:-1]} beside the {_ordinal(n * 7 + i)} post." for i in range(count)))
    return out


def _ordinal(n: int) -> str:
    tens = ("", "twenty-", "thirty-", "forty-", "fifty-", "sixty-", "seventy-")
    ones = ("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
            "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth")
    return ones[n] if n < 20 else tens[n // 10 - 1] + ones[n % 10]


HEADINGS = ("The bell at the quay", "Bread and ledgers", "An old warden", "What the tide left", "Contact with the river", "The lantern")


@st.composite
def plain_documents(draw: st.DrawFn) -> str:
    """A title, paragraphs and headings, a blank line between them: nothing that any site adds."""
    paragraphs = draw(distinct_paragraphs(3, 9))
    headings = draw(st.permutations(HEADINGS))
    parts = ["How the harbour kept its ledger"]
    for n, paragraph in enumerate(paragraphs):
        if n >= 2 and len(headings) > n and draw(st.booleans()):
            parts.append(headings[n])
        parts.append(paragraph)
    return "\n\n".join(parts) + "\n"


FURNITURE = (
    "Share this article", "Leave a Reply", "You are commenting using your account. Log Out / Change )", "Related articles",
    "Subscribe to our newsletter",
    "All rights reserved", "© 2011 Harbour News Ltd", "Print this page", "Tags: tide, quay", "Subscribe to our daily newsletter",
)


@st.composite
def furnished_documents(draw: st.DrawFn) -> str:
    """A plain document with captions printed twice, a byline, and what sites add below."""
    lines = draw(plain_documents()).rstrip("\n").split("\n\n")
    if draw(st.booleans()):
        lines.insert(1, "by Ines Calloway")
    if draw(st.booleans()):
        caption = "The warden Ada Quill with her lantern on the morning of the flood"
        lines.insert(3, f"{caption}\n{caption}")
    if draw(st.booleans()):
        lines += ["The wardens answered slowly:",
                  '"We kept the ledger behind the kettle, and the kettle behind the door, and nobody ever asked." (Harbour Gazette, 3 May 1998)']
    return "\n\n".join([*lines, *draw(st.lists(st.sampled_from(FURNITURE), max_size=6, unique=True))]) + "\n"


def hard_wrapped(text: str, width: int) -> str:
    """Each line of a text wrapped at a column, as mail programs do it."""
    out = []
    for line in text.split("\n"):
        row = ""
        for word in line.split(" "):
            if row and len(row) + 1 + len(word) > width:
                out.append(row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        out.append(row)
    return "\n".join(out)


verse = st.lists(st.lists(words, min_size=3, max_size=7).map(" ".join), min_size=3, max_size=6).map(lambda lines: ",\n".join(lines) + ".")
lists = st.tuples(st.sampled_from(["• ", "- ", "* ", "1. ", "(a) "]), st.lists(st.lists(words, min_size=2, max_size=9).map(" ".join), min_size=2, max_size=5)).map(
    lambda pair: "\n".join(pair[0].replace("1", str(n)).replace("a", "abcdefgh"[n - 1]) + line for n, line in enumerate(pair[1], 1)))
quotations = st.lists(sentences, min_size=1, max_size=3).map(
    lambda many: "The warden writes:\n\n" + "\n\n".join('"' + s for s in many) + '" (Harbour Gazette, 3 May 1998)')
paragraphs = st.lists(sentences, min_size=1, max_size=5).map(" ".join)
pieces = st.one_of(
    paragraphs, paragraphs, st.sampled_from(HEADINGS), st.sampled_from(FRONT), st.sampled_from(ODD),
    st.deferred(lambda: st.sampled_from(boilerplate())),
    st.sampled_from(OTHER_SCRIPTS), verse, lists, quotations, sentences,
)
noise = st.one_of(st.sampled_from(CONTROLS), st.sampled_from(ODD), st.characters(), st.text(max_size=12))


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Any mixture: pieces, some of them twice, odd white space between them, now and then noise in the middle of a word."""
    chosen = draw(st.lists(pieces, min_size=1, max_size=24))
    if draw(st.booleans()):
        chosen = [piece for piece in chosen for _ in range(draw(st.sampled_from([1, 1, 1, 2])))]
    if draw(st.integers(0, 9)) == 0:
        chosen.append(" ".join(f"tide {n}" for n in range(draw(st.integers(500, 4000)))))
    even = draw(st.booleans())
    gap = draw(st.sampled_from(SPACES))
    text = draw(st.sampled_from(["", "", "\ufeff", "\n\n", "\u2028"]))
    for piece in chosen:
        text += piece + (gap if even else draw(st.sampled_from(SPACES)))
    for _ in range(draw(st.sampled_from([0, 0, 1, 4]))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(noise) + text[at:]
    if draw(st.integers(0, 5)) == 0:
        text = hard_wrapped(text, draw(st.sampled_from([40, 60, 72])))
    return text


encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252", "iso-8859-2", "windows-1251", "cp437", "shift_jis", "koi8-r"])


@st.composite
def encoded_documents(draw: st.DrawFn) -> bytes:
    """A document as bytes, in one of many encodings; what the encoding cannot write is left out."""
    codec = draw(encodings)
    return draw(documents()).encode(codec, "ignore")
