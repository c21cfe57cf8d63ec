"""Which source a unit test tests, by their names.

CodeGemma's report packs unit tests "next to their implementations (e.g. TestFoo.java beside
Foo.java)" and says no more.  A test is paired with a source that carries, in this order,

* `same_name`: the words of the test's name;
* `package`: the same as the name of a directory, and is the file that stands for it, where an
  import links the two;
* `name_prefix`: the longest run of its first words, two or more;
* `first_word`: its first word, where directories mirror each other;
* `directory`: its name without any word for a test, where an import links the two;
* `owner`: for a test called just "tests", the name of the directory around it, beside that
  directory, or in it the file that stands for the directory, linked likewise.

The source must stand in the test's part of the repository, or be the only file of its name, or one
of the two must import the other; the import is needed where the test's name does not follow its
language's convention.  One word alone says little: where directories contradict each other the test
must reach the source in two imports.  Tests of a whole system need the import.  Among several, one whose directory mirrors the test's goes first, then one
with such an import, then the nearest; of two that are equally near, none is the test's.  A test has
a second source of the same name as `counterpart`: a header's implementation, or one that the test
imports as well.
What no name tells the use does:

* `use`: the source whose words and names the test uses most (`usage`);
* `crate`: the `lib.rs` that a test of Rust beside its `src` imports.

A wrong pair costs more than a missing one, for the import graph still places the test.
"""

import bisect
import posixpath
import types
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from repoloom import languages
from repoloom.languages import Outline
from repoloom.transforms.records import Edge, Pair
from repoloom.transforms.unit_tests import support, usage
from repoloom.transforms.unit_tests.naming import (
    in_data_directory,
    in_system_directory,
    in_test_directory,
    is_test,
    stem,
    subject,
    words,
)
from repoloom.transforms.unit_tests.places import Place

__all__ = ["is_test", "pair"]

Links = Mapping[str, frozenset[str]]
_NONE: frozenset[str] = frozenset()
NO_OUTLINES: Mapping[str, Outline] = types.MappingProxyType({})
# Stems that name a file's role in its directory, so that they say something only beside it.
_GENERIC = frozenset({(), ("init",), ("index",), ("mod",), ("main",), ("lib",)})
_LINKED_ONLY = frozenset({"directory", "package"})
_MEMBERS = frozenset({"same_name", "name_prefix"})  # rules for which one package is as good as an import
_MOST_CANDIDATES = 64  # files of one name in one part of a repository: the name says nothing


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
    code = [file for file in sorted(set(files)) if languages.kind_of(file[1]) == "code"]
    among = [file for file in code if (is_test(*file) if tests is None else file[0] in tests)]
    tools = support.tools(among, edges, outlines)
    found = [file for file in among if file[0] not in tools]
    sources = sorted(set(code).difference(found))
    by_name = list(_named(found, _Sources(sources), _Links(edges, outlines)))
    return sorted(
        [*by_name, *_used(found, sources, edges, outlines, {pair.test for pair in by_name})],
        key=lambda pair: (pair.test, pair.source),
    )


def _named(
    tests: Iterable[tuple[str, str]], sources: "_Sources", links: "_Links"
) -> Iterator[Pair]:
    """The pairs that names tell."""
    for path, language in tests:
        if not in_data_directory(path):
            for source, rule in _sources_of(path, language, sources, links):
                yield Pair(path, source, rule)


def _used(
    tests: Sequence[tuple[str, str]],
    sources: Sequence[tuple[str, str]],
    edges: Sequence[Edge],
    outlines: Mapping[str, Outline],
    done: Collection[str],
) -> Iterator[Pair]:
    """The pairs that use tells, of tests that are not done."""
    shared = support.shared([path for path, _ in tests], edges)
    wanted = [
        file
        for file in tests
        if file[0] not in done and support.is_case(*file, outlines, file[0] in shared)
    ]
    paths = [path for path, _ in tests], [path for path, _ in sources]
    found = dict(usage.choose(wanted, *paths, edges, outlines))
    for path, source in found.items():
        yield Pair(path, source, "use")
    crates = support.crates([path for path, _ in wanted if path not in found], edges)
    for path, source in crates.items():
        yield Pair(path, source, "crate")


class _Links:
    """What the edges of a repository say of two files, whichever of them imports the other."""

    def __init__(self, edges: Sequence[Edge], outlines: Mapping[str, Outline]) -> None:
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
        needs = self._needs.get(path, _NONE)
        return other in needs or any(other in self._needs.get(hub, _NONE) for hub in needs)


def _linked(edges: Iterable[Edge]) -> Links:
    links: dict[str, set[str]] = {}
    for edge in edges:
        links.setdefault(edge.importer, set()).add(edge.imported)
        links.setdefault(edge.imported, set()).add(edge.importer)
    return {path: frozenset(others) for path, others in links.items()}


