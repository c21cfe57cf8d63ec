r"""Tables of a run as CSV or JSONL: `repoloom export`.

Every table is a stream of rows, in the order of the run's files (bucket by bucket) and, inside a
bucket, in the order in which the run wrote them; both are the same in every run.

Text is exact in both formats.  CSV holds the bytes as they are; JSONL is plain ASCII.  A byte that
is not UTF-8, which only damaged data has, is `\udcXX` in JSONL: `json.loads(line)` and then
`.encode("utf-8", "surrogateescape")` give the bytes back in Python.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, cast

from repoloom.pipeline.inspection import compared
from repoloom.pipeline.storage import endings, failed, filesystems, graph_tables
from repoloom.pipeline.storage.outputs import InspectionError, Output
from repoloom.transforms import columns
from repoloom.transforms.records import Redaction, Verdict

Value = str | int | float | bool | list[str] | tuple[str, ...]
Row = tuple[Value, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Infilled:
    """A piece that was cut for infilling; prefix + middle + suffix is its text."""

    repo: str
    path: str
    part: int
    parts: int
    language: str
    mode: str
    rule: str
    prefix: str
    middle: str
    suffix: str


@dataclasses.dataclass(frozen=True, slots=True)
class Packed:
    """A packed row: its number in the run, its shard and its number there, what it holds."""

    row: int
    shard: str
    index: int
    tokens: int
    segments: int
    files: int
    masked: int
    repos: tuple[str, ...]


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "verdicts": columns.names(Verdict),
    **{kind: graph_tables.names(kind) for kind in graph_tables.TABLES},
    "failures": graph_tables.names(graph_tables.FAILURES),
    "redactions": ("repo", "path", *columns.names(Redaction)),
    "fim": columns.names(Infilled),
    "figures": compared.Figure._fields,
    "rows": columns.names(Packed),
}
"""Columns of each table, in order."""


def _stored(output: Output, step: str, table: str, kind: str = "") -> Iterator[Row]:
    names = COLUMNS[table]
    for part in output.parts(step, kind):
        for record in output.records(part, names):
            yield tuple(cast(Value, record[name]) for name in names)


def verdicts(output: Output) -> Iterator[Row]:
    """One row a file: the verdict, its reason and what it rests on, failures of weave included."""
    names, failures = COLUMNS["verdicts"], failed.in_weave(output)
    for part in output.parts("verdicts"):
        for record in output.records(part, names):
            decided = failed.decided(record, failures)
            yield tuple(cast(Value, decided[name]) for name in names)


def failures(output: Output) -> Iterator[Row]:
    """One row a file, or a whole repository, on which work failed."""
    for repo, failure in failed.found(output):
        yield repo, *dataclasses.astuple(failure)


def edges(output: Output) -> Iterator[Row]:
    """One row a dependency between files; `kept` is false where a cycle was cut."""
    return _stored(output, "graph", "edges", "edges")


def order(output: Output) -> Iterator[Row]:
    """One row a placed file: its position in its repository, from 0."""
    return _stored(output, "graph", "order", "order")


def pairs(output: Output) -> Iterator[Row]:
    """One row a unit test and its source."""
    return _stored(output, "graph", "pairs", "pairs")


def redactions(output: Output) -> Iterator[Row]:
    """One row a replaced secret or personal datum: its kind and its bytes before replacement."""
    for part in output.parts("store"):
        for record in output.records(part, ("repo", "path", "redactions")):
            repo, path = cast(str, record["repo"]), cast(str, record["path"])
            for found in cast("list[dict[str, Value]]", record["redactions"]):
                yield repo, path, *(found[name] for name in columns.names(Redaction))


def figures(output: Output) -> Iterator[Row]:
    """One row a figure of the run's order, and of the orders that `--compare_orders` adds."""
    return compared.figures(output.manifest("shards").stats)


