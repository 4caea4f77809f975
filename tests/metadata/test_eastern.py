"""Authors in credits of Chinese, Japanese and Korean: the cases of tests/cases/metadata/eastern.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline import clean
from pipeline.metadata.eastern import eastern_people
from tests.makers.cost import grows_with_length

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "metadata" / "eastern.toml").read_text("utf-8"))["case"]
TITLES = {"ja": "灯台の朝", "zh": "灯塔的早晨", "ko": "등대의 아침", "en": "The kettle"}
PROSE = {
    "ja": ("港の灯台は百年のあいだ、船を見守ってきた。日曜日の朝、町の人びとが集まり、灯台の前で小さな式が開かれた。",
           "市の担当者によると、灯台は来年の春に修理され、夏には中を見学できるようになるという。費用は町と県が半分ずつ出す。"),
    "zh": ("港口的灯塔一百年来一直守望着来往的船只。星期天早上，镇上的居民聚集在灯塔前，举行了一场小小的仪式。",
           "据市政府介绍，灯塔将于明年春天进行维修，夏天将向公众开放，费用由镇和省各承担一半，预计需要三百万元。"),
    "ko": ("항구의 등대는 백 년 동안 배를 지켜보았다. 일요일 아침 마을 사람들이 등대 앞에 모여 작은 행사를 열었다.",
           "시 관계자는 등대를 내년 봄에 수리하고 여름에는 안을 둘러볼 수 있게 하겠다고 말했다. 비용은 반씩 부담한다."),
    "en": ("The kettle was on.", "It boiled."),
}


def _paragraphs(case: dict[str, Any]) -> list[list[str]]:
    """The paragraphs of documents with the credit, without their title."""
    one, two = PROSE[case["language"]]
    if "line" in case:
        return [[case["line"], one, two, one], [one, two, one, case["line"]]]
    return [[case.get("opening", "") + one, two, one + case.get("closing", "")]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("line") or case.get("opening") or case["closing"])
def test_reader(case: dict[str, Any]) -> None:
    one = PROSE[case["language"]][0]
    text = case.get("line") or case.get("opening", "") + one + case.get("closing", "")
    people = eastern_people(text, case["language"])
    assert (None if people is None else [person.name for person in people]) == case.get("people")
    assert all(" ".join(text[person.start:person.end].split()) == person.name for person in people or ())


@pytest.mark.parametrize("case", [case for case in CASES if case.get("whole")], ids=lambda case: case.get("line") or case.get("opening") or case["closing"])
def test_documents(case: dict[str, Any]) -> None:
    title = TITLES[case["language"]]
    for paragraphs in _paragraphs(case):
        text = "\n\n".join([title, *paragraphs])
        assert list(clean(text).authors) == case.get("people", [])
        page = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        html = f"<html lang={case['language']}><title>{title}</title><h1>{title}</h1>{page}</html>"
        assert list(clean(html, media_type="text/html").authors) == case.get("people", [])


@pytest.mark.parametrize("part", ["记者王", "作者：", "（記者", "홍길동·", "文・", "글/", "写真＝佐藤 ", "[홍", "王　", "张三、", "電（记者张"])
def test_long_texts_cost_what_they_are_long(part: str) -> None:
    for end, language in (("", "zh"), ("。", "ja"), ("", "ko"), ("。）", "ja")):
        assert grows_with_length(lambda count, end=end: part * count + end, lambda text, language=language: eastern_people(text, language), 1_000)
