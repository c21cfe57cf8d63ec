"""Where definitions stand that an example may use: the files that it reaches, and their names.

A name that a file mentions is defined in a file that it imports, or in one that this imports: a
method of what an imported function returns stands behind two imports.
"""

import itertools
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from repoloom.transforms.records import Edge

STEPS = 3
"""Imports, one behind the other, that may lie between a name and its definition."""

MOST_FILES = 1000
"""Files that are looked into for one example, those behind fewer imports first."""


class Reach:
    """The files of a repository that others reach over their imports, cut or not."""

    def __init__(self, edges: Iterable[Edge], rank: Mapping[str, int]) -> None:
        """Takes all edges; only files with a rank count, of one step the lower one first."""
        needs: dict[str, set[str]] = {}
        for edge in edges:
            if edge.imported in rank and edge.importer != edge.imported:
                needs.setdefault(edge.importer, set()).add(edge.imported)
        self._needs = {path: sorted(some, key=rank.__getitem__) for path, some in needs.items()}

    def of(self, paths: Iterable[str]) -> dict[str, int]:
        """Files that these reach, without them, and over how many imports; the nearest first."""
        own = dict.fromkeys(paths, 0)
        found = dict(own)
        last: Sequence[str] = list(own)
        for step in range(1, STEPS + 1):
            behind = itertools.chain.from_iterable(self._needs.get(path, ()) for path in last)
            last = [path for path in dict.fromkeys(behind) if path not in found]
            last = last[: MOST_FILES + len(own) - len(found)]
            found.update(dict.fromkeys(last, step))
        return {path: step for path, step in found.items() if step}


class Definers:
    """The files of a repository by the names that they define, in eight bytes for each."""

    def __init__(self, defined: Iterable[tuple[str, Collection[bytes]]]) -> None:
        """Takes each file once, with its names."""
        self._paths: list[str] = []
        sums, files = [np.empty(0, np.uint32)], [np.empty(0, np.int32)]
        for number, (path, names) in enumerate(defined):
            self._paths.append(path)
            found = np.unique(np.fromiter(map(zlib.crc32, names), np.uint32, len(names)))
            sums.append(found)
            files.append(np.full(len(found), number, np.int32))
        known = np.concatenate(sums)
        order = np.argsort(known, kind="stable")
        self._sums, self._files = known[order], np.concatenate(files)[order]

    def of(self, names: Collection[bytes]) -> set[str]:
        """The files that define one of these names, by checksums: a few more may be among them."""
        wanted = np.unique(np.fromiter(map(zlib.crc32, names), np.uint32, len(names)))
        first = np.searchsorted(self._sums, wanted, "left")
        last = np.searchsorted(self._sums, wanted, "right")
        there = np.flatnonzero(first < last).tolist()
        spans = [self._files[first[at] : last[at]] for at in there]
        numbers = np.unique(np.concatenate([np.empty(0, np.int32), *spans])).tolist()
        return {self._paths[number] for number in numbers}
