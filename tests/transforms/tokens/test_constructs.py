import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.tokens import constructs
from tests.transforms.tokens.trees import GRAMMARS, Scripted, nodes_of, parse

SOURCE = {
    "c": b"int f(int a) {\n  if (a > 1) { return g(a, 2); }\n  return a;\n}\n\n#define X 1\nint b() {\n  for (int i = 0; i < 9; ++i) { c(i); }\n}\n",
    "javascript": b"const a = (b) => { c(`x ${b}`); };\n\nclass D { e() { return [1, 2]; } }\n",
    "python": b"import os\n\n\nclass A:\n    def f(self, x):\n        return {x: [1, 2]}\n\nB = 1\n",
}
BROKEN = {
    "c": b"int f( { a b; }\n\n)) g; x y z\nint h;\n",
    "javascript": b"a = { b c: [ ) => 1;\n\n}} let x = (y;\n",
    "python": b"def f(:\n    x = = 1 2 [\n\nclass : y )\n    z z z\n",
}
PAIRED = (("(", ")"), ("[", "]"), ("{", "}"))
languages = st.sampled_from(sorted(GRAMMARS))


def closed(tree, first, place):
    """`close` as its definition reads, over all nodes."""
    around = [n for n in nodes_of(tree) if n.start_byte < first and n.end_byte >= place]
    innermost = around[-1] if around else tree.root_node
    reaching = [n for n in innermost.children if n.end_byte >= place and n.end_byte > n.start_byte]
    if reaching and reaching[0].start_byte < place:
        child = reaching[0]
        return (child.end_byte, "close") if child.start_byte >= first else None
    before = [n for n in innermost.children if n.end_byte <= place and n not in reaching]
    if before and before[-1].end_byte > first:
        return before[-1].end_byte, "gap"
    return None


@pytest.mark.parametrize("sources", [SOURCE, BROKEN], ids=["right", "broken"])
@pytest.mark.parametrize("language", sorted(GRAMMARS))
def test_close_is_its_definition_at_every_pair_of_places(language, sources):
    text = sources[language]
    tree = parse(language, text)
    for first in range(len(text)):
        for place in range(first + 1, len(text) + 1):
            assert constructs.close(tree, first, place) == closed(tree, first, place)


@given(languages, st.data())
def test_nothing_opened_in_the_middle_stays_open(language, data):
    words = st.sampled_from([*SOURCE[language].decode().split(" "), "\n", "    ", "é", "(", "}"])
    text = " ".join(data.draw(st.lists(words, min_size=2, max_size=40))).encode()
    tree = parse(language, text)
    first = data.draw(st.integers(0, len(text) - 1))
    found = constructs.close(tree, first, data.draw(st.integers(first + 1, len(text))))
    if found is not None:
        end = found[0]
        below_root = nodes_of(tree)[1:]
        assert not [n for n in below_root if first <= n.start_byte < end < n.end_byte]


def test_a_place_inside_a_construct_moves_to_its_end():
    tree = parse("python", SOURCE["python"])
    text = SOURCE["python"]
    first, place = text.index(b"x):"), text.index(b"1, 2")
    assert constructs.close(tree, first, place) == (text.index(b"\n\nB"), "close")


def test_a_middle_inside_one_token_has_nothing_to_close():
    tree = parse("python", b"name_of_something = 1\n")
    assert constructs.close(tree, 3, 9) is None


@pytest.mark.parametrize("sources", [SOURCE, BROKEN], ids=["right", "broken"])
@pytest.mark.parametrize("language", sorted(GRAMMARS))
def test_token_end_is_that_of_the_leaf_around_a_place(language, sources):
    tree = parse(language, sources[language])
    leaves = [node for node in nodes_of(tree) if not node.child_count]
    for place in range(len(sources[language]) + 1):
        inside = [leaf.end_byte for leaf in leaves if leaf.start_byte < place < leaf.end_byte]
        assert constructs.token_end(tree, place) == (inside[0] if inside else place)


def size(node):
    return node.end_byte - node.start_byte


def around(tree, place, start, end):
    """The nodes that `single` may take at a place, from the outermost inwards."""
    return [
        node
        for node in nodes_of(tree)[1:]
        if node.start_byte <= place < node.end_byte
        and start <= node.start_byte
        and node.end_byte <= end
        and size(node) >= constructs.MIN_BYTES
        and node.is_named
        and node.type != "ERROR"
    ]


