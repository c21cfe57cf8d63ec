import fnmatch
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.languages.families.manifests.patterns import Patterns


def filled(table, name, **more):
    return [fit.fill(str(fit.value)) for fit in Patterns(table, **more).fits(name)]


@pytest.mark.parametrize(
    ("pattern", "name", "middle"),
    [
        ("a/*", "a/b/c", "b/c"),
        ("*", "a", "a"),
        ("a*c", "abc", "b"),
        ("a*c", "ac", ""),
        ("a*a", "a", None),
        ("a/*", "b/c", None),
        ("a*c", "abd", None),
    ],
)
def test_what_a_star_stands_for(pattern, name, middle):
    assert [fit.middle for fit in Patterns({pattern: 1}).fits(name)] == [middle] * (
        middle is not None
    )


def test_the_name_itself_then_the_longest_head_then_the_longest_tail():
    table = {"*": "any", "a/*": "in a", "a/*.x": "x of a", "a/b.x": "itself", "a/b*": "b"}
    assert filled(table, "a/b.x") == ["itself", "b", "x of a", "in a", "any"]


def test_a_folder_stands_for_what_is_below_only_where_folders_do():
    assert filled({"a/": "x/", "a": "y"}, "a/b", folders=True) == ["x/b"]
    assert filled({"a/": "x/"}, "a/b") == []
    assert filled({"a/": "x/"}, "a/", folders=True) == ["x/"]


def test_each_star_of_a_target_is_filled():
    assert filled({"a*": "*/x/*"}, "ab") == ["b/x/b"]
    assert filled({"ab": "*/x"}, "ab") == ["*/x"]


letters = st.text(alphabet="ab*", min_size=1, max_size=5)


@given(st.sets(letters.filter(lambda key: key.count("*") < 2)), st.text("ab", max_size=6))
def test_as_matching_each_key_by_itself(keys, name):
    found = [fit.value for fit in Patterns({key: key for key in keys}).fits(name)]
    assert sorted(found) == sorted(key for key in keys if fnmatch.fnmatchcase(name, key))


def test_the_work_follows_the_name_and_not_the_table():
    table = {
        f"@{letter}{number}/*": number for letter in string.ascii_letters for number in range(99)
    }
    assert len(Patterns(table).sizes) == 2
