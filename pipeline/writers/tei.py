"""Article -> TEI P5, one self-contained document: header, text, and in standOff what was removed, repaired and lost.

The mapping is described in docs/tei.md, the grammar is schema/article.rng. A document is valid by construction; `pipeline.validate`
checks it all the same before it is published.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from io import BytesIO
from itertools import chain
from typing import BinaryIO

from pipeline.article.space import in_order
from pipeline.data import Article, Removal, Repair
from pipeline.data.columns import values_of
from pipeline.data.memory import give_back
from pipeline.writers.markup import Draft, Ids, escape
from pipeline.writers.tei_header import stage, write_header
from pipeline.writers.tei_text import all_blocks, write_text
from pipeline.writers.tei_words import source

__all__ = ["DECLARATION", "write_tei", "write_tei_to"]

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
"""The first line of a document."""

_ID = re.compile(r"a[0-9a-f]{12}")
_REPAIR_KINDS = frozenset({"mojibake", "illegal-char", "entity", "escape", "markup", "hyphen", "line-end", "running-head", "formula"})
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_AT_ONCE = 1000
"""Lines that stand in memory beside their bytes, and places beside the line that they make."""
_LONG = 100_000
"""Characters of a line from which it is not joined with others."""


def write_tei(article: Article, *, run_date: str | None = None, archive: str = "engross") -> bytes:
    """The document as it is published: UTF-8 with its declaration, LF, a newline at the end.

    ``run_date`` (ISO 8601) dates the changes in the header; without it the same article always gives the same bytes. ``archive`` is
    the name of the publisher of this copy. Raises ValueError if the article's id does not have the form of one.
    """
    file = BytesIO()  # gives its bytes away without a copy
    write_tei_to(file, article, run_date=run_date, archive=archive)
    return file.getvalue()


def write_tei_to(file: BinaryIO, article: Article, *, run_date: str | None = None, archive: str = "engross") -> None:
    """Writes what `write_tei` returns into a file, some lines at a time, so that a large document does not stand in memory.

    Raises ValueError as `write_tei` does.
    """
    file.write(DECLARATION)
    file.writelines(part.encode() for part in _document(article, run_date, archive))


def _document(article: Article, run_date: str | None, archive: str) -> Iterator[str]:
    """The document without the XML declaration, some lines at a time."""
    if not _ID.fullmatch(article.id):
        raise ValueError(f"{article.id!r} is not an article's id: it has to be 'a' and 12 hexadecimal digits (pipeline.data.article_id).")
    lines = _lines(article, run_date, archive)
    yield f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{article.id}">\n'
    for at in range(0, len(lines), _AT_ONCE):
        some = lines[at:at + _AT_ONCE]
        lines[at:at + _AT_ONCE] = [""] * len(some)  # so that no line stands in memory twice
        if max(map(len, some)) > _LONG:
            yield from chain.from_iterable(("  ", line, "\n") for line in some)
        else:
            yield "".join([f"  {line}\n" for line in some])
    give_back(len(lines))
    yield "</TEI>\n"


def _lines(article: Article, run_date: str | None, archive: str) -> list[str]:
    """What stands inside the outermost element."""
    ids = Ids(article.id, _reserved(article))
    draft = Draft()
    write_header(article, draft, version=_version(), archive=archive, run_date=run_date)
    words, made = write_text(article, draft, ids)
    _stand_off(article, draft, ids, [(gap_id, gap.explanation, gap.confidence, gap.reason) for gap, gap_id in words.gaps], made)
    return draft.lines


@lru_cache(maxsize=1)
def _version() -> str:
    from pipeline.settings import version

    return version()


def _reserved(article: Article) -> list[str]:
    return [
        *(block.id for block in all_blocks(article)), *(section.id for section in article.sections),
        *(gap.id for gap in article.gaps), *values_of(article.removed, "id"),
    ]


def _stand_off(
    article: Article, draft: Draft, ids: Ids, gaps: list[tuple[str, str, float, str]], made: list[tuple[str, str]],
) -> None:
    if not (article.removed or article.repairs or gaps or made):
        return
    draft.open("standOff")
    if article.removed:
        draft.open("listAnnotation", type="removed")
        own = [ids.own(key, "rm", start) for key, start in zip(values_of(article.removed, "id"), values_of(article.removed, "start"), strict=True)]
        for removal, removal_id in zip(article.removed, own, strict=True):
            _removed(removal, removal_id, draft, ids)
        draft.close()
    if article.repairs:
        draft.open("listAnnotation", type="repairs")
        _repairs(article.repairs, draft, ids)
        draft.close()
    if gaps or made:
        draft.open("listAnnotation", type="gaps")
        for gap_id, explanation, confidence, reason in [*gaps, *((gap_id, said, 1.0, "") for gap_id, said in made)]:
            start = int(gap_id.rsplit(".g", 1)[1].partition("-")[0])
            draft.leaf(
                "note", escape(explanation.strip()) or "Words are missing here.", id=ids.new("gn", start), cert=_cert(confidence),
                change="stage:article", subtype=reason if _CODE.fullmatch(reason) else "", target=f"#{gap_id}", type="gap",
            )
        draft.close()
    draft.close()


@lru_cache(maxsize=1 << 14)
def _cert(confidence: float) -> str:
    """A probability as TEI takes it: 0 to 1, two decimals."""
    return f"{min(max(confidence, 0.0), 1.0):.2f}".rstrip("0").rstrip(".")


def _removed(removal: Removal, removal_id: str, draft: Draft, ids: Ids) -> None:
    twin = f' corresp="#{removal.twin}"' if removal.twin and removal.twin in ids and removal.twin != removal_id else ""
    draft.raw([(
        f'<note xml:id="{removal_id}" xml:space="preserve" ana="bp:{removal.kind.value}" cert="{_cert(removal.confidence)}" '
        f'change="stage:{stage(removal.stage)}"{twin} target="{source(removal.start, removal.end)}" type="removed">'
        f"{escape(removal.text, keep_illegal=True)}</note>"
    )])


def _repairs(repairs: Sequence[Repair], draft: Draft, ids: Ids) -> None:
    """One note for each distinct repair, by its first place, with every range it was made at."""
    groups: defaultdict[tuple[str, str, str], array[int]] = defaultdict(partial(array, "q"))
    what = zip(*(values_of(repairs, field) for field in ("kind", "before", "after")), strict=True)
    for same, start, end in zip(what, values_of(repairs, "start"), values_of(repairs, "end"), strict=True):
        groups[same].extend((start, end))
    ordered = [(same, *in_order(zip(flat[::2], flat[1::2], strict=True))) for same, flat in groups.items()]
    for same, starts, ends in sorted(ordered, key=lambda group: (group[1][0], group[2][0], group[0])):
        kind, before, after = same
        subtype = kind if kind in _REPAIR_KINDS else "other"
        target = " ".join([" ".join(map(source, starts[at:at + _AT_ONCE], ends[at:at + _AT_ONCE])) for at in range(0, len(starts), _AT_ONCE)])
        note_id = ids.new("rp", starts[0])
        draft.raw([(
            f'<note xml:id="{note_id}" change="stage:repair" n="{len(starts)}" subtype="{subtype}" target="{target}" type="repair">'
            f"<choice>{_reading('sic', before)}{_reading('corr', after)}</choice></note>"
        )])


def _reading(name: str, text: str) -> str:
    content = escape(text, keep_illegal=True)
    return f"<{name}>{content}</{name}>" if content else f"<{name}/>"
