"""Files, local or on any Beam filesystem, written whole or not at all.

A path with a scheme (`gs://`, `s3://`, `hdfs://`) goes through Beam's `FileSystems`, imported only
then; a local path never imports Beam, so that the command line starts at once.
"""

import contextlib
import io
import os
import pathlib
import shutil
import uuid
from collections.abc import Iterator
from typing import BinaryIO, cast


def is_remote(path: str) -> bool:
    """Whether `path` names a Beam filesystem by its scheme."""
    return "://" in path


def join(folder: str, *names: str) -> str:
    """Joins with `/`, the separator of every filesystem here."""
    return "/".join((folder.rstrip("/") or "/", *names))


def open_read(path: str) -> BinaryIO:
    """Opens for reading.  Raises FileNotFoundError where there is no such file."""
    if not is_remote(path):
        return pathlib.Path(path).open("rb")
    from apache_beam.io.filesystem import CompressionTypes
    from apache_beam.io.filesystems import FileSystems

    return FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED)


def read_bytes(path: str) -> bytes:
    """The whole file."""
    with open_read(path) as file:
        return file.read()


def exists(path: str) -> bool:
    """Whether there is a file or folder of this name."""
    if not is_remote(path):
        return pathlib.Path(path).exists()
    from apache_beam.io.filesystems import FileSystems

    return bool(FileSystems.exists(path)) or bool(listing(path))


def listing(folder: str) -> list[str]:
    """Names of the files directly in `folder`, sorted; empty where there is no such folder."""
    if not is_remote(folder):
        try:
            with os.scandir(folder) as entries:
                return sorted(entry.name for entry in entries if entry.is_file())
        except (FileNotFoundError, NotADirectoryError):
            return []
    from apache_beam.io.filesystems import FileSystems

    prefix = join(folder, "")
    matches = FileSystems.match([prefix + "*"])[0].metadata_list
    names = (match.path[len(prefix) :] for match in matches)
    return sorted(name for name in names if name and "/" not in name)


def sizes(folder: str) -> dict[str, int]:
    """Bytes of the files directly in `folder`, by name; empty where there is no such folder."""
    if not is_remote(folder):
        try:
            with os.scandir(folder) as entries:
                return {entry.name: entry.stat().st_size for entry in entries if entry.is_file()}
        except (FileNotFoundError, NotADirectoryError):
            return {}
    from apache_beam.io.filesystems import FileSystems

    prefix = join(folder, "")
    matches = FileSystems.match([prefix + "*"])[0].metadata_list
    return {match.path[len(prefix) :]: int(match.size_in_bytes) for match in matches}


def make_folder(path: str) -> None:
    """Creates `path` and its parents; object stores need none."""
    if not is_remote(path):
        pathlib.Path(path).mkdir(parents=True, exist_ok=True)


def remove_file(path: str) -> None:
    """Deletes a file; nothing happens where it does not exist."""
    if not is_remote(path):
        pathlib.Path(path).unlink(missing_ok=True)
        return
    from apache_beam.io.filesystems import FileSystems

    if FileSystems.exists(path):
        FileSystems.delete([path])


def remove_tree(path: str) -> None:
    """Deletes `path` and all below it; nothing happens where it does not exist."""
    if not exists(path):
        return
    if not is_remote(path):
        shutil.rmtree(path)
        return
    from apache_beam.io.filesystems import FileSystems

    # Object stores have no folders: what lies below, one level at a time, is all there is.
    for match in FileSystems.match([join(path, "*"), join(path, "*", "*")]):
        FileSystems.delete([found.path for found in match.metadata_list])


@contextlib.contextmanager
def whole(path: str) -> Iterator[BinaryIO]:
    """A file to write that appears under its name only when the block ends without an error.

    The temporary name is unique, so that two attempts at one file do not write into each other;
    it starts with a dot and is removed when the block raises.
    """
    head, _, name = path.rpartition("/")
    temporary = join(head or ".", f".{name}.{uuid.uuid4().hex}.partial")
    if is_remote(path):
        with _remote_whole(path, temporary) as file:
            yield file
        return
    try:
        with pathlib.Path(temporary).open("wb") as file:
            yield file
        pathlib.Path(temporary).replace(path)
    except BaseException:
        pathlib.Path(temporary).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _remote_whole(path: str, temporary: str) -> Iterator[BinaryIO]:
    from apache_beam.io.filesystem import CompressionTypes
    from apache_beam.io.filesystems import FileSystems

    try:
        kind = CompressionTypes.UNCOMPRESSED
        with FileSystems.create(temporary, compression_type=kind) as file:
            buffered = io.BufferedWriter(file)
            yield cast(BinaryIO, buffered)
            buffered.flush()
            buffered.detach()
    except BaseException:
        remove_file(temporary)
        raise
    if FileSystems.exists(path):
        FileSystems.delete([path])
    FileSystems.rename([temporary], [path])


def write_bytes(path: str, data: bytes) -> None:
    """Writes the whole file or nothing."""
    with whole(path) as file:
        file.write(data)


def size(path: str) -> int:
    """Bytes of a file."""
    if not is_remote(path):
        return pathlib.Path(path).stat().st_size
    from apache_beam.io.filesystems import FileSystems

    return int(FileSystems.match([path])[0].metadata_list[0].size_in_bytes)
