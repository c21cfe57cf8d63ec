"""One file that holds a run's state: parameters, optimizer, and the number of steps done.

A NumPy archive, an array a leaf under the leaf's path in the tree, and the description of the run
beside them.  The place in the data needs nothing more: it follows from the number of steps.
"""

import contextlib
import json
import os
import pathlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
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
        ValueError: the checkpoint is of another run, or none, or cut off; the message names what
            differs, or what is wrong.
    """
    with filesystems.open_read(path) as file, _whole(path), np.load(file) as stored:
        saved, now = json.loads(str(stored[_RUN])), json.loads(json.dumps(run))
        different = sorted(key for key in saved | now if saved.get(key) != now.get(key))
        arrays = [
            jax.numpy.asarray(stored[f"tree{name}"]) for name, _ in _leaves(like) if not different
        ]
        step = int(stored[_STEP])
    if different:
        key = different[0]
        raise ValueError(
            f"{path} is of another run: {key} was {saved.get(key)!r} and is {now.get(key)!r}; "
            "give the settings that it was made with, or another --checkpoint"
        )
    return jax.tree.unflatten(jax.tree.structure(like), arrays), step


@contextlib.contextmanager
def _whole(path: str) -> Iterator[None]:
    """Says it in words where a file is no checkpoint, or a part of one."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, TypeError) as error:
        raise ValueError(
            f"{path} is no whole checkpoint ({error}): delete it to begin anew, or give another "
            "--checkpoint"
        ) from None


def check(path: str, save_every: int) -> None:
    """Checks where a checkpoint shall go, before a run has worked for hours.

    Args:
        path: of the file, "" for none.
        save_every: steps between two writings; 0 for one at the end.

    Raises:
        ValueError: nothing can be written there, or there is nowhere to write to.
    """
    if not path:
        if save_every:
            raise ValueError(f"save_every is {save_every}; name the file with --checkpoint")
        return
    folder = pathlib.Path(path).parent
    if filesystems.is_remote(path):
        return
    if not folder.is_dir() or pathlib.Path(path).is_dir() or not os.access(folder, os.W_OK):
        raise ValueError(
            f"--checkpoint {path} cannot be written: name a file in a folder that exists and is "
            "writable"
        )


def _leaves(tree: Any) -> list[tuple[str, Any]]:
    return [(jax.tree_util.keystr(path), leaf) for path, leaf in jax.tree.leaves_with_path(tree)]
