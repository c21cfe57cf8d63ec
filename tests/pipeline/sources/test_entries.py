import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.sources import entries
from repoloom.pipeline.sources.entries import Limits, SourceError

NAMES = st.binary(min_size=1).filter(lambda name: b"\0" not in name)


@given(NAMES)
def test_unescape_inverts_escape(name):
    assert name == entries.unescape(entries.escape(name))


@given(NAMES, NAMES)
def test_two_names_never_become_one_path(one, other):
    assert (one == other) == (entries.escape(one) == entries.escape(other))


@given(st.lists(st.sampled_from([b"%", b"2", b"5", b"F", b"\xff", b"a", b"\n"]), max_size=6))
def test_escapes_that_touch_are_still_told_apart(parts):
    name = b"".join(parts)
    assert name == entries.unescape(entries.escape(name))


@given(NAMES)
def test_a_path_is_one_line_of_utf8(name):
    path = entries.escape(name)
    path.encode("utf-8")
    assert not set(path) & {chr(code) for code in (*range(32), 127)}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (b"src/main.py", "src/main.py"),
        ("naïve/数.py".encode(), "naïve/数.py"),
        (b"100%.txt", "100%.txt"),
        (b"a%20b", "a%20b"),
        (b"caf\xe9.py", "caf%E9.py"),
        (b"caf%E9.py", "caf%25E9.py"),
        (b"two\nlines", "two%0Alines"),
        (b"%25", "%2525"),
    ],
)
def test_escape_changes_only_what_it_must(name, path):
    assert path == entries.escape(name)


@pytest.mark.parametrize(
    ("name", "below"),
    [
        (b"./a//b/./c", b"a/b/c"),
        (b"a/../b", None),
        (b"..", None),
        (b"/etc/passwd", None),
        (b"C:\\x", None),
        (b"./", None),
        (b"..a/b..", b"..a/b.."),
    ],
)
def test_relative_keeps_names_inside_the_repository(name, below):
    assert below == entries.relative(name)


@pytest.mark.parametrize(
    ("path", "target", "reason"),
    [
        ("a/link", b"../b", "symlink"),
        ("a/link", b"../../b", "symlink_outside"),
        ("link", b"/etc/passwd", "symlink_outside"),
        ("link", b"a/../../b", "symlink_outside"),
        ("link", b"..b", "symlink"),
    ],
)
def test_link_tells_where_it_leads(path, target, reason):
    assert reason == entries.link("r", path, target).reason


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"


def test_an_lfs_pointer_is_left():
    assert entries.left("r", "p", "lfs_pointer", len(POINTER)) == entries.file(
        "r", "p", POINTER, Limits()
    )


def test_a_text_about_lfs_pointers_is_read():
    assert entries.file("r", "p", POINTER + b"x" * 1024, Limits()).data is not None
    assert entries.file("r", "p", b"see " + POINTER, Limits()).data is not None


def test_the_cap_is_the_largest_size_that_is_read():
    limits = Limits(max_file_bytes=3)
    assert entries.file("r", "p", b"abc", limits).data == b"abc"
    assert entries.file("r", "p", b"abcd", limits) == entries.left("r", "p", "over_size_cap", 4)


def test_limits_refuse_zero():
    with pytest.raises(SourceError, match="max_file_bytes is 0"):
        Limits(max_file_bytes=0)
