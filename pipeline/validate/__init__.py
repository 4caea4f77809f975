"""Reads what was written and says what is wrong with it. Shares no code with the writers and nothing but the files' formats.

Each check returns problems (`problem`), never raises for bad input; an empty list means that all is well.

- One file: `tei` (with `tei_parts`, `tei_long` and `tei_links`), `lines` of articles and ledgers (with `line_parts` and the models in
  `records`).
- Several against one another: `agreement` of the three records of an article, `evidence` of its values.
- Against the source: `rebuild` of the decoded page of a text, `coverage` of the words of a page of HTML (which `markup` reads).
"""

from __future__ import annotations

from pipeline.validate.agreement import validate_agreement
from pipeline.validate.lines import validate_line
from pipeline.validate.problem import Problem
from pipeline.validate.rebuild import rebuild, validate_rebuild
from pipeline.validate.tei import validate_tei

__all__ = ["Problem", "rebuild", "validate_agreement", "validate_line", "validate_rebuild", "validate_tei"]
