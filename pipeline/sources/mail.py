"""Mail: single messages (``.eml``, Maildir), mailboxes (mbox) and archives of mailing lists; a source for each message.

Which part is read: ``text/plain`` where there is one that says as much as the page beside it, since it is what people wrote, with what they
quote behind ``>``. A plain part that only points at the page ("View this in your browser") is passed over for ``text/html``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.message import Message
from email.utils import getaddresses
from itertools import islice

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.digests import digest_parts, is_digest
from pipeline.sources.flowed import is_flowed, unflowed
from pipeline.sources.mime import (
    charset_in,
    decoded,
    field_of,
    fields_of,
    is_cut,
    is_headless,
    iso_moment,
    message_of,
    part_bytes,
    raw_field,
    text_parts,
)
from pipeline.sources.named import Names
from pipeline.sources.opened import LARGEST, Opened
from pipeline.sources.packed import lines_of
from pipeline.sources.said import said

__all__ = ["of_digest", "read_mail", "read_mbox", "read_message", "read_messages"]

_FROM_LINE = re.compile(rb"From \S.{0,200}\b\d{4}(?: [+-]\d{4})?\s*$")
_FROM_DATED = re.compile(
    rb"From \S{1,200}(?: at \S{1,200})? {1,3}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +[A-Z][a-z]{2} +\d{1,2} +\d\d:\d\d(?::\d\d)?(?: +[A-Z]{1,5})? +\d{4}"
    rb"(?: [+-]\d{4})?\s*$")
"""The same with a whole date, which begins a message without a blank line before it, too."""
_FROM_BARE, _FROM_PATCH = re.compile(rb"From\s*$"), re.compile(rb"From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\s*$")
"""The same without a sender, and as Git writes it before a patch: they part messages only in a mailbox that begins so."""
_QUOTED_FROM = re.compile(rb">+From ")
_HEADER = re.compile(rb"[!-9;-~]{1,76}:")
_TAG = re.compile(rb"<[^<>]*>")
_UNSEEN = re.compile(rb"<(style|script)\b", re.IGNORECASE)
_STUB = 0.5
"""Least share of the page's words that a plain part must have; with fewer, it only points to the page."""
_LIST = re.compile(r"(?<!\S)\[[^\[\]]{1,40}\] ?")
"""The name of a list in a subject."""
_FOOTER = re.compile(rb"\s*(?:_{10,}|={10,}|-{10,}|--[ \t]*\r?$)", re.MULTILINE)
"""The rule above the footer that a list adds to a message."""
_ENDED = re.compile(rb"(?:[.!?\"')]|\xc2\xbb|\xe2\x80[\x9d\x99\xa6]|\xe3\x80\x82|</(?:html|body|div|p|table)\s*>)\s*\Z", re.IGNORECASE)
"""The end of a text as its author ended it: a mark that ends a sentence, or the last tag of a page."""
_END = 2000
_FEW_WORDS = 30
_KEPT = 2000


def read_mail(opened: Opened) -> Iterator[Source | Fault]:
    """The source of one message, and of messages that are attached to it."""
    yield from read_message(message_of(opened.whole(), opened.name), opened.name, opened.name)


def read_mbox(opened: Opened) -> Iterator[Source | Fault]:
    """A source for each message of a mailbox."""
    yield from read_messages(_messages(lines_of(opened.chunks(), LARGEST)), opened.name)


def read_messages(messages: Iterable[bytes | None], name: str) -> Iterator[Source | Fault]:
    """A source for each message of an input called ``name``, in their order; None stands for a message that is too large."""
    names = Names()
    for number, data in enumerate(messages, 1):
        where = f"{name}:{number}"
        if data is None:
            yield Fault("too-large", f"{where}: this message has more than {LARGEST >> 20} MB; it was left out.", name=where)
            continue
        try:
            message = message_of(data, where)
        except Fault as fault:
            yield fault
            continue
        ident = field_of(message, "Message-ID").strip("<> ")
        yield from read_message(message, names.own(f"{name}#{ident}" if ident else where), where)


