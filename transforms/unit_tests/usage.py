"""Which source a test uses most, where no name tells it.

The words of a test that few other tests and few sources have say what it is about, and so do the
names that it takes from a source.  Each source in reach (`reach`) gets a score, linear in the
features below, and with them competes "none of these", whose score is 0: a conditional logit
(McFadden, Conditional logit analysis of qualitative choice behavior, 1974).  The best is paired
where it has `LEAST_SHARE` of the sum of exponentials.

The weights are fitted to 740 tests under hidden names (`python -m benchmarks.pairs`), in 15
languages, and to 156 tests of 12 Python projects by the lines that they run, which count thrice.
"""

import dataclasses
import functools
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from repoloom import languages
from repoloom.languages import Outline
from repoloom.transforms.records import Edge
from repoloom.transforms.unit_tests.naming import subject, words
from repoloom.transforms.unit_tests.places import Place
from repoloom.transforms.unit_tests.reach import Reach

Keys = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]
Weighed = tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]
"""Places in the vocabulary of the tests, and a weight for each."""

FEATURES = (
    "shared",  # words that few have: log of their weight over that of the best candidate
    "rival",  # log of the same weight over that of the test that shares most with this source
    "taken",  # log of 1 + the weight of the names that the source defines and the test uses
    "rare",  # log of how few tests link to it
    "direct",  # 1 if the test itself links to it
    "apart",  # directories of the test that the source lacks, up to 3
    "deeper",  # directories of the source that the test lacks, up to 4
    "size",  # log of 1 + its words
    "named",  # 1 if it defines what the whole name of the test says
    "partly",  # 1 if it defines what one or more words of it in a row say
)
WEIGHTS = np.array([1.4, 0.8, 0.6, 0.4, 0.8, -0.6, -0.45, 0.3, 0.35, 0.55])
LEAST_SHARE = 0.6

LIKELY = 24
"""So many candidates, those that share most with the test, have their features compared."""

_LOGS = np.array(
    [0.0, *(1 + math.log(count) for count in range(1, 1 << languages.COUNT_BITS))], np.float32
)
_FILES = 4096  # whose words are joined to a vocabulary in one go
_AT_HAND = 16_384  # files whose words are: 2 kB each where 250 of them occur in tests
_LONGEST_NAME = 8  # words of it that are looked at
_SHORTEST_PLURAL = 3
_LEAST = 0.1  # keeps logarithms of nothing finite


@dataclasses.dataclass(frozen=True)
class Ranked:
    """The candidates of a test in path order, and a row of `FEATURES` for each."""

    sources: Sequence[str]
    features: Floats

    def best(self) -> tuple[str, float] | None:
        """The likeliest candidate and its share, the first by path of several."""
        if not self.sources:
            return None
        weights = np.exp(np.minimum(self.features @ WEIGHTS, 50.0))
        at = int(np.argmax(np.round(weights, 9)))
        return self.sources[at], round(float(weights[at] / (1 + weights.sum())), 6)


NO_CANDIDATES = Ranked((), np.zeros((0, len(FEATURES))))


def choose(
    wanted: Iterable[tuple[str, str]],
    tests: Sequence[str],
    sources: Sequence[str],
    edges: Iterable[Edge],
    outlines: Mapping[str, Outline],
) -> Iterator[tuple[str, str]]:
    """The (test, source) of those tests whose use is clear.

    Args:
        wanted: (path, language) of tests without a source by name.
        tests: all tests, these among them.
        sources: what may be tested.
        edges: of the repository.
        outlines: of the files that were parsed; the others take no part.
    """
    wanted = [one for one in wanted if one[0] in outlines]
    if not wanted:
        return
    ranking = Ranking(tests, sources, edges, outlines)
    for path, language in wanted:
        found = ranking.of(path, language).best()
        if found and found[1] >= LEAST_SHARE:
            yield path, found[0]


