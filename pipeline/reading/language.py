"""Which language a text is in: by its script, its small words, and py3langid's model of 140 languages for the rest.

The small words of eight frequent languages say what most pages are in without a model that takes 0.8 s and 100 MB to load; they are believed
where they are many. Measured beside other detectors by ``python -m benchmarks.language`` (BENCHMARKS.md). A text that could be in two languages is
``und``: no language is guessed at.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["identify"]

_SAMPLE = 4000
"""Characters looked at, from the middle: the edges of a page are menus, which are often in English."""

# Small words that hardly a sentence does without. A word of several languages counts less for each of them.
_SMALL_WORDS = {
    "en": "the of and to in is that it for was on are with as be this have from by not but they which or an at we his her their has "
          "been will would can more when who if about what there were you i our all one no so than into only its also do how your my",
    "de": "der die das und in zu den mit von ist auf für im nicht dem des ein eine sich auch an als es wie er sie bei oder aus wird "
          "sind noch nach nur werden zum zur über einen einer einem wir ich hat haben war durch dass daß kann man aber wenn um vor so kein",
    "fr": "le la les de des du et à en un une est pour que qui dans sur par pas au aux plus ce cette il elle ne se sont avec son sa ses "
          "ou mais comme nous vous ils je être ont été leur leurs fait tout si même où d'un d'une c'est n'est qu'il l'on entre sans ces",
    "es": "de la el que en y los se del las un por con no una su para es al lo como más pero sus le ya o este sí porque esta entre cuando "
          "muy sin sobre también me hasta hay donde quien desde todo nos durante uno ni contra ese eso fue ser son está han yo",
    "it": "di e il la che in un a per è una sono con non del si da come dei le della più al nel anche lo alla delle gli ma ha i dal "
          "o se su questo questa nella dalla degli ed essere ai sua suo loro dell' l' all' un' hanno stato tra ci cui perché solo",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já "
          "eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles você essa foi ser são está é num",
    "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit naar door over ze zich wordt "
          "heeft hebben had was worden deze dit die wat tot je ik we hij zij hun geen meer kan zou moet waar want wel al",
    "pl": "i w na z do nie się to jest że o jak ale po co tak za od przez dla czy są był była było przy tym może ich jego jej który "
          "która które tego już tylko ze być lub oraz ma pod nad te ten ta jako także gdy bardzo więc u jeśli można",
    "cs": "a v se na je že to s z do o i jako za by ale jsou pro podle které který která ve k po jeho jejich tak při jen byl byla bylo "
          "od nebo si už až co jak není také může však než pod mezi své ze této tento když být aby má protože nikdo jsem jsme která ještě",
    "sk": "a v sa na je že to s z do o aj ako za by ale sú pre podľa ktoré ktorý ktorá vo k po jeho ich tak pri len bol bola bolo od "
          "alebo si už až čo nie tiež môže však než medzi svoje zo tejto tento keď byť aby má pretože nikto som sme nebol ešte",
    "sv": "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när hon under också "
          "eller vid efter ska nu där sina sin mot alla än år finns bara skulle varit hade blir man detta dessa mycket måste här",
    "da": "og i at det er en til af på den som med for der de ikke har et var han jeg men om vi sig fra kan blev eller ved også efter "
          "så hun skal være være nu når mod over sin havde ud hvor meget hvis uden denne dette bliver kun alle mere kunne blive man op",
    "no": "og i det er en til av på som for at med den de ikke har et var han jeg men om vi seg fra kan ble eller ved også etter så "
          "hun skal være nå når mot over sin hadde ut hvor mye hvis uten denne dette blir bare alle mer kunne bli man opp fikk",
    "fi": "ja on ei se että oli ovat mutta kun joka myös hän niin kuin tai sen jos olla ole vain mukaan sekä hänen jo voi siitä kanssa "
          "mitä jotka ne nyt he tämä ollut sitä minä me joten kuitenkin vielä koska ennen jälkeen siis näin tässä oli olivat",
    "et": "ja on ei see et oli ka kui mis aga oma või siis ning nii kes ta seda selle pole need ma me juba veel enam väga saab kuid "
          "ainult kõik olid pärast nende mida tema mille sest sellest",
    "hu": "a az és hogy nem is egy ez volt meg de csak van már mint még ha vagy el azt kell ki mert fel után minden ezt ami lehet sem "
          "így pedig majd nagyon ezért között azonban aki akkor mely szerint itt által nincs lesz",
    "ro": "de și în a la cu nu că pe o un se din care este sunt pentru mai ca să au fost dar prin al după sau lui fi ce ale dintre "
          "această acest cei ei era când foarte fără astfel am are ai unui unei către numai şi",
    "tr": "ve bir bu da de için ile çok olarak daha olan gibi kadar sonra ancak her ne var en ama mi ya o iki göre veya oldu değil "
          "olduğunu tarafından ise diye olduğu yeni içinde şey büyük ki hem yok bütün",
    "af": "die en van in 'n is dat nie het te vir met op wat aan is ook as sy hy dit was deur hulle sal kan na by om uit word ons hierdie het "
          "baie moet maar so een oor nog wees gaan meer",
    "ca": "de la i el que a en les els un per amb no és del una al dels es com més seva seu són o però ha va pel sobre aquest aquesta "
          "també entre d'una d'un fins quan sense ser han l'any havia molt perquè on ja tot",
    "gl": "de a o que e do da en un para con non unha os no se na por máis as dos como pero ao das á seu súa ou cando moito nos xa eu "
          "tamén só polo pola ata iso ela entre despois sen mesmo foi ser son está é nun dunha",
    "hr": "i u je na se da su za od s kao a o iz koji koja koje to ne bi ili što sa će nije po do te bio bila samo kako ali ako još "
          "već nakon ovo oko između jer prema njegov može više biti svoje kada vrlo bez uz",
    "lt": "ir yra kad į iš su kaip buvo jo bet tai ar už ne apie tik po jų per nuo taip dar jau prie iki tačiau arba kuris kurie "
          "labai todėl savo gali būti nėra šis",
    "lv": "un ir ar no uz ka par kas bija tas kā pēc arī bet vai viņš to pie šo tika nav tikai jau tā līdz kurā gan savu lai ļoti "
          "būt šī jo vairāk",
    "id": "yang dan di dari dengan untuk pada ini itu dalam tidak adalah akan oleh sebagai juga dapat ke lebih telah bisa ada mereka "
          "saya kami atau karena tersebut tetapi sudah seperti menjadi hanya secara",
    "ru": "и в не на что с по это как из к у за от он его но для а о же все она так было они мы был только ее или бы до при уже если "
          "их когда чтобы ещё еще может быть была есть после также этого нет который которые себя том",
    "uk": "і в не на що з та до у як це за від для він про але його є а й або щоб так вони було був при ще вже які який якщо може "
          "бути була після також цього немає коли із між її їх під тому свою",
    "bg": "и на да се в за от не е с че по ще са как но това до при към ги или така като след само той беше също които който във "
          "може има вече защото между част тази този много",
    "sr": "и у је на се да су за од с као а о из који која које то не би или што са ће није по до те био била само како али ако још "
          "већ након ово око између јер према може више бити своје када",
    "be": "і ў не на што з да як гэта за ад для ён пра але яго а або каб так яны было быў пры яшчэ ўжо якія які калі можа быць была "
          "пасля таксама гэтага няма між яе іх",
    "mk": "и на да се во за од не е со дека по ќе се како но ова до при кон ги или така само тој беше исто кои кој може има веќе "
          "бидејќи меѓу овој оваа многу што",
}
# Letters that one or two of these languages have, and what each is worth beside a small word.
_LETTERS = {
    "de": "ß", "es": "ñ¿¡", "pt": "ãõ", "pl": "łąężźśćń", "cs": "řěů", "sk": "ľĺŕô", "hu": "őű", "ro": "ășțşţ", "tr": "ğış", "da": "øæ",
    "no": "øæ", "sv": "å", "et": "õ", "uk": "іїєґ", "be": "ўі", "ru": "ыэё", "sr": "ђјљњћџ", "mk": "ѓќѕј", "bg": "ъ", "lt": "ėįųū", "lv": "āēīļņķģ",
    "hr": "đćč",
}
_TELLING = re.compile("[" + "".join(sorted(set("".join(_LETTERS.values())))) + "]")
_LETTER_WORTH = 0.4
_SCRIPTS = (  # compiled when first needed: the sets of Chinese and Korean take a millisecond each
    ("ja", "[\u3040-\u30ff]"), ("ko", "[\uac00-\ud7af]"), ("zh", "[\u4e00-\u9fff]"), ("el", "[\u0370-\u03ff\u1f00-\u1fff]"),
    ("ka", "[\u10a0-\u10ff]"), ("hy", "[\u0531-\u0587]"), ("th", "[\u0e00-\u0e7f]"),
    ("ta", "[\u0b80-\u0bff]"),
)
_WORD = re.compile(r"[^\W\d_]+(?:['’](?:[^\W\d_]+)?)?")
_ASCII_WORD = re.compile("[a-z]+(?:'(?:[a-z]+)?)?")
"""The same of ASCII in small letters, in a third of the time."""
_BETWEEN = "“”–—…•«»\u00a0"
"""Marks that stand in no word: without them, most English texts are ASCII."""
_LETTER = re.compile(r"[^\W\d_]")
_OTHER_SCRIPT = re.compile(rb"[\xcd-\xcf\xd4-\xdf\xe0\xe1\xe3-\xed]")  # in UTF-8: neither Latin nor Cyrillic, nor punctuation
_NEIGHBOURS = (
    {"da", "no", "nb", "nn"}, {"cs", "sk"}, {"gl", "pt"}, {"hr", "sr", "bs", "sh"}, {"uk", "be"}, {"bg", "mk"}, {"id", "ms"}, {"nl", "af", "fy"},
    {"de", "lb", "gsw", "nds"}, {"es", "ast", "an"}, {"tr", "az"}, {"hi", "mr", "ne"}, {"zh", "yue", "wuu"}, {"ar", "arz"}, {"en", "sco"},
)
"""Languages that are like one another: a page that declares one of a group is believed where another one of it was told."""
_QUICK = frozenset({"en", "de", "fr", "es", "it", "pt", "nl", "sv"})
"""Languages that their small words tell from all others."""
_QUICK_WORDS = 30
_QUICK_SHARE = 0.25
_QUICK_MARGIN = 0.45
"""Words of a text, share of small words among them and lead before the next language, from which the small words alone are believed.
`benchmarks/language.py` measures what they tell wrong."""
_SAME = {"pcm": "en", "wuu": "zh", "arz": "ar", "zxx": "und"}
"""What the model calls a language, where another name is meant nearly always."""
_LIKELY = 0.5
_CLEAR = 0.9
"""Chances by py3langid's model from which a language is told, and from which it speaks clearly against what a page declares."""
_FEWEST_SIGNS = 8
"""Different letters below which a text is in no language: signs in place of lost letters, a row of one word."""
_SIGNS = 200
"""Characters that have so many different letters, unless a text hardly has them."""
_WIDE_SCRIPT = {"ja", "ko", "zh", "th"}
_FEWEST = 20
"""Letters below which nothing is said."""
_HINT = re.compile(r"^([a-z]{2,3})([-_][A-Za-z0-9]{2,8})*$", re.IGNORECASE)


