import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms import keyed
from repoloom.transforms.examples import filler
from repoloom.transforms.examples.filler import Group
from repoloom.transforms.rows import bins

CAPACITY = 90


def group(strength, *units):
    """Units of so many tokens, one of which each saves in company."""
    return Group(strength, sum(units) - len(units) + 1, units)


def rows(groups, apart):
    sizes = []
    for number, one in enumerate(groups):
        sizes += one.units if number in apart else (one.size,)
    return len(bins.best_fit(sizes, CAPACITY))


def full_of_gaps(count=400):
    """Groups of 2/3 of a row and more, a third of each in small units."""
    draw = keyed.rng(0, "loosen")
    return [
        group(draw.random(), draw.randrange(40, 55), *[draw.randrange(4, 8)] * 4)
        for _ in range(count)
    ]


groups_of_any_size = st.lists(
    st.builds(
        lambda strength, units: group(strength, *units),
        st.sampled_from([0.0, 0.5, 2.0]),
        st.lists(st.integers(2, 22), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=12,
).map(lambda some: some * 60)


@given(groups_of_any_size)
def test_there_are_never_more_rows_and_a_unit_is_not_given_up(groups):
    apart = filler.given_up(groups, CAPACITY)
    assert rows(groups, apart) <= rows(groups, ())
    assert all(len(groups[number].units) > 1 for number in apart)


def test_a_small_shard_stays_as_it_is():
    assert not filler.given_up(full_of_gaps(99), CAPACITY)


def test_full_rows_stay_as_they_are():
    assert not filler.given_up([group(1.0, 80, 11)] * 200, CAPACITY)


def test_nothing_is_given_up_that_saves_no_row():
    assert not filler.given_up([group(1.0, 46, 15)] * 2 + [group(1.0, 60)] * 200, CAPACITY)


def test_the_weakest_go_until_rows_are_full():
    groups = full_of_gaps()
    apart = filler.given_up(groups, CAPACITY)
    staying = set(range(len(groups))) - apart
    assert apart
    assert max(groups[n].strength for n in apart) <= min(groups[n].strength for n in staying)
    assert rows(groups, apart) < 0.95 * rows(groups, ())


def test_a_full_group_stays_however_weak_it_is():
    """Of 90 tokens, 88 leave room and 89 do not."""
    full = group(0.0, 45, 45)
    assert full.size == 89
    groups = [full, *full_of_gaps(), group(0.0, 44, 45)]
    apart = filler.given_up(groups, CAPACITY)
    assert 0 not in apart
    assert len(groups) - 1 in apart


@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_of_equal_groups_the_later_go(strength):
    groups = [group(strength, 20, 17, 17, 17)] * 300
    apart = filler.given_up(groups, CAPACITY)
    assert apart == frozenset(range(300 - len(apart), 300))
    assert apart


def plain(groups):
    """The rounds by their definition: the weakest with room, for some of the rows too many."""
    line = [n for n, one in enumerate(groups) if len(one.units) > 1 and one.size < 0.98 * CAPACITY]
    line.sort(key=lambda n: (groups[n].strength, -n))
    tried, apart = [], []
    for _ in range(40):
        sizes = [
            s for n, one in enumerate(groups) for s in (one.units if n in apart else [one.size])
        ]
        found, enough = len(bins.best_fit(sizes, CAPACITY)), -(-sum(sizes) // CAPACITY)
        enough = max(enough, sum(sizes) / CAPACITY / 0.994)
        tried.append((found, len(apart)))
        if found < 100 or found <= enough or len(apart) == len(line):
            break
        room = max(found - enough, 1) * CAPACITY * 0.15
        while room > 0 and len(apart) < len(line):
            apart.append(line[len(apart)])
            room -= groups[apart[-1]].size
    return frozenset(line[: min(tried)[1]])


@given(groups_of_any_size)
def test_what_is_given_up_is_the_best_of_forty_rounds(groups):
    assert filler.given_up(groups, CAPACITY) == plain(groups)
