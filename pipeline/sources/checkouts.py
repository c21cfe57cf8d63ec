"""Git repositories and what is left of them: by which files a folder is known to be one.

Nothing is run here.  A work tree says by its `.git`, a folder or a file that points to one, where
its repository is; copied out of its superproject, or pruned, it points nowhere.
"""

import contextlib
import os
import pathlib


def find(folder: str) -> str:
    """The git directory of a work tree or bare repository, "" where `folder` is neither.

    A bare repository may have any name; it is known by `objects` and `refs`.  A `.git` that leads
    nowhere, as in a submodule copied out of its superproject, is none; see `is_checkout`.
    """
    inner = pathlib.Path(folder, ".git")
    if _is_whole(_target(inner)):
        return str(inner)
    return folder if _is_bare(pathlib.Path(folder)) else ""


def is_checkout(folder: str) -> bool:
    """Whether `folder` is a work tree, or was one: something in it is called `.git`."""
    return os.path.lexists(pathlib.Path(folder, ".git"))


def is_copy(folder: str, reason: str) -> bool:
    """Whether a work tree without a readable `HEAD` has files all the same, as a copy has.

    One without any commit (`reason` "empty_repository") has none of a repository unless there is an
    index: then the commits are lost, not yet to come.
    """
    if not is_checkout(folder):
        return False
    had = reason != "empty_repository" or (_target(pathlib.Path(folder, ".git")) / "index").exists()
    return had and any(child.name != ".git" for child in pathlib.Path(folder).iterdir())


def _target(inner: pathlib.Path) -> pathlib.Path:
    """What a `.git` means: itself, or what the file points to (gitrepository-layout(5))."""
    if not inner.is_file():
        return inner
    with contextlib.suppress(OSError), inner.open("rb") as opened:
        word, _, path = opened.read(1 << 16).partition(b":")
        if word == b"gitdir" and b"\0" not in path:
            return inner.parent / os.fsdecode(path.strip())
    return inner


def _is_whole(git_dir: pathlib.Path) -> bool:
    """As git's own test; a worktree has `objects` and `refs` in the common folder."""
    shared = git_dir
    try:
        if not os.path.lexists(git_dir / "HEAD"):
            return False
        if (named := git_dir / "commondir").is_file():
            shared = git_dir / os.fsdecode(named.read_bytes().strip())
        return (shared / "objects").is_dir() and (shared / "refs").is_dir()
    except (OSError, ValueError):
        return False


def _is_bare(folder: pathlib.Path) -> bool:
    """Also one whose `HEAD` is lost: its files are git's, and none of a repository."""
    known = any((folder / name).is_file() for name in ("HEAD", "packed-refs"))
    return known and (folder / "objects").is_dir() and (folder / "refs").is_dir()
