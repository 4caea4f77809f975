"""Notes of Joplin as its raw export writes them: the title in the first line, Markdown, and fields at the end (``id: …``, ``created_time: …``,
``type_: 1``).
"""

from __future__ import annotations

import re

__all__ = ["joplin_item"]

_FIELDS = re.compile(r"(?:\A|\n\n)(id: ?[0-9a-f]{32}\n(?:[a-z_]{2,40}:[^\n]{0,20000}\n){1,80}type_: ?(\d{1,3}))\s{0,20}\Z")
_OWN = {"created": ("user_created_time", "created_time"), "updated": ("user_updated_time", "updated_time")}
_LOOKED_AT = 65536
_KINDS = {"2": "a notebook", "4": "the record of an attached file", "5": "a tag", "6": "the tag of a note"}


def joplin_item(text: str) -> tuple[dict[str, str], str, str] | None:
    """Fields, body, and what an item is that is no note (empty for a note); None for text that is no item of Joplin. Of a page that was clipped, the
    day on which the note was made is the time of capture."""
    at = max(0, len(text) - _LOOKED_AT)
    found = _FIELDS.search(text, at)
    if found is None:
        return None
    told = {key: value.strip() for key, _, value in (line.partition(":") for line in found[1].split("\n"))}
    title, _, body = text[:found.start()].partition("\n")
    fields = {"title": title.strip(), **told}
    created, updated = (next((told[name] for name in names if told.get(name)), "") for names in _OWN.values())
    fields |= {"captured": created} if told.get("source_url") else {"created": created, "updated": updated}
    return fields, body.lstrip("\n"), "" if found[2] == "1" else _KINDS.get(found[2], "an item of its own")
