"""Each kind of fault is found and named: tests/cases/invalid/CODE_slug.toml says what is changed in which file of which article."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from pipeline import clean
from pipeline.validate import Problem, validate_agreement, validate_line, validate_rebuild, validate_tei
from pipeline.validate.evidence import validate_evidence
from pipeline.validate.tei import _grammar
from pipeline.validate.tei_long import _part, validates_parted
from pipeline.writers import write_json, write_ledger, write_tei
from tests.makers import articles

CASES = sorted((Path(__file__).parents[1] / "cases" / "invalid").glob("*.toml"))


@cache
def files(base: str) -> dict[str, str]:
    made = articles.ALL[base]()
    return {"tei": write_tei(made.article).decode(), "article": write_json(made.article).decode(), "ledger": write_ledger(made.article).decode(),
            "page": made.page}


def found(check: str, given: dict[str, str]) -> list[Problem]:
    if check == "tei":
        return validate_tei(given["tei"].encode())
    if check == "line":
        return validate_line(given["article"])
    if check == "ledger":
        return validate_line(given["ledger"], "ledger")
    if check == "agreement":
        return validate_agreement(given["tei"].encode(), given["article"], given["ledger"])
    if check == "evidence":
        return validate_evidence(json.loads(given["article"]))
    return validate_rebuild(json.loads(given["article"]), json.loads(given["ledger"]), given["page"])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_fault_is_named(path):
    case = tomllib.loads(path.read_text("utf-8"))
    given = dict(files(case["base"]))
    assert found(case["check"], given) == []
    assert case["find"] in given[case["change"]], "the case changes nothing"
    given[case["change"]] = given[case["change"]].replace(case["find"], case["replace"], 1)
    problems = found(case["check"], given)
    assert path.stem.partition("_")[0] in {problem.code for problem in problems}, problems
    for problem in problems:
        assert problem.sentence.endswith(".")
        assert "Traceback" not in problem.sentence


def test_every_code_has_a_case():
    sources = (Path(__file__).parents[2] / "pipeline" / "validate").glob("*.py")
    codes = {part.partition('"')[0] for source in sources for part in source.read_text("utf-8").split('Problem("')[1:]}
    assert codes - {path.stem.partition("_")[0] for path in CASES} == set()


def test_a_broken_file_does_not_flood():
    tei = files("everything")["tei"]
    assert 1 <= len(validate_tei(tei.replace("corresp=", "corespond=").encode())) <= 50
    assert 1 <= len(validate_tei(tei.replace('.p', '.q').encode())) <= 50


@pytest.mark.parametrize("data", [
    b"", b"\x00", b"<TEI/>", b"<html></html>", b"\xff\xfe<", b"{}", b"[1]", b"null", b'{"id": NaN}', "é".encode("latin-1"),
    pytest.param(b"[" * 100_000, id="nested too deep"),
])
def test_whatever_is_no_file_of_ours_gives_problems_not_errors(data):
    tei, article, ledger = (files("plain")[name].encode() for name in ("tei", "article", "ledger"))
    assert validate_tei(data)
    assert validate_line(data)
    assert validate_line(data, "ledger")
    assert validate_agreement(data, article, ledger)
    assert validate_agreement(tei, data, ledger)
    assert validate_agreement(tei, article, data)


def test_half_a_surrogate_pair_in_a_line_is_a_problem():
    assert [problem.code for problem in validate_line(files("plain")["article"].replace("early", "\ud800", 1))] == ["line-invalid"]


IDENTITY = {
    "id": "ad9bf9116cca2", "version": '<idno type="version">2', "sha256": '<idno type="sha256">43', "sha256_decoded": '<idno type="sha256-decoded">43',
    "chars": 'quantity="1350" unit="chars"', "words": 'quantity="186" unit="words"',
}


@pytest.mark.parametrize("name", IDENTITY)
def test_each_value_that_identifies_an_article_is_compared(name):
    given = files("everything")
    value = IDENTITY[name]
    assert value in given["tei"]
    last_digit = re.compile(r"\d(?=\D*$)")
    other = last_digit.sub(lambda digit: str(9 - int(digit[0])), value.partition(" unit=")[0]) + "".join(value.partition(" unit=")[1:])
    problems = validate_agreement(given["tei"].replace(value, other).encode(), given["article"], given["ledger"])
    assert [problem.where for problem in problems if problem.code == "agree-identity"] == [name]


def test_entities_are_not_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    tei = files("plain")["tei"].replace("<TEI ", f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n<TEI ', 1).replace("early", "&x;")
    problems = validate_tei(tei.encode())
    assert problems
    assert "secret words" not in " ".join(map(str, problems))


def test_a_problem_reads_as_a_line():
    assert str(Problem("range", "a1.p3", "Too far.")) == "a1.p3: Too far. [range]"
    assert str(Problem("range", "", "Too far.")) == "Too far. [range]"


def test_a_paragraph_of_very_many_links_is_checked_to_its_end() -> None:
    """The grammar is asked of parts of such a paragraph, for what it costs grows with the square of its elements."""
    html = "<h1>A title</h1><p>The lane begins at the quay and follows the sea wall for an hour. " + "<a href='http://sea.example/1'>y</a> " * 2500
    article = clean(html.encode(), name="a.html")
    tei = write_tei(replace(article, recipe="0" * 12))
    assert tei.count(b"<ref ") == 2500
    assert validate_tei(tei) == []
    root = etree.fromstring(tei)
    long = next(element for element in root.iter() if len(element) == 2500)
    long.tail = "\n  "
    whole = etree.tostring(root)
    assert validates_parted(root, _grammar())
    assert etree.tostring(root) == whole, "parted, and joined again"
    assert [len(part) for part in _part(long)] == [1000, 500] and len(long) == 1000
    at = tei.rindex(b"<ref ")
    wrong = tei[:at] + b"<div>" + tei[at:].replace(b"</ref>", b"</ref></div>", 1)
    assert [problem.code for problem in validate_tei(wrong)][:1] == ["tei-invalid"]
    odd = tei.replace(b"<ref ", b"<ref nonsense='1' ", 1)
    assert [problem.code for problem in validate_tei(odd)][:1] == ["tei-invalid"]
