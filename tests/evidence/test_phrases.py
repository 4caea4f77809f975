"""Phrase packs: each line fits what it is meant for, and ordinary prose is left alone."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data import Label
from pipeline.label import phrases
from pipeline.label.phrases import LONG, Strength, available, load_packs, normalise

PACKS = Path(phrases.__file__).parent / "phrases"
LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt")
LISTS = (
    "stop_words", "honorifics", "job_titles", "byline_words", "updated_words", "published_words", "issue_words", "part_words",
    "caption_credit_words", "note_words", "correction_words", "editor_note_words", "author_note_patterns",
)
AT_LEAST = (
    "comment-form", "comments", "share", "subscribe", "related", "legal", "cookie-notice", "login", "paywall", "navigation", "tags",
    "advert", "print-tools", "join-us", "pagination", "article-info", "app-promo", "social-embed", "series-navigation", "breadcrumb",
)


def tables(language: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((PACKS / f"{language}.toml").read_text(encoding="utf-8"))["phrases"]
    return found


def lines(table: dict[str, Any]) -> list[str]:
    return [line for line in table["text"].split("\n") if line]


def example(pattern: str) -> str:
    """A text that a pattern should fit: the shortest there is."""
    return " ".join({"*": "Zyx"}.get(part, part.replace("#", "7")) for part in pattern.split(" "))


def test_every_language_has_its_pack() -> None:
    assert available() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_written_as_normalise_leaves_it(language: str) -> None:
    wrong = []
    for table in tables(language):
        for line in lines(table):
            words = [w for w in line.split(" ") if w != "*" and w[-1] != "#"]
            keeps_colon = table["match"] in ("start", "inside", "end") and line.endswith(":")
            if " ".join(words).removesuffix(":" if keeps_colon else "") != normalise(" ".join(words)):
                wrong.append(line)
            if table["match"] in ("whole", "terms") and any(w.endswith(":") for w in words):
                wrong.append(line)
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_fits_itself(language: str) -> None:
    packs = load_packs((language,))
    missed = []
    for table in tables(language):
        if table["match"] == "terms":
            text = " ".join(lines(table)[:table["least"]])
            if not any(h.match == "terms" and h.kind == table["kind"] for h in packs.match(text)):
                missed.append(text)
            continue
        for line in lines(table):
            text = example(line)
            hits = packs.match(f"{text} zyx" if table["match"] == "start" else f"Zyx {text}" if table["match"] == "end" else text)
            if not any(h.phrase == line and h.kind == table["kind"] and h.strength == table["strength"] for h in hits):
                missed.append(f"{table['kind']} {table['strength']} {table['match']}: {line}")
    assert not missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_says_what_it_is(language: str) -> None:
    for table in tables(language):
        assert set(table) <= {"kind", "strength", "match", "opens", "max_words", "prose", "least", "long", "text"}
        Label(table["kind"])
        assert table["strength"] in get_args(Strength)
        assert table["match"] in ("whole", "start", "end", "inside", "terms")
        assert ("least" in table) == (table["match"] == "terms")
        assert len(lines(table)) == len(set(lines(table))), "a line stands twice"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_surely_two_things(language: str) -> None:
    kinds: dict[str, set[str]] = {}
    for table in tables(language):
        if table["strength"] == "sure" and table["match"] == "whole":
            for line in lines(table):
                kinds.setdefault(line, set()).add(table["kind"])
    assert not {line: sorted(found) for line, found in kinds.items() if len(found) > 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_knows_every_kind(language: str) -> None:
    assert not set(AT_LEAST) - {table["kind"] for table in tables(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_lists(language: str) -> None:
    packs = load_packs((language,))
    for name in LISTS:
        words = packs.words(name)
        assert words and len(words) == len(set(words)), name
        assert name == "author_note_patterns" or list(words) == [normalise(w) for w in words], name
    assert 30 <= len(packs.words("stop_words")) <= 65


@pytest.mark.parametrize(("text", "kind", "strength"), [
    ("Leave a Reply", "comment-form", "sure"),
    ("Fill in your details below or click an icon to log in: Logo", "comment-form", "sure"),
    ("You are commenting using your Google account. Log Out /  Change )", "comment-form", "sure"),
    ("Connecting to %s", "comment-form", "sure"),
    ("Your email address will not be published. Required fields are marked *", "comment-form", "sure"),
    ("12 thoughts on “The lock-keeper’s daughter”", "comments", "sure"),
    ("March 4, 2012 at 5:13 pm", "comments", "member"),
    ("If you want more information about joining the IMT, fill in this form. We will get back to you soon.", "join-us", "sure"),
    ("Join us", "join-us", "likely"),
    ("Click here to subscribe to our daily morning email newsletter 'Breakfast in red'", "subscribe", "sure"),
    ("Click to share on Facebook (Opens in new window)", "share", "sure"),
    ("FacebookTwitterWhatsAppEmail", "share", "sure"),
    ("► Share this:", "share", "sure"),
    ("Read more: How the mill was saved", "related", "sure"),
    ("(See Part OnePart TwoPart ThreePart Five)", "series-navigation", "sure"),
    ("Mobile users! Don't forget to add Socialist Worker to your home screen.", "app-promo", "sure"),
    ("Article information", "article-info", "sure"),
    ("Tags: canals, locks", "tags", "sure"),
    ("© 2012 The Wharf Gazette. All rights reserved.", "legal", "sure"),
    ("1 2 3 … 14 Next »", "pagination", "sure"),
    ("Mills Lane is a journalist and lives in Leeds.", "author-note", "likely"),
    ("Skip to content", "navigation", "sure"),
    ("ADVERTISEMENT", "advert", "sure"),
    ("A post shared by Otter Trust (@ottertrust)", "social-embed", "sure"),
    ("🖨 Print this page", "print-tools", "sure"),
    ("You have 3 free articles left this month.", "paywall", "sure"),
    ("Forgot your password?", "login", "sure"),
    ("We use cookies to improve your experience. " + "By clicking Accept you agree to them and to more. " * 7, "cookie-notice", "sure"),
])
def test_english(text: str, kind: str, strength: str) -> None:
    assert (kind, strength) in [(h.kind.value, h.strength) for h in load_packs(("en",)).match(text)]


@pytest.mark.parametrize("text", [
    # Each of these shares its words with a phrase, and is what people write in articles.
    "“Join us,” she said, and half the hall stood up.",
    '"Join us!"',
    "'Leave a comment'",
    "Leave a reply on the doormat, my grandmother used to say, and somebody will read it.",
    "Contact",
    "Comments",
    "Share",
    "Home",
    "Join the union!",
    "Join us!",
    "Back to the drawing board",
    "Redistribution of land was the first promise and the last one kept.",
    "As an independent candidate she had no posters and no bus.",
    "Mobile users in Kenya send more money by phone than by bank.",
    "More in sorrow than in anger",
    "Related work",
    "See also",
    "Reproduction of the altar took four years.",
    "Part Two",
    "1 2 3",
    "90 minutes",
    "Privacy",
    "Copyright",
    "Powered by steam",
    "Return to Oz",
    "Advertising",
    "Dark mode",
    "Subscribe",
    "Donate",
    "Stay in touch",
    "Log in to your account.",
    "Accept all",
    "If you want to join a choir, start by singing in the kitchen.",
    "Your support matters more to me than the money, he wrote in his last letter.",
    "The newsletter went out to four thousand readers every Friday, and nobody had subscribed to it.",
    "All the reader comments under the piece were about the goat.",
    "Cookies are small text files that a site leaves on your computer, and the law has never known what to do with them.",
    "You must log in to the terminal before the tide turns.",
    "What the doctor said",
    "Tags: that is what the argument was about, all that winter, and whether they should be yellow.",
    "We use cookies the way we use doormats, said the engineer who first put one in a browser.",
    "Like this: you put your name on the slate, and when it gets to the top the mower is outside your gate.",
])
def test_prose_is_never_surely_boilerplate(text: str) -> None:
    assert [h for h in load_packs(("en",)).match(text) if h.strength == "sure"] == []


@pytest.mark.parametrize(("language", "text", "kind"), [
    ("de", "Schreibe einen Kommentar", "comment-form"),
    ("de", "Mehr zum Thema", "related"),
    ("fr", "Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *", "comment-form"),
    ("fr", "Mots-clés : eau, rivière", "tags"),
    ("es", "Deja una respuesta Cancelar la respuesta", "comment-form"),
    ("es", "También te puede interesar", "related"),
    ("it", "© RIPRODUZIONE RISERVATA", "legal"),
    ("it", "Leggi anche: Il ponte di barche", "related"),
    ("pt", "Compartilhe este artigo", "share"),
    ("pt", "Continua depois da publicidade", "advert"),
    ("nl", "Tekst gaat verder onder de foto", "advert"),
    ("nl", "Laat een reactie achter", "comment-form"),
    ("pl", "Dodaj komentarz", "comment-form"),
    ("pl", "Wszelkie prawa zastrzeżone", "legal"),
])
def test_other_languages(language: str, text: str, kind: str) -> None:
    assert (kind, "sure") in [(h.kind.value, h.strength) for h in load_packs((language,)).match(text)]


@pytest.mark.parametrize(("language", "text"), [
    ("de", "Das ist ein Kommentar, den man zweimal lesen muss."),
    ("de", "Mehr Licht!"),
    ("de", "Datenschutz"),
    ("fr", "Première partie"),
    ("fr", "À lire les journaux, on croirait la guerre finie."),
    ("es", "Deja un comentario irónico y se va."),
    ("es", "¡Únete a la huelga!"),
    ("it", "Lascia un commento amaro, poi tace per un anno."),
    ("it", "In primo piano"),
    ("pt", "Partilhe o pão, dizia a avó, que a faca parte sozinha."),
    ("pt", "Ficha técnica"),
    ("nl", "Lees de brief nog eens, zei mijn moeder, en dan nog eens."),
    ("nl", "Deel twee"),
    ("pl", "Czytaj, powiedziała, i podała mi list."),
    ("pl", "Regulamin"),
])
def test_prose_in_other_languages(language: str, text: str) -> None:
    assert [h for h in load_packs(("en", language)).match(text) if h.strength == "sure"] == []


def test_a_colon_in_a_pattern_must_stand_in_the_text() -> None:
    packs = load_packs(("en",))
    assert any(h.phrase == "read more:" for h in packs.match("Read more: The mill"))
    assert not any(h.phrase == "read more:" for h in packs.match("Read more books"))
    assert any(h.phrase == "tagged with" for h in packs.match("Tagged with: mills"))


def test_a_colon_at_the_end_can_be_asked_for() -> None:
    packs = load_packs(("en",))
    assert any(h.phrase == "says:" for h in packs.match("Margaret P. says:"))
    assert not packs.match("What Margaret says")


def test_wildcards_take_one_to_six_words() -> None:
    packs = load_packs(("en",))

    def fits(text: str) -> bool:
        return any(h.phrase == "leave a reply to *" for h in packs.match(text))

    assert fits("Leave a reply to Anna") and fits("Leave a reply to a b c d e f")
    assert not fits("Leave a reply to") and not fits("Leave a reply to a b c d e f g")


def test_long_blocks_are_looked_at_where_they_start() -> None:
    packs = load_packs(("en",))
    tail = " and the river went on past the weir" * 20
    assert any(h.kind is Label.COOKIE_NOTICE for h in packs.match("This website uses cookies to improve your experience" + tail))
    assert len(tail.split()) > LONG
    assert packs.match("The paper carried the words leave a reply in its margin" + tail) == ()


def test_packs_merge_in_order_and_unknown_languages_are_left_out() -> None:
    both = load_packs(("pt-BR", "en", "xx", "../en"))
    assert both.languages == ("pt", "en")
    assert both.match("Deixe um comentário") and both.match("Leave a comment")
    assert set(load_packs(("pt",)).words("stop_words")) < set(both.words("stop_words"))
    assert load_packs(()).match("Leave a reply") == ()


@pytest.mark.parametrize(("text", "expected"), [
    ("  Leave a  Reply… ", "leave a reply"),
    ("• E‑Mail *", "email"),
    ("“Don’t miss out”", "\"don't miss out\""),
    ("Mots-clés : eau", "mots-clés: eau"),
    ("Log Out /  Change )", "log out change"),
    ("Comments (12):", "comments 12"),
    ("5:13 pm", "5:13 pm"),
    ("cafe\u0301 & co.", "café & co"),
    ("→ Next »", "next"),
    ("Straße", "strasse"),
    ("https://example.org", "https example.org"),
    ("🖨️", ""),
])
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(st.text(max_size=120))
@settings(max_examples=150)
def test_normalise_is_stable_and_matching_never_fails(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    packs = load_packs(("en", "fr"))
    assert packs.match(text) == packs.match(text)
