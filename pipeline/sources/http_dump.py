"""Answers of servers that were saved with their headers (``curl -i``, ``wget --save-headers``), one or several in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.http import BARE_ANSWER, answer_at, charset_of, media_type_in, next_answer, unwrapped
from pipeline.sources.mime import iso_moment
from pipeline.sources.opened import LARGEST, Opened
from pipeline.sources.warc import http_message

__all__ = ["read_http"]

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_LAST_TAG = re.compile(rb"</html\s*>", re.IGNORECASE)
_DOCUMENT = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_FORWARDED = ("1", "3")
_ASKED_FOR = frozenset({"401", "407"})


@dataclass(frozen=True, slots=True)
class _Answer:
    headers: dict[str, str]
    body: bytes

    @property
    def status(self) -> str:
        return self.headers.get(":status", "")

    @property
    def leads_on(self) -> bool:
        """Whether the answer behind it takes its place: a redirect, a question for a password, ``100 Continue``, the opening of a tunnel."""
        return self.status.startswith(_FORWARDED) or self.status in _ASKED_FOR or self.status == "200" and len(self.headers) == 1 and not self.body


def read_http(opened: Opened) -> Iterator[Source | Fault]:
    """The page of each answer, or what else it holds. Of redirects and the like, which the next answer follows, nothing is told.

    The pages of several answers are named by their numbers: ``NAME#2``.
    """
    name = opened.name
    answers = list(_answers(opened.whole()))
    answers = [answer for n, answer in enumerate(answers) if n + 1 == len(answers) or not answer.leads_on]
    for number, answer in enumerate(answers, 1):
        yield from _read_answer(answer, f"{name}#{number}" if len(answers) > 1 else name, opened)


def _read_answer(answer: _Answer, name: str, opened: Opened) -> Iterator[Source | Fault]:
    headers, status = answer.headers, answer.status
    if not status.startswith("2"):
        yield Fault("http-status", f"{name}: the server answered {status or 'nothing'} when this page was fetched, so that there is no article here. "
                    "Fetch the page again, or leave it out.", name=name)
        return
    data, trouble = unwrapped(answer.body, headers)
    if len(data) >= LARGEST:
        yield Fault("too-large", f"{name}: this answer of a server unpacks to more than {LARGEST >> 20} MB; it was left out.", name=name)
        return
    if trouble:
        yield Fault("http-coding", f"{name}: this answer of a server {trouble}.", name=name, warning=True)
    told = headers.get("content-type", "")
    if media_type_in(told) not in _PAGES:
        yield from opened.again(data, name, opened)
        return
    yield Source(name=name, data=data, media_type="text/html", charset=charset_of(told), captured=iso_moment(headers.get("date", "")),
                 metadata=tuple((f"http-{key}", value) for key, value in headers.items() if key in ("content-type", "content-language", "date")))


def _answers(data: bytes) -> Iterator[_Answer]:
    """The answers in a file, in their order."""
    at = 0
    while at < len(data):
        start = _head_end(data, at) or len(data)
        headers, _ = http_message(data[at:start])
        at = _body_end(data, start, headers)
        yield _Answer(headers, data[start:at])


def _head_end(data: bytes, at: int) -> int:
    """Where the head of the answer that begins at a place ends, also of one without fields; 0 where none begins there."""
    bare = BARE_ANSWER.match(data, at)
    return bare.end() if bare else answer_at(data, at)


def _body_end(data: bytes, start: int, headers: dict[str, str]) -> int:
    """Where the body of an answer ends: behind its declared length where the next answer begins there, else in front of the next answer."""
    declared = headers.get("content-length", "")
    if _head_end(data, start):
        return start
    if declared.isascii() and declared.isdecimal() and len(declared) < 12:
        end = start + int(declared)
        if end == len(data) or _head_end(data, end):
            return end
    is_page = media_type_in(headers.get("content-type", "")) in _PAGES
    closed, searched = False, start
    at, end = next_answer(data, start)
    while at < len(data):
        closed = closed or is_page and _LAST_TAG.search(data, searched, at) is not None
        if closed or is_page and _DOCUMENT.match(data, end) or not is_page and data[at - 1:at] == b"\n":
            break
        searched = at
        at, end = next_answer(data, end)
    return at
