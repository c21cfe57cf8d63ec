import numpy as np
import pyarrow as pa
import pytest

from repoloom.transforms.duplicates import signals_table
from repoloom.transforms.records import Hit, Signals, SourceFile
from tests.transforms import selecting


def test_rows_come_back_as_records():
    signals = Signals(3, 9, 0.25, 2.5, 0.5, 0.1, "g", "v", "m", "MIT", True)
    files = [
        SourceFile("r", "a", "python", None, "", 7, "", b"c", b"s", 4, signals, (), ()),
        SourceFile("r", "b", "go", None, "binary", hits=(Hit("x", "1", "ngram"),)),
    ]
    table = selecting.table(files)
    found = signals_table.read_rows(selecting.halves(table))
    assert found[0].signals == signals
    assert found[1].hits == (Hit("x", "1", "ngram"),)
    assert [(one.path, one.reason, one.rank, one.size) for one in found] == [
        ("a", "", 4, 7),
        ("b", "binary", 0, 0),
    ]
    assert signals_table.Signatures([table]).there().tolist() == [True, False]


def test_missing_columns_have_their_defaults():
    table = pa.table({"repo": ["r"], "path": ["p"], "language": ["go"]})
    assert signals_table.read_rows([table]) == [SourceFile("r", "p", "go", None)]
    signatures = signals_table.Signatures([table])
    assert signatures.least([0]) is None
    assert signatures.there().tolist() == [False]


def test_a_row_without_measurements_has_the_defaults():
    table = pa.table(
        {"repo": ["r"], "path": ["p"], "language": [""], "signals": [None]},
        schema=pa.schema([*list(selecting.SCHEMA)[:3], selecting.SCHEMA.field("signals")]),
    )
    assert signals_table.read_rows([table])[0].signals == Signals()


def test_an_empty_bucket_has_no_rows():
    assert signals_table.read_rows([]) == signals_table.read_rows([selecting.table([])]) == []
    assert signals_table.Signatures([]).there().tolist() == []


def signed(*values):
    """Tables of rows with these signatures, `None` where the next table begins."""
    groups = [[]]
    for value in values:
        if value is None:
            groups.append([])
        else:
            groups[-1].append(value)
    return [pa.table({"signature": pa.array(group, pa.binary())}) for group in groups]


def of(*numbers):
    return np.array(numbers, "<u4").tobytes()


ROWS = (of(5, 9), b"", of(7, 2), None, None, of(6, 6), of(1, 8), None, b"", of(3, 3))


def test_the_least_values_are_over_all_rows_whatever_table_they_are_in():
    signatures = signals_table.Signatures(signed(*ROWS))
    assert signatures.least([]) is None
    assert signatures.least([0, 1]).tolist() == [5, 9]
    assert signatures.least([2, 3, 4]).tolist() == [1, 2]
    assert signatures.least([5]) is None
    assert signatures.least([6]).tolist() == [3, 3]
    assert signatures.there().tolist() == [True, False, True, True, True, False, True]


def test_rows_that_are_not_asked_for_are_passed_over():
    signatures = signals_table.Signatures(signed(*ROWS))
    assert signatures.least([4, 6]).tolist() == [1, 3]
    assert signatures.there().tolist() == [True, False, True, True, True, False, True]
    with pytest.raises(ValueError, match="no row 7"):
        signals_table.Signatures(signed(*ROWS)).least([6, 7])


def test_one_table_is_in_memory_at_a_time():
    taken = []

    def each():
        for number, table in enumerate(signed(*ROWS)):
            taken.append(number)
            yield table

    signatures = signals_table.Signatures(each())
    assert signatures.least([0, 2]).tolist() == [5, 2]
    assert taken == [0]
    assert signatures.least([3]).tolist() == [6, 6]
    assert taken == [0, 1, 2]


@pytest.mark.parametrize("rows", [[], [0], [2, 0], [6, 3, 4, 3, 0], [0, 2, 3, 4, 6]])
def test_matrices_have_the_rows_asked_for_at_their_places(rows):
    found = np.zeros((len(rows), 2), np.uint32)
    for places, matrix in signals_table.matrices(signed(*ROWS), np.array(rows, np.int64)):
        assert len(places)
        found[places] = matrix
    every = [value for value in ROWS if value is not None]
    assert found.tolist() == [np.frombuffer(every[row], "<u4").tolist() for row in rows]


@pytest.mark.parametrize("rows", [[0], [2, 0], [6, 3, 4, 3, 0]])
def test_what_is_made_of_signatures_stands_at_the_places_of_their_rows(rows):
    asked = np.array(rows, np.int64)
    made = signals_table.gathered(signed(*ROWS), asked, lambda one: one[:, :1] + 1, np.uint32)
    whole = signals_table.gathered(signed(*ROWS), asked, lambda one: one, np.uint32)
    assert made.tolist() == (whole[:, :1] + 1).tolist()
    assert whole.shape == (len(rows), 2)
    none = signals_table.gathered(signed(*ROWS), asked[:0], lambda one: one, np.uint32)
    assert none.shape == (0, 0)


def test_signatures_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match=r"\[1, 2\] permutations"):
        signals_table.as_matrix([b"1234", b"12345678"])
    with pytest.raises(ValueError, match=r"\[1, 2\] permutations"):
        signals_table.Signatures(signed(of(1), None, of(1, 2))).least([0, 1])
