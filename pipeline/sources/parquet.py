"""Parquet and Arrow: a source for each row. Needs pyarrow, which is installed with ``engross[parquet]``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.data import Source
from pipeline.data.counting import counted
from pipeline.faults import Fault
from pipeline.sources.damage import damage_of
from pipeline.sources.opened import Opened
from pipeline.sources.records import Records, holds_text

__all__ = ["read_parquet"]

_ROWS = 256
"""Rows that are in memory at a time."""


def read_parquet(opened: Opened) -> Iterator[Source | Fault]:
    """A source for each row; one `Fault` where the file is damaged or pyarrow is missing."""
    name = opened.name
    kind = "Parquet" if opened.head.startswith(b"PAR1") else "Arrow"
    try:
        import pyarrow as pa
    except ImportError:
        yield Fault("needs-pyarrow", f"{name}: this is a file of {kind}, and pyarrow, which reads it, is not installed. "
                    "Install it with: pip install 'engross[parquet]'", name=name)
        return
    records, number = Records(name, opened.inputs), 0
    try:
        for batch in _batches(opened):
            if not number and not holds_text(batch.schema.names, opened.inputs):
                yield Fault("no-text-field", f"{name}: no column of this file is known to hold text (columns here: "
                            f"{', '.join(batch.schema.names[:12])}). Name the column in the settings: inputs.text or inputs.html.", name=name)
                return
            opened.budget.spend(batch.nbytes, name)
            for row in batch.to_pylist():
                number += 1
                yield records.read(row, f"{name}:{number}")
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, Fault):
            raise
        told = f"{counted(number, 'row')} before the damage" if number else "nothing of it"
        yield Fault("corrupt", f"{name}: this file of {kind} cannot be read whole: {damage_of(error)}; {told} can be read. "
                    "Fetch the file again.", name=name)


def _batches(opened: Opened) -> Iterator[Any]:
    stream = opened.anywhere()
    if opened.head.startswith(b"PAR1"):
        from pyarrow import parquet

        yield from parquet.ParquetFile(stream).iter_batches(batch_size=_ROWS)
        return
    from pyarrow import ipc

    reader = ipc.open_file(stream)
    for n in range(reader.num_record_batches):
        batch = reader.get_batch(n)
        for at in range(0, batch.num_rows, _ROWS):
            yield batch.slice(at, _ROWS)
