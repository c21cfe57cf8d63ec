import pytest

from repoloom.pipeline.sources import entries
from repoloom.pipeline.sources.entries import Limits, SourceError


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


@pytest.mark.parametrize("path", ["a", "d/" * 2047 + "ab", "é" * 2048, "x" * 1025])
def test_a_path_that_systems_open_stays(path):
    record = entries.file("r", path, b"1", entries.Limits())
    assert entries.within(record) is record


def test_a_longer_path_stands_shortened_and_apart():
    paths = ["d/" * 100_000 + end for end in "ab"] + ["x" * 4097, "é" * 2049]
    found = [entries.within(entries.file("r", path, b"12", entries.Limits())) for path in paths]
    assert {(one.reason, one.data, one.size) for one in found} == {("long_path", None, 2)}
    assert len({one.path for one in found}) == 4
    assert found[0].path.startswith("d/d/")
    assert "(200001 bytes, " in found[0].path
    assert all(len(one.path) < 300 for one in found)
