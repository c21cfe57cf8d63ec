"""Tar archives: expanded under the limits, listed with tarfile, read by offset.

tarfile trusts what a header says.  Here it reads headers only, none of them long; a damaged header,
which it takes for the end, is recognised; and a length that would lead backwards ends the list.
"""

import tarfile
import tempfile
from typing import IO, BinaryIO, cast

from repoloom.pipeline.sources import compression
from repoloom.pipeline.sources.entries import Limits
from repoloom.pipeline.sources.members import Member

DAMAGED = (tarfile.TarError, ValueError, IndexError, OverflowError, RecursionError, EOFError)
"""What a damaged tar raises, of tarfile's own doing or not."""

_IN_MEMORY = 16 << 20
_BLOCK = 512
_PIECE = 1 << 16
_MAX_HEADER = 1 << 20  # a pax header may claim any length, and tarfile reads it in one piece


def spool() -> "tempfile.SpooledTemporaryFile[bytes]":
    """A temporary file, in memory while it is small."""
    return tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, prefix="repoloom-archive-")


def expand(raw: BinaryIO, to: IO[bytes], limits: Limits) -> str:
    """Copies the expanded bytes until a limit or damage; the reason, or ""."""
    total = 0
    stream = compression.expanded(raw)
    try:
        while chunk := stream.read1(1 << 16):  # `read` would lose what comes just before damage
            total += len(chunk)
            if total > limits.max_archive_bytes:
                return "archive_over_size_cap"
            if total > max(limits.free_archive_bytes, limits.max_archive_ratio * raw.tell()):
                return "archive_over_ratio_cap"
            to.write(chunk)
    except compression.DAMAGE as error:
        compression.check(error)
        return compression.reason(error) or "corrupt_archive"
    return ""


class _Headers:
    """What tarfile reads headers from: no single read may be long."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int) -> bytes:
        if size > _MAX_HEADER:
            raise tarfile.ReadError(f"a header of {size} bytes")
        return self._file.read(size)


class Tar:
    """A tar on a seekable file."""

    def __init__(self, file: BinaryIO, limits: Limits, fault: str) -> None:
        self.members: list[Member] = []
        self.fault = fault
        self._file = file
        try:
            reason = self._list(limits)
        except DAMAGED:
            reason = "corrupt_archive"
        self.fault = self.fault or reason

    def _list(self, limits: Limits) -> str:
        """Lists one archive after the other: `tar -A` and `cat` put several into one file."""
        reason, start = "", 0
        while start >= 0 and not reason:
            self._file.seek(start)
            reason = self._list_one(limits, start - 1)
            start = self._next(limits)
        return reason

    def _next(self, limits: Limits) -> int:
        """Where an archive begins behind the end of one, -1 where none does."""
        at = self._file.tell()
        while at < limits.max_archive_bytes and (piece := self._file.read(_PIECE)):
            zeros = len(piece) - len(piece.lstrip(b"\0"))
            at += zeros
            if zeros < len(piece):
                start = at // _BLOCK * _BLOCK
                return start if self._is_header(start) else -1
        return -1

    def _is_header(self, at: int) -> bool:
        self._file.seek(at)
        try:
            tarfile.TarInfo.frombuf(self._file.read(_BLOCK), "utf-8", "surrogateescape")
        except DAMAGED:
            return False
        return True

    def _list_one(self, limits: Limits, at: int) -> str:
        headers = cast(IO[bytes], _Headers(self._file))
        archive = tarfile.TarFile(fileobj=headers, mode="r", encoding="utf-8")
        self._archive = archive
        while (info := archive.next()) is not None:
            if archive.offset <= at:  # a negative length would lead back, for ever
                return "corrupt_archive"
            at = archive.offset
            if at > limits.max_archive_bytes:
                return "archive_over_size_cap"
            if len(self.members) >= limits.max_archive_members:
                return "archive_over_member_cap"
            if not info.isdir():
                self.members.append(_tar_member(info))
            # It would hold about 2 KB a member.  typeshed does not know the attribute.
            archive.members = []  # type: ignore[attr-defined]
        self._file.seek(archive.offset)  # tarfile takes a damaged header for the end
        return "" if self._file.read(_BLOCK) == bytes(_BLOCK) else "corrupt_archive"

    def load(self, member: Member) -> bytes:
        """The member's bytes.  Raises one of `DAMAGED` where they are damaged."""
        if isinstance(member.place, tarfile.TarInfo):
            sparse = self._archive.extractfile(member.place)
            data = sparse.read() if sparse else b""
        else:
            self._file.seek(cast(int, member.place))
            data = self._file.read(member.size)
        if len(data) < member.size:
            raise EOFError("the archive ends inside the member")
        return data


def _tar_member(info: tarfile.TarInfo) -> Member:
    name = info.name.encode("utf-8", "surrogateescape")
    target = info.linkname.encode("utf-8", "surrogateescape")
    if info.issym():
        return Member(name, "link", len(target), 0, target)
    if info.islnk():
        return Member(name, "hardlink", 0, 0)
    reason = "" if info.isreg() else "special_file"
    return Member(name, reason, info.size, info if info.issparse() else info.offset_data)
