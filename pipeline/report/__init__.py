"""The report beside an archive: pages that open from the disk and show what was kept, what was removed, and why.

`report` writes it: the `overview` with its `figures` and `plots`, and data files (`shards`) with the list (`rows`) and the articles (`record`).
"""

from pipeline.report.report import INDEX, report, write_report

__all__ = ["INDEX", "report", "write_report"]
