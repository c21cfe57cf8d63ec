"""Compressed streams: recognised by their bytes, whole or damaged, within bounds of memory."""

import bz2
import errno
import gzip
import io
import lzma
import zlib

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.sources import compression

COMPRESS = {
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda data: pa.Codec("zstd").compress(data).to_pybytes(),
}
each = pytest.mark.parametrize("name", COMPRESS)
DATA = b"".join(b"line %d\n" % number for number in range(40_000))


def expanded(data):
    return compression.expanded(io.BytesIO(data))


@each
@given(data=st.binary(max_size=300))
def test_what_was_compressed_is_expanded(name, data):
    assert expanded(COMPRESS[name](data)).read() == data


@each
@given(parts=st.lists(st.binary(max_size=40), min_size=1, max_size=4))
def test_streams_that_follow_each_other_read_as_one(name, parts):
    whole = b"".join(COMPRESS[name](part) for part in parts)
    assert expanded(whole).read() == b"".join(parts)


@each
def test_pieces_of_any_size_make_the_whole(name):
    for size in (1000, 1 << 16, 1 << 20):
        stream = expanded(COMPRESS[name](DATA))
        assert b"".join(iter(lambda: stream.read1(size), b"")) == DATA  # noqa: B023


def test_padding_between_and_behind_xz_streams_is_passed_over():
    whole = lzma.compress(b"one") + bytes(8) + lzma.compress(b"two") + bytes(4)
    assert expanded(whole).read() == b"onetwo"


@given(st.binary(max_size=50).filter(lambda data: not compression.is_compressed(data[:6])))
def test_what_is_not_compressed_is_itself(data):
    raw = io.BytesIO(data)
    assert compression.expanded(raw) is raw
    assert raw.read() == data


@each
def test_compressed_files_are_known_by_their_first_bytes(name):
    head = COMPRESS[name](b"x")[:6]
    assert compression.is_compressed(head)
    assert not compression.is_compressed(head[1:])
    assert not compression.is_compressed(head[:1])


@each
@given(cut=st.integers(1, 200))
def test_a_stream_that_is_cut_off_is_damage_and_no_end(name, cut):
    whole = COMPRESS[name](DATA)
    stream = expanded(whole[: len(whole) - cut])
    with pytest.raises(compression.DAMAGE) as raised:
        stream.read()
    compression.check(raised.value)  # damage of the data, not of the disk


def test_an_xz_header_that_asks_for_gigabytes_is_refused():
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    data = lzma.compress(b"x" * 1000, filters=filters)
    modest = lzma.compress(b"x" * 1000, preset=9)
    assert expanded(data).read() == expanded(modest).read() == b"x" * 1000
    whole = bytearray(data)
    at = whole.index(b"\x21\x01") + 2  # LZMA2, one byte of properties: the size of the dictionary
    whole[at] = 40  # 4 GiB
    header = bytes(whole[12 : 12 + (whole[12] + 1) * 4 - 4])
    whole[12 + len(header) : 16 + len(header)] = zlib.crc32(header).to_bytes(4, "little")
    with pytest.raises(lzma.LZMAError, match=r"[Mm]emory"):
        expanded(bytes(whole)).read()


@pytest.mark.parametrize("number", [None, errno.EINVAL])
def test_damage_is_no_error_of_the_system(number):
    compression.check(OSError(number, "bad data") if number else OSError("bad data"))
    compression.check(EOFError())


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.ESTALE])
def test_a_failing_disk_is_raised_again(number):
    with pytest.raises(OSError, match="failed"):
        compression.check(OSError(number, "failed"))


def test_an_xz_stream_can_be_read():
    assert expanded(lzma.compress(b"x")).readable()
