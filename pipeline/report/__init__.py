"""The report beside an archive: pages that open from the disk and show what was kept, what was removed, and why."""

from pipeline.report.report import INDEX, report, write_report

__all__ = ["INDEX", "report", "write_report"]
