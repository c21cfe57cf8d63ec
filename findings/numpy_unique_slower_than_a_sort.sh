#!/usr/bin/env bash
# numpy 2.4.6: `unique` of different integers takes thirty times as long as sorting them, and asking
# it for more makes it faster.
#
# Expected: "the sorted unique elements", so at most a sort and one comparison of neighbours, and
# `return_inverse=True` costs something on top.
# Seen: 1,000,000 different int64 take 1.0 s of CPU by a hash table, a sort with a comparison of
# neighbours 0.02 s; with `return_inverse=True`, which sorts, it is 0.1 s.  At 30,000 it is sixteen
# times a sort, at 3,000 seven times.
# Consequence: an eighth of the time of indexing benchmark texts went into `unique`; `sort` and
# `flatnonzero(diff)` give the same values.
#
# Exits 0 as long as this is so, 1 where it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import sys
import time

import numpy

print("numpy", numpy.__version__)
values = numpy.random.default_rng(0).integers(0, 1 << 62, 1_000_000)


def by_sort(given):
    """The sorted unique elements."""
    ordered = numpy.sort(given)
    return ordered[numpy.flatnonzero(numpy.diff(ordered, prepend=-1))]


def seconds(work):
    """The least CPU-seconds of three runs."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


assert numpy.array_equal(numpy.unique(values), by_sort(values))
plain = seconds(lambda: numpy.unique(values))
sort = seconds(lambda: by_sort(values))
inverse = seconds(lambda: numpy.unique(values, return_inverse=True))
print(f"unique {plain:.3f} s, sort and compare {sort:.3f} s, unique with inverse {inverse:.3f} s")
sys.exit(not (plain > 5 * sort and plain > 2 * inverse))
PY
