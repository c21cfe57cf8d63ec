"""Zstandard streams: frames of every kind, skippable ones between them, cut off or not for us."""

import io

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.sources import compression, zstd

DATA = b"".join(b"line %d\n" % number for number in range(20_000))
SETTINGS = [
    {},
    {"window_log": 31, "enable_ldm": True},
    {"write_checksum": True},
    {"window_log": 10},
]


def compressed(data: bytes, streamed: bool = False, **settings) -> bytes:
    parameters = zstandard.ZstdCompressionParameters(compression_level=3, **settings)
    compressor = zstandard.ZstdCompressor(compression_params=parameters)
    if not streamed:
        return compressor.compress(data)
    out = io.BytesIO()
    with compressor.stream_writer(out, closefd=False) as writer:
        writer.write(data)
    return out.getvalue()


def skippable(data: bytes, number: int = 0) -> bytes:
    return (0x184D2A50 + number).to_bytes(4, "little") + len(data).to_bytes(4, "little") + data


def expanded(data: bytes) -> bytes:
    return zstd.expanded(io.BytesIO(data)).read()


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_frames_of_every_window_are_expanded(settings, streamed):
    assert expanded(compressed(DATA, streamed, **settings)) == DATA


frames = st.lists(st.tuples(st.booleans(), st.binary(max_size=40)), min_size=1, max_size=5)


@given(frames, st.integers(0, 15))
def test_skippable_frames_are_no_text_wherever_they_stand(frames, number):
    whole = b"".join(compressed(d) if real else skippable(d, number) for real, d in frames)
    assert expanded(whole) == b"".join(data for real, data in frames if real)
    assert zstd.is_zstd(whole)


@given(frames, st.integers(1, 7))
def test_what_is_cut_off_inside_a_frame_is_no_end(frames, cut):
    whole = b"".join(compressed(d) if real else skippable(d) for real, d in frames)
    with pytest.raises((EOFError, zstandard.ZstdError)):  # the shortest frame has eight bytes
        expanded(whole[: len(whole) - cut])


def test_frames_longer_than_a_piece_are_skipped_and_read():
    long = bytes(range(256)) * 1000
    assert expanded(skippable(long) + compressed(long) + skippable(long)) == long


def test_a_frame_without_any_text_is_read():
    assert expanded(compressed(b"")) == b""
    assert expanded(skippable(b"")) == b""
    assert expanded(compressed(b"", streamed=True) + compressed(b"x")) == b"x"


def test_what_is_no_frame_is_damage():
    with pytest.raises(zstandard.ZstdError, match="no frame begins with 6d6f7265"):
        expanded(compressed(b"x") + b"more")


def test_a_dictionary_that_is_elsewhere_is_said():
    samples = [b"hello world %d" % number * 10 for number in range(1000)]
    dictionary = zstandard.train_dictionary(1024, samples)
    whole = zstandard.ZstdCompressor(dict_data=dictionary).compress(DATA)
    with pytest.raises(zstd.UnsupportedError, match="needs a dictionary") as raised:
        expanded(whole)
    assert compression.reason(raised.value) == "unsupported_compression"


def test_a_window_that_no_reader_has_is_said():
    whole = bytearray(compressed(DATA, streamed=True, window_log=31, write_content_size=False))
    window = whole[5]
    assert 1 << (10 + (window >> 3)) == zstd.MAX_WINDOW
    for larger in (window + 1, window + 8):
        whole[5] = larger
        with pytest.raises(zstd.UnsupportedError, match="a window of"):
            expanded(bytes(whole))


def test_damage_inside_a_frame_is_no_text():
    whole = bytearray(compressed(DATA, write_checksum=True))
    whole[-1] ^= 1
    with pytest.raises(zstandard.ZstdError):
        expanded(bytes(whole))
    head = compressed(b"x")[:6]
    with pytest.raises(zstandard.ZstdError, match="reserved"):
        expanded(head + (1 | 3 << 1 | 1 << 3).to_bytes(3, "little") + b"x")


@pytest.mark.parametrize("head", [b"", b"\x50\x2a", b"\x4f\x2a\x4d\x18", b"\x28\xb5\x2f"])
def test_other_heads_are_none(head):
    assert not zstd.is_zstd(head)


def test_a_block_of_one_byte_repeated_has_one_byte():
    same = bytes(1 << 20)
    assert expanded(compressed(same) + compressed(b"x") + compressed(same)) == same + b"x" + same
