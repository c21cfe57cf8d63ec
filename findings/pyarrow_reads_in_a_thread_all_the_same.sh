#!/usr/bin/env bash
# pyarrow 25.0.1: with `use_threads=False` a Python file is still read by another thread.
#
# Expected: the documentation of `ParquetFile.read_row_group` says of use_threads "Perform
# multi-threaded column reads", so with False the calling thread alone was expected to read.
# Seen: `pre_buffer`, which is on by default, hands the reads to a pool for input and output; `read`
# of the file object is called by a thread that is not the caller's.  With pre_buffer=False and
# use_threads=False the caller's thread alone reads.
# Consequence: such a thread may let go of the file when the interpreter is already ending; see
# apache/arrow#34314 and #50482 for how processes end then.  This script waits for it and ends well.
#
# Exits 0 as long as this is so, 1 where it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pyarrow==25.0.1
"$folder/venv/bin/python" - "$folder/table.parquet" <<'PY'
import sys
import threading
import time

import pyarrow
import pyarrow.parquet as parquet

print("pyarrow", pyarrow.__version__)
parquet.write_table(pyarrow.table({"number": [1, 2, 3], "text": ["a", "b", "c"]}), sys.argv[1])


class Watched:
    """A file that notes the threads that read it."""

    def __init__(self, file):
        self.file, self.threads = file, set()

    def read(self, *arguments):
        self.threads.add(threading.get_ident())
        return self.file.read(*arguments)

    def __getattr__(self, name):
        return getattr(self.file, name)


def others(**options):
    """How many threads beside this one read a row group."""
    with open(sys.argv[1], "rb") as file:
        watched = Watched(file)
        parquet.ParquetFile(watched, **options).read_row_group(0, use_threads=False)
        time.sleep(1)
    found = len(watched.threads - {threading.get_ident()})
    print(f"use_threads=False {options}: {found} other threads read")
    return found


sys.exit(not (others() >= 1 and others(pre_buffer=False) == 0))
PY
