import dataclasses
import functools
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.records import Cut, Piece
from repoloom.transforms.rows import fragments, packing
from repoloom.transforms.rows.packed import Example
from repoloom.transforms.tokens import vocabulary
from repoloom.transforms.tokens.tokenizer import Tokenizer

BOS, EOS, SEPARATOR = 2, 1, 70


@functools.cache
def tokenizer():
    return Tokenizer.load(vocabulary.train([b"a b c\n" * 9], vocab_size=400))


def piece(path="a.py", ids=(5, 6, 7), *, masked=False, cut=None):
    tokens = np.array(ids, "<i4").tobytes()
    return Piece(path, "python", "MIT", 0, 1, 0, 2 * len(ids), cut, masked, tokens)


def example(*pieces, repo="o/r", split="train"):
    return Example(repo, split, pieces or (piece(),))


def pack(*examples, length=32, seed=0, method="best_fit"):
    return packing.pack(examples, tokenizer(), length=length, seed=seed, method=method)


def ids_of(row):
    return np.frombuffer(row.input_ids, "<i4").tolist()


def test_an_example_stands_between_bos_and_eos_with_separators():
    (row,) = pack(example(piece("a", [5, 6]), piece("b", [8])))
    assert ids_of(row) == [BOS, 5, 6, SEPARATOR, 8, EOS]
    assert row.lengths == (6,)
    assert [(file.path, file.start, file.end) for file in row.segments[0].files] == [
        ("a", 1, 3),
        ("b", 4, 5),
    ]


def test_provenance_says_what_the_piece_said():
    cut = Cut(1, 3, "spm", "gap")
    placed = pack(example(piece(cut=cut, masked=True)))[0].segments[0].files[0]
    assert (placed.mode, placed.rule, placed.masked) == ("spm", "gap", True)
    assert (placed.language, placed.licence, placed.text_end) == ("python", "MIT", 6)


def test_rows_without_masked_pieces_have_no_labels():
    assert pack(example())[0].labels is None


def test_masked_pieces_their_separator_and_every_bos_have_no_loss():
    units = example(piece("a", [5, 6], masked=True), piece("b", [8])), example(piece("c", [9]))
    (row,) = pack(*units)
    labels = np.frombuffer(row.labels, "<i4").tolist()
    expected = {
        (BOS, 5, 6, SEPARATOR, 8, EOS): [-100, -100, -100, -100, 8, EOS],
        (BOS, 9, EOS): [-100, 9, EOS],
    }
    ends = list(itertools.accumulate(row.lengths, initial=0))
    for start, end in itertools.pairwise(ends):
        assert labels[start:end] == expected[tuple(ids_of(row)[start:end])]


@st.composite
def many_examples(draw):
    ids = st.lists(st.integers(71, 99), max_size=10)
    sizes = draw(st.lists(st.lists(ids, min_size=1, max_size=2), max_size=12))
    return [
        example(*(piece(f"{unit}/{at}", found) for at, found in enumerate(group)), repo=f"o/{unit}")
        for unit, group in enumerate(sizes)
    ]


@pytest.mark.parametrize("method", ["best_fit", "first_fit"])
@given(examples=many_examples(), shuffler=st.randoms())
def test_unpack_gives_back_what_was_packed_in_any_order(method, examples, shuffler):
    shuffled = list(examples)
    shuffler.shuffle(shuffled)
    rows = pack(*examples, method=method)
    assert rows == pack(*shuffled, method=method)
    found = {
        segment.unit: (segment.repo, [file.path for file in segment.files], tokens)
        for row in rows
        for segment, tokens in packing.unpack(row)
    }
    assert found == {
        packing.unit_of(each): (
            each.repo,
            [part.path for part in each.pieces],
            [part.tokens for part in each.pieces],
        )
        for each in examples
    }


