"""How well use finds the source of a test whose name is hidden: precision and recall by language.

    python -m benchmarks.pairs --input FOLDER [--input FOLDER] [--fit]
    python -m benchmarks.pairs --run out

Authors name most tests after their sources.  Those pairs are taken as truth, every test gets a
name that says nothing (`test_hidden17.py`, in its own directory), the imports stay, and what
`usage` finds then is compared.  A test may well test another file than the one that it is named
after, so the precision is a lower bound.  The lines `share` have the rates at other least shares;
`--fit` fits the weights of `usage.FEATURES` to these repositories and prints them.
"""

import argparse
import collections
import dataclasses
import itertools
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from benchmarks import stored
from repoloom import languages
from repoloom.pipeline import sources
from repoloom.transforms.graph import cycles, importance, resolution
from repoloom.transforms.records import Edge
from repoloom.transforms.unit_tests import pairing, usage

Floats = npt.NDArray[np.float64]

TRUSTED = ("same_name", "package")
"""Rules whose pairs are taken as truth; a `counterpart` of one is right too."""

SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclasses.dataclass(frozen=True)
class Known:
    """What the layout of a repository knows before pairs."""

    files: Sequence[tuple[str, str]]
    outlines: Mapping[str, languages.Outline]
    edges: Sequence[Edge]
    tests: frozenset[str]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One named test: its language, its author's sources, what use ranks and what it finds."""

    language: str
    truth: frozenset[str]
    ranked: usage.Ranked


def read(folder: str) -> Iterator[Known]:
    """The repositories of an input, parsed."""
    for source in sources.discover([folder]):
        texts = {raw.path: raw.data for raw in sources.read(source) if raw.data is not None}
        header = languages.header_language(texts)
        files, outlines, tests = [], {}, set()
        for path, text in sorted(texts.items()):
            language = languages.language_of(path, text[:256])
            language = header if path.endswith(".h") else language
            files.append((path, language))
            if pairing.is_test(path, language, text):
                tests.add(path)
            tree = languages.parse(language, text) if language in languages.SPECS else None
            if tree is not None:
                outlines[path] = languages.outline(language, text, tree).lean()
        manifests = {path: text for path, text in texts.items() if languages.is_manifest(path)}
        yield known(files, outlines, manifests, list(texts), frozenset(tests))


def read_run(folder: str) -> Iterator[Known]:
    """The repositories of a finished run, from the outlines of its kept files."""
    for _, files in stored.repositories(folder):
        survey = stored.surveyed(files)
        yield known(
            [(one.path, one.language) for one in survey.outlined],
            {one.path: one.outline for one in survey.outlined if one.outline},
            survey.manifests,
            survey.paths,
            frozenset(one.path for one in survey.outlined if one.test),
        )


def known(
    files: Sequence[tuple[str, str]],
    outlines: Mapping[str, languages.Outline],
    manifests: Mapping[str, bytes],
    paths: Sequence[str],
    tests: frozenset[str],
) -> Known:
    """Resolves the imports of one repository."""
    spoken = dict(files)
    found = resolution.resolve(
        [(path, spoken[path], outline) for path, outline in outlines.items()], manifests, paths
    )
    return Known(files, outlines, cycles.cut(importance.weigh(found.links, tests)), tests)


def hide(repository: Known) -> tuple[Known, Mapping[str, str]]:
    """The repository with its tests under names that say nothing, and the true names of these."""
    new: dict[str, str] = {}
    for number, (path, language) in enumerate(repository.files):
        if path in repository.tests and language in languages.SPECS:
            spec = languages.SPECS[language]
            name = (spec.test_names or ("test_{stem}",))[0].format(stem=f"hidden{number}")
            new[path] = posixpath.join(posixpath.dirname(path), name + posixpath.splitext(path)[1])
    edges = [
        dataclasses.replace(
            edge,
            importer=new.get(edge.importer, edge.importer),
            imported=new.get(edge.imported, edge.imported),
        )
        for edge in repository.edges
    ]
    hidden = Known(
        [(new.get(path, path), language) for path, language in repository.files],
        {new.get(path, path): outline for path, outline in repository.outlines.items()},
        edges,
        frozenset(new.get(path, path) for path in repository.tests),
    )
    return hidden, {hid: path for path, hid in new.items()}


