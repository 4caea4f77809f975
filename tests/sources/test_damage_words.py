"""Damaged containers: one sentence that says what, where and what to do, in words that are not those of a library."""

from __future__ import annotations

import gzip
import io
import re
import zipfile

import pytest

from pipeline.data import Source
from pipeline.faults import Fault
from pipeline.sources import read
from pipeline.sources.damage import damage_of, raise_for_memory
from tests.makers.containers import tarred, web_archive, zipped

PAGES = {f"page{n}.txt": "\n\n".join(f"The title {n}, line {k}: what the harbour of {k * n + k} boats says." for k in range(90)).encode() for n in range(1, 4)}
FOREIGN = re.compile(r"\(File is|Errno|Error|zip file|Bad |magic|CRC|0x|b'|footer|Deserial|snappy|decompress|incomplete frame|buffer|truncat", re.IGNORECASE)


def flipped(data: bytes, *places: int) -> bytes:
    changed = bytearray(data)
    for place in places:
        changed[place] ^= 0xFF
    return bytes(changed)


def packed(members: dict[str, bytes]) -> bytes:
    """A ZIP archive whose members are deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


ZIP, TAR, GZ = zipped(PAGES), tarred(PAGES), gzip.compress(PAGES["page1.txt"], mtime=0)
PACKED = packed(PAGES)
GZIPPED = [gzip.compress(record, mtime=0) for record in web_archive()]
DAMAGED = {
    "cut.zip": (ZIP[:len(ZIP) // 2], "list of its members, which stands at the end of the file, is missing"),
    "end.zip": (ZIP[:-30], "list of its members, which stands at the end of the file, is missing"),
    "list.zip": (flipped(ZIP, ZIP.rfind(b"PK\x01\x02")), "list of its members, which stands at the end of the file, is damaged"),
    "entry.zip": (flipped(ZIP, ZIP.find(b"PK\x03\x04", 9)), "its entry in the archive is damaged"),
    "bytes.zip": (flipped(PACKED, *range(45, 80)), "its packed bytes are damaged"),
    "cut.tar": (TAR[:TAR.find(b"page2.txt") + 900], "it is cut short; 1 member before the damage can be read"),
    "cut.txt.gz": (GZ[:len(GZ) // 2], "ends in the middle"),
    "sum.txt.gz": (flipped(GZ, -7), "its checksum does not fit its bytes"),
    "behind.txt.gz": (GZ + b"and more", "bytes that are not packed with gzip stand in it"),
    "bytes.txt.gz": (flipped(GZ, *range(60, 90)), "its packed bytes are damaged"),
    "sum.warc.gz": (b"".join([GZIPPED[0], flipped(GZIPPED[1], -7), *GZIPPED[2:]]), "its checksum does not fit its bytes"),
}


def sentences(name: str, data: bytes) -> list[str]:
    return [str(item) for item in read(io.BytesIO(data), name) if isinstance(item, Fault) and not item.warning]


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_told_in_words(name: str) -> None:
    data, what = DAMAGED[name]
    told = sentences(name, data)
    assert [sentence for sentence in told if what in sentence]
    assert not [sentence for sentence in told if FOREIGN.search(sentence.partition(": ")[2])]
    assert all(sentence.startswith(name.partition("/")[0]) and re.search(r"(?:Fetch|Unpack|Mend) ", sentence) for sentence in told)


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_told_once(name: str) -> None:
    told = sentences(name, DAMAGED[name][0])
    assert told and all(len(re.findall("damaged|cut short", sentence)) <= 1 for sentence in told)


def test_damaged_parquet_is_told_in_words() -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install 'engross[parquet]').")
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pa.table({"text": [page.decode() for page in PAGES.values()] * 9}), out, row_group_size=9)
    whole = out.getvalue()
    for data, what in ((whole[:len(whole) // 2], "description of its columns"), (whole[:9], "description of its columns"),
                       (flipped(whole, *range(20, 400)), "nothing of it can be read")):
        (told,) = sentences("a.parquet", data)
        assert what in told
        assert not FOREIGN.search(told)


ITEM = "<item><title>Item {0}</title><link>https://quay.example/{0}</link><description>{1}</description></item>"
TOLD = "The harbour of the island closes for the winter, says the owner of the ferry."
FEEDS = {
    "cut in the second item": (ITEM.format(1, TOLD) + ITEM.format(2, TOLD)[:40], 1),
    "cut in the third item": (ITEM.format(1, TOLD) + ITEM.format(2, TOLD) + "<item><ti", 2),
    "cut in the first item": (ITEM.format(1, TOLD)[:-8], 0),
    "an end of an item in a quotation": (ITEM.format(1, TOLD) + "<item><title>Two</title><description><![CDATA[" + TOLD + "</item>]]></descr", 1),
    "an end of an item in a comment": (ITEM.format(1, TOLD) + "<item><!-- </item> --><title>Two</title><description>" + TOLD, 1),
    "a tag that does not fit": (ITEM.format(1, TOLD) + ITEM.format(2, TOLD) + "<item><title>Three</link></title>" + TOLD + "</item>", 2),
}


@pytest.mark.parametrize("parting", ["", "\n"])
@pytest.mark.parametrize("name", FEEDS)
def test_items_before_the_damage_are_read_also_where_a_feed_is_one_line(name: str, parting: str) -> None:
    written, whole = FEEDS[name]
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Quay</title>{written}'.replace("<item>", f"{parting}<item>")
    items = list(read(io.BytesIO(feed.encode()), "feed.xml"))
    (fault,) = (item for item in items if isinstance(item, Fault))
    assert sum(isinstance(item, Source) for item in items) == whole
    assert f"; {whole} item{'' if whole == 1 else 's'} before it can be read." in str(fault)


@pytest.mark.parametrize(("error", "said"), [
    (EOFError("Compressed file ended before the end-of-stream marker was reached"), "it is cut short"),
    (RuntimeError("nobody knows this message"), "its bytes cannot be read"),
    (OSError("Restored data doesn't match checksum"), "its checksum does not fit its bytes"),
    (OSError("Destination buffer is too small"), "its packed bytes are damaged"),
    (ValueError("incomplete frame"), "it is cut short"),
])
def test_messages_of_libraries_in_words(error: Exception, said: str) -> None:
    assert damage_of(error) == said


@pytest.mark.parametrize("words", ["Not enough memory to allocate buffer for parsing", "Error -4 while decompressing data", "malloc of size 64 failed",
                                   "Allocation error : not enough memory"])
def test_a_lack_of_memory_is_no_damage(words: str) -> None:
    with pytest.raises(MemoryError):
        damage_of(ValueError(words))
    raise_for_memory(ValueError("Error -3 while decompressing data: invalid block type"))
