"""Plain local folders: one folder is one repository, every regular file below it a file.

Symbolic links are never followed: neither where the folder is listed nor, by `O_NOFOLLOW`, where
a file is opened that was swapped for a link in between.
"""

import dataclasses
import hashlib
import os
import pathlib
import stat
from collections.abc import Iterator

from repoloom.pipeline.sources import checkouts, entries
from repoloom.pipeline.sources.entries import Limits
from repoloom.pipeline.storage import paths
from repoloom.transforms.records import RawFile

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a named pipe without a writer would block the open
)


@dataclasses.dataclass(frozen=True, slots=True)
class FolderEntry:
    """One entry below a folder; `reason` is "" for a regular file, "link" for a symbolic one."""

    path: str
    name: bytes
    reason: str
    size: int
    modified_ns: int


def listing(folder: str) -> list[FolderEntry]:
    """All entries below `folder` in path order, without version control's own folders."""
    root = os.fsencode(folder)
    found: list[FolderEntry] = []
    pending = [b""]
    while pending:
        _list_one(root, pending.pop(), found, pending)
    return sorted(found, key=lambda entry: entry.path.encode())


def fingerprint(found: list[FolderEntry]) -> str:
    """Digest over the paths, sizes and times of a listing: it changes when a file does."""
    state = hashlib.blake2b(digest_size=16)
    for entry in found:
        line = f"{entry.path}\0{entry.reason}\0{entry.size}\0{entry.modified_ns}\n"
        state.update(line.encode())
    return state.hexdigest()


def read(folder: str, repo: str, limits: Limits) -> Iterator[RawFile]:
    """The files below `folder` in path order.  Holds the listing and one file.

    A checkout whose `.git` is no repository leaves one more record: its revision is lost.
    """
    found = listing(folder)
    root = os.fsencode(folder)
    for entry in found:
        yield _read_one(root, entry, repo, limits)
    if not found:
        yield entries.left(repo, entries.WHOLE, "empty_repository")
    elif checkouts.is_checkout(folder):
        yield entries.left(repo, entries.WHOLE, "lost_revision")


def _list_one(root: bytes, below: bytes, found: list[FolderEntry], pending: list[bytes]) -> None:
    """Adds the entries of one folder to `found` and its folders to `pending`."""
    try:
        with os.scandir(_join(root, below)) as children:
            ordered = list(children)
    except OSError:
        name = below or b"."
        found.append(FolderEntry(paths.escape(name), name, "unreadable", 0, 0))
        return
    for child in ordered:
        name = _join(below, child.name)
        if child.name in entries.METADATA:
            continue
        reason, size, modified = _judge(child)
        if reason == "folder":
            pending.append(name)
        else:
            found.append(FolderEntry(paths.escape(name), name, reason, size, modified))


def _judge(child: os.DirEntry[bytes]) -> tuple[str, int, int]:
    """What an entry is: a reason, "" for a regular file, "link" or "folder"; size; time."""
    try:
        status = child.stat(follow_symlinks=False)
    except OSError:
        return "unreadable", 0, 0
    if stat.S_ISDIR(status.st_mode):
        nested = checkouts.find(os.fsdecode(child.path))
        return "nested_repository" if nested else "folder", 0, 0
    if stat.S_ISLNK(status.st_mode):
        reason = "link"
    else:
        reason = "" if stat.S_ISREG(status.st_mode) else "special_file"
    return reason, status.st_size, status.st_mtime_ns


def _read_one(root: bytes, entry: FolderEntry, repo: str, limits: Limits) -> RawFile:
    full = _join(root, entry.name)
    try:
        if entry.reason == "link":
            return entries.link(repo, entry.path, _target(full))
        if entry.reason or entry.size > limits.max_file_bytes:
            return entries.left(repo, entry.path, entry.reason or "over_size_cap", entry.size)
        return entries.file(repo, entry.path, _contents(full, limits), limits)
    except OSError:
        return entries.left(repo, entry.path, "unreadable", entry.size)


def _join(folder: bytes, name: bytes) -> bytes:
    return folder + b"/" + name if folder and name else folder or name


def _target(full: bytes) -> bytes:
    return os.fsencode(pathlib.Path(os.fsdecode(full)).readlink())


def _contents(full: bytes, limits: Limits) -> bytes:
    """At most one byte more than the limit, also of a file that grows while it is read."""
    descriptor = os.open(full, _FLAGS)
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a regular file any more")
        return opened.read(limits.max_file_bytes + 1)
