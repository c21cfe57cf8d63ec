import dataclasses
import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from repoloom.model import config, gemma
from tests.model import reference


def packed(lengths, vocab_size, time):
    """Random tokens, positions and segments [1, time] for segments of these lengths."""
    tokens = np.random.default_rng(7).integers(0, vocab_size, time).astype(np.int32)
    filled = sum(lengths)
    segments = np.zeros(time, np.int32)
    segments[:filled] = np.repeat(np.arange(1, len(lengths) + 1), lengths)
    positions = np.zeros(time, np.int32)
    positions[:filled] = np.concatenate([np.arange(n) for n in lengths])
    return tuple(map(jnp.asarray, (tokens[None], positions[None], segments[None])))


@functools.partial(jax.jit, static_argnums=1)
def scores(parameters, shape, tokens, positions, segments):
    x = gemma.forward(parameters, shape, tokens, positions, segments)
    return gemma.logits(parameters, x)


@pytest.mark.parametrize("kv_heads", [1, 2, 4])
def test_packed_segments_equal_the_numpy_reference_on_each_alone(
    shape, random_parameters, kv_heads
):
    shape = dataclasses.replace(shape, kv_heads=kv_heads)
    parameters = random_parameters(shape)
    lengths, at = (9, 1, 14), 0
    tokens, positions, segments = packed(lengths, shape.vocab_size, 32)
    together = scores(parameters, shape, tokens, positions, segments)[0]
    for length in lengths:
        alone = reference.logits(parameters, np.asarray(tokens[0, at : at + length]))
        np.testing.assert_allclose(together[at : at + length], alone, atol=2e-5, rtol=2e-5)
        at += length


def test_packed_segments_equal_each_segment_alone(shape, parameters):
    lengths, at = (11, 5, 16), 0
    tokens, positions, segments = packed(lengths, shape.vocab_size, 32)
    together = scores(parameters, shape, tokens, positions, segments)
    for length in lengths:
        part = slice(at, at + length)
        one = jnp.ones((1, length), jnp.int32)
        alone = scores(parameters, shape, tokens[:, part], positions[:, part], one)
        np.testing.assert_allclose(together[:, part], alone, atol=1e-5)
        at += length


def test_a_token_depends_on_its_segments_earlier_tokens_only(shape, parameters):
    _, positions, segments = packed((4, 6), shape.vocab_size, 12)

    def score(x):
        """The seventh token's features, as a function of all embeddings."""
        table = parameters._replace(embedding=x)
        tokens = jnp.arange(12, dtype=jnp.int32)[None]
        return gemma.forward(table, shape, tokens, positions, segments)[0, 6].sum()

    moved = np.abs(jax.jit(jax.grad(score))(parameters.embedding)).sum(axis=1)[:12] > 0
    np.testing.assert_array_equal(moved.astype(int), [0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0])


def test_recomputing_layers_changes_no_gradient(shape, parameters):
    inputs = packed((10, 6), shape.vocab_size, 16)

    def gradient(shape):
        return jax.jit(jax.grad(lambda tree: scores(tree, shape, *inputs).mean()))(parameters)

    def steps(shape):
        return str(jax.make_jaxpr(lambda tree: scores(tree, shape, *inputs))(parameters))

    assert "remat" not in steps(shape)
    assert "remat" in steps(dataclasses.replace(shape, remat=True))
    kept, recomputed = gradient(shape), gradient(dataclasses.replace(shape, remat=True))
    for a, b in zip(jax.tree.leaves(kept), jax.tree.leaves(recomputed), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_bfloat16_stays_near_float32_and_gives_float32_logits(shape, parameters):
    inputs = packed((10, 6), shape.vocab_size, 16)
    small = dataclasses.replace(shape, dtype="bfloat16")
    # jax.nn.dot_product_attention itself mixes bfloat16 and float32 in its backward pass.
    with jax.numpy_dtype_promotion("standard"):
        low = scores(parameters, small, *inputs)
        gradient = jax.jit(jax.grad(lambda tree: scores(tree, small, *inputs).mean()))(parameters)
    high = scores(parameters, shape, *inputs)
    assert low.dtype == jnp.float32
    assert float(jnp.abs(low - high).max() / jnp.abs(high).max()) < 0.1
    assert all(leaf.dtype == jnp.float32 for leaf in jax.tree.leaves(gradient))


def test_rotation_depends_on_the_distance_of_two_positions_only():
    query, key = np.random.default_rng(0).normal(size=(2, 1, 1, 1, 16)).astype(np.float32)

    def product(at, other):
        places = (jnp.full((1, 1), at, jnp.int32), jnp.full((1, 1), other, jnp.int32))
        return float((gemma.rotate(query, places[0]) * gemma.rotate(key, places[1])).sum())

    assert product(3, 1) == pytest.approx(product(103, 101), abs=1e-4)
    assert product(3, 1) != pytest.approx(product(3, 2), abs=1e-2)


def test_the_number_of_parameters_is_that_of_the_arrays(shape):
    arrays = jax.tree.leaves(gemma.initialize(shape, jax.random.key(0)))
    assert shape.parameters == sum(array.size for array in arrays)


@pytest.mark.parametrize(("name", "billions"), [("2b", 2.506), ("7b", 8.538)])
def test_presets_have_the_published_number_of_parameters(name, billions):
    assert round(config.preset(name, 256000).parameters / 1e9, 3) == billions
