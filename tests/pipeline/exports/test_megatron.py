"""Megatron's indexed dataset, as its index says where documents stand."""

import io

import numpy as np
import pytest
from hypothesis import given

from repoloom.pipeline.exports import megatron
from tests.strategies import token_documents


def written(found):
    ids, index = io.BytesIO(), io.BytesIO()
    count = megatron.write((np.array(one, "<i4").tobytes() for one in found), ids, index)
    return count, ids.getvalue(), index.getvalue()


@given(token_documents)
def test_what_is_written_is_read(found):
    count, data, index = written(found)
    read = megatron.read_index(index)
    assert count == len(found)
    assert [
        np.frombuffer(data, "<i4", size, pointer).tolist()
        for size, pointer in zip(read.sizes, read.pointers, strict=True)
    ] == found
    assert read.documents.tolist() == list(range(len(found) + 1))


def test_the_bytes_are_those_of_the_format():
    count, data, index = written([[7, 8], [9]])
    assert (count, data) == (2, b"\7\0\0\0\10\0\0\0\11\0\0\0")
    assert index == b"".join(
        [
            b"MMIDIDX\0\0",
            b"\1\0\0\0\0\0\0\0",  # version
            b"\4",  # int32
            b"\2\0\0\0\0\0\0\0",  # sequences
            b"\3\0\0\0\0\0\0\0",  # documents and one
            b"\2\0\0\0\1\0\0\0",  # tokens of each
            b"\0\0\0\0\0\0\0\0\10\0\0\0\0\0\0\0",  # where each begins
            b"\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0",
        ]
    )


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: b"x" + data, "does not start with MMIDIDX"),
        (lambda data: data[:20], "does not start with MMIDIDX"),
        (lambda data: data[:-1], "cut off: it names 2 sequences"),
        (lambda data: data + b"\0", "cut off"),
        (lambda data: data[:9] + b"\x02" + data[10:], "version 2 and id type 4"),
        (lambda data: data[:17] + b"\x08" + data[18:], "version 1 and id type 8"),
    ],
)
def test_a_damaged_index_is_an_error(spoil, message):
    with pytest.raises(ValueError, match=message):
        megatron.read_index(spoil(written([[1, 2], [3]])[2]))
