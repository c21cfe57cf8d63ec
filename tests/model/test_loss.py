import dataclasses

import jax
import numpy as np
import pytest

from repoloom.model import data, loss
from repoloom.model.data import Batch, Row
from tests.model import reference


def batch_of(*rows, length):
    made = [data.sequence(row, length) for row in rows]
    return Batch(*(np.stack(arrays) for arrays in zip(*made, strict=True)))


def random_row(*lengths, masked=()):
    ids = np.random.default_rng(5).integers(1, 61, sum(lengths)).astype(np.int32)
    labels = ids.copy()
    labels[list(masked)] = -100
    return Row(ids, np.array(lengths, np.int32), labels if masked else None)


def expected(parameters, row, masked=()):
    """Negative log-likelihoods by the reference, a segment at a time."""
    losses, at = [], 0
    for length in row.lengths:
        ids = row.ids[at : at + length]
        scores = reference.logits(parameters, ids)
        for place in range(1, length):
            if at + place not in masked:
                logs = scores[place - 1] - np.log(np.exp(scores[place - 1]).sum())
                losses.append(-logs[ids[place]])
        at += length
    return losses


@pytest.mark.parametrize("masked", [(), (2, 3, 9)])
def test_the_loss_is_the_mean_over_predictions_inside_segments(shape, parameters, masked):
    one, two = random_row(6, 5, masked=masked), random_row(3)
    counted = loss.mean_loss(parameters, shape, batch_of(one, two, length=16))
    wanted = expected(parameters, one, masked) + expected(parameters, two)
    assert float(counted) == pytest.approx(np.mean(wanted), abs=2e-5)


@pytest.mark.parametrize("chunk", [7, 16, 64])
def test_chunks_change_neither_loss_nor_gradient(shape, parameters, chunk):
    batch = batch_of(random_row(6, 5), random_row(9), length=16)

    def both(shape):
        return jax.jit(jax.value_and_grad(lambda tree: loss.mean_loss(tree, shape, batch)))

    whole, gradient = both(shape)(parameters)
    parts, again = both(dataclasses.replace(shape, loss_chunk=chunk))(parameters)
    assert float(parts) == pytest.approx(float(whole), abs=1e-6)
    for a, b in zip(jax.tree.leaves(gradient), jax.tree.leaves(again), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_a_batch_without_a_prediction_has_loss_zero_and_no_gradient(shape, parameters):
    batch = batch_of(random_row(1, 1), length=4)
    value, gradient = jax.value_and_grad(loss.mean_loss)(parameters, shape, batch)
    assert float(value) == 0
    assert all(float(np.abs(leaf).max()) == 0 for leaf in jax.tree.leaves(gradient))
