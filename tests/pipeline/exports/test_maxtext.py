"""MaxText's six fields of a packed row."""

import itertools
import pathlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.exports import conversion, maxtext
from repoloom.pipeline.storage import shards
from repoloom.transforms.rows.packed import IGNORED
from tests.pipeline import small_run


def array(*numbers):
    return np.array(numbers, np.int32)


rows = st.lists(st.lists(st.integers(1, 99), min_size=1, max_size=5), max_size=4)


@given(rows, st.integers(0, 3), st.data())
def test_targets_are_the_next_token_of_the_same_segment_where_it_is_learnt(found, spare, data):
    ids = array(*itertools.chain(*found))
    learnt = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(ids), max_size=len(ids))), bool
    )
    labels = np.where(learnt, ids, IGNORED).astype(np.int32)
    lengths = array(*map(len, found))
    fields = maxtext.six_fields(ids, lengths, labels, length=len(ids) + spare)
    ends = set(np.cumsum(lengths) - 1)
    for at in range(len(ids) + spare):
        within, segment = at < len(ids), fields["inputs_segmentation"][at]
        assert fields["inputs"][at] == (ids[at] if within else 0)
        assert (segment > 0) == within
        follows = within and at not in ends
        assert fields["targets"][at] == (ids[at + 1] if follows else 0)
        weight = segment if follows and learnt[at + 1] else 0
        assert fields["targets_segmentation"][at] == weight
    positions = [place for length in lengths for place in range(length)] + [0] * spare
    assert fields["inputs_position"].tolist() == positions == fields["targets_position"].tolist()


def test_six_fields_predict_inside_a_segment_only():
    ids, lengths = array(2, 7, 1, 2, 8, 9, 1), array(3, 4)
    fields = maxtext.six_fields(ids, lengths, length=8)
    assert {found.dtype for found in fields.values()} == {np.dtype(np.int32)}
    assert fields["inputs"].tolist() == [*ids.tolist(), 0]
    assert fields["inputs_segmentation"].tolist() == [1, 1, 1, 2, 2, 2, 2, 0]
    assert fields["inputs_position"].tolist() == [0, 1, 2, 0, 1, 2, 3, 0]
    assert fields["targets"].tolist() == [7, 1, 0, 8, 9, 1, 0, 0]
    assert fields["targets_segmentation"].tolist() == [1, 1, 0, 2, 2, 2, 0, 0]


def test_six_fields_have_no_weight_where_the_label_is_masked():
    fields = maxtext.six_fields(array(2, 7, 8, 1), array(4), array(-100, -100, 8, 1), length=4)
    assert fields["targets_segmentation"].tolist() == [0, 1, 1, 0]


def test_a_row_over_the_length_is_an_error():
    with pytest.raises(ValueError, match="3 tokens does not fit a length of 2"):
        maxtext.six_fields(array(1, 1, 1), array(3), length=2)
    assert maxtext.six_fields(array(1, 1), array(2), length=2)["inputs"].tolist() == [1, 1]


def test_the_adapter_takes_examples_and_columns(run_folder):
    adapter = maxtext.SixFields(small_run.LENGTH)
    for path in sorted(pathlib.Path(run_folder, "shards").glob("*.parquet")):
        for row in shards.read(path):
            ids, lengths, _ = shards.arrays(row)
            targets = np.frombuffer(row.labels or shards.default_labels(row), "<i4")
            expected = maxtext.six_fields(ids, lengths, targets, length=small_run.LENGTH)
            columns = {"input_ids": ids, "seq_lengths": lengths, "labels": targets}
            for found in (adapter(conversion.example(row, labels=True)), adapter(columns)):
                for name, field in expected.items():
                    assert np.array_equal(found[name], field), name
            assert np.count_nonzero(expected["targets_segmentation"]) == np.count_nonzero(
                targets != IGNORED
            )


def test_a_row_without_labels_is_learnt_whole():
    found = maxtext.SixFields(4)({"input_ids": [2, 7, 1], "seq_lengths": [3]})
    assert found["targets_segmentation"].tolist() == [1, 1, 0, 0]
