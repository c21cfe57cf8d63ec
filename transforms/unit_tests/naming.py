"""What a path says about tests: is the file one, and what is the thing it tests called.

A language's own conventions stand in its `LanguageSpec` (`test_names`, `test_dirs`).  Here names
are split into words, so that `test_http_client`, `HttpClientTest` and `http-client.test` all say
`http client`.
"""

import dataclasses
import functools
import itertools
import posixpath
import re

from repoloom import languages

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
# Words for a test in any language; `MyTestCase` has two of them.
_AFFIXES = frozenset(
    {("test",), ("tests",), ("spec",), ("specs",), ("testcase",), ("unittest",)}
    | {("test", "case"), ("test", "cases"), ("unit", "test"), ("unit", "tests")}
)
# Conventions of a language that are ordinary words too (`FunFacts`, `CipherSuite`): they say
# something only in a directory of tests.
_ORDINARY = frozenset({("facts",), ("suite",)})
# What tests share: `test_helper` is one for tests far oftener than a test of `helper`.
_SUPPORT = frozenset(
    {"base", "common", "data", "fixture", "fixtures", "helper", "helpers", "setup", "support"}
    | {"util", "utils"}
)
_DIRECTORIES = frozenset(
    {"test", "tests", "__tests__", "spec", "specs", "testing", "androidtest", "unittest"}
    | {"e2e", "javatests", "test-src", "test_src", "testsrc", "tst", "unittests"}
)
# Tests of a whole system: their names are those of what a user does, not of a source.
_SYSTEM = frozenset({"e2e", "integration", "system", "acceptance", "features"})
_END_TO_END = re.compile(r"[-_.]e2e$")  # `shop-e2e`
_LAST_WORDS = frozenset({"test", "tests"})  # of a directory: `jvmTest`, `Core.Tests`, `e2e-tests`
_DATA_DIRECTORIES = frozenset(
    {"fixtures", "__fixtures__", "testdata", "test-data", "test_data", "resources", "snapshots"}
    | {"__snapshots__", "mocks", "__mocks__", "golden", "goldens"}
)
# A file that stands for its directory or crate is not named after a test of anything.
_GENERIC = frozenset({"lib", "main", "mod", "index", "__init__"})
_SOURCE_ROOTS = frozenset({"src", "lib"})
# Languages whose tests are named like classes: `EqTests` may be a library of laws, `TestServer` a
# fake.
_CLASSES = frozenset({"csharp", "java", "kotlin", "php", "scala", "swift"})
_DEFINES_TESTS = re.compile(
    rb"@(?:\w+\.)*\w*Test\b|@(?:\w+\.)*(?:Before|After|RunWith|Property|Suite\w*)\b"
    rb"|\[(?:\w+\.)*(?:\w*Fact|\w*Theory|Test\w*)\b|#\[Test\b"
    rb"|\b[Aa]ssert\w*\s*[.({]|\bXCTest|\bPHPUnit\b|\bTestCase\b|\b\w*(?:Spec|Suite)\b"
    rb"|\b(?:func|function|def|void|fun)\s+test\w*\s*\(|\b(?:test|expect|describe|should)\s*[({]"
)


@dataclasses.dataclass(frozen=True)
class Subject:
    """What a test is named after.

    Attributes:
        name: `("http", "client")` of `test_http_client.py`; () where the name says nothing but
            that it is a test, as `tests.rs` does.
        sure: the name follows the language's own convention.  One that does not, and one that may
            be what tests share (`test_helper.rb`), needs an import as evidence of its source.
    """

    name: tuple[str, ...]
    sure: bool


