import dataclasses
import functools
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.records import Cut
from repoloom.transforms.rows import bins, horizon, packing
from repoloom.transforms.rows.packed import Example
from repoloom.transforms.tokens import vocabulary
from repoloom.transforms.tokens.serialization import serialize
from repoloom.transforms.tokens.tokenizer import Tokenizer
from tests import laws, strategies
from tests.strategies import example, piece

BOS, EOS, SEPARATOR = 2, 1, 70


@functools.cache
def tokenizer():
    return Tokenizer.load(vocabulary.train([b"a b c\n" * 9], vocab_size=400))


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


@pytest.mark.parametrize("method", bins.METHODS)
@given(examples=strategies.examples(masked=True), shuffler=st.randoms(), length=st.integers(24, 40))
def test_what_was_packed_comes_out_of_sound_rows_in_any_order(method, examples, shuffler, length):
    rows = pack(*examples, length=length, method=method)
    laws.rows_are_sound(rows, length)
    laws.nothing_is_lost(rows, examples)
    assert method == "concat" or packing.needless_cuts(rows) == 0
    shuffled = list(examples)
    shuffler.shuffle(shuffled)
    assert rows == pack(*shuffled, length=length, method=method)


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


@pytest.mark.parametrize(("mode", "variant"), [("psm", 1), ("spm", 1), ("spm", 2)])
def test_what_is_left_of_each_middle_stands_beside_its_ids(mode, variant):
    body, cut = b"a b c\na b\n", Cut(2, 5, mode, "close")
    ids = serialize("a.py", body, cut, tokenizer(), spm_variant=variant)
    units = example(piece("b", [75]), piece("a.py", ids.tolist(), cut=cut), piece("c", [76]))
    row, *_ = packing.pack([units], tokenizer(), length=99, seed=0, middle_remaining=True)
    file = row.segments[0].files[1]
    counts = np.frombuffer(row.middle_remaining, "<i2").tolist()
    assert counts[file.start : file.end] == horizon.remaining(ids, mode, 2, tokenizer()).tolist()
    assert set(counts[: file.start] + counts[file.end :]) == {-1}
    assert pack(units, length=99)[0].middle_remaining is None


def test_examples_of_one_name_stand_by_their_tokens():
    first, second = example(piece("a", [75] * 9)), example(piece("a", [76] * 9))
    assert pack(first, second, length=12) == pack(second, first, length=12)
    assert pack(first, second, length=24) == pack(second, first, length=24)


class Lent:
    """Token ids that count how often they are read."""

    def __init__(self, *ids):
        self.data = np.array(ids, "<i4").tobytes()
        self.reads = 0

    def __len__(self):
        return len(self.data)

    def __bytes__(self):
        self.reads += 1
        return self.data


def test_token_ids_are_read_when_their_row_is_asked_for_and_where_names_do_not_tell():
    ids = {"a": Lent(5), "b": Lent(7, 7), "c": Lent(6)}
    same = [example(dataclasses.replace(piece("x"), tokens=one)) for one in (Lent(9), Lent(8))]
    found = pack(
        *(example(dataclasses.replace(piece(path), tokens=one)) for path, one in ids.items()),
        *same,
        length=4,
    )
    assert {path: one.reads for path, one in ids.items()} == {"a": 0, "b": 0, "c": 0}
    assert all(one.pieces[0].tokens.reads for one in same)
    rows = [ids_of(row) for row in found]
    assert sorted(rows) == sorted(
        [[BOS, 7, 7, EOS], *([BOS, token, EOS] for token in (5, 6, 8, 9))]
    )
    again = pack(*same[::-1], length=3)
    assert [*pack(*same, length=3)] == [*again]
