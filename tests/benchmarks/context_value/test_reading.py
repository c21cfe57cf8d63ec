"""Bits of tokens become bits of bytes; what is read, in which order, and where the window cuts."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.context_value import lengths, reading
from benchmarks.context_value.corpus import Corpus, Key
from benchmarks.context_value.reading import Reader
from tests.benchmarks.context_value.fakes import Fake

texts = st.binary(max_size=60) | st.text(max_size=40).map(str.encode)
USE = b"def ride(value):\n    return gallop(value)\n"


def reader(model, text=USE, path="use.py"):
    corpus = Corpus(None, {("a/a", path): text}, {("a/a", path): "python"})
    return Reader(model, corpus, lambda key: [m.span() for m in re.finditer(b"gallop", text)])


def key(text=USE, path="use.py"):
    return Key("a/a", path, 0, len(text))


def test_a_tokens_bits_lie_evenly_on_its_bytes_but_not_on_white_space_in_front():
    found = reading.of_bytes(b"ab  cd\n ", [b"ab", b"  cd", b"\n "], np.array([3.0, 5.0, 4.0]))
    assert found.tolist() == [1.5, 1.5, 0, 0, 2.5, 2.5, 2, 2]


def test_a_name_costs_the_token_that_holds_it_with_the_space_in_front():
    bits = reading.of_bytes(b"x = name.y", [b"x", b" =", b" name", b".y"], np.array([1.0, 2, 7, 4]))
    assert bits[4:8].sum() == 7


def test_a_letter_in_several_tokens_costs_them_all():
    """Byte pairs cut letters: here one of three bytes behind the second."""
    text = "x€y".encode()
    found = reading.of_bytes(text, [b"x", text[1:3], text[3:4], b"y"], np.array([1.0, 4, 6, 2]))
    assert found.tolist() == [1, 2, 2, 6, 2]


def test_a_byte_that_is_no_letter_costs_what_is_read_in_its_place():
    """U+FFFD has three bytes."""
    text = b"a\xe2\x82b\xff"
    assert reading.readable(text) == "a\ufffd\ufffdb\ufffd"
    tokens = [b"a", "\ufffd\ufffd".encode(), b"b", "\ufffd".encode()]
    found = reading.of_bytes(text, tokens, np.array([1.0, 12.0, 3.0, 9.0]))
    assert found.tolist() == pytest.approx([1, 6, 6, 3, 9])


def test_a_letter_of_a_byte_that_no_token_has_costs_what_is_read_in_its_place():
    """All on its first byte, where it has four."""
    text = "a\x04b\U000512345".encode()
    assert reading.readable(text, {4, 0xF1}) == "a\ufffdb\ufffd5"
    tokens = [b"a", "\ufffdb\ufffd".encode(), b"5"]
    found = reading.of_bytes(text, tokens, np.array([1.0, 14.0, 3.0]), {4, 0xF1})
    assert found.tolist() == pytest.approx([1, 6, 2, 6, 0, 0, 0, 3])
    model = Fake(lacking={4})
    reader(model, b"x = \x04\n").after(key(b"x = \x04\n"), b"\x04")
    assert model.text(model.read[0][1]).decode() == "x = \ufffd\n"


@given(texts)
def test_what_is_read_is_utf_8_and_what_was_utf_8_is_as_it_was(text):
    shown = reading.readable(text)
    assert shown.encode().decode() == shown
    assert shown.count("\ufffd") <= len(text)
    try:
        assert shown == text.decode()
    except UnicodeDecodeError:
        assert "\ufffd" in shown


@given(texts, st.integers(1, 7), st.integers(0, 1000), st.sets(st.sampled_from(b"\0ab\xf0\xc3")))
def test_no_bit_is_lost_however_the_tokens_lie(text, size, seed, lacking):
    shown = reading.readable(text, lacking).encode()
    pieces = [shown[at : at + size] for at in range(0, len(shown), size)]
    bits = np.random.default_rng(seed).uniform(0, 9, len(pieces))
    found = reading.of_bytes(text, pieces, bits, lacking)
    assert len(found) == len(text)
    assert found.sum() == pytest.approx(bits.sum())
    assert (found >= -1e-9).all()


def test_pieces_of_another_text_are_refused():
    with pytest.raises(ValueError, match="do not add up"):
        reading.of_bytes(b"abc", [b"ab"], np.array([1.0]))


def test_the_start_the_context_and_the_path_stand_before_the_piece():
    model = Fake()
    found = reader(model).after(key(), b"zebra.py\nx = 1\n")
    ((before, tokens),) = model.read
    assert model.text(before) == b"<start>zebra.py\nx = 1\nuse.py\n"
    assert model.text(tokens) == USE
    assert (found.size, found.context, found.after_code) == (len(USE), 15, True)
    alone = reader(Fake()).after(key(), b"")
    assert (alone.context, alone.after_code) == (0, False)


def test_a_piece_has_the_same_tokens_behind_any_context():
    model = Fake()
    for context in (b"", b"a", b"ab", b"abc\n"):
        reader(model).after(key(), context)
    assert len({tuple(tokens) for _, tokens in model.read}) == 1


def test_a_context_that_holds_the_names_makes_them_cheap():
    tokens = [Fake().piece(token) for token in Fake().tokens(USE)]
    place = USE.index(b"gallop")
    (low, high) = (place // 3, (place + 5) // 3 + 1)
    context = b"".join(tokens[low:high])
    with_it, without = (reader(Fake()).after(key(), text) for text in (context, b"x" * 9))
    assert with_it.names == without.names == 1
    assert with_it.name_bits < without.name_bits / 4
    assert without.bits - with_it.bits == pytest.approx((8 * 3 - 1) * (high - low))


def test_the_window_keeps_the_end_of_a_context():
    path, piece = len(Fake().tokens(b"use.py\n")), len(Fake().tokens(USE))
    model = Fake(window=1 + path + piece + 2)
    found = reader(model).after(key(), b"abcdefghi")
    assert model.text(model.read[0][0]) == b"<start>defghiuse.py\n"
    assert found.context == 6
    roomy = Fake(window=1 + path + piece + 4)
    assert reader(roomy).after(key(), b"abcdefghi").context == 9
    full = Fake(window=1 + path + piece)
    assert reader(full).after(key(), b"abcdefghi").context == 0
    assert full.text(full.read[0][0]) == b"<start>use.py\n"
    with pytest.raises(ValueError, match=r"use.py: .* 1 tokens more"):
        reader(Fake(window=path + piece)).after(key(), b"")


def test_only_the_head_of_a_piece_is_paid_and_read(monkeypatch):
    monkeypatch.setattr(lengths, "HEAD", 32)
    model = Fake()
    found = reader(model).after(key(), b"")
    assert (found.size, found.names) == (32, 0)
    assert model.text(model.read[0][1]) == USE[:32]


def test_text_that_is_cut_in_a_letter_or_is_no_utf_8_is_read():
    text = "é = 'naïve'\n".encode() + b"\xff\xfe = 1\n"
    model = Fake()
    found = reader(model, text).after(key(text), "é".encode()[1:] + b" = 2\n")
    (before, tokens) = model.read[0]
    assert model.text(before) == "<start>\ufffd = 2\nuse.py\n".encode()
    assert model.text(tokens).decode() == text.decode("utf-8", "replace")
    assert found.size == len(text)
