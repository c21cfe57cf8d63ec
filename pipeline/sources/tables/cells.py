"""Values of Arrow's columns as Python has them, whatever type a writer chose for them.

One text has many types: strings and bytes of three sizes, views, dictionaries, runs, extensions
over any of these.  A table may mix them from file to file.
"""

from collections.abc import Mapping
from typing import TypeAlias, cast

import pyarrow as pa
import pyarrow.compute as pc

Cell: TypeAlias = "str | bytes | int | float | bool | list[Cell] | Mapping[str, Cell] | None"
"""A value of a row, as JSON or Parquet gives it."""

_TEXT = (
    pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view,
    pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view,
    pa.types.is_fixed_size_binary,
)  # fmt: skip
_LISTS = (
    pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list,
    pa.types.is_list_view, pa.types.is_large_list_view,
)  # fmt: skip
_PLAIN = (
    pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal,
    pa.types.is_boolean, pa.types.is_null,
)  # fmt: skip


def may_be_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds text or bytes, or (of the type null) no value at all."""
    bare = _bare(kind)
    return pa.types.is_null(bare) or _is(bare, _TEXT)


def values(column: pa.Array) -> list[Cell]:
    """Python values; text as bytes, since a string need not be the UTF-8 that it says it is.

    Times are the whole numbers that they are stored as.  What is neither text, number nor a list
    of these is None.
    """
    column = _decoded(column)
    kind = column.type
    if _is(kind, _TEXT):
        column = column.cast(pa.large_binary())
    elif _is(kind, _LISTS) and _is(_bare(kind.value_type), _TEXT):
        column = _texts(column)
    elif pa.types.is_temporal(kind):
        column = _whole_numbers(column)
    elif not _is(kind, _PLAIN) and not (_is(kind, _LISTS) and _is(kind.value_type, _PLAIN)):
        return [None] * len(column)
    return cast(list[Cell], column.to_pylist())


def _is(kind: pa.DataType, tests: tuple[object, ...]) -> bool:
    return any(test(kind) for test in tests)  # type: ignore[operator]  # pyarrow has no types


def _bare(kind: pa.DataType) -> pa.DataType:
    """The type of the values behind dictionaries, runs and extensions."""
    while True:
        if isinstance(kind, pa.BaseExtensionType):
            kind = kind.storage_type
        elif pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
            kind = kind.value_type
        else:
            return kind


def _decoded(column: pa.Array) -> pa.Array:
    """The column with its values in place."""
    while column.type != _bare(column.type):
        if isinstance(column.type, pa.BaseExtensionType):
            column = column.storage
        elif pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        else:
            column = pc.run_end_decode(column)
    return column


def _texts(column: pa.Array) -> pa.Array:
    try:
        return column.cast(pa.list_(pa.large_binary()))
    except pa.ArrowNotImplementedError:  # of lists of dictionaries there is no such cast
        inner = _decoded(column.flatten()).cast(pa.large_binary())
        lengths = pc.fill_null(pc.list_value_length(column), 0).cast(pa.int64())
        ends = pa.concat_arrays([pa.array([0], pa.int64()), pc.cumulative_sum(lengths)])
        return pa.LargeListArray.from_arrays(ends, inner)


def _whole_numbers(column: pa.Array) -> pa.Array:
    narrow = pa.types.is_date32(column.type) or pa.types.is_time32(column.type)
    try:
        return column.cast(pa.int32() if narrow else pa.int64())
    except pa.ArrowNotImplementedError:  # a calendar interval is no one number
        return pa.nulls(len(column))
