"""An article becomes bytes: TEI P5, a line of JSON, a line of the ledger. Writers choose by label and judge nothing."""

from __future__ import annotations
