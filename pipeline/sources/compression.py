"""Compressed streams, recognised by their first bytes and expanded in bounded memory."""

import bz2
import errno
import gzip
import io
import lzma
import zlib
from typing import BinaryIO, cast

import zstandard

from repoloom.pipeline.sources import zstd

DAMAGE = (
    EOFError, OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError, zstd.UnsupportedError,
)  # fmt: skip
"""What a damaged stream raises; `check` tells a failing disk or network from it."""

_XZ_MEMORY = 256 << 20  # `xz -9` needs 65 MiB to expand; a header may ask for 4 GiB


def check(error: BaseException) -> None:
    """Raises `error` again where the operating system failed and not the data.

    Decompressors raise OSError too, but without an error number, and a place that a damaged header
    made up is an invalid argument to `seek`.  A failing read must fail the worker, which tries
    again, and must not turn into a verdict on the data.
    """
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        raise error


def reason(error: BaseException) -> str:
    """Why a whole stream is not read, as a key of `entries.REASONS`; "" for one that is damaged."""
    return "unsupported_compression" if isinstance(error, zstd.UnsupportedError) else ""


def is_compressed(head: bytes) -> bool:
    """Whether a file that begins with `head` (6 bytes) is gzip, bzip2, xz or zstd."""
    return bool(_codec(head))


def expanded(raw: BinaryIO) -> io.BufferedIOBase:
    """The expanded bytes of a file at its start; the file itself where it is not compressed.

    Concatenated streams read as one.  Reading raises one of `DAMAGE` where the data is damaged or
    ends too early.
    """
    codec = _codec(raw.read(6))
    raw.seek(0)
    if codec == "gzip":
        return gzip.GzipFile(fileobj=raw, mode="rb")
    if codec == "bz2":
        return bz2.BZ2File(raw)
    if codec == "xz":
        return io.BufferedReader(_Xz(raw))
    if codec == "zstd":
        return zstd.expanded(raw)
    return cast(io.BufferedIOBase, raw)


def _codec(head: bytes) -> str:
    magics = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\xfd7zXZ\0": "xz"}
    found = next((name for magic, name in magics.items() if head.startswith(magic)), "")
    return found or ("zstd" if zstd.is_zstd(head) else "")


class _Xz(io.RawIOBase):
    """Expands xz with a cap on memory, which `lzma.LZMAFile` cannot set."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._raw = raw
        self._decoder = self._fresh()

    @staticmethod
    def _fresh() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # Buffer is 3.12's
        data = b""
        while not data:
            if self._decoder.eof:
                if not (rest := self._next_stream()):
                    return 0
                self._decoder = self._fresh()
                data = self._decoder.decompress(rest, len(buffer))
                continue
            chunk = self._raw.read(1 << 16) if self._decoder.needs_input else b""
            if not chunk and self._decoder.needs_input:
                raise EOFError("the xz stream is cut off")
            data = self._decoder.decompress(chunk, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next_stream(self) -> bytes:
        """The beginning of the stream behind the padding, which may be of any length."""
        rest = self._decoder.unused_data or self._raw.read(1 << 16)
        while rest and not (stream := rest.lstrip(b"\0")):
            rest = self._raw.read(1 << 16)
        return stream if rest else b""
