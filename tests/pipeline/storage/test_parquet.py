"""Parquet is read by the calling thread alone: no other may hold a file when the process ends."""

import ast
import subprocess
import sys
import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from repoloom.pipeline.storage import filesystems, parquet
from tests.test_architecture import MODULES

TABLE = pa.table({"repo": [*"abcd"], "size": [1, 2, 3, 4], "text": [b"x", None, b"", b"y"]})
READERS = {"ParquetFile", "iter_batches", "read_row_group", "read_row_groups", "read_table"}


class Watched:
    """A binary file that notes which threads read it."""

    def __init__(self, file):
        self.file, self.threads = file, set()

    def read(self, *arguments):
        self.threads.add(threading.get_ident())
        return self.file.read(*arguments)

    def __getattr__(self, name):
        return getattr(self.file, name)


@pytest.fixture
def path(tmp_path):
    pq.write_table(TABLE, tmp_path / "table", row_group_size=2)
    return str(tmp_path / "table")


WAYS = {
    "whole": parquet.whole,
    "columns": lambda file: parquet.whole(file, ("text",)),
    "group": lambda file: parquet.group(parquet.opened(file), 1, ("size", "repo")),
    "batches": lambda file: list(parquet.batches(parquet.opened(file), (0, 1), ("size",), 3)),
    "buffered": lambda file: parquet.group(parquet.opened(file, buffer_size=1024), 0),
}


@pytest.mark.parametrize("way", WAYS)
def test_only_the_calling_thread_reads(path, way):
    with filesystems.open_read(path) as file:
        watched = Watched(file)
        WAYS[way](watched)
    assert watched.threads == {threading.get_ident()}


def test_what_is_read_is_what_was_written(path):
    assert parquet.whole(path).equals(TABLE)
    assert parquet.whole(path, ("text", "size")).equals(TABLE.select(["text", "size"]))
    file = parquet.opened(path)
    assert parquet.group(file, 1).equals(TABLE.slice(2))
    found = parquet.batches(file, (1, 0), ("size",), 1)
    assert [batch.column(0).to_pylist() for batch in found] == [[3], [4], [1], [2]]


def test_no_column_is_none_and_not_all(path):
    assert parquet.whole(path, ()).num_columns == 0


def test_a_file_that_is_none_is_said(tmp_path):
    (tmp_path / "x").write_bytes(b"no parquet")
    with pytest.raises(pa.ArrowInvalid):
        parquet.opened(str(tmp_path / "x"))


def test_looking_into_a_run_starts_no_thread_of_arrow(run_folder):
    """`verify` in a process of its own, which has no thread more than before when it is done."""
    code = """
import os, sys
import pyarrow.parquet
from repoloom.pipeline import show
before = len(os.listdir("/proc/self/task"))
status = show.main(["verify", sys.argv[1]])
print(status, len(os.listdir("/proc/self/task")) - before)
"""
    command = [sys.executable, "-c", code, str(run_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1:] == ["0 0"], done.stderr


def test_nothing_else_opens_parquet_to_read():
    """Files of ours and tables of users go through one module; benchmarks are read by their paths.

    A path is opened by pyarrow itself: no thread needs the interpreter to let go of it.
    """
    found = {
        f"{path.parent.name}/{path.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in READERS
    }
    assert found == {"storage/parquet.py", "benchmarks/suites.py"}
