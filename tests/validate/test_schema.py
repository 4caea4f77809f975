"""The schemas that are shipped: the proof that article.rng lies within tei_all, the JSON Schemas, and a second validator's opinion.

What needs the shared folder (``../shared`` beside the project, or where ENGROSS_SHARED says), jing or saxonche skips where they are missing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from pipeline.validate import validate_tei
from pipeline.writers import write_tei
from tests.makers import articles
from tests.makers.random_articles import article as random_article

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import make_schemas
import prove_schema

TEI_ALL = prove_schema.shared() / "tei_all.rng"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
needs_shared = pytest.mark.skipif(not TEI_ALL.exists(), reason=f"{TEI_ALL} is not there")
needs_jing = pytest.mark.skipif(shutil.which("jing") is None, reason="jing is not installed")
needs_saxon = pytest.mark.skipif(importlib.util.find_spec("saxonche") is None, reason="saxonche is not installed")

PLANTED = [
    ("paragraph after a section", '<zeroOrMore><ref name="div"/></zeroOrMore>\n        </group>',
     '<zeroOrMore><ref name="div"/></zeroOrMore><optional><ref name="p"/></optional>\n        </group>'),
    ("paragraph in a paragraph", '<define name="p"><element name="p"><ref name="block"/><ref name="inline"/>',
     '<define name="p"><element name="p"><ref name="block"/><ref name="inline"/><optional><ref name="p"/></optional>'),
    ("a list without items", '<oneOrMore><choice><ref name="item"/><ref name="items"/></choice></oneOrMore>',
     '<zeroOrMore><choice><ref name="item"/><ref name="items"/></choice></zeroOrMore>'),
    ("words in a section", '<optional><ref name="head"/></optional>', '<optional><ref name="head"/></optional><optional><text/></optional>'),
    ("an attribute that TEI has not", '<define name="milestone">\n    <element name="milestone">',
     '<define name="milestone">\n    <element name="milestone"><optional><attribute name="colspan"/></optional>'),
    ("a date in words", '<choice><data type="date"/>', '<choice><text/><data type="date"/>'),
    ("two pointers where one fits", '<attribute name="url"><ref name="uri"/>', '<attribute name="url"><ref name="sources"/>'),
    ("a picture without its address", '<attribute name="url"><ref name="uri"/></attribute>', ""),
    ("an empty standOff", "<group><ref name=\"removals\"/>", "<group><optional><ref name=\"removals\"/></optional>"),
    ("a body with a figure alone", '<oneOrMore><ref name="common"/><zeroOrMore><ref name="global"/></zeroOrMore></oneOrMore>',
     '<zeroOrMore><ref name="common"/><zeroOrMore><ref name="global"/></zeroOrMore></zeroOrMore>'),
    ("an element that TEI has not", '<element name="lb"><empty/></element>', '<element name="br"><empty/></element>'),
    ("one reading in a choice", '<element name="corr"><ref name="verbatim"/></element>', ""),
]


def test_the_receipt_is_that_of_this_schema():
    receipt = prove_schema.RECEIPT.read_text("utf-8")
    digest = hashlib.sha256(prove_schema.SCHEMA.read_bytes()).hexdigest()
    assert f"{digest}  article.rng\n" in receipt, "article.rng has changed: run python -m tools.prove_schema"
    assert "\nPROVED" in receipt


@needs_shared
def test_the_proof_holds():
    proved, said = prove_schema.prove(prove_schema.SCHEMA, TEI_ALL.parent)
    assert proved, said
    assert prove_schema.RECEIPT.read_text("utf-8") == prove_schema.receipt(prove_schema.SCHEMA, TEI_ALL.parent)


@needs_shared
@pytest.mark.parametrize(("found", "planted"), [case[1:] for case in PLANTED], ids=[case[0] for case in PLANTED])
def test_a_planted_mistake_is_not_proved(found, planted, tmp_path):
    source = prove_schema.SCHEMA.read_text("utf-8")
    assert found in source
    (tmp_path / "article.rng").write_text(source.replace(found, planted, 1), "utf-8")
    proved, said = prove_schema.prove(tmp_path / "article.rng", TEI_ALL.parent)
    assert not proved, said


@pytest.mark.parametrize("name", sorted(make_schemas.SCHEMAS))
def test_json_schemas_are_those_of_the_models(name):
    assert (make_schemas.FOLDER / name).read_text("utf-8") == make_schemas.schema(name), "run: make docs"


def test_every_element_of_the_schema_is_documented():
    """docs/tei.md has each element's name in code, and an example of it."""
    names = set(re.findall(r'<element name="(\w+)"', prove_schema.SCHEMA.read_text("utf-8")))
    page = (Path(__file__).parents[2] / "docs" / "tei.md").read_text("utf-8")
    examples = "\n".join(re.findall(r"```xml\n(.*?)```", page, re.DOTALL))
    assert {name for name in names if f"`{name}`" not in page} == set()
    assert {name for name in names if not re.search(rf"<{name}[\s/>]", examples)} == set()


