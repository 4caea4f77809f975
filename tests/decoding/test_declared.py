"""Encodings that are declared wrongly: the cases of tests/cases/decoding/declared.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.data import Source
from pipeline.decoding import decode
from pipeline.decoding.charset import decode_bytes

FOLDER = Path(__file__).parents[1] / "cases" / "decoding"
CASES = tomllib.loads((FOLDER / "declared.toml").read_text("utf-8"))["case"]
BYTES = tomllib.loads((FOLDER / "bytes.toml").read_text("utf-8"))["case"]
RUSSIAN = "Старый кран на северной набережной передвинули во вторник на сорок метров. Никто из соседей об этом не знал. Работа заняла девять часов. "
TEXTS = {
    "ru": RUSSIAN * 3,
    "capitals": RUSSIAN.upper() * 3,
    "el": "Ο παλιός γερανός στη βόρεια προβλήτα μετακινήθηκε την Τρίτη σαράντα μέτρα και κανείς δεν το ήξερε. " * 3,
    "he": "המנוף הישן ברציף הצפוני הוזז ארבעים מטרים ביום שלישי ואיש מהשכנים לא ידע על כך. " * 3,
    "th": "เครนเก่าที่ท่าเรือเหนือถูกย้ายสี่สิบเมตรในวันอังคาร และไม่มีใครที่อยู่ใกล้ได้รับแจ้ง " * 3,
    "zh": "港口的老吊车星期二被移动了四十米，住在旁边的人都没有得到通知。这项工作花了九个小时，鸽子又回到了原来的横梁上。" * 3,
    "zh-Hant": "港口的舊吊車星期二被移動了四十公尺，住在旁邊的人都沒有得到通知。這項工作花了九個小時，鴿子又回到了原來的橫樑上。" * 3,
    "zh-lines": "港口的老吊车星期二被移动了四十米，住在旁边的人都没有得到通知。\n这项工作花了九个小时，鸽子又回到了原来的横梁上。\n",
    "plus": "Write C++ or a+b, call +49 30 1234567 or +4915112345678, and see the list +AbCd-+EfGh- of the keys +Abcdefgh.\n" * 4,
    "braces": "The old program of the harbour office wants ~{abcd~} and ~{efgh~} around each name, and ~{ijkl~} at the end of the list.\n" * 4,
    "telephones": "The ferry office at Wexley answers on +10447577104, and on Sundays the harbour master does on +10361481100.\n" * 4,
    "de": "Über die Brücke führen große Gleise, schätzt Jörg Möller; das Geländer ist für höhere Lasten geprüft. " * 3,
    "ja": "港のクレーンは火曜日に四十メートル移動した。近くに住む人は誰も知らされていなかった。作業は九時間かかった。" * 3,
    "ko": "항구의 낡은 기중기가 화요일에 사십 미터 옮겨졌지만 근처 주민들은 아무도 알지 못했다. 작업은 아홉 시간이 걸렸다. " * 3,
    "fr": "L’été dernier, la grue du quai nord a été déplacée à la surprise générale : « personne ne nous a prévenus », dit Hélène. " * 3,
    "accents": "ÉTÉ À L’ÎLE, ÇÀ ET LÀ, « ÉÈÊÀ ». " * 9,
    "rules": ("The crane was moved on Tuesday.\n" + "—" * 60 + "\n" + "•–•" * 20 + "\n“Nobody’s told us…”\n") * 4,
    "uk": "Старий кран на північній набережній пересунули у вівторок на сорок метрів. Ніхто із сусідів про це не знав, і ґанок теж. " * 3,
    "boxes": "╔════════╦═════╗\n║Старый кран║сорок метров║\n╠════╪═╬══╤══╣\n║Набережная║девять часов│ночью║\n╚════════╩═════╝\n" * 4,
    "words": "The sign on the crane says Кран and Осторожно, and nobody on the quay can read it. " * 3,
}


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    data = TEXTS[case["text"]].encode(case["codec"])
    for text, encoding in (decode_bytes(data, charset=case["declared"]),
                           decode_bytes(f'<meta charset="{case["declared"]}">'.encode() + data, markup=True)):
        assert encoding.name == case["read"]
        if case["text"] != "words":
            assert text.endswith(TEXTS[case["text"]])


@pytest.mark.parametrize("case", BYTES, ids=[case["label"] for case in BYTES])
def test_bytes(case: dict[str, Any]) -> None:
    page = decode(Source("a.txt", case["bytes"].encode("latin-1") + bytes(case.get("zeros", 0))))
    assert page.encoding.name == case["read"]
    assert page.fixed.rstrip() == case["text"]
