"""Compressed files: what of them is looked at."""

import bz2
import gzip
import io
import lzma
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.signals import unpacking
from repoloom.transforms.signals.unpacking import unpacked

TEXT = b'{"task_id": "1"}\n' * 40


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_streams_follow_each_other(pack):
    assert unpacked(pack(TEXT)) == TEXT
    assert unpacked(pack(TEXT) + pack(b"") + pack(b"more") + bytes(512)) == TEXT + b"more"
    assert unpacked(pack(TEXT) + b"rest") == TEXT
    assert TEXT.startswith(unpacked(pack(TEXT)[:-20]))


def test_the_members_of_a_zip():
    assert unpacked(zipped({"a": TEXT, "b/": b"", "c": b"more"})) == TEXT + b"\n\nmore"
    assert unpacked(zipped({"a": TEXT}, zipfile.ZIP_LZMA)) == b""


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress, lambda a: zipped({"a": a, "b": a})]
)
def test_no_more_is_unpacked_than_the_limit(pack, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST", 100)
    assert unpacked(pack(TEXT)) == TEXT[:100]


@given(
    st.sampled_from([gzip.compress, bz2.compress, lzma.compress, lambda a: zipped({"a": a})]),
    st.data(),
)
def test_damage_is_no_error(pack, data):
    whole = bytearray(pack(TEXT))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(unpacked(bytes(whole)), bytes)


@pytest.mark.parametrize(
    "data", [b"", TEXT, b"\x1f\x8bnone", b"PK\3\4none", b"BZh9none", b"\xfd7zXZ\0none"]
)
def test_what_is_not_packed_holds_nothing(data):
    assert unpacked(data) == b""
