"""What one row of a table is: a file, or the reason why it is none."""

import dataclasses
import decimal
import math
import re
from collections.abc import Mapping

from repoloom.pipeline.sources import entries
from repoloom.pipeline.sources.tables.cells import Cell
from repoloom.pipeline.sources.tables.columns import Columns, Table
from repoloom.pipeline.storage import paths
from repoloom.transforms.records import RawFile

_HIGHEST = (1 << 63) - 1  # the store has 64 bits for a rank
_NUMBER = re.compile(rb"\s*\+?(\d{1,400})(\.\d*)?\s*")


def record(row: Mapping[str, Cell], columns: Columns, table: Table, place: str) -> RawFile:
    """The file that a row is; the table's name and `place` name a row that names none itself."""
    row = {**table.partition, **row} if table.partition else row
    repo, path = _bytes(row.get(columns.repo)), _bytes(row.get(columns.path))
    if not repo:
        return entries.left(table.name, place, "missing_repository")
    if not path:
        return entries.left(table.name, place, "missing_path")
    owner = paths.escape(repo)
    below = entries.relative(path.lstrip(b"/"))  # some tables write paths from the root
    if below is None:
        return entries.left(owner, entries.unsafe(path), "unsafe_path")
    text = _bytes(row.get(columns.text))
    if text is None:
        reason = "binary" if row.get("binary") is True else "missing_text"
        return entries.left(owner, paths.escape(below), reason)
    return dataclasses.replace(
        entries.file(owner, paths.escape(below), text, table.limits),
        licence=_licence(row.get(columns.licence)),
        rank=_rank(row.get(columns.rank)),
    )


def _bytes(value: Cell) -> bytes | None:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")  # JSON may hold half a surrogate pair
    return value if isinstance(value, bytes) else None


def _licence(value: Cell) -> str:
    """All of several licences hold, each for a part: they are joined with AND, as in SPDX."""
    stated = (_bytes(item) for item in (value if isinstance(value, list) else [value]))
    return " AND ".join(sorted({name.decode("utf-8", "replace") for name in stated if name}))


def _rank(value: object) -> int:
    """The whole number from 0 to the highest of 64 bits that is nearest below; 0 for no number.

    A number may be written as text: BigQuery exports 64-bit integers so.
    """
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogatepass")
    if isinstance(value, bytes):
        written = _NUMBER.fullmatch(value)
        value = int(written[1]) if written else 0
    if isinstance(value, bool) or not isinstance(value, int | float | decimal.Decimal):
        return 0
    return min(max(int(value), 0), _HIGHEST) if _is_finite(value) else 0


def _is_finite(value: int | float | decimal.Decimal) -> bool:
    return (
        value.is_finite()
        if isinstance(value, decimal.Decimal)
        else (isinstance(value, int) or math.isfinite(value))
    )
