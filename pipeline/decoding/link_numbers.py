"""Numbers of links in text that a browser for terminals wrote (``lynx -dump``, elinks, w3m): ``[2]jetty`` in the text, and the addresses at its end.

    References

       1. https://quay.example/
       2. https://quay.example/jetty
"""

from __future__ import annotations

import re

from pipeline.data import Repair

__all__ = ["find_link_numbers", "may_hold_link_numbers"]

_ADDRESS = r"(?:https?|ftp|file|mailto|tel|sms|whatsapp|data|gopher|javascript|about|news):\S{0,4000}"
_ENTRY = re.compile(rf"[ \t]*(?:(\d{{1,5}})\.|\[(\d{{1,5}})\]:?)[ \t]+{_ADDRESS}[ \t]*\r?\Z")
_HEADING = re.compile(r"[ \t]*(?:References|(?:Visible|Hidden) links)(?:[ \t]*:)?[ \t]*\r?\Z", re.IGNORECASE)
_CALL = re.compile(r"\[(\d{1,5})\](?=[^\s\[\](),.;:!?])")
"""A number right before the words of its link; one behind a word calls a note."""
_BEHIND_WORD = re.compile(r"[\w.,;:!?)\]”’»。，、；：！？」』）]")
"""What stands before the number of a note, also where no space parts words: such numbers tell no browser."""
_FEWEST, _LEAST = 2, 0.5
"""Addresses of the shortest list, and share of them that the text must call."""


def may_hold_link_numbers(text: str) -> bool:
    """A cheap look: nearly every text has none."""
    return "://" in text and _CALL.search(text) is not None and ("References" in text or "inks" in text)


def find_link_numbers(text: str) -> list[Repair]:
    """The repairs that take such numbers and the list of addresses away, in order; none where the text calls few of them."""
    start, numbers = _list_at_end(text)
    if len(numbers) < _FEWEST:
        return []
    calls = [call for call in _CALL.finditer(text, 0, start) if int(call[1]) in numbers]
    apart = {int(call[1]) for call in calls if not _BEHIND_WORD.match(text, max(0, call.start() - 1), call.start())}
    if len(apart) < _LEAST * len(numbers):
        return []
    return [*(_deleted(text, *call.span()) for call in calls), _deleted(text, start, len(text))]


def _list_at_end(text: str) -> tuple[int, frozenset[int]]:
    """Where the list of addresses at the end begins, with its heading, and its numbers; nothing where it has none or does not count up from 1."""
    numbers: list[int] = []
    at, headed = len(text), len(text)
    for line in reversed(text.splitlines(keepends=True)):
        bare = line.rstrip("\n")
        if entry := _ENTRY.match(bare):
            numbers.append(int(entry[1] or entry[2]))
        elif _HEADING.match(bare) and numbers:
            headed = at - len(line)
        elif bare.strip():
            break
        at -= len(line)
    return (headed, frozenset(numbers)) if headed < len(text) and numbers[::-1] == list(range(1, len(numbers) + 1)) else (headed, frozenset())


def _deleted(text: str, start: int, end: int) -> Repair:
    return Repair(start, end, text[start:end], "", "markup", (("delete",),))
