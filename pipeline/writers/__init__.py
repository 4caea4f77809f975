"""An article becomes bytes: TEI P5, a line of JSON, a line of the ledger. Writers choose by label and judge nothing."""

from __future__ import annotations

from pipeline.writers.jsonl import write_json
from pipeline.writers.ledger import write_ledger
from pipeline.writers.tei import tei_document, write_tei

__all__ = ["tei_document", "write_json", "write_ledger", "write_tei"]
