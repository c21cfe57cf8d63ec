"""Edge importance: how strongly one file needs another.

CodeGemma's report (arXiv 2406.11409) breaks cycles by "edge importance (a heuristic measure)" and
does not define it.  Ours is additive and deterministic: a sum of what the import statement itself
shows, less what makes it weak evidence.  Type-only imports and re-exports, which close most cycles
in practice, come out weakest; so do imports of a file that everything imports.
"""

import collections
import dataclasses
import math
import posixpath
from collections.abc import Collection, Iterable, Mapping, Sequence

from repoloom.transforms.records import Edge, Link

FLOOR = 0.25
_MOST_SYMBOLS = 3


def weigh(links: Sequence[Link], tests: Collection[str] = ()) -> list[Edge]:
    """The weighed edges of one repository, sorted, one per (importer, imported, kind).

    Several links of one kind between the same two files count as one statement with the evidence
    of all of them: their symbols add up, and it is weak only where each of them is.

    Args:
        links: all resolved imports of the repository; fan-in is counted on them.
        tests: paths that are tests; an import from a test to a source weighs more.

    Returns:
        Edges with `kept` still True; importance is at least `FLOOR`, rounded to 9 digits so that
        two mathematics libraries that differ in the last bit give the same bytes.
    """
    groups: dict[tuple[str, str, str], list[Link]] = {}
    for link in links:
        groups.setdefault((link.importer, link.imported, link.kind), []).append(link)
    fan_in = _fan_in(groups)
    among_tests = frozenset(tests)
    merged = (_merged(same) for _, same in sorted(groups.items()))
    return [_edge(link, fan_in, among_tests) for link in merged]


def _fan_in(groups: Iterable[tuple[str, str, str]]) -> Mapping[str, int]:
    """Number of other files that need each file, whatever the kind of the edge."""
    pairs = {(importer, imported) for importer, imported, _ in groups if importer != imported}
    return collections.Counter(imported for _, imported in pairs)


def _merged(links: Sequence[Link]) -> Link:
    return dataclasses.replace(
        links[0],
        used_symbols=sum(link.used_symbols for link in links),
        exact=any(link.exact for link in links),
        matched=max(link.matched for link in links),
        top_level=any(link.top_level for link in links),
        conditional=all(link.conditional for link in links),
        reexport=all(link.reexport for link in links),
    )


def _edge(link: Link, fan_in: Mapping[str, int], tests: Collection[str]) -> Edge:
    return Edge(
        link.importer,
        link.imported,
        link.kind,
        _importance(link, fan_in, tests),
        used_symbols=link.used_symbols,
        nested=not link.top_level,
        conditional=link.conditional,
        reexport=link.reexport,
        test=link.importer in tests,
    )


def _importance(link: Link, fan_in: Mapping[str, int], tests: Collection[str]) -> float:
    same_directory = posixpath.dirname(link.importer) == posixpath.dirname(link.imported)
    test_of_source = link.importer in tests and link.imported not in tests
    score = (
        2 * min(_MOST_SYMBOLS, link.used_symbols)
        + 2 * link.exact
        + link.matched
        + same_directory
        + link.top_level
        + 2 * test_of_source
        - link.conditional
        - 2 * link.reexport
        - math.log2(1 + fan_in.get(link.imported, 0)) / 4
    )
    return round(max(FLOOR, 1 + score), 9)
