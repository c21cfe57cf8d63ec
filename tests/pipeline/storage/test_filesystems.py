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


def test_local_paths_do_not_import_beam():
    code = (
        "import sys; from repoloom.pipeline.storage import filesystems as f; f.exists('/'); f.listing('.');"
        "assert not [name for name in sys.modules if name.startswith('apache_beam')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


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
