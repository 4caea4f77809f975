"""The vertical file by a written grammar, its configurations, and where it is installed, by cwb-encode."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from unicodedata import normalize

import pytest

from pipeline.writers import write_json
from pipeline.writers.exports import Item
from pipeline.writers.exports.neutral import neutral_item, neutral_text
from pipeline.writers.exports.vertical import STRUCTURES, vertical_files, vertical_pieces
from tests.makers.archives import ROOT
from tests.makers.hostile import hostile
from tests.makers.items import item, items
from tests.makers.random_articles import article as random_article
from tests.makers.vertical import Wrong, check, declared, encoded_words

OPEN = re.compile(r'<([a-z]+)((?: [a-z_]+="[^"<>\t\n]*")*)>')
ATTRIBUTE = re.compile(r' ([a-z_]+)="([^"]*)"')
TOKEN = re.compile(r"[^<>\s]+")
INSIDE = {"doc": None, "section": "doc", "p": ("doc", "section")}


def parsed(made) -> list[dict[str, object]]:
    """The documents of a vertical file. Fails where a line has no place in the grammar."""
    documents, opened = [], []
    for line in b"".join(vertical_pieces(made)).decode().removesuffix("\n").split("\n"):
        if found := OPEN.fullmatch(line):
            name, attributes = found[1], {key: unescape(value) for key, value in ATTRIBUTE.findall(found[2])}
            assert tuple(attributes) == STRUCTURES[name]
            assert (opened[-1] if opened else None) in (INSIDE[name] if isinstance(INSIDE[name], tuple) else (INSIDE[name],)), line
            opened.append(name)
            if name == "doc":
                documents.append(attributes | {"blocks": [], "sections": []})
            elif name == "section":
                documents[-1]["sections"].append(attributes)
            else:
                documents[-1]["blocks"].append(attributes | {"text": ""})
        elif line == "<g/>":
            assert opened[-1] == "p"
            assert documents[-1]["blocks"][-1]["text"]
            glue = True
            continue
        elif line.startswith("</"):
            assert line == f"</{opened.pop()}>"
        else:
            assert TOKEN.fullmatch(line), line
            assert opened[-1] == "p"
            block = documents[-1]["blocks"][-1]
            block["text"] += ("" if glue or not block["text"] else " ") + unescape(line)
        glue = False
    assert not opened
    return documents


def blocks_of(row):
    kept = [block for block in row["front"] if block["kind"] in ("kicker", "title", "subtitle", "standfirst", "epigraph", "editor-note")]
    for section in row["sections"]:
        kept += [*([section["head"]] if "head" in section else []), *section["blocks"]]
    return [block for block in kept if block["text"].strip() and block["kind"] != "image"]


@pytest.mark.parametrize("made", [items(), [neutral_item(hostile())],
                                  [neutral_item(Item(json.loads(write_json(random_article(seed))), "x")) for seed in range(60)]],
                         ids=["built", "hostile", "random"])
def test_every_block_is_there_with_its_id_and_its_words(made):
    found = parsed(made)
    assert [document["id"] for document in found] == [it.row["id"] for it in made]
    for document, it in zip(found, made, strict=True):
        wanted = blocks_of(it.row)
        assert [(b["id"], b["kind"], b["start"], b["end"]) for b in document["blocks"]] == [
            (b["id"], b["kind"], str(b["start"]), str(b["end"])) for b in wanted]
        assert [b["text"] for b in document["blocks"]] == [" ".join(b["text"].split()) for b in wanted]


def test_attributes_of_a_document():
    [document] = parsed([item("everything", authors=["Ines | Calloway", 'Tom "T" <V>'], title="A & B\nC")])
    assert (document["authors"], document["title"], document["date"], document["year"]) == (
        'Ines / Calloway|Tom "T" <V>', "A & B C", "2023-03-14", "2023")
    assert (document["site"], document["copy_of"]) == ("harbour.example", "")
    assert [s["heading"] for s in document["sections"]] == [s["heading"] or "" for s in item("everything").row["sections"]]


def test_a_very_long_value_is_cut():
    [document] = parsed([item("plain", title="x" * 5000)])
    assert document["title"] == "x" * 1000


def test_quotation_marks_are_escaped_in_values_alone():
    made = item("plain", title='"A"', sections=[{"id": "a0123456789ab.d0", "level": 0, "role": "body", "heading": None, "blocks": [
        {"id": "a0123456789ab.p0", "kind": "paragraph", "text": '"a" & <b>', "start": 0, "end": 9}]}])
    lines = b"".join(vertical_pieces([made])).decode().splitlines()
    assert 'title="&quot;A&quot;"' in lines[0]
    assert [line for line in lines if not line.startswith("<")][-7:] == ['"', "a", '"', "&amp;", "&lt;", "b", "&gt;"]


def test_nothing_acts_on_a_screen():
    written = b"".join(vertical_pieces([neutral_item(hostile())])).decode()
    assert neutral_text(written) == written


def files(made) -> dict[str, str]:
    out: dict[str, str] = {}
    for name, piece in vertical_files(made):
        out[name] = out.get(name, "") + piece.decode()
    return out


def test_configurations_name_what_is_there():
    made = files(items())
    assert made["corpus.vert"].encode() == b"".join(vertical_pieces(items()))
    found, structure = {}, ""
    for line in made["manatee/corpus"].splitlines():
        if opened := re.fullmatch(r"STRUCTURE (\w+) \{", line):
            structure = opened[1]
            found[structure] = []
        elif structure and (named := re.fullmatch(r"\tATTRIBUTE (\w+)(?: \{)?", line)):
            found[structure].append(named[1])
    assert {name: tuple(own) for name, own in found.items()} == STRUCTURES | {"g": ()}
    assert made["manatee/corpus"].count("{") == made["manatee/corpus"].count("}")
    named = re.findall(r"^STRUCTURE (\w+)", made["cwb/corpus"], re.MULTILINE)
    assert named == [name for structure, own in STRUCTURES.items() for name in (structure, *(f"{structure}_{each}" for each in own))]


def encoder(made: dict[str, str]) -> str:
    """The command that the registry file of CWB tells."""
    return next(line[4:] for line in made["cwb/corpus"].splitlines() if "cwb-encode -d" in line)


LONG = "\U00010400" * 3000
GROWING = ["\U0001d160" * 3000, "\u0958" * 3000, "\U0001d160\"" * 1500]
"""Signs that are longer when they are composed, with Unicode's largest growth first: four bytes become twelve."""
MEAN = ["<", "</doc>", "<g/>", "&", "&amp;", "&#60;", "R&D", 'a"b', "a\u00a0b", "a\u2028b", "a\x85b", "\u200b", "\ufeff", "a\tb", "--", "<!-- a -->", "\\\"\\", LONG,
        *GROWING]