def rows(output: Output) -> Iterator[Packed]:
    """One row a packed row: where it stands and what it holds."""
    from repoloom.pipeline.inspection import listing

    for number, part, index, row in listing.rows(output, 0, ""):
        placed = [file for segment in row.segments for file in segment.files]
        yield Packed(
            row=number,
            shard=part.name,
            index=index,
            tokens=len(row.input_ids) // 4,
            segments=len(row.segments),
            files=len(placed),
            masked=sum(file.masked for file in placed),
            repos=tuple(sorted({segment.repo for segment in row.segments}, key=str.encode)),
        )


def fim(output: Output) -> Iterator[Infilled]:
    """One row a piece that was cut for infilling, restored from the ids of the shards.

    It is a whole file, or part `part` (from 0) of `parts` of one that is longer than a row.
    """
    import numpy as np

    from repoloom.pipeline.inspection import listing
    from repoloom.transforms.rows import fragments
    from repoloom.transforms.tokens import serialization

    tokenizer = output.tokenizer()
    for row in fragments.whole(row for _, _, _, row in listing.rows(output, 0, "")):
        ids = np.frombuffer(row.input_ids, "<i4")
        for segment in row.segments:
            for file in segment.files:
                if not file.mode:
                    continue
                inner = ids[file.start : file.end]
                found = serialization.restore(inner, file.mode, tokenizer, body_length=file.size)
                parts = (found.prefix, found.middle, found.suffix)
                texts = (text.decode("utf-8", "surrogateescape") for text in parts)
                place = segment.repo, file.path, file.part, file.parts
                yield Infilled(*place, file.language, file.mode, file.rule, *texts)


def _cells(record: Infilled | Packed) -> Row:
    return tuple(getattr(record, name) for name in columns.names(type(record)))


TABLES: Mapping[str, Callable[[Output], Iterator[Row]]] = {
    "verdicts": verdicts,
    "edges": edges,
    "order": order,
    "pairs": pairs,
    "failures": failures,
    "redactions": redactions,
    "fim": lambda output: map(_cells, fim(output)),
    "figures": figures,
    "rows": lambda output: map(_cells, rows(output)),
}
"""Reader of each table."""


def as_jsonl(header: Sequence[str], table: Iterable[Row]) -> Iterator[str]:
    """One JSON object a line, keys in the order of the columns."""
    for row in table:
        yield json.dumps(dict(zip(header, row, strict=True))) + "\n"


def as_csv(header: Sequence[str], table: Iterable[Row]) -> Iterator[str]:
    """A header and a record a row; true and false in words, lists as JSON."""
    buffer = io.StringIO()
    minimal = csv.writer(buffer, lineterminator="\n")
    # The module leaves a lone carriage return bare where it does not end records itself, and a
    # reader would then see two records.
    full = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    minimal.writerow(header)
    for row in table:
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        cells = [_cell(value) for value in row]
        bare = any(isinstance(cell, str) and "\r" in cell for cell in cells)
        (full if bare else minimal).writerow(cells)
    yield buffer.getvalue()


def _cell(value: Value) -> str | int | float:
    return json.dumps(value) if isinstance(value, bool | list | tuple) else value


_ENDINGS = {"csv": (".csv",), "jsonl": (".jsonl", ".ndjson")}


def form_of(table: str, to: str | None, asked: str | None = None) -> str:
    """The format: what is asked for, or the ending of the file says, else what suits the table.

    Raises:
        InspectionError: the file would hold something else than its ending says.
    """
    return endings.form(to, asked, _ENDINGS, "jsonl" if table == "fim" else "csv")


@contextlib.contextmanager
def _sink(to: str | None) -> Iterator[BinaryIO]:
    if to is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with filesystems.whole(to) as file:
            yield file
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError) as error:
        raise InspectionError(
            f"cannot write {to}: {error.strerror}; name another FILE", 2
        ) from error


def write(output: Output, table: str, *, form: str | None = None, to: str | None = None) -> int:
    """Streams a table to a file, which appears whole or not at all, or to standard output.

    Raises:
        InspectionError: the step of the table has not finished, or the file cannot be made.
    """
    lines = as_csv if form_of(table, to, form) == "csv" else as_jsonl
    with _sink(to) as file:
        for line in lines(COLUMNS[table], TABLES[table](output)):
            file.write(line.encode("utf-8", "surrogateescape"))
    return 0
