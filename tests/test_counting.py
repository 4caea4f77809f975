"""Words are counted in scripts without spaces too, and writer and validator agree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.data.counting import count_words, counted
from pipeline.validate.lines import _words

THAI = "สภาเทศบาลลงมติเมื่อวันอังคารให้ต่อท่าเรือออกไปอีกสิบเอ็ดเมตร เพราะเรือข้ามฟากลำใหม่ยาวกว่าลำเก่าเท่ากับรถเมล์หนึ่งคัน"


@pytest.mark.parametrize(("text", "least", "most"), [
    ("", 0, 0), (" \n", 0, 0), ("The pier is too short.", 5, 5), ("Le ponton – trop court", 5, 5), ("Причал оказался короток", 3, 3),
    ("항만 노동자들은 월요일 아침에", 4, 4), ("码头太短", 2, 3), ("镇议会星期二投票决定把码头延长十一米，因为新渡轮比旧渡轮长了一辆公共汽车的长度。", 18, 26),
    ("港湾労働者は月曜日の朝に仕事をやめた。", 8, 12), (THAI, 22, 34), ("Apple 发布新手机 today", 4, 6), ("،", 1, 1), ("。", 0, 1),
])
def test_a_number_of_the_right_size(text: str, least: int, most: int) -> None:
    assert least <= count_words(text) <= most


@given(st.text(alphabet=st.sampled_from("ab 。，“a\n码头短かタท่าเក1-é한"), max_size=60))
def test_the_validator_counts_alike(text: str) -> None:
    assert count_words(text) == _words(text)


def test_the_cost_grows_with_the_text() -> None:
    assert count_words("码头 a " * 50_000) == 100_000


@pytest.mark.parametrize("space", [" ", "\n", " \u3000\t"])
def test_no_word_is_counted_twice_or_left_out_in_a_long_text(space: str) -> None:
    text = space.join("w" * (n % 11 + 1) for n in range(60_000))
    assert count_words(text) == 60_000


COUNTABLE = frozenset(
    "answers articles batches blocks bytes cells characters chars columns copies decisions documents doubts entries faults files folders gaps hours items "
    "lines members messages minutes notes pages paragraphs parts places records removals repairs rows seconds sentences sites sources suggestions "
    "tests versions words years".split())
NAMES_OF_COLUMNS = "evidence/copies.py"
FILES = sorted(path for path in Path(pipeline.__file__).parent.rglob("*.py") if not path.match(NAMES_OF_COLUMNS))


def by_hand(tree: ast.AST) -> Iterator[str]:
    """Numbers in sentences with a word that is right for several things alone. A constant of a module has its number once and for all."""
    for sentence in ast.walk(tree):
        if not isinstance(sentence, ast.JoinedStr):
            continue
        for value, after in zip(sentence.values, sentence.values[1:], strict=False):
            if not isinstance(value, ast.FormattedValue) or not isinstance(after, ast.Constant):
                continue
            word = str(after.value).lstrip(" ").split(" ")[0].strip(".,;:)")
            number = not isinstance(value.value, ast.IfExp) and not (isinstance(value.value, ast.Name) and value.value.id.isupper())
            if number and str(after.value)[:1] == " " and word in COUNTABLE:
                yield f"line {sentence.lineno}: {ast.unparse(value.value)} {word}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FILES[0].parent)))
def test_a_number_agrees_with_its_word(path: Path) -> None:
    assert list(by_hand(ast.parse(path.read_text("utf-8")))) == []


def test_a_number_with_its_word() -> None:
    assert [counted(n, "copy", "copies") for n in (0, 1, 2)] == ["0 copies", "1 copy", "2 copies"]
    assert [counted(n, "word") for n in (0, 1, 2)] == ["0 words", "1 word", "2 words"]
