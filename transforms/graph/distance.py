"""How far files are from the files placed so far, computed no further than somebody asks.

CodeGemma's report computes all-pairs shortest paths, cubic in the number of files, and reads of
the table only the least distance to the *set* of placed files.  That distance is kept here by one
search from the whole set, in which a placed file is at distance zero and a step that lowers
nothing is not taken: where the way to a file leads over one that another placed file reaches as
cheaply, that one reaches the file as cheaply too.  And the search pauses at the distance of the
nearest file that could be placed next.  Run to its end after each file it would still be
quadratic: along a chain of imports every placed file is nearer to all that follows.
"""

import heapq
import math

from repoloom.transforms.graph.adjacency import ImportGraph

DIGITS = 9  # sums of lengths along two equally long ways may differ in the last bit
_MARGIN = 10.0**-DIGITS


class Distances:
    """Distances to the placed files; infinite where the search has not come or cannot come."""

    def __init__(self, graph: ImportGraph) -> None:
        self._neighbours = graph.neighbours
        self._near = [math.inf] * len(graph.paths)
        self._wave: list[tuple[float, int]] = []

    def place(self, node: int) -> None:
        """Adds `node` to the placed files."""
        self._near[node] = 0.0
        heapq.heappush(self._wave, (0.0, node))

    def to(self, node: int) -> float:
        """The distance known so far, rounded; exact up to the limit that `reached` confirmed."""
        return round(self._near[node], DIGITS)

    def reached(self, limit: float) -> bool:
        """Whether no distance up to `limit` can still be lowered."""
        return not self._wave or self._wave[0][0] > limit + _MARGIN

    def advance(self) -> list[int]:
        """Takes the search one file further; returns the files that are nearer now."""
        lowered: list[int] = []
        distance, node = heapq.heappop(self._wave)
        if distance > self._near[node]:
            return lowered
        for length, other in self._neighbours[node]:
            reach = distance + length
            if reach < self._near[other]:
                self._near[other] = reach
                heapq.heappush(self._wave, (reach, other))
                lowered.append(other)
        return lowered


def neighbourhood(graph: ImportGraph, source: int, size: int) -> dict[int, float]:
    """Distances from `source` to itself and the `size` files nearest to it, ties by path."""
    settled: dict[int, float] = {}
    heap = [(0.0, source)]
    while heap and len(settled) <= size:
        distance, node = heapq.heappop(heap)
        if node in settled:
            continue
        settled[node] = distance
        # What stands further down a list of neighbours than this cannot be among the nearest.
        for length, other in graph.neighbours[node][: size + 1]:
            if other not in settled:
                heapq.heappush(heap, (distance + length, other))
    return settled
