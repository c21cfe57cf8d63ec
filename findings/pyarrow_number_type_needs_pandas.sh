#!/usr/bin/env bash
# pyarrow 25.0.1: `DataType.to_pandas_dtype()` of a plain number needs pandas to be installed.
#
# Expected: the method's documentation calls its result "the equivalent NumPy / Pandas dtype", pandas
# is no dependency of pyarrow, and `Array.to_numpy()` works without it; so `numpy.int32` was expected.
# Seen: ModuleNotFoundError: No module named 'pandas', for int32, float64 and bool alike.
# Consequence: code that is tested where pandas happens to be installed fails in a lean installation.
# Arrow's names of numbers are NumPy's, so `numpy.dtype(str(arrow_type))` does without.
#
# Reported as apache/arrow#38428, open since 2023.
# Exits 0 as long as this is so, 1 where it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pyarrow==25.0.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import sys

import numpy
import pyarrow

print("pyarrow", pyarrow.__version__)
assert pyarrow.array([1, 2], pyarrow.int32()).to_numpy().tolist() == [1, 2]
changed = False
for name in ("int32", "float64", "bool"):
    kind = pyarrow.type_for_alias(name)
    try:
        found = kind.to_pandas_dtype()
    except ModuleNotFoundError as error:
        print(f"{name}: ModuleNotFoundError: {error}; numpy.dtype(str(...)) is {numpy.dtype(str(kind))}")
    else:
        print(f"{name}: {found}")
        changed = True
sys.exit(changed)
PY
