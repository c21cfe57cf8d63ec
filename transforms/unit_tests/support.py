"""What stands among tests and is none: what they share, and tools for the tests of others."""

import collections
import re
from collections.abc import Collection, Iterable, Mapping

from repoloom import languages
from repoloom.languages import Outline
from repoloom.transforms.records import Edge
from repoloom.transforms.unit_tests.naming import in_data_directory, stem, subject, words

# Words of test frameworks that other code lacks; `assert` counts, for these stand among tests.
_MARKS = frozenset(
    {"assert", "assertEqual", "assertEquals", "assertFalse", "assertIs", "assertNull"}
    | {"assertRaises", "assertSame", "assertThat", "assertThrows", "assertTrue", "assertType"}
    | {"assert_eq", "assert_equal", "assert_ne", "assert_raises", "assert_snapshot"}
    | {"AssertEqual", "Assertions", "BOOST_AUTO_TEST_CASE", "CHECK", "DOCTEST", "EXPECT_EQ"}
    | {"EXPECT_TRUE", "Expect", "Fact", "FunSpec", "REQUIRE", "TEST", "TESTCASE", "TEST_CASE"}
    | {"TEST_F", "TEST_P", "TYPED_TEST", "Test", "TestCase", "TestFixture", "TestMethod"}
    | {"Theory", "XCTAssert", "XCTAssertEqual", "XCTAssertTrue", "XCTestCase", "Assert"}
    | {"catch2", "describe", "expect", "expectType", "expectTypeOf", "gtest", "junit"}
    | {"munit", "pytest", "rspec", "scalatest", "should", "shouldBe", "specify", "test"}
    | {"test_case", "testing", "unittest", "utest"}
)
_CRATE = re.compile(r"((?:.*/)?)tests/(?:[^/]+|[^/]+/main)\.rs")
_MARK_KEYS = frozenset(languages.word_key(word.encode()) for word in _MARKS)


# Words of what runs tests, or what they share, in their directories.
_AROUND = frozenset(
    {"all", "base", "bootstrap", "common", "config", "conftest", "fixture", "fixtures", "helper"}
    | {"helpers", "init", "main", "runner", "setup", "shared", "suite", "support", "util", "utils"}
)
_SPEED = frozenset({"bench", "benches", "benchmark", "benchmarks", "perf", "performance"})


def defines_tests(outline: Outline) -> bool:
    """Whether a word of a file is one of a framework for tests."""
    return not _MARK_KEYS.isdisjoint(number >> languages.COUNT_BITS for number in outline.words)


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


def shared(tests: Iterable[str], edges: Iterable[Edge]) -> Mapping[str, int]:
    """By how many other tests each of the tests is needed, where it is needed."""
    among = frozenset(tests)
    ends = {(edge.importer, edge.imported) for edge in edges}
    return collections.Counter(
        two for one, two in ends if one in among and two in among and one != two
    )


def is_case(path: str, language: str, outlines: Mapping[str, Outline], users: int) -> bool:
    """Whether a test that has no source yet is one that tests something.

    Its name says so and at most one other test needs it, or it has words of a framework and none
    does.  What measures speed or runs other tests is none.
    """
    if path not in outlines or in_data_directory(path):
        return False
    found = subject(path, language)
    name = found.name if found else words(stem(path))
    if _AROUND.intersection(name[:1]) or _AROUND.intersection(name[-1:]):
        return False
    if _SPEED.intersection(path.lower().split("/")):
        return False
    if found and found.sure:
        return bool(name) and users <= 1
    return not users and defines_tests(outlines[path])


def crates(tests: Collection[str], edges: Iterable[Edge]) -> Mapping[str, str]:
    """Those of the tests that Cargo builds as crates of their own, and the library they import.

    These are `tests/*.rs` and `tests/*/main.rs` beside the `src/lib.rs` that is meant.
    """
    among = frozenset(tests)
    return {
        edge.importer: edge.imported
        for edge in edges
        if edge.importer in among
        and (place := _CRATE.fullmatch(edge.importer))
        and edge.imported == f"{place[1]}src/lib.rs"
    }
