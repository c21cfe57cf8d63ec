"""How much of what a file needs stands before it: the figure by which composers are compared.

*Definition before use* is the share of imports between files of a repository whose imported file
stands earlier in the same example than the importer.  A model that reads the importer has then
read what it uses.  The figure needs no model.

All figures are counts, and flat: added up over repositories they are those of a run.  A median
does not add up, so distances are counted by powers of two; `median_distance` reads them.
"""

import bisect
import collections
import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from repoloom.transforms.records import Edge, Pair

_DISTANCE = "distance/"


@dataclasses.dataclass(frozen=True, slots=True)
class Placed:
    """A file, or a part of one, where an example has it.

    Attributes:
        tokens: its length, without the separator that the next piece stands behind.
        part: 0-based index among the parts of the file.
        masked: no loss is taken on it, as on a file that is repeated for what follows it.
    """

    path: str
    language: str
    tokens: int
    part: int = 0
    masked: bool = False


def measure(
    examples: Sequence[Sequence[Placed]], edges: Iterable[Edge], pairs: Iterable[Pair]
) -> dict[str, int]:
    """The figures of one repository; time is linear in pieces, edges and pairs, but for sorting.

    An importer stands where its first part does, for that has the imports; where it is there
    several times, the copy with loss counts.  An imported file may stand in several places: any
    part of it counts, the nearest one for the distance.

    Args:
        examples: of one repository, each in its order.
        edges: of the same; those of kind "import", kept or cut, between two files of `examples`
            count.
        pairs: of the same; those between two files of `examples` count.

    Returns:
        Sorted by name, without the languages and distances that there is nothing of:

        * `dbu/<language>/total`: imports by files of the language.
        * `dbu/<language>/before`: those of them whose imported file stands earlier.
        * `distance/<2^k>`: of the latter, in all languages, those at a distance in [2^k, 2^(k+1));
          the distance is in tokens, from the start of the imported piece to the importer's.
        * `distance_tokens`: the sum of the distances.
        * `tests/paired`: tests with a source.
        * `tests/adjacent`: those that stand directly behind a source of theirs, or behind one of
          its other tests that does.
    """
    spots = _spots(examples)
    figures: collections.Counter[str] = collections.Counter()
    imports = {(edge.importer, edge.imported) for edge in edges if edge.kind == "import"}
    for importer, imported in imports:
        if importer != imported and importer in spots and imported in spots:
            _count_import(figures, spots[importer], spots[imported])
    tests = _tests(pairs, spots)
    figures["tests/paired"] = len(tests)
    figures["tests/adjacent"] = len(
        {path for example in examples for path in _adjacent(example, tests)}
    )
    return dict(sorted(figures.items()))


def against(order: Iterable[str], edges: Iterable[Edge]) -> dict[str, int]:
    """How well an order follows the imports of its files.

    Args:
        order: files, each once.
        edges: of any kind, kept or cut; each pair of files of the order counts once.

    Returns:
        `order/edges`: the pairs; `order/against`: those whose imported file stands behind its
        importer.
    """
    place = {path: position for position, path in enumerate(order)}
    ends = {(edge.importer, edge.imported) for edge in edges if edge.importer != edge.imported}
    known = [(one, other) for one, other in ends if one in place and other in place]
    behind = sum(place[imported] > place[importer] for importer, imported in known)
    return {"order/edges": len(known), "order/against": behind}


def median_distance(figures: Mapping[str, int]) -> int:
    """The power of two at or below the median distance, from `measure` or a sum of it; 0 if none.

    Of an even number of distances it is the lower one of the two in the middle.
    """
    counts = sorted(
        (int(name.removeprefix(_DISTANCE)), count)
        for name, count in figures.items()
        if name.startswith(_DISTANCE)
    )
    left = (sum(count for _, count in counts) + 1) // 2
    for distance, count in counts:
        left -= count
        if left <= 0:
            return distance
    return 0


@dataclasses.dataclass(slots=True)
class _Spots:
    """Where the pieces of a file stand.

    Attributes:
        first: (masked, part, example, start) of the least piece: the file as an importer.
        starts: number of an example -> tokens before each piece there, ascending.
    """

    language: str
    first: tuple[bool, int, int, int]
    starts: dict[int, list[int]]


def _spots(examples: Sequence[Sequence[Placed]]) -> dict[str, _Spots]:
    spots: dict[str, _Spots] = {}
    for number, example in enumerate(examples):
        start = 0
        for piece in example:
            spot = (piece.masked, piece.part, number, start)
            file = spots.setdefault(piece.path, _Spots(piece.language, spot, {}))
            file.first = min(file.first, spot)
            file.starts.setdefault(number, []).append(start)
            start += piece.tokens + 1  # the separator
    return spots


def _count_import(figures: collections.Counter[str], importer: _Spots, imported: _Spots) -> None:
    *_, example, start = importer.first
    starts = imported.starts.get(example, [])
    earlier = bisect.bisect_left(starts, start)
    figures[f"dbu/{importer.language}/total"] += 1
    figures[f"dbu/{importer.language}/before"] += bool(earlier)
    if earlier:
        distance = start - starts[earlier - 1]
        figures["distance_tokens"] += distance
        figures[f"{_DISTANCE}{1 << (distance.bit_length() - 1)}"] += 1


def _tests(pairs: Iterable[Pair], placed: Mapping[str, _Spots]) -> dict[str, set[str]]:
    """Test -> its sources, of those that are placed."""
    tests: dict[str, set[str]] = {}
    for pair in pairs:
        if pair.test in placed and pair.source in placed:
            tests.setdefault(pair.test, set()).add(pair.source)
    return tests


def _adjacent(example: Sequence[Placed], tests: Mapping[str, set[str]]) -> set[str]:
    """The tests that stand in a run of a source and tests of it, behind the source."""
    found: set[str] = set()
    run: set[str] = set()  # sources that a test may have to stand behind the last piece
    for piece in example:
        shared = run & tests.get(piece.path, set())
        if shared:
            found.add(piece.path)
        run = shared | {piece.path}
    return found
