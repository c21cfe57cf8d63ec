"""The laws on repeated files, one by one."""

import dataclasses

import pytest

from repoloom.pipeline.verification import copies
from repoloom.pipeline.verification.copies import Repeats
from repoloom.transforms.rows import packing
from repoloom.transforms.rows.packed import Example, Range
from tests.pipeline import small_run

WHOLE, SLICES = Repeats(any=True), Repeats(any=True, slices=True)
LOSS = dataclasses.replace(WHOLE, loss=True)


def row(*marks, ranges=()):
    """A row of one segment: `a` is a file of its own, `A` a copy."""
    made = [
        dataclasses.replace(
            small_run.piece(mark.lower(), b"text of it", masked=mark in "AB"),
            repeated=mark in "AB",
            ranges=ranges if mark in "AB" else (),
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


def faults(found, repeats=WHOLE):
    return [fault.message for fault in copies.check_copies(found, repeats)]


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
            "it is a repeated copy in parts or with infilling",
        ),
    ],
)
def test_what_breaks_a_law_is_named(found, message):
    assert message in faults(found)


def test_a_run_whose_composer_makes_no_copies_has_none():
    assert len(faults(row("A", "c"), Repeats())) == 1
    assert faults(row("c"), Repeats()) == []


def test_loss_on_copies_is_what_the_run_was_asked_for():
    (segment,) = row("A", "c").segments
    masked = segment.files[0]
    learnt = dataclasses.replace(masked, masked=False)
    assert faults(changed(row("A", "c"), masked=False), LOSS) == []
    assert list(copies.check_loss(True, [learnt, masked], WHOLE)) == []
    assert list(copies.check_loss(True, [learnt], LOSS)) == []
    assert list(copies.check_loss(False, [masked], LOSS)) == []
    assert list(copies.check_loss(True, [learnt, masked, masked], LOSS)) == [
        "2 repeats of it without loss, and the run gives it to them"
    ]


def test_slices_stand_where_the_run_makes_them():
    sliced = row("A", "c", ranges=((0, 4), (6, 10)))
    assert faults(sliced, SLICES) == []
    assert faults(sliced) == ["it is a repeated slice, and the run repeats none"]
    assert faults(row("A", "c"), SLICES) == [
        "it is a repeated whole file, and the run repeats none"
    ]
    assert faults(changed(row("c"), ranges=(Range(0, 10),))) == [
        "it is a slice and no repeated copy"
    ]


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ([(0, 4), (4, 10)], "the ranges of its slice do not ascend: 0-4, 4-10"),
        ([(0, 0), (6, 10)], "the ranges of its slice do not ascend: 0-0, 6-10"),
        ([(6, 10), (0, 4)], "the ranges of its slice do not ascend: 6-10, 0-4"),
        ([(1, 10)], "the ranges of its slice, 1-10, do not reach over bytes 0 to 10"),
        ([(0, 9)], "the ranges of its slice, 0-9, do not reach over bytes 0 to 10"),
    ],
)
def test_ranges_ascend_over_the_bytes_of_the_slice(ranges, message):
    made = changed(row("A", "c"), ranges=tuple(Range(*one) for one in ranges))
    assert message in faults(made, SLICES)


def test_what_a_run_repeats_is_read_from_its_settings(run_folder, tmp_path):
    assert Repeats.of(small_run.with_weave(run_folder, tmp_path / "a", {})) == Repeats()
    given = {"composer": "affinity", "context_form": "slices", "context_loss": "full"}
    assert Repeats.of(small_run.with_weave(run_folder, tmp_path / "b", given)) == Repeats()
    given["composer"] = "context"
    found = Repeats.of(small_run.with_weave(run_folder, tmp_path / "c", given))
    assert (found, found.masks) == (Repeats(any=True, slices=True, loss=True), False)
    older = Repeats.of(small_run.with_weave(run_folder, tmp_path / "d", {"composer": "context"}))
    assert (older, older.masks) == (WHOLE, True)


def test_a_train_file_without_loss_and_context_that_comes_twice_are_faults():
    masked = dataclasses.replace(row("A", "c").segments[0].files[0], rule="")
    assert list(copies.check_masked(True, [masked])) == [
        "its verdict is train, and 1 piece of it are masked"
    ]
    assert list(copies.check_masked(False, [masked])) == []
    assert list(copies.check_masked(False, [masked, masked])) == [
        "2 masked pieces of it begin at byte 0, and none is a copy"
    ]