@pytest.mark.parametrize("sources", [SOURCE, BROKEN], ids=["right", "broken"])
@pytest.mark.parametrize("language", sorted(GRAMMARS))
def test_single_is_its_definition_at_every_place(language, sources):
    text = sources[language]
    tree = parse(language, text)
    for start, end in ((0, len(text)), (7, len(text) - 3), (10, 31)):
        for place in range(start, end):
            nodes = around(tree, place, start, end)
            fitting = [node for node in nodes if size(node) <= (end - start) // 2]
            with_parts = [node for node in fitting if node.child_count]
            large = sorted(nodes, key=size)
            expected = [(n.start_byte, n.end_byte) for n in with_parts or fitting[:1] or large[:1]]
            draw = Scripted(place, again=True)
            found = constructs.single(tree, draw, start, end)
            assert found == (expected[0] if expected else None)
            assert draw.chosen_from == (expected if with_parts else [])


@given(languages, st.integers(0, 10**6))
def test_single_is_one_named_node_with_parts(language, seed):
    text = SOURCE[language]
    tree = parse(language, text)
    found = constructs.single(tree, random.Random(seed), 0, len(text))
    spans = {(n.start_byte, n.end_byte) for n in nodes_of(tree) if n.is_named and n.child_count}
    assert found in spans
    assert constructs.MIN_BYTES <= found[1] - found[0] <= len(text) // 2


@pytest.mark.parametrize("language", sorted(GRAMMARS))
def test_aligned_is_a_run_of_siblings_with_its_brackets_paired(language):
    text = SOURCE[language]
    tree = parse(language, text)
    runs = {
        (children[first].start_byte, children[last].end_byte)
        for children in (node.children for node in nodes_of(tree))
        for first in range(len(children))
        for last in range(first, len(children))
        if children[first].is_named and children[last].is_named
    }
    found = {constructs.aligned(tree, random.Random(seed), 0, len(text)) for seed in range(500)}
    assert found - {None} <= runs
    assert len(found) > 5
    middles = [text[slice(*span)] for span in found - {None}]
    for middle in middles:
        assert all(middle.count(a) == middle.count(b) for a, b in (b"()", b"[]", b"{}"))


def runs_around(tree, first, last):
    """The runs that `aligned` chooses from, each as its nodes."""
    innermost = [n for n in nodes_of(tree) if n.start_byte <= first and last <= n.end_byte][-1]
    touched = [n for n in innermost.children if n.end_byte > first and n.start_byte < last]
    touched = [node for node in touched if size(node)]
    for run in (touched, touched[:-1], touched[1:], touched[1:-1]):
        named = [number for number, node in enumerate(run) if node.is_named]
        if named:
            yield run[named[0] : named[-1] + 1]


def is_whole(run):
    types = [node.type for node in run]
    marks = [node.type for node in run if not node.is_named]
    return "ERROR" not in types and all(marks.count(a) == marks.count(b) for a, b in PAIRED)


def likeness(span, wanted):
    """Intersection over union, counted byte by byte."""
    one, other = set(range(*span)), set(range(*wanted))
    return len(one & other) / len(one | other)


@pytest.mark.parametrize("sources", [SOURCE, BROKEN], ids=["right", "broken"])
@pytest.mark.parametrize("language", sorted(GRAMMARS))
def test_aligned_is_its_definition_at_every_span(language, sources):
    text = sources[language]
    tree = parse(language, text)
    for start, end in ((0, len(text)), (9, len(text) - 8)):
        for first in range(start, end):
            for length in range(1, (end - start) // 2 + 1):
                wanted = (first, min(first + length, end))
                runs = [run for run in runs_around(tree, *wanted) if is_whole(run)]
                spans = {(run[0].start_byte, run[-1].end_byte) for run in runs}
                fitting = {(a, b) for a, b in spans if b - a >= constructs.MIN_BYTES}
                fitting = {
                    (a, b)
                    for a, b in fitting
                    if start <= a and b <= end and b - a <= (end - start) // 2
                }
                found = constructs.aligned(tree, Scripted(first, length, again=True), start, end)
                if found is None:
                    assert not fitting
                else:
                    assert found in fitting
                    best = max(likeness(span, wanted) for span in fitting)
                    assert likeness(found, wanted) == pytest.approx(best)


@pytest.mark.parametrize("search", [constructs.single, constructs.aligned])
def test_constructs_stay_inside_the_piece(search):
    text = SOURCE["python"]
    tree = parse("python", text)
    start, end = text.index(b"class"), text.index(b"\n\nB")
    found = {search(tree, random.Random(seed), start, end) for seed in range(50)} - {None}
    assert len(found) > 1
    assert all(start <= first and last <= end for first, last in found)


def test_without_larger_constructs_a_comment_will_do():
    text = b"# one comment\n# and two\n# and three\n"
    assert constructs.single(parse("python", text), random.Random(0), 0, len(text)) in {
        (0, 13),
        (14, 23),
        (24, 35),
    }


def test_without_smaller_constructs_a_large_one_will_do():
    text = b"# the only comment of a file\n"
    assert constructs.single(parse("python", text), random.Random(0), 0, len(text)) == (0, 28)


@pytest.mark.parametrize("search", [constructs.single, constructs.aligned])
def test_there_may_be_no_construct(search):
    assert search(parse("python", b"x"), random.Random(0), 0, 1) is None


@pytest.mark.slow
def test_a_tree_of_great_depth_is_no_recursion():
    text = b"[" * 50_000 + b"1" + b"]" * 50_000
    tree = parse("python", text)
    assert constructs.close(tree, 40_000, 50_001) == (60_001, "close")
    assert constructs.single(tree, random.Random(0), 0, len(text)) is not None
