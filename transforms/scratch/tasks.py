"""What a process works on, in a small file that is still there when the process has died.

A fault in C code (a grammar, a codec) or the system's killer of what takes too much memory ends a
process without a word.  So each process that works for a run has a file in which its attempts
stand, the innermost of each thread; writing it is one system call.  A process that ends in order
empties it or is known to the run that started it, so what is found is of one that died.
"""

import contextlib
import faulthandler
import json
import os
import pathlib
import uuid
from collections.abc import Iterable
from typing import NamedTuple

_SUFFIX = ".task"
_NOTES = 1 << 16
"""Where the interpreter writes what it knows of a crash: behind the tasks."""
_DIGITS = 8


class Task(NamedTuple):
    """One attempt, by the names of its `Failure`."""

    step: str
    repo: str
    path: str


class Left(NamedTuple):
    """What a process has left.

    Attributes:
        process: its number.
        tasks: what it worked on, one for each thread that did.
        crashed: it died of a fault of its own, as the interpreter saw; else nobody knows.
    """

    process: int
    tasks: tuple[Task, ...]
    crashed: bool


_files: dict[tuple[int, str], int] = {}
"""The open file of this process in each folder: a fork has its own."""

_noting: list[int] = []
"""The file into which the interpreter writes when it crashes."""


def write(folder: str, tasks: Iterable[Task]) -> None:
    """Puts on record what this process works on now; a folder that is gone is no fault."""
    with contextlib.suppress(OSError):
        file = _files.get((os.getpid(), folder))
        if file is None:
            file = _opened(folder)
        text = json.dumps(list(tasks)).encode()
        if len(text) < _NOTES - _DIGITS:
            os.pwrite(file, b"%0*d" % (_DIGITS, len(text)) + text, 0)


def _opened(folder: str) -> int:
    name = f"{os.getpid()}-{uuid.uuid4().hex}{_SUFFIX}"
    file = os.open(pathlib.Path(folder, name), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    _files[os.getpid(), folder] = file
    os.lseek(file, _NOTES, os.SEEK_SET)
    if not faulthandler.is_enabled():
        faulthandler.enable(file=file)
        _noting.append(file)
    return file


def read(folder: str) -> list[Left]:
    """What processes have left in the folder, in any order."""
    found = []
    for place in sorted(pathlib.Path(folder).glob(f"*{_SUFFIX}")):
        with contextlib.suppress(OSError, ValueError, TypeError):
            data = place.read_bytes()
            size = int(data[:_DIGITS])
            tasks = tuple(Task(*task) for task in json.loads(data[_DIGITS : _DIGITS + size]))
            found.append(Left(int(place.name.partition("-")[0]), tasks, len(data) > _NOTES))
    return found


def sweep(folder: str) -> None:
    """Deletes what processes have left: they ended in order, or all of it was read."""
    for place in pathlib.Path(folder).glob(f"*{_SUFFIX}"):
        place.unlink(missing_ok=True)
    for key in [key for key in _files if key[1] == folder]:
        _close(_files.pop(key))


def _close(file: int) -> None:
    """Closes a file of this process, and takes it from the interpreter before."""
    if file in _noting:
        faulthandler.disable()
        _noting.remove(file)
    with contextlib.suppress(OSError):
        os.close(file)
