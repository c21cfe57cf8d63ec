import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.duplicates import keepers, numbering
from repoloom.transforms.duplicates.keepers import Classes, Contents, Ranking
from repoloom.transforms.duplicates.repositories import Copy, Repository


def repository(name, bucket, start, files, **fields):
    return Repository(name, bucket, start, files, files, name.encode(), b"", 1, 0, **fields)


# Bucket 0 holds c (4 files) and a (3), bucket 2 holds b (5).  Ranks: a, b, c.
RANKING = Ranking(
    [repository("a", 0, 4, 3), repository("b", 2, 0, 5), repository("c", 0, 0, 4)], {}
)


def place(bucket, row, context=False):
    return numbering.packed(context, bucket, row)


def array(*numbers):
    return np.array(numbers, np.uint64)


def test_ids_put_context_last_then_follow_rank_and_row():
    places = array(place(0, 6), place(2, 0), place(0, 0), place(0, 5, context=True))
    expected = array(0 << 32 | 2, 1 << 32 | 0, 2 << 32 | 0, 1 << 63 | 0 << 32 | 1)
    np.testing.assert_array_equal(RANKING.ids(places), expected)


@given(
    st.sampled_from([(0, row) for row in range(7)] + [(2, row) for row in range(5)]), st.booleans()
)
def test_places_invert_ids(where, context):
    places = array(place(*where, context))
    np.testing.assert_array_equal(RANKING.homes.places(RANKING.ids(places)), places)


def test_a_standing_numbers_files_as_the_ranking_does():
    places = array(*(place(0, row, row % 2 == 0) for row in range(7)))
    rows, ids = RANKING.standing(0, [3]).contest(places)
    assert rows.tolist() == [0, 1, 2, 4, 5, 6]
    np.testing.assert_array_equal(ids, RANKING.ids(places[rows]))
    assert RANKING.bucket(1) == []


@given(st.lists(st.integers(0, 5), max_size=12), st.integers(1, 4))
def test_content_classes_are_the_equal_digests(digests, parts):
    entries = [
        Contents(np.array([[one, 7]], np.uint64).reshape(1, 2), array(place(0, row)))
        for row, one in enumerate(digests)
    ]
    if not entries:
        return
    classes = keepers.content_classes(entries[::-1])
    found = [part.tolist() for part in np.split(classes.places, np.cumsum(classes.sizes)[:-1])]
    expected = [
        [place(0, row) for row, other in enumerate(digests) if other == one]
        for one in sorted(set(digests))
        if digests.count(one) > 1
    ]
    assert [group for group in found if group] == expected


def test_exact_losses_go_to_the_best_of_the_class():
    classes = Classes(array(place(0, 0), place(2, 1), place(2, 3)), np.array([3]))
    b1, b3, c0 = 1 << 32 | 1, 1 << 32 | 3, 2 << 32
    assert keepers.exact_losses(RANKING, classes) == {b3: b1, c0: b1}


def test_a_class_is_represented_by_its_best_file():
    classes = Classes(array(place(2, 1), place(0, 0)), np.array([2]))
    found = keepers.represented(RANKING, classes, array(place(0, 0), place(0, 4)))
    np.testing.assert_array_equal(found, array(1 << 32 | 1, 0))


def test_families_connect_classes_through_pairs():
    classes = Classes(array(place(0, 0), place(0, 1), place(2, 0), place(2, 1)), np.array([2, 2]))
    found = keepers.families(
        classes, array(place(0, 1), place(0, 5)), array(place(2, 0), place(0, 6))
    )
    assert found.sizes.tolist() == [4, 2]
    assert set(found.places[:4].tolist()) == set(classes.places.tolist())


def test_repositories_that_hold_copies_are_ranked_behind_those_that_do_not():
    families = Classes(array(place(0, 4), place(0, 5), place(2, 0)), np.array([3]))
    again = keepers.rank_again(RANKING, families)
    # a shares 2 of 3, b 1 of 5, c nothing.
    assert [one.name for one in again.repositories] == ["c", "b", "a"]


def test_copies_inside_a_repository_do_not_count_against_it():
    families = Classes(array(place(0, 4), place(0, 5), place(0, 6)), np.array([3]))
    again = keepers.rank_again(RANKING, families)
    assert [one.name for one in again.repositories] == ["a", "b", "c"]


def test_copies_stay_last_and_keep_their_keeper():
    ranking = Ranking(RANKING.repositories, {2: Copy(0, 0.9, exact=False)})
    families = Classes(array(place(0, 4), place(2, 0), place(0, 0)), np.array([3]))
    again = keepers.rank_again(ranking, families)
    assert [one.name for one in again.repositories] == ["b", "a", "c"]
    assert again.copies == {2: Copy(1, 0.9, exact=False)}


