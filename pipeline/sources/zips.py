"""Zip archives: read member by member, no further than their headers allow."""

import copy
import dataclasses
import lzma
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import BinaryIO, cast

from repoloom.pipeline.sources import compression
from repoloom.pipeline.sources.entries import Limits
from repoloom.pipeline.sources.members import Member

DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
)  # fmt: skip
"""What a damaged zip raises; `compression.check` tells a failing disk from it."""


# Where these systems write (APPNOTE 4.4.2: MS-DOS, OS/2, NTFS, NTFS as Info-ZIP counts, VFAT), no
# name holds a backslash.
_WINDOWS = frozenset({0, 6, 10, 11, 14})
_COMMIT = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9
_UTF8 = 0x800  # the flag of a name, APPNOTE 4.4.4


class Zip:
    """A zip on a seekable file."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self.members: list[Member] = []
        self.fault = ""
        self._file = file
        try:
            self._archive = _opened(file)
        except (*DAMAGED, NotImplementedError) as error:
            compression.check(error)
            self.fault = "corrupt_archive"
            return
        self._list(limits, file.seek(0, os.SEEK_END))

    def _list(self, limits: Limits, compressed: int) -> None:
        total = 0
        infos = self._archive.infolist()
        windows = _windows(infos, self._archive.comment)
        for info in infos:
            if len(self.members) >= limits.max_archive_members:
                self.fault = "archive_over_member_cap"
                return
            member = _zip_member(info, info.create_system in windows)
            if member is None:
                continue
            if not member.reason and member.size <= limits.max_file_bytes:
                total += member.size
            if total > limits.max_archive_bytes:
                member = dataclasses.replace(member, reason="archive_over_size_cap")
            elif total > max(limits.free_archive_bytes, limits.max_archive_ratio * compressed):
                member = dataclasses.replace(member, reason="archive_over_ratio_cap")
            self.members.append(member)

    def load(self, member: Member) -> bytes:
        """The member's bytes.  Raises one of `DAMAGED` where they are damaged."""
        info = cast(zipfile.ZipInfo, member.place)
        # Only deflate and stored honour the length asked for; of the others a longer piece than
        # this may expand beyond all bounds (bzip2: 4 KiB to 80 MB).
        bounded = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        piece = 1 << 16 if bounded else 1 << 12
        file = self._file
        file.seek(info.header_offset + 6)
        flagged = int.from_bytes(file.read(2), "little") & _UTF8
        file.seek(info.header_offset + 26)
        length = int.from_bytes(file.read(2), "little")
        file.seek(info.header_offset + 30)
        name = file.read(length)
        spoilt = flagged and not _is_utf8(name)
        # zipfile refuses a member whose two names differ, as in their separators, or by the flag;
        # the one of the directory counts.
        same = copy.copy(info)
        same.orig_filename = name.decode("utf-8" if flagged and not spoilt else "cp437")
        self._archive.fp = cast(BinaryIO, _Unflagged(file, info.header_offset)) if spoilt else file
        with self._archive.open(same) as opened:
            return b"".join(iter(lambda: opened.read(piece), b""))


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    """Opens the archive, which zipfile refuses for one name that says it is UTF-8 and is none."""
    try:
        return zipfile.ZipFile(file)
    except UnicodeDecodeError:
        archive = zipfile.ZipFile(cast(BinaryIO, _Unflagged(file)))
        archive.fp = file
        return archive


class _Unflagged:
    """A zip whose headers say only of names that are UTF-8 that they are (bit 11 of the flags)."""

    def __init__(self, file: BinaryIO, header: int = -1) -> None:
        """`header` is the offset of the one member's header to read so; -1 is the directory."""
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self._read, self._header = file.read, header

    def read(self, size: int = -1) -> bytes:
        """The library reads a header, and the whole directory, in one (APPNOTE 4.3.7, 4.3.12)."""
        here = self.tell()
        data, at = bytearray(self._read(size)), 0
        if here == self._header and len(data) > 7:
            data[7] &= ~0x08
        while self._header < 0 and data.startswith(b"PK\1\2", at) and at + 46 <= len(data):
            lengths = struct.unpack_from("<HHH", data, at + 28)
            if not _is_utf8(data[at + 46 : at + 46 + lengths[0]]):
                data[at + 9] &= ~0x08
            at += 46 + sum(lengths)
        return bytes(data)


def _zip_member(info: zipfile.ZipInfo, windows: bool) -> Member | None:
    """None for what is no file of the repository."""
    name = _zip_name(info)
    name = name.replace(b"\\", b"/") if windows else name
    mode = info.external_attr >> 16 if info.create_system == 3 else 0
    dos_folder = info.create_system in _WINDOWS and info.external_attr & 0x10 and not info.file_size
    folder = name.endswith(b"/") or stat.S_ISDIR(mode) or dos_folder
    if folder or name.startswith(b"__MACOSX/"):
        return None
    if info.flag_bits & 1:
        return Member(name, "encrypted", info.file_size, info)
    if stat.S_ISLNK(mode):
        return Member(name, "link", info.file_size, info)
    regular = stat.S_IFMT(mode) in (0, stat.S_IFREG)
    return Member(name, "" if regular else "special_file", info.file_size, info)


def _zip_name(info: zipfile.ZipInfo) -> bytes:
    """The name's own bytes: without the flag for UTF-8 zipfile reads them as code page 437.

    On Windows they are in that code page (APPNOTE, appendix D) where they are no UTF-8.
    """
    name = info.orig_filename.encode(_encoding(info))
    if unicode := _unicode_path(info, name):
        return unicode
    if info.create_system in _WINDOWS and not _is_utf8(name):
        return info.orig_filename.encode()
    return name


def _encoding(info: zipfile.ZipInfo) -> str:
    return "utf-8" if info.flag_bits & _UTF8 else "cp437"


def _is_utf8(name: bytes | bytearray) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _unicode_path(info: zipfile.ZipInfo, name: bytes) -> bytes:
    """The name in Info-ZIP's extra field, where it is of this name still; else b""."""
    extra, at = info.extra, 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            checked = int.from_bytes(field[1:5], "little") == zlib.crc32(name)
            return field[5:] if checked and _is_utf8(field[5:]) else b""
        at += 4 + size
    return b""


def _windows(infos: Sequence[zipfile.ZipInfo], comment: bytes) -> frozenset[int]:
    """The systems whose members of this archive have backslashes for separators.

    `git archive` writes MS-DOS for nearly all files, whose names it takes as they are; it leaves
    the commit in the comment.  Libraries that always write Unix are known by a folder that ends
    with a backslash, or by files in folders of which none has a slash.
    """
    if _COMMIT.fullmatch(comment):
        return frozenset()
    names = [info.orig_filename for info in infos]
    inside = [name for name in names if "\\" in name]
    folders = {name.partition("\\")[0] for name in inside}
    shared = len(inside) > len(folders) and not any("/" in name for name in names)
    ends = any(name.endswith("\\") for name in names)
    return _WINDOWS | {3} if ends or shared else _WINDOWS
