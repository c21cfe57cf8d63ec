import itertools
import pathlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.model import data
from repoloom.model.data import Row
from repoloom.pipeline.storage import shards
from tests.strategies import segment_lengths


def row(*lengths, labels=None):
    total = sum(lengths)
    marked = None if labels is None else np.array(labels, np.int32)
    return Row(np.arange(10, 10 + total, dtype=np.int32), np.array(lengths, np.int32), marked)


def test_a_row_as_a_picture():
    made = data.sequence(row(3, 1, 2), 8)
    assert made.tokens.tolist() == [10, 11, 12, 13, 14, 15, 0, 0]
    assert made.targets.tolist() == [11, 12, 13, 14, 15, 0, 0, 0]
    assert made.segments.tolist() == [1, 1, 1, 2, 3, 3, 0, 0]
    assert made.positions.tolist() == [0, 1, 2, 0, 0, 1, 0, 0]
    assert made.weights.tolist() == [1, 1, 0, 0, 1, 0, 0, 0]


def test_a_masked_label_takes_the_weight_of_the_prediction_before_it():
    made = data.sequence(row(4, 2, labels=[-100, 11, -100, 13, -100, 15]), 6)
    assert made.weights.tolist() == [1, 0, 1, 0, 1, 0]


@given(segment_lengths)
def test_each_segment_of_n_tokens_gives_n_minus_1_predictions(lengths):
    made = data.sequence(row(*lengths), sum(lengths) + 3)
    assert made.weights.sum() == sum(lengths) - len(lengths)


@given(segment_lengths, st.integers(2, 12))
def test_windows_hold_every_token_once_and_lose_one_prediction_a_cut_segment(lengths, length):
    whole = row(*lengths)
    starts = range(0, len(whole.ids), length)
    windows = [data.window(whole, start, length) for start in starts]
    assert np.concatenate([w.ids for w in windows]).tolist() == whole.ids.tolist()
    predictions = sum(data.sequence(w, length).weights.sum() for w in windows)
    edges = set(itertools.accumulate(lengths))
    cut = sum(start not in edges for start in starts if start)
    assert predictions == sum(lengths) - len(lengths) - cut


def test_labels_are_cut_with_the_window():
    masked = row(4, labels=[-100, 11, -100, 13])
    assert data.window(masked, 2, 2).labels.tolist() == [-100, 13]


