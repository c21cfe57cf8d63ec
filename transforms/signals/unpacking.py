"""What is in a compressed file: benchmarks lie in repositories as `.jsonl.gz`, `.zip` and `.xz`."""

import bz2
import functools
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

MOST = 16 << 20
"""Bytes of a packed file that are looked at."""
MOST_MEMBERS = 1000

_DAMAGED = (
    zlib.error, lzma.LZMAError, zipfile.BadZipFile, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
_STREAMS: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", functools.partial(zlib.decompressobj, wbits=31)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\0", functools.partial(lzma.LZMADecompressor, memlimit=1 << 28)),
)


def unpacked(data: bytes) -> bytes:
    """The first `MOST` bytes of what a gzip, bzip2, xz or zip file holds, b"" for other files.

    Streams and members follow each other; what comes before damage counts.  Other forms hardly
    occur: zstd and 7z would need a package here, Parquet is a table with compressed columns.
    """
    if data.startswith(b"PK\3\4"):
        return _members(data)
    for mark, opener in _STREAMS:
        if data.startswith(mark):
            return _streams(data, mark, opener)
    return b""


def _streams(data: bytes, mark: bytes, opener: Callable[[], Any]) -> bytes:
    found: list[bytes] = []
    left = MOST
    while left > 0 and data.startswith(mark):
        try:
            stream = opener()
            piece = stream.decompress(data, left)
        except _DAMAGED:
            break
        found.append(piece)
        left -= len(piece)
        data = stream.unused_data.lstrip(b"\0")
    return b"".join(found)


def _members(data: bytes) -> bytes:
    found: list[bytes] = []
    left = MOST
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED:
        return b""
    for info in archive.infolist()[:MOST_MEMBERS]:
        if left <= 0 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            continue  # of others a short read may expand beyond all bounds
        try:
            with archive.open(info) as opened:
                found.append(opened.read(left))
        except _DAMAGED:
            continue
        left -= len(found[-1])
    return b"\n".join(found)
