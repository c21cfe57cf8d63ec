import dataclasses
from typing import Annotated

import pytest

from repoloom.transforms import columns
from repoloom.transforms.columns import Column, Int32, Kind
from repoloom.transforms.records import Edge, Signals, SourceFile
from repoloom.transforms.rows.packed import PackedRow


@dataclasses.dataclass(frozen=True)
class Inner:
    deep: float = 0.5


@dataclasses.dataclass(frozen=True)
class Outer:
    plain: str
    narrow: Int32
    maybe: Annotated[bytes | None, Column("large_binary")]
    rather: Annotated[bytes, Column(bytes=4)] | None
    many: tuple[Inner, ...]
    named: Annotated[tuple[Int32, ...], Column(name="other")] = (3,)
    inner: Inner = Inner(2.0)


def test_a_field_is_a_column_of_its_kind():
    found = {field.name: field for field in columns.fields(Outer)}
    int32, plain = Kind(int, Column("int32"), False), Column()
    assert [field.kind for field in found.values()] == [
        Kind(str, plain, False),
        int32,
        Kind(bytes, Column("large_binary"), True),
        Kind(bytes, Column(bytes=4), True),
        Kind(tuple, plain, False, Kind(Inner, plain, False)),
        Kind(tuple, Column(name="other"), False, int32),
        Kind(Inner, plain, False),
    ]
    assert columns.names(Outer) == ("plain", "narrow", "maybe", "rather", "many", "other", "inner")


def test_a_missing_column_has_the_default_or_is_empty():
    absent = {field.name: field.absent for field in columns.fields(Outer)}
    assert absent == {
        "plain": "", "narrow": 0, "maybe": None, "rather": None, "many": (),
        "named": (3,), "inner": Inner(2.0),
    }  # fmt: skip


@pytest.mark.parametrize("hint", [list[int], dict, complex, int | str, tuple[int, str], object])
def test_a_type_that_no_column_holds_is_an_error(hint):
    wrong = dataclasses.make_dataclass("Wrong", [("one", hint)])
    with pytest.raises(TypeError, match="is the type of a field that no column holds"):
        columns.fields(wrong)


def test_the_columns_of_the_records_stand_in_the_order_of_their_fields():
    for record in (SourceFile, Signals, Edge):
        assert columns.names(record) == tuple(field.name for field in dataclasses.fields(record))
    assert columns.names(PackedRow)[:3] == ("row_key", "input_ids", "seq_lengths")
