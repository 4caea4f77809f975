"""The archive as Luigi tasks, and the only place that imports Luigi.

    luigi --module pipeline.tasks Export --source DIR --archive OUT --format parquet --local-scheduler

Luigi's traps, and what is done about them: a task is complete when the results of all its batches are there *and* their hashes fit, not when
some file exists; results take their names when they are whole; exit codes come from the detailed summary, since Luigi's own are 0
after failures; progress that can't be told to the scheduler fails no work; worker processes are started fresh (forkserver), not forked from
a process with threads; text never passes through Luigi's targets, whose encoding is the locale's.

`jobs` holds the tasks that a user can require, `shares` the batches as tasks, `running` what ``engross archive`` runs, `sentences` what is said of
faults.
"""

from pipeline.tasks.jobs import Archive, Export, Plan, Report, Verify
from pipeline.tasks.running import run_tasks
from pipeline.tasks.shares import ENGINES, Publication, Share, digest_of

__all__ = ["ENGINES", "Archive", "Export", "Plan", "Publication", "Report", "Share", "Verify", "digest_of", "run_tasks"]