def test_a_window_knows_no_segment_that_it_does_not_touch():
    assert data.window(row(3, 4, 2), 3, 4).lengths.tolist() == [4]
    assert data.window(row(3, 4, 2), 2, 6).lengths.tolist() == [1, 4, 1]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (row(9), "9 tokens"),
        (Row(np.zeros(4, np.int32), np.array([3], np.int32), None), "segments of 3"),
        (row(4, labels=[1, 2]), "has 2 labels"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(broken, message):
    with pytest.raises(ValueError, match=message):
        data.sequence(broken, 8)


def tokens(rows):
    return [[token for segment in row for token in segment] for row in rows]


def test_rows_are_found_by_number_across_files_and_row_groups(write):
    rows = [[[number + 1, 7], [3]] for number in range(300)]
    opened = data.Shards(write(rows, files=2))
    assert len(opened) == 300
    assert opened.row_tokens.tolist() == [3] * 300
    assert [opened.row(number).ids.tolist() for number in range(300)] == tokens(rows)
    assert opened.row(299).lengths.tolist() == [2, 1]


def test_row_groups_end_where_the_files_do(write):
    opened = data.Shards(write([[[1]]] * 280, files=2))
    assert opened.group_ends() == [128, 140, 268, 280]


def test_a_file_without_rows_has_no_group(write):
    opened = data.Shards(write([[[1]], [[2]]], files=4))
    assert opened.group_ends() == [1, 2]
    assert opened.row(1).ids.tolist() == [2]


def test_labels_are_read_where_the_run_masks_loss(write):
    opened = data.Shards(write([[[2, -5, 6, 1]], [[2, 8, 1]]]))
    assert opened.row(0).labels.tolist() == [2, -100, 6, 1]


def test_the_vocabulary_is_the_tokenizers_or_else_the_ids_that_occur(write):
    assert data.Shards(write([[[2, 40, 1]]], vocab_size="64")).vocab_size == 64
    assert data.Shards(write([[[2, 40, 1]]])).vocab_size == 41


def test_the_largest_id_of_all_files_counts(write):
    assert data.Shards(write([[[2, 40, 1]], [[2, 7]], [[2, 50]], [[2]]], files=4)).vocab_size == 51


@pytest.mark.parametrize("pieces", [30, 40])
def test_an_id_outside_the_vocabulary_is_an_error_and_not_clamped(write, pieces):
    opened = data.Shards(write([[[2, 1]], [[2, 40, 1]]], vocab_size=str(pieces)))
    message = rf"id 40 stands in .*train-00000.*; its tokenizer has {pieces}"
    with pytest.raises(ValueError, match=message):
        opened.row(0)


def test_the_last_id_of_the_vocabulary_is_inside(write):
    assert data.Shards(write([[[2, 40, 1]]], vocab_size="41")).row(0).ids.tolist() == [2, 40, 1]


@pytest.mark.parametrize(
    ("footer", "message"),
    [
        ({"vocab_size": "64", "tokenizer_sha256": "ab" * 32}, None),
        (
            {"vocab_size": "65", "tokenizer_sha256": "ab" * 32},
            "of 65 pieces and digest abababababab;",
        ),
        (
            {"vocab_size": "64", "tokenizer_sha256": "cd" * 32},
            "of 64 pieces and digest cdcdcdcdcdcd;",
        ),
        ({}, "of unknown pieces and digest unknown; a model"),
    ],
)
def test_shards_of_two_tokenizers_are_refused(write, footer, message):
    rows = [[[2, 40, 1]], [[2, 41, 1]]]
    folder = pathlib.Path(write(rows, files=2, vocab_size="64", tokenizer_sha256="ab" * 32))
    other = folder / "train-00001-of-00002.parquet"
    shards.write(str(other), list(shards.read(str(other))), metadata=footer, labels=False)
    if message is None:
        assert data.Shards(str(folder)).vocab_size == 64
    else:
        with pytest.raises(
            ValueError, match=rf"several tokenizers: .*00000-of.*00001-of.* {message}"
        ):
            data.Shards(str(folder))


def test_an_unfinished_run_is_refused(write):
    folder = write([[[2, 1]]])
    (pathlib.Path(folder) / "COMPLETED").unlink()
    with pytest.raises(ValueError, match="no COMPLETED"):
        data.Shards(folder)


def test_a_manifest_of_something_else_is_refused(write):
    folder = write([[[2, 1]]])
    (pathlib.Path(folder) / "manifest.json").write_text('{"files": []}')
    with pytest.raises(ValueError, match=r"manifest.json has no \['digest'\]"):
        data.Shards(folder)


def test_a_split_that_is_not_there_names_those_that_are(write):
    with pytest.raises(ValueError, match="no split 'test'; it has train"):
        data.Shards(write([[[2, 1]]]), "test")


def test_a_split_without_rows_is_an_error(write):
    with pytest.raises(ValueError, match="holds no rows"):
        data.Shards(write([], split="validation"), "validation")


def test_sequences_count_the_rows_that_they_split(write):
    opened = data.Shards(write([[[5] * 10], [[6] * 3], [[7] * 4, [8] * 4]]))
    sequences = data.Sequences(opened, 4)
    assert (len(sequences), sequences.split_rows, sequences.lost) == (6, 2, 3)
    assert [sequences[k].tokens.tolist() for k in (2, 3, 4)] == [
        [5, 5, 0, 0],
        [6, 6, 6, 0],
        [7, 7, 7, 7],
    ]


def test_without_a_length_no_row_is_split(write):
    sequences = data.Sequences(data.Shards(write([[[5] * 10], [[6] * 3]])))
    assert (sequences.length, len(sequences), sequences.split_rows) == (10, 2, 0)


def test_batches_go_on_from_one_integer(write):
    opened = data.Shards(write([[[number + 1] * 5] for number in range(7)]))
    sequences = data.Sequences(opened)
    straight = list(itertools.islice(data.batches(sequences, 3, seed=1), 6))
    resumed = list(itertools.islice(data.batches(sequences, 3, seed=1, first=9), 3))
    for batch, again in zip(straight[3:], resumed, strict=True):
        for a, b in zip(batch, again, strict=True):
            np.testing.assert_array_equal(a, b)
    first_epoch = np.concatenate([batch.tokens[:, 0] for batch in straight])[:7]
    assert sorted(first_epoch) == list(range(1, 8))


@pytest.mark.slow
def test_the_loader_imports_neither_beam_nor_a_grammar_nor_jax():
    program = (
        "import sys, repoloom.model.data; "
        "heavy = {'apache_beam', 'tree_sitter', 'jax', 'sentencepiece'} & sys.modules.keys(); "
        "sys.exit(str(sorted(heavy)) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 0