def test_all_classes_are_joined_in_order():
    parts = [Classes(array(5, 6), np.array([2])), Classes(array(1, 2, 3), np.array([3]))]
    found = keepers.joined_classes(parts)
    assert (found.places.tolist(), found.sizes.tolist()) == ([5, 6, 1, 2, 3], [2, 3])
    assert found.labels.tolist() == [0, 0, 1, 1, 1]
    nothing = keepers.joined_classes([])
    assert (nothing.places.tolist(), nothing.sizes.tolist()) == ([], [])
    assert nothing.places.dtype == np.uint64


def test_contents_that_agree_in_one_half_only_are_different():
    digests = np.array([[1, 7], [1, 8], [2, 7], [1, 7]], np.uint64)
    classes = keepers.content_classes([Contents(digests, array(40, 30, 20, 10))])
    assert (classes.places.tolist(), classes.sizes.tolist()) == ([10, 40], [2])


def test_files_may_be_removed_but_those_of_an_earlier_run():
    old = repository("old", 3, 0, 2, split="train")
    ranking = Ranking([old, *RANKING.repositories], {2: Copy(1, 0.9, exact=False)})
    assert ranking.decided == 1
    ids = array(*(numbering.packed(False, rank, 1) for rank in range(4)))
    assert keepers.removable(ranking, ids, files=True).tolist() == [False, True, True, True]
    assert keepers.removable(ranking, ids, files=False).tolist() == [False, False, True, False]


def test_files_are_found_by_bucket_in_row_order():
    ids = [numbering.packed(False, *one) for one in [(2, 1), (0, 0), (1, 4), (0, 2)]]
    found = keepers.by_bucket(RANKING, [*ids, numbering.packed(True, 2, 3)])
    assert found == {
        0: [(1, ids[0]), (3, numbering.packed(True, 2, 3)), (4, ids[1]), (6, ids[3])],
        2: [(4, ids[2])],
    }
    assert [*keepers.by_bucket(RANKING, ids[:1] + ids[2:3])] == [0, 2]
    assert keepers.by_bucket(RANKING, []) == {}


def test_what_stands_for_a_file_without_any_class_is_itself():
    nothing = keepers.joined_classes([])
    places = array(place(0, 0), place(2, 4))
    np.testing.assert_array_equal(
        keepers.represented(RANKING, nothing, places), RANKING.ids(places)
    )
    assert keepers.best_of_class(RANKING, nothing).tolist() == []
    assert keepers.exact_losses(RANKING, nothing) == {}


@given(st.data())
def test_a_file_is_represented_by_the_smallest_id_of_its_class(data):
    every = [place(0, row) for row in range(7)] + [place(2, row) for row in range(5)]
    order = data.draw(st.permutations(every))
    sizes = data.draw(st.sampled_from([[2, 3], [4], [2, 2, 2, 2], [12]]))
    classes = Classes(array(*order[: sum(sizes)]), np.array(sizes))
    groups = np.split(classes.places, np.cumsum(sizes)[:-1])
    best = {int(one): RANKING.ids(group).min() for group in groups for one in group}
    expected = [best.get(one, RANKING.ids(array(one))[0]) for one in every]
    found = keepers.represented(RANKING, classes, array(*every))
    assert found.tolist() == [int(one) for one in expected]


def test_copies_count_as_holders_of_nothing():
    ranking = Ranking(RANKING.repositories, {2: Copy(0, 0.9, exact=False)})
    families = Classes(array(place(0, 4), place(0, 0)), np.array([2]))
    assert [one.name for one in keepers.rank_again(ranking, families).repositories] == [
        "a",
        "b",
        "c",
    ]


@pytest.mark.parametrize(
    ("find_copies", "leak", "found"),
    [(True, False, True), (False, False, False), (False, True, True), (True, True, True)],
)
def test_copies_of_benchmarks_are_found_in_any_case(find_copies, leak, found):
    ones = [
        dataclasses.replace(
            repository(name, bucket, 0, 4), digest=b"same", leak=leak and not bucket
        )
        for bucket, name in enumerate("yxz")
    ]
    nothing = keepers.joined_classes([])
    ranking = keepers.rank(ones, nothing, threshold=0.85, find_copies=find_copies)
    names = [one.name for one in ranking.repositories]
    kept = "y" if leak else "x"
    copies = {names[rank]: names[copy.twin] for rank, copy in ranking.copies.items()}
    assert copies == ({name: kept for name in "xyz" if name != kept} if found else {})
    assert {one.digest for one in ranking.repositories} == {b""}


def test_links_join_the_repositories_of_a_family_and_copies():
    ranking = Ranking(RANKING.repositories, {2: Copy(0, 0.9, exact=False)})
    families = Classes(array(place(0, 4), place(2, 0)), np.array([2]))
    assert set(keepers.links(ranking, families)) == {(2, 0), (1, 0)}
