"""Breaking import cycles at their weakest edges.

Edges enter a graph in the order (-importance, parent path, child path), where the parent is the
imported file; one that would close a cycle stays out.  So an edge that is cut is a weakest edge of
some cycle whose other edges all stand: nothing stronger was given up for it.  CodeGemma's report
says only that it removes "unimportant edges to break cyclic dependencies".
"""

import collections
import dataclasses
import heapq
from collections.abc import Sequence

from repoloom.transforms.graph.acyclic import AcyclicGraph
from repoloom.transforms.records import Edge

_HUBS = 16  # bits of one number: 4 are up to a tenth slower, 60 no faster


def cut(edges: Sequence[Edge]) -> list[Edge]:
    """Decides for each edge whether it stands.

    Only edges inside a strongly connected component can lie on a cycle; all others stand unseen.

    Args:
        edges: of one repository, in any order; their `kept` is not read.

    Returns:
        The same edges in the same order with `kept` set: an acyclic graph, from which an edge that
        a file has to itself is cut too.
    """
    names = sorted({path for edge in edges for path in (edge.importer, edge.imported)})
    number = {name: index for index, name in enumerate(names)}
    arcs = [(number[edge.imported], number[edge.importer]) for edge in edges]
    children: list[list[int]] = [[] for _ in names]
    for parent, child in arcs:
        children[parent].append(child)
    component = components(children)
    kept = [component[parent] != component[child] for parent, child in arcs]
    weakest_last = sorted(
        (index for index, stands in enumerate(kept) if not stands),
        key=lambda index: (-edges[index].importance, *arcs[index], edges[index].kind),
    )
    # Numbers of components fall along arcs: taken downwards they are a topological order of all
    # but the cycles, which leaves few arcs for the graph to reorder.
    graph = AcyclicGraph(
        sorted(range(len(names)), key=lambda node: -component[node]),
        _hubs(len(names), [arcs[index] for index in weakest_last]),
    )
    for index in weakest_last:
        kept[index] = graph.insert(*arcs[index])
    return [
        edge if edge.kept == stands else dataclasses.replace(edge, kept=stands)
        for edge, stands in zip(edges, kept, strict=True)
    ]


def tangles(edges: Sequence[Edge]) -> int:
    """Groups of two and more files that all need each other: the cyclic strong components."""
    names = sorted({path for edge in edges for path in (edge.importer, edge.imported)})
    number = {name: index for index, name in enumerate(names)}
    children: list[list[int]] = [[] for _ in names]
    for edge in edges:
        children[number[edge.imported]].append(number[edge.importer])
    sizes = collections.Counter(components(children))
    return sum(size > 1 for size in sizes.values())


def _hubs(count: int, arcs: Sequence[tuple[int, int]]) -> list[int]:
    """The nodes with the most arcs on their poorer side: what many cycles lead over."""
    outward = collections.Counter(tail for tail, _ in arcs)
    inward = collections.Counter(head for _, head in arcs)
    return heapq.nsmallest(
        _HUBS, range(count), key=lambda node: (-min(outward[node], inward[node]), node)
    )


def components(children: Sequence[Sequence[int]]) -> list[int]:
    """The strongly connected component of each node, by Tarjan's algorithm without recursion.

    Args:
        children: the heads of each node's arcs.

    Returns:
        A number for each node, equal inside a component; along an arc to another component it
        falls.
    """
    component = [-1] * len(children)
    found = 0
    visit = [0] * len(children)  # the order of the first visits, from 1
    low = [0] * len(children)  # the earliest visit that a node is known to reach and be reached by
    visits = 0
    unfinished: list[int] = []
    for root in range(len(children)):
        path = [] if visit[root] else [(root, iter(children[root]))]
        while path:
            node, rest = path[-1]
            if not visit[node]:
                visits += 1
                visit[node] = low[node] = visits
                unfinished.append(node)
            for child in rest:
                if not visit[child]:
                    path.append((child, iter(children[child])))
                    break
                if component[child] == -1:
                    low[node] = min(low[node], low[child])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == visit[node]:
                    while component[node] == -1:
                        component[unfinished.pop()] = found
                    found += 1
    return component
