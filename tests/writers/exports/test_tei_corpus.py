"""The corpus as one file and as a folder: valid by our schema, and where jing and the whole of TEI are there, by theirs."""

from __future__ import annotations

import importlib.resources
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from pipeline.validate import validate_tei
from pipeline.writers import write_json, write_tei
from pipeline.writers.exports import Item
from pipeline.writers.exports.neutral import neutral_text
from pipeline.writers.exports.tei_corpus import corpus_files, corpus_pieces
from tests.makers.items import item, items
from tests.makers.random_articles import article as random_article

sys.path.insert(0, str(Path(__file__).parents[3] / "tools"))
import prove_schema

TEI = "{http://www.tei-c.org/ns/1.0}"
TEI_ALL = prove_schema.shared() / "tei_all.rng"
CORPUS = Path(str(importlib.resources.files("pipeline.writers"))) / "schema" / "corpus.rng"
needs_jing = pytest.mark.skipif(shutil.which("jing") is None, reason="jing is not installed")


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(CORPUS))


@pytest.fixture(scope="module")
def made() -> list[Item]:
    absurd = [random_article(seed) for seed in range(6)]
    return [*items(), *(Item(json.loads(write_json(each)), f"00001/x{n}", tei=write_tei(each)) for n, each in enumerate(absurd)
                        if each.id not in {it.row["id"] for it in items()})]


@pytest.fixture(scope="module")
def folder(made, tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("corpus")
    (root / "one.xml").write_bytes(b"".join(corpus_pieces(made)))
    for name, piece in corpus_files(made):
        path = root / name
        path.parent.mkdir(exist_ok=True)
        with path.open("ab") as stream:
            stream.write(piece)
    return root


def test_one_file_is_valid_and_holds_every_document(schema, made, folder):
    root = etree.parse(folder / "one.xml").getroot()
    assert schema.validate(root), schema.error_log
    found = root.findall(f"{TEI}TEI")
    assert [etree.tostring(each, with_tail=False) for each in found] == [etree.tostring(etree.fromstring(it.tei)) for it in made]


def test_a_corpus_that_is_wrong_is_refused(schema, folder):
    root = etree.parse(folder / "one.xml").getroot()
    root.remove(root[0])
    assert not schema.validate(root)


def test_a_folder_is_the_same_once_it_is_included(schema, made, folder):
    tree = etree.parse(folder / "corpus.xml")
    assert len(tree.getroot()) == 1 + len(made)
    assert not schema.validate(tree)
    tree.xinclude()
    for each in tree.getroot().findall(f"{TEI}TEI"):
        del each.attrib["{http://www.w3.org/XML/1998/namespace}base"]
    assert schema.validate(tree), schema.error_log
    assert [each.get("{http://www.w3.org/XML/1998/namespace}id") for each in tree.getroot()[1:]] == [it.row["id"] for it in made]
    for it in made:
        assert (folder / f"{it.file}.xml").read_bytes() == it.tei
    assert not any(validate_tei((folder / f"{it.file}.xml").read_bytes()) for it in items())


@needs_jing
@pytest.mark.skipif(not TEI_ALL.exists(), reason=f"{TEI_ALL} is not there")
@pytest.mark.parametrize("name", ["one.xml", "corpus.xml"])
def test_jing_takes_it_for_tei(folder, name):
    told = subprocess.run(["jing", str(TEI_ALL), str(folder / name)], capture_output=True, text=True, check=False, timeout=120)
    assert (told.returncode, told.stdout) == (0, "")


def test_signs_that_act_are_references(schema):
    plain = item("plain")
    odd = replace(plain, tei=plain.tei.replace(b"early", "\u202eylrae\x85\x7f\u2066".encode()))
    written = b"".join(corpus_pieces([odd]))
    assert neutral_text(written.decode()) == written.decode()
    assert "\u202eylrae\x85\x7f\u2066" in "".join(etree.fromstring(written).itertext())
    assert schema.validate(etree.fromstring(written))