WRONG = [json.loads(line) for line in (ROOT / "tests/cases/vertical/wrong.jsonl").read_text(encoding="utf-8").splitlines()]


def mean(text: str) -> Item:
    """An article whose text, title and names are this."""
    blocks = [{"id": f"a0123456789ab.p{n}", "kind": "paragraph", "text": told, "start": n, "end": n + 1} for n, told in enumerate((text, f"a {text} b"))]
    section = {"id": "a0123456789ab.d0", "level": 0, "role": "body", "heading": text, "blocks": blocks}
    return neutral_item(item("plain", title=text, authors=[text, text], publisher=text, tags=[text] * 3, section=text, sections=[section]))


@pytest.mark.parametrize("made", [items(), [neutral_item(hostile())], [*map(mean, MEAN)], [mean('"' * 2000)],
                                  [neutral_item(Item(json.loads(write_json(random_article(seed))), "x")) for seed in range(30)]],
                         ids=["built", "hostile", "mean", "quotation marks", "random"])
def test_every_line_is_one_that_cwb_encode_reads(made):
    written = files(made)
    structures = declared(encoder(written))
    assert structures == STRUCTURES
    count = sum(not line.startswith("<") for line in written["corpus.vert"].splitlines())
    assert check(written["corpus.vert"].encode(), structures) == count > 0


@pytest.mark.parametrize("case", WRONG, ids=[f"{n} {case['why']}" for n, case in enumerate(WRONG)])
def test_the_grammar_refuses_what_cwb_encode_would_not_read_as_meant(case):
    with pytest.raises(Wrong, match=re.escape(case["why"])):
        check(("\n".join(case["lines"]) + "\n").encode(), STRUCTURES)


@pytest.mark.parametrize(("content", "why"), [
    (b'<doc id="a">\nword\n</doc>', "the last line has no end"), (b'<doc id="' + b"a" * 5000 + b'">\nword\n</doc>\n', "a string that is too long"),
    (b'<doc id="a">\n' + b"a" * 5000 + b"\n</doc>\n", "a string that is too long"),
    (b'<doc id="' + b"&quot;" * 4000 + b'" name="' + b"&quot;" * 8000 + b'">\n</doc>\n', "a line that is too long")])
def test_the_grammar_refuses_what_is_too_long(content, why):
    with pytest.raises(Wrong, match=why):
        check(content, STRUCTURES)


def test_the_registry_file_speaks_of_what_its_command_makes():
    made = files(items())["cwb/corpus"]
    command = encoder({"cwb/corpus": made})
    told = dict(re.findall(r"^(ID|HOME) +(\S+)$", made, re.MULTILINE))
    assert (f'-d "$PWD/{told["HOME"]}" ' in command, f"-R cwb/{told['ID']} " in command, "-c utf8 -xsB" in command) == (True, True, True)
    assert set(re.findall(r"^STRUCTURE (\S+)", made, re.MULTILINE)) == {
        name for structure, own in declared(command).items() for name in (structure, *(f"{structure}_{each}" for each in own))}


def test_the_documentation_has_the_command_of_the_registry_file():
    page = (ROOT / "docs/exports.md").read_text(encoding="utf-8")
    assert f"$ {encoder(files(items()))}\n" in page


@pytest.mark.skipif(shutil.which("cwb-encode") is None, reason="cwb-encode is not installed: it comes with the IMS Open Corpus Workbench (cwb.sourceforge.io).")
def test_cwb_encodes_it(tmp_path):
    made = files([*items(), neutral_item(hostile()), *map(mean, MEAN)])
    for name, text in made.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    told = subprocess.run(encoder(made), shell=True, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (told.returncode, told.stderr) == (0, "")
    assert f"\nHOME {tmp_path}/cwb/data\n" in (tmp_path / "cwb/corpus").read_text(encoding="utf-8")
    words = [normalize("NFC", unescape(line)) for line in made["corpus.vert"].removesuffix("\n").split("\n") if not line.startswith("<")]
    assert encoded_words(tmp_path / "cwb/data") == words
