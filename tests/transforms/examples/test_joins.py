from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.examples import joins
from repoloom.transforms.examples.units import Unit
from tests import laws

BUDGET = 20


def units(*lengths):
    return [Unit((number,), length) for number, length in enumerate(lengths)]


def ties_of(count, arcs):
    ties = [{} for _ in range(count)]
    for left, right, tie in arcs:
        if left != right:
            ties[left][right] = ties[right][left] = ties[left].get(right, 0.0) + tie
    return ties


def partition(given_units, *arcs, budget=BUDGET, directory_of=str):
    ties = ties_of(len(given_units), arcs)
    return sorted(sorted(group) for group in joins.joined(given_units, ties, budget, directory_of))


def greedy(given_units, ties, budget):
    """The joins along ties by their definition: look at all pairs, join the best, start again."""
    groups = [[number] for number in range(len(given_units))]

    def tie(left, right):
        return sum(ties[one].get(other, 0.0) for one in left for other in right)

    def length(*some):
        members = [number for group in some for number in group]
        return sum(given_units[number].length for number in members) + len(members) - 1

    while True:
        fitting = [
            (tie(left, right) / length(left, right), left, right)
            for at, left in enumerate(groups)
            for right in groups[at + 1 :]
            if tie(left, right) and length(left, right) <= budget
        ]
        if not fitting:
            return sorted(sorted(group) for group in groups)
        best = max(fitting, key=lambda one: one[0])
        groups = [group for group in groups if group not in best] + [best[1] + best[2]]


# Sums of different weights are different, and so are all priorities but by rare chance.
ARCS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.floats(0.25, 9)), max_size=12)
LENGTHS = st.lists(st.integers(2, 12), min_size=7, max_size=7)


@given(LENGTHS, ARCS)
def test_groups_are_those_of_the_greedy_definition(lengths, arcs):
    made, ties = units(*lengths), ties_of(7, arcs)
    expected = greedy(made, ties, BUDGET)
    found = [sorted(group) for group in joins.joined(made, ties, BUDGET, str)]
    if len({one for some in ties for one in some.values()}) == sum(map(len, ties)) // 2:
        assert sorted(found) == expected


@given(LENGTHS, ARCS, st.sampled_from([BUDGET, 16 * BUDGET]))
def test_each_unit_is_in_one_group_within_the_budget(lengths, arcs, budget):
    made = units(*lengths)
    groups = partition(made, *arcs, budget=budget, directory_of=lambda unit: "same")
    laws.each_once(groups, 7)
    for group in groups:
        assert sum(made[unit].length + 1 for unit in group) - 1 <= budget


def test_the_tie_per_token_decides():
    hub, short, long = 0, 1, 2
    arcs = [(hub, long, 3.0), (hub, short, 2.0)]
    assert partition(units(8, 4, 11), *arcs) == [[hub, short], [long]]
    assert partition(units(8, 4, 5), *arcs) == [[hub, short, long]]


def test_of_equal_ties_the_earlier_units_join():
    assert partition(units(9, 9, 9), (0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0)) == [[0, 1], [2]]


def test_ties_to_a_third_group_add_up():
    arcs = [(0, 1, 9.0), (2, 0, 1.0), (2, 1, 1.0), (2, 3, 1.2)]
    assert partition(units(5, 5, 5, 5), *arcs) == [[0, 1, 2], [3]]


def test_the_separator_counts():
    assert partition(units(10, 10), (0, 1, 1.0)) == [[0], [1]]
    assert partition(units(10, 9), (0, 1, 1.0)) == [[0, 1]]


def test_small_groups_of_one_directory_join_up_to_a_sixteenth():
    small = units(9, 10, 9, 9, 20, 21)
    same = partition(small, budget=320, directory_of=lambda unit: "d")
    assert same == [[0, 1], [2, 3], [4], [5]]
    apart = partition(small, budget=320, directory_of=lambda unit: str(unit % 2))
    assert apart == [[0, 2], [1, 3], [4], [5]]


def test_small_groups_go_on_where_one_does_not_fit():
    assert partition(units(9, 15, 9), budget=320, directory_of=lambda unit: "d") == [[0], [1], [2]]
    assert partition(units(9, 20, 9), budget=320, directory_of=lambda unit: "d") == [[0, 2], [1]]


def test_small_groups_join_in_the_order_of_their_first_units_whatever_they_are_called():
    """The group of 0 and 3 is known by 3, which had more ties; it comes before 1 all the same."""
    made, arcs = units(5, 5, 5, 5, 320), [(0, 3, 1.0), (3, 4, 1.0)]
    groups = partition(made, *arcs, budget=320, directory_of=lambda unit: "d")
    assert groups == [[0, 1, 3], [2], [4]]


def test_a_group_with_a_tie_is_small_too():
    groups = partition(units(4, 4, 4), (1, 2, 1.0), budget=320, directory_of=lambda unit: "d")
    assert groups == [[0, 1, 2]]
