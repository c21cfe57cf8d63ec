"""Megatron's indexed dataset: token ids in `NAME.bin`, where each document stands in `NAME.idx`.

The index is version 1 of the format that starts with `MMIDIDX`:

    9 bytes   magic                      int32[n]    tokens of each sequence
    uint64    version, 1                 int64[n]    byte offset of each sequence in the .bin
    uint8     type of an id, 4 = int32   int64[d]    first sequence of each document, then n
    uint64    n sequences
    uint64    d = documents + 1

Here a sequence is a document is a segment: it begins with `<bos>` and ends with `<eos>`, so
`--reset-attention-mask` and `--reset-position-ids` with that end-of-document id find the borders.
"""

import dataclasses
import struct
from collections.abc import Iterable
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

_MAGIC = b"MMIDIDX\x00\x00"
_VERSION = 1
_INT32 = 4
_HEAD = struct.Struct("<9sQBQQ")


@dataclasses.dataclass(frozen=True)
class Index:
    """What an `.idx` says: `sizes` int32[n], `pointers` int64[n], `documents` int64[d]."""

    sizes: npt.NDArray[np.int32]
    pointers: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int64]


def write(documents: Iterable[bytes], ids: BinaryIO, index: BinaryIO) -> int:
    """Writes documents of little-endian int32 ids and their index.  Returns how many there are."""
    sizes = []
    for document in documents:
        ids.write(document)
        sizes.append(len(document) // 4)
    lengths = np.array(sizes, "<i4")
    pointers = np.concatenate([[0], np.cumsum(4 * lengths, dtype=np.int64)]).astype("<i8")[:-1]
    count = len(sizes)
    index.write(_HEAD.pack(_MAGIC, _VERSION, _INT32, count, count + 1))
    index.write(
        lengths.tobytes() + pointers.tobytes() + np.arange(count + 1, dtype="<i8").tobytes()
    )
    return count


def read_index(data: bytes) -> Index:
    """Reads an index that `write` made.

    Raises:
        ValueError: it is no index, of another version, of other ids than int32, or cut off.
    """
    if len(data) < _HEAD.size or not data.startswith(_MAGIC):
        raise ValueError("not a Megatron index: it does not start with MMIDIDX")
    _, version, kind, count, documents = _HEAD.unpack_from(data)
    if (version, kind) != (_VERSION, _INT32):
        raise ValueError(f"index of version {version} and id type {kind}; 1 and 4 (int32) are read")
    if len(data) != _HEAD.size + 12 * count + 8 * documents:
        raise ValueError(f"index of {len(data)} bytes is cut off: it names {count} sequences")
    return Index(
        np.frombuffer(data, "<i4", count, _HEAD.size),
        np.frombuffer(data, "<i8", count, _HEAD.size + 4 * count),
        np.frombuffer(data, "<i8", documents, _HEAD.size + 12 * count),
    )