def _messages(lines: Iterator[bytes | None]) -> Iterator[bytes | None]:
    """The messages of a mailbox without their first line; None for one that is too large. ``>From`` is ``From`` again."""
    parts: list[bytes] = []
    size, blank, begun, head = 0, True, False, False
    held: bytes | None = None
    special: re.Pattern[bytes] | None = None
    for n, line in enumerate(lines):
        text = line if line is not None else b""
        special = next((form for form in (_FROM_BARE, _FROM_PATCH) if form.match(text)), None) if not n else special
        size += len(text) + (LARGEST if line is None else 0)
        if held is not None:
            if _HEADER.match(text):
                if begun:
                    yield _joined(parts, size)
                parts, size, begun, head = [], 0, True, True
            else:
                parts.append(held)
            held = None
        if _parts(text, special, blank=blank, head=head):
            held = text
            blank = False
            continue
        parts.append(text[1:] if not head and _QUOTED_FROM.match(text) else text)
        blank = not text.strip()
        head = head and not blank
        if size > LARGEST:
            parts = []
    if begun or parts:
        yield _joined([*parts, *([held] if held else [])], size)


def _parts(line: bytes, special: re.Pattern[bytes] | None, *, blank: bool, head: bool) -> bool:
    """Whether a line may part two messages. ``special``: the form of such lines in this mailbox, where it is not the usual one."""
    if special is not None and special.match(line) and not head:
        return True
    return not _FROM_PATCH.match(line) and bool(blank and _FROM_LINE.match(line) or not head and _FROM_DATED.match(line))


def _joined(parts: list[bytes], size: int) -> bytes | None:
    return b"\n".join(parts) if size <= LARGEST else None


def read_message(message: Message, name: str, where: str) -> Iterator[Source | Fault]:
    """The source of a message called ``name``, which stands at ``where``, and those of the messages in it."""
    parts = list(text_parts(message))
    attached = [part for part in parts if part.get_content_type() == "message/rfc822"]
    plain = _body(message, parts, "text/plain")
    page = _body(message, parts, "text/html")
    body = page if page and (not plain or _is_stub(plain, page)) else plain
    if body is plain and plain and is_digest(part_bytes(plain[0])[:65536]):
        messages = digest_parts(part_bytes(plain[0]))
        for number, one in enumerate(messages, 1):
            try:
                yield from read_message(message_of(one, f"{where}/{number}"), f"{name}/{number}", f"{where}/{number}")
            except Fault as deep:
                yield deep
        yield of_digest(len(messages), name)
        return
    if fault := _cut(message, parts, body, name):
        yield fault
        if not fault.warning:
            return
    if attached and any(part.get_content_type() == "multipart/digest" for part in message.walk()):
        yield of_digest(len(attached), name)
    elif body:
        other = page if body is plain else plain
        data, charset = _joined_text(body)
        yield Source(
            name=name, data=data, url=_archived_at(message), charset=charset,
            media_type="text/html" if body is page else "text/plain",
            metadata=(("file", where), *_said(message), *_unread(parts, body, other), *_headers(message)),
        )
    elif not attached:
        yield _without_text(message, name)
    for number, part in enumerate(attached, 1):
        for inner in _attached(part):
            yield from read_message(inner, f"{name}/{number}", f"{where}/{number}")


def of_digest(messages: int, name: str) -> Fault:
    """The note on what a digest of a mailing list says besides its messages."""
    return Fault("passed-over", f"{name}: this is a digest of a mailing list with {counted(messages, 'message')}; what stands around "
                 "the messages, such as their list, was passed over.", name=name, warning=True)


def _cut(message: Message, parts: list[Message], body: list[Message], name: str) -> Fault | None:
    """What is missing of a message; a warning where the text is whole and something behind it is not."""
    if is_headless(message):
        return Fault("cut-short", f"{name}: this message ends inside its head. Fetch it again.", name=name)
    if not is_cut(message):
        return None
    if body and body[-1] is parts[-1] and _ENDED.search(part_bytes(body[-1])[-_END:]):
        return Fault("cut-short", f"{name}: this message lacks the mark that ends its last part; its text, which ends with a whole sentence, "
                     "was read.", name=name, warning=True)
    if not body or body[-1] is parts[-1] or _words(body) < _FEW_WORDS:
        return Fault("cut-short", f"{name}: this message ends inside its text; the rest is missing. Fetch it again.", name=name)
    return Fault("cut-short", f"{name}: this message ends behind its text, inside its further parts; the text was read.", name=name, warning=True)


def _lines(body: Message) -> bytes:
    """The text of a part: CR LF becomes LF, and flowed lines become whole paragraphs."""
    data = part_bytes(body).replace(b"\r\n", b"\n")
    return unflowed(data, body) if is_flowed(body) else data


def _joined_text(body: list[Message]) -> tuple[bytes, str | None]:
    """The text of the parts of a message, a blank line between two, and its charset; in UTF-8 where they differ in it."""
    charsets = {charset_in(part) for part in body}
    if len(charsets) == 1:
        return b"\n\n".join([*(_lines(part).rstrip(b"\n") for part in body[:-1]), _lines(body[-1])]), charsets.pop()
    return "\n\n".join(_decoded(_lines(part).rstrip(b"\n"), charset_in(part)) for part in body).encode(errors="replace"), "utf-8"


