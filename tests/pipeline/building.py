"""Builds repositories, archives and tables for the tests of sources."""

import io
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from repoloom.transforms.records import RawFile

Tree = Mapping[bytes, bytes]

_IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "gc.auto=0")
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2001-01-01T00:00:00Z",
}


def git(folder: pathlib.Path, *arguments: str, data: bytes | None = None) -> str:
    """Runs git in `folder` and returns what it prints."""
    done = subprocess.run(
        ["git", *_IDENTITY, "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        input=data,
        env=os.environ | _ENVIRONMENT,
    )
    return done.stdout.decode().strip()


def folder(at: pathlib.Path, tree: Tree) -> pathlib.Path:
    """A plain folder with the files of `tree`."""
    at.mkdir(parents=True, exist_ok=True)
    for name, data in tree.items():
        path = pathlib.Path(os.fsdecode(os.fsencode(at) + b"/" + name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return at


def work_tree(at: pathlib.Path, tree: Tree) -> pathlib.Path:
    """A git work tree whose one commit, on `main`, holds `tree`."""
    folder(at, tree)
    git(at, "init", "-q", "-b", "main")
    git(at, "add", "-A", "-f")
    git(at, "commit", "-q", "--allow-empty", "-m", "all")
    return at


def bare(at: pathlib.Path, tree: Tree) -> pathlib.Path:
    """A bare repository whose `main` holds `tree`."""
    work_tree(at.with_name(f".{at.name}.work"), tree)
    git(at.parent, "clone", "-q", "--bare", f".{at.name}.work", at.name)
    shutil.rmtree(at.with_name(f".{at.name}.work"))
    return at


def member(name: str, data: bytes = b"", **fields: object) -> tuple[tarfile.TarInfo, bytes]:
    """A tar member; `fields` are set on its TarInfo."""
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, data


def tar_bytes(members: Iterable[tuple[tarfile.TarInfo, bytes]], mode: str = "w:") -> bytes:
    """A tar of the members, as they are."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def tree_members(tree: Tree, top: str = "top/") -> list[tuple[tarfile.TarInfo, bytes]]:
    """The files of `tree` below a top folder."""
    return [member(top + os.fsdecode(name), data) for name, data in tree.items()]


def zip_bytes(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of the members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def parquet(at: pathlib.Path, columns: Mapping[str, object], **options: object) -> pathlib.Path:
    """A Parquet file of the columns."""
    at.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(dict(columns)), at, **options)
    return at


def arrow(
    at: pathlib.Path,
    columns: Mapping[str, object],
    form: str = "stream",
    *,
    batch: int = 2,
    **options: object,
) -> pathlib.Path:
    """A table in Arrow's IPC format, a "stream" or a "file", in batches of so many rows."""
    at.parent.mkdir(parents=True, exist_ok=True)
    table, make = pa.table(dict(columns)), {"stream": pa.ipc.new_stream, "file": pa.ipc.new_file}
    with at.open("wb") as sink:
        chosen = pa.ipc.IpcWriteOptions(**options)
        with make[form](sink, table.schema, options=chosen) as writer:
            writer.write_table(table, max_chunksize=batch)
    return at


def lines(rows: Iterable[object]) -> bytes:
    """JSON lines."""
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def reasons(files: Iterable[RawFile]) -> dict[str, str]:
    """The reason of each path, "" for one that was read."""
    return {file.path: file.reason for file in files}
