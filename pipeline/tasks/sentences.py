"""What goes wrong in a task of the archive is told in a sentence, to the scheduler and in the log; the log of other tasks is not changed."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

import luigi

from pipeline.archive.store.disk import name_place, sentence_for
from pipeline.settings import SettingsError

__all__ = ["LOG", "SentenceTask", "TaskError", "sentences"]

LOG = logging.getLogger("luigi-interface")


class TaskError(Exception):
    """A task could not be done: the message is a whole sentence for the user."""


class SentenceTask(luigi.Task):
    """A task whose failures are sentences: what its `run` does stands in the context of `sentences`."""

    def on_failure(self, exception: BaseException) -> str:
        """What the scheduler and the user are told: a sentence, not a traceback."""
        return str(exception)


@contextlib.contextmanager
def sentences(root: Path | None = None) -> Iterator[None]:
    """Whatever is raised inside leaves as `TaskError`. ``root``: the archive, which an error of the disk names where it names no file."""
    try:
        yield
    except (TaskError, GeneratorExit):
        raise
    except SettingsError as error:
        raise TaskError(str(error)) from None
    except Exception as error:  # noqa: BLE001  (no user sees a traceback)
        if root is not None:
            name_place(error, root)
        raise TaskError(sentence_for(error)) from None


class _WithoutTraceback(logging.Filter):
    """Luigi logs the traceback of each failure; of a `TaskError` the sentence says all."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, TaskError):
            record.msg, record.args = f"{record.getMessage()}: {error}", ()
            record.exc_info = record.exc_text = None
        return True


LOG.addFilter(_WithoutTraceback())
for _name in ("luigi-interface", "luigi"):
    logging.getLogger(_name).addHandler(logging.NullHandler())  # else worker processes write tracebacks to the terminal
