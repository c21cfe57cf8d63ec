"""Constructs around a place of a syntax tree: what a middle must close, and what it can be.

Every search walks down from the root with a cursor, so it costs the depth of the tree, and for
neighbours also their number.  Nothing here is recursive: real files are 100,000 levels deep.
"""

import random
from collections.abc import Iterator, Sequence

import tree_sitter

MIN_BYTES = 5
"""Shorter constructs are not worth a middle of their own."""

_TRIES = 16
_ERROR = "ERROR"
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))


def close(tree: tree_sitter.Tree, first: int, place: int) -> tuple[int, str] | None:
    """The smallest end >= about `place` at which nothing opened in `[first, end)` is open.

    Args:
        tree: the syntax of the text.
        first: byte offset of the middle's start.
        place: drawn byte offset of its end, > `first`.

    Returns:
        The end, and "close" if a construct was finished for it or "gap" if the place was between
        two (then the end is that of the first); None where both places are inside one token.
        What the grammar could not read counts as one construct.
    """
    cursor = tree.walk()
    while _enter(cursor, first, place):
        pass
    if cursor.goto_first_child_for_byte(place - 1) is None:
        return _gap(cursor, first, place) if cursor.goto_last_child() else None
    child = cursor.node
    if child is not None and first <= child.start_byte < place:
        return child.end_byte, "close"
    return _gap(cursor, first, place) if cursor.goto_previous_sibling() else None


def token_end(tree: tree_sitter.Tree, place: int) -> int:
    """The end of the token that the byte offset `place` is strictly inside of, else `place`."""
    cursor = tree.walk()
    while cursor.goto_first_child_for_byte(place) is not None:
        if cursor.node is None or cursor.node.start_byte >= place:
            return place
    leaf = cursor.node
    inside = leaf is not None and not leaf.child_count and leaf.start_byte < place < leaf.end_byte
    return leaf.end_byte if leaf is not None and inside else place


def single(
    tree: tree_sitter.Tree, draw: random.Random, start: int, end: int
) -> tuple[int, int] | None:
    """Span of one construct inside `[start, end)`: a named node with parts, not over half of it.

    A byte is drawn, then one of the constructs around it, so a construct is about as probable as it
    is long.  Where a few draws find none, a named node without parts will do, such as a comment,
    and after that the shortest one over half of the span; None where there is no construct at all.
    """
    leaves: list[tuple[int, int]] = []
    large: list[tuple[int, int]] = []
    for _ in range(_TRIES):
        around = [
            node
            for node in _around(tree, draw.randrange(start, end))
            if node.is_named and node.type != _ERROR and _is_inside(node, start, end)
        ]
        fitting = [node for node in around if _fits(node.start_byte, node.end_byte, start, end)]
        spans = [(node.start_byte, node.end_byte) for node in fitting if node.child_count]
        if spans:
            return draw.choice(spans)
        leaves += [(node.start_byte, node.end_byte) for node in fitting]
        large += [(node.start_byte, node.end_byte) for node in around]
    return leaves[0] if leaves else min(large, key=_size, default=None)


def aligned(
    tree: tree_sitter.Tree, draw: random.Random, start: int, end: int
) -> tuple[int, int] | None:
    """Span of neighbouring constructs that is closest to a random span inside `[start, end)`.

    Closest is the greatest intersection over union among the runs of children of the smallest node
    around the random span.  None if a few draws find no run that pairs its brackets.
    """
    for _ in range(_TRIES):
        first = draw.randrange(start, end)
        last = min(first + draw.randint(1, max((end - start) // 2, 1)), end)
        runs = _runs(_children(tree, first, last))
        spans = [(run[0].start_byte, run[-1].end_byte) for run in runs if _is_whole(run)]
        fitting = [span for span in spans if _fits(*span, start, end)]
        if fitting:
            return max(fitting, key=lambda span: _overlap(span, (first, last)))
    return None


def _enter(cursor: tree_sitter.TreeCursor, first: int, place: int) -> bool:
    """Moves to the child that begins before `first` and reaches `place`, if there is one."""
    if cursor.goto_first_child_for_byte(first) is None:
        return False
    child = cursor.node
    if child is not None and child.start_byte < first and child.end_byte >= place:
        return True
    cursor.goto_parent()
    return False


def _gap(cursor: tree_sitter.TreeCursor, first: int, place: int) -> tuple[int, str] | None:
    node = cursor.node
    if node is not None and first < node.end_byte <= place:
        return node.end_byte, "gap"
    return None


def _around(tree: tree_sitter.Tree, place: int) -> Iterator[tree_sitter.Node]:
    """The nodes below the root that hold the byte at `place`, from the outermost inwards."""
    cursor = tree.walk()
    while cursor.goto_first_child_for_byte(place) is not None:
        node = cursor.node
        if node is None or node.start_byte > place:
            return
        yield node


def _children(tree: tree_sitter.Tree, first: int, last: int) -> list[tree_sitter.Node]:
    """Those children of the smallest node around `[first, last)` that touch it."""
    cursor = tree.walk()
    while cursor.goto_first_child_for_byte(first) is not None:
        node = cursor.node
        if node is None or node.start_byte > first or node.end_byte < last:
            break
    else:
        return []
    children = []
    while (node := cursor.node) is not None and node.start_byte < last:
        if node.end_byte > node.start_byte:
            children.append(node)
        if not cursor.goto_next_sibling():
            break
    return children


def _runs(children: Sequence[tree_sitter.Node]) -> Iterator[Sequence[tree_sitter.Node]]:
    """The runs with either neighbour at each end, less the punctuation at both ends."""
    for first in (0, 1):
        for last in (len(children), len(children) - 1):
            run = children[first:last]
            named = [index for index, node in enumerate(run) if node.is_named]
            if named:
                yield run[named[0] : named[-1] + 1]


def _is_whole(run: Sequence[tree_sitter.Node]) -> bool:
    """Whether a run pairs its brackets and holds no error."""
    types = [node.type for node in run if not node.is_named]
    paired = all(types.count(opening) == types.count(closing) for opening, closing in _BRACKETS)
    return paired and "end" not in types and all(node.type != _ERROR for node in run)


def _fits(first: int, last: int, start: int, end: int) -> bool:
    return start <= first and last <= end and MIN_BYTES <= last - first <= (end - start) // 2


def _is_inside(node: tree_sitter.Node, start: int, end: int) -> bool:
    inside = start <= node.start_byte and node.end_byte <= end
    return inside and node.end_byte - node.start_byte >= MIN_BYTES


def _size(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _overlap(span: tuple[int, int], wanted: tuple[int, int]) -> float:
    shared = max(0, min(span[1], wanted[1]) - max(span[0], wanted[0]))
    return shared / (max(span[1], wanted[1]) - min(span[0], wanted[0]))