def measure(repository: Known) -> Iterator[Outcome]:
    """What use finds of each test that its author named after a source."""
    truth: dict[str, set[str]] = collections.defaultdict(set)
    rules: dict[str, set[str]] = collections.defaultdict(set)
    pairs = pairing.pair(repository.files, repository.edges, repository.outlines, repository.tests)
    for pair in pairs:
        truth[pair.test].add(pair.source)
        rules[pair.test].add(pair.rule)
    hidden, names = hide(repository)
    spoken = dict(hidden.files)
    tested = {path for path in hidden.tests if rules[names.get(path, "")] & set(TRUSTED)}
    if not tested:
        return
    tests, others = pairing.sides(hidden.files, hidden.edges, hidden.outlines, hidden.tests)
    paths = [path for path, _ in tests], [path for path, _ in others]
    ranking = usage.Ranking(*paths, hidden.edges, hidden.outlines)
    for path in sorted(tested & hidden.outlines.keys()):
        ranked = ranking.of(path, spoken[path])
        yield Outcome(spoken[path], frozenset(truth[names[path]]), ranked)


def rates(outcomes: Iterable[Outcome], share: float) -> tuple[int, int, int]:
    """Tests, how many of them are paired at a least share, and how many of these rightly."""
    count = paired = right = 0
    for outcome in outcomes:
        count += 1
        best = outcome.ranked.best()
        if best and best[1] >= share:
            paired += 1
            right += best[0] in outcome.truth
    return count, paired, right


def line(name: str, outcomes: Sequence[Outcome], share: float) -> str:
    """A line of the report."""
    count, paired, right = rates(outcomes, share)
    reached = sum(not one.truth.isdisjoint(one.ranked.sources) for one in outcomes)
    return (
        f"{name:12} {count:6} {reached / count:8.2f} {paired:7} "
        f"{right / paired if paired else 0:10.2f} {right / count:7.2f}"
    )


def report(outcomes: Sequence[Outcome]) -> None:
    """Prints a line for each language, one for all, and the trade between the two rates."""
    by_language: dict[str, list[Outcome]] = collections.defaultdict(list)
    for outcome in outcomes:
        by_language[outcome.language].append(outcome)
    print(
        f"{'language':12} {'tests':>6} {'reached':>8} {'paired':>7} {'precision':>10} {'recall':>7}"
    )
    for language, some in sorted(by_language.items()):
        print(line(language, some, usage.LEAST_SHARE))
    print(line("all", outcomes, usage.LEAST_SHARE))
    for share in SHARES:
        print(line(f"share {share}", outcomes, share))


def fit(outcomes: Sequence[Outcome], penalty: float = 0.03, steps: int = 3000) -> Floats:
    """The weights of greatest likelihood, less `penalty` for their squares; by gradient."""
    cases = [
        (one.ranked.features, np.array([source in one.truth for source in one.ranked.sources]))
        for one in outcomes
        if one.ranked.sources
    ]
    weights: Floats = np.zeros(len(usage.FEATURES))
    for step in range(steps):
        slope = -penalty * weights
        for features, right in cases:
            slope += gradient(features, right, weights) / len(cases)
        weights += 0.5 / (1 + step / 500) * slope
    return weights


def gradient(features: Floats, right: npt.NDArray[np.bool_], weights: Floats) -> Floats:
    """Of the logarithm of the chance of a right candidate, or of none where there is none."""
    scores = features @ weights
    odds = np.exp(scores - max(0.0, scores.max()))
    none = np.exp(-max(0.0, scores.max()))
    chances = odds / (none + odds.sum())
    wanted = odds * right / (odds @ right) if right.any() else np.zeros(len(right))
    slope: Floats = features.T @ (wanted - chances)
    return slope


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input", action="append", default=[])
    parser.add_argument("--run", default="", help="output folder of a finished run")
    parser.add_argument("--fit", action="store_true", help="fit the weights to these")
    arguments = parser.parse_args()
    found = itertools.chain(
        *(read(folder) for folder in arguments.input),
        read_run(arguments.run) if arguments.run else (),
    )
    outcomes = [outcome for repository in found for outcome in measure(repository)]
    report(outcomes)
    if arguments.fit:
        for name, weight in zip(usage.FEATURES, fit(outcomes), strict=True):
            print(f"{name:8} {weight:6.2f}")


if __name__ == "__main__":
    main()