def _index() -> dict[str, tuple[tuple[str, float], ...]]:
    """For each small word, the languages that have it and what it is worth to each."""
    owners: dict[str, list[str]] = {}
    for language, words in _SMALL_WORDS.items():
        for word in dict.fromkeys(words.split()):
            owners.setdefault(word, []).append(language)
    return {word: tuple((language, 1 / len(languages)) for language in languages) for word, languages in owners.items()}


_WORTH = _index()
_OWN = {language: frozenset(_SMALL_WORDS[language].split()) for language in _QUICK}


def identify(text: str, hint: str | None = None) -> tuple[str, float]:
    """BCP 47 code of the language and how sure, 0 to 1; ``und`` where it cannot be told.

    ``hint`` is what markup or metadata says (``en-GB``). It is believed where the text does not clearly speak against it: many pages carry the
    language of the software that made them.
    """
    language, sure = _identify(_middle(text))
    said = _tag(hint)
    if said is None:
        return language, sure
    if language == "und":
        return said, 0.5
    main = said.partition("-")[0]
    if main == language or _are_neighbours(main, language):
        return said, max(sure, 0.9)
    return (language, sure) if sure >= _CLEAR else (said, 0.5)


def _are_neighbours(one: str, other: str) -> bool:
    return any(one in group and other in group for group in _NEIGHBOURS)


