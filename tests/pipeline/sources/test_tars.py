"""Tar archives: what is listed, what is left, and what damage and bombs do."""

import gzip
import io
import os
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repoloom.pipeline.sources import tars
from repoloom.pipeline.sources.entries import Limits
from tests.pipeline import building
from tests.pipeline.building import member, tar_bytes
from tests.pipeline.sources.unpacking import COMPRESSIONS, contents, read


@pytest.mark.parametrize(("suffix", "compress"), COMPRESSIONS[1:])
@settings(max_examples=20)
@given(cut=st.floats(0.05, 0.95))
def test_of_a_truncated_tar_the_beginning_stays(tmp_path_factory, suffix, compress, cut):
    at = tmp_path_factory.mktemp("cut")
    tree = {f"{n:03}.py".encode(): f"{n * n}\n".encode() * 50 for n in range(40)}
    whole = compress(tar_bytes(building.tree_members(tree)))
    files = read(at, whole[: int(len(whole) * cut)], f"x{suffix}")
    assert building.reasons(files)["."] == "corrupt_archive"
    assert all(tree[file.path.encode()] == file.data for file in files if file.data is not None)


def test_a_truncated_gzip_gives_what_stands_before_the_cut(tmp_path):
    tree = {b"a": b"a" * 1000, b"b": os.urandom(100_000)}
    whole = gzip.compress(tar_bytes(building.tree_members(tree)))
    found = building.reasons(read(tmp_path, whole[: len(whole) // 2], "x.tar.gz"))
    assert found == {"a": "", "b": "corrupt_archive", ".": "corrupt_archive"}


def test_a_tar_that_ends_between_two_members_is_truncated(tmp_path):
    whole = tar_bytes([member("t/a", b"a" * 512), member("t/b", b"b" * 512)])
    found = building.reasons(read(tmp_path, whole[: 2 * 512]))
    assert found == {"a": "", ".": "corrupt_archive"}


def test_a_damaged_header_is_not_taken_for_the_end(tmp_path):
    whole = bytearray(tar_bytes([member("t/a", b"a"), member("t/b", b"b"), member("t/c", b"c")]))
    whole[2 * 512 + 10] ^= 0xFF  # inside the header of b
    found = building.reasons(read(tmp_path, bytes(whole)))
    assert found == {"a": "", ".": "corrupt_archive"}


@given(st.data())
def test_no_damage_to_a_tar_is_a_crash(tmp_path_factory, data):
    info = member("t/" + "n" * 200, b"x" * 700)
    whole = bytearray(tar_bytes([info, member("t/b", b"b")]))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert read(tmp_path_factory.mktemp("damage"), bytes(whole))


def test_links_and_devices_of_a_tar_are_told_apart(tmp_path):
    members = [
        member("t/file", b"x"),
        member("t/hard", type=tarfile.LNKTYPE, linkname="t/file"),
        member("t/in", type=tarfile.SYMTYPE, linkname="file"),
        member("t/out", type=tarfile.SYMTYPE, linkname="../../secret"),
        member("t/null", type=tarfile.CHRTYPE),
        member("t/pipe", type=tarfile.FIFOTYPE),
        member("t/folder", type=tarfile.DIRTYPE),
    ]
    assert building.reasons(read(tmp_path, tar_bytes(members))) == {
        "file": "",
        "hard": "hardlink",
        "in": "symlink",
        "null": "special_file",
        "out": "symlink_outside",
        "pipe": "special_file",
    }


@pytest.mark.parametrize(("suffix", "compress"), COMPRESSIONS[1:])
def test_a_bomb_is_cut_off_by_its_ratio(tmp_path, suffix, compress):
    bomb = compress(tar_bytes([member("t/a", b"a"), member("t/zeros", bytes(4 << 20))]))
    limits = Limits(max_archive_ratio=20, free_archive_bytes=1 << 20)
    found = building.reasons(read(tmp_path, bomb, f"x{suffix}", limits))
    assert found["a"] == ""
    assert found["."] == "archive_over_ratio_cap"


def test_an_archive_is_cut_off_by_its_expanded_size(tmp_path):
    members = [member(f"t/{n:02}", bytes([n]) * 1000) for n in range(90)]
    limits = Limits(max_archive_bytes=70_000)
    for name, data in (("x.tar", tar_bytes(members)), ("x.tgz", gzip.compress(tar_bytes(members)))):
        found = building.reasons(read(tmp_path, data, name, limits))
        assert found["."] == "archive_over_size_cap"
        assert 20 < sum(reason == "" for reason in found.values()) < 70


def test_a_long_header_is_not_read_into_memory(tmp_path):
    data = tar_bytes([member("t/a"), member("header", b"x" * (2 << 20), type=b"x"), member("t/b")])
    assert building.reasons(read(tmp_path, data)) == {"a": "", ".": "corrupt_archive"}


def test_a_negative_length_ends_the_list(tmp_path):
    first = member("t/a")[0].tobuf()
    second = bytearray(member("t/b")[0].tobuf(format=tarfile.GNU_FORMAT))
    second[124:136] = (-512).to_bytes(12, "big", signed=True)
    second[148:156] = b"%06o\0 " % (256 + sum(second[:148]) + sum(second[156:]))
    found = building.reasons(read(tmp_path, first + bytes(second) + bytes(1024)))
    assert found["."] == "corrupt_archive"


def test_names_that_are_not_utf8_are_read_under_escaped_paths(tmp_path):
    tree = {b"caf\xe9.py": b"1", "é.py".encode(): b"2"}
    assert contents(read(tmp_path, tar_bytes(building.tree_members(tree)))) == {
        "caf%E9.py": b"1",
        "é.py": b"2",
    }


def test_a_sparse_member_is_read_whole(tmp_path):
    header = bytearray(member("t/sparse")[0].tobuf(format=tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[124:136] = b"%011o\0" % 4
    header[386:410] = b"%011o\0%011o\0" % (8, 4)
    header[483:495] = b"%011o\0" % 16
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    data = bytes(header) + b"data".ljust(512, b"\0") + bytes(1024)
    assert {"sparse": bytes(8) + b"data" + bytes(4)} == contents(read(tmp_path, data))


@pytest.mark.parametrize("limit", [1000, 999])
def test_expanding_ends_at_the_limit(limit):
    for compress in (bytes, gzip.compress):
        to = io.BytesIO()
        reason = tars.expand(io.BytesIO(compress(b"x" * 1000)), to, Limits(max_archive_bytes=limit))
        assert reason == ("" if limit == 1000 else "archive_over_size_cap")
        assert to.getvalue() == (b"x" * 1000 if limit == 1000 else b"")


@pytest.mark.parametrize(
    ("ratio", "free", "reason"), [(2, 1000, ""), (2, 999, "archive_over_ratio_cap"), (1000, 1, "")]
)
def test_the_ratio_counts_beyond_what_is_free(ratio, free, reason):
    limits = Limits(max_archive_ratio=ratio, free_archive_bytes=free)
    assert tars.expand(io.BytesIO(gzip.compress(b"x" * 1000)), io.BytesIO(), limits) == reason


def test_a_disk_that_fails_while_an_archive_is_expanded_is_an_error():
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 10:
                raise OSError(5, "Input/output error")
            return super().read(min(size, 12))

    with pytest.raises(OSError, match="Input/output"):
        tars.expand(Failing(gzip.compress(b"x" * 1000)), io.BytesIO(), Limits())


def test_what_the_tar_was_expanded_with_stays_its_fault():
    data = tar_bytes([member("t/a", b"x")])
    assert tars.Tar(io.BytesIO(data), Limits(), "archive_over_size_cap").fault == (
        "archive_over_size_cap"
    )
    assert tars.Tar(io.BytesIO(data), Limits(), "").fault == ""
    assert tars.Tar(io.BytesIO(data[:512]), Limits(), "").fault == "corrupt_archive"


def test_the_spool_is_in_memory_while_it_is_small():
    with tars.spool() as spool:
        spool.write(bytes(1 << 20))
        assert not spool._rolled
        spool.write(bytes(16 << 20))
        assert spool._rolled


def test_archives_that_follow_each_other_read_as_one(tmp_path):
    one, two = (tar_bytes([member(f"t/{name}", name.encode())]) for name in "ab")
    for between in (b"", bytes(512 * 300)):
        found = contents(read(tmp_path, one + between + two))
        assert found == {"a": b"a", "b": b"b"}
    assert contents(read(tmp_path, gzip.compress(one) + gzip.compress(two), "x.tgz")) == {
        "a": b"a",
        "b": b"b",
    }


def test_what_is_no_archive_behind_the_end_is_passed_over(tmp_path):
    whole = tar_bytes([member("t/a", b"a")])
    assert building.reasons(read(tmp_path, whole + b"no header" * 100)) == {"a": ""}
    assert building.reasons(read(tmp_path, whole + bytes(1 << 20))) == {"a": ""}


def test_an_archive_behind_the_limit_is_said(tmp_path):
    whole = tar_bytes([member("t/a", b"a")])
    limits = Limits(max_archive_bytes=len(whole))
    found = building.reasons(read(tmp_path, whole + whole, limits=limits))
    assert found == {"a": "", ".": "archive_over_size_cap"}


def test_damage_in_a_later_archive_is_said(tmp_path):
    one, two = tar_bytes([member("t/a", b"a")]), tar_bytes([member("t/b", b"b" * 600)])
    found = building.reasons(read(tmp_path, one + two[:600]))
    assert found == {"a": "", "b": "corrupt_archive", ".": "corrupt_archive"}


ODD = [
    "/srv/berth.py",
    "//srv/x.py",
    "../up.py",
    "a/../../b.py",
    "C:\\\\x.py",
    "c:/x.py",
    "",
    ".",
    "./",
]


@pytest.mark.parametrize("name", [*ODD, "a//b.py", "./a.py", "x" * 300, "n/" * 200 + "a"])
def test_every_name_leaves_one_record(tmp_path, name):
    """Also a name that no file can have; it stands under itself and is never read."""
    data = tar_bytes([member("t/real.py", b"real"), member(name, b"odd")])
    found = read(tmp_path, data)
    (odd,) = (file for file in found if file.data != b"real")
    assert len(found) == 2
    assert odd.path not in ("", ".")
    assert odd.reason == ("unsafe_path" if name in ODD else "")
    assert odd.data == (None if name in ODD else b"odd")
