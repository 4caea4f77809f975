"""Messages in the form of e-mail: their header fields as text, their parts as bytes. Shared by mail and saved pages (MHTML)."""

from __future__ import annotations

import base64
import copy
import email
import email.policy
import quopri
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from pipeline.faults import Fault

__all__ = ["charset_in", "decoded", "field_of", "fields_of", "is_cut", "is_headless", "iso_moment", "message_of", "part_bytes", "raw_field",
           "text_parts"]

_MOST_PARTS, _DEEPEST = 10_000, 50
"""Parts of a message that are read, and how many of them may stand one in another: the parser compares each line with the marks of all around it."""
_LONGEST_FIELD = 10_000
"""Characters of a header field; the time of the standard library grows with the square of the number of its encoded words."""
_BLANK = re.compile(rb"\r?\n\r?\n")
_BRACKETED = re.compile(
    rb"(?P<head>^Content-Type:[ \t]*(?:\r?\n[ \t]+)?multipart/[^\r\n]{0,500}?(?:\r?\n[ \t][^\r\n]{0,500}?){0,5}?\bboundary=)"
    rb"(?P<mark>\"?)(?P<name><[^\"\s;<>]{0,70}>|<<[^\"\s;<>]{0,70}>>)(?P=mark)(?=[\s;])", re.MULTILINE | re.IGNORECASE)
"""A boundary in angle brackets in a header field. The parser of the standard library takes one pair away (CPython, ``email.utils.unquote`` twice)."""
_FIELD = re.compile(rb"[!-9;-~]{1,76}:|[ \t]")
_OPENS_PART = re.compile(r"^--([^\s\"]{1,70})[ \t]*\r?\n(?=Content-[A-Za-z-]{2,30}:)", re.MULTILINE)
"""The line that opens a part, and the head of the part behind it."""
_OF_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}\s*")
_SOFT_BREAK = re.compile(rb"=[ \t]++(?=\r?\n|\Z)")
"""A line end of quoted-printable that is none of the text, with the spaces that servers on the way put behind it."""
_LONG_LINE = 40
"""Characters from which a line that could be Base64 is none of prose."""


class _Part(Message):
    """A message, or a part of one, that counts the messages and parts in which it stands."""

    _around = 0

    def attach(self, payload: Message) -> None:  # type: ignore[override]
        """Adds a part, as the parser does before it reads that part. Raises a ``RecursionError`` where it stands too deep."""
        if isinstance(payload, _Part):
            payload._around = self._around + 1
            if payload._around > _DEEPEST:
                raise RecursionError
        super().attach(payload)


def message_of(data: bytes, name: str) -> Message:
    """The message that some bytes are. The parser takes anything and notes what is wrong as defects. Raises a `Fault` with the ``name`` where its
    parts stand too deep, one in another.

    A line among the header fields that is no field (``>From`` in old mailboxes) would end them: it is left out.
    """
    try:
        return _parsed(data)
    except RecursionError:
        raise Fault("too-deep", f"{name}: the parts of this message stand one in another, more than {_DEEPEST} deep. Take the inner parts out of it "
                    "first.", name=name) from None


def _parsed(data: bytes) -> Message:
    data = _BRACKETED.sub(rb'\g<head>"<\g<name>>"', data.lstrip(b"\r\n"))
    message = email.message_from_bytes(data, _Part, policy=email.policy.compat32)
    if "MissingHeaderBodySeparatorDefect" in defects_of(message) and (blank := _BLANK.search(data)):
        fields = [line for line in data[:blank.start()].split(b"\n") if _FIELD.match(line)]
        message = email.message_from_bytes(b"\n".join(fields) + data[blank.start():], _Part, policy=email.policy.compat32)
    if message.get_content_maintype() == "multipart" and not message.is_multipart():
        _part_by_lines(message)
    return message


def _part_by_lines(message: Message) -> None:
    """Parts a message whose head names no boundary, or one that does not stand in it, at the line that opens its first part."""
    body = str(message.get_payload())
    if found := _OPENS_PART.search(body):
        head = f'Content-Type: {message.get_content_type()}; boundary="{found[1]}"\n\n'
        parted = email.message_from_string(head + body, _Part, policy=email.policy.compat32)
        if parted.is_multipart():
            message.set_payload(parted.get_payload())
            message.defects = parted.defects


def defects_of(message: Message) -> frozenset[str]:
    """Names of what the parser found wrong with a message or a part."""
    return frozenset(type(defect).__name__ for defect in message.defects)


def is_headless(message: Message) -> bool:
    """Whether a message ends inside its head."""
    return "MissingHeaderBodySeparatorDefect" in defects_of(message)


