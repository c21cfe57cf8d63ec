"""Which sources a test may test, by what it links to.

These are the sources that it links to itself, those behind them (an `__init__`, a `lib.rs` or an
umbrella header passes names on), those that implement a header, and the same of its helpers.
"""

from collections.abc import Iterable, Mapping, Sequence

from repoloom.languages import Outline
from repoloom.transforms.records import Edge

MOST = 128
"""Sources in reach of one test, so that the work is linear in the tests."""

_MOST_HUBS = 48
_THIN = 12  # words of a file that passes on what it imports: `module.exports = require("./lib/a")`
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
_HEADERS = (".h", ".hh", ".hpp", ".hxx")


class Reach:
    """What the tests of one repository reach.

    Attributes:
        implemented: for each header the sources that include it and define what it declares.
    """

    def __init__(
        self,
        edges: Iterable[Edge],
        tests: Iterable[str],
        sources: Iterable[str],
        outlines: Mapping[str, Outline],
    ) -> None:
        """Takes the edges of a repository; all tests and sources have an outline."""
        self._outlines = outlines
        self._sources = frozenset(sources)
        self._links = _links(edges, self._sources.union(tests))
        self.implemented = self._implementers()

    def of(self, path: str) -> dict[str, bool]:
        """The sources in reach of a test in path order, and whether it links to them itself."""
        linked = self._linked(path)
        direct = [other for other in linked if other in self._sources]
        helpers = [other for other in linked if other not in self._sources]
        theirs = [other for helper in helpers for other in self._behind(helper)]
        hubs = list(dict.fromkeys([*direct, *theirs]))[:_MOST_HUBS]
        behind = [*theirs, *(other for hub in hubs for other in self._behind(hub))]
        found = dict.fromkeys(direct[:MOST], True)
        for other in behind:
            if len(found) == MOST:
                break
            found.setdefault(other, False)
        return dict(sorted(found.items()))

    def _linked(self, path: str) -> list[str]:
        """What a file links to, with a file of a few words what that links to."""
        found: dict[str, None] = {}
        for other in self._links.get(path, ()):
            thin = len(self._outlines[other].words) <= _THIN
            found.update(dict.fromkeys([*(self._links.get(other, ()) if thin else ()), other]))
        found.pop(path, None)
        return list(found)

    def _behind(self, path: str) -> Sequence[str]:
        """The sources that a file links to, or that implement it; no declarations of types."""
        linked = [*self.implemented.get(path, ()), *self._links.get(path, ())]
        return [
            other
            for other in linked[:MOST]
            if other in self._sources and not other.endswith(_DECLARATIONS)
        ]

    def _implementers(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        declared: dict[str, frozenset[str]] = {}
        for path in sorted(self._sources):
            headers = [
                other
                for other in (() if path.endswith(_HEADERS) else self._links.get(path, ()))
                if other.endswith(_HEADERS) and other in self._sources
            ]
            defined = frozenset(self._outlines[path].defined_names()) if headers else frozenset()
            for other in headers:
                if other not in declared:
                    declared[other] = frozenset(self._outlines[other].defined_names())
                if not defined.isdisjoint(declared[other]):
                    found.setdefault(other, []).append(path)
        return found


def _links(edges: Iterable[Edge], known: frozenset[str]) -> Mapping[str, Sequence[str]]:
    """What each file links to, the most used first."""
    links: dict[str, dict[str, int]] = {}
    for edge in edges:
        if edge.importer in known and edge.imported in known:
            used = links.setdefault(edge.importer, {})
            used[edge.imported] = used.get(edge.imported, 0) + edge.used_symbols
    return {
        path: sorted(used, key=lambda other: (-used[other], other)) for path, used in links.items()
    }
