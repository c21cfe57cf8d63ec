"""The units that a composer places: a source with its tests, or a piece of a long file."""

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from repoloom.transforms.records import Pair


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A file, or one piece of a long file.

    Attributes:
        part: counts from 0.
        length: in tokens.
        names: that it has, as `tokens.names` packs them.
    """

    path: str
    part: int
    length: int
    names: bytes = b""


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """Items that go into one example together.

    Attributes:
        items: their indices, ascending.
        length: tokens of the items and of one separator between each two.
        split: the file that the unit holds pieces of, "" for none.
        last: the last piece of that file is among them.
    """

    items: tuple[int, ...]
    length: int
    split: str = ""
    last: bool = False


SEPARATOR = 1
"""Tokens between two items of an example."""


def gather(items: Sequence[Item], pairs: Iterable[Pair], budget: int) -> list[Unit]:
    """Makes units of the items, in the order of their first items.

    A source and its tests are one unit if they fit the budget together.  Of a file in pieces, as
    many pieces that follow each other as fit are one, and its tests are units of their own.

    Raises:
        ValueError: on an item longer than the budget, or with a negative length.
    """
    for item in items:
        if not 0 <= item.length <= budget:
            raise ValueError(
                f"part {item.part} of {item.path} has {item.length} tokens and the budget is "
                f"{budget}; split it (splitting.split) before composing"
            )
    of_path: dict[str, list[int]] = {}
    for index, item in enumerate(items):
        of_path.setdefault(item.path, []).append(index)
    _require_parts_in_order(items, of_path)
    units: list[Unit] = []
    for paths in _families(of_path, pairs):
        units += _units(items, [of_path[path] for path in paths], budget)
    return sorted(units, key=lambda unit: unit.items)


def _require_parts_in_order(items: Sequence[Item], of_path: Mapping[str, Sequence[int]]) -> None:
    for path, indices in of_path.items():
        parts = [items[index].part for index in indices]
        if any(left >= right for left, right in itertools.pairwise(parts)):
            raise ValueError(f"parts of {path} come as {parts}; give each once and in order")


def _families(of_path: Mapping[str, Sequence[int]], pairs: Iterable[Pair]) -> Iterable[list[str]]:
    """Each path in one list: a source and the tests that stand with it, or a file alone.

    A test with several sources stands with the last one before it, as it is arranged.
    """
    both = [pair for pair in pairs if pair.test in of_path and pair.source in of_path]
    tests = {pair.test for pair in both}
    source_of: dict[str, str] = {}
    for pair in both:
        if pair.source not in tests:
            at = of_path[pair.test][0]
            source_of[pair.test] = max(
                (source_of.get(pair.test, pair.source), pair.source),
                key=lambda path: (of_path[path][0] < at, of_path[path][0]),
            )
    families: dict[str, list[str]] = {path: [path] for path in of_path if path not in source_of}
    for test in of_path:
        if test in source_of:
            families[source_of[test]].append(test)
    return families.values()


def _units(items: Sequence[Item], files: Sequence[Sequence[int]], budget: int) -> Iterator[Unit]:
    """The units of one family: one if all of it fits, else what fits one after the other.

    Then a file in pieces stands apart from its tests, for of two files in pieces only the last ones
    may share an example (`affinity`).
    """
    whole = sorted(index for file in files for index in file)
    length = sum(items[index].length for index in whole) + SEPARATOR * (len(whole) - 1)
    if length <= budget:
        yield Unit(tuple(whole), length)
        return
    for file in files:
        if len(file) > 1:
            yield from _runs(items, file, budget, split=items[file[0]].path)
    yield from _runs(items, sorted(file[0] for file in files if len(file) == 1), budget)


def _runs(
    items: Sequence[Item], indices: Sequence[int], budget: int, split: str = ""
) -> Iterator[Unit]:
    """Runs of items as long as the budget allows."""
    run: tuple[int, ...] = ()
    length = 0
    for index in indices:
        longer = length + SEPARATOR * bool(run) + items[index].length
        if run and longer > budget:
            yield Unit(run, length, split)
            run, longer = (), items[index].length
        run, length = (*run, index), longer
    if run:
        yield Unit(run, length, split, last=bool(split))
