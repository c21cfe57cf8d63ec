"""What a path says about tests: is the file one, and what is the thing it tests called.

A language's own conventions stand in its `LanguageSpec` (`test_names`, `test_dirs`).  Here names
are split into words, so that `test_http_client`, `HttpClientTest` and `http-client.test` all say
`http client`.
"""

import functools
import posixpath
import re

import languages

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
# For a language that states no convention of its own.
_AFFIXES = (("test",), ("tests",), ("spec",), ("specs",), ("testcase",), ("unittest",))
_DIRECTORIES = frozenset(
    {"test", "tests", "__tests__", "spec", "specs", "testing", "androidtest", "unittest"}
)
_LAST_WORDS = frozenset({"test", "tests"})  # of a directory: `jvmTest`, `Core.Tests`, `e2e-tests`
_DATA_DIRECTORIES = frozenset(
    {"fixtures", "__fixtures__", "testdata", "test-data", "test_data", "resources", "snapshots"}
    | {"__snapshots__", "mocks", "__mocks__", "golden", "goldens"}
)


def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, split at capitals, digits and punctuation."""
    return tuple(word.lower() for word in _WORD.findall(name))


def stem(path: str) -> str:
    """The file name up to its last dot; a name that starts with its only dot is its own stem."""
    return posixpath.splitext(posixpath.basename(path))[0]


def is_test(path: str, language: str = "") -> bool:
    """Whether a path is a test's, by its name or by a directory it is in.

    Args:
        path: relative to the repository.
        language: as `languages.language_of` names it; found by the path where it is not given.
    """
    return subject(path, language) is not None or in_test_directory(path)


def subject(path: str, language: str = "") -> tuple[str, ...] | None:
    """The words of what a test is named after: `("http", "client")` of `test_http_client.py`.

    Returns:
        None where the file name says nothing of a test; () where it says nothing else, as
        `tests.rs` does.
    """
    name = words(stem(path))
    before, after = _affixes(language or languages.language_of(path, b""))
    for affix in after:
        if name[-len(affix) :] == affix:
            return name[: -len(affix)]
    for affix in before:
        if name[: len(affix)] == affix:
            return name[len(affix) :]
    return None


def in_test_directory(path: str) -> bool:
    """Whether one of the directories of a path holds tests."""
    return any(is_test_directory(segment) for segment in path.split("/")[:-1])


def in_data_directory(path: str) -> bool:
    """Whether one of the directories of a path holds what tests read rather than tests."""
    return any(segment.lower() in _DATA_DIRECTORIES for segment in path.split("/")[:-1])


@functools.lru_cache(maxsize=1 << 12)
def is_test_directory(segment: str) -> bool:
    """Whether a directory of this name holds tests."""
    last = words(segment)[-1:]
    return segment.lower() in _DIRECTORIES or (bool(last) and last[0] in _LAST_WORDS)


@functools.cache
def _affixes(language: str) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The words that tests of a language have before, and behind, the name; longest first."""
    spec = languages.SPECS.get(language)
    if not spec or not spec.test_names:
        return _AFFIXES, _AFFIXES
    sides = [pattern.partition("{stem}") for pattern in spec.test_names]
    before = {words(side[0]) for side in sides} - {()}
    after = {words(side[2]) for side in sides} - {()} | {("test",), ("tests",)}
    return _longest_first(before), _longest_first(after)


def _longest_first(affixes: set[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(affixes, key=lambda affix: (-len(affix), affix)))
