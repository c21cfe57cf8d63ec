"""The Gemma 1 decoder as functions over a tree of arrays (report 2403.08295).

All layers' parameters are stacked on a leading axis L and the forward pass scans over it, so that
compile time does not grow with depth.  The letters of shapes are those of
`model.config.ModelConfig`: B batch, T time, D width, N heads, K key heads, H head, F hidden, V
vocabulary, L layers.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from repoloom.model import attention
from repoloom.model.config import ModelConfig

EPSILON = 1e-6
ROPE_BASE = 10_000.0


class Layers(NamedTuple):
    """Parameters of the layers, stacked; inside the scan the same names without the L axis."""

    attention_norm: jax.Array  # [L, D]
    query: jax.Array  # [L, D, N, H]
    key: jax.Array  # [L, D, K, H]
    value: jax.Array  # [L, D, K, H]
    output: jax.Array  # [L, N, H, D]
    hidden_norm: jax.Array  # [L, D]
    gate: jax.Array  # [L, D, F]
    up: jax.Array  # [L, D, F]
    down: jax.Array  # [L, F, D]


class Parameters(NamedTuple):
    """All parameters, float32."""

    embedding: jax.Array  # [V, D]
    layers: Layers
    final_norm: jax.Array  # [D]


def initialize(config: ModelConfig, key: jax.Array) -> Parameters:
    """Random parameters: normal with variance 1 / fan-in; norms at zero, which is a gain of 1.

    The embedding is small, because it is also the head: at 1 / sqrt(D) each token predicts itself
    and the first loss of `tiny` is 1.4 nats above chance, at 0.02 it is chance.
    """
    depth, d, f = config.layers, config.width, config.hidden
    n, k, h = config.heads, config.kv_heads, config.head_dim
    keys = iter(jax.random.split(key, 8))

    def normal(fan_in: int, *shape: int) -> jax.Array:
        scaled: jax.Array = jax.random.normal(next(keys), shape, jnp.float32) * fan_in**-0.5
        return scaled

    return Parameters(
        embedding=normal(50 * 50, config.vocab_size, d),
        layers=Layers(
            attention_norm=jnp.zeros((depth, d)),
            query=normal(d, depth, d, n, h),
            key=normal(d, depth, d, k, h),
            value=normal(d, depth, d, k, h),
            output=normal(n * h, depth, n, h, d),
            hidden_norm=jnp.zeros((depth, d)),
            gate=normal(d, depth, d, f),
            up=normal(d, depth, d, f),
            down=normal(f, depth, f, d),
        ),
        final_norm=jnp.zeros(d),
    )


def rms_norm(x: jax.Array, scale: jax.Array) -> jax.Array:
    """`x / rms(x) * (1 + scale)` of [B, T, D], in float32, returned in the dtype of `x`."""
    wide = x.astype(jnp.float32)
    wide *= jax.lax.rsqrt(jnp.mean(jnp.square(wide), axis=-1, keepdims=True) + EPSILON)
    return (wide * (1 + scale)[None, None]).astype(x.dtype)


def rotate(x: jax.Array, positions: jax.Array) -> jax.Array:
    """Turns [B, T, N, H] by its positions [B, T] (RoFormer, 2104.09864), in float32.

    Half-split: element `i` of a head pairs with `i + H / 2`, as in Gemma's checkpoints.
    """
    half = x.shape[-1] // 2
    frequency = ROPE_BASE ** (-jnp.arange(half, dtype=jnp.float32) / half)
    angle = positions.astype(jnp.float32)[:, :, None, None] * frequency[None, None, None]
    sine, cosine = jnp.sin(angle), jnp.cos(angle)
    first, second = jnp.split(x.astype(jnp.float32), 2, axis=-1)
    turned = (first * cosine - second * sine, second * cosine + first * sine)
    return jnp.concatenate(turned, axis=-1).astype(x.dtype)


def _attention(x: jax.Array, layer: Layers, positions: jax.Array, mask: jax.Array) -> jax.Array:
    x = rms_norm(x, layer.attention_norm)
    query, key, value = (
        jnp.einsum("BTD,DNH->BTNH", x, weight.astype(x.dtype))
        for weight in (layer.query, layer.key, layer.value)
    )
    query, key = rotate(query, positions), rotate(key, positions)
    attended = attention.attend(query, key, value, mask)
    return jnp.einsum("BTNH,NHD->BTD", attended, layer.output.astype(x.dtype))


def _feed_forward(x: jax.Array, layer: Layers) -> jax.Array:
    x = rms_norm(x, layer.hidden_norm)
    gate, up = (jnp.einsum("BTD,DF->BTF", x, w.astype(x.dtype)) for w in (layer.gate, layer.up))
    active = jax.nn.gelu(gate, approximate=True) * up
    return jnp.einsum("BTF,FD->BTD", active, layer.down.astype(x.dtype))


def forward(
    parameters: Parameters,
    config: ModelConfig,
    tokens: jax.Array,
    positions: jax.Array,
    segments: jax.Array,
) -> jax.Array:
    """Activations [B, T, D] after the final norm; those of padding have no meaning.

    Args:
        parameters: of the shapes that `config` gives.
        config: the shape of the decoder.
        tokens: int32 [B, T] of ids below V.
        positions: int32 [B, T], from 0 in each segment.
        segments: int32 [B, T], 1-based, 0 on padding.
    """
    dtype = jnp.dtype(config.dtype)
    mask = attention.packed_causal(segments)
    # The factor is cast before it multiplies: in bfloat16 sqrt(3072) is 55.5, not 55.4256, and
    # the published weights were trained with it.
    x = parameters.embedding[tokens].astype(dtype) * jnp.asarray(config.width**0.5, dtype)

    def block(x: jax.Array, layer: Layers) -> tuple[jax.Array, None]:
        x += _attention(x, layer, positions, mask)
        x += _feed_forward(x, layer)
        return x, None

    x, _ = jax.lax.scan(jax.checkpoint(block) if config.remat else block, x, parameters.layers)
    return rms_norm(x, parameters.final_norm)


def logits(parameters: Parameters, x: jax.Array) -> jax.Array:
    """Logits of the next token, float32 [..., V], of activations [..., D]: the tied head."""
    head = parameters.embedding.astype(x.dtype)
    scores: jax.Array = jnp.einsum("...D,VD->...V", x, head, preferred_element_type=jnp.float32)
    return scores
