from hypothesis import given
from hypothesis import strategies as st

from repoloom.languages.engine.records import Definition, Outline
from repoloom.languages.engine.repository import Repository, ancestors, nearest

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
