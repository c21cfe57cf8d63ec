import bz2
import gzip
import io
import lzma
import os
import pathlib
import stat
import tarfile
import zipfile

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repoloom.pipeline.sources import archives
from repoloom.pipeline.sources.entries import Limits
from repoloom.pipeline.storage import filesystems
from tests.pipeline import building
from tests.pipeline.building import member, tar_bytes, zip_bytes

TREE = {b"src/a.py": b"import b\n", b"src/b.py": b"", b"README.md": b"# x\n"}


def zstd(data: bytes) -> bytes:
    return pa.Codec("zstd").compress(data).to_pybytes()


def read(at: pathlib.Path, data: bytes, name: str = "a.tar", limits: Limits | None = None):
    (at / name).write_bytes(data)
    return list(archives.read(str(at / name), "r", limits or Limits()))


def contents(files):
    return {file.path: file.data for file in files}


COMPRESSIONS = [
    (".tar", bytes),
    (".tar.gz", gzip.compress),
    (".tgz", gzip.compress),
    (".tar.bz2", bz2.compress),
    (".tbz2", bz2.compress),
    (".tar.xz", lzma.compress),
    (".txz", lzma.compress),
    (".tar.zst", zstd),
]


@pytest.mark.parametrize(("suffix", "compress"), COMPRESSIONS)
def test_reads_every_tar_in_path_order(tmp_path, suffix, compress):
    members = reversed(building.tree_members(TREE))
    files = read(tmp_path, compress(tar_bytes(members)), f"x{suffix}")
    assert [(name.decode(), TREE[name]) for name in sorted(TREE)] == [
        (file.path, file.data) for file in files
    ]


@pytest.mark.parametrize(
    "compression",
    [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA],
)
def test_reads_every_zip_in_path_order(tmp_path, compression):
    members = {f"top/{name.decode()}": data for name, data in reversed(TREE.items())}
    files = read(tmp_path, zip_bytes(members, compression), "x.zip")
    assert [(name.decode(), TREE[name]) for name in sorted(TREE)] == [
        (file.path, file.data) for file in files
    ]


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


@given(st.data())
def test_no_damage_to_a_zip_is_a_crash(tmp_path_factory, data):
    whole = bytearray(zip_bytes({"t/a": b"x" * 700, "t/b": b"b"}))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert read(tmp_path_factory.mktemp("damage"), bytes(whole), "x.zip")


@pytest.mark.parametrize("name", ["x.tar", "x.tar.gz", "x.zip"])
@pytest.mark.parametrize("data", [b"", b"no archive at all" * 100])
def test_what_is_no_archive_is_counted(tmp_path, name, data):
    assert building.reasons(read(tmp_path, data, name)) == {".": "corrupt_archive"}


def test_empty_archives_are_counted(tmp_path):
    assert building.reasons(read(tmp_path, tar_bytes([]))) == {".": "empty_repository"}
    assert building.reasons(read(tmp_path, zip_bytes({}), "x.zip")) == {".": "empty_repository"}


def test_a_common_top_folder_is_stripped(tmp_path):
    assert list(contents(read(tmp_path, tar_bytes([member("t/b/c"), member("t/a")])))) == [
        "a",
        "b/c",
    ]


def test_without_a_common_top_folder_names_stay(tmp_path):
    members = [member("t/a"), member("u/b")]
    assert list(contents(read(tmp_path, tar_bytes(members)))) == ["t/a", "u/b"]
    assert list(contents(read(tmp_path, zip_bytes({"t": b"", "u": b""}), "x.zip"))) == ["t", "u"]


def test_names_that_lead_out_are_left(tmp_path):
    names = ["/etc/passwd", "../up", "a/../../up", "./t/ok"]
    found = building.reasons(read(tmp_path, tar_bytes([member(name) for name in names])))
    expected = dict.fromkeys(names[:3], "unsafe_path") | {"ok": ""}
    assert expected == found
    found = building.reasons(read(tmp_path, zip_bytes(dict.fromkeys(names, b"")), "x.zip"))
    assert expected == found


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


