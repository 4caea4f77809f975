"""Code pages of DOS that nobody declares: 437 and 850, in which old collections of Western texts are.

The proof is that of Mac Roman: nothing is odd and all characters are usual when the bytes are read in the code page, and much is odd in what a
detector takes them for.
"""

from __future__ import annotations

import codecs
import re

from pipeline.decoding.oddness import BEYOND_ASCII, WINDOWS_1252, oddness

__all__ = ["dos_codec"]

_CODECS = ("cp850", "cp437")
_USUAL = re.compile("[áéíóúàèìòùâêîôûäëïöüãõñçåæøßÿÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛÄËÏÖÜÃÕÑÇÅÆØ«»¿¡°ªº£½¼\u00a0ðÐþÞýÝ]+")
_LEAST_PROOF = 3


def dos_codec(data: bytes, taken_for: str | None) -> str | None:
    """The code page of DOS that bytes are in which are no text in windows-1252; None where they are in neither. ``taken_for``: the encoding that a
    detector takes them for, in which they must be as odd."""
    sample = data[:65536]
    windows = codecs.charmap_decode(sample, "strict", WINDOWS_1252)[0]
    odd = min(oddness(windows), oddness(sample.decode(taken_for or "windows-1252", "replace")) if taken_for else len(sample))
    if odd < max(_LEAST_PROOF, len(BEYOND_ASCII.findall(windows)[:400]) // 4):
        return None
    for codec in _CODECS:
        text = sample.decode(codec)
        if _USUAL.fullmatch("".join(BEYOND_ASCII.findall(text))) and not oddness(text):
            return codec
    return None
