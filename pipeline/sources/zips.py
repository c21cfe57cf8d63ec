"""Zip archives: read member by member, no further than their headers allow."""

import dataclasses
import lzma
import os
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO, cast

from repoloom.pipeline.sources import compression
from repoloom.pipeline.sources.entries import Limits
from repoloom.pipeline.sources.members import Member

DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
)  # fmt: skip
"""What a damaged zip raises; `compression.check` tells a failing disk from it."""


class Zip:
    """A zip on a seekable file."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self.members: list[Member] = []
        self.fault = ""
        try:
            self._archive = zipfile.ZipFile(file)
        except (*DAMAGED, NotImplementedError) as error:
            compression.check(error)
            self.fault = "corrupt_archive"
            return
        self._list(limits, file.seek(0, os.SEEK_END))

    def _list(self, limits: Limits, compressed: int) -> None:
        total = 0
        for info in self._archive.infolist():
            if len(self.members) >= limits.max_archive_members:
                self.fault = "archive_over_member_cap"
                return
            member = _zip_member(info)
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
        with self._archive.open(info) as opened:
            return b"".join(iter(lambda: opened.read(piece), b""))


def _zip_member(info: zipfile.ZipInfo) -> Member | None:
    """None for what is no file of the repository."""
    name = _zip_name(info)
    mode = info.external_attr >> 16 if info.create_system == 3 else 0
    if name.endswith(b"/") or stat.S_ISDIR(mode) or name.startswith(b"__MACOSX/"):
        return None
    if info.flag_bits & 1:
        return Member(name, "encrypted", info.file_size, info)
    if stat.S_ISLNK(mode):
        return Member(name, "link", info.file_size, info)
    regular = stat.S_IFMT(mode) in (0, stat.S_IFREG)
    return Member(name, "" if regular else "special_file", info.file_size, info)


def _zip_name(info: zipfile.ZipInfo) -> bytes:
    """The name's own bytes: without the flag for UTF-8 zipfile reads them as code page 437."""
    is_utf8 = info.flag_bits & 0x800
    name = info.orig_filename.encode("utf-8" if is_utf8 else "cp437")
    if info.create_system == 0 and b"/" not in name:
        return name.replace(b"\\", b"/")  # written on Windows by tools that ignore the standard
    return name
