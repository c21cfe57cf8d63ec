"""By which files a folder is known to be a git repository, or what is left of one."""

import pathlib
import shutil

import pytest

from repoloom.pipeline import sources
from repoloom.pipeline.sources import checkouts
from tests.pipeline import building

TREE = {b"keel.py": b"x = 1\n"}


def tree(tmp_path):
    return building.work_tree(tmp_path / "r", TREE)


def test_a_work_tree_and_a_bare_repository_are_found(tmp_path):
    work = tree(tmp_path)
    assert checkouts.find(str(work)) == str(work / ".git")
    bare = building.bare(tmp_path / "b.git", TREE)
    assert checkouts.find(str(bare)) == str(bare)
    assert checkouts.is_checkout(str(work))
    assert not checkouts.is_checkout(str(bare))


def test_a_worktree_and_a_submodule_are_found_by_their_file(tmp_path):
    work = tree(tmp_path)
    building.git(work, "worktree", "add", "-q", "../second")
    assert checkouts.find(str(tmp_path / "second")) == str(tmp_path / "second" / ".git")
    shutil.move(work / ".git", tmp_path / "modules")
    for written in (f"gitdir: {tmp_path}/modules\n", "gitdir: ../modules", "gitdir:../modules\r\n"):
        (work / ".git").write_text(written)
        assert checkouts.find(str(work)) == str(work / ".git")


@pytest.mark.parametrize(
    "written",
    ["gitdir: ../.git/modules/boat\n", "gitdir: C:/work/boat/.git\n", "gitdir: \0", "", "ref: x"],
)
def test_a_file_that_leads_nowhere_is_no_repository_but_was_one(tmp_path, written):
    building.folder(tmp_path / "r", TREE)
    (tmp_path / "r" / ".git").write_text(written)
    assert checkouts.find(str(tmp_path / "r")) == ""
    assert checkouts.is_checkout(str(tmp_path / "r"))


@pytest.mark.parametrize("lost", ["HEAD", "objects", "refs"])
def test_a_git_folder_without_what_git_asks_for_is_none(tmp_path, lost):
    work = tree(tmp_path)
    gone = work / ".git" / lost
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    assert checkouts.find(str(work)) == ""
    assert checkouts.is_checkout(str(work))


def test_a_pruned_worktree_is_no_repository(tmp_path):
    work = tree(tmp_path)
    building.git(work, "worktree", "add", "-q", "../second")
    shutil.rmtree(work / ".git" / "worktrees" / "second")
    assert checkouts.find(str(tmp_path / "second")) == ""


def test_a_common_folder_that_is_gone_is_no_repository(tmp_path):
    work = tree(tmp_path)
    building.git(work, "worktree", "add", "-q", "../second")
    (work / ".git" / "worktrees" / "second" / "commondir").write_text("../../../gone\n")
    assert checkouts.find(str(tmp_path / "second")) == ""


def test_a_bare_repository_without_head_is_not_taken_for_files(tmp_path):
    bare = building.bare(tmp_path / "b.git", TREE)
    building.git(bare, "pack-refs", "--all")
    (bare / "HEAD").unlink()
    assert checkouts.find(str(bare)) == str(bare)


def test_a_plain_folder_is_neither(tmp_path):
    plain = building.folder(tmp_path / "r", {b"objects/a": b"", b"refs/b": b""})
    assert checkouts.find(str(plain)) == ""
    assert not checkouts.is_checkout(str(plain))


def test_a_dangling_link_is_what_was_a_checkout(tmp_path):
    building.folder(tmp_path / "r", TREE)
    (tmp_path / "r" / ".git").symlink_to(tmp_path / "gone")
    assert checkouts.find(str(tmp_path / "r")) == ""
    assert checkouts.is_checkout(str(tmp_path / "r"))


@pytest.mark.parametrize(
    ("reason", "index", "files", "is_copy"),
    [
        ("unknown_revision", False, True, True),
        ("missing_object", True, True, True),
        ("empty_repository", True, True, True),
        ("empty_repository", False, True, False),
        ("unknown_revision", True, False, False),
    ],
)
def test_a_copy_has_files_and_had_commits(tmp_path, reason, index, files, is_copy):
    work = building.folder(tmp_path / "r", TREE if files else {})
    (work / ".git").mkdir()
    if index:
        (work / ".git" / "index").write_bytes(b"DIRC")
    assert checkouts.is_copy(str(work), reason) == is_copy
    shutil.rmtree(work / ".git")
    assert not checkouts.is_copy(str(work), reason)


def read(folder):
    return [file for one in sources.discover([str(folder)]) for file in sources.read(one)]


def spoil_head(repository):
    (repository / ".git" / "HEAD").write_bytes(b"\0\0")


def spoil_objects(repository):
    for path in (repository / ".git" / "objects").rglob("*"):
        if path.is_file():
            path.unlink()


def spoil_references(repository):
    spoil_objects(repository)
    (repository / ".git" / "refs" / "heads" / "main").unlink()


def copy_out(repository):
    shutil.rmtree(repository / ".git")
    (repository / ".git").write_text("gitdir: ../.git/modules/r\n")


def empty(repository):
    shutil.rmtree(repository / ".git")
    (repository / ".git").mkdir()


SPOILED = [spoil_head, spoil_objects, spoil_references, copy_out, empty]


@pytest.mark.parametrize("spoil", SPOILED)
@pytest.mark.parametrize("tree", [TREE | {b"src/b.py": b""}, {b"src/a.py": b"1"}, {b"a.py": b"1"}])
@pytest.mark.parametrize("place", ["", "/r", "/*"])
def test_files_of_a_checkout_are_read_where_its_repository_is_lost(
    tmp_path, spoil, tree, place, caplog
):
    spoil(building.work_tree(tmp_path / "fleet" / "r", tree))
    files = [f for f in read(pathlib.Path(f"{tmp_path}/fleet{place}")) if f.path != "."]
    assert {f.path.encode(): f.data for f in files} == tree
    assert {f.repo for f in files} == {"r"}
    assert building.reasons(read(tmp_path / "fleet"))["."] == "lost_revision"
    assert "at no known revision" in caplog.text