def _middle(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    start = (len(text) - _SAMPLE) // 2
    return text[start:start + _SAMPLE]


def _tag(hint: str | None) -> str | None:
    """A hint as a BCP 47 tag, or None if it is none: ``en_us`` is ``en-US``."""
    hint = (hint or "").strip()
    if not _HINT.match(hint) or hint.lower() in ("und", "mul", "zxx"):
        return None
    first, *rest = hint.replace("_", "-").split("-")
    return "-".join([first.lower(), *(p.upper() if len(p) == 2 else p.title() if len(p) == 4 and p.isalpha() else p for p in rest)])


def _identify(text: str) -> tuple[str, float]:
    by_script = _by_script(text)
    if by_script:
        return by_script
    if next(islice(_LETTER.finditer(text), _FEWEST - 1, None), None) is None:
        return "und", 0.0
    low = text.lower()
    if not any(len(set(_LETTER.findall(part))) >= _FEWEST_SIGNS for part in (low[:_SIGNS], low)):
        return "und", 0.0
    return _by_small_words(text) or _by_model(text)


def _by_small_words(text: str) -> tuple[str, float] | None:
    """The language whose small words are many in a text, and of no other as many."""
    low = text.lower().replace("’", "'")
    for mark in _BETWEEN if not low.isascii() else "":
        low = low.replace(mark, " ")
    words = Counter((_ASCII_WORD if low.isascii() else _WORD).findall(low))
    scores = _scores(words, text)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][0] not in _QUICK or words.total() < _QUICK_WORDS:
        return None
    (best, most), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
    share = sum(n for word, n in words.items() if word in _OWN[best]) / words.total()
    return (best, 0.99) if share >= _QUICK_SHARE and most - second >= _QUICK_MARGIN * most else None


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))


