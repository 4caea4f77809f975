"""Digests of mailing lists, and pages that show recognised text: what their readers cost, and what they count."""

from __future__ import annotations

from lxml import etree

from pipeline.sources.digests import digest_parts
from pipeline.sources.ocr import _words_shown
from tests.makers.cost import grows_with_length

DASHES = "-" * 70
HEAD = f"Today's Topics:\n\n   1. The kiln\n\n{DASHES}\n\nDate: Mon, 4 May 2020 10:00:00 +0000\nFrom: Ada Quill <ada@sea.example>\nSubject: The kiln\n\n"
RULE = f"It burned.\n{'-' * 40}\n\n"


def test_lines_of_hyphens_in_one_message_cost_what_it_is_long() -> None:
    (message,) = digest_parts((HEAD + RULE * 3).encode())
    assert message.endswith((RULE * 3).encode())
    assert grows_with_length(lambda many: (HEAD + RULE * many).encode(), digest_parts, 10_000)


def test_the_words_that_a_page_shows_are_counted() -> None:
    body = "<!-- not shown --><script>var a = 1;</script><style>p { top: 0 }</style>" + "<p>The kiln <b>was</b> lit.</p>" * 500
    root = etree.fromstring(f"<html><head><title>The kiln</title></head><body>{body}</body></html>".encode(), etree.HTMLParser())
    assert _words_shown(root) == 4 * 500
