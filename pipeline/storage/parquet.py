"""Parquet, read by the thread that asks for it and by no other.

pyarrow gives a file to threads of its own, `pre_buffer` even where `use_threads` is off.  Such a
thread may let go of a Python file after the read has returned; if the process ends meanwhile, it
waits for an interpreter that is gone, and the process ends with SIGABRT or never, with all its work
done (apache/arrow#34314 and #50482; 4 of 60 processes on a busy machine).
"""

import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

Place = str | os.PathLike[str] | BinaryIO


def opened(source: Place, *, buffer_size: int = 0) -> pq.ParquetFile:
    """A file to be read with `group`, `whole` or `batches`.

    Args:
        source: a path, or a binary file open for reading.
        buffer_size: bytes read at a time of a column; 0 for all that a row group has of it.

    Raises:
        pyarrow.ArrowInvalid: it is not Parquet.
    """
    return pq.ParquetFile(source, pre_buffer=False, buffer_size=buffer_size)


def group(file: pq.ParquetFile, number: int, columns: Sequence[str] | None = None) -> pa.Table:
    """A row group; all columns where none are named."""
    return file.read_row_group(number, columns=_listed(columns), use_threads=False)


def whole(source: Place, columns: Sequence[str] | None = None) -> pa.Table:
    """All rows; all columns where none are named."""
    return opened(source).read(columns=_listed(columns), use_threads=False)


def batches(
    file: pq.ParquetFile, groups: Sequence[int], columns: Sequence[str], rows: int
) -> Iterator[pa.RecordBatch]:
    """The rows of some row groups, at most so many at a time."""
    yield from file.iter_batches(
        batch_size=rows, row_groups=list(groups), columns=list(columns), use_threads=False
    )


def _listed(columns: Sequence[str] | None) -> list[str] | None:
    return None if columns is None else list(columns)