class _Sources:
    """The sources of a repository by the words of their names, in path order."""

    def __init__(self, files: Iterable[tuple[str, str]]) -> None:
        self._named: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
        for path, language in files:
            family, own = _family(language), stem(path)
            self._named.setdefault((family, "", words(own)), []).append(path)
            spec = languages.SPECS.get(language)
            if spec and own in spec.index_names:
                package = words(posixpath.basename(posixpath.dirname(path)))
                self._named.setdefault((family, "package", package), []).append(path)

    def named(self, language: str, rule: str, name: tuple[str, ...]) -> Sequence[str]:
        """All sources of this name that a test in this language may test, in path order."""
        return self._named.get((_family(language), rule if rule == "package" else "", name), ())


def _family(language: str) -> str:
    """One of the languages whose files test each other, the same for each of them."""
    spec = languages.SPECS.get(language)
    return min(spec.relatives) if spec else language


def _sources_of(
    path: str, language: str, sources: _Sources, links: _Links
) -> Iterator[tuple[str, str]]:
    """The sources of a test, best first, with the rule that found them."""
    place = Place.of(path)
    whole = in_system_directory(path)
    linked = (links.stated if whole else links.all).get(path, _NONE)
    related = len(languages.SPECS[language].relatives) > 1 if language in languages.SPECS else False
    for rule, name in _names(path, language):
        named = sources.named(language, rule, name)
        if rule in _MEMBERS and len(named) <= _MOST_CANDIDATES:
            linked |= {source for source in named if links.same_package(path, source)}
        fit = [
            source
            for source in _candidates(named, place, linked)
            if _fits(rule, name, place, source, source in linked, len(named) == 1)
            and (
                source in linked
                or not (
                    whole
                    or (_doubtful(name, place, source) and not links.reaches(path, source))
                )
            )
        ]
        if not fit:
            continue
        rank = {source: _rank(place, source, source in linked) for source in fit}
        best = min(fit, key=lambda source: (rank[source], source))
        others = [source for source in fit if source != best]
        second = [s for s in others if _counterparts(best, s, links.all, linked, related=related)]
        if any(rank[source] == rank[best] for source in set(others).difference(second)):
            return
        yield best, rule
        for other in second:
            yield other, "counterpart"
        return


def _counterparts(
    best: str, other: str, links: Links, linked: frozenset[str], *, related: bool
) -> bool:
    """Whether a test of `best` also tests `other`: header and implementation, or it says so."""
    if stem(best) != stem(other):
        return False
    if related and posixpath.splitext(best)[1] != posixpath.splitext(other)[1]:
        return True
    return other in linked and other in links.get(best, _NONE)


def _names(path: str, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The rules for a test and the name that each looks for."""
    found = subject(path, language)
    if found is None:
        yield "directory", words(stem(path))
    elif not found.sure:
        yield "directory", found.name
    elif found.name:
        name = found.name
        yield "same_name", name
        yield "package", name
        for length in range(len(name) - 1, 1, -1):
            yield "name_prefix", name[:length]
        if len(name) > 1:
            yield "first_word", name[:1]
    if found and not found.name:
        yield "owner", words(posixpath.basename(posixpath.dirname(path)))
        spec = languages.SPECS.get(language)
        for index in spec.index_names if spec else ():
            yield "owner", words(index)


def _candidates(named: Sequence[str], place: Place, linked: frozenset[str]) -> Sequence[str]:
    """Those of the sources of one name that may be meant, few even where a name is everywhere.

    The imports are looked up among the namesakes, not the other way round: with 10 000 tests of
    10 000 namesakes that would be quadratic.
    """
    if len(named) <= _MOST_CANDIDATES:
        return named
    low = bisect.bisect_left(named, place.part)
    high = bisect.bisect_left(named, place.part + "\U0010ffff")
    near = named[low:high] if high - low <= _MOST_CANDIDATES else ()
    return sorted({*near, *(path for path in linked if _holds(named, path))})


def _holds(paths: Sequence[str], path: str) -> bool:
    """Whether sorted paths hold one."""
    at = bisect.bisect_left(paths, path)
    return at < len(paths) and paths[at] == path


def _fits(
    rule: str, name: tuple[str, ...], test: Place, source: str, linked: bool, only: bool
) -> bool:
    """Whether a source of the right name is near enough, or linked, to be what the test tests."""
    near = source.startswith(test.part)
    mirrored = near and test.topic == Place.of(source).topic
    if rule == "first_word":
        return mirrored
    if rule == "owner":
        around = posixpath.dirname(test.path)
        beside_it = posixpath.splitext(source)[0] == around
        return beside_it or (linked and posixpath.dirname(source) == around)
    if rule in _LINKED_ONLY:
        return linked and (mirrored or name not in _GENERIC)
    if name in _GENERIC or (not linked and not in_test_directory(test.path)):
        return mirrored
    return linked or near or (rule == "same_name" and only and len(name) > 1)


def _doubtful(name: tuple[str, ...], test: Place, source: str) -> bool:
    """Whether one word is all that joins a test to a source whose directories contradict it."""
    lacks, has_more, _ = test.distance(source)
    return len(name) == 1 and lacks > 0 and has_more > 0


def _rank(test: Place, source: str, linked: bool) -> tuple[bool, bool, bool, int, int]:
    """Orders sources of one name, the likeliest first."""
    lacks, has_more, other_set = test.distance(source)
    mirrored = bool(test.topic) and not lacks and not has_more
    return not mirrored, other_set, not linked, lacks, has_more
