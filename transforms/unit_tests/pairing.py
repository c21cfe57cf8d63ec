"""Which source a unit test tests: by names, and by use where no name tells.

`namesakes` has the rules of names and goes first.  Of the tests that are left

* `use` pairs those that use the words and names of one source most (`usage`);
* `crate` pairs a test of Rust that stands beside a `src` with the `lib.rs` that it imports.

A wrong pair costs more than a missing one, for the import graph still places the test.
"""

import types
from collections.abc import Collection, Iterator, Mapping, Sequence

from repoloom import languages
from repoloom.languages import Outline
from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.unit_tests import namesakes, support, usage
from repoloom.transforms.unit_tests.evidence import Links
from repoloom.transforms.unit_tests.naming import is_test

__all__ = ["is_test", "pair", "sides"]

NO_OUTLINES: Mapping[str, Outline] = types.MappingProxyType({})


def pair(
    files: Sequence[tuple[str, str]],
    edges: Sequence[Edge],
    outlines: Mapping[str, Outline] = NO_OUTLINES,
    tests: Collection[str] | None = None,
) -> list[Pair]:
    """Pairs the tests of a repository with the sources they test.

    Args:
        files: (path, language) of each file; those that hold no code are passed over.
        edges: links between them, as evidence; whether an edge is `kept` does not matter.
        outlines: by path; without them no pair rests on use.
        tests: which of the files are tests; told by their paths where it is not given.

    Returns:
        Pairs sorted by (test, source).  A test may have several sources, a source several tests.
    """
    found, sources = sides(files, edges, outlines, tests)
    by_name = list(namesakes.pairs(found, sources, Links(edges, outlines)))
    return sorted(
        [*by_name, *_used(found, sources, edges, outlines, {pair.test for pair in by_name})],
        key=lambda pair: (pair.test, pair.source),
    )


def sides(
    files: Sequence[tuple[str, str]],
    edges: Sequence[Edge],
    outlines: Mapping[str, Outline],
    tests: Collection[str] | None,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The tests and the sources among the files, by path; arguments as of `pair`."""
    code = [file for file in sorted(set(files)) if languages.kind_of(file[1]) == "code"]
    among = [file for file in code if (is_test(*file) if tests is None else file[0] in tests)]
    tools = support.tools(among, edges, outlines)
    found = [file for file in among if file[0] not in tools]
    return found, sorted(set(code).difference(found))


def _used(
    tests: Sequence[tuple[str, str]],
    sources: Sequence[tuple[str, str]],
    edges: Sequence[Edge],
    outlines: Mapping[str, Outline],
    done: Collection[str],
) -> Iterator[Pair]:
    """The pairs that use tells, of tests that are not done."""
    users = support.shared([path for path, _ in tests], edges)
    wanted = [
        file
        for file in tests
        if file[0] not in done and support.is_case(*file, outlines, users.get(file[0], 0))
    ]
    paths = [path for path, _ in tests], [path for path, _ in sources]
    found = dict(usage.choose(wanted, *paths, edges, outlines))
    for path, source in found.items():
        yield Pair(path, source, "use")
    left = [path for path in paths[0] if path not in done and path not in found]
    for path, source in support.crates(left, edges).items():
        yield Pair(path, source, "crate")
