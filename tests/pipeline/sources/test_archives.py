import gzip
import io
import os
import tarfile
import zipfile

import pytest

from repoloom.pipeline.sources import archives
from repoloom.pipeline.sources.entries import Limits
from repoloom.pipeline.storage import filesystems
from tests.pipeline import building
from tests.pipeline.building import member, tar_bytes, zip_bytes
from tests.pipeline.sources.unpacking import COMPRESSIONS, contents, read

TREE = {b"src/a.py": b"import b\n", b"src/b.py": b"", b"README.md": b"# x\n"}


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


def test_of_two_members_of_one_name_the_last_counts(tmp_path):
    members = [member("t/a", b"old"), member("t/b"), member("./t//a", b"new")]
    files = read(tmp_path, tar_bytes(members))
    assert [(file.path, file.data, file.reason) for file in files] == [
        ("a", b"new", ""),
        ("a", None, "duplicate_member"),
        ("b", b"", ""),
    ]


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


def test_metadata_is_no_file_of_the_repository(tmp_path):
    names = ["t/.git/config", "t/a", "t/d/.hg/x", "__MACOSX/t/._a"]
    found = contents(read(tmp_path, zip_bytes(dict.fromkeys(names, b"")), "x.zip"))
    assert found == {"a": b""}


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


@pytest.mark.parametrize(("size", "reason"), [(10, ""), (11, "over_size_cap")])
@pytest.mark.parametrize("name", ["x.tar", "x.zip"])
def test_the_cap_is_the_largest_size_that_is_read(tmp_path, name, size, reason):
    data = b"x" * size
    packed = tar_bytes([member("t/a", data)]) if name == "x.tar" else zip_bytes({"t/a": data})
    found = read(tmp_path, packed, name, Limits(max_file_bytes=10))
    assert building.reasons(found) == {"a": reason}


def test_links_are_no_larger_than_the_cap_and_count_no_bytes(tmp_path):
    link = member("t/in", type=tarfile.SYMTYPE, linkname="file")
    found = read(tmp_path, tar_bytes([link, member("t/file", b"x")]))
    assert [(file.path, file.reason, file.size) for file in found] == [
        ("file", "", 1),
        ("in", "symlink", 4),
    ]


@pytest.mark.parametrize("name", ["x.tar", "x.tar.gz", "x.zip"])
def test_a_remote_archive_is_read_once_from_its_beginning_to_its_end(memory, monkeypatch, name):
    data = zip_bytes({"t/a": b"1", "t/b": b"2"})
    if name != "x.zip":
        data = tar_bytes([member("t/b", b"2"), member("t/a", b"1")])
    memory[f"memory://b/{name}"] = gzip.compress(data) if name.endswith("gz") else data
    opened = []

    class Forward(io.BytesIO):
        """What is far away: seeking is slow, so nobody may."""

        def seek(self, *arguments):
            raise AssertionError("a remote file is read in pieces")

    def open_read(location):
        opened.append(location)
        return Forward(memory[location])

    monkeypatch.setattr(filesystems, "open_read", open_read)
    found = list(archives.read(f"memory://b/{name}", "r", Limits()))
    assert contents(found) == {"a": b"1", "b": b"2"}
    assert opened == [f"memory://b/{name}"]


def test_an_archive_is_what_its_bytes_say(tmp_path):
    tree = {"t/a": b"1"}
    zipped = building.zip_bytes(tree)
    tarred = building.tar_bytes(building.tree_members({b"a": b"1"}))
    for name, data in (("a.tar", zipped), ("b.tar.gz", zipped), ("c.zip", gzip.compress(tarred))):
        assert contents(read(tmp_path, data, name)) == {"a": b"1"}
    assert building.reasons(read(tmp_path, b"no archive", "d.zip")) == {".": "corrupt_archive"}


def test_a_pointer_of_git_lfs_is_no_damage(tmp_path):
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64
    found = read(tmp_path, pointer + b"\nsize 1\n", "a.tar.gz")
    assert building.reasons(found) == {".": "lfs_pointer"}


def test_an_archive_that_may_not_be_read_is_counted(tmp_path, monkeypatch):
    def refuse(location):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(filesystems, "open_read", refuse)
    assert building.reasons(archives.read("a.zip", "r", Limits())) == {".": "unreadable"}
