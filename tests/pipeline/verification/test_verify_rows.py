"""`repoloom verify` on rows that contradict the store, the verdicts or themselves."""

import dataclasses

import numpy as np
import pytest

from repoloom.transforms.records import DROP, TRAIN
from tests.pipeline import small_run
from tests.pipeline.small_corpus import ALPHA, VENDORED, VERDICTS
from tests.pipeline.small_run import Recipe
from tests.pipeline.spoiling import in_row, spoilt, with_file, with_ids


def test_a_swapped_id_in_a_text_is_named_by_file_and_row(cli, tmp_path):
    def swap(ids):
        at = int(np.flatnonzero(ids[5:-1] != ids[6:])[-2]) + 5
        ids[[at, at + 1]] = ids[[at + 1, at]]

    folder = Recipe(spoil_rows=in_row(0, lambda row: with_ids(row, swap))).write(tmp_path / "out")
    status, _, err = cli("verify", folder)
    assert status == 1
    assert err.startswith("text: acme/alpha:main.py, train-00001-of-00002.parquet row 0: its text")


def test_a_changed_path_line(tmp_path):
    def rename(row):
        return with_file(row, "util.py", path="main.py")

    found = spoilt(tmp_path, spoil_rows=in_row(1, rename))
    assert ("text", "acme/alpha:main.py", "its path line is 'util.py'") in found


@pytest.mark.parametrize("name", ["bos", "eos", "pad"])
def test_a_control_id_inside_a_segment(tmp_path, name):
    def put(ids):
        ids[10] = getattr(small_run.tokenizer(), name)

    found = spoilt(tmp_path, spoil_rows=in_row(0, lambda row: with_ids(row, put)))
    assert (
        "borders", ALPHA, "1 of <bos>, <eos>, <pad> stand inside segment 1"
    ) in found  # fmt: skip


def test_a_segment_without_its_eos(tmp_path):
    def cut(ids):
        ids[-1] = ids[-2]

    found = spoilt(tmp_path, spoil_rows=in_row(0, lambda row: with_ids(row, cut)))
    assert ("borders", ALPHA, "segment 1 does not run from <bos> to <eos>") in found


def test_a_sentinel_that_is_swapped(tmp_path):
    def swap(ids):
        tokenizer = small_run.tokenizer()
        at = [
            int(np.flatnonzero(ids == t)[0]) for t in (tokenizer.fim_prefix, tokenizer.fim_suffix)
        ]
        ids[at] = ids[at[::-1]]

    found = spoilt(tmp_path, spoil_rows=in_row(0, lambda row: with_ids(row, swap)))
    message = (
        "mode 'spm' has the sentinels fim_prefix, fim_suffix, fim_middle, "
        "not fim_suffix, fim_prefix, fim_middle"
    )
    assert ("sentinels", "acme/alpha:main.py", message) in found


def test_a_separator_that_is_gone(tmp_path):
    def drop(ids):
        ids[ids == small_run.tokenizer().file_separator] = 100

    found = spoilt(tmp_path, spoil_rows=in_row(1, lambda row: with_ids(row, drop)))
    assert [place for check, place, _ in found if check == "provenance"] == [
        "acme/alpha:util.py", "acme/alpha:long.py", "acme/alpha:empty.py",
    ]  # fmt: skip


def test_a_span_that_does_not_tile(tmp_path):
    def shorten(row):
        return with_file(row, "vendor/lib.py", end=20)

    assert "provenance" in {
        check for check, _, _ in spoilt(tmp_path, spoil_rows=in_row(1, shorten))
    }


def test_loss_on_a_masked_token(tmp_path):
    def train_on_it(row):
        labels = np.frombuffer(row.labels, "<i4").copy()
        labels[5] = np.frombuffer(row.input_ids, "<i4")[5]
        return dataclasses.replace(row, labels=labels.tobytes())

    ((check, place, message),) = spoilt(tmp_path, spoil_rows=in_row(1, train_on_it))
    assert (check, place) == ("labels", "acme/alpha:vendor/lib.py")
    assert message.endswith("at token 5 should be -100")


def test_rows_out_of_order(tmp_path):
    found = spoilt(tmp_path, spoil_rows=lambda split, rows: rows[::-1])
    assert {check for check, _, _ in found} == {"order"}


def test_a_row_that_comes_twice(tmp_path):
    found = spoilt(tmp_path, spoil_rows=lambda split, rows: [*rows, rows[-1]])
    assert {check for check, _, _ in found} == {"order", "coverage"}
    messages = [message for check, _, message in found if check == "order"]
    assert any(message.startswith("row key ") for message in messages)
    assert any(message.endswith("stands in a second row") for message in messages)


def test_a_row_that_is_left_out_names_its_files(tmp_path):
    found = spoilt(tmp_path, spoil_rows=lambda split, rows: rows[1:] if split == "train" else rows)
    message = "its verdict is train, and none of its 53 bytes stand in the shards"
    assert found == [("coverage", "acme/alpha:main.py", message)]


def test_a_piece_that_is_left_out(tmp_path):
    examples = small_run.examples()
    examples[2] = dataclasses.replace(examples[2], pieces=examples[2].pieces[1:])
    found = spoilt(tmp_path, examples=examples)
    assert ("coverage", "acme/alpha:long.py", "bytes 0 to 10 of its text are missing") in found


def test_a_dropped_file_that_stands_in_the_shards(tmp_path):
    verdicts = [dataclasses.replace(verdict, verdict=DROP, reason="minified")
                if verdict.path == "util.py" else verdict
                for verdict in VERDICTS]  # fmt: skip
    message = "its verdict is drop, and 1 piece of it stand in the shards"
    found = spoilt(tmp_path, verdicts=verdicts)
    assert ("coverage", "acme/alpha:util.py", message) in found


def test_a_context_file_that_is_trained_on(tmp_path):
    examples = small_run.examples()
    piece = small_run.piece("vendor/lib.py", VENDORED)
    examples[0] = dataclasses.replace(examples[0], pieces=(piece, *examples[0].pieces[1:]))
    found = spoilt(tmp_path, examples=examples)
    message = "it is context only, and 1 piece of it are not masked"
    assert ("coverage", "acme/alpha:vendor/lib.py", message) in found


def test_a_file_in_the_wrong_split(tmp_path):
    verdicts = [dataclasses.replace(verdict, split="validation")
                if verdict.path == "util.py" else verdict
                for verdict in VERDICTS]  # fmt: skip
    assert spoilt(tmp_path, verdicts=verdicts) == [
        ("coverage", "acme/alpha:util.py", "its split is validation, and it stands in train"),
        ("split", "acme/alpha:util.py", "it is in validation, its repository in train"),
    ]


def test_training_on_a_file_without_text(tmp_path):
    verdicts = [dataclasses.replace(VERDICTS[0], verdict=TRAIN, reason=""), *VERDICTS[1:]]
    found = spoilt(tmp_path, verdicts=verdicts)
    message = "its verdict is train, and it has no text"
    assert ("coverage", "acme/alpha:docs/logo.png", message) in found
