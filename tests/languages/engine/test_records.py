import pytest

from repoloom.languages.engine.records import EXTERNAL, UNRESOLVED, Outline


@pytest.mark.parametrize(
    ("identifiers", "names"),
    [(b"", set()), (b"a\nb\na", {"a", "b"}), ("größe".encode(), {"größe"}), (b"\xff", {"�"})],
)
def test_names_are_a_set_of_text(identifiers, names):
    assert Outline(identifiers=identifiers).names() == names


def test_outside_and_missing_differ():
    assert EXTERNAL != UNRESOLVED
    assert not EXTERNAL.paths
    assert not UNRESOLVED.paths
