"""Causal attention in which the segments of a packed sequence do not see each other."""

import jax
import jax.numpy as jnp


def packed_causal(segments: jax.Array) -> jax.Array:
    """Allows attention to earlier tokens, and the token itself, of the same segment.

    Args:
        segments: int32 [batch, time], 1-based segment of each token, 0 on padding.

    Returns:
        bool [batch, 1, time, time], true where the query (third axis) may see the key (fourth).
        Padding sees nothing and is not seen.
    """
    query, key = segments[:, :, None], segments[:, None, :]
    time = jnp.arange(segments.shape[1])
    causal = time[None, :, None] >= time[None, None, :]
    return ((query == key) & (query > 0) & causal)[:, None]


def attend(query: jax.Array, key: jax.Array, value: jax.Array, mask: jax.Array) -> jax.Array:
    """Scaled dot-product attention; N / K query heads share a key head, which is not repeated.

    Logits and softmax are float32 whatever the inputs are.  What a query that may see no key
    gets has no meaning, and nothing may be computed from it.

    Args:
        query: [batch, time, N, H].
        key: [batch, time, K, H], of the same dtype.
        value: like `key`.
        mask: bool [batch, 1, time, time], as `packed_causal` gives it.

    Returns:
        [batch, time, N, H] in the dtype of the inputs.
    """
    return jax.nn.dot_product_attention(query, key, value, mask=mask, scale=query.shape[-1] ** -0.5)
