"""Next-token cross-entropy over the predictions that count."""

import jax
import jax.numpy as jnp

from repoloom.model import gemma
from repoloom.model.config import ModelConfig
from repoloom.model.data import Batch


def _total(
    parameters: gemma.Parameters, x: jax.Array, targets: jax.Array, weights: jax.Array
) -> jax.Array:
    """Weighted sum of the negative log-likelihoods of [tokens, D]."""
    logits = gemma.logits(parameters, x)
    picked = jnp.take_along_axis(logits, targets[:, None], axis=-1)[:, 0]
    total: jax.Array = jnp.sum((jax.nn.logsumexp(logits, axis=-1) - picked) * weights)
    return total


def mean_loss(parameters: gemma.Parameters, config: ModelConfig, batch: Batch) -> jax.Array:
    """Mean negative log-likelihood, in nats, over the predictions of weight 1; 0 if none has it.

    The mean is over the whole batch, so a row with few predictions weighs no more than its share.
    With `config.loss_chunk` the logits are made, and in the backward pass remade, that many
    tokens at a time.
    """
    tokens, targets, positions, segments, weights = map(jnp.asarray, batch)
    x = gemma.forward(parameters, config, tokens, positions, segments)
    x, targets, weights = x.reshape(-1, config.width), targets.ravel(), weights.ravel()
    count = jnp.maximum(jnp.sum(weights), 1)
    if not config.loss_chunk:
        return _total(parameters, x, targets, weights) / count
    missing = -len(x) % config.loss_chunk
    chunks = tuple(
        jnp.pad(array, [(0, missing)] + [(0, 0)] * (array.ndim - 1)).reshape(
            -1, config.loss_chunk, *array.shape[1:]
        )
        for array in (x, targets, weights)
    )
    total = jax.checkpoint(lambda chunk: _total(parameters, *chunk))
    return jnp.sum(jax.lax.map(total, chunks)) / count
