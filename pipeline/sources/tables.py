"""Rows of Parquet, JSONL and Arrow files: one row is one file of some repository.

A row that names no repository or no path, and a line that is no JSON object, is recorded under
the name of its table, as `row-000000000` (counted from 0) or `line-000000001` (from 1).  A new kind
of table is a line of `KINDS`.
"""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from repoloom.pipeline.sources import arrow, columns, compression, entries
from repoloom.pipeline.sources.columns import OPTIONAL, Cell, Columns, Table
from repoloom.pipeline.sources.entries import Limits, SourceError
from repoloom.pipeline.storage import filesystems
from repoloom.transforms.records import RawFile

# What a damaged table raises; a name in a Parquet that is no UTF-8 comes as the last.
_DAMAGE = (pa.ArrowException, UnicodeDecodeError, *compression.DAMAGE)
_LONGEST_FIRST = 16 << 20
_NO_LIMITS = Limits()


def kind_of(file_name: str) -> str:
    """By the suffix of a file name: a key of `KINDS` or, for any other, ""."""
    lower = file_name.lower()
    return next((name for name, kind in KINDS.items() if lower.endswith(kind.suffixes)), "")


def check(location: str, kind: str, given: Mapping[str, str]) -> None:
    """Raises SourceError where the columns of the table cannot be read as files.

    A damaged table passes: that is a verdict when it is read, not a reason to stop the run.
    """
    with filesystems.open_read(location) as opened:
        try:
            KINDS[kind].check(Table(opened, location, given, _NO_LIMITS))
        except _DAMAGE as error:
            compression.check(error)


def read(
    location: str,
    kind: str,
    given: Mapping[str, str],
    limits: Limits = _NO_LIMITS,
    groups: tuple[int, int] | None = None,
) -> Iterator[RawFile]:
    """The files of a table in the order of its rows.

    What can be read of a damaged table is given; one more record, of the path ".", has the reason
    why the rest is not.

    Args:
        location: of the file.
        kind: a key of `KINDS`.
        given: names of columns, by field of `columns.Columns`.
        limits: of the reader.
        groups: row groups [groups[0], groups[1]) of a Parquet, None for all.
    """
    with filesystems.open_read(location) as opened:
        table = Table(opened, location, given, limits, groups)
        try:
            yield from KINDS[kind].files(table)
        except SourceError:
            yield entries.left(table.name, entries.WHOLE, "unknown_columns")
        except _DAMAGE as error:
            compression.check(error)
            yield entries.left(table.name, entries.WHOLE, "corrupt_table")


def row_groups(location: str) -> list[int]:
    """Bytes of each row group of a Parquet before compression; none where it is damaged."""
    with filesystems.open_read(location) as opened:
        try:
            metadata = pq.ParquetFile(opened).metadata
        except _DAMAGE as error:
            compression.check(error)
            return []
        return [metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups)]


def _check_parquet(table: Table) -> None:
    columns.choose_typed(pq.ParquetFile(table.file).schema_arrow, table)


def _check_lines(table: Table) -> None:
    for number, line in _lines(table.file, _LONGEST_FIRST):
        if (row := _parsed(line)) is not None:
            _line_columns(row, table.given, f"{table.location} line {number}")
            return


def _parquet_files(table: Table) -> Iterator[RawFile]:
    """Holds one batch of rows."""
    # Without pre_buffer a column is read page by page, not a row group at a time.
    parquet = pq.ParquetFile(table.file, pre_buffer=False, buffer_size=1 << 20)
    chosen = columns.choose_typed(parquet.schema_arrow, table)
    groups = range(*(table.groups or (0, parquet.num_row_groups)))
    for at, row in _parquet_rows(parquet, columns.wanted(parquet.schema_arrow, chosen), groups):
        yield columns.record(row, chosen, table.name, f"row-{at:09}", table.limits)


def _line_files(table: Table) -> Iterator[RawFile]:
    """Holds one line, of a length that the limits bound."""
    longest = 6 * table.limits.max_file_bytes + (1 << 16)  # JSON writes a byte as \\u0000 at worst
    chosen: Columns | None = None
    for number, line in _lines(table.file, longest):
        place, row = f"line-{number:09}", _parsed(line)
        if row is None:
            reason = "over_size_cap" if len(line) > longest else "malformed_row"
            yield entries.left(table.name, place, reason, len(line))
            continue
        chosen = chosen or _line_columns(row, table.given, table.location)
        yield columns.record(row, chosen, table.name, place, table.limits)


def _line_columns(row: Mapping[str, Cell], given: Mapping[str, str], where: str) -> Columns:
    """By the first row; a licence or rank may come in later rows only."""
    later = [given[name] for name in OPTIONAL if name in given]
    return columns.choose([*row, *later], given, where)


def _parquet_rows(
    parquet: pq.ParquetFile, present: list[str], groups: range
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Rows with their number in the file."""
    at = sum(parquet.metadata.row_group(group).num_rows for group in range(groups.start))
    batches = parquet.iter_batches(
        batch_size=columns.ROWS, row_groups=list(groups), columns=present
    )
    for batch in batches:
        values = [columns.values(batch.column(name)) for name in present]
        for row in zip(*values, strict=True):
            yield at, dict(zip(present, row, strict=True))
            at += 1


def _lines(opened: BinaryIO, longest: int) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers; one longer than `longest` is cut off."""
    stream = compression.expanded(opened)
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        rest = line
        while len(rest) > longest and not rest.endswith(b"\n"):
            rest = stream.readline(longest + 1)
        if line.strip():
            yield number, line


def _parsed(line: bytes) -> dict[str, Cell] | None:
    """The object of a line, None where it is none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of table.

    Attributes:
        suffixes: how its files end, the most usual first.
        plain: those of them whose text is not compressed; its size is that of the file.
        check: raises SourceError where the columns cannot be read as files.
        files: what its rows are, in order.
    """

    suffixes: tuple[str, ...]
    plain: tuple[str, ...]
    check: Callable[[Table], None]
    files: Callable[[Table], Iterator[RawFile]]


_LINES = (".jsonl", ".ndjson", ".json")
# A lone JSON document is none as a rule; it is rows only where it is an input.
_LINES_SUFFIXES = tuple(
    name + end
    for name in _LINES
    for end in ("", ".gz", ".zst", ".bz2", ".xz")
    if name + end != ".json"
)

KINDS: Mapping[str, Kind] = {
    "parquet": Kind((".parquet", ".parq", ".pq"), (), _check_parquet, _parquet_files),
    "jsonl": Kind(_LINES_SUFFIXES, _LINES, _check_lines, _line_files),
    "arrow": Kind(arrow.SUFFIXES, (".arrow",), arrow.check, arrow.files),
}
"""Every kind of table by its name."""
