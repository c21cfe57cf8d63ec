"""The kept edges of one repository as adjacency lists over numbered files."""

import dataclasses
import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from transforms.records import Edge


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
    children: list[set[int]] = [set() for _ in paths]
    parents: list[set[int]] = [set() for _ in paths]
    lengths: list[dict[int, float]] = [{} for _ in paths]
    for edge in edges:
        if not edge.kept or edge.importer == edge.imported:
            continue
        child, parent = _endpoints(edge, number)
        children[parent].add(child)
        parents[child].add(parent)
        length = min(1 / edge.importance, lengths[parent].get(child, math.inf))
        lengths[parent][child] = lengths[child][parent] = length
    return ImportGraph(
        paths,
        [sorted(some) for some in children],
        [len(some) for some in parents],
        [sorted((length, other) for other, length in some.items()) for some in lengths],
    )


def _endpoints(edge: Edge, number: Mapping[str, int]) -> tuple[int, int]:
    if edge.importance <= 0:
        raise ValueError(
            f"importance of {edge.importer} -> {edge.imported} is {edge.importance}; "
            "a distance is its inverse, so it must be positive"
        )
    for path in (edge.importer, edge.imported):
        if path not in number:
            raise ValueError(f"an edge names {path!r}, which is not among the nodes")
    return number[edge.importer], number[edge.imported]
