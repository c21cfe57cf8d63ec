"""The texts of a repository: up to a bound in memory, the others in a file without a name.

What only a whole repository can say of a file needs the names and numbers of all, and the texts of
few: 1.5 GB of text in 200,000 files are 0.3 GB so.
"""

import dataclasses
import typing
from collections.abc import Sequence

from repoloom.transforms.records import SourceFile
from repoloom.transforms.scratch.spill import MEMORY, Span, Spill

BOUND = MEMORY
"""Bytes of texts and signatures of one repository that stay in memory."""


class Held:
    """The texts and signatures of files whose other fields are in memory."""

    def __init__(self, bound: int = BOUND) -> None:
        """Takes the bytes that may stay in memory."""
        self.room = bound
        self._spans: dict[str, tuple[Span, int]] = {}
        self._spill = Spill(0)

    def add(self, file: SourceFile) -> SourceFile:
        """The file, without text and signature from where the memory is full.

        A text that is not there is still told from one that was never: it is b"", not None.
        """
        if file.text is None:
            return file
        self.room -= len(file.text) + len(file.signature)
        if self.room >= 0:
            return file
        span = self._spill.write(file.text, file.signature)
        self._spans[file.path] = span, len(file.text)
        return dataclasses.replace(file, text=b"", signature=b"")

    def whole(self, file: SourceFile) -> SourceFile:
        """The file with its text and signature."""
        if file.text is None or file.path not in self._spans:
            return file
        span, text = self._spans[file.path]
        data = bytes(span)
        return dataclasses.replace(file, text=data[:text], signature=data[text:])

    def size(self, file: SourceFile) -> int:
        """Bytes of a file's text."""
        if file.text is None or file.path not in self._spans:
            return len(file.text or b"")
        return self._spans[file.path][1]

    def head(self, file: SourceFile, size: int) -> bytes:
        """At most so many bytes of the beginning of a file's text."""
        if file.text is None or file.path not in self._spans:
            return (file.text or b"")[:size]
        span, text = self._spans[file.path]
        return span.head(min(text, size))


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
