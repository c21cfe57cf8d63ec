"""Rows of the store as records: what select knows of a file, which is all but its text."""

import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

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

_Value = TypeVar("_Value", bound=np.generic)


def read_rows(found: Iterable[pa.Table]) -> list[SourceFile]:
    """The rows of a bucket, in order; `text`, `signature` and `redactions` have their defaults.

    A signature takes part in arithmetic only, so it has no object: see `Signatures`.

    Args:
        found: columns named as the fields of `SourceFile`; a missing one is empty.
    """
    return [
        row
        for table in found
        for row in tables.read(
            table.select([name for name in table.column_names if name in JUDGED]), SourceFile
        )
    ]


class Signatures:
    """The MinHash signatures of a bucket in row order, those of one table in memory at a time."""

    def __init__(self, found: Iterable[pa.Table]) -> None:
        """Takes the rows of the bucket table by table, in order."""
        self._tables = iter(found)
        self._values: Sequence[bytes] = ()
        self._first = 0
        self._there: list[npt.NDArray[np.bool_]] = []

    def least(self, rows: Sequence[int]) -> npt.NDArray[np.uint32] | None:
        """The least value of each permutation over these rows, uint32[permutations].

        None where no row has a signature.  Rows ascend, from call to call too.

        Raises:
            ValueError: the signatures are not of one length.
        """
        parts: list[bytes] = []
        at = 0
        while at < len(rows):
            if rows[at] >= self._first + len(self._values) and not self._advance():
                raise ValueError(f"the bucket has no row {rows[at]}")
            end = bisect.bisect_left(rows, self._first + len(self._values), at)
            found = [self._values[row - self._first] for row in rows[at:end]]
            if known := [value for value in found if value]:
                parts.append(as_matrix(known).min(axis=0).tobytes())
            at = end
        return as_matrix(parts).min(axis=0) if parts else None

    def there(self) -> npt.NDArray[np.bool_]:
        """Which rows of the bucket have one, bool[rows]; nothing can be asked for afterwards."""
        while self._advance():
            pass
        return np.concatenate([np.zeros(0, np.bool_), *self._there])

    def _advance(self) -> bool:
        """Goes on to the next table; False behind the last."""
        self._first += len(self._values)
        self._values = ()
        for table in self._tables:
            given = "signature" in table.column_names
            self._values = table["signature"].to_pylist() if given else [b""] * table.num_rows
            self._there.append(np.array([len(one) > 0 for one in self._values], np.bool_))
            return True
        return False


def matrices(
    found: Iterable[pa.Table], rows: npt.NDArray[np.int64]
) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.uint32]]]:
    """The MinHash signatures of these rows, all of which have one, table by table.

    Args:
        found: the rows of a bucket in order.
        rows: numbers of rows, in any order; one may come twice.

    Returns:
        Places in `rows`, and the signatures of those rows: uint32[n, permutations].

    Raises:
        ValueError: those of one table are not of one length.
    """
    order = np.argsort(rows, kind="stable")
    ascending, first, at = rows[order], 0, 0
    for table in found:
        end = int(np.searchsorted(ascending, first + table.num_rows))
        if end > at:
            column = table["signature"].take(pa.array(ascending[at:end] - first))
            yield order[at:end], as_matrix(column.to_pylist())
        first, at = first + table.num_rows, end


def gathered(
    found: Iterable[pa.Table],
    rows: npt.NDArray[np.int64],
    made: Callable[[npt.NDArray[np.uint32]], npt.NDArray[_Value]],
    kind: type[_Value],
) -> npt.NDArray[_Value]:
    """What is made of the MinHash signatures of these rows, with those of one table in memory.

    Args:
        found: the rows of a bucket in order.
        rows: see `matrices`.
        made: makes [n, width] of uint32[n, permutations].
        kind: of the values made.

    Returns:
        [rows, width]; a width of 0 where there are no rows.

    Raises:
        ValueError: see `matrices`.
    """
    values: npt.NDArray[_Value] = np.empty((len(rows), 0), kind)
    for places, signatures in matrices(found, rows):
        part = made(signatures)
        if not values.size:
            values = np.empty((len(rows), part.shape[1]), kind)
        values[places] = part
    return values


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
