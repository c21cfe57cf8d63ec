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


def lines_of(graph, *kinds):
    lines = drawing.as_svg(graph, "o/r").splitlines()
    return [line for line in lines if line.startswith(tuple(f"<{kind}" for kind in kinds))]


def test_the_picture_of_three_files():
    """Files are 18 apart; an arc of one line leaves it by 14 + 18 / 4, a third more at the handle."""
    assert lines_of(drawing.graph(ORDER, EDGES, PAIRS), "path", "circle", "text x", "svg") == [
        '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="118" viewBox="0 0 720 118">',
        '<path stroke-width="1" d="M38.5 56C13.8 56 13.8 74 38.5 74">'
        "<title>a.py -&gt; b.py</title></path>",
        '<path stroke-width="1" d="M38.5 74C13.8 74 13.8 92 38.5 92">'
        "<title>b.py -&gt; test_b.py</title></path>",
        '<path class="cut" stroke-width="1" d="M38.5 74C13.8 74 13.8 56 38.5 56">'
        "<title>b.py -&gt; a.py</title></path>",
        '<path class="pair" stroke-width="1" d="M146.0 74C170.7 74 170.7 92 146.0 92">'
        "<title>test_b.py tests b.py</title></path>",
        '<circle cx="38" cy="56" r="3"/>',
        '<text x="48" y="60">a.py</text>',
        '<circle cx="38" cy="74" r="3"/>',
        '<text x="48" y="78">b.py</text>',
        '<circle class="test" cx="38" cy="92" r="3"/>',
        '<text x="48" y="96">test_b.py</text>',
    ]


def test_an_arc_of_many_edges_is_thicker_up_to_six():
    order = [f"{directory}/{number}" for directory in "abc" for number in range(30)]
    edges = [(f"b/{number}", "a/0", True) for number in range(5)]
    edges += [(f"a/{number}", "c/0", False) for number in range(30)]
    found = drawing.graph(order, edges, [], most=50)
    assert lines_of(found, "path", "text x") == [
        '<path stroke-width="2" d="M43.0 56C18.3 56 18.3 74 43.0 74">'
        "<title>a/ -&gt; b/ (5)</title></path>",
        '<path class="cut" stroke-width="6" d="M43.0 92C12.3 92 12.3 56 43.0 56">'
        "<title>c/ -&gt; a/ (30)</title></path>",
        '<text x="53" y="60">a/ (30 files)</text>',
        '<text x="53" y="78">b/ (30 files)</text>',
        '<text x="53" y="96">c/ (30 files)</text>',
    ]
    (note,) = lines_of(found, 'text class="note"')
    assert ">3 directories in order; " in note
    assert "cut, 30;" in note


def test_the_longest_arcs_and_names_stay_inside():
    order = [f"{number:03}{'x' * 120}" for number in range(150)]
    found = drawing.graph(order, [(order[-1], order[0], True)], [(order[-1], order[0])])
    head, arc, pair, *_ = lines_of(found, "svg", "path")
    assert 'width="1422" height="2764"' in head  # 320 + 40 + 7.5 * 123, and 140 at the right
    assert 'd="M320.0 56C-80.0 56 -80.0 2738 320.0 2738"' in arc  # 300 at the middle
    assert 'd="M1282.5 56C1442.5 56 1442.5 2738 1282.5 2738"' in pair  # 120 at the middle


def test_a_graph_without_files_is_a_picture_too():
    assert len(lines_of(drawing.graph([], [], []), "svg")) == 1


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
