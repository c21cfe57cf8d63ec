"""The order of all files of a repository: the import graph's, then the rest, alphabetical.

CodeGemma's report linearizes the files that the dependency graph covers; the others "are sorted
alphabetically within their repository with unit tests packed next to their implementations".  Here
tests stand directly behind their sources in both parts, wherever that leaves each file behind what
it imports.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from repoloom.transforms.graph import order
from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.settings import OTHER_FILES, WeaveKeys

_PLAIN = ("deepseek", "path", "random")  # published or trivial orders, which know nothing of tests


def arrange(
    paths: Sequence[str],
    edges: Sequence[Edge],
    pairs: Sequence[Pair],
    method: str = WeaveKeys.order,
    *,
    seed: int = 0,
    other_files: str = WeaveKeys.other_files,
    apart: Collection[str] = (),
    place_apart: str = "last",
) -> list[str]:
    """Puts all files of a repository in order.

    Args:
        paths: the files, each once.
        edges: those that are `kept` and between two of the files count.
        pairs: tests and their sources; those between two of the files count.
        method: of `order.linearize`.  `codegemma` and `recency` order the files with edges and
            leave the rest alphabetical, tests behind their sources; the other methods order all
            files alike and move no test.
        seed: of the method `random`.
        other_files: whether those without edges stand `first` or `last`, where that is told apart.
        apart: those of them that stand apart from all others, alphabetically.
        place_apart: whether they stand `first` or `last`.

    Returns:
        Each path once.

    Raises:
        ValueError: on a path that is given twice, on an unknown `other_files`, and where
            `order.linearize` does.
    """
    if other_files not in OTHER_FILES:
        raise ValueError(f"other_files is {other_files!r}; use one of {', '.join(OTHER_FILES)}")
    known = set(paths)
    if len(known) < len(paths):
        twice = next(path for index, path in enumerate(paths) if path in paths[:index])
        raise ValueError(f"{twice!r} is given twice; a path names one file of a repository")
    kept = [e for e in edges if e.kept and e.importer in known and e.imported in known]
    if method in _PLAIN:
        return order.linearize(known, kept, method, seed=seed)
    tests = _tests(pairs, known)
    # A source that names its own test (`mod tests;`) registers it and needs nothing of it.
    needed = [e for e in kept if e.importer not in tests.get(e.imported, ())]
    covered = {path for edge in needed for path in (edge.importer, edge.imported)}
    aside = (set(apart) & known) - covered - tests.keys()
    line = order.linearize(covered, needed, method, seed=seed)
    others = sorted(known - covered - aside)
    line = others + line if other_files == "first" else line + others
    line = _beside(line, needed, tests)
    return [*sorted(aside), *line] if place_apart == "first" else [*line, *sorted(aside)]


def _tests(pairs: Iterable[Pair], known: set[str]) -> Mapping[str, set[str]]:
    """The sources of each test."""
    sources: dict[str, set[str]] = {}
    for pair in pairs:
        if pair.test != pair.source and pair.test in known and pair.source in known:
            sources.setdefault(pair.test, set()).add(pair.source)
    return sources


def _beside(
    line: Sequence[str], edges: Iterable[Edge], sources: Mapping[str, set[str]]
) -> list[str]:
    """Moves each test directly behind the last of its sources, if its imports all stand before it.

    One that comes before its source waits for it, if no file imports the test.
    """
    needs: dict[str, set[str]] = {test: set(some) for test, some in sources.items()}
    awaited: set[str] = set()
    for edge in edges:
        awaited.add(edge.imported)
        if edge.importer in needs:
            needs[edge.importer].add(edge.imported)
    tests: dict[str, list[str]] = {}
    for test in sorted(sources):
        for source in sorted(sources[test]):
            tests.setdefault(source, []).append(test)
    placed: dict[str, None] = {}
    for path in line:
        waits = path in sources and path not in awaited and not needs[path] <= placed.keys()
        if path in placed or waits:
            continue
        placed[path] = None
        for test in tests.get(path, ()):
            if needs[test] <= placed.keys():
                placed.setdefault(test)
    return list(placed | dict.fromkeys(line))  # two tests paired with each other wait for ever
