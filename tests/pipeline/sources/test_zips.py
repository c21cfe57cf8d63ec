"""Zip archives: what is listed, what is left, and what damage and bombs do."""

import io
import stat
import struct
import zipfile
import zlib

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


def windows(tmp_path, names, system=0, comment=b"", local=None):
    """What is read of a zip whose members have these names; `local` are those of their headers."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = comment
        for number, name in enumerate(names):
            info = zipfile.ZipInfo("x" * len(name.encode()))
            info.filename, info.create_system = name, system
            archive.writestr(info, b"%d" % number)
    data = out.getvalue()
    for name, other in (local or {}).items():
        at = data.index(name.encode())
        data = data[:at] + other.encode() + data[at + len(name.encode()) :]
    return contents(read(tmp_path, data, "x.zip"))


MIXED = ["boat\\src\\main.py", "boat/src\\util.py", "boat/README"]


@pytest.mark.parametrize("system", [0, 6, 10, 11, 14])
def test_backslashes_separate_beside_slashes_too(tmp_path, system):
    found = windows(tmp_path, MIXED, system)
    assert found == {"src/main.py": b"0", "src/util.py": b"1", "README": b"2"}


def test_a_backslash_in_a_name_of_unix_is_a_character(tmp_path):
    found = windows(tmp_path, ["t/home-\\x2d.mount", "t/a.py"], system=3)
    assert found == {"home-\\x2d.mount": b"0", "a.py": b"1"}


@pytest.mark.parametrize("length", [40, 64])
def test_git_archive_takes_names_as_they_are(tmp_path, length):
    """It writes MS-DOS for all files that are not executable, and the commit as comment."""
    names = ["t/home-\\x2d.mount", "t/a.py"]
    assert windows(tmp_path, names, comment=b"0" * length) == {
        "home-\\x2d.mount": b"0",
        "a.py": b"1",
    }
    assert "home-/x2d.mount" in windows(tmp_path, names, comment=b"0" * 39)


def test_a_library_of_windows_that_writes_unix_is_known_by_its_folders(tmp_path):
    names = ["boat\\src\\main.py", "boat\\util.py"]
    assert windows(tmp_path, names, system=3) == {"src/main.py": b"0", "util.py": b"1"}
    found = windows(tmp_path, [*MIXED, "boat\\src\\"], system=3)
    assert found == {"src/main.py": b"0", "src/util.py": b"1", "README": b"2"}
    assert windows(tmp_path, ["odd\\name"], system=3) == {"odd\\name": b"0"}


def test_a_folder_that_ends_with_a_backslash_is_no_file(tmp_path):
    assert windows(tmp_path, ["boat\\", "boat\\a.py"]) == {"a.py": b"1"}


def test_the_name_of_a_member_s_own_header_may_have_other_separators(tmp_path):
    found = windows(tmp_path, ["boat/src/a.py"], local={"boat/src/a.py": "boat\\src\\a.py"})
    assert found == {"src/a.py": b"0"}


@pytest.mark.parametrize(("system", "path"), [(0, "é.py"), (3, "%82.py")])
def test_names_of_windows_without_a_flag_are_in_code_page_437(tmp_path, system, path):
    info = zipfile.ZipInfo("t/__.py")
    info.create_system = system
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, b"1")
        archive.writestr("t/b", b"2")
    found = read(tmp_path, out.getvalue().replace(b"__.py", b"\x82_.py"), "x.zip")
    assert {file.path for file in found} == {path.replace(".py", "_.py"), "b"}


def test_the_unicode_path_of_info_zip_is_the_name_while_it_is_of_this_name(tmp_path):
    def field(name, shown):
        checked = zlib.crc32(name).to_bytes(4, "little")
        return struct.pack("<HH", 0x7075, 5 + len(shown)) + b"\1" + checked + shown

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, extra in (
            ("t/a", struct.pack("<HH", 0x5455, 1) + b"\0" + field(b"t/a", "t/ä".encode())),
            ("t/b", field(b"t/other", b"t/wrong")),
            ("t/c", field(b"t/c", b"t/\xff")),
        ):
            info = zipfile.ZipInfo(name)
            info.extra = extra
            archive.writestr(info, name.encode())
    found = contents(read(tmp_path, out.getvalue(), "x.zip"))
    assert found == {"ä": b"t/a", "b": b"t/b", "c": b"t/c"}


def test_a_folder_that_only_its_attributes_tell_is_no_file(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in (("t/src", b""), ("t/src/a", b"1"), ("t/full", b"2")):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 0, 0x10 if name != "t/src/a" else 0
            archive.writestr(info, data)
    assert contents(read(tmp_path, out.getvalue(), "x.zip")) == {"src/a": b"1", "full": b"2"}


@pytest.mark.parametrize("system", [0, 3])
def test_a_name_that_says_utf_8_and_is_none_costs_no_other_member(tmp_path, system):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("t/é.py", "t/x__é.py", "t/plain"):
            info = zipfile.ZipInfo(name)
            info.create_system = system
            archive.writestr(info, str(len(name)))
    found = contents(
        read(tmp_path, out.getvalue().replace(b"x__\xc3\xa9", b"\x82_\xff\xa9\xa9"), "x.zip")
    )
    spoilt = "é_\xa0⌐⌐.py" if system == 0 else "%82_%FF%A9%A9.py"
    assert found == {"é.py": b"6", spoilt: b"9", "plain": b"7"}
