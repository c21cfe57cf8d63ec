"""The order of a repository's files: what a file imports stands before it.

`codegemma` is the linearization of CodeGemma's report (arXiv 2406.11409): a topological sort that
takes, among the files whose imports have all been placed, the one nearest to the files placed so
far, ties by path.  Two points that the report leaves open:

* Distances are undirected and an edge is `1 / importance` long.  Directed and without weights,
  every file that is ready would be at distance one, and the table would say nothing.
* "Sorted nodes" are all files placed so far; `recency` reads them as the last few.

Connected components come out contiguous, because a ready file at a finite distance exists until
the component is done.
"""

import collections
import heapq
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from repoloom.transforms import keyed
from repoloom.transforms.graph import adjacency
from repoloom.transforms.graph.adjacency import ImportGraph
from repoloom.transforms.graph.distance import DIGITS, Distances, neighbourhood
from repoloom.transforms.records import Edge
from repoloom.transforms.settings import WeaveKeys

_PLACED = -1
_WINDOW = 8  # files that `recency` measures from: about what fits a context of 8192 tokens
_NEIGHBOURHOOD = 64  # files that it looks at around each of them


def linearize(
    nodes: Collection[str], edges: Sequence[Edge], method: str = WeaveKeys.order, *, seed: int = 0
) -> list[str]:
    """Puts files in an order in which to read them.

    Args:
        nodes: paths of the files.
        edges: between these files; those that are not `kept` are passed over.
        method: `codegemma`; `recency`, the same with the distance to the last eight files placed,
            where one of those has a ready file near it; `deepseek`, fewest unplaced imports first,
            component by component (DeepSeek-Coder, arXiv 2401.14196, algorithm 1, which takes
            edges with their cycles: leave them uncut to have it as published); `path`; `random`.
        seed: of `random`, which otherwise depends on the paths alone.

    Returns:
        Each file once.  `codegemma`, `recency` and, where there is no cycle, `deepseek` give a
        topological order in which each connected component is contiguous.

    Raises:
        ValueError: on an unknown method, an edge to no node, an importance that is not positive,
            and, in `codegemma` and `recency`, on a cycle of kept edges.
    """
    if method not in METHODS:
        raise ValueError(f"order method {method!r} is unknown; there are {', '.join(METHODS)}")
    graph = adjacency.build(nodes, edges)
    return [graph.paths[node] for node in METHODS[method](graph, seed)]


def _codegemma(graph: ImportGraph, seed: int) -> list[int]:
    return _nearest_first(graph, window=0)


def _recency(graph: ImportGraph, seed: int) -> list[int]:
    return _nearest_first(graph, window=_WINDOW)


def _nearest_first(graph: ImportGraph, *, window: int) -> list[int]:
    """Kahn's algorithm, taking the ready file nearest to those placed last, else to all placed."""
    left = list(graph.parents)  # imports not yet placed, then _PLACED
    distances = Distances(graph)
    ready = [(math.inf, node) for node, count in enumerate(left) if not count]  # sorted: a heap
    recent: collections.deque[dict[int, float]] = collections.deque(maxlen=window)
    placed: list[int] = []
    while ready:
        node = _nearest_recent(recent, left)
        if node == -1:
            node = _nearest(ready, distances, left)
        if left[node] == _PLACED:
            continue
        placed.append(node)
        left[node] = _PLACED
        distances.place(node)
        for child in graph.children[node]:
            left[child] -= 1
            if not left[child]:
                heapq.heappush(ready, (distances.to(child), child))
        if window:
            recent.append(neighbourhood(graph, node, _NEIGHBOURHOOD))
    _require_all(placed, graph)
    return placed


def _nearest(ready: list[tuple[float, int]], distances: Distances, left: Sequence[int]) -> int:
    """Pops the nearest ready file; entries of files placed since are left in the heap and pop too.

    A file has one entry for each distance it was known at; the least comes first.
    """
    while not distances.reached(ready[0][0]):
        for node in distances.advance():
            if not left[node]:
                heapq.heappush(ready, (distances.to(node), node))
    return heapq.heappop(ready)[1]


def _nearest_recent(recent: Iterable[Mapping[int, float]], left: Sequence[int]) -> int:
    """The ready file nearest to the files placed last, or -1 where none is in sight."""
    choices = (
        (round(distance, DIGITS), node)
        for distances in recent
        for node, distance in distances.items()
        if not left[node]
    )
    return min(choices, default=(0.0, -1))[1]


def _require_all(placed: Collection[int], graph: ImportGraph) -> None:
    if missing := sorted(set(range(len(graph.paths))).difference(placed)):
        raise ValueError(
            f"{len(missing)} files, {graph.paths[missing[0]]!r} first, are on or behind a cycle "
            "of kept edges; cycles.cut breaks it"
        )


def _deepseek(graph: ImportGraph, seed: int) -> list[int]:
    left = list(graph.parents)
    placed: list[int] = []
    for component in graph.components():
        ready = sorted((left[node], node) for node in component)
        while ready:
            _, node = heapq.heappop(ready)
            if left[node] == _PLACED:
                continue
            left[node] = _PLACED
            placed.append(node)
            for child in graph.children[node]:
                if left[child] != _PLACED:
                    left[child] -= 1
                    heapq.heappush(ready, (left[child], child))
    return placed


def _path(graph: ImportGraph, seed: int) -> list[int]:
    return list(range(len(graph.paths)))


def _random(graph: ImportGraph, seed: int) -> list[int]:
    nodes = list(range(len(graph.paths)))
    keyed.rng(seed, "order", *graph.paths).shuffle(nodes)
    return nodes


METHODS: Mapping[str, Callable[[ImportGraph, int], list[int]]] = {
    "codegemma": _codegemma,
    "recency": _recency,
    "deepseek": _deepseek,
    "path": _path,
    "random": _random,
}
"""One for each of `settings.ORDERS`."""
