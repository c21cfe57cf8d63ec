"""What `benchmarks.middles` counts, held against a walk over all nodes."""

import itertools

import pytest
import tree_sitter
import tree_sitter_python
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import middles
from repoloom.transforms import keyed
from repoloom.transforms.tokens import infill

TEXT = '''import os  # first


def first(names):
    """Text of
    two lines.
    """
    for name in names:
        print(name.upper(), [os.sep, 2], {"a": (1, "x y")})


class Second(first):
    value = """é"""
    def method(self): return self
'''.encode()
TREE = tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language())).parse(TEXT)
places = st.integers(0, len(TEXT))


def nodes():
    stack = [TREE.root_node]
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        yield node


def open_nodes(first, last):
    while last > first and TEXT[last - 1 : last].isspace():
        last -= 1
    while first < last and TEXT[first : first + 1].isspace():
        first += 1
    for node in nodes():
        end = node.start_byte + len(TEXT[node.start_byte : node.end_byte].rstrip())
        if first <= node.start_byte < last < end:
            yield node


@given(places, places)
def test_finds_the_outermost_open_node(one, other):
    first, last = min(one, other), max(one, other)
    found = middles.left_open(TREE, TEXT, first, last)
    expected = list(open_nodes(first, last))
    assert (found is None) == (not expected)
    if found is not None:
        assert (found.start_byte, found.end_byte) == min(
            ((node.start_byte, node.end_byte) for node in expected),
            key=lambda span: (span[0], -span[1]),
        )


@given(places)
def test_finds_the_token_around_a_place(place):
    leaves = [node for node in nodes() if not node.child_count]
    inside = any(
        leaf.start_byte < place < leaf.end_byte and TEXT[place : leaf.end_byte].strip()
        for leaf in leaves
    )
    assert middles.in_token(TREE, TEXT, place) == inside


@pytest.mark.parametrize(
    ("middle", "faults"),
    [
        (b"print(name.upper(), [os.sep, 2])", set()),
        (b"print(name.upper(), [os", {"open"}),
        (b"print(name.upp", {"open", "in token"}),
        (b"int(name.upper(), [os.sep, 2])", set()),
    ],
)
def test_counts_by_language(middle, faults):
    text = b"names = 1\nprint(name.upper(), [os.sep, 2])\n"
    first = text.index(middle)
    cut = middles.Middle(first, first + len(middle), "close", split=False)
    counts, nodes = middles.score([("python", text, [cut])])
    assert {name for name in ("open", "in token") if counts["python"][name]} == faults
    assert sum(nodes.values()) == ("open" in faults)


def test_aligned_cuts_of_pieces_leave_nothing_open():
    """Pieces that end inside of a class and of a method, and one that begins with the file."""
    cut_places = [0, TEXT.index(b"    for"), TEXT.index(b"    value"), len(TEXT)]
    for start, end in itertools.pairwise(cut_places):
        for seed in range(400):
            draw = keyed.rng(seed, "test", str(start))
            cut = infill.choose(TEXT, TREE, draw, rate=1.0, span=(start, end))
            if cut is not None and cut.rule != "random":
                first, last = start + cut.start, start + cut.end
                assert middles.left_open(TREE, TEXT, first, last) is None
                assert not middles.in_token(TREE, TEXT, last)
