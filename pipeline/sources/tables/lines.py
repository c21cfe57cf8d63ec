"""Rows of JSON Lines: one object a line, compressed or not.

No line says which columns the table has: writers leave out what is null, and the first line may be
a file without text.  The columns are those of the first layout that the lines, taken together from
the first on, have; a line that has another layout's is read by that.
"""

import codecs
import contextlib
import dataclasses
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, cast

from repoloom.pipeline.sources import compression, entries
from repoloom.pipeline.sources.entries import SourceError
from repoloom.pipeline.sources.tables import columns, rows
from repoloom.pipeline.sources.tables.cells import Cell
from repoloom.pipeline.sources.tables.columns import OPTIONAL, Columns, Table
from repoloom.transforms.records import RawFile

PLAIN = (".jsonl", ".ndjson", ".json")
"""How the files end whose text is not compressed."""

# A lone JSON document is none as a rule; it is rows only where it is an input.
SUFFIXES = tuple(
    name + end
    for name in PLAIN
    for end in ("", ".gz", ".zst", ".bz2", ".xz", ".zstd")
    if name + end != ".json"
)

_LOOKED_AT = 100_000  # lines, until some layout must have shown; 2 s of reading
_LONGEST_FIRST = 16 << 20
_SHOWN = 40  # columns in a message


def check(table: Table) -> None:
    """Raises SourceError where the columns cannot be read as files, or the file is one document."""
    if _chosen(table) is not None:
        return
    _, first = next(_lines(table.file, _LONGEST_FIRST), (0, b""))
    if first.lstrip().startswith(b"[") or first.strip() == b"{":
        raise SourceError(
            f"{table.location} is one JSON document, and none of its lines an object: make it one "
            "object a line (jq -c '.[]' does so of a list)"
        )


def files(table: Table) -> Iterator[RawFile]:
    """The files in the order of lines.  Holds one line, of a length that the limits bound."""
    chosen = _chosen(table) or columns.LAYOUTS["plain"]
    longest = 6 * table.limits.max_file_bytes + (1 << 16)  # JSON writes a byte as \\u0000 at worst
    for number, line in _lines(table.file, longest):
        place, row = f"line-{number:09}", _parsed(line)
        if row is None:
            reason = "over_size_cap" if len(line) > longest else "malformed_row"
            yield entries.left(table.name, place, reason, len(line))
        else:
            yield rows.record(row, _own(row, chosen, table), table, place)


def _chosen(table: Table) -> Columns | None:
    """The columns of the table; None where no line is an object.

    Raises:
        SourceError: the first `_LOOKED_AT` lines have no layout between them.
    """
    names = {field.name for field in dataclasses.fields(Columns)}
    given = {name: column for name, column in table.given.items() if name in names}
    present, first = set(table.partition), 0
    later = [table.given[name] for name in OPTIONAL if name in table.given]
    for number, line in _lines(table.file, _LONGEST_FIRST):
        if (row := _parsed(line)) is not None:
            first = first or number
            present.update(sorted(row)[:_SHOWN] if len(present) > _SHOWN else row)
            if columns.fitting(present, given):
                break
        if number >= _LOOKED_AT:
            break
    if not first:
        return None
    where = f"{table.location} line {first}"
    return columns.choose([*present, *later], table.given, where)


def _own(row: Mapping[str, Cell], chosen: Columns, table: Table) -> Columns:
    """The table's columns, or those of another layout where the row has only that one's."""
    present = {*row, *table.partition}
    if chosen.needed <= present:
        return chosen
    return columns.fitting(present, table.given) or chosen


def _lines(opened: BinaryIO, longest: int) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers; one longer than `longest` is cut off."""
    number = 0
    with _reader(opened) as read:
        while line := read(longest + 1):
            number += 1
            rest = line
            while len(rest) > longest and not rest.endswith(b"\n"):
                rest = read(longest + 1)
            if line.strip():
                yield number, line


@contextlib.contextmanager
def _reader(opened: BinaryIO) -> Iterator[Callable[[int], bytes]]:
    """Reads lines; PowerShell redirects in UTF-16, which is UTF-8 from here on."""
    opened.seek(0)
    mark = compression.expanded(opened).read(2)
    opened.seek(0)
    stream = compression.expanded(opened)
    if mark not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        yield stream.readline
        return
    text = io.TextIOWrapper(cast(BinaryIO, stream), "utf-16", errors="surrogatepass", newline="\n")
    try:
        yield lambda size: text.readline(size).encode("utf-8", "surrogatepass")
    finally:
        text.detach()  # or it would close the file


def _parsed(line: bytes) -> dict[str, Cell] | None:
    """The object of a line, None where it is none.

    A list with one element a line, and a JSON text sequence (RFC 7464), hold objects too.
    """
    bare = line.strip(b" \t\r\n\x1e,")
    for text in (bare, bare.removeprefix(b"[").removesuffix(b"]").strip(b" \t,")):
        row = _loaded(text)
        if isinstance(row, dict):
            return row
    return None


def _loaded(text: bytes) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        return None
    except ValueError:
        return _with_long_numbers(text)


def _with_long_numbers(text: bytes) -> object:
    """Python makes no int of more than 4,300 digits; as a float such a number is infinite."""
    try:
        return json.loads(text, parse_int=float)
    except (ValueError, RecursionError):
        return None
