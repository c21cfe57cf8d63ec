"""Which member of an archive stands at which path."""

from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.sources import members
from repoloom.pipeline.sources.members import Member


def placed(*names):
    found = [Member(name, "", 0, 0) for name in names]
    return list(members.placed(found))


def test_the_one_top_folder_is_stripped():
    assert placed(b"top/a", b"top/b/c") == [(0, "a"), (1, "b/c")]
    assert placed(b"./top//a", b"top/./b") == [(0, "a"), (1, "b")]


def test_two_top_folders_stay():
    assert placed(b"top/a", b"topper/b") == [(0, "top/a"), (1, "topper/b")]
    assert placed(b"a/x", b"b") == [(0, "a/x"), (1, "b")]


def test_a_file_is_no_top_folder():
    assert placed(b"top") == [(0, "top")]
    assert placed(b"top", b"top/a") == [(0, "top"), (1, "top/a")]


def test_only_one_folder_is_stripped():
    assert placed(b"top/in/a", b"top/in/b") == [(0, "in/a"), (1, "in/b")]


def test_unsafe_names_keep_theirs_and_decide_nothing_about_the_top():
    assert placed(b"/etc/passwd", b"top/a", b"../up") == [
        (0, "/etc/passwd"),
        (1, "a"),
        (2, "../up"),
    ]


def test_version_control_is_passed_over_and_counted_for_the_top():
    assert placed(b"top/.git/config", b"top/a") == [(1, "a")]
    assert placed(b".git/config", b"top/a") == [(1, "top/a")]


def test_names_that_are_not_utf8_are_escaped():
    assert placed(b"top/caf\xe9", b"top/a\n") == [(0, "caf%E9"), (1, "a%0A")]


def test_no_member_has_no_path():
    assert placed() == []


parts = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4).map("/".join)


@given(st.lists(parts, min_size=1, max_size=6))
def test_a_folder_around_everything_changes_no_path(names):
    inner = [name.encode() for name in names]
    tops = {name.partition(b"/")[0] for name in inner}
    wrapped = placed(*(b"top/" + name for name in inner))
    assert wrapped == list(enumerate(names))
    if len(tops) > 1 or any(b"/" not in name for name in inner):
        assert placed(*inner) == wrapped
