"""Articles that stand in pieces, or behind escapes of escapes, in a script of their page: read where they stand, or not; nothing lost, and linear."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import quote

import pytest

from pipeline.clean import explain_source
from pipeline.data import Block, Page, Source
from pipeline.decoding import decode
from pipeline.decoding.repair import replay
from pipeline.decoding.script_data import data_of
from pipeline.decoding.script_text import holds_text, with_script_text
from pipeline.settings import Settings
from pipeline.validate import validate_agreement, validate_line, validate_rebuild, validate_tei
from pipeline.validate.coverage import validate_coverage
from pipeline.writers import write_json, write_ledger, write_tei
from tests.makers.cost import grows_with_length
from tests.makers.marked import PROSE, cases

HTML = "".join(f"<p>{escape(prose, quote=False)}</p>" for prose in PROSE)
PARTS = {"<1a>": PROSE[0][:20], "<1b>": PROSE[0][20:31], "<1c>": PROSE[0][31:], **{f"{{{n}}}": prose for n, prose in enumerate(PROSE, 1)}}


def _filled(text: str) -> str:
    for sign, part in {**PARTS, "{html}": HTML}.items():
        text = text.replace(sign, part)
    return text


def _flat(data: Any) -> str:
    """Data as one list (devalue), in which numbers stand for other data, equal strings for one."""
    out, known = list[Any](), dict[Any, int]()

    def place(value: Any) -> int:
        key = id(value) if isinstance(value, dict | list) else repr(value)
        if key not in known:
            known[key] = len(out)
            out.append(value)
            if isinstance(value, dict):
                out[known[key]] = {name: place(one) for name, one in value.items()}
            elif isinstance(value, list):
                out[known[key]] = [place(one) for one in value]
        return known[key]

    place(data)
    return json.dumps([["Reactive", 1], *[_moved(value) for value in out]])


def _moved(value: Any) -> Any:
    """A value whose numbers count the one in front of all, too."""
    if isinstance(value, dict):
        return {name: n + 1 for name, n in value.items()}
    return [n + 1 for n in value] if isinstance(value, list) else value


def _script(case: dict[str, Any]) -> tuple[str, str]:
    """The script of a case, and the name by which it is called."""
    if "script" in case:
        name = next((name for name in ("__NUXT__", "__NEXT_DATA__", "ld+json", "Press") if name in case["script"]), "")
        return _filled(case["script"]), "__NEXT_DATA__" if "__NEXT_DATA__" in case["script"] else name.replace("ld+json", "JSON-LD")
    data, kind = _filled(case["data"]), case.get("kind", "next")
    if kind == "pushed":
        step = -(-len(data) // case["pieces"])
        pieces = [data[at:at + step] for at in range(0, len(data), step)]
        return "".join(f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>" for piece in pieces), "__next_f"
    if kind == "flat":
        return f'<script type="application/json" id="__NUXT_DATA__" data-ssr="true">{_flat(json.loads(data))}</script>', "__NUXT_DATA__"
    if kind == "encoded":
        return f'<script type="application/json" id="__NEXT_DATA__">{quote(data, safe="")}</script>', "__NEXT_DATA__"
    if kind == "percent":
        return f"<script>window.__STATE__ = JSON.parse(decodeURIComponent('{quote(data, safe=case.get('safe', ''))}'));</script>", "__STATE__"
    if kind in ("state", "parsed", "quoted"):
        quoted = data.replace("\\", "\\\\").replace("'", "\\'")
        value = {"state": data, "parsed": f"JSON.parse({json.dumps(data)})", "quoted": f"JSON.parse('{quoted}')"}[kind]
        return f"<script>window.__STATE__ = {value};</script>", "__STATE__"
    for _ in range({"next": 0, "string": 1, "strings": 2}[kind]):
        data = json.dumps({"id": 1, "state": data, "a": []}).replace("</", "<\\/")
    return f'<script id="__NEXT_DATA__" type="application/json">{data}</script>', "__NEXT_DATA__"


@pytest.mark.parametrize("case", cases("html/script_trees.toml"))
def test_pieces_of_a_script(case: dict[str, Any]) -> None:
    script, name = _script(case)
    shown = _filled(case.get("shown", ""))
    page = f"<!DOCTYPE html><html lang=en><head><title>The kettle</title></head><body>{shown}<div id=app></div>{script}</body></html>"
    seen = explain_source(Source("a.html", page.encode(), media_type="text/html", charset="unicode"), Settings())
    told = [_filled(block) for block in case.get("blocks", ["p | {1}", "p | {2}", "p | {3}"] if case["read"] else [])]
    blocks = [block for block in seen.split.blocks if block.text]
    assert [f"{_path(block)} | {block.text}" for block in blocks] == told
    where = name if case["read"] in ("", name) else f"{case['read']} in {name}"
    assert [doubt.text for doubt in seen.article.doubts if doubt.code == "text-from-script"] == (
        [f"The page shows no article; the text was read from a script of it ({where})."] if case["read"] else [])
    assert bool(seen.page.repairs) is bool(case["read"])
    assert seen.article.authors == ((case["author"],) if "author" in case else ())
    assert all(page[r.start:r.end] == r.before and replay(r.before, r.steps) == r.after for r in seen.page.repairs)
    assert all(page.index(block.text[:11]) == block.start for block in blocks if block.text in PROSE and page.count(block.text[:11]) == 1)
    rows = [block for section in json.loads(write_json(seen.article))["sections"] for block in section["blocks"] if "cells" in block]
    cells = [[cell["text"] for cell in block["cells"]] for block in rows]
    assert "rows" not in case or cells == case["rows"]
    document, line, ledger = write_tei(seen.article), write_json(seen.article), write_ledger(seen.article)
    assert [*validate_tei(document), *validate_line(line), *validate_agreement(document, line, ledger)] == []
    assert validate_rebuild(json.loads(line), json.loads(ledger), page) == []
    assert validate_coverage(json.loads(line), json.loads(ledger), page) == []


def _path(block: Block) -> str:
    """The elements around a block that tell what it is."""
    return " ".join(tag for tag in block.markup.path if tag not in ("html", "body", "article", "div")) if block.markup else ""


def test_a_key_with_signs_of_markup_names_nothing_else() -> None:
    data = json.dumps({'a"><script>x': [{"type": "paragraph", "text": prose} for prose in PROSE[:3]]})
    page = f'<!DOCTYPE html><title>The kettle</title><script id="__NEXT_DATA__" type="application/json">{data}</script>'
    seen = explain_source(Source("a.html", page.encode(), media_type="text/html"), Settings())
    assert [block.text for block in seen.split.blocks if block.text] == list(PROSE[:3])
    assert "(ascriptx in __NEXT_DATA__)" in next(doubt.text for doubt in seen.article.doubts if doubt.code == "text-from-script")


def _decoded(text: str) -> Page:
    return decode(Source("a.html", f"<!DOCTYPE html><title>A</title>{text}".encode(), media_type="text/html", charset="unicode"))


PARAGRAPH = json.dumps({"type": "paragraph", "children": [{"text": PROSE[0]}]})
PARTS_OF_DATA = [
    f"{PARAGRAPH},", f"{PARAGRAPH}],[", '{"text":"a"},', '{"children":[', '{"type":"list","content":[', "[", "]", "}", "{", ":", '"', "'", '\\"',
    "\\\\", "'\\", '"a":', '{"title":"a","body":[', '"{\\"a\\":', "a ", "&amp;lt;p&amp;gt;", '["$","p",null,{"children":[',
    json.dumps(PARAGRAPH)[1:-1], json.dumps(f"[{PARAGRAPH}]") + ",",
    '{"__ref":"a"},', '"a":{"children":[{"__ref":"a"},{"__ref":"b"}]},', "function(a,b){", '{"type":"paragraph","text":"a. "},', "[1,2,3],", '{"children":2,"body":1},']
SCRIPTS = [
    ('<script type="application/json">{"body":[', "]}</script>"), ('<script type="application/json">{"body":"{\\"a\\":', '"}</script>'),
    ('<script type="application/json">%7B%22body%22:"', '"</script>'), ('<script>self.__next_f.push([1,"5:[', '"])</script>'), ('<script id="__NUXT_DATA__" type="application/json">[["a",1],', "4]</script>")]


@pytest.mark.parametrize("part", PARTS_OF_DATA)
@pytest.mark.parametrize("around", SCRIPTS)
def test_cost_is_linear(part: str, around: tuple[str, str]) -> None:
    def make(size: int) -> Page:
        return _decoded(around[0] + part * (size // len(part)) + around[1])

    assert grows_with_length(make, lambda page: with_script_text(page, []), 30_000)


def test_objects_that_refer_to_the_next_one_twice_cost_what_their_number_costs() -> None:
    def make(size: int) -> Page:
        parts = (f'"a{n}": {{"children": [{{"__ref": "a{n + 1}"}}, {{"__ref": "a{n + 1}"}}], "text": "{PROSE[0]}"}}' for n in range(size // 200))
        return _decoded(f'<script>window.__STATE__ = {{{", ".join(parts)}}}</script>')

    assert grows_with_length(make, lambda page: with_script_text(page, []), 30_000)


@pytest.mark.parametrize("part", ['"a b c d e f g. ",', "'a. b c d e f g h'", "[", '{"comments":{"a":', '\\"', "\\\\\\\"", '"{\\"a\\":'])
def test_the_look_for_sentences_is_linear(part: str) -> None:
    def run(text: str) -> None:
        for data in data_of([("__STATE__", text), ("__next_f", f'self.__next_f.push([1,"{text}"])')]):
            holds_text(data)

    assert grows_with_length(lambda size: part * (size // len(part)), run, 30_000)
