import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.duplicates import numbering
from repoloom.transforms.duplicates.numbering import Homes, Standing
from tests.strategies import number_parts


def array(*numbers):
    return np.array(numbers, np.uint64)


@given(st.lists(number_parts))
def test_the_parts_of_a_number_come_back(parts):
    numbers = array(*(numbering.packed(*each) for each in parts))
    assert numbering.upper_parts(numbers).tolist() == [upper for _, upper, _ in parts]
    assert numbering.lower_parts(numbers).tolist() == [lower for _, _, lower in parts]
    assert (numbers >= numbering.CONTEXT_BIT).tolist() == [context for context, _, _ in parts]


@given(number_parts, number_parts)
def test_numbers_are_ordered_by_context_then_upper_then_lower(one, other):
    assert (numbering.packed(*one) < numbering.packed(*other)) == (one < other)


def test_a_number_by_hand():
    assert numbering.packed(True, 3, 5) == 0x8000_0003_0000_0005
    assert numbering.packed(False, 3, 5) == 0x0000_0003_0000_0005
    assert numbering.packed(True, 0, 0) == numbering.CONTEXT_BIT


@given(st.lists(st.integers(0, 2**31 - 1)))
def test_high_is_a_number_of_row_zero(uppers):
    expected = [numbering.packed(False, upper, 0) for upper in uppers]
    assert numbering.high(np.array(uppers, np.int64)).tolist() == expected


# Bucket 6: repository of rank 7 in rows 0 to 2, of rank 1 in rows 3 and 4, of rank 4 from row 5 on.
STANDING = Standing(*(np.array(values, np.int64) for values in ([7, 1, 4], [0, 3, 5], [1, 4])))


def test_a_file_is_numbered_by_its_repository_and_its_row_there():
    places = array(*(numbering.packed(row == 3, 6, row) for row in (0, 2, 3, 5, 9)))
    rows, ids = STANDING.contest(places)
    assert rows.tolist() == [0, 2, 3, 5, 9]
    assert ids.tolist() == [
        numbering.packed(*parts)
        for parts in [(False, 7, 0), (False, 7, 2), (True, 1, 0), (False, 4, 0), (False, 4, 4)]
    ]


def test_lost_rows_do_not_compete():
    places = array(*(numbering.packed(row % 2 == 0, 6, row) for row in range(6)))
    rows, ids = STANDING.contest(places)
    assert rows.tolist() == [0, 2, 3, 5]
    assert len(ids) == 4
    rows, ids = STANDING.contest(places[[1, 4]])
    assert (rows.tolist(), ids.tolist()) == ([], [])


# By rank: the first files of three repositories.
HOMES = Homes(array(*(numbering.packed(False, *home) for home in [(2, 10), (0, 0), (2, 0)])), 1)


@pytest.mark.parametrize("context", [False, True])
@pytest.mark.parametrize(
    ("rank", "row", "bucket", "place"), [(0, 4, 2, 14), (1, 0, 0, 0), (2, 9, 2, 9)]
)
def test_a_file_is_found_by_its_id(rank, row, bucket, place, context):
    found = HOMES.places(array(numbering.packed(context, rank, row)))
    assert found.tolist() == [numbering.packed(context, bucket, place)]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 14))))
def test_places_invert_the_numbering_of_a_bucket(files):
    # Bucket 2 holds rank 2 in rows 0 to 9 and rank 0 from row 10 on.
    standing = Standing(*(np.array(values, np.int64) for values in ([2, 0], [0, 10], [])))
    places = array(*(numbering.packed(context, 2, row) for context, row in files))
    _, ids = standing.contest(places)
    assert HOMES.places(ids).tolist() == places.tolist()
