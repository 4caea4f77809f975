"""Decoding: the bytes of a source into a page of text, with every repair recorded."""
