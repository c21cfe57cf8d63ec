"""What Hypothesis draws in the tests of many modules, and plain records to start from."""

import dataclasses

import numpy as np
from hypothesis import strategies as st

from repoloom.transforms import columns
from repoloom.transforms.columns import Kind

# --- records: any that its columns can hold -------------------------------------------------------

# What UTF-8 can say.
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def of(record, **given):
    """Records of a class, their fields by `given` or else by what their columns hold."""
    found = {
        field.name: given.get(field.name, values(field.kind)) for field in columns.fields(record)
    }
    return st.builds(record, **found)


def values(kind: Kind):
    """Values of a kind."""
    found = _packed(kind) if kind.column.packed else _values(kind)
    return st.none() | found if kind.optional and not kind.column.packed else found


def _packed(kind):
    numbers = np.iinfo(kind.column.type)
    lists = st.lists(st.integers(int(numbers.min), int(numbers.max)), max_size=5)
    return lists.map(lambda found: np.array(found, f"<i{numbers.bits // 8}").tobytes())


def _values(kind):
    if kind.items:
        return st.lists(values(kind.items), max_size=3).map(tuple)
    if dataclasses.is_dataclass(kind.type):
        return of(kind.type)
    size = kind.column.bytes
    whole = np.iinfo(kind.column.type if kind.type is int and kind.column.type else "int64")
    return {
        str: any_text,
        bool: st.booleans(),
        int: st.integers(int(whole.min), int(whole.max)),
        float: st.floats(allow_nan=False),
        bytes: st.binary(min_size=size, max_size=size or 8),
    }[kind.type]
