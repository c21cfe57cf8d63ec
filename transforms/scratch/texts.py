"""The texts of a repository: up to a bound in memory, the others in a file without a name.

What only a whole repository can say of a file needs the names and numbers of all, and the texts of
few: 1.5 GB of text in 200,000 files are 0.3 GB so.  The file lies where temporary ones do
(`TMPDIR`), has no name from the start, and is gone with its process, however that ends.
"""

import dataclasses
import tempfile
import typing
import weakref
from collections.abc import Sequence

from repoloom.transforms.records import SourceFile

BOUND = 64 << 20
"""Bytes of texts and signatures of one repository that stay in memory."""


class Held:
    """The texts and signatures of files whose other fields are in memory."""

    def __init__(self, bound: int = BOUND) -> None:
        """Takes the bytes that may stay in memory."""
        self.room = bound
        self._spans: dict[str, tuple[int, int, int]] = {}
        self._end = 0
        self._file: typing.IO[bytes] | None = None

    def add(self, file: SourceFile) -> SourceFile:
        """The file, without text and signature from where the memory is full.

        A text that is not there is still told from one that was never: it is b"", not None.
        """
        if file.text is None:
            return file
        self.room -= len(file.text) + len(file.signature)
        if self.room >= 0:
            return file
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="repoloom-")  # noqa: SIM115  # as long as this
            weakref.finalize(self, self._file.close)
        self._file.seek(self._end)
        self._file.write(file.text)
        self._file.write(file.signature)
        self._spans[file.path] = self._end, len(file.text), len(file.signature)
        self._end += len(file.text) + len(file.signature)
        return dataclasses.replace(file, text=b"", signature=b"")

    def whole(self, file: SourceFile) -> SourceFile:
        """The file with its text and signature."""
        if file.text is None or file.path not in self._spans:
            return file
        start, text, signature = self._spans[file.path]
        data = self._read(start, text + signature)
        return dataclasses.replace(file, text=data[:text], signature=data[text:])

    def head(self, file: SourceFile, size: int) -> bytes:
        """At most so many bytes of the beginning of a file's text."""
        if file.text is None or file.path not in self._spans:
            return (file.text or b"")[:size]
        start, text, _ = self._spans[file.path]
        return self._read(start, min(text, size))

    def _read(self, start: int, size: int) -> bytes:
        if self._file is None:
            raise ValueError("nothing has been written")
        self._file.seek(start)
        return self._file.read(size)


class Files(Sequence[SourceFile]):
    """Files in order, each with its text when it is asked for."""

    def __init__(self, files: Sequence[SourceFile], held: Held) -> None:
        """Takes files as `Held.add` has left them."""
        self.files = files
        self.held = held

    def __len__(self) -> int:
        """Number of files."""
        return len(self.files)

    @typing.overload
    def __getitem__(self, place: int) -> SourceFile: ...

    @typing.overload
    def __getitem__(self, place: slice) -> "Files": ...

    def __getitem__(self, place: int | slice) -> "SourceFile | Files":
        """A file, or some of them."""
        if isinstance(place, slice):
            return Files(self.files[place], self.held)
        return self.held.whole(self.files[place])
