"""Dividing a repository that is too large into parts of whole directories.

The directory tree is cut where it must be: a directory within the bound is one block, a larger one
falls into its subdirectories and its own files.  Blocks then join into parts, always the two with
the most imports between them for each byte of the joint part (`joins`), so that few imports lead
from one part to another.  What nothing ties joins in path order.  The partition with the fewest is
NP-hard; this one is near-linear in files and edges.
"""

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from repoloom.transforms.examples import joins
from repoloom.transforms.examples.units import Unit
from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.rows import bins


def divide(
    sizes: Mapping[str, int], edges: Iterable[Edge], pairs: Iterable[Pair], bound: int
) -> list[list[str]]:
    """Groups files into parts.

    Args:
        sizes: bytes of each file.
        edges: between files, kept or cut; each pair of files counts once.
        pairs: tests and sources; they count as an import.
        bound: bytes of a part; a file over it is a part of its own.

    Returns:
        Parts as sorted lists of paths, by their first path; each file is in one.

    Raises:
        ValueError: `bound` is not positive.
    """
    if bound <= 0:
        raise ValueError(f"a part of {bound} bytes holds no file; give a bound of at least 1")
    blocks = _blocks(sizes, bound)
    lengths = [min(bound, sum(sizes[path] for path in block)) for block in blocks]
    scale = len(blocks) + 1  # `joins` counts a separator between two units: none is as long
    joined = joins.joined(
        [Unit((number,), length * scale) for number, length in enumerate(lengths)],
        _ties(blocks, edges, pairs),
        bound * scale + scale - 1,
        lambda number: posixpath.dirname(posixpath.dirname(blocks[number][0])),
    )
    parts = [sorted(path for number in group for path in blocks[number]) for group in joined]
    return sorted(_filled(parts, sizes, bound))


def _blocks(sizes: Mapping[str, int], bound: int) -> list[list[str]]:
    """Directories within the bound, as far up as they are; of larger ones, their own files."""
    total: dict[str, int] = {}
    for path, size in sizes.items():
        for above in _above(path):
            total[above] = total.get(above, 0) + size
    blocks: dict[str, list[str]] = {}
    for path in sorted(sizes):
        fitting = (above for above in _above(path) if total[above] <= bound)
        blocks.setdefault(next(fitting, posixpath.dirname(path) + "/"), []).append(path)
    return [run for block in blocks.values() for run in _runs(block, sizes, bound)]


def _above(path: str) -> list[str]:
    """The directories over a path, the root first."""
    parts = posixpath.dirname(path).split("/") if "/" in path else []
    return ["/".join(parts[:depth]) for depth in range(len(parts) + 1)]


def _runs(block: Sequence[str], sizes: Mapping[str, int], bound: int) -> list[list[str]]:
    """Runs of the files of a block, in path order, as long as the bound allows."""
    runs: list[list[str]] = []
    used = 0
    for path in block:
        if not runs or used + sizes[path] > bound:
            runs.append([])
            used = 0
        runs[-1].append(path)
        used += sizes[path]
    return runs


def _ties(
    blocks: Sequence[Sequence[str]], edges: Iterable[Edge], pairs: Iterable[Pair]
) -> joins.Ties:
    """Imports between blocks, in both directions."""
    home = {path: number for number, block in enumerate(blocks) for path in block}
    ties: list[dict[int, float]] = [{} for _ in blocks]
    ends = {(edge.importer, edge.imported) for edge in edges}
    ends |= {(pair.test, pair.source) for pair in pairs}
    for left, right in sorted(ends):
        one, other = home.get(left), home.get(right)
        if one is not None and other is not None and one != other:
            ties[one][other] = ties[one].get(other, 0.0) + 1
            ties[other][one] = ties[other].get(one, 0.0) + 1
    return ties


def _filled(
    parts: Sequence[Sequence[str]], sizes: Mapping[str, int], bound: int
) -> list[list[str]]:
    """Joins parts, first come first served, where they fit the bound together."""
    lengths = [min(bound, max(1, sum(sizes[path] for path in part))) for part in parts]
    found = bins.first_fit(lengths, bound)
    return [sorted(path for number in members for path in parts[number]) for members in found]
