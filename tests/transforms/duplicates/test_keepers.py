import numpy as np
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


def test_links_join_the_repositories_of_a_family_and_copies():
    ranking = Ranking(RANKING.repositories, {2: Copy(0, 0.9, exact=False)})
    families = Classes(array(place(0, 4), place(2, 0)), np.array([2]))
    assert set(keepers.links(ranking, families)) == {(2, 0), (1, 0)}
