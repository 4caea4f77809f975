"""Decoding: the bytes of a source into a page of text, with every repair recorded."""

from pipeline.decoding.charset import decode_bytes
from pipeline.decoding.page import decode

__all__ = ["decode", "decode_bytes"]