class Ranking:
    """The candidates of the tests of one repository, scored against each other."""

    def __init__(
        self,
        tests: Sequence[str],
        sources: Sequence[str],
        edges: Iterable[Edge],
        outlines: Mapping[str, Outline],
    ) -> None:
        """Reads the words of all tests and sources: twice those of tests, once those of sources."""
        self._outlines = outlines
        self._tests = [path for path in sorted(tests) if path in outlines]
        self._sources = [path for path in sorted(sources) if path in outlines]
        self._reach = Reach(edges, self._tests, self._sources, outlines)
        self._words = functools.lru_cache(_AT_HAND)(self._place)
        self._defined = functools.lru_cache(_AT_HAND)(self._read_defined)
        self._vocabulary, counts = _counted(self._read(path)[0] for path in self._tests)
        self._in_tests = np.log((1 + len(self._tests)) / counts)
        held = np.maximum(1, self._holders())
        self._rare = self._in_tests * np.log((1 + len(self._sources)) / held)
        self._weights: Floats = np.zeros(len(self._vocabulary))  # of the words of the test in work
        self._candidates = {path: self._reach.of(path) for path in self._tests}
        self._fans: dict[str, int] = {}
        self._most: dict[str, float] = {}
        self._shared: dict[str, tuple[Floats, Floats]] = {}
        for path, found in self._candidates.items():
            shared, _ = self._shared[path] = self._compared(path, list(found))
            for (source, direct), weight in zip(found.items(), shared, strict=True):
                self._fans[source] = self._fans.get(source, 0) + direct
                self._most[source] = max(self._most.get(source, 0.0), float(weight))

    def of(self, path: str, language: str) -> Ranked:
        """The candidates of one test."""
        found = self._candidates[path]
        if not found:
            return NO_CANDIDATES
        shared, taken = self._shared[path]
        shared = np.where([self._is_umbrella(source) for source in found], -1.0, shared)
        place, runs = Place.of(path), _runs(path, language)
        sources = list(found)
        order = np.argsort(-shared, kind="stable")[:LIKELY].tolist()
        likely = sorted(at for at in order if shared[at] >= 0)
        if not likely:
            return NO_CANDIDATES
        rows = [
            self._row(
                *(sources[at], found[sources[at]], place, runs),
                *(float(shared[at]), float(taken[at]), float(shared.max())),
            )
            for at in likely
        ]
        return Ranked([sources[at] for at in likely], np.array(rows))

    def _row(
        self,
        source: str,
        direct: bool,
        place: Place,
        runs: Sequence[int],
        shared: float,
        taken: float,
        most: float,
    ) -> list[float]:
        lacks, has_more, _ = place.distance(source)
        folded = self._defined(source)[1]
        named = [run in folded for run in runs]
        tests, fan = len(self._tests), self._fans[source]
        return [
            math.log((shared + _LEAST) / (most + _LEAST)),
            math.log((shared + _LEAST) / (self._most[source] + _LEAST)),
            math.log(1 + taken),
            math.log(math.log((1.5 + tests) / (0.5 + fan)) + 0.05),
            float(direct),
            float(min(lacks, 3)),
            float(min(has_more, 4)),
            math.log(1 + len(self._outlines[source].words)),
            float(any(named[:1])),
            float(any(named)),
        ]

    def _read(self, path: str) -> tuple[Keys, Keys]:
        """The keys of a file's words, ascending, and how often each occurs."""
        found = np.array(self._outlines[path].words, dtype=np.uint32)
        bits = np.uint32(languages.COUNT_BITS)
        return found >> bits, found & np.uint32((1 << languages.COUNT_BITS) - 1)

    def _place(self, path: str) -> Weighed:
        """The words of a file that tests have, and for each 1 + the logarithm of its count."""
        keys, counts = self._read(path)
        at = _places(self._vocabulary, keys)
        known = at >= 0
        return at[known].astype(np.int32), _LOGS[counts[known]]

    def _read_defined(self, path: str) -> tuple[Weighed, frozenset[int]]:
        """The names that a file defines and tests have, and the keys of all of them, `_folded`."""
        names = list(self._outlines[path].defined_names())
        keys = sorted({languages.word_key(name.encode()) for name in names})
        at = _places(self._vocabulary, np.array(keys, dtype=np.uint32))
        known = at[at >= 0].astype(np.int32)
        return (known, _LOGS[np.ones(len(known), int)]), frozenset(map(_folded, names))

    def _holders(self) -> Floats:
        """In how many sources each word of the tests occurs."""
        counts = np.zeros(len(self._vocabulary))
        for path in self._sources:
            counts[self._words(path)[0]] += 1
        return counts

    def _is_umbrella(self, path: str) -> bool:
        """Whether a file only declares what other candidates implement, and for most tests."""
        return path in self._reach.implemented and 2 * self._fans[path] > max(len(self._tests), 8)

    def _compared(self, path: str, sources: Sequence[str]) -> tuple[Floats, Floats]:
        """For each source the weight of the words shared, and of the names taken."""
        at, often = self._words(path)
        self._weights[at] = often * self._rare[at]
        shared = _summed(self._weights, [self._words(source) for source in sources])
        self._weights[at] = often * self._in_tests[at]
        taken = _summed(self._weights, [self._defined(source)[0] for source in sources])
        self._weights[at] = 0
        return shared, taken


def _counted(files: Iterable[Keys]) -> tuple[Keys, Floats]:
    """The distinct keys of some files, ascending, and in how many files each occurs."""
    keys: Keys = np.zeros(0, np.uint32)
    counts: Floats = np.zeros(0)
    files = iter(files)
    while some := list(itertools.islice(files, _FILES)):
        joined = np.concatenate([keys, *some])
        weights = np.concatenate([counts, np.ones(len(joined) - len(keys))])
        keys, at = np.unique(joined, return_inverse=True)
        counts = np.bincount(at, weights, len(keys)).astype(np.float64)
    return keys, counts


def _summed(weights: Floats, files: Sequence[Weighed]) -> Floats:
    """For each file the weights of its words times how often they occur, to six digits."""
    if not files:
        return np.zeros(0)
    ends = np.cumsum([0, *(len(at) for at, _ in files)])
    each = weights[np.concatenate([at for at, _ in files])]
    sums = np.cumsum(np.concatenate([[0.0], each * np.concatenate([often for _, often in files])]))
    between: Floats = np.round(sums[ends[1:]] - sums[ends[:-1]], 6)
    return between


def _places(among: Keys, keys: Keys) -> npt.NDArray[np.intp]:
    """Where each key stands among ascending ones; -1 where it does not."""
    if not len(among):
        return np.full(len(keys), -1)
    at = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    return np.where(among[at] == keys, at, -1)


def _runs(path: str, language: str) -> list[int]:
    """The words of a test's name in a row, as one name each: all of them first."""
    found = subject(path, language)
    name = found.name if found else words(path.rpartition("/")[2].partition(".")[0])
    name = name[:_LONGEST_NAME]
    sizes = range(len(name), 0, -1)
    return [
        _folded("".join(name[at : at + size]))
        for size in sizes
        for at in range(len(name) - size + 1)
    ]


def _folded(name: str) -> int:
    """A key of a name without case, underscores and the plural."""
    plain = name.lower().replace("_", "")
    singular = plain[:-1] if len(plain) > _SHORTEST_PLURAL and plain[-1] == "s" else plain
    return languages.word_key(singular.encode())
