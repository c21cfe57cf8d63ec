import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.examples import context
from repoloom.transforms.records import Cut, Piece
from tests.strategies import edge

PATHS = "abcdefgh"
BUDGET, SHARE = 40, 0.5


def piece(path, length=5, masked=False, cut=None):
    return Piece(path, "python", "", 0, 1, 0, length, cut, masked, bytes(4 * length))


def add(groups, edges, lengths=None, share=SHARE):
    lengths = lengths or dict.fromkeys(PATHS, 5)
    found = context.add(
        [tuple(group) for group in groups],
        edges,
        lambda path: context.repeated([piece(path, lengths[path], masked=True)]),
        {path: rank for rank, path in enumerate(PATHS)},
        budget=BUDGET,
        share=share,
    )
    return ["".join(p.path.upper() if p.repeated else p.path for p in group) for group in found]


def test_a_missing_import_is_repeated_in_front_of_its_importer():
    assert add([[piece("a")], [piece("b"), piece("c")]], [edge("c", "a")]) == ["a", "Abc"]


def test_what_the_group_has_is_not_repeated_even_behind_its_use():
    assert add([[piece("a"), piece("b")]], [edge("a", "b", kept=False), edge("b", "a")]) == ["ab"]


def test_an_edge_that_was_cut_counts_and_one_from_context_does_not():
    groups = [[piece("a")], [piece("b")], [piece("c", masked=True)]]
    assert add(groups, [edge("b", "a", kept=False), edge("c", "a")]) == ["a", "Ab", "c"]


def test_the_strongest_for_its_tokens_comes_first_and_copies_stand_in_order():
    edges = [edge("h", "a", 1), edge("h", "b", 3), edge("h", "c", 9)]
    lengths = dict.fromkeys(PATHS, 5) | {"c": 18}
    # 20 tokens of room: b (3 for 6) and a (1 for 6) would leave none for c (9 for 19).
    assert add([[piece("h", 10)]], edges, lengths) == ["ABh"]
    assert add([[piece("h", 10)]], [edge("h", "a", 1), edge("h", "c", 9)], lengths) == ["Ch"]
    assert add([[piece("h", 10)]], [edge("h", "b", 1), edge("h", "a", 1)]) == ["ABh"]


def test_a_file_in_pieces_or_cut_or_with_loss_has_no_copy():
    whole = piece("a", masked=True)
    assert context.repeated([whole]) == dataclasses.replace(whole, repeated=True)
    assert context.repeated([whole, whole]) is None
    assert context.repeated([piece("a")]) is None
    assert context.repeated([piece("a", masked=True, cut=Cut(0, 1, "psm", "close"))]) is None


@pytest.mark.parametrize(("share", "found"), [(0.0, "h"), (0.15, "Ah"), (0.3, "ABh")])
def test_the_share_is_of_the_budget(share, found):
    assert add([[piece("h")]], [edge("h", "a", 2), edge("h", "b")], share=share) == [found]


def test_edges_to_one_file_add_up_and_separators_count():
    # 20 tokens of room: two edges of 2 to `b` outweigh one of 3 to `a`, and both do not fit.
    lengths = dict.fromkeys(PATHS, 5) | {"a": 10, "b": 10}
    edges = [edge("g", "b", 2), edge("h", "b", 2), edge("h", "a", 3)]
    assert add([[piece("g"), piece("h")]], edges, lengths) == ["Bgh"]
    assert add([[piece("g"), piece("h")]], edges, lengths | {"a": 9, "b": 9}) == ["ABgh"]


def test_copies_take_what_the_group_leaves():
    edges = [edge("h", "a"), edge("h", "b")]
    for length, found in ((28, "ABh"), (29, "Ah"), (34, "Ah"), (35, "h")):
        assert add([[piece("h", length)]], edges) == [found]


def test_a_copy_is_made_once_and_of_files_with_a_place_in_the_order():
    asked = []

    def copy_of(path):
        asked.append(path)
        return None

    groups = [(piece("b"),), (piece("c"),)]
    edges = [edge("b", "a"), edge("c", "a"), edge("c", "elsewhere"), edge("b", "b")]
    found = context.add(groups, edges, copy_of, {"a": 0, "b": 1, "c": 2}, budget=40, share=0.5)
    assert (found, asked) == (groups, ["a"])


@given(
    st.lists(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3, unique=True), max_size=4),
    st.lists(st.tuples(*[st.sampled_from(PATHS)] * 2, st.floats(0.25, 9)), max_size=20),
    st.dictionaries(st.sampled_from(PATHS), st.integers(0, 25)),
)
def test_groups_keep_their_pieces_and_copies_keep_the_budget(names, arcs, lengths):
    lengths = dict.fromkeys(PATHS, 5) | lengths
    groups = [tuple(piece(name, min(12, lengths[name])) for name in group) for group in names]
    found = context.add(
        groups,
        [edge(*arc) for arc in arcs],
        lambda path: context.repeated([piece(path, lengths[path], masked=True)]),
        {path: rank for rank, path in enumerate(PATHS)},
        budget=BUDGET,
        share=SHARE,
    )
    imported = {(importer, path) for importer, path, _ in arcs}
    for before, after in zip(groups, found, strict=True):
        copies = after[: len(after) - len(before)]
        assert after[len(copies) :] == before
        assert all(one.repeated and one.masked for one in copies)
        assert sum(one.length + 1 for one in after) - 1 <= BUDGET
        assert sum(one.length + 1 for one in copies) <= BUDGET * SHARE
        assert [one.path for one in copies] == sorted({one.path for one in copies})
        for one in copies:
            assert any((own.path, one.path) in imported for own in before)
            assert all(own.path != one.path for own in before)
