"""The kept edges of one repository as adjacency lists over numbered files."""

import dataclasses
import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from repoloom.transforms.records import Edge


@dataclasses.dataclass(frozen=True)
class ImportGraph:
    """Files numbered in path order, and the edges between them, each pair of files once.

    Paths compare as UTF-8 bytes.  Python compares strings by code points, which is the same order.

    Attributes:
        paths: the files, sorted; a file's number is its place here.
        children: for each file, those that import it, ascending.
        parents: for each file, how many files it imports.
        neighbours: for each file, (length, file) of its edges in both directions, nearest first.
            The length of an edge is 1 / importance; of parallel edges, the shortest's.
    """

    paths: Sequence[str]
    children: Sequence[Sequence[int]]
    parents: Sequence[int]
    neighbours: Sequence[Sequence[tuple[float, int]]]

    def components(self) -> Iterator[list[int]]:
        """The connected components, by their first file."""
        seen = [False] * len(self.paths)
        for first in range(len(self.paths)):
            if seen[first]:
                continue
            seen[first] = True
            component = [first]
            for node in component:  # grows while it is walked
                for _, other in self.neighbours[node]:
                    if not seen[other]:
                        seen[other] = True
                        component.append(other)
            yield component


def build(nodes: Collection[str], edges: Sequence[Edge]) -> ImportGraph:
    """Numbers the files and merges parallel edges; edges that are not `kept` are left out.

    Raises:
        ValueError: on an edge to no node and on an importance that is not positive.
    """
    paths = sorted(set(nodes))
    number = {path: index for index, path in enumerate(paths)}
    lengths: dict[tuple[int, int], float] = {}
    for edge in edges:
        if edge.kept and edge.importer != edge.imported:
            arc = _number(edge.imported, number), _number(edge.importer, number)
            length = 1 / _positive(edge)
            if length < lengths.get(arc, math.inf):
                lengths[arc] = length
    children: list[list[int]] = [[] for _ in paths]
    parents = [0] * len(paths)
    neighbours: list[list[tuple[float, int]]] = [[] for _ in paths]
    for (parent, child), length in lengths.items():
        children[parent].append(child)
        parents[child] += 1
        neighbours[parent].append((length, child))
        neighbours[child].append((length, parent))
    for some in children:
        some.sort()
    for near in neighbours:
        near.sort()
    return ImportGraph(paths, children, parents, neighbours)


def _number(path: str, number: Mapping[str, int]) -> int:
    if path not in number:
        raise ValueError(f"an edge names {path!r}, which is not among the nodes")
    return number[path]


def _positive(edge: Edge) -> float:
    if edge.importance <= 0:
        raise ValueError(
            f"importance of {edge.importer} -> {edge.imported} is {edge.importance}; "
            "a distance is its inverse, so it must be positive"
        )
    return edge.importance
