"""Decoding: the bytes of a source into a page of text, with every repair recorded."""

from pipeline.decoding.charset import decode_bytes
from pipeline.decoding.page import decode

__all__ = ["CONTINUES", "decode", "decode_bytes"]

CONTINUES = "data-engross-continues"
"""Attribute of a script that goes on with the script before it, whose text was put out (`pipeline.decoding.script_text`). Its value says where."""
