import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.languages.engine.records import Definition, Outline
from repoloom.languages.engine.repository import (
    STEPS_PER_CANDIDATE,
    Repository,
    ancestors,
    grouped,
    nearest,
    shared,
    source_set,
)
from repoloom.languages.engine.work import TooMuchError

segment = st.sampled_from(["a", "b", "c"])
path = st.lists(segment, min_size=1, max_size=4).map("/".join)


def repository(*paths):
    return Repository([], {}, paths)


def test_directories_hold_their_files_and_know_their_parents():
    assert repository("a/b/c.py", "d.py").directories == {
        "": ("d.py",),
        "a": (),
        "a/b": ("a/b/c.py",),
    }


def test_below_are_the_directories_one_level_down():
    assert repository("a/b/c/x.py", "a/d/y.py").below("a") == ("a/b", "a/d")


@given(st.sets(path), path)
def test_ending_agrees_with_a_scan(paths, tail):
    expected = sorted(each for each in paths if f"/{each}".endswith(f"/{tail}"))
    assert list(repository(*paths).ending(tail)) == expected


def test_ancestors_go_up_to_the_root():
    assert ancestors("a/b/c.py") == ("a/b", "a", "")
    assert ancestors("c.py") == ("",)


def test_ancestors_of_an_absolute_path_end():
    assert ancestors("/usr/include/x.h") == ("/usr/include", "/usr", "")
    assert ancestors("//") == ("",)


def test_the_nearest_shares_most_directories_then_is_short_then_first():
    assert nearest("a/b/x.py", ["a/y.py", "a/b/c/d/y.py", "z/y.py"]) == "a/b/c/d/y.py"
    assert nearest("a/x.py", ["b/long.py", "c/y.py"]) == "c/y.py"
    assert nearest("a/x.py", ["c/y.py", "b/y.py"]) == "b/y.py"


def test_declared_names_are_found_by_package_across_a_family():
    files = [
        ("x.java", "java", Outline(package="p", definitions=(Definition("A", "type", 0, 1),))),
        ("y.kt", "kotlin", Outline(package="p", definitions=(Definition("A", "type", 0, 1),))),
        ("z.py", "python", Outline(definitions=(Definition("A", "type", 0, 1),))),
    ]
    declared = Repository(files, {}, []).declared(("java", "kotlin"))
    assert declared == {"p": {"": ("x.java", "y.kt"), "A": ("x.java", "y.kt")}}


def test_a_repository_knows_its_paths_parsed_or_not():
    made = Repository([("b.py", "python", Outline()), ("a.py", "python", Outline())], {}, ["c.txt"])
    assert made.paths == ("a.py", "b.py", "c.txt")
    assert list(made.outlines) == ["a.py", "b.py"]
    assert made.has("c.txt")
    assert not made.has("c")
    assert made.first(["x", "c.txt", "a.py"]) == "c.txt"
    assert made.first(["x"]) == ""


def test_manifests_of_a_name_come_with_their_directory_in_order():
    made = Repository([], {"b/go.mod": b"2", "a/go.mod": b"1", "go.sum": b"", "x.go.mod": b""}, [])
    assert made.named("go.mod") == [("a", b"1"), ("b", b"2")]


def test_declared_names_know_the_file_of_no_definition_and_of_no_package():
    files = [("x.py", "python", Outline()), ("y.py", "python", Outline(package="p"))]
    declared = Repository(files, {}, []).declared(("python",))
    assert declared == {"": {"": ("x.py",)}, "p": {"": ("y.py",)}}


def test_directories_below_the_root_and_below_nothing():
    assert repository("a/x", "b/c/y", "z").below("") == ("a", "b")
    assert repository("a/x").below("a") == ()
    assert repository().directories == {"": ()}


def test_grouped_values_stand_once_and_sorted():
    assert grouped([("a", "2"), ("a", "1"), ("a", "2"), ("b", "3")]) == {
        "a": ("1", "2"),
        "b": ("3",),
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("core/src/jvmMain/A.kt", "jvm"),
        ("src/commonTest/A.kt", "common"),
        ("src/main/A.kt", ""),
        ("src/jvmMain.kt", ""),
        ("mysrc/jvmMain/A.kt", ""),
    ],
)
def test_the_platform_of_a_source_set(path, expected):
    assert source_set(path) == expected


def test_of_source_sets_the_own_platform_is_nearest_then_the_common_one():
    paths = [f"src/{platform}Main/A.kt" for platform in ("js", "common", "jvm")]
    assert nearest("src/jvmTest/T.kt", paths) == "src/jvmMain/A.kt"
    assert nearest("src/wasmTest/T.kt", paths) == "src/commonMain/A.kt"
    assert (
        nearest("src/wasmTest/T.kt", ["src/aMain/A.kt", "src/main/A_long.kt"])
        == "src/main/A_long.kt"
    )


def test_shared_segments_are_the_leading_ones():
    assert shared("ab", "ab") == 2
    assert shared("abc", "abd") == 2
    assert shared("ab", "abc") == 2
    assert shared("xab", "yab") == 0
    assert shared("", "a") == 0


def test_paths_that_end_alike_are_counted():
    paths = [f"d{number}/x/config.h" for number in range(100)]
    made = Repository([], {}, paths)
    before = made.work.left
    assert len(made.ending("config.h")) == len(made.ending("x/config.h")) == 100
    assert before - made.work.left == 2 * 100 * STEPS_PER_CANDIDATE
    made.work.left = 100
    with pytest.raises(TooMuchError):
        made.ending("config.h")
