"""Rows of the store as records: what select knows of a file, which is all but its text."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from repoloom.transforms import columns, tables
from repoloom.transforms.records import SourceFile

NAMES = ("repo", "path")
SIGNATURE = ("signature",)
_NOT_JUDGED = frozenset({"text", "signature", "redactions"})
JUDGED = tuple(name for name in columns.names(SourceFile) if name not in _NOT_JUDGED)
"""What a file is judged by.  A signature is ten times as long as all of it together."""


def read_rows(table: pa.Table) -> list[SourceFile]:
    """The rows of a bucket, in order; `text`, `signature` and `redactions` have their defaults.

    A signature takes part in arithmetic only, so it stays in the table: see `signatures`.

    Args:
        table: columns named as the fields of `SourceFile`; a missing one is empty.
    """
    known = [name for name in table.column_names if name in JUDGED]
    return tables.read(table.select(known), SourceFile)


def signatures(table: pa.Table) -> list[bytes]:
    """The MinHash signature of each row, b"" where it has none."""
    if "signature" not in table.column_names:
        return [b""] * table.num_rows
    values: list[bytes] = table["signature"].to_pylist()
    return values


def signature_matrix(table: pa.Table, places: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """The MinHash signatures of these rows, all of which have one.

    Returns:
        uint32[n, permutations].

    Raises:
        ValueError: they are not of one length.
    """
    column = table["signature"].take(pa.array(places))
    return as_matrix(column.to_pylist())


def as_matrix(values: Sequence[bytes]) -> npt.NDArray[np.uint32]:
    """Signatures as uint32[n, permutations].  Raises ValueError where their lengths differ."""
    lengths = sorted({len(value) for value in values})
    if len(lengths) > 1:
        raise ValueError(
            f"signatures of {[length // 4 for length in lengths]} permutations are in one store; "
            "ingest it again with one number of permutations"
        )
    joined: npt.NDArray[np.uint32] = np.frombuffer(b"".join(values), "<u4")
    return joined.reshape(len(values), lengths[0] // 4 if lengths else 0)
