"""By which files a folder is known to be a git repository, or what is left of one."""

import shutil

import pytest

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
