"""Writes ``characters.npz``: the class of every code point, as runs.

A table in a file, because Python versions carry different versions of Unicode and the features must not change with them.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np

from pipeline.evidence import characters as f
from tools.train.store import write_npz

TERMINAL = ".!?…。！？．｡।॥۔؟։።፧፨။៕᙮‽⁇⁈⁉‼"
COMMA = ",;،؛、，；､՝፣፤"
COLON = ":：፡፥"
QUOTE = "\"'«»‘’‚‛“”„‟‹›「」『』〝〞＂＇"
BAR = "|/\\>→▸►▶❯⟩¦│"
STAR = "*•·●▪■□○◦‣⁃∙+#~=_^"
IDEOGRAPHS = ((0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x20000, 0x3FFFF))


def kind(point: int) -> int:
    """The class of one code point."""
    char = chr(point)
    for listed, value in ((TERMINAL, f.TERMINAL), (COMMA, f.COMMA), (COLON, f.COLON), (QUOTE, f.QUOTE), (BAR, f.BAR), (STAR, f.STAR)):
        if char in listed:
            return value
    category = unicodedata.category(char)
    if category[0] == "L":
        if any(low <= point <= high for low, high in IDEOGRAPHS):
            return f.IDEOGRAPH
        if 0xAC00 <= point <= 0xD7AF:
            return f.HANGUL
        return f.UPPER if category in ("Lu", "Lt") else f.LOWER
    if char.isspace():
        return f.SPACE
    return {"Nd": f.DIGIT, "Nl": f.DIGIT, "No": f.DIGIT, "Ps": f.BRACKET, "Pe": f.BRACKET, "Pi": f.QUOTE, "Pf": f.QUOTE, "Pd": f.DASH,
            "Mn": f.MARK, "Mc": f.MARK, "Me": f.MARK, "Zs": f.SPACE}.get(category, f.SYMBOL if category[0] in "SP" else f.OTHER)


def main() -> None:
    """Write the table beside the models."""
    kinds = np.fromiter(map(kind, range(0x110000)), np.uint8, 0x110000)
    starts = np.flatnonzero(np.concatenate(([True], kinds[1:] != kinds[:-1])))
    lengths = np.diff(np.concatenate((starts, [len(kinds)]))).astype(np.uint32)
    path = Path(f.__file__).parent / "data" / "characters.npz"
    write_npz(path, {"classes": kinds[starts], "lengths": lengths})
    print(f"{path.name}: {len(starts)} runs, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
