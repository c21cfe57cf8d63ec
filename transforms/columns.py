"""The fields of a record as the columns of a table: everything that a table of records knows.

A record is a frozen dataclass.  Its fields are the columns, in their order; what a column holds
follows from the type of the field, and where that leaves a choice (the width of a number, a name)
a `Column` stands beside the type.  No Arrow here: `tables` turns this into schemas and back.
"""

import dataclasses
import functools
import types
import typing
from collections.abc import Hashable
from typing import Annotated, Any, Protocol


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """What a column has that the type of its field does not say: `Annotated[int, Column(...)]`.

    Attributes:
        type: Arrow's name of the type, "" for the one of the field: int64, float64, bool, string,
            binary, a struct for a record, a list for a tuple.
        bytes: length of each value, 0 where they differ.
        packed: the field is the bytes of little-endian numbers of `type`, the column their list.
        name: of the column, "" for the name of the field.
    """

    type: str = ""
    bytes: int = 0
    packed: bool = False
    name: str = ""


class Stored(Protocol):
    """Bytes in memory or elsewhere (`scratch.spill`); `bytes(stored)` copies none in memory."""

    def __len__(self) -> int: ...
    def __bytes__(self) -> bytes: ...


Int32 = Annotated[int, Column("int32")]


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """A type of values: a plain type or a record, or a tuple of `items`.

    Attributes:
        type: `str`, `int`, `float`, `bool`, `bytes`, a record, or `tuple`.
        column: what stands beside it.
        optional: it may be None.
        items: of a tuple, what its values are.
    """

    type: type[Any]
    column: Column
    optional: bool
    items: "Kind | None" = None

    @property
    def empty(self) -> Any:
        """What stands in a field without a default of which nothing is known: "", 0, None."""
        return None if self.optional or dataclasses.is_dataclass(self.type) else self.type()


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field of a record, and the column that it stands in.

    Attributes:
        name: of the field.
        column: name of its column.
        kind: of its values.
        absent: its value where a table has no such column: its default, or what is empty.
    """

    name: str
    column: str
    kind: Kind
    absent: Any


def fields(record: type[Any]) -> tuple[Field, ...]:
    """The fields of a record, in the order of its columns.

    Raises:
        TypeError: a field has a type that no column holds.
    """
    return _fields(typing.cast(Hashable, record))


def names(record: type[Any]) -> tuple[str, ...]:
    """The columns of a record, in order."""
    return tuple(field.column for field in fields(record))


@functools.cache
def _fields(record: Any) -> tuple[Field, ...]:
    hints = typing.get_type_hints(record, include_extras=True)
    return tuple(_field(field, _kind(hints[field.name])) for field in dataclasses.fields(record))


def _field(field: dataclasses.Field[Any], kind: Kind) -> Field:
    known = field.default is not dataclasses.MISSING
    absent = field.default if known else kind.empty
    return Field(field.name, kind.column.name or field.name, kind, absent)


def _kind(hint: Any, column: Column | None = None, optional: bool = False) -> Kind:
    """The kind of a hint, taken out of `Annotated[...]` and `... | None`, in any order."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _kind(inner[0], inner[1], optional)
    if origin in (types.UnionType, typing.Union) and len(inner) == 2 and inner[1] is type(None):
        return _kind(inner[0], column, optional=True)
    found = column or Column()
    if origin is tuple and inner[1:] == (...,):
        return Kind(tuple, found, optional, _kind(inner[0]))
    if hint in (str, int, float, bool, bytes) or dataclasses.is_dataclass(hint):
        return Kind(hint, found, optional)
    raise TypeError(f"{hint!r} is the type of a field that no column holds")
