"""An acyclic graph that grows arc by arc and refuses an arc that would close a cycle.

Each node carries a label, and along every arc labels rise.  An arc that already rises costs
nothing.  One that falls starts two searches, forward from its head and backward from its tail,
inside the labels between the two, in step, one arc at a time: where they meet, there is a cycle;
where one ends first, its nodes, and only they, move to the other side of the arc.  This is the
affected region of Pearce and Kelly (ACM JEA 11, 2007) with the balanced two-way search of Haeupler
et al. (ACM TALG 8, 2012).

Most arcs of a dense graph that close a cycle do so over one of a few well-connected nodes.  What
lies before and behind those hubs is marked, one bit a hub, which answers without a search: of
215 000 arcs of one component, 9.2 s became 5.1 with four hubs, and 39 became 8 where a fifth of the
arcs fall.  As bits of one number instead of sets, hubs cost a quarter less and may be more.
"""

import itertools
from collections.abc import Iterable, Sequence

_GAP = 1 << 128  # a label halves its gap at each insertion: about 128 in one place, then relabel
_STRIDE = 32  # nodes whose arcs are followed at once: more saves overhead and overshoots farther


class _Search:
    """The nodes reached from one, breadth first, whose labels are within bounds.

    Attributes:
        seen: what has been reached, the start included.
        work: number of arcs followed so far.
    """

    def __init__(
        self, arcs: list[list[int]], start: int, label: list[int], bounds: tuple[int, int]
    ) -> None:
        self.seen = {start}
        self.work = 0
        self._arcs = arcs
        self._label = label
        self._bounds = bounds
        self._reached = [start]
        self._followed = 0

    @property
    def pending(self) -> bool:
        """Whether there are nodes whose arcs have not been followed."""
        return self._followed < len(self._reached)

    def advance(self) -> set[int]:
        """Follows the arcs of the next few nodes; returns the nodes that are new."""
        some = self._reached[self._followed : self._followed + _STRIDE]
        self._followed += len(some)
        arcs = [self._arcs[node] for node in some]
        self.work += sum(map(len, arcs))
        low, high = self._bounds
        label = self._label
        found = set().union(*arcs) - self.seen
        new = {node for node in found if low <= label[node] <= high}
        self.seen |= new
        self._reached += new
        return new


def _spread(marks: list[int], start: int, bits: int, arcs: list[list[int]]) -> None:
    """Adds `bits` to the marks of what `start` reaches."""
    marks[start] |= bits
    stack = [start]
    while stack:
        for node in arcs[stack.pop()]:
            if bits & ~marks[node]:
                marks[node] |= bits
                stack.append(node)


class AcyclicGraph:
    """Nodes 0..n-1 and the arcs accepted so far.

    Args:
        order: the nodes, each once, in the order to start from.  Any order gives the same answers;
            one that most arcs follow gives them fast.
        hubs: a few nodes that many paths will lead over; none or others give the same answers.
    """

    def __init__(self, order: Sequence[int], hubs: Iterable[int] = ()) -> None:
        count = len(order)
        if sorted(order) != list(range(count)):
            raise ValueError(f"order names {count} nodes; it must hold 0..{count - 1}, each once")
        self._children: list[list[int]] = [[] for _ in range(count)]
        self._parents: list[list[int]] = [[] for _ in range(count)]
        # A doubly linked list of the nodes by label; node `count` is both its head and its tail.
        self._head = count
        self._after = [count] * (count + 1)
        self._before = [count] * (count + 1)
        self._label = [0] * (count + 1)
        # Bit i of a node's mark: it lies behind hub i (the hub reaches it), or before it.
        self._behind_hubs = [0] * count
        self._before_hubs = [0] * count
        for bit, hub in enumerate(hubs):
            self._behind_hubs[hub] |= 1 << bit
            self._before_hubs[hub] |= 1 << bit
        self._link([count, *order, count])
        self._relabel()

    def insert(self, tail: int, head: int) -> bool:
        """Adds the arc from `tail` to `head` unless it closes a cycle; says whether it did."""
        if tail == head:
            return False
        if self._label[tail] > self._label[head]:
            if self._before_hubs[head] & self._behind_hubs[tail]:  # a path leads over a hub
                return False
            if not self._reorder(tail, head):
                return False
        self._children[tail].append(head)
        self._parents[head].append(tail)
        if behind := self._behind_hubs[tail] & ~self._behind_hubs[head]:
            _spread(self._behind_hubs, head, behind, self._children)
        if before := self._before_hubs[head] & ~self._before_hubs[tail]:
            _spread(self._before_hubs, tail, before, self._parents)
        return True

    def order(self) -> list[int]:
        """The nodes in a topological order of the accepted arcs."""
        nodes = []
        node = self._after[self._head]
        while node != self._head:
            nodes.append(node)
            node = self._after[node]
        return nodes

    def _reorder(self, tail: int, head: int) -> bool:
        """Makes labels rise from `tail` to `head`; False, with nothing changed, on a cycle."""
        bounds = self._label[head], self._label[tail]
        forward = _Search(self._children, head, self._label, bounds)
        backward = _Search(self._parents, tail, self._label, bounds)
        while forward.pending and backward.pending:
            search, other = (
                (forward, backward) if forward.work <= backward.work else (backward, forward)
            )
            if not search.advance().isdisjoint(other.seen):
                return False
        if forward.pending:
            self._move(sorted(backward.seen, key=self._label.__getitem__), self._before[head])
        else:
            self._move(sorted(forward.seen, key=self._label.__getitem__), tail)
        return True

    def _move(self, nodes: Sequence[int], after: int) -> None:
        """Takes `nodes`, in the order given, out of the list and puts them behind `after`.

        `after` may be one of the nodes' neighbours but not one of the nodes.
        """
        for node in nodes:
            self._after[self._before[node]] = self._after[node]
            self._before[self._after[node]] = self._before[node]
        following = self._after[after]
        self._link([after, *nodes, following])
        low = self._label[after] if after != self._head else self._label[following] - _GAP
        high = self._label[following] if following != self._head else low + _GAP
        step = (high - low) // (len(nodes) + 1)
        if not step:
            self._relabel()
            return
        for index, node in enumerate(nodes, 1):
            self._label[node] = low + index * step

    def _link(self, nodes: Sequence[int]) -> None:
        for left, right in itertools.pairwise(nodes):
            self._after[left] = right
            self._before[right] = left

    def _relabel(self) -> None:
        for index, node in enumerate(self.order()):
            self._label[node] = index * _GAP