@given(many_examples())
def test_rows_are_within_length_and_sorted_by_key(examples):
    rows = pack(*examples, length=24)
    assert all(sum(row.lengths) == len(row.input_ids) // 4 <= 24 for row in rows)
    assert [row.key for row in rows] == sorted(row.key for row in rows)


def test_the_seed_decides_the_order_of_the_rows_and_not_what_is_in_them():
    examples = [example(piece(str(unit), [71] * 20)) for unit in range(20)]
    first, second = pack(*examples, seed=1), pack(*examples, seed=2)
    assert first != second
    assert {row.segments for row in first} == {row.segments for row in second}


def test_a_unit_is_named_by_repository_split_and_pieces():
    base = example(piece("a"), piece("b"))
    others = [
        example(piece("a"), piece("b"), repo="o/other"),
        example(piece("a"), piece("b"), split="validation"),
        example(piece("a")),
        example(piece("ab")),
        example(piece("b"), piece("a")),
        example(dataclasses.replace(piece("a"), part=1), piece("b")),
    ]
    assert len({packing.unit_of(each) for each in [base, *others]}) == 7
    assert len(packing.unit_of(base)) == 16
    assert packing.unit_of(base) == packing.unit_of(example(piece("a", [9]), piece("b")))


def test_an_example_that_does_not_fit_a_row_is_named():
    with pytest.raises(ValueError, match="example of 6 tokens exceeds the row of 5: o/r: a, b"):
        pack(example(piece("a", [5, 6]), piece("b", [8])), length=5)


def test_an_example_without_pieces_is_an_error():
    with pytest.raises(ValueError, match="o/r has no piece"):
        packing.pack([Example("o/r", "train", ())], tokenizer(), length=9, seed=0)


def test_splits_do_not_share_rows():
    with pytest.raises(ValueError, match="train, validation"):
        pack(example(), example(split="validation"))


def test_an_unknown_method_is_an_error():
    with pytest.raises(ValueError, match="best_fit, first_fit, concat"):
        pack(example(), method="next_fit")


@given(many_examples(), st.integers(24, 40))
def test_cut_examples_are_whole_again(examples, length):
    masked = [
        dataclasses.replace(
            each, pieces=tuple(dataclasses.replace(one, masked=at % 2 == 0) for one in each.pieces)
        )
        for at, each in enumerate(examples)
    ]
    rows = pack(*masked, length=length, method="concat")
    assert all(sum(row.lengths) == length for row in sorted(rows, key=by_size)[1:])
    expected = {
        segment.unit: (segment.repo, tokens, [(file.path, file.masked) for file in segment.files])
        for row in pack(*masked)
        for segment, tokens in packing.unpack(row)
    }
    found = [
        (segment.unit, (segment.repo, tokens, [(file.path, file.masked) for file in segment.files]))
        for row in fragments.whole(rows)
        for segment, tokens in packing.unpack(row)
    ]
    assert len(found) == len(expected)
    assert dict(found) == expected


def by_size(row):
    return sum(row.lengths)


@pytest.mark.parametrize("length", range(6, 12))
def test_a_cut_at_any_token_is_mended(length):
    units = [
        example(piece("a", [5, 6]), piece("b", [8]), repo=repo) for repo in ("o/x", "o/y", "o/z")
    ]
    rows = pack(*units, length=length, method="concat")
    cuts = [end for end in range(length, 18, length) if end % 6]  # an example has 6 tokens
    assert packing.needless_cuts(rows) == len(cuts)
    whole = list(fragments.whole(rows))
    assert packing.needless_cuts(whole) == 0
    for row in whole:
        for segment, tokens in packing.unpack(row):
            assert [(file.path, file.end - file.start) for file in segment.files] == [
                ("a", 2),
                ("b", 1),
            ]
            assert [np.frombuffer(each, "<i4").tolist() for each in tokens] == [[5, 6], [8]]


def test_labels_of_a_cut_example_are_those_of_its_tokens():
    units = [
        example(piece("a", [5, 6, 7, 8], masked=True), piece("b", [9, 10]), repo=repo)
        for repo in ("o/x", "o/y")
    ]
    rows = pack(*units, length=11, method="concat")
    for row in rows:
        ids, labels = ids_of(row), np.frombuffer(row.labels, "<i4").tolist()
        firsts = set(itertools.accumulate(row.lengths[:-1], initial=0))
        for at, (token, label) in enumerate(zip(ids, labels, strict=True)):
            kept = token in (9, 10, EOS) and at not in firsts
            assert label == (token if kept else -100)


def test_rows_without_cuts_are_whole_as_they_are():
    rows = pack(example(), example(piece("b", [8]), repo="o/b"))
    assert [*fragments.whole(rows)] == rows


def test_a_lost_part_is_left_as_it_is():
    units = [example(piece("a", range(71, 81)), repo=repo) for repo in ("o/x", "o/y", "o/z")]
    first, *_ = pack(*units, length=16, method="concat")
    assert sum(sum(row.lengths) for row in fragments.whole([first])) == sum(first.lengths)