def test_every_example_is_cut_from_a_file_that_is_written():
    page = (Path(__file__).parents[2] / "docs" / "tei.md").read_text("utf-8")
    written = {line.strip() for path in articles.GOLDEN.glob("*.xml") for line in path.read_text("utf-8").splitlines()}
    examples = "\n".join(re.findall(r"```xml\n(.*?)```", page, re.DOTALL)).split("\n")
    assert [line for line in examples if line.strip() and line.strip() not in written] == []


def test_golden_files_show_every_element_of_the_text():
    """What the goldens don't show, no test of this page looks at."""
    names = set(re.findall(r'<element name="(\w+)"', prove_schema.SCHEMA.read_text("utf-8")))
    shown = {element.tag.split("}")[1] for path in articles.GOLDEN.glob("*.xml") for element in etree.parse(str(path)).iter()}
    assert names == shown


# -- a second opinion ------------------------------------------------------------------------------------------------------------


def jing(schema: Path, files: list[Path]) -> dict[str, str]:
    """The first complaint on each file that jing refuses. Stops the test if jing stopped early."""
    run = subprocess.run(["jing", str(schema), *map(str, files)], capture_output=True, text=True, check=False, timeout=300)
    complaints: dict[str, str] = {}
    for line in run.stdout.splitlines():
        match = re.match(r"(.+?):\d+:\d+: (error|fatal|warning): (.*)", line)
        assert match, f"jing said: {line}"
        assert match[2] == "error", line
        complaints.setdefault(Path(match[1]).name, match[3])
    assert (run.returncode == 0) == (not complaints)
    return complaints


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """The golden files and 150 random documents, on disk."""
    folder = tmp_path_factory.mktemp("documents")
    for path in sorted(articles.GOLDEN.glob("*.xml")):
        shutil.copy(path, folder / path.name)
    for seed in range(150):
        (folder / f"random-{seed}.xml").write_bytes(write_tei(random_article(seed)))
    return sorted(folder.iterdir())


@needs_jing
@needs_shared
def test_jing_takes_every_document_for_tei(documents):
    assert jing(TEI_ALL, documents) == {}


@needs_shared
@needs_saxon
def test_golden_files_pass_the_schematron_rules_of_tei():
    import saxonche

    from tests.makers.schematron import stylesheet

    with saxonche.PySaxonProcessor(license=False) as processor:
        sheet = processor.new_xslt30_processor().compile_stylesheet(stylesheet_text=stylesheet(TEI_ALL))
        for path in sorted(articles.GOLDEN.glob("*.xml")):
            assert sheet.transform_to_string(source_file=str(path)).strip() == "", path.name
        wrong = (articles.GOLDEN / "everything.xml").read_text("utf-8").replace(' type="footnote"', ' subtype="x"')
        node = processor.parse_xml(xml_text=wrong)
        assert "subtype" in sheet.transform_to_string(xdm_node=node), "the rules are not looked at"


VALUES = ["", "x", "x y", "src:1-2", "src:1-2 src:3-4", "-1", "2020", "2020-13", "en_GB", "#a1", "bp:x", "italic bold", "1.5"]


def mutant(root: etree._Element, r: Random) -> None:
    """Changes one thing in a document, so that it may or may not be valid."""
    elements = list(root.iter())[1:]
    one, other = r.choice(elements), r.choice(elements)
    what = r.randrange(9)
    if what == 0 and one.getparent() is not None:
        one.getparent().remove(one)
    elif what == 1:
        one.tag = other.tag
    elif what == 2 and one.attrib:
        del one.attrib[r.choice(sorted(set(one.attrib)))]
    elif what == 3 and one.attrib:
        key = r.choice(sorted(set(one.attrib)))
        if key != XML_ID:
            one.set(key, r.choice([*VALUES, other.get(key, "q")]))
    elif what == 4:
        one.text = "words " + (one.text or "")
    elif what == 5:
        one.tail = " words" + (one.tail or "")
    elif what == 6:
        for key, value in other.attrib.items():
            if key != XML_ID:
                one.set(key, value)
    else:
        twin = deepcopy(one)
        for element in twin.iter():
            if XML_ID in element.attrib:
                element.set(XML_ID, f"a000000000000.p{r.randrange(10 ** 9)}")
        place = one if what == 7 else other
        place.addnext(twin) if place.getparent() is not None else None


@needs_jing
def test_lxml_and_jing_agree_on_mutants(documents, tmp_path):
    """Mutants of real outputs: what lxml refuses, jing refuses; what both take is TEI (the proof, tried out)."""
    r = Random(20230314)
    sources = [path.read_bytes() for path in documents[:40]]
    files, refused = [], set()
    for n in range(400):
        root = etree.fromstring(r.choice(sources))
        for _ in range(r.choice([1, 1, 1, 2])):
            mutant(root, r)
        path = tmp_path / f"mutant-{n}.xml"
        path.write_bytes(b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="UTF-8") + b"\n")
        files.append(path)
        if any(problem.code == "tei-invalid" for problem in validate_tei(path.read_bytes())):
            refused.add(path.name)
    assert 100 < len(refused) < 390
    assert set(jing(prove_schema.SCHEMA, files)) == refused
    if TEI_ALL.exists():
        assert jing(TEI_ALL, [path for path in files if path.name not in refused]) == {}
