import pathlib
import subprocess
import sys

import pytest

from repoloom.pipeline.storage import filesystems


def test_a_file_appears_whole(tmp_path):
    target = str(tmp_path / "a.bin")
    with filesystems.whole(target) as file:
        file.write(b"one")
        assert not filesystems.exists(target)
    assert filesystems.read_bytes(target) == b"one"
    assert filesystems.size(target) == 3


def write_half(target):
    with filesystems.whole(target) as file:
        file.write(b"half")
        raise OSError("disk full")


def test_a_write_that_fails_leaves_nothing(tmp_path):
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(OSError, match="disk full"):
        write_half(str(target))
    assert target.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.bin"]


def test_listing_names_files_only(tmp_path):
    (tmp_path / "b").write_bytes(b"")
    (tmp_path / "a").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    assert filesystems.listing(str(tmp_path)) == ["a", "b"]
    assert filesystems.listing(str(tmp_path / "absent")) == []


def test_removing_what_is_not_there_is_no_error(tmp_path):
    filesystems.remove_tree(str(tmp_path / "absent"))
    filesystems.remove_file(str(tmp_path / "absent"))


def test_local_paths_do_not_import_beam(tmp_path):
    code = """
import sys
from repoloom.pipeline.storage import filesystems as f
folder, path = f.join(sys.argv[1], "in"), f.join(sys.argv[1], "in", "a")
f.make_folder(folder)
f.write_bytes(path, b"abc")
assert f.exists(path) and f.listing(folder) == ["a"] and f.read_bytes(path) == b"abc"
assert f.size(path) == 3
f.remove_file(path)
f.remove_tree(folder)
assert not [name for name in sys.modules if name.startswith("apache_beam")]
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert list(tmp_path.iterdir()) == []


def test_a_beam_filesystem_does_the_same(monkeypatch, tmp_path):
    """Beam's own local filesystem stands in for a remote one."""
    monkeypatch.setattr(filesystems, "is_remote", lambda path: True)
    folder = str(tmp_path / "out")
    (tmp_path / "out").mkdir()
    target = filesystems.join(folder, "a.bin")
    filesystems.write_bytes(target, b"one")
    filesystems.write_bytes(target, b"two")
    assert filesystems.read_bytes(target) == b"two"
    assert filesystems.listing(folder) == ["a.bin"]
    assert filesystems.exists(target)
    assert filesystems.size(target) == 3
    (tmp_path / "out" / "parts").mkdir()
    (tmp_path / "out" / "parts" / "b").write_bytes(b"")
    filesystems.remove_tree(folder)
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        (("a", "b"), "a/b"),
        (("a/", "b", "c"), "a/b/c"),
        (("/", "b"), "//b"),
        (("gs://x/", "y"), "gs://x/y"),
    ],
)
def test_names_are_joined_by_one_slash(parts, path):
    assert filesystems.join(*parts) == path


@pytest.fixture(params=[False, True], ids=["local", "remote"])
def folder(request, monkeypatch, tmp_path):
    """A folder, local or through Beam's own local filesystem, which stands for a remote one."""
    if request.param:
        monkeypatch.setattr(filesystems, "is_remote", lambda path: True)
    (tmp_path / "in").mkdir()
    return str(tmp_path / "in")


def test_what_is_there_exists(folder):
    path = filesystems.join(folder, "a")
    assert not filesystems.exists(path)
    filesystems.write_bytes(path, b"")
    assert filesystems.exists(path)
    assert filesystems.exists(folder)


def test_a_file_that_is_removed_is_gone_and_others_stay(folder):
    for name in ("a", "b"):
        filesystems.write_bytes(filesystems.join(folder, name), b"x")
    for _ in range(2):
        filesystems.remove_file(filesystems.join(folder, "a"))
    assert filesystems.listing(folder) == ["b"]


def test_a_failure_leaves_no_part_of_a_file(folder):
    with pytest.raises(OSError, match="disk full"):
        write_half(filesystems.join(folder, "a"))
    assert filesystems.listing(folder) == []


def test_only_the_tree_that_is_named_is_removed(folder):
    for name in ("one/a", "one/deep/b", "two/c"):
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    filesystems.remove_tree(filesystems.join(folder, "one"))
    left = [
        str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*") if path.is_file()
    ]
    assert left == ["two/c"]


def test_two_writers_of_one_file_do_not_write_into_each_other(folder):
    path = filesystems.join(folder, "a")
    with filesystems.whole(path) as first, filesystems.whole(path) as second:
        first.write(b"first")
        second.write(b"second")
    assert filesystems.read_bytes(path) == b"first"
    assert filesystems.listing(folder) == ["a"]


def test_a_file_of_the_folder_one_works_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    filesystems.write_bytes("a", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_remote_folders_need_not_be_made(monkeypatch, tmp_path):
    filesystems.make_folder(f"memory://{tmp_path}")
    filesystems.make_folder(str(tmp_path / "a" / "b"))
    filesystems.make_folder(str(tmp_path / "a" / "b"))
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "b"]


def test_a_listing_is_of_this_folder_alone(folder):
    pathlib.Path(folder, "deep").mkdir()
    for name in ("b", "a", "deep/c"):
        filesystems.write_bytes(filesystems.join(folder, name), b"")
    assert filesystems.listing(folder) == ["a", "b"]
