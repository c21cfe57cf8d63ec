#!/usr/bin/env bash
# zstandard 0.25.0 (python-zstandard): a stream that is cut off inside a frame ends without an error.
#
# Expected: as gzip, bz2 and lzma of the standard library, `ZstdDecompressor().stream_reader(...).read()`
# raises where the input ends inside a frame; `zstd -d` says "premature end" and pyarrow's
# CompressedInputStream "Truncated compressed stream".
# Seen: it gives what could be expanded, and then the end of the file; half of a file reads as a file.
# Consequence: a download that broke off is taken for a shorter one.  The frames have to be walked (RFC
# 8878, sections 3.1.1 and 3.1.2), or another decoder asked, which may refuse windows over 128 MiB.
#
# Exits 0 as long as this is so, 1 where it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check zstandard==0.25.0
"$folder/venv/bin/python" - <<'PY'
import gzip
import io
import random
import sys

import zstandard

print("zstandard", zstandard.__version__)
data = random.Random(1).randbytes(1 << 20)
half = gzip.compress(data)
try:
    gzip.GzipFile(fileobj=io.BytesIO(half[: len(half) // 2])).read()
    print("gzip: no error")
except EOFError as error:
    print(f"gzip: EOFError: {error}")
half = zstandard.compress(data)
try:
    found = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(half[: len(half) // 2])).read()
except (EOFError, zstandard.ZstdError) as error:
    print(f"zstandard: {error!r}")
    sys.exit(1)
print(f"zstandard: {len(found)} of {len(data)} bytes and no error")
sys.exit(not 0 < len(found) < len(data))
PY
