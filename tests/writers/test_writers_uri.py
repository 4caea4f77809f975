"""Links become one URI or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.writers.uri import tei_uri

CASES = json.loads((Path(__file__).parents[1] / "cases" / "uri.json").read_text("utf-8"))
ANY_URI = etree.RelaxNG(etree.fromstring(
    '<element name="r" xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">'
    '<attribute name="v"><data type="anyURI"><param name="pattern">\\S+</param></data></attribute></element>'))


@pytest.mark.parametrize(("link", "base", "made"), CASES)
def test_cases(link, base, made):
    assert tei_uri(link, base) == made


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.sampled_from(["http:", "https://", "//", "/", "a", "b.example", ":", "@", "[", "]", "#", "?", "%", "%2f", "%zz", " ", "\n",
                              "é", "\x00", "\ud800", "80", "&", "=", "mailto:", "..", ".",
                              "src:", "\\", "|", "^", "`", '"', "<"]), max_size=9).map("".join),
    st.sampled_from([None, "https://site.example/a/b.html", "nonsense"]))
def test_anything_becomes_a_uri_or_nothing(link, base):
    made = tei_uri(link, base)
    if made is not None:
        assert made == "".join(made.split())
        assert made.isascii()
        assert not made.startswith(("#", "src:", "bp:", "stage:", "ucp:"))
        assert ANY_URI.validate(etree.Element("r", v=made)), made
        assert tei_uri(made) == made
