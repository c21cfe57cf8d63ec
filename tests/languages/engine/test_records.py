import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.languages.engine.records import EXTERNAL, UNRESOLVED, Definition, Dotted, Outline


@pytest.mark.parametrize(
    ("identifiers", "names"),
    [(b"", set()), (b"a\nb\na", {"a", "b"}), ("größe".encode(), {"größe"}), (b"\xff", {"�"})],
)
def test_names_are_a_set_of_text(identifiers, names):
    assert Outline(identifiers=identifiers).names() == names


@given(st.lists(st.text(max_size=5)), st.lists(st.integers(0, (1 << 32) - 1), max_size=3))
def test_a_lean_outline_has_the_names_and_the_places_to_split_at(names, places):
    """Any names: those of definitions may be several lines of C++, or empty."""
    added = Dotted(added=("more",))
    definitions = tuple(Definition(name, "type", at, at + 1) for at, name in enumerate(names))
    whole = Outline("p", definitions=definitions, boundaries=tuple(places), dotted=added)
    lean = whole.lean()
    assert lean.definitions == ()
    assert [*lean.defined_names()] == [*whole.defined_names()] == names
    assert [*lean.defined()] == [*whole.defined()] == [*names, ".more"]
    assert [*lean.boundaries] == places
    assert [*lean.lean().defined_names()] == names
    assert (lean.package, lean.names()) == (whole.package, whole.names())


def test_outside_and_missing_differ():
    assert EXTERNAL != UNRESOLVED
    assert not EXTERNAL.paths
    assert not UNRESOLVED.paths
