"""Code pages that nobody declares: 437 and 850 of DOS, in which old collections of Western texts are, and EBCDIC of large computers.

The proof of the former is that of Mac Roman: nothing is odd and all characters are usual when the bytes are read in the code page, and much is odd
in what a detector takes them for. Bytes in EBCDIC have none of the spaces of ASCII, and their letters and spaces are those of a text.
"""

from __future__ import annotations

import codecs
import re

from pipeline.decoding.oddness import BEYOND_ASCII, WINDOWS_1252, oddness

__all__ = ["dos_codec", "ebcdic_codec"]

_CODECS = ("cp850", "cp437")
_USUAL = re.compile("[áéíóúàèìòùâêîôûäëïöüãõñçåæøßÿÁÉÍÓÚÀÈÌÒÙÂÊÎÔÛÄËÏÖÜÃÕÑÇÅÆØ«»¿¡°ªº£½¼\u00a0ðÐþÞýÝ]+")
_LEAST_PROOF = 3
_EBCDIC = ("cp037", "cp500", "cp273", "cp1140")
_SIGN = re.compile(r"[^\w\s.,;:!?'\"()\[\]<>/=-]")
_LEAST_SMALL, _LEAST_SPACES, _MOST_SIGNS = 0.5, 0.05, 0.05
"""Shares of a text in EBCDIC: small letters of ASCII, spaces, and signs that are neither punctuation nor in tags."""


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


def ebcdic_codec(data: bytes) -> str | None:
    """The code page of EBCDIC that bytes are in: of those that fit, the one that makes the fewest signs of them; else None."""
    sample = data[:65536]
    if b" " in sample or sample.count(b"@") < _LEAST_SPACES * len(sample):
        return None
    text, codec = min(((sample.decode(codec), codec) for codec in _EBCDIC), key=lambda read: len(_SIGN.findall(read[0])))
    small = sum("a" <= char <= "z" for char in text)
    return codec if small >= _LEAST_SMALL * len(text) and len(_SIGN.findall(text)) <= _MOST_SIGNS * len(text) else None
