"""Archives: one tar or zip is one repository, read in path order without unpacking to names.

Nothing is ever written under a member's name.  A compressed tar is expanded once into a temporary
file (of at most `max_archive_bytes`, in `TMPDIR`; in memory while it is small), because only the
whole list of names says which of two members of one name counts (the last, as when unpacking) and
whether there is a common top folder (which is stripped).  A zip and an uncompressed tar are read
in place, and only a remote one is copied first.

Entries that are no files of the repository are passed over: folders, pax headers, the folders of
version control, and the `__MACOSX` twins that macOS writes.
"""

import contextlib
import io
import shutil
from collections.abc import Iterator
from typing import BinaryIO, cast

from repoloom.pipeline.sources import compression, entries, members, tars, zips
from repoloom.pipeline.sources.entries import Limits
from repoloom.pipeline.sources.members import Archive, Member
from repoloom.pipeline.storage import filesystems
from repoloom.transforms.records import RawFile

TAR_SUFFIXES = (
    ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst",
    ".tar.zstd",
)  # fmt: skip
SUFFIXES = (*TAR_SUFFIXES, ".zip")
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")  # whatever the name says; a zip may begin otherwise too


def name_of(file_name: str) -> str:
    """The file name without the suffix of an archive, "" where it has none."""
    lower = file_name.lower()
    suffix = max((end for end in SUFFIXES if lower.endswith(end)), key=len, default="")
    return file_name[: -len(suffix)] if suffix else ""


def read(location: str, repo: str, limits: Limits) -> Iterator[RawFile]:
    """The files of an archive in path order.  Holds the list of names and one file.

    What can be read of a damaged or oversized archive is given; one more record, of the path ".",
    has the reason why the rest is not.
    """
    with contextlib.ExitStack() as stack:
        try:
            raw = stack.enter_context(filesystems.open_read(location))
        except PermissionError:
            yield entries.left(repo, entries.WHOLE, "unreadable")
            return
        archive = _opened(raw, location, limits, stack)
        yield from _records(archive, repo, limits)
        if archive.fault:
            yield entries.left(repo, entries.WHOLE, archive.fault)
        elif not archive.members:
            yield entries.left(repo, entries.WHOLE, "empty_repository")


def _opened(raw: BinaryIO, location: str, limits: Limits, stack: contextlib.ExitStack) -> Archive:
    if filesystems.is_remote(location):  # members are read in path order: seeks, slow from afar
        copy = stack.enter_context(tars.spool())
        shutil.copyfileobj(raw, copy, 1 << 20)
        copy.seek(0)
        raw = cast(BinaryIO, copy)
    if fault := entries.not_opened(raw):
        return tars.Tar(io.BytesIO(), limits, fault)
    head = raw.read(6)
    raw.seek(0)
    compressed = compression.is_compressed(head)
    if head.startswith(_ZIPS) or (location.lower().endswith(".zip") and not compressed):
        return zips.Zip(raw, limits)
    if not compressed:
        return tars.Tar(raw, limits, "")
    expanded = stack.enter_context(tars.spool())
    fault = tars.expand(raw, cast(BinaryIO, expanded), limits)
    expanded.seek(0)
    return tars.Tar(cast(BinaryIO, expanded), limits, fault)


def _records(archive: Archive, repo: str, limits: Limits) -> Iterator[RawFile]:
    """One record a member in path order; of equal paths the last member comes first and counts."""
    placed = [(path, -at, at) for at, path in members.placed(archive.members)]
    last = ""
    for path, _, at in sorted(placed, key=lambda place: (place[0].encode(), place[1])):
        member = archive.members[at]
        if path == last:
            yield entries.left(repo, path, "duplicate_member", member.size)
        elif entries.relative(member.name) is None:
            yield entries.left(repo, path, "unsafe_path", member.size)
        else:
            yield _record(archive, member, repo, path, limits)
        last = path


def _record(archive: Archive, member: Member, repo: str, path: str, limits: Limits) -> RawFile:
    if member.reason not in ("", "link"):
        return entries.left(repo, path, member.reason, member.size)
    if member.size > limits.max_file_bytes:
        return entries.left(repo, path, "over_size_cap", member.size)
    try:
        data = member.target or archive.load(member)
    except NotImplementedError:
        return entries.left(repo, path, "unsupported_compression", member.size)
    except (*zips.DAMAGED, *tars.DAMAGED) as error:
        compression.check(error)
        return entries.left(repo, path, archive.fault or "corrupt_member", member.size)
    if member.reason == "link":
        return entries.link(repo, path, data)
    return entries.file(repo, path, data, limits)
