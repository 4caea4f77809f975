"""Pages that a browser saved as MHTML: the page, its address and the day on which it was saved. Pictures and styles are passed over."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources.mime import charset_in, field_of, is_cut, iso_moment, message_of, part_bytes, text_parts
from pipeline.sources.opened import Opened

__all__ = ["read_mhtml"]

_PAGES = ("text/html", "application/xhtml+xml")
_ADDRESSES = ("http://", "https://")


def read_mhtml(opened: Opened) -> Iterator[Source | Fault]:
    """The page of an MHTML file; its frames are named and not read."""
    name = opened.name
    message = message_of(opened.whole(), name)
    parts = list(text_parts(message))
    pages = [part for part in parts if part.get_content_type() in _PAGES]
    root = _root(message, pages)
    if root is None or not part_bytes(root).strip():
        yield Fault("no-page", f"{name}: this is a saved page (MHTML) without a page in it. Save the page again.", name=name)
        return
    if _is_cut(message, parts, root):
        yield Fault("cut-short", f"{name}: this saved page (MHTML) ends inside the page; the rest is missing. Save the page again.", name=name)
        return
    yield Source(
        name=name, data=part_bytes(root), url=_address(message, root), media_type="text/html", charset=charset_in(root),
        captured=iso_moment(field_of(message, "Date")),
        metadata=tuple((f"mhtml-{key.lower()}", value) for key in ("Subject", "Date", "From") if (value := field_of(message, key))),
    )
    frames = [part for part in pages if part is not root]
    if frames:
        yield Fault("mhtml-frames", f"{name}: frames inside the page that were passed over, {len(frames)}: {', '.join(map(_location, frames[:5]))}.",
                    name=name, warning=True)


def _root(message: Message, pages: list[Message]) -> Message | None:
    """The page that the file was saved for: the one that is named, or the first."""
    start = message.get_param("start")
    for page in pages:
        if isinstance(start, str) and field_of(page, "Content-ID") == start:
            return page
    return pages[0] if pages else None


def _is_cut(message: Message, parts: list[Message], root: Message) -> bool:
    """Whether the file ends in the page: its last part, and neither the end of the page nor a closing boundary behind it."""
    return parts[-1] is root and is_cut(message) and not part_bytes(root).rstrip().lower().endswith(b"</html>")


def _address(message: Message, root: Message) -> str | None:
    for place in (field_of(message, "Snapshot-Content-Location"), field_of(root, "Content-Location"), field_of(message, "Content-Location")):
        if place.startswith(_ADDRESSES):
            return place
    return None


def _location(part: Message) -> str:
    return field_of(part, "Content-Location") or field_of(part, "Content-ID") or part.get_content_type()
