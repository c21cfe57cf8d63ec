import itertools
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.graph import drawing

ORDER = ("a.py", "b.py", "test_b.py")
EDGES = [("b.py", "a.py", True), ("a.py", "b.py", False), ("test_b.py", "b.py", True)]
PAIRS = [("test_b.py", "b.py")]
SVG = "{http://www.w3.org/2000/svg}"


def parsed(graph):
    return ElementTree.fromstring(drawing.as_svg(graph, "o/r").encode())


def heights(root):
    return [(node.text, int(node.get("y"))) for node in root.iter(f"{SVG}text")][2:]


def test_files_stand_from_top_to_bottom_in_order():
    found = heights(parsed(drawing.graph(ORDER, EDGES, PAIRS)))
    assert [name for name, _ in found] == list(ORDER)
    assert all(above < below for (_, above), (_, below) in itertools.pairwise(found))


def test_cut_edges_and_pairs_are_told_apart():
    root = parsed(drawing.graph(ORDER, EDGES, PAIRS))
    found = [node.get("class", "kept") for node in root.iter(f"{SVG}path")]
    assert found == ["kept", "kept", "cut", "pair"]


def test_dot_has_every_file_edge_and_pair():
    text = drawing.as_dot(drawing.graph(ORDER, EDGES, PAIRS), "o/r")
    assert '"a.py" -> "b.py" [weight=1];' in text
    assert '"b.py" -> "a.py" [weight=1, style=dashed, constraint=false];' in text
    assert '"b.py" -> "test_b.py" [dir=none, style=dotted, constraint=false];' in text


def test_edges_of_two_kinds_between_the_same_files_are_one():
    assert (
        drawing.graph(ORDER, [*EDGES, *EDGES], PAIRS).arcs
        == drawing.graph(ORDER, EDGES, PAIRS).arcs
    )


def test_a_large_repository_is_summarised_by_directory():
    order = [f"src/{part}/{number}.py" for part in "abc" for number in range(5)]
    edges = [(f"src/b/{number}.py", "src/a/0.py", True) for number in range(5)]
    found = drawing.graph([*order, "top.py"], edges, [], most=4)
    assert found.nodes == ("src/a/", "src/b/", "src/c/", "/")
    assert found.arcs == (drawing.Arc("src/b/", "src/a/", kept=True, weight=5),)
    assert found.files == {"src/a/": 5, "src/b/": 5, "src/c/": 5, "/": 1}
    assert "src/a/ (5 files)" in drawing.as_dot(found, "r")


def test_of_too_many_top_directories_the_largest_stand():
    order = [
        f"{name}/{number}"
        for name, count in zip("abcd", (1, 3, 1, 2), strict=True)
        for number in range(count)
    ]
    found = drawing.graph(order, [("a/0", "b/0", True), ("c/0", "a/0", True)], [], most=3)
    assert found.files == {"(others)": 2, "b/": 3, "d/": 2}
    assert found.arcs == (drawing.Arc("(others)", "b/", kept=True),)


@pytest.mark.parametrize("name", ['a"b\\c.py', "<&>.py", "line\nfeed\x01.py", "naïve.py"])
def test_any_name_can_be_drawn(name):
    graph = drawing.graph([name], [], [])
    assert len(heights(parsed(graph))) == 1
    assert drawing.as_dot(graph, name).count("\n") == 5


files = st.lists(st.text("ab/.", min_size=1, max_size=6), unique=True, max_size=8)


@given(files, st.data())
def test_the_same_graph_gives_the_same_bytes(order, data):
    ends = st.sampled_from(order) if order else st.nothing()
    edges = data.draw(st.lists(st.tuples(ends, ends, st.booleans()), max_size=8)) if order else []
    most = data.draw(st.integers(1, 8))
    graph = drawing.graph(order, edges, [], most=most)
    again = drawing.graph(order, edges[::-1], [], most=most)
    assert drawing.as_svg(graph, "r") == drawing.as_svg(again, "r")
    assert drawing.as_dot(graph, "r") == drawing.as_dot(again, "r")
    assert sum(graph.files.values()) in (0, len(order))
    assert len(graph.nodes) <= max(most, 1)
