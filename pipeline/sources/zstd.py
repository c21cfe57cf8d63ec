"""Zstandard streams: frames that follow each other, skippable ones between them.

The zstandard package expands in bounded memory and takes windows of any size, but gives a stream
that is cut off without an error.  So the frames are walked here on their way to it (RFC 8878,
sections 3.1.1 and 3.1.2): where one ends, which are to be skipped, and what this reader lacks.
"""

import io
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

import zstandard

MAGIC = b"\x28\xb5\x2f\xfd"
MAX_WINDOW = 1 << 31
"""`zstd --long=31`, the largest that libzstd expands; memory for it is taken as text fills it."""

_PIECE = 1 << 16
_RLE, _RESERVED = 1, 3


class UnsupportedError(ValueError):
    """The stream is whole, and this reader cannot expand it."""


def is_zstd(head: bytes) -> bool:
    """Whether a file that begins with `head` (4 bytes or more) begins with a frame."""
    return head.startswith(MAGIC) or _is_skippable(head[:4])


def expanded(raw: BinaryIO) -> io.BufferedIOBase:
    """The expanded bytes of a file at its start.

    Reading raises EOFError where the stream is cut off, UnsupportedError or zstandard.ZstdError.
    """
    decoder = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
    frames = cast(IO[bytes], _Frames(raw))
    stream = decoder.stream_reader(frames, read_size=_PIECE, read_across_frames=True)
    return io.BufferedReader(stream, _PIECE)


def _is_skippable(magic: bytes) -> bool:
    return len(magic) == 4 and 0x50 <= magic[0] <= 0x5F and magic[1:] == b"\x2a\x4d\x18"


class _Frames(io.RawIOBase):
    """The frames of a file without those that a decoder skips."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._raw = raw
        self._pieces = self._frames()
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # Buffer is 3.12's
        self._left = self._left or next(self._pieces, b"")
        taken, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _frames(self) -> Iterator[bytes]:
        while magic := self._raw.read(4):
            if _is_skippable(magic):
                for _ in self._copied(int.from_bytes(self._exactly(4), "little")):
                    pass
            elif magic == MAGIC:
                yield from self._frame()
            else:
                raise zstandard.ZstdError(f"no frame begins with {magic.hex()}")

    def _frame(self) -> Iterator[bytes]:
        descriptor = self._exactly(1)
        flags = descriptor[0]
        header = self._exactly(_header_size(flags))
        _check(flags, header)
        yield MAGIC + descriptor + header
        last = False
        while not last:
            head = self._exactly(3)
            word = int.from_bytes(head, "little")
            last, kind, size = bool(word & 1), word >> 1 & 3, word >> 3
            if kind == _RESERVED:
                raise zstandard.ZstdError("a block of a reserved type")
            yield head
            yield from self._copied(1 if kind == _RLE else size)
        if flags & 4:
            yield self._exactly(4)  # the checksum

    def _copied(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._exactly(min(size, _PIECE))
            size -= len(piece)
            yield piece

    def _exactly(self, size: int) -> bytes:
        data = self._raw.read(size)
        if len(data) < size:
            raise EOFError("the zstd stream is cut off")
        return data


def _header_size(flags: int) -> int:
    """Bytes of a frame header behind its descriptor: window, dictionary, content size."""
    single = flags >> 5 & 1
    content = (single, 2, 4, 8)[flags >> 6]
    return (1 - single) + (0, 1, 2, 4)[flags & 3] + content


def _check(flags: int, header: bytes) -> None:
    single = flags >> 5 & 1
    dictionary = header[1 - single :][: (0, 1, 2, 4)[flags & 3]]
    if any(dictionary):
        raise UnsupportedError("the zstd stream needs a dictionary")
    base = 0 if single else 1 << (10 + (header[0] >> 3))
    window = base + base // 8 * (header[0] & 7)
    if window > MAX_WINDOW:
        raise UnsupportedError(f"the zstd stream has a window of {window} bytes")
