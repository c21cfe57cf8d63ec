import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.unit_tests.places import Place

SEGMENTS = ["acme", "web", "core", "src", "tests", "jvmMain", "jvmTest", "java"]
PATHS = st.lists(st.sampled_from(SEGMENTS), max_size=5).map(lambda some: "/".join([*some, "a.py"]))


@pytest.mark.parametrize(
    ("path", "topic", "flavour", "part"),
    [
        ("a.py", (), "", ""),
        ("tests/test_a.py", (), "", ""),
        ("acme/web/a.py", ("acme", "web"), "", "acme/web/"),
        ("acme/src/Web/a.py", ("acme", "web"), "", "acme/src/Web/"),
        ("acme/tests/web/test_a.py", ("acme", "web"), "", "acme/"),
        ("acme/src/test/java/web/ATest.java", ("acme", "web"), "", "acme/"),
        ("io/src/jvmTest/kotlin/io/ATest.kt", ("io", "io"), "jvm", "io/"),
        (
            "io/src/commonMain/kotlin/io/A.kt",
            ("io", "io"),
            "common",
            "io/src/commonMain/kotlin/io/",
        ),
        ("src/main/a.py", (), "", "src/main/"),
        ("src/tests/a.py", (), "", ""),
    ],
)
def test_a_place_is_a_topic_a_source_set_and_a_part(path, topic, flavour, part):
    assert Place.of(path) == Place(path, topic, flavour, part)


@pytest.mark.parametrize(
    ("test", "source", "distance"),
    [
        ("tests/web/test_a.py", "web/a.py", (0, 0, False)),
        ("tests/web/test_a.py", "acme/web/a.py", (0, 1, False)),
        ("tests/web/test_a.py", "acme/core/a.py", (1, 2, False)),
        ("acme/tests/web/test_a.py", "acme/x/web/a.py", (0, 1, False)),
        ("acme/tests/y/web/test_a.py", "acme/x/web/a.py", (1, 1, False)),
        ("tests/a/b/c/test_a.py", "x/a/b/c/a.py", (0, 1, False)),
        ("tests/web/web/test_a.py", "web/a.py", (1, 0, False)),
        ("io/src/jvmTest/a.kt", "io/src/jvmMain/a.kt", (0, 0, False)),
        ("io/src/jvmTest/a.kt", "io/src/commonMain/a.kt", (0, 0, True)),
    ],
)
def test_the_distance_is_what_either_side_lacks(test, source, distance):
    assert Place.of(test).distance(source) == distance


@given(PATHS, PATHS)
def test_distances_are_the_same_from_both_sides(one, other):
    lacks, more, apart = Place.of(one).distance(other)
    assert Place.of(other).distance(one) == (more, lacks, apart)
    assert (lacks, more) == (0, 0) or Place.of(one).topic != Place.of(other).topic
    topics = Place.of(one).topic, Place.of(other).topic
    assert len(topics[0]) - lacks == len(topics[1]) - more >= 0


@given(PATHS)
def test_a_part_is_a_directory_over_the_file(path):
    part = Place.of(path).part
    assert path.startswith(part)
    assert part == "" or part.endswith("/")
    assert part[:-1] == "" or (posixpath.dirname(path) + "/").startswith(part)
