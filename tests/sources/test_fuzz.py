"""Containers that were changed at random: a source or a fault for whatever it is, and no other exception."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.data import Source
from pipeline.decoding import decode
from pipeline.faults import Fault
from pipeline.metadata.from_source import said_metadata
from pipeline.sources import read
from tests.makers.containers import good

FILES = good()
PIECES = (
    b"<", b">", b'"', b"\n", b"\r", b"--b1", b"=?utf-8?b?////?=", b"\xff", b"\0", b"{", b"]", b"null", b"\\ud800", b"Content-Transfer-Encoding: base64\n",
    b"charset=idna", b"charset=utf-16", b"filename*=utf-8''%ff", b"&#x110000;", b"<!--", b"]]>", b"\xe2\x80\xa8", b"PK\3\4", b"\x1f\x8b\x08",
    b"Content-Length: 99999", b"---\n", b"HD\n", b"Date: Thu, 99 Foo 99999 99:99:99 +9999\n", b"From: =?x?q?=?= <>\n", b"Content-Type: message/rfc822\n\n",
)
CHANGE = st.tuples(st.floats(0, 1), st.integers(0, 60), st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)))


@example("book.fb2", "", [(0.125, 0, b"Content-Transfer-Encoding: base64\n")])
@example("book.fb2", "", [(0.125, 0, b"<Content-Length:>")])
@given(st.sampled_from(sorted(FILES)), st.sampled_from(["", "part-0", "a.txt"]), st.lists(CHANGE, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_changed_containers(name: str, other: str, changes: list[tuple[float, int, bytes]]) -> None:
    data = FILES[name]
    for place, size, piece in changes:
        at = int(place * len(data))
        data = data[:at] + piece + data[at + size:]
    for item in read(data, other or name):
        if isinstance(item, Source):
            try:
                said_metadata(decode(item), "en")
            except Fault as fault:
                assert str(fault)
        else:
            assert item.code != "internal-error"