def _by_script(text: str) -> tuple[str, float] | None:
    """The language of a script that is one language's own; Chinese only where there is no kana."""
    if not _OTHER_SCRIPT.search(text.encode("utf-8", "surrogatepass")):
        return None
    letters = _letters(text)
    for language, letter in _SCRIPTS:
        share = len(re.findall(letter, text)) / max(1, letters)
        if share > (0.05 if language == "ja" else 0.4):
            if letters < (4 if language in _WIDE_SCRIPT else _FEWEST):
                return "und", 0.0
            return language, 0.98
    return None


def _scores(words: Counter[str], text: str) -> dict[str, float]:
    """How much the small words and letters of a text speak for each language."""
    scores: dict[str, float] = {}
    for word, n in words.items():
        parts = _WORTH.get(word) or (_WORTH.get(word.partition("'")[0] + "'") if "'" in word else None)
        for language, worth in parts or ():
            scores[language] = scores.get(language, 0.0) + worth * n
    if not text.isascii():
        found = Counter(_TELLING.findall(text.lower()))
        for language, letters in _LETTERS.items() if found else ():
            if n := sum(found[letter] for letter in letters):
                scores[language] = scores.get(language, 0.0) + _LETTER_WORTH * n
    return scores


def _by_model(text: str) -> tuple[str, float]:
    language, chance = _model().classify(text)
    language = _SAME.get(language, language)
    return (language, round(chance, 2)) if chance >= _LIKELY and language != "und" else ("und", 0.0)


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
