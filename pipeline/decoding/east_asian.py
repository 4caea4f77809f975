"""Chinese, Japanese and Korean in one encoding that are declared as another, in which the same bytes are no text of its language.

Each of these encodings holds the common characters of its language in few rows. Text that was read in its own encoding has hardly any others, and
text that was read in another one has many. Japanese has kana in every sentence; Korean alone has spaces between words.
"""

from __future__ import annotations

import re

__all__ = ["is_other_east_asian"]

_COMMON = {
    "gb18030": ("gb2312", (0xA1, 0xA1, 0xA3, 0xA3, 0xB0, 0xD7)), "big5hkscs": ("big5", (0xA1, 0xC6)),
    "cp932": ("shift_jis", (0x81, 0x83, 0x88, 0x98)), "euc_jp": ("euc_jp", (0xA1, 0xA1, 0xA3, 0xA5, 0xB0, 0xCF)),
    "cp949": ("euc_kr", (0xA1, 0xA1, 0xA3, 0xA3, 0xB0, 0xC8)),
}
"""The narrower encoding of each, and the first and last bytes of the rows of its common characters."""
_LEAST, _MANY, _FEW = 20, 0.2, 0.05
"""Characters that count as proof, the share of rare ones in a text that was read wrongly, and in one that was read rightly."""
_KANA, _BETWEEN = re.compile("[\u3041-\u30fe]"), re.compile("(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_FORM_OF_EUC = re.compile(rb"(?:[\xa1-\xfe]{2}|[\x00-\x7f]++)++")


def is_other_east_asian(sample: bytes, declared: str, other: str) -> bool:
    """Whether bytes that are declared as one of these encodings are text in another one."""
    if declared not in _COMMON or other not in _COMMON or declared == other:
        return False
    return _rare_share(sample, declared) >= _MANY and _rare_share(sample, other) <= _FEW


def _rare_share(sample: bytes, codec: str) -> float:
    """The share of rare characters in what bytes are in an encoding, 0 to 1; 1 where the language is not written so, 0 for too few characters."""
    text = sample.decode(codec, "replace")
    beyond = [char for char in text if char > "\x7f"]
    if len(beyond) < _LEAST:
        return 0.0
    if codec in ("cp932", "euc_jp"):
        strange = len(_KANA.findall(text)) < _FEW * len(beyond)
    else:
        strange = codec != "cp949" and len(_BETWEEN.findall(text)) > len(beyond) / 10
    if codec in ("cp932", "big5hkscs"):  # half of their characters have a second byte that encodings of the form of EUC do not have
        strange = strange or _FORM_OF_EUC.fullmatch(sample[:sample.rfind(b"\n") + 1] or sample) is not None
    return 1.0 if strange else sum(_is_rare(char, *_COMMON[codec]) for char in beyond) / len(beyond)


def _is_rare(char: str, codec: str, rows: tuple[int, ...]) -> bool:
    try:
        written = char.encode(codec)
    except UnicodeEncodeError:
        return True
    return len(written) == 3 or not any(first <= written[0] <= last for first, last in zip(rows[::2], rows[1::2], strict=True))
