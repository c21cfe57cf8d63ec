"""The predictor against plain Python, and that it goes back to where it was."""

import contextlib
import pathlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.context_value import predictor
from benchmarks.context_value.predictor import CompilerError, Predictor
from tests.benchmarks.context_value.reference import Reference

TEXT = pathlib.Path(predictor.__file__).read_bytes()
BITS = 12  # lines of contexts: so few that they drive each other out
texts = st.binary(max_size=60) | st.text("ab_(\n", max_size=120).map(str.encode)


def small():
    return Predictor(BITS, 1 << 16)


def test_code_lengths_are_those_of_plain_python():
    text = TEXT[:1500] + TEXT[200:900] + bytes(range(256)) + TEXT[:700].upper()
    np.testing.assert_allclose(small().code(text), Reference(BITS).code(text), rtol=1e-12)


@settings(max_examples=25)
@given(texts, texts)
def test_a_text_in_two_calls_costs_what_it_costs_in_plain_python(one, other):
    found = small()
    bits = np.concatenate([found.code(one), found.code(other + one)])
    np.testing.assert_allclose(bits, Reference(BITS).code(one + other + one), rtol=1e-12)


@settings(max_examples=50)
@given(texts, st.lists(texts, max_size=4), texts)
def test_what_is_forgotten_changes_nothing(prime, forgotten, text):
    one, other = small(), small()
    one.code(prime)
    other.code(prime)
    for some in forgotten:
        with other.forgetting():
            other.code(some + TEXT[:500])
    np.testing.assert_array_equal(one.code(text), other.code(text))


def test_an_exception_inside_is_no_reason_to_remember():
    found = small()
    with contextlib.suppress(KeyError), found.forgetting():
        found.code(TEXT)
        raise KeyError
    np.testing.assert_array_equal(found.code(TEXT[:200]), small().code(TEXT[:200]))


def test_code_lengths_are_of_a_distribution():
    """Over all bytes that may come next the probabilities add up to one."""
    found = small()
    found.code(TEXT[:3000])
    total = 0.0
    for byte in range(256):
        with found.forgetting():
            total += 2 ** -found.code(bytes([byte]))[0]
    assert total == pytest.approx(1, abs=1e-9)


def test_a_text_over_the_capacity_is_refused_before_anything_is_read():
    found = Predictor(BITS, 100)
    found.code(b"a" * 60)
    with pytest.raises(MemoryError, match="41 bytes"):
        found.code(b"a" * 41)
    assert len(found.code(b"a" * 40)) == 40


@pytest.mark.parametrize(
    ("compiler", "words"), [("no-compiler", "no C compiler"), ("false", "cannot")]
)
def test_a_missing_or_failing_compiler_is_named(monkeypatch, compiler, words):
    monkeypatch.setenv("CC", compiler)
    predictor.library.cache_clear()
    with pytest.raises(CompilerError, match=f"{words}.*" if words == "cannot" else words) as error:
        predictor.library()
    assert compiler in str(error.value)
    monkeypatch.undo()
    predictor.library.cache_clear()
