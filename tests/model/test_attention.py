import jax.numpy as jnp
import numpy as np

from repoloom.model import attention


def test_segments_do_not_see_each_other():
    mask = attention.packed_causal(jnp.array([[1, 1, 2, 2, 2, 0]], jnp.int32))
    assert mask.shape == (1, 1, 6, 6)
    np.testing.assert_array_equal(
        mask[0, 0].astype(int),
        [
            [1, 0, 0, 0, 0, 0],
            [1, 1, 0, 0, 0, 0],
            [0, 0, 1, 0, 0, 0],
            [0, 0, 1, 1, 0, 0],
            [0, 0, 1, 1, 1, 0],
            [0, 0, 0, 0, 0, 0],
        ],
    )


def test_key_heads_are_shared_by_groups_of_query_heads():
    random = np.random.default_rng(0)
    query = random.normal(size=(1, 5, 4, 8)).astype(np.float32)
    key, value = random.normal(size=(2, 1, 5, 2, 8)).astype(np.float32)
    mask = attention.packed_causal(jnp.ones((1, 5), jnp.int32))
    grouped = attention.attend(query, key, value, mask)
    repeated = attention.attend(query, key.repeat(2, axis=2), value.repeat(2, axis=2), mask)
    np.testing.assert_allclose(grouped, repeated, atol=1e-6)
