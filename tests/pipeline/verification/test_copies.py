"""The laws on repeated files, one by one."""

import dataclasses

import pytest

from repoloom.pipeline.verification import copies
from repoloom.transforms.rows import packing
from repoloom.transforms.rows.packed import Example
from tests.pipeline import small_run


def row(*marks):
    """A row of one segment: `a` is a file of its own, `A` a copy, `x` masked without a copy."""
    made = [
        dataclasses.replace(
            small_run.piece(mark.lower(), b"text of it", masked=mark in "AB"),
            repeated=mark in "AB",
        )
        for mark in marks
    ]
    example = Example("o/r", "train", tuple(made))
    return packing.pack([example], small_run.tokenizer(), length=256, seed=1)[0]


def changed(found, **fields):
    segment = found.segments[0]
    first, *others = segment.files
    files = (dataclasses.replace(first, **fields), *others)
    return dataclasses.replace(found, segments=(dataclasses.replace(segment, files=files),))


def faults(found, allow=True):
    return [fault.message for fault in copies.check_copies(found, allow)]


def test_copies_in_front_hold():
    assert faults(row("A", "B", "c", "d")) == []
    assert [file.rule for file in row("A", "c").segments[0].files] == ["repeated", ""]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (row("c", "A"), "a copy stands behind a file of its segment's own"),
        (row("A", "A", "c"), "it stands 2 times in one segment"),
        (row("A", "a"), "it stands 2 times in one segment"),
        (row("A"), "a segment holds nothing but copies"),
        (changed(row("A", "c"), masked=False), "it is a repeated copy with loss"),
        (
            changed(row("A", "c"), mode="psm"),
            "it is a repeated copy and not a whole file without infilling",
        ),
    ],
)
def test_what_breaks_a_law_is_named(found, message):
    assert message in faults(found)


def test_a_run_whose_composer_makes_no_copies_has_none():
    assert len(faults(row("A", "c"), allow=False)) == 1
    assert faults(row("c"), allow=False) == []


def test_a_train_file_without_loss_and_context_that_comes_twice_are_faults():
    masked = dataclasses.replace(row("A", "c").segments[0].files[0], rule="")
    assert list(copies.check_masked(True, [masked])) == [
        "its verdict is train, and 1 piece of it are masked"
    ]
    assert list(copies.check_masked(False, [masked])) == []
    assert list(copies.check_masked(False, [masked, masked])) == [
        "2 masked pieces of it begin at byte 0, and none is a copy"
    ]
