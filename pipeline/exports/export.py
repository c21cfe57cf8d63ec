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
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, cast

from repoloom.pipeline.storage import filesystems
from repoloom.pipeline.storage.outputs import InspectionError, Output

Value = str | int | float | bool | list[str]
Row = tuple[Value, ...]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "verdicts": ("repo", "path", "verdict", "reason", "evidence", "split", "size"),
    "edges": (
        "repo",
        "importer",
        "imported",
        "kind",
        "importance",
        "kept",
        "used_symbols",
        "nested",
        "conditional",
        "reexport",
        "test",
    ),
    "order": ("repo", "position", "path"),
    "pairs": ("repo", "test", "source", "rule"),
    "redactions": ("repo", "path", "kind", "start", "end"),
    "fim": (
        "repo",
        "path",
        "part",
        "parts",
        "language",
        "mode",
        "rule",
        "prefix",
        "middle",
        "suffix",
    ),
    "figures": ("order", "figure", "language", "value", "of"),
    "rows": ("row", "shard", "index", "tokens", "segments", "files", "masked", "repos"),
}
"""Columns of each table, in order."""


def _stored(output: Output, step: str, kind: str, columns: Sequence[str]) -> Iterator[Row]:
    for part in output.parts(step, kind):
        for record in output.records(part, columns):
            yield tuple(cast(Value, record[name]) for name in columns)


def verdicts(output: Output) -> Iterator[Row]:
    """One row a file: the verdict, its reason and what it rests on."""
    return _stored(output, "verdicts", "", COLUMNS["verdicts"])


def edges(output: Output) -> Iterator[Row]:
    """One row a dependency between files; `kept` is false where a cycle was cut."""
    return _stored(output, "graph", "edges", COLUMNS["edges"])


def order(output: Output) -> Iterator[Row]:
    """One row a placed file: its position in its repository, from 0."""
    return _stored(output, "graph", "order", COLUMNS["order"])


def pairs(output: Output) -> Iterator[Row]:
    """One row a unit test and its source."""
    return _stored(output, "graph", "pairs", COLUMNS["pairs"])


def redactions(output: Output) -> Iterator[Row]:
    """One row a replaced secret or personal datum: its kind and its bytes before replacement."""
    for part in output.parts("store"):
        for record in output.records(part, ("repo", "path", "redactions")):
            repo, path = cast(str, record["repo"]), cast(str, record["path"])
            for found in cast("list[dict[str, Value]]", record["redactions"]):
                yield repo, path, found["kind"], found["start"], found["end"]


def figures(output: Output) -> Iterator[Row]:
    """One row a figure of the run's order, and of the orders that `--compare_orders` adds."""
    from repoloom.pipeline.inspection import compared

    return compared.figures(output.manifest("shards").stats)


def rows(output: Output) -> Iterator[Row]:
    """One row a packed row: where it stands and what it holds."""
    from repoloom.pipeline.inspection import listing

    for number, part, index, row in listing.rows(output, 0, ""):
        placed = [file for segment in row.segments for file in segment.files]
        yield (
            number,
            part.name,
            index,
            len(row.input_ids) // 4,
            len(row.segments),
            len(placed),
            sum(file.masked for file in placed),
            sorted({segment.repo for segment in row.segments}, key=str.encode),
        )


def fim(output: Output) -> Iterator[Row]:
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
                inner, length = ids[file.start : file.end], file.text_end - file.text_start
                found = serialization.restore(inner, file.mode, tokenizer, body_length=length)
                parts = (found.prefix, found.middle, found.suffix)
                texts = (text.decode("utf-8", "surrogateescape") for text in parts)
                place = segment.repo, file.path, file.part, file.parts
                yield *place, file.language, file.mode, file.rule, *texts


TABLES: Mapping[str, Callable[[Output], Iterator[Row]]] = {
    "verdicts": verdicts,
    "edges": edges,
    "order": order,
    "pairs": pairs,
    "redactions": redactions,
    "fim": fim,
    "figures": figures,
    "rows": rows,
}
"""Reader of each table."""


def as_jsonl(columns: Sequence[str], table: Iterable[Row]) -> Iterator[str]:
    """One JSON object a line, keys in the order of the columns."""
    for row in table:
        yield json.dumps(dict(zip(columns, row, strict=True))) + "\n"


def as_csv(columns: Sequence[str], table: Iterable[Row]) -> Iterator[str]:
    """A header and a record a row; true and false in words, lists as JSON."""
    buffer = io.StringIO()
    minimal = csv.writer(buffer, lineterminator="\n")
    # The module leaves a lone carriage return bare where it does not end records itself, and a
    # reader would then see two records.
    full = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    minimal.writerow(columns)
    for row in table:
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        cells = [_cell(value) for value in row]
        bare = any(isinstance(cell, str) and "\r" in cell for cell in cells)
        (full if bare else minimal).writerow(cells)
    yield buffer.getvalue()


def _cell(value: Value) -> str | int | float:
    return json.dumps(value) if isinstance(value, bool | list) else value


def form_of(table: str, to: str | None) -> str:
    """The format where none is given: the ending of the file, else what suits the table."""
    for form in ("csv", "jsonl"):
        if to and to.endswith(f".{form}"):
            return form
    return "jsonl" if table == "fim" else "csv"


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
    lines = as_csv if (form or form_of(table, to)) == "csv" else as_jsonl
    with _sink(to) as file:
        for line in lines(COLUMNS[table], TABLES[table](output)):
            file.write(line.encode("utf-8", "surrogateescape"))
    return 0
