#!/usr/bin/env bash
# numpy 2.4.6: `searchsorted` in an array that is not aligned copies the whole array at each call.
#
# Expected: "binary search is used", so a search for one value reads a few entries; the array that
# `numpy.frombuffer(data, dtype, offset=...)` gives is a view, and nothing says that it is slower.
# Seen: with an offset that is no multiple of the item's size, a search for one value in 4,000,000
# allocates 32 MB, as tracemalloc sees, for each call; with an aligned offset a few hundred bytes.
# Consequence: an index of many arrays in one file, read as views, is a hundred times slower than
# the same index in memory.  Padding each array to 8 bytes in the file cures it.
#
# Exits 0 as long as this is so, 1 where it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import sys
import tracemalloc

import numpy

print("numpy", numpy.__version__)
COUNT = 4_000_000
data = numpy.arange(COUNT + 1, dtype=numpy.uint64).tobytes()


def allocated(offset):
    """Most bytes that one search for one value holds at a time."""
    table = numpy.frombuffer(data, numpy.uint64, COUNT, offset)
    value = table[COUNT // 2 : COUNT // 2 + 1].copy()
    tracemalloc.start()
    found = table.searchsorted(value)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"offset {offset}: aligned {table.flags.aligned}, at {found[0]}, {most} bytes")
    return most


sys.exit(not (allocated(8) < 10_000 and allocated(3) > 8 * COUNT // 2))
PY
