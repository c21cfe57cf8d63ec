"""Bytes up to a bound in memory, the others in a file without a name.

The file lies where temporary ones do (`TMPDIR`), has no name from the start, and is gone with its
process, however that ends; before that with the last of its bytes that anyone still holds.
"""

import dataclasses
import tempfile
import typing
import weakref

MEMORY = 64 << 20
"""Bytes of one kind that stay in memory: more than a shard or a repository of common size has."""


class Spill:
    """Takes bytes, and gives back the same or where they lie."""

    def __init__(self, bound: int = MEMORY) -> None:
        """Takes how many bytes may stay in memory, of all together."""
        self.room = bound
        self._end = 0
        self._file: typing.IO[bytes] | None = None

    def add(self, data: bytes) -> "bytes | Span":
        """The bytes, or their place from where the memory is full."""
        self.room -= len(data)
        return data if self.room >= 0 else self.write(data)

    def write(self, *parts: bytes) -> "Span":
        """The place of these bytes, one behind the other, in the file."""
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="repoloom-")  # noqa: SIM115  # as long as this
            weakref.finalize(self, self._file.close)
        self._file.seek(self._end)
        self._file.writelines(parts)
        span = Span(self, self._end, sum(map(len, parts)))
        self._end += span.size
        return span

    def read(self, start: int, size: int) -> bytes:
        """Bytes of the file."""
        if self._file is None:
            raise ValueError("nothing has been written")
        self._file.seek(start)
        return self._file.read(size)


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """Bytes that lie in the file; `bytes(span)` and `len(span)` as of `bytes` themselves."""

    spill: Spill
    start: int
    size: int

    def __len__(self) -> int:
        return self.size

    def __bytes__(self) -> bytes:
        return self.spill.read(self.start, self.size)

    def head(self, size: int) -> bytes:
        """At most so many of the first bytes."""
        return self.spill.read(self.start, min(self.size, size))
