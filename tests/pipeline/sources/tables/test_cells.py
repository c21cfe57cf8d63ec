"""Values of columns of every type."""

import pyarrow as pa
import pytest

from repoloom.pipeline.sources.tables import cells


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array(["é", None]), ["é".encode(), None]),
        (pa.array(["a", "a"]).dictionary_encode(), [b"a", b"a"]),
        (pa.array([["a"], None, []]), [[b"a"], None, []]),
        (pa.array([[1]]), [[1]]),
        (pa.array([1.5, None]), [1.5, None]),
        (pa.array(["a"]).cast(pa.string_view()), [b"a"]),
        (pa.array([b"ab"], pa.binary(2)), [b"ab"]),
        (pa.array([["a"], None], pa.list_view(pa.string())), [[b"a"], None]),
        (pa.array([["a", None]], pa.large_list(pa.large_string())), [[b"a", None]]),
        (pa.array([["a", "b"]], pa.list_(pa.string_view(), 2)), [[b"a", b"b"]]),
        (pa.nulls(2), [None, None]),
        (pa.array([{"a": 1}]), [None]),
        (pa.array([5], pa.timestamp("ns")), [5]),
        (pa.array([5], pa.time32("s")), [5]),
        (pa.array([(1, 2, 3)], pa.month_day_nano_interval()), [None]),
    ],
)
def test_values_are_those_of_python_and_text_is_bytes(array, expected):
    assert cells.values(array) == expected


def test_values_behind_runs_and_dictionaries_are_decoded():
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["a", "b"]))
    assert cells.values(runs) == [b"a", b"a", b"b"]
    assert cells.may_be_text(runs.type)
    inner = pa.array(["a", "b", "a"]).dictionary_encode()
    lists = pa.ListArray.from_arrays(pa.array([0, 1, 3], pa.int32()), inner)
    assert cells.values(lists) == [[b"a"], [b"b", b"a"]]


def test_an_extension_is_what_it_is_stored_as():
    assert cells.values(pa.ExtensionArray.from_storage(pa.json_(), pa.array(["{}"]))) == [b"{}"]
    assert cells.may_be_text(pa.json_())


def test_text_that_is_no_utf8_is_bytes_in_lists_too():
    lists = pa.array([[b"\xff"]], pa.list_(pa.binary())).view(pa.list_(pa.string()))
    assert cells.values(lists) == [[b"\xff"]]


@pytest.mark.parametrize("kind", [pa.int64(), pa.list_(pa.string()), pa.bool_(), pa.date32()])
def test_numbers_and_lists_are_no_text(kind):
    assert not cells.may_be_text(kind)