def zip_info(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


def test_links_and_devices_of_a_zip_are_told_apart(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zip_info("t/in", stat.S_IFLNK | 0o777), "file")
        archive.writestr(zip_info("t/out", stat.S_IFLNK | 0o777), "/etc/passwd")
        archive.writestr(zip_info("t/pipe", stat.S_IFIFO | 0o644), "")
        archive.writestr(zip_info("t/folder/", stat.S_IFDIR | 0o755), "")
        archive.writestr(zip_info("t/file", 0), "x")
    assert building.reasons(read(tmp_path, out.getvalue(), "x.zip")) == {
        "file": "",
        "in": "symlink",
        "out": "symlink_outside",
        "pipe": "special_file",
    }


def test_of_two_members_of_one_name_the_last_counts(tmp_path):
    members = [member("t/a", b"old"), member("t/b"), member("./t//a", b"new")]
    files = read(tmp_path, tar_bytes(members))
    assert [(file.path, file.data, file.reason) for file in files] == [
        ("a", b"new", ""),
        ("a", None, "duplicate_member"),
        ("b", b"", ""),
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_zip_members_of_one_name_the_last_counts(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("t/a", b"old")
        archive.writestr("t/a", b"new")
    files = read(tmp_path, out.getvalue(), "x.zip")
    assert [(f.data, f.reason) for f in files] == [(b"new", ""), (None, "duplicate_member")]


def test_an_encrypted_member_is_left(tmp_path):
    data = bytearray(zip_bytes({"t/a": b"secret", "t/b": b"open"}))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + flags] |= 1
    assert building.reasons(read(tmp_path, bytes(data), "x.zip")) == {"a": "encrypted", "b": ""}


def test_a_damaged_member_is_left_and_the_rest_is_read(tmp_path):
    data = bytearray(zip_bytes({"t/a": b"first", "t/b": b"second"}, zipfile.ZIP_STORED))
    data[data.index(b"first")] ^= 1
    found = building.reasons(read(tmp_path, bytes(data), "x.zip"))
    assert found == {"a": "corrupt_member", "b": ""}


def test_a_compression_that_zipfile_lacks_is_left(tmp_path):
    data = bytearray(zip_bytes({"t/a": b"x" * 99, "t/b": b"y"}))
    for header, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(header) + method] = 9  # deflate64
    found = building.reasons(read(tmp_path, bytes(data), "x.zip"))
    assert found == {"a": "unsupported_compression", "b": ""}


def test_a_zip_member_that_expands_beyond_its_header_is_not_expanded(tmp_path):
    data = bytearray(zip_bytes({"t/a": bytes(50 << 20)}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert building.reasons(read(tmp_path, bytes(data), "x.zip")) == {"a": "corrupt_member"}


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


def test_of_a_zip_over_the_limits_the_rest_is_left_by_name(tmp_path):
    data = zip_bytes({f"t/{n}": b"x" * 1000 for n in range(4)})
    size, ratio = "archive_over_size_cap", "archive_over_ratio_cap"
    found = building.reasons(read(tmp_path, data, "x.zip", Limits(max_archive_bytes=2000)))
    assert {"0": "", "1": "", "2": size, "3": size} == found
    limits = Limits(max_archive_ratio=2, free_archive_bytes=2000)
    found = building.reasons(read(tmp_path, data, "x.zip", limits))
    assert {"0": "", "1": "", "2": ratio, "3": ratio} == found


@pytest.mark.parametrize("name", ["x.tar", "x.zip"])
def test_members_are_counted(tmp_path, name):
    names = [f"t/{n}" for n in range(5)]
    data = (
        tar_bytes([member(n) for n in names])
        if name == "x.tar"
        else zip_bytes(dict.fromkeys(names, b""))
    )
    found = building.reasons(read(tmp_path, data, name, Limits(max_archive_members=3)))
    assert found == {"0": "", "1": "", "2": "", ".": "archive_over_member_cap"}


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


def test_zip_names_are_taken_by_their_bytes(tmp_path):
    data = zip_bytes({"t/é.py": b"flag", "t/caf_.py": b"none", "t/n__.py": b"utf8"})
    data = data.replace(b"caf_", b"caf\xe9").replace(b"n__", "nü".encode())
    assert contents(read(tmp_path, data, "x.zip")) == {
        "é.py": b"flag",
        "caf%E9.py": b"none",
        "nü.py": b"utf8",
    }


def test_backslashes_of_windows_tools_separate(tmp_path):
    info = zipfile.ZipInfo("t_src_a.py")
    info.create_system = 0
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, b"1")
    data = out.getvalue().replace(b"t_src_a.py", b"t\\src\\a.py")
    assert contents(read(tmp_path, data, "x.zip")) == {"src/a.py": b"1"}


def test_metadata_is_no_file_of_the_repository(tmp_path):
    names = ["t/.git/config", "t/a", "t/d/.hg/x", "__MACOSX/t/._a"]
    found = contents(read(tmp_path, zip_bytes(dict.fromkeys(names, b"")), "x.zip"))
    assert found == {"a": b""}


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


def test_a_file_over_the_cap_is_left_with_its_size(tmp_path):
    limits = Limits(max_file_bytes=10)
    files = read(tmp_path, tar_bytes([member("t/big", b"x" * 11)]), limits=limits)
    assert [(file.reason, file.size) for file in files] == [("over_size_cap", 11)]
    files = read(tmp_path, zip_bytes({"t/big": b"x" * 11}), "x.zip", limits)
    assert [(file.reason, file.size) for file in files] == [("over_size_cap", 11)]


def test_the_name_decides_nothing_about_the_compression(tmp_path):
    data = tar_bytes(building.tree_members(TREE))
    assert len(TREE) == len(read(tmp_path, gzip.compress(data), "x.tar"))
    assert len(TREE) == len(read(tmp_path, data, "x.tar.gz"))


def test_a_failing_disk_is_an_error_and_no_verdict(tmp_path, monkeypatch):
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 1000:
                raise OSError(5, "Input/output error")
            return super().read(min(size, 600))

    data = gzip.compress(tar_bytes([member("t/a", os.urandom(100_000))]))
    monkeypatch.setattr(filesystems, "open_read", lambda location: Failing(data))
    with pytest.raises(OSError, match="Input/output error"):
        list(archives.read("x.tar.gz", "r", Limits()))


@pytest.mark.parametrize(
    ("file_name", "name"),
    [("a.tar.gz", "a"), ("a.b.ZIP", "a.b"), ("x.tgz", "x"), ("x.gz", ""), ("tar", "")],
)
def test_name_of_strips_the_longest_suffix(file_name, name):
    assert name == archives.name_of(file_name)
