"""Zip archives: what is listed, what is left, and what damage and bombs do."""

import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.sources.entries import Limits
from tests.pipeline import building
from tests.pipeline.building import zip_bytes
from tests.pipeline.sources.unpacking import contents, read


@given(st.data())
def test_no_damage_to_a_zip_is_a_crash(tmp_path_factory, data):
    whole = bytearray(zip_bytes({"t/a": b"x" * 700, "t/b": b"b"}))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert read(tmp_path_factory.mktemp("damage"), bytes(whole), "x.zip")


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


def test_of_a_zip_over_the_limits_the_rest_is_left_by_name(tmp_path):
    data = zip_bytes({f"t/{n}": b"x" * 1000 for n in range(4)})
    size, ratio = "archive_over_size_cap", "archive_over_ratio_cap"
    found = building.reasons(read(tmp_path, data, "x.zip", Limits(max_archive_bytes=2000)))
    assert {"0": "", "1": "", "2": size, "3": size} == found
    limits = Limits(max_archive_ratio=2, free_archive_bytes=2000)
    found = building.reasons(read(tmp_path, data, "x.zip", limits))
    assert {"0": "", "1": "", "2": ratio, "3": ratio} == found


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