def _decoded(data: bytes, charset: str | None) -> str:
    for codec in (charset or "utf-8", "utf-8"):
        try:
            return data.decode(codec)
        except (LookupError, ValueError):
            continue
    return data.decode("windows-1252", "replace")


def _body(message: Message, parts: list[Message], kind: str) -> list[Message]:
    """The first part of a kind that is no attachment, and the parts in which its text goes on behind an attachment."""
    for part in parts:
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment" and part_bytes(part).strip():
            return [part, *_further(message, part, kind)]
    return []


def _further(message: Message, first: Message, kind: str) -> Iterator[Message]:
    """The parts behind a text that go on with it: neither a file, nor the same in another form, nor the footer of a list."""
    for mixed in message.walk():
        inner = [part for part in mixed.get_payload() if isinstance(part, Message)] if mixed.get_content_type() == "multipart/mixed" else []
        held = next((n for n, part in enumerate(inner) if any(one is first for one in text_parts(part))), len(inner))
        for part in inner[held + 1:]:
            for one in islice((one for one in text_parts(part) if one.get_content_type() == kind), 1):
                if one.get_content_disposition() != "attachment" and not one.get_filename() and not _FOOTER.match(part_bytes(one)):
                    yield from (one,) if part_bytes(one).strip() else ()


def _is_stub(plain: list[Message], page: list[Message]) -> bool:
    return _words(plain) < _STUB * sum(_words_of_page(part_bytes(part)) for part in page)


def _words(parts: list[Message]) -> int:
    return sum(len(part_bytes(part).split()) for part in parts)


def _words_of_page(page: bytes) -> int:
    """Words that stand outside tags, styles and scripts."""
    low, at, seen = page.lower(), 0, list[bytes]()
    while match := _UNSEEN.search(low, at):
        seen.append(page[at:match.start()])
        at = low.find(b"</" + match[1], match.end())
        if at < 0:
            at = len(page)
    return len(_TAG.sub(b" ", b" ".join([*seen, page[at:]])).split())


def _attached(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _without_text(message: Message, name: str) -> Fault:
    kinds = sorted({part.get_content_type() for part in text_parts(message) if part_bytes(part).strip()} - {"text/plain"})
    if kinds:
        return Fault("mail-without-text", f"{name}: this message has no text, only {', '.join(kinds[:5])}. Take what is attached out of it, or "
                     "leave it out.", name=name)
    return Fault("empty-source", f"{name}: this message has a head and no body. Fetch it again, or leave it out.", name=name)


def _said(message: Message) -> Iterator[tuple[str, str]]:
    yield from said("title", "Subject", _LIST.sub("", field_of(message, "Subject")))
    for name, address in getaddresses([_real_address(raw_field(message, "From"))])[:20]:
        yield from said("author", "From", decoded(name) or address)
    yield from said("published", "Date", iso_moment(field_of(message, "Date")))
    yield from said("published", "Sent", field_of(message, "Sent"))
    yield from said("publisher", "List-Id", field_of(message, "List-Id").partition("<")[0].strip(" \""))
    yield from said("language", "Content-Language", field_of(message, "Content-Language"))
    yield from said("tag", "Keywords", [word.strip() for word in field_of(message, "Keywords").split(",")])


def _real_address(sender: str) -> str:
    """``maud at harbour.example (Maud Effiong)``, as list archives hide addresses, is an address with a name again."""
    match = re.fullmatch(r"(\S+) at (\S+)\s+\((.*)\)", sender)
    return f"{match[3]} <{match[1]}@{match[2]}>" if match else sender


def _archived_at(message: Message) -> str | None:
    url = field_of(message, "Archived-At").strip("<> ")
    return url if re.match(r"https?://\S+$", url) else None


def _unread(parts: list[Message], body: list[Message], other: list[Message]) -> Iterator[tuple[str, str]]:
    """Names of the parts of a message that were not read."""
    for part in parts:
        if part not in body:
            kind = "mail-other-part" if part in other else "mail-attachment"
            yield kind, f"{part.get_content_type()} {part.get_filename() or ''} {counted(len(part_bytes(part)), 'byte')}".replace("  ", " ")


def _headers(message: Message) -> Iterator[tuple[str, str]]:
    for name, value in fields_of(message):
        yield f"mail-{name.lower()}", value[:_KEPT]
