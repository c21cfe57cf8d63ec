"""Shapes of the decoder and settings of a run, frozen and checked."""

import dataclasses
import math
from collections.abc import Mapping
from types import MappingProxyType


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelConfig:
    """The shape of a Gemma 1 decoder.

    The letters are those that shapes are written in throughout this package.

    Attributes:
        vocab_size: V, rows of the embedding table, which is also the output head.
        layers: L.
        width: D, of the residual stream.
        hidden: F, of the feed-forward layer.
        heads: N, query heads.
        kv_heads: K, key and value heads; 1 is multi-query, `heads` is multi-head attention.
        head_dim: H; `heads * head_dim` need not be `width` (7B: 4096 and 3072).
        dtype: what activations are computed in; parameters are always float32.
        remat: recompute a layer's activations in the backward pass instead of keeping them.
        loss_chunk: tokens whose logits exist at one time; 0 is all of them.
    """

    vocab_size: int
    layers: int
    width: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    dtype: str = "float32"
    remat: bool = False
    loss_chunk: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for a shape that no decoder has."""
        for name in ("vocab_size", "layers", "width", "hidden", "heads", "kv_heads", "head_dim"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}; it must be at least 1")
        if self.loss_chunk < 0:
            raise ValueError(f"loss_chunk is {self.loss_chunk}; 0 means no chunks")
        if self.heads % self.kv_heads:
            raise ValueError(f"heads is {self.heads}; it must be a multiple of {self.kv_heads=}")
        if self.head_dim % 2:
            raise ValueError(f"head_dim is {self.head_dim}; rotary positions turn pairs, use 2n")
        if self.dtype not in ("float32", "bfloat16"):
            raise ValueError(f"dtype is {self.dtype!r}; it is 'float32' or 'bfloat16'")

    @property
    def parameters(self) -> int:
        """Number of parameters, the tied embedding counted once."""
        attention = self.width * self.head_dim * (2 * self.heads + 2 * self.kv_heads)
        layer = attention + 3 * self.width * self.hidden + 2 * self.width
        return self.vocab_size * self.width + self.layers * layer + self.width


# Small enough for two CPU cores.  Its vocabulary is replaced by the tokenizer's.
_TINY = ModelConfig(vocab_size=1, layers=2, width=128, hidden=512, heads=4, kv_heads=1, head_dim=32)
# Gemma 1 (report 2403.08295, table 1) with the vocabulary of its JAX checkpoints.  The logits of
# one row of 8192 tokens would take 8.4 GB in float32, hence the chunks.
_2B = ModelConfig(
    vocab_size=256128,
    layers=18,
    width=2048,
    hidden=16384,
    heads=8,
    kv_heads=1,
    head_dim=256,
    dtype="bfloat16",
    remat=True,
    loss_chunk=512,
)
_7B = dataclasses.replace(_2B, layers=28, width=3072, hidden=24576, heads=16, kv_heads=16)
PRESETS: Mapping[str, ModelConfig] = MappingProxyType({"tiny": _TINY, "2b": _2B, "7b": _7B})


def preset(name: str, vocab_size: int) -> ModelConfig:
    """The shape of that name, for shards whose tokenizer has `vocab_size` pieces.

    Raises:
        ValueError: there is no such preset, or its table is smaller than the tokenizer.
    """
    if name not in PRESETS:
        raise ValueError(f"no preset {name!r}; there are {', '.join(PRESETS)}")
    shape = PRESETS[name]
    if shape is _TINY:
        return dataclasses.replace(shape, vocab_size=vocab_size)
    if shape.vocab_size < vocab_size:
        raise ValueError(
            f"preset {name!r} has {shape.vocab_size} embeddings and the shards' tokenizer "
            f"{vocab_size} pieces; take 'tiny', which follows the tokenizer, or other shards"
        )
    return shape


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """Settings of a run.

    Attributes:
        steps: optimizer steps, those of a checkpoint that the run goes on from included; the
            schedule stretches over all of them.
        batch: B, sequences a step.
        length: T, tokens of a sequence; None takes the longest row that the shards hold.
        learning_rate: the peak, after `warmup` steps; a cosine takes it to a tenth of that.
        warmup: steps of linear warm-up.
        weight_decay: of AdamW, on the matrices of the layers, not on norms and embeddings.
        clip: largest global norm of the gradient.
        save_every: steps between two writings of the checkpoint; 0 writes it at the end only.
        seed: of the initial parameters and of the order of the rows.
    """

    steps: int = 20
    batch: int = 8
    length: int | None = None
    learning_rate: float = 3e-3
    warmup: int = 4
    weight_decay: float = 0.1
    clip: float = 1.0
    save_every: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for a setting that no run can have."""
        for name in ("steps", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}; it must be at least 1")
        if self.length is not None and self.length < 2:
            raise ValueError(f"length is {self.length}; a sequence predicts from 2 tokens on")
        for name in ("learning_rate", "clip", "weight_decay"):
            if not math.isfinite(getattr(self, name)):
                raise ValueError(f"{name} is {getattr(self, name)}; it must be a number")
        if not -(1 << 63) <= self.seed < 1 << 63:
            raise ValueError(f"seed is {self.seed}; it is a number of 64 bits")
        for name in ("warmup", "weight_decay", "save_every"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} is {getattr(self, name)}; it must not be negative")
        for name in ("learning_rate", "clip"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} is {getattr(self, name)}; it must be positive")
