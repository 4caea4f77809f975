"""Recordings of a browser's traffic (HAR): the pages in them."""

from __future__ import annotations

import binascii
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.http import charset_of, media_type_in

__all__ = ["is_har", "read_har"]

_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def is_har(document: Any) -> bool:
    """Whether a JSON value is the recording of a browser's traffic."""
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) and "version" in log else None
    return isinstance(entries, list) and (len(document) == 1 or any(isinstance(entry, dict) and "request" in entry for entry in entries))


def read_har(document: dict[str, Any], where: str) -> Iterator[Source | Fault]:
    """A source for each page that a server sent, and a note that counts what else was recorded."""
    passed: Counter[str] = Counter()
    for number, entry in enumerate(document["log"]["entries"], 1):
        found = _page(entry, f"{where}:{number}")
        if isinstance(found, str):
            passed[found] += 1
        else:
            yield found
    if passed:
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(passed.items()))
        many = sum(passed.values())
        told = counted(many, "answer in this recording holds no page and was", "answers in this recording hold no page and were")
        yield Fault("passed-over", f"{where}: {told} passed over: {kinds}.", name=where, warning=True)


def _page(entry: Any, where: str) -> Source | str:
    """The page of one answer; where there is none, what the answer is."""
    request, response = (entry.get(key) if isinstance(entry, dict) else None for key in ("request", "response"))
    content = response.get("content") if isinstance(response, dict) else None
    if not isinstance(request, dict) or not isinstance(response, dict) or not isinstance(content, dict):
        return "unknown"
    status, told = response.get("status"), str(content.get("mimeType", ""))
    if not isinstance(status, int) or not 200 <= status < 300:
        return f"status {status}"
    text = content.get("text")
    if media_type_in(told) not in _PAGES or not isinstance(text, str) or not text.strip():
        return media_type_in(told) or "unknown"
    packed = content.get("encoding") == "base64"
    try:
        data = binascii.a2b_base64(text) if packed else text.encode("utf-8", "surrogatepass")
    except ValueError:
        return "damaged"
    url, started = request.get("url"), entry.get("startedDateTime")
    return Source(
        name=where, data=data, url=url if isinstance(url, str) else None, media_type="text/html", charset=charset_of(told) if packed else "unicode",
        captured=started if isinstance(started, str) else None, metadata=(("file", where),),
    )