def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, split at capitals, digits and punctuation."""
    return tuple(word.lower() for word in _WORD.findall(name))


def stem(path: str) -> str:
    """The file name up to its last dot; a name that starts with its only dot is its own stem."""
    return posixpath.splitext(posixpath.basename(path))[0]


def is_test(path: str, language: str = "", text: bytes | None = None) -> bool:
    """Whether a file is a test's, by its name or by a directory it is in; only code is.

    Nothing of a source set of production code (`src/main`, `src/jvmMain`) is.

    Args:
        path: relative to the repository.
        language: as `languages.language_of` names it; found by the path where it is not given.
        text: of the file.  With it, a class that only its name calls a test must define tests.
    """
    language = language or languages.language_of(path, b"")
    if languages.kind_of(language) != "code":
        return False
    if in_test_directory(path):
        return True
    if subject(path, language) is None or _in_production(path):
        return False
    return text is None or language not in _CLASSES or bool(_DEFINES_TESTS.search(text))


def subject(path: str, language: str = "") -> Subject | None:
    """What a test is named after; None where the file name says nothing of a test."""
    before, after = _conventions(language or languages.language_of(path, b""))
    spelled = tuple(_WORD.findall(stem(path)))
    name = tuple(word.lower() for word in spelled)
    for size in range(min(2, len(name)), 0, -1):
        if spelled[-size:] in after or name[-size:] in _AFFIXES:
            return _behind(path, name, size, sure=spelled[-size:] in after)
        if spelled[:size] in before or name[:size] in _AFFIXES:
            rest = name[size:]
            helps = len(rest) == 1 and rest[0] in _SUPPORT
            return Subject(rest, sure=spelled[:size] in before and not helps)
    return None


def _behind(path: str, name: tuple[str, ...], size: int, *, sure: bool) -> Subject | None:
    """The subject of a name whose last `size` words are for a test, unless they mean another."""
    affix, rest = name[-size:], name[:-size]
    doubtful = affix in _ORDINARY or (not rest and affix in {("spec",), ("specs",)})
    if doubtful and not in_test_directory(path):
        return None
    return Subject(rest, sure)


def in_test_directory(path: str) -> bool:
    """Whether one of the directories of a path holds tests.

    `tokio-test/src/` is the source of a package about tests, and `lib.rs` in `lexer_test/` stands
    for a crate: a directory that only ends in a word for tests does not make tests of these.
    """
    generic = stem(path) in _GENERIC
    for segment, below in itertools.pairwise(path.split("/")):
        if segment.lower() in _DIRECTORIES or _END_TO_END.search(segment.lower()):
            return True
        if segment == "src" and _is_production(below):
            return False
        package = re.search(r"[-_]", segment) and below.lower() in _SOURCE_ROOTS
        if is_test_directory(segment) and not package and not generic:
            return True
    return False


def in_system_directory(path: str) -> bool:
    """Whether one of the directories of a path holds tests of a whole system."""
    return any(
        segment in _SYSTEM or _END_TO_END.search(segment)
        for segment in path.lower().split("/")[:-1]
    )


def _in_production(path: str) -> bool:
    return any(
        segment == "src" and _is_production(below)
        for segment, below in itertools.pairwise(path.split("/")[:-1])
    )


def _is_production(segment: str) -> bool:
    """`main`, `commonMain`: what Maven, Gradle and sbt call source sets that are no tests."""
    return words(segment)[-1:] == ("main",)


def in_data_directory(path: str) -> bool:
    """Whether one of the directories of a path holds what tests read rather than tests."""
    return any(segment.lower() in _DATA_DIRECTORIES for segment in path.split("/")[:-1])


@functools.lru_cache(maxsize=1 << 12)
def is_test_directory(segment: str) -> bool:
    """Whether a directory of this name holds tests."""
    if segment.lower() in _DIRECTORIES or _END_TO_END.search(segment.lower()):
        return True
    spelled = words(segment)
    if len(spelled) == 2 and spelled[0] in _LAST_WORDS and spelled[1] in _SUPPORT:
        return True
    return bool(spelled) and spelled[-1] in _LAST_WORDS


@functools.cache
def _conventions(
    language: str,
) -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """The words that tests of a language have before, and behind, the name, as they are spelled.

    `{stem}IT` is no `SplitIt`, and `{stem}Test` no `latest`.
    """
    spec = languages.SPECS.get(language)
    if not spec or not spec.test_names:
        return _AFFIXES, _AFFIXES
    sides = [pattern.partition("{stem}") for pattern in spec.test_names]
    before, after = (
        frozenset(tuple(_WORD.findall(side[at])) for side in sides) - {()} for at in (0, 2)
    )
    return before, after
