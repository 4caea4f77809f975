"""Text of messages that is marked ``format=flowed`` (RFC 3676): lines that end in a space go on in the next one."""

from __future__ import annotations

from email.message import Message

__all__ = ["is_flowed", "unflowed"]

_SIGNATURE = b"-- "


def is_flowed(part: Message) -> bool:
    """Whether a part says that its lines flow."""
    return part.get_content_type() == "text/plain" and str(part.get_param("format", "")).lower() == "flowed"


def unflowed(data: bytes, part: Message) -> bytes:
    """The lines of a part with those that go on in the next one joined to it, each below its own marks of quotation."""
    joint = b"" if str(part.get_param("delsp", "")).lower() == "yes" else b" "
    out: list[bytes] = []
    parts: list[bytes] = []
    before = 0
    for line in data.split(b"\n"):
        text = line.lstrip(b">")
        depth = len(line) - len(text)
        text = text.removeprefix(b" ")  # put there so that the line does not look like another thing
        if parts and (depth != before or text == _SIGNATURE):
            out.append(_line(parts, before))
            parts = []
        before = depth
        if text.endswith(b" ") and text != _SIGNATURE:
            parts.append(text.removesuffix(b" ") + joint)
        else:
            out.append(_line([*parts, text], depth))
            parts = []
    return b"\n".join([*out, *([_line(parts, before)] if parts else [])])


def _line(parts: list[bytes], depth: int) -> bytes:
    text = b"".join(parts)
    return b">" * depth + (b" " if text else b"") + text if depth else text
