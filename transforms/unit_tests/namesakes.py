"""Which source a unit test is named after.

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
of the two must import the other, or both declare one package; the import is needed where the test's
name does not follow its language's convention, and where its directory is for tests of a whole
system.  One word alone says little: where the two directories contradict each other, the test must
reach the source in two imports.  Among several, one whose directory mirrors the test's goes first,
then one with such an import, then the nearest; of two that are equally near, none is the test's.  A
test has a second source of the same name as `counterpart`: a header's implementation, or one that
the test imports as well.
"""

import bisect
import posixpath
from collections.abc import Iterable, Iterator, Sequence

from repoloom import languages
from repoloom.transforms.records import Pair
from repoloom.transforms.unit_tests.evidence import NONE, Links
from repoloom.transforms.unit_tests.naming import (
    in_data_directory,
    in_system_directory,
    in_test_directory,
    stem,
    subject,
    words,
)
from repoloom.transforms.unit_tests.places import Place

# Stems that name a file's role in its directory, so that they say something only beside it.
_GENERIC = frozenset({(), ("init",), ("index",), ("mod",), ("main",), ("lib",)})
_LINKED_ONLY = frozenset({"directory", "package"})
# Rules for which one package is as good as an import.
_MEMBERS = frozenset({"same_name", "name_prefix"})
_MOST_CANDIDATES = 64  # files of one name in one part of a repository: the name says nothing


def pairs(
    tests: Iterable[tuple[str, str]], sources: Iterable[tuple[str, str]], links: Links
) -> Iterator[Pair]:
    """The pairs that names tell.

    Args:
        tests: (path, language) of the tests; those that tests read are passed over.
        sources: of what may be tested, in path order.
        links: between any of them.
    """
    known = _Sources(sources)
    for path, language in tests:
        if not in_data_directory(path):
            for source, rule in _sources_of(path, language, known, links):
                yield Pair(path, source, rule)


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
    path: str, language: str, sources: _Sources, links: Links
) -> Iterator[tuple[str, str]]:
    """The sources of a test, best first, with the rule that found them."""
    place = Place.of(path)
    whole = in_system_directory(path)
    linked = (links.stated if whole else links.all).get(path, NONE)
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
                    whole or (_doubtful(name, place, source) and not links.reaches(path, source))
                )
            )
        ]
        if not fit:
            continue
        rank = {source: _rank(place, source, source in linked) for source in fit}
        best = min(fit, key=lambda source: (rank[source], source))
        others = [source for source in fit if source != best]
        second = [s for s in others if _counterparts(best, s, links, linked, related=related)]
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
    return other in linked and other in links.all.get(best, NONE)


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
