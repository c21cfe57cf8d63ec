"""One file that holds a run's state: parameters, optimizer, and the number of steps done.

A NumPy archive, an array a leaf under the leaf's path in the tree, and the description of the run
beside them.  The place in the data needs nothing more: it follows from the number of steps.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

import jax
import numpy as np

from repoloom.pipeline.storage import filesystems

Tree = TypeVar("Tree")

_RUN, _STEP = "run", "step"


def save(path: str, tree: Any, step: int, run: Mapping[str, Any]) -> None:
    """Writes a checkpoint whole or not at all.

    Args:
        path: the file, local or on any Beam filesystem.
        tree: of arrays; all are copied to the host.
        step: steps done.
        run: plain data that a run which goes on must have in common with this one.
    """
    members: dict[str, Any] = {_RUN: json.dumps(run, sort_keys=True), _STEP: step}
    members |= {f"tree{name}": np.asarray(leaf) for name, leaf in _leaves(tree)}
    with filesystems.whole(path) as file:
        np.savez(file, **members)


def load(path: str, like: Tree, run: Mapping[str, Any]) -> tuple[Tree, int]:
    """Reads a checkpoint: the tree, in the shape of `like`, and the steps done.

    Raises:
        ValueError: the checkpoint is of another run; the message names what differs.
    """
    with filesystems.open_read(path) as file, np.load(file) as stored:
        saved = json.loads(str(stored[_RUN]))
        now = json.loads(json.dumps(run))
        different = sorted(key for key in saved | now if saved.get(key) != now.get(key))
        if different:
            key = different[0]
            raise ValueError(
                f"{path} is of another run: {key} was {saved.get(key)!r} and is {now.get(key)!r}; "
                "give the settings that it was made with, or another --checkpoint"
            )
        arrays = [jax.numpy.asarray(stored[f"tree{name}"]) for name, _ in _leaves(like)]
        return jax.tree.unflatten(jax.tree.structure(like), arrays), int(stored[_STEP])


def _leaves(tree: Any) -> list[tuple[str, Any]]:
    return [(jax.tree_util.keystr(path), leaf) for path, leaf in jax.tree.leaves_with_path(tree)]
