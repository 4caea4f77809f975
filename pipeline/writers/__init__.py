"""An article becomes bytes: TEI P5, a line of JSON, a line of the ledger. Writers choose by label and judge nothing.

`jsonl` and `ledger` write a line each. `tei` writes a document: its header in `tei_header`, the article in `tei_text`, of which `tei_blocks` writes
runs of blocks, `tei_words` the words of one block and `tei_inline` links and emphasis in them. They use `markup` (the serialiser), `uri`,
`within` (ranges in a text) and `note_numbers`. ``schema/`` holds the grammar of TEI and the JSON Schemas; ``exports/`` the formats of other tools.
"""

from __future__ import annotations

from pipeline.writers.jsonl import write_json
from pipeline.writers.ledger import write_ledger
from pipeline.writers.tei import write_tei

__all__ = ["write_json", "write_ledger", "write_tei"]
