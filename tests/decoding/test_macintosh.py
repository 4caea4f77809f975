"""Mac Roman that nobody declares, windows-1252 that is declared as Mac Roman, and text that was read in the wrong one before: proof in both directions."""

from __future__ import annotations

import pytest

from pipeline.data import Source
from pipeline.decoding import decode
from pipeline.decoding.charset import decode_bytes
from pipeline.decoding.garbled import garbled_share
from pipeline.decoding.repair import mend, replay

TEXTS = {
    "en": "It’s the council’s own fault, “said the mayor” – and nobody’s surprised, the café’s owner wrote… that’s that.",
    "fr": "Le conseil a décidé, parce que le bac est plus long que l’ancien. « Personne n’avait mesuré », a déclaré le maire, très étonné.",
    "de": "Der Steg wird verlängert, weil die Fähre größer ist. „Niemand hat gemessen“, sagte die Bürgermeisterin und hörte früh auf.",
    "es": "El año pasado nadie lo midió. ¿Quién tenía razón? «Nadie», contestó el capitán, según él mismo. La reunión terminó después.",
    "it": "La città è più piccola, perché il molo non è lungo: «Nessuno l’ha misurato», disse il sindaco. Così andrà, però.",
    "en, spoken": "“It’s late,” she said. “Don’t go,” he said — and that’s that, “isn’t it?”",
    "sv": "Båten är längre än bron, och ingen hade mätt den förut, sade hamnfogden på mötet i går, och ön är liten.",
    "da": "Båden er længere end broen, og ingen har målt den før nu, sagde havnefogeden på mødet; øen er små.",
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


MISREAD = [("mac_roman", "cp1252"), ("mac_roman", "latin-1"), ("cp1252", "mac_roman")]


def misread(text: str, written: str, read: str) -> str:
    """The text as a program has it that took one encoding for another; bytes that windows-1252 leaves open stand for themselves."""
    return "".join(bytes([b]).decode(read, "ignore") or chr(b) for b in text.encode(written))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(("written", "read"), MISREAD)
@pytest.mark.parametrize("form", ["{0}", "A title\n\n{0}\n\n{0}", "<p>A title</p><p title='{0}'>{0}</p><script>var a = '{0}';</script>"], ids=["line", "text", "page"])
def test_misread_before_it_was_utf8(text: str, written: str, read: str, form: str) -> None:
    text = text.replace("'", "’")
    broken = misread(text, written, read)
    page = decode(Source("a", form.format(broken).encode(), media_type="text/html" if "<" in form else "text/plain"))
    quiet = f"<script>var a = '{broken}'" if "<" in form else ""
    assert page.fixed == (form.format(text) if not quiet else form.format(text).replace(f"<script>var a = '{text}'", quiet))
    assert all(replay(r.before, r.steps) == r.after and page.text[r.start:r.end] == r.before for r in page.repairs)


OF_DOS = {
    "fr": "Le conseil a décidé, parce que le bac est plus long que l'ancien. Personne n'avait mesuré, a déclaré le maire, très étonné, à côté du château.",
    "de": "Der Steg wird verlängert, weil die Fähre größer ist. Niemand hat gemessen, sagte die Bürgermeisterin und hörte früh auf.",
    "es": "El año pasado nadie lo midió. ¿Quién tenía razón? Nadie, contestó el capitán, según él mismo. La reunión terminó después.",
    "sv": "Båten är längre än bron, och ingen hade mätt den förut, sade hamnfogden på mötet i går, och ön är liten.",
    "fi": "Mylläri avasi padon pitkän ajan jälkeen, ja lapset söivät puuroa illalla. Tämä on hyvä päivä kylälle.",
    "pt": "A reunião não terminou: ninguém mediu o cais, disse o capitão. A construção começará em São João.",
    "is": "Malarinn opnaði stífluna á mánudag, og börnin fengu graut um kvöldið. Næsta ár verður vegurinn bættur, sagði hún við þá.",
}


@pytest.mark.parametrize("text", OF_DOS.values(), ids=OF_DOS)
@pytest.mark.parametrize("read", ["cp1252", "latin-1"])
@pytest.mark.parametrize("written", ["cp850", "cp437"])
@pytest.mark.parametrize("form", ["{0}", "A title\n\n{0}\n\n{0}"], ids=["line", "text"])
def test_code_pages_of_dos_misread_before_it_was_utf8(text: str, written: str, read: str, form: str) -> None:
    try:
        broken = misread(text, written, read)
    except UnicodeEncodeError:
        pytest.skip("the code page does not have these letters")
    page = decode(Source("a", form.format(broken).encode(), media_type="text/plain"))
    assert page.fixed == form.format(text)
    assert all(replay(r.before, r.steps) == r.after and page.text[r.start:r.end] == r.before for r in page.repairs)


@pytest.mark.parametrize("written", ["cp850", "cp437"])
def test_a_text_of_dos_is_not_read_as_mac_roman_where_single_lines_would_be_right(written: str) -> None:
    text = ("Der Müller hört die Glocke am Öltor\nund möchte über die Brücke gehen,\nwo die Kälte größer ist als hier.\n"
            "Die Wärme fehlt, das Löschwasser auch,\nund die Tür bleibt für später zu.\n")
    assert mend(misread(text, written, "cp1252"))[0] == text


@pytest.mark.parametrize("text", OF_DOS.values(), ids=OF_DOS)
def test_code_page_850_that_nobody_declares(text: str) -> None:
    assert decode_bytes(f"{text}\n\n{text}".encode("cp850"))[0] == f"{text}\n\n{text}"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(("written", "read"), MISREAD)
def test_a_right_frame_stays(text: str, written: str, read: str) -> None:
    """A template that is right around an article that was read wrongly."""
    frame = "Über uns – Impressum · Straße 5, São Paulo, Škofja Loka, Île-de-France"
    assert mend(f"{frame}\n{misread(text, written, read)}\n{frame}\n")[0] == f"{frame}\n{text}\n{frame}\n"


@pytest.mark.parametrize("text", [
    *TEXTS.values(), *OF_DOS.values(), *(text for text, _ in OTHERS), "don‘t, can‘t, won‘t, isn‘t", "wait…what…no…why", "5£a, 6£b, 7¢c", "Er sagte„ja“und ging. Sie kam„spät“nach Haus. Das war„gut“genug.",
    "dans‹la cour›et dans‹la rue›puis dans‹le port›encore", "powiedział„nie”i wyszedł, a ona„tak”i„nie”naraz",
    "NestlÉ and MaxÉ", "L’ÉTÉ À PARIS, « ÉGALITÉ », MANHÃ", "voilà… là… déjà… È vero, È così, È tardi", "Ó, Õ e Ô são letras; Ñ también",
    "¿Quién?¿Cómo?¿Dónde? ¡Sí!¡No!", "“Â” and “ä” and “Õ”", "a Õ b Õ c Õ d", "Šport, žaba, čas, McŽak", "5‰, 7‰ et 9‰", "fiﬂe ﬂy", "dít, jít, být; nîmes", "Îles d’Î",
])
def test_right_text_is_not_read_anew(text: str) -> None:
    assert mend(text) == (text, ())


@pytest.mark.parametrize("text", [
    "Rada postanowi¸a przed¸uýyç molo, poniewaý nowy prom jest d¸uýszy, a nikt go nie zmierzy¸, ma¸y.",
])
def test_what_is_not_proven_is_doubted(text: str) -> None:
    assert mend(text) == (text, ())
    assert garbled_share(text) > 0
