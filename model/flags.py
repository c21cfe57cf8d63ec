"""The flags of the trainer, without JAX: `repoloom train --help` does not wait for it (1.5 s)."""

import argparse
import dataclasses

from repoloom.model import config
from repoloom.model.config import TrainConfig

EXTRA = ("jax", "jaxlib", "optax")
"""Packages of the extra `train`."""


def needed(package: str | None) -> str:
    """What to do where a package of the extra is missing."""
    return (
        f"{package} is not installed; the trainer needs the extra `train`: "
        "pip install 'repoloom[train]'"
    )


def parser() -> argparse.ArgumentParser:
    """The shards, the model's shape, a checkpoint, and every field of `TrainConfig`."""
    result = argparse.ArgumentParser(
        prog="repoloom train",
        description="Trains a decoder on the shards of a finished run.",
        allow_abbrev=False,
    )
    add = result.add_argument
    add("--shards", required=True, help="the shards folder of a finished run")
    add("--split", default="train", help="train (default) or validation")
    add("--config", default="tiny", choices=tuple(config.PRESETS))
    add("--checkpoint", default="", help="file to go on from, if it exists, and to end in")
    for field in dataclasses.fields(TrainConfig):
        kind = int if field.name == "length" else type(field.default)
        shown = "the longest row" if field.name == "length" else field.default
        add(f"--{field.name}", type=kind, default=field.default, help=f"default: {shown}")
    return result
