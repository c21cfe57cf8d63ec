"""The law of `middle_remaining`."""

import dataclasses
import pathlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.storage import shards
from repoloom.pipeline.verification import middles
from repoloom.transforms.records import Cut
from repoloom.transforms.rows import packing
from repoloom.transforms.rows.packed import Example
from repoloom.transforms.tokens import serialization
from tests.pipeline import small_run

TEXT = b"first second third fourth\n"


def row(*modes, variant=1):
    """A row of one file a mode, "" for one without infilling, with the counts of the packer."""
    words = small_run.tokenizer()
    made = []
    for number, mode in enumerate(modes):
        piece = small_run.piece(f"{number}.py", TEXT)
        if mode:
            cut = Cut(6, 12, mode, "random")
            ids = serialization.serialize(piece.path, TEXT, cut, words, spm_variant=variant)
            piece = dataclasses.replace(piece, cut=cut, tokens=ids.tobytes())
        made.append(piece)
    example = Example("o/r", "train", tuple(made))
    (found,) = packing.pack([example], words, length=256, seed=1, middle_remaining=True)
    return found


def faults(found, counts=None):
    if counts is not None:
        found = dataclasses.replace(found, middle_remaining=counts.astype("<i2").tobytes())
    ids = np.frombuffer(found.input_ids, "<i4")
    return [
        (fault.place, fault.message)
        for fault in middles.check_remaining(found, ids, small_run.tokenizer())
    ]


def counts_of(found):
    return np.frombuffer(found.middle_remaining, "<i2").copy()


ROWS = {
    "plain": row(""),
    "psm": row("psm"),
    "spm": row("", "spm", ""),
    "spm 2": row("spm", variant=2),
    "several": row("psm", "", "spm", "psm"),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_the_packer_counts_holds(name):
    assert faults(ROWS[name]) == []
    assert (counts_of(ROWS[name]) >= 0).any() == (name != "plain")


@given(st.sampled_from(sorted(ROWS)), st.data())
def test_a_changed_count_is_named_by_token_and_file(name, data):
    found = ROWS[name]
    counts = counts_of(found)
    # In variant 2 the first count is where a middle begins: nothing else says it.
    known = np.flatnonzero(counts >= 0)[1:] if name == "spm 2" else np.arange(len(counts))
    at = data.draw(st.sampled_from(known.tolist()))
    right = counts[at]
    counts[at] += data.draw(st.sampled_from([-1, 1, 7]).filter(lambda by: right + by >= -1))
    ((place, message),) = faults(found, counts)
    assert message == f"middle_remaining {counts[at]} at token {at} should be {right}"
    assert place.startswith("o/r")


def test_a_row_without_the_column_is_not_looked_at():
    assert faults(dataclasses.replace(ROWS["psm"], middle_remaining=None)) == []


def test_a_column_of_another_length_is_a_fault():
    counts = counts_of(ROWS["psm"])
    message = f"{len(counts) - 1} of middle_remaining for {len(counts)} ids"
    assert faults(ROWS["psm"], counts[1:]) == [("", message)]


def test_the_rows_of_a_run_hold_with_counts_and_not_with_others(run_folder):
    checked = 0
    for path in sorted(pathlib.Path(run_folder, "shards").glob("*.parquet")):
        for found in shards.read(path):
            good = expected(found)
            assert faults(found, good) == []
            has_cut = bool((good >= 0).any())
            assert len(faults(found, np.where(good >= 0, good + 1, good))) == has_cut
            checked += has_cut
    assert checked


def expected(found):
    words, ids = small_run.tokenizer(), np.frombuffer(found.input_ids, "<i4")
    counts = np.full(len(ids), -1, np.int16)
    for file in (file for segment in found.segments for file in segment.files if file.mode):
        first = file.start + int(np.flatnonzero(ids[file.start : file.end] == words.fim_middle)[0])
        counts[first : file.end] = np.arange(file.end - first - 1, -1, -1)
    return counts
