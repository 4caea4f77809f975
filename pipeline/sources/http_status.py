"""The status with which a server answered a crawl, as a field of a record tells it."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

__all__ = ["failed_status"]

_LINE = re.compile(r"\s*(?:HTTP/\d(?:\.\d)?\s{1,5})?([45]\d\d)(?:\.0)?(?:[\s:(-]{1,5}([A-Za-z' -]{1,60})\)?)?\s*")
_OTHERS = {419: "Page Expired", 430: "Request Header Fields Too Large", 499: "Client Closed Request", 520: "Unknown Error", 521: "Server Down",
           522: "Connection Timed Out", 523: "Unreachable", 524: "Timeout", 525: "SSL Handshake Failed", 526: "Invalid Certificate", 999: "Denied"}
"""What servers and proxies answer besides the registered ones."""
_NAMES = {status.value: status.phrase for status in HTTPStatus if status >= 400} | _OTHERS


def failed_status(value: Any) -> str | None:
    """``404 (Not Found)`` where a value is the status of an error; None for any other value, a redirect and a word such as ``publish`` too."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    match = _LINE.fullmatch(value) if isinstance(value, str) and len(value) < 100 else None
    if isinstance(value, str) and (match is None or match[2] and not _is_phrase(match[2], int(match[1]))):
        return None
    code = int(match[1]) if match else int(value) if value in _NAMES else 0
    return f"{code} ({_NAMES[code]})" if code in _NAMES else None


def _is_phrase(words: str, code: int) -> bool:
    """Whether the words behind a number are those of a status: ``404 Not Found``, not ``404 words``."""
    return words.strip().lower() in (_NAMES.get(code, "").lower(), "error", "not found", "forbidden", "client error", "server error")
