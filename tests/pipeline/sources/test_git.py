import os
import pathlib
import subprocess

import pytest

from repoloom.pipeline.sources import checkouts, git
from repoloom.pipeline.sources.entries import Limits, SourceError
from tests.pipeline import building

TREE = {b"src/a.py": b"import b\n", b"src/b.py": b"", b"README.md": b"# x\n", b"src.txt": b"s"}


def read(folder: pathlib.Path, revision: str = "HEAD", limits: Limits | None = None):
    git_dir = checkouts.find(str(folder))
    return list(git.read(git_dir, git.resolve(git_dir, revision), "r", limits or Limits()))


def blob_of(repository: pathlib.Path, path: str) -> pathlib.Path:
    name = building.git(repository, "rev-parse", f"HEAD:{path}")
    return repository / ".git" / "objects" / name[:2] / name[2:]


@pytest.mark.parametrize("make", [building.work_tree, building.bare])
def test_reads_the_tracked_files_in_path_order(tmp_path, make):
    files = read(make(tmp_path / "any name", TREE))
    assert [(name.decode(), TREE[name]) for name in sorted(TREE)] == [
        (file.path, file.data) for file in files
    ]


def test_reads_the_commit_and_not_the_work_tree(tmp_path):
    repository = building.work_tree(tmp_path / "r", {b"a": b"committed"})
    (repository / "a").write_bytes(b"changed")
    (repository / "untracked").write_bytes(b"")
    assert [(file.path, file.data) for file in read(repository)] == [("a", b"committed")]


def test_revision_names_a_branch_a_tag_or_a_commit(tmp_path):
    repository = building.work_tree(tmp_path / "r", {b"a": b"1"})
    building.git(repository, "tag", "-a", "v1", "-m", "v1")
    first = building.git(repository, "rev-parse", "HEAD")
    building.folder(repository, {b"a": b"2"})
    building.git(repository, "commit", "-q", "-a", "-m", "second")
    assert [read(repository, revision)[0].data for revision in ("main", "v1", first)] == [
        b"2",
        b"1",
        b"1",
    ]


def test_an_unknown_revision_lists_those_there_are(tmp_path):
    repository = building.work_tree(tmp_path / "r", TREE)
    with pytest.raises(git.RevisionError, match=r"no commit 'nowhere'.*--revision.*main"):
        read(repository, "nowhere")


def test_an_unborn_head_is_an_error(tmp_path):
    building.git(tmp_path, "init", "-q", "r")
    with pytest.raises(git.RevisionError, match="has no commit yet") as raised:
        read(tmp_path / "r")
    assert raised.value.reason == "empty_repository"


def test_a_revision_cannot_be_an_option(tmp_path):
    repository = building.work_tree(tmp_path / "r", TREE)
    with pytest.raises(SourceError, match="'--all'"):
        read(repository, "--all")


def test_a_commit_without_files_is_counted(tmp_path):
    files = read(building.work_tree(tmp_path / "r", {}))
    assert building.reasons(files) == {".": "empty_repository"}


def test_links_are_told_apart_and_not_read(tmp_path):
    repository = building.folder(tmp_path / "r", {b"d/a": b""})
    (repository / "d" / "in").symlink_to("a")
    (repository / "d" / "out").symlink_to("../../secret")
    building.work_tree(repository, {})
    expected = {"d/a": "", "d/in": "symlink", "d/out": "symlink_outside"}
    assert expected == building.reasons(read(repository))


def test_a_submodule_is_left(tmp_path):
    repository = building.work_tree(tmp_path / "r", {b"a": b""})
    commit = building.git(repository, "rev-parse", "HEAD")
    building.git(repository, "update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    building.git(repository, "commit", "-q", "-m", "submodule")
    assert building.reasons(read(repository)) == {"a": "", "sub": "submodule"}


def test_a_large_file_is_left_with_its_size(tmp_path):
    repository = building.work_tree(tmp_path / "r", {b"big": b"x" * 11, b"fits": b"x" * 10})
    files = read(repository, limits=Limits(max_file_bytes=10))
    assert [(file.path, file.reason, file.size) for file in files] == [
        ("big", "over_size_cap", 11),
        ("fits", "", 10),
    ]


def test_a_missing_object_is_left(tmp_path):
    repository = building.work_tree(tmp_path / "r", TREE)
    blob_of(repository, "src/a.py").unlink()
    expected = {"README.md": "", "src.txt": "", "src/a.py": "missing_object", "src/b.py": ""}
    assert expected == building.reasons(read(repository))


@pytest.mark.parametrize("at", range(4))
def test_a_damaged_object_is_left_and_the_rest_is_read(tmp_path, at):
    repository = building.work_tree(
        tmp_path / "r", {f"{n}.py".encode(): os.urandom(5000) for n in range(4)}
    )
    damaged = blob_of(repository, f"{at}.py")
    damaged.chmod(0o644)
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:2000] + b"\0" * 100 + whole[2100:])
    found = building.reasons(read(repository))
    assert {f"{n}.py": "missing_object" if n == at else "" for n in range(4)} == found


def test_a_missing_tree_leaves_one_record_for_the_rest(tmp_path):
    repository = building.work_tree(tmp_path / "r", TREE)
    blob_of(repository, "src").unlink()
    found = building.reasons(read(repository))
    assert found["."] == "missing_object"
    assert found["README.md"] == ""


