import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.records import Cut
from repoloom.transforms.rows import fragments, packing
from repoloom.transforms.rows.packed import PlacedFile
from repoloom.transforms.tokens.serialization import serialize
from tests import laws, strategies
from tests.strategies import example, piece

EOS = 1


def pack(tokenizer, *examples, length=32, seed=0, method="concat", **settings):
    return packing.pack(examples, tokenizer, length=length, seed=seed, method=method, **settings)


def ids_of(row):
    return np.frombuffer(row.input_ids, "<i4").tolist()


def size(row):
    return len(row.input_ids) // 4


def placed(start, end):
    return PlacedFile("a.py", "", "", 0, 1, "", "", False, start, end, 0, 0)


@given(examples=strategies.examples(masked=True), length=st.integers(24, 40))
def test_cut_examples_are_whole_again(tokenizer, examples, length):
    rows = pack(tokenizer, *examples, length=length)
    assert all(size(row) == length for row in sorted(rows, key=size)[1:])
    laws.nothing_is_lost(rows, examples)
    whole = list(fragments.whole(rows))
    assert packing.needless_cuts(whole) == 0
    masks = {
        (segment.unit, file.path): file.masked
        for row in whole
        for segment in row.segments
        for file in segment.files
    }
    assert masks == {
        (packing.unit_of(one), part.path): part.masked for one in examples for part in one.pieces
    }


@pytest.mark.parametrize("length", range(6, 12))
def test_a_cut_at_any_token_is_mended(tokenizer, length):
    units = [
        example(piece("a", [75, 76]), piece("b", [78]), repo=repo) for repo in ("o/x", "o/y", "o/z")
    ]
    rows = pack(tokenizer, *units, length=length)
    cuts = [end for end in range(length, 18, length) if end % 6]  # an example has 6 tokens
    assert packing.needless_cuts(rows) == len(cuts)
    keys = {row.key for row in rows}
    for row in fragments.whole(rows):
        assert row.key in keys
        assert sum(row.lengths) == size(row) == 6 * len(row.segments)
        starts = range(0, size(row), 6)
        for start, (segment, tokens) in zip(starts, packing.unpack(row), strict=True):
            assert [
                (file.path, file.start - start, file.end - start) for file in segment.files
            ] == [
                ("a", 1, 3),
                ("b", 4, 5),
            ]
            assert [np.frombuffer(each, "<i4").tolist() for each in tokens] == [[75, 76], [78]]


def test_a_mended_example_has_the_key_of_its_head_and_no_labels(tokenizer):
    units = [
        example(piece("a", [75] * 6, masked=masked), piece("b", [76]), repo=f"o/{masked}")
        for masked in (True, False)
    ]
    rows = pack(tokenizer, *units, length=15)  # an example has 10 tokens
    (head,) = [row for row in rows if size(row) == 15]
    whole = list(fragments.whole(rows))
    joined = [row for row in whole if row.segments[0].unit == head.segments[-1].unit]
    assert [row.key for row in whole] == [head.key, head.key]
    assert [(row.labels, size(row)) for row in joined] == [(None, 10)]
    (other,) = [row for row in whole if row not in joined]
    assert (size(other), other.labels) == (10, head.labels and head.labels[:40])


def test_labels_of_a_cut_example_are_those_of_its_tokens(tokenizer):
    units = [
        example(piece("a", [75, 76, 77, 78], masked=True), piece("b", [79, 80]), repo=repo)
        for repo in ("o/x", "o/y")
    ]
    rows = pack(tokenizer, *units, length=11)
    for row in rows:
        ids, labels = ids_of(row), np.frombuffer(row.labels, "<i4").tolist()
        firsts = set(itertools.accumulate(row.lengths[:-1], initial=0))
        for at, (token, label) in enumerate(zip(ids, labels, strict=True)):
            kept = token in (79, 80, EOS) and at not in firsts
            assert label == (token if kept else -100)


def test_what_is_left_of_a_middle_is_mended_too(tokenizer):
    body = b"def name_1(self):\n    return str(value + 1)\n"
    ids = serialize("a.py", body, Cut(4, 20, "psm", "close"), tokenizer).tolist()
    units = [
        example(piece("a.py", ids, cut=Cut(4, 20, "psm", "close")), repo=f"o/{number}")
        for number in range(3)
    ]
    (plain,) = pack(tokenizer, units[0], length=99, middle_remaining=True)
    size_of_one = size(plain)
    assert max(np.frombuffer(plain.middle_remaining, "<i2")) > 0
    for length in range(size_of_one, size_of_one + 4):
        rows = pack(tokenizer, *units, length=length, middle_remaining=True)
        for row in fragments.whole(rows):
            assert row.middle_remaining == plain.middle_remaining * len(row.segments)


@pytest.mark.parametrize("method", ["best_fit", "concat"])
def test_rows_without_cuts_are_whole_as_they_are(tokenizer, method):
    rows = pack(tokenizer, example(), example(piece("b", [78]), repo="o/b"), method=method)
    assert [*fragments.whole(rows)] == rows


def test_a_lost_part_is_left_as_it_is_and_comes_last(tokenizer):
    units = [example(piece("a", range(75, 85)), repo=repo) for repo in ("o/x", "o/y", "o/z")]
    first, second, third = pack(tokenizer, *units, length=16)
    for some in ([first], [second], [third], [first, third]):
        found = list(fragments.whole(some))
        assert sum(map(size, found)) == sum(map(size, some))
        assert {row.key for row in found} == {row.key for row in some}
    (_, lost) = fragments.whole([max((first, second, third), key=lambda row: len(row.segments))])
    assert len(lost.segments) == 1
    assert ids_of(lost) in [ids_of(first)[12:], ids_of(second)[12:], ids_of(third)[12:]] + [
        ids_of(row)[: row.lengths[0]] for row in (first, second, third)
    ]


def test_what_stands_between_two_files_belongs_to_both():
    files = [placed(1, 3), placed(4, 6)]  # <bos> a a | b b <eos>
    assert fragments.overlapping(files, 0, 7) == files
    assert fragments.overlapping(files, 0, 1) == files[:1]
    assert fragments.overlapping(files, 0, 3) == files[:1]
    assert fragments.overlapping(files, 3, 4) == files
    assert fragments.overlapping(files, 4, 7) == files[1:]
    assert fragments.overlapping(files, 6, 7) == files[1:]


def test_a_file_moves_as_a_whole():
    assert fragments.moved(placed(1, 3), 4) == placed(5, 7)
    assert fragments.moved(
        dataclasses.replace(placed(4, 6), text_end=9), -5
    ) == dataclasses.replace(placed(-1, 1), text_end=9)
