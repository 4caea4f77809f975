"""Mac Roman that nobody declares, and windows-1252 that is declared as Mac Roman: proof in both directions."""

from __future__ import annotations

import pytest

from pipeline.decoding.charset import decode_bytes

TEXTS = {
    "en": "It’s the council’s own fault, “said the mayor” – and nobody’s surprised, the café’s owner wrote… that’s that.",
    "fr": "Le conseil a décidé, parce que le bac est plus long que l’ancien. « Personne n’avait mesuré », a déclaré le maire, très étonné.",
    "de": "Der Steg wird verlängert, weil die Fähre größer ist. „Niemand hat gemessen“, sagte die Bürgermeisterin und hörte früh auf.",
    "es": "El año pasado nadie lo midió. ¿Quién tenía razón? «Nadie», contestó el capitán, según él mismo. La reunión terminó después.",
    "it": "La città è più piccola, perché il molo non è lungo: «Nessuno l’ha misurato», disse il sindaco. Così andrà, però.",
    "pt": "A reunião não terminou: ninguém mediu o cais, “isso é óbvio”, disse o capitão. A construção começará em São João.",
}
OTHERS = [
    ("Båden er længere end broen, og ingen har målt den før nu, sagde havnefogeden på mødet.", "cp865"),
    ("Der Steg wird verlängert, weil die Fähre größer ist; früher hörte man auf.", "cp850"),
    ("Rada postanowiła przedłużyć molo, ponieważ nowy prom jest dłuższy, a nikt go nie zmierzył.", "cp1250"),
    ("Совет посёлка решил во вторник удлинить причал на одиннадцать метров.", "cp1251"),
    ("Rada rozhodla, že přístaviště bude delší, protože nový přívoz je příliš dlouhý.", "iso8859-2"),
]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("ends", ["\n\n", "\r\r", "\r\n"])
def test_undeclared(text: str, ends: str) -> None:
    text = ends.join(["A title", text, text])
    found, encoding = decode_bytes(text.encode("mac_roman"))
    assert (found, encoding.name) == (text, "mac_roman")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("label", ["macintosh", "x-mac-roman"])
def test_declared(text: str, label: str) -> None:
    assert decode_bytes(text.encode("mac_roman"), charset=label)[0] == text
    assert decode_bytes(text.encode(), charset=label)[0] == text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_windows_is_not_taken_for_it(text: str) -> None:
    text = f"{text}\n\n{text}"  # a declaration is set aside for three odd characters
    assert decode_bytes(text.encode("cp1252"))[1].name != "mac_roman"
    assert decode_bytes(text.encode("cp1252"), charset="x-mac-roman")[0] == text


@pytest.mark.parametrize(("text", "codec"), OTHERS)
def test_others_are_not_taken_for_it(text: str, codec: str) -> None:
    assert decode_bytes(text.encode(codec))[1].name != "mac_roman"
