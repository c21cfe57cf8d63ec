"""Strict arithmetic for every test of the trainer.

Fixtures:
    strict             (automatic) ranks and dtypes are never mixed silently; products are exact float32
    shape              a small ModelConfig, multi-query, float32
    random_parameters  makes random parameters of a shape, norms included
    parameters         those of `shape`
    write              writes a shards folder: write(rows, split="train", files=1, **metadata);
                       a row is a list of segments, a segment of ids, negative where masked
"""

import json

import jax
import numpy as np
import pytest

from repoloom.model import gemma
from repoloom.model.config import ModelConfig
from repoloom.pipeline.storage import shards
from repoloom.transforms.rows.packed import PackedRow, Segment

# Shapes here are tiny: nearly all of a test's time is compilation, which this halves.
jax.config.update("jax_disable_most_optimizations", True)


@pytest.fixture(autouse=True)
def strict():
    with (
        jax.numpy_rank_promotion("raise"),
        jax.numpy_dtype_promotion("strict"),
        jax.default_matmul_precision("highest"),
    ):
        yield


@pytest.fixture
def shape():
    return ModelConfig(
        vocab_size=61, layers=2, width=24, hidden=40, heads=4, kv_heads=1, head_dim=8
    )


@pytest.fixture
def random_parameters():
    def random_parameters(shape):
        noise = np.random.default_rng(1)
        return jax.tree.map(
            lambda leaf: leaf + noise.normal(0, 0.3, leaf.shape).astype(np.float32),
            gemma.initialize(shape, jax.random.key(0)),
        )

    return random_parameters


@pytest.fixture
def parameters(random_parameters, shape):
    return random_parameters(shape)


def packed_row(number, segments, masked):
    ids = np.concatenate(segments).astype("<i4")
    return PackedRow(
        key=number.to_bytes(8, "big"),
        input_ids=np.abs(ids).tobytes(),
        lengths=tuple(map(len, segments)),
        segments=tuple(Segment(bytes(16), "owner/name", ()) for _ in segments),
        labels=np.where(ids < 0, shards.IGNORED, ids).astype("<i4").tobytes() if masked else None,
    )


@pytest.fixture
def write(tmp_path):
    def write(rows, split="train", files=1, digest="d1", **metadata):
        folder = tmp_path / "shards"
        folder.mkdir(exist_ok=True)
        masked = any(token < 0 for row in rows for segment in row for token in segment)
        packed = [packed_row(number, row, masked) for number, row in enumerate(rows)]
        names = [f"{split}-{part:05d}-of-{files:05d}.parquet" for part in range(files)]
        size = -(-len(rows) // files)
        for part, name in enumerate(names):
            chunk = packed[part * size : (part + 1) * size]
            shards.write(str(folder / name), chunk, metadata=metadata, labels=masked)
        manifest = {"digest": digest, "files": [{"name": name} for name in names]}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder / "COMPLETED").write_text(digest)
        return str(folder)

    return write
