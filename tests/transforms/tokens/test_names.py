import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.tokens import names


def hashes(*words):
    return sorted({zlib.crc32(word.encode()) for word in words})


def found(text):
    return names.unpacked(names.names_in(text.encode())).tolist()


def test_names_are_identifiers_and_words_of_four_bytes_or_more():
    text = "def load_rows(path): # the rows of 4th8 table2\n    return x.load_rows9(_odd)"
    assert found(text) == hashes(
        "load_rows", "path", "rows", "table2", "return", "load_rows9", "_odd"
    )


def test_letters_outside_of_ascii_are_letters():
    assert found("größe = naïve + 3") == hashes("größe", "naïve")


def test_an_empty_text_has_none():
    assert names.names_in(b"") == b""
    assert len(names.unpacked(b"")) == 0


@given(st.lists(st.sampled_from(["alpha", "beta_1", "Gamma", "delta"])))
def test_they_are_ascending_and_once_each_whatever_the_order(words):
    packed = names.names_in(" ".join(words).encode())
    assert names.unpacked(packed).tolist() == hashes(*words)
    assert names.names_in(" ".join(reversed(words)).encode()) == packed
    assert names.unpacked(packed).dtype == np.dtype("<u4")
