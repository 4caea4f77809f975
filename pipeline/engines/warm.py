"""Imported by the server that worker processes are forked from: loads what every batch needs, once instead of once a process.

Phrase packs, the grammar of TEI, pydantic's models and the tables of the detectors take half a second together; a batch takes little more.
"""

from __future__ import annotations

import contextlib
import gc

from pipeline.clean import clean
from pipeline.validate import validate_line, validate_tei

_PAGE = "The bridge opens\n\nThe people of the town waited ten years for the bridge, which opened this week.\n\nLeave a Reply\n"

with contextlib.suppress(Exception):  # what fails here (no place for a file of a library) is told when a source is worked on
    _article = clean(_PAGE)
    validate_tei(b'<?xml version="1.0" encoding="UTF-8"?>\n' + _article.to_tei().encode())
    validate_line(_article.to_json())

gc.set_threshold(50_000, 20, 20)  # a page of 50,000 lines makes millions of objects; hardly any of them is part of a cycle
gc.collect()
gc.freeze()  # what was loaded stays, and is not looked through again and again