def test_a_partial_clone_never_fetches(tmp_path):
    origin = building.work_tree(tmp_path / "origin", TREE)
    building.git(origin, "config", "uploadpack.allowFilter", "true")
    address = f"file://{origin}"
    building.git(tmp_path, "clone", "-q", "--bare", "--filter=blob:none", address, "partial")
    expected = dict.fromkeys(("README.md", "src.txt", "src/a.py", "src/b.py"), "missing_object")
    assert expected == building.reasons(read(tmp_path / "partial"))


def test_the_configuration_of_the_repository_is_not_in_force(tmp_path):
    repository = building.work_tree(tmp_path / "r", TREE)
    (repository / ".git" / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = touch ran\n\tworktree = /\n"
    )
    assert len(TREE) == len(read(repository))
    assert not (tmp_path / "ran").exists()


def test_the_environment_of_the_caller_does_not_leak_in(tmp_path, monkeypatch):
    repository = building.work_tree(tmp_path / "r", TREE)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "nowhere"))
    assert len(TREE) == len(read(repository))


def test_a_work_tree_of_a_linked_repository_is_found(tmp_path):
    repository = building.work_tree(tmp_path / "r", TREE)
    building.git(repository, "worktree", "add", "-q", str(tmp_path / "linked"))
    assert (tmp_path / "linked" / ".git").is_file()
    assert read(repository) == read(tmp_path / "linked")


def test_a_repository_with_sha256_ids_is_read(tmp_path):
    repository = building.folder(tmp_path / "r", TREE)
    building.git(repository, "init", "-q", "--object-format=sha256")
    building.git(repository, "add", "-A")
    building.git(repository, "commit", "-q", "-m", "all")
    assert len(TREE) == len([file for file in read(repository) if file.data is not None])


def test_names_that_are_not_utf8_are_read_under_escaped_paths(tmp_path):
    repository = building.work_tree(tmp_path / "r", {b"caf\xe9.py": b"1", b"caf%E9.py": b"2"})
    found = {file.path: file.data for file in read(repository)}
    assert found == {"caf%E9.py": b"1", "caf%25E9.py": b"2"}


def test_names_that_differ_in_case_are_both_kept(tmp_path):
    repository = building.work_tree(tmp_path / "r", {b"A.py": b"1", b"a.py": b"2"})
    assert [file.path for file in read(repository)] == ["A.py", "a.py"]


def test_a_reader_that_stops_early_leaves_no_process(tmp_path, monkeypatch):
    tree = {f"{n:04}".encode(): b"x" * 5000 for n in range(500)}
    repository = building.work_tree(tmp_path / "r", tree)
    git_dir = checkouts.find(str(repository))
    files = git.read(git_dir, git.resolve(git_dir), "r", Limits())
    started, real = [], subprocess.Popen

    def noted(*arguments, **named):
        started.append(real(*arguments, **named))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    next(files)
    assert [process.returncode for process in started if process.returncode is None]
    files.close()
    assert all(process.returncode is not None for process in started)


def test_a_folder_that_only_looks_like_a_repository_is_none(tmp_path):
    (tmp_path / ".git").mkdir()
    assert checkouts.find(str(tmp_path)) == ""


def test_git_that_is_not_installed_is_said(tmp_path, monkeypatch):
    repository = building.work_tree(tmp_path / "r", TREE)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="git is not installed"):
        read(repository)


def head(repository, target):
    (repository / "HEAD").write_text(target + "\n")


@pytest.mark.parametrize("names", [["main"], ["master", "old"], ["main", "master"], ["trunk"]])
def test_a_head_without_a_branch_gives_way_to_the_one_that_is_meant(tmp_path, names):
    bare = building.bare(tmp_path / "b.git", TREE)
    commit = git.resolve(str(bare))
    for name in names:
        building.git(bare, "branch", name) if name != "main" else None
    if "main" not in names:
        building.git(bare, "branch", "-D", "main")
    for name in names:
        building.git(
            bare, "tag", name, commit
        )  # a tag of the same name makes the short name ambiguous
    head(bare, "ref: refs/heads/gone")
    assert git.resolve(str(bare)) == commit


def test_of_several_other_branches_none_is_guessed(tmp_path):
    bare = building.bare(tmp_path / "b.git", TREE)
    for name in ("next", "stable"):
        building.git(bare, "branch", name)
    building.git(bare, "branch", "-D", "main")
    head(bare, "ref: refs/heads/gone")
    with pytest.raises(git.RevisionError, match="no commit 'HEAD'; pass --revision with one of: n"):
        git.resolve(str(bare))


def test_another_revision_gives_way_to_none(tmp_path):
    bare = building.bare(tmp_path / "b.git", TREE)
    with pytest.raises(git.RevisionError, match="no commit 'gone'"):
        git.resolve(str(bare), "gone")


def test_a_commit_that_is_not_there_is_a_missing_object(tmp_path):
    bare = building.bare(tmp_path / "b.git", TREE)
    head(bare, "0" * 39 + "1")
    with pytest.raises(git.RevisionError, match=r"lacks the commit 0{39}1 of 'HEAD'") as raised:
        git.resolve(str(bare))
    assert raised.value.reason == "missing_object"


def test_a_repository_that_git_does_not_open_says_so(tmp_path):
    bare = building.bare(tmp_path / "b.git", TREE)
    head(bare, "no reference")
    with pytest.raises(git.RevisionError, match="git cannot open it") as raised:
        git.resolve(str(bare))
    assert raised.value.reason == "unknown_revision"


def test_objects_of_an_alternate_are_read(tmp_path):
    first = building.bare(tmp_path / "a.git", TREE)
    building.git(tmp_path, "clone", "-q", "--bare", "--shared", str(first), "b.git")
    assert read(tmp_path / "b.git") == read(first)
