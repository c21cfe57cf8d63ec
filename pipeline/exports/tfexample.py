"""The wire format of `tf.train.Example`, for rows of integers: written and read without TensorFlow.

An example is a map from a name to a list of int64 or of bytes:

    Example   1: Features          Feature    1: BytesList    BytesList  1: bytes, repeated
    Features  1: entry, repeated              3: Int64List    Int64List  1: varints, packed
    entry     1: name, 2: Feature

Entries are written in the order of their names, so the same row gives the same bytes.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Value = Numbers | bytes

_LONGEST = 10
_SHIFTS = np.arange(0, 7 * _LONGEST, 7, dtype=np.uint64)
_BYTES_LIST, _INT64_LIST = 1, 3
_DELIMITED = 2


def encode(features: Mapping[str, Value]) -> bytes:
    """The serialized example: int64[n] stands as one list, `bytes` as a list of one."""
    entries = (
        _field(1, _field(1, name.encode()) + _field(2, _feature(features[name])))
        for name in sorted(features)
    )
    return _field(1, b"".join(entries))


def decode(data: bytes) -> dict[str, Value]:
    """The features of an example that `encode` made, or any other writer of int64 and bytes.

    Raises:
        ValueError: the bytes are no example, or hold a list of floats or of several byte strings.
    """
    found: dict[str, Value] = {}
    for features in _inner(data, 1):
        for entry in _inner(features, 1):
            parts = dict(_fields(entry))
            found[parts.get(1, b"").decode()] = _value(parts.get(2, b""))
    return found


def varints(numbers: Numbers) -> bytes:
    """Base-128 varints, as protobuf has them: a negative number takes ten bytes."""
    plain = np.asarray(numbers, np.int64).view(np.uint64)[:, None]
    shifted = plain >> _SHIFTS
    sizes = np.maximum((shifted != 0).sum(axis=1), 1)[:, None]
    places = np.arange(_LONGEST)
    digits = (shifted & np.uint64(0x7F)).astype(np.uint8)
    digits[places < sizes - 1] |= 0x80
    kept: npt.NDArray[np.uint8] = digits[places < sizes]
    return kept.tobytes()


def numbers_of(data: bytes) -> Numbers:
    """The numbers of packed varints, int64[n].

    Raises:
        ValueError: the last one is not finished, or one has more than ten bytes.
    """
    digits = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(digits < 0x80) + 1
    if not len(digits):
        return np.empty(0, np.int64)
    if not len(ends) or ends[-1] != len(digits):
        raise ValueError("the example is cut off inside a number")
    starts = np.concatenate([[0], ends[:-1]])
    places = np.arange(len(digits)) - np.repeat(starts, ends - starts)
    if places.max() >= _LONGEST:
        raise ValueError("the example holds a number of more than ten bytes")
    parts = (digits & 0x7F).astype(np.uint64) << _SHIFTS[places]
    return np.add.reduceat(parts, starts).view(np.int64)


def _field(number: int, data: bytes) -> bytes:
    head = np.array([number << 3 | _DELIMITED, len(data)])
    return varints(head) + data


def _feature(value: Value) -> bytes:
    if isinstance(value, bytes):
        return _field(_BYTES_LIST, _field(1, value))
    return _field(_INT64_LIST, _field(1, varints(value)))


def _value(feature: bytes) -> Value:
    parts = list(_fields(feature))
    if len(parts) != 1 or parts[0][0] not in (_BYTES_LIST, _INT64_LIST):
        raise ValueError(f"the example has a feature that is no list of int64 or bytes: {parts!r}")
    kind, values = parts[0]
    items = list(_inner(values, 1))
    if kind == _INT64_LIST:
        return numbers_of(b"".join(items))
    if len(items) != 1:
        raise ValueError(f"the example has a feature of {len(items)} byte strings, not of one")
    return items[0]


def _inner(data: bytes, number: int) -> Iterator[bytes]:
    return (inner for found, inner in _fields(data) if found == number)


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The length-delimited fields of a message, which are the only kind that an example has."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        if tag & 7 != _DELIMITED:
            raise ValueError(f"no tf.Example: wire type {tag & 7} at byte {at}")
        size, at = _varint(data, at)
        if at + size > len(data):
            raise ValueError(f"the example is cut off: {at + size - len(data)} bytes are missing")
        yield tag >> 3, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while at < len(data):
        digit = data[at]
        number |= (digit & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if digit < 0x80:
            return number, at
    raise ValueError("the example is cut off inside a number")
