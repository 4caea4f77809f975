"""Text in scripts without spaces, in UTF-16 that nothing announces."""

from __future__ import annotations

import pytest

from pipeline.sources.sniff import binary_kind, utf16_kind

TEXTS = {
    "zh": "旧起重机\n\n星期二晚上，人们决定把它搬到海关后面的院子里，它将一直放到春天。\n\n一名工程师说：“后面的墙移动了四厘米。”\n\n没有人反对。\n",
    "ja": "古いクレーン\n\n北の岸壁のクレーンは火曜日に四十メートル移動した。近くに住む人は誰も知らされていなかった。\n\n作業は九時間かかった。\n",
    "ko": "오래된 기중기\n\n북쪽 부두의 기중기가 화요일에 사십 미터 옮겨졌다.\n\n근처 주민들은 아무도 알지 못했다.\n",
}


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_east_asian_text_has_few_nuls(text: str, codec: str) -> None:
    data = (text * 3).encode(codec)
    assert binary_kind(data) is None
    assert utf16_kind(data) == codec


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"The crane was moved on Tuesday.\n\0\0" * 20, b"MZ\x90\0\3\0\0\0" + bytes(range(60, 250)) * 9])
def test_other_bytes_with_nuls_are_no_utf_16(data: bytes) -> None:
    assert utf16_kind(data) is None
