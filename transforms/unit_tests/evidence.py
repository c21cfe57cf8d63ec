"""What edges and outlines say of two files of a repository, whichever of them is the test."""

from collections.abc import Iterable, Mapping, Sequence

from repoloom.languages import Outline
from repoloom.transforms.records import Edge

NONE: frozenset[str] = frozenset()


class Links:
    """The other files that a file imports or is imported by.

    Attributes:
        all: by path, links of any kind.
        stated: by path, those that an import statement says.
    """

    def __init__(self, edges: Sequence[Edge], outlines: Mapping[str, Outline]) -> None:
        """Takes the edges of a repository and the outlines of its parsed files."""
        self._outlines = outlines
        self.all = _linked(edges)
        self.stated = _linked(edge for edge in edges if edge.kind == "import")
        self._needs: dict[str, set[str]] = {}
        for edge in edges:
            self._needs.setdefault(edge.importer, set()).add(edge.imported)

    def same_package(self, path: str, other: str) -> bool:
        """Whether two files declare the same package, and one of more than one segment."""
        one, two = self._outlines.get(path), self._outlines.get(other)
        if one is None or two is None or one.package != two.package:
            return False
        return "." in one.package or "\\" in one.package

    def reaches(self, path: str, other: str) -> bool:
        """Whether a file imports another, or what it imports does."""
        needs = self._needs.get(path, NONE)
        return other in needs or any(other in self._needs.get(hub, NONE) for hub in needs)


def _linked(edges: Iterable[Edge]) -> Mapping[str, frozenset[str]]:
    links: dict[str, set[str]] = {}
    for edge in edges:
        links.setdefault(edge.importer, set()).add(edge.imported)
        links.setdefault(edge.imported, set()).add(edge.importer)
    return {path: frozenset(others) for path, others in links.items()}
