"""Gemma 1 in NumPy, one segment at a time: written from the report, sharing no code with model/.

Loops over layers and heads, no scan, no mask argument: a segment stands alone.
"""

import math

import numpy as np


def norm(x, scale):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + 1e-6) * (1 + scale)


def gelu(x):
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def rope(x):
    """[time, head_dim]: the pair (i, i + half) turns by time / 10000 ** (2 i / head_dim)."""
    out = np.empty_like(x)
    half = x.shape[1] // 2
    for time, vector in enumerate(x):
        for i in range(half):
            angle = time * 10000 ** (-2 * i / x.shape[1])
            first, second = vector[i], vector[i + half]
            out[time, i] = first * math.cos(angle) - second * math.sin(angle)
            out[time, i + half] = second * math.cos(angle) + first * math.sin(angle)
    return out


def softmax_rows(scores):
    out = np.zeros_like(scores)
    for time, row in enumerate(scores):
        seen = np.exp(row[: time + 1] - row[: time + 1].max())
        out[time, : time + 1] = seen / seen.sum()
    return out


def attend(x, layers, number):
    query, key, value, output = (
        np.asarray(getattr(layers, name)[number], np.float64)
        for name in ("query", "key", "value", "output")
    )
    heads, group = query.shape[1], query.shape[1] // key.shape[1]
    result = np.zeros((len(x), output.shape[2]))
    for head in range(heads):
        q = rope(x @ query[:, head])
        k, v = rope(x @ key[:, head // group]), x @ value[:, head // group]
        weights = softmax_rows(q @ k.T / math.sqrt(query.shape[2]))
        result += weights @ v @ output[head]
    return result


def logits(parameters, tokens):
    """float64 [time, vocabulary] of one segment of token ids."""
    table = np.asarray(parameters.embedding, np.float64)
    layers = parameters.layers
    x = table[tokens] * math.sqrt(table.shape[1])
    for number in range(len(layers.query)):
        x = x + attend(norm(x, np.asarray(layers.attention_norm[number])), layers, number)
        h = norm(x, np.asarray(layers.hidden_norm[number]))
        gate, up = h @ np.asarray(layers.gate[number]), h @ np.asarray(layers.up[number])
        x = x + (gelu(gate) * up) @ np.asarray(layers.down[number])
    return norm(x, np.asarray(parameters.final_norm)) @ table.T
