"""The layout of a repository: what depends on what, and the order of its files.

It rests on outlines and names, which are small, and not on texts: a repository whose texts do not
fit memory together still has one graph and one order.
"""

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from repoloom import languages
from repoloom.languages import Outline
from repoloom.transforms.graph import arrangement, cycles, importance, resolution
from repoloom.transforms.graph.resolution import Resolution
from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.settings import Weaving
from repoloom.transforms.unit_tests import pairing


@dataclasses.dataclass(frozen=True, slots=True)
class Outlined:
    """A kept file as the layout sees it; `outline` is None where the file would not parse."""

    path: str
    language: str
    outline: Outline | None
    test: bool


@dataclasses.dataclass(frozen=True)
class Layout:
    """The graph of a repository and its order.

    Attributes:
        edges: all, sorted, with `kept` set; some lead to files that do not stay.
        placed: those of them between two files that stay.
        pairs: tests and sources.
        order: the files that stay, each once.
        resolved: what became of the imports.
    """

    edges: Sequence[Edge]
    placed: Sequence[Edge]
    pairs: Sequence[Pair]
    order: Sequence[str]
    resolved: Resolution

    def part(self, paths: Collection[str]) -> "Layout":
        """What some of the files have of it: edges from them, and all that is between them."""
        return Layout(
            [edge for edge in self.edges if edge.importer in paths],
            within(self.placed, paths),
            [pair for pair in self.pairs if pair.test in paths and pair.source in paths],
            [path for path in self.order if path in paths],
            self.resolved,
        )


def lay_out(
    files: Sequence[Outlined],
    manifests: Mapping[str, bytes],
    paths: Sequence[str],
    settings: Weaving,
) -> Layout:
    """Resolves, weighs, cuts cycles, pairs tests and arranges.

    Args:
        files: those that stay, in path order.
        manifests: path to text of the files that describe the project to its own tools.
        paths: every path that has text: an import of one is resolved.
        settings: of the run.
    """
    resolved = resolution.resolve(
        [(file.path, file.language, file.outline) for file in files if file.outline],
        manifests,
        paths,
    )
    edges = cycles.cut(importance.weigh(resolved.links, {one.path for one in files if one.test}))
    kept = {file.path for file in files}
    placed = within(edges, kept)
    pairs = pairing.pair(
        [(file.path, file.language) for file in files],
        placed,
        {file.path: file.outline for file in files if file.outline},
        {file.path for file in files if file.test},
    )
    order = arrangement.arrange(
        sorted(kept, key=str.encode),
        placed,
        pairs,
        settings.order,
        seed=settings.seed,
        other_files=settings.other_files,
        apart=[] if settings.non_code == "alphabetical" else _non_code(files),
        place_apart=settings.non_code,
    )
    return Layout(edges, placed, pairs, order, resolved)


def _non_code(files: Sequence[Outlined]) -> list[str]:
    return [file.path for file in files if languages.kind_of(file.language) != "code"]


def within(edges: Sequence[Edge], paths: Collection[str]) -> list[Edge]:
    """The edges between two of the files."""
    return [edge for edge in edges if edge.importer in paths and edge.imported in paths]