def is_cut(message: Message) -> bool:
    """Whether a message of several parts ends without the mark that ends them."""
    return not defects_of(message).isdisjoint({"CloseBoundaryNotFoundDefect", "StartBoundaryNotFoundDefect"})


def raw_field(message: Message, name: str) -> str:
    """One header field as it stands, encoded words and all."""
    return (_value_of(message, name) or "")[:_LONGEST_FIELD]


def field_of(message: Message, name: str) -> str:
    """One header field as text: encoded words decoded, line breaks undone; empty where it is missing."""
    value = _value_of(message, name)
    return decoded(value) if value is not None else ""


def fields_of(message: Message) -> Iterator[tuple[str, str]]:
    """All header fields in their order, names as they stand."""
    for name, value in message.raw_items():
        yield name, decoded(_as_text(str(value)))


def _value_of(message: Message, name: str) -> str | None:
    """The value of the first header field of a name, in any case; the parser itself would lose what is beyond ASCII in it."""
    low = name.lower()
    return next((_as_text(str(value)) for key, value in message.raw_items() if key.lower() == low), None)


def _as_text(value: str) -> str:
    """A value whose bytes beyond ASCII are those of UTF-8, else of windows-1252, which programs write in spite of the standard."""
    if value.isascii():
        return value
    data = value.encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


def decoded(value: object) -> str:
    """Text of a header field with its encoded words decoded and its line breaks undone."""
    text = str(value)[:_LONGEST_FIELD]
    if "=?" not in text:
        return " ".join(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())
    try:
        parts = decode_header(text)
    except Exception:  # noqa: BLE001  (email raises errors of many kinds for encoded words that are broken)
        parts = [(text, None)]
    out = "".join(_part(data, charset) for data, charset in parts)
    return " ".join(out.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())


def _part(data: bytes | str, charset: str | None) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):  # a charset that nobody knows, or whose name holds a NUL
        return data.decode("latin-1")


def iso_moment(date: str) -> str | None:
    """A date of a header field in ISO 8601, in its own time zone; None where there is none."""
    try:
        return parsedate_to_datetime(date).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def part_bytes(part: Message) -> bytes:
    """What a part holds, its transfer encoding undone. Lines that a list wrote behind text in Base64 stay as they are."""
    try:
        if footed := _footed(part):
            return footed
        if soft := _softly_broken(part):
            return soft
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError):  # a transfer encoding that does not fit its text: the text as it stands
        raw = part.get_payload()
        payload = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""
    return payload if isinstance(payload, bytes) else b""


def _softly_broken(part: Message) -> bytes:
    """Quoted-printable text with spaces behind the signs of soft line breaks, which are no text (RFC 2045, 6.7); no bytes where it has none."""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "quoted-printable":
        return b""
    as_sent = copy.copy(part)
    del as_sent["Content-Transfer-Encoding"]  # then the library gives the bytes, where it gives text it takes them for text of the declared charset
    raw = as_sent.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return quopri.decodestring(_SOFT_BREAK.sub(b"=", raw)) if _SOFT_BREAK.search(raw) else b""


def _footed(part: Message) -> bytes:
    """Text in Base64 with lines behind it that are none, which a decoder would take for more of it; no bytes where a part is nothing of the kind."""
    if part.get_content_maintype() != "text" or str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return b""
    lines = str(part.get_payload()).strip().splitlines()
    end = next((n for n, line in enumerate(lines) if line.strip() and not _OF_BASE64.fullmatch(line)), len(lines))
    if not 0 < end < len(lines) or any(len(line) >= _LONG_LINE and _OF_BASE64.fullmatch(line) for line in lines[end:]):
        return b""
    try:
        text = base64.b64decode("".join(line.strip() for line in lines[:end]), validate=True)
    except ValueError:
        return b""
    return text.rstrip(b"\r\n") + b"\n" + "\n".join(lines[end:]).encode("utf-8", "surrogateescape") + b"\n"


def charset_in(part: Message) -> str | None:
    """The charset that a part declares; None for ``us-ascii`` too, which many declare who mean another one; ``unicode`` is UTF-16."""
    charset = part.get_content_charset()
    charset = "utf-16" if charset == "unicode" else charset
    return charset if charset and charset not in ("us-ascii", "unknown-8bit", "x-unknown", "unknown") else None


def text_parts(message: Message) -> Iterator[Message]:
    """The parts of a message that hold something, outermost first; attached messages are given as a whole."""
    todo: list[Message] = [message]
    seen = 0
    while todo and seen < _MOST_PARTS:
        part = todo.pop(0)
        seen += 1
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            todo[:0] = [inner for inner in part.get_payload() if isinstance(inner, Message)]
        else:
            yield part
