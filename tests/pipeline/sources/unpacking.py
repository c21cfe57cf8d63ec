"""Archives of every compression, written and read for the tests of sources."""

import bz2
import gzip
import lzma
import pathlib

import pyarrow as pa

from repoloom.pipeline.sources import archives
from repoloom.pipeline.sources.entries import Limits


def zstd(data: bytes) -> bytes:
    return pa.Codec("zstd").compress(data).to_pybytes()


def read(at: pathlib.Path, data: bytes, name: str = "a.tar", limits: Limits | None = None):
    (at / name).write_bytes(data)
    return list(archives.read(str(at / name), "r", limits or Limits()))


def contents(files):
    return {file.path: file.data for file in files}


COMPRESSIONS = [
    (".tar", bytes),
    (".tar.gz", gzip.compress),
    (".tgz", gzip.compress),
    (".tar.bz2", bz2.compress),
    (".tbz2", bz2.compress),
    (".tar.xz", lzma.compress),
    (".txz", lzma.compress),
    (".tar.zst", zstd),
]
