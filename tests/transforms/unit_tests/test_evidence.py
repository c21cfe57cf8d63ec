import pytest

from repoloom.languages import Outline
from repoloom.transforms.records import Edge
from repoloom.transforms.unit_tests.evidence import Links

EDGES = [
    Edge("a", "b", "import", 1.0),
    Edge("b", "c", "same_package", 1.0),
    Edge("c", "d", "import", 1.0),
]


def test_links_go_both_ways():
    links = Links(EDGES, {})
    assert links.all == {"a": {"b"}, "b": {"a", "c"}, "c": {"b", "d"}, "d": {"c"}}
    assert links.stated == {"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"c"}}


def test_a_file_reaches_what_its_imports_import():
    links = Links(EDGES, {})
    reached = {(one, two) for one in "abcd" for two in "abcd" if links.reaches(one, two)}
    assert reached == {("a", "b"), ("a", "c"), ("b", "c"), ("b", "d"), ("c", "d")}


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("org.acme", "org.acme", True),
        ("Acme\\Web", "Acme\\Web", True),
        ("org.acme", "org.acme.web", False),
        ("main", "main", False),
        ("", "", False),
    ],
)
def test_a_package_of_several_segments_is_evidence(one, two, same):
    links = Links([], {"a": Outline(package=one), "b": Outline(package=two)})
    assert links.same_package("a", "b") is same
    assert not links.same_package("a", "gone")
