"""The work that a text may cost beyond its size: counted, so that no clock decides.

Outlines are linear in the text but for what stands here: how a query walks through a flat error,
and look-ups from the root in one.  Both are known from the tree's shape before they are paid.
"""

import time

import tree_sitter

STEPS_PER_BYTE = 1000
LEAST_STEPS = 200_000_000
"""A step is one node that is passed, at 2 ns: 0.4 s for any file, 2.4 s for a MiB."""

STEPS_PER_LOOK = 1 << 20


class TooMuchError(Exception):
    """A text costs more than its size allows."""


class Work:
    """The steps that are left for one text, and, as the last resort, seconds of CPU time.

    Attributes:
        left: steps.
        end: the CPU time of this thread from which no step is left.
    """

    def __init__(self, size: int, *, deadline_s: float = 10.0) -> None:
        """Takes the bytes of the text."""
        self.left = LEAST_STEPS + size * STEPS_PER_BYTE
        self.end = time.thread_time() + deadline_s
        self.look = self.left - STEPS_PER_LOOK

    def spend(self, steps: int) -> None:
        """Takes steps off.

        Raises:
            TooMuchError: none are left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooMuchError
        if self.left < self.look:
            self.look = self.left - STEPS_PER_LOOK
            if time.thread_time() > self.end:
                raise TooMuchError


def widest_error(root: tree_sitter.Node, work: Work) -> int:
    """The most children that one error has; what a query costs in all of them is spent.

    At each child a query looks for a later sibling with a name: in a row of brackets it passes
    all that follow.  Children of anything but errors hang in balanced trees.
    """
    if not root.has_error:
        return 0
    widest, cursor, inside = 0, root.walk(), True
    while True:
        node = cursor.node
        if inside and node is not None and node.has_error:
            if node.is_error:
                widest = max(widest, node.child_count)
                _spend_gaps(node, work)
            if cursor.goto_first_child():
                continue
        if cursor.goto_next_sibling():
            inside = True
        elif cursor.goto_parent():
            inside = False
        else:
            return widest


def _spend_gaps(error: tree_sitter.Node, work: Work) -> None:
    """The square of each run of children without names."""
    unnamed = error.child_count - error.named_child_count
    if unnamed < 1000:
        return
    if unnamed * unnamed // (2 + 2 * error.named_child_count) > work.left:  # evenly spread
        raise TooMuchError
    run = 0
    for child in error.children:
        run = 0 if child.is_named else run + 1
        work.spend(run)
