"""Which language a text is in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.reading.language import identify
from tests.makers.cost import grows_with_length

SENTENCES = {
    "en": "The dockers walked out on Monday morning, and by the evening the whole of the port had come to a halt as nobody was left.",
    "de": "Am Montagmorgen legten die Hafenarbeiter alles nieder, und am Abend stand der ganze Hafen still, weil niemand mehr da war.",
    "fr": "Les dockers ont cessé le travail lundi matin et, le soir venu, tout le port était à l’arrêt, car il ne restait personne.",
    "es": "Los estibadores pararon el lunes por la mañana y por la noche todo el puerto estaba detenido porque ya no quedaba nadie.",
    "it": "I portuali hanno smesso di lavorare lunedì mattina e la sera tutto il porto era fermo perché non c’era più nessuno.",
    "pt": "Os estivadores pararam na segunda-feira de manhã e à noite todo o porto estava parado porque já não havia ninguém.",
    "nl": "De havenarbeiders legden maandagochtend het werk neer en tegen de avond lag de hele haven stil omdat er niemand meer was.",
    "pl": "Dokerzy przerwali pracę w poniedziałek rano, a wieczorem stanął cały port, ponieważ nie było już nikogo.",
    "cs": "Přístavní dělníci přestali pracovat v pondělí ráno a večer stál celý přístav, protože tam už nikdo nebyl.",
    "sk": "Prístavní robotníci prestali pracovať v pondelok ráno a večer stál celý prístav, pretože tam už nikto nebol.",
    "sv": "Hamnarbetarna lade ner arbetet på måndagsmorgonen och på kvällen stod hela hamnen stilla eftersom ingen var kvar.",
    "da": "Havnearbejderne nedlagde arbejdet mandag morgen, og om aftenen lå hele havnen stille, fordi der ikke var nogen tilbage.",
    "no": "Havnearbeiderne la ned arbeidet mandag morgen, og om kvelden lå hele havna stille fordi det ikke var noen igjen av laget.",
    "fi": "Satamatyöläiset lopettivat työt aamulla, ja iltaan mennessä koko satama oli pysähtynyt, koska ketään ei ollut enää jäljellä.",
    "hu": "A kikötőmunkások hétfő reggel abbahagyták a munkát, és estére az egész kikötő leállt, mert már nem volt ott senki.",
    "ro": "Docherii au oprit lucrul luni dimineața, iar seara tot portul era blocat, pentru că nu mai rămăsese nimeni.",
    "tr": "Liman işçileri pazartesi sabahı işi bıraktı ve akşama kadar bütün liman durdu, çünkü artık kimse kalmamıştı.",
    "ca": "Els estibadors van aturar la feina dilluns al matí i al vespre tot el port estava parat perquè ja no hi quedava ningú.",
    "ru": "Докеры прекратили работу в понедельник утром, и к вечеру весь порт остановился, потому что никого уже не было.",
    "uk": "Докери припинили роботу в понеділок уранці, і до вечора весь порт зупинився, бо нікого вже не було.",
    "bg": "Докерите спряха работа в понеделник сутринта и до вечерта цялото пристанище беше спряло, защото вече нямаше никой.",
    "el": "Οι λιμενεργάτες σταμάτησαν τη δουλειά τη Δευτέρα το πρωί και ως το βράδυ είχε σταματήσει όλο το λιμάνι.",
    "he": "עובדי הנמל הפסיקו לעבוד ביום שני בבוקר, ועד הערב נעצר הנמל כולו כי לא נשאר בו איש.",
    "ar": "توقف عمال الميناء عن العمل صباح يوم الاثنين، وبحلول المساء توقف الميناء كله لأنه لم يبق أحد.",
    "ja": "港湾労働者は月曜日の朝に仕事をやめ、夕方には誰もいなくなったため港全体が止まった。",
    "zh": "码头工人星期一早上停止了工作，到了晚上整个港口都停了下来，因为已经没有人了。",
    "ko": "항만 노동자들은 월요일 아침에 일을 멈추었고 저녁에는 아무도 남지 않아 항구 전체가 멈추었다.",
    "vi": "Công nhân bến cảng ngừng làm việc vào sáng thứ Hai, và đến tối cả cảng đã dừng lại vì không còn ai ở đó.",
    "cy": "Rhoddodd gweithwyr y porthladd y gorau i weithio fore Llun, ac erbyn y nos roedd y porthladd i gyd yn llonydd am nad oedd neb ar ôl.",
    "sw": "Wafanyakazi wa bandari waliacha kazi Jumatatu asubuhi, na kufikia jioni bandari yote ilisimama kwa sababu hakuna mtu aliyebaki.",
    "kk": "Порт жұмысшылары дүйсенбі күні таңертең жұмысты тоқтатты, ал кешке қарай бүкіл порт тоқтап қалды, өйткені ешкім қалмады.",
    "sl": "Pristaniški delavci so v ponedeljek zjutraj prenehali delati in do večera je stalo celo pristanišče, ker ni bilo nikogar več.",
    "hr": "Lučki radnici prestali su raditi u ponedjeljak ujutro, a do večeri je cijela luka stala jer više nikoga nije bilo.",
    "lt": "Uosto darbininkai pirmadienio rytą nutraukė darbą, o vakare visas uostas sustojo, nes nieko nebebuvo likę.",
    "lv": "Ostas strādnieki pirmdienas rītā pārtrauca darbu, un līdz vakaram visa osta apstājās, jo neviena vairs nebija.",
    "et": "Sadamatöölised lõpetasid esmaspäeva hommikul töö ja õhtuks seisis kogu sadam, sest kedagi ei olnud enam järel.",
    "fa": "کارگران بندر صبح دوشنبه دست از کار کشیدند و تا شب همه بندر از کار افتاد، چون دیگر کسی نمانده بود.",
    "hi": "बंदरगाह के मज़दूरों ने सोमवार सुबह काम बंद कर दिया और शाम तक पूरा बंदरगाह ठप हो गया क्योंकि वहाँ कोई नहीं बचा था।",
    "id": "Para pekerja pelabuhan berhenti bekerja pada Senin pagi dan menjelang malam seluruh pelabuhan berhenti karena tidak ada orang lagi.",
    "is": "Hafnarverkamenn lögðu niður vinnu á mánudagsmorgun og um kvöldið lá öll höfnin niðri því að enginn var eftir.",
    "ga": "Stop oibrithe an chalafoirt ag obair maidin Luain, agus faoin tráthnóna bhí an calafort ar fad ina stad mar nach raibh aon duine fágtha.",
    "eu": "Portuko langileek astelehen goizean utzi zioten lanari, eta arratserako portu osoa geldirik zegoen, ez baitzen inor gelditzen.",
    "af": "Die hawewerkers het Maandagoggend opgehou werk, en teen die aand het die hele hawe stilgestaan omdat daar niemand meer was nie.",
}
TITLES = {
    "vi": "Cầu tàu của thị trấn quá ngắn", "cy": "Mae’r pier yn rhy fyr i’r fferi newydd", "sw": "Gati ni fupi mno kwa kivuko kipya",
    "kk": "Айлақ жаңа паром үшін тым қысқа", "sl": "Pomol je prekratek za novi trajekt", "en": "The pier is too short for the new ferry",
    "de": "Der Anleger ist für die neue Fähre zu kurz", "ru": "Причал оказался короток для нового парома", "pl": "Pomost jest za krótki dla nowego promu",
}


@pytest.mark.parametrize("language", TITLES)
def test_a_title_is_told_or_not_guessed_at(language: str) -> None:
    assert identify(TITLES[language])[0] in (language, "und")
    assert identify(TITLES[language], language)[0] == language


@pytest.mark.parametrize("language", SENTENCES)
def test_what_a_page_declares_is_believed_where_it_is_right(language: str) -> None:
    assert identify(SENTENCES[language], language) == (language, max(0.9, identify(SENTENCES[language])[1]))


@pytest.mark.parametrize(("text", "declared"), [
    ("da", "nb"), ("no", "da"), ("cs", "sk"), ("hr", "bs"), ("hr", "sr-Latn"), ("af", "nl"), ("id", "ms"), ("hi", "mr"), ("zh", "yue"),
])
def test_a_declared_language_that_is_like_the_text_is_believed(text: str, declared: str) -> None:
    assert identify(" ".join([SENTENCES[text]] * 3), declared)[0] == declared


@pytest.mark.parametrize("language", ["vi", "cy", "sw", "kk", "sl", "de", "ru", "ja", "fa"])
def test_the_language_of_software_is_not_believed(language: str) -> None:
    assert identify(" ".join([SENTENCES[language]] * 3), "en-US")[0] == language


def test_a_language_that_no_detector_knows_is_believed() -> None:
    sentence = "Ka paheke ngā kaimahi o te wāpu i te ata o te Mane, ā, i te ahiahi kua tū te wāpu katoa nā te mea kāore he tangata i toe."
    assert identify(sentence, "mi")[0] == "mi"


@pytest.mark.parametrize("text", [
    "пїЅпїЅпїЅпїЅпїЅ пїЅпїЅпїЅпїЅпїЅпїЅ пїЅпїЅпїЅпїЅпїЅ пїЅпїЅ", "����� ������ ����� �� �������", "la la la la la la la la la la la la",
])
def test_a_few_signs_are_no_language(text: str) -> None:
    assert identify(text)[0] == "und"


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "sv"])
def test_frequent_languages_need_no_model(language: str) -> None:
    program = ("import sys; from pipeline.reading.language import identify; "
               "print(identify(sys.argv[1])[0], 'py3langid' in sys.modules)")
    text = {
        "en": "and that the work of it was for them as with this", "de": "und dass es für die mit dem auf der nicht ein wird",
        "fr": "et que les travaux des uns sont pour nous dans cette ville", "es": "y que los del puerto no se van por la noche con ellos pero",
        "it": "e che il lavoro della sera non si fa per gli altri ma", "pt": "e que os do porto não se vão com uma para mais à noite",
        "nl": "en dat het van de haven niet is voor een die wordt", "sv": "och att det som inte är för en av dem har blivit",
    }[language]
    run = subprocess.run([sys.executable, "-c", program, " ".join([SENTENCES[language], text] * 3)], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [language, "False"]


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough(language: str) -> None:
    assert identify(SENTENCES[language])[0] == language


@pytest.mark.parametrize("language", SENTENCES)
def test_a_page_in_one_language_is_sure(language: str) -> None:
    found, sure = identify("\n\n".join([SENTENCES[language]] * 5))
    assert found == language
    assert sure >= 0.6


@pytest.mark.parametrize("text", ["", " \n", "12 345", "OK", "Contact", "1999–2004: 40 % (§ 3)", "Zoé", "http://example.org/a/b"])
def test_too_little_to_tell(text: str) -> None:
    assert identify(text) == ("und", 0.0)


def test_names_alone_are_not_guessed_at() -> None:
    assert identify("Maria Gonçalves, Peter Schmidt, Zoé Martin, Giovanni Rossi, Jan Kowalski")[0] == "und"


def test_menus_around_an_article_do_not_count() -> None:
    menu = "Home About the site Contact us Log in to your account and share this with all of your friends. " * 40
    assert identify(menu + "\n\n" + "\n\n".join([SENTENCES["de"]] * 60) + "\n\n" + menu)[0] == "de"


def test_points_make_no_ancient_language() -> None:
    assert identify("הָעֲגוּרָן נִבְנָה בִּשְׁנַת 1911 עַל יְדֵי חֶבְרָה מִקִּילְרָשׁ, וְהוּא עוֹמֵד שָׁם מֵאָז עַד הַיּוֹם הַזֶּה.", "he")[0] == "he"


@pytest.mark.parametrize(("hint", "tag"), [
    ("de", "de"), ("de-AT", "de-AT"), ("DE_at", "de-AT"), ("de-latn-de", "de-Latn-DE"), ("", "de"), ("x!", "de"), ("und", "de"),
])
def test_a_hint_that_agrees_says_more(hint: str, tag: str) -> None:
    assert identify(SENTENCES["de"], hint)[0] == tag


def test_a_hint_against_the_text_is_not_believed() -> None:
    """Many pages carry the language of the software that made them."""
    assert identify(" ".join([SENTENCES["de"]] * 3), "en-US")[0] == "de"


def test_a_hint_is_believed_where_the_text_is_silent() -> None:
    assert identify("Kontakt", "de") == ("de", 0.5)
    assert identify(SENTENCES["no"], "nb-NO")[0] == "nb-NO"


def test_the_cost_is_flat() -> None:
    """A longer text costs no more than a shorter one: a part of it is read."""
    identify(SENTENCES["fr"])

    def text(count: int) -> str:
        return "\n\n".join(SENTENCES["fr"] + SENTENCES["en"] for _ in range(count))

    assert grows_with_length(text, lambda text: [identify(text) for _ in range(40)], 1_000, most=2.0)


def test_the_same_every_time() -> None:
    assert len({identify(text) for text in [SENTENCES["pt"]] * 5}) == 1
