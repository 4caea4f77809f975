"""Answers of servers that were saved with their headers (``curl -i``, ``wget --save-headers``)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.http import charset_of, media_type_in, unwrapped
from pipeline.sources.mime import iso_moment
from pipeline.sources.opened import Opened
from pipeline.sources.warc import http_message

__all__ = ["read_http"]

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_MOST = 30
"""Answers before the last one: redirects, ``100 Continue``, questions for a password."""


def read_http(opened: Opened) -> Iterator[Source | Fault]:
    """The page of the last answer, or what else it holds."""
    name = opened.name
    headers, body = http_message(opened.whole())
    for _ in range(_MOST):
        if not body.startswith(b"HTTP/") or headers.get(":status", "")[:1] not in ("1", "3", "4"):
            break
        headers, body = http_message(body)
    status = headers.get(":status", "")
    if not status.startswith("2"):
        yield Fault("http-status", f"{name}: the server answered {status or 'nothing'} when this page was fetched, so that the file holds no "
                    "article. Fetch the page again, or leave it out.", name=name)
        return
    data, trouble = unwrapped(body, headers)
    if trouble:
        yield Fault("http-coding", f"{name}: this answer of a server {trouble}; read as it stands.", name=name, warning=True)
    told = headers.get("content-type", "")
    if media_type_in(told) not in _PAGES:
        yield from opened.again(data, name, opened)
        return
    yield Source(name=name, data=data, media_type="text/html", charset=charset_of(told), captured=iso_moment(headers.get("date", "")),
                 metadata=tuple((f"http-{key}", value) for key, value in headers.items() if key in ("content-type", "content-language", "date")))
