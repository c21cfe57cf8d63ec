import os
import pathlib
import socket
import tempfile

import pytest

from repoloom.pipeline.sources import folders
from repoloom.pipeline.sources.entries import Limits
from tests.pipeline import building


def read(folder: pathlib.Path, limits: Limits | None = None):
    return list(folders.read(str(folder), "r", limits or Limits()))


def test_reads_all_files_in_path_order(tmp_path):
    tree = {b"src/z.py": b"z", b"src.py": b"s", b".hidden": b"h", b"empty": b"", b"B": b"b"}
    files = read(building.folder(tmp_path / "r", tree))
    assert [(name.decode(), tree[name]) for name in sorted(tree)] == [
        (file.path, file.data) for file in files
    ]


def test_folders_of_version_control_are_no_files(tmp_path):
    tree = {b".git/config": b"", b"a/.svn/entries": b"", b".hg/store": b"", b"a/b": b""}
    tree |= {b".gitignore": b""}
    assert building.reasons(read(building.folder(tmp_path / "r", tree))) == {
        ".gitignore": "",
        "a/b": "",
        ".": "lost_revision",
    }


def test_an_empty_folder_is_counted(tmp_path):
    (tmp_path / "only" / "folders").mkdir(parents=True)
    assert building.reasons(read(tmp_path)) == {".": "empty_repository"}


def test_links_are_not_followed(tmp_path):
    building.folder(tmp_path / "secret", {b"key": b""})
    repository = building.folder(tmp_path / "r", {b"d/a": b""})
    (repository / "in").symlink_to("d")
    (repository / "out").symlink_to("../secret")
    (repository / "absolute").symlink_to(repository / "d" / "a")
    (repository / "loop").symlink_to("loop")
    assert building.reasons(read(repository)) == {
        "absolute": "symlink_outside",
        "d/a": "",
        "in": "symlink",
        "loop": "symlink",
        "out": "symlink_outside",
    }


def test_a_file_that_becomes_a_link_is_not_followed(tmp_path, monkeypatch):
    repository = building.folder(tmp_path / "r", {b"a": b"harmless"})
    building.folder(tmp_path, {b"secret": b"secret"})
    listed = folders.listing(str(repository))
    (repository / "a").unlink()
    (repository / "a").symlink_to("../secret")
    monkeypatch.setattr(folders, "listing", lambda folder: listed)
    assert building.reasons(read(repository)) == {"a": "unreadable"}


def test_a_file_that_becomes_a_pipe_is_not_waited_for(tmp_path, monkeypatch):
    repository = building.folder(tmp_path / "r", {b"a": b"harmless"})
    listed = folders.listing(str(repository))
    (repository / "a").unlink()
    os.mkfifo(repository / "a")
    monkeypatch.setattr(folders, "listing", lambda folder: listed)
    assert building.reasons(read(repository)) == {"a": "unreadable"}


def test_a_file_over_the_cap_is_left_with_its_size(tmp_path):
    repository = building.folder(tmp_path / "r", {b"big": b"x" * 11, b"fits": b"x" * 10})
    files = read(repository, Limits(max_file_bytes=10))
    assert [(file.path, file.reason, file.size) for file in files] == [
        ("big", "over_size_cap", 11),
        ("fits", "", 10),
    ]


def test_a_file_that_grows_while_it_is_read_is_held_to_the_cap(tmp_path, monkeypatch):
    repository = building.folder(tmp_path / "r", {b"log": b"x"})
    listed = folders.listing(str(repository))
    (repository / "log").write_bytes(b"x" * 100)
    monkeypatch.setattr(folders, "listing", lambda folder: listed)
    assert building.reasons(read(repository, Limits(max_file_bytes=10))) == {"log": "over_size_cap"}


def test_pipes_and_sockets_are_left_without_waiting():
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{short}/socket")
        os.mkfifo(f"{short}/pipe")
        found = building.reasons(read(pathlib.Path(short)))
    assert found == {"pipe": "special_file", "socket": "special_file"}


def test_what_the_system_refuses_to_open_is_left(tmp_path, monkeypatch):
    repository = building.folder(tmp_path / "r", {b"a": b"", b"b": b""})
    real = os.open

    def refuse(path, *arguments, **keywords):
        if bytes(path).endswith(b"/a"):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **keywords)

    monkeypatch.setattr(os, "open", refuse)
    assert building.reasons(read(repository)) == {"a": "unreadable", "b": ""}


def test_what_the_system_refuses_to_list_is_left(tmp_path, monkeypatch):
    repository = building.folder(tmp_path / "r", {b"a": b"", b"d/b": b""})
    real = os.scandir

    def refuse(path):
        if bytes(path).endswith(b"/d"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert building.reasons(read(repository)) == {"a": "", "d": "unreadable"}


def test_a_repository_inside_is_left(tmp_path):
    repository = building.folder(tmp_path / "r", {b"a": b""})
    building.work_tree(repository / "vendor" / "lib", {b"b": b""})
    assert building.reasons(read(repository)) == {"a": "", "vendor/lib": "nested_repository"}


def test_names_that_are_not_utf8_do_not_collide(tmp_path):
    repository = building.folder(tmp_path / "r", {b"caf\xe9": b"1", b"caf%E9": b"2"})
    assert {f.path: f.data for f in read(repository)} == {"caf%E9": b"1", "caf%25E9": b"2"}


@pytest.mark.parametrize("change", ["content", "name", "removal"])
def test_the_fingerprint_follows_every_change(tmp_path, change):
    repository = building.folder(tmp_path / "r", {b"a": b"1", b"b": b"2"})
    before = folders.fingerprint(folders.listing(str(repository)))
    assert before == folders.fingerprint(folders.listing(str(repository)))
    if change == "content":
        (repository / "a").write_bytes(b"3")
        os.utime(repository / "a", ns=(1, 1))
    elif change == "name":
        (repository / "a").rename(repository / "c")
    else:
        (repository / "a").unlink()
    assert before != folders.fingerprint(folders.listing(str(repository)))
