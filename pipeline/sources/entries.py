"""What all sources share: records of entries, reasons to leave one unread, and the limits."""

import dataclasses
import hashlib
import posixpath
import re
from collections.abc import Mapping
from typing import BinaryIO

from repoloom.pipeline.storage import paths
from repoloom.transforms import settings
from repoloom.transforms.records import WHOLE as WHOLE
from repoloom.transforms.records import RawFile

REASONS: Mapping[str, str] = {
    "archive_over_member_cap": "the archive has more members than the limit; the rest is unread",
    "archive_over_ratio_cap": "the archive expands too far for its size; the rest is unread",
    "archive_over_size_cap": "the archive expands beyond the limit; the rest is unread",
    "binary": "the table says that the file is binary",
    "corrupt_archive": "the archive is damaged or cut off; what could be read was",
    "corrupt_member": "the member of an archive is damaged",
    "corrupt_table": "the table is damaged or cut off; what could be read was",
    "duplicate_member": "a later member of the archive has the same name and replaces this one",
    "duplicate_repository": "an earlier source holds a repository of the same name",
    "empty_repository": "the repository holds no file",
    "encrypted": "the member of an archive is encrypted",
    "hardlink": "the member of an archive is a link to another member",
    "lfs_pointer": "a Git LFS pointer; the content is not in the repository",
    "loose_entry": "stands beside the repositories of a folder and belongs to none of them",
    "long_path": "its path is longer than the 4,096 bytes that systems open; it stands shortened",
    "lost_revision": "a checkout without its git repository: its files were read as they lie there",
    "malformed_row": "the line is not a JSON object",
    "missing_object": "git does not have the object, as in a partial clone",
    "missing_path": "the row names no path",
    "missing_repository": "the row names no repository",
    "missing_text": "the row has no text",
    "nested_repository": "a repository inside a plain folder; name it as an input of its own",
    "over_size_cap": "larger than max_file_bytes",
    "special_file": "a device, named pipe or socket",
    "submodule": "another repository at a fixed commit",
    "symlink": "a symbolic link inside the repository; its target is read under its own name",
    "symlink_outside": "a symbolic link that leads out of the repository; never followed",
    "unknown_columns": "the table's columns fit no known layout; name them",
    "unknown_revision": "the repository does not have the revision",
    "unreadable": "the operating system refused to read it",
    "unsafe_path": "an absolute name, one with `..`, or none at all",
    "unsupported_compression": "compressed in a way that is not read, as zstd with a dictionary is",
}
"""Every reason of a `RawFile` that a source gives, with its meaning."""

LONGEST_PATH = 4096
"""Bytes of a path (PATH_MAX of Linux).  Archives and tables may hold any; what looks at the folders
above a path takes time and memory by the square of its length."""

METADATA = frozenset({b".git", b".hg", b".svn"})
"""Names that version control keeps for itself: never files of the repository."""

LFS_MAX_BYTES = 1024  # the Git LFS specification: a pointer file is smaller than this

_SHOWN = 200  # characters of a path that is too long

_DRIVE = re.compile(rb"[A-Za-z]:[\\/]")


class SourceError(ValueError):
    """An input that cannot be used; the message is one line, with the way out."""


@dataclasses.dataclass(frozen=True)
class Limits:
    """What a reader holds at most and when it stops.

    Attributes:
        max_file_bytes: larger files are left with "over_size_cap".  1 MiB is where the parser
            stops too, so a larger file would have neither imports nor syntactic cuts; published
            code corpora cut between 1 and 10 MB and by line length, which removes nearly all of
            the files between.
        max_archive_bytes: an archive that expands beyond this is cut off there.
        max_archive_ratio: an archive that expands to more than this many times its size, and
            more than `free_archive_bytes`, is cut off.  Source trees compress 3 to 20 times.
        max_archive_members: members of one archive.
        free_archive_bytes: expanded bytes from which `max_archive_ratio` counts.
    """

    max_file_bytes: int = settings.MAX_FILE_BYTES
    max_archive_bytes: int = settings.MAX_ARCHIVE_BYTES
    max_archive_ratio: int = 100
    max_archive_members: int = 1_000_000
    free_archive_bytes: int = 32 << 20

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value < 1:
                raise SourceError(f"{field.name} is {value}; it must be at least 1")


def relative(name: bytes) -> bytes | None:
    """The name below its repository, without `.` and doubled slashes; None where it is unsafe."""
    if name.startswith(b"/") or _DRIVE.match(name):
        return None
    parts = [part for part in name.split(b"/") if part not in (b"", b".")]
    if not parts or b".." in parts:
        return None
    return b"/".join(parts)


def unsafe(name: bytes) -> str:
    """The path under which a name that is unsafe stands: itself, but never that of `WHOLE`."""
    path = paths.escape(name)
    return f"(no name: {path!r})" if path in ("", WHOLE) else path


def within(record: RawFile) -> RawFile:
    """The record; one whose path is too long has no text, and stands under beginning and digest."""
    if len(record.path) * 4 <= LONGEST_PATH or len(path := record.path.encode()) <= LONGEST_PATH:
        return record
    digest = hashlib.blake2b(path, digest_size=16).hexdigest()
    shown = f"{record.path[:_SHOWN]}... ({len(path)} bytes, {digest})"
    return left(record.repo, shown, "long_path", record.size)


def is_metadata(name: bytes) -> bool:
    """Whether the name lies in a folder that version control keeps for itself."""
    return any(part in METADATA for part in name.split(b"/"))


def is_lfs_pointer(data: bytes) -> bool:
    """Whether a file is a Git LFS pointer, version 1 (git-lfs, docs/spec.md)."""
    return (
        data.startswith(b"version https://git-lfs.github.com/spec/")
        and len(data) < LFS_MAX_BYTES
        and b"\noid sha256:" in data
    )


def not_opened(opened: BinaryIO) -> str:
    """Why a file is not the archive or table that its name says, or "".  Leaves it at its start."""
    head = opened.read(LFS_MAX_BYTES)
    opened.seek(0)
    return "lfs_pointer" if is_lfs_pointer(head) else ""


def file(repo: str, path: str, data: bytes, limits: Limits, size: int = -1) -> RawFile:
    """The record of a regular file; `size` where it is known to differ from `len(data)`."""
    size = max(size, len(data))
    if size > limits.max_file_bytes:
        return left(repo, path, "over_size_cap", size)
    if is_lfs_pointer(data):
        return left(repo, path, "lfs_pointer", size)
    return RawFile(repo, path, data, size=size)


def left(repo: str, path: str, reason: str, size: int = 0) -> RawFile:
    """The record of an entry that is not read; `reason` is a key of `REASONS`."""
    return RawFile(repo, path, None, reason=reason, size=size)


def link(repo: str, path: str, target: bytes) -> RawFile:
    """The record of a symbolic link, judged by its text alone: nothing is looked up."""
    ends = posixpath.normpath(posixpath.join(posixpath.dirname(path).encode(), target))
    outside = ends.startswith(b"/") or ends.split(b"/")[0] == b".."
    return left(repo, path, "symlink_outside" if outside else "symlink", len(target))
