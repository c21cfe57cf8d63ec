"""Records as Arrow tables, and back: one way for every record, column by column.

Schemas follow from the dataclasses (see `columns`); nothing about a record stands here.  Column by
column is several times as fast as row by row.
"""

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from repoloom.transforms import columns
from repoloom.transforms.columns import Field, Kind

R = TypeVar("R")

_PLAIN = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
}


def schema(record: type[Any]) -> pa.Schema:
    """The columns of a record as Arrow has them."""
    return pa.schema([(field.column, arrow_type(field.kind)) for field in columns.fields(record)])


def leaves(form: Iterable[pa.Field]) -> Iterator[tuple[str, str]]:
    """The plain columns of a schema, or the fields of a struct, as (`hits.item`, "string").

    What a list calls its values ("item", "element") differs between files and says nothing.
    """
    for field in form:
        kind = field.type
        while pa.types.is_list(kind):
            kind = kind.value_type
        if pa.types.is_struct(kind):
            inner = (kind.field(at) for at in range(kind.num_fields))
            yield from ((f"{field.name}.{name}", plain) for name, plain in leaves(inner))
        else:
            yield field.name, str(kind)


def arrow_type(kind: Kind) -> pa.DataType:
    """The Arrow type of a kind of values."""
    given = kind.column
    if given.bytes:
        return pa.binary(given.bytes)
    if given.type:
        named = pa.type_for_alias(given.type)
        return pa.list_(named) if given.packed else named
    if kind.items:
        return pa.list_(arrow_type(kind.items))
    return pa.struct(list(schema(kind.type))) if _is_record(kind) else _PLAIN[kind.type]


def table(records: Sequence[R], record: type[R], form: pa.Schema | None = None) -> pa.Table:
    """Records as a table.

    Args:
        records: all of one class.
        record: the class.
        form: the schema to write, if it is not that of the class: in another order, or without
            some of its columns.
    """
    form = form or schema(record)
    named = {field.column: field for field in columns.fields(record)}
    found = [_column(records, named[name]) for name in form.names]
    return pa.Table.from_arrays(found, schema=form)


def read(found: pa.Table, record: type[R]) -> list[R]:
    """The records of a table; of other columns nothing is read, and a missing one is empty.

    Raises:
        ValueError: a struct lacks a field of its record.
    """
    known = set(found.column_names)
    lists = [
        _values(_whole(found[field.column], field.kind), field.kind, field.absent, field.column)
        if field.column in known
        else itertools.repeat(field.absent, found.num_rows)
        for field in columns.fields(record)
    ]
    return [record(*values) for values in zip(*lists, strict=True)]


def numbers(lists: Sequence[bytes], of: pa.DataType) -> pa.ListArray:
    """Lists of little-endian numbers, each as its bytes, as an Arrow array."""
    values = np.frombuffer(b"".join(lists), np.dtype(str(of)).newbyteorder("<"))
    sizes = [len(data) // values.itemsize for data in lists]
    return pa.ListArray.from_arrays(_offsets(sizes), pa.array(values))


def _is_record(kind: Kind) -> bool:
    return dataclasses.is_dataclass(kind.type)


def _offsets(sizes: Sequence[int]) -> pa.Array:
    return pa.array(np.cumsum([0, *sizes], dtype=np.int32))


def _column(records: Sequence[Any], field: Field) -> pa.Array:
    return _array([getattr(one, field.name) for one in records], field.kind)


def _array(values: Sequence[Any], kind: Kind) -> pa.Array:
    """Values of a kind as an array; None only where the kind is a plain, optional one."""
    if kind.column.packed:
        return numbers(values, arrow_type(kind).value_type)
    if kind.items:
        inner = _array([item for value in values for item in value], kind.items)
        return pa.ListArray.from_arrays(_offsets([len(value) for value in values]), inner)
    if _is_record(kind):
        parts = [_column(values, field) for field in columns.fields(kind.type)]
        return pa.StructArray.from_arrays(parts, fields=list(schema(kind.type)))
    return pa.array(values, arrow_type(kind))


def _values(array: pa.Array, kind: Kind, absent: Any, where: str) -> Sequence[Any]:
    """The values of an array as a record has them; `absent` for a null that it does not allow."""
    if kind.column.packed:
        ends = itertools.pairwise(array.offsets.to_pylist())
        values = array.values.to_numpy()
        return [values[start:end].tobytes() for start, end in ends]
    if kind.items:
        items = _values(array.values, kind.items, kind.items.empty, where)
        ends = itertools.pairwise(array.offsets.to_pylist())
        return [tuple(items[start:end]) for start, end in ends]
    if _is_record(kind):
        return _records(array, kind.type, where)
    found: list[Any] = array.to_pylist()
    if kind.optional or not array.null_count:
        return found
    return [absent if value is None else value for value in found]


def _whole(column: pa.ChunkedArray, kind: Kind) -> pa.Array:
    """The column in one piece where its values are told apart by offsets; texts are not copied."""
    return (
        column.combine_chunks() if kind.column.packed or kind.items or _is_record(kind) else column
    )


def _records(array: pa.StructArray, record: type[Any], where: str) -> Sequence[Any]:
    parts = dict(zip([field.name for field in array.type], array.flatten(), strict=True))
    inner = columns.fields(record)
    if missing := [field.column for field in inner if field.column not in parts]:
        raise ValueError(
            f"column {where!r} has no field {missing[0]!r}: it was made by another version"
        )
    lists = [
        _values(parts[field.column], field.kind, field.absent, f"{where}.{field.column}")
        for field in inner
    ]
    return [record(*values) for values in zip(*lists, strict=True)]
