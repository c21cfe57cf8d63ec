"""The tables of fields in docs/data-model.md and docs/shard-format.md: `make docs`.

A page has a mark above each table that is made here, and all other words are its own:

    <!-- columns of SourceFile -->

What a field means is what the docstring of its record says under `Attributes:`.
"""

import inspect
import pathlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from repoloom.pipeline.exports import export
from repoloom.pipeline.storage import graph_tables
from repoloom.transforms import columns, records, tables
from repoloom.transforms.columns import Field
from repoloom.transforms.rows import packed

Row = tuple[str, ...]
_RECORDS: Mapping[str, type[Any]] = {
    record.__name__: record
    for record in (
        *(records.SourceFile, records.Signals, records.Redaction, records.Hit, records.Verdict),
        *(records.Edge, records.Place, records.Pair),
        *(packed.PackedRow, packed.Segment, packed.PlacedFile),
    )
}
_MARK = re.compile(r"(<!-- (columns of|tables of) (\w+) -->\n\n)(?:\|.*\n)*\n?")


def meanings(record: type[Any]) -> dict[Row, str]:
    """What the docstring of a record says of its fields, those that it explains together as one.

    Raises:
        ValueError: a field is not explained, or what is explained is no field.
    """
    text = inspect.getdoc(record) or ""
    _, _, listed = text.partition("Attributes:\n")
    found: dict[Row, str] = {}
    for line in re.sub(r"\n {8,}", " ", listed).splitlines():
        if entry := re.fullmatch(r" {4}([\w, ]+): (.*)", line):
            found[tuple(entry[1].split(", "))] = re.sub(" +", " ", entry[2]).removesuffix(".")
    explained = [name for names in found for name in names]
    fields = [field.name for field in columns.fields(record)]
    if sorted(explained) != sorted(fields):
        differing = sorted(set(explained) ^ set(fields))
        raise ValueError(f"the docstring of {record.__name__} and its fields differ: {differing}")
    return found


def fields_of(record: type[Any]) -> list[Row]:
    """A row for each entry of the docstring: columns, types, meaning."""
    named = {field.name: field for field in columns.fields(record)}
    return [
        (
            ", ".join(f"`{named[name].column}`" for name in names),
            _escaped(", ".join(dict.fromkeys(type_of(named[name]) for name in names))),
            meaning,
        )
        for names, meaning in meanings(record).items()
    ]


def type_of(field: Field) -> str:
    """The Arrow type of a field; a struct is told by its own table."""
    kind = field.kind
    if kind.items and kind.items.type in _RECORDS.values():
        return "list<struct>"
    if kind.type in _RECORDS.values():
        return "struct"
    return str(tables.arrow_type(kind)).replace("item: ", "")


def _escaped(text: str) -> str:
    return text.replace("<", r"\<").replace(">", r"\>")


def _columns(name: str) -> list[Row]:
    return [("column", "type", "meaning"), *fields_of(_RECORDS[name])]


def _tables(name: str) -> list[Row]:
    listed = {
        "graph": {kind: graph_tables.names(kind) for kind in graph_tables.RECORDS},
        "export": export.COLUMNS,
    }[name]
    rows = [
        (f"`{table}`", ", ".join(f"`{one}`" for one in names)) for table, names in listed.items()
    ]
    return [("table", "columns"), *rows]


_MADE: Mapping[str, Callable[[str], list[Row]]] = {"columns of": _columns, "tables of": _tables}


def markdown(rows: Sequence[Row]) -> str:
    """A table; the first row is its header."""
    escaped = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    head, *body = [f"| {' | '.join(cells)} |\n" for cells in escaped]
    return head + "|---" * len(rows[0]) + "|\n" + "".join(body)


def filled(page: str) -> str:
    """The page with its tables as the code has them."""
    return _MARK.sub(lambda found: found[1] + markdown(_MADE[found[2]](found[3])) + "\n", page)


if __name__ == "__main__":
    for path in map(pathlib.Path, sys.argv[1:]):
        path.write_text(filled(path.read_text()))
