"""What stands among tests and is none: what they share, and tools for the tests of others."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from repoloom import languages
from repoloom.languages import Outline
from repoloom.transforms.records import Edge
from repoloom.transforms.unit_tests.naming import in_data_directory, stem, subject, words

# Words that test frameworks have and other code has not; `assert` is for files in directories of tests.
_MARKS = frozenset(
    f"{word}"
    for word in (
        "assert assertEqual assertEquals assertEqualsIgnoringCase assertFalse assertIs assertNull "
        "assertRaises assertSame assertThat assertThrows assertTrue assert_equal assert_eq assert_ne "
        "assert_raises assert_snapshot assertType expectType expectTypeOf Assert Assertions AssertEqual "
        "BOOST_AUTO_TEST_CASE CHECK DOCTEST Expect EXPECT_EQ EXPECT_TRUE Fact FunSpec REQUIRE "
        "TEST TEST_CASE TEST_F TEST_P TESTCASE TYPED_TEST Test TestCase TestFixture TestMethod Theory "
        "XCTAssert XCTAssertEqual XCTAssertTrue XCTestCase catch2 describe expect gtest it junit "
        "munit pytest rspec scalatest should shouldBe specify test test_case testing unittest utest"
    ).split()
)
_MARK_KEYS = frozenset(languages.word_key(word.encode()) >> 5 for word in _MARKS)


# Words of what runs tests, or what they share, in their directories.
_AROUND = frozenset(
    {"all", "base", "bootstrap", "common", "config", "conftest", "fixture", "fixtures", "helper"}
    | {"helpers", "init", "main", "runner", "setup", "shared", "suite", "support", "util", "utils"}
)
_SPEED = frozenset({"bench", "benches", "benchmark", "benchmarks", "perf", "performance"})


def defines_tests(outline: Outline) -> bool:
    """Whether a word of a file is one of a framework for tests."""
    return not _MARK_KEYS.isdisjoint(number >> 5 for number in outline.words)


def tools(
    tests: Iterable[tuple[str, str]], edges: Iterable[Edge], outlines: Mapping[str, Outline]
) -> frozenset[str]:
    """Those of the tests that are sources: code for the tests of others, such as a fake server.

    They define no tests, their names do not say that they do, and a file outside of tests imports
    them.
    """
    among = dict(tests)
    imported = {
        edge.imported
        for edge in edges
        if edge.kind == "import" and edge.imported in among and edge.importer not in among
    }
    return frozenset(
        path
        for path in imported
        if path in outlines
        and not in_data_directory(path)
        and subject(path, among[path]) is None
        and not defines_tests(outlines[path])
    )


def shared(tests: Iterable[str], edges: Iterable[Edge]) -> frozenset[str]:
    """Those of the tests that another test needs."""
    among = frozenset(tests)
    return frozenset(
        edge.imported for edge in edges if edge.imported in among and edge.importer in among
    )


def is_case(path: str, language: str, outlines: Mapping[str, Outline], is_shared: bool) -> bool:
    """Whether a test that has no source yet is one that tests something.

    Its name says so, or it has words of a framework and no other test needs it.  What measures speed
    or runs other tests is none.
    """
    if path not in outlines or in_data_directory(path):
        return False
    found = subject(path, language)
    name = found.name if found else words(stem(path))
    if _AROUND.intersection(name[:1]) or _AROUND.intersection(name[-1:]):
        return False
    if _SPEED.intersection(path.lower().split("/")):
        return False
    return bool(found and found.sure) or (not is_shared and defines_tests(outlines[path]))


def crates(tests: Collection[str], edges: Sequence[Edge]) -> Mapping[str, str]:
    """Tests of Rust in `tests` beside `src/lib.rs`, and that file, where they import it."""
    among = frozenset(tests)
    return {
        edge.importer: edge.imported
        for edge in edges
        if edge.importer in among
        and edge.importer.endswith(".rs")
        and edge.imported.endswith("src/lib.rs")
        and edge.importer.startswith(edge.imported.removesuffix("src/lib.rs") + "tests/")
    }
